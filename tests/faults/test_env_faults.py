"""Every fault of the surroundings in its short version; `python -m tests.faults.env` runs the long ones."""

from pathlib import Path

import pytest

from tests.faults.env import SHORT
from tests.faults.env_world import ASKED, Report


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
async def test_a_fault_is_borne(name: str, tmp_path: Path) -> None:
    report = await SHORT[name](tmp_path)
    assert not report.wrong, str(report)


def test_a_missing_answer_is_not_borne() -> None:
    class Silent:
        def replies(self) -> list[object]:
            return []

    report = Report("silence")
    report.judge({Silent(): ASKED[:1]})  # type: ignore[dict-item]
    assert report.wrong == ["messages lost, doubled or out of order"]
    assert "WRONG" in str(report)
