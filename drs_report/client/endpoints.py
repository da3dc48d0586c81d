"""Where the service of a region answers.

Source: the region list of the official Python SDK 3.1.219 (documented): but for the exceptions below all regions have
one pattern, and regions come faster than releases.
"""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from drs_report.errors import ConfigError, Told
from drs_report.privacy.secrets import clean_url

_DOMAINS: Final = {
    "eu-west-101": "myhuaweicloud.eu",
    "eu-de": "otc.t-systems.com",  # the Open Telekom Cloud (documented there)
    "eu-nl": "otc.t-systems.com",
}
_REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")


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
            Told("{region!r} is not a region id.", region=region),
            remedy=Told("Give one such as cn-north-4 (the console's address bar shows it)."),
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
    host = None
    with suppress(ValueError):  # of an address that is none, or of its port
        parts = urlsplit(text.rstrip("/"))
        is_more = parts.port == 0 or parts.query or parts.fragment or parts.username or parts.password
        host = None if is_more else parts.hostname
    if not host:
        raise ConfigError(
            Told("The endpoint {text} cannot be used.", text=clean_url(text).partition("?")[0]),
            remedy=Told("Give only scheme, host and port, such as https://drs.cn-north-4.myhuaweicloud.com."),
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise ConfigError(
            Told(
                "The endpoint {scheme}://{netloc} is not https, so it would carry credentials in clear text.",
                scheme=parts.scheme,
                netloc=parts.netloc,
            ),
            remedy=Told("Use an https address; http is taken for this machine only (127.0.0.1, localhost)."),
        )
    return parts.geturl()


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
