"""Without a token `run` says in five lines how to get one."""

import pytest
import typer

from handlers.cli.running import FIRST_STEPS, run


def test_run_without_settings_says_the_first_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHOPCLERK_BOT_TOKEN", "")
    with pytest.raises(typer.Exit) as left:
        run()
    assert left.value.exit_code == 2
    said = capsys.readouterr()
    assert (said.out, said.err.strip()) == ("", FIRST_STEPS)
    assert len(FIRST_STEPS.splitlines()) == 5
    assert all(word in FIRST_STEPS for word in ("@BotFather", ".env", "SHOPCLERK_STAFF_CHAT", "doctor"))
