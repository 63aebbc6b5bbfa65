"""From the anchor to the policy in force, version by version, and every record with its signature."""

from __future__ import annotations

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .folder import ANCHOR, POLICY, Folder
from .rules import Policy, check_signer, missing, read_policy, signer_of
from .signed import RECORDS, Record, read_record, sha256
from .words import CannotTellError, RefusalError, Report

_AT_ONCE = 4


def load_policies(folder: Folder) -> list[Policy]:
    """Every version of the policy from the anchor's on, oldest first, each naming the one before.

    Raises:
        RefusalError: They do not lead from the anchor to the policy in force.
    """
    anchor = folder.member(ANCHOR)
    found = sorted((read_policy(folder.read(path)) for path in folder.below("policy/")), key=lambda one: one.version)
    if not found or found[-1].digest != sha256(folder.read(POLICY)):
        raise RefusalError(f"{POLICY} is not the newest version of the policy in the pack")
    if found[0].digest != anchor["policy_sha256"]:
        raise RefusalError("the oldest policy in the pack is not the one that the anchor names")
    for older, newer in zip(found, found[1:]):
        if newer.version != older.version + 1 or newer.previous != older.digest:
            raise RefusalError(f"version {newer.version} of the policy does not follow the one before it")
    if any(policy.project != anchor["project"] for policy in found):
        raise RefusalError("a policy is of another project than the anchor")
    return found


def check_records(
    folder: Folder, contents: dict[str, Any], policies: list[Policy], keygen: str, report: Report
) -> list[Record]:
    """Step: every record is of its form, by a person who may sign so, and ssh-keygen finds its signature good.

    Returns:
        The good records. Those that were there before the anchor are not judged, and count for nothing.
    """
    report.step("Are the records genuine, each signed by the person it names?")
    kept = _kept(folder, contents, report)
    by_digest = {policy.digest: policy for policy in policies}
    found: list[tuple[Record, Policy]] = []
    for path in folder.below(RECORDS):
        if path in kept or path.endswith((".sig", ".raw", ".tsr")):
            if path not in kept and path.rpartition(".")[0] not in folder.paths:
                report.refuse(f"{path} belongs to no record")
            continue
        try:
            record = read_record(path, folder.read(path), folder.read(f"{path}.sig"))
            found.append((record, _check_record(folder, record, contents, by_digest)))
        except RefusalError as error:
            report.refuse(f"{path}: {error}")
    if not keygen:
        report.cannot_tell("ssh-keygen is not on this computer, so no signature can be checked. It is part of OpenSSH")
        return [record for record, _ in found]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        good = list(pool.map(lambda pair: _signature_good(keygen, *pair), found))
    for (record, _), fine in zip(found, good):
        if not fine:
            report.refuse(f"{record.path}: ssh-keygen says that the signature is not over these bytes by that person")
    if not report.refused:
        report.good(f"{len(found)} records, and ssh-keygen finds each signature good")
    return [record for (record, _), fine in zip(found, good) if fine]


def _kept(folder: Folder, contents: dict[str, Any], report: Report) -> set[str]:
    """What is said to lie among the approvals since before the anchor."""
    kept = set(contents["kept"])
    for path in sorted(kept.difference(folder.below(RECORDS))):
        report.refuse(f"{path} is listed as older than the anchor, and is no file among the approvals of the pack")
    if kept:
        report.note(f"{len(kept)} files are listed as older than the anchor (`kept`): not judged, and not counted")
    return kept


def _check_record(folder: Folder, record: Record, contents: dict[str, Any], policies: dict[str, Policy]) -> Policy:
    """The policy whose keys a record's signature is judged by: the one the signer saw, or the new one for a new key."""
    members = record.members
    if members["project"] != contents["project"]:
        raise RefusalError("it belongs to another project")
    saw = policies.get(members["policy"])
    if saw is None:
        raise RefusalError("it names a policy that is not in the pack")
    if members["format"] == "key-enrolment/1":
        saw = policies.get(members["sha256"], saw)
    check_signer(record, saw)
    if members["format"] == "forge-approval/1" and sha256(folder.read(f"{record.path}.raw")) != members["evidence"]:
        raise RefusalError("the answer of the forge is not the one it names")
    return saw


def _signature_good(keygen: str, record: Record, policy: Policy) -> bool:
    """Ask ssh-keygen, with an allowed_signers file made of the policy: this signer, this kind of record, this key."""
    signer = signer_of(record)
    lines = [
        f'{key.owner} namespaces="{record.namespace}" {key.public}\n'
        for key in policy.keys.values()
        if key.state == "active"
    ]
    with tempfile.TemporaryDirectory(prefix="qms-verify-") as room:
        signers, signature = Path(room, "allowed_signers"), Path(room, "signature")
        signers.write_text("".join(lines), encoding="utf-8")
        signature.write_bytes(record.sig_data)
        command = [keygen, "-Y", "verify", "-f", str(signers), "-I", signer, "-n", record.namespace]
        command += ["-s", str(signature)]
        try:
            done = subprocess.run(command, input=record.data, capture_output=True, check=False)  # noqa: S603
        except OSError as error:
            raise CannotTellError(f"ssh-keygen cannot be run: {error}") from None
    return done.returncode == 0


def check_policies(policies: list[Policy], records: list[Record], report: Report) -> None:
    """Step: each version of the policy was approved by those whom the version before it asks for."""
    report.step("Was the policy, which says who may approve, itself approved?")
    report.good(f"version {policies[0].version} has the digest that anchor.json names")
    for older, newer in zip(policies, policies[1:]):
        stated = ("AUTHORITIES", str(newer.version), newer.digest)
        given = [
            record
            for record in records
            if record.members["format"] == "policy-approval/1"
            and record.about(*stated)
            and (record.members["supersedes"], record.members["policy"]) == (older.digest, older.digest)
        ]
        empty = missing(older.authorities, given)
        if empty:
            report.refuse(f"version {newer.version} of the policy lacks the approval of: {', '.join(empty)}")
        else:
            report.good(f"version {newer.version} was approved under version {older.version}")
