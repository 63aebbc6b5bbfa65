"""What is kept: records and evidence are only ever added, nothing else lies beside them, and none supports nothing."""

from __future__ import annotations

from typing import Any

from cases.forge import EXECUTABLE
from cases.keys import armour, ed25519_key, sshsig
from cases.policy import start_policy
from cases.registry import case
from cases.story import BOB, CARL, JANE, MIA, Story

OLD = "records/approvals/QP-01/1/approval.quality-manager.jane.doe.json"
WI = "records/approvals/WI-01/1/approval.quality-manager.jane.doe.json"


@case("record-deleted_fail", "A record of revision 1 was removed, with its signature.", "record-deleted")
def _(s: Story) -> None:
    s.step({OLD: None, f"{OLD}.sig": None})


@case("signature-deleted_fail", "Only a signature was removed.", "record-deleted")
def _(s: Story) -> None:
    s.step({f"{OLD}.sig": None})


@case("record-renamed_fail", "A record has a new name.", "record-deleted")
def _(s: Story) -> None:
    new = OLD.replace("jane.doe", "jane.doe.2")
    s.step({OLD: None, f"{OLD}.sig": None, new: s.read(OLD), f"{new}.sig": s.read(f"{OLD}.sig")})


@case("records-of-a-retired-document-deleted_fail", "With the document its records were removed.", "record-deleted")
def _(s: Story) -> None:
    gone = s.retire("QP-01")
    s.step(gone, {path: None for path in s.files() if b"/approvals/QP-01/" in path})


@case("record-edited_fail", "A record's printed time was changed.", "record-edited")
def _(s: Story) -> None:
    s.step({OLD: s.read(OLD).replace(b"2026-03", b"2026-02")})


@case("record-replaced_fail", "Record and signature are replaced by other good ones.", "record-edited")
def _(s: Story) -> None:
    s.step(s.act(JANE, of="WI-01", signed_at="2026-02-01T10:00:00Z"))


@case("signature-replaced_fail", "A signature is replaced by another good one over the same bytes.", "record-edited")
def _(s: Story) -> None:
    again = sshsig(s.read(OLD), ed25519_key("jane.doe"), "qms-approval-v1", hash="sha256")
    s.step({f"{OLD}.sig": armour(again)})


@case("token-edited_fail", "A time-stamp token is replaced.", "record-edited")
def _(s: Story) -> None:
    s.step({f"{OLD}.tsr": b"token 1"})
    s.step({f"{OLD}.tsr": b"token 2"})


@case("record-made-executable_fail", "Only the mode of a record changed.", "record-edited", "path-mode")
def _(s: Story) -> None:
    s.step({OLD: (EXECUTABLE, s.read(OLD))})


@case("record-restored_fail", "A record is removed and comes back a step later.", "record-deleted")
def _(s: Story) -> None:
    kept = {path: s.read(path) for path in (WI, f"{WI}.sig")}
    s.step(dict.fromkeys(kept))
    s.step(kept)


for _name, _why, _path, _data in (
    ("readme", "A README among the approvals.", "records/approvals/README.md", b"x\n"),
    ("loose", "A file beside the records of a revision.", "records/approvals/QP-01/2/notes.txt", b"x\n"),
    ("raw", "`.raw` beside a record that is not a forge's.", f"{OLD}.raw", b"{}"),
    ("token-too-large", "A token of 16 KiB and one byte.", f"{OLD}.tsr", bytes(16 * 1024 + 1)),
    ("token-without-record", "A token beside nothing.", OLD.replace("jane.doe", "carl.jung") + ".tsr", b"x"),
    ("signature-without-record", "A signature beside nothing.", OLD.replace("jane.doe", "carl.jung") + ".sig", b"x"),
    ("second-signature", "A second signature under another name.", f"{OLD}.sig.2", b"x"),
    ("asc", "A signature of another kind.", f"{OLD}.asc", b"x"),
    ("token-in-capitals", "`.TSR`.", OLD.replace("jane.doe", "carl.jung") + ".TSR", b"x"),
    ("hidden", "A hidden file.", "records/approvals/.gitkeep", b""),
):

    @case(f"stray-{_name}_fail", _why, "record-stray")
    def _(s: Story, path: str = _path, data: bytes = _data) -> None:
        s.step({path: data})


@case("token-later", "A time-stamp token of exactly 16 KiB, any time after: no verdict rests on it.")
def _(s: Story) -> None:
    s.step({f"{OLD}.tsr": bytes(16 * 1024)})


@case("token-at-once", "A time-stamp token beside a new record.")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    s.step(files, {f"{path}.tsr": b"token" for path in files if str(path).endswith(".json")})


def _evidence(s: Story) -> Story:
    policy = start_policy()
    policy["evidence"] = ["records/audits/**", "records/reviews/**"]
    return s.started(policy)


