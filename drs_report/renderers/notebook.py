"""(helper outputs is writing this) Render records as rich notebook output."""
