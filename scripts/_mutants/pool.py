"""Tries mutants, each in a process of its own that is forked for it: no mutant can spoil another, or hang the run.

The mutated module is made when it is imported, from the untouched copy; no file is ever changed.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Protocol

from .mutate import Mutation, mutated

_PAUSE = 0.002  # seconds between two looks at the processes


class Trial(Protocol):
    """How a mutant is judged, in its own process."""

    seconds: int

    def judge(self, mutation: Mutation) -> str:
        """Who noticed: a case or a test; the empty text when nobody did."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a mutant: who caught it, or the empty text; and after how many seconds."""

    mutation: Mutation
    caught: str
    seconds: float


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads one module with its change."""

    def __init__(self, name: str, path: str, root: Path, mutation: Mutation) -> None:
        super().__init__(name, path)
        self._root = root
        self._mutation = mutation

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return compile(mutated(self._root, self._mutation), path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds one module with its change; all others are found as ever."""

    def __init__(self, root: Path, mutation: Mutation) -> None:
        self._root = root
        self._mutation = mutation
        self._name = mutation.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The changed module's, or None."""
        del path, target
        if fullname != self._name:
            return None
        file = str(self._root / self._mutation.file)
        loader = _Loader(fullname, file, self._root, self._mutation)
        return importlib.util.spec_from_file_location(fullname, file, loader=loader)


def hunt(root: Path, mutations: Sequence[Mutation], trial: Trial, jobs: int) -> Iterator[Result]:
    """Try every mutant; results come as they are known.

    Args:
        root: The folder of the modules; they must not have been imported yet.
        mutations: What to try.
        trial: How each is judged.
        jobs: How many at once.
    """
    waiting = list(reversed(mutations))
    running: dict[int, tuple[Mutation, int, float]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            mutation = waiting.pop()
            pid, pipe = fork(lambda mutation=mutation: _judge(root, mutation, trial), trial.seconds)  # type: ignore[misc]
            running[pid] = (mutation, pipe, time.monotonic())
        for pid in list(running):
            if os.waitpid(pid, os.WNOHANG)[0]:
                mutation, pipe, begun = running.pop(pid)
                yield Result(mutation, _answer(pipe), time.monotonic() - begun)
        time.sleep(_PAUSE)


def fork(work: Callable[[], str], seconds: int) -> tuple[int, int]:
    """Do some work in a process of its own, for so many seconds at most; its id, and where its answer comes out."""
    read, write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # whatever the parent did with it, here it ends the process
    signal.alarm(seconds)
    try:
        said = work()
    except BaseException as error:  # noqa: BLE001 - a mutant may do anything
        said = f"crash: {type(error).__name__}: {error}"
    os.write(write, json.dumps(said[:1000]).encode())
    os._exit(0)


def _answer(pipe: int) -> str:
    with os.fdopen(pipe, "rb") as stream:
        said = stream.read()
    return str(json.loads(said)) if said else "timeout"


def _judge(root: Path, mutation: Mutation, trial: Trial) -> str:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.path.insert(0, str(root))
    sys.meta_path.insert(0, Finder(root, mutation))
    return trial.judge(mutation)
