"""The commands through the real entry point, as an operator or a script sees them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import __version__
from bot.knowledge import writing
from bot.languages import LANGUAGES
from tests.answering import samples
from tests.answering.conftest import FAKE_MODEL
from tests.knowledge.samples import BODIES, page
from tests.knowledge.test_files import write

ROOT = Path(__file__).parent.parent
QUESTION = "my boss did not pay my salary"
HEADER = "lang\tcountry\tkind\texpected\tquestion"
QUESTIONS = [
    HEADER,
    f"en\t\tplain\t{samples.WAGES}\t{QUESTION}",
    f"vi\tVN\tplain\t{samples.WAGES}\tsep no luong hai thang roi",
    "en\t\tscope\t-\twho won the football match",
    f"en\t\turgent\t{samples.EMERGENCY}\the is unconscious",
]


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that has ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs commands in a folder of their own, with the tiny embedding model."""

    folder: Path
    content: Path | None
    cache: Path

    def __call__(
        self, *arguments: str | bytes, said: str = "", settings: Mapping[str, str] | None = None
    ) -> Finished:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self.environment | dict(settings or {}),
            input=said.encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    @property
    def environment(self) -> dict[str, str]:
        own = {} if self.content is None else {"KAERIMICHI_KNOWLEDGE_DIR": str(self.content)}
        return {
            **own,
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": f"{FAKE_MODEL}:{ROOT}",
            "KAERIMICHI_CACHE_DIR": str(self.cache),
        }


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with weights, trained by the command itself."""
    folder = tmp_path_factory.mktemp("trained")
    content = write(samples.tree(), folder / "content")
    done = Shell(folder, content, folder / "cache")("knowledge", "train")
    assert done.code == 0, done.err
    assert done.out.startswith(f"Wrote {content / 'answering' / 'weights.npz'} (")
    return content


@pytest.fixture
def run(trained: Path, tmp_path: Path) -> Shell:
    """Run a command on the trained content, which no test changes."""
    return Shell(tmp_path, trained, trained.parent / "cache")


@pytest.fixture
def run_own(tmp_path: Path) -> Shell:
    """Run a command on a content folder of one's own, with a history."""
    own = tmp_path / "own"
    writing.init(own, write(samples.tree(), tmp_path / "origin"))
    return Shell(tmp_path, own, tmp_path / "cache")


def ends_in_one_sentence(done: Finished, sentence: str) -> None:
    assert done.code == 1
    assert done.out == ""
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


# chat


def test_chat_is_a_conversation_in_which_numbers_are_buttons(run: Shell) -> None:
    vietnamese = list(LANGUAGES).index("vi") + 1

    done = run("chat", said=f"{vietnamese}\n1\nsếp nợ lương hai tháng rồi\n1\n/help\n/quit\nlost\n")

    assert (done.code, done.err) == (0, "")
    places = [
        done.out.index(text)
        for text in (
            f"  [{vietnamese}] Tiếng Việt",
            "  [1] 🇻🇳 Việt Nam",
            "Không được trả lương",
            BODIES["vi"].split(".", 1)[0],
            "1. Hỏi tổ chức về vé máy bay.",
            "/forget",
        )
    ]
    assert places == sorted(places)
    assert "lost" not in done.out


def test_chat_ends_with_its_input(run: Shell) -> None:
    done = run("chat", "--lang", "en", "--country", "VN", said=QUESTION)

    assert (done.code, done.err) == (0, "")
    assert "Your wages were not paid" in done.out


def test_a_number_without_a_button_is_a_message(run: Shell) -> None:
    done = run("chat", "--lang", "en", said="99\n0\n-1\n²\n/quit\n")

    assert (done.code, done.err) == (0, "")


# ask


def test_ask_prints_the_page_its_source_and_what_can_be_tapped(run: Shell) -> None:
    done = run("ask", "--lang", "en", QUESTION)

    assert (done.code, done.err) == (0, "")
    title, *_ = done.out.splitlines()
    assert title == "Your wages were not paid"
    assert "https://www.example.go.jp/a.html" in done.out
    assert "  [📄 Sources]" in done.out


