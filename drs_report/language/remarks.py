"""A remark of the reader in the language of the report."""

from __future__ import annotations

from drs_report.language import labels
from drs_report.language.translator import Words
from drs_report.records.remarks import Remark


def telling(w: Words, remark: Remark) -> str:
    """Return what was remarked, in the language of `w`; what it names is made visible."""
    values = dict(remark.values)
    if "what" in values:
        values["what"] = labels.part_of_file(w, values["what"])
    return w.t(remark.kind.value, **values)
