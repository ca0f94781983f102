from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storage.records import Address

ReadFile = Callable[..., tuple[list[Any], list[tuple[int, str]]]]
Write = Callable[[str, str | bytes], Path]


def test_products_with_the_native_columns(write: Write, read_file: ReadFile) -> None:
    text = (
        "sku,product_id,title,price,currency,stock,available,tags,options,updated_at,weight\n"
        'A,P,Tea,4.50,EUR,3,true,"a, b",Size: L; Colour: red,2026-06-01T10:00:00Z,250 g\n'
        'B,P,Tea,4.50,EUR,,out of stock,,"{""Size"": ""S""}",,\n'
    )
    (large, small), rejected = read_file(write("p.csv", text))
    assert rejected == []
    assert (large.price, large.currency, large.stock, large.available) == (Decimal("4.50"), "EUR", 3, True)
    assert (large.tags, large.options) == (("a", "b"), {"Size": "L", "Colour": "red"})
    assert large.extra == {"weight": "250 g"}
    assert (small.stock, small.available, small.options) == (None, False, {"Size": "S"})


@pytest.mark.parametrize(
    "header",
    [
        "SKU;Product Name;Unit_Price;Qty",
        "Artikelnummer;Bezeichnung;Preis;Lagerbestand",
        "Référence;Titre;Prix;Quantité",
        "referencia;título;precio;existencias",
        "Артикул;Название;Цена;Остаток",
        "货号;商品名称;售价;库存",
    ],
)
def test_products_by_what_others_call_the_columns(write: Write, read_file: ReadFile, header: str) -> None:
    (tea,), rejected = read_file(write("list.txt", f"{header}\nA;Tea;1.234,50;3\n"))
    assert (tea.sku, tea.title, tea.price, tea.stock, rejected) == ("A", "Tea", Decimal("1234.50"), 3, [])


def test_cells_may_hold_the_lists_and_objects_of_the_native_files(write: Write, read_file: ReadFile) -> None:
    (tea,), _ = read_file(write("p.csv", 'sku,title,price,tags\nA,Tea,4,"[""a, b"", ""c""]"\n'))
    people = 'customer_id,name,address\nC1,Anna,"{""city"": ""Leeds""}"\n'
    (anna,), _ = read_file(write("c.csv", people))
    assert tea.tags == ("a, b", "c")
    assert anna.address == Address(city="Leeds")


def test_options_in_columns_of_their_own(write: Write, read_file: ReadFile) -> None:
    (tea,), _ = read_file(write("p.csv", "sku,title,price,Option: Size,Option Colour\nA,Tea,4,L,\n"))
    assert tea.options == {"Size": "L"}
    assert tea.extra == {}


def test_a_mapping_names_odd_columns_and_constants(write: Write, read_file: ReadFile) -> None:
    path = write("odd.csv", "Code,Label,Brutto,Preis\nA,Tea,5,4\n")
    mapping = {"sku": "Code", "title": "Label", "price": "Brutto"}
    (tea,), _ = read_file(path, headers=mapping, constants={"vendor": "Acme"}, currency="CHF")
    assert (tea.title, tea.price, tea.vendor, tea.currency) == ("Tea", Decimal(5), "Acme", "CHF")


def test_customers(write: Write, read_file: ReadFile) -> None:
    text = "Customer ID,First Name,Last Name,E-Mail,Telefon,PLZ,City,Newsletter\n"
    text += "C1,Anna,B,a@example.com,+44 7911 123456,LS1,Leeds,yes\n"
    (anna,), rejected = read_file(write("people.csv", text))
    assert (anna.customer_id, anna.name, anna.email, anna.phone) == ("C1", "Anna B", "a@example.com", "+447911123456")
    assert anna.address == Address(city="Leeds", postcode="LS1")
    assert (anna.marketing_consent, rejected) == (True, [])


def test_customers_of_shopify_get_the_ids_of_its_orders(write: Write, read_file: ReadFile) -> None:
    people = "Customer ID,First Name,Last Name,Email,Phone,Total Spent,Total Orders\n'77,Anna,B,a@example.com,,5,1\n"
    bought = "Name,Email,Financial Status,Total,Currency,Lineitem name\n#1,A@example.com,paid,5,EUR,Tea\n"
    (anna,), _ = read_file(write("customers.csv", people))
    (_, order), _ = read_file(write("orders.csv", bought))
    assert anna.customer_id == order.customer_id


def test_events(write: Write, read_file: ReadFile) -> None:
    text = "customer_id,type,at,query,sku,quantity\nC1,search,2026-06-01T10:00:00Z,tea,,\n"
    text += "C1,purchase,2026-06-01 10:05:00 +0000,,A,2\nC1,wave,2026-06-01,,A,\n"
    (search, purchase), rejected = read_file(write("events.csv", text))
    assert (search.type, search.query, search.sku) == ("search", "tea", None)
    assert (purchase.sku, purchase.quantity, purchase.at.isoformat()) == ("A", 2, "2026-06-01T10:05:00+00:00")
    assert rejected == [(4, "type 'wave' is none of search, view, cart, purchase, return")]


def test_orders_by_their_line_items(write: Write, read_file: ReadFile) -> None:
    text = (
        "order_id,customer_id,status,currency,total,placed_at,sku,title,quantity,price,tracking number,carrier\n"
        "#1,C1,shipped,EUR,9,2026-06-01,A,Tea,2,4,T1,DHL\n#1,,,,,,B,Cake,1,1,T1,DHL\n#2,C1,flown,EUR,,,A,Tea,1,4,,\n"
    )
    (order,), rejected = read_file(write("o.csv", text))
    assert [(item.sku, item.quantity, item.price) for item in order.items] == [("A", 2, 4), ("B", 1, 1)]
    assert [(parcel.carrier, parcel.number) for parcel in order.shipments] == [("DHL", "T1")]
    assert [line for line, _ in rejected] == [4]


def test_a_key_twice_is_refused_with_its_first_line(write: Write, read_file: ReadFile) -> None:
    _, rejected = read_file(write("p.csv", "sku,title,price\nA,Tea,4\nB,Tea,5\nA,Tea,6\n"))
    assert rejected == [(4, "A stands on line 2 already")]
