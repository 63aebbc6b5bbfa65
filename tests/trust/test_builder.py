"""The builder of the cases against stock tools: git, ssh-keygen and the public vectors, never the verifier."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from cases import keys
from cases.families import CASES
from cases.statements import canonical, digest

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
KEYS = {
    "ed25519": keys.ed25519_key("jane.doe"),
    "rsa": keys.rsa_key("jane.doe"),
    "p256": keys.ecdsa_key("jane.doe", 256),
    "p384": keys.ecdsa_key("jane.doe", 384),
    "p521": keys.ecdsa_key("jane.doe", 521),
    "sk-ed25519": keys.fido_key("jane.doe"),
    "sk-ecdsa": keys.fido_key("jane.doe", keys.SK_ECDSA),
}


def _git(folder: Path, *arguments: str) -> str:
    call = ["git", "-C", str(folder), *arguments]
    return subprocess.run(call, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", ["revision", "guarded-change", "one-of-two-roles_fail", "guarded-unapproved_fail"])
def test_a_public_vector_is_built_again_bit_for_bit(name: str, tmp_path: Path):
    CASES[name].write(tmp_path / "case")
    heads = _git(VECTORS, "bundle", "list-heads", str(VECTORS / name / "repository.bundle"))
    assert _git(tmp_path / "case/repository.git", "rev-parse", "main").strip() in heads
    made, given = (json.loads((folder / "anchor.json").read_text()) for folder in (tmp_path / "case", VECTORS / name))
    assert made == given


@pytest.mark.parametrize("objects", ["sha1", "sha256"])
@pytest.mark.parametrize(
    "name", ["revision", "folder-document", "policy-keys-of-many-types", "merge-octopus", "path-240-bytes"]
)
def test_git_finds_nothing_wrong(name: str, objects: str, tmp_path: Path):
    CASES[name].write(tmp_path / "case", objects)
    repository = tmp_path / "case/repository.git"
    assert "error" not in _git(repository, "fsck", "--full", "--strict", "--no-dangling")
    assert _git(repository, "rev-parse", "--show-object-format").strip() == objects


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs OpenSSH")
@pytest.mark.parametrize("kind", KEYS)
def test_ssh_keygen_accepts_the_signatures(kind: str, tmp_path: Path):
    message, key = b"these bytes\n", KEYS[kind]
    (tmp_path / "signers").write_text(f'jane.doe namespaces="qms-*" {key.public}\n')
    (tmp_path / "sig").write_bytes(keys.armour(keys.sshsig(message, key, "qms-approval-v1")))
    call = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "jane.doe", "-n", "qms-approval-v1", "-s", "sig"]
    assert subprocess.run(call, cwd=tmp_path, input=message, capture_output=True, check=False).returncode == 0
    assert subprocess.run(call, cwd=tmp_path, input=b"others\n", capture_output=True, check=False).returncode != 0


def test_the_worked_example_of_the_format():
    example = {
        "authors": ["ann.author"],
        "format": "approval/1",
        "meaning": "approval",
        "name": "Jane Doe",
        "person": "jane.doe",
        "policy": "c82fc52c78bf8154d4dd7d8766c422ab151052d72098d72ded237aafcd78e4e0",
        "project": "urn:uuid:6f0b2b1e-0000-4000-8000-000000000001",
        "revision": "3",
        "role": "quality-manager",
        "sha256": "d0c80242b4e337ac8f4c5b679ffccadd07b82962703205b4f2907f747e3b2b29",
        "signed_at": "2026-03-01T10:00:00Z",
        "subject": "QP-04",
        "supersedes": "86d71105e68dfc1538a4132a7135dc121bc269caaf332055c7f69508629f0646",
    }
    data = canonical(example)
    assert len(data) == 536
    assert digest(data) == "902b2d852e650534da3a58f79189c7a54921862a63fd031096b26fe9d16350f7"
