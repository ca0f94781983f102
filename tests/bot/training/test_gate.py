"""Every guarded figure closes the gate on its own; noise and figures that are only shown do not."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from bot.generation.checkpoint import ModelUnusable, inspect
from bot.training.gate import (
    BITS,
    LATENCY_MS,
    RIGHT,
    Compared,
    compare_answers,
    compare_training,
    noise,
    read_figures,
    slowest,
    told,
    with_bits,
)
from bot.training.versions import shipped

ASKED = 2000


def trained(bits: float | None = 0.5, **languages: dict[str, Any]) -> dict[str, Any]:
    """Figures of two languages; a keyword changes those of one, `None` in place of a figure leaves it out."""
    told: dict[str, Any] = {"finished": 0.999, "licensed": 0.8, "slot_errors": 0, "novel": 0.1, "distinct_of_ten": 6.0}
    both = {name: told | languages.get(name, {}) for name in ("en", "ru")}
    acts = [{"language": name, "act": "order.shipped", "asked": ASKED} for name in both]
    return {"languages": both, "held_out_perplexity": 3.0, "held_out_bits": bits, "acts": acts}


ANSWERS = {
    "questions": 400,
    "right_facts": 0.87,
    "ungrounded": 0,
    "facts_generated": 0.97,
    "p95_ms": 200.0,
    "p50_ms": 110.0,
    "distinct_2": 0.5,
}
SPENT_MS = [100.0] * 380 + [200.0] * 20


def worse(rows: list[Compared]) -> list[str]:
    return [row.figure for row in rows if row.worse]


def test_a_version_is_as_good_as_itself() -> None:
    assert worse(compare_training(trained(), trained())) == []
    assert worse(compare_answers(ANSWERS, ANSWERS, SPENT_MS)) == []
    assert {row.better for row in compare_training(trained(), trained())} == {"same"}


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ({"ru": {"licensed": 0.77}}, ["licensed_ru"]),
        ({"ru": {"licensed": 0.7}}, ["licensed", "licensed_ru"]),
        ({"en": {"finished": 0.99}}, ["finished", "finished_en"]),
        ({"ru": {"slot_errors": 1}}, ["slot_errors"]),
        ({"ru": {"slot_errors": None}}, ["slot_errors"]),
        ({"ru": {"licensed": None}}, ["licensed", "licensed_ru"]),
        ({"ru": {"licensed": math.nan}}, ["licensed", "licensed_ru"]),
        ({"ru": {"licensed": "0.9"}}, ["licensed", "licensed_ru"]),
        ({"bits": 0.5 * (1 + BITS) + 0.001}, ["held_out_bits"]),
        ({"bits": None}, ["held_out_bits"]),
        ({"bits": math.inf}, ["held_out_bits"]),
    ],
)
def test_each_figure_of_training_closes_the_gate(change: dict[str, Any], figures: list[str]) -> None:
    assert worse(compare_training(trained(), trained(**change))) == figures


def test_a_language_that_is_no_longer_spoken_closes_the_gate() -> None:
    fewer = trained()
    del fewer["languages"]["ru"]
    assert worse(compare_training(trained(), fewer)) == ["licensed_ru", "finished_ru"]
    assert worse(compare_training(fewer, trained())) == []


def test_slot_errors_are_none_whatever_the_version_in_place_has() -> None:
    slips = trained(en={"slot_errors": 3})
    assert worse(compare_training(slips, trained(en={"slot_errors": 1}))) == ["slot_errors"]


def test_noise_and_what_is_only_shown_pass() -> None:
    quiet = trained(bits=0.5 * (1 + BITS) - 0.001, en={"licensed": 0.79, "novel": 0.0, "distinct_of_ten": 1.0})
    assert worse(compare_training(trained(), quiet)) == []


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"right_facts": 0.87 - RIGHT - 0.001}, "right_facts"),
        ({"ungrounded": 1}, "ungrounded"),
        ({"facts_generated": 0.9}, "facts_generated"),
        ({"p95_ms": 200 * 1.2 + LATENCY_MS + 1}, "p95_ms"),
        ({"p95_ms": None}, "p95_ms"),
    ],
)
def test_each_figure_of_the_questions_closes_the_gate(change: dict[str, Any], figure: str) -> None:
    assert worse(compare_answers(ANSWERS, ANSWERS | change, SPENT_MS)) == [figure]


def test_a_little_slower_or_plainer_passes() -> None:
    quiet = {"facts_generated": 0.96, "p95_ms": 230.0, "p50_ms": 200.0, "distinct_2": 0.1}
    assert worse(compare_answers(ANSWERS, ANSWERS | quiet, SPENT_MS)) == []


def test_few_questions_say_little_about_the_slowest() -> None:
    many, few = [100.0] * 940 + [150.0] * 30 + [900.0] * 30, [100.0] * 94 + [150.0] * 3 + [900.0] * 3
    assert slowest(many) == 150 * 1.2 + LATENCY_MS
    assert slowest(few) == 900 * 1.2 + LATENCY_MS
    assert slowest([50.0]) == 50 * 1.2 + LATENCY_MS
    assert slowest([]) is None


def test_who_is_better_and_by_how_much() -> None:
    up, down = Compared("licensed", 0.8, 0.9, rising=True), Compared("p95_ms", 200.0, 150.0, rising=False)
    assert (up.better, up.by, down.better, down.by) == ("b", 0.1, "b", -50.0)
    assert Compared("licensed", 0.9, 0.8, rising=True).better == "a"
    assert Compared("licensed", None, 0.8, rising=True).better is None
    row = Compared("licensed_ru", 0.77, 0.7, rising=True, allowed=0.75)
    assert told(row, "shipped") == "licensed ru 0.7 (shipped 0.77, at least 0.75)"


def test_noise_falls_with_the_sample_and_is_never_nothing() -> None:
    assert noise(0.8, 500) > noise(0.8, 2000) > noise(1.0, 2000) > 0


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"languages": {}}', '{"languages": {"en": 3}}'])
def test_figures_that_are_damaged_or_missing_are_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "figures.json").write_text(content)
    with pytest.raises(ModelUnusable, match="run `shopclerk train`"):
        read_figures(tmp_path)


@pytest.mark.slow
def test_bits_a_character_do_not_depend_on_the_tokens() -> None:
    """A perplexity of 2 a token is one bit a token, spread over the characters of its text."""
    checkpoint = inspect(shipped().folder)
    figures = json.loads(json.dumps(trained() | {"held_out_perplexity": 2.0}))
    bits = with_bits(figures, checkpoint)["held_out_bits"]
    assert 0.1 < bits < 1.0
    assert with_bits(figures | {"held_out_perplexity": 4.0}, checkpoint)["held_out_bits"] == pytest.approx(
        2 * bits, rel=0.01
    )
    assert with_bits({"languages": {"en": {}}, "held_out_perplexity": None}, checkpoint) == {
        "languages": {"en": {}},
        "held_out_perplexity": None,
    }
