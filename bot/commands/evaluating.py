"""``evaluate`` and ``knowledge check --answers``: measures on labelled questions."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from bot import app
from bot.answering import decision, evaluation, fitting
from bot.answering.answerer import Answerer
from bot.answering.evaluation import Answered, Row, read_rows, timer, topics_of
from bot.answering.outcome import Asker, Outcome
from bot.atomic import replace_file
from bot.dialogue import answers
from bot.dialogue.scene import Scene
from bot.languages import LANGUAGES
from bot.settings import Settings
from bot.terminal import standard_streams
from bot.text import clean

_BAR: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The switches of the command."""

    as_json: bool
    rows: bool
    profile: bool
    covered: bool
    lexical: bool
    compare: bool
    fit: bool


async def evaluate(settings: Settings, file: Path, options: Options) -> None:
    """Ask every question and print the measures; waits for the whole index first."""
    standard_streams()
    rows = await asyncio.to_thread(read_rows, file)
    async with app.answering(settings, wait=True, embed=not options.lexical) as answerer:
        if options.covered:
            rows = evaluation.covered(rows, answerer.knowledge)
        if options.fit:
            await _fit(answerer, rows, app.content_of(settings))
            return
        if options.compare:
            click.echo(await _compared(answerer, rows, options))
            return
        answered = [await _answer(answerer, row, profile=options.profile) for row in rows]
    if options.rows:
        for one in answered:
            click.echo(json.dumps(_line(one), ensure_ascii=False))
        return
    measured = evaluation.measure(answered)
    if options.as_json:
        click.echo(json.dumps(measured, ensure_ascii=False))
        return
    click.echo(evaluation.table(measured))
    click.echo("\nMost frequent confusions (expected, shown first, times):")
    for expected, shown, count in evaluation.confusions(answered):
        click.echo(f"  {expected}  {shown}  {count}")


async def _compared(answerer: Answerer, rows: Sequence[Row], options: Options) -> str:
    """Return how often each way of scoring has the right topic first, and among three."""
    present = answerer.present
    variants: dict[str, list[Answered]] = {"joined": [], "characters": [], "embeddings": []}
    for row in rows:
        question = clean(row.question)
        vector = await answerer.vector(present.expanded(question))
        asker = Asker(language=row.language if options.profile else None, country=row.country)
        scores = present.score(question, vector, language=asker.language)
        known = present.known(question, asker)
        ways = {"joined": scores.joined, "characters": scores.sparse, "embeddings": scores.dense}
        for name, joined in ways.items():
            if joined is None:
                continue
            found = present.candidates(replace(scores, joined=joined), known)
            topics = tuple(candidate.topic for candidate in found)
            variants[name].append(Answered(row, row.language, Outcome.SUGGESTIONS, topics, 0.0))
    return evaluation.side_by_side({name: seen for name, seen in variants.items() if seen})


async def golden(settings: Settings) -> None:
    """Ask the golden questions of the content and say what was not answered rightly."""
    standard_streams()
    async with app.answering(settings, wait=True) as answerer:
        rows = evaluation.golden_rows(answerer.knowledge)
        answered = [await _answer(answerer, row, profile=True) for row in rows]
    for one in answered:
        if one.is_wrong_answer:
            expected = one.row.expected[0] if one.row.expected else "no answer"
            click.echo(f"wrong: {one.row.question}\n  {one.topics[0]} instead of {expected}")
    for line in evaluation.summary(answered):
        click.echo(line)


async def _answer(answerer: Answerer, row: Row, *, profile: bool) -> Answered:
    asker = Asker(language=row.language if profile else None, country=row.country)
    passed = timer()
    result = await answerer.answer(clean(row.question), asker)
    scene = Scene(answerer.knowledge, result.language, row.country, app.now())
    answers.speak(scene, result, question=row.question, asker=asker)
    return Answered(row, result.language, result.outcome, topics_of(result), passed())


def _line(one: Answered) -> dict[str, object]:
    return {
        "language": one.language,
        "outcome": one.outcome.value,
        "topics": list(one.topics),
        "milliseconds": round(one.milliseconds, 2),
    }


async def _fit(answerer: Answerer, rows: Sequence[Row], content: Path) -> None:
    """Fit the decision with and without embeddings, and write both into the content."""
    decisions = dict(decision.load(content))
    for model in dict.fromkeys((answerer.present.classifier.model, "")):
        found = [(row, await _labelled(answerer, row, embed=bool(model))) for row in rows]
        labelled = [one for _, one in found if one is not None]
        languages = [row.language for row, one in found if one is not None]
        fitted = fitting.fit(labelled)
        decisions[model] = fitted.decision
        click.echo(f"{model or 'characters alone'}: {fitted.decision}")
        for low, high, said, right, count in _reliability(labelled, fitted.probabilities):
            click.echo(f"  {low:.1f}-{high:.1f}  {_bar(said, right)}  of {count}")
        for language in LANGUAGES:
            own = [i for i, each in enumerate(languages) if each == language]
            if own:
                said = sum(fitted.probabilities[i] for i in own) / len(own)
                right = sum(labelled[i].is_right for i in own) / len(own)
                click.echo(f"  {language:7}  {_bar(said, right)}  of {len(own)}")
    path = content / decision.IN_CONTENT
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, decision.dump(decisions))


async def _labelled(answerer: Answerer, row: Row, *, embed: bool) -> fitting.Labelled | None:
    present, question = answerer.present, clean(row.question)
    vector = await answerer.vector(present.expanded(question)) if embed else None
    scores = present.score(question, vector, language=row.language)
    known = present.known(question, Asker(language=row.language, country=row.country))
    candidates = present.candidates(scores, known)
    if not candidates:
        return None
    return fitting.Labelled(
        present.figures(question, scores, candidates),
        candidates[0].topic in row.expected,
        any(answerer.knowledge.topic(topic) for topic in row.expected),
    )


def _bar(said: float, right: float) -> str:
    """Return how often the first topic was right as a bar, with a mark where that was expected."""
    cells = ["█" if step < round(right * _BAR) else "·" for step in range(_BAR)]
    cells[min(_BAR - 1, round(said * _BAR))] = "|"
    return f"{''.join(cells)} said {said:.2f}, right {right:.2f}"


def _reliability(
    labelled: Sequence[fitting.Labelled], probabilities: Sequence[float]
) -> list[tuple[float, float, float, float, int]]:
    """Return for each tenth of probability: from, to, mean said, share right, how many."""
    bins = []
    for tenth in range(10):
        low, high = tenth / 10, (tenth + 1) / 10
        inside = [
            (said, one.is_right)
            for said, one in zip(probabilities, labelled, strict=True)
            if low <= said < high or (tenth == 9 and said == 1.0)
        ]
        if inside:
            mean = sum(said for said, _ in inside) / len(inside)
            right = sum(is_right for _, is_right in inside) / len(inside)
            bins.append((low, high, mean, right, len(inside)))
    return bins
