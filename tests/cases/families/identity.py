"""What makes a document the same one: its id, the order of its revisions, its class, its place."""

from __future__ import annotations

from cases.policy import start_policy
from cases.registry import case
from cases.story import BOB, JANE, Story
from cases.texts import document

QP, WI = "procedures/QP-01.md", "instructions/WI-01.md"

for _name, _why, _revision in (
    ("revision-skipped_fail", "2, then 4.", "4"),
    ("revision-back_fail", "2, then 1 again.", "1"),
    ("revision-minor-skipped_fail", "2, then 2.2.", "2.2"),
    ("revision-next-major-minor_fail", "2, then 3.1: a major revision has no minor number.", "3.1"),
    ("revision-text-order_fail", "2, then 20: the next in no order but a careless one.", "20"),
):

    @case(_name, _why, "revision-order")
    def _(s: Story, revision: str = _revision) -> None:
        s.step(s.issue("QP-01", revision, number=2 if revision == "1" else 1))


@case("revision-minor-back_fail", "2.2, then 2.1 with other bytes.", "revision-order")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "2.1"))
    s.step(s.issue("QP-01", "2.2"))
    s.step(s.issue("QP-01", "2.1", document("QP-01", "2.1", "other\n"), number=2))


@case("revision-minor-reused_fail", "2.1, then 2.1 again with other bytes.", "revision-unchanged")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "2.1"))
    s.step(s.issue("QP-01", "2.1", document("QP-01", "2.1", "other\n"), number=2))


@case("revision-minor-of-the-old-major_fail", "2.1, then 3, then 2.2.", "revision-order")
def _(s: Story) -> None:
    for revision in ("2.1", "3", "2.2"):
        s.step(s.issue("QP-01", revision))


@case("old-revision-restored_fail", "Revision 1 comes back byte for byte, with its old approvals.", "revision-order")
def _(s: Story) -> None:
    s.step({QP: document("QP-01", "1")})


@case("revision-restored-approved_fail", "Revision 1 comes back with new approvals of it.", "revision-order")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "1", document("QP-01", "1"), number=2, signed_at="2026-03-02T10:00:00Z"))


for _first in ("2", "1.1", "9999"):

    @case(f"first-revision-{_first}_fail", f"A new document begins at {_first}.", "revision-order")
    def _(s: Story, first: str = _first) -> None:
        s.step(s.issue("QP-02", first))


@case("supersedes-nothing_fail", "The approvals of revision 3 say it replaces nothing.", "record-supersedes")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", supersedes=""))


@case("supersedes-an-older-one_fail", "The approvals of revision 3 name revision 1 as replaced.", "record-supersedes")
def _(s: Story) -> None:
    old = s.current["QP-01"].supersedes
    s.step(s.issue("QP-01", "3", supersedes=old))


@case("first-supersedes-something_fail", "A first revision claims to replace something.", "record-supersedes")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", supersedes="1" * 64))


@case("one-supersedes-differs_fail", "A spare approval names another revision as replaced.", "record-supersedes")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), s.act(("carl.jung", "quality-manager"), of="QP-01", supersedes=""))


@case("moved", "The file moves within its class, same bytes: nothing is asked.")
def _(s: Story) -> None:
    s.step({QP: None, "procedures/quality/QP-01-title.md": s.read(QP)})


@case("moved-then-revised", "Moved, then revised at the new place.")
def _(s: Story) -> None:
    s.step({QP: None, "procedures/a/QP.md": s.read(QP)})
    s.step(s.issue("QP-01", "3", path="procedures/a/QP.md"))


@case("moved-and-revised", "Moved and revised in one step, approved.")
def _(s: Story) -> None:
    s.step({QP: None} | s.issue("QP-01", "3", path="procedures/QP-01-new.md"))


@case("moved-and-changed_fail", "Moved, with one more sentence.", "revision-unchanged")
def _(s: Story) -> None:
    s.step({QP: None, "procedures/QP-01-new.md": s.read(QP) + b"More.\n"})


@case("two-places-swapped", "Two documents of a class swap their file names: two moves.")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1"))
    s.step({QP: s.read("procedures/QP-02.md"), "procedures/QP-02.md": s.read(QP)})


