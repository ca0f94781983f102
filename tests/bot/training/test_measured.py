"""Figures over clauses that have changed since are measured anew, once."""

import json
import shutil
from pathlib import Path

import pytest

from bot.generation.checkpoint import ModelUnusable
from bot.training.measured import clauses_digest, count_acts, known_figures, measure
from bot.training.versions import Version, digest_of
from tests.tiny import figures

pytestmark = pytest.mark.slow


@pytest.fixture
def version(tiny_version: Path, tmp_path: Path) -> Version:
    return Version("tiny", Path(shutil.copytree(tiny_version, tmp_path / "models" / "tiny")))


def test_the_digest_is_of_the_languages_that_are_spoken() -> None:
    assert clauses_digest(("en", "ru")) == clauses_digest(("ru", "en"))
    assert len({clauses_digest(("en",)), clauses_digest(("ru",)), clauses_digest(("en", "ru"))}) == 3


def test_figures_over_the_same_clauses_stand(version: Version, tmp_path: Path) -> None:
    assert known_figures(tmp_path, version, digest_of(version.folder)) == figures()


def test_others_are_measured_once(version: Version, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.training.evaluate.SEEDS", 1)
    (version.folder / "figures.json").write_text(json.dumps(figures() | {"clauses": "others"}))
    digest = digest_of(version.folder)
    assert known_figures(tmp_path, version, digest) is None
    steps: list[int] = []
    found = measure(tmp_path, version, digest, lambda: steps.append(1))
    assert found["clauses"] == clauses_digest(("en",)) and len(steps) == count_acts(("en",))
    assert known_figures(tmp_path, version, digest) == json.loads(json.dumps(found))
    assert known_figures(tmp_path, version, "of-another-version") is None
    [kept] = (tmp_path / "models" / ".figures").iterdir()
    kept.write_text("{")
    assert known_figures(tmp_path, version, digest) is None


def test_a_version_that_was_never_measured_is_unusable(version: Version, tmp_path: Path) -> None:
    (version.folder / "figures.json").unlink()
    with pytest.raises(ModelUnusable, match="did not finish"):
        known_figures(tmp_path, version, "")
