"""Git's answers, kept: a mutant of the trust code asks the same things of the same repositories a thousand times.

What was not asked before is asked of git itself. Mutants of the git room get no kept answers.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LARGEST = 1_000_000
_room = ExitStack()  # merges stay in their temporary folders until the run is over


@dataclass
class Answers:
    """What git said: short commands, objects, and merges."""

    runs: dict[tuple[object, ...], subprocess.CompletedProcess[bytes]] = field(default_factory=dict)
    objects: dict[tuple[str, str], bytes | tuple[str, str, str]] = field(default_factory=dict)
    merges: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)

    def update(self, other: Answers) -> None:
        """Learn what another has heard."""
        self.runs |= other.runs
        self.objects |= other.objects
        self.merges |= other.merges

    @contextmanager
    def given(self) -> Iterator[None]:
        """Answer for git in this context."""
        from qms import git  # noqa: PLC0415 - the copy, when its turn has come

        originals = (subprocess.run, git.ObjectReader._batch, git.merged_tree)  # noqa: SLF001 - the door to objects
        try:
            self._keep_runs()
            self._keep_objects()
            self._keep_merges()
            yield
        finally:
            subprocess.run, git.ObjectReader._batch, git.merged_tree = originals  # type: ignore[method-assign]  # noqa: SLF001

    def _keep_runs(self) -> None:
        run = subprocess.run

        def kept(command: Sequence[str], **options: Any) -> Any:  # noqa: ANN401 - as subprocess.run
            folder = str(options.get("cwd", ""))
            if command[0] != "git" or "merge-tree" in command or "init" in command or not folder:
                return run(command, **options)
            key = (folder, *command)
            if key not in self.runs:
                self.runs[key] = run(command, **options)
            return self.runs[key]

        subprocess.run = kept  # type: ignore[assignment]

    def _keep_objects(self) -> None:
        from qms.errors import QmsError  # noqa: PLC0415 - the copy, when its turn has come
        from qms.git import ObjectReader  # noqa: PLC0415

        batch = ObjectReader._batch  # noqa: SLF001 - the one door to git's objects

        def kept(self_: Any, wanted: Sequence[str], kind: bytes) -> Iterator[tuple[str, bytes]]:  # noqa: ANN401
            root = str(self_._repository.root)  # noqa: SLF001 - it is one of its own methods, in effect
            for object_id in wanted:
                key = (root, f"{kind.decode()} {object_id}")
                found = self.objects.get(key)
                if found is None:
                    try:
                        [(_, found)] = batch(self_, [object_id], kind)
                    except QmsError as error:
                        found = (error.message, error.fix, error.code)
                    if len(found) < _LARGEST:
                        self.objects[key] = found
                if isinstance(found, tuple):
                    raise QmsError(*found)
                yield object_id, found

        ObjectReader._batch = kept  # type: ignore[method-assign,assignment]  # noqa: SLF001

    def _keep_merges(self) -> None:
        from qms import git  # noqa: PLC0415

        merged_tree = git.merged_tree

        @contextmanager
        def kept(repository: git.Repository, base: str, head: str) -> Iterator[tuple[git.Repository, str]]:
            key = (str(repository.root), base, head)
            if key not in self.merges:
                merged, tree = _room.enter_context(merged_tree(repository, base, head))
                self.merges[key] = (str(merged.root), tree)
            room, tree = self.merges[key]
            yield git.Repository(Path(room), Path(room), bare=True), tree

        git.merged_tree = kept
