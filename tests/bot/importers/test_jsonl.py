import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.importers import jsonl
from bot.importers.found import Rejected, Taken

Write = Callable[[str, str | bytes], Path]
TEA: dict[str, Any] = {"sku": "T1", "product_id": "T", "title": "Tea", "price": "4.50", "currency": "gbp"}


@pytest.fixture
def read(write: Write) -> Callable[..., list[Taken | Rejected]]:
    def reading(kind: str, *lines: Any) -> list[Taken | Rejected]:
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        return list(jsonl.read(write(f"{kind}.jsonl", text), kind))

    return reading


def test_lines_that_are_no_record_are_told_and_the_rest_is_taken(read: Callable[..., list[Taken | Rejected]]) -> None:
    deep = json.dumps(TEA | {"sku": "D"})[:-1] + ', "x": ' + "[" * 400 + "]" * 400 + "}"
    bad = ["{not json", "[1]", '{"sku": ' + "1" * 5000 + "}", deep, '{"x": ' + "[" * 100_000, TEA | {"title": "Twice"}]
    found = read("products", TEA, *bad, "", TEA | {"sku": "T2"})
    assert [one.line for one in found if isinstance(one, Taken)] == [1, 9]
    assert [(one.line, one.reason) for one in found if isinstance(one, Rejected)] == [
        (2, "not JSON: expecting property name enclosed in double quotes at column 2"),
        (3, "not a JSON object"),
        (4, "a number has too many digits"),
        (5, "nested too deep"),
        (6, "nested too deep"),
        (7, "T1 stands on line 1 already"),
    ]


def test_a_line_that_is_not_utf8_and_one_without_end(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 300)
    good = json.dumps(TEA).encode()
    found = list(jsonl.read(write("p.jsonl", b"\xef\xbb\xbf" + good + b"\n\xff\n" + b"x" * 1000 + b"\n"), "products"))
    assert isinstance(found[0], Taken)
    assert [(one.line, one.reason) for one in found if isinstance(one, Rejected)] == [
        (2, "not UTF-8 at byte 0"),
        (3, "longer than 300 bytes"),
    ]
