"""Texts cut out of proven bytes of XML, many at once: characters, entities and Excel's escapes.

Whatever is not sure (a character or an entity that XML does not have) is not decoded: `IrregularError` sends the whole
block to the exact reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.reading.xlsx.columns import Bytes, Places
from drs_report.reading.xlsx.meaning import decode_escapes

_PAD: Final = bytes(64)
_UNDERSCORE_X: Final = ord("_") + 256 * ord("x")
_FIRST_PRINTABLE = 32
_NUMERIC = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_MAX_NUMERIC = 64
"""Different character references in a block."""
_NAMED: Final = {b"lt;": "<", b"gt;": ">", b"quot;": '"', b"apos;": "'", b"amp;": "&"}
"""``&amp;`` comes last: what it decodes to must not be decoded again."""
_ESCAPE = "_x[0-9A-Fa-f]{4}_"
_T: Final = np.uint64(int.from_bytes(b"<t>", "little"))
_T_LONG: Final = tuple(np.uint64(int.from_bytes(p, "little")) for p in (b"<t xml:s", b'pace="pr', b'eserve">'))
_THREE: Final = np.uint64(0xFFFFFF)
_MAX_STRING = (1 << 31) - (1 << 24)
"""Bytes that an Arrow array of short offsets may hold."""


class IrregularError(Exception):
    """The bytes are not proven to mean what they seem to."""


@dataclass(slots=True)
class BytesView:
    """A block of UTF-8 bytes, checked character by character, with what decoding its texts needs."""

    block: bytes
    data: Bytes = field(init=False)
    """The bytes with zeros after them, so that a look ahead never leaves them."""
    words: np.ndarray[tuple[int], np.dtype[np.uint64]] = field(init=False)
    """The eight bytes from each position on, the first in the lowest place."""
    entities: Sequence[tuple[str, str]] = field(init=False, default=())
    """The entities in the block and their characters, in the order in which they are decoded."""
    ampersands: Places = field(init=False)
    has_escapes: bool = field(init=False)

    def __post_init__(self) -> None:
        padded = self.block + _PAD
        self.data = np.frombuffer(padded, np.uint8)
        self.words = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded, strides=(1,))
        self._prove_characters()
        pairs = (np.frombuffer(padded, "<u2", (len(padded) - at) // 2, at) for at in (0, 1))
        self.has_escapes = any((pair == _UNDERSCORE_X).any() for pair in pairs)
        self.ampersands = np.flatnonzero(self.data == ord("&"))
        if len(self.ampersands):
            self._prove_entities()

    # bytes are looked for with numpy: a search in Python stops at every byte that the needle begins or ends with

    def _prove_characters(self) -> None:
        """No character that XML forbids or changes."""
        block, data = self.block, self.data[: len(self.block)]
        controls = data[data < _FIRST_PRINTABLE]
        if not ((controls == ord("\n")) | (controls == ord("\t"))).all():
            raise IrregularError
        brackets = data == ord("]")
        if (brackets[:-1] & brackets[1:]).any() and b"]]>" in block:
            raise IrregularError
        if not block.isascii():
            try:
                block.decode("utf-8")
            except UnicodeDecodeError:
                raise IrregularError from None
            if b"\xef\xbf\xbe" in block or b"\xef\xbf\xbf" in block:
                raise IrregularError

    def _prove_entities(self) -> None:
        """Every ampersand begins an entity that is known."""
        found: list[tuple[str, str]] = []
        following = self.words[self.ampersands + 1]
        n_known = 0
        if (following & np.uint64(0xFF) == ord("#")).any():
            references = list(_NUMERIC.finditer(self.block))
            n_known += len(references)
            for text, digits, decimal in {(match[0], match[1], match[2]) for match in references}:
                character = _character(int(digits, 16) if digits else int(decimal))
                found.append((text.decode(), character))
            self.has_escapes = True  # a reference may spell a part of one
        if len(found) > _MAX_NUMERIC:
            raise IrregularError
        for name, character in _NAMED.items():
            mask = np.uint64((1 << 8 * len(name)) - 1)
            n = int(np.count_nonzero(following & mask == np.uint64(int.from_bytes(name, "little"))))
            if n:
                found.append((f"&{name.decode()}", character))
                n_known += n
        if n_known != len(self.ampersands):
            raise IrregularError
        self.entities = found


def _character(code: int) -> str:
    """The character of a reference; an ampersand is left to the parser, for more may be decoded after it."""
    is_allowed = code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    if not is_allowed or code == ord("&"):
        raise IrregularError
    return chr(code)


def text_starts(view: BytesView, tags: Places) -> Places:
    """Return where the texts begin whose ``<t>`` or ``<t xml:space="preserve">`` is at `tags`."""
    starts = tags + 3
    is_long = view.words[tags] & _THREE != _T
    if is_long.any():
        at = tags[is_long]
        if not all((view.words[at + 8 * place] == part).all() for place, part in enumerate(_T_LONG)):
            raise IrregularError
        starts[is_long] = at + 24
    return starts


def cut(view: BytesView, start: Places, stop: Places) -> pa.Array:
    """Return the bytes between ascending positions as an Arrow string array, as they stand."""
    n = len(start)
    if not n:
        return pa.array([], pa.string())
    places = np.empty(2 * n, np.int32)
    places[0::2], places[1::2] = start, stop
    # every other text of this array is what stands between two of ours
    both = pa.StringArray.from_buffers(2 * n - 1, pa.py_buffer(places), pa.py_buffer(view.block))
    return both.take(pa.array(np.arange(0, 2 * n, 2, dtype=np.int32)))


def plain_texts(view: BytesView, start: Places, stop: Places) -> pa.Array:
    """Return the texts between ascending positions as Excel shows them: entities and escapes decoded."""
    texts = cut(view, start, stop)
    if view.entities:
        begin, end = np.searchsorted(view.ampersands, start), np.searchsorted(view.ampersands, stop)
        if (end > begin).any():
            for entity, character in view.entities:
                texts = pc.replace_substring(texts, entity, character)
    if view.has_escapes:
        is_escaped = pc.match_substring_regex(texts, _ESCAPE)
        if pc.any(is_escaped).as_py():
            decoded = [decode_escapes(text) for text in texts.filter(is_escaped).to_pylist()]
            texts = pc.replace_with_mask(texts, is_escaped, pa.array(decoded, pa.string()))
    return texts


class SharedTexts(Sequence[str]):
    """The texts that the sheets share, as one Arrow array."""

    __slots__ = ("_array", "struck")

    def __init__(self, chunks: Sequence[pa.Array] = (), struck: frozenset[int] = frozenset()) -> None:
        self.struck = struck
        """Those of which a part is struck out."""
        is_big = sum(chunk.nbytes for chunk in chunks) > _MAX_STRING
        kind = pa.large_string() if is_big else pa.string()
        chunked = pa.chunked_array(chunks, pa.string())
        self._array = (chunked.cast(kind) if is_big else chunked).combine_chunks() if chunks else pa.array([], kind)

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, index: Any) -> Any:
        return self._array[index].as_py() if isinstance(index, int) else self._array[index].to_pylist()

    def take(self, indices: Places) -> pa.Array:
        """Return the texts at `indices` as a string array."""
        found = self._array.take(pa.array(indices))
        return found if pa.types.is_string(found.type) else found.cast(pa.string())
