"""The unpacked folder: which files are there, whether they are those of the list, and their bytes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from .signed import canonical, read_json, sha256
from .words import CannotTellError, RefusalError, Report

SUMS = "SHA256SUMS"
CONTENTS = "contents.json"
ANCHOR = "anchor.json"
POLICY = "policy/authorities.yml"
# Folders of the pack whose files are made for it; whatever else lies in a folder stands so in the history.
MADE = ("documents", "to-come", "pdf", "policy", "registers", "site")
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\0\\]+)")
# What file managers leave behind when somebody looks into a folder; nothing of the pack is called so.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")


class Folder:
    """A pack on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        if not (root / SUMS).is_file():
            raise CannotTellError(f"{root} is no unpacked audit pack: there is no {SUMS}. Unpack the whole zip file")
        self.paths = sorted(self._walk())

    def _walk(self) -> list[str]:
        found = []
        for above, folders, files in os.walk(self.root):
            for name in [*folders, *files]:
                path = Path(above, name)
                if path.is_symlink():
                    raise RefusalError(f"{path.relative_to(self.root)} is a link; a pack holds none")
                if name in files and name not in _LITTER:
                    found.append(path.relative_to(self.root).as_posix())
        return found

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            RefusalError: There is no such file in the pack.
        """
        if path not in self.paths:
            raise RefusalError(f"{path} is not in the pack")
        return (self.root / path).read_bytes()

    def below(self, folder: str) -> list[str]:
        """The paths of all files below a folder, which ends with a slash."""
        return [path for path in self.paths if path.startswith(folder)]

    def member(self, path: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """A JSON file in the form that the pack writes.

        Raises:
            RefusalError: It is missing or of another form.
        """
        data = self.read(path)
        try:
            found = read_json(data)
        except RefusalError as error:
            raise RefusalError(f"{path}: {error}") from None
        if canonical(found) != data:
            raise RefusalError(f"{path} is not written in its one form")
        return found


def check_sums(folder: Folder, report: Report) -> None:
    """Step: every file of the list is there with its digest, and no other file."""
    report.step("Are these the files that were packed?")
    listed: dict[str, str] = {}
    lines = (folder.root / SUMS).read_bytes().decode("utf-8", "replace").split("\n")
    for line in lines[:-1]:
        found = _LINE.fullmatch(line)
        if not found or found[2] in listed:
            report.refuse(f"{SUMS} has a line that does not belong there: {line}")
        else:
            listed[found[2]] = found[1]
    if lines[-1] or list(listed) != sorted(listed):
        report.refuse(f"{SUMS} is not in its one form")
    there = set(folder.paths) - {SUMS}
    for path in sorted(set(listed) - there):
        report.refuse(f"{path} is missing")
    for path in sorted(there - set(listed)):
        report.refuse(f"{path} is in the folder, but not in the list: it was added")
    wrong = 0
    for path in sorted(there & set(listed)):
        if sha256(folder.read(path)) != listed[path]:
            wrong += 1
            report.refuse(f"{path} was changed")
    if not report.refused:
        report.good(f"{len(listed)} files, each as listed in {SUMS}")
