"""What counts as a version, and every way one can be unusable."""

import shutil
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.generation.checkpoint import ModelUnusable
from bot.training.versions import SHIPPED, Version, digest_of, examine_whole, find, free_name, versions


@pytest.fixture
def copy(tiny_version: Path, tmp_path: Path) -> Version:
    return Version("copy", Path(shutil.copytree(tiny_version, tmp_path / "models" / "copy")))


def test_the_shipped_one_is_whole_and_comes_first(tmp_path: Path) -> None:
    [only] = versions(tmp_path)
    assert only.name == SHIPPED
    assert examine_whole(only).folder == only.folder


def test_folders_are_versions_and_work_in_progress_is_not(tmp_path: Path) -> None:
    for name in ("small", "small-2", "small.new", ".hidden", SHIPPED):
        (tmp_path / "models" / name).mkdir(parents=True)
    (tmp_path / "models" / "a-file").write_text("")
    assert [one.name for one in versions(tmp_path)] == [SHIPPED, "small", "small-2"]
    with pytest.raises(BadInput, match="nosuch: no such version; choose one of shipped, small, small-2"):
        find(tmp_path, "nosuch")
    with pytest.raises(BadInput):
        find(tmp_path, "../small")


def test_the_next_version_has_a_name_of_its_own(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        place = free_name(tmp_path, "small")
        place.mkdir(parents=True)
        names.append(place.name)
    assert names == ["small", "small-2", "small-3"]


@pytest.mark.slow
def test_the_digest_is_of_names_and_contents(copy: Version, tiny_version: Path) -> None:
    before = digest_of(copy.folder)
    assert before == digest_of(tiny_version) and len(before) == 64
    (copy.folder / "README.md").write_text("other")
    changed = digest_of(copy.folder)
    (copy.folder / "README.md").rename(copy.folder / "NOTES.md")
    assert len({before, changed, digest_of(copy.folder)}) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("veto.npz", None, r"holds no veto\.npz, its training did not finish: run"),
        ("veto.npz", b"rubbish", r"veto\.npz is damaged: restore it or"),
        ("veto.npz", b"", r"veto\.npz is damaged: restore it or"),
        ("model.safetensors", b"\x08\0\0\0\0\0\0\0rubbish!", "is damaged: restore it or"),
        ("model.safetensors", None, "holds no safetensors weights: run"),
        ("config.json", b"{", r"config\.json is damaged"),
        ("tokenizer.json", b"{}", r"tokenizer\.json is damaged"),
        ("clerk.json", None, r"holds no clerk\.json: run"),
    ],
)
def test_what_is_damaged_is_said_in_one_line(copy: Version, file: str, content: bytes | None, told: str) -> None:
    (copy.folder / file).unlink()
    if content is not None:
        (copy.folder / file).write_bytes(content)
    with pytest.raises(ModelUnusable, match=told) as raised:
        examine_whole(copy)
    assert "\n" not in str(raised.value)


@pytest.mark.slow
def test_pickled_weights_alone_are_refused(copy: Version) -> None:
    (copy.folder / "model.safetensors").rename(copy.folder / "pytorch_model.bin")
    with pytest.raises(ModelUnusable, match="holds pickled weights, which may run code"):
        examine_whole(copy)
