"""What answers is one file: whole or not there, pinned by digest, and never overwritten unseen."""

import json
import shutil
import threading
from pathlib import Path

import pytest

from bot.generation.checkpoint import ModelUnusable
from bot.training.registry import KEPT, Pin, PromotionRefused, Registry
from bot.training.versions import SHIPPED, Version, digest_of, find, shipped

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tiny_version: Path, tmp_path: Path) -> Path:
    """A home with the versions `one` and `two`."""
    for name in ("one", "two"):
        folder = shutil.copytree(tiny_version, tmp_path / "models" / name)
        (folder / "README.md").write_text(name)
    return tmp_path


def promote(home: Path, name: str) -> Registry:
    registry = Registry(home)
    version = find(home, name)
    registry.promote(version, digest_of(version.folder), registry.in_use().pin)
    return registry


def answering(home: Path) -> str:
    return Registry(home).in_use().version.name


def test_a_home_that_never_promoted_has_the_shipped_one_and_is_not_touched(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "nowhere")
    using = registry.in_use()
    assert (using.version, using.pin, using.problem) == (shipped(), Pin(SHIPPED), None)
    assert registry.mark() is None
    assert not (tmp_path / "nowhere").exists()


def test_promotions_and_the_way_back(home: Path) -> None:
    assert Registry(home).mark() is None
    first = promote(home, "one").mark()
    second = promote(home, "two").mark()
    assert first != second
    assert [pin.version for pin in Registry(home).state().before] == ["one", SHIPPED]
    for expected in ("one", SHIPPED):
        state, passed = Registry(home).rollback()
        assert (state.promoted.version, answering(home), passed) == (expected, expected, [])
    with pytest.raises(PromotionRefused, match="no version to go back to"):
        Registry(home).rollback()
    assert answering(home) == SHIPPED


def test_nothing_is_left_beside_the_file(home: Path) -> None:
    promote(home, "one")
    names = {one.name for one in (home / "models").iterdir() if one.is_file()}
    assert names == {"promoted.json", "promoted.lock"}


def test_only_so_many_are_remembered(home: Path) -> None:
    for number in range(KEPT + 3):
        promote(home, ("one", "two")[number % 2])
    assert len(Registry(home).state().before) == KEPT


@pytest.mark.parametrize("what", ["changed", "gone", "cut short"])
def test_a_version_that_is_not_what_was_promoted_does_not_answer(home: Path, what: str) -> None:
    promote(home, "one")
    folder = home / "models" / "one"
    if what == "changed":
        (folder / "README.md").write_text("something else")
    elif what == "gone":
        shutil.rmtree(folder)
    else:
        weights = folder / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-10])
    using = Registry(home).in_use()
    assert using.version == shipped() and using.checkpoint.folder == shipped().folder
    assert using.problem and what in using.problem and "\n" not in using.problem and "run `shopclerk" in using.problem
    assert Registry(home).rollback()[0].promoted.version == SHIPPED
    assert Registry(home).in_use().problem is None


def test_a_changed_version_may_be_promoted_as_it_is_now(home: Path) -> None:
    promote(home, "one")
    (home / "models" / "one" / "README.md").write_text("something else")
    promote(home, "one")
    assert answering(home) == "one"


def test_the_way_back_passes_over_what_is_damaged(home: Path) -> None:
    promote(home, "one")
    promote(home, "two")
    shutil.rmtree(home / "models" / "one")
    state, passed = Registry(home).rollback()
    assert state.promoted.version == answering(home) == SHIPPED
    assert len(passed) == 1 and "one is gone" in passed[0]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format": 1}',
        '{"format": 1, "promoted": {"version": "../../etc", "digest": null, "at": null}, "before": []}',
        '{"format": 1, "promoted": {"version": 3, "digest": null, "at": null}, "before": []}',
        '{"format": 2}',
        "\x00\x00",
    ],
)
def test_a_damaged_file_is_told_and_the_shipped_one_answers(home: Path, content: str) -> None:
    file = home / "models" / "promoted.json"
    file.write_text(content)
    using = Registry(home).in_use()
    assert using.version == shipped() and using.problem and str(file) in using.problem
    with pytest.raises(ModelUnusable):
        Registry(home).rollback()
    promote(home, "one")
    assert answering(home) == "one"


def test_a_promotion_after_another_is_refused(home: Path) -> None:
    seen = Registry(home).in_use().pin
    promote(home, "two")
    one = find(home, "one")
    with pytest.raises(PromotionRefused, match="two was promoted meanwhile, one was compared with shipped: run"):
        Registry(home).promote(one, digest_of(one.folder), seen)
    assert answering(home) == "two"


def test_of_many_at_once_one_wins(home: Path) -> None:
    seen = Registry(home).in_use().pin
    start, won, lost = threading.Barrier(8), [], []

    def race(version: Version) -> None:
        digest = digest_of(version.folder)
        start.wait()
        try:
            Registry(home).promote(version, digest, seen)
            won.append(version.name)
        except PromotionRefused:
            lost.append(version.name)

    threads = [threading.Thread(target=race, args=(find(home, name),)) for name in ("one", "two") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    assert won == [answering(home)]
    assert [pin.version for pin in Registry(home).state().before] == [SHIPPED]


def test_what_changes_while_it_is_compared_is_refused(home: Path) -> None:
    one, registry = find(home, "one"), Registry(home)
    digest = digest_of(one.folder)
    (one.folder / "README.md").write_text("meanwhile")
    with pytest.raises(PromotionRefused, match="one was changed while it was compared"):
        registry.promote(one, digest, registry.in_use().pin)


def test_the_shipped_one_is_not_pinned(home: Path) -> None:
    promote(home, "one")
    promote(home, SHIPPED)
    told = json.loads((home / "models" / "promoted.json").read_text())
    assert (told["promoted"]["version"], told["promoted"]["digest"]) == (SHIPPED, None)


def test_what_answers_or_did_keeps_its_folder(home: Path) -> None:
    models, registry = home / "models", Registry(home)
    assert registry.holds(models / "one") is None
    promote(home, "one")
    promote(home, "two")
    assert [registry.holds(models / name) for name in ("one", "two", "three")] == ["one", "two", None]
    assert registry.holds(models / "two" / ".." / "one") == "one"


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(PromotionRefused, match="cannot be written"):
        Registry(tmp_path).promote(shipped(), "", Pin(SHIPPED))
