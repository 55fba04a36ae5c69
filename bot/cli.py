"""The commands. Each reads the settings, asks ``app`` to build what it needs, and runs it."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NoReturn

import click

from bot import __version__, logs, settings
from bot.errors import KaerimichiError
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES

_LANGUAGE = click.Choice(list(LANGUAGES), case_sensitive=False)
_COUNTRY = click.Choice(list(COUNTRY_LANGUAGES), case_sensitive=False)


def main() -> NoReturn:
    """Run a command; what a person can mend ends in one sentence and exit code 1."""
    try:
        sys.exit(commands.main(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KaerimichiError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaerimichi")
@click.pass_context
def commands(context: click.Context) -> None:
    """Kaerimichi answers foreign workers in Japan in their own language.

    Settings come from the environment or a .env file: see the README.
    """
    context.obj = settings.load()


@commands.command()
@click.option("--lang", "language", type=_LANGUAGE, help="The language to talk in.")
@click.option("--country", type=_COUNTRY, help="The home country.")
@click.pass_obj
def chat(chosen: settings.Settings, language: str | None, country: str | None) -> None:
    """Talk to the bot here: no token, no network."""
    from bot.commands.talking import chat as run

    _quietly(chosen)
    _run(run(chosen, language, country))


@commands.command()
@click.option("--lang", "language", type=_LANGUAGE, help="The worker's chosen language.")
@click.option("--country", type=_COUNTRY, help="The home country.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.argument("question")
@click.pass_obj
def ask(
    chosen: settings.Settings,
    question: str,
    language: str | None,
    country: str | None,
    *,
    as_json: bool,
) -> None:
    """Ask one question and print the answer."""
    from bot.commands.talking import ask as run

    _quietly(chosen)
    _run(run(chosen, question, language, country, as_json=as_json))


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object with all measures.")
@click.option("--rows", is_flag=True, help="A JSON line for each question, in file order.")
@click.option("--profile", is_flag=True, help="Hand the language over as the chosen one.")
@click.option("--covered", is_flag=True, help="Leave out questions for topics that are not there.")
@click.option("--lexical", is_flag=True, help="Without embeddings: characters alone.")
@click.option("--compare", is_flag=True, help="Ways of scoring side by side, without outcomes.")
@click.option("--fit", is_flag=True, help="Fit the decision and write it into the content.")
@click.pass_obj
def evaluate(
    chosen: settings.Settings,
    file: Path,
    *,
    as_json: bool,
    rows: bool,
    profile: bool,
    covered: bool,
    lexical: bool,
    compare: bool,
    fit: bool,
) -> None:
    """Measure the answers on labelled questions (tab-separated)."""
    from bot.commands import evaluating

    _quietly(chosen)
    options = evaluating.Options(
        as_json=as_json,
        rows=rows,
        profile=profile,
        covered=covered,
        lexical=lexical,
        compare=compare,
        fit=fit,
    )
    _run(evaluating.evaluate(chosen, file, options))


@commands.command()
@click.option("--desk", "with_desk", is_flag=True, help="Serve the editors' desk as well.")
@click.pass_obj
def run(chosen: settings.Settings, *, with_desk: bool) -> None:
    """Run the Telegram bot: long polling, or a webhook when a public address is set."""
    from bot.commands.serving import run as serve

    logs.configure(chosen.log_level)
    _run(serve(chosen, with_desk=with_desk))


@commands.command()
@click.pass_obj
def desk(chosen: settings.Settings) -> None:
    """Serve the editors' desk: a web application to keep the content with."""
    from bot.commands.desk import desk as serve

    logs.configure(chosen.log_level)
    _run(serve(chosen))


@commands.group()
def account() -> None:
    """Make and mend accounts of the desk."""


@account.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["translator", "editor", "administrator"]),
    default="editor",
    show_default=True,
)
@click.option(
    "--lang", "languages", type=_LANGUAGE, multiple=True, help="What a translator writes."
)
@click.password_option(help="Better left out: it is then asked for.")
@click.pass_obj
def add(
    chosen: settings.Settings, name: str, role: str, languages: tuple[str, ...], password: str
) -> None:
    """Make an account; the first administrator is made in this way."""
    from bot.commands.desk import add_account

    _quietly(chosen)
    _run(add_account(chosen, name, role, languages, password))


@account.command()
@click.argument("name")
@click.password_option(help="Better left out: it is then asked for.")
@click.pass_obj
def reset(chosen: settings.Settings, name: str, password: str) -> None:
    """Give an account a new password and take its second factor off."""
    from bot.commands.desk import reset_account

    _quietly(chosen)
    _run(reset_account(chosen, name, password))


@account.command("list")
@click.pass_obj
def list_(chosen: settings.Settings) -> None:
    """List who may sign in."""
    from bot.commands.desk import list_accounts

    _quietly(chosen)
    _run(list_accounts(chosen))


