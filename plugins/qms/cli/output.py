"""Where output goes: the result to standard output or a file, everything else to standard error."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.errors import QmsError
from qms.reports.escape import one_line

if TYPE_CHECKING:
    from qms.reading.publication import NotPublishedError  # what reads takes long to load

_NARROWEST = 40


def emit(text: str | bytes, output: Path | None = None) -> None:
    """Print a result, or write it to a file; UTF-8, LF line ends. Bytes are written as they are.

    A reader that closes the pipe early is no fault: the rest goes nowhere and the exit code stays what it is.

    Raises:
        QmsError: `output-failed`, when it cannot be written.
    """
    data = text if isinstance(text, bytes) else _encode(text)
    try:
        if output is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            output.write_bytes(data)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise _unwritable(error, output) from None


def append(text: str, output: Path) -> None:
    """Add text to the end of a file.

    Raises:
        QmsError: `output-failed`, when it cannot be written.
    """
    try:
        with output.open("ab") as stream:
            stream.write(_encode(text))
    except OSError as error:
        raise _unwritable(error, output) from None


def _encode(text: str) -> bytes:
    return text.encode("utf-8", errors="backslashreplace")


def _unwritable(error: OSError, output: Path | None) -> QmsError:
    message = f"cannot write {output or 'the result'}: {error.strerror}"
    return QmsError(message, "Make room, or name a file in a folder you may write to.", "output-failed")


def note(text: str, *, quiet: bool = False) -> None:
    """Say something that is not the result."""
    if not quiet:
        click.echo(one_line(text), err=True)


def print_refusal(error: QmsError) -> None:
    """Say that the work could not be done, and what to do about it."""
    click.echo(f"error: {one_line(error.message)}", err=True)
    click.echo(f"help: {one_line(error.fix)}", err=True)


def print_not_published(error: NotPublishedError) -> int:
    """Say that nothing may be published, with every reason; the exit code for it comes back."""
    print_refusal(error)
    for found in error.problems:
        note(f"{f'{found.path}: ' if found.path else ''}{found.code} {found.message}. help: {found.fix}")
    return 2 if error.undecided else 1


def print_trace(error: Exception) -> None:
    """Show where a fault of this program came from, for those who mend it."""
    traceback.print_exception(error)


def as_refusal(error: Exception) -> QmsError:
    """Any exception as a refusal: our own as it is, any other as a fault of this program."""
    if isinstance(error, QmsError):
        return error
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    told = f": {error}" if str(error) else ""
    return QmsError(
        f"qms made a mistake: {type(error).__name__}{told}{where}",
        "Please report it to the maintainers of qms, with what the same command prints when QMS_DEBUG=1 is set.",
        "internal-error",
    )


def use_color(choice: str, output: Path | None = None) -> bool:
    """Whether text is to be coloured: as asked, or on a terminal that can and whose user did not object."""
    if choice != "auto":
        return choice == "always"
    able = output is None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return able and not os.environ.get("NO_COLOR")


def width() -> int:
    """Columns of the terminal; 80 where there is none. `COLUMNS` wins over both."""
    return max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST)
