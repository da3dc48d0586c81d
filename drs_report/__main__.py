"""``python -m drs_report``, and the command ``drs-report``."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command line; an interrupt ends it without a word until it can say one."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from drs_report import cli  # noqa: PLC0415 - what may be interrupted

    cli.main()


if __name__ == "__main__":
    main()
