"""Methods that tell about the bot, chats, members and files; and the typing action."""

from tests.bot_api.chats import Account, Chat
from tests.bot_api.spec import Spec
from tests.bot_api.wire import ContentError, JsonObject, bad_request
from tests.bot_api.world import World

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_RIGHTS = (
    "can_be_edited",
    "can_change_info",
    "can_delete_messages",
    "can_delete_stories",
    "can_edit_stories",
    "can_invite_users",
    "can_manage_chat",
    "can_manage_video_chats",
    "can_post_stories",
    "can_promote_members",
    "can_restrict_members",
    "can_manage_topics",
    "can_pin_messages",
)


def get_me(world: World, _: JsonObject) -> JsonObject:
    """Answer `getMe`; the bot reads all messages of its groups (privacy mode is off)."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_action(world: World, fields: JsonObject) -> bool:
    """Answer `sendChatAction`."""
    if fields["action"] not in _ACTIONS:
        raise ContentError("wrong parameter action in request")
    world.writable(fields["chat_id"]).actions.append(fields["action"])
    return True


def get_chat(world: World, fields: JsonObject) -> JsonObject:
    """Answer `getChat`."""
    chat = world.chat(fields["chat_id"])
    info = chat.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.pinned:
        info["pinned_message"] = chat.messages[chat.pinned[-1]].json
    return info


def get_member(world: World, fields: JsonObject) -> JsonObject:
    """Answer `getChatMember`."""
    chat = world.chat(fields["chat_id"])
    user_id: int = fields["user_id"]
    if user_id == world.bot["id"]:
        return bot_member(world, chat.bot_status)
    if user_id in chat.members:
        return _member(*chat.members[user_id])
    account = world.accounts.get(user_id)
    if account is None:
        raise bad_request("member not found")
    if chat.account is account:
        return _member(account, "member")
    return {"status": "left", "user": account.json()}


def get_administrators(world: World, fields: JsonObject) -> list[JsonObject]:
    """Answer `getChatAdministrators`; other bots do not exist here."""
    chat = world.chat(fields["chat_id"])
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    members = [
        _member(account, status) for account, status in chat.members.values() if status != "member"
    ]
    if chat.bot_status == "administrator":
        members.append(bot_member(world, "administrator"))
    return members


def get_file(world: World, fields: JsonObject) -> JsonObject:
    """Answer `getFile`."""
    stored = world.files.find(fields["file_id"])
    return stored.json() | {"file_path": stored.path}


def bot_member(world: World, status: str) -> JsonObject:
    """Return the bot as a ChatMember with this status."""
    return _with_rights({"status": status, "user": world.bot})


def supported_by_nobody(spec: Spec, name: str) -> bool:
    """Answer any other method: true when it only returns that.

    Raises:
        ContentError: It returns something that the test server cannot make up.
    """
    if spec.methods[name].returns != ("Boolean",):
        raise ContentError(f"{spec.methods[name].name} is not supported by the test server")
    return True


def _member(account: Account, status: str) -> JsonObject:
    return _with_rights({"status": status, "user": account.json()})


def _with_rights(member: JsonObject) -> JsonObject:
    status = member["status"]
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "administrator":
        return member | {"is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
    return member | {"until_date": 0} if status == "kicked" else member


def is_member(chat: Chat, account: Account) -> bool:
    """Tell whether the person is in the chat."""
    return chat.account is account or account.id in chat.members


METHODS = {
    "getMe": get_me,
    "sendChatAction": chat_action,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getFile": get_file,
}
