"""The table of texts that the sheets share: regular blocks of it by their bytes, all else by the parser."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from drs_report.errors import Told
from drs_report.reading.xlsx.book import is_on
from drs_report.reading.xlsx.columns import text_array
from drs_report.reading.xlsx.guard import Entry
from drs_report.reading.xlsx.meaning import decode_escapes
from drs_report.reading.xlsx.parts import Package, blocks, feed, new_parser, start_skipping
from drs_report.reading.xlsx.skimming import skim
from drs_report.reading.xlsx.texts import BytesView, IrregularError, SharedTexts, plain_texts, text_starts

_OPENING = re.compile(rb"<sst(?:\s[^<>]*)?>")
_CLOSING = b"</si>"
_SI = np.uint64(int.from_bytes(b"<si>", "little"))
_END = np.uint64(int.from_bytes(b"</t></si", "little"))
_FOUR = np.uint64(0xFFFFFFFF)
_CHUNK = 65_536


def read_shared_strings(package: Package, entry: Entry) -> SharedTexts:
    """Return every shared text in order: runs joined, phonetic hints left out, escapes decoded."""
    return _Reader(package, entry).read()


class _Reader:
    """Expat's handlers for the part, and the chunks of texts read so far."""

    def __init__(self, package: Package, entry: Entry) -> None:
        self._package, self._entry = package, entry
        self._longest = package.limits.cell_length
        self._chunks: list[pa.Array] = []
        self._texts: list[str] = []
        self._n_chunked = 0
        self._parts: list[str] = []
        """The texts of the open entry; those before `_mark` are known to count."""
        self._mark = 0
        self._is_open = False
        self._string = self._text = self._run = self._phonetic = self._properties = self._strike = ""
        self._struck: set[int] = set()
        self._parser = new_parser(package, entry)

    @property
    def _n_texts(self) -> int:
        return self._n_chunked + len(self._texts)

    def read(self) -> SharedTexts:
        package, entry, parser = self._package, self._entry, self._parser
        parser.StartElementHandler = self._root
        parser.CharacterDataHandler = self._parts.append
        stream = skim(
            blocks(package, entry),
            _OPENING,
            _CLOSING,
            start=lambda head: b"<sst" in head,
            is_between=self._is_between,
            take=self._take,
        )
        for _ in feed(package, entry, parser, stream):
            if self._n_texts > package.limits.n_shared_strings:
                what = Told(
                    "the sheets share more than {n_shared_strings:,} texts",
                    n_shared_strings=package.limits.n_shared_strings,
                )
                raise package.over_limit("n_shared_strings", what)
            if len(self._parts) > 1 and sum(map(len, self._parts)) > 8 * self._longest:
                raise package.long_text(self._place(), self._longest + 1)
        self._flush()
        return SharedTexts(self._chunks, frozenset(self._struck))

    def _place(self) -> Told:
        return Told("a shared text ({n_texts:,})", n_texts=self._n_texts)

    def _flush(self) -> None:
        """Move the texts that the parser gave to Arrow."""
        if self._texts:
            self._chunks.append(text_array(self._texts))
            self._n_chunked += len(self._texts)
            self._texts = []

    # --- the quick way ---

    def _is_between(self) -> bool:
        return not self._is_open and self._parser.StartElementHandler == self._start

    def _take(self, block: bytes) -> bool:
        try:
            texts = _regular(block, self._longest)
        except IrregularError:
            return False
        self._flush()
        self._chunks.append(texts)
        self._n_chunked += len(texts)
        return True

    # --- the parser's way ---

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if local != "sst" or not namespace:
            what = Told("the part {name!r} should hold the shared texts but is something else", name=self._entry.name)
            raise self._package.damaged(what)
        self._string, self._text, self._run, self._phonetic, self._properties, self._strike = (
            f"{namespace} {word}" for word in ("si", "t", "r", "rPh", "rPr", "strike")
        )
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == self._text:
            del self._parts[self._mark :]
        elif name == self._string:
            self._is_open = True
            self._parts.clear()
            self._mark = 0
        elif name != self._run:
            precious = frozenset() if name == self._phonetic else frozenset((self._text, self._string))
            look = self._look if name == self._properties else None
            start_skipping(self._package, self._entry, self._parser, name, precious, look)

    def _look(self, name: str, attributes: dict[str, str]) -> None:
        """Note that the properties of a run strike it out."""
        if name == self._strike and is_on(attributes):
            self._struck.add(self._n_texts)

    def _end(self, name: str) -> None:
        if name == self._text:
            self._mark = len(self._parts)
        elif name == self._string:
            self._is_open = False
            value = decode_escapes("".join(self._parts[: self._mark]))
            if len(value) > self._longest:
                raise self._package.long_text(self._place(), len(value))
            self._texts.append(value)
            if len(self._texts) >= _CHUNK:
                self._flush()


def _regular(block: bytes, longest: int) -> pa.Array:
    """The texts of a block that is proven to be ``<si><t>…</t></si>`` again and again."""
    view = BytesView(block)
    data, words = view.data, view.words
    tags = np.flatnonzero(data[: len(block)] == ord("<"))
    if not len(tags) or len(tags) % 4:
        raise IrregularError
    begin, text_at, stop = tags[0::4], tags[1::4], tags[2::4]
    start = text_starts(view, text_at)
    is_regular = (
        (words[begin] & _FOUR == _SI).all()
        and (text_at == begin + 4).all()
        and (words[stop] == _END).all()
        and (data[stop + 8] == ord(">")).all()
        and (tags[3::4] == stop + 4).all()
        and np.array_equal(np.concatenate((begin[1:], [len(block)])), stop + 9)
        and begin[0] == 0
        and int((stop - start).max()) <= longest
    )
    if not is_regular:
        raise IrregularError
    return plain_texts(view, start, stop)
