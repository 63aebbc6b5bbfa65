"""Documents that end or lose their ground: retirement, withdrawal, compromised keys."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from cases.keys import ed25519_key
from cases.policy import Policy
from cases.registry import case
from cases.story import BOB, BOSS, CARL, JANE, MIA, Story
from cases.texts import document

QP = "procedures/QP-01.md"


@case("life-of-a-document", "Acknowledgement, two yearly reviews by one person, a late approval, then retirement.")
def _(s: Story) -> None:
    s.step(s.act(MIA, "acknowledgement", of="QP-01"))
    s.step(s.act(JANE, "review", of="QP-01"))
    s.step(s.act(JANE, "review", of="QP-01", number=2, signed_at="2026-04-01T10:00:00Z"))
    s.step(s.act(CARL, of="QP-01"))
    s.step(s.retire("QP-01"))


@case("retired-moved-out", "The file moves to the notes, and the document is retired.")
def _(s: Story) -> None:
    s.step(s.retire("QP-01"), {"notes/old.md": s.read(QP)})


@case("retired-and-replaced", "One document is retired and another takes its path in one step.")
def _(s: Story) -> None:
    files = s.retire("QP-01")
    s.step(files | s.issue("QP-09", "1", path=QP))


@case("deleted_fail", "A document was removed.", "retirement-missing")
def _(s: Story) -> None:
    s.step({QP: None})


@case("moved-out-of-its-class_fail", "A document moves to the notes.", "retirement-missing")
def _(s: Story) -> None:
    s.step({QP: None, "notes/QP-01.md": s.read(QP)})


@case("folder-deleted_fail", "A folder document was removed.", "retirement-missing")
def _(s: Story) -> None:
    files = {"index.md": document("QP-02", "1"), "a.csv": b"1\n"}
    s.step(s.issue("QP-02", "1", files))
    s.step({f"procedures/QP-02/{name}": None for name in files})


@case("retired-by-one-of-two_fail", "One of two roles signed the retirement.", "retirement-missing")
def _(s: Story) -> None:
    s.step(s.retire("QP-01", (JANE,)))


@case(
    "retired-by-one-person_fail",
    "The process owner's retirement is there twice, the other role's is not.",
    "retirement-missing",
)
def _(s: Story) -> None:
    s.step(s.retire("QP-01", (BOB,)), s.act(BOB, "retirement", of="QP-01", number=2, signed_at="2026-04-01T10:00:00Z"))


@case("retired-by-approvals_fail", "Late approvals do not retire.", "retirement-missing", "record-idle")
def _(s: Story) -> None:
    s.step({QP: None}, s.act(CARL, of="QP-01"))


@case("retired-by-an-author_fail", "Jane is named as author of the text and retires it.", "author-approves")
def _(s: Story) -> None:
    s.step(s.retire("QP-01", authors=["jane.doe"]))


@case(
    "retired-by-the-author-of-before_fail",
    "Ann, whom the approvals name as author, signs the retirement.",
    "author-approves",
)
def _(s: Story) -> None:
    policy = deepcopy(s.policy)
    policy["people"]["ann.author"]["roles"].append("quality-manager")
    s.step(s.rotate(policy))
    s.step(s.retire("QP-01", (BOB, ("ann.author", "quality-manager")), authors=["mia.admin"]))


for _name, _why, _members in (
    ("older-revision", "The retirement names revision 1.", {"revision": "1"}),
    ("other-digest", "The retirement names another digest.", {"sha256": "0" * 64}),
    ("other-supersedes", "The retirement supersedes another digest.", {"supersedes": "2" * 64}),
):

    @case(f"retired-{_name}_fail", _why, "retirement-missing", "record-idle")
    def _(s: Story, members: dict[str, Any] = _members) -> None:
        s.step(s.retire("QP-01", **members))


@case(
    "retired-without-front-matter-role_fail",
    "The text asks for the toolsmith too; the retirement lacks her.",
    "retirement-missing",
)
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[toolsmith]"), by=(BOB, JANE, MIA)))
    s.step(s.retire("QP-01"))


@case("retired-with-front-matter-role", "The text asks for the toolsmith too; she signed the retirement.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3", document("QP-01", "3", approval="[toolsmith]"), by=(BOB, JANE, MIA)))
    s.step(s.retire("QP-01", (BOB, JANE, MIA)))


@case("retired-a-step-late_fail", "The document goes, its retirements follow a step later.", "retirement-missing")
def _(s: Story) -> None:
    files = s.retire("QP-01")
    s.step({QP: files.pop(QP.encode())})
    s.step(files)


@case("retirement-signed-as-approval_fail", "A retirement with the signature of an approval.", "signature-namespace")
def _(s: Story) -> None:
    s.step(s.retire("QP-01", how={"namespace": "qms-approval-v1"}))


@case(
    "retired-then-revised-elsewhere_fail",
    "The next revision appears beside the retirement of the old one.",
    "id-retired",
    "record-idle",
    "approval-missing",
    "retirement-missing",
)
def _(s: Story) -> None:
    gone = s.retire("QP-01")
    s.step(gone, s.issue("QP-01", "3", path="procedures/again.md"))


# Withdrawal: the records that count, less those taken back.


@case("withdrawn_fail", "Jane takes her approval back: the document is suspended.", "document-suspended")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))


@case("withdrawn-instruction_fail", "The only approval of an instruction is taken back.", "document-suspended")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="WI-01"))


@case("withdrawn-spare", "A spare approval is taken back: the rules are still met.")
def _(s: Story) -> None:
    s.step(s.act(CARL, of="QP-01"))
    s.step(s.act(CARL, "withdrawal", of="QP-01"))


@case("withdrawn-replaced", "Jane takes hers back; Carl approves a step later.")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.act(CARL, of="QP-01"))


@case("withdrawn-replaced-at-once", "Jane takes hers back and Carl approves in the same step.")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"), s.act(CARL, of="QP-01"))


@case("withdrawn-then-again", "Jane takes hers back and later approves again.")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.act(JANE, of="QP-01", number=2, signed_at="2026-05-01T10:00:00Z"))


@case("withdrawn-then-revised", "A new revision ends the suspension.")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.issue("QP-01", "3"))


@case("withdrawn-then-retired", "A suspended document is retired.")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.retire("QP-01"))


@case(
    "withdrawn-then-other-document_fail",
    "Another document goes on; the suspended one stays suspended.",
    "document-suspended",
)
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.issue("WI-01", "2"))


@case("withdrawn-then-moved_fail", "Moving a suspended document changes nothing.", "document-suspended")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step({QP: None, "procedures/x.md": s.read(QP)})


@case("withdrawn-then-reviewed_fail", "A review is no approval.", "document-suspended")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.act(CARL, "review", of="QP-01"))


@case("withdrawn-wrong-role-replaces_fail", "A late approval in another role does not end it.", "document-suspended")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.act(MIA, of="QP-01"))


@case(
    "withdrawn-and-policy-weakened_fail", "The rules of then decide, not the weaker ones of now.", "document-suspended"
)
def _(s: Story) -> None:
    policy = deepcopy(s.policy)
    policy["classes"]["procedure"]["approve"] = [{"role": "process-owner"}]
    s.step(s.rotate(policy))
    s.step(s.act(JANE, "withdrawal", of="QP-01"))


@case("policy-stricter-suspends-nothing", "Stricter rules do not reach back.")
def _(s: Story) -> None:
    policy = deepcopy(s.policy)
    policy["classes"]["procedure"]["approve"].append({"role": "toolsmith"})
    s.step(s.rotate(policy))


@case("withdrawn-for-another_fail", "Carl takes back an approval that he never gave.", "record-idle")
def _(s: Story) -> None:
    s.step(s.act(CARL, "withdrawal", of="QP-01"))


@case(
    "withdrawn-in-another-role_fail",
    "Bob takes back as managing director what he gave as process owner.",
    "record-idle",
)
def _(s: Story) -> None:
    s.step(s.act(BOSS, "withdrawal", of="QP-01"))


@case("withdrawn-in-its-own-step_fail", "An approval is given and taken back in one step.", "record-idle")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), s.act(JANE, "withdrawal", of="QP-01"))


@case("withdrawn-a-review_fail", "A review is no approval that could be taken back.", "record-idle")
def _(s: Story) -> None:
    s.step(s.act(CARL, "review", of="QP-01"))
    s.step(s.act(CARL, "withdrawal", of="QP-01"))


@case("suspended-then-ended-at-the-tip", "Suspension is judged at the tip only.")
def _(s: Story) -> None:
    s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.issue("WI-01", "2"))
    s.step(s.issue("QP-01", "3"))


@case("suspended-seen-from-before_fail", "The same history, judged at the commit in between.", "document-suspended")
def _(s: Story) -> None:
    s.expected["at"] = s.step(s.act(JANE, "withdrawal", of="QP-01"))
    s.step(s.issue("QP-01", "3"))


# Compromised keys.


def _broken(s: Story, who: str, since: str) -> Policy:
    """Give the next policy: that person's first key is compromised, a new one is there."""
    policy = deepcopy(s.policy)
    first, *rest = policy["people"][who]["keys"]
    fresh = s.entry(ed25519_key(f"{who} 2"))
    policy["people"][who]["keys"] = [{"public": first["public"], "state": "compromised", "since": since}, *rest, fresh]
    return policy