@pytest.mark.parametrize(
    ("question", "options", "language", "outcome", "first"),
    [
        (QUESTION, ("--lang", "en"), "en", "answer", samples.WAGES),
        ("sep no luong hai thang roi", ("--lang", "vi"), "vi", "answer", samples.WAGES),
        ("年金を返してほしい", ("--lang", "en"), "ja", "answer", samples.PENSION),
        ("who won the football match", (), "en", "unknown", None),
        ("he is unconscious", ("--lang", "en"), "en", "urgent", samples.EMERGENCY),
        ("work for returnees back home", ("--country", "VN"), "en", "answer", samples.JOBS_VN),
    ],
)
def test_ask_json_has_exactly_these_parts(
    run: Shell,
    question: str,
    options: tuple[str, ...],
    language: str,
    outcome: str,
    first: str | None,
) -> None:
    done = run("ask", "--json", *options, question)

    assert (done.code, done.err) == (0, "")
    (line,) = done.out.splitlines()
    answer = json.loads(line)
    assert list(answer) == ["question", "language", "outcome", "topics", "text", "milliseconds"]
    assert answer["question"] == question
    assert answer["outcome"] == outcome
    assert answer["language"] == language
    assert answer["text"]
    assert isinstance(answer["milliseconds"], float)
    assert (answer["topics"][0]["id"] if answer["topics"] else None) == first
    for topic in answer["topics"]:
        assert list(topic) == ["id", "title", "score"]
        assert topic["title"]
        assert 0 <= topic["score"] <= 1


@pytest.mark.parametrize("question", ["", "\ud800", "\ufdfa" * 20 + "x" * 50_000, b"\xff\xfe"])
def test_ask_takes_every_text(run: Shell, question: str | bytes) -> None:
    argument = question.encode("utf-8", "surrogatepass") if isinstance(question, str) else question

    done = run("ask", "--json", argument)

    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["outcome"] != "urgent"


@pytest.mark.parametrize("options", [("--lang", "xx"), ("--country", "XX"), ("--loud",), ()])
def test_a_wrong_option_is_explained(run: Shell, options: tuple[str, ...]) -> None:
    done = run("ask", *options)

    assert done.code == 2
    assert done.err.startswith("Usage: ")
    assert "Traceback" not in done.err


# evaluate


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.tsv"
    path.write_text("\n".join(QUESTIONS) + "\n", encoding="utf-8")
    return path


def test_evaluate_json_has_all_measures(run: Shell, questions: Path) -> None:
    done = run("evaluate", "--json", "--profile", str(questions))

    assert (done.code, done.err) == (0, "")
    measured = json.loads(done.out)
    assert list(measured) == ["overall", "by_language", "by_kind"]
    assert list(measured["by_language"]) == ["en", "vi"]
    assert list(measured["by_kind"]) == ["plain", "scope", "urgent"]
    for name in ("milliseconds_median", "milliseconds_p99"):
        assert measured["overall"].pop(name) > 0
    assert measured["overall"] == {
        "rows": 4,
        "right_first": 1.0,
        "right_shown": 1.0,
        "answered_right": 1.0,
        "wrong_answered": 0.0,
        "left_unanswered": 1.0,
        "plainly_unknown": 1.0,
        "danger_recall": 1.0,
        "false_alarms": 0.0,
        "language_right": 1.0,
    }


def test_evaluate_rows_are_in_the_order_of_the_file(run: Shell, questions: Path) -> None:
    done = run("evaluate", "--rows", str(questions))

    assert (done.code, done.err) == (0, "")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [list(row) for row in rows] == [["language", "outcome", "topics", "milliseconds"]] * 4
    assert [row["outcome"] for row in rows] == ["answer", "answer", "unknown", "urgent"]
    assert rows[0]["topics"][0] == samples.WAGES
    assert rows[2]["topics"] == []
    assert rows[3]["topics"] == [samples.EMERGENCY]


def test_evaluate_profile_hands_the_language_over(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "short.tsv"
    path.write_text(f"{HEADER}\nne\t\tscope\t-\tok visa?\n", encoding="utf-8")

    languages = [
        json.loads(run("evaluate", "--rows", *options, str(path)).out)["language"]
        for options in ((), ("--profile",))
    ]

    assert languages[0] != "ne"
    assert languages[1] == "ne"


def test_evaluate_prints_a_table(run: Shell, questions: Path) -> None:
    done = run("evaluate", str(questions))

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1].split()[:3] == ["all", "4", "100.0%"]
    assert "Most frequent confusions" in done.out


def test_evaluate_compares_ways_of_scoring(run: Shell, questions: Path) -> None:
    done = run("evaluate", "--compare", str(questions))

    assert (done.code, done.err) == (0, "")
    head, everything, *languages = done.out.splitlines()
    assert head.split()[:2] == ["joined", "characters"]
    assert everything.startswith("all ")
    assert "%" in everything
    assert [line.split()[0] for line in languages] == sorted(line.split()[0] for line in languages)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "questions.tsv cannot be read: "),
        ("", ":1: expected the header lang country kind expected question, with tabs."),
        ("question\tlang\n", ":1: expected the header"),
        (f"{HEADER}\nxx\t\tplain\t-\t?\n", ':2: "xx" is no language.'),
    ],
)
def test_evaluate_names_the_wrong_line(
    run: Shell, tmp_path: Path, content: str | None, sentence: str
) -> None:
    path = tmp_path / "questions.tsv"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    ends_in_one_sentence(run("evaluate", str(path)), sentence)


