"""Systems whose pages are read in another language: every state, every chart, what is refused and what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from qms.model.fields import Sequence
from qms.model.past import PastTexts
from qms.model.problem import Place, Problem, Severity, Verdict
from qms.model.settings import RecordKind
from qms.model.system import QualitySystem
from qms.pages import Site, View, build_pages
from qms.pages.documents import document_frame
from qms.pages.records import record_frame

from .conftest import document, record, system
from .spoken import bare, data_of, greek, in_greek, shown
from .test_dashboard import mapping, measured
from .test_registers import PREPARED

EVERYTHING = Site()
PROBLEMS = tuple(
    Problem(Place("qms.yml", 1, 1), severity, "clause-open", "Nobody answers it.", "Write it down.")
    for severity in Severity
)
KINDS = {
    name: RecordKind(greek(name), "6 years", {"iso-1": ("4.1",)})
    for name in ("audit", "nonconformity", "audit-programme")
}


@dataclass(frozen=True)
class Case:
    """A system whose pages are looked at."""

    system: QualitySystem
    verdict: Verdict | None = None
    site: Site = EVERYTHING
    past: PastTexts | None = None

    def in_greek(self) -> Case:
        """The same with titles, texts and kinds of records that look like no word of ours."""
        written = replace(self.system.settings, record_kinds=KINDS)
        parts = {
            name: in_greek(getattr(self.system, name)) for name in ("documents", "records", "standards", "history")
        }
        past = {blob: in_greek(one) for blob, one in (self.past or {}).items()}
        return replace(self, system=replace(self.system, settings=written, **parts), past=past)  # type: ignore[arg-type]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text of every page, with where it stands."""
        for page in build_pages(self.system, self.verdict, self.site, past=self.past or {}):
            for text in (page.title, *(heading.title for heading in page.headings), *shown(page.html)):
                yield page.path, text
        view = View(self.system, self.verdict, self.site, past=self.past or {})
        frames = [(one.path, document_frame(view, one)) for one in self.system.documents]
        frames += [(one.path, record_frame(view, one)) for one in self.system.records]
        for path, frame in frames:
            html = (frame.head, *frame.notes.values(), frame.foot)
            for text in (
                *(heading.title for heading in frame.headings),
                *(one for each in html for one in shown(each)),
            ):
                yield path, text

    def bare(self) -> list[tuple[str, str]]:
        """What is neither said in the made-up language nor data, with where it stands."""
        data = data_of(self.system, self.verdict, self.past, PREPARED)
        return [(path, text) for path, text in self.texts() if bare([text], data)]


def figured() -> QualitySystem:
    row = {"id": "QO-1", "name": "answers", "target": "at least 95"}
    rows = [
        measured("2026-01", mapping(value="96.1", **row), mapping(id="P-1", value="3", target="at most 2")),
        measured("2026-02", mapping(value="94", **row), mapping(id="P-1", value="3"), mapping(id="QO-2", value="NaN")),
    ]
    planned = mapping(month="2026-04", number="1", scope="Steps")
    programme = replace(rows[0], path="records/AP-1.md", fields=mapping(
        id="AP-1", kind="audit-programme", title="Title of AP-1", audits=Sequence((planned,), 1, 1)
    ))  # fmt: skip
    late = record("NC-9", date(2025, 12, 1), kind="nonconformity", done="2026-01-05")
    open_since = record("NC-8", date(2024, 1, 1), kind="nonconformity")
    undated = record("NC-7", date(2027, 1, 1), kind="nonconformity")
    naming = replace(document("QP-6"), body="\nThe objective is QO-1.\n")
    return system(naming, records=(*rows, programme, late, open_since, undated))
