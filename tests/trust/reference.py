"""A second verifier, tiny and slow, written from the format's text alone: what the properties hold the real one to.

It knows one-file documents, approvals by role, person and author, moves, retirement, withdrawals, and policies whose
keys come, retire and are compromised. Signatures are as told: `keys` says which key made which record.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

POLICY = "manual/authorities.yml"
RECORDS = "records/approvals/"
Record = dict[str, Any]
Policies = Mapping[str, dict[str, Any]]  # by digest, as the teller of the story has them


@dataclass
class Document:
    """A document in force, with every record that was ever accepted about this revision."""

    id: str
    revision: str
    sha256: str
    supersedes: str
    path: str
    rules: list[str]
    records: list[Record] = field(default_factory=list)

    def stated(self) -> tuple[str, ...]:
        return (self.id, self.revision, self.sha256, self.supersedes)


@dataclass
class Reference:
    """What holds after the steps so far."""

    policies: Policies
    keys: dict[str, str]  # path of a record -> public text of the key that signed it
    chain: list[str]  # digests of the policies since the anchor
    tree: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)

    @property
    def policy(self) -> dict[str, Any]:
        return self.policies[self.chain[-1]]

    def step(self, changes: Mapping[str, bytes | None]) -> set[str]:
        """Judge a step; the codes of its refusal, or none, and then the state has moved on."""
        after = {path: data for path, data in (self.tree | dict(changes)).items() if data is not None}
        changed = {path for path in after.keys() | self.tree.keys() if after.get(path) != self.tree.get(path)}
        codes = {
            "record-deleted" if path not in after else "record-edited"
            for path in changed
            if path.startswith(RECORDS) and path in self.tree
        }
        old, new = self.chain[-1], digest(after[POLICY])
        added = []
        for path in sorted(path for path in changed - self.tree.keys() if path.endswith(".json")):
            record = json.loads(after[path]) | {"path": path, "added": len(self.chain)}
            codes |= self._check_record(record, after[path], new)
            added.append(record)
        if POLICY in changed:
            codes |= self._check_policy(added, old, new)
        documents, gone, found = self._documents(after, changed, added)
        codes |= found | self._check_idle(added, documents, gone, (old, new))
        if codes:
            return codes
        self.tree, self.documents = after, documents
        self.retired |= gone
        for record in sorted(added, key=lambda each: (each["meaning"] != "withdrawal", each["path"])):
            if record["subject"] in documents:
                documents[record["subject"]].records.append(record)
        self.chain += [new] if new != old else []
        return set()

    def suspended(self) -> set[str]:
        """Part T: documents whose approvals, less those taken back or tainted, no longer do."""
        tainted = {
            key["public"]: int(key["since"])
            for person in self.policy["people"].values()
            for key in person["keys"]
            if key["state"] == "compromised"
        }
        found = set()
        for document in self.documents.values():
            holding = [
                record
                for record in standing(document.records)
                if self._version(record["added"]) < tainted.get(self.keys[record["path"]], 10**6)
            ]
            if not met(document.rules, holding):
                found.add(document.id)
        return found

    def _version(self, policies: int) -> int:
        return int(self.policies[self.chain[policies - 1]]["version"])

    def _check_record(self, record: Record, data: bytes, new: str) -> set[str]:
        if data in self.tree.values():
            return {"record-duplicate"}
        about_policy = record["subject"] == "AUTHORITIES"
        if record["policy"] not in (self.chain[-1:] if about_policy else self.chain):
            return {"record-policy"}
        both = [self.policies[each] for each in (record["policy"], self.chain[-1])]
        if record["meaning"] == "enrolment":
            both = [self.policies[new]] * 2
        people = [policy["people"].get(record["person"]) for policy in both]
        if not all(people):
            return {"person-unknown"}
        if any(record["role"] not in person["roles"] for person in people):
            return {"role-not-held"}
        states = [{key["public"]: key["state"] for key in person["keys"]} for person in people]
        used = self.keys[record["path"]]
        if any(used not in state for state in states):
            return {"key-unknown"}
        return set() if all(state[used] == "active" for state in states) else {"key-inactive"}

    def _check_policy(self, added: Iterable[Record], old: str, new: str) -> set[str]:
        stated = ("AUTHORITIES", self.policies[new]["version"], new, old)
        about = [record for record in added if names(record) == stated]
        rules = [rule["role"] for rule in self.policy["authorities"]["approve"]]
        enrolled = {self.keys[record["path"]] for record in about if record["meaning"] == "enrolment"}
        codes = (
            set() if public_keys(self.policies[new]) - public_keys(self.policy) <= enrolled else {"enrolment-missing"}
        )
        approvals = [record for record in about if record["meaning"] == "approval"]
        return codes if met(rules, approvals) else codes | {"policy-unapproved"}

    def _documents(
        self, after: Mapping[str, bytes], changed: set[str], added: list[Record]
    ) -> tuple[dict[str, Document], set[str], set[str]]:
        """Documents after the step, ids that are gone, and what is wrong."""
        codes: set[str] = set()
        touched = {path for path in changed if path.startswith(("procedures/", "instructions/"))}
        documents = {each.id: each for each in self.documents.values() if each.path not in touched}
        for path in sorted(touched & after.keys()):
            front = dict(re.findall(r"^(id|revision): (.+)$", after[path].decode(), re.MULTILINE))
            before = self.documents.get(front["id"])
            if front["id"] in documents:
                codes.add("id-duplicate")
                continue
            found = Document(front["id"], front["revision"], digest(after[path]), "", path, self._rules(path))
            if found.id in self.retired:
                codes.add("id-retired")
            if before and self._rules(before.path) != found.rules:
                codes.add("class-changed")
            if before and before.sha256 == found.sha256:
                found.supersedes, found.records, found.rules = before.supersedes, [*before.records], before.rules
            else:
                found.supersedes = before.sha256 if before else ""
                codes |= order(before.revision if before else "", found.revision)
                approvals = [each for each in added if each["meaning"] == "approval" and names(each) == found.stated()]
                codes |= set() if met(found.rules, approvals) else {"approval-missing"}
            documents[found.id] = found
        gone = self.documents.keys() - documents.keys()
        for document in (self.documents[name] for name in gone):
            stated = (*document.stated()[:3], document.sha256)
            ends = [each for each in added if each["meaning"] == "retirement" and names(each) == stated]
            codes |= set() if met(self._rules(document.path), ends) else {"retirement-missing"}
        for document in (*documents.values(), *(self.documents[name] for name in gone)):
            codes |= author_rule(document, added)
        return documents, set(gone), codes

    def _rules(self, path: str) -> list[str]:
        name = "procedure" if path.startswith("procedures/") else "instruction"
        return [rule["role"] for rule in self.policy["classes"][name]["approve"]]

    def _check_idle(
        self, added: Iterable[Record], documents: Mapping[str, Document], gone: set[str], policies: tuple[str, str]
    ) -> set[str]:
        old, new = policies
        fresh = public_keys(self.policies[new]) - public_keys(self.policy)
        for record in added:
            subject, meaning = record["subject"], record["meaning"]
            if subject == "AUTHORITIES":
                used = old != new and names(record) == (subject, self.policies[new]["version"], new, old)
                used = used and (meaning == "approval" or self.keys[record["path"]] in fresh)
            elif meaning == "retirement":
                document = self.documents.get(subject)
                used = subject in gone and document is not None
                used = used and names(record) == (*self.documents[subject].stated()[:3], record["sha256"])
            else:
                used = subject in documents and names(record) == documents[subject].stated()
                if meaning == "withdrawal":
                    before = self.documents.get(subject)
                    given = standing(before.records) if before and names(record) == before.stated() else []
                    used = used and any(who(each) == who(record) for each in given)
            if not used:
                return {"record-idle"}
        return set()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def names(record: Record) -> tuple[str, ...]:
    return (record["subject"], record["revision"], record["sha256"], record["supersedes"])


def who(record: Record) -> tuple[str, str]:
    return (record["person"], record["role"])


def public_keys(policy: Mapping[str, Any]) -> set[str]:
    return {key["public"] for person in policy["people"].values() for key in person["keys"]}


def met(rules: list[str], records: Iterable[Record]) -> bool:
    """Every way to give the slots to different people, one after the other."""
    signed = {who(record) for record in records}
    people = sorted({person for person, _ in signed})
    return any(
        all((person, role) in signed for person, role in zip(chosen, rules, strict=True))
        for chosen in permutations(people, len(rules))
    )


def standing(records: Iterable[Record]) -> list[Record]:
    """The approvals that were not taken back afterwards."""
    found: list[Record] = []
    for record in records:
        if record["meaning"] == "withdrawal":
            found = [each for each in found if who(each) != who(record)]
        found += [record] if record["meaning"] == "approval" else []
    return found


def author_rule(document: Document, added: Iterable[Record]) -> set[str]:
    """Nobody approves or retires what he wrote: all records about one text name its authors together."""
    about = [
        record
        for record in (*document.records, *added)
        if record["meaning"] in ("approval", "retirement") and names(record)[:3] == document.stated()[:3]
    ]
    authors = {author for record in about for author in record["authors"]}
    return {"author-approves"} if any(record["person"] in authors for record in about) else set()


def order(before: str, after: str) -> set[str]:
    """A revision is followed by the next whole number, or by the next part of it."""
    if before == after:
        return {"revision-unchanged"}
    whole, _, part = before.partition(".")
    follow = {"1"} if not before else {str(int(whole) + 1), f"{whole}.{int(part or 0) + 1}"}
    return set() if after in follow else {"revision-order"}
