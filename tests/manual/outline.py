"""The outline of the starter manual as plain values: what the documents and records have been written from.

Numbers here are decisions. A decision that changes is changed here and in each text that names it.
"""

from __future__ import annotations

NEW, OLD = "iso-9001-2026", "iso-9001-2015"
RENUMBERED = {"6.1.3": ("6.1.2",), "10.1": ("10.1", "10.3")}  # what the 2026 edition calls otherwise
# The outline of the manual: words at most, and the clauses of the 2026 edition that the document answers.
OUTLINE = {
    "QM-00": (350, "4.4.2 7.5.1"),
    "QM-01": (300, "4.3"),
    "QM-02": (600, "4.4.1 4.4.2"),
    "QM-03": (450, ""),
    "QM-04": (600, "4.1 4.2"),
    "QM-05": (550, "5.1.1 5.1.2 5.3"),
    "QM-06": (650, "6.1.1 6.1.2 6.1.3 6.2.1 6.2.2"),
    "QM-07": (600, "7.1.1 7.1.2 7.1.3 7.1.4 7.1.5.1 7.4"),
    "QM-08": (450, "8.1 8.5.1"),
    "QM-09": (350, "9.1.1 9.2.1 9.3.1"),
    "QM-10": (300, "10.1"),
    "QM-11": (700, ""),
    "POL-01": (250, "5.2.1 5.2.2"),
    "POL-02": (350, "5.1.1 7.3"),
    "QP-01": (700, "4.1 4.2 6.1.1 6.1.2 6.1.3"),
    "QP-02": (500, "6.2.1 6.2.2 9.1.1 9.1.3"),
    "QP-03": (400, "6.3"),
    "QP-04": (800, "7.5.1 7.5.2 7.5.3.1 7.5.3.2"),
    "QP-05": (750, "7.1.2 7.1.6 7.2 7.3"),
    "QP-06": (700, "7.1.3 7.1.5.1 8.5.4"),
    "QP-07": (550, "8.2.1 8.2.2 8.2.3.1 8.2.3.2 8.2.4"),
    "QP-08": (850, "8.3.1 8.3.2 8.3.3 8.3.4 8.3.5 8.3.6"),
    "QP-09": (600, "8.5.1 8.5.2 8.6"),
    "QP-10": (900, "8.2.1 8.5.1 8.5.5"),
    "QP-11": (500, "8.7.1 10.2.1"),
    "QP-12": (650, "8.5.1 8.5.6"),
    "QP-13": (500, "8.5.3 8.5.4"),
    "QP-14": (700, "8.4.1 8.4.2 8.4.3"),
    "QP-15": (750, "8.7.1 8.7.2 10.2.1 10.2.2"),
    "QP-16": (450, "5.1.2 8.2.1 9.1.2"),
    "QP-17": (600, "9.2.1 9.2.2"),
    "QP-18": (550, "9.3.1 9.3.2 9.3.3 10.1"),
    "WI-01": (300, "8.3.4"),
    "WI-02": (350, "8.5.1 8.7.1"),
    "WI-03": (400, "8.5.1 8.5.6"),
    "WI-04": (350, "8.2.1 8.5.1"),
    "WI-05": (300, "7.1.3 8.5.4"),
    "WI-06": (1000, "7.5.3.1 7.5.3.2"),  # not of the outline: it came with the gate, and is written for its operator
    "FM-01": (150, "8.2.3.2"),
    "FM-02": (150, "8.4.1"),
    "FM-03": (150, "9.2.2"),
    "FM-04": (150, "10.2.2"),
    "FM-05": (150, "10.2.1"),
    "FM-06": (150, "9.3.3"),
}
MONTHS_TO_REVIEW = {
    **dict.fromkeys(("QM-11", "WI-04"), 6),
    **dict.fromkeys(("QM-03", *(f"FM-0{n}" for n in range(1, 7))), 24),
}
OWNERS = {
    "managing-director": "QM-01 QM-04 QM-05 QM-06 QM-11 POL-01 POL-02 QP-01 QP-18",
    "quality-manager": "QM-00 QM-02 QM-03 QM-09 QM-10 QP-02 QP-03 QP-04 QP-15 QP-17"
    " FM-01 FM-02 FM-03 FM-04 FM-05 FM-06",
    "head-of-development": "QM-08 QP-08 QP-09 WI-01 WI-02",
    "head-of-support": "QP-10 QP-11 WI-04",
    "platform-lead": "QP-06 QP-12 QP-13 WI-03 WI-05 WI-06",
    "business-manager": "QM-07 QP-05 QP-07 QP-14 QP-16",
}
# Prefix of each kind; the clauses of both editions that a record of it fulfils, and those of the outline's "duty".
KINDS = {
    "AP": ("audit-programme", "9.2.2"),
    "IA": ("audit", "9.2.2"),
    "NC": ("nonconformity", "10.2.2"),
    "CA": ("corrective-action", "10.2.2"),
    "EC": ("effectiveness-check", "10.2.2"),
    "MR": ("management-review", "9.3.3"),
    "KPI": ("measurement", "4.4.2 8.1 9.1.1"),
    "RR": ("risk-snapshot", "6.1.1 6.1.2 6.1.3"),
    "SE": ("supplier-evaluation", "8.4.1"),
    "CM": ("competence", "7.2"),
    "TR": ("training", ""),  # 7.2 or, for the yearly talk, 7.3
    "CS": ("satisfaction", "9.1.2"),
    "CC": ("complaint", "8.2.1"),
    "RQ": ("requirements-review", "8.2.3.2"),
    "DD": ("design-record", "8.3.2 8.3.3 8.3.4 8.3.5 8.3.6"),
    "RL": ("release-register", "8.1 8.5.2 8.6"),
    "CH": ("change", "6.3"),
    "OC": ("operational-change", "8.5.6"),
    "PM": ("post-mortem", "10.2.2"),
    "RT": ("restore-test", "4.4.2 8.1"),
    "CP": ("customer-property", "8.5.3"),
    "TC": ("fitness-of-means", "7.1.5.1"),
    "XD": ("external-documents", "7.5.3.2"),
    "DR": ("decision", ""),
}
FIELDS = {
    "NC": "source requirement evidence statement grade customer-told correction authority concession cause"
    " similar-cases",
    "CA": "nonconformity cause action owner due criterion check-due changed",
    "EC": "action criterion evidence result next",
    "MR": "present inputs decisions",
    "IA": "criteria scope auditor people-met samples findings good-points reported",
    "SE": "supplier class knock-outs scores total result actions next",
    "PM": "ticket severity start found end clients timeline causes actions customer-summary",
    "CP": "owner item what-happened told-on remedy",
    "RQ": "client requirements gaps decision countersigned changes",
    "DD": "plan inputs reviews verification validation outputs changes authorised-by",
    "CC": "client received content answered answer decided-by",
}
# The outline: what each month says of each objective, April to October 2026.
OBJECTIVES = {
    "QO-1": "91.2 92.0 93.1 86.9 89.8 95.4 96.1",
    "QO-2": "87.5 88.3 89.0 81.6 85.9 90.7 91.8",
    "QO-3": "4.31 4.34 4.36 4.12 4.22 4.47 4.52",
    "QO-4": "2/12 2/14 2/15 1/10 2/11 1/14 1/13",
    "QO-5": "3/3/3 3/3/3 3/3/3 3/2/2 3/3/3 4/4/3 4/4/4",
    "QO-6": "none 1/1 1/2 1/2 2/3 4/5 6/7",
}
SOURCE = {"QO-1": "P5", "QO-2": "P5", "QO-3": "P2", "QO-4": "P4", "QO-5": "P7", "QO-6": "P11"}
# The target of each figure, as each month prints it.
TARGETS = {
    name: target
    for target, names in {
        "at least 95": "QO-1 P7-2 P9-2",
        "at least 90": "QO-2 QO-6 P3-2",
        "at least 4.50": "QO-3",
        "at most 10": "QO-4 P7-3",
        "100": "QO-5 P2-1 P4-1 P6-2 P8-1 P8-2 P10-1 P10-2",
        "0": "P1-1 P2-2 P9-1",
        "at least 85": "P3-1",
        "at most 2 a quarter": "P3-3",
        "at most 60": "P4-2",
        "at least 60": "P5-1",
        "at most 4": "P5-2",
        "at most 15": "P5-3",
        "at least 80": "P6-1",
        "at most 1": "P6-3",
        "at least 99.8": "P7-1",
        "falling": "P8-3",
        "at most 2": "P10-3",
        "at least 4 a year": "P11-1",
    }.items()
    for name in names.split()
}
SUPPLIER_TOTALS = {
    "SUP-01": "4.20",
    "SUP-02": "4.05",
    "SUP-03": "3.75",
    "SUP-04": "3.20",
    "SUP-05": "4.00",
    "CB-B": "4.05",
}
BODIES = {"CB-B": "4.05", "CB-C": "3.60"}
DECISIONS = {
    "D1": "2027-02-26",
    "D2": "2026-12-18",
    "D3": "2027-02-01",
    "D4": "2026-12-11",
    "D5": "2027-06-30",
    "D6": "2026-10-29",
    "D7": "2026-11-20",
    "D8": "2026-12-18",
}
# Risks and opportunities OP-1 to OP-4, as they score now.
SCORES = {
    **{f"R-{n:02}": score for n, score in enumerate((6, 10, 10, 12, 6, 8, 9, 6, 12, 9), start=1)},
    **{f"OP-{n}": score for n, score in enumerate((16, 15, 12, 20), start=1)},
}
# Each arrow of the outline: the record it starts from, the record it leads to.
ARROWS = """
IA-2026-02 NC-2026-005 CA-2026-06 EC-2026-06
IA-2026-02 NC-2026-006 CA-2026-07 RT-2026-10
NC-2026-006 RT-2026-09
NC-2026-006 RT-2026-07
KPI-2026-07 NC-2026-003 CA-2026-03 EC-2026-03 CA-2026-04 EC-2026-04 RR-2026-Q4
PM-2026-02 NC-2026-004 CA-2026-05 EC-2026-05
PM-2026-01 NC-2026-002 CA-2026-02 EC-2026-02 SE-2026-04
CC-2026-01 NC-2026-001 CA-2026-01 EC-2026-01
IA-2026-03 NC-2026-007 CA-2026-08
MR-2026-01 KPI-2026-10
MR-2026-01 CS-2026
MR-2026-01 RR-2026-Q4
MR-2026-01 CH-2026-02
MR-2026-01 AP-2027
MR-2026-01 SE-2026-06
MR-2026-01 IA-2026-01
MR-2026-01 IA-2026-02
MR-2026-01 IA-2026-03
RQ-2026-01 DD-2026-01
RQ-2026-02 DD-2026-02
TR-2026-02 RT-2026-10
TR-2026-03 AP-2027
CH-2026-01 SE-2026-03
AP-2026 IA-2026-01
AP-2026 IA-2026-02
AP-2026 IA-2026-03
EC-2026-06 RL-2026-10
"""
