"""Keeping secrets out of everything a person or a log may see.

`Secret` hides one value wherever it is printed. `Redactor` knows the values in use and cuts them out of texts made
elsewhere: answers of the service that echo a header, exceptions of the HTTP library, log records.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterable
from typing import Final, NoReturn
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

from pydantic import SecretStr

MASK: Final = "***"
_SHORTEST = 4
"""Shorter values are not searched for in texts: replacing every "a" would hide nothing and ruin the text."""


_SIGNATURE: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
"""An HMAC-SHA256 in hex: each request has its own, and services like to echo the one they did not expect."""


class Secret(SecretStr):
    """A text that is never printed; `get_secret_value` gives it to the one place that must send it."""

    def __bool__(self) -> bool:
        return bool(self.get_secret_value())

    def __reduce__(self) -> NoReturn:
        msg = "a secret is not pickled: send the name of the place it is kept in instead"
        raise TypeError(msg)


class Redactor:
    """The secrets in use, and a way to cut them out of a text. Safe to share between threads."""

    def __init__(self, secrets: Iterable[Secret | str | None] = ()) -> None:
        self._lock = threading.Lock()
        self._values: tuple[str, ...] = ()
        self.add(*secrets)

    def add(self, *secrets: Secret | str | None) -> None:
        """Remember more values; each is also looked for as URL and JSON text spell it."""
        spellings: set[str] = set()
        for secret in secrets:
            value = secret.get_secret_value() if isinstance(secret, Secret) else secret
            if value and len(value) >= _SHORTEST:
                escaped = json.dumps(value)[1:-1]
                raw = json.dumps(value, ensure_ascii=False)[1:-1]
                spellings |= {value, quote(value, safe=""), quote(value), quote_plus(value), escaped, raw}
        with self._lock:
            # longest first, so that a value that contains another is cut whole
            self._values = tuple(sorted({*self._values, *spellings}, key=lambda v: (-len(v), v)))

    def clean(self, text: str) -> str:
        """Give `text` with every known secret, and whatever looks like a signature, replaced by ``***``."""
        for value in self._values:
            if value in text:
                text = text.replace(value, MASK)
        return _SIGNATURE.sub(MASK, text)

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._values)} spellings>"


class SecretFilter(logging.Filter):
    """Cuts secrets out of every record that passes; put it on handlers, where records of all loggers arrive."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite `record` in place, its exception included, and let it pass."""
        record.msg = self._redactor.clean(record.getMessage())
        record.args = None
        if record.exc_info:
            # a handler that renders exc_info itself would show what is cut here, so only the text stays
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self._redactor.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redactor.clean(record.stack_info)
        return True


def clean_url(url: str) -> str:
    """Give `url` without a user name, a password, a fragment or control characters in it; "" for what is no address."""
    printable = "".join(character for character in url if character.isprintable())
    try:
        parts = urlsplit(printable)
    except ValueError:  # such as a Location of "http://["
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
