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
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from drs_report.errors import ConfigError, Told
from drs_report.evidence.disk import read_regular
from drs_report.privacy.secrets import Secret

METADATA_URL: Final = "http://169.254.169.254"
KEYRING_SERVICE: Final = "drs-report"

Prompt: TypeAlias = Callable[[str, bool], str]
"""Asks a person: the question, and whether the answer must not be shown; gives the answer."""
Keyring: TypeAlias = Callable[[str, str], str | None]
"""Gives the value of a service and a name."""


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
    warning: Told | None = None
    """What its owner should know, such as that others can read the file."""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret in it."""
        values = (getattr(self.credentials, field.name) for field in fields(self.credentials))
        return tuple(value for value in values if isinstance(value, Secret))


_ARGUMENTS: Final = {
    "token": "the token",
    "ak": "the access key id (AK)",
    "sk": "the secret access key (SK)",
    "security_token": "the security token",
    "user": "the user",
    "password": "the password",
    "domain": "the account (domain)",
}
"""What may be given to `find_sign_in` itself, in words."""
_LARGEST: Final = 1_000_000
"""Bytes of a file with credentials."""
_FREE: Final = ("user", "password", "domain")
"""What a person chose: any character may stand in it, blanks at its ends too."""
_SHOWN: Final = ("ak", "user", "domain")
"""What is no secret."""
_WAYS: Final = {"a token": Token, "an access key": AccessKey, "a user": Password}
"""The ways to sign in; each needs its fields, but only a temporary key a security token."""

_SDK: Final = {
    "ak": ("HUAWEICLOUD_SDK_AK",), "sk": ("HUAWEICLOUD_SDK_SK",), "security_token": ("HUAWEICLOUD_SDK_SECURITY_TOKEN",),
}  # fmt: skip
_SDK_TOKEN: Final = {"token": ("HUAWEICLOUD_SDK_TOKEN",)}
_TERRAFORM: Final = {
    "ak": ("HW_ACCESS_KEY",), "sk": ("HW_SECRET_KEY",), "security_token": ("HW_SECURITY_TOKEN",),
    "project_id": ("HW_PROJECT_ID",), "region": ("HW_REGION_NAME",),
}  # fmt: skip
_OPENSTACK: Final = {
    "token": ("OS_TOKEN", "OS_AUTH_TOKEN"), "user": ("OS_USERNAME",), "password": ("OS_PASSWORD",),
    "domain": ("OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"), "project_id": ("OS_PROJECT_ID",),
    "region": ("OS_REGION_NAME",), "iam_endpoint": ("OS_AUTH_URL",),
}  # fmt: skip
"""By value: the variables that hold it, of which the first that is set counts."""
_SET_KEYS: Final = Told(
    "Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or see the other ways in `drs-report docs client`."
)
_FILE: Final = ("ak", "sk", "security_token", "project_id", "region", "iam_endpoint")


def find_sign_in(
    *,
    environ: Mapping[str, str],
    home: Path | None,
    prompt: Prompt | None,
    keyring: Keyring | None = None,
    profile: str | None = None,
    project_id: str | None = None,
    region: str | None = None,
    use_agency: bool = False,
    **given: str | None,
) -> SignIn:
    """Look through the sources in the order of this module's description.

    `given` is one way to sign in: ``token``; ``ak``, ``sk`` and perhaps ``security_token``; ``user``, ``password`` and
    ``domain``. `profile` names a section of the credentials file, which is then the first place looked at after the
    arguments. `ask_keyring` is the real `keyring`; `prompt` is None where no person can answer. The project id is the
    argument's, else the source's, else ``HUAWEICLOUD_SDK_PROJECT_ID``; the region the argument's, else the source's,
    else ``HW_REGION_NAME``, else ``OS_REGION_NAME``. Raises `ConfigError` where nothing is found or a source is
    incomplete.
    """
    found = (
        _from_arguments(given, use_agency, prompt)
        or (_from_profile(environ, home, profile) if profile else None)
        or _from_variables(environ, _SDK)
        or _from_variables(environ, _SDK_TOKEN)
        or _from_profile(environ, home, None)
        or _from_variables(environ, _TERRAFORM)
        or _from_clouds_file(environ, home)
        or _from_variables(environ, _OPENSTACK)
        or (_from_keyring(keyring) if keyring else None)
        or (_from_prompt(prompt) if prompt else None)
    )
    if found is None:
        raise ConfigError(Told("No credentials for Huawei Cloud were found."), remedy=_SET_KEYS)
    return _with_surroundings(found, environ, project_id, region)


def _with_surroundings(found: SignIn, environ: Mapping[str, str], project_id: str | None, region: str | None) -> SignIn:
    """`found` with what it does not say itself: where it signs in, from the arguments and the environment."""
    where = region or found.region or environ.get("HW_REGION_NAME") or environ.get("OS_REGION_NAME")
    mark = (where or "").upper().replace("-", "_")
    return replace(
        found,
        project_id=project_id or found.project_id or environ.get("HUAWEICLOUD_SDK_PROJECT_ID") or None,
        region=where or None,
        iam_endpoint=found.iam_endpoint or environ.get("HUAWEICLOUD_SDK_IAM_ENDPOINT") or None,
        endpoint=environ.get(f"HUAWEICLOUD_SDK_REGION_DRS_{mark}") or None,
        cloud=environ.get("HW_CLOUD") or None,
    )


def ask_keyring(service: str, name: str) -> str | None:
    """Give what the system's keyring holds; None where keyring is not installed, has no backend, or holds nothing."""
    try:
        errors = importlib.import_module("keyring.errors")
        value = importlib.import_module("keyring").get_password(service, name)
    except ImportError:
        return None
    except errors.KeyringError:  # no backend, as on most servers, or locked
        return None
    return None if value is None else str(value)


