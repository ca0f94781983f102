"""Products named in full, in part, misspelt, alike, and not at all."""

import time
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from itertools import product as pairs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intents.catalogue import Index, Mentions
from bot.intents.reading import KindMention, OptionMention, ProductMention
from storage.records import ProductId, Sku, Variant


def variant(product: str, title: str, **fields: object) -> Variant:
    sku = Sku(f"{product}/{fields.get('options')}")
    return Variant(sku, ProductId(product), title, Decimal(10), "GBP", **fields)  # type: ignore[arg-type]


SHOP = [
    *(
        variant("jacket", "Northmoor Rain Jacket", category="Jackets", options={"Size": size, "Colour": colour})
        for size, colour in pairs("SML", ("Red", "Navy Blue"))
    ),
    variant("dome", "Alpine Dome Tent", category="Tents", description="It comes with a leather pouch."),
    variant("ridge", "Alpine Ridge Tent", category="Tents"),
    variant("mug", "Trail Mug", category="Mugs"),
    variant("salt", "Salt and Pepper Set"),
    variant("heron", "Red Heron Lantern"),
    variant("wallet", "Leather Wallet"),
    variant("kestrel", "Kestrel 2"),
    variant("тент", "Палатка Сокол"),
]
INDEX = Index(SHOP)


def ids(text: str) -> list[list[str]]:
    return [[name for name, _ in mention.matches] for mention in INDEX.find(text).products]


@pytest.mark.parametrize("row", {row.title: row for row in SHOP}.values(), ids=lambda row: str(row.title))
@pytest.mark.parametrize("sentence", ["{}", "how much is the {}?", "есть {}?", "{}多少钱"])
def test_a_full_title_is_sure(row: Variant, sentence: str) -> None:
    for title in (row.title, row.title.lower(), row.title.upper()):
        [mention] = INDEX.find(sentence.format(title)).products
        assert (mention.written, mention.matches, mention.weak) == (title, ((row.product_id, 1.0),), False)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("is the rain jacket warm", "jacket"),
        ("the alpine dome", "dome"),
        ("dome tents", "dome"),
        ("salt & pepper set", "salt"),
        ("heron lantern", "heron"),
        ("trial mug", "mug"),
        ("trail mugg", "mug"),
        ("nortmoor rain jaket", "jacket"),
        ("alpine ridge tnet", "ridge"),
        ("tráil müg", "mug"),
        ("палатку сокола", "тент"),
    ],
)
def test_part_of_a_title_and_slips(text: str, product: str) -> None:
    assert ids(text) == [[product]]


def test_a_fuller_name_scores_higher() -> None:
    scores = [
        INDEX.find(text).products[0].matches[0][1] for text in ("jacket please", "rain jacket", "northmoor rain jacket")
    ]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_similar_titles_are_both_meant() -> None:
    assert [sorted(names) for names in ids("is the alpine tent in stock")] == [["dome", "ridge"]]


def test_two_products() -> None:
    assert ids("is the dome tent or the ridge tent lighter") == [["dome"], ["ridge"]]
    assert ids("salt and pepper set and trail mug") == [["salt"], ["mug"]]


@pytest.mark.parametrize(
    ("text", "weak"), [("is it leather?", True), ("walet", True), ("wallet", False), ("leather wallet", False)]
)
def test_a_weak_mention(text: str, weak: bool) -> None:
    [mention] = INDEX.find(text).products
    assert (mention.matches[0][0], mention.weak) == ("wallet", weak)


@pytest.mark.parametrize(
    "text", ["where is my order?", "2", "with and the", "asdfgh", "сколько стоит доставка", "你好", ""]
)
def test_nothing_is_named(text: str) -> None:
    assert INDEX.find(text) == Mentions()


def test_an_option_beside_a_title() -> None:
    found = INDEX.find("the rain jacket in navy blue, size M")
    assert [mention.matches[0][0] for mention in found.products] == ["jacket"]
    assert [(option.value, option.known) for option in found.options] == [("Navy Blue", True), ("M", True)]


def test_an_option_word_inside_a_title_is_the_title() -> None:
    for name in ("red heron lantern", "red heron"):
        found = INDEX.find(f"is the {name} nice")
        assert [mention.written for mention in found.products] == [name]
        assert found.options == ()


def test_an_option_word_alone_is_no_product() -> None:
    found = INDEX.find("do you have it in red")
    assert found.products == ()
    assert [option.value for option in found.options] == ["Red"]


def test_a_kind_said_in_the_plural_is_no_product() -> None:
    found = INDEX.find("do you have tents?")
    assert found.products == ()
    assert [(kind.written, kind.value) for kind in found.kinds] == [("tents", "Tents")]


def test_nothing_is_named_inside_what_is_taken() -> None:
    assert INDEX.find("trail mug", [(0, 9)]) == Mentions()


def test_an_empty_shop() -> None:
    assert Index([]).find("how much is the trail mug") == Mentions()


@given(st.text() | st.lists(st.sampled_from("trail mug red alpine tent dome a M 2 ? or and".split())).map(" ".join))  # noqa: SIM905
@settings(deadline=None)
def test_mentions_stand_where_they_say(text: str) -> None:
    found = INDEX.find(text)
    groups: list[Sequence[ProductMention | OptionMention | KindMention]] = [found.products, found.options, found.kinds]
    for mentions in groups:
        assert all(text[mention.start : mention.end] == mention.written for mention in mentions)
        assert all(left.start < right.start for left, right in pairwise(mentions))
    assert all(0 < score <= 1 for mention in found.products for _, score in mention.matches)


def test_ten_thousand_products_answer_at_once() -> None:
    syllables = ["".join(pair) for pair in pairs("bdfgklmnpr", "aeiou")]
    titles = [f"{one}lto {two}ndok {number} Tent" for one, two, number in pairs(syllables, syllables, range(4))]
    index = Index([variant(f"p{place}", title.title()) for place, title in enumerate(titles)])
    started = time.perf_counter()
    for place in (0, 4_321, len(titles) - 1):
        [mention] = index.find(f"how much is the {titles[place]}, please?").products
        assert f"p{place}" in dict(mention.matches)
    index.find(". ".join(titles[::100]))
    assert time.perf_counter() - started < 0.2
