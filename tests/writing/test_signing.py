"""Signing and finding keys: what may go wrong with `ssh-keygen`, and what never gets through."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
from pathlib import Path

import pytest

from helpers import Repo
from qms import git
from qms.errors import QmsError
from qms.model.policy import Key, KeyState, Person, Policy
from qms.trust.keys import fingerprint
from qms.writing.acts import choose_key
from qms.writing.keys import SigningKey, find_keys
from qms.writing.refusal import Refusal
from qms.writing.signing import demonstration_key, sign

NAMESPACE = "qms-approval-v1"


def made(folder: Path, name: str, *options: str) -> Path:
    file = folder / name
    command = ["ssh-keygen", "-q", "-N", "", "-f", str(file), *(options or ("-t", "ed25519"))]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return file


def blob(file: Path) -> bytes:
    return base64.b64decode(file.with_suffix(".pub").read_text().split()[1])


def person(name: str, *files: Path, state: KeyState = KeyState.ACTIVE) -> Person:
    return Person(name, name.title(), ("owner",), keys=tuple(Key("", blob(file), state) for file in files))


def policy(*people: Person) -> Policy:
    return Policy("0" * 64, "urn:uuid:x", 1, "", {each.id: each for each in people}, {}, (), (), ())


def key(file: Path) -> SigningKey:
    return SigningKey("--key", fingerprint(blob(file)), file, chosen=True)


@pytest.mark.parametrize("kind", [("ed25519",), ("ecdsa",), ("ecdsa", "-b", "521"), ("rsa", "-b", "3072")])
def test_every_kind_of_key_signs(tmp_path: Path, kind: tuple[str, ...]):
    file = made(tmp_path, "jane", "-t", *kind)
    jane = person("jane", file)
    assert sign(b"text\n", NAMESPACE, key(file), policy(jane), jane).startswith(b"-----BEGIN SSH SIGNATURE-----\n")


def test_what_comes_back_is_verified_whatever_ssh_keygen_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    jane_file, bob_file = made(tmp_path, "jane"), made(tmp_path, "bob")
    jane, bob = person("jane", jane_file), person("bob", bob_file)
    people = policy(jane, bob)
    others = {
        "signature-malformed": b"garbage\n",
        "key-owner": sign(b"text\n", NAMESPACE, key(bob_file), people, bob),
        "signature-invalid": sign(b"other text\n", NAMESPACE, key(jane_file), people, jane),
        "signature-namespace": sign(b"text\n", "qms-review-v1", key(jane_file), people, jane),
    }
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    for code, answer in others.items():
        (tools / "answer").write_bytes(answer)
        fake = tools / "ssh-keygen"
        fake.write_text(f"#!/bin/sh\ncat >/dev/null\ncat {tools}/answer\n")
        fake.chmod(0o755)
        with pytest.raises(Refusal) as refused:
            sign(b"text\n", NAMESPACE, key(jane_file), people, jane)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("state", "code"), [(KeyState.RETIRED, "key-inactive"), (KeyState.COMPROMISED, "key-inactive")]
)
def test_keys_that_are_not_active_do_not_count(tmp_path: Path, state: KeyState, code: str):
    file = made(tmp_path, "jane")
    jane = person("jane", file, state=state)
    with pytest.raises(Refusal) as refused:
        sign(b"text\n", NAMESPACE, key(file), policy(jane), jane)
    assert refused.value.code == code
    assert "no active key" in refused.value.fix


def test_a_missing_ssh_keygen_and_a_failing_one_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = made(tmp_path, "jane")
    jane = person("jane", file)
    file.write_text("no key\n")
    with pytest.raises(QmsError, match="ssh-keygen did not sign with"):
        sign(b"text\n", NAMESPACE, key(file), policy(jane), jane)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(QmsError, match="ssh-keygen is not installed"):
        sign(b"text\n", NAMESPACE, key(file), policy(jane), jane)


def test_the_demonstration_key_is_only_for_its_own_company():
    with pytest.raises(Refusal, match="they sign nothing in a real company"), demonstration_key(policy(), "jane"):
        pass


def test_the_demonstration_key_is_private_while_it_is_there_and_then_gone():
    company = Policy("0" * 64, "urn:uuid:0770e2a5-0000-4000-8000-000000000001", 1, "", {}, {}, (), (), ())
    with demonstration_key(company, "jane") as found:
        assert found.file
        assert stat.S_IMODE(found.file.stat().st_mode) == 0o600
    assert not found.file.exists()


@pytest.fixture
def place(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> git.Repository:
    """A repository of somebody without any key."""
    for name in ("QMS_KEY", "SSH_AUTH_SOCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return git.open_repository(repo.root)


def test_keys_are_looked_for_in_the_order_people_expect(
    repo: Repo, place: git.Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert list(find_keys(place, None)) == []
    (tmp_path / ".ssh").mkdir()
    home = made(tmp_path / ".ssh", "id_ed25519")
    mine = made(tmp_path, "mine")
    repo.git("config", "user.signingkey", "~/mine.pub")
    assert [found.source for found in find_keys(place, None)] == ["git's user.signingkey", "~/.ssh/id_ed25519"]
    repo.git("config", "user.signingkey", f"key::{mine.with_suffix('.pub').read_text()}")
    assert [found.print for found in find_keys(place, None)] == [fingerprint(blob(mine)), fingerprint(blob(home))]
    repo.git("config", "user.signingkey", "0xDEADBEEF")  # a key of GnuPG
    assert [found.source for found in find_keys(place, None)] == ["~/.ssh/id_ed25519"]
    monkeypatch.setenv("QMS_KEY", str(mine))
    assert [found.source for found in find_keys(place, None)] == ["QMS_KEY"]
    assert [found.source for found in find_keys(place, home)] == ["--key"]
    with pytest.raises(QmsError, match="there is no key"):
        list(find_keys(place, tmp_path / "none"))


def test_an_encrypted_key_is_known_by_its_fingerprint_without_its_passphrase(place: git.Repository, tmp_path: Path):
    file = tmp_path / "locked"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret words", "-f", file], check=True)
    wanted = fingerprint(blob(file))
    file.with_suffix(".pub").unlink()
    assert next(find_keys(place, file)).print == wanted


def test_the_first_key_that_fits_signs_and_a_named_one_must(tmp_path: Path):
    one, two, strange = (made(tmp_path, name) for name in ("one", "two", "strange"))
    jane, bob = person("jane", two), person("bob", one)
    found = [SigningKey("a", fingerprint(blob(file)), file) for file in (strange, one, two)]
    assert choose_key(found, policy(jane, bob), jane).file == two
    with pytest.raises(Refusal, match="no key here is an active one of jane"):
        choose_key(found[:2], policy(jane, bob), jane)
    with pytest.raises(Refusal, match="belongs to Bob, not to Jane"):
        choose_key([key(one), *found], policy(jane, bob), jane)
