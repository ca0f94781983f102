"""Which reading of a segment wins: by weights, the earlier of equals."""

from bot.plan.arbiter import Arbiter, fitted
from bot.plan.readings import Choice

PRICE = Choice("product.price", 0.6, {"product": 1.0, "chance": 0.6})
RULE = Choice("policy", 0.2, {"policy": 1.0, "policy*passage": 1.5})


def test_weights_decide_and_not_the_order_of_the_readings() -> None:
    arbiter = Arbiter({"chance": 1.0, "policy*passage": 2.0})
    for readings in ([PRICE, RULE], [RULE, PRICE]):
        assert [choice.intent for _, choice in arbiter.rank(readings)] == ["policy", "product.price"]


def test_scores_are_sums_over_the_signs_that_have_weights() -> None:
    ranked = Arbiter({"policy": -1.0, "policy*passage": 2.0, "unheard of": 9.0}).rank([RULE])
    assert ranked == [(2.0, RULE)]


def test_of_equals_the_earlier_wins() -> None:
    assert [choice for _, choice in Arbiter({}).rank([PRICE, RULE])] == [PRICE, RULE]
    assert [choice for _, choice in Arbiter({}).rank([RULE, PRICE])] == [RULE, PRICE]


def test_the_shipped_weights_know_a_surer_guess_from_a_worse_one() -> None:
    sure = Choice("order.eta", 0.9, {"order": 1.0, "chance": 0.9, "log": -0.1})
    unsure = Choice("order.total", 0.05, {"order": 1.0, "chance": 0.05, "log": -3.0})
    assert fitted().rank([unsure, sure])[0][1] is sure
