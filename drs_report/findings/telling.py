"""One sentence per finding code: whom it is about, which way it goes, and the numbers.

Directions are named: missing in the target, only in the source; never left or right. A sentence uses no fact but
those that `drs_report.findings.registry` lists for its code, and says only what is known: where a number is missing,
the sentence does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from drs_report.findings.registry import code
from drs_report.language import formatting, labels, vocabulary
from drs_report.language.reader_notes import saying
from drs_report.language.translator import Words
from drs_report.records.judgement import Finding, Scalar

__all__ = ["SENTENCES", "sentence"]


@dataclass(frozen=True, slots=True)
class _Case:
    """A finding and the language it is told in; facts are asked for by name and only those of its code exist."""

    w: Words
    finding: Finding
    limit: int

    @property
    def who(self) -> str:
        return self.w.clip(labels.subject(self.w, self.finding), self.limit)

    @property
    def compare(self) -> str:
        return labels.compare_type(self.w, self.finding.compare_type)

    @property
    def outcome(self) -> str:
        if self.finding.outcome:
            return self.w.label("outcome", self.finding.outcome)
        return self.w.t("no result given")

    def number(self, name: str) -> int | None:
        value = self._fact(name)
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def shown(self, name: str) -> str:
        """The fact as text, a dash where it is unknown."""
        value = self._fact(name)
        if isinstance(value, datetime | date):
            return formatting.time(value)
        return self.w.clip(formatting.scalar(value), self.limit)

    def saying(self, name: str) -> str:
        """A fact that is a sentence of the reader."""
        value = self._fact(name)
        return self.w.clip(saying(self.w, value), self.limit) if isinstance(value, str) else formatting.DASH

    def types(self, name: str) -> str:
        """A fact that lists compare types."""
        slugs = [slug.strip() for slug in str(self._fact(name) or "").split(",") if slug.strip()]
        return self.w.listed([labels.compare_type(self.w, slug) for slug in slugs]) or formatting.DASH

    def row(self, name: str) -> str:
        """A row number, written as Excel shows it."""
        value = self._fact(name)
        return formatting.DASH if value is None else str(value)

    def _fact(self, name: str) -> Scalar:
        if name not in code(self.finding.code).facts:
            raise KeyError(f"{self.finding.code} has no fact {name!r}")
        return self.finding.fact(name)


_Teller = Callable[[_Case], str]


def sentence(w: Words, finding: Finding, limit: int = 300) -> str:
    """Say what was found, with the file's remark where it gives one; texts from the file are cut to `limit`."""
    text = SENTENCES[finding.code](_Case(w, finding, limit)) if finding.code in SENTENCES else _unknown(w, finding)
    message = finding.fact("message")
    if isinstance(message, str) and message.strip():
        remark = w.clip(formatting.visible(message.strip()), limit)
        return w.t("{sentence}; the file remarks: “{message}”", sentence=text, message=remark)
    return text


def _unknown(w: Words, finding: Finding) -> str:
    """Name a finding that this version has no sentence for, rather than hide it."""
    return w.t("{subject}: finding {code}", subject=labels.subject(w, finding), code=finding.code)


# -- objects ----------------------------------------------------------------------------------------------------------


def _objects_count_differs(c: _Case) -> str:
    return c.w.n(
        "{subject}: the overview counts {n} difference that the list of objects does not name "
        "(source {source}, target {target})",
        "{subject}: the overview counts {n} differences that the list of objects does not name "
        "(source {source}, target {target})",
        c.finding.n,
        subject=c.who,
        source=c.shown("source_count"),
        target=c.shown("target_count"),
    )


def _type_not_verified(c: _Case) -> str:
    word = c.finding.fact("word")
    if not word:
        return c.w.t("{subject}: the overview's result is no proof ({outcome})", subject=c.who, outcome=c.outcome)
    return c.w.t("{subject}: the overview's result “{word}” is no proof", subject=c.who, word=c.shown("word"))


# -- rows -------------------------------------------------------------------------------------------------------------


