"""Inline mode: ``@bot nenkin`` in any chat offers public pages to send there, with a link."""

from typing import Final
from uuid import uuid4

from telegram import (
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.dialogue.conversation import Conversation
from bot.dialogue.sharing import Shared
from bot.languages import from_tag
from bot.telegram.client import Client
from bot.telegram.rendering import markup, render

#: How long Telegram may give the same person the same answer, in seconds: pages change seldom.
_CACHED_S: Final = 300
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


async def answer(client: Client, query: InlineQuery, conversation: Conversation) -> None:
    """Offer pages for what was typed; an answer that comes too late is not missed."""
    hint = from_tag(query.from_user.language_code)
    found = await conversation.share(query.query, hint)
    try:
        await client.answer_inline_query(
            query.id, [_article(shared) for shared in found], cache_time=_CACHED_S, is_personal=True
        )
    except TelegramError:
        return  # the question is a few letters of a word, and the next one is on its way


def _article(shared: Shared) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=str(uuid4()),
        title=shared.title,
        description=shared.summary,
        input_message_content=InputTextMessageContent(
            render(shared.reply)[0], parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW
        ),
        reply_markup=InlineKeyboardMarkup.de_json(
            {"inline_keyboard": markup(shared.reply.keyboard)}
        ),
    )