def _complete(
    values: Mapping[str, str | None], source: str, names: Mapping[str, str], chosen: str | None = None
) -> SignIn | None:
    """The way `chosen`, else the first that `values` have something of; None if none.

    Half of one is an error that says it in `names`. What only stands beside a key or a user in a source is no half.
    """
    begun = (way for way in _WAYS if any((values.get(name) or "").strip() for name in _needs(way)[:2]))
    chosen = chosen or next(begun, None)
    if chosen is None:
        return None
    have = {name: value for name in _needs(chosen) if (value := values.get(name) or "")}
    missing = " and ".join(names[name] for name in _needs(chosen) if name not in have and name != "security_token")
    if missing:
        there = " and ".join(names[name] for name in have)
        raise ConfigError(
            Told("{there} is given without {missing}.", there=there, missing=missing),
            remedy=Told("Give {missing} too, or nothing of it.", missing=missing),
        )
    clean = {name: value if name in _FREE else _copied(value, name, source) for name, value in have.items()}
    parts: dict[str, Any] = {name: value if name in _SHOWN else Secret(value) for name, value in clean.items()}
    return SignIn(
        _WAYS[chosen](**parts),
        source,
        project_id=values.get("project_id") or None,
        region=values.get("region") or None,
        iam_endpoint=(values.get("iam_endpoint") or "").rstrip("/").removesuffix("/v3") or None,
    )


def _needs(way: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(_WAYS[way]))


def _copied(value: str, name: str, source: str) -> str:
    """Refuse what is to be sent in a header and cannot be, before a library quotes it in its own complaint."""
    stripped = value.strip()
    if name != "sk" and not all("!" <= character <= "~" for character in stripped):
        raise ConfigError(
            Told(
                "From {source}: {what} holds a blank or a character that none has.",
                source=source,
                what=_ARGUMENTS[name],
            ),
            remedy=Told("Copy it again, without quotes and line ends."),
        )
    return stripped


def _from_arguments(given: Mapping[str, str | None], use_agency: bool, prompt: Prompt | None) -> SignIn | None:
    values = {**dict.fromkeys(_ARGUMENTS), **given}
    if len(values) > len(_ARGUMENTS):
        raise TypeError(f"no such arguments: {', '.join(given.keys() - _ARGUMENTS.keys())}")
    chosen = [way for way in _WAYS if any(values[name] for name in _needs(way))]
    chosen += ["an agency"] * use_agency
    if len(chosen) > 1:
        raise ConfigError(
            Told("More than one way to sign in is given: {names}.", names=", ".join(chosen)),
            remedy=Told("Give exactly one."),
        )
    if chosen == ["an agency"]:
        return SignIn(Agency(), "the agency of this ECS")
    if prompt and values["ak"] and not values["sk"]:
        values["sk"] = prompt("Secret access key (SK)", True)
    if prompt and values["user"] and values["domain"] and not values["password"]:
        values["password"] = prompt(f"Password of {values['user']}", True)
    return _complete(values, "arguments", _ARGUMENTS, *chosen)


