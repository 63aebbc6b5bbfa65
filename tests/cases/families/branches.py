"""The branch check: one step from the base to the merged tree, under the base's policy, with the branch's authors."""

from __future__ import annotations

from copy import deepcopy
from functools import partial

from cases.policy import start_policy
from cases.registry import case
from cases.story import BOB, CARL, JANE, MIA, Story
from cases.texts import document

QP = "procedures/QP-01.md"
branch = partial(case, against="main", head="change")
CARL_AT, JANE_AT, BOB_AT = "carl.jung@example.org", "jane.doe@example.org", "bob.smith@example.org"
STRANGER = "eve@evil.example"


def _work(s: Story, *, author: str = "ann.author@example.org", committer: str | None = None, **rest: object) -> None:
    """Tell an ordinary branch: one commit of unfinished text, one with the released text and its approvals."""
    s.branch("change")
    s.step({QP: document("QP-01", "3", "Unfinished.\n")}, on="change", author=author, committer=committer)
    s.step(s.issue("QP-01", "3", **rest), on="change")  # type: ignore[arg-type]


@branch("branch", "Unfinished text by Ann, then the released text; Jane and Bob committed only their own record.")
def _(s: Story) -> None:
    s.branch("change")
    s.step({QP: document("QP-01", "3", "Unfinished.\n")}, on="change")
    files = s.issue("QP-01", "3", by=())
    s.step(files, on="change")
    s.step(s.act(JANE, of="QP-01"), on="change", author=JANE_AT)
    s.step(s.act(BOB, of="QP-01"), on="change", author=BOB_AT)


@branch("branch-records-by-another", "Jane commits Bob's record too: only records, so she is no author.")
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3", by=()), on="change")
    s.step(s.acts((JANE, BOB), of="QP-01"), on="change", author=JANE_AT)


@branch("branch-forge-as-committer", "The forge commits for Ann; it is one of the services.", start=False)
def _(s: Story) -> None:
    s.started(start_policy() | {"services": ["noreply@github.com"]})
    _work(s, committer="noreply@github.com")


@branch("branch-address-in-capitals", "Addresses are compared in lower case.")
def _(s: Story) -> None:
    _work(s, author="Ann.Author@EXAMPLE.org")


@branch("branch-second-address", "Ann's second address is hers.", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["people"]["ann.author"]["emails"].append("ann@home.example")
    s.started(policy)
    _work(s, author="ann@home.example")


@branch("branch-two-authors", "Ann and Carl wrote it; the approvals list both.")
def _(s: Story) -> None:
    _work(s, author=CARL_AT, authors=["ann.author", "carl.jung"])


@branch("branch-more-authors-listed", "The approvals list one author more than the branch shows.")
def _(s: Story) -> None:
    _work(s, authors=["ann.author", "mia.admin"])


@branch("branch-behind", "The base went on in another document.")
def _(s: Story) -> None:
    _work(s)
    s.step(s.issue("WI-01", "2"))


@branch("branch-merged-the-base", "Ann merged the base into her branch on the way.")
def _(s: Story) -> None:
    _work(s)
    other = s.issue("WI-01", "2")
    main = s.step(other)
    s.step(other, on="change", parents=[main])


@branch("branch-is-the-base", "The branch has nothing new.")
def _(s: Story) -> None:
    s.branch("change")


@branch("branch-in-the-base", "The branch was merged already.")
def _(s: Story) -> None:
    s.branch("change")
    s.step({"notes/a": b"x\n"})


@branch("branch-of-strangers", "Strangers change notes only: nobody must be known for that.")
def _(s: Story) -> None:
    s.branch("change")
    s.step({"notes/a": b"x\n"}, on="change", author=STRANGER)


@branch("branch-stranger-guarded", "A stranger changes a guarded file; the toolsmith approved it.")
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.guard({"mkdocs.yml": b"site_name: y\n"}), on="change", author=STRANGER)


@branch("branch-late-records-only", "A branch that brings only a late approval and a review.")
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.act(CARL, of="QP-01"), s.act(MIA, "acknowledgement", of="WI-01"), on="change", author=CARL_AT)


@branch("branch-retires", "A branch retires a document; the retirements list its author.")
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.retire("QP-01"), on="change")


@branch("branch-old-policy-named", "The base got a new policy; the approvals name the one before.")
def _(s: Story) -> None:
    _work(s)
    s.step(s.rotate(deepcopy(s.policy)))


@branch("branch-ends-a-suspension", "The base holds a suspended document; the branch revises it.")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    _work(s)


