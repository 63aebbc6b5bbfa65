"""A person at a terminal: waits for a question, types the answer."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 30.0


def converse(
    command: Sequence[str | Path], cwd: Path, answers: Sequence[tuple[str, str]], environment: Mapping[str, str]
) -> tuple[int, str]:
    """Run a command on a terminal of its own.

    Args:
        command: The program's path and its arguments.
        cwd: Where.
        answers: What to wait for, and what to type then, in this order.
        environment: The variables.

    Returns:
        The exit code, and all that was on the screen.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execve(command[0], [str(word) for word in command], dict(environment))  # noqa: S606 - no shell is the point
    seen, looked = "", 0
    waiting = list(answers)
    end = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < end:
            if waiting and (at := seen.find(waiting[0][0], looked)) >= 0:
                looked = at + len(waiting[0][0])
                os.write(terminal, f"{waiting.pop(0)[1]}\n".encode())
            if select.select([terminal], [], [], 0.1)[0]:
                piece = os.read(terminal, 10_000)
                if not piece:
                    break
                seen += piece.decode(errors="replace")
    except OSError:  # how a terminal ends on Linux
        pass
    finally:
        os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen
