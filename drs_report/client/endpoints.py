"""Where the service of a region answers.

Source: the region list of the official Python SDK 3.1.219 (documented): but for the exceptions below all regions have
one pattern, and regions come faster than releases.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from drs_report.errors import ConfigError

__all__ = ["Endpoints", "check_base_url", "endpoints_of"]

_DOMAINS: Final = {
    "eu-west-101": "myhuaweicloud.eu",
    "eu-de": "otc.t-systems.com",  # the Open Telekom Cloud (documented there)
    "eu-nl": "otc.t-systems.com",
}
_REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
_LOCAL_NAMES = frozenset({"localhost"})


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses without a trailing slash."""

    region: str
    drs: str
    iam: str


def endpoints_of(region: str, *, drs: str | None = None, iam: str | None = None, cloud: str | None = None) -> Endpoints:
    """Give the addresses for `region`, each replaced where one is given; `cloud` is the domain of another cloud.

    Raises `ConfigError` for a region that cannot be one, and for an address that would send secrets in clear text.
    """
    if not _REGION.fullmatch(region):
        raise ConfigError(
            f"{region!r} is not a region id.",
            remedy="Give one such as cn-north-4 (the console's address bar shows it).",
        )
    domain = cloud or _DOMAINS.get(region, "myhuaweicloud.com")
    return Endpoints(
        region=region,
        drs=check_base_url(drs or f"https://drs.{region}.{domain}"),
        iam=check_base_url(iam or f"https://iam.{region}.{domain}"),
    )


def check_base_url(url: str) -> str:
    """Give `url` without a trailing slash, if it can be used: https, or http to this very machine."""
    text = url if "://" in url else f"https://{url}"
    parts = urlsplit(text.rstrip("/"))
    try:
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        port_is_good = False
    if not parts.hostname or not port_is_good or parts.query or parts.fragment or parts.username or parts.password:
        raise ConfigError(
            f"The endpoint {parts.scheme}://{parts.hostname or ''}{parts.path} cannot be used.",
            remedy="Give only scheme, host and port, such as https://drs.cn-north-4.myhuaweicloud.com.",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise ConfigError(
            f"The endpoint {parts.scheme}://{parts.netloc} is not https, so it would carry credentials in clear text.",
            remedy="Use an https address; http is taken for this machine only (127.0.0.1, localhost).",
        )
    return parts.geturl()


def _is_loopback(host: str) -> bool:
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
