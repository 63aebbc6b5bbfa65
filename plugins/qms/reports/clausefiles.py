"""The files beside the clause pages: every matrix and every way between editions, as spreadsheets and for programs.

They are what `qms clauses` writes. The site, the staged pages and whoever else shows those pages takes them from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qms.model import site as addresses
from qms.model.system import QualitySystem
from qms.model.transition import Transition

from .clauses import clauses
from .jsontext import dumps
from .sheets import clauses_sheets, transition_sheets
from .transition import transition_report


def clause_files(system: QualitySystem, ways: Iterable[Transition]) -> Iterator[tuple[str, bytes]]:
    """Each file with its path on the site.

    Args:
        system: What was read.
        ways: The transitions between the claimed editions.
    """
    for standard in system.claimed:
        matrix = clauses(system, standard)
        yield f"clauses/{standard.id}.xlsx", clauses_sheets([matrix])
        yield f"clauses/{standard.id}.json", dumps(matrix).encode()
    for way in ways:
        report = transition_report(system, way)
        path = addresses.transition_page(way.source.id, way.target.id).removesuffix(".md")
        yield f"{path}.xlsx", transition_sheets(report)
        yield f"{path}.json", dumps(report).encode()
