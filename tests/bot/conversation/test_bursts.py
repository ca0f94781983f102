"""What people send in a burst is one turn; everything else is a turn of its own."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.bursts import Burst, Piece, first_burst, wait_left

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAUSE = timedelta(seconds=1.2)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def said(message_id: int, text: str, seconds: float = 0, mergeable: bool = True, edit: bool = False) -> Piece:
    return Piece(message_id, text, at(int(seconds)), at(seconds), mergeable, edit)


def burst_of(*pieces: Piece, pause: timedelta = PAUSE, most: int = 20) -> Burst:
    return first_burst(pieces, pause, most)


def test_messages_near_together_are_one_turn_on_the_last() -> None:
    assert burst_of(said(1, "hi"), said(2, "where is", 1), said(3, "my mug", 2)) == Burst(
        3, 2, "hi\nwhere is\nmy mug", complete=False
    )


def test_a_single_message_stays_as_it_came() -> None:
    assert burst_of(said(1, "hi")) == Burst(1, 0, None, complete=False)


def test_what_is_sent_later_is_another_turn() -> None:
    assert burst_of(said(1, "hi"), said(2, "hello?", 60)) == Burst(1, 0, None, complete=True)


def test_a_burst_does_not_last_for_ever() -> None:
    dripping = [said(n, str(n), n) for n in range(1, 11)]
    assert burst_of(*dripping) == Burst(5, 4, "1\n2\n3\n4\n5", complete=True)


def test_a_burst_has_so_many_messages_at_most() -> None:
    assert burst_of(*(said(n, str(n)) for n in range(9)), most=3) == Burst(3, 2, "0\n1\n2", complete=True)


def test_without_a_pause_every_message_is_a_turn() -> None:
    assert burst_of(said(1, "hi"), said(2, "there"), pause=timedelta(0)) == Burst(1, 0, None, complete=True)


@pytest.mark.parametrize(
    "pieces",
    [
        (said(1, "", mergeable=False), said(2, "hi")),
        (said(1, "hi"), said(2, "", mergeable=False), said(3, "there")),
        (said(1, "changed", edit=True), said(2, "hi")),
        (said(2, "hi"), said(1, "an older one changed", edit=True)),
    ],
)
def test_what_does_not_merge_stands_alone_and_ends_a_burst(pieces: Sequence[Piece]) -> None:
    assert first_burst(pieces, PAUSE, 20) == Burst(1, 0, None, complete=True)


def test_an_edit_replaces_the_text_of_its_message() -> None:
    pieces = (said(1, "where is W1002"), said(2, "please"), said(1, "where is W1001", 2, edit=True))
    assert burst_of(*pieces) == Burst(3, 1, "where is W1001\nplease", complete=False)


def test_an_edit_counts_however_late_it_came_while_its_message_waits() -> None:
    assert burst_of(said(1, "one"), said(1, "two", 300, edit=True)) == Burst(2, 0, "two", complete=False)


@pytest.mark.parametrize(
    ("seconds", "now", "left"),
    [
        ((0,), 0.2, 1.0),
        ((0, 1), 1.2, 1.0),
        ((0, 1), 30, 0.0),  # a backlog waits for nothing
        ((0, 1, 2, 3), 3, 0.6),  # the whole burst has three pauses
    ],
)
def test_how_long_a_burst_may_still_grow(seconds: Sequence[float], now: float, left: float) -> None:
    pieces = [said(n, "x", second) for n, second in enumerate(seconds)]
    burst = first_burst(pieces, PAUSE, 20)
    assert burst.size == len(pieces)
    assert wait_left(pieces, burst, PAUSE, at(now)).total_seconds() == pytest.approx(left)


def test_nothing_is_waited_for_when_nothing_can_join() -> None:
    pieces = (said(1, "", mergeable=False),)
    assert wait_left(pieces, burst_of(*pieces), PAUSE, at(0)) == timedelta(0)
