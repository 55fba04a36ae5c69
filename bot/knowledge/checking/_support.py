"""Whether caseworkers can say the same phrases in every language, each in its own letters."""

import re
from typing import Final

from bot.knowledge.checking._findings import Finding
from bot.knowledge.checking._language import is_in_letters
from bot.knowledge.model import Knowledge, Phrases
from bot.knowledge.said import said
from bot.languages import LANGUAGES

#: A phrase stands over its buttons on a small phone, in both languages.
_MAX_CHARACTERS: Final = 200
_DIGITS: Final = re.compile(r"\d+")
_PARTS: Final = ("questions", "sentences", "answers")


def check_support(knowledge: Knowledge) -> list[Finding]:
    """Return where phrases are missing, too long, in other letters, or have other digits."""
    english = knowledge.phrases.get("en")
    if not knowledge.phrases:
        return []
    if english is None:
        message = said("there is no phrases/en.yaml, which the others translate. Add it.")
        return [Finding("phrases/en.yaml", (), message)]
    findings = [
        Finding(
            f"phrases/{language}.yaml",
            (),
            said(
                "there are no phrases in {value}. Add the file, in the form of en.yaml.",
                value=LANGUAGES[language],
            ),
        )
        for language in LANGUAGES
        if language not in knowledge.phrases
    ]
    for language, phrases in knowledge.phrases.items():
        findings += _compare(language, phrases, english)
    return findings


def _compare(language: str, phrases: Phrases, english: Phrases) -> list[Finding]:
    path = f"phrases/{language}.yaml"
    findings: list[Finding] = []
    for part in _PARTS:
        own, original = getattr(phrases, part), getattr(english, part)
        if missing := [name for name in original if name not in own]:
            message = said(
                "{part} are missing: {names}. Translate them from en.yaml.",
                part=part,
                names=", ".join(missing),
            )
            findings.append(Finding(path, (part,), message))
        for name, text in own.items():
            problem = _problem(language, text, original.get(name))
            if problem:
                findings.append(Finding(path, (part, name), problem))
    return findings


def _problem(language: str, text: str, original: str | None) -> str:
    if original is None:
        return "this phrase is not in en.yaml. Add it there, or take it out."
    if len(text) > _MAX_CHARACTERS:
        return f"the phrase has {len(text)} characters. Keep it under {_MAX_CHARACTERS}."
    if not is_in_letters(text, language):
        return f"the phrase is not written in {LANGUAGES[language]}. Translate it."
    if sorted(_DIGITS.findall(text)) != sorted(_DIGITS.findall(original)):
        return "the digits are not those of the English phrase. Correct them."
    return ""
