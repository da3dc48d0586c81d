"""Which compare type a file is: asked for, shown by its columns, said by its titles; its file name comes last.

A guess goes to the weaker proof: rows before values, and anything that speaks of a sample is a sample.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drs_report.comparisons import COMPARE_TYPES, by_slug, of_proof
from drs_report.errors import AmbiguousCompareTypeError, ConfigError, UnknownCompareTypeError
from drs_report.language.vocabulary import Vocabulary, normalise_word
from drs_report.reading.tables.blocks import Block
from drs_report.reading.tables.scanning import SheetScan
from drs_report.reading.tables.titles import compare_type_of, names_sampling, says_sampling
from drs_report.records.judgement import Proof
from drs_report.records.reading import KindPlace, KindSaid

__all__ = ["decide", "kinds_said", "slug_of"]

_SAMPLE: Final = of_proof(Proof.SAMPLE)[0]
"""What a text that speaks of a sample says the comparison is."""


def slug_of(text: str, words: Vocabulary) -> str:
    """Return the compare type for any of its spellings; `ConfigError` where it is none that has a result file."""
    slug = words.compare_types.get(normalise_word(text))
    if slug not in COMPARE_TYPES:
        msg = f"{text!r} is no compare type that has a result file."
        raise ConfigError(msg, remedy=f"Use one of {', '.join(COMPARE_TYPES)}.")
    return slug


def decide(
    scans: Sequence[SheetScan], file: str, words: Vocabulary, *, asked: str | None = None, asked_by: str = ""
) -> tuple[str, str]:
    """Return the compare type and, in English, how it was decided.

    `asked` is what the caller or the manifest says; it must fit the cells. Raises `UnknownCompareTypeError` and
    `AmbiguousCompareTypeError`.
    """
    blocks = [block for scan in scans for block in scan.blocks]
    if not blocks:
        raise UnknownCompareTypeError(
            file,
            "no table in it is one that DRS comparisons are known to have.",
            remedy=f"Run `drs-report inspect {file}` to see what was found and to teach its headings with --layout.",
        )
    slug, how = _decided(scans, blocks, file, words, asked=asked, asked_by=asked_by)
    sampled = by_slug(slug).sampled
    fits_a_sample = all(any(fit.slug == sampled for fit in block.fits) for block in blocks)
    if asked is None and fits_a_sample and _speaks_of_a_sample(scans, blocks, file):
        return sampled, "it speaks of a sample"
    return slug, how


def kinds_said(scans: Sequence[SheetScan], file: str, words: Vocabulary, slug: str) -> list[KindSaid]:
    """Return every place of a file that names a kind of comparison; `slug` is what its columns were read as."""
    found = [KindSaid(slug, "columns", "")]

    def add(where: KindPlace, text: str, *, codes: bool = False) -> None:
        kind = compare_type_of(text, words, codes=codes) or words.compare_types.get(normalise_word(text))
        if kind in COMPARE_TYPES:
            found.append(KindSaid(kind, where, text))
        is_sample = names_sampling(text) if codes else says_sampling(text)
        if is_sample and kind != _SAMPLE:
            found.append(KindSaid(_SAMPLE, where, text))

    for scan in scans:
        for name, value in scan.meta:
            if name == "compare_type":
                for part in re.split(r"[+＋&、]", value):
                    add("line", part)
            elif name == "sample_percent":
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
    add("file-name", file, codes=True)
    return list(dict.fromkeys(found))


def _decided(
    scans: Sequence[SheetScan],
    blocks: Sequence[Block],
    file: str,
    words: Vocabulary,
    *,
    asked: str | None,
    asked_by: str,
) -> tuple[str, str]:
    possible = [_possible(block) for block in blocks]
    if asked is not None:
        if not any(asked in types for types in possible):
            others = _ordered(set().union(*possible))
            raise AmbiguousCompareTypeError(
                file,
                f"{asked_by} says {asked}, but its tables are of {' or '.join(others)}.",
                remedy=f"Give the right one with --type, or run `drs-report inspect {file}`.",
                candidates=others,
            )
        return asked, asked_by
    common = set(possible[0]).intersection(*possible[1:])
    if not common:
        found = _ordered({_usual(types) for types in possible})
        raise AmbiguousCompareTypeError(
            file,
            f"its tables are of more than one compare type: {', '.join(found)}.",
            remedy=f"Say which to read with --type {' or --type '.join(found)}.",
            candidates=found,
        )
    if len(common) == 1:
        hinted = any(block.title.compare_type in common and len(block.fits) > 1 for block in blocks)
        return common.pop(), "a title or a sheet's name" if hinted else "its columns"
    return _by_hints(scans, blocks, common, file, words)


def _by_hints(
    scans: Sequence[SheetScan], blocks: Sequence[Block], common: set[str], file: str, words: Vocabulary
) -> tuple[str, str]:
    texts = [text for scan in scans for text in (scan.sheet.name, *scan.titles)]
    for name, value in (fact for scan in scans for fact in scan.meta):
        slug = words.compare_types.get(normalise_word(value)) or compare_type_of(value, words)
        if name == "compare_type" and slug in common:
            return slug, "the line above its tables"
    for text in texts:
        slug = compare_type_of(text, words)
        if slug in common:
            return slug, "a title or a sheet's name"
    if _SAMPLE in common and _speaks_of_a_sample(scans, blocks, file):
        return _SAMPLE, "it speaks of a sample"
    slug = compare_type_of(file, words, codes=True)
    has_tables = any(fit.schema.frame == "tables" for block in blocks for fit in block.fits)
    if slug in common and not (has_tables and _is_weaker_usual(slug, common)):
        return slug, "the file's name"
    return _usual(common), "its columns; nothing in the file says more"


def _speaks_of_a_sample(scans: Sequence[SheetScan], blocks: Sequence[Block], file: str) -> bool:
    texts = [text for scan in scans for text in (scan.sheet.name, *scan.titles, *(value for _, value in scan.meta))]
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
    own, others = by_slug(slug), map(by_slug, types)
    return any(other.usual < own.usual and other.proof.strength < own.proof.strength for other in others)


def _ordered(types: set[str]) -> tuple[str, ...]:
    return tuple(slug for slug in COMPARE_TYPES if slug in types)
