"""Runs commands in this process over the small shop; a reader of phrases stands in for the one that takes seconds."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.cli import app

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shopclerk(
    small_home: Path,
    tmp_path: Path,
    phrase_reader: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs `shopclerk ARGUMENTS` with bytes or text on stdin; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOPCLERK_HOME", str(small_home))
    monkeypatch.setenv("SHOPCLERK_MODEL", "none")
    monkeypatch.setenv("SHOPCLERK_EMBEDDINGS", "false")
    monkeypatch.setattr("bot.bootstrap.ReaderMaker", lambda embedder, cache: phrase_reader)

    def running(*arguments: str | Path, stdin: str | bytes = "") -> tuple[int, str, str]:
        typed = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            app([str(one) for one in arguments])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return running
