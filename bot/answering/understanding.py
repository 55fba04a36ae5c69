"""All that is needed to understand a question with one snapshot of the knowledge base."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.answering.classifier import Classifier, LearnedAlarm, Scores
from bot.answering.countries import named_country
from bot.answering.danger import DangerDetector
from bot.answering.decision import UNFITTED, Decision
from bot.answering.decision import figures as decision_figures
from bot.answering.examples import family_of, members
from bot.answering.features import Sparse, characters, weighed
from bot.answering.glossary import Glossary
from bot.answering.outcome import Asker, Match, Missing, Outcome, Result
from bot.answering.small_talk import SmallTalkDetector
from bot.answering.weights import UNTRAINED, Weights
from bot.knowledge.model import DangerKind, Knowledge
from bot.language import Guess, LanguageIdentifier
from bot.languages import COUNTRY_LANGUAGES
from bot.text import fold, is_latin

_MAX_SHOWN = 3
#: Another title is worth showing beside an answer from this share of the first one's score.
_NEAR = 0.1
#: Two pages for different statuses are both likely: ask which, from this share on.
_RIVAL = 0.2
#: Longer questions say by themselves what they are about.
_FOLLOW_UP_LETTERS = 40
#: A few words that are so surely out of scope are not about what was read before either; those
#: that say nothing by themselves ("how long?") come near it (docs/answering.md).
_PLAINLY_OUT_OF_SCOPE = 0.985
#: Above this they may be: titles to tap, but no answer.
_LIKELY_OUT_OF_SCOPE = 0.75
#: A topic that is this probable, read with the words before, is the answer.
_FOLLOW_UP_SURE = 0.5
_LANGUAGE_COUNTRY = {language: country for country, language in COUNTRY_LANGUAGES.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that may be shown, its family and score.

    ``open_country``: it stands for the topics of all countries of its family.
    """

    topic: str
    family: str
    score: float
    open_country: bool = False


