"""(helper outputs is writing this) Render a report as JUnit XML for CI servers."""
