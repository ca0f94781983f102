from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.importers.found import Rejected, Taken
from bot.importers.read import read
from bot.importers.sniff import Source

Write = Callable[[str, str | bytes], Path]


def test_facts_of_the_shop_stand_as_they_are_written(write: Write) -> None:
    path = write("shop.yaml", "opens: 9:00\ncloses: 18:00\nname: 'Tea & Co'\nopen_sundays: no\nsince: 2011-04-01\n")
    facts = [one.record for one in read(Source(path, "shop", "shop")) if isinstance(one, Taken)]
    assert {fact.column: fact.value for fact in facts} == {
        "opens": "9:00",
        "closes": "18:00",
        "name": "Tea & Co",
        "open_sundays": "no",
        "since": "2011-04-01",
    }


def test_facts_that_are_none_are_told_by_line(write: Write) -> None:
    path = write("shop.yaml", "opens: 9:00\nphones: [1, 2]\nfax:\nopens: 10:00\n")
    rejected = [one for one in read(Source(path, "shop", "shop")) if isinstance(one, Rejected)]
    assert [(one.line, one.reason) for one in rejected] == [
        (2, "phones must be a plain value"),
        (3, "fax must be a plain value"),
        (4, "opens stands twice"),
    ]


@pytest.mark.parametrize("content", ["- a\n", "a: [", b"\xff", "\x00"])
def test_a_shop_file_that_is_none_is_one_clear_error(write: Write, content: str | bytes) -> None:
    path = write("shop.yaml", content)
    with pytest.raises(BadInput, match=r"shop\.yaml:\d"):
        list(read(Source(path, "shop", "shop")))