def _bob_again(s: Story, **rest: Any) -> dict[str | bytes, Any]:  # noqa: ANN401 - passed on
    return s.act(BOB, of="QP-01", how={"key": ed25519_key("bob.smith 2")}, **rest)


@case(
    "compromised-since-1_fail",
    "Bob's key is compromised since policy 1, under which he approved.",
    "document-suspended",
)
def _(s: Story) -> None:
    s.step(s.rotate(_broken(s, "bob.smith", "1")))


@case("compromised-since-2", "Bob's key is compromised since policy 2: what he approved under policy 1 stands.")
def _(s: Story) -> None:
    s.step(s.rotate(_broken(s, "bob.smith", "2")))


@case("compromised-then-revised", "A new revision with the new key ends the suspension.")
def _(s: Story) -> None:
    s.step(s.rotate(_broken(s, "bob.smith", "1")))
    files = s.issue("QP-01", "3", by=(JANE,))
    s.step(files, _bob_again(s))


@case("compromised-then-late", "A late approval with the new key ends the suspension.")
def _(s: Story) -> None:
    s.step(s.rotate(_broken(s, "bob.smith", "1")))
    s.step(_bob_again(s, number=2))


@case(
    "compromised-place-not-date_fail",
    "The record claims a time before policy 2; its step decides.",
    "document-suspended",
)
def _(s: Story) -> None:
    s.step(s.rotate(deepcopy(s.policy)))
    s.step(s.issue("QP-01", "3", signed_at="2020-01-01T00:00:00Z"))
    s.step(s.rotate(_broken(s, "bob.smith", "2")))


