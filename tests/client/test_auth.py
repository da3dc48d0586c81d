"""Signing in: every way, in its order, renewed in time."""

from __future__ import annotations

import sys
import threading
import types
from dataclasses import replace

import pytest

from drs_report.client import find_sign_in
from drs_report.client.api import list_compare_jobs
from drs_report.client.credentials import AccessKey, Agency, Password, Token, ask_keyring
from drs_report.client.endpoints import check_base_url, endpoints_of
from drs_report.errors import AuthenticationError, ConfigError
from drs_report.privacy.secrets import Secret
from simulator import Account, Fault, FaultKind

from .conftest import JOB, N_LISTED, running

SDK = {"HUAWEICLOUD_SDK_AK": "sdkak", "HUAWEICLOUD_SDK_SK": "sdksk"}
HW = {"HW_ACCESS_KEY": "hwak", "HW_SECRET_KEY": "hwsk", "HW_REGION_NAME": "eu-west-101"}
OS = {"OS_USERNAME": "u", "OS_PASSWORD": "p", "OS_USER_DOMAIN_NAME": "d", "OS_AUTH_URL": "https://iam.x.com/v3"}
PROFILE = "[basic]\nak = fileak\nsk = file%sk\nproject_id = fileproject\niam_endpoint = https://iam.file.com\n"


def find(environ=None, home=None, prompt=None, **given):
    return find_sign_in(environ=environ or {}, home=home, prompt=prompt, **given)


def profile(folder, text=PROFILE):
    path = folder / ".huaweicloud" / "credentials"
    path.parent.mkdir()
    path.write_text(text)
    return folder


def test_the_order_is_as_documented(tmp_path):
    home = profile(tmp_path)
    keyring = {("drs-report", "ak"): "ringak", ("drs-report", "sk"): "ringsk"}.get
    sources = [SDK, HW, OS]
    everything = {k: v for s in sources for k, v in s.items()}

    def ask(question, is_hidden):
        return "asked-" + ("sk" if is_hidden else "ak")

    def ak(**given):
        c = find(prompt=ask, keyring=lambda s, n: keyring((s, n)), **given).credentials
        return c.ak if isinstance(c, AccessKey) else c.user

    assert ak(environ=everything, home=home, ak="argak", sk="argsk") == "argak"
    assert ak(environ=everything, home=home) == "sdkak"
    assert ak(environ={**HW, **OS}, home=home) == "fileak"
    assert ak(environ={**HW, **OS}) == "hwak"
    assert ak(environ=OS) == "u"
    assert ak() == "ringak"
    assert find(prompt=ask).credentials == AccessKey("asked-ak", Secret("asked-sk"))


def test_what_stands_beside_the_credentials_is_taken_from_the_same_place(tmp_path):
    found = find(home=profile(tmp_path))
    assert (found.project_id, found.iam_endpoint, found.region) == ("fileproject", "https://iam.file.com", None)
    assert found.credentials.sk == Secret("file%sk")
    found = find({**OS, "OS_PROJECT_ID": "p1", "OS_REGION_NAME": "cn-north-4"})
    assert (found.project_id, found.region, found.iam_endpoint) == ("p1", "cn-north-4", "https://iam.x.com")
    assert find({**HW, "HW_PROJECT_ID": "p2"}, region="r").region == "r"
    assert find({**SDK, "HUAWEICLOUD_SDK_PROJECT_ID": "p3", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "tt"}).project_id == "p3"
    assert find({"HUAWEICLOUD_SDK_PROJECT_ID": "p3"}, token="t").project_id == "p3"
    assert find({"HUAWEICLOUD_SDK_PROJECT_ID": "p3"}, token="t", project_id="p4").project_id == "p4"