def _count_differs(c: _Case) -> str:
    difference = c.number("row_difference")
    if difference is None:
        n = c.number("n_different")
        if not n:
            return c.w.t("{subject}: the row counts of source and target differ", subject=c.who)
        return c.w.n(
            "{subject}: the row counts of source and target differ by {n} row",
            "{subject}: the row counts of source and target differ by {n} rows",
            n,
            subject=c.who,
        )
    if difference < 0:
        return c.w.n(
            "{subject}: the target has {n} row fewer than the source (source {source}, target {target})",
            "{subject}: the target has {n} rows fewer than the source (source {source}, target {target})",
            -difference,
            subject=c.who,
            source=c.shown("source_rows"),
            target=c.shown("target_rows"),
        )
    return c.w.n(
        "{subject}: the target has {n} row more than the source (source {source}, target {target})",
        "{subject}: the target has {n} rows more than the source (source {source}, target {target})",
        difference,
        subject=c.who,
        source=c.shown("source_rows"),
        target=c.shown("target_rows"),
    )


def _inconsistent_with_equal_counts(c: _Case) -> str:
    if c.number("source_rows") is None or c.number("target_rows") is None:
        return c.w.t("{subject}: reported as inconsistent, without row counts", subject=c.who)
    return c.w.t(
        "{subject}: reported as inconsistent, though both row counts are {rows}",
        subject=c.who,
        rows=c.shown("source_rows"),
    )


def _contradicts_counts(c: _Case) -> str:
    return c.w.t(
        "{subject}: reported as consistent, but the row counts differ (source {source}, target {target})",
        subject=c.who,
        source=c.shown("source_rows"),
        target=c.shown("target_rows"),
    )


def _table_missing(c: _Case) -> str:
    if c.finding.outcome in {"target_table_missing", ""}:
        return c.w.t("{subject}: missing in the target", subject=c.who)
    return c.w.t("{subject}: missing in the target ({outcome})", subject=c.who, outcome=c.outcome)


# -- values and samples -----------------------------------------------------------------------------------------------


def _values_differ(c: _Case) -> str:
    n = c.number("n_different") or c.number("n_listed")
    if not n:
        text = (
            c.w.t("{subject}: rows of the sample differ; the file does not say how many", subject=c.who)
            if c.finding.compare_type == "random"
            else c.w.t("{subject}: rows differ; the file does not say how many", subject=c.who)
        )
    elif c.finding.compare_type == "random":
        text = c.w.n(
            "{subject}: {n} row of the sample differs between source and target",
            "{subject}: {n} rows of the sample differ between source and target",
            n,
            subject=c.who,
        )
    else:
        text = c.w.n(
            "{subject}: {n} row differs between source and target",
            "{subject}: {n} rows differ between source and target",
            n,
            subject=c.who,
        )
    missing, extra, changed = (c.number(f"n_{kind}") for kind in ("only_in_source", "only_in_target", "changed"))
    parts = []
    if missing:
        parts.append(c.w.t("{n} missing in the target", n=missing))
    if extra:
        parts.append(c.w.t("{n} only in the target", n=extra))
    if changed:
        parts.append(c.w.t("{n} on both sides with different values", n=changed))
    if parts:
        text = c.w.t("{sentence} (of those listed: {parts})", sentence=text, parts=c.w.join(parts))
    if c.number("row_difference"):
        text = c.w.t(
            "{sentence}; the row counts differ too (source {source}, target {target})",
            sentence=text,
            source=c.shown("source_rows"),
            target=c.shown("target_rows"),
        )
    return text


def _contradicts_differences(c: _Case) -> str:
    n = c.number("n_different") or c.number("n_listed") or c.finding.n
    return c.w.n(
        "{subject}: reported as consistent, but {n} differing row is counted or listed",
        "{subject}: reported as consistent, but {n} differing rows are counted or listed",
        n,
        subject=c.who,
    )


def _differences_unlisted(c: _Case) -> str:
    return c.w.t(
        "{subject}: {listed} of {reported} differing rows are listed; the list may be cut in the file",
        subject=c.who,
        listed=c.shown("n_listed"),
        reported=c.shown("n_reported"),
    )


