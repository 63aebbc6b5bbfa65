"""A document that turns from a file into a folder, or back, while its next revision waits for its day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from approved import Manual, folder, small_manual, text
from qms.errors import QmsError
from qms.model.state import State, standing
from qms.model.system import QualitySystem, ViewKind
from qms.reading import places, published
from qms.reading.publication import in_force_beside, read_bytes, read_publication

SITE = b"site_name: x\n"
FUTURE = "2099-01-01"


def to_folder(manual: Manual, effective: str = FUTURE) -> None:
    """QP-01 becomes a folder."""
    manual.day("2026-03-01")
    files = {"index.md": text("QP-01", "3", "Third words.", effective=effective), "a.txt": b"x"}
    story = manual.story
    issued = story.issue("QP-01", "3", files, path="procedures/QP-01-x", signed_at="2026-03-01T09:30:00Z")
    story.step(issued | {"procedures/QP-01.md": None})


def to_file(manual: Manual) -> None:
    """QP-05 becomes one file."""
    manual.day("2026-03-01")
    data = text("QP-05", "3", "One file now.", effective=FUTURE)
    issued = manual.story.issue("QP-05", "3", data, path="procedures/QP-05.md", signed_at="2026-03-01T09:30:00Z")
    gone = {f"procedures/QP-05-plan/{name}": None for name in folder("2", "", "")}
    manual.story.step(issued | gone)


def told(tmp_path: Path, *stories: object) -> Manual:
    manual = small_manual(tmp_path / "repo", SITE)
    for story in stories:
        story(manual)  # type: ignore[operator]
    manual.clone()
    return manual


def read(manual: Manual, view: ViewKind = ViewKind.PUBLISHED, day: date | None = None) -> QualitySystem:
    return read_publication(manual.root, view, day, anchor=str(manual.anchor))


def test_a_file_that_becomes_a_folder_stays_where_it_is_until_then(tmp_path: Path):
    manual = told(tmp_path, to_folder)
    system = read(manual)
    shown = system.documents_by_id["QP-01"]
    assert (shown.path, shown.revision) == ("procedures/QP-01.md", "2")
    assert "Second words" in shown.body
    now = standing(system, shown)
    assert (now.state, now.since) == (State.IN_FORCE, date(2026, 2, 10))
    assert [one.number for one in now.revisions] == ["1", "2"]
    assert b"Second words" in read_bytes(manual.root, system, shown.files)[shown.path]
    assert [(one.id, one.shown, one.approved) for one in system.preparation if one.id == "QP-01"] == [
        ("QP-01", True, True)
    ]


def test_on_its_day_the_new_form_takes_its_place(tmp_path: Path):
    manual = told(tmp_path, lambda story: to_folder(story, "2026-04-01"))
    days = {date(2026, 3, 31): ("procedures/QP-01.md", "2"), date(2026, 4, 1): ("procedures/QP-01-x/index.md", "3")}
    for day, expected in days.items():
        shown = read(manual, day=day).documents_by_id["QP-01"]
        assert (shown.path, shown.revision) == expected


def test_a_folder_that_becomes_a_file_keeps_its_files_together_until_then(tmp_path: Path):
    manual = told(tmp_path, to_file)
    system = read(manual)
    shown = system.documents_by_id["QP-05"]
    assert shown.files == tuple(f"procedures/QP-05-plan/{name}" for name in ("index.md", "plan.svg", "sub/more.md"))
    assert [one.number for one in standing(system, shown).revisions] == ["1", "2"]
    assert b"new plan" in read_bytes(manual.root, system, shown.files)["procedures/QP-05-plan/plan.svg"]
    beside, contents = in_force_beside(manual.root, read(manual, ViewKind.WORKING))
    assert {one.path for one in beside if one.id == "QP-05"} == {"procedures/QP-05-plan.revision-2/index.md"}
    assert "procedures/QP-05-plan.revision-2/sub/more.md" in contents


def test_where_another_document_stands_there_by_now_it_comes_beside(tmp_path: Path):
    def other(manual: Manual) -> None:
        manual.issue("2026-03-02", "QP-09", "1", "Words of QP-09.", path="procedures/QP-01.md")

    system = read(told(tmp_path, to_folder, other))
    assert system.documents_by_id["QP-09"].path == "procedures/QP-01.md"
    shown = system.documents_by_id["QP-01"]
    assert (shown.path, shown.revision) == ("procedures/QP-01.revision-2.md", "2")
    assert "Second words" in shown.body


def test_what_is_in_force_and_has_no_place_is_no_reason_to_publish_the_rest(tmp_path: Path):
    def others(manual: Manual) -> None:
        manual.issue("2026-03-02", "QP-09", "1", "Words of QP-09.", path="procedures/QP-01.md")
        manual.issue("2026-03-03", "QP-10", "1", "Words of QP-10.", path="procedures/QP-01.revision-2.md")

    manual = told(tmp_path, to_folder, others)
    with pytest.raises(QmsError, match="QP-01 revision 2 is in force and could not be shown") as caught:
        read(manual)
    assert caught.value.code == "not-published"
    assert read(manual, ViewKind.WORKING).documents_by_id["QP-01"].revision == "3"


def test_no_view_is_without_a_revision_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Whatever the reason: here, that it is put where no document is looked for.
    manual = told(tmp_path)

    def elsewhere(*arguments: Any) -> list[places.Placed]:  # noqa: ANN401 - passed on
        return [tuple((path.replace("QP-01.md", "QP-01.txt"), blob) for path, blob in one) for one in place(*arguments)]

    place = places.place
    monkeypatch.setattr(published, "place", elsewhere)
    with pytest.raises(QmsError, match="QP-01 revision 2 is in force and could not be shown"):
        read(manual)


@pytest.mark.parametrize(
    ("path", "taken", "fits"),
    [
        ("a/b.md", set(), True),
        ("a/b.md", {"a/c.md", "a/b"}, True),
        ("a/b.md", {"a/b.md"}, False),
        ("a/b.md", {"a/b.md/c.md"}, False),
        ("a/b.md", {"a"}, False),
    ],
)
def test_a_place_is_free_when_no_file_and_no_folder_is_in_the_way(path: str, taken: set[str], *, fits: bool):
    assert places._fits(((path, "0"),), taken) is fits  # noqa: SLF001 - the room's own
