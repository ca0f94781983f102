"""The closed-form classifier learns, is calibrated, and agrees with its iterative twin."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.intents import ridge
from bot.intents.ridge import Ridge

SPARSE = csr_matrix(np.tile(np.eye(4, dtype=np.float32), (6, 1)))
LABELS = np.tile(np.arange(4), 6) % 2
LINES = np.repeat(np.arange(6), 4)
DENSE = np.tile(np.array([[1, 0], [0, 1]], dtype=np.float32), (12, 1))


def test_it_learns_what_it_was_shown() -> None:
    fitted = Ridge.fit(SPARSE, None, LABELS, LINES)
    chances = fitted.probabilities(SPARSE, None)
    assert chances.argmax(1).tolist() == LABELS.tolist()
    assert np.allclose(chances.sum(1), 1, atol=1e-5)
    assert chances.min() >= 0


def test_an_unseen_row_is_no_sure_match() -> None:
    fitted = Ridge.fit(SPARSE, None, LABELS, LINES)
    assert np.allclose(fitted.probabilities(csr_matrix((1, 4), dtype=np.float32), None), 0.5)


def test_dense_features_count_too() -> None:
    nothing = csr_matrix((24, 4), dtype=np.float32)
    fitted = Ridge.fit(nothing, DENSE, LABELS, LINES)
    assert fitted.probabilities(nothing, DENSE).argmax(1).tolist() == LABELS.tolist()


def test_labels_at_random_leave_it_unsure() -> None:
    noise = np.random.default_rng(0).integers(0, 2, 24)
    sure = Ridge.fit(SPARSE, None, LABELS, LINES)
    unsure = Ridge.fit(SPARSE, None, noise, LINES)
    assert unsure.probabilities(SPARSE, None).max() < sure.probabilities(SPARSE, None).max()


def test_one_line_only_can_be_fitted() -> None:
    fitted = Ridge.fit(SPARSE[:2], None, LABELS[:2], LINES[:2])
    assert fitted.probabilities(SPARSE[:2], None).argmax(1).tolist() == [0, 1]


@pytest.mark.parametrize("dense", [None, DENSE])
def test_many_rows_give_the_same_scores(dense: ridge.Matrix | None, monkeypatch: pytest.MonkeyPatch) -> None:
    direct = Ridge.fit(SPARSE, dense, LABELS, LINES)
    monkeypatch.setattr(ridge, "_DIRECT_ROWS", 3)
    descended = Ridge.fit(SPARSE, dense, LABELS, LINES)
    assert np.allclose(direct.scores(SPARSE, dense), descended.scores(SPARSE, dense), atol=1e-3)
