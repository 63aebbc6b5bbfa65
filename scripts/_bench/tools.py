"""The programs that are measured, where they are, and the facts of the machine they run on."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from .measure import Say
from .processes import BenchError, call, git

ROOT = Path(__file__).resolve().parents[2]
PEERS = ("mkdocs-git-revision-date-localized-plugin", "mkdocs-git-authors-plugin")


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder of programs: that of a virtual environment."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.folder / "python"

    @property
    def qms(self) -> Path:
        """The command that is measured."""
        return self.folder / "qms"

    @property
    def mkdocs(self) -> Path:
        """The site generator."""
        return self.folder / "mkdocs"

    def version(self, distribution: str) -> str:
        """The version of an installed distribution.

        Raises:
            BenchError: When it is not installed there.
        """
        code = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
        return call(self.python, "-c", code, distribution)


def fingerprint(tools: Tools) -> str:
    """A digest of the measured package's sources, to tell whether somebody changes them meanwhile."""
    package = Path(call(tools.python, "-c", "import qms; print(qms.__path__[0])"))
    files = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".html", ".yml", ".css", ".js", ".md"))
    listing = b"".join(bytes(path.relative_to(package)) + b"\0" + path.read_bytes() for path in files)
    return hashlib.sha256(listing).hexdigest()[:10]


def find_tools(named: Path | None) -> Tools:
    """The environment that holds `qms`: the one named, the one this runs in, the project's, or the one on the PATH.

    Raises:
        BenchError: When none of them holds it.
    """
    on_path = shutil.which("qms")
    places = [
        *([named, named / "bin"] if named else [Path(sys.executable).parent, ROOT / ".venv" / "bin"]),
        *([Path(on_path).parent] if on_path and not named else []),
    ]
    for place in places:
        if (place / "qms").exists() and (place / "python").exists():
            return Tools(place.absolute())
    looked = ", ".join(str(place) for place in places)
    raise BenchError(f"There is no `qms` in {looked}. Run scripts/site once, or name its environment with --tools.")


def install_peers(folder: Path, tools: Tools, say: Say) -> Tools:
    """An environment of its own with the peers, and MkDocs and its theme in the versions we use; made once.

    Raises:
        BenchError: When it cannot be installed, with pip's last words.
    """
    same = [f"{name}=={tools.version(name)}" for name in ("mkdocs", "mkdocs-material")]
    made = folder / "made.txt"
    peers = Tools(folder / "bin")
    if made.is_file() and made.read_text(encoding="utf-8").split() == same:
        return peers
    say("installing the peers into an environment of their own")
    shutil.rmtree(folder, ignore_errors=True)
    call(tools.python, "-m", "venv", folder)
    call(peers.python, "-m", "pip", "install", "--quiet", *same, *PEERS)
    made.write_text("\n".join(same), encoding="utf-8")
    return peers


def facts(tools: Tools) -> dict[str, str]:
    """What a reader of the table has to know of the machine."""
    return {
        "cores": f"{len(os.sched_getaffinity(0))} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "load": f"load {os.getloadavg()[0]:.1f} at the start",
        "python": call(tools.python, "--version"),
        "qms": f"qms {tools.version('mkdocs-qms')} (sources {fingerprint(tools)})",
        "git": git(ROOT, "--version").replace("git version", "git"),
        "mkdocs": f"mkdocs {tools.version('mkdocs')}",
        "material": f"Material {tools.version('mkdocs-material')}",
    }
