"""The DRS client: sign in, export, wait, download, and query.

`fetch_job` does a whole task; `open_api` gives the single calls of `drs_report.client.api`. See docs/client.md.
"""

from drs_report.client.api import LANGUAGES, Api, Language
from drs_report.client.credentials import SignIn, ask_keyring, find_sign_in
from drs_report.client.endpoints import REGIONS
from drs_report.client.fetch_report import FetchReport, FetchRow, FetchState, Progress, Stage
from drs_report.client.jobs import fetch_job, fetch_with, open_api
from drs_report.client.limits import Clock, Limits
from drs_report.client.query import QueryTable, query_tables
from drs_report.client.redaction import Redactor, Secret, SecretFilter
from drs_report.evidence.manifest import FileEntry, read_manifest

__all__ = [
    "LANGUAGES",
    "REGIONS",
    "Api",
    "Clock",
    "FetchReport",
    "FetchRow",
    "FetchState",
    "FileEntry",
    "Language",
    "Limits",
    "Progress",
    "QueryTable",
    "Redactor",
    "Secret",
    "SecretFilter",
    "SignIn",
    "Stage",
    "ask_keyring",
    "fetch_job",
    "fetch_with",
    "find_sign_in",
    "open_api",
    "query_tables",
    "read_manifest",
]
