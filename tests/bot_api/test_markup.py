"""Telegram's HTML: what is understood, and what is refused in which words."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot_api.markup import parse_html
from tests.bot_api.wire import ContentError, JsonObject


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<STRONG >a</STRONG>".replace("</STRONG>", "</strong>"), "a", "bold"),
        ("<i>a</i>", "a", "italic"),
        ("<em>a</em>", "a", "italic"),
        ("<u>a</u>", "a", "underline"),
        ("<ins>a</ins>", "a", "underline"),
        ("<s>a</s>", "a", "strikethrough"),
        ("<strike>a</strike>", "a", "strikethrough"),
        ("<del>a</del>", "a", "strikethrough"),
        ("<code>a</code>", "a", "code"),
        ("<pre>a</pre>", "a", "pre"),
        ("<tg-spoiler>a</tg-spoiler>", "a", "spoiler"),
        ('<span class="tg-spoiler">a</span>', "a", "spoiler"),
        ("<blockquote>a</blockquote>", "a", "blockquote"),
        ("<blockquote expandable>a</blockquote>", "a", "expandable_blockquote"),
        ("<b>a</>", "a", "bold"),
        ("<b></b>a", "a", []),
        (
            '<a href="https://e.jp/?a=1&amp;b=2">a</a>',
            "a",
            [{"type": "text_link", "offset": 0, "length": 1, "url": "https://e.jp/?a=1&b=2"}],
        ),
        ("<a href='nonsense'>a</a>", "a", []),
        (
            "<a href=tg>x</a><a>e.jp/a</a>",
            "xe.jp/a",
            [{"type": "text_link", "offset": 1, "length": 6, "url": "e.jp/a"}],
        ),
        (
            '<a href="tg://user?id=7">a</a>',
            "a",
            [{"type": "text_mention", "offset": 0, "length": 1, "user_id": 7}],
        ),
        (
            '<pre><code class="language-py">a</code></pre>',
            "a",
            [{"type": "pre", "offset": 0, "length": 1, "language": "py"}],
        ),
        ("<code><b>a</b></code>", "a", "code"),
        (
            "🙏<b>a<i>é</i></b>",
            "🙏aé",
            [
                {"type": "bold", "offset": 2, "length": 2},
                {"type": "italic", "offset": 3, "length": 1},
            ],
        ),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
        ("&#65;&#x1F64F;&#X41;", "A🙏A", []),
        ("a & b &nbsp; &#0; &#xD800;", "a & b &nbsp; &#0; &#xD800;", []),
        ("a > b", "a > b", []),
    ],
)
def test_html_is_understood(source: str, text: str, entities: str | list[JsonObject]) -> None:
    if isinstance(entities, str):
        entities = [{"type": entities, "offset": 0, "length": 1}]

    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é<br/>", 'Unsupported start tag "br/" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b class", 'Unclosed start tag "b" at byte offset 0'),
        ("<b ", 'Unclosed start tag "b" at byte offset 0'),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b>a</b x>", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>a</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source: str, problem: str) -> None:
    with pytest.raises(ContentError) as refusal:
        parse_html(source)

    assert refusal.value.description == f"Bad Request: can't parse entities: {problem}"


@given(st.text())
def test_any_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(f"<b>{html.escape(text, quote=False)}</b>")[0] == text


@given(st.text(alphabet="<>/&;ab ='\"#x1🙏"))
def test_any_text_is_either_parsed_or_refused(text: str) -> None:
    try:
        plain, entities = parse_html(text)
    except ContentError:
        return

    length = len(plain.encode("utf-16-le")) // 2
    assert all(0 <= entity["offset"] < length for entity in entities)
    assert all(0 < entity["length"] <= length - entity["offset"] for entity in entities)
