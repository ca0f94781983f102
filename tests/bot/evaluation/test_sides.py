"""Both clerks are asked everything, in turns, and each has its own report."""

from datetime import UTC, datetime

from bot.conversation.replay import Recorded
from bot.evaluation.sides import ask_both
from storage.engine import Store
from tests.conftest import MakeClerk

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def asked(line: int, conversation: str, text: str, **row: object) -> Recorded:
    return Recorded(line, conversation, text, "C1", "en", {"text": text, **row})


async def test_the_same_questions_to_both(small_shop: Store, make_clerk: MakeClerk) -> None:
    questions = [
        asked(1, "a", "what does #W1001 come to", must_contain=["£314.00"]),
        asked(2, "b", "what does #W1001 come to", must_contain=["£315.00"]),
        asked(3, "a", "thank you"),
    ]
    steps: list[int] = []
    clerks = make_clerk(), make_clerk()
    reports = await ask_both(questions, clerks, small_shop.reading, NOW, 0, lambda: steps.append(1))
    for report in reports:
        assert [one.line for one in report.verdicts] == [1, 3, 2]
        assert [one.right for one in report.verdicts] == [True, True, False]
    assert len(steps) == 6
