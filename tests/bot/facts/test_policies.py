"""Which passage of the shop's policies answers, by words, matters, countries and meaning."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.countries import countries
from bot.facts.matters import Matters
from bot.facts.meaning import Matrix, Meaning
from bot.facts.policies import Policies, quote
from storage.records import Passage, Source

TEXTS = {
    "Returns": "You may send anything back within 30 days, unused and with its tags.",
    "Refunds": "We refund the card you paid with within five working days.",
    "Shipping in the UK": "Delivery takes two to four days and costs £3.95.",
    "International shipping": "We ship to Ireland, France and Canada. It takes up to ten days.",
    "Warranty": "All tents carry a guarantee of two years against faults in seams and poles.",
    "Gift cards": "Gift cards never expire and can be used for anything.",
    "Privacy": "We never sell your personal data to anyone.",
}
PASSAGES = [Passage("policies.md", heading, text, f"digest-{heading}", 2) for heading, text in TEXTS.items()]
POLICIES = Policies(PASSAGES)


def heading(text: str, language: str = "en", policies: Policies = POLICIES) -> str | None:
    found = policies.find(text, language)
    return found[0].heading if found else None


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("how do I return something?", "en", "Returns"),
        ("can I send it back if I used it", "en", "Returns"),
        ("when do I get my refund", "en", "Refunds"),
        ("how long is the warranty", "en", "Warranty"),
        ("do gift cards expire?", "en", "Gift cards"),
        ("do you sell my data", "en", "Privacy"),
        ("do you ship to Canada?", "en", "International shipping"),
        ("how much is delivery in the UK", "en", "Shipping in the UK"),
        ("как вернуть товар?", "ru", "Returns"),
        ("есть ли гарантия", "ru", "Warranty"),
        ("доставляете в Канаду?", "ru", "International shipping"),
        ("¿qué garantía tienen?", "es", "Warranty"),
        ("¿envían al extranjero?", "es", "International shipping"),
        ("怎么退货", "zh", "Returns"),
        ("保修多久", "zh", "Warranty"),
    ],
)
def test_the_passage_that_answers(text: str, language: str, answer: str) -> None:
    assert heading(text, language) == answer


@pytest.mark.parametrize("text", ["what is the weather", "hello", "", "???"])
def test_none_is_near_enough(text: str) -> None:
    assert POLICIES.find(text) is None


def test_a_shop_without_policies() -> None:
    assert Policies([]).find("how do I return something?") is None


def test_a_better_match_has_a_higher_score() -> None:
    near, nearer = POLICIES.find("guarantee"), POLICIES.find("is there a guarantee on the seams of tents")
    assert near and nearer and near[1] < nearer[1]


class Ripping:
    """Vectors by which a ripping garment is a fault, and everything else is far from everything."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.asked += texts
        rows = np.zeros((len(texts), 3), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0 if "faults" in text else 1] = 1
            if "ripped" in text:
                row[:] = (1, 0, 0)
        return rows


def test_meaning_finds_what_words_do_not() -> None:
    assert heading("mine ripped apart") is None
    assert heading("mine ripped apart", policies=Policies(PASSAGES, Meaning(Ripping()))) == "Warranty"


def test_meaning_is_asked_in_english_only() -> None:
    assert heading("mine ripped apart", "es", Policies(PASSAGES, Meaning(Ripping()))) is None


def test_passages_are_embedded_once() -> None:
    model = Ripping()
    policies = Policies(PASSAGES, Meaning(model))
    learnt = len(model.asked)
    policies.find("mine ripped apart")
    policies.find("mine ripped apart")
    assert learnt > len(PASSAGES)
    assert model.asked.count("mine ripped apart") <= 2  # once for the passages, once for its matter
    assert not set(model.asked[learnt:]) & set(model.asked[:learnt])


@given(st.text(), st.sampled_from(["en", "zh", "ru", "es"]))
@settings(deadline=None)
def test_any_question_finds_a_passage_of_the_shop_or_none(text: str, language: str) -> None:
    found = POLICIES.find(text, language)
    assert found is None or found[0] in PASSAGES


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("do you ship to Germany or france", {"DE", "FR"}),
        ("доставка в Германию", {"DE"}),
        ("envían a Alemania", {"DE"}),
        ("寄到德国吗", {"DE"}),
        ("to the UK", {"GB"}),
        ("anywhere in the EU", {"EU"}),
        ("germanium and francs", set()),
        ("where is my order", set()),
    ],
)
def test_countries(text: str, codes: set[str]) -> None:
    assert countries(text) == codes


