"""``python -m drs_report.cli``."""

from __future__ import annotations

from drs_report.cli import main

main()
