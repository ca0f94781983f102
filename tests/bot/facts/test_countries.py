"""Countries by name and by city, in the spoken languages and in every case of Russian."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.countries import UNION, countries


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Do you ship to France?", {"FR"}),
        ("to GERMANY or Austria", {"DE", "AT"}),
        ("¿envían a España o a México?", {"ES", "MX"}),
        ("доставка в Германию", {"DE"}),
        ("отправите из Китая?", {"CN"}),
        ("送到日本吗", {"JP"}),
        ("to Paris", {"FR"}),
        ("в Москву", {"RU"}),
        ("to the UK", {"GB"}),
        ("in Scotland", {"GB"}),
        ("до Англии", {"GB"}),
        ("to the US", {"US"}),
        ("to the U.S.?", {"US"}),
        ("a EE.UU.", {"US"}),
        ("в США", {"US"}),
        ("Dubai", {"AE"}),
        ("the EU", {"EU"}),
        ("en Europa", {"EU"}),
        ("по Европе", {"EU"}),
        ("寄到欧盟", {"EU"}),
        ("Niger", {"NE"}),
        ("my uncle in Boston", {"US"}),
        ("寄到加那利群岛可以吗", {"ES"}),
        ("a Canarias", {"ES"}),
        ("I'm in Leeds", {"GB"}),
        ("в Мюнхен", {"DE"}),
        ("寄到米兰", {"IT"}),
        ("Nigeria", {"NG"}),
    ],
)
def test_a_country_is_named(text: str, codes: set[str]) -> None:
    assert countries(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "can you send it to us",
        "the ukulele",
        "a male model",
        "garden center",
        "eau de cologne",
        "в порту",
        "казан для плова",
        "кубок",
        "экран",
        "whales",
        "",
    ],
)
def test_no_country(text: str) -> None:
    assert countries(text) == frozenset()


def test_the_union_has_its_members() -> None:
    assert len(UNION) == 27
    assert {"FR", "ES"} <= UNION
    assert not {"GB", "NO", "CH", "EU"} & UNION


@given(st.text(), st.text())
def test_words_around_a_country_leave_it_named(before: str, after: str) -> None:
    assert "PT" in countries(f"{before} portugal {after}")
