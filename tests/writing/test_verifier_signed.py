"""Each refusal of a record, a signature or a policy by the verifier of a pack, by one bad specimen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cases.keys import ed25519_key, fido_key, string
from cases.policy import changed, render, start_policy
from qms.writing.verifier.policies import check_policies, check_records, load_policies
from qms.writing.verifier.rules import check_signer, read_policy
from qms.writing.verifier.signed import Record, read_json, read_record
from qms.writing.verifier.words import CannotTellError, RefusalError, Report

from .packing import FIRST, NEXT, POLICY, SECOND, Pack, digest, files_of, members

FORGE = {
    "format": "forge-approval/1", "meaning": "forge-approval", "approved_at": "2026-02-01T10:00:00Z", "bridge": "hub",
    "change": "1", "evidence": digest(b"answer"), "forge": "github:1003",
}  # fmt: skip
HUB = {"hub": {"forge": "github", "keys": [{"public": ed25519_key("hub").public, "state": "active"}]}}
BRIDGED = read_policy(render(changed(start_policy(), bridges=HUB)))


def read(told: dict[str, Any], **how: object) -> Record:
    (path, data), (_, sig) = files_of(told, **how).items()
    return read_record(path, data, sig)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"meaning": "liking"}, "it is no kind of record"),
        ({"more": "x"}, "it lacks a member or has one too many"),
        ({"authors": "ann.author"}, "a member is of the wrong kind"),
        ({"format": "guard-approval/1"}, "its subject is not the one of its kind"),
    ],
)
def test_a_record_is_of_its_form(spoilt: dict[str, object], told: str):
    read(members())
    with pytest.raises(RefusalError, match=told):
        read(members(**spoilt))


def test_a_record_is_canonical_and_at_its_place():
    (path, data), (_, sig) = files_of(members()).items()
    with pytest.raises(RefusalError, match="not written in the one form"):
        read_record(path, json.dumps(json.loads(data)).encode(), sig)
    with pytest.raises(RefusalError, match="belongs at another place"):
        read_record(path.replace("QP-01", "QP-02"), data, sig)


@pytest.mark.parametrize(("data", "told"), [(b'{"a": 1, "a": 2}', "a member stands twice"), (b"{", "it is not JSON")])
def test_what_is_not_json_is_refused(data: bytes, told: str):
    with pytest.raises(RefusalError, match=told):
        read_json(data)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"namespace": "qms-review-v1"}, "made for another kind of statement"),
        ({"reserved": b"x"}, "is not what `ssh-keygen -Y sign` writes"),
        ({"tail": b"x"}, "is not what `ssh-keygen -Y sign` writes"),
        ({"armour": lambda _: b"no armour"}, "is not what `ssh-keygen -Y sign` writes"),
        # A length that reaches beyond the end of what is there.
        ({"signature": lambda _: string("ssh-ed25519") + b"\0\0\0\x40short"}, "is not what `ssh-keygen -Y sign`"),
        ({"key": fido_key("jane.doe"), "flags": 0}, "a security key that nobody touched"),
    ],
)
def test_a_signature_is_of_its_form(how: dict[str, object], told: str):
    with pytest.raises(RefusalError, match=told):
        read(members(), **how)
    read(members(), key=fido_key("jane.doe"))


def test_a_policy_that_cannot_be_read_and_a_key_of_two():
    people = start_policy()["people"]
    people["jane.doe"]["keys"] = people["bob.smith"]["keys"]
    with pytest.raises(RefusalError, match="a key has two owners"):
        read_policy(render(changed(start_policy(), people=people)))
    with pytest.raises(RefusalError, match="the policy cannot be read"):
        read_policy(FIRST.replace(b"version: 1\n", b""))


@pytest.mark.parametrize(
    ("spoilt", "how", "told"),
    [
        ({}, {"key": ed25519_key("bob.smith")}, "has no such active key of jane.doe"),
        ({"name": "Jane Roe"}, {}, "prints another name for jane.doe"),
        ({"role": "managing-director"}, {}, "jane.doe is not managing-director in version 1"),
        (FORGE | {"person": "jane.roe"}, {"key": ed25519_key("hub")}, "does not know jane.roe"),
        (FORGE | {"forge": "github:1"}, {"key": ed25519_key("hub")}, "github:1 is no account of jane.doe"),
    ],
)
def test_who_may_not_sign_is_refused(spoilt: dict[str, object], how: dict[str, object], told: str):
    check_signer(read(members()), BRIDGED)
    check_signer(read(members(**FORGE), key=ed25519_key("hub")), BRIDGED)
    with pytest.raises(RefusalError, match=told):
        check_signer(read(members(**spoilt), **how), BRIDGED)


@pytest.mark.parametrize(
    ("policies", "anchor", "told"),
    [
        ((SECOND, FIRST), {}, "is not the newest version of the policy in the pack"),
        ((FIRST, SECOND), {"policy_sha256": NEXT.digest}, "is not the one that the anchor names"),
        ((FIRST, SECOND.replace(b"version: 2", b"version: 3")), {}, "version 3 of the policy does not follow"),
        ((FIRST, SECOND), {"project": "urn:uuid:other"}, "a policy is of another project than the anchor"),
    ],
)
def test_policies_lead_from_the_anchor_to_the_one_in_force(
    tmp_path: Path, policies: tuple[bytes, bytes], anchor: dict[str, str], told: str
):
    def load(older: bytes, newer: bytes, name: str) -> list[Any]:
        made = Pack(tmp_path / name)
        made.files |= {"policy/authorities-version-1.yml": older, "policy/authorities.yml": newer}
        made.anchor |= anchor if name == "bad" else {}
        return load_policies(made.written())

    assert load(FIRST, SECOND, "good") == [POLICY, NEXT]
    with pytest.raises(RefusalError, match=told):
        load(*policies, "bad")


def test_a_new_policy_needs_the_approval_of_the_one_before(capsys: pytest.CaptureFixture[str]):
    report = Report()
    check_policies([POLICY, NEXT], [], report)
    assert report.refused == 1
    assert "version 2 of the policy lacks the approval of: managing-director" in capsys.readouterr().out


def _elsewhere(files: dict[str, bytes]) -> None:
    files.update(files_of(members(project="urn:uuid:other")))


def _under_no_policy(files: dict[str, bytes]) -> None:
    files.update(files_of(members(policy="0" * 64)))


def _with_another_answer(files: dict[str, bytes]) -> None:
    told = files_of(members(**FORGE, policy=BRIDGED.digest), key=ed25519_key("hub"))
    files.update(told | {f"{path}.raw": b"other" for path in told if path.endswith(".json")})


def _alone(files: dict[str, bytes]) -> None:
    files["records/approvals/QP-01/1/approval.x.json.sig"] = b"x"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_elsewhere, "it belongs to another project"),
        (_under_no_policy, "it names a policy that is not in the pack"),
        (_with_another_answer, "the answer of the forge is not the one it names"),
        (_alone, "approval.x.json.sig belongs to no record"),
    ],
)
def test_each_record_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[dict[str, bytes]], None], told: str
):
    made, report = Pack(tmp_path), Report()
    spoil(made.files)
    check_records(made.written(), made.contents, [POLICY, BRIDGED], shutil.which("true") or "", report)
    assert report.refused == 1
    assert told in capsys.readouterr().out


def test_what_ssh_keygen_refuses_is_refused_and_without_it_nothing_is_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    made = Pack(tmp_path)
    made.files |= files_of(members())
    folder = made.written()
    for keygen, outcome in (("true", (0, 0)), ("false", (1, 0)), ("", (0, 1))):
        report = Report()
        found = check_records(folder, made.contents, [POLICY], (shutil.which(keygen) or "") if keygen else "", report)
        assert (report.refused, report.undecided) == outcome, keygen
        assert len(found) == (keygen != "false")
    told = capsys.readouterr().out
    assert "ssh-keygen says that the signature is not over these bytes" in told
    assert "ssh-keygen is not on this computer" in told
    with pytest.raises(CannotTellError, match="ssh-keygen cannot be run"):
        check_records(folder, made.contents, [POLICY], str(tmp_path / "none"), Report())