AUDIT = "records/audits/2026.md"


@case("evidence-added", "Quality records are added; a correction is a new one.", start=False)
def _(s: Story) -> None:
    _evidence(s)
    s.step({AUDIT: b"---\nid: AU-1\n---\n"})
    s.step({"records/audits/2026-correction.md": b"x\r\n", "records/reviews/2026/minutes.pdf": b"%PDF\0"})


@case("evidence-beside-a-document", "A quality record and an approved revision in one step.", start=False)
def _(s: Story) -> None:
    _evidence(s)
    s.step({AUDIT: b"x\n"}, s.issue("QP-01", "3"))


@case("evidence-edited_fail", "A quality record was changed.", "record-edited", start=False)
def _(s: Story) -> None:
    _evidence(s).step({AUDIT: b"two findings\n"})
    s.step({AUDIT: b"no findings\n"})


@case("evidence-deleted_fail", "A quality record was removed.", "record-deleted", start=False)
def _(s: Story) -> None:
    _evidence(s).step({AUDIT: b"two findings\n"})
    s.step({AUDIT: None})


@case("evidence-renamed_fail", "A quality record was moved, same bytes.", "record-deleted", start=False)
def _(s: Story) -> None:
    _evidence(s).step({AUDIT: b"two findings\n"})
    s.step({AUDIT: None, "records/audits/old/2026.md": b"two findings\n"})


@case(
    "evidence-of-the-anchor-edited_fail",
    "A quality record that the anchor holds was changed.",
    "record-edited",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy() | {"evidence": ["records/audits/**"]}
    s.started(policy, {AUDIT: b"two findings\n"})
    s.step({AUDIT: b"no findings\n"})


@case(
    "evidence-freed-and-edited_fail",
    "One step takes the glob out of the policy and edits the record.",
    "record-edited",
    start=False,
)
def _(s: Story) -> None:
    _evidence(s).step({AUDIT: b"two findings\n"})
    policy = start_policy() | {"uncontrolled": ["README.md", "notes/**", "records/audits/**"]}
    s.step(s.rotate(policy), {AUDIT: b"no findings\n"})


@case("evidence-executable_fail", "A quality record is executable.", "path-mode", start=False)
def _(s: Story) -> None:
    _evidence(s).step({AUDIT: (EXECUTABLE, b"x\n")})


@case("evidence-and-class_fail", "A path is evidence and in a class.", "path-ambiguous", start=False)
def _(s: Story) -> None:
    s.started(start_policy() | {"evidence": ["records/**", "procedures/evidence/**"]})
    s.step(s.issue("QP-02", "1", path="procedures/evidence/QP-02.md"))


@case(
    "evidence-over-approvals",
    "`records/**` is evidence; what lies under approvals/ is still an approval record.",
    start=False,
)
def _(s: Story) -> None:
    s.started(start_policy() | {"evidence": ["records/**"]})
    s.step(s.issue("QP-01", "3"), {"records/a.md": b"x\n"})


for _name, _why, _by, _meaning in (
    ("acknowledgement", "Mia has read and understood revision 2.", MIA, "acknowledgement"),
    ("review", "A yearly review.", JANE, "review"),
    ("approval", "A third approval, late.", CARL, "approval"),
):

    @case(f"late-{_name}", _why)
    def _(s: Story, by: tuple[str, str] = _by, meaning: str = _meaning) -> None:
        s.step(s.act(by, meaning, of="QP-01"))


@case("late-twice", "Two yearly reviews by one person, then a third.")
def _(s: Story) -> None:
    for number in (1, 2, 3):
        s.step(s.act(JANE, "review", of="QP-01", number=number, signed_at=f"202{number}-03-01T10:00:00Z"))


@case("late-two-in-a-step", "Two reviews by one person in one step, numbered in order.")
def _(s: Story) -> None:
    s.step(
        s.act(JANE, "review", of="QP-01"), s.act(JANE, "review", of="QP-01", number=2, signed_at="2026-03-02T10:00:00Z")
    )


@case("reviewed-with-the-approval", "A review of revision 3 in the step that brings it.")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    s.step(files, s.act(CARL, "review", of="QP-01"), s.act(MIA, "acknowledgement", of="QP-01"))


@case("reviewed-by-an-author", "An author may review and acknowledge; the author rule is for approval and retirement.")
def _(s: Story) -> None:
    s.step(
        s.act(("ann.author", "author"), "review", of="QP-01"),
        s.act(("ann.author", "author"), "acknowledgement", of="QP-01"),
    )


def _stale(s: Story, meaning: str, by: tuple[str, str]) -> None:
    old = s.act(by, meaning, of="QP-01")
    s.step(s.issue("QP-01", "3"))
    s.step(old)


for _meaning in ("approval", "review", "acknowledgement", "withdrawal"):

    @case(
        f"idle-{_meaning}-of-the-last-revision_fail",
        f"A {_meaning} of a revision that is no longer in force.",
        "record-idle",
    )
    def _(s: Story, meaning: str = _meaning) -> None:
        _stale(s, meaning, JANE if meaning == "withdrawal" else CARL)


@case(
    "idle-review-in-the-step-of-its-successor_fail",
    "The old revision is reviewed while the new one comes.",
    "record-idle",
)
def _(s: Story) -> None:
    old = s.act(CARL, "review", of="QP-01")
    s.step(s.issue("QP-01", "3"), old)


@case(
    "idle-withdrawal-in-the-step-of-its-successor_fail",
    "An approval is taken back while the next revision comes.",
    "record-idle",
)
def _(s: Story) -> None:
    old = s.act(JANE, "withdrawal", of="QP-01")
    s.step(s.issue("QP-01", "3"), old)


@case("idle-approval-ahead_fail", "An approval of a revision that nobody has seen.", "record-idle")
def _(s: Story) -> None:
    s.step(s.act(CARL, of="QP-01", revision="3", sha256="3" * 64, supersedes=s.current["QP-01"].sha256))


@case("idle-approval-of-nothing_fail", "An approval of a document that does not exist.", "record-idle")
def _(s: Story) -> None:
    s.step(s.act(CARL, subject="QP-77", revision="1", sha256="1" * 64, supersedes=""))


@case(
    "idle-late-other-supersedes_fail", "A late approval names another predecessor.", "record-idle", "record-supersedes"
)
def _(s: Story) -> None:
    s.step(s.act(CARL, of="QP-01", supersedes=""))


@case("idle-review-other-supersedes_fail", "A review names another predecessor.", "record-idle", "record-supersedes")
def _(s: Story) -> None:
    s.step(s.act(CARL, "review", of="QP-01", supersedes="2" * 64))


@case("idle-review-other-digest_fail", "A review of other bytes.", "record-idle")
def _(s: Story) -> None:
    s.step(s.act(CARL, "review", of="QP-01", sha256="2" * 64))


@case("idle-after-retirement_fail", "A retired document is acknowledged.", "record-idle")
def _(s: Story) -> None:
    s.step(s.retire("QP-01"))
    s.step(s.act(MIA, "acknowledgement", of="QP-01"))


@case("idle-policy-approval-late_fail", "Policies have no late approvals.", "record-idle")
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.rotate(s.policy))
    s.step(s.act(CARL, subject="AUTHORITIES", revision="2", supersedes=old, sha256=s.policy_sha))