@pytest.mark.parametrize(
    ("text", "language"),
    [("can I return it", "en"), ("можно вернуть?", "ru"), ("¿puedo devolverlo?", "es"), ("能退货吗", "zh")],
)
def test_a_matter_has_one_name_in_every_language(text: str, language: str) -> None:
    assert Matters("policy_matters.yaml").asked(text, language)["return"] > 0.5


EUROPE = [
    Passage("shipping.md", heading, text, heading, 1)
    for heading, text in {
        "Delivery to Belgium and Spain": "Delivery to Belgium and Spain costs €9.50.",
        "Delivery to Switzerland": "Delivery to Switzerland costs €14.90. We do not send parcels outside Europe.",
        "Delivery to the European Union": "Delivery to countries of the European Union costs €12.00.",
    }.items()
]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("how much is delivery to Spain", "Delivery to Belgium and Spain"),
        ("how much is delivery to Zurich", "Delivery to Switzerland"),
        ("how much is delivery to Latvia", "Delivery to the European Union"),
        ("how much is delivery to the Canary Islands", "Delivery to Belgium and Spain"),
        ("how much is delivery to Munich", "Delivery to the European Union"),
    ],
)
def test_a_country_named_is_nearer_than_its_union(text: str, answer: str) -> None:
    assert heading(text, policies=Policies(EUROPE)) == answer


COLLECTING = Passage("delivery.md", "Collecting from the shop", "You can fetch it free of charge.", "c", 1)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how long do you hold it for pick-up", "en"),
        ("есть самовывоз?", "ru"),
        ("¿hay recogida en tienda?", "es"),
        ("可以自提吗", "zh"),
    ],
)
def test_a_matter_finds_its_heading(text: str, language: str) -> None:
    assert heading(text, language, Policies([*PASSAGES, COLLECTING])) == "Collecting from the shop"


def test_a_quote_is_the_whole_passage_with_its_digest() -> None:
    found = quote(PASSAGES[0])
    assert found.text == "\n" + TEXTS["Returns"]
    assert found.receipts[0].sources == (Source("policies", "policies.md#Returns", "text", "digest-Returns", 2),)


@pytest.mark.parametrize("text", ["would you take my old one off me against a new one", "do you do part exchange"])
def test_an_old_thing_in_part_payment_is_taken_back(text: str) -> None:
    assert Matters("policy_matters.yaml").asked(text, "en")["takeback"] > 0.5


ABROAD = [
    Passage("shipping.md", heading, text, heading, 1)
    for heading, text in {
        "Delivery to the European Union": "Delivery to countries of the European Union costs £9.00 and takes a week.",
        "Delivery to the rest of the world": "We deliver to Norway and Japan for £15.00. It takes two weeks.",
        "Sending goods back": "You pay the postage of a return. Keep the receipt.",
        "Returns": "You have 45 days to return goods unused.",
    }.items()
]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("do you deliver to Spain", "Delivery to the European Union"),
        ("do you deliver to Norway", "Delivery to the rest of the world"),
        ("do you deliver to Brazil", "Delivery to the rest of the world"),
    ],
)
def test_a_country_that_some_passage_names_is_not_among_the_others(text: str, answer: str) -> None:
    assert heading(text, policies=Policies(ABROAD)) == answer


@pytest.mark.parametrize(
    ("before", "text", "answer"),
    [
        ("do you deliver to Spain", "how long does that take", "Delivery to the European Union"),
        ("do you deliver to Norway", "how long does that take", "Delivery to the rest of the world"),
        ("can I return goods", "who pays the postage of that", "Sending goods back"),
    ],
)
def test_a_question_goes_on_with_the_one_before(before: str, text: str, answer: str) -> None:
    found = Policies(ABROAD).follow(before, text)
    assert found is not None
    assert found[0].heading == answer


def test_nothing_follows_without_passages() -> None:
    assert Policies([]).follow("do you deliver", "how long does that take") is None


def test_who_names_no_country_asks_of_home() -> None:
    home = Passage("returns.md", "Returns", "Send it back within 60 days; the postage is on us.", "h", 1)
    away = Passage("returns.md", "Returns from other countries", "You pay the postage back within 60 days.", "a", 1)
    both = Policies([away, home])
    asked = "who pays the postage to send it back"
    assert both.best(asked, "en")[0] is home  # type: ignore[index]
    assert both.best(f"{asked} from another country, elsewhere", "en")[0] is away  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "code"), [("shipping to Anchorage", "US-AK"), ("envíos a PR", "PR"), ("aloha, how long", "US-HI")]
)
def test_far_parts_of_a_country_are_known(text: str, code: str) -> None:
    assert code in countries(text)
