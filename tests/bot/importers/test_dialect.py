import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.importers import dialect, encoding
from bot.importers.dialect import Broken, Record, open_sheet

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


def cells(path: Path) -> list[list[str]]:
    return [row.cells for row in open_sheet(path).records() if isinstance(row, Record)]


def broken(path: Path) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in open_sheet(path).records() if isinstance(row, Broken)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_reads_every_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"sku{delimiter}title\r\nA{delimiter}Thé “vert”\r\n".encode(encoding))
    sheet = open_sheet(path)
    assert (sheet.delimiter, sheet.header) == (delimiter, ["sku", "title"])
    assert cells(path) == [["A", "Thé “vert”"]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, encoding: str, ending: str
) -> None:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows([("sku", "title", "price"), *rows])
    path = tmp_path / "a.csv"
    path.write_bytes(sink.getvalue().encode(encoding))
    if encoding == "utf-16":
        rows = [row for row in rows if "\ufffd" not in "".join(row)]
    assert cells(path) == [list(row) for row in rows if "".join(row).strip()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(body=st.binary(max_size=60))
def test_no_bytes_stop_the_reading(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku,title\n" + body)
    for row in open_sheet(path).records():
        assert row.line >= 2


def test_a_line_break_within_quotes_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'sku,title\nA,"one\r\ntwo"\n\nB,three\n')
    assert [(row.line, row.cells) for row in open_sheet(path).records()] == [
        (2, ["A", "one\r\ntwo"]),
        (5, ["B", "three"]),
    ]


def test_nul_bytes_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku,title\nA,o\0ne\n")
    assert cells(path) == [["A", "one"]]


def test_a_quote_never_closed_costs_its_own_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'sku,title\nA,one\nB,"two\nC,three\nD,four\n')
    assert cells(path) == [["A", "one"], ["C", "three"], ["D", "four"]]
    assert broken(path) == [(3, "a quote is opened and never closed")]


def test_a_quote_never_closed_in_a_long_file_is_found_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialect, "MAX_RECORD", 500)
    path = tmp_path / "a.csv"
    path.write_text('sku,title\nB,"two\n' + "C,three\n" * 300)
    assert len(cells(path)) == 300
    assert [line for line, _ in broken(path)] == [2]


def test_a_line_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MAX_LINE", 500)
    path = tmp_path / "a.csv"
    path.write_text('sku,title\nB,"' + "x" * 5000 + "\nC,three\n")
    assert cells(path) == [["C", "three"]]
    assert broken(path) == [(2, "longer than 500 characters")]


def test_a_truncated_last_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku,title,price\nA,one,1\nB,tw")
    assert cells(path) == [["A", "one", "1"]]
    assert broken(path) == [(3, "2 cells where the header has 3")]


def test_a_comma_too_many_is_told_and_empty_cells_too_many_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku,price,,\nA,1,299,\nB,2,,,,\n")
    assert cells(path) == [["B", "2", "", "", "", ""]]
    assert broken(path) == [(2, "4 cells where the header has 2")]


def test_a_mis_encoded_line_among_utf8_is_told_by_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("sku,title\nA,thé\nB,café\n".encode() + b"C,na\xefve\nD,plain\n")
    assert [row[0] for row in cells(path)] == ["A", "B", "D"]
    assert broken(path) == [(4, "not UTF-8 text: save it as UTF-8")]


def test_a_byte_that_cp1252_lacks_is_told_by_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku,title\nA,th\xe9\nB,caf\xe9\nC,\x81\n")
    assert cells(path) == [["A", "thé"], ["B", "café"]]
    assert broken(path) == [(4, "not cp1252 text: save it as UTF-8")]


def test_inches_are_no_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'sku,title\nA,pipe 5" wide\nB,"he said ""no"""\n')
    assert cells(path) == [["A", 'pipe 5" wide'], ["B", 'he said "no"']]


def test_the_separator_line_of_excel_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sep=;\nsku;title, long\nA;one\n")
    assert open_sheet(path).header == ["sku", "title, long"]
    assert [(row.line, row.cells) for row in open_sheet(path).records()] == [(3, ["A", "one"])]


def test_carriage_returns_alone_end_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku,title\rA,one\rB,two\r")
    assert cells(path) == [["A", "one"], ["B", "two"]]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b'"sku,title\nA,one\n'])
def test_a_file_without_header_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.csv"):
        open_sheet(path)
