"""What staff read is short, on the point and names the rows."""

from datetime import UTC, datetime

from handlers.desk.summary import clip, receipt_line, transcribe, what_of
from handlers.texts import Texts
from storage.records import Message, Receipt, Source, Task

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TEXTS = Texts()


def test_a_receipt_names_the_first_rows_of_many() -> None:
    sources = tuple(Source("orders", f"#W{number}", "total", "1", 1) for number in range(5))
    line = receipt_line(Receipt("total", "£5.00", sources, "sum"))
    assert line == "total: £5.00 ← orders/#W0.total, orders/#W1.total, orders/#W2.total (+2)"


def test_a_kind_that_nobody_worded_stays_as_it_is() -> None:
    assert what_of(Task("refund", NOW, 1), TEXTS) == "money back"
    assert what_of(Task("warranty", NOW, 1), TEXTS) == "warranty"


def test_long_words_are_cut_to_one_line() -> None:
    assert clip("a\n b", 10) == "a b"
    assert clip("abcdef", 4) == "abc…"
    said = [Message(1, 1, 0, "customer", "long " * 500, NOW), Message(2, 1, 0, "notice", "hi", NOW)]
    assert transcribe([], TEXTS) == ""
    lines = transcribe(said, TEXTS).splitlines()
    assert len(lines) == 3 and len(lines[1]) < 410 and lines[2] == "hi"
