"""Part 3 of a step: every new record is judged by itself, in fourteen checks of which the first that fails is named.

Source: approval format 1, §5 (check of one record) and §7 S 3. The form (① to ④) is `record`'s; who may sign, with
which key, and whether the signature holds (⑤ to ⑭) is judged here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from sys import intern
from typing import cast

from qms.model.approval import SignedRecord
from qms.model.policy import KeyState, Person, Policy

from . import grammar
from .keys import fingerprint
from .record import Content, RecordFault, RecordKind, check_fields, parse_record, record_number, record_stem
from .sshsig import MAX_SIGNATURE, Signature, SignatureFault, check_namespace, parse_signature, verify
from .state import BRIDGE, RECORDS, Owned
from .step import Step
from .units import sha256

ENROLMENT = "key-enrolment/1"
FORGE = "forge-approval/1"
MAX_TOKEN = 16 * 1024
MAX_RAW = 1_000_000
TOLERANCE = timedelta(minutes=5)
_EXTRA = ("key", "bridge", "change", "approved_at", "forge", "evidence")


def check_records(step: Step) -> None:
    """Part 3: judge every file that the step adds under `records/approvals/`."""
    seen: set[str] = set()
    for path in sorted(path for path in step.changes if path.startswith(RECORDS) and step.added(path)):
        if path.endswith(".json"):
            try:
                record = judge_record(step, path, seen)
            except (RecordFault, SignatureFault) as fault:
                step.refuse(fault.code, path, fault.message)
            else:
                if record:
                    step.signed.append(record)
        elif stray := _stray(step, path):
            step.refuse("record-stray", path, stray)


def _stray(step: Step, path: str) -> str:
    """Why a file that is no record may not lie there; the empty text when it belongs to a record."""
    stem, _, ending = path.rpartition(".")
    if not stem.endswith(".json") or ending not in ("sig", "tsr", "raw") or not step.after(stem):
        return "the file is no record, and belongs to none"
    if ending == "sig":
        return "" if step.added(stem) else "the signature came after its record"
    if ending == "tsr":
        return "the file is too large" if len(step.data(path)) > MAX_TOKEN else ""
    if not step.added(stem) or b'\n "format": "forge-approval/1",\n' not in step.data(stem):
        return "only a new record about a forge has such a file"
    return "the file is too large" if len(step.data(path)) > MAX_RAW else ""


def judge_record(step: Step, path: str, seen: set[str]) -> SignedRecord | None:
    """One new record, or None when another problem of the step keeps it from being judged.

    Args:
        step: The step that adds it.
        path: Its `.json` file.
        seen: Object ids of the records of this step so far.

    Raises:
        RecordFault: The first of the checks that fails.
        SignatureFault: Likewise.
    """
    content = parse_record(step.data(path))  # ① ②
    kind = check_fields(content)  # ③
    _check_place(step, path, content)  # ④
    file = step.after(path)
    if file and (file.blob in step.state.statements or file.blob in seen):  # ⑤
        raise RecordFault("record-duplicate", "the same statement stands twice")
    seen.add(file.blob if file else "")
    in_force = step.state.policy
    if content["project"] != in_force.project:  # ⑥
        raise RecordFault("record-project", f"the record belongs to the project {content['project']}")
    policies = _policies(step, content)  # ⑦
    if policies is None:
        return None
    _check_person(content, policies)  # ⑧ ⑨ ⑩
    _check_time_and_authors(content, in_force, step.now)  # ⑪ ⑫
    signature, user_verified = _check_signature(step, path, content, kind, policies)  # ⑬
    if content["format"] == FORGE:
        _check_forge(step, path, content, policies)  # ⑭
    return SignedRecord(
        path=path,
        authors=tuple(map(intern, cast("list[str]", content["authors"]))),
        key=step.state.keys(policies[0])[signature.key].key.blob,
        user_verified=user_verified,
        version=in_force.version,
        step=step.name,
        extra={name: str(content[name]) for name in _EXTRA if name in content},
        # One text for all that say the same: a history has tens of thousands of records.
        **{name: intern(str(content[name])) for name in _PLAIN},
    )


_PLAIN = (
    "format", "meaning", "subject", "revision", "sha256", "supersedes", "person", "name", "role", "signed_at", "policy",
)  # fmt: skip


def _check_place(step: Step, path: str, content: Content) -> None:
    stem = record_stem(content)
    number = record_number(path, stem)
    if not number:
        raise RecordFault("record-path", f"by its content the record belongs at {stem}.json")
    before = f"{stem}.json" if number == 2 else f"{stem}.{number - 1}.json"  # noqa: PLR2004 - the second of its kind
    if number > 1 and not step.after(before):
        raise RecordFault("record-path", f"number {number} stands there without {before}")


def _policies(step: Step, content: Content) -> tuple[Policy, Policy] | None:
    """Check ⑦: the policy the signer saw, and the one that judges him."""
    in_force = step.state.policy
    about_policy = content["format"] in (ENROLMENT, "policy-approval/1")
    saw = next((policy for policy in step.state.policies if policy.digest == content["policy"]), None)
    if saw is None or (about_policy and saw is not in_force):
        wanted = "the policy in force" if about_policy else "a policy of this history"
        raise RecordFault("record-policy", f"the record names a policy that is not {wanted}")
    if content["format"] != ENROLMENT:
        return saw, in_force
    if not step.brings_policy:
        raise RecordFault("record-idle", "a key is enrolled, and no new policy comes with it")
    return (step.new_policy, step.new_policy) if step.new_policy else None


def _check_person(content: Content, policies: tuple[Policy, Policy]) -> None:
    """Checks ⑧, ⑨ and ⑩."""
    person, role = str(content["person"]), str(content["role"])
    if content["format"] == ENROLMENT and role == BRIDGE:
        if person not in policies[0].bridges:
            raise RecordFault("person-unknown", f"there is no bridge {person} in the new policy")
        if content["name"] != person:
            raise RecordFault("name-differs", f"the name of the bridge is {person}")
        return
    people = [policy.people.get(person) for policy in policies]
    if None in people:
        raise RecordFault("person-unknown", f"{person} is not a person of both policies")
    saw, now = cast("list[Person]", people)
    if content["name"] != saw.name:
        raise RecordFault("name-differs", f"the policy prints {person} as {saw.name}")
    if role not in saw.roles or role not in now.roles:
        raise RecordFault("role-not-held", f"{person} does not hold the role {role} in both policies")


def _check_time_and_authors(content: Content, in_force: Policy, now: datetime) -> None:
    """Checks ⑪ and ⑫."""
    signed = grammar.parse_instant(str(content["signed_at"]))
    if signed is None or (signed > now and signed - now > TOLERANCE):
        raise RecordFault("time-future", f"the record is signed at {content['signed_at']}")
    for author in cast("list[str]", content["authors"]):
        if author not in in_force.people:
            raise RecordFault("author-unknown", f"the author {author} is no person of the policy")


def _check_signature(
    step: Step, path: str, content: Content, kind: RecordKind, policies: tuple[Policy, Policy]
) -> tuple[Signature, bool]:
    """Check ⑬: a good signature, by an active key of the right owner in both policies."""
    name = f"{path}.sig"
    if not step.after(name):
        raise RecordFault("signature-missing", f"there is no {name}")
    data = step.data(name)
    if len(data) > MAX_SIGNATURE:
        raise RecordFault("signature-malformed", f"the signature has {len(data):,} bytes")
    signature = parse_signature(data)
    check_namespace(signature, kind.namespace)
    owned = [step.state.keys(policy).get(signature.key) for policy in policies]
    if None in owned:
        raise RecordFault("key-unknown", f"the key {fingerprint(signature.key)} is not in both policies")
    _check_owner(content, signature, cast("list[Owned]", owned))
    step.signatures += 1
    return signature, verify(signature, step.data(path)).user_verified


def _check_owner(content: Content, signature: Signature, owned: list[Owned]) -> None:
    owner = str(content["person"])
    if content["format"] == FORGE:
        owner = f"{BRIDGE} {content['bridge']}"
    elif content["format"] == ENROLMENT:
        owner = f"{BRIDGE} {owner}" if content["role"] == BRIDGE else owner
        if content["key"] != fingerprint(signature.key):
            raise RecordFault("key-owner", "the signature was made by another key than the one that is enrolled")
    for found in owned:
        if found.owner != owner:
            raise RecordFault("key-owner", f"the key belongs to {found.owner}, not to {owner}")
    for found in owned:
        if found.key.state is not KeyState.ACTIVE:
            raise RecordFault("key-inactive", f"the key is {found.key.state.value}")


def _check_forge(step: Step, path: str, content: Content, policies: tuple[Policy, Policy]) -> None:
    """Check ⑭: the forge's account is the person's, and the forge's answer is kept."""
    account, person, bridge = (str(content[name]) for name in ("forge", "person", "bridge"))
    for policy in policies:
        of_bridge = policy.bridges[bridge].forge if bridge in policy.bridges else ""
        if account not in policy.people[person].forge or account.partition(":")[0] != of_bridge:
            raise RecordFault("person-unknown", f"{account} is not an account of {person} on the bridge's forge")
    raw = f"{path}.raw"
    if not step.after(raw) or sha256(step.data(raw)) != content["evidence"]:
        raise RecordFault("evidence-differs", f"{raw} is missing, or is not what the record names")
