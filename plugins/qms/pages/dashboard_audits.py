"""The chart about audits: which chapters of the first standard were looked at, when, and what is planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qms.model import site as addresses
from qms.model.audited import AUDIT, Audit, PlannedAudit, audits, planned_audits, within
from qms.model.coverage import Answer
from qms.model.revision import add_months
from qms.model.standard import Clause, Standard, is_within

from .charts import grid
from .language import count, digits, say, say_many
from .links import Link
from .pieces import listed, number, plain, record_piece, told
from .shapes import CROSS, NOTHING, RING, SOLID, Cell, Chart, Piece, Table
from .view import View

_MONTHS = 12


def audits_chart(view: View, link: Link) -> Chart | str:
    """Which clauses of the first standard were audited in the last twelve months, by chapter and quarter."""
    standard = next(iter(view.system.claimed), None)
    programme = planned_audits(view.system)
    if standard is None:
        return say("Audit programme: no standard is claimed, so there is no clause to audit.")
    since = add_months(view.system.today, -_MONTHS) if view.system.today.year > 1 else date.min
    held = [audit for audit in audits(view.system, standard) if audit.day > since]
    if not held and not programme:
        return say(
            "Audit programme: no record of the kind %(kind)s of the last twelve months, and no programme.",
            kind=view.kind(AUDIT),
        )
    chart = _Audits(view, link, standard, held, programme)
    title = say("Audits by chapter of %(standard)s and quarter", standard=standard.name)
    marks = {SOLID: say("audited"), RING: say("planned"), CROSS: say("missed")}
    return Chart(
        id="audits",
        title=say("Audit programme"),
        sentence=chart.sentence(),
        key=((SOLID, say("Audited")), (RING, say("Planned")), (CROSS, say("Missed"))),
        drawing=grid(title, chart.heads, chart.drawn(), marks),
        tables=(chart.chapter_table(), *([chart.programme_table()] if programme else [])),
    )


class _Audits:
    """The audits of the last twelve months against the chapters of one standard."""

    def __init__(
        self, view: View, link: Link, standard: Standard, held: Sequence[Audit], programme: Sequence[PlannedAudit]
    ) -> None:
        self.view, self.link, self.standard, self.held, self.programme = view, link, standard, held, programme
        today = view.system.today
        self.quarters = range(_quarter(today) - 4, _quarter(today) + 2)
        self.heads = [f"{quarter // 4} Q{quarter % 4 + 1}" for quarter in self.quarters]
        coverage = view.coverage[standard.id]
        skipped = (Answer.HEADING, Answer.NOT_APPLICABLE)
        self.asked = [covered.clause.number for covered in coverage if covered.answer not in skipped]
        self.seen = frozenset(number for audit in held for number in audit.clauses)
        self.chapters = [clause for clause in standard.clauses if not clause.parent and self.below(clause, self.asked)]

    @staticmethod
    def below(chapter: Clause, numbers: Sequence[str]) -> list[str]:
        """The clauses of a chapter among some."""
        return [number for number in numbers if is_within(number, chapter.number)]

    def audited(self, chapter: Clause) -> list[str]:
        """The clauses of a chapter that were audited."""
        return [number for number in self.below(chapter, self.asked) if number in self.seen]

    def drawn(self) -> list[tuple[str, list[str], str]]:
        """The rows of the grid: a chapter each, then the programme."""
        rows = [
            (
                f"{chapter.number} {chapter.title}",
                [self._mark(quarter, chapter) for quarter in self.quarters],
                say(
                    "%(number)s of %(total)s",
                    number=digits(len(self.audited(chapter))),
                    total=digits(len(self.below(chapter, self.asked))),
                ),
            )
            for chapter in self.chapters
        ]
        if self.programme:
            rows.append((say("Programme"), [self._mark(quarter, None) for quarter in self.quarters], ""))
        return rows

    def _mark(self, quarter: int, chapter: Clause | None) -> str:
        """What happened to a chapter, or to the programme, in a quarter; what is missed is told first."""
        in_time = [audit for audit in self.held if _quarter(audit.day) == quarter]
        marks = {SOLID for audit in in_time if chapter and within(audit.clauses, chapter.number)}
        for one in self.programme:
            named = chapter is None or within(frozenset(one.clauses), chapter.number)
            if named and _quarter(one.due) == quarter and not (chapter and one.held):
                marks.add(self.state(one))
        return next((mark for mark in (CROSS, SOLID, RING) if mark in marks), NOTHING)

    def state(self, one: PlannedAudit) -> str:
        """What became of a planned audit."""
        if one.held:
            return SOLID
        return CROSS if one.due < self.view.system.today else RING

    def sentence(self) -> tuple[Piece, ...]:
        """How much was audited, what was missed, and what comes next."""
        done = [number for number in self.asked if number in self.seen]
        page = self.view.clause_pages[self.standard.id]
        audits_held = count(len(self.held), "audit", "audits")
        pieces = told(
            "In the last twelve months %(audits)s looked at %(number)s of the %(clauses)s of %(standard)s"
            " that ask for something.",
            audits=Piece(audits_held, self.link(addresses.RECORDS, "registered", type=AUDIT)),
            number=digits(len(done)),
            clauses=Piece(say("%(number)s clauses", number=digits(len(self.asked))), self.link(page)),
            standard=self.standard.name,
        )
        if missed := sum(self.state(one) == CROSS for one in self.programme):
            late = say_many("%(num)s planned audit was missed.", "%(num)s planned audits were missed.", missed)
            pieces = (*pieces, Piece(f" {late}"))
        coming = next((one for one in self.programme if self.state(one) == RING), None)
        if coming:
            day = Piece(str(coming.due), self.link(coming.programme.path))
            pieces = (*pieces, Piece(" "), *told("The next one is due by %(day)s.", day=day))
        return pieces

    def chapter_table(self) -> Table:
        """Each chapter with its audits, findings, and what was not audited."""
        page = self.view.clause_pages[self.standard.id]

        def clause(number: str) -> Piece:
            return Piece(number, self.link(page, addresses.clause_anchor(number)))

        rows = []
        for chapter in self.chapters:
            asked, done = self.below(chapter, self.asked), self.audited(chapter)
            looked = [audit for audit in self.held if any(number in audit.clauses for number in done)]
            findings = sum(is_within(number, chapter.number) for audit in self.held for number in audit.findings)
            rows.append(
                (
                    Cell((clause(chapter.number), Piece(f" {chapter.title}"))),
                    number(len(done)),
                    number(len(asked)),
                    Cell(listed([record_piece(self.link, audit.record) for audit in looked])),
                    number(findings),
                    Cell(listed([clause(one) for one in asked if one not in self.seen], self.link(page))),
                )
            )
        headings = say("Chapter"), say("Audited"), say("Clauses"), say("Audits"), say("Findings"), say("Not audited")
        return Table(headings, tuple(rows))

    def programme_table(self) -> Table:
        """What the programmes plan, and what was held for it."""
        words = {SOLID: say("held"), CROSS: say("missed"), RING: say("planned")}
        rows = tuple(
            (
                Cell((Piece(str(one.due)),)),
                Cell((Piece(f"{one.programme.id} {one.key}", self.link(one.programme.path)),)),
                plain(one.scope or ", ".join(one.clauses) or "\N{EN DASH}"),
                Cell((record_piece(self.link, one.held),) if one.held else (Piece(words[self.state(one)]),)),
            )
            for one in self.programme
        )
        return Table((say("Due by"), say("Programme"), say("Scope"), say("Audit")), rows, say("Programme"))


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3
