"""What Telegram accepts as `reply_markup`, beyond the types of its fields."""

import re
from urllib.parse import urlsplit

from tests.bot_api.wire import ContentError, Json, JsonObject, utf16_length

MOST_BUTTONS = 100
MOST_IN_ROW = 8
MOST_REPLY_BUTTONS = 300
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_STYLES = ("danger", "success", "primary")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}|(?:[0-9]{1,3}\.){3}[0-9]{1,3}")


def check_markup(markup: JsonObject | None) -> None:
    """Refuse a keyboard that Telegram would refuse.

    Raises:
        ContentError: With Telegram's words, and where in the keyboard.
    """
    if markup is None:
        return
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"])
    elif "keyboard" in markup:
        _check_reply(markup)
    elif "force_reply" in markup:
        _check_placeholder(markup)
        if not markup["force_reply"]:
            raise ContentError("force_reply must be True")
    elif not markup.get("remove_keyboard"):
        raise ContentError("remove_keyboard must be True")


def is_good_url(url: str) -> bool:
    """Tell whether a button may lead to *url*: http, https with a public host, or tg."""
    if any(character.isspace() for character in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme == "tg":
        return bool(parts.netloc)
    return parts.scheme in ("http", "https") and _HOST.fullmatch(host) is not None


def _check_inline(rows: list[list[JsonObject]]) -> None:
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise ContentError("REPLY_MARKUP_TOO_LONG")
    for row_number, row in enumerate(rows, 1):
        if not row:
            raise ContentError(f"inline keyboard row {row_number} is empty")
        if len(row) > MOST_IN_ROW:
            raise ContentError(f"inline keyboard row {row_number} has {len(row)} of 8 buttons")
        for button in row:
            _check_button(button)


def _check_button(button: JsonObject) -> None:
    text = button["text"]
    if not text.strip():
        raise ContentError(
            "can't parse inline keyboard button: inline keyboard button text must be non-empty"
        )
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        problem = "must have one action" if actions else "Text buttons are unallowed"
        raise ContentError(
            f"can't parse inline keyboard button: {problem} in the inline keyboard ({text!r})"
        )
    _check_action(actions[0], button[actions[0]], text)
    if button.get("style", "primary") not in _STYLES:
        raise ContentError(f"BUTTON_STYLE_INVALID ({text!r})")


def _check_action(action: str, value: Json, text: str) -> None:
    if action == "callback_data" and not 1 <= len(value.encode()) <= 64:
        raise ContentError(f"BUTTON_DATA_INVALID ({text!r})")
    if action == "url" and not is_good_url(value):
        raise ContentError(f"inline keyboard button URL {value!r} is invalid: Wrong HTTP URL")
    if action in ("web_app", "login_url"):
        url = value["url"]
        if not url.startswith("https://") or not is_good_url(url):
            raise ContentError(f"inline keyboard button Web App URL {url!r} is invalid")
    if action == "copy_text" and not 1 <= utf16_length(value["text"]) <= 256:
        raise ContentError(f"BUTTON_COPY_TEXT_INVALID ({text!r})")
    if action.startswith("switch_inline_query") and isinstance(value, str) and len(value) > 256:
        raise ContentError(f"BUTTON_DATA_INVALID ({text!r})")


def _check_reply(markup: JsonObject) -> None:
    rows: list[list[JsonObject]] = markup["keyboard"]
    _check_placeholder(markup)
    if not any(rows):
        raise ContentError("can't parse reply keyboard markup: the keyboard has no button")
    if sum(map(len, rows)) > MOST_REPLY_BUTTONS:
        raise ContentError("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise ContentError("keyboard button text must be non-empty")


def _check_placeholder(markup: JsonObject) -> None:
    if not 1 <= utf16_length(markup.get("input_field_placeholder", "-")) <= 64:
        raise ContentError("PLACEHOLDER_INVALID")
