"""The arbiter's weights: found from outcomes, judged on shops they have not seen."""

from collections.abc import Sequence

from bot.training.arbiter import accuracy, fit, left_out
from bot.training.outcomes import Example


def example(shop: str, right: str, others: Sequence[str], guessed: str) -> Example:
    """One segment with a reading a name; the sign that tells it is the name itself."""
    names = (right, *others)
    signs = tuple({name: 1.0, "chance": float(name == guessed)} for name in names)
    return Example(shop, "1/0", signs, tuple(name == right for name in names), names)


EXAMPLES = [
    example(shop, "policy", ("product.find", "story"), "product.find")
    for shop in ("harbour", "cadenza", "drumlin")
    for _ in range(6)
]


def test_the_right_reading_wins_over_the_surest_guess() -> None:
    weights = fit(EXAMPLES)
    assert weights["policy"] > 0 > weights["product.find"]
    assert accuracy(EXAMPLES, weights) == 1.0
    assert accuracy(EXAMPLES, {"chance": 1.0}) == 0.0


def test_a_stronger_prior_keeps_weights_smaller() -> None:
    assert abs(fit(EXAMPLES, 9.0)["policy"]) < abs(fit(EXAMPLES, 0.1)["policy"])


def test_what_is_seldom_seen_gets_no_weight() -> None:
    odd = Example("harbour", "2/0", ({"odd": 1.0}, {"story": 1.0}), (True, False))
    assert "odd" not in fit([*EXAMPLES, odd])


def test_a_shop_left_out_is_judged_by_the_others_alone() -> None:
    contrary = [example("contrary", "product.find", ("policy", "story"), "product.find") for _ in range(6)]
    found = left_out([*EXAMPLES, *contrary])
    assert found["contrary"] == (0.0, 1.0)
    assert found["harbour"][1] == 0.0


def test_any_of_several_right_readings_will_do() -> None:
    both = Example("a", "1/0", ({"x": 1.0}, {"y": 1.0}, {"z": 1.0}), (True, True, False))
    weights = fit([both] * 8)
    assert weights["z"] < 0 < weights["x"] + weights["y"]
