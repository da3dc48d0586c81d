"""Every exception this package raises on purpose.

    DrsReportError                    base: message, remedy, slug -> docs/errors.md#slug, from its name
    ├─ ConfigError                    a setting, an argument or a layout file is wrong
    │  └─ PolicyError                 the policy file: file, key, what is allowed
    ├─ ApiError                       an answer of DRS or IAM that is not the one asked for
    │  ├─ AuthenticationError         401, or credentials that are refused
    │  ├─ PermissionDeniedError       403: signed in, not allowed
    │  ├─ JobNotFoundError            the DRS task or compare job does not exist
    │  ├─ ThrottledError              too many requests, after all retries
    │  ├─ ResultNotReadyError         the comparison or its export is not finished
    │  ├─ ResultExpiredError          the export's life has run out
    │  └─ TransportError              every failure below HTTP: DNS, TLS, reset, timeout
    ├─ WorkbookError                  always with the file's name
    │  ├─ UnreadableWorkbookError     not an xlsx, damaged, or encrypted
    │  ├─ UnsafeWorkbookError         over a limit, or built to hurt; names the limit and its flag
    │  ├─ UnknownCompareTypeError     no table in it is one we know
    │  │  ├─ NotJudgedError           a comparison that is known and that no verdict rests on
    │  │  └─ ComparisonListError      a list of comparisons, with no result of one
    │  └─ AmbiguousCompareTypeError   its tables fit more than one compare type
    ├─ RenderError                    a report could not be made or written
    └─ DeliveryError                  a report was made, but the mail server did not take it

A discrepancy between source and target is never an exception: it is a finding.
Exit codes are the command line's business (``cli.py``), not ours.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Self


class Told(str):
    """A sentence in English that knows how it was made, so that it can be told in another language.

    `template` is a message of the catalogs with ``{names}`` as in a format string, `values` what they stand for: texts,
    numbers, or what is told itself. Whoever takes it for a text has the English; `language.translator` tells it anew.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill in the values, as `str.format` does."""
        self = super().__new__(cls, template.format(**values))
        self.template, self.values = template, values
        return self

    def then(self, more: Told | None) -> Told:
        """Return both sentences, one after the other."""
        return Told("{said} {more}", said=self, more=more) if more else self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), dict(self.values)

    def mapped(self, change: Callable[[str], str]) -> Told:
        """Return it with all of its values changed but the numbers; what the template says stays."""

        def changed(value: object) -> object:
            if isinstance(value, Told):
                return value.mapped(change)
            return value if isinstance(value, int | float) else change(str(value))

        return Told(self.template, **{name: changed(value) for name, value in self.values.items()})


def how_to_install(extra: str) -> Told:
    """Say how an extra comes to the Python in use; from where the package came, for an index may have another's."""
    return Told(
        "It is in the extra {extra}. In the checkout: {python} -m pip install '.[{extra}]'; with a wheel: "
        "{python} -m pip install 'FILE.whl[{extra}]'.",
        extra=extra,
        python=sys.executable or "python",
    )


class DrsReportError(Exception):
    """What went wrong and where (`message`), and what to do next (`remedy`); `slug` is its place in docs/errors.md."""

    slug = "error"

    def __init_subclass__(cls) -> None:
        if "slug" not in vars(cls):
            cls.slug = re.sub("(?<=[a-z])(?=[A-Z])", "-", cls.__name__.removesuffix("Error")).lower()

    def __init__(self, message: Told, *, remedy: Told | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}" if self.remedy else self.message


