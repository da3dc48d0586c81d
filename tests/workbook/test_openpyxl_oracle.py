"""The second reader: what it agrees with, and that it says so where it does not."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import openpyxl
import pytest

from drs_report.errors import UnreadableWorkbookError
from drs_report.reading.xlsx import UNCALCULATED, ErrorValue, Percent
from tests.workbook.openpyxl_oracle import open_confirmed
from tests.workbook.packages import (
    STRICT_MAIN,
    STRICT_RELATIONS,
    Tab,
    book,
    inline,
    read,
    read_all,
    sheet,
    styles,
    values,
)

_STYLES = styles(14, "0%", "[h]:mm")


@pytest.mark.parametrize(
    "rows",
    [
        inline("a_x000D_b &amp; _x0041_"),
        inline(""),
        inline("x", "B7", row=7),
        '<row r="1"><c r="A1"><f>1+1</f></c></row>',
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="b"><v>1</v></c><c r="C1"><v>9007199254740993</v></c></row>',
        '<row r="1"><c r="A1" t="str"><f>X</f><v> t </v></c><c r="D1" t="d"><v>2024-02-29T01:02:03</v></c></row>',
        '<row><c><v>1</v></c><c><v>2.5</v></c></row><row r="5"><c r="C5" s="1"><v>45351.25</v></c></row>',
        '<row r="1"><c r="A1" s="2"><v>0.5</v></c><c r="B1" s="3"><v>1.5</v></c></row>',
        "",
    ],
)
def test_both_readers_give_the_same_cells(rows: str) -> None:
    """The exact reader's values, which openpyxl has confirmed as far as it can."""
    data = book(sheet(rows, before='<dimension ref="A1"/>'), style_sheet=_STYLES)
    assert read(data, opened=open_confirmed) == read(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (book(sheet("", main=STRICT_MAIN), main=STRICT_MAIN, relations=STRICT_RELATIONS), "strict flavour"),
        (book(Tab(inline("1"), "x"), Tab(inline("2"), "x")), "same name"),
        (
            book(
                inline("x"),
                style_sheet='<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
            ),
            "",
        ),
    ],
)
def test_what_openpyxl_cannot_read_is_refused_by_name(data: bytes, what: str) -> None:
    """Or it is read alike."""
    try:
        cells = read_all(data, opened=open_confirmed)
    except UnreadableWorkbookError as error:
        assert what in str(error)
    else:
        assert not what
        assert cells == read_all(data)
    assert read_all(data) is not None


class _Stub:
    """Stands for openpyxl's book: gives the rows it is told to."""

    def __init__(self, rows: list[tuple[object, ...]]) -> None:
        self._rows = rows

    def __getitem__(self, _name: str) -> _Stub:
        return self

    def reset_dimensions(self) -> None:
        pass

    def iter_rows(self):
        return iter(
            [tuple(openpyxl.cell.read_only.EMPTY_CELL if v is None else _Cell(v) for v in row) for row in self._rows]
        )


class _Cell:
    data_type = "s"

    def __init__(self, value: object) -> None:
        self.value = value


_TWO_ROWS = inline("a") + '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c></row>'


@pytest.mark.parametrize(
    ("theirs", "what"),
    [
        ([("a",), (), (1, 2)], None),
        ([("a",), (), (1, 2.0), ()], None),
        ([("b",), (), (1, 2)], "differ at row 1, column 1"),
        ([("a",), (), (1, 3)], "differ at row 3, column 2"),
        ([("a",), (), (1,)], "differ at row 3, column 2"),
        ([("a",), (), (1, 2, 3)], "differ at row 3, column 3"),
        ([("a",), (), (True, 2)], "differ at row 3, column 1"),
        ([("a",), (), ("1", 2)], "differ at row 3, column 1"),
        ([("a",), ("x",), (1, 2)], "a row 2 more"),
        ([("a",)], "differ at row 3, column 1"),
        ([("a",), (), (1, 2), (5,)], "a row 4 more"),
    ],
)
def test_every_cell_is_compared(theirs: list[tuple[object, ...]], what: str | None) -> None:
    """A reader that lost, added or changed a cell is found out."""
    with open_confirmed(book(_TWO_ROWS)) as reader:
        reader._book = _Stub(theirs)
        if what is None:
            assert [list(batch.rows) for batch in reader.batches(reader.sheets[0], size=1)] == [[1], [3]]
        else:
            with pytest.raises(UnreadableWorkbookError, match=what):
                list(reader.batches(reader.sheets[0]))


def test_what_only_the_exact_reader_can_tell_is_kept() -> None:
    """Shares, errors, formulas without a result."""
    cells = ['<c r="A1" s="1"><v>0.5</v></c>', '<c r="B1" t="e"><v>#REF!</v></c>', '<c r="C1"><f>X</f></c>']
    found = read(book(values(cells), style_sheet=styles(10)), opened=open_confirmed)
    assert found == {"A1": Percent(0.5), "B1": ErrorValue("#REF!"), "C1": UNCALCULATED}
    assert type(found["A1"]) is Percent


def test_the_caller_s_stream_stays_open() -> None:
    """As with the exact engine."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["x", datetime(2024, 1, 1), timedelta(hours=25)])
    stream = io.BytesIO()
    workbook.save(stream)
    with open_confirmed(stream) as reader:
        assert [len(batch.columns) for batch in reader.batches(reader.sheets[0])] == [3]
        assert reader.notes == ()
    assert not stream.closed
    assert read_all(stream.getvalue()) == [{"A1": "x", "B1": datetime(2024, 1, 1), "C1": timedelta(hours=25)}]
