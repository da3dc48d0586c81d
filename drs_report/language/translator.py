"""The reader's language, carried as a value: gettext catalogs behind three small methods, and no global state.

Source strings are English. ``zh-CN`` comes from the catalogs beside this module; ``en-XA`` is made on the fly from the
source strings, each in brackets, so that a test sees every word that went round the catalogs. Values are made visible
(`drs_report.language.formatting`) before they enter a sentence; a sentence is one message, never glued from parts.
"""

from __future__ import annotations

import gettext
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from drs_report.errors import Told
from drs_report.language import formatting, vocabulary
from drs_report.language.languages import Language, by_tag, tag_of
from drs_report.records.judgement import Scalar
from drs_report.records.texts import Text

DOMAIN: Final = "drs_report"

Plural = tuple[str, str]
"""A message for one and for many."""


def mark(message: str) -> str:
    """Mark a message of a data table for extraction; it is translated where it is used."""
    return message


def mark_n(one: str, many: str) -> Plural:
    """Mark a message with its plural for extraction."""
    return one, many


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that turns a message into the reader's language."""

    language: Language
    _catalog: gettext.NullTranslations

    @classmethod
    def of(cls, lang: str) -> Words:
        """Return the words of `lang`, as people spell it; `ConfigError` names the languages there are."""
        language = by_tag(tag_of(lang))
        return cls(language, _catalog(language))

    @property
    def lang(self) -> str:
        """The name of the language, such as ``zh-CN``."""
        return self.language.tag

    def t(self, message: str, /, **values: Scalar) -> str:
        """Translate `message` and fill in its ``{names}``."""
        return self.raw(message).format(**_shown(values))

    def told(self, text: str, /) -> str:
        """Tell what an error says; a text that does not know how it was made is looked up as it is."""
        if not isinstance(text, Told):
            return self.raw(text) if text else text
        # a value that is a plain text is a name of the reader's: it may look like a message, and is none
        values = {name: self.told(value) if isinstance(value, Told) else value for name, value in text.values.items()}
        return self.raw(text.template).format(**values)

    def n(self, one: str, many: str, n: int, /, **values: Scalar) -> str:
        """Translate a message that counts `n`, which it may show as ``{n}``."""
        text = self._catalog.ngettext(one, many, n)
        return self._dress(text).format(n=formatting.number(n), **_shown(values))

    def raw(self, message: str, /) -> str:
        """Translate `message` and leave its ``{names}`` for a renderer to fill in."""
        return self._dress(self._catalog.gettext(message))

    def say(self, text: Text, n: int | None = None, /) -> str:
        """Return `text` in the reader's language and leave its ``{names}``; `n` is what it counts, if anything."""
        said: str = getattr(text, self.language.key)
        if said == text.en and text.one:
            return self._dress(self._catalog.ngettext(text.one, said, 2 if n is None else n))
        return self.raw(said)

    def label(self, group: str, word: str) -> str:
        """Return the reader's words for a canonical word of DRS, such as an outcome."""
        text = vocabulary.label(group, word, self.language.key)
        return formatting.visible(text) if text == word else self.raw(text)

    def short(self, outcome: str) -> str:
        """Return the reader's words for an outcome of DRS where there is room for few."""
        text = vocabulary.short(outcome, self.language.key)
        return formatting.visible(text) if text == outcome else self.raw(text)

    def scalar(self, value: Scalar) -> str:
        """Write any plain value."""
        if isinstance(value, bool):
            return self.t("yes") if value else self.t("no")
        return formatting.scalar(value)

    def join(self, parts: Sequence[str]) -> str:
        """Write a list as a sentence does: "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return self.t("{list} and {last}", list=self.language.clauses.join(parts[:-1]), last=parts[-1])

    def listed(self, parts: Sequence[str]) -> str:
        """Write a list of names or numbers: "a, b, c"."""
        return self.language.names.join(parts)

    def phrases(self, parts: Sequence[str]) -> str:
        """Write a list of phrases that hold commas themselves: "a; b; c"."""
        return self.language.phrases.join(parts)

    def clip(self, text: str, limit: int) -> str:
        """Cut a long text in its middle and say how long it really is."""
        return formatting.clip(text, limit, lambda n: self.n("[{n} character]", "[{n} characters]", n))

    def _dress(self, text: str) -> str:
        return _pseudo(text) if self.lang == "en-XA" else text


@cache
def english_strings() -> Mapping[str, str]:
    """Return the renderers' own words by their keys."""
    return tomllib.loads(files("drs_report").joinpath("language", "strings.toml").read_text("utf-8"))


def strings(w: Words) -> Mapping[str, str]:
    """Return the renderers' own words in the language of `w`; what stands in braces is filled in by a renderer."""
    return MappingProxyType({key: w.raw(text) for key, text in english_strings().items()})


@cache
def _catalog(language: Language) -> gettext.NullTranslations:
    if not language.catalog:
        return gettext.NullTranslations()
    catalog = files("drs_report").joinpath("language", "catalogs", language.catalog, "LC_MESSAGES", f"{DOMAIN}.mo")
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
