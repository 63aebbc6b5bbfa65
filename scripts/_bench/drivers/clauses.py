"""Read the system here, and with `map` find what answers each clause of some standards, and one transition."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from qms.model.coverage import cover
from qms.model.transition import claimed_maps, transition
from qms.reading import read_system

what, standards = sys.argv[1], sys.argv[2:]
system = read_system(Path.cwd(), cache=False)
claims = sum(len(document.claims) for document in system.documents)
if not claims or set(standards) - set(system.standards):
    raise SystemExit("clauses: the repository does not claim what is to be measured")
if what == "map":
    begin = time.perf_counter()
    answered = sum(bool(row.documents) for name in standards for row in cover(system, system.standards[name]))
    covered = time.perf_counter()
    found = [transition(system, edition) for edition in claimed_maps(system)]
    over = time.perf_counter()
    if not answered or not found:
        raise SystemExit("clauses: nothing was mapped")
    told = f"{claims:,} claims; {answered:,} clauses answered in {covered - begin:.3f} s"
    print(f"{told}, {len(found)} transition in {over - covered:.3f} s")