# knowledge


def test_knowledge_check_finds_nothing_in_good_content(run: Shell) -> None:
    done = run("knowledge", "check")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].startswith("0 errors, ")


def test_knowledge_check_asks_the_golden_questions(run_own: Shell) -> None:
    assert run_own.content is not None
    (run_own.content / "golden").mkdir()
    (run_own.content / "golden" / "en.yaml").write_text('"-": ["will it rain in osaka"]\n')

    done = run_own("knowledge", "check", "--answers")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].startswith("English: of 1 questions ")


def test_knowledge_check_lists_every_problem_with_its_line(run_own: Shell) -> None:
    assert run_own.content is not None
    topic = run_own.content / samples.WAGES
    vietnamese = topic / "vi.md"
    vietnamese.write_text(vietnamese.read_text().replace("Hỏi tổ chức", "Hỏi 48 tổ chức"))
    (topic / "ja.md").write_text("broken", encoding="utf-8")

    done = run_own("knowledge", "check")

    assert (done.code, done.err) == (1, "")
    *problems, summary = done.out.splitlines()
    assert summary == "2 errors, 0 warnings"
    assert problems[0].startswith(f"error: knowledge/{samples.WAGES}/ja.md")
    assert f"knowledge/{samples.WAGES}/vi.md:" in problems[1]
    assert "the number 48 is not in the English page" in problems[1]


def test_knowledge_status_shows_topics_and_languages(run: Shell) -> None:
    done = run("knowledge", "status")

    assert (done.code, done.err) == (0, "")
    assert samples.JOBS_VN in done.out
    assert done.out.startswith("8 topics, 2 facts")


def test_knowledge_init_makes_a_folder_that_is_served(run: Shell, tmp_path: Path) -> None:
    bare = Shell(run.folder, None, run.cache)
    own = tmp_path / "own"

    done = bare("knowledge", "init", str(own))

    assert (done.code, done.err) == (0, "")
    assert f"KAERIMICHI_KNOWLEDGE_DIR={own}" in done.out
    assert (own / ".git").is_dir()
    served = bare("knowledge", "status", settings={"KAERIMICHI_KNOWLEDGE_DIR": str(own)})
    assert (served.code, served.err) == (0, "")
    ends_in_one_sentence(bare("knowledge", "init", str(own)), "is not empty. Choose a new")


def test_a_small_edit_keeps_translations_valid(run_own: Shell) -> None:
    assert run_own.content is not None
    english = page(
        "en",
        topic=samples.WAGES,
        title="Your wages were not paid",
        questions=samples.questions_of(samples.WAGES)[:6],
        body=BODIES["en"].replace("Ask it before", "Please ask it before"),
    )
    (run_own.content / samples.WAGES / "en.md").write_bytes(writing.dump_page(english))

    done = run_own("knowledge", "small-edit", samples.WAGES, "--by", "Hana")

    assert (done.code, done.err) == (0, "")
    assert done.out == "Translations that stay valid: ja, vi\n"
    vietnamese = (run_own.content / samples.WAGES / "vi.md").read_text()
    assert english.revision in vietnamese


def test_the_packaged_content_is_not_edited(run: Shell) -> None:
    bare = Shell(run.folder, None, run.cache)

    done = bare("knowledge", "small-edit", samples.WAGES, "--by", "Hana")

    ends_in_one_sentence(done, "The packaged content is read only.")


# What goes wrong


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"KAERIMICHI_COLOUR": "red"},
            "KAERIMICHI_COLOUR is not a setting. Known are: KAERIMICHI_",
        ),
        ({"KAERIMICHI_DESK_PORT": "80a"}, 'KAERIMICHI_DESK_PORT is "80a": expected a whole number'),
        ({"KAERIMICHI_KNOWLEDGE_DIR": "/nowhere"}, 'KAERIMICHI_KNOWLEDGE_DIR is "/nowhere"'),
        ({"KAERIMICHI_LOG_LEVEL": "loud"}, 'KAERIMICHI_LOG_LEVEL is "LOUD"'),
    ],
)
def test_a_wrong_setting_ends_in_one_sentence(
    run: Shell, settings: dict[str, str], sentence: str
) -> None:
    ends_in_one_sentence(run("ask", "?", settings=settings), sentence)


