"""`deploy/.env.example` lists every setting with its default, and nothing else."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from bot.settings import Settings, load_settings

EXAMPLE = Path(__file__).parents[2] / "deploy" / ".env.example"


def written() -> dict[str, str]:
    lines = (line.strip() for line in EXAMPLE.read_text("utf-8").splitlines())
    pairs = [line.partition("=")[::2] for line in lines if line and not line.startswith("#")]
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


def test_it_lists_exactly_the_settings() -> None:
    assert list(written()) == [f"SHOPCLERK_{name.upper()}" for name in Settings.model_fields]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_it_shows_the_default(name: str) -> None:
    field, value = Settings.model_fields[name], written()[f"SHOPCLERK_{name.upper()}"]
    assert (TypeAdapter(field.annotation).validate_strings(value) if value else None) == field.default


def test_a_copy_of_it_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SHOPCLERK_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    plain = load_settings()
    (tmp_path / ".env").write_text(EXAMPLE.read_text("utf-8"))
    assert load_settings() == plain
