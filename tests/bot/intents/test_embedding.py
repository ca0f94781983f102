"""Vectors are computed once a text, kept in a file, and never trusted from a broken one."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.intents.embedding import WIDTH, Matrix, MiniLM

TEXTS = [f"sentence number {number}" for number in range(70)]


class Counted(MiniLM):
    """The cache with a model that counts what it is asked for: a text's vector points along its length's axis."""

    def __init__(self, cache: Path | None = None) -> None:
        super().__init__(cache)
        self.asked: list[str] = []

    def _run(self, texts: Sequence[str]) -> Matrix:
        self.asked += texts
        return np.eye(WIDTH, dtype=np.float32)[[len(text) % WIDTH for text in texts]]


def test_a_long_list_is_computed_once_a_text() -> None:
    model = Counted()
    first = model.embed([*TEXTS, *TEXTS])
    assert model.asked == TEXTS
    assert (model.embed(TEXTS) == first[:70]).all()
    assert model.asked == TEXTS


def test_rows_stand_in_the_order_asked() -> None:
    model = Counted()
    model.embed(TEXTS)
    mixed = ["x" * 40, *reversed(TEXTS)]
    assert model.embed(mixed).argmax(1).tolist() == [len(text) for text in mixed]


def test_an_edit_of_one_text_costs_one_text(tmp_path: Path) -> None:
    Counted(tmp_path).embed(TEXTS)
    later = Counted(tmp_path)
    vectors = later.embed([*TEXTS[:-1], "edited"])
    assert later.asked == ["edited"]
    assert vectors.argmax(1).tolist() == [*(len(text) for text in TEXTS[:-1]), len("edited")]


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    Counted(tmp_path / "new").embed(TEXTS)
    [kept] = (tmp_path / "new").iterdir()
    assert kept.suffix == ".npz"


def test_a_damaged_file_is_computed_again(tmp_path: Path) -> None:
    Counted(tmp_path).embed(TEXTS)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(b"\x00" * 200)
    later = Counted(tmp_path)
    assert later.embed(TEXTS).argmax(1).tolist() == [len(text) for text in TEXTS]
    assert later.asked == TEXTS


def test_the_text_of_one_message_is_computed_once() -> None:
    model = Counted()
    assert model.embed(["hello"]).argmax(1).tolist() == model.embed(["hello"]).argmax(1).tolist() == [5]
    assert model.asked == ["hello"]


def test_what_the_shop_says_is_kept_between_starts_and_what_customers_ask_is_not(tmp_path: Path) -> None:
    first = Counted(tmp_path)
    first.keep(["Returns", "Unused goods go back."])
    first.embed(["where is my order"])
    second = Counted(tmp_path)
    second.keep(["Returns", "Unused goods go back."])
    assert second.embed(["Returns"]).shape == (1, WIDTH)
    assert second.asked == []
    second.embed(["Returns", "where is my order"])
    assert "where is my order" in second.asked


def test_lone_surrogates_have_a_digest() -> None:
    assert Counted().embed([*TEXTS, "\ud800"]).shape == (71, WIDTH)


@pytest.mark.slow
def test_the_model_knows_meaning() -> None:
    order, parcel, price = MiniLM().embed(
        ["where is my order", "has my parcel been shipped yet", "is it made of leather"]
    )
    assert np.allclose([order @ order, parcel @ parcel, price @ price], 1, atol=1e-3)
    assert order @ parcel > order @ price + 0.2
