"""The parts of an opened package: their bytes as they are inflated, and their XML with nothing declared.

Every byte is counted and checked (declared size, CRC), and document type declarations, the only way to entities, are
refused wherever they stand.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NoReturn
from urllib.parse import quote
from xml.parsers import expat

from drs_report.errors import Told, UnreadableWorkbookError, UnsafeWorkbookError
from drs_report.reading.xlsx.guard import Archive, Entry, Limits, read_directory

_BLOCK = 256 * 1024
_MOST_KEPT = 32 * 1024 * 1024
"""Expanded bytes of a file that are kept, for most parts are read twice."""
_STEP = 16 * 1024
"""Bytes given to expat at once; what its handlers gather in between is bounded by this."""
_MAX_TOKEN = 1024 * 1024
"""Bytes of one tag, comment or instruction; expat must hold such a thing whole."""
_MAX_DEPTH = 256
_MAX_NAMES = 10_000
_MAX_ELEMENTS = 300_000
"""Elements of a part that is read whole (relationships, workbook, styles)."""

_MARKUP_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ALTERNATE = f"{_MARKUP_COMPATIBILITY} AlternateContent"
_CHOICE = f"{_MARKUP_COMPATIBILITY} Choice"
_FALLBACK = f"{_MARKUP_COMPATIBILITY} Fallback"


@dataclass(frozen=True, slots=True)
class Package(Archive):
    """An archive whose directory has been checked; `stream` is read under the caller's eyes only."""

    stream: BinaryIO
    entries: Mapping[str, Entry]
    """By lower-case part name."""
    kept: dict[Entry, list[bytes]] = field(default_factory=dict)
    """Parts that were read to their end."""

    def find(self, name: str) -> Entry | None:
        """The part called `name`, whatever its case, also where its name is percent-encoded; None if there is none."""
        return self.entries.get(name.lower()) or self.entries.get(quote(name).lower())


def open_package(stream: BinaryIO, file: str, limits: Limits) -> Package:
    """Check the archive in the seekable `stream` and give its parts."""
    entries = read_directory(stream, Archive(file, limits))
    return Package(file, limits, stream, {entry.name.lower(): entry for entry in entries})


def blocks(package: Package, entry: Entry) -> Iterator[bytes]:
    """Yield the expanded bytes of `entry` in blocks; raise where they are not those the archive declares."""
    kept = package.kept.get(entry) or []
    yield from kept
    if kept:
        return
    is_kept = sum(one.n_expanded for one in (entry, *package.kept)) <= _MOST_KEPT
    stream, left, position = package.stream, entry.n_compressed, entry.data_at
    crc = total = 0
    inflater = zlib.decompressobj(-15) if entry.method else None
    pending = b""
    while True:
        if not pending and left:
            stream.seek(position)  # each time: several parts may be read in turns from the one stream
            pending = stream.read(min(left, _BLOCK))
            if not pending:
                raise package.damaged(Told("the part {name!r} is cut short", name=entry.name))
            left -= len(pending)
            position += len(pending)
        if inflater is None:
            block, pending = pending, b""
        else:
            try:
                block = inflater.decompress(pending, _BLOCK)
            except zlib.error:
                raise package.damaged(
                    Told("the part {name!r} is damaged: it cannot be inflated", name=entry.name)
                ) from None
            pending = inflater.unconsumed_tail
        total += len(block)
        if total > entry.n_expanded:
            raise package.damaged(
                Told(
                    "the part {name!r} holds more than the {n_expanded:,} bytes declared",
                    name=entry.name,
                    n_expanded=entry.n_expanded,
                )
            )
        crc = zlib.crc32(block, crc)
        if block:
            yield block
            kept += [block] * is_kept
        if inflater is not None and inflater.eof:
            if inflater.unused_data or pending or left:
                raise package.damaged(Told("the part {name!r} is damaged: it goes on after its end", name=entry.name))
            break
        if not left and not pending and not block:
            if inflater is not None:
                raise package.damaged(Told("the part {name!r} is cut short", name=entry.name))
            break
    if total != entry.n_expanded or crc != entry.crc:
        raise package.damaged(Told("the part {name!r} is damaged: its checksum is wrong", name=entry.name))
    if is_kept:
        package.kept[entry] = kept


def new_parser(package: Package, entry: Entry) -> expat.XMLParserType:
    """A namespace-aware parser that joins ``namespace local`` with a blank and refuses any declaration."""
    parser = expat.ParserCreate(None, " ", {})
    parser.buffer_text = True
    parser.buffer_size = 65_536

    def refuse(*_: object) -> None:
        raise package.misleading(
            Told(
                "the part {name!r} declares a document type, which may hide entities; no genuine workbook does.",
                name=entry.name,
            ),
            "document type declaration",
        )

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            _refuse_encoding(package, entry, encoding)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.XmlDeclHandler = declaration
    return parser


