"""Redirects, proxies, certificates, cookies, and what is sent besides."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from drs_report.client.api import list_compare_jobs
from drs_report.errors import ConfigError, TransportError
from simulator import Fault, FaultKind, Simulator, VirtualClock

from .conftest import JOB, N_LISTED, NOW, Bench


def test_no_test_reaches_further_than_this_machine():
    with socket.socket() as end, pytest.raises((RuntimeError, UserWarning), match=r"192\.0\.2\.1"):
        end.connect(("192.0.2.1", 443))


@pytest.fixture
def stranger():
    """Another host that notes whatever comes; as a proxy it forwards nothing and answers 407 to CONNECT."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.command, self.path, dict(self.headers)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def do_POST(self):
            self.do_GET()

        do_PUT = do_POST  # noqa: N815 - the base class's name

        def do_CONNECT(self):
            seen.append((self.command, self.path, dict(self.headers)))
            self.send_response(407)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("way", ["token", "key", "password"])
@pytest.mark.parametrize("route", ["token", "projects", "list", "export", "result"])
def test_a_redirect_to_another_host_is_never_followed(bench, stranger, tmp_path, way, route):
    url, seen = stranger
    account = bench.account
    token, _ = bench.simulator.world.gatekeeper.give_token()
    given = {
        "token": {"token": token},
        "key": {"ak": account.ak, "sk": account.sk},
        "password": {"user": account.user, "password": account.password, "domain": account.domain},
    }[way]
    found = bench.sign_in(**given, project_id=None)
    bench.simulator.faults.add(Fault(FaultKind.REDIRECT, route=route, location=f"{url}/x?a=b", times=-1))
    try:
        report = bench.fetch(tmp_path, found=found, compare_types=["lines"])
    except TransportError as error:
        found_error = error
    else:
        found_error = report.errors[0] if report.errors else None
    if (way, route) in {("token", "token"), ("key", "token"), ("password", "projects")}:
        assert report.is_complete  # this way never asks there
    else:
        assert "redirect" in found_error.message
    assert seen == []


def test_proxies_of_the_environment_are_used(bench, stranger, monkeypatch):
    url, seen = stranger
    monkeypatch.setenv("HTTP_PROXY", url.replace("http://", "http://someone:canary-proxy@"))
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.delenv("no_proxy", raising=False)
    api = bench.api()
    with pytest.raises(TransportError):  # the stranger's "{}" is no list
        list_compare_jobs(api, JOB)
    assert seen[0][1].startswith(bench.simulator.url)
    assert not bench.simulator.records
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert len(list_compare_jobs(bench.api(), JOB)) == N_LISTED


def test_a_proxy_that_refuses_is_named_without_its_password(bench, stranger, monkeypatch):
    url, _ = stranger
    monkeypatch.setenv("HTTPS_PROXY", url.replace("http://", "http://someone:canary-proxy@"))
    monkeypatch.setenv("NO_PROXY", "")
    api = bench.api(endpoint="https://drs.cn-north-4.myhuaweicloud.com", limits=replace(bench.limits, attempts=2))
    with pytest.raises(TransportError, match="proxy") as failed:
        list_compare_jobs(api, JOB)
    assert "canary" not in str(failed.value)


def certificate(folder, monkeypatch=None):
    """A CA and a certificate of it for 127.0.0.1."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test CA")])
    start = dt.datetime(2020, 1, 1)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(start).not_valid_after(dt.datetime(2120, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, private = folder / "ca.pem", folder / "key.pem"
    pem.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    return pem, context


@pytest.fixture
def secured(tmp_path):
    from simulator import Scenario

    from .conftest import comparisons

    pem, context = certificate(tmp_path)
    clock = VirtualClock(NOW)
    with Simulator(Scenario(job_id=JOB, comparisons=comparisons()), clock=clock, tls=context) as simulator:
        yield Bench(simulator, clock), pem


def test_an_unknown_ca_is_refused_at_once_and_there_is_no_way_round(secured):
    bench, _ = secured
    with pytest.raises(TransportError, match="REQUESTS_CA_BUNDLE"):
        list_compare_jobs(bench.api(), JOB)
    assert not bench.virtual.slept
    import inspect

    from drs_report.client import fetch_job, open_api

    assert not {"verify", "insecure"} & {
        *inspect.signature(fetch_job).parameters,
        *inspect.signature(open_api).parameters,
    }


def test_a_custom_ca_is_taken_from_the_environment_or_the_argument(secured, monkeypatch, tmp_path):
    bench, pem = secured
    assert len(list_compare_jobs(bench.api(ca_bundle=pem), JOB)) == N_LISTED
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    assert bench.fetch(tmp_path / "out").is_complete
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    with pytest.raises(TransportError, match=r"missing\.pem"):
        list_compare_jobs(bench.api(), JOB)
    with pytest.raises(ConfigError, match="does not exist"):
        bench.api(ca_bundle=tmp_path / "missing.pem")


def test_trickling_tls_meets_the_deadline_too(secured):
    bench, pem = secured
    bench.simulator.faults.add(Fault(FaultKind.DRIP_HEADERS, route="list", seconds=60, times=-1))
    with pytest.raises(TransportError, match="within the time allowed"):
        list_compare_jobs(bench.api(ca_bundle=pem), JOB)


def test_nothing_is_taken_from_netrc(bench, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password canary-netrc\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    account = bench.account
    api = bench.api(found=bench.sign_in(user=account.user, password=account.password, domain=account.domain))
    list_compare_jobs(api, JOB)
    assert [r.header("Authorization") for r in bench.simulator.records] == [None, None]


def test_every_attempt_is_signed_anew(bench):
    bench.simulator.faults.add(Fault(FaultKind.STATUS, route="list", status=503, times=2))
    list_compare_jobs(bench.api(limits=replace(bench.limits, first_pause=4.0)), JOB)
    dates = [r.header("X-Sdk-Date") for r in bench.simulator.records]
    signatures = [r.header("Authorization") for r in bench.simulator.records]
    assert len(set(dates)) == len(set(signatures)) == 3


def test_a_host_that_is_not_there_is_said_so(bench):
    api = bench.api(endpoint="http://127.0.0.1:9", limits=replace(bench.limits, attempts=2))
    with pytest.raises(TransportError, match=r"refused.*Given up after attempt 2"):
        list_compare_jobs(api, JOB)


def test_an_answer_without_end_is_not_read_into_memory(bench):
    api = bench.api(limits=replace(bench.limits, max_json_bytes=100))
    with pytest.raises(TransportError, match="more than 100 bytes"):
        list_compare_jobs(api, JOB)


def test_a_file_over_the_limit_is_refused(bench, tmp_path):
    limits = replace(bench.limits, max_file_bytes=2000)
    for fault in (None, Fault(FaultKind.CUT, route="result", at=5000)):
        if fault:
            bench.simulator.faults.add(fault)
        (row,) = bench.fetch(tmp_path, compare_types=["lines"], limits=limits).rows
        assert "more than the limit of 2,000 bytes" in row.detail
        assert {p.name for p in tmp_path.iterdir()} <= {"manifest.json"}


def test_a_stopped_transport_sends_nothing_more(bench):
    api = bench.api()
    api.transport.deadline.stop.set()
    with pytest.raises(TransportError, match="called off"):
        list_compare_jobs(api, JOB)
    assert not bench.simulator.records
