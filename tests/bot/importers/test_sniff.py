from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.importers.found import Choices
from bot.importers.sniff import field_names, find_sources

Write = Callable[[str, str | bytes], Path]
TABLES = {
    "shopify products": "Handle,Title,Body (HTML),Variant Price\n",
    "shopify orders": "Name,Email,Financial Status,Lineitem name\n",
    "woocommerce products": "ID,Type,SKU,Name,Regular price\n",
    "table events": "customer_id,type,at,sku\n",
    "table products": "sku,title,price\n",
    "table orders": "order_id,customer_id,status\n",
    "table customers": "customer_id,email\n",
    "native products": '{"sku": "A", "price": "1"}\n',
    "native orders": '{"order_id": "#1", "status": "shipped"}\n',
    "native customers": '{"customer_id": "C", "name": "Anna"}\n',
    "native events": '{"customer_id": "C", "type": "view", "at": "2026-06-01"}\n',
}


@pytest.mark.parametrize("name", ["x.csv", "export.TSV", "x.txt"])
@pytest.mark.parametrize("expected", list(TABLES))
def test_tables_are_known_by_their_headers(write: Write, name: str, expected: str) -> None:
    (source,) = find_sources([write(name, TABLES[expected])])
    assert f"{source.format} {source.kind}" == expected


@pytest.mark.parametrize("expected", [name for name in TABLES if name.startswith("native")])
def test_json_lines_are_known_by_their_keys_where_the_name_says_nothing(write: Write, expected: str) -> None:
    (source,) = find_sources([write("dump.jsonl", "\n" + TABLES[expected])])
    assert f"{source.format} {source.kind}" == expected


def test_a_name_says_it_before_the_keys_do(write: Write) -> None:
    (source,) = find_sources([write("orders_june.jsonl", "not json\n")])
    assert source.kind == "orders"


def test_a_folder_gives_all_it_holds_in_the_order_of_references(write: Write) -> None:
    for name in ("events.jsonl", "orders.jsonl", "products.jsonl", "customers.jsonl", "intents.yaml", "shop.yaml"):
        write(name, "x")
    write("policies/en/returns.md", "# Returns\nThirty days.")
    write("a_products.csv", TABLES["table products"])
    for other in ("notes.md", "README.md", "tool.py", "logo.png", "turns.jsonl", ".hidden/products.jsonl", "empty.csv"):
        write(other, "" if other == "empty.csv" else '{"conversation": "c", "text": "hi"}')
    folder = write("stray.csv", "a,b\n1,2\n").parent
    found = find_sources([folder, folder / "shop.yaml"])
    assert [source.path.name for source in found] == [
        "shop.yaml",
        "products.jsonl",
        "a_products.csv",
        "customers.jsonl",
        "returns.md",
        "intents.yaml",
        "orders.jsonl",
        "events.jsonl",
    ]
    assert found[4].address == "en/returns.md"


def test_markdown_named_itself_is_a_policy_with_the_same_address(write: Write) -> None:
    inside, alone = write("policies/en/returns.md", "x"), write("returns.md", "x")
    assert [source.address for source in find_sources([inside])] == ["en/returns.md"]
    for folder in inside.parents[:3]:
        assert [source.address for source in find_sources([folder])] == ["en/returns.md"]
    assert [source.address for source in find_sources([alone])] == ["returns.md"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", "", "the file is empty"),
        ("products.jsonl", " \n", "the file is empty"),
        ("x.csv", "a,b\n1,2\n", "not a format that can be imported"),
        ("x.jsonl", '{"a": 1}', "not a format that can be imported"),
        ("x.pdf", "%PDF", "not a format that can be imported"),
        ("README.md", "# Shop", "a README is no policy"),
        ("x.csv", '"open', "the header cannot be read"),
    ],
)
def test_what_cannot_be_imported_is_one_clear_line(write: Write, name: str, content: str, said: str) -> None:
    path = write(name, content)
    with pytest.raises(BadInput, match=said) as caught:
        find_sources([path])
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_paths_and_barren_folders(write: Write, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        find_sources([tmp_path / "nowhere"])
    with pytest.raises(BadInput, match="too long"):
        find_sources([Path("x" * 5000)])
    folder = write("tool.py", "").parent
    with pytest.raises(BadInput, match="nothing in this folder"):
        find_sources([folder])


def test_a_mapped_header_that_no_table_has_is_told(write: Write) -> None:
    path = write("list.csv", TABLES["table products"])
    assert find_sources([path], Choices({"price": "PRICE"}))
    with pytest.raises(BadInput, match="no table has a column 'Pirce'"):
        find_sources([path], Choices({"price": "Pirce"}))


def test_a_table_that_is_none_of_ours_tells_its_columns(write: Write) -> None:
    with pytest.raises(BadInput, match="its columns are colour, weight; name them by --mapping"):
        find_sources([write("x.csv", "colour;weight\n1;2\n")])


def test_a_mapping_may_name_fields_of_any_format() -> None:
    assert {"sku", "line1", "order_id", "item_price", "query", "categories"} <= field_names()


def test_what_a_file_holds_goes_before_its_name(write: Write) -> None:
    order = '{"order_id": "1", "status": "shipped", "customer_id": "C"}'
    assert [source.kind for source in find_sources([write("products.jsonl", order)])] == ["orders"]
    assert [source.kind for source in find_sources([write("customers.jsonl", order)])] == ["orders"]
    torn = '{"customer_id": "C", "type": "view", "sku": "A", "price": "1"}'
    assert [source.kind for source in find_sources([write("events.jsonl", torn)])] == ["events"]
    nameless = '{"order_id": "1", "customer_id": "C", "email": "a@example.com"}'
    assert [source.kind for source in find_sources([write("orders.jsonl", nameless)])] == ["orders"]
    assert [source.kind for source in find_sources([write("products.jsonl", "{")])] == ["products"]


def test_data_that_a_folder_holds_in_vain_is_told(write: Write) -> None:
    said: list[str] = []
    write("logo.png", b"x")
    write("odd.csv", "a,b\n1,2\n")
    write("orders.jsonl", "")
    write("rejected.jsonl", '{"file": "a", "line": 1}')
    folder = write("shop.yaml", "opens: 9:00").parent
    assert [source.kind for source in find_sources([folder], note=said.append)] == ["shop"]
    assert said == [
        f"skipped {folder / 'odd.csv'}: not a format that can be imported",
        f"skipped {folder / 'orders.jsonl'}: empty",
    ]
