"""What other people's writers wrote, another reader and ours read alike."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.reading.xlsx import CellValue, ErrorValue, MergedRange, Percent, open_workbook
from drs_report.reading.xlsx.meaning import decode_escapes
from tests.workbook.openpyxl_oracle import open_confirmed
from tests.workbook.packages import Cells, read_all

_TEXT = st.one_of(
    st.sampled_from(
        [
            "NA",
            "NULL",
            "None",
            "007",
            "1E5",
            "TRUE",
            " a ",
            "_x000D_",
            "_x0041_b",
            "表_1",
            "👍",
            "a\nb\tc",
            "<&>\"'",
            "",
        ]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"),
        max_size=30,
    ),
)
_PLAIN_TEXT = _TEXT.filter(lambda text: not text.startswith("="))
_NUMBER = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e15, 1e15, allow_nan=False).filter(lambda number: number == 0 or abs(number) > 1e-12),
)
_MOMENT = st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
_VALUE = st.one_of(
    st.none(),
    _PLAIN_TEXT,
    _NUMBER,
    st.booleans(),
    _MOMENT,
    st.times().map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(["#N/A", "#REF!"]).map(ErrorValue),
)
_SHEETS = st.lists(
    st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 12)), _VALUE, max_size=25), min_size=1, max_size=3
)


def _expected(written: object) -> CellValue:
    """What a reader may make of it: ints and floats are one thing in the file."""
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        return float(f"{written:.16G}")  # both writers write 16 digits
    return written  # type: ignore[return-value]  # one of the values drawn above


def _within(value: object, *, is_1904: bool) -> object:
    """The value, or a day that its date system has."""
    return max(value, datetime(1904, 1, 2)) if is_1904 and isinstance(value, datetime) else value


def _plain(cells: Cells) -> dict[str, object]:
    """Without empty texts, which the writers leave out, and with numbers of one kind."""
    return {place: _expected(value) for place, value in cells.items() if value != ""}


def _place(row: int, column: int) -> str:
    return f"{chr(64 + column)}{row}"


@settings(max_examples=40)
@given(_SHEETS, st.booleans())
def test_what_openpyxl_writes_is_read_as_written(sheets: list[dict[tuple[int, int], object]], is_1904: bool) -> None:
    """And as openpyxl's full load reads it, and its streaming mode under our eyes."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    if is_1904:
        workbook.epoch = openpyxl.utils.datetime.MAC_EPOCH
    for cells in sheets:
        target = workbook.create_sheet()
        for at, value in cells.items():
            cells[at] = _within(value, is_1904=is_1904)
            target.cell(*at).value = value.code if isinstance(value, ErrorValue) else cells[at]
    file = io.BytesIO()
    workbook.save(file)
    data = file.getvalue()

    found = read_all(data, size=7)
    assert read_all(data, opened=open_confirmed) == found
    full = openpyxl.load_workbook(io.BytesIO(data), data_only=True)

    for cells, ours, theirs in zip(sheets, found, full.worksheets, strict=True):
        written = {_place(*at): _expected(value) for at, value in cells.items() if value is not None and value != ""}
        written = {place: _newlines(value) for place, value in written.items()}
        assert _plain(ours) == written
        oracle = {cell.coordinate: cell for row in theirs.iter_rows() for cell in row if cell.value not in (None, "")}
        assert {place: _as_ours(cell) for place, cell in oracle.items()} == _plain(ours)


def _newlines(value: object) -> object:
    """openpyxl writes escapes as they stand, so Excel, and we, decode them."""
    return decode_escapes(value) if isinstance(value, str) else value


def _as_ours(cell: openpyxl.cell.Cell) -> object:
    if cell.data_type == "e":
        return ErrorValue(str(cell.value))
    if cell.data_type == "s":
        return decode_escapes(str(cell.value))
    return _expected(cell.value)


@settings(max_examples=40)
@given(_SHEETS, st.booleans(), st.booleans())
def test_what_xlsxwriter_writes_is_read_as_written(
    sheets: list[dict[tuple[int, int], object]], is_constant_memory: bool, is_1904: bool
) -> None:
    """With shared texts and, in its constant-memory mode, with inline texts."""
    file = io.BytesIO()
    options = {
        "constant_memory": is_constant_memory,
        "date_1904": is_1904,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    written: list[dict[str, object]] = []
    with xlsxwriter.Workbook(file, options) as workbook:
        moment_format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        clock_format = workbook.add_format({"num_format": "hh:mm:ss"})
        for cells in sheets:
            target = workbook.add_worksheet()
            written.append({})
            for (row, column), drawn in sorted(cells.items()):
                at, value = (row - 1, column - 1), _within(drawn, is_1904=is_1904)
                if isinstance(value, datetime):
                    target.write_datetime(*at, value, moment_format)
                elif isinstance(value, time):
                    target.write_datetime(*at, value, clock_format)
                elif isinstance(value, bool):
                    target.write_boolean(*at, value)
                elif isinstance(value, str) and value:
                    assert target.write_string(*at, value) == 0
                elif isinstance(value, (int, float)):
                    target.write_number(*at, value)
                else:
                    continue
                written[-1][_place(row, column)] = _expected(value)

    assert [_plain(cells) for cells in read_all(file.getvalue())] == written


def test_formats_and_merges_of_openpyxl() -> None:
    """Shares, lengths of time, dates and merged cells, by the formats a person would choose."""
    workbook = openpyxl.Workbook()
    target = workbook.active
    target.append([0.25, timedelta(hours=30, minutes=5), date(2024, 2, 29), time(1, 2, 3), 45351.5])
    target["A1"].number_format = "0.0%"
    target["E1"].number_format = 'yyyy"年"m"月"d"日" hh:mm'
    target.merge_cells("B3:D4")
    file = io.BytesIO()
    workbook.save(file)

    (cells,) = read_all(file.getvalue())
    assert list(cells.values()) == [
        Percent(0.25),
        timedelta(hours=30, minutes=5),
        datetime(2024, 2, 29),
        time(1, 2, 3),
        datetime(2024, 2, 29, 12),
    ]
    assert type(cells["A1"]) is Percent
    with open_workbook(file.getvalue()) as reader:
        assert reader.sheets[0].merged == (MergedRange(3, 1, 4, 3),)


@pytest.mark.parametrize("is_shared", [True, False])
def test_rich_text_of_xlsxwriter(is_shared: bool) -> None:
    """Runs with blanks at their joints."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": not is_shared}) as workbook:
        bold = workbook.add_format({"bold": True})
        workbook.add_worksheet().write_rich_string(0, 0, "one ", bold, " two", " three ")
    assert read_all(file.getvalue()) == [{"A1": "one  two three "}]


def test_iso_dates_of_openpyxl() -> None:
    """Its other way to write dates, as cells of type d."""
    workbook = openpyxl.Workbook(iso_dates=True)
    workbook.active.append([datetime(2024, 2, 29, 1, 2, 3), time(4, 5, 6), date(2024, 1, 1)])
    file = io.BytesIO()
    workbook.save(file)
    assert list(read_all(file.getvalue())[0].values()) == [
        datetime(2024, 2, 29, 1, 2, 3),
        time(4, 5, 6),
        datetime(2024, 1, 1),
    ]
