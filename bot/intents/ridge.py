"""A linear classifier in closed form: kernel ridge regression on one-vs-rest targets, with calibrated probabilities.

The kernel is the sum of the sparse and the dense inner products. Up to a few thousand rows one Cholesky
factorisation solves it in seconds; beyond, conjugate gradients never build the kernel.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_DIRECT_ROWS, _PENALTY, _ROUNDS, _FOLDS = 9000, 0.5, 40, 3
_TEMPERATURES = np.geomspace(1.0, 30.0, 24)


@dataclass(frozen=True, slots=True)
class Solved:
    """What fitting costs: `alphas` (rows, classes) and the sharpness; small enough to be kept on disk."""

    alphas: Matrix
    sharpness: float


def solve(sparse: Any, dense: Matrix | None, labels: Labels, lines: Labels) -> Solved:
    """Solves over all rows; the sharpness comes from scores of lines held out in three folds."""
    targets, bias = _targets(labels)
    if sparse.shape[0] > _DIRECT_ROWS:
        return Solved(_descend(sparse, dense, targets), 8.0)
    kernel = _kernel(sparse, dense)
    sharpness = _calibrate(kernel, targets, bias, labels, lines)
    return Solved(_solve(kernel, targets), sharpness)


@dataclass(frozen=True, slots=True)
class Ridge:
    """Weights of both kinds of features, and the sharpness of the softmax over scores."""

    sparse: Matrix
    dense: Matrix | None
    bias: Matrix
    sharpness: float

    @classmethod
    def fit(cls, sparse: Any, dense: Matrix | None, labels: Labels, lines: Labels) -> "Ridge":
        """Fits on all rows."""
        return cls.of(sparse, dense, labels, solve(sparse, dense, labels, lines))

    @classmethod
    def of(cls, sparse: Any, dense: Matrix | None, labels: Labels, solved: Solved) -> "Ridge":
        """The classifier of rows that were solved before."""
        weights = np.asarray(sparse.T @ solved.alphas, dtype=np.float32)
        _, bias = _targets(labels)
        return cls(weights, None if dense is None else dense.T @ solved.alphas, bias, solved.sharpness)

    def scores(self, sparse: Any, dense: Matrix | None) -> Matrix:
        """One score a class, about 1 for a sure match and 0 for none."""
        out: Matrix = np.asarray(sparse @ self.sparse, dtype=np.float32) + self.bias
        return out if dense is None or self.dense is None else out + dense @ self.dense

    def probabilities(self, sparse: Any, dense: Matrix | None) -> Matrix:
        """Calibrated chances (rows, classes)."""
        return _softmax(self.scores(sparse, dense) * self.sharpness)


def _targets(labels: Labels) -> tuple[Matrix, Matrix]:
    classes = int(labels.max()) + 1 if len(labels) else 0
    targets = np.zeros((len(labels), classes), dtype=np.float32)
    targets[np.arange(len(labels)), labels] = 1.0
    # A small common bias: class sizes are an accident of how many examples were written.
    bias = np.full((1, classes), 1.0 / max(classes, 1), dtype=np.float32)
    return targets - bias, bias


def _kernel(sparse: Any, dense: Matrix | None) -> Matrix:
    kernel: Matrix = np.asarray((sparse @ sparse.T).todense(), dtype=np.float32)
    return kernel if dense is None else kernel + dense @ dense.T


def _solve(kernel: Matrix, targets: Matrix) -> Matrix:
    from scipy.linalg import cho_factor, cho_solve

    damped = kernel + _PENALTY * np.eye(len(kernel), dtype=np.float32)
    solved: Matrix = cho_solve(cho_factor(damped, overwrite_a=True, check_finite=False), targets, check_finite=False)
    return solved


def _descend(sparse: Any, dense: Matrix | None, targets: Matrix) -> Matrix:
    """Conjugate gradients for all classes at once."""

    def apply(block: Matrix) -> Matrix:
        out: Matrix = np.asarray(sparse @ (sparse.T @ block), dtype=np.float32) + _PENALTY * block
        return out if dense is None else out + dense @ (dense.T @ block)

    solved = np.zeros_like(targets)
    rest, step = targets.copy(), targets.copy()
    size = (rest * rest).sum(0)
    for _ in range(_ROUNDS):
        moved = apply(step)
        pace = size / np.maximum((step * moved).sum(0), 1e-12)
        solved += pace * step
        rest -= pace * moved
        left = (rest * rest).sum(0)
        if left.max() < 1e-4:
            break
        step = rest + (left / np.maximum(size, 1e-12)) * step
        size = left
    return solved


def _calibrate(kernel: Matrix, targets: Matrix, bias: Matrix, labels: Labels, lines: Labels) -> float:
    """The sharpness under which held-out lines are likeliest."""
    folds = lines % _FOLDS
    held = np.zeros_like(targets)
    for fold in range(_FOLDS):
        train, test = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if not len(train) or not len(test):
            return 8.0
        alphas = _solve(kernel[np.ix_(train, train)], targets[train])
        held[test] = kernel[np.ix_(test, train)] @ alphas + bias
    rows = np.arange(len(labels))
    losses = [-np.log(_softmax(held * heat)[rows, labels] + 1e-9).mean() for heat in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    chances: Matrix = (powers / powers.sum(1, keepdims=True)).astype(np.float32)
    return chances