@case(
    "compromised-record-names-policy-1_fail",
    "The record names policy 1, but its step was judged by policy 2.",
    "document-suspended",
)
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.rotate(deepcopy(s.policy)))
    s.step(s.issue("QP-01", "3", policy=old))
    s.step(s.rotate(_broken(s, "bob.smith", "2")))


@case("compromised-in-the-step-of-policy-2", "The revision came in the step that brought policy 2: judged by policy 1.")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    s.step(files, s.rotate(deepcopy(s.policy)))
    s.step(s.rotate(_broken(s, "bob.smith", "2")))


@case("compromised-only-a-spare", "The compromised key gave a spare approval.")
def _(s: Story) -> None:
    s.step(s.act(CARL, of="QP-01"))
    s.step(s.rotate(_broken(s, "carl.jung", "1")))


@case("compromised-retired-first_fail", "Retired by policy 2, compromised since 1 by policy 3.", "document-suspended")
def _(s: Story) -> None:
    policy = _broken(s, "bob.smith", "1")
    policy["people"]["bob.smith"]["keys"][0] = {"public": ed25519_key("bob.smith").public, "state": "retired"}
    s.step(s.rotate(policy))
    policy = deepcopy(s.policy)
    policy["people"]["bob.smith"]["keys"][0] |= {"state": "compromised", "since": "1"}
    s.step(_rotate_with_new_key(s, policy))


def _rotate_with_new_key(s: Story, policy: Policy) -> dict[str | bytes, Any]:
    """Approve the next policy with Bob's second key."""
    before = s.policy_sha
    files = s.rotate(policy, (JANE,))
    about = {"subject": "AUTHORITIES", "revision": s.policy["version"], "sha256": s.policy_sha, "supersedes": before}
    return files | s.act(BOSS, policy=before, how={"key": ed25519_key("bob.smith 2")}, **about)


@case("compromised-policy-approvals-stand", "Policies are not judged again: Bob approved policy 2 with the key.")
def _(s: Story) -> None:
    s.step(s.rotate(deepcopy(s.policy)))
    s.step(s.rotate(_broken(s, "bob.smith", "3")))


@case("compromised-guard-approvals-stand", "Guarded sets are not judged again.")
def _(s: Story) -> None:
    s.step(s.guard({"mkdocs.yml": b"site_name: y\n"}))
    s.step(s.rotate(_broken(s, "mia.admin", "1")))


@case("retired-key-old-signatures-stay", "A retired key's old signatures stay good.")
def _(s: Story) -> None:
    policy = _broken(s, "bob.smith", "1")
    policy["people"]["bob.smith"]["keys"][0] = {"public": ed25519_key("bob.smith").public, "state": "retired"}
    s.step(s.rotate(policy))


@case("person-without-role-now", "Whoever lost the role since keeps what he approved.")
def _(s: Story) -> None:
    policy = deepcopy(s.policy)
    policy["people"]["jane.doe"]["roles"] = []
    s.step(s.rotate(policy))
