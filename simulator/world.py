"""The simulated services: from a request that has arrived whole to the answer, without any network."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote

from simulator.answers import details, differences, object_details, object_overview, overview
from simulator.clock import SimulatorClock
from simulator.gatekeeper import Gatekeeper
from simulator.scenario import Comparison, Content, Scenario

__all__ = ["Answer", "Asked", "World", "route_of"]

_ROUTES: Final = (
    ("POST", "token", r"/v3/auth/tokens"),
    ("GET", "projects", r"/v3/projects"),
    ("PUT", "metadata", r"/meta-data/latest/api/token"),
    ("GET", "metadata", r"/openstack/latest/securitykey"),
    ("GET", "list", r"/v3/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)/table/compare"),
    ("GET", "objects", r"/v3/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)/object/compare"),
    ("GET", "object-detail", r"/v3/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)/object/compare/(?P<what>[^/]+)"),
    ("POST", "export", r"/v3/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)/compare/result/file"),
    ("GET", "result", r"/v3/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)/compare/result/file"),
    ("GET", "repair", r"/v5/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)"),
    (
        "GET",
        "query",
        (
            r"/v3/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)/compare/(?P<id>[^/]+)/"
            r"(?P<what>line-overview|line-detail|content-overview|content-detail|content-difference)"
        ),
    ),
)
_MAX_PAGE: Final = 1000
_TYPES: Final = frozenset({"contents", "lines", "random", "objects_comparison", "repair_data"})
"""The documented types; a scenario may have others."""
_UNLISTED: Final = frozenset({"objects_comparison", "repair_data"})
"""Of which the list of comparisons does not tell, and whose file needs no id."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """The query's last value for each name."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    content: Content
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status: int, data: object, **headers: str) -> Answer:
        """An answer in JSON; header names with ``_`` for ``-``."""
        text = json.dumps(data, ensure_ascii=False).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, Content.of_bytes(text), {"Content-Type": "application/json", **named})

    @classmethod
    def of_error(cls, status: int, code: str, message: str) -> Answer:
        """The documented error body."""
        return cls.of_json(status, {"error_code": code, "error_msg": message})


@dataclass(slots=True)
class _Export:
    """When a file was last asked for; `old_status` is shown until the service has noticed."""

    asked_at: float
    old_status: str


def route_of(method: str, target: str) -> tuple[str, Mapping[str, str]]:
    """Give the route's name and the parts of its path; ``unknown`` for what is no call of ours."""
    path = target.partition("?")[0]
    for wanted, name, pattern in _ROUTES:
        match = re.fullmatch(pattern, path) if wanted == method else None
        if match:
            return name, {key: unquote(value) for key, value in match.groupdict().items()}
    return "unknown", {}


