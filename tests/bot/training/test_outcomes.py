"""Every reading of a segment is tried on its question, and the one that the label calls right is the example."""

from pathlib import Path

import pytest

from bot.bootstrap import make_wording
from bot.conversation.clerk import Clerk
from bot.conversation.replay import Recorded
from bot.conversation.shop import Shops
from bot.evaluation.questions import Verdict
from bot.generation.client import NoWriter
from bot.plan.arbiter import Arbiter
from bot.settings import Settings
from bot.training.outcomes import Scripted, Trial, worth_of
from storage.engine import Store
from tests.conftest import ANN, PLACED, MakeReader


def question(text: str, line: int = 1, **label: object) -> Recorded:
    return Recorded(line, "k", text, ANN, "en", label)


@pytest.fixture
def trial(phrase_reader: MakeReader, small_shop: Store, small_home: Path) -> Trial:
    settings = Settings(home=small_home)
    scripted = Scripted(Arbiter({}))
    clerk = Clerk(Shops(phrase_reader), make_wording(settings, NoWriter()), PLACED - PLACED.replace(day=1), scripted)
    return Trial(clerk, scripted, small_shop.reading, "small", PLACED)


async def test_the_reading_whose_reply_is_right_is_marked(trial: Trial) -> None:
    fact = ["policies", "returns.md#Returns", "text"]
    asked = question("send unused goods back within 45 days returned", acts=["policy.quote"], facts=[fact])
    (example,) = await trial.learn(asked)
    assert [name for name, good in zip(example.names, example.good, strict=True) if good] == ["policy"]
    assert "action.return" in example.names


async def test_nothing_is_learnt_where_every_reading_is_as_good(trial: Trial) -> None:
    assert await trial.learn(question("how was #W9999 paid", acts=["order.placed"], facts=[])) == []


async def test_the_conversation_goes_on_from_the_best_reply(trial: Trial) -> None:
    total, paid = ["orders", "#W1002", "total"], ["orders", "#W1002", "payment_method"]
    await trial.learn(question("what does #W1002 come to", acts=["order.total"], facts=[total]))
    await trial.learn(question("how was it paid", 2, acts=["order.payment"], facts=[paid]))
    scene, *_ = trial._scenes["k"]
    assert (scene.orders, scene.asked[0].intent) == (("#W1002",), "order.payment")


def test_a_right_reply_is_worth_more_than_a_wrong_one_and_fewer_words_more_than_many() -> None:
    asked = question("?", acts=["order.total"])

    def verdict(acts: tuple[str, ...], wrong: tuple[str, ...] = ()) -> float:
        return worth_of(Verdict(1, "?", "", "template", wrong, (), not wrong, acts), asked)

    assert verdict(("order.total",)) > verdict(("order.total", "order.eta_none")) > verdict((), ("missing: 1",))
