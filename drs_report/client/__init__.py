"""The DRS client: sign in, export, wait, download, and query.

`fetch_job` does a whole task; `open_api` gives the single calls of `drs_report.client.api`. See docs/client.md.
"""

from drs_report.client.api import (
    LANGUAGES,
    Api,
    CompareJob,
    Language,
    ResultRequest,
    list_compare_jobs,
    object_overview,
)
from drs_report.client.credentials import AccessKey, Agency, Password, SignIn, Token, ask_keyring, find_sign_in
from drs_report.client.fetch_report import FetchReport, FetchRow, FetchState, Progress, Stage
from drs_report.client.jobs import FetchOptions, fetch_job, fetch_with, open_api
from drs_report.client.limits import Clock, Limits
from drs_report.client.query import query_tables
from drs_report.evidence.answers import QueryTable
from drs_report.evidence.manifest import FileEntry, read_manifest
from drs_report.privacy.secrets import Redactor, Secret, SecretFilter

__all__ = [
    "LANGUAGES", "AccessKey", "Agency", "Api", "Clock", "CompareJob", "FetchOptions", "FetchReport", "FetchRow",
    "FetchState", "FileEntry", "Language", "Limits", "Password", "Progress", "QueryTable", "Redactor", "ResultRequest",
    "Secret", "SecretFilter", "SignIn", "Stage", "Token", "ask_keyring", "fetch_job", "fetch_with",
    "find_sign_in", "list_compare_jobs", "object_overview", "open_api", "query_tables", "read_manifest",
]  # fmt: skip
