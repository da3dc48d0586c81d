"""The shipped words against the list they were made from, word by word."""

import json
from pathlib import Path

import pytest

from drs_report.client.error_codes import CODES
from drs_report.comparisons import COMPARE_TYPES
from drs_report.language import vocabulary
from drs_report.language.languages import KEYS
from drs_report.records.judgement import OutcomeClass

LISTED = json.loads(Path(__file__).with_name("data").joinpath("vocabulary.json").read_text(encoding="utf-8"))

GROUPS = {
    "result_status": "outcome",
    "boolean_result": "outcome",
    "compare_job_status": "job_status",
    "export_status": "export_status",
    "compare_type": "compare_type",
    "object_type": "object_type",
    "content_full_status": "full_status",
    "diff_kind": "diff_kind",
    "repair_progress_status": "repair_progress",
    "compare_policy": "compare_policy",
    "policy_status": "policy_status",
    "content_compare_mode": "content_compare_mode",
    "lob_compare": "lob_compare",
}
OUR_NAMES = {
    "only_source": "only_in_source",
    "only_target": "only_in_target",
    "result": "outcome",
    "line_result": "line_outcome",
    "content_result": "content_outcome",
    "total_tables": "n_tables",
    "completed_tables": "n_compared",
    "inconsistent_tables": "n_inconsistent",
    "uncomparable_tables": "n_uncomparable",
    "sample_proportion": "sample_percent",
    "update_time": "updated_at",
}


@pytest.mark.parametrize("listed", GROUPS)
def test_every_listed_word_has_its_canonical_meaning(listed: str) -> None:
    """Nothing of the collected vocabulary is lost or changed on the way into the shipped files."""
    ours = {word: vocabulary.canonical(GROUPS[listed], word) for word in LISTED[listed]}

    assert ours == {word: OUR_NAMES.get(meaning, meaning) for word, meaning in LISTED[listed].items()}


def test_every_numeric_code_has_the_meaning_of_its_level() -> None:
    """The two code tables are kept apart: 3 is another thing for objects."""
    words = vocabulary.built_in()

    assert words.data_codes == {int(code): word for code, word in LISTED["numeric_data_status"].items()}
    assert words.object_codes == {int(code): word for code, word in LISTED["numeric_object_status"].items()}
    assert (words.data_codes[3], words.object_codes[3]) == ("target_missing", "incomplete")
    assert not {int(code) for code in LISTED["numeric_data_status_undocumented"]} & set(words.data_codes)


@pytest.mark.parametrize("name", LISTED["headings"])
def test_every_listed_heading_is_known(name: str) -> None:
    """Each spelling leads, among its possible meanings, to the listed one."""
    headings = vocabulary.built_in().headings
    spellings = [word for key in ("zh", "en", "codes") for word in LISTED["headings"][name][key]]

    lost = [w for w in spellings if OUR_NAMES.get(name, name) not in headings[vocabulary.normalise_heading(w)]]

    assert not lost


def test_cells_and_errors_are_complete() -> None:
    """Null words, units and dropped headings; the client has advice for every error code."""
    words = vocabulary.built_in()

    assert {vocabulary.normalise_word(w) for w in LISTED["null_cell"] if w} | {"undefined"} == words.null_words
    assert list(words.unit_suffixes) == LISTED["unit_suffixes"]
    assert all(words.headings[vocabulary.normalise_heading(w)] == ("drop",) for w in LISTED["drop_headings"])
    assert set(LISTED["error_codes"]) <= set(CODES)


def test_outcomes_are_ordered_best_first_and_classed() -> None:
    """The class of each word is the listed one and classes do not interleave."""
    classes = {
        "pass": OutcomeClass.VERIFIED,
        "fail": OutcomeClass.DIFFERS,
        "review": OutcomeClass.REVIEW,
        "not_verified": OutcomeClass.NOT_VERIFIED,
        "unfinished": OutcomeClass.UNFINISHED,
    }
    order = [vocabulary.outcome_class(word) for word in vocabulary.OUTCOMES]

    assert {w: classes[v] for w, v in LISTED["verdict_of_result"].items()} == {
        w: vocabulary.outcome_class(w) for w in vocabulary.OUTCOMES if w != "unknown_word"
    }
    assert vocabulary.OUTCOMES[0] == "consistent"
    assert [c for i, c in enumerate(order) if i == 0 or order[i - 1] != c] == [
        OutcomeClass.VERIFIED,
        OutcomeClass.REVIEW,
        OutcomeClass.UNFINISHED,
        OutcomeClass.NOT_VERIFIED,
        OutcomeClass.DIFFERS,
    ]


