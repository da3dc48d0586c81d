"""Which compare type a file is: asked for, shown by its columns, said by its titles; its file name comes last.

A guess goes to the weaker proof: rows before values, and anything that speaks of a sample is a sample.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Final

from drs_report.comparisons import COMPARE_TYPES, by_slug, of_proof
from drs_report.errors import (
    AmbiguousCompareTypeError,
    ComparisonListError,
    ConfigError,
    NotJudgedError,
    Told,
    UnknownCompareTypeError,
)
from drs_report.language.moments import moment
from drs_report.language.phrases import is_neutral_title
from drs_report.language.vocabulary import Vocabulary, normalise_word
from drs_report.reading.tables.blocks import Block, is_unjudged
from drs_report.reading.tables.frames import VERIFIED, codes_of
from drs_report.reading.tables.headings import fit_schema
from drs_report.reading.tables.scans import SheetScan
from drs_report.reading.tables.titles import compare_type_of, names_sampling, says_sampling
from drs_report.reading.tables.values import compare_types_in
from drs_report.records.columns import Kind, Says
from drs_report.records.judgement import Proof
from drs_report.records.reading import Asked, KindPlace, KindSaid, NotJudged, Rest
from drs_report.records.remarks import Remark, RemarkKind, remark
from drs_report.records.stated import CALLED

(_SAMPLE,) = of_proof(Proof.SAMPLE)
"""What a text that speaks of a sample says the comparison is."""


NO_RESULT: Final = Told(
    "If it is no result of DRS, move it away or name the result files; else teach its headings with --layout."
)


def slug_of(text: str, words: Vocabulary) -> str:
    """Return the compare type for any of its spellings; `ConfigError` where it is none that has a result file."""
    slug = words.compare_types.get(normalise_word(text))
    if slug not in COMPARE_TYPES:
        msg = Told("{text!r} is no compare type that has a result file.", text=text)
        raise ConfigError(msg, remedy=Told("Use one of {names}.", names=", ".join(COMPARE_TYPES)))
    return slug


def decide(
    scans: Sequence[SheetScan], file: str, words: Vocabulary, asked: str | None, asked_by: Asked
) -> tuple[str, Remark]:
    """Return the compare type and how it was decided.

    `asked` is what `asked_by` says; it must fit the cells. Raises `UnknownCompareTypeError` and
    `AmbiguousCompareTypeError`.
    """
    blocks = [block for scan in scans for block in scan.blocks if not is_unjudged(block)]
    if not blocks:
        raise _nothing_to_judge(scans, file, words)
    possible = [_possible(block) for block in blocks]
    common = set(possible[0]).intersection(*possible[1:])
    if asked is not None:
        if any(asked in types for types in possible):
            return asked, asked_by.value
        others = _ordered(set().union(*possible))
        raise AmbiguousCompareTypeError(
            file,
            Told(
                "{who} says {asked}, but its tables are of {names}.",
                who=Told(asked_by.value.kind.value),
                asked=asked,
                names=" or ".join(others),
            ),
            remedy=Told("Give the right one with --type."),
            candidates=others,
        )
    if not common:
        found = _ordered({_usual(types) for types in possible})
        raise AmbiguousCompareTypeError(
            file,
            Told("its tables are of more than one compare type: {names}.", names=", ".join(found)),
            remedy=Told("Say which to read with --type {names}.", names=" or --type ".join(found)),
            candidates=found,
        )
    if len(common) == 1:
        hinted = any(block.title.compare_type in common and len(block.fits) > 1 for block in blocks)
        slug, how = common.pop(), remark(RemarkKind.BY_TITLE if hinted else RemarkKind.BY_COLUMNS)
    else:
        slug, how = _by_hints(scans, blocks, common, file, words)
    sampled = by_slug(slug).sampled
    fits_a_sample = all(any(fit.slug == sampled for fit in block.fits) for block in blocks)
    if fits_a_sample and _speaks_of_a_sample(scans, blocks, file):
        return sampled, remark(RemarkKind.BY_SAMPLE)
    return slug, how


def _nothing_to_judge(scans: Sequence[SheetScan], file: str, words: Vocabulary) -> UnknownCompareTypeError:
    """What a file is of whose tables none is judged."""
    if unjudged := not_judged(scans):
        return NotJudgedError(
            file,
            Told("it holds a comparison of accounts, which is known and which no verdict rests on."),
            remedy=Told("Look at its results yourself."),
            n_rows=sum(one.n_rows for one in unjudged),
            n_open=sum(one.n_open for one in unjudged),
        )
    if runs := _listed_runs(scans, words):
        return ComparisonListError(
            file,
            Told("it lists comparisons and holds the result of none."),
            remedy=Told("Give the results that it lists as well; they are held against it."),
            runs=runs,
        )
    return UnknownCompareTypeError(
        file,
        Told("no table in it is one that DRS comparisons are known to have."),
        remedy=NO_RESULT.then(Told("`drs-report inspect {file}` shows what was found.", file=file)),
    )


def _listed_runs(scans: Sequence[SheetScan], words: Vocabulary) -> tuple[tuple[str, str, datetime | None], ...]:
    """Comparison, state and beginning of each run that a task's list shows; nothing where the file is no such list.

    A row begins where a fact comes again. All of the file must be understood, and each row say what it is of and how it
    ended.
    """
    rest = [one for scan in scans for one in scan.loose]
    titles = (one.texts[0] for one in rest if one.reason == Rest.TITLE)
    if any(one.reason not in (Rest.META, Rest.NOTE, Rest.TITLE) or one.doubts for one in rest):
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


def not_judged(scans: Sequence[SheetScan]) -> tuple[NotJudged, ...]:
    """Return the tables of comparisons that no verdict rests on, and how many of their rows are not plainly equal.

    Plainly equal is what says so of two sides that name and list the same.
    """
    return tuple(_not_judged(block) for scan in scans for block in scan.blocks if is_unjudged(block))


def _not_judged(block: Block) -> NotJudged:
    (fit,) = block.fits
    found = {column.name: block.typed[c].array() for c, column in fit.columns.items() if block.n_rows}
    codes = codes_of(found, "outcome", block.n_rows)
    is_equal = (codes >= 0) & VERIFIED[codes]
    for name, source in found.items():
        target = found.get(name.replace("source_", "target_"), source)
        is_equal &= [
            _listed(one) == _listed(other) for one, other in zip(source.to_pylist(), target.to_pylist(), strict=True)
        ]
    return NotJudged(fit.slug, block.sheet, block.n_rows, block.n_rows - int(is_equal.sum()))


def _listed(text: object) -> frozenset[str]:
    """What stands in a cell that lists several, in whichever order and case."""
    return frozenset(map(normalise_word, re.split("[,;，；、\\n]", str(text or ""))))


def split_by_comparison(scans: Sequence[SheetScan]) -> dict[str, list[SheetScan]]:
    """Return the sheets by the comparison that their tables are of, in the order of a sign-off; one where all fit one.

    Sheets without a table count for each; a sheet with tables of several is parted.
    """
    blocks = [block for scan in scans for block in scan.blocks if not is_unjudged(block)]
    types = [_possible(block) for block in blocks]
    if not types or set(types[0]).intersection(*types[1:]):
        return {_usual(t): list(scans) for t in types[:1]}
    usual: dict[int, str] = {}
    following = ""
    for block, found in reversed([*zip(blocks, types, strict=True)]):
        is_overview = {fit.schema.frame for fit in block.fits} == {"databases"}  # which stands above what it sums up
        following = usual[id(block)] = following if is_overview and following in found else _usual(found)
    return {slug: _sheets_of(scans, usual, slug) for slug in _ordered(set(usual.values()))}


def _sheets_of(scans: Sequence[SheetScan], usual: Mapping[int, str], slug: str) -> list[SheetScan]:
    kept = []
    n_covers = len([*takewhile(lambda scan: not scan.blocks, scans)])
    for position, scan in enumerate(scans):
        others = [b for b in scan.blocks if usual.get(id(b), slug) != slug]
        if len(others) == len(scan.blocks) and others:
            continue
        kept.append(
            replace(
                scan,
                blocks=[b for b in scan.blocks if b not in others],
                n_rows=scan.n_rows - sum(b.n_rows + len(b.header_rows) for b in others),
                n_cells=scan.n_cells - sum(sum(b.filled.values()) + b.header_cells for b in others),
                is_parted=bool(others) or not scan.blocks,
                is_cover=position < n_covers,
            )
        )
    return kept


def kinds_said(
    scans: Sequence[SheetScan], file: str, words: Vocabulary, slug: str, beside: Collection[str] = ()
) -> list[KindSaid]:
    """Return every place of a file that names a kind of comparison; `slug` is what its columns were read as.

    Of a workbook of several comparisons those `beside` may be named where their tables stand, and where none does.
    """
    found = [KindSaid(slug, "columns", "")]
    of_all: list[KindSaid] = []
    is_apart, is_cover, listed = True, False, frozenset[str]()

    def add(where: KindPlace, text: str, *, codes: bool = False) -> None:
        kind = compare_type_of(text, words, codes=codes) or words.compare_types.get(normalise_word(text))
        if is_cover and kind in COMPARE_TYPES:
            of_all.append(KindSaid(kind, where, text))
        if kind in COMPARE_TYPES and kind not in listed and (is_apart or kind not in beside):
            found.append(KindSaid(kind, where, text))
        is_sample = names_sampling(text) if codes else says_sampling(text)
        if is_sample and kind != _SAMPLE and (is_apart or _SAMPLE not in beside):
            found.append(KindSaid(_SAMPLE, where, text))

    for scan in scans:
        # the list that a task shows of its comparisons names all of them, and is of this one; of several it is no cover
        runs = {kind for kind, _, _ in _listed_runs([scan], words)}
        is_list = len(runs) > 1 and runs <= {slug, *beside}
        is_apart, is_cover = not scan.is_parted, scan.is_cover and not is_list
        listed = frozenset(runs - {slug}) if slug in runs else frozenset()
        of_tables = (block.title for block in scan.blocks if block.title.text)
        found += [
            KindSaid(one.compare_type, "title", one.text) for one in of_tables if one.compare_type in COMPARE_TYPES
        ]
        for name, value in scan.meta:
            if name == "compare_type":
                for part in re.split(r"[+＋&、]", value):
                    add("line", part)
            elif name == "sample_percent" and (is_apart or _SAMPLE not in beside):
                found.append(KindSaid(_SAMPLE, "line", value))
        for text in scan.titles:
            add("title", text)
        add("sheet", scan.sheet.name)
        found += [
            KindSaid(_SAMPLE, "columns", m.heading)
            for block in scan.blocks
            for m in block.meanings
            if m.name in ("sampled_rows", "sample_percent") or says_sampling(m.heading)
        ]
    if slug not in {one.kind for one in of_all}:  # a cover that names some of the comparisons is of no other
        found += of_all
    is_apart, is_cover, listed = not beside, False, frozenset()
    add("file-name", file, codes=True)
    return [*dict.fromkeys(found)]


def kinds_shown(scans: Sequence[SheetScan], slug: str, said: Sequence[KindSaid]) -> list[KindSaid]:
    """Return the weaker kinds whose lists have the same columns: proof needs a column that the weaker does not have.

    A number, such as of differing rows, may count anything: it bears out only what the file is `said` to be inside.
    """
    is_said = any(one.kind == slug and one.where not in ("columns", "file-name") for one in said)
    own = {c.name for t in by_slug(slug).tables for c in t.columns if c.kind is Kind.COUNT and c.says is Says.OWN}
    blocks = [block for scan in scans for block in scan.blocks if not block.title.is_uncomparable]
    lists = [b for b in blocks if any(fit.slug == slug for fit in b.fits)]
    columns = [[m for m in block.meanings if is_said or m.name not in own] for block in lists]
    weaker = [one for one in COMPARE_TYPES if _is_weaker_usual(slug, {one})]
    tables = [(one, table) for one in weaker for table in by_slug(one).tables if table.frame == "tables"]
    return [KindSaid(one, "columns", "") for one, table in tables if any(fit_schema(m, one, table) for m in columns)]


def _by_hints(
    scans: Sequence[SheetScan], blocks: Sequence[Block], common: set[str], file: str, words: Vocabulary
) -> tuple[str, Remark]:
    texts = [text for scan in scans for text in (scan.sheet.name, *scan.titles)]
    # what stands with a table says more of it than a sheet that may list other comparisons
    for name, value in (fact for scan in sorted(scans, key=lambda scan: not scan.blocks) for fact in scan.meta):
        slug = words.compare_types.get(normalise_word(value)) or compare_type_of(value, words)
        if name == "compare_type" and slug in common:
            return slug, remark(RemarkKind.BY_LINE)
    for text in texts:
        slug = compare_type_of(text, words)
        if slug in common:
            return slug, remark(RemarkKind.BY_TITLE)
    if _SAMPLE in common and _speaks_of_a_sample(scans, blocks, file):
        return _SAMPLE, remark(RemarkKind.BY_SAMPLE)
    slug = compare_type_of(file, words, codes=True)
    has_tables = any(fit.schema.frame == "tables" for block in blocks for fit in block.fits)
    if slug in common and not (has_tables and _is_weaker_usual(slug, common)):
        return slug, remark(RemarkKind.BY_FILE_NAME)
    return _usual(common), remark(RemarkKind.BY_COLUMNS_ALONE)


def _speaks_of_a_sample(scans: Sequence[SheetScan], blocks: Sequence[Block], file: str) -> bool:
    texts = [text for scan in scans for text in (scan.sheet.name, *scan.titles)]
    texts += [value for scan in scans for name, value in scan.meta if name not in CALLED]
    headings = [m.heading for block in blocks for m in block.meanings]
    has_share = any(name == "sample_percent" for scan in scans for name, _ in scan.meta)
    return has_share or names_sampling(file) or any(map(says_sampling, (*texts, *headings)))


def _possible(block: Block) -> set[str]:
    """The types whose frames its columns fill, only one if its title or sheet says which."""
    types = {fit.slug for fit in block.fits}
    return {block.title.compare_type} if block.title.compare_type in types else types


def _usual(types: set[str]) -> str:
    """The type to assume of several: the weaker proof, and a sample only where something says so."""
    return min(types, key=lambda slug: by_slug(slug).usual)


def _is_weaker_usual(slug: str, types: set[str]) -> bool:
    """Whether one of `types` would prove less than `slug` and is the one to assume: a file's name is not enough."""
    own = by_slug(slug)
    return any(one.usual < own.usual and one.proof.strength < own.proof.strength for one in map(by_slug, types))


def _ordered(types: set[str]) -> tuple[str, ...]:
    return tuple(slug for slug in COMPARE_TYPES if slug in types)
