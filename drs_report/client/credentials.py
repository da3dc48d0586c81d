"""Who signs in, and where that is found.

The order, first found wins; a source that is there but incomplete is an error and never skipped in silence, lest the
work be done under another identity than the one meant:

    1. arguments                   a token; an access key; user, password and account; or the agency of this ECS
    2. HUAWEICLOUD_SDK_AK, _SK     with _SECURITY_TOKEN, _PROJECT_ID; the names the official SDKs use
    3. HUAWEICLOUD_SDK_TOKEN       a token of a project
    4. ~/.huaweicloud/credentials  section [basic] or the profile named: ak, sk, security_token, project_id, region,
                                   iam_endpoint; elsewhere if HUAWEICLOUD_SDK_CREDENTIALS_FILE says so
    5. HW_ACCESS_KEY, HW_SECRET_KEY  with HW_SECURITY_TOKEN, HW_PROJECT_ID, HW_REGION_NAME; Terraform's names
    6. OS_CLOUD                    that cloud of clouds.yaml (with PyYAML); OpenStack's file
    7. OS_TOKEN or OS_AUTH_TOKEN,  or OS_USERNAME and OS_PASSWORD with OS_USER_DOMAIN_NAME or OS_DOMAIN_NAME; with
                                   OS_PROJECT_ID, OS_REGION_NAME and OS_AUTH_URL; OpenStack's names
    8. the keyring                 service "drs-report", names "ak" and "sk", if the package keyring is installed
    9. a question on the terminal

The agency of an ECS is used only when asked for: on any other machine the question would go to whoever answers there.
"""

from __future__ import annotations