@branch("branch-renamed-in-the-base", "The base renamed the file; the branch revised it at the old place.")
def _(s: Story) -> None:
    long = document("QP-01", "3", "# QP-01\n\n" + "The same line again.\n" * 40)
    s.step(s.issue("QP-01", "3", long))
    s.branch("change")
    s.step(s.issue("QP-01", "4", long.replace(b"revision: 3", b"revision: 4")), on="change")
    s.step({QP: None, "procedures/new.md": s.read(QP)})


@branch("branch-moves-while-the-base-revises", "The branch moves the file while the base revises the text: a move.")
def _(s: Story) -> None:
    long = document("QP-01", "3", "# QP-01\n\n" + "The same line again.\n" * 40)
    s.step(s.issue("QP-01", "3", long))
    s.branch("change")
    s.step({QP: None, "procedures/new.md": s.read(QP)}, on="change")
    s.step(s.issue("QP-01", "4", long.replace(b"revision: 3", b"revision: 4")))


@branch("branch-policy", "A branch brings the next policy, approved.")
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.rotate(deepcopy(s.policy)), on="change", author=STRANGER)


@branch("branch-octopus", "The branch merges two others at once; all are Ann's.")
def _(s: Story) -> None:
    s.branch("change")
    s.branch("one")
    s.branch("two")
    one = s.step({"notes/1": b"x\n"}, on="one")
    two = s.step({"notes/2": b"x\n"}, on="two")
    s.step(s.issue("QP-01", "3"), {"notes/1": b"x\n", "notes/2": b"x\n"}, on="change", parents=[one, two])


@branch("branch-unfinished_fail", "The branch holds unfinished text only.", "revision-unchanged")
def _(s: Story) -> None:
    s.branch("change")
    s.step({QP: s.read(QP) + b"More.\n"}, on="change")


@branch("branch-one-approval_fail", "One of two roles approved.", "approval-missing")
def _(s: Story) -> None:
    _work(s, by=(JANE,))


@branch("branch-changed-after-approval_fail", "Ann changed the text after it was approved.", "approval-missing")
def _(s: Story) -> None:
    _work(s)
    s.step({QP: s.read(QP, "change") + b"More.\n"}, on="change")


@branch(
    "branch-merge-changes-the-text_fail",
    "Base and branch each add to the text: what results was approved by nobody.",
    "revision-unchanged",
)
def _(s: Story) -> None:
    body = "# WI-01\n\nFirst.\n" + "\nThe same.\n" * 20 + "\nLast.\n"
    s.step(s.issue("WI-01", "2", document("WI-01", "2", body)))
    s.branch("change")
    old = s.current["WI-01"]
    s.step(s.issue("WI-01", "3", document("WI-01", "3", body.replace("First.", "First of all."))), on="change")
    s.current["WI-01"] = old
    s.step(s.issue("WI-01", "3", document("WI-01", "3", body.replace("Last.", "Last of all.")), by=(CARL,)))


@branch("branch-author_fail", "The branch's commit carries an address that belongs to nobody.", "author-unmapped")
def _(s: Story) -> None:
    _work(s, author=STRANGER)


@branch("branch-committer_fail", "The committer's address belongs to nobody and is no service.", "author-unmapped")
def _(s: Story) -> None:
    _work(s, committer="noreply@github.com")


@branch("branch-service-as-author_fail", "A service stands as author: never.", "author-unmapped", start=False)
def _(s: Story) -> None:
    s.started(start_policy() | {"services": ["noreply@github.com"]})
    _work(s, author="noreply@github.com", committer="ann.author@example.org")


@branch("branch-empty-address_fail", "An empty address.", "author-unmapped")
def _(s: Story) -> None:
    _work(s, author="")


