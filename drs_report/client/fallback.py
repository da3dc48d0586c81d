"""A comparison's result through the query API, stored as a file, where DRS does not give its result file.

Only for a comparison that has finished, and only where DRS itself says no to the file: what is wrong with credentials,
permissions or the network would be wrong with the query calls too, and an export that still runs will give a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from drs_report.client.api import Api, CompareJob
from drs_report.client.deadline import Deadline
from drs_report.client.download import Part, store_part
from drs_report.client.error_codes import CODES
from drs_report.client.fetch_report import FetchState
from drs_report.client.query import query_tables
from drs_report.errors import ApiError, TransportError
from drs_report.evidence.answers import QueryFile, serialise

__all__ = ["is_refused", "store_answers"]

_QUERYABLE: Final = frozenset({"objects_comparison", "lines", "contents", "random"})
_FINISHED: Final = "SUCCESSFUL"
_EXPORT_FAILED: Final = "EXPORT_COMMON_FAILED"


def is_refused(compare_type: str, job: CompareJob, state: FetchState, error: ApiError | None) -> bool:
    """Whether DRS does not give the file of a finished comparison that the query API can tell as well.

    `state` and `error` are what the way to the file ended in.
    """
    if compare_type not in _QUERYABLE or job.status != _FINISHED or error is None:
        return False
    code = error.error_code
    if state is FetchState.NOT_FINISHED:  # the service's word; an export that has not ended has no code
        return code is not None
    if state is FetchState.ERROR:
        is_no = error.status is not None and 400 <= error.status < 500 and code is not None and code.startswith("DRS.")
        is_busy = code is not None and code in CODES and CODES[code].is_retryable
        return type(error) is ApiError and (code == _EXPORT_FAILED or (is_no and not is_busy))
    return state is FetchState.EXPIRED


def store_answers(
    api: Api, job_id: str, compare_type: str, job: CompareJob, folder: Path, *, deadline: Deadline
) -> Part:
    """Read the whole comparison through the query API into a file in `folder` under a temporary name.

    Raises `ApiError` where the answers do not come out whole, `ConfigError` where `folder` cannot be written.
    """
    tables = query_tables(api, job_id, compare_type, job.id or None, deadline=deadline)
    answers = QueryFile(
        job_id=job_id,
        compare_job_id=job.id,
        compare_type=compare_type,
        language=api.language,
        region=api.region,
        tables=tuple((table.name, table.header, table.rows) for table in tables),
    )
    try:
        data = serialise(answers)
    except ValueError as exc:
        raise TransportError(
            f"The query API's answers for {compare_type} hold a number or a text that cannot be stored exactly.",
            remedy="Look the comparison up in the console.",
        ) from exc
    if len(data) > api.transport.limits.max_file_bytes:
        raise TransportError(
            f"The query API's answers for {compare_type} are more than the limit of "
            f"{api.transport.limits.max_file_bytes:,} bytes.",
            remedy="Raise the limit if a result of this size is expected.",
        )
    return store_part(folder, data)
