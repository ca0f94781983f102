from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.importers.intents import parse_intents

Write = Callable[[str, str | bytes], Path]
HOURS = """
- name: opening_hours
  examples: {en: ["when are you open", " "], zh: 几点开门}
  replies: {en: ["From {shop.opens} to {shop.closes}."]}
"""


def test_an_intent_as_admins_write_it(write: Write) -> None:
    (hours,), rejected = parse_intents(write("intents.yaml", HOURS))
    assert (hours.name, hours.enabled, hours.verified, hours.action, rejected) == (
        "opening_hours",
        True,
        False,
        None,
        [],
    )
    assert hours.examples == {"en": ("when are you open",), "zh": ("几点开门",)}
    assert hours.replies == {"en": ("From {shop.opens} to {shop.closes}.",)}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("- name: Hours!\n  examples: {en: [x]}\n  action: handoff", "is not snake_case"),
        ("- name: a\n  replies: {en: [x]}", "a has no examples"),
        ("- name: a\n  examples: {en: [x]}", "neither replies nor act nor action"),
        ("- name: a\n  examples: {en: [x]}\n  act: order.flown", "act 'order.flown' is not known"),
        ("- name: a\n  examples: {en: [x]}\n  action: dance", "action 'dance' is none of"),
        ("- name: a\n  examples: {en: [x]}\n  replies: {en: ['{weather.today}']}", "unknown slot {weather.today}"),
        ("- name: a\n  examples: {en: [x]}\n  action: handoff\n  enabled: 'on'", "enabled must be true or false"),
        ("- name: a\n  examples: {en: [x]}\n  mood: good", "unknown key 'mood'"),
        ("- name: a\n  examples: {en: [2026-13-45]}\n  action: handoff", "month"),
        ("- just text", "not an intent"),
        (
            "- name: opening_hours\n  examples: {en: [x]}\n  action: handoff",
            "the name opening_hours stands on line 2 already",
        ),
        ("- name: a\n  examples: {no: [x]}\n  action: handoff", "examples: False is no language"),
        ("- name: a\n  examples: {english: [x]}\n  action: handoff", "'english' is no language"),
    ],
)
def test_a_wrong_intent_is_told_by_its_line_and_the_rest_is_taken(write: Write, entry: str, said: str) -> None:
    intents, (rejected,) = parse_intents(write("intents.yaml", HOURS + entry + "\n"))
    assert [intent.name for intent in intents] == ["opening_hours"]
    assert rejected.line == 5
    assert said in rejected.reason
    assert rejected.raw is None or "name" in rejected.raw or rejected.raw == "just text"


@pytest.mark.parametrize(
    "content", ["a: [1", "name: hours", "\tx", b"\xff\xfe", "- !!python/object:os.system {}\n  - [", "\x00"]
)
def test_what_is_no_list_of_intents_is_one_clear_error(write: Write, content: str | bytes) -> None:
    with pytest.raises(BadInput, match=r"intents\.yaml"):
        parse_intents(write("intents.yaml", content))


def test_an_empty_file_has_no_intents(write: Write) -> None:
    assert parse_intents(write("intents.yaml", "# nothing yet\n")) == ([], [])
