"""The reader's languages, each with all that is not a message of its catalog."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from drs_report.errors import ConfigError, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language; every field is required, so that a new one is whole or does not import."""

    tag: str
    """As options, reports and HTML name it."""
    spelled: tuple[str, ...]
    """How else people spell it, in small letters with hyphens."""
    key: str
    """Which words of data files and `drs_report.records.texts.Text` are taken for it: its own, or ``en``."""
    catalog: str
    """Folder of its catalog, which translates all that is English; empty where the source's own words serve."""
    is_in_han: bool
    """Whether it is written in Chinese characters: a remark of DRS in others is foreign to its reader."""
    is_offered: bool
    """Whether people may choose it; the pseudo-locale is for tests."""
    clauses: str
    """Between the clauses of a sentence but the last two."""
    names: str
    """Between names and numbers of a list."""
    phrases: str
    """Between phrases that hold commas themselves."""


_ENGLISH: Final = Language(
    tag="en",
    spelled=("en-us", "en-gb", "english", "英文", "英语"),
    key="en",
    catalog="",
    is_in_han=False,
    is_offered=True,
    clauses=", ",
    names=", ",
    phrases="; ",
)
LANGUAGES: Final = (
    _ENGLISH,
    Language(
        tag="zh-CN",
        spelled=("zh", "zh-hans", "zh-hans-cn", "cn", "chinese", "simplified chinese", "中文", "简体中文"),
        key="zh",
        catalog="zh_CN",
        is_in_han=True,
        is_offered=True,
        clauses="，",
        names="、",
        phrases="；",
    ),
    replace(_ENGLISH, tag="en-XA", spelled=(), is_offered=False),
)
KEYS: Final = tuple(dict.fromkeys(language.key for language in LANGUAGES))


def by_tag(tag: str) -> Language:
    """Return the language of that name; `ConfigError` names those there are."""
    for language in LANGUAGES:
        if language.tag == tag:
            return language
    offered = ", ".join(language.tag for language in LANGUAGES)
    raise ConfigError(
        Told("There is no report language {lang!r}.", lang=tag), remedy=Told("Use one of {names}.", names=offered)
    )


def tag_of(spelled: str) -> str:
    """Return the name of the language that `spelled` means, such as ``zh-CN`` for zh, zh_CN and cn; else itself.

    >>> tag_of("zh"), tag_of("zh_CN.UTF-8"), tag_of("EN-us"), tag_of("en-XA"), tag_of("fr")
    ('zh-CN', 'zh-CN', 'en', 'en-XA', 'fr')
    """
    plain = spelled.partition(".")[0].replace("_", "-").casefold()
    of_all = (language for language in LANGUAGES if plain in (language.tag.casefold(), *language.spelled))
    return next((language.tag for language in of_all), spelled)
