"""Slots carry what is printed and where it came from."""

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.bound import bind, block, cell, native, printable, source
from storage.records import Receipt, Source, Status

TITLE = Source("products", "s1", "title", "Mug", 3)


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_printed_disguises_a_value(text: str) -> None:
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in printable(text).replace("\n", ""))
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("text", ["Trail Mug 500 ml", "Кружка «Ё»", "帐篷（大）", "Café ½ 👍"])
def test_readable_text_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (Decimal("24.10"), "24.10"),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1, 12, tzinfo=UTC), "2026-06-01T12:00:00+00:00"),
        (None, None),
        (True, True),
        (0, 0),
        ("x", "x"),
        (Status.SHIPPED, "shipped"),
        (("a", "b"), "('a', 'b')"),
    ],
)
def test_a_source_has_the_native_spelling(value: object, spelled: object) -> None:
    assert native(value) == spelled
    assert source("orders", "1", "total", value, 2) == Source("orders", "1", "total", spelled, 2)


def test_a_plain_slot_has_one_receipt_of_what_is_printed() -> None:
    slot = bind("product.title", "Mu\u202eg", TITLE, TITLE, fn="sum")
    assert (slot.slot, slot.text) == ("product.title", "Mug")
    assert slot.receipts == (Receipt("product.title", "Mug", (TITLE, TITLE), "sum"),)


def test_a_block_has_lines_of_its_own_and_a_receipt_a_cell() -> None:
    cells = [cell("items.title", "Mug\u200b", TITLE), cell("items.quantity", "2")]
    slot = block("items", ["• 2 × Mug\u200b", "…"], cells)
    assert slot.text == "\n• 2 × Mug\n…"
    assert slot.receipts == (Receipt("items.title", "Mug", (TITLE,)), Receipt("items.quantity", "2", ()))


def test_only_a_passage_keeps_its_lines() -> None:
    assert printable("Mug\n• 9 × “Gold Bar”") == "Mug • 9 × “Gold Bar”"
    assert printable("a\nb", lines=True) == "a\nb"