class ConfigError(DrsReportError):
    """A setting, an argument or a layout file cannot be used as it is; `problems` are the mistakes of a whole file."""

    slug = "configuration"

    def __init__(self, message: Told, *, remedy: Told | None = None, problems: tuple[Told, ...] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.problems = problems


class PolicyError(ConfigError):
    """The policy file is wrong; `problems` holds every mistake found, not only the first."""


class ApiError(DrsReportError):
    """An HTTP answer of DRS or IAM other than the one asked for; the message is the reason, and does not repeat `url`.

    `url` never carries a secret; `error_code`, `error_msg` and `request_id` are the service's own words.
    `remedy` is our advice for the documented code.
    """

    def __init__(
        self,
        message: Told,
        *,
        remedy: Told | None = None,
        method: str | None = None,
        url: str | None = None,
        status: int | None = None,
        error_code: str | None = None,
        error_msg: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.method = method
        self.url = url
        self.status = status
        self.error_code = error_code
        self.error_msg = error_msg
        self.request_id = request_id

    @property
    def place(self) -> Told | None:
        """What to tell the service's support, the address last; None where nothing was sent."""
        if not self.url:
            return None
        if not self.request_id:
            return Told("{method} {url}", method=self.method, url=self.url)
        return Told("request id {id}, {method} {url}", id=self.request_id, method=self.method, url=self.url)

    def __str__(self) -> str:
        return f"{super().__str__()} ({self.place})" if self.place else super().__str__()


class AuthenticationError(ApiError):
    """The credentials are missing, wrong or no longer valid."""


class PermissionDeniedError(ApiError):
    """Signed in, but not allowed to do this."""


class JobNotFoundError(ApiError):
    """The DRS task, or the compare job, does not exist for this project."""


class ThrottledError(ApiError):
    """The service asked us to slow down, and went on asking after all retries."""


class ResultNotReadyError(ApiError):
    """The comparison, or the export of its result file, is not finished."""


class ResultExpiredError(ApiError):
    """The exported result file's life has run out, or DRS has cleared the result."""


class TransportError(ApiError):
    """No complete answer arrived: name resolution, TLS, connection, timeout, truncated body."""


class WorkbookError(DrsReportError):
    """A result file cannot be used. `file` is its name, and the message begins with it; `reason` is what follows."""

    is_known = False
    """Whether the file is understood all the same: then a finding says what it is, and nothing failed."""

    def __init__(self, file: str, message: Told, *, remedy: Told | None = None) -> None:
        super().__init__(Told("{file}: {reason}", file=file, reason=message), remedy=remedy)
        self.file = file
        self.reason = message


class UnreadableWorkbookError(WorkbookError):
    """Not an xlsx workbook, damaged, or encrypted."""


class UnsafeWorkbookError(WorkbookError):
    """Over a safety limit or built to do harm. `limit` names the limit, the remedy the flag that raises it."""

    def __init__(self, file: str, message: Told, *, remedy: Told | None = None, limit: str | None = None) -> None:
        super().__init__(file, message, remedy=remedy)
        self.limit = limit


class UnknownCompareTypeError(WorkbookError):
    """No sheet holds a table we recognise."""


class NotJudgedError(UnknownCompareTypeError):
    """A comparison that is known by name and that no verdict rests on; of its `n_rows` rows `n_open` are not equal."""

    is_known = True

    def __init__(self, file: str, message: Told, *, remedy: Told | None = None, n_rows: int, n_open: int) -> None:
        super().__init__(file, message, remedy=remedy)
        self.n_rows = n_rows
        self.n_open = n_open


class ComparisonListError(UnknownCompareTypeError):
    """A list of comparisons without a result: `runs` are its rows, each the comparison, its state and its beginning."""

    is_known = True

    def __init__(
        self,
        file: str,
        message: Told,
        *,
        remedy: Told | None = None,
        runs: tuple[tuple[str, str, datetime | None], ...],
    ) -> None:
        super().__init__(file, message, remedy=remedy)
        self.runs = runs


class AmbiguousCompareTypeError(WorkbookError):
    """The tables fit more than one compare type; `candidates` names them."""

    def __init__(
        self,
        file: str,
        message: Told,
        *,
        remedy: Told | None = None,
        candidates: tuple[str, ...] = (),
    ) -> None:
        super().__init__(file, message, remedy=remedy)
        self.candidates = candidates


class RenderError(DrsReportError):
    """A report could not be made, or not be written."""


class DeliveryError(DrsReportError):
    """A report was made, but could not be handed to the mail server."""
