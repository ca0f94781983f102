"""The oracle notices each kind of damage, and calls nothing damage that is none."""

from collections.abc import Callable, Sequence

import pytest

from bot.conversation.handover import CUSTOMER
from handlers.texts import Texts
from tests.stateful.echo import ECHO
from tests.stateful.model import Look, Talk, Wrong
from tests.stateful.reading import STAFF

TEXTS = Texts()
BACK, TOLD = TEXTS.get("en", "bot-back"), TEXTS.get("en", "staff-told-back")
CALLED = TEXTS.get("en", "human-asked", deadline="noon")
Story = Callable[[Talk], object]


def shown(*texts: str, topic: Sequence[str] = (), mode: str = "clerk") -> Look:
    return Look(list(texts), list(topic), mode)


def wrote(*words: str, batch: int = 0) -> Story:
    def story(talk: Talk) -> None:
        for word in words:
            talk.write(word, batch)

    return story


def with_person() -> Talk:
    """A person has spoken, and everything is settled."""
    talk = Talk("A", has_topic=True)
    talk.staff_say("A1")
    talk.settle(shown(f"{STAFF}A1", mode="person"))
    return talk


DAMAGE: dict[str, tuple[Story, Look]] = {
    "lost": (wrote("A1"), shown()),
    "doubled": (wrote("A1"), shown(f"{ECHO}A1", f"{ECHO}A1")),
    "doubled in one text": (wrote("A1"), shown(f"{ECHO}A1 A1")),
    "out of order": (wrote("A1", "A2"), shown(f"{ECHO}A2", f"{ECHO}A1")),
    "another chat's": (wrote("A1"), shown(f"{ECHO}A1", f"{ECHO}B2")),
    "in pieces": (wrote("A1", "A2", batch=1), shown(f"{ECHO}A1", f"{ECHO}A2")),
    "the text before its edit": (lambda talk: talk.write("A1", 1, "A2"), shown(f"{ECHO}A1")),
    "both texts": (lambda talk: talk.edit(talk.write("A1", 0), "A2"), shown(f"{ECHO}A1", f"{ECHO}A2")),
    "an apology": (wrote("A1"), shown("I'm sorry, I couldn't work out your message.")),
    "a notice twice": (lambda talk: talk.call_person(), shown(CALLED, CALLED)),
    "no notice": (lambda talk: talk.call_person(), shown()),
    "a person's words lost": (lambda talk: talk.staff_say("A1"), shown(mode="person")),
    "the mode lost": (lambda talk: talk.staff_say("A1"), shown(f"{STAFF}A1", mode="clerk")),
    "read twice by staff": (wrote("A1"), shown(f"{ECHO}A1", topic=[f"{CUSTOMER}A1", f"{CUSTOMER}A1"])),
    "in another's topic": (wrote("A1"), shown(f"{ECHO}A1", topic=[f"{CUSTOMER}B1"])),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_noticed(kind: str) -> None:
    story, look = DAMAGE[kind]
    talk = Talk("A")
    story(talk)
    with pytest.raises(Wrong):
        talk.settle(look)


def test_a_burst_in_one_reply_and_an_edit_are_right() -> None:
    talk = Talk("A")
    wrote("A1", "A2", batch=1)(talk)
    late = talk.write("A3", 2)
    talk.edit(late, "A4")
    talk.settle(shown(f"{ECHO}A1 A2", f"{ECHO}A3"))
    talk.edit(late, "A5")
    talk.settle(shown(f"{ECHO}A1 A2", f"{ECHO}A3"))


def test_what_stood_there_must_stay_and_nothing_old_may_come() -> None:
    talk = Talk("A")
    wrote("A1")(talk)
    talk.settle(shown(f"{ECHO}A1"))
    with pytest.raises(Wrong, match="changed"):
        talk.settle(shown("…"))
    with pytest.raises(Wrong, match="answered before"):
        talk.settle(shown(f"{ECHO}A1", f"{ECHO}A1"))


def test_a_reply_under_way_may_be_dropped_for_a_person_but_none_follows() -> None:
    for seen in ([f"{ECHO}A1", f"{STAFF}A2"], [f"{STAFF}A2"]):
        talk = Talk("A", has_topic=True)
        wrote("A1")(talk)
        talk.staff_say("A2")
        talk.settle(shown(*seen, mode="person"))
    talk = Talk("A", has_topic=True)
    wrote("A1")(talk)
    talk.staff_say("A2")
    with pytest.raises(Wrong, match="spoke"):
        talk.settle(shown(f"{STAFF}A2", f"{ECHO}A1", mode="person"))


def test_with_a_person_the_clerk_is_silent_and_staff_read_everything() -> None:
    talk = with_person()
    wrote("A2")(talk)
    talk.settle(shown(f"{STAFF}A1", topic=[f"{CUSTOMER}A2"], mode="person"))
    silent = with_person()
    wrote("A2")(silent)
    with pytest.raises(Wrong, match="must not be"):
        silent.settle(shown(f"{STAFF}A1", f"{ECHO}A2", topic=[f"{CUSTOMER}A2"], mode="person"))
    unread = with_person()
    wrote("A2")(unread)
    with pytest.raises(Wrong, match="never read"):
        unread.settle(shown(f"{STAFF}A1", mode="person"))


def test_both_ways_back_to_the_clerk() -> None:
    talk = with_person()
    talk.go_back()
    wrote("A2")(talk)
    talk.settle(shown(f"{STAFF}A1", BACK, f"{ECHO}A2"))
    talk = with_person()
    talk.staff_back()
    talk.settle(shown(f"{STAFF}A1", TOLD))
    wrote("A2")(talk)
    talk.settle(shown(f"{STAFF}A1", TOLD, f"{ECHO}A2"))


def test_a_customer_who_blocks_the_bot_may_miss_what_was_under_way() -> None:
    for seen in ([f"{ECHO}A1"], []):
        talk = Talk("A")
        wrote("A1")(talk)
        talk.block(True)
        talk.settle(shown(*seen))
        talk.block(False)
        talk.settle(shown(*seen))
        wrote("A2")(talk)
        with pytest.raises(Wrong, match="never answered"):
            talk.settle(shown(*seen))
