"""(helper outputs is writing this) Render a report as an annotated workbook."""
