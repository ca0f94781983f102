"""What stands under a reply fits Telegram and names its turn."""

import pytest

from handlers.keyboards import choices, languages, mark_chosen, thumbs

BIG = 2**53


@pytest.mark.parametrize("buttons", [thumbs("fb", BIG, BIG), choices(BIG, 12), languages()])
def test_data_fits_into_64_bytes(buttons: list[list[list[str]]]) -> None:
    assert all(len(data.encode()) <= 64 for row in buttons for _, data in row)


def test_choices_stand_five_in_a_row() -> None:
    assert [[label for label, _ in row] for row in choices(3, 7)] == [["1", "2", "3", "4", "5"], ["6", "7"]]
    assert choices(3, 1) == [[["1", "pick:3:1"]]]


def test_a_tick_moves_to_the_pressed_button_and_leaves_others_alone() -> None:
    rows = [
        [{"text": "1", "callback_data": "pick:3:1"}],
        [{"text": "👍 ✓", "callback_data": "fb:1:3:+"}, {"text": "👎", "callback_data": "fb:1:3:-"}],
        [{"text": "site", "url": "https://example.com"}],
    ]
    assert mark_chosen(rows, "fb:1:3:-") == [
        [["1", "pick:3:1"]],
        [["👍", "fb:1:3:+"], ["👎 ✓", "fb:1:3:-"]],
        [["site", ""]],
    ]
