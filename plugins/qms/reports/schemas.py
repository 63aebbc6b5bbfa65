"""The shape of every JSON output, as JSON Schema: made from the classes that the outputs are written from."""

from __future__ import annotations

from pydantic import TypeAdapter

from .approvals import Verification
from .clauses import ClausesReport
from .doctor import DoctorReport
from .duties import DutiesReport
from .explain import ExplainReport
from .jsontext import CheckReport, dumps
from .log import LogReport
from .status import StatusReport
from .transition import TransitionReport

REPORTS = {
    "check": CheckReport,
    "verify": Verification,
    "status": StatusReport,
    "status-mine": DutiesReport,
    "log": LogReport,
    "clauses": ClausesReport,
    "clauses-transition": TransitionReport,
    "explain": ExplainReport,
    "doctor": DoctorReport,
}


def schema(command: str) -> str:
    """The JSON Schema of what a command prints with `--format json`.

    Args:
        command: One of `REPORTS`.
    """
    found = TypeAdapter(REPORTS[command]).json_schema(mode="serialization")
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:qms:{command}"}
    return dumps(dialect | found)
