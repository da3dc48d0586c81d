"""(helper outputs is writing this) Render a report as the parts of an e-mail message."""
