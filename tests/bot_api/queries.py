"""Pressed buttons and inline queries that wait for an answer, each to be answered once."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bot_api.keyboards import check_markup, is_good_url
from tests.bot_api.markup import parse_html
from tests.bot_api.wire import ContentError, JsonObject, bad_request, utf16_length

CALLBACK_LIVES_S = 15 * 60
INLINE_LIVES_S = 30
CALLBACK_TEXT_LIMIT = 200  # UTF-16 units
MOST_RESULTS = 50
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True, eq=False)
class Query:
    """A question to the bot; ``answer`` holds the fields of the call that answered it."""

    id: str
    at: float
    answer: JsonObject | None = None


class Queries:
    """Every query of the run, by id."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.callbacks: dict[str, Query] = {}
        self.inline: dict[str, Query] = {}

    def ask(self, kind: dict[str, Query]) -> Query:
        """Add a query to ``callbacks`` or ``inline``."""
        number = len(self.callbacks) + len(self.inline) + 1
        query = Query(str(4_000_000_000_000_000_000 + number), self._now())
        kind[query.id] = query
        return query

    def answer_callback(self, fields: JsonObject) -> bool:
        """Answer `answerCallbackQuery`."""
        if utf16_length(fields.get("text", "")) > CALLBACK_TEXT_LIMIT:
            raise ContentError("MESSAGE_TOO_LONG")
        if "url" in fields and not is_good_url(fields["url"]):
            raise ContentError("URL_INVALID")
        self._close(self.callbacks.get(fields["callback_query_id"]), CALLBACK_LIVES_S, fields)
        return True

    def answer_inline(self, fields: JsonObject) -> bool:
        """Answer `answerInlineQuery`."""
        results: list[JsonObject] = fields["results"]
        if len(results) > MOST_RESULTS:
            raise ContentError("RESULTS_TOO_MUCH")
        ids = {result["id"] for result in results}
        if len(ids) < len(results):
            raise ContentError("RESULT_ID_DUPLICATE")
        if any(not 1 <= len(result_id.encode()) <= 64 for result_id in ids):
            raise ContentError("RESULT_ID_INVALID")
        for result in results:
            _check_result(result)
        self._close(self.inline.get(fields["inline_query_id"]), INLINE_LIVES_S, fields)
        return True

    def _close(self, query: Query | None, lives_s: int, fields: JsonObject) -> None:
        late = query is None or query.answer is not None or self._now() - query.at > lives_s
        if query is None or late:
            raise bad_request(_TOO_OLD)
        query.answer = fields


def _check_result(result: JsonObject) -> None:
    check_markup(result.get("reply_markup"))
    if "title" in result and not result["title"].strip():
        raise ContentError("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content", {})
    if "message_text" not in content:
        return
    text = content["message_text"]
    if content.get("parse_mode", "").lower() == "html":
        text, _ = parse_html(text)
    if not 1 <= utf16_length(text.strip()) <= 4096:
        raise ContentError("MESSAGE_EMPTY" if not text.strip() else "MESSAGE_TOO_LONG")
