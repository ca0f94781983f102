from itertools import islice, pairwise

import pytest

from bot.generation.prompt import TONES
from bot.guard.clauses import slots_in
from bot.guard.wordings import wordings
from bot.plan.acts import ACTS, Kind
from bot.training.corpus import Corpus, Example, is_held
from bot.training.fitting import asks_of
from bot.training.turns import own_turns

pytestmark = pytest.mark.slow

COUNT = 3000


@pytest.fixture(scope="module")
def drawn() -> list[Example]:
    return list(Corpus(own_turns(), ("en",), seed=4).draw(COUNT))


def test_the_same_seed_draws_the_same(drawn: list[Example]) -> None:
    assert list(islice(Corpus(own_turns(), ("en",), seed=4).draw(COUNT), 200)) == drawn[:200]
    assert list(islice(Corpus(own_turns(), ("en",), seed=5).draw(COUNT), 200)) != drawn[:200]


def test_the_mix_is_as_wanted(drawn: list[Example]) -> None:
    share = {stage: sum(e.stage == stage for e in drawn) / len(drawn) for stage in {e.stage for e in drawn}}
    assert share["normal"] == pytest.approx(0.5, abs=0.06)
    assert share["pair"] == pytest.approx(0.2, abs=0.06)
    assert share["hostile"] == pytest.approx(0.15, abs=0.04)


def test_every_example_is_a_clause_of_its_own_cell(drawn: list[Example]) -> None:
    for example in drawn[:500]:
        request = example.request
        assert sorted(slots_in(example.text)) == sorted(ACTS[request.act].slots_for(request.row))
        assert request.tone in TONES
        assert (example.stage == "frame") == (ACTS[request.act].kind is Kind.FRAME)


def test_a_pair_keeps_the_turn_and_flips_the_act(drawn: list[Example]) -> None:
    pairs = [e for e in drawn if e.stage == "pair"]
    flipped = [(a, b) for a, b in pairwise(pairs) if a.request.turn == b.request.turn]
    assert any(a.request.act != b.request.act for a, b in flipped)


def test_held_out_texts_stand_in_no_training_clause() -> None:
    corpus = Corpus(own_turns(), ("en",), seed=1)
    held = corpus.held()
    assert held
    for example in held:
        trained = {c.text for c in wordings("en", example.request.act) if not is_held(c.skeleton)}
        assert example.text not in trained


def test_every_fact_act_knows_which_asks_it_answers() -> None:
    assert asks_of("order.eta_past")[0] == "order.eta"
    assert asks_of("frame.ack")
    assert all(asks_of(act) for act in ACTS)