def test_the_override_of_the_credentials_file_is_obeyed(tmp_path):
    path = tmp_path / "elsewhere"
    path.write_text("﻿[basic]\nak=a\nsk=b\n", encoding="utf-8")
    assert find({"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(path)}).credentials.ak == "a"
    with pytest.raises(ConfigError, match="does not exist"):
        find({"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(tmp_path / "no")})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "No credentials"),
        ({"ak": "a"}, "without the secret"),
        ({"sk": "a"}, "without the access key id"),
        ({"security_token": "a"}, "the security token is given without"),
        ({"user": "u", "domain": "d"}, "without the password"),
        ({"password": "p"}, "without the user and the account"),
        ({"token": "t", "ak": "a", "sk": "b"}, "More than one way"),
        ({"token": "t", "use_agency": True}, "More than one way"),
        ({"environ": {"HUAWEICLOUD_SDK_AK": "a"}}, "HUAWEICLOUD_SDK_AK is given without HUAWEICLOUD_SDK_SK"),
        ({"environ": {"HW_SECRET_KEY": "a", **OS}}, "HW_SECRET_KEY is given without HW_ACCESS_KEY"),
        ({"environ": {"OS_USERNAME": "a"}}, "OS_PASSWORD and OS_USER_DOMAIN_NAME"),
        ({"token": "two\nlines"}, "holds a blank or a character"),
        ({"ak": "ключ", "sk": "x"}, "holds a blank or a character"),
    ],
)
def test_half_a_sign_in_is_an_error_and_not_skipped(given, words):
    with pytest.raises(ConfigError, match=words):
        find(**given)


@pytest.mark.parametrize(
    "text",
    ["ak=canary-x", "[basic]\nak=canary-x\n", "[global]\nak=canary-x\nsk=canary-y\n", "[basic\ncanary-x", "[basic]\n"],
)
def test_a_credentials_file_that_is_wrong_is_an_error_without_its_contents(tmp_path, text):
    with pytest.raises(ConfigError) as refused:
        find(HW, home=profile(tmp_path, text))
    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_missing_halves_are_asked_for_on_a_terminal():
    asked = []

    def ask(question, is_hidden):
        asked.append((question, is_hidden))
        return "answer"

    assert find(prompt=ask, user="u", domain="d").credentials == Password("u", Secret("answer"), "d")
    assert find(prompt=ask, ak="a").credentials == AccessKey("a", Secret("answer"))
    assert all(is_hidden for _, is_hidden in asked)
    with pytest.raises(ConfigError, match="No credentials"):
        find(prompt=lambda q, h: "")


def test_the_keyring_is_asked_only_if_it_is_there(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert ask_keyring("drs-report", "ak") is None
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    module = types.ModuleType("keyring")
    module.get_password = lambda service, name: {"ak": "x"}.get(name)
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert (ask_keyring("drs-report", "ak"), ask_keyring("drs-report", "sk")) == ("x", None)

    def no_backend(service, name):
        raise errors.KeyringError

    module.get_password = no_backend
    assert ask_keyring("drs-report", "ak") is None


def test_a_token_a_password_a_key_and_an_agency_all_sign_in(bench):
    account = bench.account
    token, _ = bench.simulator.world.gatekeeper.give_token()
    for found in (
        bench.sign_in(token=token),
        bench.sign_in(token=token, project_id=None),
        bench.sign_in(user=account.user, password=account.password, domain=account.domain),
        bench.sign_in(user=account.user, password=account.password, domain=account.domain, project_id=None),
        bench.sign_in(ak=account.ak, sk=account.sk),
        bench.sign_in(ak=account.ak, sk=account.sk, project_id=None),
        replace(bench.sign_in(use_agency=True), credentials=Agency(bench.simulator.url)),
        replace(bench.sign_in(use_agency=True, project_id=None), credentials=Agency(bench.simulator.url)),
    ):
        api = bench.api(found=found)
        assert api.project_id == account.project_id
        assert len(list_compare_jobs(api, JOB)) == N_LISTED


def test_a_temporary_key_is_sent_with_its_security_token(bench):
    ak, sk, token, _ = bench.simulator.world.gatekeeper.give_temporary_key()
    api = bench.api(found=bench.sign_in(ak=ak, sk=sk, security_token=token))
    assert len(list_compare_jobs(api, JOB)) == N_LISTED
    signed = bench.simulator.records[-1].header("Authorization")
    assert "x-security-token" in signed


def of_user(bench, **given):
    account = bench.account
    return bench.api(found=bench.sign_in(user=account.user, password=account.password, domain=account.domain, **given))


def n_sign_ins(bench):
    return sum(r.target == "/v3/auth/tokens" for r in bench.simulator.records)


def test_a_token_is_renewed_before_it_ends(bench):
    api = of_user(bench)
    for hours, n in ((12, 1), (11.9, 2), (23, 2), (0.9, 3)):
        bench.virtual.sleep(hours * 3600)
        list_compare_jobs(api, JOB)
        assert n_sign_ins(bench) == n
    assert not [r for r in bench.simulator.records if r.status == 401]


def test_a_short_token_is_not_renewed_at_each_call():
    with running(account=Account(token_seconds=300)) as bench:
        api = of_user(bench)
        for _ in range(3):
            list_compare_jobs(api, JOB)
        assert n_sign_ins(bench) == 1


def test_a_token_refused_midway_is_renewed_once(bench, tmp_path):
    account = bench.account
    found = bench.sign_in(user=account.user, password=account.password, domain=account.domain)
    for route in ("list", "export", "result"):
        bench.simulator.faults.add(Fault(FaultKind.REVOKE, route=route))
    assert bench.fetch(tmp_path, found=found, compare_types=["lines"]).is_complete
    assert n_sign_ins(bench) == 4


def test_what_is_refused_again_is_not_asked_for_ever(bench):
    api = of_user(bench)
    bench.simulator.faults.add(Fault(FaultKind.REVOKE, route="list", times=-1))
    with pytest.raises(AuthenticationError):
        list_compare_jobs(api, JOB)
    assert n_sign_ins(bench) == 2


def test_an_agency_key_is_renewed_before_it_ends_and_when_refused(bench):
    found = replace(bench.sign_in(use_agency=True), credentials=Agency(bench.simulator.url))
    api = bench.api(found=found)
    list_compare_jobs(api, JOB)
    bench.virtual.sleep(3599)
    list_compare_jobs(api, JOB)
    bench.simulator.world.gatekeeper.revoke_all()
    list_compare_jobs(api, JOB)
    assert len([t for t in bench.targets() if t.endswith("securitykey")]) == 3


def test_threads_share_one_renewal(bench):
    api = of_user(bench)
    bench.simulator.world.gatekeeper.revoke_all()
    threads = [threading.Thread(target=list_compare_jobs, args=(api, JOB)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert n_sign_ins(bench) == 2


def test_a_given_token_cannot_be_renewed_and_the_error_says_what_to_do(bench):
    api = bench.api(found=bench.sign_in(token="abcdefgh"))
    with pytest.raises(AuthenticationError, match=r"APIGW\.0301") as refused:
        list_compare_jobs(api, JOB)
    assert refused.value.status == 401
    assert refused.value.remedy


def test_a_wrong_password_is_said_by_iam(bench):
    account = bench.account
    with pytest.raises(AuthenticationError, match="username or password is wrong"):
        bench.api(found=bench.sign_in(user=account.user, password="wrong-password", domain=account.domain))


def test_a_clock_that_is_wrong_is_named(bench):
    late = bench.virtual.now() - __import__("datetime").timedelta(minutes=42)
    api = bench.api(clock=replace(bench.clock, now=lambda: late))
    with pytest.raises(AuthenticationError, match="42 minutes behind"):
        list_compare_jobs(api, JOB)


@pytest.mark.parametrize("region", ["cn-south-1", "eu-west-101"])
def test_a_region_without_one_project_is_explained(bench, region):
    with pytest.raises(ConfigError, match=f"no project for the region {region}"):
        bench.api(region=region, found=bench.sign_in(ak=bench.account.ak, sk=bench.account.sk, project_id=None))


def test_endpoints_are_those_of_the_sdk():
    from huaweicloudsdkcore.region.region import Region
    from huaweicloudsdkdrs.v3.region.drs_region import DrsRegion

    theirs = {r.id: r.endpoints[0] for r in vars(DrsRegion).values() if isinstance(r, Region)}
    assert len(theirs) > 30
    assert {region: endpoints_of(region).drs for region in theirs} == theirs
    assert endpoints_of("cn-north-4").iam == "https://iam.cn-north-4.myhuaweicloud.com"
    assert endpoints_of("xx-new-9").drs == "https://drs.xx-new-9.myhuaweicloud.com"


@pytest.mark.parametrize(
    "url",
    [
        "http://drs.example.com",
        "ftp://x",
        "https://",
        "https://u:canary-pw@h",
        "https://h?x=1",
        "https://h:99999",
        "https://h:0",
        "http://[",
        "https://[::1",
        "\x1b[2J",
    ],
)
def test_an_endpoint_that_would_not_be_safe_is_refused(url):
    with pytest.raises(ConfigError) as refused:
        check_base_url(url)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("drs.example.com", "https://drs.example.com"),
        ("https://h:8443/", "https://h:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_a_good_endpoint_is_taken(url, base):
    assert check_base_url(url) == base


def test_credentials_do_not_show_in_their_own_words():
    shown = repr(
        [
            Token(Secret("canary-1")),
            Password("u", Secret("canary-2"), "d"),
            AccessKey("AKIDX", Secret("canary-3"), Secret("canary-4")),
        ]
    )
    assert "canary" not in shown
    assert "AKIDX" not in shown
