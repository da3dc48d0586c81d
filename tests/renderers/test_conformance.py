"""What holds for every renderer and every case: same report, same bytes; hostile text inert; cuts announced."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import subprocess
import sys
import textwrap

import pytest

from drs_report.errors import ConfigError
from drs_report.renderers import FORMATS, by_slug
from drs_report.report import build
from tests.conftest import ROOT
from tests.records import NOW
from tests.reports import CASES, inputs

SMALL = [case for case in CASES if case != "huge"]
# Paper takes seconds where the others take milliseconds: one case here, the rest of its promises in test_pdf.py.
ON_PAPER = ("empty",)
PAIRS = [(slug, case) for slug in FORMATS for case in (ON_PAPER if slug == "pdf" else SMALL)]
QUICK = [slug for slug in FORMATS if slug != "pdf"]
TEXT = [slug for slug in QUICK if slug != "xlsx"]


@pytest.mark.parametrize(("slug", "case"), PAIRS)
def test_the_same_report_gives_the_same_named_typed_and_classed_bytes_and_is_not_changed(slug: str, case: str) -> None:
    renderer, report = by_slug(slug), CASES[case]
    before = repr(report)
    first, second = renderer.render(report), renderer.render(report)
    assert first == second
    assert repr(report) == before
    assert first.filename.endswith(renderer.suffix)
    assert first.media_type == renderer.media_type
    assert first.is_restricted == report.is_restricted
    assert first.content


@pytest.mark.parametrize("slug", QUICK)
def test_a_format_takes_whatever_words_a_catalog_has(slug: str) -> None:
    """The pseudo-locale's brackets are no part of a name that Excel takes."""
    made = inputs("findings")
    report = build(made.verdict, made.coverage, made.sources, lang="en-XA", generated_at=NOW, version="0")
    assert by_slug(slug).render(report).content


SCRIPT = """
    import hashlib, sys
    for name in ("pandas", "numpy", "pyarrow", "requests"):
        sys.modules[name] = None
    from drs_report.renderers import FORMATS, by_slug
    from tests.reports import CASES
    for case in ("findings", "hostile", "chinese"):
        for artifact in (by_slug(slug).render(CASES[case]) for slug in FORMATS if slug != "pdf"):
            print(case, artifact.filename, hashlib.sha256(artifact.content).hexdigest())
"""


def test_bytes_do_not_depend_on_zone_locale_or_hash_seed_and_pandas_is_not_needed() -> None:
    """Rendered in two other processes, in other surroundings, without pandas: the same hashes as here."""
    here = [
        f"{case} {artifact.filename} {hashlib.sha256(artifact.content).hexdigest()}"
        for case in ("findings", "hostile", "chinese")
        for artifact in (by_slug(slug).render(CASES[case]) for slug in QUICK)
    ]
    for zone, locale, seed in (("Asia/Shanghai", "C", "1"), ("America/St_Johns", "C.UTF-8", "77")):
        env = os.environ | {
            "TZ": zone,
            "LC_ALL": locale,
            "PYTHONHASHSEED": seed,
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(SCRIPT)],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.split("\n")[:-1] == here


@pytest.mark.parametrize("slug", TEXT)
@pytest.mark.parametrize("case", SMALL)
def test_no_artifact_holds_a_character_that_hides_or_reorders(slug: str, case: str) -> None:
    text = by_slug(slug).render(CASES[case]).content.decode("utf-8")
    hidden = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
    assert hidden.search(text) is None


def test_the_decision_word_is_in_every_artifact_for_readers() -> None:
    for case in SMALL:
        report = CASES[case]
        for slug in ("html", "md", "json"):
            text = by_slug(slug).render(report).content.decode("utf-8")
            assert report.decision_word in text or report.verdict.decision.value in text


@pytest.mark.parametrize("slug", TEXT)
def test_a_redacted_report_holds_no_key_and_no_sql_of_the_evidence(slug: str) -> None:
    """The same findings, once as they are and once redacted."""
    keys = ("source_key", "target_key", "source_sql", "target_sql")
    samples = [sample for judged in CASES["findings"].verdict.findings for sample in judged.finding.samples]
    values = {str(fact.value) for sample in samples for fact in sample if fact.name in keys and fact.value}
    assert len(values) >= 6
    text = html.unescape(by_slug(slug).render(CASES["redacted"]).content.decode("utf-8"))
    assert [value for value in values if value in text or json.dumps(value)[1:-1] in text] == []


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="docx") as error:
        by_slug("docx")
    assert error.value.remedy is not None
    assert all(slug in error.value.remedy for slug in FORMATS)
