"""Batches of many chats are taken in one write, and none spoils it for the others."""

from collections.abc import Sequence

import pytest

from bot.conversation import bursts
from bot.conversation.bursts import Piece
from handlers.intake import batches
from handlers.intake.batches import Batch, Batches, Chat
from storage.engine import Store
from tests.handlers.arrivals import BOT, arrive, states, text_of


async def test_chats_share_a_write_and_none_spoils_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    proper = bursts.first_burst

    def stumbles(pieces: Sequence[Piece], *more: object) -> object:
        if pieces[0].text == "boom":
            raise ArithmeticError
        return proper(pieces, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "first_burst", stumbles)
    await arrive(store, text_of(1, "boom", chat=1), text_of(2, "fine", chat=2), text_of(3, "fine", chat=3))
    await arrive(store, text_of(4, "fresh", chat=4), ago_s=0)
    taking = Batches(store, BOT, burst_s=60, lease_s=8, boot="b1")
    async with store.writing() as unit:
        other = await unit.leases.take(f"chat:{BOT}:3", "somebody else", 10**9, 60, "b1")
        assert other is not None
    async with store.writing() as unit:
        found = await taking._take_all(unit, [Chat(str(n)) for n in range(1, 6)])
    boom, fine, held, fresh, nothing = (found[str(n)] for n in range(1, 6))
    assert isinstance(boom, Batch) and boom.update is None
    assert isinstance(fine, Batch) and fine.update and fine.update["message"]["text"] == "fine"
    assert held == 8
    assert isinstance(fresh, float) and 50 < fresh <= 60
    assert nothing is None
    assert await states(store) == {1: "taken", 2: "taken", 3: "new", 4: "new"}


async def test_the_longest_queue_gives_only_its_head(store: Store) -> None:
    await arrive(store, *(text_of(n, f"/{n}", chat=n % 2) for n in range(100)))
    async with store.reading() as unit:
        heads = await unit.inbox.heads(BOT, ["0", "1", "2"], 3)
        assert {key: [row.update_id for row in rows] for key, rows in heads.items()} == {"0": [0, 2, 4], "1": [1, 3, 5]}
        assert await unit.inbox.heads(BOT, ["2"], 3) == {}
