"""`qms explain`: what a check asks for, why, and what to do; and the shape of the JSON that commands print."""

from __future__ import annotations

from difflib import get_close_matches

import click

from qms import reports
from qms.checks import CHECKS
from qms.errors import QmsError
from qms.model.problem import Check
from qms.reports.explain import explain as explain_report
from qms.reports.explain import explain_text
from qms.reports.schemas import REPORTS, schema

from . import options
from .output import emit, use_color, width


@click.command()
@click.argument("code", default="")
@click.option("--schema", "command", type=click.Choice(list(REPORTS)), help="Print the JSON Schema of a command.")
@options.repository(used=False)
@options.text_or_json
@options.color
def explain(code: str, command: str | None, form: str, color: str) -> None:
    """Tell what a check asks for; without a code, list all."""
    if command:
        emit(schema(command))
        return
    report = explain_report(_choose(code) if code else CHECKS)
    emit(reports.dumps(report) if form == "json" else explain_text(report, width(), color=use_color(color)))


def _choose(code: str) -> tuple[Check, ...]:
    found = tuple(check for check in CHECKS if check.code == code)
    if not found:
        codes = [check.code for check in CHECKS]
        near = [known for known in codes if known.startswith(f"{code}-")][:3]
        near = near or get_close_matches(code, codes, n=1) or [known for known in codes if code in known][:3]
        fix = f"Did you mean {' or '.join(near)}?" if near else "`qms explain` lists all codes."
        raise QmsError(f"there is no check {code}", fix, "check-unknown")
    return found
