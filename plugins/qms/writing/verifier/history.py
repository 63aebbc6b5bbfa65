"""The history in the pack, where git is at hand: sound, from anchor to commit, and it holds these very bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from .documents import INDEX, is_folder
from .folder import ANCHOR, MADE, POLICY, Folder
from .rules import glob_fits
from .signed import RECORDS, sha256
from .words import RefusalError, Report

BUNDLE = "history.bundle"
_ALWAYS = ("AUTHORITIES", "GUARDED", "IMPORT")  # whose approvals are in every pack
_RULES = "manual/authorities.yml"
_NO_GIT = """  - the history itself: there was no git to look into history.bundle with. So nothing but the list of
    digests holds the records that bear no signature, and the places in contents.json, which decide whose approval
    a document needs; and nothing shows that no record was left out, such as one that takes an approval back."""
_KEPT_NO_GIT = """  - the files listed as older than the anchor ({number} under `kept` in contents.json): nobody judged
    them, and nothing but the list of digests holds them. So they may be forged; or they may be younger, such as
    a record that takes an approval back, and stand in that list so that nobody counts them."""
_KEPT = """  - the files older than the anchor ({number} under `kept` in contents.json): they stand in the history
    at the anchor as they lie here, and nobody judges whether their signatures are genuine, `qms verify` neither."""
_OPTIONS = ("--no-replace-objects", "-c", "core.hooksPath=/dev/null", "-c", "core.commitGraph=false")


class _History:
    """The bundle, unpacked into a folder of its own."""

    def __init__(self, git: str, room: Path) -> None:
        self.git = git
        self.room = room

    def run(self, *arguments: str, asked: bytes = b"") -> bytes:
        """What git prints.

        Raises:
            RefusalError: Git fails: the history is damaged or lacks what is asked for.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        kept.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull, GIT_NO_REPLACE_OBJECTS="1", LC_ALL="C")
        command = [self.git, *_OPTIONS, *arguments]
        done = subprocess.run(  # noqa: S603 - fixed words, and ids that were looked at
            command, cwd=self.room, env=kept, input=asked, capture_output=True, check=False
        )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
            raise RefusalError(f"git {arguments[0]}: {said}")
        return done.stdout

    def blobs(self, names: list[str]) -> dict[str, bytes]:
        """The bytes behind names such as `COMMIT:path`; what is not there is left out."""
        out = self.run("cat-file", "--batch", asked="".join(f"{name}\n" for name in names).encode())
        found, at = {}, 0
        for name in names:
            end = out.index(b"\n", at)
            words = out[at:end].rsplit(b" ", 2)
            at = end + 1
            if out[:end].endswith(b" missing") or len(words) != len(("id", "kind", "size")):
                continue
            size = int(words[2])
            if words[1] == b"blob":
                found[name] = out[at : at + size]
            at += size + 1
        return found


def check_history(folder: Folder, contents: dict[str, Any], evidence: list[str], report: Report) -> None:
    """Step: the bundle is sound and holds the anchor, the commit, and every document and record byte for byte.

    Args:
        folder: The pack.
        contents: The list of it.
        evidence: What the policy says are records, as globs.
        report: Told what is found, and what cannot be seen.
    """
    report.step("Does the history that came along say the same?")
    git = shutil.which("git")
    if not git:
        report.note("git is not on this computer; the history was not looked at")
        report.not_seen(_NO_GIT)
        _tell_kept(_KEPT_NO_GIT, contents, report)
        return
    before = report.refused
    with tempfile.TemporaryDirectory(prefix="qms-verify-") as room:
        history = _History(git, Path(room))
        try:
            _unpack(history, folder, contents, report)
            _compare(history, folder, contents, evidence, report)
        except RefusalError as error:
            report.refuse(error)
    if report.refused == before:
        report.good("every document, record and policy of the pack stands in it, byte for byte")
    _tell_kept(_KEPT, contents, report)


def _tell_kept(text: str, contents: dict[str, Any], report: Report) -> None:
    """Say what was not proved about what lay among the approvals before the anchor, where there is any."""
    if contents["kept"]:
        report.not_seen(text.format(number=len(contents["kept"])))


def _unpack(history: _History, folder: Folder, contents: dict[str, Any], report: Report) -> None:
    bundle = str((folder.root / BUNDLE).resolve())
    folder.read(BUNDLE)
    commit, anchor = contents["commit"], folder.member(ANCHOR)["commit"]
    history.run("clone", "--quiet", "--bare", "--template=", "--", bundle, "history")
    history.room = history.room / "history"
    history.run("fsck", "--full", "--no-dangling", "--no-progress")
    report.good("git finds no damaged and no missing object in it (git fsck)")
    tip = history.run("rev-parse", "--verify", "refs/heads/main").decode().strip()
    if tip != commit:
        raise RefusalError("it ends at another commit than the pack names")
    chain = history.run("rev-list", "--first-parent", commit).decode().split()
    if anchor not in chain:
        raise RefusalError("the commit of the anchor is not in the line that leads to the commit of the pack")
    report.good(f"{chain.index(anchor)} steps lead from the anchor to the commit {commit[:12]}")
    steps = {item["step"] for item in [*contents["documents"], *contents["to_come"]]}
    if not steps <= set(chain[: chain.index(anchor) + 1]):
        raise RefusalError("a document is said to come from a step that is not in that line")


def _compare(history: _History, folder: Folder, contents: dict[str, Any], evidence: list[str], report: Report) -> None:
    """What the history has at each place, against what the pack holds."""
    commit, anchor = contents["commit"], folder.member(ANCHOR)
    wanted: dict[str, str] = {f"{commit}:{_RULES}": sha256(folder.read(POLICY))}
    wanted[f"{anchor['commit']}:{_RULES}"] = anchor["policy_sha256"]
    wanted.update({f"{commit}:{path}": sha256(folder.read(path)) for path in _records(folder)})
    wanted.update({f"{anchor['commit']}:{path}": sha256(folder.read(path)) for path in contents["kept"]})
    for item in [*contents["documents"], *contents["to_come"]]:
        before = anchor["commit"] if item["imported"] else f"{item['step']}^"
        wanted[f"{before}:{_RULES}"] = item["policy"]
        for path in item["files"]:
            place = item["place"][: -len(INDEX)] + path if is_folder(item) else item["place"]
            wanted[f"{item['step']}:{place}"] = sha256(folder.read(f"{item['folder']}/{path}"))
    found = history.blobs(list(wanted))
    for name, digest in wanted.items():
        if name not in found or sha256(found[name]) != digest:
            report.refuse(f"the history has other bytes, or none, at {name}")
    whole = not contents["scope"]
    subjects = {*_ALWAYS, *(item["id"] for item in [*contents["documents"], *contents["to_come"]])}
    listed = history.run("ls-tree", "-r", "-z", "--name-only", commit).decode("utf-8", "replace").split("\0")[:-1]
    for path in listed:
        if path.startswith(RECORDS):
            due = whole or path[len(RECORDS) :].partition("/")[0] in subjects
        else:
            due = whole and any(glob_fits(glob, path) for glob in evidence)
        if due and path not in folder.paths:
            report.refuse(f"{path} is in the history, and was left out of the pack")


def _records(folder: Folder) -> list[str]:
    """The records of the pack, approvals among them: whatever is nothing else."""
    return [path for path in folder.paths if "/" in path and path.partition("/")[0] not in MADE]