def _unfinished(c: _Case) -> str:
    done, total, progress = c.number("completed_shards"), c.number("total_shards"), c.finding.fact("progress")
    if total:
        return c.w.t(
            "{subject}: {compare} is not finished ({done} of {total} shards)",
            subject=c.who,
            compare=c.compare,
            done=done or 0,
            total=total,
        )
    if isinstance(progress, int | float):
        return c.w.t(
            "{subject}: {compare} is not finished ({progress} done)",
            subject=c.who,
            compare=c.compare,
            progress=formatting.percent(progress),
        )
    return c.w.t(
        "{subject}: {compare} is not finished ({outcome})", subject=c.who, compare=c.compare, outcome=c.outcome
    )


def _sample_only(c: _Case) -> str:
    n, share = c.number("n_tables") or 0, c.finding.fact("sample_percent")
    if isinstance(share, int | float):
        return c.w.n(
            "{subject}: {n} table was compared by a sample of {share} of its rows; the other rows were not looked at",
            "{subject}: {n} tables were compared by a sample of {share} of their rows; the other rows were not "
            "looked at",
            n,
            subject=c.who,
            share=formatting.percent(share),
        )
    return c.w.n(
        "{subject}: {n} table was compared by a sample of its rows, of unknown size; the other rows were not looked at",
        "{subject}: {n} tables were compared by a sample of their rows, of unknown size; the other rows were not "
        "looked at",
        n,
        subject=c.who,
    )


# -- database pairs ---------------------------------------------------------------------------------------------------


def _database_differs(c: _Case) -> str:
    n = c.number("n_inconsistent")
    if not n:
        return c.w.t(
            "{subject}: the overview says that the databases differ, and no table in the list explains it",
            subject=c.who,
        )
    return c.w.n(
        "{subject}: the overview counts {n} inconsistent table that the list does not explain",
        "{subject}: the overview counts {n} inconsistent tables that the list does not explain",
        n,
        subject=c.who,
    )


# -- repair -----------------------------------------------------------------------------------------------------------


def _rows_failed(c: _Case) -> str:
    return c.w.n(
        "{subject}: {n} row could not be repaired (of {total} to repair)",
        "{subject}: {n} rows could not be repaired (of {total} to repair)",
        c.number("failed_rows") or c.finding.n,
        subject=c.who,
        total=c.shown("total_rows"),
    )


def _do_not_add_up(c: _Case) -> str:
    return c.w.t(
        "{subject}: {repaired} repaired, {filtered} filtered and {failed} failed rows do not add up to {total} rows to "
        "repair",
        subject=c.who,
        repaired=c.shown("repaired_rows"),
        filtered=c.shown("filtered_rows"),
        failed=c.shown("failed_rows"),
        total=c.shown("total_rows"),
    )


def _not_recompared(c: _Case) -> str:
    n = c.number("n_rows") or c.number("n_statements")
    if not n:
        return c.w.t("{subject}: repaired, and not verified by a later value comparison", subject=c.who)
    return c.w.n(
        "{subject}: {n} row was repaired, and no later value comparison verifies the table",
        "{subject}: {n} rows were repaired, and no later value comparison verifies the table",
        n,
        subject=c.who,
    )


def _repair_superseded(c: _Case) -> str:
    return c.w.t(
        "{subject}: repaired at {repaired_at} and then verified by {compare} that began at {verified_at}",
        subject=c.who,
        repaired_at=c.shown("repaired_at"),
        compare=c.types("verified_by"),
        verified_at=c.shown("verified_at"),
    )


# -- integrity --------------------------------------------------------------------------------------------------------


def _overview_mismatch(c: _Case) -> str:
    return c.w.t(
        "{subject}: the overview says {overview} for “{measure}”, the list gives {detail}",
        subject=c.who,
        overview=c.shown("n_overview"),
        measure=labels.fact_name(c.w, str(c.finding.fact("measure") or formatting.DASH)),
        detail=c.shown("n_detail"),
    )


def _not_listed(c: _Case) -> str:
    return c.w.n(
        "{subject}: the overview counts {n} inconsistent table more than the list shows ({overview} against {detail})",
        "{subject}: the overview counts {n} inconsistent tables more than the list shows ({overview} against {detail})",
        c.number("n_different") or c.finding.n,
        subject=c.who,
        overview=c.shown("n_overview"),
        detail=c.shown("n_detail"),
    )


