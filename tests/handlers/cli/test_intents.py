"""Canned intents as data: listed, shown, exported, imported again, every change a version that can be returned to."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Run = Callable[..., tuple[int, str, str]]
HOURS = """
- name: opening_hours
  examples: {en: ["when are you open"], zh: ["几点开门"]}
  replies: {en: ["From {shop.opens}, every day."]}
- name: ring_me
  examples: {en: ["ring me"]}
  action: handoff
  enabled: false
"""


def document(told: tuple[int, str, str]) -> Any:
    """The one JSON document on stdout of a command that went well."""
    code, out, err = told
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    path = tmp_path / "changed.yaml"
    path.write_text(HOURS, encoding="utf-8")
    return path


def test_list(shopclerk: Run) -> None:
    code, out, err = shopclerk("intents", "list")
    assert (code, err) == (0, "")
    assert "opening_hours" in out and "my_card" in out
    assert [row["name"] for row in document(shopclerk("intents", "list", "--json"))] == ["my_card", "opening_hours"]


def test_show(shopclerk: Run) -> None:
    code, out, _ = shopclerk("intents", "show", "my_card")
    assert code == 0
    [shown] = yaml.safe_load(out)
    assert shown == {
        "name": "my_card",
        "examples": {"en": ["is my card on file"]},
        "replies": {"en": ["We know you as {customer.name}."]},
        "verified": True,
    }
    assert document(shopclerk("intents", "show", "my_card", "--json")) == shown | {"version": 1}


def test_what_is_exported_is_imported_unchanged(shopclerk: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    assert shopclerk("intents", "export", path) == (0, "", "")
    assert shopclerk("intents", "export")[1] == path.read_text("utf-8")
    counts = document(shopclerk("intents", "import", path, "--json"))["intents"]
    assert (counts["added"], counts["changed"], counts["unchanged"], counts["rejected"]) == (0, 0, 2, 0)


def test_an_import_adds_and_changes(shopclerk: Run, changed: Path) -> None:
    counts = document(shopclerk("intents", "import", changed, "--json"))["intents"]
    assert (counts["added"], counts["changed"], counts["unchanged"], counts["rejected"]) == (1, 1, 0, 0)
    shown = document(shopclerk("intents", "show", "opening_hours", "--json"))
    assert (shown["version"], shown["examples"]["zh"]) == (2, ["几点开门"])
    assert document(shopclerk("intents", "show", "ring_me", "--json"))["enabled"] is False
    assert "几点开门" in shopclerk("intents", "export")[1]
    code, out, _ = shopclerk("intents", "import", changed)
    assert code == 0
    assert "2 unchanged" in out


def test_an_edit_is_what_customers_read(shopclerk: Run, changed: Path) -> None:
    before = shopclerk("chat", stdin="when are you open?\n")[1]
    shopclerk("intents", "import", changed)
    after = shopclerk("chat", stdin="when are you open?\n")[1]
    assert "We open at 9:00." in before
    assert "From 9:00, every day." in after


def test_history_and_rollback(shopclerk: Run, changed: Path) -> None:
    original = document(shopclerk("intents", "show", "opening_hours", "--json"))
    shopclerk("intents", "import", changed)
    versions = document(shopclerk("intents", "history", "opening_hours", "--json"))
    assert sorted(row["version"] for row in versions) == [1, 2]
    assert all(row["author"] and row["at"] for row in versions)
    code, out, err = shopclerk("intents", "rollback", "opening_hours", "1")
    assert (code, err) == (0, "")
    assert "3" in out
    back = document(shopclerk("intents", "show", "opening_hours", "--json"))
    assert back == original | {"version": 3}
    assert "We open at 9:00." in shopclerk("chat", stdin="when are you open?\n")[1]
    code, out, _ = shopclerk("intents", "history", "opening_hours")
    assert code == 0 and "author" in out


@pytest.mark.parametrize("content", ["a: [", "just text", "{}", "- name: x\n  examples: [\n"])
def test_a_file_that_holds_no_intents(shopclerk: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content)
    code, out, err = shopclerk("intents", "import", path)
    assert (code, out) == (2, "")
    assert str(path) in err and len(err.splitlines()) == 1


def test_a_rejected_intent_is_counted_and_the_others_are_taken(shopclerk: Run, tmp_path: Path) -> None:
    path = tmp_path / "half.yaml"
    path.write_text(HOURS + '- name: "Not Snake"\n  examples: {en: [hi]}\n  action: handoff\n', encoding="utf-8")
    counts = document(shopclerk("intents", "import", path, "--json"))["intents"]
    assert (counts["added"], counts["changed"], counts["rejected"]) == (1, 1, 1)
