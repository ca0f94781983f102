"""A note names the message, and staff find it again."""

from bot.conversation.media import note, noted


def test_a_note_names_kind_and_message() -> None:
    assert note("photo", 12) == "[photo #12]"
    assert note("voice", 5, "listen") == "[voice #5] listen"


def test_notes_are_found_in_a_text() -> None:
    assert noted("[photo #12] broken\n[video_note #13]") == [12, 13]
    assert noted("order #12 [sic]") == []
