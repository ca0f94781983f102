"""The whole service on telemelya, a Bot API server that nobody here wrote.

telemelya has no getUpdates, so updates come by webhook; it sends no secret token along, so a relay adds it. It has no
contacts among what a customer can send, so that one update is posted by hand. It has no setMyCommands, no descriptions
and no forum topics: the menu and the staff group are tested on a server of our own alone (`tests/botapi`).
"""

import itertools
import shutil
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.settings import Settings
from handlers.delivery.sending import PLACEHOLDER
from handlers.intake.webhook import webhook_path
from handlers.texts import Texts
from storage.engine import FILE
from tests.conftest import MakeReader
from tests.e2e.telemelya import KEY, TOKEN, Customer, Json, relaying, running_telemelya
from tests.stateful.life import Life

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("telemelya")]

SECRET = "s3cret_" * 5
PATH = webhook_path(TOKEN, SECRET)
NEEDED = {"getMe", "setWebhook", "sendMessage", "editMessageText", "editMessageReplyMarkup", "deleteMessage"}
NEEDED |= {"answerCallbackQuery", "sendChatAction", "getUpdates", "setMyCommands", "createForumTopic", "copyMessage"}
MISSING = {"getUpdates", "setMyCommands", "createForumTopic", "copyMessage"}
TEXTS = Texts()


@dataclass(frozen=True)
class Shop:
    """A running service: `url` is telemelya's, `front` where updates are delivered, `home` the shop's folder."""

    http: ClientSession
    url: str
    front: str
    back: str
    home: Path
    ids: "itertools.count[int]"

    def customer(self) -> Customer:
        """Somebody who has never written."""
        return Customer(self.http, self.url, next(self.ids))

    async def ask(self, method: str, **params: str) -> Json:
        """A Bot API method, as the bot would call it."""
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as answer:
            said: Json = await answer.json()
            return said

    def waiting(self, chat_id: int) -> list[str]:
        """The kinds of the tasks that wait for a person."""
        query = "SELECT kind FROM tasks JOIN conversations USING (conversation_id) WHERE chat_key = ?"
        with closing(sqlite3.connect(f"file:{self.home / FILE}?mode=ro", uri=True)) as file:
            return [row[0] for row in file.execute(query, (str(chat_id),))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_shop_file: Path) -> Path:
    made = tmp_path_factory.mktemp("telemelya")
    shutil.copy(small_shop_file, made)
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(folder: Path, phrase_reader: MakeReader) -> AsyncIterator[Shop]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    back = f"http://127.0.0.1:{port}"
    headers = {"Authorization": f"Bearer {KEY}"}
    async with (
        running_telemelya(folder) as url,
        relaying(back, SECRET) as front,
        ClientSession(headers=headers) as http,
    ):
        settings = Settings(
            _env_file=None, home=folder, bot_token=TOKEN, bot_api=url, model="none", embeddings=False,
            burst_s=0.05, chat_interval_s=0.0, webhook_url=front, webhook_secret=SECRET, webhook_port=port,
        )  # fmt: skip
        service = Life(settings, phrase_reader)
        await service.begin()
        try:
            yield Shop(http, url, front, back, folder, itertools.count(7001))
        finally:
            await service.end()


async def test_telemelya_lacks_what_is_tested_elsewhere(shop: Shop) -> None:
    """Should it have more one day, this suite is to test more."""
    async with shop.http.get(f"{shop.url}/openapi.json") as answer:
        offered = {path.rpartition("/")[2] for path in (await answer.json())["paths"]}
    assert NEEDED - offered == MISSING


async def test_a_reply_is_a_placeholder_and_its_edit(shop: Shop) -> None:
    ann = shop.customer()
    await ann.say("how much is the trail mug?")
    reply = await ann.read("12.50")
    sent = [one for one in ann.log if one["method"] in ("sendMessage", "editMessageText")]
    assert [(one["method"], one["message_id"]) for one in sent] == [
        ("sendMessage", reply["message_id"]),
        ("editMessageText", reply["message_id"]),
    ]
    assert sent[0]["text"] == PLACEHOLDER
    before = len(ann.log)
    await ann.press(reply["message_id"], "👍")
    assert (await ann.request("answerCallbackQuery", before))["text"] == TEXTS.get("en", "thumb-thanks")


