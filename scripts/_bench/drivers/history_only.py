"""Read the history of the repository it runs in, and nothing else: what `qms log` costs without tree and output."""

from __future__ import annotations

from pathlib import Path

from qms import git
from qms.model.settings import Settings
from qms.reading.history import read_history

repository = git.open_repository(Path.cwd())
history = read_history(repository, git.head(repository), Settings())
if not history.by_path:
    raise SystemExit("no history was read")
