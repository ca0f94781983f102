import random

import pytest
import torch

from bot.generation.automaton import Automaton, tables
from bot.generation.tokenizer import Vocabulary
from bot.plan.acts import ACTS, BLOCKS, Row


def sayable(vocabulary: Vocabulary, rows: int) -> torch.Tensor:
    return torch.tensor([vocabulary.sayable("en")] * rows)


def run(vocabulary: Vocabulary, slots: list[int], chance: random.Random, longest: int = 400) -> list[int] | None:
    """One random walk through the automaton; None if it never ended."""
    automaton = Automaton(tables(vocabulary), sayable(vocabulary, 1), [slots])
    written: list[int] = []
    for _ in range(longest):
        allowed = torch.nonzero(automaton.allowed[0]).flatten().tolist()
        assert allowed
        eager = [number for number in allowed if number in slots or number == vocabulary.end]
        token = chance.choice(eager if eager and chance.random() < 0.3 else allowed)
        if token == vocabulary.end:
            return written
        written.append(token)
        automaton.advance(torch.tensor([token]))
    return None


@pytest.mark.parametrize("act", ["order.shipped_on", "order.tracking_carrier", "order.items", "order.shipped"])
def test_every_walk_holds_each_slot_once_and_ends_as_a_sentence(vocabulary: Vocabulary, act: str) -> None:
    names = ACTS[act].slots_for(Row.NEW)
    slots = [vocabulary.special["{" + name + "}"] for name in names]
    chance, ended = random.Random(3), 0
    for _ in range(30):
        if (written := run(vocabulary, slots, chance)) is None:
            continue
        ended += 1
        assert sorted(number for number in written if number in vocabulary.special.values()) == sorted(slots)
        last = vocabulary.texts[written[-1]]
        assert last.endswith((".", "!", "?")) or last[1:-1] in BLOCKS
    assert ended > 5


def test_a_block_stands_last_after_a_colon(vocabulary: Vocabulary) -> None:
    items, order = vocabulary.special["{items}"], vocabulary.special["{order.id}"]
    automaton = Automaton(tables(vocabulary), sayable(vocabulary, 1), [[order, items]])
    assert not automaton.allowed[0, items]
    automaton.advance(torch.tensor([order]))
    assert not automaton.allowed[0, items]
    (colon,) = vocabulary.plain(":")
    automaton.advance(torch.tensor([colon]))
    assert automaton.allowed[0, items]
    automaton.advance(torch.tensor([items]))
    assert torch.nonzero(automaton.allowed[0]).flatten().tolist() == [vocabulary.end]


def test_rows_do_not_share_slots(vocabulary: Vocabulary) -> None:
    order, total = vocabulary.special["{order.id}"], vocabulary.special["{total}"]
    automaton = Automaton(tables(vocabulary), sayable(vocabulary, 2), [[order], [total]])
    assert automaton.allowed[0, order]
    assert not automaton.allowed[0, total]
    automaton.keep(torch.tensor([1]))
    assert automaton.allowed[0, total]
    assert not automaton.allowed[0, order]
