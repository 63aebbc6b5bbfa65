"""The change log of the whole manual: months, years where it is long, withdrawals."""

from __future__ import annotations

from qms.model.change import Change
from qms.pages import Site, View
from qms.pages.changes import ONE_PAGE, RECENT, change_pages
from qms.pages.files import all_downloads

from .conftest import change, document, history, system


def pages(*changes: Change, withdrawn: tuple[Change, ...] = ()) -> dict[str, str]:
    made = system(document("QP-1"), history=history(*changes, withdrawn=withdrawn))
    view = View(made, None, Site())
    return {page.path: page.html for page in change_pages(view, all_downloads(view))}


def test_a_short_log_is_one_page() -> None:
    made = pages(*(change("procedures/QP-1.md", day, "QP-1", str(day)) for day in range(1, 20)))
    assert list(made) == ["changes/index.md"]
    assert made["changes/index.md"].count("<h3>") == 19


def test_a_long_log_has_a_page_a_year() -> None:
    made = pages(*(change("procedures/QP-1.md", day, "QP-1", str(day)) for day in range(1, ONE_PAGE + 2)))
    assert list(made) == ["changes/index.md", "changes/2027.md", "changes/2026.md"]
    assert RECENT <= made["changes/index.md"].count("<h3>") < RECENT + 31
    assert made["changes/2027.md"].count("<h3>") + made["changes/2026.md"].count("<h3>") == ONE_PAGE + 1
    assert 'href="../changes/2026/"' in made["changes/index.md"]


def test_nothing_published_is_said() -> None:
    assert "Nothing has been published yet." in pages()["changes/index.md"]


def test_one_identifier_withdrawn_twice_has_two_anchors() -> None:
    view = View(
        system(
            history=history(
                withdrawn=(change("a.md", 1, "WI-1"), change("a.md", 2, "WI-1", kind="removed", subject="Once")),
            ),
        ),
        None,
        Site(),
    )
    twice = dict(view.system.history.withdrawn)
    twice["b.md"] = (change("b.md", 3, "WI-1"), change("b.md", 4, "WI-1", kind="removed", subject="Again"))
    view.system.history.withdrawn.update(twice)  # type: ignore[attr-defined]
    html = next(page.html for page in change_pages(view, ()) if page.path == "withdrawn/index.md")
    assert html.index('id="WI-1"') < html.index('id="withdrawn-2"')
    assert html.index("Again") < html.index("Once")


def test_an_editorial_correction_is_folded() -> None:
    made = pages(
        change("procedures/QP-1.md", 1, "QP-1", "1"), change("procedures/QP-1.md", 2, "QP-1", "1.1", "A comma.")
    )
    html = made["changes/index.md"]
    assert "1 editorial correction, nothing to do differently" in html
    assert html.index("First issue.") < html.index("A comma.")
