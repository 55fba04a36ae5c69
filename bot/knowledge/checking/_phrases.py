"""Whether the phrases that danger is told by can be read."""

from functools import lru_cache

from bot.errors import KnowledgeError
from bot.knowledge.checking._findings import Finding
from bot.knowledge.model import Knowledge
from bot.knowledge.phrases import Phrase


def check_phrases(knowledge: Knowledge) -> list[Finding]:
    """Return a finding for each phrase whose grammar is wrong."""
    findings: list[Finding] = []
    for language, danger in knowledge.danger.items():
        path = f"danger/{language}.yaml"
        lists = {**danger.phrases, "not_danger": danger.not_danger}
        for name, phrases in lists.items():
            for index, phrase in enumerate(phrases):
                problem = _problem(phrase)
                if problem:
                    findings.append(Finding(path, (name, index), problem))
    return findings


@lru_cache(maxsize=20_000)
def _problem(phrase: str) -> str:
    try:
        Phrase(phrase)
    except KnowledgeError as error:
        return f"{error}. Correct it; docs/knowledge-format.md says how phrases are written."
    return ""
