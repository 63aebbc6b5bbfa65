"""A changed document: its revision, the approvals it needs, who may give them."""

from __future__ import annotations

from typing import Any

from cases.policy import Policy, start_policy
from cases.registry import case
from cases.story import BOB, CARL, JANE, MIA, Story
from cases.texts import document

QP = "procedures/QP-01.md"
ANN = ("ann.author", "author")


@case("revision", "QP-01 goes from revision 2 to 3; process owner and quality manager signed exactly these bytes.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"))


@case("minor-revision", "2, then 2.1, 2.2 and 3: each succeeds the one before, each with all its approvals.")
def _(s: Story) -> None:
    for revision in ("2.1", "2.2", "3"):
        s.step(s.issue("QP-01", revision))


@case("major-after-minor", "2.1, then 3, then 3.1: the minor number starts again.")
def _(s: Story) -> None:
    for revision in ("2.1", "3", "3.1"):
        s.step(s.issue("QP-01", revision))


@case("two-documents-in-one-step", "Two documents change in one step, each with its own approvals.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), s.issue("WI-01", "2"))


@case(
    "two-documents-one-approved_fail", "Two documents change in one step, one of them unapproved.", "approval-missing"
)
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), s.issue("WI-01", "2", by=()))


@case("approval-on-the-boundary", "`signed_at` lies exactly five minutes after the clock.", now="2026-11-23T00:00:00Z")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", signed_at="2026-11-23T00:05:00Z"))


@case("signed-before-the-text", "A claimed time long before the first step decides nothing: place in history does.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", signed_at="1999-12-31T23:59:59Z"))


@case("text-changed_fail", "One sentence was added; the revision and its approvals stayed.", "revision-unchanged")
def _(s: Story) -> None:
    s.step({QP: s.read(QP) + b"One more sentence.\n"})


@case("last-line-feed-removed_fail", "Only the last LF went: other bytes are another text.", "revision-unchanged")
def _(s: Story) -> None:
    s.step({QP: s.read(QP)[:-1]})


@case("title-changed_fail", "Only the title in the front matter changed.", "revision-unchanged")
def _(s: Story) -> None:
    s.step({QP: s.read(QP).replace(b"Document QP-01", b"Another title")})


@case(
    "same-revision-approved-again_fail", "New bytes under the old revision, with new approvals.", "revision-unchanged"
)
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "2", document("QP-01", "2", "other\n"), signed_at="2026-03-02T10:00:00Z", number=2))


@case("unapproved_fail", "Revision 3 without any record.", "approval-missing")
def _(s: Story) -> None:
    s.step({QP: document("QP-01", "3")})


@case("new-document-unapproved_fail", "A new document without any record.", "approval-missing")
def _(s: Story) -> None:
    s.step({"procedures/QP-02.md": document("QP-02", "1")})


@case("one-of-two-roles_fail", "Only the quality manager signed; the process owner is missing.", "approval-missing")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", by=(JANE,)))


@case("two-of-one-role_fail", "Two quality managers make no process owner.", "approval-missing")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", by=(JANE, CARL)))


@case("role-nobody-asked-for", "A record in a role that no rule names is allowed and fills nothing.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", by=(BOB, JANE, MIA)))


@case("only-roles-nobody-asked-for_fail", "The toolsmith's approval fills no slot of a procedure.", "approval-missing")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", by=(BOB, MIA)))


@case("approvals-of-two-steps_fail", "The first approval is parked a step ahead of the text.", "record-idle")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    parked = {path: data for path, data in files.items() if "bob.smith" in str(path)}
    s.step(parked)
    s.step({path: data for path, data in files.items() if path not in parked})


@case("approvals-after-the-text_fail", "The text comes first, its approvals a step later.", "approval-missing")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    s.step({QP: files.pop(QP)})
    s.step(files)


@case("approvals-of-other-bytes_fail", "The approvals name another digest.", "approval-missing", "record-idle")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", sha256="0" * 64))


@case("changed-while-approved_fail", "The text changed after it was signed.", "approval-missing", "record-idle")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3") | {QP: document("QP-01", "3", "Another text.\n")})


def _two_hats(policy: Policy) -> Policy:
    policy["people"]["bob.smith"]["roles"].append("quality-manager")
    return policy


@case("one-person-two-roles_fail", "Bob holds both roles and signs for both.", "approval-missing", start=False)
def _(s: Story) -> None:
    s.started(_two_hats(start_policy()))
    s.step(s.issue("QP-01", "3", by=(BOB, ("bob.smith", "quality-manager"))))


@case("matching-needs-the-second-hat", "Bob signs in two roles, Jane in one: a matching exists.", start=False)
def _(s: Story) -> None:
    s.started(_two_hats(start_policy()))
    s.step(s.issue("QP-01", "3", by=(("bob.smith", "quality-manager"), BOB, JANE)))


