"""``drs-report explain``: what a finding code means and what to do about it."""

from __future__ import annotations

import click

from drs_report.cli import exit_codes as codes
from drs_report.cli.options import Language
from drs_report.errors import ConfigError, Told


@click.command()
@click.argument("code", required=False)
@click.option("--lang", type=Language(), default="en", show_default=True, help="Language of the answer.")
def explain(code: str | None, lang: str) -> int:
    """Say what a finding code means and what to do. Without CODE it lists all of them."""
    from drs_report.findings import explaining, registry
    from drs_report.language.translator import Words

    w = Words.of(lang)
    if code is None:
        click.echo("\n".join(explaining.listed(w)))
        return codes.PASS
    try:
        rule = registry.code(code)
    except KeyError:
        near = registry.nearest(code)
        lists = Told("`drs-report explain` without a code lists all of them.")
        raise ConfigError(
            Told("There is no finding code {code}.", code=code),
            remedy=Told("Did you mean {near}?", near=near) if near else lists,
        ) from None
    click.echo(explaining.explain(w, rule), nl=False)
    return codes.PASS