def _reported_difference_wrong(c: _Case) -> str:
    return c.w.t(
        "{subject}: the file reports a difference of {reported}, but target {target} minus source {source} is {actual}",
        subject=c.who,
        reported=c.shown("reported_difference"),
        target=c.shown("target_rows"),
        source=c.shown("source_rows"),
        actual=c.shown("row_difference"),
    )


def _cells(c: _Case, *, is_ignored: bool) -> str:
    n = c.number("n_cells") or c.finding.n
    column, what, sample = c.shown("column"), c.saying("what"), c.shown("sample")
    if is_ignored:
        return c.w.n(
            "{subject}: {n} cell of column {column} could not be read ({what}: “{sample}”); no result needs it",
            "{subject}: {n} cells of column {column} could not be read ({what}: “{sample}”); no result needs them",
            n,
            subject=c.who,
            column=column,
            what=what,
            sample=sample,
        )
    return c.w.n(
        "{subject}: {n} cell of column {column} could not be read ({what}: “{sample}”)",
        "{subject}: {n} cells of column {column} could not be read ({what}: “{sample}”)",
        n,
        subject=c.who,
        column=column,
        what=what,
        sample=sample,
    )


def _status(c: _Case) -> str:
    value = c.finding.fact("status")
    word = vocabulary.canonical("job_status", str(value)) if value else None
    return c.w.t(
        "{subject}: the file says that the comparison as a whole is not completed (“{status}”)",
        subject=c.who,
        status=c.w.label("job_status", word) if word else c.shown("status"),
    )


def _layout_proven(c: _Case) -> str:
    n = c.number("n_cells") or c.finding.n
    if c.finding.fact("other_file"):
        return c.w.n(
            "{subject}: layout proven with {other}: it says what the documented interface says in {same} of {n} cell",
            "{subject}: layout proven with {other}: it says what the documented interface says in {same} of {n} cells",
            n,
            subject=c.who,
            other=c.shown("other_file"),
            same=c.shown("n_same"),
        )
    return c.w.n(
        "{subject}: layout proven: the workbook says the same as the documented interface in {same} of {n} cell",
        "{subject}: layout proven: the workbook says the same as the documented interface in {same} of {n} cells",
        n,
        subject=c.who,
        same=c.shown("n_same"),
    )


def _files_disagree(c: _Case) -> str:
    outcomes = [c.w.label("outcome", part.strip()) for part in str(c.finding.fact("outcomes") or "").split(",")]
    return c.w.n(
        "{subject}: {n} file of {compare} says different things ({outcomes}); {file} decides",
        "{subject}: {n} files of {compare} say different things ({outcomes}); {file} decides",
        c.number("n_files") or c.finding.n,
        subject=c.who,
        compare=c.compare,
        outcomes=c.w.listed([outcome for outcome in outcomes if outcome]) or formatting.DASH,
        file=c.shown("decided_by"),
    )


def _over_budget(c: _Case) -> str:
    return c.w.t(
        "Waiver {id} covers at most {max} and matched {n}, so it covers nothing",
        id=c.shown("id"),
        max=c.shown("max_rows"),
        n=c.shown("n"),
    )


def _states() -> dict[str, _Teller]:
    """The sentences of a comparison that gives each table a result word."""
    return {
        "table-missing": _table_missing,
        "not-verified": lambda c: c.w.t(
            "{subject}: {compare} did not verify it: {outcome}", subject=c.who, compare=c.compare, outcome=c.outcome
        ),
        "unfinished": _unfinished,
        "review": lambda c: c.w.t(
            "{subject}: {outcome}; a person must say whether that is right", subject=c.who, outcome=c.outcome
        ),
        "outcome-missing": lambda c: c.w.t(
            "{subject}: listed without a result in {compare}", subject=c.who, compare=c.compare
        ),
        "unknown-word": lambda c: c.w.t(
            "{subject}: the result “{word}” is not a known word, so it counts as not verified",
            subject=c.who,
            word=c.shown("word"),
        ),
        "outcome-contradicts-counts": _contradicts_counts,
        "filtered": lambda c: c.w.t(
            "{subject}: compared under a row filter, rows outside it were not looked at: {filter}",
            subject=c.who,
            filter=c.shown("row_filter"),
        ),
        "database-differs": _database_differs,
        "database-not-verified": _type_not_verified,
        "database-review": lambda c: c.w.t(
            "{subject}: {outcome}; a person must say whether that is right", subject=c.who, outcome=c.outcome
        ),
    }


