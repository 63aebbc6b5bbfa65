"""Each document: its digest, what its front matter says, and whether the approvals for just these bytes suffice."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .folder import Folder
from .restricted import read_yaml
from .rules import Policy, class_fits, missing
from .signed import APPROVES, RETIRES, Record, sha256
from .words import RefusalError, Report

INDEX = "index.md"
_HEAD = re.compile(r"---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_REVISION = re.compile(r"([1-9][0-9]{0,3})(?:\.([1-9][0-9]{0,2}))?")


class Evidence(NamedTuple):
    """What documents are judged by: good records, policies by digest, those of an import, and the policy in force."""

    records: list[Record]
    policies: dict[str, Policy]
    imported: dict[str, tuple[str, str]]
    retired: set[str]
    in_force: Policy


def read_imports(policies: list[Policy], records: list[Record]) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """The documents that a signed list took over at the anchor: revision and digest by id; and the ids it retires.

    Raises:
        RefusalError: There is such a list, and it is not approved as the anchor's policy asks.
    """
    policy = policies[0]
    found = [one for one in records if one.members["format"] == "import/1" and one.members["policy"] == policy.digest]
    newest = max((int(one.members["revision"]) for one in found), default=0)
    found = [one for one in found if int(one.members["revision"]) == newest]
    if not found:
        return {}, set()
    members = found[0].members
    listed = [(item["id"], item["revision"], item["sha256"]) for item in members["documents"]]
    lines = "".join(f"{digest}  {name} {revision}\n" for name, revision, digest in listed)
    if any(sha256(lines.encode()) != one.members["sha256"] for one in found):
        raise RefusalError("the lists of the documents that were taken over differ")
    if any((one.members["documents"], one.members["retired"]) != (members["documents"], members["retired"])
           for one in found):  # fmt: skip
        raise RefusalError("the lists of the documents that were taken over differ")
    empty = missing(policy.authorities, found)
    if empty:
        raise RefusalError(f"the list of documents taken over lacks the approval of: {', '.join(empty)}")
    return {name: (revision, digest) for name, revision, digest in listed}, set(members["retired"])


def check_documents(folder: Folder, contents: dict[str, Any], evidence: Evidence, report: Report) -> None:
    """Step: every document is what was approved, and nothing approved is missing or hidden."""
    report.step("Is every document exactly what was approved, by enough of the right people?")
    before = report.refused
    in_force, to_come = contents["documents"], contents["to_come"]
    for item in [*in_force, *to_come]:
        _check_item(folder, item, contents, evidence, report)
    _check_complete(contents, evidence, report)
    _check_stray(folder, contents, report)
    if report.refused == before:
        taken = sum(item["imported"] for item in in_force)
        if len(in_force) > taken:
            report.good(f"{len(in_force) - taken} documents in force have every approval that the policy asked for")
        if taken:
            report.good(f"{taken} documents in force are on the signed list with which the system began")
        if to_come:
            report.note(f"{len(to_come)} further approved texts come into force later")


def _check_item(
    folder: Folder, item: dict[str, Any], contents: dict[str, Any], evidence: Evidence, report: Report
) -> None:
    """One line of the list."""
    try:
        fields = _check_document(folder, item, evidence)
        _check_day(fields.get("effective", ""), contents["day"], later=item in contents["to_come"])
        for text in _doubts(item, evidence):
            report.note(f"{item['id']}: {text}")
    except RefusalError as error:
        report.refuse(f"{item['id']} revision {item['revision']}: {error}")


def _check_day(effective: str, day: str, *, later: bool) -> None:
    if later and not effective > day:
        raise RefusalError(f"it is said to come into force after {day}, and its text does not say so")
    if not later and effective > day:
        raise RefusalError(f"it comes into force on {effective}, after {day}")


def _check_document(folder: Folder, item: dict[str, Any], evidence: Evidence) -> dict[str, Any]:
    """One document; its front matter comes back."""
    front = f"{item['folder']}/{INDEX if is_folder(item) else item['files'][0]}"
    fields = _fields(folder.read(front))
    if (fields.get("id"), fields.get("revision")) != (item["id"], item["revision"]):
        raise RefusalError("its front matter has another id or revision")
    if _digest(folder, item) != item["digest"]:
        raise RefusalError("its digest is not the listed one")
    if not item["imported"]:
        _check_approvals(item, fields.get("approval", []), evidence)
    elif evidence.imported.get(item["id"]) != (item["revision"], item["digest"]):
        raise RefusalError("the signed list with which the system began does not name this text")
    return fields


def _check_approvals(item: dict[str, Any], asked: list[str], evidence: Evidence) -> None:
    """Do the approvals of just these bytes meet the rules of the policy that judged them?"""
    policy = evidence.policies.get(item["policy"])
    if policy is None or not class_fits(policy, item["class"], item["place"]):
        raise RefusalError(f"it does not stand where documents of the class {item['class']} do")
    document_class = policy.classes[item["class"]]
    given = _standing(item["id"], item["revision"], item["digest"], evidence)
    if len({record.members["supersedes"] for record in given}) > 1:
        raise RefusalError("its approvals do not agree on what it replaces")
    empty = missing([*document_class["approve"], *({"role": role} for role in asked)], given)
    if empty:
        raise RefusalError(f"no approval of just these bytes by: {', '.join(empty)}")
    if min(evidence.policies[record.members["policy"]].version for record in given) > policy.version:
        raise RefusalError("its approvals are all younger than the policy that is said to have judged it")
    authors = {author for record in given for author in record.members["authors"]}
    own = sorted(authors & {record.members["person"] for record in given})
    if own and document_class.get("self-approval") != "true":
        raise RefusalError(f"{', '.join(own)} wrote it and approved it too, which the policy forbids")


def _standing(name: str, revision: str, digest: str, evidence: Evidence) -> list[Record]:
    """The approvals of a text that nobody took back, by keys that are not said to be compromised since then."""
    about = [record for record in evidence.records if record.about(name, revision, digest)]
    taken: dict[tuple[str, str], str] = {}
    for record in about:
        if record.members["meaning"] == "withdrawal":
            who = (record.members["person"], record.members["role"])
            taken[who] = max(taken.get(who, ""), record.members["signed_at"])
    found = []
    for record in about:
        who = (record.members["person"], record.members["role"])
        stands = record.members["signed_at"] > taken.get(who, "")
        if record.members["meaning"] in APPROVES and stands and not _tainted(record, evidence):
            found.append(record)
    return found


def _tainted(record: Record, evidence: Evidence) -> bool:
    key = evidence.in_force.keys.get(record.signature.key)
    if key is None or key.state != "compromised":
        return False
    return evidence.policies[record.members["policy"]].version >= key.since


def _doubts(item: dict[str, Any], evidence: Evidence) -> list[str]:
    """What only the order of the history can tell about the keys of a document's approvals."""
    found = []
    for record in _standing(item["id"], item["revision"], item["digest"], evidence):
        key = evidence.in_force.keys.get(record.signature.key)
        if key and key.state != "active":
            who = record.members["person"]
            found.append(f"{who} signed by a key that is {key.state} today; that it was before, `qms verify` shows")
    return found


