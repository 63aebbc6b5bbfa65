"""Hook files: short scripts that start `qms hook …`, written so that nobody's own hook is ever lost."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from qms.errors import QmsError

HOOKS = ("pre-commit", "pre-receive")
_MARKER = "# Written by `qms hook install`; run that again to change it, or delete the file."
_OURS = re.compile(rf"#!/bin/sh\n{re.escape(_MARKER)}\n(?:if [^\n]*\n[^\n]*\n[^\n]*\nfi\n)?exec [^\n]*\n")


def script(hook: str, program: str, options: Sequence[str] = ()) -> str:
    """The text of a hook file.

    Args:
        hook: `pre-commit` or `pre-receive`.
        program: The path of `qms`.
        options: What the command is told.
    """
    command = shlex.join([program, "hook", hook, *options])
    # A guard that cannot run lets nothing pass; `exec` of a missing program ends the same way, but says less.
    missing = shlex.quote(f"{program} is gone: install qms again, then run `qms hook install {hook}`.")
    guard = f"if [ ! -x {shlex.quote(program)} ]; then\n  echo {missing} >&2\n  exit 1\nfi\n"
    return f"#!/bin/sh\n{_MARKER}\n{guard}exec {command}\n"


def program() -> str:
    """The `qms` that belongs to this Python, as an absolute path: a hook runs with another PATH.

    Raises:
        QmsError: `hook-program`, when there is none.
    """
    beside = Path(sys.executable).absolute().with_name("qms")
    found = str(beside) if beside.is_file() else shutil.which("qms")
    if not found:
        raise QmsError("there is no program `qms` beside this Python", "Install mkdocs-qms with pip.", "hook-program")
    return str(Path(found).absolute())


def install(folder: Path, hook: str, text: str) -> Path:
    """Write a hook file, or bring ours up to date.

    Args:
        folder: Where git looks for hooks.
        hook: Its name.
        text: The script.

    Returns:
        The file.

    Raises:
        QmsError: `hook-present`, when somebody else's hook is there; `hook-failed`, when it cannot be written.
    """
    target = folder / hook
    if target.is_symlink() or (target.exists() and not _is_ours(target)):
        raise QmsError(
            f"{target} is there already, and is not ours",
            f"Add this line to it, where its refusal counts: {text.rstrip().splitlines()[-1].removeprefix('exec ')}",
            "hook-present",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f"{hook}.qms-new")
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(0o755)
        temporary.replace(target)
    except OSError as error:
        raise QmsError(f"cannot write {target}: {error.strerror}", "Ask who owns the folder.", "hook-failed") from None
    return target


def _is_ours(target: Path) -> bool:
    try:
        return _OURS.fullmatch(target.read_text(encoding="utf-8")) is not None
    except (OSError, ValueError):
        return False
