"""HTML that Telegram accepts, whatever a page or a person says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.reply import Block, Button, Reply, Run, Shape, item, paragraph, title
from bot.telegram.rendering import MAX_UNITS, markup, plain_text, render, units
from tests.bot_api.keyboards import check_markup
from tests.bot_api.markup import parse_html
from tests.bot_api.texts import text_of
from tests.bot_api.wire import utf16_length

ANY_TEXT = st.text(st.characters(codec=None), max_size=400) | st.sampled_from(
    [
        "<b>",
        "&amp;",
        "a & b < c > d",
        '"quoted"',
        "</i>",
        "&#0;",
        "\0",
        "\ud800",
        "  ",
        "\u202e",
        "",
    ]
)
RUNS = st.builds(
    Run,
    ANY_TEXT,
    bold=st.booleans(),
    italic=st.booleans(),
    href=st.none() | st.sampled_from(['https://example.org/?a=1&b="2"', "tel:110", "<x>"]),
)
BLOCKS = st.builds(
    Block,
    st.lists(RUNS, max_size=4).map(tuple),
    st.sampled_from(Shape),
    st.sampled_from(["", "•", "1.", "<"]),
)


def dense(text: str) -> str:
    """Return *text* without white space, where a cut may fall."""
    return "".join(text.split())


def sendable(text: str) -> str:
    """Return *text* as tdlib's ``clean_input_string`` leaves it."""
    gone = {"\0", "\r", *map(chr, range(0x2028, 0x202F)), "\u0333", "\u033f", "\u030a"}
    valid = text.encode("utf-8", "replace").decode()
    return "".join(" " if c < " " and c != "\n" else c for c in valid if c not in gone)


@given(st.lists(BLOCKS, max_size=8).map(tuple))
@settings(max_examples=150, deadline=None)
def test_any_text_is_sent_whole_and_accepted(blocks: tuple[Block, ...]) -> None:
    messages = render(Reply(blocks))

    shown = [text_of({"text": html, "parse_mode": "HTML"})[0] for html in messages]
    said = [
        dense(sendable(block.marker + "".join(run.text for run in block.runs)))
        for block in blocks
        if sendable("".join(run.text for run in block.runs)).strip()
    ]
    assert dense("".join(shown)) == "".join(said)


@given(st.lists(RUNS, min_size=1, max_size=4), st.integers(1, 60))
@settings(max_examples=50, deadline=None)
def test_long_texts_are_cut_within_the_limit(runs: list[Run], times: int) -> None:
    long = tuple(Run(run.text * times, run.bold, run.italic, run.href) for run in runs)

    messages = render(Reply((Block(long, Shape.ITEM, "•"), Block(long))))

    assert all(utf16_length(parse_html(html)[0]) <= MAX_UNITS for html in messages)


def test_messages_are_cut_between_paragraphs() -> None:
    blocks = tuple(paragraph(f"{number} " + "x" * 1500) for number in range(5))

    messages = render(Reply(blocks))

    assert [message.split()[0] for message in messages] == ["0", "2", "4"]


def test_text_without_spaces_is_cut_between_syllables() -> None:
    """Khmer writes no spaces; a mark that is cut off its letter cannot be read."""
    syllable = "ស្ត្រី"

    messages = render(Reply((paragraph(syllable * 1000),)))

    assert "".join(messages) == syllable * 1000
    assert all(message.startswith("ស") for message in messages)


def test_page_in_all_styles() -> None:
    reply = Reply(
        (
            title("Fees & <costs>"),
            Block((Run("See "), Run("the page", href="https://a.jp/?x=1&y=2"), Run("."))),
            item("first"),
            item("second", marker="2."),
        )
    )

    assert render(reply) == [
        (
            "<b>Fees &amp; &lt;costs&gt;</b>\n\n"
            'See <a href="https://a.jp/?x=1&amp;y=2">the page</a>.\n\n• first\n2. second'
        )
    ]
    assert plain_text(render(reply)[0]) == ("Fees & <costs>\n\nSee the page.\n\n• first\n2. second")


def test_nothing_to_show_is_no_message() -> None:
    assert render(Reply()) == []
    assert render(Reply((paragraph(" \u2028\n"),))) == []


def test_emoji_counts_two_units() -> None:
    assert units("🆘a") == 3


@given(st.text(st.characters(codec=None), max_size=90).filter(lambda text: sendable(text).strip()))
def test_labels_are_accepted(label: str) -> None:
    rows = markup(((Button(label, "h|en"), Button(label, url="https://example.org")),))

    check_markup({"inline_keyboard": rows})
    assert all(len(button["text"]) <= 60 for button in rows[0])
