"""A short run of the stateful test; `python -m tests.stateful` runs long ones."""

from pathlib import Path

import pytest

from tests.stateful.running import run_machine

SEED, EXAMPLES = 20261130, 4


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Detected unknown update type")
def test_no_order_of_events_loses_doubles_or_inverts_a_reply(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    tally = run_machine(tmp_path, examples=EXAMPLES, steps=15, number=SEED, shrink=False)
    assert tally["examples"] == EXAMPLES
    assert tally["certain"] > 0
    assert tally["texts seen"] > 0
