"""Which revisions of a document were issued, and of how many a text is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from qms.model.approval import AcceptedRevision, DocumentLife
from qms.model.change import Author, Change, ChangeKind, Commit, Revision
from qms.model.document import Document
from qms.model.fields import Mapping, Scalar
from qms.model.past import EACH, IN_ALL, fair_limit, issued, shown_texts
from qms.model.settings import Settings
from qms.model.system import ViewKind


def accepted(revision: str) -> AcceptedRevision:
    file = (("procedures/QP-01.md", f"blob{revision}"),)
    rest = {"files": file, "document_class": "procedure", "rules": (), "approval": (), "records": ()}
    more = {"imported": False, "step": "c", "when": int(revision) * 86_400, "version": 1}
    digest = f"digest{revision}"
    return AcceptedRevision("QP-01", revision, digest, "", "procedures/QP-01.md", **rest, **more)  # type: ignore[arg-type]


def run(number: str) -> Revision:
    commit = Commit("c" * 40, Author("Ann", "a@b"), *([datetime(2026, 1, 1, tzinfo=UTC)] * 2), "x")
    path = "procedures/QP-01.md"
    blob = f"blob{number}"
    return Revision(
        number, (Change(ChangeKind.CHANGED, commit, (commit,), path, "", blob, blob, "QP-01", number, "", ""),)
    )


def shown(revision: str, identifier: str = "QP-01") -> Document:
    fields = Mapping(
        ((Scalar("id", 1, 1), Scalar(identifier, 1, 1)), (Scalar("revision", 2, 1), Scalar(revision, 2, 1)))
    )
    return Document("procedures/QP-01.md", (), f"digest{revision}", fields, "", 1)


def system(view: ViewKind, document: Document, *, retired: str = "", approvals: bool = True, **settings: object) -> Any:  # noqa: ANN401
    life = DocumentLife("QP-01", tuple(map(accepted, "123")), retired)
    return SimpleNamespace(
        approvals=SimpleNamespace(state=SimpleNamespace(documents={"QP-01": life})) if approvals else None,
        published={document.path: tuple(map(run, "1234"))},
        documents=(document,),
        settings=Settings(**settings),
        today=date(2026, 1, 1),
        view=view,
    )


def numbers(view: ViewKind, document: Document, **rest: Any) -> list[str]:  # noqa: ANN401 - passed on
    return [one.number for one in issued(system(view, document, **rest), document)]


def test_the_published_view_knows_approved_revisions_up_to_the_one_shown() -> None:
    assert numbers(ViewKind.PUBLISHED, shown("2")) == ["1", "2"]
    assert numbers(ViewKind.PUBLISHED, shown("9")) == []
    assert numbers(ViewKind.PUBLISHED, shown("2", "QP-77")) == []
    assert numbers(ViewKind.PUBLISHED, shown("2"), retired="c") == []
    assert numbers(ViewKind.PUBLISHED, shown("2"), approvals=False) == []


def test_the_working_view_knows_all_approved_ones_or_what_was_published() -> None:
    assert numbers(ViewKind.WORKING, shown("9")) == ["1", "2", "3"]
    assert numbers(ViewKind.WORKING, shown("9"), approvals=False) == ["1", "2", "3", "4"]


def test_an_approved_revision_finds_its_change_by_its_text() -> None:
    first, *_ = issued(system(ViewKind.WORKING, shown("3")), shown("3"))
    assert first.change is not None
    assert (first.blob, first.change.blob, first.digest) == ("blob1", "blob1", "digest1")


def test_as_many_texts_are_read_as_are_shown() -> None:
    read = shown_texts(system(ViewKind.PUBLISHED, shown("3"), history_pages=1))
    assert [[one.number for one in each] for each in read] == [["2", "3"]]
    assert shown_texts(system(ViewKind.PUBLISHED, shown("3"), history_pages=0)) == ((),)


def test_many_documents_show_fewer_each() -> None:
    assert fair_limit([20] * 10) == EACH
    assert fair_limit([1] * IN_ALL) == EACH
    assert fair_limit([20] * IN_ALL) == 1
    assert fair_limit([20] * 400) == 2
    assert fair_limit([20] * (IN_ALL + 1)) == 0
