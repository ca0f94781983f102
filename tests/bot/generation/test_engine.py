"""The engine over random weights: what holds whatever the model says."""

import time
from pathlib import Path
from typing import Any

import pytest

from bot.generation import prompt
from bot.generation.checkpoint import inspect, load_model
from bot.generation.request import ClauseRequest, Sampling
from bot.generation.speaker import Speaker
from bot.guard.clauses import slots_in
from bot.plan.acts import ACTS, Polarity, Row

pytestmark = pytest.mark.slow

ASKED = [
    ClauseRequest("en", "plain", "where is it", None, Row.NEW, Polarity.OPEN, "order.shipped_on"),
    ClauseRequest(
        "en", "warm", "a much longer question about my order " * 3, None, Row.SAME, Polarity.YES, "order.total"
    ),
    ClauseRequest("ru", "brief", "", "order.total", Row.SAME, Polarity.OPEN, "order.items"),
    ClauseRequest("zh", "plain", "几点", None, Row.FREE, Polarity.OPEN, "frame.bye"),
]
SAMPLING = Sampling(candidates=4, max_tokens=96, seed=5)


@pytest.fixture(scope="module")
def speaker(checkpoint_folder: Path) -> Speaker:
    checkpoint = inspect(checkpoint_folder)
    return Speaker(checkpoint.vocabulary, load_model(checkpoint))


def speak(speaker: Speaker, requests: list[ClauseRequest], sampling: Sampling = SAMPLING) -> list[list[Any]]:
    return speaker.speak([(requests, sampling, time.monotonic() + 60, lambda: False)])[0]


def test_every_candidate_holds_its_slots_and_nothing_else(speaker: Speaker) -> None:
    spoken = speak(speaker, ASKED, Sampling(candidates=24, max_tokens=200, seed=5))
    assert any(spoken)
    for request, candidates in zip(ASKED, spoken, strict=True):
        for candidate in candidates:
            assert sorted(slots_in(candidate.text)) == sorted(ACTS[request.act].slots_for(request.row))
            assert not any(sign.isdigit() for sign in candidate.text)
            assert "<|" not in candidate.text
            assert candidate.logprob < 0


def test_the_same_seed_says_the_same_whatever_else_is_in_the_batch(speaker: Speaker) -> None:
    together = speak(speaker, ASKED)
    alone = [speak(speaker, [request])[0] for request in ASKED]
    assert [[c.text for c in row] for row in together] == [[c.text for c in row] for row in alone]


def test_another_seed_says_something_else(speaker: Speaker) -> None:
    one = speak(speaker, ASKED, Sampling(candidates=8, max_tokens=200, seed=1))
    two = speak(speaker, ASKED, Sampling(candidates=8, max_tokens=200, seed=2))
    assert one != two


def test_a_deadline_ends_the_batch(speaker: Speaker) -> None:
    begun = time.monotonic()
    spoken = speaker.speak([(ASKED * 4, Sampling(max_tokens=250), begun - 1, lambda: False)])[0]
    assert time.monotonic() - begun < 1
    assert len(spoken) == len(ASKED) * 4


def test_nobody_waiting_ends_the_batch(speaker: Speaker) -> None:
    begun = time.monotonic()
    speaker.speak([(ASKED * 4, Sampling(max_tokens=250), begun + 60, lambda: True)])
    assert time.monotonic() - begun < 1


def test_two_callers_in_one_batch_get_their_own_answers(speaker: Speaker) -> None:
    until = time.monotonic() + 60
    other = Sampling(candidates=2, max_tokens=64, seed=9, temperature=1.1)
    both = speaker.speak([(ASKED, SAMPLING, until, lambda: False), (ASKED[:1], other, until, lambda: False)])
    assert both[0] == speak(speaker, ASKED) or [len(row) for row in both[0]] == [len(r) for r in speak(speaker, ASKED)]
    assert [c.text for c in both[1][0]] == [c.text for c in speak(speaker, ASKED[:1], other)[0]]


def test_an_act_or_language_without_tokens_gets_no_candidates(speaker: Speaker) -> None:
    strange = ClauseRequest("fr", "plain", "", None, Row.SAME, Polarity.OPEN, "order.total")
    spoken = speak(speaker, [strange, ASKED[0]], Sampling(candidates=24, max_tokens=200))
    assert spoken[0] == []
    assert len(spoken) == 2


def test_languages_of_the_prompt_all_have_a_mask(speaker: Speaker) -> None:
    assert set(speaker._sayable) == set(prompt.LANGUAGES)
