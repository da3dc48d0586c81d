"""Every fact a finding or a criterion may carry: its words, how it is shown, and what of it may leave the house.

A fact is one line of `FACTS`. Its kind says how its value is written in a report, and which values are safe to show in
a redacted one; every other value is replaced. There is no other list of facts: one that is missing here cannot be used
by a rule (`drs_report.findings.registry`) or a criterion.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from drs_report.comparisons import COMPARE_TYPES
from drs_report.language import formatting, labels, vocabulary
from drs_report.language.remarks import telling
from drs_report.language.translator import Words
from drs_report.records.judgement import Fact, FactValue
from drs_report.records.remarks import Remark
from drs_report.records.texts import Text

__all__ = [
    "FACTS",
    "FactRecord",
    "Kind",
    "Otherwise",
    "fact_name",
    "fact_value",
    "in_sentence",
    "is_code",
    "is_id",
    "is_name",
]


class Otherwise(Enum):
    """What becomes of a value that is not safe."""

    HASH = "hash"
    """The whole value is one token."""
    KEYS = "keys"
    """A token for each part of a key, so that it can be found again in a column of keys."""
    WORDS = "words"
    """Known technical words stay, the rest is tokens."""


Show = Callable[[Words, FactValue], str | None]
"""Writes a value; None where it is not what the kind expects, so that it is shown as text."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind are written, and which of them may be shown to anybody."""

    show: Show
    is_safe: Callable[[FactValue], bool]
    otherwise: Otherwise
    why: str
    """Why the safe values are safe, or why none is."""
    is_code: bool = False
    """Whether it is set in a fixed-width face."""


@dataclass(frozen=True, slots=True)
class FactRecord:
    """One fact: its stable name, its label, and its kind."""

    name: str
    label: Text
    kind: Kind
    counted: Text | None = None
    """How so many of it are said without the label."""


def _as_text(w: Words, value: FactValue) -> None:  # noqa: ARG001 - a Show
    return None


def _told(w: Words, value: FactValue) -> str | None:
    return formatting.visible(w.told(value)) if isinstance(value, str) else None


def _never(value: FactValue) -> bool:  # noqa: ARG001 - a test of values
    return False


def _always(value: FactValue) -> bool:  # noqa: ARG001 - a test of values
    return True


def _is_number(value: FactValue) -> bool:
    return isinstance(value, int | float)


def _signed(w: Words, value: FactValue) -> str | None:  # noqa: ARG001 - a Show
    return formatting.signed(value) if isinstance(value, int) else None


def _row(w: Words, value: FactValue) -> str | None:  # noqa: ARG001 - a Show
    return str(value) if isinstance(value, int) else None


def _percent(w: Words, value: FactValue) -> str | None:  # noqa: ARG001 - a Show
    return formatting.percent(value) if isinstance(value, int | float) else None


def _parts(value: FactValue) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else []


def _types(w: Words, value: FactValue) -> str | None:
    names = [labels.compare_type(w, part) for part in _parts(value)]
    return (w.listed(names) or formatting.DASH) if isinstance(value, str) else None


def _are_types(value: FactValue) -> bool:
    return all(part in COMPARE_TYPES for part in _parts(value))


def _outcomes(w: Words, value: FactValue) -> str | None:
    names = [w.label("outcome", part) for part in _parts(value)]
    return (w.listed(names) or formatting.DASH) if isinstance(value, str) else None


def _are_outcomes(value: FactValue) -> bool:
    return all(part in vocabulary.OUTCOMES for part in _parts(value))


def _word_of(group: str) -> tuple[Show, Callable[[FactValue], bool]]:
    def show(w: Words, value: FactValue) -> str | None:
        word = vocabulary.canonical(group, value) if isinstance(value, str) else None
        return w.label(group, word) if word else None

    return show, lambda value: isinstance(value, str) and vocabulary.canonical(group, value) is not None


def _difference(w: Words, value: FactValue) -> str | None:
    return (
        w.label("repair_kind" if value in vocabulary.REPAIR_KINDS else "diff_kind", value)
        if isinstance(value, str)
        else None
    )


def _name_of(w: Words, value: FactValue) -> str | None:
    return fact_name(w, value) if isinstance(value, str) and value else None


