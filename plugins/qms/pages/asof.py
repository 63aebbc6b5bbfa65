"""What was in force when, for pages and files: every revision with its days, its state today, and who approved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from qms.model.change import Change
from qms.model.document import Document
from qms.model.force import Period, periods, without_period
from qms.model.standard import natural
from qms.model.state import STATE_NAMES, Standing, State
from qms.model.stock import approving

from .approval import Act, signed_act
from .issues import Issue
from .view import View

NEVER = "Never in force"
SUPERSEDED = "Superseded"
WITHDRAWN = "Withdrawn"


@dataclass(frozen=True, slots=True)
class Told:
    """One revision of a document and the days on which it was in force.

    Attributes:
        period: The days; None for a document of which no revision was ever issued.
        title: The document's title under this revision, as far as history knows it.
        type: Its type today; empty where that is not known.
        state, word: The badge of what it is today.
        path: The page that shows this very text; empty where none does.
    """

    period: Period | None
    id: str
    title: str
    type: str
    revision: str
    state: str
    word: str
    path: str = ""

    @property
    def since(self) -> date | None:
        """The first day on which it was in force."""
        return self.period.since if self.period else None

    @property
    def until(self) -> date | None:
        """The last day on which it was in force; None while nothing ends it, or where there was no such day."""
        ended = self.period and self.period.until and not self.period.never
        return self.period.until - timedelta(days=1) if self.period and self.period.until and ended else None

    @property
    def approvers(self) -> tuple[str, ...]:
        """The printed names of those who approved it, each once."""
        accepted = self.period.accepted if self.period else None
        return tuple(dict.fromkeys(record.name for record in accepted.approvals)) if accepted else ()

    @property
    def digest(self) -> str:
        """The digest that was approved; empty where nothing is approved."""
        return self.period.accepted.digest if self.period and self.period.accepted else ""


def told_periods(view: View) -> tuple[Told, ...]:
    """Every revision of every document, by identifier and then oldest first."""
    titles, known = _titles(view), periods(view.system)
    found = [_told(view, period, titles) for period in known]
    found += [
        Told(None, one.id, one.title, one.type, "", State.DRAFT, STATE_NAMES[State.DRAFT], one.path)
        for one in without_period(view.documents, known)
    ]
    return tuple(sorted(found, key=lambda one: natural(one.id)))


def _titles(view: View) -> dict[str, str]:
    """The title of each revision, by the object id of its front matter."""
    history = view.system.history
    lines: Iterable[tuple[Change, ...]] = (*history.by_path.values(), *history.withdrawn.values())
    return {change.blob: change.title for changes in lines for change in changes if change.title}


def _told(view: View, period: Period, titles: Mapping[str, str]) -> Told:
    document = _document(view, period)
    announced = view.preparing.get(period.id)
    title = titles.get(period.blob) or (document or announced or period).id or period.path
    if period.blob not in titles and (known := document or announced):
        title = known.title
    shown = document if document and _is(view.standings[document.path], document, period) else None
    state, word = _state(view, period, view.standings[shown.path] if shown else None)
    return Told(
        period=period,
        id=period.id,
        title=title,
        type=document.type if document else announced.type if announced else "",
        revision=period.revision,
        state=state,
        word=word,
        path=shown.path if shown else _issue_page(view, document, period),
    )


def _issue_page(view: View, document: Document | None, period: Period) -> str:
    """The page of a revision that is not the one shown, where the history of its document has one."""
    issues = view.issues.get(document.path, ()) if document else ()
    return next((issue.page for issue in issues if _same(issue, period)), "")


def _same(issue: Issue, period: Period) -> bool:
    """Whether a row of a document's history is the revision of a period; without approvals the number must do."""
    if issue.accepted and period.accepted:
        return issue.accepted.digest == period.accepted.digest
    return not issue.accepted and not period.accepted and issue.number == period.revision


def _document(view: View, period: Period) -> Document | None:
    """The document of a period as it stands today."""
    system = view.system
    return system.documents_by_id.get(period.id) if period.id else system.documents_by_path.get(period.path)


def _is(standing: Standing, document: Document, period: Period) -> bool:
    """Whether a document as it stands is the text of a period."""
    if period.accepted:
        return document.digest == period.accepted.digest
    newest = standing.revisions[-1].changes[-1].blob if standing.revisions and standing.since else ""
    return bool(newest) and newest == period.blob


def _state(view: View, period: Period, standing: Standing | None) -> tuple[str, str]:
    today = view.system.today
    if period.never:
        return "superseded", NEVER
    if period.until and period.until <= today:
        return ("withdrawn", WITHDRAWN) if period.withdrawn else ("superseded", SUPERSEDED)
    if period.since > today:
        return State.NOT_YET, STATE_NAMES[State.NOT_YET]
    state = standing.state if standing else State.IN_FORCE if view.trust else State.PUBLISHED
    return state, STATE_NAMES[state]


def acts_until(view: View, period: Period, day: date) -> tuple[Act, ...]:
    """Who had approved a revision by a day; by the signers' own clocks, as everything about times."""
    if not period.accepted or not view.trust:
        return ()
    records = approving(view.trust, period.accepted)
    return tuple(signed_act(view, record) for record in records if record.signed_at[:10] <= day.isoformat())
