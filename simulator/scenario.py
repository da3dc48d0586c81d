"""What the simulator knows: an account, a task, its comparisons with their results and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

__all__ = ["Account", "Comparison", "Content", "Record", "Scenario"]

Record: TypeAlias = Mapping[str, Any]

_BLOCK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a result file, given block by block so that they never need to be in memory."""

    size: int
    blocks: Callable[[], Iterator[bytes]]

    @classmethod
    def of_bytes(cls, data: bytes) -> Content:
        """Serve `data`."""
        return cls(len(data), lambda: (data[i : i + _BLOCK] for i in range(0, len(data), _BLOCK)))

    @classmethod
    def of_file(cls, path: Path) -> Content:
        """Serve the file as it is at each request."""

        def blocks() -> Iterator[bytes]:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block

        return cls(path.stat().st_size, blocks)


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in. The values are of this simulator only."""

    project_id: str = "0123456789abcdef0123456789abcdef"
    region: str = "cn-north-4"
    ak: str = "SIMULATORAK000000001"
    sk: str = "simulator-secret-access-key"
    user: str = "simulator-user"
    password: str = "simulator-password"  # noqa: S105 - of this simulator only
    domain: str = "simulator-account"
    token_seconds: int = 24 * 60 * 60
    agency_seconds: int = 60 * 60


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. Its query answers are derived from `records`; its file is `content`.

    `records` are the documented records of the detail calls, each with what places it:
    lines: ``TableLineCompareResultInfo`` with ``source_db_name``, ``target_db_name``; contents and random:
    ``NodeContentCompareDetailResult``, and ``differences`` (a list of ``CompareJobContentDetailInfo``);
    objects_comparison: ``ObjectsCompareDetailInfo`` with ``type``. ``is_comparable: false`` puts a table into the list
    of those that cannot be compared.
    """

    id: str
    compare_type: str
    status: str = "SUCCESSFUL"
    start_time: str = "2026-09-01T18:50:20Z"
    end_time: str | None = "2026-09-01T19:50:20Z"
    content: Content | None = None
    file_name: str | None = None
    """Sent in Content-Disposition; none is sent where None."""
    export_status: str = "INIT"
    """Before anybody asks for an export."""
    export_fails: bool = False
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole world. Times in seconds of the simulator's clock."""

    job_id: str = "f8688cfa-4e05-406f-a2e6-37a773cjb201"
    account: Account = field(default_factory=Account)
    comparisons: tuple[Comparison, ...] = ()
    init_seconds: float = 1.0
    """After the request for an export its status stays what it was for so long."""
    export_seconds: float = 5.0
    """From the request until the file is there."""
    report_seconds: float = 3600.0
    """The file's life."""
    throttle_every: int = 0
    """Every so many requests one is answered with 429; 0: none."""

    def comparison(self, compare_type: str, compare_job_id: str | None) -> Comparison | None:
        """Give the one that is meant; without an id the last of its type, as the object comparison's overview does."""
        of_type = [c for c in self.comparisons if c.compare_type == compare_type]
        if compare_job_id:
            of_type = [c for c in of_type if c.id == compare_job_id]
        return of_type[-1] if of_type else None