import configparser
import importlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

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
    cloud: str | None = None
    """The domain that the services' names end in, where it is not Huawei Cloud's own (as in an HCS)."""
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
    profile: str | None = None,
) -> SignIn:
    """Look through the sources in the order of this module's description.

    `profile` names a section of the credentials file, which is then the first place looked at after the arguments.
    `keyring` gives the value of a service and a name (`ask_keyring` is the real one), `prompt` is None where no person
    can answer. The project id is the argument's, else the source's, else ``HUAWEICLOUD_SDK_PROJECT_ID``; the region the
    argument's, else the source's, else ``HW_REGION_NAME``, else ``OS_REGION_NAME``. Raises `ConfigError` where nothing
    is found or a source is incomplete.
    """
    arguments = _Arguments(token, ak, sk, security_token, user, password, domain, use_agency)
    found = (
        _from_arguments(arguments, prompt)
        or (_from_profile(environ, home, profile) if profile else None)
        or _from_variables(environ, _SDK)
        or _from_token(environ, "HUAWEICLOUD_SDK_TOKEN")
        or _from_profile(environ, home, None)
        or _from_variables(environ, _TERRAFORM)
        or _from_clouds_file(environ, home)
        or _from_openstack(environ, "environment")
        or (_from_keyring(keyring) if keyring else None)
        or (_from_prompt(prompt) if prompt else None)
    )
    if found is None:
        raise ConfigError(
            "No credentials for Huawei Cloud were found.",
            remedy="Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or see the other ways in docs/client.md.",
        )
    _check_headers(found)
    where = region or found.region or environ.get("HW_REGION_NAME") or environ.get("OS_REGION_NAME") or None
    mark = (where or "").upper().replace("-", "_")
    return replace(
        found,
        project_id=project_id or found.project_id or environ.get("HUAWEICLOUD_SDK_PROJECT_ID") or None,
        region=where,
        iam_endpoint=found.iam_endpoint or environ.get("HUAWEICLOUD_SDK_IAM_ENDPOINT") or None,
        endpoint=environ.get(f"HUAWEICLOUD_SDK_REGION_DRS_{mark}") or None,
        cloud=environ.get("HW_CLOUD") or None,
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


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What was given to `find_sign_in` itself; all but the flag may be secrets, so none is shown."""

    token: str | None = field(repr=False)
    ak: str | None = field(repr=False)
    sk: str | None = field(repr=False)
    security_token: str | None = field(repr=False)
    user: str | None = field(repr=False)
    password: str | None = field(repr=False)
    domain: str | None = field(repr=False)
    use_agency: bool


def _from_arguments(given: _Arguments, prompt: Prompt | None) -> SignIn | None:
    ways = {
        "a token": bool(given.token),
        "an access key": bool(given.ak or given.sk or given.security_token),
        "a user": bool(given.user or given.password or given.domain),
        "an agency": given.use_agency,
    }
    chosen = [name for name, is_given in ways.items() if is_given]
    if len(chosen) > 1:
        raise ConfigError(f"More than one way to sign in is given: {', '.join(chosen)}.", remedy="Give exactly one.")
    source = "arguments"
    if given.token:
        return SignIn(Token(Secret(given.token.strip())), source)
    if given.use_agency:
        return SignIn(Agency(), "the agency of this ECS")
    if ways["a user"]:
        password = given.password
        if given.user and given.domain and not password and prompt:
            password = prompt(f"Password of {given.user}", True)
        names = ("the user", "the password", "the account (domain)")
        return SignIn(_password(given.user, password, given.domain, names), source)
    sk = prompt("Secret access key (SK)", True) if given.ak and not given.sk and prompt else given.sk
    if given.security_token and not given.ak and not sk:
        raise ConfigError("A security token is given without its access key.", remedy="Give AK and SK too.")
    key = _key(given.ak, sk, given.security_token, ("the access key id (AK)", "the secret access key (SK)"))
    return SignIn(key, source) if key else None


def _password(user: str | None, password: str | None, domain: str | None, names: tuple[str, str, str]) -> Password:
    missing = [name for name, value in zip(names, (user, password, domain), strict=True) if not value]
    if missing or not user or not password or not domain:
        raise ConfigError(
            f"Signing in as a user lacks {' and '.join(missing)}.", remedy="Give user, password and account name."
        )
    return Password(user, Secret(password), domain)


_SDK: Final = ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN", "", "")
_TERRAFORM: Final = ("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN", "HW_PROJECT_ID", "HW_REGION_NAME")


def _from_variables(environ: Mapping[str, str], names: tuple[str, str, str, str, str]) -> SignIn | None:
    """An access key from the variables `names`: AK, SK, security token, project id, region."""
    ak, sk, security_token, project_id, region = (environ.get(name) or None for name in names)
    key = _key(ak, sk, security_token, names[:2])
    return SignIn(key, f"environment {names[0]}", project_id=project_id, region=region) if key else None


def _from_token(environ: Mapping[str, str], name: str) -> SignIn | None:
    token = (environ.get(name) or "").strip()
    return SignIn(Token(Secret(token)), f"environment {name}") if token else None


def _from_profile(environ: Mapping[str, str], home: Path | None, profile: str | None) -> SignIn | None:
    name = profile or "basic"
    override = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    if override:
        path = Path(override)
    elif home:
        path = home / ".huaweicloud" / "credentials"
    elif profile:
        raise ConfigError(f"There is no credentials file to look for the profile {profile!r} in.")
    else:
        return None
    try:
        text = path.read_text(encoding="utf-8-sig")
        is_open = os.name == "posix" and bool(path.stat().st_mode & 0o077)
    except FileNotFoundError:
        if override or profile:
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
    if not parser.has_section(name):
        if override or profile or parser.sections():
            raise ConfigError(
                f"The credentials file {path} has no section [{name}].",
                remedy=f"It has {', '.join(f'[{section}]' for section in parser.sections()) or 'none'}.",
            )
        return None
    section = parser[name]
    key = _key(section.get("ak"), section.get("sk"), section.get("security_token"), (f"ak in {path}", f"sk in {path}"))
    if key is None:
        raise ConfigError(f"The credentials file {path} holds neither ak nor sk in [{name}].")
    return SignIn(
        key,
        str(path),
        project_id=section.get("project_id") or None,
        region=section.get("region") or None,
        iam_endpoint=section.get("iam_endpoint") or None,
        warning=f"Others on this machine can read {path}: chmod 600 would stop that." if is_open else "",
    )


def _from_openstack(given: Mapping[str, str], source: str) -> SignIn | None:
    """A token, or user and password, under OpenStack's names."""
    found: Credentials
    user, password = given.get("OS_USERNAME"), given.get("OS_PASSWORD")
    token = (given.get("OS_TOKEN") or given.get("OS_AUTH_TOKEN") or "").strip()
    if token:
        found, name = Token(Secret(token)), "OS_TOKEN"
    elif user or password:
        domain = given.get("OS_USER_DOMAIN_NAME") or given.get("OS_DOMAIN_NAME")
        found = _password(user, password, domain, ("OS_USERNAME", "OS_PASSWORD", "OS_USER_DOMAIN_NAME"))
        name = "OS_USERNAME"
    else:
        return None
    return SignIn(
        found,
        f"{source} {name}",
        project_id=given.get("OS_PROJECT_ID") or None,
        region=given.get("OS_REGION_NAME") or None,
        iam_endpoint=(given.get("OS_AUTH_URL") or "").rstrip("/").removesuffix("/v3") or None,
    )


def _from_clouds_file(environ: Mapping[str, str], home: Path | None) -> SignIn | None:
    """The cloud of clouds.yaml that ``OS_CLOUD`` names."""
    cloud = environ.get("OS_CLOUD")
    if not cloud:
        return None
    given = environ.get("OS_CLIENT_CONFIG_FILE")
    places = [Path(given)] if given else [Path("clouds.yaml"), Path("/etc/openstack/clouds.yaml")]
    if home and not given:
        places.insert(1, home / ".config" / "openstack" / "clouds.yaml")
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise ConfigError(f"OS_CLOUD names {cloud}, but there is no clouds.yaml.", remedy="Set OS_CLIENT_CONFIG_FILE.")
    try:
        yaml = importlib.import_module("yaml")
    except ImportError:
        raise ConfigError("clouds.yaml needs the package PyYAML.", remedy="Install it, or set the OS_ names.") from None
    about: Any = None
    with suppress(OSError, ValueError, KeyError, TypeError, yaml.YAMLError):  # its message would quote the file
        about = yaml.safe_load(path.read_text(encoding="utf-8"))["clouds"][cloud]
    if not isinstance(about, dict) or not isinstance(about.get("auth"), dict):
        raise ConfigError(f"{path} does not tell how to sign in to {cloud}.", remedy="It needs clouds: NAME: auth.")
    texts = {**about, **about["auth"]}
    named = {f"OS_{name.upper()}": str(value) for name, value in texts.items() if isinstance(value, str | int)}
    found = _from_openstack(named, f"{path} ({cloud})")
    if found is None:
        raise ConfigError(f"{path} holds neither a token nor a user for {cloud}.")
    return found


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
