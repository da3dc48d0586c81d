"""Translations: one ``<language>/LC_MESSAGES/drs_report.po`` and its compiled ``.mo`` each. Data only."""