@case("idle-policy-approval-parked_fail", "An approval of the next policy, a step ahead.", "record-idle")
def _(s: Story) -> None:
    files = s.rotate(s.policy)
    parked = {path: files.pop(path) for path in list(files) if "jane.doe" in str(path)}
    s.step(parked)
    s.step(files)


@case("idle-guard-approval_fail", "A guarded set is approved that did not change.", "record-idle")
def _(s: Story) -> None:
    s.step({"notes/a": b"x\n"}, s.guard({}))


@case("idle-guard-approval-late_fail", "Guarded sets have no late approvals.", "record-idle")
def _(s: Story) -> None:
    before = s.guarded_digest(s.files())
    s.step(s.guard({"mkdocs.yml": b"site_name: y\n"}))
    after = s.guarded_digest(s.files())
    again: dict[str, Any] = {"signed_at": "2026-04-01T10:00:00Z", "number": 2}
    s.step(s.act(MIA, subject="GUARDED", revision="1", sha256=after, supersedes=before, **again))


@case("idle-retirement_fail", "A retirement, but the document stays.", "record-idle")
def _(s: Story) -> None:
    s.step(s.acts((BOB, JANE), "retirement", of="QP-01"))


@case("idle-import_fail", "An import record in a later step.", "record-idle")
def _(s: Story) -> None:
    listed: dict[str, Any] = {
        "documents": [],
        "retired": [],
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    s.step(s.act(JANE, "import", subject="IMPORT", revision="1", supersedes="", **listed))


@case("idle-enrolment_fail", "Jane enrols a key that the policy already has.", "record-idle")
def _(s: Story) -> None:
    files = s.rotate(s.policy)
    about = {"subject": "AUTHORITIES", "revision": "2", "sha256": s.policy_sha, "supersedes": s.policy["previous"]}
    key = ed25519_key("jane.doe")
    s.step(files, s.enrol("jane.doe", key, s.policy, about | {"policy": s.policy["previous"]}))


@case("idle-among-good-ones_fail", "One record too many beside a good change.", "record-idle")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), s.act(CARL, of="WI-01", revision="2"))
