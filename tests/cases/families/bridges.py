"""Reviews taken over from a forge by a bridge that signs what it saw."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from cases.keys import Key, ed25519_key
from cases.policy import Policy, start_policy
from cases.registry import case
from cases.statements import digest
from cases.story import BOB, CARL, JANE, Acts, Story
from cases.texts import document

HUB = ed25519_key("hub")
RAW = b'[{"user": {"id": 1003, "login": "jane", "type": "User"}, "state": "APPROVED"}]\n'


def _policy(s: Story, evidence: tuple[str, ...] = ("signature", "forge")) -> Policy:
    policy = start_policy()
    policy["classes"]["procedure"]["approve"][1]["evidence"] = list(evidence)
    policy["bridges"] = {"hub": {"forge": "github", "keys": [s.entry(HUB)]}}
    return policy


def _seen(s: Story, by: tuple[str, str] = JANE, *, raw: bytes | None = RAW, key: Key = HUB, **more: Any) -> Acts:  # noqa: ANN401
    """Give the bridge's record of what this person did on the forge."""
    number = {"jane.doe": 1003, "carl.jung": 1002, "bob.smith": 1001, "ann.author": 1000}[by[0]]
    about = {"bridge": "hub", "change": "pull/12", "evidence": digest(RAW), "forge": f"github:{number}"}
    how = {"key": key} | more.pop("how", {})
    members = about | {"approved_at": "2026-03-01T09:00:00Z", "of": "QP-01"} | more
    files = s.act(by, members.pop("meaning", "forge-approval"), how=how, **members)
    place = next(iter(files))
    return files | ({f"{place!s}.raw": raw} if raw is not None else {})


def _revised(s: Story, **more: Any) -> None:  # noqa: ANN401 - passed on
    s.started(_policy(s))
    s.step(s.issue("QP-01", "3", by=(BOB,)), _seen(s, **more))


@case("forge-approval", "Jane approved on GitHub; the bridge signed for it.", start=False)
def _(s: Story) -> None:
    _revised(s)


@case("forge-approval-only", "The rule takes forge approvals only.", start=False)
def _(s: Story) -> None:
    s.begin(_policy(s, ("forge",)))
    s.step(s.issue("QP-01", "1", by=(BOB,)), _seen(s))


@case("forge-approval-raw-of-1-mb", "The forge's answer has exactly 1 MB.", start=False)
def _(s: Story) -> None:
    _with_raw(s, b"x" * 1_000_000)


def _with_raw(s: Story, raw: bytes) -> None:
    s.started(_policy(s))
    s.step(s.issue("QP-01", "3", by=(BOB,)), _seen(s, raw=raw, evidence=digest(raw)))


@case("forge-approval-late", "A late approval on the forge.", start=False)
def _(s: Story) -> None:
    s.started(_policy(s))
    s.step(_seen(s, CARL))


@case(
    "forge-approval-beside-signature",
    "The bridge's record beside a signature of the same person: one slot.",
    start=False,
)
def _(s: Story) -> None:
    s.started(_policy(s))
    s.step(s.issue("QP-01", "3"), _seen(s))


@case("forge-retirement", "A retirement by forge and by signature.", start=False)
def _(s: Story) -> None:
    s.started(_policy(s))
    gone = s.retire("QP-01", (BOB,))
    s.step(gone, _seen(s, meaning="forge-retirement"))


@case("forge-two-people", "Two people approved in one change.", start=False)
def _(s: Story) -> None:
    policy = _policy(s)
    policy["classes"]["procedure"]["approve"][1]["at-least"] = "2"
    s.begin(policy)
    s.step(s.issue("QP-01", "1", by=(BOB,)), _seen(s), _seen(s, CARL))


@case("bridge-added-later", "The next policy adds a bridge, enrolled by its key.", start=True)
def _(s: Story) -> None:
    s.step(s.rotate(_policy(s)))
    s.step(s.issue("QP-01", "3", by=(BOB,)), _seen(s))


@case(
    "bridge-added-without-enrolment_fail", "The next policy adds a bridge without its enrolment.", "enrolment-missing"
)
def _(s: Story) -> None:
    s.step(s.rotate(_policy(s), enrol=False))


@case("bridge-enrolled-by-a-person_fail", "Bob enrols the bridge's key with his own.", "key-owner")
def _(s: Story) -> None:
    old = s.policy_sha
    files = s.rotate(_policy(s), enrol=False)
    about: dict[str, Any] = {
        "subject": "AUTHORITIES",
        "revision": "2",
        "sha256": s.policy_sha,
        "supersedes": old,
        "policy": old,
    }
    s.step(files, s.enrol("hub", HUB, s.policy, about, how={"key": ed25519_key("bob.smith")}))


@case(
    "forge-not-taken_fail",
    "The rule takes signatures only; a forge approval is allowed and fills nothing.",
    "approval-missing",
    start=False,
)
def _(s: Story) -> None:
    policy = _policy(s)
    del policy["classes"]["procedure"]["approve"][1]["evidence"]
    s.started(policy)
    s.step(s.issue("QP-01", "3", by=(BOB,)), _seen(s))


@case("forge-only-signed_fail", "The rule takes forge approvals only; Jane signed.", "approval-missing", start=False)
def _(s: Story) -> None:
    s.begin(_policy(s, ("forge",)))
    s.step(s.issue("QP-01", "1"))


@case(
    "forge-and-signature-of-one_fail",
    "At least two are asked for; Jane signed and approved on the forge.",
    "approval-missing",
    start=False,
)
def _(s: Story) -> None:
    policy = _policy(s)
    policy["classes"]["procedure"]["approve"][1]["at-least"] = "2"
    s.begin(policy)
    s.step(s.issue("QP-01", "1"), _seen(s))


