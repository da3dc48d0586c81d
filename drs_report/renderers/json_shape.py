"""What the JSON form of a report holds: its shape as types, from which `scripts/schema.py` writes the published schema.

The renderer takes the keys of what it writes from these types, so that it and the schema cannot part: a key is the
record's field of that name, or is given. Within a version fields are only added.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict  # pydantic reads the standard library's from Python 3.12 on

from drs_report.records.document import State
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Level, OutcomeClass, Proof, WaiverStatus
from drs_report.records.reading import Rest, SheetState

Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=1)]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time", "description": "UTC, ending in Z"})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Scalar = str | int | float | bool | None
Facts = Annotated[
    dict[str, Scalar],
    Field(description="Named plain values; times and dates are ISO 8601 texts, null is unknown."),
]
Pair = Annotated[
    list[str],
    WithJsonSchema(
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "string"}], "items": False, "minItems": 2}
    ),
]
_INTEGER_OR_NULL = ["integer", "null"]
CoverageCell = Annotated[
    list[Any],
    WithJsonSchema(
        {
            "type": "array",
            "minItems": 5,
            "maxItems": 6,
            "prefixItems": [
                {"type": "integer", "minimum": 0, "description": "Number of its kind"},
                {
                    "type": _INTEGER_OR_NULL,
                    "description": "Differing rows, or the difference of the row counts; null where unknown",
                },
                {"type": _INTEGER_OR_NULL, "minimum": 0, "description": "Number of its place"},
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 1},
                    "description": "Row numbers as a spreadsheet shows them, from 1; at most 20",
                },
                {
                    "type": "array",
                    "items": {"type": ["number", "null"]},
                    "description": "What was read in the kind's columns",
                },
                {
                    "type": "integer",
                    "minimum": 0,
                    "description": "How many rows there are in all, where not all are listed",
                },
            ],
        }
    ),
]
CompareType = Annotated[str, Field(description="The API's own word for a comparison, such as lines; more may come")]


class Subject(TypedDict):
    """What something is about."""

    level: Level
    name: Annotated[str, Field(description="The dotted name a person would say")]
    target: Annotated[str, Field(description="The dotted target name where it differs, else empty")]
    source_db: str
    source_schema: str
    source_name: str
    target_db: str
    target_schema: str
    target_name: str
    object_type: str
    task: Annotated[str, Field(description="The migration task it belongs to, where the evidence is of more than one")]


class Evidence(TypedDict):
    """Rows of one sheet of one file."""

    file: str
    sheet: str
    rows: Annotated[list[Number], Field(description="Row numbers as a spreadsheet shows them, from 1; at most 20")]
    n_rows: Annotated[Count, Field(description="How many there are in all")]


class Finding(TypedDict):
    """A finding as judged."""

    code: str
    sentence: Annotated[str, Field(description="What was found, in the report's language")]
    effect: Annotated[Effect, Field(description="Before the policy")]
    effect_judged: Annotated[Effect, Field(description="After tolerances and waivers: what the verdict counts")]
    in_scope: bool
    waiver: Annotated[str | None, Field(description="Id of the waiver that covers it")]
    tolerance: Annotated[str | None, Field(description="The tolerance that covers it, as the policy spells it")]
    compare_type: CompareType | None
    outcome: Annotated[str | None, Field(description="The canonical outcome word it rests on")]
    subject: Subject
    n: Annotated[Count, Field(description="How many rows, objects or words it is about")]
    facts: Facts
    evidence: list[Evidence]
    n_samples: Annotated[
        Count,
        Field(
            description="How many samples the report holds; one that is neither restricted nor redacted lists none "
            "of them"
        ),
    ]
    samples: list[Facts]


class Waiver(TypedDict):
    """A waiver and how it fared."""

    id: str
    status: WaiverStatus
    n_findings: Count
    n: Count
    reason: str
    approved_by: str
    expires: Day
    code: str
    pattern: str
    compare_type: Annotated[str, Field(description="A compare type, or * for every one")]
    max_n: Count | None
    max_findings: Annotated[int, Field(description="So many findings it may cover")]
    place: Annotated[str, Field(description="File, sheet and text that it names, as the policy spells them")]


class CoverageRow(TypedDict):
    """A table, or a pair of databases whose tables are not listed."""

    name: Annotated[str, Field(description="The dotted name a person would say")]
    key: Annotated[
        list[str], Field(description="Database, schema, table; the task behind them where the evidence is of several")
    ]
    level: NotRequired[
        Annotated[
            Literal["database"],
            Field(description="Where it is no table: a pair of databases whose tables are not listed"),
        ]
    ]
    target: NotRequired[Annotated[str, Field(description="The dotted target name, where it differs")]]
    in_scope: NotRequired[Annotated[Literal[False], Field(description="Only there where it is out of scope")]]
    standing: NotRequired[Annotated[str, Field(description="Where it stands; `summary` counts these")]]
    proof: Annotated[Proof, Field(description="The strongest proof that it is equal")]
    outcome_class: Annotated[OutcomeClass, Field(description="The worst over its cells")]
    cells: Annotated[
        list[CoverageCell | None],
        Field(description="In the order of compare_types; null where a comparison says nothing of the table"),
    ]


class Origin(TypedDict):
    """Where a file comes from."""

    name: str
    sha256: str
    size: Annotated[Count, Field(description="Bytes")]
    fetched_at: Moment | None
    job_id: str | None
    compare_job_id: str | None
    compare_type: CompareType | None
    language: str | None
    request_id: str | None
    region: str | None


class Source(TypedDict):
    """A result file, and how it was understood."""

    origin: Origin
    compare_type: CompareType
    decided_by: str
    engine: str
    started_at: Moment | None
    ended_at: Moment | None
    is_superseded: bool
    n_rows: Annotated[dict[str, Count], Field(description="Rows per frame")]
    meta: Annotated[list[Pair], Field(description="Facts found above the tables, name and text")]
    notes: list[str]
    sheets: list[Sheet]


class Leftover(TypedDict):
    """Rows outside all tables."""

    first_row: Count
    last_row: Count
    n_rows: Count
    reason: Rest
    sample: Annotated[list[str], Field(description="Left out unless the report is restricted or redacted")]


class Sheet(TypedDict):
    """One sheet."""

    sheet: str
    state: SheetState
    n_rows: Annotated[Count, Field(description="Rows that are not blank")]
    blocks: list[Block]
    leftovers: list[Leftover]


class Column(TypedDict):
    """One column of a table."""

    letter: str
    heading: str
    column: str | None
    score: float
    reason: str


class UnknownWord(TypedDict):
    """A word that the vocabulary does not hold."""

    column: str
    word: str
    n: Count
    rows: list[Number]


class Problem(TypedDict):
    """Cells that could not be read."""

    column: str
    what: str
    sample: Annotated[str | None, Field(description="Left out unless the report is restricted or redacted")]
    n: Count
    rows: list[Number]


class Block(TypedDict):
    """One table of a sheet."""

    frame: str
    title: str
    header_rows: list[Number]
    first_row: Count
    last_row: Count
    n_rows: Count
    score: Annotated[float, Field(description="Share of the headings that are known, 0 to 1")]
    continues: str | None
    columns: list[Column]
    unknown_words: list[UnknownWord]
    problems: list[Problem]


class Kind(TypedDict):
    """What a comparison says of a table, and by what: shared by all tables with the same."""

    compare_type: CompareType
    outcome: str
    outcome_class: OutcomeClass
    rule: Annotated[
        str | None,
        Field(description="By which rule the cells that were read verify the table; null where it is not verified"),
    ]
    read: Annotated[dict[str, str], Field(description="Frame column and text of the cells that were read")]
    columns: Annotated[
        list[str], Field(description="Frame columns of the numbers that were read; each cell has its own numbers")
    ]


class Generator(TypedDict):
    """What made the report."""

    name: Literal["drs-report"]
    version: str


class Policy(TypedDict):
    """The policy it was judged by."""

    name: str
    sha256: Annotated[str, Field(description="Of the policy's canonical JSON")]
    facts: Facts


class Verdict(TypedDict):
    """The decision."""

    decision: Decision
    sentence: str
    judged_at: Moment | None
    policy: Policy


class Standings(TypedDict):
    """Tables in scope by standing."""

    values: Count
    sample: Count
    counts: Count
    objects: Count
    differs: Count
    open: Count
    review: Count


class NFindings(TypedDict):
    """Findings in scope, by effect after tolerances and waivers."""

    differs: Count
    unproven: Count
    review: Count
    note: Count


class NCriteria(TypedDict):
    """Criteria by status."""

    met: Count
    broken: Count
    unproven: Count


class Summary(TypedDict):
    """Every count of tables in a report is of these."""

    n_tables: Count
    standings: Standings
    n_differing_rows: Annotated[
        Count, Field(description="Of the tables that differ, each counted by its strongest comparison only")
    ]
    n_findings: Annotated[NFindings, Field(description="In scope, by effect after tolerances and waivers")]
    n_criteria: Annotated[NCriteria, Field(description="By status")]


class Figure(TypedDict):
    """A number behind the sentence, as text."""

    label: str
    text: str
    state: State


class Criterion(TypedDict):
    """One question of the policy."""

    id: str
    status: CriterionStatus
    facts: Facts


class Coverage(TypedDict):
    """The matrix of tables and comparisons."""

    compare_types: list[CompareType]
    n_tables: Count
    places: Annotated[list[Pair], Field(description="File and sheet; cells name them by number, from 0")]
    kinds: Annotated[
        list[Kind], Field(description="What comparisons say and by what; cells name them by number, from 0")
    ]
    tables: Annotated[list[CoverageRow], Field(description="Every table, worst first")]


class Attachment(TypedDict):
    """A data file beside the report."""

    filename: str
    media_type: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: Annotated[Count, Field(description="Bytes")]
    text: str
    is_restricted: bool


_Schema = TypedDict("_Schema", {"$schema": Literal["urn:drs-report:schema:report:2"]})


class Report(_Schema):
    """A verdict on Huawei Cloud DRS comparison results, with everything it rests on.

    Within version 2 fields are only ever added, so readers ignore what they do not know.
    """

    schema_version: Annotated[str, Field(pattern="^2\\.[0-9]+$", description="2.x; x grows when fields are added")]
    generator: Generator
    generated_at: Moment
    language: Annotated[
        str,
        Field(
            description="Of title, subject_line, sentence and figures, as a BCP 47 tag; everything else is the same "
            "in every language"
        ),
    ]
    title: str
    subject_line: str
    is_restricted: Annotated[
        bool, Field(description="Whether the report may hold production values (keys, SQL, messages)")
    ]
    is_redacted: Annotated[bool, Field(description="Whether such values were replaced by keyed hashes")]
    verdict: Verdict
    summary: Annotated[
        Summary,
        Field(
            description="Tables in scope by standing; they add up to n_tables. Every count of tables in a report is "
            "of these"
        ),
    ]
    scope: Annotated[
        str,
        Field(description="What was compared, when, how old that is, how many rows differ, by which policy, as text"),
    ]
    figures: Annotated[list[Figure], Field(description="The numbers behind the sentence, as text")]
    criteria: list[Criterion]
    findings: Annotated[
        list[Finding],
        Field(description="Every finding, most serious first; `drs-report docs findings` documents their codes"),
    ]
    waivers: list[Waiver]
    coverage: Coverage
    sources: Annotated[list[Source], Field(description="The result files, and how each was understood")]
    attachments: Annotated[list[Attachment], Field(description="Data files beside the report")]
