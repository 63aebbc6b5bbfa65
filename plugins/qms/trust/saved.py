"""A state kept outside the repository, so that the next verification goes on from it.

Never trusted across verifiers: the name holds a digest of every source file of the verifier, of the anchor, and of what
tells one copy of a repository from another at the same place. Only a state that was accepted is kept. What was read for
it is not read again: `qms verify` starts from the anchor every time.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from qms.git import Repository
from qms.model.approval import AcceptedRevision, Anchor, DocumentLife, SignedRecord
from qms.model.policy import Rule

from . import grammar
from .classify import Classifier
from .policy import read_policy
from .signed import TOLERANCE
from .state import File, State

_SOURCES = ("trust", "git", "model")
_RECORD = tuple(field.name for field in fields(SignedRecord))
_REVISION = tuple(field.name for field in fields(AcceptedRevision))
_RULE = tuple(field.name for field in fields(Rule))


@cache
def verifier_version() -> str:
    """A digest of the verifier's own source and of the Unicode it knows: another verifier may judge differently."""
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    home = Path(__file__).parent.parent
    for room in _SOURCES:
        for file in sorted((home / room).glob("*.py")):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def saved_file(folder: Path, repository: Repository, anchor: Anchor) -> Path | None:
    """Where the state of one copy, one anchor and one verifier is kept; None where copies cannot be told apart."""
    try:
        config = (repository.common_dir / "config").stat()
    except OSError:
        return None
    parts = (
        os.fsencode(repository.common_dir), str(config.st_ino).encode(), str(config.st_mtime_ns).encode(),
        anchor.commit.encode(), anchor.policy_sha256.encode(), anchor.project.encode(), verifier_version().encode(),
    )  # fmt: skip
    name = hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    return folder / f"approvals-{name}.state"


def save(path: Path, repository: Repository, state: State) -> None:
    """Keep a state; where that cannot be done, the next verification is a longer one."""
    store = _object_files(repository)
    if store is None:
        return
    signed = [record.signed_at for life in state.lives.values() for each in life.revisions for record in each.records]
    signed += [record.signed_at for record in state.records]
    content = {
        "commit": state.commit,
        "store": store,
        "latest": max(signed, default=""),
        "policies": state.policy_data,
        "policy_steps": state.policy_steps,
        "files": {name: tuple(file) for name, file in state.files.items()},
        "folded": state.folded,
        "folders": {name: tuple(paths) for name, paths in state.folders.items()},
        "lives": [_pack_life(life) for life in state.lives.values()],
        "units": state.units,
        "burnt": tuple(state.burnt),
        "statements": tuple(state.statements),
        "digests": state.digests,
        "guarded": (state.guarded_digest, state.guarded_counter),
        "records": [_pack(record, _RECORD) for record in state.records],
        "recheck": state.recheck_modes,
    }
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("approvals-*"):
            if old != path and old.stat().st_mtime < path.parent.stat().st_mtime - _A_MONTH:
                old.unlink()
        _write(path, content)


_A_MONTH = 30 * 86_400
_DIGEST = 32


def _write(path: Path, content: Any) -> None:  # noqa: ANN401 - whatever marshal takes
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        data = marshal.dumps(content)
        stream.write(hashlib.sha256(data).digest() + data)
    Path(stream.name).replace(path)


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever was written
    digest, data = (kept := path.read_bytes())[:_DIGEST], kept[_DIGEST:]
    if hashlib.sha256(data).digest() != digest:  # half written, or damaged: no food for marshal
        raise ValueError
    return marshal.loads(data)  # noqa: S302 - data that this program wrote for this user


def load(path: Path, repository: Repository, now: datetime) -> State | None:
    """The state that was kept, or None: there is none, it cannot be read, or a record in it is still to be signed."""
    try:
        content = _read(path)
        if not _still_there(repository, content["store"]):
            return None
        latest = grammar.parse_instant(content["latest"])
        if latest and latest > now and latest - now > TOLERANCE:
            return None
        return _unpack_state(content)
    except (OSError, ValueError, EOFError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _object_files(repository: Repository) -> dict[str, tuple[int, int]] | None:
    """Every file of the object store with its size and inode; None where objects are borrowed from elsewhere.

    Not its time: git sets that whenever it would have written an object again.
    """
    store = repository.common_dir / "objects"
    if os.path.lexists(store / "info" / "alternates"):
        return None
    found = {}
    for folder, _, names in os.walk(store):
        for name in names:
            status = os.lstat(os.path.join(folder, name))  # noqa: PTH118 - tens of thousands of them
            found[os.path.join(folder, name)] = (status.st_size, status.st_ino)  # noqa: PTH118 - likewise
    return found


def _still_there(repository: Repository, kept: dict[str, tuple[int, int]]) -> bool:
    """True when no file that objects were read from has gone or was replaced: damage is to be seen, not remembered."""
    now = _object_files(repository)
    return now is not None and all(now.get(name) == status for name, status in kept.items())


def _unpack_state(content: dict[str, Any]) -> State | None:
    policies = [read_policy(data)[0] for data in content["policies"]]
    if None in policies:
        return None
    known = [policy for policy in policies if policy]
    state = State(content["commit"], known, list(content["policy_steps"]), Classifier(known[-1]))
    state.policy_data = list(content["policies"])
    state.files = {name: File(*file) for name, file in content["files"].items()}
    state.folded = content["folded"]
    state.folders = {name: set(paths) for name, paths in content["folders"].items()}
    state.lives = {life.id: life for life in map(_unpack_life, content["lives"])}
    state.units = content["units"]
    state.burnt = set(content["burnt"])
    state.statements = set(content["statements"])
    state.digests = content["digests"]
    state.guarded_digest, state.guarded_counter = content["guarded"]
    state.records = [SignedRecord(*record) for record in content["records"]]
    state.recheck_modes = content["recheck"]
    return state


def _pack(item: object, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(item, name) for name in names)


def _pack_life(life: DocumentLife) -> tuple[Any, ...]:
    revisions = []
    for revision in life.revisions:
        packed = dict(zip(_REVISION, _pack(revision, _REVISION), strict=True))
        packed["rules"] = tuple(_pack(rule, _RULE) for rule in revision.rules)
        packed["records"] = tuple(_pack(record, _RECORD) for record in revision.records)
        revisions.append(tuple(packed.values()))
    return life.id, tuple(revisions), life.retired, life.retired_when, life.suspended


def _unpack_life(packed: tuple[Any, ...]) -> DocumentLife:
    identifier, revisions, *rest = packed
    return DocumentLife(identifier, tuple(map(_unpack_revision, revisions)), *rest)


def _unpack_revision(packed: tuple[Any, ...]) -> AcceptedRevision:
    named = dict(zip(_REVISION, packed, strict=True))
    named["rules"] = tuple(Rule(*rule) for rule in named["rules"])
    named["records"] = tuple(SignedRecord(*record) for record in named["records"])
    return AcceptedRevision(**named)
