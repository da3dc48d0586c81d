"""Who signs in, and where that is found.

The order, first found wins; a source that is there but incomplete is an error and never skipped in silence, lest the
work be done under another identity than the one meant:

    1. arguments                   a token; an access key; user, password and account; or the agency of this ECS
    2. HUAWEICLOUD_SDK_AK, _SK     with _SECURITY_TOKEN, _PROJECT_ID; the names the official SDKs use
    3. ~/.huaweicloud/credentials  section [basic]: ak, sk, security_token, project_id, iam_endpoint; the file of the
                                   official SDKs, elsewhere if HUAWEICLOUD_SDK_CREDENTIALS_FILE says so
    4. HW_ACCESS_KEY, HW_SECRET_KEY  with HW_SECURITY_TOKEN, HW_PROJECT_ID, HW_REGION_NAME; Terraform's names
    5. OS_USERNAME, OS_PASSWORD    with OS_USER_DOMAIN_NAME or OS_DOMAIN_NAME, OS_PROJECT_ID, OS_REGION_NAME and
                                   OS_AUTH_URL; OpenStack's names
    6. the keyring                 service "drs-report", names "ak" and "sk", if the package keyring is installed
    7. a question on the terminal

The agency of an ECS is used only when asked for: on any other machine the question would go to whoever answers there.
"""

from __future__ import annotations

import configparser
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from drs_report.client.redaction import Secret
from drs_report.errors import ConfigError

__all__ = [
    "AccessKey",
    "Agency",
    "Credentials",
    "Password",
    "Prompt",
    "SignIn",
    "Token",
    "ask_keyring",
    "find_sign_in",
]

METADATA_URL: Final = "http://169.254.169.254"
KEYRING_SERVICE: Final = "drs-report"

Prompt: TypeAlias = Callable[[str, bool], str]
"""Asks a person: the question, and whether the answer must not be shown; gives the answer."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An access key (AK/SK), with the security token of a temporary one."""

    ak: str
    sk: Secret
    security_token: Secret | None = None

    def __repr__(self) -> str:
        return f"AccessKey({self.ak[:3]}..., temporary={self.security_token is not None})"


@dataclass(frozen=True, slots=True)
class Token:
    """An IAM token of a project; it cannot be renewed."""

    token: Secret


@dataclass(frozen=True, slots=True)
class Password:
    """An IAM user (not a HUAWEI ID) of the account `domain`."""

    user: str
    password: Secret
    domain: str


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency of the ECS this runs on."""

    url: str = METADATA_URL


Credentials: TypeAlias = AccessKey | Token | Password | Agency


@dataclass(frozen=True, slots=True)
class SignIn:
    """What was found, and where."""

    credentials: Credentials
    source: str
    """For people: the place, never a value."""
    project_id: str | None = None
    region: str | None = None
    iam_endpoint: str | None = None
    endpoint: str | None = None
    """Of DRS."""
    warning: str = ""
    """What its owner should know, such as that others can read the file."""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret in it."""
        c = self.credentials
        if isinstance(c, AccessKey):
            return (c.sk, c.security_token) if c.security_token else (c.sk,)
        if isinstance(c, Token):
            return (c.token,)
        return (c.password,) if isinstance(c, Password) else ()


