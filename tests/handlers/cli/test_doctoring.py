"""`doctor` names what is broken and how to mend it, and fails only then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]


def examine(shopclerk: Run) -> tuple[int, dict[str, dict[str, Any]]]:
    code, out, _ = shopclerk("doctor", "--json")
    findings = json.loads(out)["findings"]
    assert all(set(one) == {"check", "state", "found", "do"} for one in findings)
    assert all(one["state"] in ("ok", "note", "broken") for one in findings)
    assert all(one["do"] for one in findings if one["state"] == "broken")
    return code, {one["check"]: one for one in findings}


def test_a_sound_installation(shopclerk: Run) -> None:
    code, found = examine(shopclerk)
    assert code == 0
    assert found["database"]["state"] == found["home"]["state"] == found["settings"]["state"] == "ok"
    assert "3 variants" in found["database"]["found"]
    assert found["redis"]["state"] == "note"
    code, out, err = shopclerk("doctor")
    assert (code, err) == (0, "")
    assert "database" in out


def test_an_empty_home_needs_an_import(shopclerk: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOPCLERK_HOME", str(tmp_path / "new"))
    code, found = examine(shopclerk)
    assert code == 0
    assert "shopclerk import" in found["shop"]["do"]


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("SHOPCLERK_TOP_P", "7", "settings"),
        ("SHOPCLERK_HOME", "a-file", "home"),
    ],
)
def test_what_is_broken_is_named(
    shopclerk: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, check: str
) -> None:
    (tmp_path / "a-file").write_text("")
    monkeypatch.setenv(name, value)
    code, found = examine(shopclerk)
    assert code == 1
    assert [one for one, told in found.items() if told["state"] == "broken"] == [check]
    code, out, err = shopclerk("doctor")
    assert code == 1 and "Traceback" not in out + err


def test_an_unusable_model_is_broken(shopclerk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPCLERK_MODEL", "/nowhere/model")
    code, out, err = shopclerk("doctor")
    assert code == 1
    assert "broken" in out and "/nowhere/model" in out and "Traceback" not in out + err


def test_a_file_that_is_no_database(shopclerk: Run, small_home: Path) -> None:
    for file in small_home.iterdir():
        file.unlink()
    (small_home / "shopclerk.sqlite3").write_text("this is no database, " * 100)
    code, found = examine(shopclerk)
    assert (code, found["database"]["state"]) == (1, "broken")


def test_a_server_that_does_not_answer_is_only_noted(shopclerk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPCLERK_REDIS_URL", "redis://127.0.0.1:1/0")
    code, found = examine(shopclerk)
    assert (code, found["redis"]["state"]) == (0, "note")
    assert "SQLite" in found["redis"]["found"]
