"""What README and docs say exists: commands, options, make targets, settings, files and places."""

import re
import shlex
from pathlib import Path

import click
import pytest

from bot.cli import commands
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "knowledge" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETTINGS = {PREFIX + name.upper() for name in Settings.__slots__}

_FENCE = re.compile(r"^[ \t]*(```|~~~).*?$(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|(?:href|src)=\"([^\"]+)\"")
_COMMAND = re.compile(r"(?<![\w@:.-])(?:[\w./]*/)?(?:kaerimichi|python3? -m bot)(?=\s|$)")
_MAKE = re.compile(r"(?:^|[;&|$>]\s*|\s)make((?:\s+[\w=.-]+)*)")
_SETTING = re.compile(rf"\b{PREFIX}[A-Z0-9_]+\b")
_ENDS_COMMAND = {"|", "||", "&&", ";", "&", ">", ">>", "<", "#", "/", "…", "..."}
_PATH = re.compile(r"(?:bot|docs|knowledge|locales|requirements|tests)/[\w./-]*[\w-]/?")


def code_of(text: str) -> list[str]:
    """Return the lines of code blocks, continued ones joined, and the code within sentences."""
    blocks = [block.replace("\\\n", " ") for _, block in _FENCE.findall(text)]
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    return [*lines, *_SPAN.findall(_FENCE.sub("", text))]


def commands_in(line: str) -> list[list[str]]:
    """Return the arguments of each of our commands in a line of code."""
    found = []
    for match in _COMMAND.finditer(line):
        rest = line[match.end() :].replace("[", " ").replace("]", " ")
        try:
            words = shlex.split(rest, comments=True)
        except ValueError:
            words = rest.split()
        ends = (i for i, word in enumerate(words) if word in _ENDS_COMMAND)
        found.append([word.rstrip(";)") for word in words[: next(ends, len(words))]])
    return found


def targets_in(line: str) -> list[str]:
    code = re.sub(r"\s#.*", "", line)
    return [word for words in _MAKE.findall(code) for word in words.split() if "=" not in word]


def links_in(text: str) -> list[str]:
    prose = _SPAN.sub("", _FENCE.sub("", text))
    return [first or second for first, second in _LINK.findall(prose)]


def unknown_part(arguments: list[str]) -> str | None:
    """Return the first word of a command that the program does not know."""
    command: click.Command = commands
    for word in arguments:
        if word.startswith("-"):
            options = {name for param in command.params for name in param.opts}
            if word.partition("=")[0] not in options | {"--help", "-h"}:
                return word
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return word
            command = command.commands[word]
    return None


def slug_of(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pages
def test_every_command_exists(page: Path) -> None:
    unknown = [
        f"kaerimichi {' '.join(arguments)}: {word}"
        for line in code_of(text_of(page))
        for arguments in commands_in(line)
        if (word := unknown_part(arguments)) is not None
    ]

    assert unknown == []


@pages
def test_every_make_target_exists(page: Path) -> None:
    named = [target for line in code_of(text_of(page)) for target in targets_in(line)]

    assert [target for target in named if target not in targets()] == []


@pages
def test_every_setting_exists(page: Path) -> None:
    named = {name for name in _SETTING.findall(text_of(page)) if "_TEST_" not in name}

    assert named - SETTINGS == set()


@pages
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links_in(text_of(page)):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            broken.append(link)
        elif anchor and target.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", text_of(target)), re.MULTILINE)
            if anchor not in map(slug_of, headings):
                broken.append(link)

    assert broken == []


@pages
def test_every_file_that_is_named_exists(page: Path) -> None:
    spans = _SPAN.findall(_FENCE.sub("", text_of(page)))
    named = [span for span in spans if _PATH.fullmatch(span)]

    assert [span for span in named if not (ROOT / span).exists()] == []


def test_the_readme_names_every_setting() -> None:
    assert SETTINGS - set(_SETTING.findall(text_of(README))) == set()


def test_the_readme_names_what_people_start_with() -> None:
    code = code_of(text_of(README))

    named = {" ".join(arguments) for line in code for arguments in commands_in(line)}
    made = {target for line in code for target in targets_in(line)}

    assert any(name.startswith("run") for name in named)
    assert any(name.startswith("knowledge") for name in named)
    assert {"chat", "test"} <= made


# The reading of Markdown itself

SAMPLE = """\
Read [this](docs/a.md "A title") and [that](b.md#part-two), not `[these](c.md)`.
Call `kaerimichi knowledge check`, or `make test`.

```sh
make setup check PYTHON=python3.12   # make it so
.venv/bin/kaerimichi ask --json "where is | my money" | jq .
KAERIMICHI_DESK_PORT=80 kaerimichi chat [--lang vi] && python -m bot evaluate \\
  --rows FILE.tsv
git clone https://example.org/kaerimichi && cd kaerimichi
```
"""


def test_commands_are_found_in_code() -> None:
    found = [arguments for line in code_of(SAMPLE) for arguments in commands_in(line)]

    assert [arguments for arguments in found if arguments] == [
        ["ask", "--json", "where is | my money"],
        ["chat", "--lang", "vi"],
        ["evaluate", "--rows", "FILE.tsv"],
        ["knowledge", "check"],
    ]


def test_targets_and_links_are_found() -> None:
    found = [target for line in code_of(SAMPLE) for target in targets_in(line)]

    assert found == ["setup", "check", "test"]
    assert links_in(SAMPLE) == ["docs/a.md", "b.md#part-two"]


@pytest.mark.parametrize(
    ("arguments", "unknown"),
    [
        ("chat --lang vi", None),
        ("knowledge small-edit TOPIC --by NAME", None),
        ("--help", None),
        ("talk", "talk"),
        ("knowledge publish", "publish"),
        ("chat --loud", "--loud"),
    ],
)
def test_what_does_not_exist_is_named(arguments: str, unknown: str | None) -> None:
    assert unknown_part(arguments.split()) == unknown
