"""The site of an audit pack: built by MkDocs in a process of its own, from a copy of the repository at its commit.

A copy, so that nothing which no commit has can get in, and so that the same commit gives the same site wherever it is
built. The settings are the repository's own; what a folder on a disk needs otherwise is laid over them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.approval import Anchor

_SETTINGS = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml")
_ENGINES = ("mkdocs", "properdocs")
_OVER = ".qms-pack.yml"
_LINES_TOLD = 12


@dataclass(frozen=True, slots=True)
class SiteWish:
    """What the site is to show.

    Attributes:
        commit: The commit whose settings, theme and texts are used.
        day: The day to show; None for today.
        anchor: The anchor to verify from, where it came from outside the repository; otherwise None.
        when: The time that stands in files which bear one, seconds since 1970.
    """

    commit: str
    day: date | None
    anchor: Anchor | None
    when: int


def lacking(repository: Repository, commit: str) -> str:
    """Why no site can be built here, for people; the empty text when one can."""
    if not any(find_spec(engine) for engine in _ENGINES):
        return "MkDocs is not installed where the pack was made"
    if not any(git.object_named(repository, f"{commit}:{name}") for name in _SETTINGS):
        return "the repository has no mkdocs.yml"
    return ""


def build_site(repository: Repository, room: Path, wish: SiteWish) -> Path:
    """Build the site.

    Args:
        repository: The repository; nothing in it changes.
        room: An empty folder to work in.
        wish: What it is to show.

    Returns:
        The folder with the site.

    Raises:
        QmsError: `site-failed`, with what MkDocs said.
    """
    copy, site = room / "copy", room / "site"
    git.copy_at(repository, copy, wish.commit)
    named = next(name for name in _SETTINGS if (copy / name).is_file())
    over = {
        "INHERIT": named,
        "use_directory_urls": False,  # else nothing opens without a server
        "site_url": "",
        "repo_url": None,  # themes ask forges for stars
        "edit_uri": None,
    }
    (copy / _OVER).write_text(json.dumps(over), "utf-8")  # JSON is YAML
    engine = next(engine for engine in _ENGINES if find_spec(engine))
    command = [sys.executable, "-m", engine, "build", "--quiet", "--config-file", _OVER, "--site-dir", str(site)]
    done = subprocess.run(  # noqa: S603 - fixed words, our own folders
        command, cwd=copy, env=_environment(room, wish), capture_output=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().split("\n")[-_LINES_TOLD:]
        told = " / ".join(line.strip() for line in said if line.strip())
        fix = "Mend what it says (`mkdocs build` in a fresh clone shows the same), or use --no-site."
        raise QmsError(f"the site could not be built: {told}", fix, "site-failed")
    return site


def _environment(room: Path, wish: SiteWish) -> dict[str, str]:
    """The environment of the build: nothing of whoever builds that could change a byte."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QMS_", "GIT_"))}
    anchor = wish.anchor
    if anchor:
        found = {"commit": anchor.commit, "policy_sha256": anchor.policy_sha256, "project": anchor.project}
        kept["QMS_ANCHOR"] = json.dumps(found)
    if wish.day:
        kept["QMS_AS_OF"] = wish.day.isoformat()
    return kept | {
        "SOURCE_DATE_EPOCH": str(wish.when),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
        "COLUMNS": "200",
        "XDG_CACHE_HOME": str(room / "cache"),
        "DISABLE_MKDOCS_2_WARNING": "true",
        "NO_MKDOCS_2_WARNING": "1",
    }


def require_same(site: Path, register: str, in_force: Mapping[str, tuple[str, str]]) -> None:
    """Refuse a site that shows another text of a document than the one in force.

    Args:
        site: The folder with the site.
        register: Where its register for programs is.
        in_force: Revision and digest by document id.

    Raises:
        QmsError: `site-differs`.
    """
    try:
        rows = json.loads((site / register).read_bytes())["documents"]
        shown = {row["id"]: (row["revision"], row["sha256"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = "Let the site have the plugin document-control and its register, or use --no-site."
        raise QmsError(f"the site has no register to compare with: {error}", fix, "site-differs") from None
    odd = sorted(name for name, told in shown.items() if in_force.get(name) != told)
    if odd:
        fix = "Let `view` of document-control be auto or published, in mkdocs.yml; or use --no-site."
        raise QmsError(f"the site shows other texts than those in force: {', '.join(odd)}", fix, "site-differs")