def feed(
    package: Package, entry: Entry, parser: expat.XMLParserType, source: Iterator[bytes] | None = None
) -> Iterator[None]:
    """Parse `entry` block by block, or what `source` makes of its blocks; control comes back after each step."""
    n_fed = 0
    try:
        for block in source if source is not None else blocks(package, entry):
            if not n_fed:
                _refuse_utf16(package, entry, block)
            if not block:
                yield
            for begin in range(0, len(block), _STEP):
                piece = block[begin : begin + _STEP]
                parser.Parse(piece, False)
                n_fed += len(piece)
                if n_fed - parser.CurrentByteIndex > _MAX_TOKEN or len(parser.intern) > _MAX_NAMES:
                    raise _hostile(
                        package, entry, Told("holds a tag of many megabytes or thousands of different tag names")
                    )
                yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise package.damaged(
            Told("the part {name!r} is not well-formed XML ({reason})", name=entry.name, reason=reason)
        ) from None
    finally:  # they hold their reader, and it the parser: what it has read would stay until such circles are looked for
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
    yield


def feed_whole(package: Package, entry: Entry, parser: expat.XMLParserType) -> None:
    """Parse `entry` from its first byte to its last."""
    for _ in feed(package, entry, parser):
        pass


def refuse_declarations(package: Package, entry: Entry) -> None:
    """Refuse a document type declaration, which can only stand before the root, and UTF-16 in any part, read or not."""

    def stop(*_: object) -> None:
        raise _RootReached

    parser = new_parser(package, entry)
    parser.StartElementHandler = stop
    try:
        for block in blocks(package, entry):
            _refuse_utf16(package, entry, block)
            parser.Parse(block, False)
    except (expat.ExpatError, _RootReached):
        return


class _RootReached(Exception):  # noqa: N818 - a signal, not an error
    """The prolog is over."""


def _shown_by_some(package: Package, entry: Entry, element: str) -> UnreadableWorkbookError:
    what = Told(
        "the part {name!r} holds cells that some programs show and others do not ({element!r})",
        name=entry.name,
        element=element,
    )
    return package.damaged(what)


def _refuse_encoding(package: Package, entry: Entry, encoding: str) -> NoReturn:
    what = Told("the part {name!r} is encoded in {encoding!r}, which is not read", name=entry.name, encoding=encoding)
    raise package.damaged(what)


def _refuse_utf16(package: Package, entry: Entry, beginning: bytes) -> None:
    """Who looks at the bytes of a part must see the characters that a parser sees."""
    if b"\0" in beginning[:4]:
        _refuse_encoding(package, entry, "UTF-16")


def _hostile(package: Package, entry: Entry, what: Told) -> UnsafeWorkbookError:
    return package.misleading(
        Told("the part {name!r} {what}, which no genuine workbook does.", name=entry.name, what=what), "structure"
    )


@dataclass(frozen=True, slots=True)
class Element:
    """A start tag of a part that is read whole."""

    path: tuple[str, ...]
    """Local names from the root to the element itself."""
    namespace: str
    attributes: Mapping[str, str]
    """Qualified as ``namespace local`` where the attribute has a prefix."""


def elements(package: Package, entry: Entry) -> tuple[Element, ...]:
    """The start tags of a small part in document order.

    Of alternative content the fallback is taken, as by a program that knows no extension; a choice may add to a part
    what is of an extension, and nothing of the part's own kind.
    """
    found: list[Element] = []
    path: list[str] = []
    paths: dict[tuple[str, ...], tuple[str, ...]] = {}
    """Each once: there are many elements of few kinds."""
    choice_depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal choice_depth
        if choice_depth or name == _CHOICE:
            choice_depth += 1
            if found and name.startswith(f"{found[0].namespace} "):
                raise _shown_by_some(package, entry, name)
        elif name not in (_ALTERNATE, _FALLBACK):
            namespace, _, local = name.rpartition(" ")
            path.append(local)
            here = tuple(path)
            found.append(Element(paths.setdefault(here, here), sys.intern(namespace), attributes))
        if len(path) + choice_depth > _MAX_DEPTH or len(found) > _MAX_ELEMENTS:
            raise _hostile(package, entry, Told("nests its tags too deeply or has hundreds of thousands of them"))

    def end(name: str) -> None:
        nonlocal choice_depth
        if choice_depth:
            choice_depth -= 1
        elif name not in (_ALTERNATE, _FALLBACK):
            path.pop()

    parser = new_parser(package, entry)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed_whole(package, entry, parser)
    return tuple(found)


def start_skipping(  # noqa: PLR0917 - the parser, what is skipped, and what is looked for in it
    package: Package,
    entry: Entry,
    parser: expat.XMLParserType,
    name: str,
    precious: frozenset[str],
    look: Callable[[str, dict[str, str]], None] | None = None,
) -> None:
    """Called from a start handler that does not know `name`: skip that element whole, then give the handlers back.

    Alternative content is not skipped: its fallback is read, its choices are not. Where a skipped element holds one
    of the `precious` ones the file is refused, since a program that knows the element would show another cell. `look`
    is shown each start tag inside.
    """
    start, end, characters = parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler
    open_elements = [name]

    def inner_start(inner: str, attributes: dict[str, str]) -> None:
        if look is not None:
            look(inner, attributes)
        if inner in precious:
            raise _shown_by_some(package, entry, name)
        open_elements.append(inner)
        if len(open_elements) > _MAX_DEPTH:
            raise _hostile(package, entry, Told("nests its tags too deeply"))

    def inner_end(_inner: str) -> None:
        open_elements.pop()
        if not open_elements:
            parser.StartElementHandler, parser.EndElementHandler = start, end
            parser.CharacterDataHandler = characters

    if name in (_ALTERNATE, _FALLBACK):
        return
    parser.StartElementHandler, parser.EndElementHandler = inner_start, inner_end
    parser.CharacterDataHandler = None
