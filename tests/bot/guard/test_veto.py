from pathlib import Path

import numpy as np
import pytest

from bot.guard.licence import Licence, template
from bot.guard.veto import FEATURES, Judge, Veto, features, open_veto, rivals
from bot.plan.acts import Polarity, Row

ACTS = ("order.shipped", "order.cancelled")


def judge() -> Judge:
    """Hears `cancelled` in a cancellation and `shipped` in a shipment, nothing else."""
    weights = np.zeros((2, FEATURES), dtype=np.int8)
    for at, word in enumerate(("shipped", "cancelled")):
        weights[at, features(word, "en")] = 100
    return Judge(ACTS, weights, np.ones(2, dtype=np.float32), np.zeros(2, dtype=np.float32), 0.5)


def test_rivals_hold_the_same_slots() -> None:
    assert "order.cancelled" in rivals("order.shipped")
    assert "order.shipped_on" not in rivals("order.shipped")
    assert "order.shipped" not in rivals("order.shipped")


def test_a_clause_of_a_rival_act_is_vetoed() -> None:
    veto = Veto({"en": judge()})
    assert veto.contradicts("It was cancelled.", "en", "order.shipped") == "order.cancelled"
    assert veto.contradicts("It was shipped.", "en", "order.shipped") is None
    assert veto.contradicts("It was cancelled.", "ru", "order.shipped") is None
    assert veto.contradicts("It was cancelled.", "en", "order.total") is None


def test_a_veto_is_kept_without_pickle(tmp_path: Path) -> None:
    Veto({"en": judge()}).save(tmp_path / "veto.npz")
    kept = open_veto(tmp_path)
    assert kept is not None
    assert kept.contradicts("It was cancelled.", "en", "order.shipped") == "order.cancelled"
    assert open_veto(tmp_path / "elsewhere") is None


@pytest.mark.slow
def test_the_trained_veto_hears_rivals_and_blocks_few_templates() -> None:
    from bot.training.veto import train_veto

    veto = train_veto(("en",))
    licence, asked, blocked = Licence(veto), 0, 0
    for seed in range(40):
        for act in rivals("order.shipped"):
            text = template("en", act, Polarity.OPEN, Row.SAME, seed)
            asked += 1
            blocked += licence.refuses(text, "en", act, Polarity.OPEN, Row.SAME) is not None
    assert blocked <= 0.03 * asked
    heard = [
        veto.contradicts(template("en", "order.cancelled", Polarity.OPEN, Row.SAME, seed), "en", "order.shipped")
        for seed in range(20)
    ]
    assert sum(other is not None for other in heard) >= 18
