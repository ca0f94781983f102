from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.importers.dialect import open_sheet
from bot.importers.found import Choices, Taken
from bot.importers.table import Table
from bot.importers.woocommerce import PRODUCTS, read_products

ReadFile = Callable[..., tuple[list[Any], list[tuple[int, str]]]]
Write = Callable[[str, str | bytes], Path]
HEADER = (
    "ID,Type,SKU,Name,Published,Short description,Description,In stock?,Stock,Backorders allowed?,Sale price,"
    "Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s),"
    "Attribute 2 name,Attribute 2 value(s)\n"
)
HOODIE = (
    '7,variable,HOOD,Hoodie,1,,"<p>Warm\\nand soft</p>",1,,0,,,"Clothing > Hoodies, Sale",'
    'http://x/h.jpg,,Size,"S, M",Logo,"Yes, No"\n'
)
SMALL = "8,variation,HOOD-S,Hoodie - S,1,,,1,4,0,,40,,,HOOD,Size,S,Logo,Yes\n"
MEDIUM = "9,variation,,Hoodie - M,1,,,0,,0,,40,,,id:7,Size,M,Logo,\n"
MUG = "3,simple,MUG,Mug,1,Small,,1,5,0,8,10,Kitchen,,,Material,Clay,,\n"


@pytest.fixture
def export(write: Write, read_file: ReadFile) -> Callable[..., Any]:
    return lambda *rows: read_file(write("wc-export.csv", HEADER + "".join(rows)))


def test_variations_take_from_their_parent_by_sku_or_id(export: Callable[..., Any]) -> None:
    (small, medium), rejected = export(HOODIE, SMALL, MEDIUM)
    assert rejected == []
    assert (small.sku, small.product_id, small.title) == ("HOOD-S", "HOOD", "Hoodie")
    assert (small.description, small.category, small.tags) == ("Warm and soft", "Clothing > Hoodies", ("Sale",))
    assert (small.options, small.stock, small.available) == ({"Size": "S", "Logo": "Yes"}, 4, True)
    assert (medium.sku, medium.product_id, medium.title, medium.available) == ("id:9", "HOOD", "Hoodie", False)
    assert medium.options == {"Size": "M"}
    assert medium.image_url == "http://x/h.jpg"


def test_a_variation_above_its_parent_finds_it_too(export: Callable[..., Any]) -> None:
    (small,), rejected = export(SMALL, HOODIE)
    assert (small.title, small.product_id, rejected) == ("Hoodie", "HOOD", [])


def test_a_variation_without_its_parent_stands_on_its_own_name(export: Callable[..., Any]) -> None:
    (small,), _ = export(SMALL)
    assert (small.title, small.product_id) == ("Hoodie - S", "HOOD")


def test_a_sale_price_is_the_price_and_the_regular_one_was(export: Callable[..., Any]) -> None:
    (mug,), _ = export(MUG)
    assert (mug.price, mug.compare_at_price, mug.currency) == (Decimal(8), Decimal(10), "GBP")
    assert (mug.description, mug.options, mug.category) == ("Small", {"Material": "Clay"}, "Kitchen")


@pytest.mark.parametrize(
    ("starts", "ends", "price"),
    [("", "2026-06-30", "8"), ("", "2026-06-14", "10"), ("2026-07-01", "", "10"), ("2026-06-15", "2026-06-15", "8")],
)
def test_a_sale_price_counts_while_it_holds(write: Write, starts: str, ends: str, price: str) -> None:
    path = write(
        "wc.csv",
        "ID,Type,SKU,Name,Sale price,Regular price,Date sale price starts,Date sale price ends\n"
        f"3,simple,MUG,Mug,8,10,{starts},{ends}\n",
    )
    table = Table(open_sheet(path), PRODUCTS, Choices(currency="GBP"))
    (mug,) = read_products(table, datetime(2026, 6, 15, 23, 59, tzinfo=UTC))
    assert isinstance(mug, Taken)
    assert mug.record.price == Decimal(price)


@pytest.mark.parametrize(
    ("cells", "stock", "available"),
    [
        ("1,1,5,0", 5, True),
        ("1,1,,0", None, True),
        ("1,0,0,0", 0, False),
        ("1,backorder,0,notify", 0, True),
        ("1,1,parent,0", None, True),
        ("1,1,-1,1", 0, True),
        ("0,1,5,0", 5, False),
        ("-1,1,5,0", 5, False),
    ],
)
def test_stock_and_backorders(
    write: Write, read_file: ReadFile, cells: str, stock: int | None, available: bool
) -> None:
    head = "ID,Type,SKU,Name,Regular price,Published,In stock?,Stock,Backorders allowed?\n"
    (mug,), _ = read_file(write("wc.csv", f'{head}3,"simple, virtual",MUG,Mug,10,{cells}\n'))
    assert (mug.stock, mug.available) == (stock, available)


def test_what_cannot_be_sold_or_read_is_told_by_line(export: Callable[..., Any]) -> None:
    taken, rejected = export(MUG, "4,simple,CUP,Cup,1,,,1,,,,,,,,,,,\n", MUG, "5,grouped,SET,Set,1,,,1,,,,,,,,,,,\n")
    assert len(taken) == 1
    assert rejected == [(3, "Regular price is missing"), (4, "MUG stands on line 2 already")]


def test_decimal_commas_of_a_semicolon_file(write: Write, read_file: ReadFile) -> None:
    rows = "ID;Type;SKU;Name;Regular price\n1;simple;A;Sofa;1.299\n2;simple;B;Mug;9,50\n"
    (sofa, mug), _ = read_file(write("wc.csv", rows.encode("cp1252")))
    assert (sofa.price, mug.price) == (Decimal(1299), Decimal("9.50"))