def find_sign_in(
    *,
    environ: Mapping[str, str],
    home: Path | None,
    prompt: Prompt | None,
    keyring: Callable[[str, str], str | None] | None = None,
    token: str | None = None,
    ak: str | None = None,
    sk: str | None = None,
    security_token: str | None = None,
    user: str | None = None,
    password: str | None = None,
    domain: str | None = None,
    use_agency: bool = False,
    project_id: str | None = None,
    region: str | None = None,
) -> SignIn:
    """Look through the sources in the order of this module's description.

    `keyring` gives the value of a service and a name (`ask_keyring` is the real one), `prompt` is None where no
    person can answer. The project id is the argument's, else the source's, else ``HUAWEICLOUD_SDK_PROJECT_ID``; the
    region the argument's, else ``HW_REGION_NAME``, else ``OS_REGION_NAME``. Raises `ConfigError` where nothing is
    found or a source is incomplete.
    """
    found = (
        _from_arguments(
            token=token,
            ak=ak,
            sk=sk,
            security_token=security_token,
            user=user,
            password=password,
            domain=domain,
            use_agency=use_agency,
            prompt=prompt,
        )
        or _from_sdk_environment(environ)
        or _from_profile(environ, home)
        or _from_terraform_environment(environ)
        or _from_openstack_environment(environ)
        or (_from_keyring(keyring) if keyring else None)
        or (_from_prompt(prompt) if prompt else None)
    )
    if found is None:
        raise ConfigError(
            "No credentials for Huawei Cloud were found.",
            remedy="Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or see the other ways in docs/client.md.",
        )
    _check_headers(found)
    return SignIn(
        credentials=found.credentials,
        source=found.source,
        project_id=project_id or found.project_id or environ.get("HUAWEICLOUD_SDK_PROJECT_ID") or None,
        region=region or found.region or environ.get("HW_REGION_NAME") or environ.get("OS_REGION_NAME") or None,
        iam_endpoint=found.iam_endpoint,
    )


def ask_keyring(service: str, name: str) -> str | None:
    """Give what the system's keyring holds; None where keyring is not installed, has no backend, or holds nothing."""
    try:
        module = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ImportError:
        return None
    try:
        value = module.get_password(service, name)
    except errors.KeyringError:  # no backend, as on most servers, or locked
        return None
    return None if value is None else str(value)


def _key(ak: str | None, sk: str | None, security_token: str | None, names: tuple[str, str]) -> AccessKey | None:
    """An access key, None if there is nothing of it; half of one is an error."""
    if not ak and not sk:
        return None
    if not ak or not sk:
        there, missing = names if ak else reversed(names)
        raise ConfigError(f"{there} is given without {missing}.", remedy=f"Give {missing} too, or neither.")
    return AccessKey(ak.strip(), Secret(sk.strip()), Secret(security_token.strip()) if security_token else None)


def _from_arguments(
    *,
    token: str | None,
    ak: str | None,
    sk: str | None,
    security_token: str | None,
    user: str | None,
    password: str | None,
    domain: str | None,
    use_agency: bool,
    prompt: Prompt | None,
) -> SignIn | None:
    given = [
        name
        for name, is_given in (
            ("a token", bool(token)),
            ("an access key", bool(ak or sk or security_token)),
            ("a user", bool(user or password or domain)),
            ("an agency", use_agency),
        )
        if is_given
    ]
    if len(given) > 1:
        raise ConfigError(f"More than one way to sign in is given: {', '.join(given)}.", remedy="Give exactly one.")
    source = "arguments"
    if token:
        return SignIn(Token(Secret(token.strip())), source)
    if use_agency:
        return SignIn(Agency(), "the agency of this ECS")
    if user and domain and not password and prompt:
        password = prompt(f"Password of {user}", True)
    if user or password or domain:
        return SignIn(_password(user, password, domain, ("the user", "the password", "the account (domain)")), source)
    if ak and not sk and prompt:
        sk = prompt("Secret access key (SK)", True)
    if security_token and not ak and not sk:
        raise ConfigError("A security token is given without its access key.", remedy="Give AK and SK too.")
    key = _key(ak, sk, security_token, ("the access key id (AK)", "the secret access key (SK)"))
    return SignIn(key, source) if key else None


def _password(user: str | None, password: str | None, domain: str | None, names: tuple[str, str, str]) -> Password:
    missing = [name for name, value in zip(names, (user, password, domain), strict=True) if not value]
    if missing or not user or not password or not domain:
        raise ConfigError(
            f"Signing in as a user lacks {' and '.join(missing)}.", remedy="Give user, password and account name."
        )
    return Password(user, Secret(password), domain)


def _from_sdk_environment(environ: Mapping[str, str]) -> SignIn | None:
    prefix = "HUAWEICLOUD_SDK_"
    ak, sk, token = (environ.get(prefix + name) for name in ("AK", "SK", "SECURITY_TOKEN"))
    key = _key(ak, sk, token, (prefix + "AK", prefix + "SK"))
    return SignIn(key, f"environment {prefix}AK") if key else None


