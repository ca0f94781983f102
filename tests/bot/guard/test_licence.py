"""The licence over clauses of its own, so that the reviewed files may change freely."""

import pytest

from bot.generation.request import Candidate
from bot.guard.clauses import Clause
from bot.guard.licence import Licence, allow, choose, denied, fold, judge, template, words
from bot.guard.wordings import cell
from bot.plan.acts import ACTS, Kind, Polarity, Row

NONE = [
    "We hold no record that order {order.id} was delivered.",
    "We hold no record that your order {order.id} was delivered.",
    "Order {order.id} was not marked as delivered.",
    "Your order {order.id} is not marked as delivered in our records.",
]


def judged(text: str, texts: list[str] = NONE, act: str = "order.delivered_none") -> str | None:
    return judge(text, "en", act, allow(texts, "en", act))


def test_reviewed_wordings_are_licensed() -> None:
    assert all(judged(text) is None for text in NONE)


def test_a_new_join_of_known_stretches_is_licensed() -> None:
    assert judged("Order {order.id} is not marked as delivered in our records.") is None


@pytest.mark.parametrize(
    "text",
    [
        "Order {order.id} was delivered.",
        "Your order {order.id} was marked as delivered.",
        "Order {order.id} is marked as delivered in our records.",
        "We hold a record that order {order.id} was delivered.",
        "Order {order.id} was not marked as delivered tomorrow.",
        "Order {order.id} was not marked as delivered.  ",
        "Order {order.id}.",
        "was delivered.",
        "",
    ],
)
def test_a_splice_that_loses_its_denial_is_refused(text: str) -> None:
    assert judged(text) is not None


def test_words_keep_their_spaces_and_slots() -> None:
    text = "It's here: {order.id}, isn't it?"
    assert words(text, "en") == ["It's", " here", ":", " {order.id}", ",", " isn't", " it", "?"]
    assert words("订单{order.id}已发货。", "zh") == ["订", "单", "{order.id}", "已", "发", "货", "。"]


def test_phrases_that_name_a_row_fold_into_one_mark() -> None:
    one, _ = fold("The date of your order {order.id} is known.", "en")
    two, runs = fold("The date of it is known.", "en")
    assert one == two
    assert runs


def test_the_opener_is_no_denial() -> None:
    assert not denied("No, it was delivered.", "en")
    assert denied("No, it wasn't delivered.", "en")


def test_slots_must_be_exactly_those_of_the_row() -> None:
    licence = Licence()
    for text in ("It came.", "{order.id} {order.id}", "Order {order.id}: {total}."):
        assert licence.refuses(text, "en", "order.delivered", Polarity.OPEN, Row.NEW) == "slots"


def test_an_unknown_act_or_language_is_refused() -> None:
    licence = Licence()
    assert licence.refuses("It is here.", "en", "order.flying", Polarity.OPEN, Row.SAME)
    assert licence.refuses("C'est ici.", "fr", "order.delivered", Polarity.OPEN, Row.SAME)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh", "ru", "es"])
def test_every_template_is_licensed(language: str) -> None:
    licence = Licence()
    for act in ACTS.values():
        for row in act.rows():
            for polarity in Polarity if act.polar else (Polarity.OPEN,):
                if not cell(language, act.name, polarity, row):
                    continue
                for seed in range(3):
                    text = template(language, act.name, polarity, row, seed)
                    assert licence.refuses(text, language, act.name, polarity, row) is None, (act.name, text)


def test_a_template_falls_back_to_english_and_to_no_opener() -> None:
    assert template("fr", "order.shipped", Polarity.OPEN, Row.SAME, 0)
    frames = [act.name for act in ACTS.values() if act.kind is Kind.FRAME]
    assert template("en", frames[0], Polarity.YES, Row.FREE, 0) == template("en", frames[0], Polarity.OPEN, Row.FREE, 0)


def test_a_template_nobody_reviewed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> tuple[Clause, ...]:
        return ()

    monkeypatch.setattr("bot.guard.licence.cell", nothing)
    with pytest.raises(LookupError, match=r"no reviewed wording of order\.total"):
        template("en", "order.total", Polarity.OPEN, Row.SAME, 0)


OFFERED = [Candidate("a", -0.2), Candidate("b", -0.5), Candidate("c", -3.0), Candidate("a", -0.2), Candidate("d", -0.1)]
FREE = [None, None, None, None, "unlicensed"]


def test_the_choice_is_by_seed_among_near_survivors() -> None:
    chosen = {choice.text for seed in range(40) if (choice := choose(OFFERED, FREE, seed, 1.0))}
    assert chosen == {"a", "b"}
    assert choose(OFFERED, FREE, 7, 1.0) == choose(OFFERED, FREE, 7, 1.0)


def test_without_survivors_there_is_no_choice() -> None:
    assert choose(OFFERED, ["no"] * 5, 1, 1.0) is None
    assert choose([], [], 1, 1.0) is None
