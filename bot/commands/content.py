"""``knowledge``: problems, coverage, a folder of one's own, translations, trained weights."""

from pathlib import Path

import click

from bot import app
from bot.answering import weights
from bot.atomic import replace_file
from bot.errors import KnowledgeError
from bot.knowledge.checking import examine
from bot.knowledge.files import read_tree
from bot.knowledge.status import render
from bot.knowledge.status import status as status_of
from bot.knowledge.store import KnowledgeStore
from bot.settings import Settings
from bot.terminal import standard_streams


def check(settings: Settings) -> int:
    """Print every problem; return 1 when there is an error, else 0."""
    standard_streams()
    _, problems = examine(read_tree(app.content_of(settings)), today=app.today())
    for problem in problems:
        click.echo(f"{problem.severity.value}: {problem}")
    failed = sum(problem.is_error for problem in problems)
    click.echo(f"{failed} errors, {len(problems) - failed} warnings")
    return 1 if failed else 0


def status(settings: Settings) -> None:
    """Print coverage and freshness.

    Raises:
        KnowledgeError: The content is broken.
    """
    standard_streams()
    knowledge, _ = examine(read_tree(app.content_of(settings)), today=app.today())
    if knowledge is None:
        raise KnowledgeError("The content has errors. See them with: kaerimichi knowledge check")
    click.echo(render(status_of(knowledge, app.today())), nl=False)


def init(directory: Path) -> None:
    """Make a content folder and say what to do with it."""
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    writing.init(directory)
    click.echo(f"Made {directory}. Set KAERIMICHI_KNOWLEDGE_DIR={directory.resolve()} to use it.")


def small_edit(settings: Settings, topic: str, author: str) -> None:
    """Declare a small edit in the operator's own content folder."""
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    kept = writing.declare_small_edit(_own_folder(settings), topic, author)
    click.echo(f"Translations that stay valid: {', '.join(kept) or 'none were up to date before'}")


def translated(
    settings: Settings, topic: str, language: str, author: str, *, reviewed: bool
) -> None:
    """Declare a translation up to date in the operator's own content folder."""
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    page = writing.declare_translated(
        _own_folder(settings), topic, language, author, reviewed=reviewed, today=app.today()
    )
    status = page.translation.status.value if page.translation else ""
    click.echo(f"{topic} in {language}: {status}, of the present English page")


def _own_folder(settings: Settings) -> Path:
    if settings.knowledge_dir is None:
        raise KnowledgeError(
            "The packaged content is read only. Make a folder of your own with: "
            "kaerimichi knowledge init DIR, and set KAERIMICHI_KNOWLEDGE_DIR."
        )
    return settings.knowledge_dir


def site(settings: Settings, directory: Path) -> None:
    """Write the web site and say how large it is.

    Raises:
        KnowledgeError: The content is broken.
        SiteError: The folder cannot be written to.
    """
    from bot.site import building  # noqa: PLC0415 -- the templates, only here

    knowledge = KnowledgeStore(app.content_of(settings), settings.cache_dir, app.today).load()
    written = building.build(knowledge, directory, app.now())
    click.echo(
        f"Wrote {written.pages} pages, {written.size / 1_000_000:.1f} MB, to {directory}. "
        f"Open {directory / 'index.html'}, or put the folder on any web server."
    )


def train(settings: Settings) -> None:
    """Train and write the weights into the content folder."""
    from bot.answering import training  # noqa: PLC0415 -- the training library, only here

    content = app.content_of(settings)
    knowledge, problems = examine(read_tree(content), today=app.today())
    if knowledge is None:
        raise KnowledgeError(f"The content has errors, the first: {problems[0]}")

    def say(done: int, total: int) -> None:
        click.echo(f"\r{done} of {total} texts", nl=done == total, err=True)

    trained = training.train(knowledge, settings.cache_dir, say)
    path = content / weights.IN_CONTENT
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, weights.dump(trained))
    click.echo(f"Wrote {path} ({path.stat().st_size // 1000} kB, {len(trained.families)} families)")
