"""The reader's language, carried as a value: gettext catalogs behind three small methods, and no global state.

Source strings are English. ``zh-CN`` comes from the catalogs beside this module; ``en-XA`` is made on the fly from the
source strings, each in brackets, so that a test sees every word that went round the catalogs. Values are made visible
(`drs_report.language.formatting`) before they enter a sentence; a sentence is one message, never glued from parts.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from drs_report.errors import ConfigError
from drs_report.language import formatting, vocabulary
from drs_report.records.judgement import Scalar
from drs_report.records.texts import Text

__all__ = ["LANGUAGES", "Plural", "Words", "mark", "mark_n"]

LANGUAGES: Final = ("en", "zh-CN", "en-XA")
"""English, Simplified Chinese, and the pseudo-locale for tests."""

DOMAIN: Final = "drs_report"

Plural = tuple[str, str]
"""A message for one and for many."""


def mark(message: str) -> str:
    """Mark a message of a data table for extraction; it is translated where it is used."""
    return message


def mark_n(one: str, many: str) -> Plural:
    """Mark a message with its plural for extraction."""
    return one, many


def language(spelled: str) -> str:
    """Return the language that `spelled` names, such as ``zh-CN`` for zh, zh_CN and cn; itself for any other.

    >>> language("zh"), language("zh_CN.UTF-8"), language("EN-us"), language("en-XA"), language("fr")
    ('zh-CN', 'zh-CN', 'en', 'en-XA', 'fr')
    """
    plain = spelled.partition(".")[0].replace("_", "-").casefold()
    return next((lang for lang, names in _SPELLINGS.items() if plain in names), spelled)


_SPELLINGS: Final = {
    "en": ("en", "en-us", "en-gb", "english"),
    "zh-CN": ("zh", "zh-cn", "zh-hans", "zh-hans-cn", "cn", "chinese"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that turns a message into the reader's language."""

    lang: str
    _catalog: gettext.NullTranslations

    @classmethod
    def of(cls, lang: str) -> Words:
        """Return the words of `lang`, as people spell it; `ConfigError` names the languages there are."""
        lang = language(lang)
        if lang not in LANGUAGES:
            raise ConfigError(f"There is no report language {lang!r}.", remedy=f"Use one of {', '.join(LANGUAGES)}.")
        return cls(lang, _catalog(lang))

    @property
    def is_chinese(self) -> bool:
        """Whether the reader reads Chinese."""
        return _VOCABULARY_LANG[self.lang] == "zh-CN"

    def t(self, message: str, /, **values: Scalar) -> str:
        """Translate `message` and fill in its ``{names}``."""
        return self.raw(message).format(**_shown(values))

    def n(self, one: str, many: str, n: int, /, **values: Scalar) -> str:
        """Translate a message that counts `n`, which it may show as ``{n}``."""
        text = self._catalog.ngettext(one, many, n)
        return self._dress(text).format(n=formatting.number(n), **_shown(values))

    def raw(self, message: str, /) -> str:
        """Translate `message` and leave its ``{names}`` for a renderer to fill in."""
        return self._dress(self._catalog.gettext(message))

    def say(self, text: Text, n: int | None = None, /) -> str:
        """Return `text` in the reader's language and leave its ``{names}``; `n` is what it counts, if anything."""
        match _VOCABULARY_LANG[self.lang]:
            case "zh-CN":
                return text.zh
            case "en":
                return self._dress(text.one if n == 1 and text.one else text.en)

    def label(self, group: str, word: str) -> str:
        """Return the reader's words for a canonical word of DRS, such as an outcome."""
        text = vocabulary.label(group, word, _VOCABULARY_LANG[self.lang])
        return formatting.visible(text) if text == word else self._dress(text)

    def short(self, outcome: str) -> str:
        """Return the reader's words for an outcome of DRS where there is room for few."""
        text = vocabulary.short(outcome, _VOCABULARY_LANG[self.lang])
        return formatting.visible(text) if text == outcome else self._dress(text)

    def scalar(self, value: Scalar) -> str:
        """Write any plain value."""
        if isinstance(value, bool):
            return self.t("yes") if value else self.t("no")
        return formatting.scalar(value)

    def join(self, parts: Sequence[str]) -> str:
        """Write a list as a sentence does: "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return self.t("{list} and {last}", list=_SIGNS[self.lang].clauses.join(parts[:-1]), last=parts[-1])

    def listed(self, parts: Sequence[str]) -> str:
        """Write a list of names or numbers: "a, b, c"."""
        return _SIGNS[self.lang].names.join(parts)

    def phrases(self, parts: Sequence[str]) -> str:
        """Write a list of phrases that hold commas themselves: "a; b; c"."""
        return _SIGNS[self.lang].phrases.join(parts)

    def clip(self, text: str, limit: int) -> str:
        """Cut a long text in its middle and say how long it really is."""
        return formatting.clip(text, limit, lambda n: self.n("[{n} character]", "[{n} characters]", n))

    def _dress(self, text: str) -> str:
        return _pseudo(text) if self.lang == "en-XA" else text


@dataclass(frozen=True, slots=True)
class _Signs:
    """What a language writes between the parts of a list."""

    clauses: str
    names: str
    phrases: str


_SIGNS: Final = {
    "en": _Signs(", ", ", ", "; "),
    "en-XA": _Signs(", ", ", ", "; "),
    "zh-CN": _Signs("，", "、", "；"),
}
_VOCABULARY_LANG: Final[dict[str, vocabulary.Lang]] = {"en": "en", "en-XA": "en", "zh-CN": "zh-CN"}


@cache
def _catalog(lang: str) -> gettext.NullTranslations:
    if _VOCABULARY_LANG[lang] == "en":
        return gettext.NullTranslations()
    folder = lang.replace("-", "_")
    catalog = files("drs_report").joinpath("language", "catalogs", folder, "LC_MESSAGES", f"{DOMAIN}.mo")
    with catalog.open("rb") as file:
        return gettext.GNUTranslations(file)


def _shown(values: dict[str, Scalar]) -> dict[str, str]:
    # texts that are finished already pass unchanged: making visible is idempotent
    return {key: formatting.scalar(value) for key, value in values.items()}


_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "áçéíñöšûýÁÇÉÍÑÖŠÛÝ")


def _pseudo(text: str) -> str:
    parts = _PLACEHOLDER.split(text)
    return "[" + "".join(part if part.startswith("{") else part.translate(_ACCENTS) for part in parts) + "]"