async def test_two_customers_get_their_own_replies_in_order(shop: Shop) -> None:
    ann, bob = shop.customer(), shop.customer()
    await ann.say("how much is the trail mug?")
    await bob.say("how much is the ridge tent?")
    await ann.read("12.50")
    await ann.say("how much is the ridge tent?")
    await ann.read("289.00")
    await bob.read("289.00")
    assert ["12.50" in ann.screen[number]["text"] for number in sorted(ann.screen)] == [True, False]
    assert len(bob.screen) == 1


async def test_commands_and_another_language(shop: Shop) -> None:
    ann = shop.customer()
    await ann.say("/start")
    await ann.read(TEXTS.get("en", "start"))
    await ann.say("/help")
    await ann.read(TEXTS.get("en", "help"))
    await ann.say("/language")
    asked, before = await ann.read(TEXTS.get("en", "language-ask")), len(ann.log)
    await ann.press(asked["message_id"], "Español")
    await ann.read(TEXTS.get("es", "language-set"))
    assert await ann.request("answerCallbackQuery", before)
    await ann.request("editMessageReplyMarkup", before)
    await ann.say("/help")
    await ann.read(TEXTS.get("es", "help"))


async def test_a_stranger_proves_who_they_are_in_words(shop: Shop) -> None:
    eve = shop.customer()
    await eve.say("where is my order #W1001?")
    await eve.request("sendMessage")
    await eve.wait_for(lambda: any(_asks_contact(one) for one in eve.log))
    assert not any("June 19" in one.get("text", "") for one in eve.log)
    await eve.say("#W1001, ann@example.com")
    await eve.read("June 19")


async def test_a_shared_contact_shows_the_orders(shop: Shop) -> None:
    ann = shop.customer()
    await ann.say("where is my order #W1001?")
    await ann.wait_for(lambda: any(_asks_contact(one) for one in ann.log))
    await _share_contact(shop, ann, owner=ann.chat_id + 1)
    await ann.wait_for(lambda: any(TEXTS.get("en", "contact-foreign") in one.get("text", "") for one in ann.log))
    await _share_contact(shop, ann, owner=ann.chat_id)
    await ann.wait_for(lambda: any("June 19" in one.get("text", "") for one in ann.log))


async def test_a_person_is_asked_for(shop: Shop) -> None:
    ann = shop.customer()
    await ann.say("/human")
    start, _, end = TEXTS.get("en", "human-asked", deadline="\0").partition("\0")
    said = (await ann.read(start))["text"]
    assert said.endswith(end)
    assert shop.waiting(ann.chat_id) == ["handoff"]


async def test_an_update_without_the_secret_is_refused(shop: Shop) -> None:
    eve = shop.customer()
    try:
        await shop.ask("setWebhook", url=shop.back + PATH)
        assert (await eve.say("how much is the trail mug?"))["status_code"] == 403
    finally:
        await shop.ask("setWebhook", url=shop.front + PATH)
    assert (await eve.say("how much is the ridge tent?"))["status_code"] == 200
    await eve.read("289.00")
    assert not any("12.50" in one.get("text", "") for one in eve.log)


def _asks_contact(record: Json) -> bool:
    rows = (record.get("reply_markup") or {}).get("keyboard", [])
    return any(button.get("request_contact") for row in rows for button in row)


async def _share_contact(shop: Shop, customer: Customer, owner: int) -> None:
    person = {"id": customer.chat_id, "is_bot": False, "first_name": "Ann"}
    chat = {"id": customer.chat_id, "type": "private"}
    card = {"phone_number": "447700900101", "first_name": "Ann", "user_id": owner}
    number = 20_000_000 + next(shop.ids)  # above all of telemelya's
    message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": person, "contact": card}
    async with shop.http.post(shop.front + PATH, json={"update_id": number, "message": message}) as answer:
        assert answer.status == 200