def _from_variables(
    environ: Mapping[str, str], table: Mapping[str, tuple[str, ...]], source: str = "environment"
) -> SignIn | None:
    """What the variables of `table` hold; of several names for one value the first that is set counts."""
    values = {field: next(filter(None, map(environ.get, names)), "") for field, names in table.items()}
    names = {field: names[0] for field, names in table.items()}
    found = _complete(values, source, names)
    return found and replace(found, source=f"{source} {next(names[field] for field in names if values[field])}")


def _from_profile(environ: Mapping[str, str], home: Path | None, profile: str | None) -> SignIn | None:
    name = profile or "basic"
    override = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    path = Path(override or (home or Path("~")) / ".huaweicloud" / "credentials")
    is_demanded = bool(override or profile)
    if not path.exists() and not is_demanded:
        return None
    parser = _ini(path)
    if not parser.has_section(name):
        if not is_demanded and not parser.sections():
            return None
        there = ", ".join(f"[{section}]" for section in parser.sections()) or "none"
        raise ConfigError(
            Told("The credentials file {path} has no section [{name}].", path=path, name=name),
            remedy=Told("It has {there}.", there=there),
        )
    values = {field: parser[name].get(field) for field in _FILE}
    found = _complete(values, str(path), {field: f"{field} in {path}" for field in _FILE})
    if found is None:
        raise ConfigError(
            Told("The credentials file {path} holds neither ak nor sk in [{name}].", path=path, name=name)
        )
    return replace(found, warning=_warning(path))


def _ini(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_regular(path, _LARGEST).decode("utf-8-sig"))
    except FileNotFoundError:
        problem = Told("does not exist")
    except (OSError, ValueError, configparser.Error) as error:  # which may quote the file: it is no cause of ours
        problem = Told("cannot be read ({reason})", reason=type(error).__name__)
    else:
        return parser
    raise ConfigError(
        Told("The credentials file {path} {problem}.", path=path, problem=problem),
        remedy=Told("It holds a section [basic]; HUAWEICLOUD_SDK_CREDENTIALS_FILE names another file."),
    )


def _warning(path: Path) -> Told | None:
    """What the owner of a file with secrets should know."""
    is_open = os.name == "posix" and bool(path.stat().st_mode & 0o077)
    return Told("Others on this machine can read {path}: chmod 600 would stop that.", path=path) if is_open else None


def _from_clouds_file(environ: Mapping[str, str], home: Path | None) -> SignIn | None:
    """The cloud of clouds.yaml that ``OS_CLOUD`` names."""
    cloud = environ.get("OS_CLOUD")
    if not cloud:
        return None
    given = environ.get("OS_CLIENT_CONFIG_FILE")
    own = [home / ".config" / "openstack" / "clouds.yaml"] if home else []
    places = [Path(given)] if given else [Path("clouds.yaml"), *own, Path("/etc/openstack/clouds.yaml")]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise ConfigError(
            Told("OS_CLOUD names {cloud}, but there is no clouds.yaml.", cloud=cloud),
            remedy=Told("Set OS_CLIENT_CONFIG_FILE."),
        )
    try:
        yaml = importlib.import_module("yaml")
    except ImportError:
        raise ConfigError(
            Told("clouds.yaml needs the package PyYAML."), remedy=Told("Install it, or set the OS_ names.")
        ) from None
    about: Any = None
    with suppress(OSError, ValueError, KeyError, TypeError, yaml.YAMLError):  # its message would quote the file
        about = yaml.safe_load(read_regular(path, _LARGEST).decode())["clouds"][cloud]
    if not isinstance(about, dict) or not isinstance(about.get("auth"), dict):
        raise ConfigError(
            Told("{path} does not tell how to sign in to {cloud}.", path=path, cloud=cloud),
            remedy=Told("It needs clouds: NAME: auth."),
        )
    texts = {**about, **about["auth"]}
    named = {f"OS_{name.upper()}": str(value) for name, value in texts.items() if isinstance(value, str | int)}
    found = _from_variables(named, _OPENSTACK, f"{path} ({cloud})")
    if found is None:
        raise ConfigError(Told("{path} holds neither a token nor a user for {cloud}.", path=path, cloud=cloud))
    return replace(found, warning=_warning(path))


def _from_keyring(keyring: Keyring) -> SignIn | None:
    values = {name: keyring(KEYRING_SERVICE, name) for name in ("ak", "sk")}
    return _complete(values, "keyring", {name: f"{name} in the keyring" for name in values})


def _from_prompt(prompt: Prompt) -> SignIn | None:
    ak = prompt("Access key id (AK)", False)
    if not ak.strip():
        return None
    return _complete({"ak": ak, "sk": prompt("Secret access key (SK)", True)}, "terminal", _ARGUMENTS)
