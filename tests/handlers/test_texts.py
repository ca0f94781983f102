"""Every language says the same things with the same variables, and each text fits where it is shown."""

from collections.abc import Iterator

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.facts.voice import SPOKEN
from handlers.texts import FOLDER, Texts

ARGS = dict.fromkeys(("deadline", "time", "order", "link"), "June 5, 6:00 PM")
KINDS = ("photo", "voice", "video", "document")
TEXTS = Texts()
SAME = {"media-sticker", "thumb-thanks"}


class Variables(Visitor):
    """Collects the variables and the variants of a message."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.found.add(f"${node.id.name}")

    def visit_Variant(self, node: ast.Variant) -> None:  # noqa: N802
        self.found.add(f"[{getattr(node.key, 'name', node.key)}]")
        self.generic_visit(node)


def messages(language: str) -> Iterator[ast.Message]:
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                yield entry


def shape(language: str) -> dict[str, set[str]]:
    """Each key with what stands in its text besides words."""
    found = {}
    for message in messages(language):
        variables = Variables()
        variables.visit(message)
        assert message.id.name not in found, f"{message.id.name} stands twice"
        found[message.id.name] = variables.found
    return found


@pytest.mark.parametrize("language", [one for one in SPOKEN if one != "en"])
def test_keys_and_variables_are_those_of_english(language: str) -> None:
    assert shape(language) == shape("en")


@pytest.mark.parametrize("language", SPOKEN)
def test_every_text_of_ours_is_said_without_a_gap(language: str) -> None:
    for entry in FluentParser().parse((FOLDER / language / "telegram.ftl").read_text("utf-8")).body:
        if isinstance(entry, ast.Message):
            for kind in KINDS:
                text = TEXTS.get(language, entry.id.name, kind=kind, **ARGS)
                assert text.strip() == text
                assert "{" not in text


@pytest.mark.parametrize("language", [one for one in SPOKEN if one != "en"])
def test_nothing_was_left_in_english(language: str) -> None:
    for entry in FluentParser().parse((FOLDER / "en" / "telegram.ftl").read_text("utf-8")).body:
        if isinstance(entry, ast.Message) and entry.id.name not in SAME:
            key = entry.id.name
            assert TEXTS.get(language, key, kind="voice", **ARGS) != TEXTS.get("en", key, kind="voice", **ARGS), key


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(("prefix", "most"), [("description", 512), ("short-description", 120), ("command-", 256)])
def test_what_telegram_shows_is_short_enough(language: str, prefix: str, most: int) -> None:
    for key in shape(language):
        if key.startswith(prefix):
            assert len(TEXTS.get(language, key)) <= most


@pytest.mark.parametrize("language", SPOKEN)
def test_a_deadline_is_named_only_where_a_task_is_opened(language: str) -> None:
    with_deadline = {key for key, held in shape(language).items() if "$deadline" in held}
    assert with_deadline == {
        "contact-locked", "media-person", "media-added", "human-asked", "human-waiting", "given-up",
    }  # fmt: skip


def test_other_languages_hear_english() -> None:
    assert TEXTS.get("de-AT", "privacy-kept") == TEXTS.get("en", "privacy-kept")
    assert TEXTS.get(None, "privacy-kept") == TEXTS.get("en", "privacy-kept")
    assert TEXTS.get("zh-hans", "privacy-kept") == TEXTS.get("zh", "privacy-kept")


def test_a_text_that_is_nowhere_or_lacks_its_value_is_a_mistake() -> None:
    with pytest.raises(LookupError):
        TEXTS.get("en", "nowhere")
    with pytest.raises(LookupError):
        TEXTS.get("en", "human-asked")
