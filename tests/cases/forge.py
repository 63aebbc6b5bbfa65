"""Git repositories written object by object, without git: fast, the same every time, and as crooked as a case needs.

A `Forge` holds objects and refs in memory and writes a bare repository at the end. Both object formats work.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .packs import pack

FILE, EXECUTABLE, SYMLINK, SUBMODULE, TREE = "100644", "100755", "120000", "160000", "40000"
# What happens to one path in a step: new bytes, a mode with bytes (of a submodule: the commit's id), or its removal.
Change = bytes | tuple[str, bytes] | None
Changes = Mapping[Any, Change]  # paths as text or bytes
Entry = tuple[str, str]  # mode, object id
Files = dict[bytes, Entry]


@dataclass(slots=True)
class Forge:
    """One repository in the making; `objects` is `sha1` or `sha256`."""

    objects: str = "sha1"
    store: dict[str, bytes] = field(default_factory=dict)  # id -> type, space, size, NUL, content
    refs: dict[str, str] = field(default_factory=dict)
    extra: dict[str, bytes] = field(default_factory=dict)  # path in the repository's folder -> bytes
    dropped: set[str] = field(default_factory=set)
    damaged: dict[str, bytes] = field(default_factory=dict)  # id -> the bytes of the loose file
    head: str = "refs/heads/main"
    settings: str = ""  # more of the copy's config

    def put(self, kind: str, data: bytes) -> str:
        """Keep an object and give its id."""
        raw = f"{kind} {len(data)}\0".encode() + data
        name = hashlib.new(self.objects, raw).hexdigest()
        self.store[name] = raw
        return name

    def blob(self, data: bytes) -> str:
        return self.put("blob", data)

    def content(self, name: str) -> bytes:
        """Give the bytes of an object without its header."""
        return self.store[name].partition(b"\0")[2]

    def raw_tree(self, entries: Iterable[tuple[str, bytes, str]]) -> str:
        """Keep a tree of (mode, name, id) in just this order, whatever that makes of it."""
        return self.put(
            "tree", b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
        )

    def tree(self, files: Files) -> str:
        """Keep the trees of flat paths, in Git's order, and give the id of the root."""
        here: list[tuple[str, bytes, str]] = []
        below: dict[bytes, Files] = {}
        for path, entry in files.items():
            first, slash, rest = path.partition(b"/")
            if slash:
                below.setdefault(first, {})[rest] = entry
            else:
                here.append((entry[0], first, entry[1]))
        here += [(TREE, name, self.tree(inside)) for name, inside in below.items()]
        return self.raw_tree(sorted(here, key=lambda entry: entry[1] + b"/" * (entry[0] == TREE)))

    def files(self, before: Files, changes: Changes) -> Files:
        """Give the files after a step."""
        after = dict(before)
        for path, change in changes.items():
            raw = path.encode() if isinstance(path, str) else path
            if change is None:
                del after[raw]
                continue
            mode, data = change if isinstance(change, tuple) else (FILE, change)
            after[raw] = (mode, data.decode() if mode == SUBMODULE else self.blob(data))
        return after

    def commit(self, tree: str, parents: Iterable[str], author: str, committer: str, when: int) -> str:
        """Keep a commit; people are `Name <address>`, time is in seconds since 1970."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {author} {when} +0000", f"committer {committer} {when} +0000", "", "x"]
        return self.put("commit", "\n".join(lines).encode())

    def write(self, folder: Path) -> None:
        """Write the bare repository."""
        for name in ("objects/pack", "refs/heads", "refs/tags", "info"):
            (folder / name).mkdir(parents=True)
        config = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"
        if self.objects == "sha256":
            config = config.replace("= 0", "= 1") + "[extensions]\n\tobjectformat = sha256\n"
        refs = {name: f"{value}\n".encode() for name, value in self.refs.items()}
        loose = {_place(name): zlib.compress(raw, 1) for name, raw in self.store.items() if name not in self.dropped}
        damaged = {_place(name): raw for name, raw in self.damaged.items()}
        files = {
            "HEAD": f"ref: {self.head}\n".encode(),
            "config": (config + self.settings).encode(),
            **refs,
            **loose,
            **damaged,
        }
        made: set[Path] = set()
        for name, data in (files | self.extra).items():
            path = folder / name
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(path.parent)
            path.write_bytes(data)

    def pack(self, **others: str) -> None:
        """Put all objects into one pack; `others` names ids under which it holds another object's bytes."""
        held = {name: self.store[others.get(name, name)] for name in self.store}
        self.extra |= pack(held, self.objects)
        self.dropped |= set(self.store)

    def replace_bytes(self, name: str, other: str) -> None:
        """Let the copy hold another object's bytes under this id."""
        self.damaged[name] = zlib.compress(self.store[other], 1)


def _place(name: str) -> str:
    return f"objects/{name[:2]}/{name[2:]}"
