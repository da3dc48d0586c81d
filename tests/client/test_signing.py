"""Our request signer against the official SDK's, and against the signature Huawei publishes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drs_report.client.signing import SignedWithKey, authorization, canonical_query
from drs_report.privacy.secrets import Secret

DATE = "20260901T185020Z"
NOW = datetime(2026, 9, 1, 18, 50, 20, tzinfo=UTC)

AWKWARD = "aZ09-_.~ +%&=?#@!$'\"()*,;:[]/\\\t\n\x00é中😀\u0301\u202e"
text = st.text(AWKWARD, max_size=8)
anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
names = st.text(AWKWARD, min_size=1, max_size=5)
segment = st.text("".join(c for c in AWKWARD if c not in "/?#%"), max_size=6)
paths = st.lists(segment, max_size=4).map(lambda parts: "/" + "/".join(parts))
# a header's value as it may legally be: visible, with blanks inside and around
values = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FF, exclude_categories=["Cc", "Cs"]), max_size=12)
header_names = st.sampled_from(
    ["Region", "X-Language", "X-Project-Id", "X-Security-Token", "User-Agent", "X_Odd", "x-b", "A-c"]
)
bodies = st.one_of(
    st.just(b""),
    st.binary(max_size=40),
    st.dictionaries(text, text, max_size=2).map(lambda d: json.dumps(d, ensure_ascii=False).encode()),
)


def official(method, path, query, headers, body, ak, sk):  # noqa: PLR0917 - a request's parts in their order
    credentials = BasicCredentials(ak, sk, "p")
    request = SdkRequest(
        method=method, schema="https", host=headers["Host"], resource_path=path,
        query_params=list(query), header_params=dict(headers), body=body,
    )  # fmt: skip
    Signer(credentials).sign(request)
    return request.header_params["Authorization"], request.uri


requests_made = st.tuples(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "get"]),
    paths,
    st.lists(st.tuples(names, text), max_size=4),
    st.dictionaries(header_names, values, max_size=3),
    bodies,
    anything,
)


def has_the_official_signature(made):
    method, path, query, extra, body, sk = made
    headers = {"Host": "drs.example.com", "X-Sdk-Date": DATE, "Content-Type": "application/json", **extra}
    theirs, uri = official(method, path, query, headers, body, "AK123", sk)
    ours = authorization(method, path, query, headers, body, ak="AK123", sk=Secret(sk))
    assert ours == theirs
    assert canonical_query(query) == (uri.partition("?")[2] if query else "")


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(requests_made)
def test_every_request_gets_the_official_signature(made):
    has_the_official_signature(made)


def test_a_path_that_is_encoded_is_not_encoded_twice():
    has_the_official_signature(("GET", "/v3/a%20b/%E8%A1%A8", [], {}, b"", "SK"))


@settings(max_examples=150, database=None)
@given(anything, st.lists(anything, min_size=2, max_size=4), bodies)
def test_a_repeated_name_is_signed_as_the_sdk_signs_a_list(name, repeated, body):
    headers = {"Host": "h", "X-Sdk-Date": DATE, "Content-Type": "application/json"}
    theirs, _ = official("GET", "/v3/x", [(name, list(repeated))], headers, body, "AK", "SK")
    assert (
        authorization("GET", "/v3/x", [(name, v) for v in repeated], headers, body, ak="AK", sk=Secret("SK")) == theirs
    )


def sent(path, query, body):
    """A request as our transport prepares it: what is on the wire is what is signed."""
    url = "https://drs.example.com" + path + ("?" + canonical_query(query) if query else "")
    headers = {"Content-Type": "application/json", "User-Agent": "x", "Host": "drs.example.com"}
    request = requests.Request("POST", url, headers=headers, data=body)
    return request.prepare()


@settings(max_examples=150, database=None)
@given(
    st.lists(st.text("abcXYZ019-_~", min_size=1, max_size=10), min_size=1, max_size=5).map(lambda p: "/" + "/".join(p)),
    st.lists(st.tuples(names, text), max_size=5),
    bodies,
)
def test_a_prepared_request_is_signed_as_it_goes_on_the_wire(path, query, body):
    prepared = sent(path, query, body)
    wire = prepared.url
    SignedWithKey("AK", Secret("SK"), now=lambda: NOW, project_id="p1", security_token=Secret("tok"))(prepared)
    assert prepared.url == wire
    assert prepared.url.removeprefix("https://drs.example.com" + path).lstrip("?") == canonical_query(query)
    headers = {
        "Host": "drs.example.com", "X-Sdk-Date": DATE, "Content-Type": "application/json",
        "User-Agent": "x", "X-Project-Id": "p1", "X-Security-Token": "tok",
    }  # fmt: skip
    theirs, _ = official("POST", path, query, headers, body, "AK", "SK")
    assert prepared.headers["Authorization"] == theirs


def test_the_published_example_has_the_published_signature():
    """Inputs and result of the example in Huawei's API request signing guide ("query the VPC list")."""
    value = authorization(
        "GET",
        "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        [("limit", "2"), ("marker", "13551d6b-755d-4757-b956-536f674975c0")],
        {"Content-Type": "application/json", "Host": "service.region.example.com", "X-Sdk-Date": "20191115T033655Z"},
        b"",
        ak="QTWAOYTTINDUT2QVKYUC",
        sk=Secret("MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"),
    )
    assert value == (
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, "
        "Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    )


def test_each_call_is_signed_with_its_own_time():
    times = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)])
    auth = SignedWithKey("AK", Secret("SK"), now=lambda: next(times))
    first, second = auth(sent("/v3/x", [], b"")), auth(sent("/v3/x", [], b""))
    assert (first.headers["X-Sdk-Date"], second.headers["X-Sdk-Date"]) == ("20260101T000000Z", "20260102T000000Z")
    assert first.headers["Authorization"] != second.headers["Authorization"]


@pytest.mark.parametrize("show", [repr, str, lambda a: json.dumps(vars(a), default=repr)])
def test_the_signer_does_not_show_its_secrets(show):
    auth = SignedWithKey("AKID", Secret("canary-sk"), now=lambda: NOW, security_token=Secret("canary-token"))
    assert "canary" not in show(auth)