class Understanding:
    """Understands questions; made anew when content or weights change, never changed itself."""

    def __init__(
        self, knowledge: Knowledge, weights: Weights, decisions: Mapping[str, Decision]
    ) -> None:
        self.knowledge = knowledge
        self.weights = weights
        self.classifier = Classifier(weights)
        self._alarm = LearnedAlarm(weights.alarm)
        self._rarity = weights.rarity
        self._decisions = decisions
        self._danger = DangerDetector(knowledge.danger_kinds, knowledge.danger)
        self._languages = LanguageIdentifier(weights.latin)
        self._glossary = Glossary(knowledge.glossary)
        self._small_talk = SmallTalkDetector(knowledge.speech)
        self._members = members(knowledge.topics.values())
        self._family = {topic.id: family_of(topic) for topic in knowledge.topics.values()}

    def expanded(self, question: str) -> str:
        """Return the question as it is embedded: Japanese terms added in their own letters."""
        return self._glossary.expand(question)

    def before_retrieval(self, question: str, asker: Asker) -> Result | None:
        """Return the result of a message that needs no page: a greeting or thanks."""
        kind = self._small_talk.detect(question)
        if kind is None:
            return None
        guess = self._languages.identify(question, asker.language)
        return Result(Outcome.UNKNOWN, guess.language, language_sure=False, small_talk=kind)

    def understand(
        self,
        question: str,
        asker: Asker,
        *,
        vector: NDArray[np.float32] | None,
    ) -> Result:
        """Return what a question means.

        Args:
            question: The message, cleaned.
            asker: What is known of who asks.
            vector: The embedding of ``expanded(question)``, if there is one.
        """
        guess = self._languages.identify(question, asker.language)
        text = self._characters(question)
        danger = self._danger.detect(question) or self._learned_danger(text, vector)
        scores = self.classifier.score(text, vector, romanised=guess.romanised)
        known = self._known(question, asker, guess)
        candidates = self.candidates(scores, known)
        result = self._decide(question, guess, scores, candidates)
        if danger is not None:
            first = tuple(Match(topic, 1.0) for topic in danger.topics)
            rest = result.matches if result.outcome is Outcome.ANSWER else ()
            helpful = tuple(match for match in rest if match.topic not in danger.topics)
            return Result(
                Outcome.URGENT,
                guess.language,
                guess.sure,
                matches=(*first, *helpful)[: max(_MAX_SHOWN, len(first))],
                danger=danger,
            )
        return result

    def _learned_danger(
        self, text: Sparse, vector: NDArray[np.float32] | None
    ) -> DangerKind | None:
        found = self._alarm.kind(text, vector)
        return next((kind for kind in self.knowledge.danger_kinds if kind.id == found), None)

    def context(self, question: str, result: Result, last_topic: str | None) -> str | None:
        """Return the question with what was read before, when it may be about that.

        ``None`` for a question that was understood by itself, says enough, or is about something
        else altogether.
        """
        topic = self.knowledge.topic(last_topic) if last_topic is not None else None
        letters = sum(char.isalpha() for char in question)
        if topic is None or result.outcome in {Outcome.ANSWER, Outcome.URGENT}:
            return None
        if letters > _FOLLOW_UP_LETTERS or result.out_of_scope > _PLAINLY_OUT_OF_SCOPE:
            return None
        page = topic.pages.get(result.language) or next(iter(topic.pages.values()), None)
        return None if page is None else f"{page.title}. {question}"

    def in_context(
        self,
        context: str,
        asker: Asker,
        result: Result,
        last_topic: str,
        *,
        vector: NDArray[np.float32] | None,
    ) -> Result:
        """Return what a few words mean after a topic: that topic, or one that is related to it.

        Args:
            context: What ``context`` gave for the question.
            asker: What is known of who asks.
            result: What the question means by itself.
            last_topic: The topic that was read before.
            vector: The embedding of ``expanded(context)``, if there is one.
        """
        scores = self.score(context, vector, language=asker.language)
        topic = self.knowledge.topics[self.knowledge.aliases.get(last_topic, last_topic)]
        country = self.known(context, asker).country
        near = [topic.id]
        for one in topic.related:
            other = self.knowledge.topics.get(one)
            if other is not None and (not other.countries or country in other.countries):
                near.append(other.id)
        matches = sorted(
            (Match(one, _probability(scores, self._family[one])) for one in near),
            key=lambda match: -match.score,
        )[:_MAX_SHOWN]
        sure = matches[0].score >= _FOLLOW_UP_SURE and result.out_of_scope <= _LIKELY_OUT_OF_SCOPE
        outcome = Outcome.ANSWER if sure else Outcome.SUGGESTIONS
        return replace(result, outcome=outcome, matches=tuple(matches), missing=None)

    def score(
        self, question: str, vector: NDArray[np.float32] | None, *, language: str | None = None
    ) -> Scores:
        """Return the raw scores, over the families, of a question by somebody of that language."""
        guess = self._languages.identify(question, language)
        return self.classifier.score(self._characters(question), vector, romanised=guess.romanised)

    def _characters(self, question: str) -> Sparse:
        return weighed(characters(self.expanded(question)), self._rarity)

    def probability(self, question: str, scores: Scores, candidates: Sequence[Candidate]) -> float:
        """Return the calibrated probability that the first candidate is right."""
        figures = self.figures(question, scores, candidates)
        return self._decision(scores).right.probability(figures)

    def figures(
        self, question: str, scores: Scores, candidates: Sequence[Candidate]
    ) -> tuple[float, ...]:
        """Return the figures the decision rests on; there must be a candidate."""
        second = candidates[1].family if len(candidates) > 1 else None
        return decision_figures(scores, candidates[0].family, second, question)

    def candidates(self, scores: Scores, known: Asker) -> list[Candidate]:
        """Return topics that may be shown to somebody of whom *known* is known, best first."""
        found: list[Candidate] = []
        for index in np.argsort(-scores.joined, kind="stable"):
            family = scores.families[index]
            topic, is_open = self._topic(family, known)
            if topic is not None:
                found.append(Candidate(topic, family, float(scores.joined[index]), is_open))
            if len(found) == _MAX_SHOWN:
                break
        return found

    def known(self, question: str, asker: Asker) -> Asker:
        """Return what is known of the asker, with what the question tells."""
        return self._known(question, asker, self._languages.identify(question, asker.language))

    def is_known_word(self, word: str) -> bool:
        """Whether a word in Latin letters stands in the knowledge base."""
        return fold(word) in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        texts = (
            text
            for topic in self.knowledge.topics.values()
            for page in topic.pages.values()
            for text in (page.title, page.body, *page.questions)
        )
        return frozenset(
            word
            for text in texts
            for word in re.findall(r"[^\W\d_]+", fold(text))
            if is_latin(word[0])
        )

    def _known(self, question: str, asker: Asker, guess: Guess) -> Asker:
        written = guess.language if guess.sure else ""
        implied = _LANGUAGE_COUNTRY.get(written) or _LANGUAGE_COUNTRY.get(asker.language or "")
        return Asker(
            language=guess.language,
            country=asker.country or named_country(question) or implied,
            status=self._glossary.status(question) or asker.status,
        )

    def _topic(self, family: str, known: Asker) -> tuple[str | None, bool]:
        """Return the topic of a family for somebody, and whether the country is still open."""
        by_country = self._members.get(family, {})
        topic_id = by_country.get(None) or by_country.get(known.country or "")
        is_open = topic_id is None and known.country is None and bool(by_country)
        if is_open:
            topic_id = min(filter(None, by_country.values()))
        topic = self.knowledge.topics.get(topic_id or "")
        if topic is None:
            return None, False
        if topic.countries and not is_open and known.country not in {None, *topic.countries}:
            return None, False
        if topic.statuses and known.status is not None and known.status not in topic.statuses:
            return None, False
        return topic.id, is_open

    def _decision(self, scores: Scores) -> Decision:
        model = self.classifier.model
        if scores.dense is None and model != UNTRAINED:
            model = ""
        return self._decisions.get(model, UNFITTED)

    def _decide(
        self, question: str, guess: Guess, scores: Scores, candidates: Sequence[Candidate]
    ) -> Result:
        unknown = Result(Outcome.UNKNOWN, guess.language, guess.sure, out_of_scope=1.0)
        if not candidates:
            return unknown
        decision = self._decision(scores)
        figures = self.figures(question, scores, candidates)
        sure = decision.right.probability(figures)
        covered = decision.covered.probability(figures)
        unknown = replace(unknown, out_of_scope=1 - covered)
        first, *others = candidates
        matches = (
            Match(first.topic, sure),
            *(Match(other.topic, min(sure, other.score)) for other in others),
        )
        suggestions = replace(unknown, outcome=Outcome.SUGGESTIONS, matches=matches[:_MAX_SHOWN])
        if sure < decision.answer_from:
            return suggestions if covered >= decision.suggest_from else unknown
        if first.open_country:
            return replace(suggestions, matches=matches[:1], missing=Missing.COUNTRY)
        rivals = self._other_statuses(candidates)
        if rivals and self._glossary.status(question) is None:
            either = (matches[0], *(match for match in matches if match.topic in rivals))
            return replace(suggestions, matches=either, missing=Missing.STATUS)
        near = tuple(
            match
            for match, other in zip(matches[1:], others, strict=True)
            if other.score >= _NEAR * first.score
        )
        return replace(unknown, outcome=Outcome.ANSWER, matches=(matches[0], *near))

    def _other_statuses(self, candidates: Sequence[Candidate]) -> set[str]:
        """Return candidates as likely as the first but meant for people of another status."""
        first, *others = candidates
        statuses = self.knowledge.topics[first.topic].statuses
        if not statuses:
            return set()
        return {
            other.topic
            for other in others
            if other.score >= _RIVAL * first.score
            and (theirs := self.knowledge.topics[other.topic].statuses)
            and not theirs & statuses
        }


def _probability(scores: Scores, family: str) -> float:
    if family not in scores.families:
        return 0.0
    return float(scores.joined[scores.families.index(family)])
