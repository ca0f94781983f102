"""The webhook answers 200 for what is on the disk, and nothing at all to strangers."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.errors import BadInput
from handlers.intake.accepting import Intake
from handlers.intake.actors import Actors
from handlers.intake.webhook import BODY_LIMIT, HEADER, Webhook, webhook_path
from handlers.nursery import Nursery
from storage.engine import Store
from tests.botapi.server import TOKEN, running_botapi
from tests.handlers.arrivals import Clerk, make_full, states, until

BOT = TOKEN.split(":", maxsplit=1)[0]
SECRET = "s3cret_of-the-shop"
UPDATE = b'{"update_id": 5, "message": {"chat": {"id": 7, "type": "private"}, "text": "hi"}}'


@pytest.fixture
async def hook(store: Store) -> AsyncIterator[Webhook]:
    made = Webhook(Intake(store, BOT, lambda keys: None), TOKEN, SECRET, port=0)
    await made.start()
    yield made
    await made.stop()


async def post(hook: Webhook, body: bytes = UPDATE, secret: str | None = SECRET, method: str = "POST") -> int:
    """The status of one request."""
    headers = {} if secret is None else {HEADER: secret}
    address = f"http://127.0.0.1:{hook.port}{hook.path}"
    async with aiohttp.request(method, address, data=io.BytesIO(body), headers=headers) as answer:
        return answer.status


async def test_200_means_written(store: Store, hook: Webhook) -> None:
    assert await post(hook) == 200
    assert await states(store) == {5: "new"}
    assert await post(hook) == 200
    assert await states(store) == {5: "new"}


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "schlüssel"])
async def test_strangers_are_refused_before_anything_is_read(store: Store, hook: Webhook, secret: str | None) -> None:
    assert await post(hook, secret=secret) == 403
    assert await states(store) == {}


async def test_what_is_too_large_or_asked_wrongly(store: Store, hook: Webhook) -> None:
    assert await post(hook, b"x" * (BODY_LIMIT + 1)) == 413
    assert await post(hook, method="PUT") == 405
    assert await post(hook, b"", method="GET") == 405
    hook.path = "/telegram/guessed"
    assert await post(hook) == 404
    assert await states(store) == {}


async def test_what_cannot_be_read_is_kept_and_not_sent_again(store: Store, hook: Webhook) -> None:
    assert await post(hook, b"\xff{") == 200
    assert list((await states(store)).values()) == ["quarantined"]


async def test_a_store_that_refuses_is_503_and_told_once(
    store: Store, hook: Webhook, capfd: pytest.CaptureFixture[str]
) -> None:
    await make_full(store)
    large = UPDATE.replace(b"hi", b"x" * 9000)
    assert [await post(hook, large) for _ in range(3)] == [503] * 3
    await make_full(store, full=False)
    assert await post(hook, large) == 200
    assert await states(store) == {5: "new"}
    said = "".join(capfd.readouterr())
    assert (said.count("store_failing"), said.count("accepting_failing")) == (1, 0)


def test_the_path_cannot_be_guessed_and_stays() -> None:
    path = webhook_path(TOKEN, SECRET)
    assert path == webhook_path(TOKEN, SECRET)
    assert len({path, webhook_path(TOKEN, "other"), webhook_path("4200:OTHER", SECRET)}) == 3
    assert TOKEN not in path and SECRET not in path


@pytest.mark.parametrize("secret", ["", "with space", "ü", "x" * 257])
def test_a_secret_is_required(store: Store, secret: str) -> None:
    with pytest.raises(BadInput, match="SHOPCLERK_WEBHOOK_SECRET"):
        Webhook(Intake(store, BOT, lambda keys: None), TOKEN, secret)


async def test_a_port_that_is_taken(store: Store, hook: Webhook) -> None:
    other = Webhook(Intake(store, BOT, lambda keys: None), TOKEN, SECRET, port=hook.port)
    with pytest.raises(BadInput, match="cannot listen there"):
        await other.start()


async def test_end_to_end_every_message_once_and_in_order(store: Store) -> None:
    clerk = Clerk(store, lambda text: asyncio.sleep(0.001))
    async with running_botapi() as api, Nursery() as nursery:
        actors = Actors(store, BOT, clerk.feed, clerk.give_up, burst_s=0, lease_s=5, boot="b1", nursery=nursery)
        hook = Webhook(Intake(store, BOT, actors.notify), TOKEN, SECRET, port=0)
        await hook.start()
        api.faults.duplicate(probability=0.5)
        await api.bot.webhook.start(f"http://127.0.0.1:{hook.port}{hook.path}", SECRET, 8)
        chats = [api.bot.private(f"Ann {n}") for n in range(5)]
        for turn in range(6):
            for chat in chats:
                chat.say(f"message {turn}")
        await until(lambda: len(clerk.turns) == 30 and not api.bot.updates.pending)
        await until(lambda: actors.idle)
        await hook.stop()
        actors.stop()
    for chat in chats:
        assert [text for key, text in clerk.turns if key == str(chat.id)] == [f"message {n}" for n in range(6)]
