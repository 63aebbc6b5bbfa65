"""Where each page of the site lives: paths of Markdown sources, the same in Git, in the navigation and in links."""

from __future__ import annotations

OVERVIEW = "index.md"
REGISTER = "register/index.md"
CLAUSES = "clauses/index.md"
CHANGES = "changes/index.md"
RECORDS = "records/index.md"
GENERATED = (OVERVIEW, REGISTER, CLAUSES, CHANGES, RECORDS)


def history_page(document_id: str) -> str:
    """The page with the change log of one document."""
    return f"history/{document_id}.md"


def clause_page(standard_id: str, position: int) -> str:
    """The clause cross-reference of one standard; the first claimed one is the section's front page."""
    return CLAUSES if position == 0 else f"clauses/{standard_id}.md"
