"""Tables side by side: what they cost does not grow faster than they are wide."""

from __future__ import annotations

import pytest

from drs_report.reading.tables.windows import windows
from tests.hostile.table import HEADINGS, ROW
from tests.loading.fake_workbook import FakeWorkbook, load_sheets


def _beside(n: int) -> list[list[object]]:
    names = [(f"d{number}", f"d{number}", *ROW[2:], None) for number in range(n)]
    return [[*HEADINGS, None] * n, [value for row in names for value in row]]


@pytest.mark.parametrize("n", [2, 40])
def test_the_sheet_is_read_once_however_many_there_are(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    whole = FakeWorkbook.batches

    def counted(self, sheet, *, size=4096):
        calls.append(sheet)
        return whole(self, sheet, size=size)

    monkeypatch.setattr(FakeWorkbook, "batches", counted)
    assert len(load_sheets({"Row comparison": _beside(n)}).frames["tables"]) == n
    assert len(calls) == 1


def test_each_is_looked_at_in_its_own_columns() -> None:
    spans = [range(8 * number, 8 * number + 8) for number in range(30)]
    workbook = FakeWorkbook({"Row comparison": _beside(30)})
    from drs_report.language.vocabulary import built_in

    found = [*windows(workbook.batches(workbook.sheets[0]), built_in(), (), spans)]
    assert [number for number, _ in found] == [*range(30)]
    for number, window in found:
        assert [*window.row(1)] == [*spans[number]][:7]
        assert set(window.span) <= set(spans[number])


def test_rows_of_several_batches_stay_with_their_table() -> None:
    rows = [_beside(2)[0]]
    rows += [
        [
            *(f"a{n}", f"a{n}", f"t{n}", f"t{n}", n, n, "Consistent"),
            None,
            *(f"b{n}", f"b{n}", f"t{n}", f"t{n}", n, n, "Consistent"),
        ]
        for n in range(300)
    ]
    frames = [load_sheets({"Row comparison": rows}, size=size).frames["tables"] for size in (4096, 7)]
    assert frames[0].equals(frames[1])
    assert [*frames[0]["source_db"]] == [f"{side}{n}" for side in "ab" for n in range(300)]
