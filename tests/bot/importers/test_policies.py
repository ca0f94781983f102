from collections.abc import Callable
from pathlib import Path

import pytest

from bot.importers.found import FieldError
from bot.importers.policies import parse_policies

Write = Callable[[str, str | bytes], Path]


def test_each_heading_is_a_passage(write: Write) -> None:
    text = "Before.\n\n# Returns #\nThirty days.\n\n## Sale\n\n## Empty\n# Returns\nAgain.\n"
    passages = parse_policies(write("gift_cards.md", "\ufeff" + text), "gift_cards.md")
    assert [(passage.address, passage.text) for passage in passages] == [
        ("gift_cards.md#Gift cards", "Before."),
        ("gift_cards.md#Returns", "Thirty days."),
        ("gift_cards.md#Returns (2)", "Again."),
    ]
    assert len({passage.digest for passage in passages}) == 3


def test_a_fence_hides_what_looks_like_a_heading(write: Write) -> None:
    (passage,) = parse_policies(write("a.md", "# One\n```\n# no heading\n```\n"), "a.md")
    assert passage.text == "```\n# no heading\n```"


def test_what_is_no_text_is_refused(write: Write) -> None:
    with pytest.raises(FieldError, match="not UTF-8 at byte 2"):
        parse_policies(write("a.md", b"# \xff"), "a.md")


def test_headings_with_a_rule_under_them_and_notes_to_oneself(write: Write) -> None:
    text = "---\ntitle: x\n---\nReturns\n=======\nThirty\ndays.\n<!-- ask\n# Bob -->\n\n"
    text += "Sale\n---\nNone.\n\n- list\n---\nOne\ntwo.\n---\n"
    passages = parse_policies(write("a.md", text), "a.md")
    assert [(passage.heading, passage.text) for passage in passages] == [
        ("Returns", "Thirty\ndays."),
        ("Sale", "None.\n\n- list\n---\nOne\ntwo.\n---"),
    ]
