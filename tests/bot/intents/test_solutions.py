"""What was solved is found again under its digest; whatever the disk holds instead costs a fit, never an error."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.examples import Example
from bot.intents.recogniser import Recogniser
from bot.intents.ridge import Solved
from bot.intents.solutions import MOST_FILES, Solutions, digest_of

SOLVED = Solved(np.array([[0.5, -1.0], [0.25, 3.0], [0.0, 1.0]], dtype=np.float32), 7.5)


def test_what_is_kept_is_found(tmp_path: Path) -> None:
    Solutions(tmp_path / "new" / "folder").keep("d1", SOLVED)
    found = Solutions(tmp_path / "new" / "folder").find("d1", 3)
    assert found
    assert np.array_equal(found.alphas, SOLVED.alphas)
    assert (found.alphas.dtype.name, found.sharpness) == ("float32", 7.5)


def test_another_digest_or_number_of_rows_is_not(tmp_path: Path) -> None:
    kept = Solutions(tmp_path)
    kept.keep("d1", SOLVED)
    assert kept.find("d2", 3) is None
    assert kept.find("d1", 4) is None


def test_without_a_folder_nothing_is_kept() -> None:
    nowhere = Solutions(None)
    nowhere.keep("d1", SOLVED)
    assert nowhere.find("d1", 3) is None


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "pickle", "other names"])
def test_a_damaged_file_is_no_solution(tmp_path: Path, damage: str) -> None:
    kept, file = Solutions(tmp_path), tmp_path / "fit-d1.npz"
    kept.keep("d1", SOLVED)
    whole = file.read_bytes()
    match damage:
        case "empty":
            file.write_bytes(b"")
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "text":
            file.write_text("not an archive")
        case "pickle":
            np.savez(file, alphas=np.array([object()]), sharpness=1.0)
        case _:
            np.savez(file, weights=SOLVED.alphas)
    assert kept.find("d1", 3) is None
    kept.keep("d1", SOLVED)
    assert kept.find("d1", 3)


def test_the_oldest_files_go(tmp_path: Path) -> None:
    kept = Solutions(tmp_path)
    (tmp_path / "minilm.npz").write_bytes(b"somebody else's")
    for number in range(MOST_FILES + 3):
        kept.keep(f"d{number}", SOLVED)
        os.utime(tmp_path / f"fit-d{number}.npz", (number, number))
    kept.keep("last", SOLVED)
    assert len(list(tmp_path.glob("fit-*"))) == MOST_FILES
    assert [kept.find(f"d{number}", 3) is None for number in (0, 1, 2, 3, 4)] == [True] * 4 + [False]
    assert kept.find("last", 3) and (tmp_path / "minilm.npz").exists()


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    (tmp_path / "fit-d1.npz").mkdir()
    Solutions(tmp_path).keep("d1", SOLVED)
    assert not list(tmp_path.glob("*.part"))


def test_a_recogniser_learns_from_the_disk_what_it_would_fit(tmp_path: Path) -> None:
    said = {"order.status": ["where is ORDER", "has it shipped"], "talk.thank": ["thanks", "thank you"]}
    taught = [Example(text, intent, "en", line) for intent, texts in said.items() for line, text in enumerate(texts)]
    first = Recogniser(cache=tmp_path).fit([], taught).predict("is it shipped")
    [file] = tmp_path.glob("fit-*.npz")
    written = file.stat().st_mtime_ns
    again = Recogniser(cache=tmp_path).fit([], taught).predict("is it shipped")
    assert again == first == Recogniser().fit([], taught).predict("is it shipped")
    assert file.stat().st_mtime_ns == written
    Recogniser(cache=tmp_path).fit([], [*taught, Example("cheers", "talk.thank", "en", 9)]).predict("hi")
    assert len(list(tmp_path.glob("fit-*.npz"))) == 2


TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=4)


@given(TEXTS, TEXTS)
def test_a_digest_tells_lists_apart(one: list[str], other: list[str]) -> None:
    assert (digest_of(one) == digest_of(other)) == (one == other)


def test_a_digest_takes_any_text() -> None:
    assert len(digest_of(["\ud800", "é"])) == 24