@pytest.mark.parametrize("command", [("run",), ("knowledge", "check"), ("evaluate", "x.tsv")])
def test_every_command_looks_at_the_settings_first(run: Shell, command: tuple[str, ...]) -> None:
    done = run(*command, settings={"KAERIMICHI_COLOUR": "red"})

    ends_in_one_sentence(done, "KAERIMICHI_COLOUR is not a setting.")


def test_settings_are_read_from_a_file_beside_it(run: Shell) -> None:
    (run.folder / ".env").write_text("KAERIMICHI_COLOUR=red\n", encoding="utf-8")

    ends_in_one_sentence(run("ask", "?"), "KAERIMICHI_COLOUR is not a setting.")


def test_run_without_a_token_says_where_it_comes_from(run: Shell) -> None:
    ends_in_one_sentence(run("run"), "KAERIMICHI_TELEGRAM_TOKEN is not set: expected the token")


@pytest.mark.parametrize(
    "command", [("ask", "?"), ("chat",), ("knowledge", "status"), ("knowledge", "train")]
)
def test_broken_content_is_explained(
    trained: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    content = write(samples.tree(), tmp_path / "content")
    (content / samples.WAGES / "en.md").write_text("broken", encoding="utf-8")

    done = Shell(tmp_path, content, tmp_path / "cache")(*command)

    assert done.code == 1
    assert done.err
    assert "Traceback" not in done.err


def test_content_that_broke_is_served_from_its_history(run_own: Shell) -> None:
    assert run_own.content is not None
    (run_own.content / samples.WAGES / "en.md").write_text("broken", encoding="utf-8")

    done = run_own("ask", "--json", QUESTION)

    assert done.code == 0
    assert json.loads(done.out)["topics"][0]["id"] == samples.WAGES


def test_a_folder_that_is_no_content_is_explained(run: Shell, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    done = run("ask", "?", settings={"KAERIMICHI_KNOWLEDGE_DIR": str(empty)})

    assert done.code == 1
    assert "there is no topic" in done.err
    assert "Traceback" not in done.err


def test_a_reader_that_goes_away_does_no_harm(run: Shell, questions: Path) -> None:
    """As in ``kaerimichi evaluate --rows FILE | head -1``."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "evaluate", "--rows", str(questions)],
        cwd=run.folder,
        env=run.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait(60)

    assert said == ""


def test_the_version_is_told(run: Shell) -> None:
    assert run("--version").out.strip() == f"kaerimichi, version {__version__}"


def test_help_names_every_command(run: Shell) -> None:
    done = run("--help")

    for command in ("chat", "ask", "evaluate", "run", "knowledge"):
        assert f"\n  {command} " in done.out


# announce, poster


def test_announcement_is_read_counted_and_stopped(run: Shell) -> None:
    folder = run.folder / "news"
    folder.mkdir()
    (folder / "en.txt").write_text("New rule\n\nFrom April.", "utf-8")

    sent = run("announce", str(folder), "--yes")
    tested = run("announce", str(folder), "--test", settings={"KAERIMICHI_SUPPORT_CHAT_ID": "-5"})
    stopped = run("announce", "--stop", "1")
    status = run("announce", "--status")

    assert sent.out == "0 people want news and read en.\n"
    assert tested.out == "Announcement 1 goes to the support group alone: en\n"
    assert stopped.out == "Announcement 1 is stopped; 1 were not sent.\n"
    assert "stopped; of 1: sent 0, waiting 0, blocked 0, failed 0, lost 0" in status.out


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("xx.txt", "Hello there", "is not called after a language: expected one of"),
        ("en.txt", "", "has 0 characters: expected 1 to 3000."),
        ("my.txt", "Hello there", "is not written in မြန်မာ. Translate it."),
        ("readme.md", "x", "has no texts: expected a folder with a file for each language"),
    ],
)
def test_wrong_announcement_ends_in_one_sentence(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    from bot.commands.announcing import AnnouncementError, read

    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(AnnouncementError) as raised:
        read(tmp_path)
    assert sentence in str(raised.value)


def test_announcement_that_is_not_there_and_a_test_without_group(run: Shell) -> None:
    ends_in_one_sentence(run("announce", "--stop", "7"), "There is no announcement 7.")
    folder = run.folder / "news"
    folder.mkdir()
    (folder / "en.txt").write_text("New rule", "utf-8")
    ends_in_one_sentence(
        run("announce", str(folder), "--test"), "KAERIMICHI_SUPPORT_CHAT_ID is not set"
    )


def test_poster_needs_a_topic_that_exists_and_the_name_of_the_bot(run: Shell) -> None:
    ends_in_one_sentence(
        run("poster", "out", "--topic", "leave/nothing"), 'There is no topic "leave/nothing"'
    )
    ends_in_one_sentence(run("poster", "out"), "give it with --bot")
