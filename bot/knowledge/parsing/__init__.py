"""From the bytes of the files to one value, or to everything that is wrong with their form.

Structure only: types, names, dates. What the content says is the business of ``checking``.
"""

from bot.knowledge.parsing._kept import ParsedFile, worth_keeping
from bot.knowledge.parsing._kept import dump as dump_parsed
from bot.knowledge.parsing._kept import load as load_parsed
from bot.knowledge.parsing._pages import FIRST_LINE, dump_page, parse_page, revision_of, split_page
from bot.knowledge.parsing._papers import parse_papers_words
from bot.knowledge.parsing._topics import dump_topic
from bot.knowledge.parsing._trees import Draft, Parser, decode, parse
from bot.knowledge.parsing._ways import parse_words
from bot.knowledge.parsing._yaml import Document, Flow, Place, dump_yaml

__all__ = [
    "FIRST_LINE",
    "Document",
    "Draft",
    "Flow",
    "ParsedFile",
    "Parser",
    "Place",
    "decode",
    "dump_page",
    "dump_parsed",
    "dump_topic",
    "dump_yaml",
    "load_parsed",
    "parse",
    "parse_page",
    "parse_papers_words",
    "parse_words",
    "revision_of",
    "split_page",
    "worth_keeping",
]
