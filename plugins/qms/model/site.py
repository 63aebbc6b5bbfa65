"""Where each page of the site lives: paths of Markdown sources, the same in Git, in the navigation and in links.

A document's change log stands at the foot of its own page, so a link to its history is a link to `#change-log` there.
"""

from __future__ import annotations

OVERVIEW = "index.md"
REGISTER = "register/index.md"
CLAUSES = "clauses/index.md"
CHANGES = "changes/index.md"
WITHDRAWN = "withdrawn/index.md"
RECORDS = "records/index.md"
AUTHORITIES = "authorities/index.md"
GENERATED = (OVERVIEW, REGISTER, CLAUSES, CHANGES, WITHDRAWN, RECORDS, AUTHORITIES)

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
