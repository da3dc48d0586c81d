"""Canaries: no secret in any output, log, exception, representation or manifest."""

from __future__ import annotations

import io
import logging
import pickle
import traceback
from dataclasses import asdict, replace

import pytest

from drs_report.client import Redactor, Secret, SecretFilter
from drs_report.client.api import list_compare_jobs
from drs_report.client.credentials import Agency
from drs_report.errors import DrsReportError
from simulator import Account, Fault, FaultKind

from .conftest import JOB, running

CANARY = 'kanari/+ü"9'
ACCOUNT = Account(sk=f"{CANARY}-sk", password=f"{CANARY}-password")
FAULTS = (
    None,
    Fault(FaultKind.STATUS, status=401, error_code="APIGW.0301", times=-1),
    Fault(FaultKind.STATUS, status=500, times=-1),
    Fault(FaultKind.RESET, at=5, times=-1),
    Fault(FaultKind.HTML, times=-1),
    Fault(FaultKind.REDIRECT, location="https://x.example/?token=abc", times=-1),
    Fault(FaultKind.REVOKE, times=-1),
)


def everything_about(error, depth=3):
    """All that can be reached from an exception: words, attributes, causes, and theirs."""
    if error is None or depth == 0:
        return []
    texts = [str(error), repr(error), repr(error.args), repr(vars(error)), "".join(traceback.format_exception(error))]
    for other in (error.__cause__, error.__context__):
        texts += everything_about(other, depth - 1)
        request = getattr(other, "request", None)
        texts.append(repr(getattr(request, "headers", None)))
    return texts


@pytest.mark.parametrize("way", ["key", "wrong key", "password", "wrong password", "token", "agency"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.kind if f else "none")
def test_no_canary_gets_out(tmp_path, capfd, caplog, way, fault):
    """The gateway echoes the canonical request with its headers, as the real one does."""
    log = io.StringIO()
    redactor = Redactor()
    handler = logging.StreamHandler(log)
    handler.addFilter(SecretFilter(redactor))
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    shown, steps = [], []
    try:
        with running(account=ACCOUNT) as bench:
            token, _ = bench.simulator.world.gatekeeper.give_token()
            given = {
                "key": {"ak": ACCOUNT.ak, "sk": ACCOUNT.sk, "security_token": "kanari-sts"},
                "wrong key": {"ak": ACCOUNT.ak, "sk": "kanari-wrong-key", "security_token": "kanari-sts"},
                "password": {"user": ACCOUNT.user, "password": ACCOUNT.password, "domain": ACCOUNT.domain},
                "wrong password": {"user": ACCOUNT.user, "password": "kanari-wrong", "domain": ACCOUNT.domain},
                "token": {"token": token},
                "agency": {"use_agency": True},
            }[way]
            found = bench.sign_in(**given, project_id=None)
            if way == "agency":
                found = replace(found, credentials=Agency(bench.simulator.url))
            secrets = [token, "simulated-metadata-token", CANARY, CANARY.encode().decode("latin-1"), "kanari"]
            if fault:
                bench.simulator.faults.add(fault)
            try:
                report = bench.fetch(tmp_path, found=found, redactor=redactor, progress=steps.append)
            except DrsReportError as error:
                shown += everything_about(error)
                logging.getLogger("user").exception("failed: %s", error)  # noqa: TRY401 - as a careless user would
            else:
                shown += [repr(report), repr(asdict(report) if not report.errors else report.rows)]
                for error in report.errors:
                    shown += everything_about(error)
            shown += [
                repr(found),
                str(found),
                repr(found.credentials),
                f"{found.credentials}",
                repr(steps),
                repr(redactor),
            ]
            gate = bench.simulator.world.gatekeeper
            secrets += [*gate._tokens, *(part for sk, token, _ in gate._keys.values() for part in (sk, token))]
            for recorded in bench.simulator.records:
                secrets += [
                    v for k, v in recorded.headers if k.lower() in ("authorization", "x-auth-token", "x-security-token")
                ]
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    assert "GET /v3" in log.getvalue() or "POST /v3" in log.getvalue() or way == "agency"
    out, err = capfd.readouterr()
    # caplog holds the records as they were made: even without the filter on a handler they are clean of our own words
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("drs_report"))
    shown += [log.getvalue(), out, err, ours]
    shown += [p.read_text("utf-8", "replace") for p in tmp_path.rglob("*")]
    for secret in {s for s in secrets if s}:
        for text in shown:
            assert secret not in text


def test_a_secret_hides_wherever_it_is_shown():
    secret = Secret("canary-1")
    for text in (repr(secret), str(secret), f"{secret}", repr([secret]), repr({"a": secret})):
        assert "canary" not in text
    assert secret.get_secret_value() == "canary-1"
    assert secret == Secret("canary-1")
    assert secret != Secret("other")
    assert secret != "canary-1"
    assert len({secret, Secret("canary-1")}) == 1
    assert bool(secret)
    assert not Secret("")
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_the_redactor_knows_other_spellings():
    redactor = Redactor([Secret('pa/ss "wörd"'), "abc", None])
    for text in (
        'pa/ss "wörd"',
        "pa%2Fss%20%22w%C3%B6rd%22",
        "pa/ss%20%22w%C3%B6rd%22",
        "pa%2Fss+%22w%C3%B6rd%22",
        'pa/ss \\"w\\u00f6rd\\"',
        'pa/ss \\"wörd\\"',
    ):
        assert redactor.clean(f"<{text}>") == "<***>"
    assert redactor.clean("abc") == "abc"  # too short to be searched for
    redactor.add("longer-one", "longer")
    assert redactor.clean("longer-one longer") == "*** ***"


def test_the_filter_cleans_messages_arguments_and_exceptions():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(SecretFilter(Redactor(["canary-1"])))
    logger = logging.Logger("x")  # noqa: LOG001 - one that no other test sees
    logger.addHandler(handler)
    logger.warning("a %s", "canary-1")
    try:
        int("canary-1")
    except ValueError:
        logger.exception("caught", stack_info=True)
    text = stream.getvalue()
    assert "canary" not in text
    assert "ValueError: invalid literal for int() with base 10: '***'" in text
    assert "Stack (most recent call last)" in text


def test_the_simulator_really_echoes_what_must_be_cut(bench):
    """Otherwise the canary test would prove little: the refusal's own text holds the security token."""
    import requests

    gate = bench.simulator.world.gatekeeper
    ak, _, token, _ = gate.give_temporary_key()
    from drs_report.client.signing import SignedWithKey

    auth = SignedWithKey(ak, Secret("wrong"), now=bench.virtual.now, security_token=Secret(token))
    text = requests.get(f"{bench.simulator.url}/v3/projects", auth=auth, timeout=5).text
    assert token in text
    api = bench.api(found=bench.sign_in(ak=ak, sk="wrong-key", security_token=token))
    with pytest.raises(DrsReportError, match="x-security-token:\\*\\*\\*"):
        list_compare_jobs(api, JOB)


def test_a_signature_that_the_service_echoes_is_cut_out():
    signature = "0a" * 32
    text = Redactor().clean(f'{{"error_msg": "expected Signature={signature}, not {signature.upper()}"}}')
    assert signature not in text.lower()
    assert text.count("***") == 2
    assert Redactor().clean("request id " + "0a" * 16) == "request id " + "0a" * 16
