"""Every setting has a default; a bad one is told in one line that names the variable."""

from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A process without settings: no variable of ours, no `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SHOPCLERK_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_are_valid() -> None:
    settings = load_settings()
    assert settings.home == Path("var")
    assert settings.redis_url is None
    assert settings.model == "shipped"
    Settings.model_validate(settings.model_dump())


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("HOME", "/tmp/shop", Path("/tmp/shop")),
        ("MODEL", "none", "none"),
        ("TEMPERATURE", "0.5", 0.5),
        ("CANDIDATES", "1", 1),
        ("EMBEDDINGS", "false", False),
        ("TONE", "formal", "formal"),
        ("HISTORY_MESSAGES", "200", 200),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "redis://127.0.0.1:1/0"),
    ],
)
def test_a_variable_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, written: str, value: object) -> None:
    monkeypatch.setenv(f"SHOPCLERK_{name}", written)
    assert getattr(load_settings(), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("TEMPERATURE", "hot"),
        ("TEMPERATURE", "0"),
        ("TEMPERATURE", "2.5"),
        ("TEMPERATURE", "nan"),
        ("TOP_P", "0"),
        ("TOP_P", "1.1"),
        ("CANDIDATES", "0"),
        ("CANDIDATES", "33"),
        ("CANDIDATES", "2.5"),
        ("MAX_TOKENS", "7"),
        ("DEADLINE_S", "0"),
        ("DEADLINE_S", "-1"),
        ("MARGIN", "-0.1"),
        ("TONE", "rude"),
        ("EMBEDDINGS", "perhaps"),
        ("ANSWER_WITHIN_H", "0"),
        ("HISTORY_MESSAGES", "1"),
        ("HISTORY_TTL_S", "0"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_variable_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, written: str) -> None:
    monkeypatch.setenv(f"SHOPCLERK_{name}", written)
    with pytest.raises(BadInput) as told:
        load_settings()
    assert told.value.where == f"SHOPCLERK_{name}"
    assert str(told.value).startswith(f"SHOPCLERK_{name}: ")
    assert "\n" not in str(told.value)
    assert "https://" not in str(told.value)
    assert told.value.exit_code == 2


def test_a_file_of_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SHOPCLERK_TONE=warm\nSHOPCLERK_CANDIDATES=3\nOTHER=1\nSHOPCLERK_UNKNOWN=2\n")
    monkeypatch.setenv("SHOPCLERK_CANDIDATES", "4")
    settings = load_settings()
    assert (settings.tone, settings.candidates) == ("warm", 4)


def test_a_bad_line_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SHOPCLERK_TOP_P=2\n")
    with pytest.raises(BadInput, match=r"^SHOPCLERK_TOP_P: .*\.env"):
        load_settings()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().tone = "warm"  # type: ignore[misc]
