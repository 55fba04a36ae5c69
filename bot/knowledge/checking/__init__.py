"""What is wrong with the content of a knowledge base that could be read; every problem at once.

The form of the files is the business of ``parsing``. Errors keep content from being served;
warnings ask for a look.
"""

from datetime import date
from functools import lru_cache

from bot.knowledge.checking._comparison import Words, compare
from bot.knowledge.checking._findings import Finding, Locator
from bot.knowledge.checking._freshness import check_freshness
from bot.knowledge.checking._language import check_language, is_in_letters
from bot.knowledge.checking._length import check_length
from bot.knowledge.checking._papers import check_papers
from bot.knowledge.checking._phrases import check_phrases
from bot.knowledge.checking._questions import check_golden, check_questions, check_questions_of
from bot.knowledge.checking._references import Named, check_named, check_references
from bot.knowledge.checking._shape import check_markdown
from bot.knowledge.checking._support import check_support
from bot.knowledge.checking._translation import check_scripts, check_translation, office_names
from bot.knowledge.checking._ways import check_ways
from bot.knowledge.files import Tree
from bot.knowledge.model import Knowledge, Page, Term
from bot.knowledge.parsing import Parser
from bot.knowledge.problems import Problem, in_order

__all__ = ["Finding", "check", "check_page", "check_words", "examine", "is_in_letters"]


def check(
    knowledge: Knowledge,
    *,
    today: date,
    tree: Tree | None = None,
    broken: frozenset[str] = frozenset(),
    valid: Knowledge | None = None,
) -> list[Problem]:
    """Return every problem of the content, by file and line.

    Args:
        knowledge: What was parsed.
        today: The day in Japan.
        tree: The files it was parsed from; without them the problems have no lines.
        broken: Topics, page files, facts and ways that exist but could not be parsed: naming
            them is no problem.
        valid: One without errors: the texts that it has in common are not read again, which
            takes most of the time. Their warnings are left out.
    """
    findings = [
        *check_references(knowledge, broken),
        *check_questions(knowledge.topics.values()),
        *check_golden(knowledge),
        *check_ways(Named(knowledge, broken)),
        *check_papers(Named(knowledge, broken)),
        *check_phrases(knowledge),
        *check_support(knowledge),
        *check_freshness(knowledge, today, broken),
    ]
    words = _words(knowledge.glossary)
    offices = office_names(knowledge.facts.values(), knowledge.glossary)
    same_words = (
        valid is not None
        and valid.glossary == knowledge.glossary
        and office_names(valid.facts.values(), valid.glossary) == offices
    )
    for topic in knowledge.topics.values():
        english = topic.pages.get("en")
        for page in topic.pages.values():
            if not (same_words and _has(valid, page, english)):
                findings += _check_text(page, english, words, offices)
            findings += check_length(page, knowledge.facts)
    locator = Locator(tree)
    return in_order(map(locator.problem, findings))


def _has(knowledge: Knowledge | None, page: Page, english: Page | None) -> bool:
    """Whether a knowledge base has this very page, made from this very English one."""
    topic = None if knowledge is None else knowledge.topics.get(page.topic)
    if topic is None:
        return False
    return topic.pages.get(page.language) == page and topic.pages.get("en") == english


def check_page(knowledge: Knowledge, page: Page) -> list[Finding]:
    """Return what is wrong with one page as it would stand in *knowledge*, in milliseconds.

    The place of each finding is ``("title",)``, ``("questions", index)`` or a line of the body.
    """
    topic = knowledge.topics.get(page.topic)
    english = page if page.language == "en" else topic and topic.pages.get("en")
    offices = office_names(knowledge.facts.values(), knowledge.glossary)
    return [
        *_check_text(page, english or None, _words(knowledge.glossary), offices),
        *check_length(page, knowledge.facts),
        *check_named(page, knowledge),
        *check_questions_of(page, knowledge),
    ]


def check_words(knowledge: Knowledge, folder: str, language: str) -> list[Finding]:
    """Return what is wrong with the words of the ways home or of papers in one language.

    The place of each finding is where it stands in the file.
    """
    named = Named(knowledge)
    findings = check_ways(named) if folder == "pathways" else check_papers(named)
    return [one for one in findings if one.path == f"{folder}/{language}.yaml"]


def examine(
    tree: Tree, *, today: date, parser: Parser | None = None, valid: Knowledge | None = None
) -> tuple[Knowledge | None, list[Problem]]:
    """Parse and check: return the knowledge base, or ``None`` when there is any error.

    The problems are those of form and of content together, warnings too. A *parser* that is
    kept reads only changed files; for *valid* see ``check``.
    """
    draft = (parser or Parser()).parse(tree)
    found = check(draft.knowledge, today=today, tree=tree, broken=draft.broken, valid=valid)
    problems = in_order([*draft.problems, *found])
    failed = any(problem.is_error for problem in problems)
    return (None if failed else draft.knowledge), problems


@lru_cache(maxsize=4096)
def _check_text(
    page: Page, english: Page | None, words: Words, offices: frozenset[str]
) -> tuple[Finding, ...]:
    """Check what depends on a page and its original alone; dear, and seldom changed."""
    language = check_language(page, english)
    findings = [*check_markdown(page), *language]
    if english is not None and page is not english:
        findings += compare(page, english, words)
        findings += check_translation(page, english, offices) if not language else ()
    findings += check_scripts(page) if not language else ()
    return tuple(findings)


@lru_cache(maxsize=4)
def _words(glossary: tuple[Term, ...]) -> Words:
    return Words(glossary)
