"""Cases that mutants asked for: each one catches a broken verifier that no other case caught."""

from __future__ import annotations

from copy import deepcopy
from functools import partial

from cases.families.anchors import imported, imports
from cases.families.bridges import HUB
from cases.forge import SUBMODULE
from cases.keys import ed25519_key
from cases.policy import start_policy
from cases.registry import case
from cases.statements import digest
from cases.story import BOB, BOSS, CARL, JANE, MIA, Story
from cases.texts import document

_MEGABYTE = 1_000_000
branch = partial(case, against="main", head="change")
_TWO = {"procedures/QP-07.md": document("QP-07", "7"), "procedures/QP-08.md": document("QP-07", "7", "Other.\n")}


def _row(path: str) -> list[dict[str, str]]:
    return [{"id": "QP-07", "revision": "7", "sha256": digest(_TWO[path])}]


for _name, _path in (("first", "procedures/QP-07.md"), ("last", "procedures/QP-08.md")):

    @case(
        f"import-id-twice-{_name}-listed_fail",
        f"Two imported documents have one id; the list has the {_name} of them.",
        "id-duplicate",
        start=False,
    )
    def _(s: Story, path: str = _path) -> None:
        imported(s, documents=_TWO, listed=_row(path))


def _large(s: Story, size: int) -> None:
    """Begin with an import that retires so many ids that the larger of its records has this size."""
    empty = max(len(data) for path, data in imports(s, []).items() if str(path).endswith(".json"))
    room = size - empty - len("\n ")
    ids = [f"QP-{number:06}" for number in range(room // 15 - 1)]  # each with a line of its own takes 15 bytes
    letters = room - 15 * len(ids) + 1 - len('  "-000000",\n')
    first = min(letters, 7 if letters == 9 else 8)
    ids.append("-".join(["Z" * first, *(["Z" * (letters - first - 1)] if letters > first else []), "000000"]))
    imported(s, documents={}, listed=[], retired=ids)
    sizes = [len(s.read(path.decode())) for path in s.files() if path.endswith(b".json")]
    assert max(sizes) == size, sizes


@case("import-of-1-mb", "The larger import record has exactly 1 MB.", start=False)
def _(s: Story) -> None:
    _large(s, _MEGABYTE)


@case("import-over-1-mb_fail", "The larger import record has one byte more.", "record-malformed", start=False)
def _(s: Story) -> None:
    _large(s, _MEGABYTE + 1)


@case("enrolment-without-a-policy_fail", "A key is enrolled, and no policy comes with it.", "record-idle")
def _(s: Story) -> None:
    old = s.policy_sha
    about = {"subject": "AUTHORITIES", "revision": "2", "sha256": "1" * 64, "supersedes": old, "policy": old}
    s.step(s.enrol("bob.smith", ed25519_key("bob.smith 2"), s.policy, about))


@case("enrolment-of-the-policy-in-force_fail", "The policy in force is named as the new one.", "record-idle")
def _(s: Story) -> None:
    old = s.policy_sha
    about = {"subject": "AUTHORITIES", "revision": "1", "sha256": old, "supersedes": old, "policy": old}
    s.step(s.enrol("bob.smith", ed25519_key("bob.smith"), s.policy, about))


def _bridge(s: Story, owner: str, **members: str) -> None:
    """Tell the next policy, which adds a bridge, with an enrolment of its key."""
    policy = start_policy()
    policy["bridges"] = {"hub": {"forge": "github", "keys": [s.entry(HUB)]}}
    old = s.policy_sha
    files = s.rotate(policy, enrol=False)
    about = {"subject": "AUTHORITIES", "revision": "2", "supersedes": old, "policy": old, "sha256": s.policy_sha}
    s.step(files, s.enrol(owner, HUB, s.policy, about | members))


@case("bridge-enrolled-by-a-ghost_fail", "The bridge's key is enrolled for a bridge that is none.", "person-unknown")
def _(s: Story) -> None:
    _bridge(s, "ghost")


@case("bridge-enrolled-under-another-name_fail", "The bridge's enrolment prints another name.", "name-differs")
def _(s: Story) -> None:
    _bridge(s, "hub", name="Jane Doe")


for _name, _data in (("list", b"[]\n"), ("text", b'"approval"\n')):

    @case(
        f"record-is-a-{_name}_fail",
        f"The record is a JSON {_name}.",
        "record-malformed",
        "record-not-canonical",
        "record-field",
    )
    def _(s: Story, data: bytes = _data) -> None:
        place = "records/approvals/QP-01/2/review.quality-manager.jane.doe.json"
        s.step({place: data, f"{place}.sig": b"x\n"})


@case(
    "policy-approved-for-a-document_fail",
    "The right people sign a document of the step in the right roles, and nobody signs the policy.",
    "policy-unapproved",
)
def _(s: Story) -> None:
    policy = s.rotate(deepcopy(s.policy), ())
    old = s.policy["previous"]
    s.step(policy, s.issue("QP-01", "3", by=(BOB, JANE, BOSS), policy=old))


@case(
    "guarded-approved-for-a-document_fail",
    "The toolsmith signs a document of the step, and not the guarded change.",
    "guard-unapproved",
)
def _(s: Story) -> None:
    s.step(s.guard({"mkdocs.yml": b"site_name: y\n"}, ()), s.issue("QP-01", "3", by=(BOB, JANE, MIA)))


@case("policy-next-with-a-folder", "A folder document stays whole under the next policy.", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["procedure"]["paths"] = ["procedures/*.md", "procedures/*/*.md", "procedures/*/*.csv"]
    s.started(policy)
    files = {"index.md": document("QP-02", "1"), "form.csv": b"a\n"}
    s.step(s.issue("QP-02", "1", files, path="procedures/QP-02"))
    s.step(s.rotate(deepcopy(s.policy)))
    s.step(s.issue("QP-02", "2", files | {"index.md": document("QP-02", "2")}))


@branch(
    "branch-on-a-refused-anchor_fail", "The base is refused at the anchor; the branch is not judged.", "anchor-mismatch"
)
def _(s: Story) -> None:
    s.branch("change")
    s.step({"notes/a": b"x\n"}, on="change")
    s.anchor["policy_sha256"] = "0" * 64


for _name, _side in (("fork", "fork"), ("base", "main"), ("branch", "change")):
    for _what in ("file", "folder"):

        @branch(
            f"branch-merge-without-the-{_what}-of-the-{_name}_fail",
            f"Both sides change a {_what} that the merge needs, and the copy has not got that of the {_name}.",
            "object-missing",
        )
        def _(s: Story, side: str = _side, what: str = _what) -> None:
            lines = [b"%d\n" % number for number in range(9)]
            s.step({"notes/a/b": b"".join(lines)})
            s.branch("fork")
            s.branch("change")
            s.step({"notes/a/b": b"".join([b"first\n", *lines[1:]])})
            s.step({"notes/a/b": b"".join([*lines[:-1], b"last\n"])}, on="change")
            file = s.files(side)[b"notes/a/b"]
            del s.forge.refs["refs/heads/fork"]
            s.forge.dropped.add(file[1] if what == "file" else s.forge.tree({b"b": file}))


@case(
    "withdrawn-and-again-at-once",
    "Jane takes her approval back and gives another in the same step: the new one counts.",
)
def _(s: Story) -> None:
    again = s.act(JANE, of="QP-01", number=2, signed_at="2026-03-02T10:00:00Z")
    s.step(s.act(JANE, "withdrawal", of="QP-01"), again)


@case("policy-and-retirement-at-once", "A step brings a policy and retires a document.")
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.retire("WI-01"), s.rotate(deepcopy(s.policy)))
    assert s.policy["previous"] == old


@case("policy-and-document-at-once", "A step brings a policy and a new document, approved under the old one.")
def _(s: Story) -> None:
    s.step(s.issue("WI-02", "1"), s.rotate(deepcopy(s.policy)))


@case(
    "new-documents-one-approved_fail",
    "Two new documents in one step, one of them approved; neither replaces anything.",
    "approval-missing",
)
def _(s: Story) -> None:
    s.step(s.issue("QP-11", "1"), s.issue("WI-11", "1", by=()))


@case(
    "retirements-at-once-one-approved_fail",
    "Two documents go in one step, the retirement of one is signed.",
    "retirement-missing",
)
def _(s: Story) -> None:
    s.step(s.retire("QP-01"), s.retire("WI-01", ()))


@case("authors-of-one-approve-another", "Bob wrote the instruction and approves the procedure in the same step.")
def _(s: Story) -> None:
    s.step(s.issue("WI-01", "2", authors=["bob.smith"]), s.issue("QP-01", "3"))


@case(
    "policy-with-a-stray-approval_fail", "Besides the approvals of the policy there is one of another.", "record-idle"
)
def _(s: Story) -> None:
    old = s.policy_sha
    about = {"subject": "AUTHORITIES", "revision": "2", "sha256": "1" * 64, "supersedes": old, "policy": old}
    s.step(s.rotate(deepcopy(s.policy)), s.act(CARL, **about))


@case(
    "guarded-with-a-stray-approval_fail",
    "Besides the approval of the guarded set there is one of another.",
    "record-idle",
)
def _(s: Story) -> None:
    before = s.guarded_digest(s.files())
    about = {"subject": "GUARDED", "revision": "1", "sha256": "1" * 64, "supersedes": before}
    s.step(s.guard({"mkdocs.yml": b"site_name: y\n"}), s.act(BOB, **about))


@case("enrolment-with-a-stray-one_fail", "The new key signs the new policy, and another one too.", "record-idle")
def _(s: Story) -> None:
    policy, old, key = deepcopy(s.policy), s.policy_sha, ed25519_key("bob.smith 2")
    policy["people"]["bob.smith"]["keys"].append(s.entry(key))
    files = s.rotate(policy)
    about = {"subject": "AUTHORITIES", "revision": "2", "sha256": "1" * 64, "supersedes": old, "policy": old}
    s.step(files, s.enrol("bob.smith", key, s.policy, about | {"number": 2}))


@case("retirement-with-a-stray-one_fail", "Besides the retirements there is one of another text.", "record-idle")
def _(s: Story) -> None:
    s.step(s.retire("QP-01"), s.act(CARL, "retirement", of="QP-01", sha256="1" * 64, supersedes="1" * 64))


@case("retirement-after-the-end_fail", "Carl retires a document that is retired already.", "record-idle")
def _(s: Story) -> None:
    s.step(s.retire("QP-01"))
    s.step(s.act(CARL, "retirement", of="QP-01"))


@case("retired-then-key-compromised", "The key behind a retired document is compromised: nothing is suspended.")
def _(s: Story) -> None:
    s.step(s.issue("WI-01", "2", by=(CARL,)))
    s.step(s.retire("WI-01"))
    policy = deepcopy(s.policy)
    policy["people"]["carl.jung"]["keys"][0] |= {"state": "compromised", "since": "1"}
    s.step(s.rotate(policy))


@case(
    "step-of-5000-paths-then-another_fail", "After a step of exactly 5,000 paths judging goes on.", "path-unclassified"
)
def _(s: Story) -> None:
    s.step({f"notes/{number}": b"x\n" for number in range(5_000)})
    s.step({"nowhere": b"x\n"})


@branch(
    "branch-empty-commit-of-an-approver_fail",
    "Jane makes a commit without a change: she is an author.",
    "author-unlisted",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3"), on="change")
    s.step({}, on="change", author="jane.doe@example.org")


@branch("branch-note-of-an-approver_fail", "Jane adds a note beside her record: she is an author.", "author-unlisted")
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3"), on="change")
    s.step({"notes/a": b"x\n"}, on="change", author="jane.doe@example.org")


@branch(
    "branch-record-changed-by-an-approver_fail",
    "Jane replaces a record of the branch: she is an author.",
    "author-unlisted",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, of="QP-01", signed_at="2026-02-01T00:00:00Z"), on="change")
    s.step(s.act(JANE, of="QP-01"), on="change", author="jane.doe@example.org")


@branch(
    "branch-records-merged-by-an-approver_fail",
    "Jane merges her record into the branch: she is an author.",
    "author-unlisted",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step(s.issue("QP-01", "3", by=(BOB,)), on="change")
    s.branch("record", s.tip("change"))
    record = s.act(JANE, of="QP-01")
    side = s.step(record, on="record", author="jane.doe@example.org")
    s.step(record, on="change", author="jane.doe@example.org", parents=[side])


@branch("branch-with-everything", "A branch brings a document, a review, a policy and a guarded change, all approved.")
def _(s: Story) -> None:
    s.branch("change")
    s.step(
        s.issue("QP-01", "3"),
        s.act(CARL, "review", of="QP-01"),
        s.act(CARL, "acknowledgement", of="WI-01"),
        on="change",
    )
    s.step(s.guard({"mkdocs.yml": b"site_name: y\n"}), on="change")
    s.step(s.rotate(deepcopy(s.policy)), on="change")


@case(
    "import-beside-what-only-looks-like-one",
    "Beside the baseline lie a file, a folder without a number, and old records of documents with long ids.",
    start=False,
)
def _(s: Story) -> None:
    names = ("IMPORT/9", "IMPORT/old/a.json", "IMPORT/007/a.json", "QP-012/4/a.json", "QP-0012/4/a.json", "GUARDED/8")
    imported(s, {f"records/approvals/{name}": b"{}\n" for name in (*names, "GUARDED/old/a.json", "GUARDED/07/a.json")})
    s.step(s.guard({"mkdocs.yml": b"site_name: y\n"}))
    s.step(s.issue("QP-07", "8"))


_RECORD = "records/approvals/QP-01/2/approval.quality-manager.jane.doe.json"

for _name, _place in (
    ("of-a-signature", f"{_RECORD}.sig.tsr"),
    ("beside-nothing", "records/approvals/tokens.tsr"),
):

    @case(f"token-{_name}_fail", "A small time stamp that belongs to no record.", "record-stray")
    def _(s: Story, place: str = _place) -> None:
        s.step({place: b"x"})


@case(
    "raw-of-an-ordinary-approval_fail",
    "A forge's answer lies beside a new approval that names no forge.",
    "record-stray",
)
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    s.step(files, {next(str(path) for path in files if str(path).endswith(".json")) + ".raw": b"[]\n"})


@case("raw-after-an-ordinary-approval_fail", "A forge's answer is put beside an approval of long ago.", "record-stray")
def _(s: Story) -> None:
    s.step({f"{_RECORD}.raw": b"[]\n"})


def _by_hub(s: Story, account: str, evidence: bytes) -> None:
    """Tell a revision that Jane approved on a forge; without evidence there is no file of the forge's answer."""
    policy = start_policy()
    policy["classes"]["procedure"]["approve"][1]["evidence"] = ["signature", "forge"]
    policy["bridges"] = {"hub": {"forge": "github", "keys": [s.entry(HUB)]}}
    policy["people"]["jane.doe"]["forge"].append("gitlab:77")
    s.started(policy)
    about = {"bridge": "hub", "change": "pull/12", "evidence": digest(evidence), "forge": account}
    about["approved_at"] = "2026-03-01T09:00:00Z"
    files = s.issue("QP-01", "3", by=(BOB,))
    files |= s.act(JANE, "forge-approval", of="QP-01", how={"key": HUB}, **about)
    place = next(str(path) for path in files if "/forge-approval." in str(path))
    s.step(files, {f"{place}.raw": evidence} if evidence else {})


@case(
    "forge-approval-of-nothing_fail",
    "The evidence is the digest of no bytes, and no file.",
    "evidence-differs",
    start=False,
)
def _(s: Story) -> None:
    _by_hub(s, "github:1003", b"")


@case("forge-approval-of-two-accounts", "Jane has accounts on two forges and used that of the bridge.", start=False)
def _(s: Story) -> None:
    _by_hub(s, "github:1003", b"[]\n")


@case(
    "forge-approval-by-the-other-account_fail",
    "Jane has accounts on two forges; the bridge speaks for that of the other one.",
    "record-field",
    "person-unknown",
    "key-unknown",
    "key-owner",
    start=False,
)
def _(s: Story) -> None:
    _by_hub(s, "gitlab:77", b"[]\n")


@case("policy-and-retirement-of-a-folder-at-once", "A step brings a policy and retires a folder document.")
def _(s: Story) -> None:
    files = {"index.md": document("QP-02", "1"), "form.csv": b"a\n"}
    s.step(s.issue("QP-02", "1", files, path="procedures/QP-02"))
    s.step(s.retire("QP-02"), s.rotate(deepcopy(s.policy)))


@branch(
    "branch-with-a-submodule_fail",
    "A branch brings a submodule: its commit is nowhere, and nobody looks for it.",
    "path-submodule",
)
def _(s: Story) -> None:
    s.branch("change")
    s.step({"notes/module": (SUBMODULE, b"1" * len(s.tip()))}, on="change")