@commands.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.pass_obj
def site(chosen: settings.Settings, directory: Path) -> None:
    """Write all pages as a static web site, for where Telegram is blocked."""
    from bot.commands.content import site as run

    _quietly(chosen)
    run(chosen, directory)


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--country", "countries", type=_COUNTRY, multiple=True, help="Only these countries.")
@click.option("--test", is_flag=True, help="Send it to the support group alone.")
@click.option("--yes", "sure", is_flag=True, help="Send without asking.")
@click.option("--status", "wants_status", is_flag=True, help="How far announcements have gone.")
@click.option("--stop", "stopped", type=int, metavar="NUMBER", help="Stop an announcement.")
@click.pass_obj
def announce(
    chosen: settings.Settings,
    folder: Path | None,
    countries: tuple[str, ...],
    stopped: int | None,
    *,
    test: bool,
    sure: bool,
    wants_status: bool,
) -> None:
    """Send news to those who turned them on: FOLDER has en.txt, vi.txt and so on.

    Only people whose language has a file get it. The running bot sends it.
    """
    from bot.commands import announcing

    _quietly(chosen)
    if wants_status:
        _run(announcing.status(chosen))
    elif stopped is not None:
        _run(announcing.stop(chosen, stopped))
    elif folder is None:
        raise click.UsageError("Give the folder with the texts, --status or --stop NUMBER.")
    else:
        _run(announcing.send(chosen, folder, countries, test=test, sure=sure))


@commands.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--lang", "languages", type=_LANGUAGE, multiple=True, help="Only these languages.")
@click.option("--topic", "topics", multiple=True, help="Only these, such as leave/checklist.")
@click.option("--bot", "username", help="The bot's name in Telegram; else Telegram is asked.")
@click.pass_obj
def poster(
    chosen: settings.Settings,
    directory: Path,
    languages: tuple[str, ...],
    topics: tuple[str, ...],
    username: str | None,
) -> None:
    """Write posters with a QR code that opens a topic in a language: PDF, A4."""
    from bot.commands.posters import write

    _quietly(chosen)
    _run(write(chosen, directory, languages, topics, username))


@commands.group()
def knowledge() -> None:
    """Look after the content."""


@knowledge.command()
@click.option("--answers", is_flag=True, help="Also ask the golden questions (golden/).")
@click.pass_obj
def check(chosen: settings.Settings, *, answers: bool) -> None:
    """List every problem of the content; exit code 1 when there is an error."""
    from bot.commands.content import check as run

    failed = run(chosen)
    if answers and not failed:
        from bot.commands import evaluating

        _quietly(chosen)
        _run(evaluating.golden(chosen))
    sys.exit(failed)


@knowledge.command()
@click.pass_obj
def status(chosen: settings.Settings) -> None:
    """Show coverage and freshness by topic and language."""
    from bot.commands.content import status as run

    run(chosen)


@knowledge.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.pass_obj
def init(_: settings.Settings, directory: Path) -> None:
    """Make a content folder of your own, with its history, from the packaged content."""
    from bot.commands.content import init as run

    run(directory)


@knowledge.command("small-edit")
@click.argument("topic")
@click.option("--by", "author", required=True, help="Your name, as it stands in the history.")
@click.pass_obj
def small_edit(chosen: settings.Settings, topic: str, author: str) -> None:
    """Say that the last edit of an English page changed no meaning: translations stay valid."""
    from bot.commands.content import small_edit as run

    run(chosen, topic, author)


@knowledge.command()
@click.argument("topic")
@click.argument("language")
@click.option(
    "--by", "author", required=True, help="Your name, as it stands on the page and in the history."
)
@click.option("--reviewed", is_flag=True, help="A native speaker has read the page.")
@click.pass_obj
def translated(
    chosen: settings.Settings, topic: str, language: str, author: str, *, reviewed: bool
) -> None:
    """Say that a translation says what the present English page says."""
    from bot.commands.content import translated as run

    run(chosen, topic, language, author, reviewed=reviewed)


@knowledge.command()
@click.pass_obj
def sources(chosen: settings.Settings) -> None:
    """Look whether the pages that the content rests on have changed: for a daily timer."""
    from bot.commands.desk import look_at_sources

    _quietly(chosen)
    _run(look_at_sources(chosen))


@knowledge.command()
@click.pass_obj
def train(chosen: settings.Settings) -> None:
    """Train from the questions on the pages and put the weights beside the content."""
    from bot.commands.content import train as run

    _quietly(chosen)
    run(chosen)


def _quietly(chosen: settings.Settings) -> None:
    """Let only what needs a look onto the screen of somebody who talks to the bot."""
    logs.configure("WARNING" if chosen.log_level == "INFO" else chosen.log_level)


def _run(coroutine: Coroutine[Any, Any, None]) -> None:  # Any: what a coroutine sends is unused
    asyncio.run(coroutine)
