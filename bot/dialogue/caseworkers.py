"""What the bot says to caseworkers, in the language of their group; never who a worker is.

These words have a catalogue of their own (``locales/caseworkers.pot``): few languages need them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.dialogue import pages
from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Block, Button, Keyboard, Reply, Run, Shape, item, paragraph, title
from bot.dialogue.scene import Scene
from bot.i18n import GroupWords, group_words
from bot.knowledge.model import Knowledge, Phrases
from bot.storage.cases import CaseEvent, Statistics

#: Telegram's limit: https://core.telegram.org/bots/api#createforumtopic
_MAX_TOPIC_NAME: Final = 128
_MOST_FOUND: Final = 8


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What caseworkers may see of a conversation; ``link`` opens its topic."""

    number: int
    language: str
    topic: str | None
    urgent: bool = False
    minutes: int = 0
    holder: str = ""
    is_taken: bool = False
    link: str = ""


class Desk:
    """The words for one group.

    Args:
        knowledge: The content of the moment; it says the language of the group.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @property
    def words(self) -> GroupWords:
        return group_words(self._knowledge.support.group_language)

    @property
    def language(self) -> str:
        return self._knowledge.support.group_language

    def topic_name(self, card: CaseCard) -> str:
        """Return the name of a case's topic: language, subject, number."""
        sign = "🆘 " if card.urgent else ""
        name = f"{sign}{self._about(card)} · #{card.number}"
        if len(name) <= _MAX_TOPIC_NAME:
            return name
        tail = f"… · #{card.number}"
        return name[: _MAX_TOPIC_NAME - len(tail)] + tail

    def _about(self, card: CaseCard) -> str:
        subject = self._title(card.topic)
        language = self.words.language_name(card.language)
        return f"{language} · {subject}" if subject else language

    def _title(self, topic_id: str | None) -> str:
        page = self._knowledge.page(topic_id, (self.language, "en")) if topic_id else None
        return page.title if page is not None else ""

    def intro(self, card: CaseCard) -> Reply:
        """Return the first message of a case's topic."""
        tell = self.words.tell
        head = tell("Case {number}: somebody who reads {language}.").format(
            number=card.number, language=self.words.language_name(card.language)
        )
        blocks: list[Block] = [title(("🆘 " if card.urgent else "") + head)]
        if subject := self._title(card.topic):
            blocks.append(item(tell("Last subject: {subject}").format(subject=subject)))
        if card.urgent:
            blocks.append(paragraph(tell("The bot saw danger and showed the emergency numbers.")))
        blocks += [
            item(tell("What you write here goes to the worker, without your name.")),
            item(tell("A message that begins with // stays here.")),
            item(
                tell("/phrase sends a sentence in both languages, /page a page, /help says more.")
            ),
        ]
        return Reply(tuple(blocks), self.buttons(card.number))

    def buttons(self, number: int) -> Keyboard:
        tell = self.words.tell
        return (
            (
                Button("✋ " + tell("I take it"), dump(Verb.TAKE_CASE, self.language, str(number))),
                Button("✅ " + tell("Close"), dump(Verb.CLOSE_CASE, self.language, str(number))),
            ),
        )

    def alert(self, card: CaseCard) -> Reply:
        """Return the alarm in the group for a case."""
        text = self.words.tell("Danger in case {number} ({language}): please look now.").format(
            number=card.number, language=self.words.language_name(card.language)
        )
        return _linked("🆘 " + text, card.link)

    def nameless_alert(self, language: str, *, now: bool) -> Reply:
        """Return the alarm about somebody who did not ask for a person: no word, no identity."""
        tell = self.words.tell
        text = (
            tell("Somebody who writes in {language} may be in danger now.")
            if now
            else tell("Somebody who writes in {language} may need help with something serious.")
        )
        name = self.words.language_name(language)
        more = tell(
            "They see the emergency numbers and can ask for you with a tap. Who it is and what was "
            "written is not passed on."
        )
        return Reply((title("🆘 " + text.format(language=name)), paragraph(more)))

    def danger_in_case(self) -> Reply:
        tell = self.words.tell
        return self.note(
            "🆘 " + tell("The last message sounds like danger. The worker sees whom to call.")
        )

    def language_label(self, language: str) -> str:
        """Return the label under a copied message."""
        if language:
            return "🌐 " + self.words.language_name(language)
        return "🌐 " + self.words.tell("language not sure")

    def note(self, text: str) -> Reply:
        return Reply((Block((Run(text, italic=True),), Shape.NOTICE),))

    def taken(self, holder: str) -> Reply:
        tell = self.words.tell
        return self.note(
            "✋ "
            + tell("Taken by {name}; the worker knows that a person is here.").format(name=holder)
        )

    def already_taken(self) -> Reply:
        tell = self.words.tell
        return self.note(
            tell(
                "Somebody else has this case. They can give it back with /leave, or an "
                "administrator takes it over."
            )
        )

    def left(self) -> Reply:
        return self.note(self.words.tell("Given back; the worker knows that the person has left."))

    def closed(self) -> Reply:
        return self.note(
            "✅ "
            + self.words.tell(
                "Closed; the worker was asked whether it helped. /reopen takes it up again."
            )
        )

    def worker_ended(self) -> Reply:
        return self.note(
            "🚪 "
            + self.words.tell("The worker ended the conversation. Only they can take it up again.")
        )

    def worker_forgot(self) -> Reply:
        return self.note(
            "🗑 "
            + self.words.tell(
                "The worker deleted all their data. Nothing reaches them any more; "
                "delete this topic when you need it no longer."
            )
        )

    def worker_gone(self) -> Reply:
        return self.note(
            "⚠️ "
            + self.words.tell(
                "The worker has blocked the bot or is gone. Nothing reaches them any "
                "more; your last messages may not have arrived."
            )
        )

    def reopened(self, *, by_worker: bool) -> Reply:
        tell = self.words.tell
        return self.note(
            "🔁 "
            + (
                tell("The worker writes again.")
                if by_worker
                else tell("Taken up again; the worker was told.")
            )
        )

    def rated(self, *, helpful: bool) -> Reply:
        tell = self.words.tell
        return self.note(
            "👍 " + tell("The worker says: it helped.")
            if helpful
            else "👎 " + tell("The worker says: it did not help.")
        )

    def not_active(self) -> Reply:
        return self.note(
            "⚠️ "
            + self.words.tell(
                "This case is closed: nothing is passed on. /reopen takes it up again."
            )
        )

    def not_passed_on(self) -> Reply:
        return self.note(
            "⚠️ " + self.words.tell("This message could not be passed on. Send it in another form.")
        )

    def topic_deleted(self, number: int) -> Reply:
        text = self.words.tell(
            "The topic of case {number} was deleted. The worker was told that the "
            "conversation has ended."
        )
        return self.note("⚠️ " + text.format(number=number))

    def only_administrators(self) -> Reply:
        return self.note(self.words.tell("Only an administrator of the group can do this."))

    def only_in_topic(self) -> Reply:
        return self.note(self.words.tell("Write this in the topic of a case."))

    def answer(self, worker_language: str, phrase_id: str, answer_id: str) -> Reply | None:
        """Return what the worker answered to a phrase, in both languages."""
        own, theirs = self._phrases(self.language), self._phrases(worker_language)
        if answer_id not in theirs.answers:
            return None
        question = own.questions.get(phrase_id, phrase_id)
        both = f"{theirs.answers[answer_id]} = {own.answers.get(answer_id, answer_id)}"
        return Reply((paragraph(f"❔ {question}"), Block((Run(f"💬 {both}", bold=True),))))

    def _phrases(self, language: str) -> Phrases:
        found = self._knowledge.phrases.get(language) or self._knowledge.phrases.get("en")
        return found or Phrases()

    def phrase_list(self) -> Reply:
        """Return all phrases with the names to send them by."""
        own = self._phrases(self.language)
        rows = [*own.questions.items(), *own.sentences.items()]
        blocks: list[Block] = [title(self.words.tell("Send one with /phrase and its name:"))]
        blocks += [item(f"{name}: {text}") for name, text in rows]
        return Reply(tuple(blocks))

    def phrase_sent(self, worker_language: str, phrase_id: str) -> Reply:
        """Return a phrase that was sent, in both languages."""
        pair = []
        for language in dict.fromkeys((self.language, worker_language)):
            phrases = self._phrases(language)
            text = phrases.questions.get(phrase_id) or phrases.sentences.get(phrase_id) or ""
            pair.append(paragraph(f"{self.words.language_name(language)}: {text}"))
        return Reply((title("📤 " + self.words.tell("Sent to the worker:")), *pair))

    def page_sent(self, scene: Scene, topic_id: str) -> Reply:
        """Return the page that was sent, as the worker has it and in the group's language."""
        blocks: list[Block] = [title("📤 " + self.words.tell("Sent to the worker:"))]
        own = Scene(scene.knowledge, self.language, None, scene.now)
        shown: set[str] = set()
        for one in (own, scene):
            topic, page = one.knowledge.topic(topic_id), one.page(topic_id)
            if topic is None or page is None or page.language in shown:
                continue
            shown.add(page.language)
            blocks += pages.short_answer(one, topic, page).blocks
        return Reply(tuple(blocks))

    def pages_found(self, wanted: str) -> Reply:
        """Return pages whose name or title has what was asked for."""
        tell, low = self.words.tell, wanted.casefold()
        found = [
            (topic.id, self._title(topic.id))
            for topic in self._knowledge.topics.values()
            if low and (low in topic.id or low in self._title(topic.id).casefold())
        ][:_MOST_FOUND]
        if not found:
            return self.note(
                tell("There is no such page. Write for example: /page leave/pension-lump-sum")
            )
        blocks = [item(f"/page {topic_id}: {name}") for topic_id, name in found]
        return Reply((title(tell("Send one with /page and its name:")), *blocks))

    def queue(self, cards: Sequence[CaseCard]) -> Reply:
        """Return the open cases: who waits, and who has which."""
        tell = self.words.tell
        if not cards:
            return self.note(tell("No case is open."))
        blocks: list[Block] = [title(tell("Open cases"))]
        for card in cards:
            sign = "🆘 " if card.urgent else ""
            state = (
                tell("with {name}").format(name=card.holder)
                if card.is_taken
                else tell("waiting for {minutes} min").format(minutes=card.minutes)
            )
            head = Run(f"{sign}#{card.number} · {self._about(card)}", href=card.link or None)
            blocks.append(Block((head, Run(f" · {state}")), Shape.ITEM, "•"))
        return Reply(tuple(blocks))

    def statistics(self, counted: Statistics) -> Reply:
        """Return counts of the last weeks, without any person."""
        tell, events = self.words.tell, counted.events
        labels: Mapping[CaseEvent, str] = {
            CaseEvent.OPENED: tell("asked for a person"),
            CaseEvent.JOINED: tell("answered by a person"),
            CaseEvent.ENDED: tell("ended"),
            CaseEvent.HELPFUL: tell("it helped"),
            CaseEvent.NOT_HELPFUL: tell("it did not help"),
            CaseEvent.FORGOTTEN: tell("deleted by the worker"),
            CaseEvent.DANGER: tell("danger seen in a conversation"),
        }
        blocks: list[Block] = [title(tell("The last four weeks"))]
        blocks += [
            item(f"{label}: {events.get(event.value, 0)}") for event, label in labels.items()
        ]
        if counted.median_minutes is not None:
            wait = tell("half of them waited less than {minutes} min for a person")
            blocks.append(item(wait.format(minutes=round(counted.median_minutes))))
        names = sorted(counted.languages.items(), key=lambda pair: (-pair[1], pair[0]))
        if names:
            spoken = ", ".join(f"{self.words.language_name(code)} {n}" for code, n in names)
            blocks.append(item(tell("Languages: {list}").format(list=spoken)))
        return Reply(tuple(blocks))

    def commands(self) -> tuple[tuple[str, str], ...]:
        """Return each command of the group with what it does."""
        tell = self.words.tell
        return (
            ("take", tell("take the case of this topic")),
            ("leave", tell("give it back")),
            ("phrase", tell("list the sentences in all languages, or send one")),
            ("page", tell("send a page in the worker's language")),
            ("close", tell("end the conversation")),
            ("reopen", tell("take it up again")),
            ("queue", tell("who waits, and who has a case")),
            ("stats", tell("counts of four weeks (administrators)")),
        )

    def help(self) -> Reply:
        tell = self.words.tell
        lines = [f"/{name} {text}" for name, text in self.commands()]
        lines.append("// " + tell("in front of a message: it stays in the group"))
        return Reply((title(tell("What I can do here")), *(item(line) for line in lines)))


def _linked(text: str, link: str) -> Reply:
    return Reply((Block((Run(text, bold=True, href=link or None),)),))
