"""Values go in and out unharmed, or are made safe."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from storage.columns import clean_json, clean_text, dump_json
from storage.loading import digest_of

TEXT = some.text(some.characters(exclude_categories=[])) | some.text('\x00\ud800\udc00a\\"')
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | TEXT,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(TEXT)
def test_clean_text_can_be_kept(text: str) -> None:
    clean = clean_text(text)
    assert "\x00" not in clean.encode().decode()
    assert clean_text(clean) == clean


@given(some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_good_text_stays(text: str) -> None:
    assert clean_text(text) == text


@given(JSON)
def test_json_can_be_kept(value: object) -> None:
    assert dump_json(clean_json(value)) == dump_json(value)
    assert b"\x00" not in dump_json(value).encode()


def test_digests_compare_values() -> None:
    assert digest_of({"a": Decimal("24.0"), "b": 1}) == digest_of({"b": 1, "a": Decimal("24.00")})
    assert digest_of({"a": Decimal("100")}) != digest_of({"a": Decimal("1")})
    assert digest_of({"a": None}) != digest_of({"a": 0})