@case("matching-not-greedy", "Jane may fill A or B, Carl only A: greedy counting gives A to Jane.", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["people"]["jane.doe"]["roles"].append("process-owner")
    s.started(policy)
    s.step(s.issue("QP-01", "3", by=(JANE, ("jane.doe", "process-owner"), CARL)))


def _two_managers(policy: Policy) -> Policy:
    policy["classes"]["procedure"]["approve"] = [{"role": "quality-manager", "at-least": "2"}]
    policy["classes"]["procedure"]["self-approval"] = "true"
    return policy


@case("two-managers", "A rule asks for two quality managers; two different ones signed.", start=False)
def _(s: Story) -> None:
    s.begin(_two_managers(start_policy()))
    s.step(s.issue("QP-01", "1", by=(JANE, CARL)))


@case(
    "two-records-of-one-manager_fail", "At least two are asked for; one signed twice.", "approval-missing", start=False
)
def _(s: Story) -> None:
    s.begin(_two_managers(start_policy()))
    again: dict[str, Any] = {"number": 2, "signed_at": "2026-03-02T10:00:00Z"}
    s.step(s.issue("QP-01", "1", by=(JANE,)), s.act(JANE, of="QP-01", **again))


@case("front-matter-adds-a-role", "`approval:` asks for the toolsmith too, and she signed.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[toolsmith]"), by=(BOB, JANE, MIA)))


@case("front-matter-role-missing_fail", "`approval:` asks for the toolsmith; she did not sign.", "approval-missing")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[toolsmith]")))


@case("front-matter-role-again", "`approval:` names a role of the class: two different quality managers.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[quality-manager]"), by=(BOB, JANE, CARL)))


@case("front-matter-role-again_fail", "`approval:` names a role of the class: one is not enough.", "approval-missing")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[quality-manager]")))


@case("front-matter-role-dropped", "The next revision asks for fewer again: what it says itself decides.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[toolsmith]"), by=(BOB, JANE, MIA)))
    s.step(s.issue("QP-01", "4"))


for _meaning in ("review", "acknowledgement"):

    @case(f"{_meaning}-is-no-approval_fail", f"The quality manager's {_meaning} fills no slot.", "approval-missing")
    def _(s: Story, meaning: str = _meaning) -> None:
        s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, meaning, of="QP-01"))


@case(
    "retirement-is-no-approval_fail",
    "The quality manager's retirement fills no slot.",
    "approval-missing",
    "record-idle",
)
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, "retirement", of="QP-01"))


@case("front-matter-role-of-nobody_fail", "`approval:` asks for a role that nobody holds.", "approval-missing")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[auditor]")))


@case("signed-in-2027", "Signed after the clock of the other cases, before this one's.", now="2027-02-01T00:00:00Z")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", signed_at="2027-01-31T00:00:00Z"))


@case("author-approves_fail", "Jane is listed as author and approves.", "author-approves")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", authors=["jane.doe"]))


@case("author-in-anothers-record_fail", "Only Bob's record lists Jane as author; she approves.", "author-approves")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3", by=(JANE,))
    s.step(files, s.act(BOB, of="QP-01", authors=["ann.author", "jane.doe"]))


@case("author-beside-enough-others_fail", "Carl's spare approval is an author's.", "author-approves")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", by=(BOB, JANE, CARL), authors=["ann.author", "carl.jung"]))


@case("author-approves-late_fail", "Carl, an author of the revision, approves it a step later.", "author-approves")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", authors=["ann.author", "carl.jung"]))
    s.step(s.act(CARL, of="QP-01", authors=["ann.author"]))


@case("late-record-names-an-approver_fail", "A late record names Bob, who approved, as author.", "author-approves")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"))
    s.step(s.act(CARL, of="QP-01", authors=["ann.author", "bob.smith"]))


@case(
    "author-of-the-last-revision", "Who wrote revision 2 may approve revision 3, written by somebody else.", start=False
)
def _(s: Story) -> None:
    s.begin()
    s.step(s.issue("QP-01", "1", authors=["carl.jung"]))
    s.step(s.issue("QP-01", "2", by=(BOB, CARL)))


@case("self-approval", "The class says `self-approval: true`: Jane wrote and approves.", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["procedure"]["self-approval"] = "true"
    s.started(policy)
    s.step(s.issue("QP-01", "3", authors=["jane.doe"]))


@case("self-approval-two-roles_fail", "Self-approval still wants different persons.", "approval-missing", start=False)
def _(s: Story) -> None:
    policy = _two_hats(start_policy())
    policy["classes"]["procedure"]["self-approval"] = "true"
    s.started(policy)
    both = (BOB, ("bob.smith", "quality-manager"))
    s.step(s.issue("QP-01", "3", by=both, authors=["bob.smith"]))


@case("self-approval-false_fail", "`self-approval: false` is said out loud.", "author-approves", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["procedure"]["self-approval"] = "false"
    s.started(policy)
    s.step(s.issue("QP-01", "3", authors=["jane.doe"]))


@case("self-approval-of-another-class_fail", "Only instructions may be self-approved.", "author-approves", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["instruction"]["self-approval"] = "true"
    s.started(policy)
    s.step(s.issue("QP-01", "3", authors=["jane.doe"]))