def _fields(data: bytes) -> dict[str, Any]:
    head = _HEAD.match(data.decode("utf-8", "replace"))
    if not head:
        raise RefusalError("it has no front matter")
    return read_yaml(head[1])


def is_folder(item: dict[str, Any]) -> bool:
    """True for a document that is a folder with an index.md: the folder's name begins with its id."""
    above, _, name = item["place"].rpartition("/")
    named = above.rpartition("/")[2]
    return bool(name == INDEX and (named == item["id"] or named.startswith(f"{item['id']}-")))


def _digest(folder: Folder, item: dict[str, Any]) -> str:
    """The digest of a document: of its one file, or of the list of its files with their digests."""
    there = [path[len(item["folder"]) + 1 :] for path in folder.below(f"{item['folder']}/")]
    if sorted(there) != item["files"]:
        raise RefusalError("a file of it is missing, or one too many is there")
    digests = {path: sha256(folder.read(f"{item['folder']}/{path}")) for path in there}
    if is_folder(item):
        lines = sorted((path.encode(), digest) for path, digest in digests.items())
        return sha256(b"".join(digest.encode() + b"  " + path + b"\n" for path, digest in lines))
    if len(there) != 1:
        raise RefusalError("it is one file, and the pack has several")
    return digests[there[0]]


def _check_complete(contents: dict[str, Any], evidence: Evidence, report: Report) -> None:
    """No approved text is left out: of each id the newest revision that does not come later; no retired one is in."""
    in_force = {item["id"]: item["revision"] for item in contents["documents"]}
    later = {(item["id"], item["revision"]) for item in contents["to_come"]}
    listed = {*in_force, *(name for name, _ in later)}
    approved, gone = _approved(evidence)
    for name in sorted(gone & listed):
        report.refuse(f"{name} was retired, and is in the pack as if it were in force")
    for name in sorted(set(approved) - gone):
        due = [revision for revision in approved[name] if (name, revision) not in later]
        newest = max(due, key=_order, default="")
        if newest == in_force.get(name, "") or (contents["scope"] and name not in listed):
            continue
        held = f"the pack holds revision {in_force[name]}" if name in in_force else "is not in the pack"
        report.refuse(f"{name} revision {newest} was approved, and {held}")


def _approved(evidence: Evidence) -> tuple[dict[str, set[str]], set[str]]:
    """By the records alone: the revisions of each id that anybody approved, and the ids that were retired."""
    approved = {name: {revision} for name, (revision, _) in evidence.imported.items()}
    gone = set(evidence.retired)
    for record in evidence.records:
        members = record.members
        if members["meaning"] in RETIRES:
            gone.add(members["subject"])
        elif members["format"] in ("approval/1", "forge-approval/1"):
            approved.setdefault(members["subject"], set()).add(members["revision"])
    return approved, gone


def _check_stray(folder: Folder, contents: dict[str, Any], report: Report) -> None:
    """Nothing lies among the documents that is not part of one."""
    known = tuple(f"{item['folder']}/" for item in [*contents["documents"], *contents["to_come"]])
    for path in [*folder.below("documents/"), *folder.below("to-come/")]:
        if not path.startswith(known):
            report.refuse(f"{path} belongs to no document of the list")


def _order(revision: str) -> tuple[int, int]:
    found = _REVISION.fullmatch(revision)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)
