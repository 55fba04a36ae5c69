"""A worker, a forum group and two caseworkers: a conversation with a person from end to end."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.dialogue.actions import Verb, dump
from bot.knowledge.model import Hours, Phrases, Support
from bot.storage.models import CaseCount, CaseMessage, OutboxMessage, SupportCase
from tests.bot_api import BotApiServer, Group, Message, Person, posting, refusal
from tests.knowledge import samples
from tests.telegram.fakes import ANSWER_START, Bots, FakeAnswerer, RunningBot

ASK = "🧑‍💼 Ask a person"
YES = "✅ Yes, connect me"
END = "🚪 End the conversation"


def content():
    phrases = {
        "en": Phrases({"safe": "Are you safe?"}, {"wait": "I will ask."}, {"yes": "Yes"}),
        "vi": Phrases({"safe": "Bạn an toàn không?"}, {"wait": "Tôi sẽ hỏi."}, {"yes": "Có"}),
    }
    name = {"en": "the helpers of Example", "vi": "nhóm Ví dụ"}
    support = Support(name, ("ja", "en"))
    return replace(samples.knowledge(), support=support, phrases=phrases)


@dataclass
class Place:
    """Everybody who takes part; anna leads the group."""

    server: BotApiServer
    bot: RunningBot
    group: Group
    linh: Person
    anna: Person
    ben: Person

    async def connect(self, person: Person | None = None) -> int:
        """Let a worker ask for a person and agree; return the topic of the case."""
        person = person or self.linh
        await person.send("moon")
        await person.reply()
        await person.press(ASK)
        await person.wait_for(lambda one: YES in one.last.labels)
        before = len(self.group.chat.topics)
        await person.press(YES)
        await self.server.wait_for(lambda: len(self.group.chat.topics) > before)
        thread = max(self.group.chat.topics)
        await self.said(thread, "Case ")
        await self.heard("You are connected", person)
        await self.done()
        return thread

    async def said(self, thread: int, text: str) -> Message:
        """Wait until something with *text* stands in a topic, and return it."""

        def find() -> Message | None:
            found = [one for one in self.group.in_topic(thread) if text in one.text]
            return found[-1] if found else None

        found = await self.server.wait_for(find)
        assert found is not None
        return found

    async def heard(self, text: str, person: Person | None = None) -> Message:
        """Wait until a worker sees something with *text*, and return it."""
        return await (person or self.linh).wait_for(
            lambda one: next((m for m in reversed(one.messages) if text in m.text), None)
        )

    async def rows(self, table) -> int:
        async with self.bot.database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0

    async def done(self) -> None:
        """Wait until nothing waits to be sent."""
        await self.server.wait_until_confirmed()
        for _ in range(400):
            if not await self.rows(OutboxMessage):
                return
            await asyncio.sleep(0.01)
        raise AssertionError("messages still wait")


@pytest.fixture
def anna(server: BotApiServer) -> Person:
    return server.user(first_name="Anna")


@pytest.fixture
def ben(server: BotApiServer) -> Person:
    return server.user(first_name="Ben")


@pytest.fixture
async def place(
    server: BotApiServer, make_bot: Bots, linh: Person, anna: Person, ben: Person
) -> Place:
    group = server.group("Helpers", [anna, ben], forum=True, administrator=True)
    bot = make_bot(answerer=FakeAnswerer(content()), support_chat_id=str(group.id))
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    return Place(server, bot, group, linh, anna, ben)


async def test_worker_reads_who_answers_before_anything_is_passed_on(place: Place) -> None:
    await place.linh.send("moon")
    await place.linh.reply()
    await place.linh.press(ASK)

    offer = await place.linh.shown()

    assert "the helpers of Example" in offer.text
    assert "Japanese, English" in offer.text
    assert "They have no fixed hours" in offer.text
    assert "They do not see your name" in offer.text
    assert place.group.chat.topics == {}


async def test_conversation_from_consent_to_rating(place: Place) -> None:
    thread = await place.connect()
    assert place.group.chat.topics[thread].name == "English · #1"
    intro = place.group.in_topic(thread)[0]
    assert "Linh" not in intro.text

    await place.linh.send("my boss keeps my passport")
    copied = await place.said(thread, "my boss keeps my passport")
    assert [button.text for button in copied.buttons] == ["🌐 English"]
    assert "forward_origin" not in copied.json

    await place.group.send(place.anna, "Hello, I read this", thread=thread)
    assert (await place.heard("Hello, I read this")).json["from"]["is_bot"]
    texts = [message.text for message in place.linh.messages]
    assert texts.index("🧑‍💼 A person is here now and reads what you write.") < texts.index(
        "Hello, I read this"
    )
    assert "Anna" in (await place.said(thread, "Taken by")).text

    await place.group.send(place.anna, "/close", thread=thread)
    await place.heard("The conversation has ended")
    await place.server.wait_for(lambda: place.group.chat.topics[thread].closed)
    await place.linh.press("👍 Helpful")
    await place.said(thread, "it helped")
    await place.linh.send("who pays my ticket")
    assert (await place.linh.reply()).text.startswith(ANSWER_START)
    assert "ticket" not in "".join(m.text for m in place.group.messages)
    assert place.server.calls_of("forwardMessage") == []
    await place.done()
    async with place.bot.database.transaction() as session:
        counted = [row.event for row in await session.scalars(select(CaseCount))]
    assert sorted(counted) == ["ended", "helpful", "joined", "opened"]


async def test_bot_stays_quiet_while_a_person_reads(place: Place) -> None:
    thread = await place.connect()
    shown = len(place.linh.messages)

    await place.linh.send("who pays my ticket")
    await place.said(thread, "who pays my ticket")
    await place.done()

    assert len(place.linh.messages) == shown


async def test_subject_names_the_topic(place: Place) -> None:
    await place.linh.send("ticket")
    await place.linh.reply()
    await place.linh.send("/person")
    await place.linh.reply()
    await place.linh.press(YES)
    await place.server.wait_for(lambda: place.group.chat.topics)

    (topic,) = place.group.chat.topics.values()
    assert topic.name == "English · Who pays the trip home · #1"


async def test_photos_voice_documents_and_albums_are_copied_both_ways(place: Place) -> None:
    thread = await place.connect()
    await place.linh.send_photo("my contract")
    await place.linh.send_voice()
    await place.linh.send_document("letter.pdf")
    await place.linh.send_album(3, "pay slips")

    def kinds() -> list[str]:
        names = ("photo", "voice", "document")
        found = place.group.in_topic(thread)
        return [name for message in found for name in names if name in message.json]

    await place.server.wait_for(lambda: len(kinds()) == 6)
    assert kinds() == ["photo", "voice", "document", "photo", "photo", "photo"]
    albums = [m.json.get("media_group_id") for m in place.group.in_topic(thread)][-3:]
    assert len(set(albums)) == 1
    assert albums[0] is not None
    (call,) = place.server.calls_of("copyMessages")
    assert len(call.fields["message_ids"]) == 3

    await place.group.send_album(place.ben, 2, thread=thread)
    await place.group.send_photo(place.ben, "the form", thread=thread)
    await place.heard("the form")
    assert len([m for m in place.linh.messages if "photo" in m.json]) == 3
    assert len(place.server.calls_of("copyMessages")) == 2


async def test_edits_are_mirrored_both_ways(place: Place) -> None:
    thread = await place.connect()
    first = await place.linh.send("he has my pasport")
    copied = await place.said(thread, "he has my pasport")
    await place.done()
    await place.linh.edit(first, "he has my passport since May")
    await place.server.wait_for(lambda: copied.edits)
    assert copied.text == "he has my passport since May"
    assert copied.labels == ["🌐 English"]

    told = await place.group.send(place.anna, "Call 0120", thread=thread)
    theirs = await place.heard("Call 0120")
    await place.done()
    await place.group.edit(told, "Call 0120-811-610")
    await place.server.wait_for(lambda: theirs.edits)
    assert theirs.text == "Call 0120-811-610"


async def test_reply_points_at_the_message_on_the_other_side(place: Place) -> None:
    thread = await place.connect()
    asked = await place.linh.send("which paper?")
    copied = await place.said(thread, "which paper?")
    await place.done()
    await place.group.send(place.anna, "this one", thread=thread, reply_to=copied)
    answer = await place.heard("this one")
    await place.done()

    assert answer.json["reply_to_message"]["message_id"] == asked.id
    await place.linh.send("thank you", reply_to=answer)
    thanks = await place.said(thread, "thank you")
    assert thanks.json["reply_to_message"]["text"] == "this one"


async def test_note_among_caseworkers_stays_in_the_group(place: Place) -> None:
    thread = await place.connect()
    await place.group.send(place.anna, "// is this Ben's?", thread=thread)
    await place.group.send(place.anna, "Hello", thread=thread)
    await place.heard("Hello")

    assert not any("Ben" in message.text for message in place.linh.messages)


async def test_page_is_sent_in_the_workers_language_and_shown_in_both(place: Place) -> None:
    await place.linh.start("vi__leave__travel-cost")
    await place.linh.reply()
    await place.linh.send("/person")
    await place.linh.reply()
    await place.linh.press_data("I|vi|-", place.linh.last)
    await place.server.wait_for(lambda: place.group.chat.topics)
    (thread,) = place.group.chat.topics
    await place.said(thread, "reads Vietnamese")

    await place.group.send(place.anna, f"/page {samples.TOPIC}", thread=thread)

    await place.linh.wait_for(
        lambda one: sum(samples.TITLES["vi"] in m.text for m in one.messages) == 2
    )
    shown = await place.said(thread, samples.TITLES["vi"])
    assert samples.TITLES["en"] in shown.text

    await place.group.send(place.anna, "/page trip", thread=thread)
    assert f"/page {samples.TOPIC}" in (await place.said(thread, "Send one with /page")).text


async def test_phrase_is_answered_by_a_tap_and_read_in_both_languages(place: Place) -> None:
    await place.linh.start("vi__leave__travel-cost")
    await place.linh.reply()
    await place.linh.press_data("I|vi|-", place.linh.last)
    await place.server.wait_for(lambda: place.group.chat.topics)
    (thread,) = place.group.chat.topics
    await place.said(thread, "Case 1")

    await place.group.send(place.ben, "/phrase safe", thread=thread)
    question = await place.heard("Bạn an toàn không?")
    assert "Are you safe?" in (await place.said(thread, "Bạn an toàn không?")).text
    await place.linh.press("Có", question)

    assert "Có = Yes" in (await place.said(thread, "Có = Yes")).text
    await place.group.send(place.ben, "/phrase", thread=thread)
    assert "wait: I will ask." in (await place.said(thread, "wait:")).text


async def test_one_has_the_case_and_only_an_administrator_takes_it_over(place: Place) -> None:
    thread = await place.connect()
    await place.group.send(place.ben, "/take", thread=thread)
    await place.said(thread, "Taken by Ben")
    cleo = place.server.user(first_name="Cleo")
    place.group.join(cleo)
    await place.group.send(cleo, "/take", thread=thread)
    await place.said(thread, "Somebody else has this case")
    await place.group.send(cleo, "/close", thread=thread)
    await place.group.send(place.ben, "/queue")
    await place.server.wait_for(
        lambda: [m for m in place.group.messages if "with Ben" in m.text and m.thread is None]
    )

    await place.group.send(place.anna, "/take", thread=thread)
    await place.said(thread, "Taken by Anna")
    await place.group.send(place.anna, "/leave", thread=thread)
    assert "Somebody else will go on" in (await place.heard("The person has left")).text
    assert not place.group.chat.topics[thread].closed


async def test_statistics_are_for_administrators_and_name_nobody(place: Place) -> None:
    await place.connect()
    await place.done()
    await place.group.send(place.ben, "/stats")
    (refused,) = await place.group.replies()
    assert "Only an administrator" in refused.text

    await place.group.send(place.anna, "/stats")
    (shown,) = await place.group.replies()
    assert "asked for a person: 1" in shown.text
    assert "Linh" not in shown.text


async def test_worker_ends_it_and_writes_again(place: Place) -> None:
    thread = await place.connect()
    await place.linh.press(END)
    await place.heard("The conversation has ended")
    await place.said(thread, "The worker ended the conversation")
    await place.group.send(place.anna, "/reopen", thread=thread)
    await place.server.wait_for(
        lambda: sum("Only they can" in m.text for m in place.group.in_topic(thread)) == 2
    )
    await place.group.send(place.anna, "one more thing", thread=thread)
    await place.said(thread, "This case is closed")

    await place.linh.press("🧑‍💼 Write to them again")
    await place.said(thread, "The worker writes again")
    await place.linh.send("hello again")
    await place.said(thread, "hello again")
    assert not place.group.chat.topics[thread].closed
    assert not any("one more thing" in m.text for m in place.linh.messages)


async def test_caseworker_closes_and_opens_the_topic_by_hand(place: Place) -> None:
    thread = await place.connect()
    await place.group.close_topic(place.anna, thread)
    await place.heard("The conversation has ended")
    await place.group.close_topic(place.anna, thread, closed=False)
    await place.linh.wait_for(lambda one: "A person is here now" in one.last.text)
    await place.linh.send("still here")

    await place.said(thread, "still here")


async def test_open_form_does_not_take_what_is_for_the_person(place: Place) -> None:
    """The form was opened between the end of the conversation and its going on."""
    thread = await place.connect()
    await place.group.close_topic(place.anna, thread)
    ended = await place.heard("The conversation has ended")
    await place.linh.press_data(dump(Verb.FORM, "en", "claim", ""), ended)
    await place.heard("or type the date")
    await place.group.close_topic(place.anna, thread, closed=False)
    await place.heard("A person is here now")

    await place.linh.send("31 March 2027")
    await place.said(thread, "31 March 2027")
    await place.heard("The question that was open here is closed")
    await place.linh.send("36")
    await place.said(thread, "36")
    await place.done()

    assert sum("is closed; tap" in message.text for message in place.linh.messages) == 1


async def test_forget_cuts_off_and_closes_the_topic(place: Place) -> None:
    thread = await place.connect()
    await place.linh.send("secret story")
    await place.said(thread, "secret story")
    await place.linh.send("/forget")
    await place.linh.reply()
    await place.linh.press("🗑 Yes, forget me")
    await place.said(thread, "The worker deleted all their data")
    await place.server.wait_for(lambda: place.group.chat.topics[thread].closed)
    await place.group.send(place.anna, "where are you?", thread=thread)
    await place.done()

    assert not any("where are you" in message.text for message in place.linh.messages)
    assert await place.rows(SupportCase) == 0
    assert await place.rows(CaseMessage) == 0


async def test_worker_who_blocked_the_bot_is_reported_in_the_topic(place: Place) -> None:
    thread = await place.connect()
    await place.linh.block()
    await place.said(thread, "The worker has blocked the bot")
    await place.group.send(place.anna, "hello?", thread=thread)

    await place.said(thread, "This case is closed")


async def test_deleted_topic_is_told_to_both_sides(place: Place) -> None:
    thread = await place.connect()
    place.group.delete_topic(thread)
    await place.linh.send("are you there?")

    assert "These people can help" in (await place.heard("cannot go on")).text
    await place.server.wait_for(
        lambda: [m for m in place.group.messages if "topic of case 1 was deleted" in m.text]
    )
    second = await place.connect()
    await place.linh.send("now?")
    await place.said(second, "now?")


async def test_bot_removed_from_the_group_is_told_to_the_worker(place: Place) -> None:
    await place.connect()
    await place.group.set_bot(place.anna, "kicked")
    await place.heard("cannot go on")
    await place.linh.send("moon")
    answer = await place.linh.reply()
    assert ASK not in answer.labels
    await place.linh.send("/person")
    assert "Nobody can be reached in person" in (await place.linh.reply()).text

    await place.group.set_bot(place.anna, "administrator")
    await place.server.wait_until_confirmed()
    await place.linh.send("moon")
    assert ASK in (await place.linh.reply()).labels


async def test_group_that_is_no_forum_is_not_offered(
    server: BotApiServer, make_bot: Bots, linh: Person, anna: Person
) -> None:
    group = server.group("Friends", [anna], supergroup=True, administrator=True)
    bot = make_bot(support_chat_id=str(group.id))
    await bot.database.open()
    bot.start()
    await linh.send("moon")

    assert ASK not in (await linh.reply()).labels
    await linh.press_data("I|en|-", linh.last)
    assert "Nobody can be reached" in (await linh.shown()).text


async def test_out_of_hours_is_said_once_with_the_next_day(
    server: BotApiServer, make_bot: Bots, linh: Person, anna: Person
) -> None:
    knowledge = content()
    hours = (Hours((0, 1, 2, 3, 4), "10:00", "18:00"),)
    knowledge = replace(knowledge, support=replace(knowledge.support, hours=hours))
    group = server.group("Helpers", [anna], forum=True, administrator=True)
    saturday = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
    bot = make_bot(
        answerer=FakeAnswerer(knowledge), support_chat_id=str(group.id), clock=lambda: saturday
    )
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    place = Place(server, bot, group, linh, anna, anna)

    thread = await place.connect()
    assert "They are back on 30 November 2026, 10:00." in (await place.heard("connected")).text
    await linh.send("one")
    await linh.send("two")
    await place.said(thread, "two")
    await place.done()

    assert sum("back on" in message.text for message in linh.messages) == 1


async def test_message_that_cannot_be_copied_is_told_to_its_author(place: Place) -> None:
    thread = await place.connect()
    place.server.faults.next("copyMessage", refusal(400, "Bad Request: message can't be copied"))
    await place.linh.send("a poll")
    await place.heard("could not be passed on")
    place.server.faults.next("copyMessage", refusal(400, "Bad Request: message can't be copied"))
    await place.group.send(place.anna, "a poll", thread=thread)

    await place.said(thread, "could not be passed on")


async def test_in_an_ordinary_group_nobody_is_offered_a_person(place: Place) -> None:
    friends = place.server.group("Friends", [place.linh])
    await friends.send(place.linh, "moon", mention=True)
    (answer,) = await friends.replies()

    assert ASK not in answer.labels


async def test_danger_in_a_conversation_alerts_the_group_at_once(place: Place) -> None:
    thread = await place.connect()
    await place.linh.send("he beats me, danger")

    assert (await place.heard("Are you in danger now?")).text.startswith("🆘")
    await place.said(thread, "sounds like danger")
    alarm = await place.server.wait_for(
        lambda: next((m for m in place.group.messages if "Danger in case 1" in m.text), None)
    )
    assert alarm is not None
    assert alarm.thread is None
    (entity,) = [one for one in alarm.json["entities"] if one["type"] == "text_link"]
    assert entity["url"] == f"https://t.me/c/{str(place.group.id)[4:]}/{thread}"
    assert "beats" not in alarm.text


async def test_danger_of_somebody_who_did_not_ask_names_nobody_and_nothing(place: Place) -> None:
    await place.linh.send("he beats me, danger")
    panel = await place.linh.reply()
    (alarm,) = await place.server.wait_for(lambda: place.group.messages)
    assert "Somebody who writes in English may be in danger now." in alarm.text
    assert not any(word in alarm.text for word in ("beats", "Linh", str(place.linh.id)))
    assert place.group.chat.topics == {}

    await place.linh.press("🤝 Tell people who can help", panel)
    await place.linh.wait_for(lambda one: YES in one.last.labels)
    await place.linh.press(YES)
    await place.server.wait_for(
        lambda: [m for m in place.group.messages if "Danger in case 1" in m.text]
    )
    (topic,) = place.group.chat.topics.values()
    assert topic.name.startswith("🆘 ")
    assert not panel.deleted
    assert "110" in panel.text


async def test_worker_who_cannot_be_written_to_is_noticed_at_the_next_message(
    place: Place,
) -> None:
    thread = await place.connect()
    place.linh.account.blocked_bot = True  # no update tells of it
    await place.group.send(place.anna, "hello?", thread=thread)

    await place.said(thread, "your last messages may not have arrived")
    await place.server.wait_for(lambda: place.group.chat.topics[thread].closed)


async def test_group_that_cannot_be_written_to_is_noticed_at_the_next_message(
    place: Place,
) -> None:
    await place.connect()
    await place.done()
    place.group.chat.bot_status = "kicked"
    await place.linh.send("are you there?")

    assert "These people can help" in (await place.heard("cannot go on")).text
    await place.linh.send("moon")
    assert ASK not in (await place.linh.reply()).labels


async def test_administrator_who_stays_anonymous_is_passed_on(place: Place) -> None:
    thread = await place.connect()
    anonymous = {
        "from": {
            "id": 1087968824,
            "is_bot": True,
            "first_name": "Group",
            "username": "GroupAnonymousBot",
        },
        "sender_chat": place.group.chat.json(),
        "text": "from all of us",
    }
    posting.post(place.server.world, place.group.chat, place.anna.account, anonymous, thread=thread)

    await place.heard("from all of us")


async def test_several_workers_do_not_meet(place: Place) -> None:
    maya = place.server.user(first_name="Maya")
    first, second = await place.connect(), await place.connect(maya)
    await place.linh.send("about Linh's wage")
    await maya.send("about Maya's leave")
    await place.said(first, "about Linh's wage")
    await place.said(second, "about Maya's leave")
    await place.group.send(place.anna, "to the second", thread=second)
    await place.heard("to the second", maya)
    await place.done()

    assert first != second
    assert not any("to the second" in message.text for message in place.linh.messages)
    assert not any("Maya" in message.text for message in place.group.in_topic(first))


async def test_commands_of_the_bot_work_while_a_person_reads(place: Place) -> None:
    thread = await place.connect()
    await place.linh.send("/danger")
    assert (await place.linh.reply()).text.startswith("🆘")
    await place.linh.send("/mydata")

    assert "Of your conversation with a person" in (await place.linh.reply()).text
    await place.done()
    assert not any("/danger" in message.text for message in place.group.in_topic(thread))


async def test_too_much_at_once_is_said_and_not_passed_on(place: Place) -> None:
    await place.connect()
    for number in range(70):
        await place.linh.send(f"message {number}")

    await place.heard("could not be passed on")


async def test_kind_of_message_that_the_group_does_not_take_ends_nothing(place: Place) -> None:
    thread = await place.connect()
    refused = refusal(400, "Bad Request: not enough rights to send voice notes to the chat")
    place.server.faults.next("copyMessage", refused)
    await place.linh.send_voice()
    await place.heard("could not be passed on")
    await place.linh.send("then I write")

    await place.said(thread, "then I write")


async def test_topic_that_cannot_be_made_is_told_to_the_worker(place: Place) -> None:
    place.server.faults.next("createForumTopic", refusal(400, "Bad Request: TOPIC_NAME_INVALID"))
    await place.linh.send("/person")
    await place.linh.reply()
    await place.linh.press(YES)

    await place.heard("cannot go on")


async def test_caseworkers_see_their_commands_and_nobody_else_does(place: Place) -> None:
    scope = {"type": "chat", "chat_id": place.group.id}
    await place.server.wait_for(lambda: place.server.profile.commands(scope))

    assert "phrase" in place.server.profile.commands(scope)
    await place.server.wait_for(place.server.profile.commands)
    assert "phrase" not in place.server.profile.commands()
    assert "person" in place.server.profile.commands()


async def test_danger_that_comes_with_an_edit_is_seen(place: Place) -> None:
    thread = await place.connect()
    first = await place.linh.send("he is angry")
    await place.said(thread, "he is angry")
    await place.linh.edit(first, "he is angry, danger")

    await place.said(thread, "sounds like danger")
    await place.heard("Are you in danger now?")


async def test_message_that_breaks_the_bot_is_passed_on_all_the_same(place: Place) -> None:
    thread = await place.connect()
    await place.linh.send("boom")

    await place.said(thread, "boom")


async def test_language_of_an_albums_caption_is_named(place: Place) -> None:
    thread = await place.connect()
    await place.linh.send_album(2, "my pay slips")

    await place.said(thread, "🌐 English")
