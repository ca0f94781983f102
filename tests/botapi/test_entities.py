"""Markup: balanced is stripped, unbalanced refused."""

import pytest

from tests.botapi.entities import count_units, shown_text
from tests.botapi.errors import ApiError


@pytest.mark.parametrize(
    ("text", "mode", "shown"),
    [
        ("<b>bold</b> &lt;3 <a href='x'>link</a>", "HTML", "bold <3 link"),
        ("<i>a <u>b</u></i>", "html", "a b"),
        (r"*bold* _it_ __un__ 1\.5 [link](http://x.y/z) `a.b`", "MarkdownV2", "bold it un 1.5 link a.b"),
        (r"*bold* 1\_2", "Markdown", "bold 1_2"),
        ("  a < b  ", "", "a < b"),
    ],
)
def test_balanced(text: str, mode: str, shown: str) -> None:
    assert shown_text(text, mode) == shown


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("<b>x", "HTML"),
        ("x</b>", "HTML"),
        ("<b><i>x</b></i>", "HTML"),
        ("<div>x</div>", "HTML"),
        ("a < b", "HTML"),
        ("*x", "MarkdownV2"),
        ("1.5", "MarkdownV2"),
        ("`x", "MarkdownV2"),
        ("_x", "Markdown"),
    ],
)
def test_unbalanced(text: str, mode: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        shown_text(text, mode)


def test_units_are_those_of_utf_16() -> None:
    assert [count_units(text) for text in ("ab", "é", "😀", "👩‍👧")] == [2, 1, 2, 5]
