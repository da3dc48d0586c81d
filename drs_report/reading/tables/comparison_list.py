"""The list of a task's comparisons as the console shows it, in a file of its own: what ran, when, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from drs_report.language.moments import moment
from drs_report.language.phrases import is_neutral_title
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.scans import META, NOTE, TITLE, SheetScan
from drs_report.reading.tables.values import compare_types_in


def listed_runs(scans: Sequence[SheetScan], words: Vocabulary) -> tuple[tuple[str, str, datetime | None], ...]:
    """Return comparison, state and beginning of each run, nothing where the file is anything but such a list.

    A row begins where a fact comes again. All of the file must be understood, and each row say what it is of and how it
    ended.
    """
    rest = [one for scan in scans for one in scan.loose]
    titles = (one.texts[0] for one in rest if one.reason == TITLE)
    if any(one.reason not in (META, NOTE, TITLE) or one.doubts for one in rest):
        return ()
    if not all(map(is_neutral_title, titles)):
        return ()
    rows: list[dict[str, str]] = []
    for name, text in (fact for scan in scans for fact in scan.meta):
        if not rows or name in rows[-1]:
            rows.append({})
        rows[-1][name] = text
    runs = []
    for row in rows:
        kinds = compare_types_in(row.get("compare_type", ""), words)
        if not kinds or "compare_status" not in row:
            return ()
        begun = moment(row.get("compare_start_time", ""))
        runs += [(kind, row["compare_status"], begun) for kind in kinds]
    return tuple(runs)
