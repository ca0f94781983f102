"""Addresses, ways to hand over parameters, and errors, as raw HTTP sees them."""

import json

import pytest
from aiohttp import ClientSession, FormData

from tests.botapi.conftest import Ask
from tests.botapi.server import TOKEN, BotApi


async def test_unknown_token_method_and_address(api: BotApi, http: ClientSession) -> None:
    for path, status in (("/bot1:NO/getMe", 401), (f"/bot{TOKEN}/sendNothing", 404), ("/else", 404)):
        async with http.get(api.url + path) as answer:
            assert answer.status == status
            assert (await answer.json())["error_code"] == status


async def test_parameters_by_query_form_json_and_multipart(api: BotApi, http: ClientSession) -> None:
    chat, url = api.bot.private(), f"{api.url}/bot{TOKEN}/SENDMESSAGE"
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    given = {"chat_id": str(chat.id), "text": "héllo", "reply_markup": json.dumps(markup)}
    multipart = FormData(given, default_to_multipart=True)
    await http.get(url, params=given)
    await http.post(url, data=given)
    await http.post(url, json={**given, "chat_id": chat.id, "reply_markup": markup})
    await http.post(url, data=multipart)
    assert [(message.text, message.buttons) for message in chat.messages()] == [
        ("héllo", [{"text": "Yes", "callback_data": "y"}])
    ] * 4


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"text": "\xff"}', b'{"chat_id": 1, "text": "\\ud800"}'])
async def test_unreadable_bodies(api: BotApi, http: ClientSession, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with http.post(f"{api.url}/bot{TOKEN}/sendMessage", data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_every_request_is_on_record(api: BotApi, ask: Ask) -> None:
    chat = api.bot.private()
    await ask("sendMessage", chat_id=chat.id, text="one")
    await ask("sendMessage", chat_id=99, text="two")
    first, second = await api.bot.wait_calls("sendMessage", 2)
    assert (first.status, first.accepted, second.status, second.accepted) == (200, True, 400, False)
    assert first.at < second.at and second.params["text"] == "two"


async def test_bots_do_not_see_each_other(api: BotApi, http: ClientSession) -> None:
    other = api.add_bot("77:OTHER")
    chat = api.bot.private()
    async with http.get(f"{api.url}/bot{other.token}/sendMessage?chat_id={chat.id}&text=x") as answer:
        assert (await answer.json())["description"] == "Bad Request: chat not found"
