"""Raw updates: whose they are, and which may be merged."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.intake.updates import as_piece, chat_key, read_update, update_id, with_text

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANN = {"id": 7, "type": "private"}
FORUM = {"id": -100, "type": "supergroup", "is_forum": True}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1_780_000_000, "chat": ANN, "text": "hi"} | fields


@pytest.mark.parametrize(
    ("update", "key"),
    [
        ({"message": message()}, "7"),
        ({"edited_message": message()}, "7"),
        ({"callback_query": {"id": "1", "from": {"id": 9}, "message": message()}}, "7"),
        ({"my_chat_member": {"chat": ANN, "from": {"id": 9}}}, "7"),
        ({"message_reaction": {"chat": ANN, "message_id": 5}}, "7"),
        ({"business_connection": {"user_chat_id": 7}}, "7"),
        ({"message": message(chat=FORUM, is_topic_message=True, message_thread_id=3)}, "-100/3"),
        ({"callback_query": {"message": message(chat=FORUM, is_topic_message=True, message_thread_id=3)}}, "-100/3"),
        ({"message": message(chat=FORUM, message_thread_id=3)}, "-100"),  # a thread of replies is no topic
        ({"inline_query": {"id": "1", "from": {"id": 9}, "query": "mug"}}, "-"),
        ({"callback_query": {"id": "1", "inline_message_id": "x"}}, "-"),
        ({"message": message(chat={"id": "7"})}, "-"),
        ({"message": "hi"}, "-"),
        ({}, "-"),
    ],
)
def test_the_chat_of_an_update(update: dict[str, Any], key: str) -> None:
    assert chat_key({"update_id": 1, **update}) == key


@pytest.mark.parametrize("value", [None, "5", 5.0, True, -1, 2**63, [5], {}])
def test_what_is_no_update_id(value: Any) -> None:
    assert update_id({"update_id": value}) is None


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1]", b"null", b'"x"', b"[" * 100_000, b'{"a":' * 700 + b"1" + b"}" * 700]
)
def test_what_is_no_update(raw: bytes) -> None:
    assert read_update(raw) is None


def test_broken_characters_are_replaced() -> None:
    assert read_update(b'{"text": "a\xff\\ud800b\\u0000"}') == {"text": "a\ufffd\ufffdb"}


@pytest.mark.parametrize(
    ("update", "mergeable"),
    [
        ({"message": message()}, True),
        ({"edited_message": message()}, True),
        ({"message": message(entities=[{"type": "bold", "offset": 0, "length": 2}])}, True),
        ({"message": message(text="/start order_1")}, False),
        ({"message": message(text="see /help", entities=[{"type": "bot_command", "offset": 4, "length": 5}])}, False),
        ({"message": message(text=None, contact={"phone_number": "1"})}, False),
        ({"message": message(text=None, caption="my mug", photo=[])}, False),
        ({"message": message(chat=FORUM)}, False),
        ({"message": message(message_id="x")}, False),
        ({"message": None}, False),
        ({"callback_query": {"message": message()}}, False),
        (None, False),
    ],
)
def test_only_plain_texts_of_private_chats_merge(update: dict[str, Any] | None, mergeable: bool) -> None:
    assert as_piece(update, NOW).mergeable is mergeable


def test_when_it_was_sent() -> None:
    assert as_piece({"message": message()}, NOW).sent_at == datetime.fromtimestamp(1_780_000_000, UTC)
    assert as_piece({"message": message(date="soon")}, NOW).sent_at == NOW
    assert as_piece({"message": message(date=10**30)}, NOW).sent_at == NOW
    edited = as_piece({"edited_message": message(edit_date=1_780_000_009)}, NOW)
    assert (edited.sent_at, edited.edit) == (datetime.fromtimestamp(1_780_000_009, UTC), True)


def test_another_text_loses_the_entities_of_the_old_one() -> None:
    update = {"update_id": 1, "message": message(entities=[{"type": "bold"}])}
    assert with_text(update, "hello") == {"update_id": 1, "message": message(text="hello")}
