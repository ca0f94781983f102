"""Bad usage and bad input end in one plain line and the contract's exit code; `--json` prints one document."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from bot.errors import BadInput, ShopclerkError
from handlers.cli.app import print_json, report
from storage.errors import StorageBusy, StorageError

Run = Callable[..., tuple[int, str, str]]
SHOPCLERK = Path(sys.executable).with_name("shopclerk")


def one_line(err: str) -> str:
    """The only line of stderr that tells an error."""
    [line] = err.splitlines()
    assert line.startswith("error: ")
    return line


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["frobnicate"], "frobnicate"),
        (["--frobnicate"], "--frobnicate"),
        (["replay"], "file"),
        (["replay", "in.jsonl"], "--out"),
        (["replay", "in.jsonl", "--out", "out.jsonl", "--concurrency", "0"], "--concurrency"),
        (["replay", "in.jsonl", "--out", "out.jsonl", "--concurrency", "many"], "--concurrency"),
        (["replay", "nowhere.jsonl", "--out", "out.jsonl"], "nowhere.jsonl"),
        (["chat", "--now", "tomorrow"], "--now"),
        (["chat", "--seed", "x"], "--seed"),
        (["chat", "--as", "NOBODY"], "NOBODY"),
        (["chat", "too", "much"], "too"),
        (["intents", "frobnicate"], "frobnicate"),
        (["intents", "show"], "name"),
        (["intents", "show", "nothing"], "nothing"),
        (["intents", "history", "nothing"], "nothing"),
        (["intents", "rollback", "opening_hours", "99"], "99"),
        (["intents", "rollback", "opening_hours", "first"], "version"),
        (["intents", "import", "nowhere.yaml"], "nowhere.yaml"),
        (["intents", "export", "nowhere/at/all.yaml"], "nowhere/at/all.yaml"),
        (["evaluate", "replies", "--test", "nowhere.jsonl"], "nowhere.jsonl"),
        (["evaluate", "replies", "--now", "soon"], "--now"),
        (["doctor", "--frobnicate"], "--frobnicate"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(shopclerk: Run, arguments: list[str], named: str) -> None:
    code, out, err = shopclerk(*arguments)
    assert (code, out) == (2, "")
    assert named in one_line(err)


@pytest.mark.parametrize(
    "arguments",
    [["intents", "list"], ["chat"], ["replay", "a", "--out", "b"], ["evaluate", "replies"], ["import", "a"]],
)
def test_a_bad_setting_is_one_line_and_exit_2(
    shopclerk: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "a").write_text('{"text": "hi"}\n')
    monkeypatch.setenv("SHOPCLERK_TOP_P", "7")
    code, out, err = shopclerk(*arguments)
    assert (code, out) == (2, "")
    assert "SHOPCLERK_TOP_P" in one_line(err)


def test_a_file_that_is_no_database_is_one_line(shopclerk: Run, small_home: Path) -> None:
    for file in small_home.iterdir():
        file.unlink()
    (small_home / "shopclerk.sqlite3").write_text("this is no database, " * 100)
    for command in (["intents", "list"], ["chat"]):
        code, out, err = shopclerk(*command)
        assert (code, out) == (1, "")
        assert "shopclerk.sqlite3" in one_line(err)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["chat", "--help"],
        ["replay", "--help"],
        ["import", "--help"],
        ["demo", "--help"],
        ["train", "--help"],
        ["doctor", "--help"],
        ["intents", "--help"],
        *(["intents", name, "--help"] for name in ("list", "show", "export", "import", "history", "rollback")),
        ["evaluate", "--help"],
        ["evaluate", "replies", "--help"],
        ["bench", "turns", "--help"],
    ],
)
def test_every_command_has_help(shopclerk: Run, arguments: list[str]) -> None:
    code, out, err = shopclerk(*arguments)
    assert (code, err) == (0, "")
    assert "Usage: " in out and "--help" in out


@pytest.mark.parametrize(
    ("problem", "code", "line"),
    [
        (BadInput("a.csv:3", "no price", "add one"), 2, "error: a.csv:3: no price; add one\n"),
        (BadInput("a.csv", "is\nempty"), 2, "error: a.csv: is empty\n"),
        (ShopclerkError("it failed"), 1, "error: it failed\n"),
        (StorageError("it is full"), 1, "error: it is full\n"),
        (BrokenPipeError(), 0, ""),
        (typer.Abort(), 1, "error: stopped\n"),
        (ExceptionGroup("many", [BadInput("x", "wrong")]), 2, "error: x: wrong\n"),
        (typer.BadParameter("too small"), 2, "error: Invalid value: too small See --help.\n"),
    ],
)
def test_what_a_problem_says(capsys: pytest.CaptureFixture[str], problem: Exception, code: int, line: str) -> None:
    assert report(problem) == code
    assert capsys.readouterr() == ("", line)


def test_a_busy_file_says_who_writes_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert report(StorageBusy(tmp_path / "x", 4711)) == 1
    assert "process 4711" in capsys.readouterr().err


def test_what_nobody_foresaw_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        report(ZeroDivisionError())


def test_json_is_one_document_in_the_customer_s_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": "你好", "at": Path("x")})
    assert capsys.readouterr().out == '{"a": "你好", "at": "x"}\n'


@pytest.mark.slow
def test_the_command_itself(tmp_path: Path) -> None:
    """From an empty home, as a process of its own: a chat on a pipe, bad usage, and no traceback."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SHOPCLERK_")}
    environment = inherited | {"SHOPCLERK_HOME": str(tmp_path / "home"), "SHOPCLERK_MODEL": "none"}
    environment |= {"SHOPCLERK_EMBEDDINGS": "false"}

    def run(*arguments: str, typed: bytes = b"") -> tuple[int, str, str]:
        done = subprocess.run(
            [SHOPCLERK, *arguments],
            input=typed,
            capture_output=True,
            env=environment,
            cwd=tmp_path,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    code, out, err = run("chat", "--seed", "1", "--now", "2026-06-15T12:00:00+00:00", typed=b"hi\n\xff\xfe\n")
    assert (code, err) == (0, "")
    assert out.count("clerk  ") == 2
    code, out, err = run("intents", "list", "--json")
    assert (code, json.loads(out), err) == (0, [], "")
    code, out, err = run("frobnicate")
    assert (code, out) == (2, "")
    assert "Traceback" not in err and len(err.splitlines()) == 1