def _values() -> dict[str, _Teller]:
    """The sentences of a comparison of values, full or sampled."""
    return {
        "values-differ": _values_differ,
        "outcome-contradicts-differences": _contradicts_differences,
        "differences-unassigned": lambda c: c.w.n(
            "{subject}: {n} differing row is listed without the name of its table",
            "{subject}: {n} differing rows are listed without the name of their table",
            c.number("n_listed") or c.finding.n,
            subject=c.who,
        ),
        "differences-unlisted": _differences_unlisted,
        "cannot-compare": lambda c: c.w.t("{subject}: its values cannot be compared by DRS", subject=c.who),
    }


SENTENCES: Mapping[str, _Teller] = {
    "objects.missing-in-target": lambda c: c.w.t("{subject}: missing in the target", subject=c.who),
    "objects.only-in-target": lambda c: c.w.t("{subject}: only in the target", subject=c.who),
    "objects.differ": lambda c: c.w.t("{subject}: on both sides, but different", subject=c.who),
    "objects.outcome-contradicts-names": lambda c: c.w.t(
        "{subject}: reported as consistent, but one side has no such object", subject=c.who
    ),
    "objects.incomplete": lambda c: c.w.t("{subject}: its comparison is not finished", subject=c.who),
    "objects.not-verified": _states()["not-verified"],
    "objects.review": _states()["review"],
    "objects.outcome-missing": _states()["outcome-missing"],
    "objects.unknown-word": _states()["unknown-word"],
    "objects.count-differs": _objects_count_differs,
    "objects.type-differs": lambda c: c.w.t(
        "{subject}: the overview says that this object type differs, and the list of objects does not show which "
        "(source {source}, target {target})",
        subject=c.who,
        source=c.shown("source_count"),
        target=c.shown("target_count"),
    ),
    "objects.outcome-contradicts-counts": lambda c: c.w.t(
        "{subject}: reported as consistent, but the overview counts differences (source {source}, target {target})",
        subject=c.who,
        source=c.shown("source_count"),
        target=c.shown("target_count"),
    ),
    "objects.type-not-verified": _type_not_verified,
    "objects.type-review": _states()["review"],
    "lines.count-differs": _count_differs,
    "lines.inconsistent-with-equal-counts": _inconsistent_with_equal_counts,
    "lines.count-missing": lambda c: c.w.t(
        "{subject}: reported as consistent, but a row count is blank (source {source}, target {target})",
        subject=c.who,
        source=c.shown("source_rows"),
        target=c.shown("target_rows"),
    ),
    "lines.no-counts": lambda c: c.w.t(
        "{subject}: gives results without row counts, so they could not be recomputed", subject=c.who
    ),
    **{f"lines.{name}": teller for name, teller in _states().items()},
    **{f"contents.{name}": teller for name, teller in (_values() | _states()).items()},
    **{f"random.{name}": teller for name, teller in (_values() | _states()).items()},
    "random.sample-only": _sample_only,
    "repair.rows-failed": _rows_failed,
    "repair.counts-do-not-add-up": _do_not_add_up,
    "repair.unfinished": lambda c: c.w.t(
        "{subject}: the repair is not finished ({done} of {total} rows)",
        subject=c.who,
        done=c.shown("completed_rows"),
        total=c.shown("total_rows"),
    ),
    "repair.rows-filtered": lambda c: c.w.n(
        "{subject}: {n} row was left out of the repair by a filter",
        "{subject}: {n} rows were left out of the repair by a filter",
        c.number("filtered_rows") or c.finding.n,
        subject=c.who,
    ),
    "repair.not-recompared": _not_recompared,
    "repair.superseded": _repair_superseded,
    "coverage.absent": lambda c: c.w.t(
        "{subject}: absent from {absent}; seen in {seen}",
        subject=c.who,
        absent=c.types("absent_from"),
        seen=c.types("seen_in"),
    ),
    "integrity.reported-difference-wrong": _reported_difference_wrong,
    "integrity.overview-detail-mismatch": _overview_mismatch,
    "integrity.differences-not-listed": _not_listed,
    "integrity.detail-missing": lambda c: c.w.t(
        "{subject}: the overview names it ({n}), but nothing of it is listed: the evidence is cut",
        subject=c.who,
        n=c.shown("n_overview"),
    ),
    "integrity.overview-missing": lambda c: c.w.n(
        "{subject}: {n} entry is listed, but the overview does not name it",
        "{subject}: {n} entries are listed, but the overview does not name it",
        c.number("n_detail") or c.finding.n,
        subject=c.who,
    ),
    "integrity.duplicate-table": lambda c: c.w.t(
        "{subject}: listed {n} times with the same result", subject=c.who, n=c.shown("n_rows")
    ),
    "integrity.duplicate-contradicts": lambda c: c.w.t(
        "{subject}: listed {n} times with different results or counts; the worst counts",
        subject=c.who,
        n=c.shown("n_rows"),
    ),
    "integrity.nameless-rows": lambda c: c.w.n(
        "{subject}: {n} row of a list carries no name",
        "{subject}: {n} rows of a list carry no name",
        c.number("n_rows") or c.finding.n,
        subject=c.who,
    ),
    "integrity.sheet-full": lambda c: c.w.t(
        "{subject}: a sheet ends exactly at the limit of {row} rows and is not continued, so rows may be cut off",
        subject=c.who,
        row=c.shown("last_row"),
    ),
    "integrity.cell-full": lambda c: c.w.n(
        "{subject}: {n} cell of column {column} holds exactly 32,767 characters, the most a cell can; it may be cut",
        "{subject}: {n} cells of column {column} hold exactly 32,767 characters, the most a cell can; they may be cut",
        c.number("n_cells") or c.finding.n,
        subject=c.who,
        column=c.shown("column"),
    ),
    "integrity.unrecognised-rows": lambda c: c.w.n(
        "{subject}: {n} row may be data but belongs to no table that we know (rows {first} to {last})",
        "{subject}: {n} rows may be data but belong to no table that we know (rows {first} to {last})",
        c.number("n_rows") or c.finding.n,
        subject=c.who,
        first=c.row("first_row"),
        last=c.row("last_row"),
    ),
    "integrity.cell-unreadable": lambda c: _cells(c, is_ignored=False),
    "integrity.cell-ignored": lambda c: _cells(c, is_ignored=True),
    "integrity.unknown-heading": lambda c: c.w.t(
        "{subject}: the heading “{heading}” is unknown; its column is kept and not judged",
        subject=c.who,
        heading=c.shown("heading"),
    ),
    "integrity.unknown-word": lambda c: c.w.n(
        "{subject}: {n} cell of column {column} holds the unknown word “{word}”; it is kept as it is",
        "{subject}: {n} cells of column {column} hold the unknown word “{word}”; it is kept as it is",
        c.number("n_cells") or c.finding.n,
        subject=c.who,
        column=c.shown("column"),
        word=c.shown("word"),
    ),
    "integrity.hidden-sheet": lambda c: c.w.n(
        "{subject}: a hidden sheet holds {n} row; it was read and judged",
        "{subject}: a hidden sheet holds {n} rows; they were read and judged",
        c.number("n_rows") or c.finding.n,
        subject=c.who,
    ),
    "integrity.reader-note": lambda c: c.w.t(
        "{subject}: the reader met something unusual: {note}", subject=c.who, note=c.saying("note")
    ),
    "integrity.count-imprecise": lambda c: c.w.n(
        "{subject}: {n} count of column {column} is beyond 2^53 and may have been rounded before it was written",
        "{subject}: {n} counts of column {column} are beyond 2^53 and may have been rounded before they were written",
        c.number("n_cells") or c.finding.n,
        subject=c.who,
        column=c.shown("column"),
    ),
    "integrity.source-target-swapped": lambda c: c.w.n(
        "{subject}: source and target of {n} pair of names are the other way round in {file}",
        "{subject}: source and target of {n} pairs of names are the other way round in {file}",
        c.number("n_pairs") or c.finding.n,
        subject=c.who,
        file=c.shown("other_file"),
    ),
    "integrity.target-disagrees": lambda c: c.w.t(
        "{subject}: the files compare it with different targets: {targets}", subject=c.who, targets=c.shown("targets")
    ),
    "integrity.job-not-completed": _status,
    "integrity.compare-type-mismatch": lambda c: c.w.t(
        "{subject}: downloaded as {asked}, but it holds {found}",
        subject=c.who,
        asked=c.types("asked"),
        found=c.types("found"),
    ),
    "integrity.files-disagree": _files_disagree,
    "integrity.superseded": lambda c: c.w.n(
        "{subject}: {n} finding is left out, for the later file {file} speaks of the same tables",
        "{subject}: {n} findings are left out, for the later file {file} speaks of the same tables",
        c.number("n_findings") or c.finding.n,
        subject=c.who,
        file=c.shown("superseded_by"),
    ),
    "evidence.unreadable-file": lambda c: c.w.t(
        "{subject}: could not be read, so nothing in it counts: {reason}", subject=c.who, reason=c.shown("reason")
    ),
    "evidence.too-old": lambda c: c.w.t(
        "{subject}: compared at {at}, longer ago than the {hours} hours that the policy allows",
        subject=c.who,
        at=c.shown("compared_at"),
        hours=c.shown("max_age_hours"),
    ),
    "evidence.before-write-stop": lambda c: c.w.t(
        "{subject}: compared at {at}, before {not_before}, from when on the policy accepts evidence",
        subject=c.who,
        at=c.shown("compared_at"),
        not_before=c.shown("not_before"),
    ),
    "evidence.time-unknown": lambda c: c.w.t(
        "{subject}: does not say when it was compared, and the policy limits the age of evidence", subject=c.who
    ),
    "evidence.in-future": lambda c: c.w.t(
        "{subject}: dated {at}, after the moment of judging", subject=c.who, at=c.shown("compared_at")
    ),
    "evidence.newer-comparison": lambda c: c.w.t(
        "{subject}: there was, or may have been, a newer comparison at the download ({id}, {status}); it is not here",
        subject=c.who,
        id=c.shown("compare_job_id"),
        status=c.shown("compare_status"),
    ),
    "evidence.not-fetched": lambda c: c.w.t(
        "{compare} of the task {subject}: asked for and not fetched ({state}): {reason}",
        compare=c.types("asked"),
        subject=c.who,
        state=c.shown("compare_status"),
        reason=c.shown("reason"),
    ),
    "evidence.unlisted-file": lambda c: c.w.t(
        "{subject}: lies beside a manifest that does not list it, so nobody knows where it is from", subject=c.who
    ),
    "evidence.cross-check-disagrees": lambda c: c.w.n(
        "{subject}: workbook and documented interface disagree in {n} cell of {what}: {workbook} against {interface}",
        "{subject}: workbook and documented interface disagree in {n} cells of {what}: {workbook} against {interface}",
        c.number("n_cells") or c.finding.n,
        subject=c.who,
        what=c.shown("column"),
        workbook=c.shown("workbook"),
        interface=c.shown("interface"),
    ),
    "evidence.layout-proven": _layout_proven,
    "policy.required-type-missing": lambda c: c.w.t(
        "{compare}: required by the policy, and no result file of it is there", compare=c.compare
    ),
    "policy.include-unmatched": lambda c: c.w.t(
        "The scope includes “{pattern}”, which matches no table of the evidence", pattern=c.shown("pattern")
    ),
    "policy.exclude-unmatched": lambda c: c.w.t(
        "The scope excludes “{pattern}”, which matches no table of the evidence", pattern=c.shown("pattern")
    ),
    "policy.tolerance-unmatched": lambda c: c.w.t(
        "The tolerance for “{pattern}” covered no difference", pattern=c.shown("pattern")
    ),
    "policy.accept-unmatched": lambda c: c.w.t(
        "The accepted proof for “{pattern}” was needed by no table", pattern=c.shown("pattern")
    ),
    "waiver.unmatched": lambda c: c.w.t("Waiver {id} matched no finding", id=c.shown("id")),
    "waiver.expired": lambda c: c.w.n(
        "Waiver {id} expired on {date}; the {n} finding it matched counts in full",
        "Waiver {id} expired on {date}; the {n} findings it matched count in full",
        c.number("n_findings") or 0,
        id=c.shown("id"),
        date=c.shown("expires"),
    ),
    "waiver.over-budget": _over_budget,
}
"""Code -> its sentence."""
