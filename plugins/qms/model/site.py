"""Where each page of the site lives: paths of Markdown sources, the same in Git, in the navigation and in links.

A document's change log stands at the foot of its own page, at `#change-log`; its whole history has a page of its own.
"""

from __future__ import annotations

OVERVIEW = "index.md"
REGISTER = "register/index.md"
CLAUSES = "clauses/index.md"
CHANGES = "changes/index.md"
WITHDRAWN = "withdrawn/index.md"
RECORDS = "records/index.md"
AUTHORITIES = "authorities/index.md"
PEOPLE = "people/index.md"
AS_OF = "as-of/index.md"
VERIFICATION = "verification/index.md"
DASHBOARD = "dashboard/index.md"
FIND = "find/index.md"
GENERATED = (
    OVERVIEW,
    REGISTER,
    AS_OF,
    PEOPLE,
    CLAUSES,
    CHANGES,
    WITHDRAWN,
    RECORDS,
    AUTHORITIES,
    VERIFICATION,
    DASHBOARD,
)

CHANGES_ON_ONE_PAGE = 400
"""Up to so many rows the change log is one page; a longer one gets a page a year."""
DAYS_ON_ONE_PAGE = 2_500
"""Up to so many revisions the page of what was in force is one; of more, each year gets a page of its own."""

FEED = "feed.xml"
CALENDAR = "reviews.ics"
CHANGE_LOG = "change-log"
EVIDENCE = "evidence"
PREPARATION = "in-preparation"


def clause_page(standard_id: str, position: int) -> str:
    """The clause cross-reference of one standard; the first claimed one is the section's front page."""
    return CLAUSES if position == 0 else f"clauses/{standard_id}.md"


def clause_anchor(number: str) -> str:
    """The anchor of a clause on its page."""
    return f"c-{number}"


def transition_page(source_id: str, target_id: str) -> str:
    """The way from one edition of a standard to the next."""
    return f"clauses/{source_id}--{target_id}.md"


def changes_page(year: int) -> str:
    """The change log of one year, where the whole is too long for one page."""
    return f"changes/{year}.md"


def verification_page(identifier: str) -> str:
    """How one document is checked; its address outlives every revision, so that it can stand on paper."""
    return f"verification/{identifier}.md"


def as_of_page(period: object) -> str:
    """What was in force at the end of a day, or in the days of a year."""
    return f"as-of/{period}.md"


def history_page(path: str) -> str:
    """The history of the document at a path."""
    return f"history/{path}"


def superseded_page(document_id: str, revision: str) -> str:
    """The text of a superseded revision."""
    return f"revisions/{document_id}/{revision}.md"


def document_feed(identifier: str) -> str:
    """The revisions of one document, to be followed."""
    return f"feeds/{identifier}.xml"