@branch(
    "branch-stranger-then-reverted_fail",
    "A stranger's commit was undone by Ann: its address must still map.",
    "author-unmapped",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step({"notes/a": b"x\n"}, on="change", author=STRANGER)
    s.step({"notes/a": None} | s.issue("QP-01", "3"), on="change")


@branch("branch-stranger-merged_fail", "A stranger's commit came in by a merge.", "author-unmapped")
def _(s: Story) -> None:
    s.branch("change")
    s.branch("side")
    side = s.step({"notes/a": b"x\n"}, on="side", author=STRANGER)
    s.step({"notes/a": b"x\n"} | s.issue("QP-01", "3"), on="change", parents=[side])


@branch("branch-stranger-moves_fail", "A stranger moves a document, same bytes.", "author-unmapped")
def _(s: Story) -> None:
    s.branch("change")
    s.step({QP: None, "procedures/x.md": s.read(QP)}, on="change", author=STRANGER)


@branch(
    "branch-stranger-commits-a-record_fail",
    "A stranger commits the approvals: no author, but the address must map.",
    "author-unmapped",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3", by=()), on="change")
    s.step(s.acts((JANE, BOB), of="QP-01"), on="change", author=STRANGER)


@branch(
    "branch-mailmap_fail",
    "A `.mailmap` calls the stranger Ann: addresses are taken raw.",
    "author-unmapped",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["uncontrolled"].append(".mailmap")
    s.started(policy)
    s.step({".mailmap": f"Ann Author <ann.author@example.org> <{STRANGER}>\n".encode()})
    s.forge.head = "refs/heads/change"
    _work(s, author=STRANGER)


@branch(
    "branch-address-of-the-branch-policy_fail", "Only the branch's own policy knows the address.", "author-unmapped"
)
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3"), on="change", author=STRANGER)
    policy = deepcopy(s.policy)
    policy["people"]["ann.author"]["emails"].append(STRANGER)
    s.step(s.rotate(policy), on="change")


@branch("branch-author-unlisted_fail", "Carl wrote a part; the approvals list Ann only.", "author-unlisted")
def _(s: Story) -> None:
    _work(s, author=CARL_AT)


@branch(
    "branch-committer-unlisted_fail", "Carl committed what Ann wrote; the approvals list Ann only.", "author-unlisted"
)
def _(s: Story) -> None:
    _work(s, committer=CARL_AT)


@branch(
    "branch-one-approval-lists-fewer_fail", "Bob's approval lists both authors, Jane's only one.", "author-unlisted"
)
def _(s: Story) -> None:
    s.branch("change")
    s.step({QP: document("QP-01", "3", "Unfinished.\n")}, on="change", author=CARL_AT)
    files = s.issue("QP-01", "3", by=(BOB,), authors=["ann.author", "carl.jung"])
    s.step(files, s.act(JANE, of="QP-01"), on="change")


@branch(
    "branch-approver-writes_fail", "Jane wrote a line and approves, not listed.", "author-unlisted", "author-approves"
)
def _(s: Story) -> None:
    _work(s, author=JANE_AT)


@branch("branch-approver-writes-listed_fail", "Jane wrote a line, is listed and approves.", "author-approves")
def _(s: Story) -> None:
    _work(s, author=JANE_AT, authors=["ann.author", "jane.doe"])


@branch(
    "branch-approver-undone_fail",
    "Jane's line was undone by Ann: she wrote in the branch all the same.",
    "author-unlisted",
    "author-approves",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step({"notes/a": b"x\n"}, on="change", author=JANE_AT)
    s.step({"notes/a": None} | s.issue("QP-01", "3"), on="change")


@branch(
    "branch-record-and-text_fail",
    "Jane's commit adds her record and one file more.",
    "author-unlisted",
    "author-approves",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3", by=(BOB,)), on="change")
    s.step(s.act(JANE, of="QP-01"), {"notes/a": b"x\n"}, on="change", author=JANE_AT)


@branch(
    "branch-approver-merges_fail",
    "Jane merges the base into the branch: a merge is no commit of records only.",
    "author-unlisted",
    "author-approves",
)
def _(s: Story) -> None:
    _work(s)
    other = s.issue("WI-01", "2")
    main = s.step(other)
    s.step(other, on="change", parents=[main], author=JANE_AT)


@branch(
    "branch-second-address-approves_fail",
    "Jane wrote under her second address and approves.",
    "author-unlisted",
    "author-approves",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["people"]["jane.doe"]["emails"].append("jd@home.example")
    s.started(policy)
    _work(s, author="JD@home.example")


@branch(
    "branch-retirement-unlisted_fail", "Carl removes the document; the retirements list Ann only.", "author-unlisted"
)
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.retire("QP-01"), on="change", author=CARL_AT)


@branch("branch-unrelated_fail", "No common history.", "branch-unrelated")
def _(s: Story) -> None:
    s.step({"README.md": b"x\n"}, on="change")


@branch("branch-unrelated-same-tree_fail", "The same tree, but no common history.", "branch-unrelated")
def _(s: Story) -> None:
    s.forge.refs["refs/heads/change"] = s.forge.commit(s.forge.tree(s.files()), [], "A <a@b>", "A <a@b>", 1)


@branch("branch-conflict_fail", "Base and branch changed the same line.", "merge-conflict")
def _(s: Story) -> None:
    s.branch("change")
    s.step({"README.md": b"one\n"}, on="change")
    s.step({"README.md": b"two\n"})


for _name, _why, _attributes in (
    ("union", "The copy's attributes would join both lines.", b"* merge=union\n"),
    ("driver", "The copy's settings would take one side.", b"* merge=ours\n"),
):

    @branch(f"branch-conflict-{_name}-in-the-copy_fail", _why, "merge-conflict")
    def _(s: Story, attributes: bytes = _attributes) -> None:
        s.branch("change")
        s.step({"README.md": b"one\n"}, on="change")
        s.step({"README.md": b"two\n"})
        s.forge.extra["info/attributes"] = attributes
        s.forge.settings = '[merge "ours"]\n\tdriver = true\n'


@branch("branch-conflict-document_fail", "The base brought its own revision 3.", "merge-conflict")
def _(s: Story) -> None:
    old = s.current["QP-01"]
    _work(s)
    s.current["QP-01"] = old
    s.step(s.issue("QP-01", "3", document("QP-01", "3", "Theirs.\n")))


@branch("branch-conflict-deleted_fail", "The base removed what the branch changed.", "merge-conflict")
def _(s: Story) -> None:
    s.step({"notes/a": b"x\n" * 20})
    s.branch("change")
    s.step({"notes/a": b"x\n" * 20 + b"y\n"}, on="change")
    s.step({"notes/a": None})


@branch(
    "branch-conflict-folder-renamed_fail",
    "The base renamed a folder, the branch added to it: Git guesses, we do not.",
    "merge-conflict",
)
def _(s: Story) -> None:
    s.step({f"notes/old/{name}": f"{name}\n".encode() * 20 for name in "abc"})
    s.branch("change")
    s.step({"notes/old/d": b"new\n"}, on="change")
    s.step(
        {f"notes/old/{name}": None for name in "abc"},
        {f"notes/new/{name}": s.read(f"notes/old/{name}") for name in "abc"},
    )


@branch("branch-base-refused_fail", "The base itself is refused.", "revision-unchanged")
def _(s: Story) -> None:
    s.step({QP: s.read(QP) + b"x\n"})
    s.branch("change")
    s.step({"notes/a": b"x\n"}, on="change")


@branch("branch-base-refused-nothing-new_fail", "The base is refused and contains the branch.", "revision-unchanged")
def _(s: Story) -> None:
    s.branch("change")
    s.step({QP: s.read(QP) + b"x\n"})


@branch(
    "branch-base-suspended_fail",
    "The base holds a suspended document; the branch changes a note.",
    "document-suspended",
)
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.branch("change")
    s.step({"notes/a": b"x\n"}, on="change")


@branch("branch-withdraws_fail", "The branch takes an approval back.", "document-suspended")
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.act(JANE, "withdrawal", of="QP-01"), on="change", author=JANE_AT)


@branch(
    "branch-policy-weakens_fail",
    "The branch brings a weaker policy and relies on it: the base's decides.",
    "approval-missing",
)
def _(s: Story) -> None:
    s.branch("change")
    files = s.issue("QP-01", "3", by=(JANE,))
    policy = deepcopy(s.policy)
    policy["classes"]["procedure"]["approve"] = [{"role": "quality-manager"}]
    s.step(files, s.rotate(policy), on="change")


@branch("branch-policy-of-another-project_fail", "The branch brings a policy of another project.", "policy-project")
def _(s: Story) -> None:
    s.branch("change")
    other = {"project": "urn:uuid:6f0b2b1e-0000-4000-8000-000000000002"}
    s.step(s.rotate(deepcopy(s.policy), members=other), on="change")


@branch("branch-base-policy-went-on_fail", "Meanwhile the base took the role from Jane.", "role-not-held")
def _(s: Story) -> None:
    _work(s)
    policy = deepcopy(s.policy)
    policy["people"]["jane.doe"]["roles"] = ["author"]
    s.step(s.rotate(policy))


@branch("branch-guarded_fail", "A branch changes a workflow.", "guard-unapproved")
def _(s: Story) -> None:
    s.branch("change")
    s.step({".github/workflows/x.yml": b"on: push\n"}, on="change")


@branch("branch-record-deleted_fail", "A branch removes a record.", "record-deleted")
def _(s: Story) -> None:
    s.branch("change")
    s.step({path: None for path in s.files() if b"/WI-01/1/" in path}, on="change")


@branch("branch-idle-record_fail", "A branch parks an approval.", "record-idle")
def _(s: Story) -> None:
    s.branch("change")
    files = s.issue("QP-01", "3", by=(JANE,))
    del files[QP]
    s.step(files, on="change", author=JANE_AT)


@branch("branch-too-large_fail", "5,001 paths differ between base and merged tree.", "step-too-large")
def _(s: Story) -> None:
    s.branch("change")
    s.step({f"notes/a/{n:04}": b"x\n" for n in range(3000)}, on="change")
    s.step({f"notes/b/{n:04}": b"x\n" for n in range(2001)}, on="change")


@case("branch-head-unknown_fail", "The branch is not in the repository.", "ref-unknown", against="main", head="nowhere")
def _(_: Story) -> None:
    return


@case("branch-base-unknown_fail", "The base is not in the repository.", "ref-unknown", against="nowhere", head="main")
def _(_: Story) -> None:
    return
