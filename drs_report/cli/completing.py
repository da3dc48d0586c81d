"""``drs-report completion`` prints what makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from drs_report.cli import exit_codes as codes

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> int:
    """Print what makes SHELL complete commands and options. It is for your shell's start-up file."""
    found = get_completion_class(shell)
    if found is not None:
        click.echo(found(click.Group("drs-report"), {}, "drs-report", "_DRS_REPORT_COMPLETE").source())
    return codes.PASS
