"""Rules with a number, and every place of the manual and its records that names the rule."""

from __future__ import annotations

TIMES = {  # severity: first answer, solved, news; the outline's decisions
    "S1": ("15 minutes", "way round in 4 hours, solved in 8 hours", "every 30 minutes"),
    "S2": ("30 minutes", "8 service hours", "every 2 hours"),
    "S3": ("4 service hours", "3 working days", "at each step"),
    "S4": ("1 working day", "5 working days, or the agreed date", "on the agreed date"),
}
# Each rule: its number, and every place that names it, as a pattern whose group is that number.
RULES = {
    "minutes to the first answer of a severity 1": (
        "15",
        {"QP-10": r"\| S1 \| (\d+) minutes", "WI-04": r"## First (\d+) minutes"},
    ),
    "minute by which the client is telephoned": ("15", {"WI-04": r"\| by (\d+) \| speaker"}),
    "minutes until the managing director hears": (
        "15",
        {"QP-10": r"managing director in (\d+) minutes", "WI-04": r"managing director in (\d+) minutes"},
    ),
    "minutes between news of a severity 1": (
        "30",
        {
            "QP-10": r"\| S1 .*every (\d+) minutes",
            "QM-07": r"severity 1 news \| every (\d+) minutes",
            "NC-2026-004": r"every (\d+) minutes after that",
        },
    ),
    "share answered in time": (
        "95",
        {"QP-10": r"QO-1\): at least (\d+) %", "QM-06": r"answered in time \| ≥ (\d+) %"},
    ),
    "share solved in time": ("90", {"QP-10": r"QO-2\): at least (\d+) %", "QM-06": r"solved in time \| ≥ (\d+) %"}),
    "mean of the ticket survey": ("4.50", {"QP-16": r"at least (4\.\d+) of 5", "QM-06": r"≥ (4\.\d+) \("}),
    "mean of the yearly survey": (
        "8.0",
        {"QP-16": r"at least (\d\.\d) of 10", "QM-06": r"≥ (8\.\d) \|", "CS-2026": r"'target': '(8\.0)'"},
    ),
    "failed releases": ("10", {"QP-09": r"\(QO-4\): at most (\d+) %", "QM-06": r"rolling 3 months \| ≤ (\d+) %"}),
    "alarm for failed releases": ("15", {"QP-09": r"alarm at (\d+) %", "QM-06": r"≤ 10 % \((\d+) %\)"}),
    "actions in time": ("90", {"QP-15": r"at least (\d+) %; checks", "QM-06": r"effective \| ≥ (\d+) %"}),
    "checks effective": ("80", {"QP-15": r"checks effective, at least (\d+) %", "QM-06": r"≥ 90 %; ≥ (\d+) %"}),
    "working days to read and understand": (
        "10",
        {
            "QP-04": r"understood\" within (\d+) working days",
            "QM-02": r"acknowledged in (\d+) days",
            "NC-2026-007": r"within (\d+) working days",
            "CA-2026-08": r"there after (\d+) working days",
        },
    ),
    "acknowledged in time": (
        "95",
        {"QP-04": r"10 working days: at least (\d+) %", "QM-02": r"acknowledged in 10 days ≥ (\d+) %"},
    ),
    "days before a certificate ends": (
        "30, 14 and 7",
        {"QP-06": r"come (30.*?) days before", "CA-2026-05": r"alarms (30, 14 and 7) days"},
    ),
    "degrees of the room alarm": ("27", {"QP-06": r"alarm at (\d+) °C", "RR-2026-Q4": r"Alarm at (\d+) degrees"}),
    "days to patch a critical hole": (
        "7",
        {"QP-06": r"critical patches within (\d+) days", "QP-10": r"critical (\d+) days"},
    ),
    "days for other patches": ("30", {"QP-06": r"other patches within (\d+)\.", "QP-10": r"high (\d+) days"}),
    "minutes of the way back": ("30", {"QP-09": r"took at most (\d+) minutes"}),
    "minutes of watching": (
        "60",
        {"QP-09": r"ends when (\d+) minutes of watching", "QM-08": r"\| (\d+) minutes of watching"},
    ),
    "minutes to trace a release": (
        "10",
        {
            "QP-09": r"either end, in (\d+) minutes",
            "QP-17": r"ticket (?:with)?in (\d+) minutes",
            "IA-2026-02": r"limit of (\d+)",
        },
    ),
    "working days of notice before downtime": (
        "3",
        {"QP-12": r"at least (\d) working days before downtime", "QM-07": r"at least (\d) working days before"},
    ),
    "working days for the runbook": (
        "5",
        {"QP-12": r"runbook (\d) working days before", "QM-08": r"accepted (\d) working days ahead"},
    ),
    "failed changes": ("10", {"QP-12": r"three months: at most (\d+) %"}),
    "availability of tier 1": (
        "99.8",
        {
            "QP-06": r"availability: at least ([\d.]+) %",
            "QP-12": r"at least (99\.\d) %",
            "QM-02": r"availability ≥ ([\d.]+)",
        },
    ),
    "money a process owner may spend": (
        "5,000",
        {
            "QM-05": r"owner up to €(\d+,\d+)",
            "QP-03": r"decides above €(\d+,\d+)",
            "QP-16": r"Goodwill up to €(\d+,\d+)",
        },
    ),
    "value from which a full review is written": (
        "10,000",
        {"QP-07": r"Above €(\d+,\d+), or", "FM-01": r"offer above €(\d+,\d+)"},
    ),
    "working days for an answer to a suggestion": ("10", {"QM-10": r"answers within (\d+) working days"}),
    "working days for an answer to an error": ("5", {"QM-00": r"answers in (\d) working days"}),
    "working days for an answer to who speaks up": (
        "5",
        {"POL-02": r"answers in (\d) working days", "QM-05": r"speak-up messages \| in (\d) working days"},
    ),
    "working days for the supplier's answer": (
        "10",
        {"QP-14": r"answers within (\d+) working days", "NC-2026-002": r"of (\d+):"},
    ),
    "working days to tell the body": (
        "10",
        {"QM-07": r"know \| within (\d+) working days", "QM-11": r"reports within (\d+) working days"},
    ),
    "working days for the cause of a problem": (
        "10",
        {
            "QP-11": r"states the cause in (\d+) working days",
            "QM-02": r"cause in (\d+) days",
            "QM-08": r"cause in (\d+) w",
        },
    ),
    "working days for a post-mortem": (
        "5",
        {"QP-11": r"has one in (\d) working days", "QM-02": r"post-mortem in (\d) days"},
    ),
    "people": (
        "41",
        {
            "QM-01": r"All (\d+) people",
            "QM-05": r"\((\d+) people in all",
            "QM-07": r"\| all \| (\d+)",
            "QM-11": r"sites, (\d+) people",
            "SE-2026-06": r"both sites, (\d+) people",
            "CH-2026-02": r"all (\d+) staff",
        },
    ),
    "contacts of the survey": ("46", {"QP-16": r"all (\d+) contacts", "CS-2026": r"All (\d+) contacts"}),
    "absent at once": ("3", {"QM-07": r"At most (\d) of the 12", "CA-2026-04": r"at most (\d) of the 12"}),
    "pulse": ("4.0", {"POL-02": r"mean ≥ (4\.\d)", "QM-02": r"pulse ≥ (4\.\d)", "CS-2026": r"'target': '(4\.0)'"}),
    "end of the transition": ("2029-09-30", {"QM-11": r"Transition ends on ([\d-]+)"}),
    "room empty": ("2027-06-30", {"QP-06": r"empty, decided for ([\d-]+)", "QM-06": r"empty by ([\d-]+)"}),
}
FIGURES = {  # each target of the process map, and the document that sets it
    "offers reviewed before sending 100 %": ("QP-07", "sent: 100 %"),
    "spoken changes 0": ("QP-07", "spoken word only: 0"),
    "milestones in time ≥ 85 %": ("QP-08", "at least 85 %"),
    "review answered in 1 day ≥ 90 %": ("QP-08", "1 working day: at least 90 %"),
    "escaped severe defects ≤ 2 a quarter": ("QP-08", "at most 2 a quarter"),
    "releases with named authoriser 100 %": ("QP-09", "authorisers: 100 %"),
    "back to working ≤ 60 min": ("QP-09", "at most 60 minutes"),
    "first-contact solution ≥ 60 %": ("QP-10", "first contact: at least 60 %"),
    "reopened ≤ 4 %": ("QP-10", "Reopened: at most 4 %"),
    "tickets older than 30 days ≤ 15": ("QP-10", "30 days: at most 15"),
    "cause in 10 days ≥ 80 %": ("QP-11", "10 working days: at least 80 %"),
    "post-mortem in 5 days 100 %": ("QP-11", "5 working days: 100 %"),
    "repeats in 60 days ≤ 1": ("QP-11", "60 days: at most 1"),
    "tier 1 availability ≥ 99.8 %": ("QP-06", "at least 99.8 %"),
    "patches in time ≥ 95 %": ("QP-06", "Patches in time: at least 95 %"),
    "gaps with action in 30 days 100 %": ("QP-05", "30 days: 100 %"),
    "class A evaluated 100 %": ("QP-14", "12 months: 100 %"),
    "skills held by one person falling": ("QP-05", "falling"),
    "overdue reviews 0": ("QP-04", "Overdue reviews: 0"),
    "acknowledged in 10 days ≥ 95 %": ("QP-04", "at least 95 %"),
    "records by day 5 100 %": ("QP-02", "working day 5: 100 %"),
    "programme done 100 %": ("QP-17", "Programme done: 100 %"),
    "recount within 2 %": ("QP-02", "Recount within 2 %"),
    "review decisions done in time ≥ 90 %": ("QP-18", "date: at least 90 %"),
    "risks ≥ 12 without action 0": ("QP-01", "without action: 0"),
    "culture pulse ≥ 4.0": ("POL-02", "mean ≥ 4.0"),
    "improvements with before and after ≥ 4 a year": ("QM-10", "at least 4 improvements a year"),
}