@case("weaker-class_fail", "A procedure moves to the instructions, which one person approves.", "class-changed")
def _(s: Story) -> None:
    s.step({QP: None, "instructions/QP-01.md": s.read(QP)})


@case("weaker-class-revised_fail", "A procedure moves to the instructions and is revised there.", "class-changed")
def _(s: Story) -> None:
    s.step({QP: None} | s.issue("QP-01", "3", path="instructions/QP-01.md", by=(JANE,)))


@case("stricter-class_fail", "An instruction moves to the procedures, approved by both roles.", "class-changed")
def _(s: Story) -> None:
    s.step({WI: None} | s.issue("WI-01", "2", path="procedures/WI-01.md", by=(BOB, JANE)))


@case("id-twice_fail", "A second file carries the id QP-01, byte for byte.", "id-duplicate")
def _(s: Story) -> None:
    s.step({"procedures/copy.md": s.read(QP)})


@case("id-twice-revised_fail", "A second file carries the id as the next revision, approved.", "id-duplicate")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", path="procedures/second.md"))


@case("id-twice-in-two-classes_fail", "An instruction takes the id of a procedure.", "id-duplicate")
def _(s: Story) -> None:
    s.step({"instructions/QP-01.md": s.read(QP)})


@case("id-of-a-file-and-a-folder_fail", "A folder document takes the id of a file.", "id-duplicate")
def _(s: Story) -> None:
    s.step({"procedures/QP-01-folder/index.md": s.read(QP)})


@case("new-id-twice_fail", "Two new files carry one new id.", "id-duplicate")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1"), {"procedures/QP-02-b.md": document("QP-02", "1")})


@case("ids-swapped_fail", "Two documents swap ids in their front matter; the texts stay.", "revision-unchanged")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1"))
    s.step(s.issue("QP-02", "2"))
    first, second = s.read(QP), s.read("procedures/QP-02.md")
    s.step(
        {
            QP: first.replace(b"id: QP-01", b"id: QP-02"),
            "procedures/QP-02.md": second.replace(b"id: QP-02", b"id: QP-01"),
        }
    )


@case("id-changed_fail", "The document gets a new id; the old one was not retired.", "retirement-missing")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", path=QP))


@case("id-changed-with-retirement", "The file takes a new id: the old one is retired, the new one approved as first.")
def _(s: Story) -> None:
    gone = {path: data for path, data in s.retire("QP-01").items() if data is not None}
    s.step(s.issue("QP-02", "1", path=QP), gone)


@case("id-retired_fail", "A retired id comes back as a first revision.", "id-retired")
def _(s: Story) -> None:
    s.step(s.retire("QP-01"))
    s.current.pop("QP-01")
    s.step(s.issue("QP-01", "1", number=2, signed_at="2026-03-02T10:00:00Z"))


@case("id-retired-goes-on_fail", "A retired document comes back with its next revision.", "id-retired")
def _(s: Story) -> None:
    s.step(s.retire("QP-01"))
    s.step(s.issue("QP-01", "3"))


@case("id-retired-restored_fail", "A retired document comes back byte for byte.", "id-retired")
def _(s: Story) -> None:
    old = s.read(QP)
    s.step(s.retire("QP-01"))
    s.step({QP: old})


@case("id-in-lower-case_fail", "The id changes to lower case.", "front-matter-value")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", id="qp-01")))


@case("file-becomes-folder", "A one-file document becomes a folder document with its next revision.")
def _(s: Story) -> None:
    data = {"index.md": document("QP-01", "3"), "form.csv": b"a,b\n"}
    s.step({QP: None} | s.issue("QP-01", "3", data, path="procedures/QP-01-control"))


@case("file-becomes-folder-unchanged_fail", "The same text becomes a folder: another digest.", "revision-unchanged")
def _(s: Story) -> None:
    s.step({QP: None, "procedures/QP-01/index.md": s.read(QP)})


@case(
    "manual-is-a-class",
    "`manual/**` is a class; the policy in it is still the policy, and index.md a document.",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["manual"] = {"paths": ["manual/**"], "approve": [{"role": "quality-manager"}]}
    s.started(policy)
    s.step(s.issue("QM-01", "1", path="manual/index.md"))
    s.step(s.rotate(policy, (("bob.smith", "managing-director"), JANE)))
