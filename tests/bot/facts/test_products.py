"""Products grouped from variants, and their slots bound to the rows they came from."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts import products
from bot.facts.products import Catalogue, Product
from bot.facts.voice import Voice
from storage.records import ProductId, Sku, Source, Variant

EN = Voice("en", datetime(2026, 6, 15, 12, tzinfo=UTC), UTC)


def variant(sku: str, price: str = "24.00", currency: str = "GBP", **fields: object) -> Variant:
    base = {"product_id": ProductId("p1"), "title": "Trail Mug", "version": 3} | fields
    return Variant(Sku(sku), price=Decimal(price), currency=currency, **base)  # type: ignore[arg-type]


SMALL = variant("s", "20.00", options={"Size": "S", "Colour": "Navy Blue"}, stock=2)
MEDIUM = variant("m", "24.00", options={"Size": "M", "Colour": "Navy Blue"}, stock=0)
LARGE = variant("l", "28.00", options={"Size": "L", "Colour": "Red"}, stock=5, compare_at_price=Decimal("35.00"))
MUG = Product("p1", (SMALL, MEDIUM, LARGE))
TENT = variant(
    "t", "199.00", product_id=ProductId("p2"), title="Dome Tent", category="Tents", tags=("Camp",), vendor="Kiln"
)


def test_variants_of_a_product_stand_together() -> None:
    shop = Catalogue([SMALL, TENT, MEDIUM, LARGE])
    assert {key: [row.sku for row in one.variants] for key, one in shop.products.items()} == {
        "p1": ["s", "m", "l"],
        "p2": ["t"],
    }
    assert shop.of_sku("m") is shop.get("p1")
    assert shop.of_sku("x") is shop.of_sku(None) is shop.get("p9") is None


@pytest.mark.parametrize(
    ("field", "value", "titles"),
    [
        ("category", "tents", ["Dome Tent"]),
        ("tag", "camp", ["Dome Tent"]),
        ("vendor", "KILN", ["Dome Tent"]),
        ("word", "tent", ["Dome Tent"]),
        ("word", "mug", ["Trail Mug"]),
        ("category", "dome", []),
        ("tag", "tents", []),
        ("word", "ten", []),
    ],
)
def test_of_kind(field: str, value: str, titles: list[str]) -> None:
    assert [one.title for one in Catalogue([SMALL, MEDIUM, TENT]).of_kind(field, value)] == titles


@pytest.mark.parametrize(("title", "stem"), [("AA Batteries", "battery"), ("Палатка Один", "палатк"), ("Box", "box")])
def test_a_word_of_a_title_is_known_by_its_stem(title: str, stem: str) -> None:
    [found] = Catalogue([variant("x", title=title), TENT]).of_kind("word", stem)
    assert found.title == title


def test_options_are_distinct_and_in_order() -> None:
    assert MUG.options == {"Size": ("S", "M", "L"), "Colour": ("Navy Blue", "Red")}


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        ([], (SMALL, MEDIUM, LARGE)),
        (["navy blue"], (SMALL, MEDIUM)),
        (["m", "NAVY BLUE"], (MEDIUM,)),
        (["M", "Red"], ()),
        (["Purple"], ()),
    ],
)
def test_having(chosen: list[str], rows: tuple[Variant, ...]) -> None:
    assert MUG.having(chosen) == rows
    assert all(MUG.offers(value) for value in ("S", "red")) and not MUG.offers("Purple")


def test_name_and_price() -> None:
    assert products.name(MUG, EN).text == "“Trail Mug”"
    price = products.money("price", LARGE, "price", EN)
    assert (price.text, price.receipts[0].fn) == ("£28.00", None)
    assert price.receipts[0].sources == (
        Source("products", "l", "price", "28.00", 3),
        Source("products", "l", "currency", "GBP", 3),
    )


def test_a_range_of_prices_names_every_row() -> None:
    low, high = products.prices(MUG.variants, EN)
    assert [(one.slot, one.text, one.receipts[0].fn) for one in (low, high)] == [
        ("price.low", "£20.00", "min"),
        ("price.high", "£28.00", "max"),
    ]
    assert [one.key for one in low.receipts[0].sources if one.column == "price"] == ["s", "m", "l"]


def test_mixed_currencies_have_no_extremes() -> None:
    mixed = [SMALL, variant("e", "1.00", "EUR")]
    assert products.extremes(mixed) is None
    assert products.prices(mixed, EN) == []
    assert products.extremes([]) is None


def test_saving() -> None:
    found = products.saving(LARGE, EN)
    assert found is not None
    assert (found.text, found.receipts[0].fn) == ("£7.00", "difference")
    assert {one.column for one in found.receipts[0].sources} == {"compare_at_price", "price", "currency"}


@pytest.mark.parametrize("earlier", [None, "24.00", "10.00"])
def test_no_saving_where_nothing_was_reduced(earlier: str | None) -> None:
    row = variant("x", compare_at_price=earlier and Decimal(earlier))
    assert not products.reduced(row)
    assert products.saving(row, EN) is None


def test_stock() -> None:
    one, three = products.stock([SMALL], EN), products.stock(MUG.variants, EN)
    assert (one.text, one.receipts[0].fn) == ("2 pieces", None)
    assert (three.text, three.receipts[0].fn) == ("7 pieces", "sum")
    assert [source.value for source in three.receipts[0].sources] == [2, 0, 5]


def test_option_values() -> None:
    name, values = products.option_values(MUG, "Colour", EN)
    assert (name.text, values.text, values.receipts[0].fn) == ("Colour", "Navy Blue and Red", "distinct")
    assert [source.value for source in values.receipts[0].sources] == ["Navy Blue", "Navy Blue", "Red"]


def test_what_was_chosen_is_spelled_as_in_the_catalogue() -> None:
    found = products.chosen("option.value", (MEDIUM,), ["m", "navy blue"], MUG)
    assert found.text == "M, Navy Blue"
    assert found.receipts[0].sources == (
        Source("products", "m", "options.Size", "M", 3),
        Source("products", "m", "options.Colour", "Navy Blue", 3),
    )


def test_a_choice_none_of_the_rows_has_is_spelled_by_another_variant() -> None:
    assert products.chosen("option.value", (SMALL,), ["red"], MUG).text == "Red"
    assert products.chosen("option.value", (), ["l"], MUG).text == "L"


def test_a_list_of_products() -> None:
    shop = [MUG, Product("p2", (TENT,)), Product("p3", (SMALL, variant("e", "1.00", "EUR")))]
    found = products.listing("products", shop, EN)
    assert found.text == "\n• “Trail Mug”, £20.00 – £28.00\n• “Dome Tent”, £199.00\n• “Trail Mug”"
    assert all(cell.text in found.text and cell.sources for cell in found.receipts)


def test_a_numbered_list_for_a_question() -> None:
    found = products.listing("choices", [MUG, Product("p2", (TENT,))], EN, numbered=True)
    assert [line[:3] for line in found.text.strip().splitlines()] == ["1. ", "2. "]
    assert [cell.text for cell in found.receipts if cell.fn == "position"] == ["1", "2"]


def test_a_long_list_ends_with_a_sign() -> None:
    found = products.listing("products", [MUG] * 9, EN)
    assert found.text.count("Trail Mug") == products.MAX_LINES
    assert found.text.endswith("\n…")


def test_variants_to_choose_from() -> None:
    found = products.variant_listing("choices", MUG.variants)
    assert found.text == "\n1. S, Navy Blue\n2. M, Navy Blue\n3. L, Red"
    assert all(cell.text in found.text and cell.sources for cell in found.receipts)


@given(st.decimals(0, 999, places=2), st.decimals(0, 999, places=2))
@settings(deadline=None)
def test_a_difference_has_no_direction(left: Decimal, right: Decimal) -> None:
    one, other = variant("a", str(left)), variant("b", str(right))
    assert products.difference(one, other, EN).text == products.difference(other, one, EN).text
    assert products.difference(one, other, EN).text == EN.money(abs(left - right), "GBP")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Steel. Holds 0.5 l!  Dishwasher-safe?", ["Steel.", "Holds 0.5 l!", "Dishwasher-safe?"]),
        ("防水。很轻！", ["防水。", "很轻！"]),
        ("One line\n\nanother", ["One line", "another"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert products.sentences(text) == parts


@given(st.text())
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join("".join(products.sentences(text)).split()) == "".join(text.split())


def test_a_quote_is_word_for_word() -> None:
    row = variant("d", description="Steel. Light.")
    found = products.quote(Product("p1", (row,)), "Light.")
    assert (found.text, found.receipts[0].fn) == ("\nLight.", "sentence")
    assert found.receipts[0].sources == (Source("products", "d", "description", "Steel. Light.", 3),)
