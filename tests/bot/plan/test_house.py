"""Hours, place and contact from `shop.yaml` alone, in the customer's language, with a receipt for each fact."""

from datetime import UTC
from typing import Any

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.facts.voice import Voice
from bot.plan import house
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from storage.records import ShopFact
from tests.conftest import PLACED

FULL = {
    "opens": "10:00",
    "closes": "18:30",
    "open_days": "Monday to Saturday",
    "address": "27 Dominick Street",
    "email": "hello@shop.example",
}


def said(ask: str, facts: dict[str, str], language: str = "en") -> Any:
    rows = {key: ShopFact(key, value) for key, value in facts.items()}
    shelf = Shelf(Catalogue(()), Policies(()), rows, {}, PLACED, "t/0")
    return house.reply(ask, Scene(), shelf, Voice(language, PLACED, UTC))


@pytest.mark.parametrize("language", ["en", "es", "ru", "zh"])
def test_hours_are_said_in_every_language(language: str) -> None:
    reply = said("shop.hours", FULL, language)
    assert "10:00" in reply.text and "18:30" in reply.text
    assert "{" not in reply.text


def test_every_fact_has_its_receipt() -> None:
    reply = said("shop.hours", FULL)
    sources = {(one.table, one.column) for slot in reply.slots for proof in slot.receipts for one in proof.sources}
    assert sources == {("shop", "opens"), ("shop", "closes"), ("shop", "open_days")}


def test_what_the_shop_has_not_told_is_left_out() -> None:
    assert said("shop.hours", {"opens": "9:00", "closes": "17:00"}).text == "We are open from 9:00 to 17:00."
    assert said("shop.contact", FULL).text == "You reach us by e-mail at hello@shop.example."


@pytest.mark.parametrize("ask", house.ASKED)
def test_nothing_is_said_without_facts(ask: str) -> None:
    assert said(ask, {"name": "Drumlin"}) is None


def test_no_two_asks_share_an_answer() -> None:
    assert len({said(ask, FULL).act for ask in house.ASKED}) == len(house.ASKED)
