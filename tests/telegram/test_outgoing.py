"""What replies ask of Telegram, and the way to the outbox and back."""

import json

from bot.dialogue.reply import Button, Reply, paragraph
from bot.dialogue.turn import Incoming
from bot.telegram.incoming import Received
from bot.telegram.outgoing import Action, Outgoing, compose, dump, load
from bot.telegram.rendering import units

TEXT = Received(1, 5, private=True, incoming=Incoming(text="a"), message_id=7)
PRESS = Received(
    1, 5, private=True, incoming=Incoming(button="h|en"), pressed_id=7, callback_id="99"
)
IN_GROUP = Received(
    1, -5, private=False, incoming=Incoming(text="a"), message_id=7, thread_id=3, reply_to=7
)
ACKNOWLEDGED = Outgoing(Action.ACKNOWLEDGE, callback_id="99")
ROW = ((Button("Start", "h|en"),),)
MARKUP = [[{"text": "Start", "callback_data": "h|en"}]]


def test_answer_to_a_text_is_a_new_message() -> None:
    reply = Reply((paragraph("hello"),), ROW, in_place=True)

    assert compose(TEXT, (reply,), remember=True) == [
        Outgoing(Action.SEND, "hello", MARKUP, remember=True)
    ]


def test_press_is_acknowledged_and_its_message_written_over_once() -> None:
    replies = (Reply((paragraph("one"),), in_place=True), Reply((paragraph("two"),), in_place=True))

    assert compose(PRESS, replies, remember=False) == [
        ACKNOWLEDGED,
        Outgoing(Action.EDIT, "one", message_id=7),
        Outgoing(Action.SEND, "two"),
    ]


def test_keyboard_of_a_long_reply_stands_under_the_last_part() -> None:
    reply = Reply((paragraph("a" * 4000), paragraph("b" * 4000)), ROW, in_place=True)

    assert compose(PRESS, (reply,), remember=False) == [
        ACKNOWLEDGED,
        Outgoing(Action.EDIT, "a" * 4000, message_id=7),
        Outgoing(Action.SEND, "b" * 4000, MARKUP),
    ]


def test_press_with_nothing_to_do_is_acknowledged() -> None:
    assert compose(PRESS, (Reply(toast=" "),), remember=False) == [ACKNOWLEDGED]


def test_toast_is_shortened_to_what_telegram_shows() -> None:
    (one,) = compose(PRESS, (Reply(toast="🆘" * 150),), remember=False)

    assert one.text.endswith("🆘…")
    assert units(one.text) <= 200


def test_hidden_message_is_deleted_and_nothing_is_sent() -> None:
    assert compose(PRESS, (Reply(hide=True),), remember=False) == [
        ACKNOWLEDGED,
        Outgoing(Action.DELETE, message_id=7),
    ]


def test_clear_comes_before_its_reply() -> None:
    reply = Reply((paragraph("cleared"),), clear=True)

    assert compose(PRESS, (reply,), remember=True) == [
        ACKNOWLEDGED,
        Outgoing(Action.CLEAR, message_id=7),
        Outgoing(Action.SEND, "cleared", remember=True),
    ]


def test_group_is_never_cleared_and_its_messages_are_not_remembered() -> None:
    reply = Reply((paragraph("cleared"),), clear=True)

    assert compose(IN_GROUP, (reply,), remember=True) == [
        Outgoing(Action.SEND, "cleared", thread_id=3, reply_to=7)
    ]


def test_what_is_stored_is_what_is_sent() -> None:
    messages = [
        ACKNOWLEDGED,
        Outgoing(Action.EDIT, "<b>a</b>", MARKUP, message_id=7),
        Outgoing(Action.SEND, "ទំ", None, thread_id=3, reply_to=7, remember=True),
    ]

    assert load(json.loads(json.dumps(dump(messages)))) == messages