def test_an_unknown_word_is_never_verified() -> None:
    """Neither as a category nor as a word nobody knows."""
    assert vocabulary.outcome_class("unknown_word") is OutcomeClass.NOT_VERIFIED
    assert vocabulary.outcome_class("perfectly fine") is OutcomeClass.NOT_VERIFIED
    assert vocabulary.canonical("outcome", "unknown_word") is None


def test_labels_are_the_listed_ones_and_complete_in_both_languages() -> None:
    """Every canonical word of every group a reader sees has both labels; an unknown word stays itself."""
    for word, text in LISTED["labels"].items():
        assert (vocabulary.label("outcome", word, "en"), vocabulary.label("outcome", word, "zh")) == (
            text["en"],
            text["zh"],
        )
    groups = {
        "outcome": vocabulary.OUTCOMES,
        "compare_type": COMPARE_TYPES,
        "object_type": vocabulary.OBJECT_TYPES,
        "full_status": vocabulary.FULL_STATUSES,
        "diff_kind": vocabulary.DIFF_KINDS,
        "repair_kind": vocabulary.REPAIR_KINDS,
        "job_status": ("running", "successful", "failed", "cancelled", "timeout_interrupt"),
        "export_status": ("init", "exporting", "complete", "failed"),
    }
    for group, words in groups.items():
        for word in words:
            assert any("\u4e00" <= c <= "\u9fff" for c in vocabulary.label(group, word, "zh")), word
            assert all(vocabulary.label(group, word, key) != word for key in KEYS), word
    assert all(vocabulary.short(word, key) for word in vocabulary.OUTCOMES for key in KEYS)
    assert vocabulary.label("object_type", "TEXT_SEARCH_PARSER", "zh") == "TEXT_SEARCH_PARSER"


@pytest.mark.parametrize(
    "text",
    [
        "一致",
        " 一致。",
        "CONSISTENT",
        "consistent!",
        "Consistent .",
        "\u3000一致\u3000",
        "对比一致",
        "比对一致",
        "Ｔｒｕｅ",
    ],
)
def test_spelling_noise_does_not_hide_a_word(text: str) -> None:
    """Width, case, blanks and trailing marks do not count."""
    assert vocabulary.canonical("outcome", text) == "consistent"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("word", [word for word in vocabulary.OUTCOMES if word != vocabulary.UNKNOWN_WORD])
def test_what_a_report_calls_an_outcome_is_known_in_a_file(word: str, key: str) -> None:
    """A reader who finds a word in a report and in a file has found the same thing."""
    said = vocabulary.label("outcome", word, key)

    for spelled in (said, said.upper(), f" {said}."):
        assert vocabulary.look_up(vocabulary.built_in().outcomes, spelled) == word


@pytest.mark.parametrize("key", KEYS)
def test_what_a_report_calls_an_unknown_word_stays_one(key: str) -> None:
    """It says that nobody knows the word, not what the file says."""
    said = vocabulary.label("outcome", vocabulary.UNKNOWN_WORD, key)

    assert vocabulary.look_up(vocabulary.built_in().outcomes, said) is None


def test_headings_ignore_punctuation_units_and_the_destination_word() -> None:
    """Destination Table and target_table are one heading."""
    same = ["Destination Table", "target_table", "TARGET-TABLE：", "Target　Table"]

    assert {vocabulary.normalise_heading(h) for h in same} == {"targettable"}
    assert vocabulary.normalise_heading("(源表)") == "源表"


def test_every_word_carries_an_evidence_level() -> None:
    """A guess is marked as one in the data itself."""
    found = {word.evidence for group in ("heading", "outcome", "compare_type") for word in vocabulary.words(group)}

    assert found == {"seen", "documented", "likely"}
