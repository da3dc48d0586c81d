"""``python -m drs_report``."""

from __future__ import annotations

from drs_report.cli import main

main()
