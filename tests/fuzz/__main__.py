"""``python -m tests.fuzz --seconds 60``, or ``--executions 1000000``."""

from tests.fuzz.running import main

main()
