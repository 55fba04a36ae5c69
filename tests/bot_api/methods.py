"""Which function answers which method of the Bot API."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from tests.bot_api import about, editing, forum, sending
from tests.bot_api.wire import Json, JsonObject
from tests.bot_api.world import World

Handler: TypeAlias = Callable[[JsonObject], Json | Awaitable[Json]]


def handlers(world: World) -> Mapping[str, Handler]:
    """Return what answers each supported method, by lower-case name."""
    table: dict[str, Handler] = {}
    for part in (about.METHODS, sending.METHODS, editing.METHODS, forum.METHODS):
        for name, answer in part.items():
            table[name] = _bound(world, answer)

    async def get_updates(fields: JsonObject) -> list[JsonObject]:
        return await world.updates.get(
            offset=fields.get("offset", 0),
            limit=fields.get("limit", 100),
            timeout_s=fields.get("timeout", 0),
            allowed=fields.get("allowed_updates"),
        )

    table["getUpdates"] = get_updates
    table["setWebhook"] = world.webhook.set
    table["deleteWebhook"] = world.webhook.delete
    table["getWebhookInfo"] = world.webhook.info
    table["answerCallbackQuery"] = world.queries.answer_callback
    table["answerInlineQuery"] = world.queries.answer_inline
    table["setMyCommands"] = world.profile.set_commands
    table["getMyCommands"] = world.profile.get_commands
    table["deleteMyCommands"] = world.profile.delete_commands
    for field in world.profile.texts:
        method = "My" + field.title().replace("_", "")
        table[f"set{method}"] = world.profile.setter(field)
        table[f"get{method}"] = world.profile.getter(field)
    return {name.lower(): answer for name, answer in table.items()}


def _bound(world: World, answer: Callable[[World, JsonObject], Json]) -> Handler:
    return lambda fields: answer(world, fields)
