"""The bytes of a part on their way to the parser: whole pieces may be taken out by somebody who reads them quicker.

Between two rows of a sheet, or two shared texts, the parser's state is always the same, so it does not miss what it
has not seen. Everything that is not taken reaches it, in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

_BLOCK = 1024 * 1024
_MAX_CARRY = 4 * _BLOCK
_MAX_HEAD = _BLOCK
_USUAL = 16 * _BLOCK
_PATIENCE = 8
"""Blocks that were not taken before no more are offered, unless some were taken."""
_UNSURE = (b"<!", b"<?", b"xmlns")
"""After these a parser between two rows may be inside a comment, or the names may mean something else."""


def skim(
    source: Iterator[bytes],
    opening: re.Pattern[bytes],
    closing: bytes,
    *,
    start: Callable[[bytes], bool],
    is_between: Callable[[], bool],
    take: Callable[[bytes], bool],
) -> Iterator[bytes]:
    """Yield what is to be parsed; an empty yield only gives the caller its turn.

    `opening` ends the head, `closing` ends each row (or shared text). `start` is asked with the head, once it has been
    parsed, whether blocks may be taken; `is_between` tells whether the parser stands between two rows. `take` is given
    blocks that end with `closing` and may decline them.
    """
    head = carry = b""
    found = None
    for block in source:
        head += block
        found = opening.search(head)
        if found or len(head) > _MAX_HEAD:
            break
    if found:
        head, carry = head[: found.end()], head[found.end() :]
    yield head
    if not (found and b"<!" not in head and b"<?" not in head[1:] and is_between() and start(head)):
        yield carry
        yield from source
        return
    yield from _rest(carry, source, closing, is_between, take)


def _rest(
    carry: bytes, source: Iterator[bytes], closing: bytes, is_between: Callable[[], bool], take: Callable[[bytes], bool]
) -> Iterator[bytes]:
    """What is to be parsed behind the head, of which `carry` is read already."""
    budget = _PATIENCE
    pieces, size, is_sure = [carry], len(carry), True
    while is_sure and pieces:
        for block in source:
            pieces.append(block)
            size += len(block)
            if size >= _BLOCK:
                break
        else:
            is_sure = False  # the last block
        data = b"".join(pieces)
        cut = data.rfind(closing) + len(closing)
        if cut < len(closing):
            pieces, size = [data], len(data)
            is_sure = is_sure and size <= _MAX_CARRY
            continue
        block = data[:cut]
        pieces, size = [data[cut:]], len(data) - cut
        if take(block):
            budget += 1
            yield b""
            continue
        yield block
        budget -= 1
        is_sure = is_sure and budget > 0 and not any(mark in block for mark in _UNSURE) and is_between()
    yield b"".join(pieces)
    yield from source


def keep_freed_memory() -> None:
    """Let blocks that are freed be used again instead of going back to the system, page by page, a thousand times.

    The C library of Linux takes the largest mapping ever freed for what is usual (mallopt(3), M_MMAP_THRESHOLD); this
    one is never touched, so it costs nothing. Elsewhere it does nothing. Arrow's own allocator, mimalloc, takes large
    pages from the system and clears each: a sixth of the time of reading; what it gave out stays valid. Jemalloc,
    where it has that, needs a quarter fewer pages for many tables than the C library with all in its hands.
    """
    np.empty(_USUAL, np.uint8)
    if pa.default_memory_pool().backend_name == "mimalloc":
        has_another = "jemalloc" in pa.supported_memory_backends()
        pa.set_memory_pool(pa.jemalloc_memory_pool() if has_another else pa.system_memory_pool())
