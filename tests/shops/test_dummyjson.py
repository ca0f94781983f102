import gzip
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from bot.importers.found import Taken
from bot.importers.read import read
from bot.importers.sniff import find_sources

GOODS = [
    {"id": 1, "sku": "A-1", "title": "Lamp", "price": 9.99, "discountPercentage": 10.48, "stock": 3, "brand": "Lux"},
    {"id": 2, "sku": "B-2", "title": "Rug", "price": 20, "discountPercentage": 0, "stock": 0, "tags": ["home"]},
]
LINE = {"id": 1, "title": "Lamp", "price": 9.99, "quantity": 2, "total": 19.98, "discountedTotal": 17.89}
CARTS = [
    {"id": number, "userId": 40 + number % 3, "products": [LINE, LINE | {"id": 9}], "discountedTotal": 35.78}
    for number in range(1, 40)
]


@pytest.fixture
def dummyjson() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dummyjson", Path(__file__).with_name("dummyjson.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def out(dummyjson: ModuleType, tmp_path: Path) -> Path:
    products, carts = tmp_path / "products.json.gz", tmp_path / "carts.json"
    products.write_bytes(gzip.compress(json.dumps(GOODS).encode()))
    carts.write_text(json.dumps(CARTS))
    dummyjson.convert(products, carts, tmp_path / "out")
    return tmp_path / "out"


def test_every_line_of_the_shop_can_be_imported(out: Path) -> None:
    found = [one for source in find_sources([out]) for one in read(source)]
    assert all(isinstance(one, Taken) for one in found)
    kinds = [one.kind for one in found if isinstance(one, Taken)]
    assert {kind: kinds.count(kind) for kind in kinds} == {"shop": 2, "products": 2, "customers": 3, "orders": 39}


def test_the_discount_gives_the_price_before(out: Path) -> None:
    lamp, rug = map(json.loads, (out / "products.jsonl").read_text().splitlines())
    assert (lamp["price"], lamp["compare_at_price"], lamp["vendor"]) == ("9.99", "11.16", "Lux")
    assert (rug["price"], rug["compare_at_price"], rug["stock"]) == ("20.00", None, 0)


def test_orders_have_every_status_and_skus_where_they_are_known(out: Path) -> None:
    orders = [json.loads(line) for line in (out / "orders.jsonl").read_text().splitlines()]
    assert len({order["status"] for order in orders}) == 7
    assert [item["sku"] for item in orders[0]["items"]] == ["A-1", None]
    assert {order["status"] for order in orders if order.get("refunds")} == {"refunded"}
