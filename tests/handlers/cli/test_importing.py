import json
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.cli import app

Run = Callable[..., tuple[int, str, str]]
COUNTS = {"added": 0, "changed": 0, "unchanged": 0, "rejected": 0}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `shopclerk import` with a home of its own; exit code, stdout, stderr."""
    monkeypatch.setenv("SHOPCLERK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def running(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            app(["import", *map(str, arguments)])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return running


@pytest.fixture
def products(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("sku,title,price\nA,Tea,4.50\nB,Cake,free\n")
    return path


def test_json_holds_every_kind_and_nothing_else(run: Run, products: Path) -> None:
    code, out, err = run(products, "--currency", "gbp", "--json")
    counts = json.loads(out)
    assert (code, err) == (0, "")
    assert set(counts) == {"products", "orders", "customers", "policies", "events", "intents", "shop"}
    assert counts.pop("products") == COUNTS | {"added": 1, "rejected": 1}
    assert all(count == COUNTS for count in counts.values())


def test_a_table_and_what_was_rejected(run: Run, products: Path) -> None:
    code, out, err = run(products, "--currency", "GBP", "--dry-run")
    assert code == 0
    assert f"rejected {products}:3: price 'free' is no amount" in out
    assert "dry run: nothing was written" in out
    assert err == f"{products}: 1 added, 1 rejected\n"
    assert json.loads(run(products, "--currency", "GBP", "--json")[1])["products"]["added"] == 1


def test_names_with_brackets_are_printed_as_they_are(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a[bold].csv"
    path.write_text("sku,title,price\nA,[red]Tea[/red],free\n")
    _, out, _ = run(path, "--currency", "GBP")
    assert "a[bold].csv:2: price 'free' is no amount" in out


def test_a_mapping_file(run: Run, tmp_path: Path) -> None:
    odd, mapping = tmp_path / "odd.csv", tmp_path / "mapping.yaml"
    odd.write_text("Code;Label;Brutto\nA;Tea;4,50\n")
    mapping.write_text("headers: {sku: Code, title: Label, price: Brutto}\nconstants: {currency: eur}\n")
    code, out, _ = run(odd, "--mapping", mapping, "--json")
    assert (code, json.loads(out)["products"]["added"]) == (0, 1)


def test_a_mapping_of_plain_lines(run: Run, tmp_path: Path) -> None:
    odd, mapping = tmp_path / "odd.csv", tmp_path / "mapping.yaml"
    odd.write_text("Code;Label;Brutto\nA;Tea;4,50\n")
    mapping.write_text("sku: Code\ntitle: Label\nprice: Brutto\n")
    code, out, err = run(odd, "--mapping", mapping, "--json")
    assert (code, json.loads(out)["products"]["added"]) == (0, 1)
    assert err.startswith(f"note: {odd}: names no currency")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("headers: {sku: [a]}", "not a mapping"),
        ("headers: {sku: a}\nprice: b", "not a mapping"),
        ("headers: {pirce: P}", "'pirce' is no field of ours"),
        ("headers: [a]", "not a mapping"),
        ("- a", "not a mapping"),
        ("a: [", "not YAML"),
        ("constants: {currency: XYZ1}", "no ISO 4217 code"),
    ],
)
def test_a_mapping_file_that_is_none(run: Run, products: Path, tmp_path: Path, written: str, said: str) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(written)
    code, out, err = run(products, "--mapping", mapping)
    assert (code, out) == (2, "")
    assert said in err
    assert str(mapping) in err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (None, "", "no such file or folder"),
        ("empty.csv", "", "the file is empty"),
        ("a.csv", "a,b\n", "not a format that can be imported"),
        ("intents.yaml", "a: [", "not YAML"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(run: Run, tmp_path: Path, name: str | None, content: str, said: str) -> None:
    path = tmp_path / (name or "nowhere")
    if name:
        path.write_text(content)
    code, out, err = run(path)
    assert (code, out) == (2, "")
    (line,) = [line for line in err.splitlines() if line.startswith("error: ")]
    assert said in line
    assert str(path) in line
    assert "Traceback" not in err


def test_a_file_of_which_nothing_can_be_read_is_bad_input(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "products.jsonl"
    path.write_bytes(b"\xff\xfe\xfd\nnot JSON\n")
    code, out, err = run(path, "--json")
    assert (code, json.loads(out)["products"]["rejected"]) == (2, 2)
    assert err == f"error: {path}:1: nothing could be read: not UTF-8 at byte 0; export it again\n"
    path.write_text("not JSON\n{}\n")
    assert run(path, "--json")[0] == 0


def test_a_currency_that_is_none(run: Run, products: Path) -> None:
    assert run(products, "--currency", "pounds")[0] == 2


def test_help(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert "--mapping" in out