class World:
    """The state: who signed in, what was exported when."""

    def __init__(self, scenario: Scenario, clock: SimulatorClock) -> None:
        self.scenario = scenario
        self.clock = clock
        self.gatekeeper = Gatekeeper(scenario.account, clock)
        self._lock = threading.Lock()
        self._exports: dict[tuple[str, str], _Export] = {}

    def answer(self, asked: Asked) -> Answer:
        """Give what the services say."""
        route, parts = route_of(asked.method, asked.target)
        if route == "token":
            return self._token(asked)
        if route == "metadata":
            return self._metadata(asked)
        if route == "unknown":
            return Answer.of_error(404, "APIGW.0101", "The API does not exist or has not been published.")
        refusal = self.gatekeeper.refusal(asked.method, asked.target, asked.headers, asked.body)
        if refusal:
            return Answer.of_error(401, "APIGW.0301", f"Incorrect IAM authentication information: {refusal}")
        account = self.scenario.account
        if route == "projects":
            named = asked.query.get("name", account.region) == account.region
            projects = [{"id": account.project_id, "name": account.region}] if named else []
            return Answer.of_json(200, {"projects": projects, "links": {}})
        if parts["project"] != account.project_id:
            return Answer.of_error(403, "DRS.M00261", "Invalid project ID.")
        if parts["job"] != self.scenario.job_id:
            return Answer.of_error(400, "DRS.10000010", "Task not found. Check the task ID.")
        return self._drs(route, parts, asked)

    def _token(self, asked: Asked) -> Answer:
        account = self.scenario.account
        try:
            auth = json.loads(asked.body)["auth"]
            user = auth["identity"]["password"]["user"]
            given = (user["name"], user["password"], user["domain"]["name"])
            project = auth["scope"]["project"]
        except (ValueError, KeyError, TypeError):
            return Answer.of_json(400, {"error": {"code": 400, "message": "Malformed request", "title": "Bad Request"}})
        if given != (account.user, account.password, account.domain):
            message = "The username or password is wrong."
            return Answer.of_json(401, {"error": {"code": 401, "message": message, "title": "Unauthorized"}})
        if project not in ({"name": account.region}, {"id": account.project_id}):
            message = "Could not find project."
            return Answer.of_json(404, {"error": {"code": 404, "message": message, "title": "Not Found"}})
        token, end = self.gatekeeper.give_token()
        about = {
            "expires_at": _micros(end),
            "issued_at": _micros(self.clock.now()),
            "project": {"id": account.project_id, "name": account.region},
            "user": {"name": account.user, "domain": {"name": account.domain}},
        }
        return Answer.of_json(201, {"token": about}, X_Subject_Token=token)

    def _metadata(self, asked: Asked) -> Answer:
        if asked.method == "PUT":
            if "x-metadata-token-ttl-seconds" not in asked.headers:
                return Answer.of_json(400, {"error": "no ttl"})
            return Answer(200, Content.of_bytes(b"simulated-metadata-token"))
        if asked.headers.get("x-metadata-token") != "simulated-metadata-token":
            return Answer.of_json(401, {"error": "the metadata token is missing"})
        ak, sk, token, end = self.gatekeeper.give_temporary_key()
        key = {"access": ak, "secret": sk, "securitytoken": token, "expires_at": _micros(end)}
        return Answer.of_json(200, {"credential": key})

    def _drs(self, route: str, parts: Mapping[str, str], asked: Asked) -> Answer:
        if route == "list":
            rows = [self._listed(c) for c in self.scenario.comparisons if c.compare_type not in _UNLISTED]
            return _page(rows, asked.query, "compare_jobs", "count")
        if route == "objects":
            return self._objects()
        if route == "object-detail":
            comparison = self.scenario.comparison("objects_comparison", asked.query.get("compare_job_id"))
            found = object_details(comparison, parts["what"]) if comparison else []
            return _page(found, asked.query, "compare_detail", "count")
        if route == "repair":
            return self._repair(asked)
        if route == "query":
            return self._query(parts, asked)
        return self._file(route, asked)

    def _listed(self, c: Comparison) -> dict[str, Any]:
        status, remain = self._export_state(c)
        return {
            "id": c.id,
            "type": c.compare_type,
            "options": {},
            "start_time": c.start_time,
            "end_time": c.end_time,
            "status": c.status,
            "export_status": status,
            "report_remain_seconds": remain,
            "compare_job_tag": {},
        }

    def _objects(self) -> Answer:
        c = self.scenario.comparison("objects_comparison", None)
        if c is None:
            return Answer.of_json(200, {"compare_result": []})
        status, remain = self._export_state(c)
        data = {
            "create_time": c.start_time,
            "start_time": c.start_time,
            "status": c.status,
            "export_status": status,
            "report_remain_seconds": remain,
            "compare_job_id": c.id,
            "error_msg": "",
            "compare_result": object_overview(c),
        }
        return Answer.of_json(200, data)

    def _repair(self, asked: Asked) -> Answer:
        if asked.query.get("type") != "repair_export_status":
            return Answer.of_error(400, "DRS.M00202", "Only repair_export_status is simulated.")
        c = self.scenario.comparison("repair_data", asked.query.get("compare_task_id"))
        return Answer.of_json(200, {"job": {"repair_export_status": self._export_state(c)[0]} if c else {}})

    def _query(self, parts: Mapping[str, str], asked: Asked) -> Answer:
        query, what = asked.query, parts["what"]
        c = next((c for c in self.scenario.comparisons if c.id == parts["id"]), None)
        if c is None or (c.compare_type == "lines") != what.startswith("line"):
            return Answer.of_error(422, "DRS.M00002", "The result is empty.")
        if what.endswith("overview"):
            records = "data_compare_overview_infos" if c.compare_type == "lines" else "content_compare_result_infos"
            return _page(overview(c), query, records, "total_count")
        if what.endswith("detail"):
            records = "table_line_compare_result_infos" if c.compare_type == "lines" else "content_compare_result_infos"
            source, target, kind = (query.get(name, "") for name in ("db_name", "target_db_name", "type"))
            if kind not in ("compare", "unCompare"):
                return Answer.of_error(400, "DRS.M00202", "The value of type is invalid.")
            return _page(details(c, source, target, kind), query, records, "total_count")
        rows, counters = differences(c, query.get("db_name", ""), query.get("table_name", ""))
        return _page(rows, query, "contents_infos", "count", counters)

    def _file(self, route: str, asked: Asked) -> Answer:
        try:
            body = json.loads(asked.body)
        except ValueError:
            body = None
        types = _TYPES | {c.compare_type for c in self.scenario.comparisons}
        if not isinstance(body, dict) or body.get("compare_type") not in types:
            return Answer.of_error(400, "DRS.M00202", "The value of compare_type is invalid.")
        compare_type, compare_job_id = body["compare_type"], body.get("compare_job_id")
        if compare_type not in _UNLISTED and not compare_job_id:
            return Answer.of_error(400, "DRS.M00201", "compare_job_id cannot be empty.")
        query = asked.query
        if route == "result" and any(query[k] != body.get(k) for k in ("compare_type", "compare_job_id") if k in query):
            return Answer.of_error(400, "DRS.M00200", "Query and body differ.")
        c = self.scenario.comparison(compare_type, compare_job_id)
        if c is None:
            return Answer.of_error(400, "DRS.10000010", "Task not found. Check the task ID.")
        return self._ask_for_export(c) if route == "export" else self._download(c)

    def _ask_for_export(self, c: Comparison) -> Answer:
        if c.status in ("RUNNING", "WAITING_FOR_RUNNING"):
            return Answer.of_error(400, "DRS.M00304", "This API cannot be called in the current task state.")
        old_status, _ = self._export_state(c)
        with self._lock:
            self._exports[c.compare_type, c.id] = _Export(self.clock.monotonic(), old_status)
        return Answer(200, Content.of_bytes(b""), {"Content-Type": "application/json"})

    def _download(self, c: Comparison) -> Answer:
        status, remain = self._export_state(c)
        if status != "EXPORT_COMPLETE" or remain <= 0 or c.content is None:
            return Answer.of_error(422, "DRS.M00002", "The result is empty.")
        headers = {"Content-Type": _XLSX}
        if c.file_name:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(c.file_name, safe='')}"
        return Answer(200, c.content, headers)

    def _export_state(self, c: Comparison) -> tuple[str, int]:
        """The export status and the seconds left of the file, -1 where there is none."""
        with self._lock:
            export = self._exports.get((c.compare_type, c.id))
        if export is None:
            return c.export_status, -1
        passed = self.clock.monotonic() - export.asked_at
        if passed < self.scenario.init_seconds:
            return export.old_status, -1
        if passed < self.scenario.export_seconds:
            return "EXPORTING", -1
        if c.export_fails:
            return "EXPORT_COMMON_FAILED", -1
        return "EXPORT_COMPLETE", max(0, int(self.scenario.export_seconds + self.scenario.report_seconds - passed))


def _page(
    rows: Sequence[Mapping[str, Any]],
    query: Mapping[str, str],
    records: str,
    total: str,
    more: Mapping[str, Any] | None = None,
) -> Answer:
    limit, offset = query.get("limit", "10"), query.get("offset", "0")
    if not limit.isdecimal() or not offset.isdecimal():
        return Answer.of_error(400, "DRS.M00210", "Invalid page.")
    if int(limit) > _MAX_PAGE:
        return Answer.of_error(400, "DRS.M00211", "The page is over the limit.")
    start = int(offset)
    return Answer.of_json(200, {**(more or {}), total: len(rows), records: list(rows[start : start + int(limit)])})


def _micros(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