def _note(w: Words, value: FactValue) -> str | None:
    return telling(w, value) if isinstance(value, Remark) else None


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def _remark(w: Words, value: FactValue) -> str | None:
    """A remark of the service that is known by heart, in the reader's language, with the file's own words behind it."""
    if not isinstance(value, str) or bool(_HAN.search(value)) == w.language.is_in_han:
        return None
    words = ((group, vocabulary.canonical(group, value)) for group in ("remark", "outcome", "job_status"))
    known = next((w.label(group, word) for group, word in words if word), None)
    return known and w.t("{meaning} ({original})", meaning=known, original=value)


def _is_column(value: FactValue) -> bool:
    return any(value in meanings for meanings in vocabulary.built_in().headings.values())


_ID = re.compile(
    r"[0-9a-f]{8}(?:[0-9a-f]{4,84}+(?:-[0-9a-f]{4,12}+){0,7}|(?:-[0-9a-f]{4,12}+){1,7})(?:jb[0-9a-f]{2,3})?"
)
"""Numbers of DRS; those of tasks end in jb and two or three digits."""


def is_id(value: FactValue) -> bool:
    """Whether a text is a number that DRS gave to a task, a comparison or a request."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


_PART = r"""(?:[\w$#@-]{1,128}|`[\w$#@.-]{1,128}`|\[[\w$#@.-]{1,128}\])"""
_NAME = re.compile(rf"{_PART}(?:\.{_PART}){{0,4}}")


def is_name(text: str) -> bool:
    """Whether a text has the shape of a name of a database, table or object: no blanks, no signs of SQL or of JSON."""
    return _NAME.fullmatch(text) is not None


def _are_names(value: FactValue) -> bool:
    return isinstance(value, str) and all(map(is_name, _parts(value)))


NUMBER = Kind(_as_text, _is_number, Otherwise.HASH, "a number that was counted or read as one")
SIGNED = Kind(_signed, _is_number, Otherwise.HASH, "a number that was counted or read as one")
ROW = Kind(_row, _is_number, Otherwise.HASH, "a row number of a sheet")
PERCENT = Kind(_percent, _is_number, Otherwise.HASH, "a number that was counted or read as one")
YES_NO = Kind(_as_text, lambda value: isinstance(value, bool), Otherwise.HASH, "yes or no")
TIME = Kind(_as_text, lambda value: isinstance(value, date), Otherwise.HASH, "a time that was read as one")
TYPES = Kind(_types, _are_types, Otherwise.HASH, "names of comparisons that this program knows")
OUTCOMES = Kind(_outcomes, _are_outcomes, Otherwise.HASH, "results that this program knows")
PROGRESS = Kind(*_word_of("full_status"), Otherwise.HASH, "a word of DRS that the vocabulary holds")
STATUS = Kind(*_word_of("job_status"), Otherwise.HASH, "a word of DRS that the vocabulary holds")
DIFFERENCE = Kind(
    _difference,
    lambda value: value in vocabulary.REPAIR_KINDS or value in vocabulary.DIFF_KINDS,
    Otherwise.HASH,
    "a kind that this program knows",
)
FACT = Kind(_name_of, lambda value: value in FACTS, Otherwise.HASH, "the name of a fact")
ID = Kind(_as_text, is_id, Otherwise.HASH, "a number that DRS gave, in hexadecimal digits")
NAMES = Kind(_as_text, _are_names, Otherwise.HASH, "names of tables are shown: without them no report is of use")
FILE = Kind(_as_text, _always, Otherwise.HASH, "names of files are shown: without them no report is of use")
PATTERN = Kind(_as_text, _always, Otherwise.HASH, "written into the policy, which names tables", is_code=True)
PATTERN_TEXT = Kind(_as_text, _always, Otherwise.HASH, "written into the policy, which names tables")
COLUMN = Kind(_as_text, _is_column, Otherwise.WORDS, "a column that this program knows", is_code=True)
WORDS = Kind(_as_text, _never, Otherwise.WORDS, "free text of a file or a database")
REASON = Kind(_told, _never, Otherwise.WORDS, "it may quote a file or a service")
HEADING = Kind(
    _as_text, _never, Otherwise.WORDS, "free text of a file: an unknown heading may be a value", is_code=True
)
NOTE = Kind(_note, _never, Otherwise.WORDS, "a remark of the reader that may quote the file")
REMARK = Kind(_remark, _never, Otherwise.WORDS, "free text of a file or a database")
CELL = Kind(_as_text, _never, Otherwise.HASH, "the text of a cell", is_code=True)
KEY = Kind(_as_text, _never, Otherwise.KEYS, "values of a key", is_code=True)
SQL = Kind(_as_text, _never, Otherwise.HASH, "SQL holds values, and only its own database can tell where", is_code=True)


_RECORDS = (
    FactRecord("accepted_proofs", Text("Weaker proof accepted for", "接受较弱证明的范围"), PATTERN_TEXT),
    FactRecord("absent_from", Text("Absent from", "未涉及该表的对比"), TYPES),
    FactRecord("address", Text("Address", "地址"), CELL),
    FactRecord("alias", Text("Databases under another name", "数据库别名"), PATTERN_TEXT),
    FactRecord("asked", Text("Downloaded as", "下载时的对比类型"), TYPES),
    FactRecord("changed_rows", Text("Rows with other values", "内容不同的行数"), NUMBER),
    FactRecord("column", Text("Column", "列"), COLUMN),
    FactRecord("compare_job_id", Text("Compare job", "对比任务"), ID),
    FactRecord("compare_status", Text("Status of the comparison", "对比的状态"), WORDS),
    FactRecord("compared_at", Text("Compared at", "对比时间"), TIME),
    FactRecord("compared_rows", Text("Rows compared", "已对比行数"), NUMBER),
    FactRecord("completed_rows", Text("Completed rows", "已完成行数"), NUMBER),
    FactRecord("completed_shards", Text("Completed shards", "已完成分片数"), NUMBER),
    FactRecord("decided_by", Text("Decided by", "以此为准"), FILE),
    FactRecord("diff_count", Text("Differences in the overview", "概览中的差异数"), NUMBER),
    FactRecord("exclude", Text("Tables excluded", "排除的表"), PATTERN),
    FactRecord("expires", Text("Expires", "有效期至"), TIME),
    FactRecord("failed_rows", Text("Failed rows", "失败行数"), NUMBER),
    FactRecord("earlier", Text("Should be the earlier", "应较早的时间"), TIME),
    FactRecord("fetched_at", Text("Fetched at", "下载时间"), TIME),
    FactRecord("filtered_rows", Text("Filtered rows", "过滤行数"), NUMBER),
    FactRecord("fingerprint", Text("Fingerprint of the layout", "布局指纹"), ID),
    FactRecord("first_row", Text("First row", "首行"), ROW),
    FactRecord("fold_case", Text("Names that differ only in case are one", "仅大小写不同的名称视为同一个"), YES_NO),
    FactRecord("found", Text("Found", "实际对比类型"), TYPES),
    FactRecord("freshness", Text("Age allowed by comparison", "各类对比允许的时间"), PATTERN),
    FactRecord("full_status", Text("Progress word", "进度状态"), PROGRESS),
    FactRecord("heading", Text("Heading", "表头"), HEADING),
    FactRecord("id", Text("Waiver", "豁免"), PATTERN_TEXT),
    FactRecord("include", Text("Tables included", "包含的表"), PATTERN),
    FactRecord("interface", Text("Documented interface", "公开接口"), CELL),
    FactRecord("kind", Text("Kind of difference", "差异类型"), DIFFERENCE),
    FactRecord("language", Text("Language of the export", "导出语言"), WORDS),
    FactRecord("last_row", Text("Last row", "末行"), ROW),
    FactRecord("max_age_hours", Text("Oldest evidence allowed, in hours", "允许的最旧证据（小时）"), NUMBER),
    FactRecord("max_findings", Text("Findings that the waiver answers for", "豁免允许的问题项数"), NUMBER),
    FactRecord("max_rows", Text("Budget of the waiver", "豁免限额"), NUMBER),
    FactRecord("max_spread_hours", Text("Hours apart allowed", "允许相隔小时数"), NUMBER),
    FactRecord("measure", Text("Number", "指标"), FACT),
    FactRecord("message", Text("Remark in the file", "文件中的备注"), REMARK),
    FactRecord("n", Text("Number of things affected", "涉及数量"), NUMBER),
    FactRecord("later", Text("Should be the later", "应较晚的时间"), TIME),
    FactRecord("lob_policy", Text("LOB policy", "大字段（LOB）对比策略"), WORDS),
    FactRecord("n_absent", Text("Tables absent", "未涉及的表"), NUMBER, Text("{n} absent", "{n} 张未涉及")),
    FactRecord(
        "n_accepted",
        Text("Accepted, not proven", "已接受，未验证"),
        NUMBER,
        Text("{n} accepted without proof", "{n} 项未验证而接受"),
    ),
    FactRecord("n_blocks", Text("Tables with it", "含该表头的表格数"), NUMBER),
    FactRecord("n_cells", Text("Cells", "单元格数"), NUMBER),
    FactRecord("n_changed", Text("Rows on both sides with different values", "两端都有但内容不同的行"), NUMBER),
    FactRecord("n_compared", Text("Tables compared", "已对比的表"), NUMBER),
    FactRecord("n_covered", Text("Tables covered", "已覆盖的表"), NUMBER, Text("{n} covered", "已覆盖 {n} 张")),
    FactRecord("n_detail", Text("In the list", "明细中"), NUMBER),
    FactRecord("n_different", Text("Differences", "差异数"), NUMBER),
    FactRecord(
        "n_differs",
        Text("Findings that differ", "差异项"),
        NUMBER,
        Text("{n} findings differ", "{n} 个差异项", one="{n} finding differs"),
    ),
    FactRecord("n_expired", Text("Waivers expired", "已过期的豁免"), NUMBER, Text("{n} expired", "{n} 条已过期")),
    FactRecord("n_failed", Text("Tables whose comparison failed", "对比失败的表"), NUMBER),
    FactRecord("n_files", Text("Files", "文件数"), NUMBER, Text("{n} files", "{n} 个文件", one="{n} file")),
    FactRecord("n_findings", Text("Findings", "问题项数"), NUMBER),
    FactRecord("n_inconsistent", Text("Inconsistent tables", "不一致的表"), NUMBER),
    FactRecord("n_listed", Text("Differing rows listed", "列出的不一致行"), NUMBER),
    FactRecord(
        "n_missing", Text("Comparisons missing", "缺少的对比"), NUMBER, Text("{n} of them missing", "其中缺少 {n} 种")
    ),
    FactRecord("n_only_in_source", Text("Rows only in the source", "仅源端存在的行"), NUMBER),
    FactRecord("n_only_in_target", Text("Rows only in the target", "仅目标端存在的行"), NUMBER),
    FactRecord(
        "n_open",
        Text("Findings not proven or to review", "未验证或待确认的问题项"),
        NUMBER,
        Text("{n} findings open or to review", "{n} 个未验证或待确认的问题项", one="{n} finding open or to review"),
    ),
    FactRecord("n_open_rows", Text("Rows that are not equal", "不一致的行"), NUMBER),
    FactRecord(
        "n_over_budget",
        Text("Waivers over budget", "超出限额的豁免"),
        NUMBER,
        Text("{n} over budget", "{n} 条超出限额"),
    ),
    FactRecord("n_overview", Text("In the overview", "概览中"), NUMBER),
    FactRecord("n_seen", Text("Rows seen", "读到的行数"), NUMBER),
    FactRecord("n_counted", Text("Rows counted elsewhere", "另一对比统计的行数"), NUMBER),
    FactRecord("n_sources", Text("Source tables", "源表数"), NUMBER),
    FactRecord("only_in_source_rows", Text("Rows only in the source", "仅源端存在的行数"), NUMBER),
    FactRecord("only_in_target_rows", Text("Rows only in the target", "仅目标端存在的行数"), NUMBER),
    FactRecord("sampled_rows", Text("Rows in the sample", "抽样行数"), NUMBER),
    FactRecord("skipped_rows", Text("Rows left out", "跳过行数"), NUMBER),
    FactRecord("target", Text("Target table", "目标表"), NAMES),
    FactRecord("hours", Text("Hours apart", "相隔小时数"), NUMBER),
    FactRecord("names", Text("Names found", "出现的名称"), NAMES),
    FactRecord("n_pairs", Text("Database pairs", "数据库对数"), NUMBER),
    FactRecord("n_reported", Text("Differing rows reported", "报告的不一致行数"), NUMBER),
    FactRecord(
        "n_required",
        Text("Comparisons required", "必需的对比"),
        NUMBER,
        Text("{n} comparisons required", "{n} 种必需的对比", one="{n} comparison required"),
    ),
    FactRecord("n_rows", Text("Rows", "行"), NUMBER),
    FactRecord("n_same", Text("Cells that are the same", "一致的单元格"), NUMBER),
    FactRecord("n_statements", Text("Repair statements", "修复语句数"), NUMBER),
    FactRecord("n_tables", Text("Tables", "表数"), NUMBER, Text("{n} tables", "{n} 张表", one="{n} table")),
    FactRecord("n_targets", Text("Targets", "目标数"), NUMBER),
    FactRecord(
        "n_things",
        Text("Objects and tables found equal", "一致的对象和表"),
        NUMBER,
        Text("{n} objects and tables equal", "{n} 个对象和表一致", one="{n} object or table equal"),
    ),
    FactRecord(
        "n_tolerated", Text("Within tolerance", "容差之内"), NUMBER, Text("{n} within tolerance", "{n} 项在容差之内")
    ),
    FactRecord("n_uncomparable", Text("Tables that cannot be compared", "无法对比的表"), NUMBER),
    FactRecord(
        "n_unmatched",
        Text("Waivers that matched nothing", "未匹配到问题项的豁免"),
        NUMBER,
        Text("{n} matched nothing", "{n} 条未匹配到问题项"),
    ),
    FactRecord("n_used", Text("Waivers used", "已使用的豁免"), NUMBER, Text("{n} used", "{n} 条已使用")),
    FactRecord(
        "n_verified",
        Text("Tables for which this holds", "符合的表"),
        NUMBER,
        Text("this holds for {n}", "其中 {n} 张满足"),
    ),
    FactRecord("n_waived", Text("Waived", "已豁免"), NUMBER, Text("{n} waived", "{n} 项已豁免")),
    FactRecord("n_waivers", Text("Waivers", "豁免"), NUMBER, Text("{n} waivers", "{n} 条豁免", one="{n} waiver")),
    FactRecord("not_before", Text("Evidence accepted from", "证据起始时间要求"), TIME),
    FactRecord("note", Text("Note of the reader", "读取说明"), NOTE),
    FactRecord("other_file", Text("Other file", "另一文件"), FILE),
    FactRecord("other_value", Text("Other value", "另一个值"), CELL),
    FactRecord("outcomes", Text("Results", "结果"), OUTCOMES),
    FactRecord("pattern", Text("Pattern", "匹配规则"), PATTERN),
    FactRecord("progress", Text("Progress in percent", "进度（%）"), PERCENT),
    FactRecord("reason", Text("Reason", "原因"), REASON),
    FactRecord("repair_sql", Text("Repair SQL (never run by this tool)", "修复 SQL（本工具绝不执行）"), SQL),
    FactRecord("repair_sql_state", Text("Repair SQL state", "修复 SQL 状态"), WORDS),
    FactRecord("repaired_at", Text("Repaired at", "修复时间"), TIME),
    FactRecord("repaired_rows", Text("Repaired rows", "已修复行数"), NUMBER),
    FactRecord("reported_difference", Text("Reported difference", "文件中的差值"), SIGNED),
    FactRecord("required_types", Text("Comparisons required by the policy", "策略要求的对比"), TYPES),
    FactRecord("row_difference", Text("Target rows minus source rows", "目标行数减源行数"), SIGNED),
    FactRecord("row_filter", Text("Row filter", "行过滤条件"), SQL),
    FactRecord("said", Text("Calls itself", "文件自称"), TYPES),
    FactRecord("sample", Text("First such text", "首个示例"), CELL),
    FactRecord("sample_percent", Text("Sampled share in percent", "抽样比例（%）"), PERCENT),
    FactRecord("seen_in", Text("Seen in", "出现于"), TYPES),
    FactRecord("sheet", Text("Sheet", "工作表"), HEADING),
    FactRecord("source_count", Text("Objects in the source", "源端对象数"), NUMBER),
    FactRecord("source_key", Text("Key in the source", "源端主键值"), KEY),
    FactRecord("source_rows", Text("Rows in the source", "源端行数"), NUMBER),
    FactRecord("source_sql", Text("SQL that shows the row in the source", "查询源端该行的 SQL"), SQL),
    FactRecord("stated", Text("What is stated", "所述信息"), FACT),
    FactRecord("stated_value", Text("Value stated", "所述的值"), CELL),
    FactRecord("status", Text("Status", "状态"), STATUS),
    FactRecord("superseded_by", Text("Superseded by", "被以下文件取代"), FILE),
    FactRecord("target_count", Text("Objects in the target", "目标端对象数"), NUMBER),
    FactRecord("target_key", Text("Key in the target", "目标端主键值"), KEY),
    FactRecord("target_rows", Text("Rows in the target", "目标端行数"), NUMBER),
    FactRecord("target_sql", Text("SQL that shows the row in the target", "查询目标端该行的 SQL"), SQL),
    FactRecord("targets", Text("Targets found", "出现过的目标"), NAMES),
    FactRecord("text", Text("Not understood", "未能理解的文字"), HEADING),
    FactRecord("time_text", Text("Time as stated", "所写时间"), WORDS),
    FactRecord("tolerances", Text("Tolerances", "容差"), PATTERN_TEXT),
    FactRecord("total_rows", Text("Rows to repair", "待修复行数"), NUMBER),
    FactRecord("total_shards", Text("Shards in all", "分片总数"), NUMBER),
    FactRecord(
        "trust_fetch_time", Text("Time of download counts as time of comparison", "以下载时间作为对比时间"), YES_NO
    ),
    FactRecord("verified_at", Text("Verified at", "验证时间"), TIME),
    FactRecord("verified_by", Text("Verified by", "验证依据"), TYPES),
    FactRecord("what", Text("What is wrong", "问题"), NOTE),
    FactRecord("word", Text("Word in the file", "文件中的用语"), CELL),
    FactRecord("workbook", Text("Workbook", "工作簿"), CELL),
    FactRecord("compare_id", Text("ID of the comparison", "对比任务 ID"), CELL),
    FactRecord("compare_name", Text("Name of the comparison", "对比任务名称"), CELL),
    FactRecord("task_kind", Text("Type of the task", "任务类型"), CELL),
    FactRecord("task_mode", Text("Mode of the task", "任务模式"), CELL),
    FactRecord("direction", Text("Data flow", "数据流向"), CELL),
    FactRecord("project", Text("Project", "项目"), CELL),
    FactRecord("task_made_at", Text("Creation of the task", "任务创建时间"), CELL),
    FactRecord("project_id", Text("Project ID", "项目 ID"), CELL),
    FactRecord("region", Text("Region", "区域"), CELL),
    FactRecord("source_address", Text("Address of the source", "源端地址"), CELL),
    FactRecord("source_engine", Text("Engine of the source", "源端引擎"), CELL),
    FactRecord("target_address", Text("Address of the target", "目标端地址"), CELL),
    FactRecord("target_engine", Text("Engine of the target", "目标端引擎"), CELL),
    FactRecord("tenant", Text("Tenant", "租户"), CELL),
    FactRecord("instance", Text("Instance", "实例"), CELL),
    FactRecord("source_instance", Text("Instance of the source", "源端实例"), CELL),
    FactRecord("target_instance", Text("Instance of the target", "目标端实例"), CELL),
    FactRecord("task_id", Text("Task ID", "任务 ID"), CELL),
    FactRecord("task_name", Text("Task name", "任务名称"), CELL),
    FactRecord("written_by", Text("Written by", "生成软件"), WORDS),
)
FACTS: Final[dict[str, FactRecord]] = {record.name: record for record in _RECORDS}
"""Name -> record, in order of names."""


if len(FACTS) != len(_RECORDS):
    msg = "a fact is recorded twice"
    raise ValueError(msg)


def fact_name(w: Words, name: str) -> str:
    """Return the label of a fact; the stable name itself for one of another version."""
    return w.say(FACTS[name].label) if name in FACTS else formatting.visible(name)


def fact_value(w: Words, fact: Fact, limit: int) -> str:
    """Return the value of a fact as text, cut to `limit` characters; a dash for the unknown."""
    return _shown(w, fact, limit, keep_lines=True)


def in_sentence(w: Words, fact: Fact, limit: int) -> str:
    """Return the value of a fact as a sentence shows it: on one line."""
    return _shown(w, fact, limit, keep_lines=False)


def _shown(w: Words, fact: Fact, limit: int, *, keep_lines: bool) -> str:
    value = fact.value
    if value is None:
        return formatting.DASH
    if isinstance(value, bool):
        return w.scalar(value)
    text = FACTS[fact.name].kind.show(w, value) if fact.name in FACTS else None
    if text is None and isinstance(value, str):
        text = formatting.visible(value, keep_lines=keep_lines)
    return w.clip(text, limit) if text is not None else formatting.scalar(value)


def is_code(fact: Fact) -> bool:
    """Whether a fact is shown in a fixed-width face: keys, SQL, texts of a file."""
    return fact.name in FACTS and FACTS[fact.name].kind.is_code