def _from_profile(environ: Mapping[str, str], home: Path | None) -> SignIn | None:
    override = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    if override:
        path = Path(override)
    elif home:
        path = home / ".huaweicloud" / "credentials"
    else:
        return None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if override:
            raise ConfigError(
                f"The credentials file {path} does not exist.", remedy="HUAWEICLOUD_SDK_CREDENTIALS_FILE names it."
            ) from None
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"The credentials file {path} cannot be read: {type(exc).__name__}.") from None
    parser = configparser.ConfigParser(interpolation=None)
    is_damaged = False
    try:
        parser.read_string(text)
    except configparser.Error:
        is_damaged = True
    if is_damaged:  # the parser's own message quotes the lines of the file
        raise ConfigError(f"The credentials file {path} is no INI file.", remedy="It holds a section [basic].")
    if not parser.has_section("basic"):
        if override or parser.sections():
            raise ConfigError(f"The credentials file {path} has no section [basic].")
        return None
    section = parser["basic"]
    key = _key(section.get("ak"), section.get("sk"), section.get("security_token"), (f"ak in {path}", f"sk in {path}"))
    if key is None:
        raise ConfigError(f"The credentials file {path} holds neither ak nor sk in [basic].")
    return SignIn(
        key,
        str(path),
        project_id=section.get("project_id") or None,
        iam_endpoint=section.get("iam_endpoint") or None,
    )


def _from_terraform_environment(environ: Mapping[str, str]) -> SignIn | None:
    names = ("HW_ACCESS_KEY", "HW_SECRET_KEY")
    key = _key(environ.get(names[0]), environ.get(names[1]), environ.get("HW_SECURITY_TOKEN"), names)
    if key is None:
        return None
    return SignIn(
        key,
        "environment HW_ACCESS_KEY",
        project_id=environ.get("HW_PROJECT_ID") or None,
        region=environ.get("HW_REGION_NAME") or None,
    )


def _from_openstack_environment(environ: Mapping[str, str]) -> SignIn | None:
    user, password = environ.get("OS_USERNAME"), environ.get("OS_PASSWORD")
    if not user and not password:
        return None
    domain = environ.get("OS_USER_DOMAIN_NAME") or environ.get("OS_DOMAIN_NAME")
    url = (environ.get("OS_AUTH_URL") or "").rstrip("/").removesuffix("/v3")
    return SignIn(
        _password(user, password, domain, ("OS_USERNAME", "OS_PASSWORD", "OS_USER_DOMAIN_NAME")),
        "environment OS_USERNAME",
        project_id=environ.get("OS_PROJECT_ID") or None,
        region=environ.get("OS_REGION_NAME") or None,
        iam_endpoint=url or None,
    )


def _from_keyring(keyring: Callable[[str, str], str | None]) -> SignIn | None:
    ak, sk = keyring(KEYRING_SERVICE, "ak"), keyring(KEYRING_SERVICE, "sk")
    key = _key(ak, sk, None, ("ak in the keyring", "sk in the keyring"))
    return SignIn(key, "keyring") if key else None


def _from_prompt(prompt: Prompt) -> SignIn | None:
    ak = prompt("Access key id (AK)", False)
    if not ak.strip():
        return None
    key = _key(ak, prompt("Secret access key (SK)", True), None, ("the AK", "the SK"))
    return SignIn(key, "terminal") if key else None


def _check_headers(found: SignIn) -> None:
    """Refuse what cannot stand in a header, before a library quotes it in its own complaint."""
    c = found.credentials
    values: tuple[tuple[str, str], ...] = ()
    if isinstance(c, AccessKey):
        values = (("access key id", c.ak), ("security token", c.security_token.reveal() if c.security_token else "x"))
    elif isinstance(c, Token):
        values = (("token", c.token.reveal()),)
    for name, value in values:
        if not value or not all("!" <= character <= "~" for character in value):
            raise ConfigError(
                f"The {name} from {found.source} holds a blank or a character that no {name} has.",
                remedy="Copy it again, without quotes and line ends.",
            )
