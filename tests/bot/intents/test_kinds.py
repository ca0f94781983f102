"""Categories, tags, vendors and common words of titles."""

from collections import Counter
from decimal import Decimal

import pytest

from bot.intents.kinds import Kinds
from bot.intents.words import cut
from storage.records import ProductId, Sku, Variant


def variant(number: int, category: str | None = None, vendor: str | None = None, *tags: str) -> Variant:
    product = ProductId(f"p{number}")
    return Variant(Sku(f"s{number}"), product, "T", Decimal(1), "GBP", category=category, vendor=vendor, tags=tags)


KINDS = Kinds(
    [
        variant(1, "Clothing > Jackets", "Northmoor", "waterproof"),
        variant(2, "Camping Tents", "Kiln & Co"),
        variant(3, "Mugs", None, "Mugs", "gift ideas"),
    ],
    Counter({"lantern": 2, "heron": 1, "with": 9}),
)


def found(text: str) -> list[tuple[str, str, str]]:
    return [(kind.written, kind.field, kind.value) for kind in KINDS.find(text, cut(text), [])]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("do you sell jackets?", ("jackets", "category", "Clothing > Jackets")),
        ("a jacket", ("jacket", "category", "Clothing > Jackets")),
        ("camping tents", ("camping tents", "category", "Camping Tents")),
        ("mug", ("mug", "category", "Mugs")),
        ("Gift Idea", ("Gift Idea", "tag", "gift ideas")),
        ("anything waterproof", ("waterproof", "tag", "waterproof")),
        ("by northmoor", ("northmoor", "vendor", "Northmoor")),
        ("kiln and? kiln & co", ("kiln & co", "vendor", "Kiln & Co")),
        ("lanterns", ("lanterns", "word", "lantern")),
        ("есть куртки?", ("куртки", "category", "Clothing > Jackets")),
        ("¿hay tazas?", ("tazas", "category", "Mugs")),
        ("有帐篷吗", ("帐篷", "category", "Camping Tents")),
    ],
)
def test_a_kind_has_the_catalogues_spelling(text: str, kind: tuple[str, str, str]) -> None:
    assert found(text) == [kind]


@pytest.mark.parametrize("text", ["heron", "with", "sofa", "палец", "沙发", ""])
def test_no_kind(text: str) -> None:
    assert found(text) == []


def test_nothing_inside_what_is_taken() -> None:
    text = "mugs and jackets"
    assert [kind.written for kind in KINDS.find(text, cut(text), [(0, 4)])] == ["jackets"]
