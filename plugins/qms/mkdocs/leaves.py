"""The leaves of a site: pages that only links lead to, made while the theme is busy with the others.

Histories with their redlines, superseded texts and verification pages are made from what was read and from nothing that
MkDocs does: where the machine allows, by a second process, which is given the theme's moulds when they are there.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.nav import Section

from qms.pages.page import Leaf, Page

from .contents import anchored
from .moulds import LeafFile, Mould, Theme

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

log = get_plugin_logger("qms")
WORTH_A_PROCESS = 40
"""Fewer pages are made in no time."""
_Key = tuple[int, int]
_Moulds = Mapping[_Key, Mould | None]
_Leaf = Leaf[Page] | Leaf[bytes]


@dataclass
class Leaves:
    """The leaves of one build, and whoever makes them.

    Attributes:
        later: True under `serve`: whoever edits a text sees it at once, and these pages a few seconds later.
    """

    later: bool = False
    _leaves: dict[str, tuple[_Leaf, LeafFile]] = field(default_factory=dict)
    _keys: dict[str, _Key] = field(default_factory=dict)
    _sections: dict[_Key, Section | None] = field(default_factory=dict)
    _helper: tuple[ForkProcess, Connection] | None = None
    _writer: threading.Thread | None = None
    _stopped: bool = False

    def add(self, leaf: _Leaf, file: LeafFile) -> None:
        """Add a page and the file it is written to."""
        self._leaves[leaf.path] = leaf, file

    def neighbours(self) -> dict[str, str]:
        """For each page, the one whose section it belongs to."""
        return {path: leaf.neighbour for path, (leaf, _) in self._leaves.items()}

    def begin(self, sections: Mapping[str, Section | None]) -> None:
        """Begin to make the pages, once it is known what the site has.

        Args:
            sections: The section of each page, by its path.
        """
        gc.freeze()  # What is read stays to the end: to look through it for garbage takes a tenth of a large build.
        for path, (_, file) in self._leaves.items():
            section = sections.get(path)
            self._keys[path] = key = file.url.count("/"), id(section)
            self._sections[key] = section
        if not self.later and len(self._leaves) >= WORTH_A_PROCESS and _can_fork():
            self._helper = self._send_for_help()

    def write(self, theme: Theme) -> None:
        """Write the pages, or let the other process write them from now on."""
        moulds: dict[_Key, Mould | None] = dict.fromkeys(self._sections)
        first = next(iter(self._sections.items()), None)
        if first and theme.pours(first[0][0], first[1]):
            moulds = {key: theme.mould(key[0], section) for key, section in self._sections.items()}
        if self._helper:
            poured = all(moulds.values())
            # The other process reads it when it has made its pages, and a pipe holds little.
            told = (self._helper[1], moulds if poured else None)
            threading.Thread(target=_tell, args=told, daemon=True).start()
            if poured:
                return
            self.finish()
        if self.later and len(self._leaves) >= WORTH_A_PROCESS and all(moulds.values()):
            work = partial(copy_context().run, self._write_later, theme, moulds)
            self._writer = threading.Thread(target=work, daemon=True)
        else:
            self._write(theme, moulds)

    def _write(self, theme: Theme, moulds: _Moulds) -> None:
        for file, made, key in self._made():
            if self._stopped:
                return
            mould = moulds[key]
            _put(file, made, mould.fill if mould else partial(theme.page, self._sections[key]))

    def _write_later(self, theme: Theme, moulds: _Moulds) -> None:
        try:
            self._write(theme, moulds)
        except Exception:
            log.exception("the histories and superseded texts could not be made")
        else:
            log.info("%s histories and superseded texts are there, too", len(self._leaves))

    def stop(self) -> None:
        """Write no more of them: the next build begins, or the last one is over."""
        self._stopped = True
        if self._writer and self._writer.is_alive():
            self._writer.join()

    def finish(self) -> None:
        """Wait until all pages are written.

        Raises:
            PluginError: When one could not be made; with what went wrong.
        """
        gc.unfreeze()
        if self._writer:
            log.info("%s histories and superseded texts follow", len(self._leaves))
            self._writer.start()
        if not self._helper:
            return
        process, pipe = self._helper
        self._helper = None
        try:
            told = pipe.recv()
        except EOFError:
            told = "the process that made them ended too early"
        process.join()
        if told:
            raise PluginError(f"qms: the histories and superseded texts could not be made: {told}")

    def _made(self) -> Iterator[tuple[LeafFile, Page | bytes, _Key]]:
        for leaf, file in self._leaves.values():
            try:
                yield file, leaf.make(), self._keys[leaf.path]
            except Exception as error:
                error.add_note(f"while {leaf.path} was made")
                raise

    def _send_for_help(self) -> tuple[ForkProcess, Connection]:
        processes = get_context("fork")
        here, there = processes.Pipe()
        helper = processes.Process(target=self._help, args=(here, there), name="qms-leaves", daemon=True)
        helper.start()
        there.close()
        return helper, here

    def _help(self, here: Connection, there: Connection) -> None:
        """What the other process does: make the pages, wait for the moulds, write."""
        here.close()  # so that the end of the other process ends this one
        try:
            made = list(self._made())
            moulds: Mapping[_Key, Mould] | None = there.recv()
            if moulds:
                for file, page, key in made:
                    _put(file, page, moulds[key].fill)
            there.send("")
        except EOFError:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told where somebody sees it
            log.debug("%s", traceback.format_exc())
            there.send("".join(traceback.format_exception_only(error)).strip())


def _tell(pipe: Connection, moulds: _Moulds | None) -> None:
    with suppress(OSError):  # where the other process has failed, `finish` says so
        pipe.send(moulds)


def _put(file: LeafFile, made: Page | bytes, whole: Callable[[LeafFile, str, str], str]) -> None:
    """Write a file, or a page with what the theme puts around it."""
    if isinstance(made, bytes):
        _write(file, made)
    else:
        _write(file, whole(file, made.title, anchored(made.html)).encode(errors="xmlcharrefreplace"))


def _write(file: LeafFile, data: bytes) -> None:
    path = Path(file.abs_dest_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _can_fork() -> bool:
    """True where a second process disturbs nobody: on Linux, with a processor of its own to run on."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1