@case("forge-author-approves_fail", "Jane is an author and approved on the forge.", "author-approves", start=False)
def _(s: Story) -> None:
    s.started(_policy(s))
    s.step(s.issue("QP-01", "3", by=(BOB,), authors=["jane.doe"]), _seen(s, authors=["jane.doe"]))


for _name, _why, _more, _codes in (
    ("raw-missing", "The forge's answer is missing.", {"raw": None}, "evidence-differs"),
    ("raw-other", "The forge's answer is another.", {"raw": RAW + b" "}, "evidence-differs"),
    ("raw-digest", "The record names another answer.", {"evidence": "0" * 64}, "evidence-differs"),
    ("signed-by-jane", "Jane signs the bridge's record herself.", {"key": ed25519_key("jane.doe")}, "key-owner"),
    ("signed-by-nobody", "A key that nobody knows signs for the bridge.", {"key": ed25519_key("eve")}, "key-unknown"),
    (
        "signed-as-approval",
        "The bridge signs as for an approval.",
        {"how": {"namespace": "qms-approval-v1"}},
        "signature-namespace",
    ),
    ("account-of-another", "The account is Carl's.", {"forge": "github:1002"}, "person-unknown"),
    ("account-of-nobody", "The account is nobody's.", {"forge": "github:99"}, "person-unknown"),
    (
        "account-elsewhere",
        "The account is of another forge than the bridge's.",
        {"forge": "gitlab:1003"},
        "person-unknown record-field",
    ),
    ("account-login", "A login in the place of the number.", {"forge": "github:jane"}, "record-field"),
    (
        "bridge-unknown",
        "A bridge that the policy does not know.",
        {"bridge": "lab"},
        "key-unknown key-owner person-unknown record-field",
    ),
    ("approved-after-signed", "Approved later than signed.", {"approved_at": "2026-03-01T10:00:01Z"}, "record-field"),
    ("approved-no-time", "No time of approval.", {"approved_at": None}, "record-field"),
    ("no-change", "No name of the change.", {"change": None}, "record-field"),
    ("no-authors", "No authors.", {"authors": []}, "record-field"),
    ("name", "The forge's display name in the place of the policy's.", {"name": "jane"}, "name-differs"),
    ("role", "A role that Jane does not hold.", {"by": ("jane.doe", "process-owner")}, "role-not-held"),
    ("unsigned", "The bridge did not sign.", {"how": {"sig": None}}, "signature-missing"),
):

    @case(f"forge-{_name}_fail", _why, *_codes.split(), start=False)
    def _(s: Story, more: dict[str, Any] = _more) -> None:
        _revised(s, **more)


@case(
    "forge-raw-too-large_fail",
    "The forge's answer has one byte more than 1 MB.",
    "record-stray",
    "evidence-differs",
    start=False,
)
def _(s: Story) -> None:
    _with_raw(s, b"x" * 1_000_001)


@case("forge-raw-edited_fail", "The forge's answer was changed later.", "record-edited", start=False)
def _(s: Story) -> None:
    _revised(s)
    s.step({next(path for path in s.files() if path.endswith(b".raw")): b"[]"})


@case("forge-raw-later_fail", "The forge's answer comes a step later.", "evidence-differs", start=False)
def _(s: Story) -> None:
    s.started(_policy(s))
    files = s.issue("QP-01", "3", by=(BOB,)) | _seen(s)
    raw = {path: files.pop(path) for path in list(files) if str(path).endswith(".raw")}
    s.step(files)
    s.step(raw)


@case(
    "forge-approval-of-a-policy_fail",
    "A review on the forge approves no policy.",
    "record-field",
    "policy-unapproved",
    start=False,
)
def _(s: Story) -> None:
    s.started(_policy(s))
    old = s.policy_sha
    files = s.rotate(deepcopy(s.policy), (("bob.smith", "managing-director"),))
    about: dict[str, Any] = {
        "subject": "AUTHORITIES",
        "revision": "2",
        "sha256": s.policy_sha,
        "supersedes": old,
        "policy": old,
    }
    s.step(files, _seen(s, of=None, **about))


@case("bridge-signs-an-approval_fail", "The bridge's key signs Jane's own approval.", "key-owner", start=False)
def _(s: Story) -> None:
    s.started(_policy(s))
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, of="QP-01", how={"key": HUB}))


def _without_account(policy: Policy) -> None:
    policy["people"]["jane.doe"]["forge"] = []


def _retired(policy: Policy) -> None:
    policy["bridges"]["hub"]["keys"][0]["state"] = "retired"


for _name, _why, _edit, _codes in (
    (
        "account-gone",
        "Jane's account left the policy; the record names the policy before.",
        _without_account,
        "person-unknown",
    ),
    (
        "bridge-key-retired",
        "The bridge's key was retired; the record names the policy before.",
        _retired,
        "key-inactive",
    ),
    ("bridge-gone", "The bridge's key may not leave the policy.", lambda p: p.pop("bridges"), "key-removed"),
):

    @case(f"forge-{_name}_fail", _why, _codes, start=False)
    def _(s: Story, edit: Callable[[Policy], object] = _edit) -> None:
        s.started(_policy(s))
        old = s.policy_sha
        policy = deepcopy(s.policy)
        edit(policy)
        s.step(s.rotate(policy))
        s.step(s.issue("QP-01", "3", by=(BOB,)), _seen(s, policy=old))


@case(
    "forge-approval-of-other-bytes_fail", "The bridge saw another text.", "approval-missing", "record-idle", start=False
)
def _(s: Story) -> None:
    s.started(_policy(s))
    seen = s.issue("QP-01", "3", by=(BOB,)) | _seen(s)
    s.step(seen | {"procedures/QP-01.md": document("QP-01", "3", "Other.\n")})
