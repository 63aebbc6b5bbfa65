"""The sites that are measured: the own manual, one of 1,000 documents, and one with a document in each state."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from approved import small_manual, text
from cases.story import JANE
from helpers import Repo, document

ROOT = Path(__file__).parents[2]
DOCUMENTS = 1_000
RIGHT_TO_LEFT = "נוהל בקרת מסמכים"
_PLUGINS = "[document-control: {search: pagefind}, clause-reference, change-log, quality-records]"
_PALETTE = """[{media: '(prefers-color-scheme: light)', scheme: default, primary: white},
    {media: '(prefers-color-scheme: dark)', scheme: slate, primary: black}]"""
SETTINGS = f"""site_name: Many documents
docs_dir: manual
use_directory_urls: false
theme:
  name: material
  font: false
  features: [navigation.tabs, navigation.sections, navigation.indexes, navigation.prune]
  palette: {_PALETTE}
plugins: [search, document-control: {{view: working}}, clause-reference, change-log, quality-records]
markdown_extensions: [admonition, attr_list, def_list, md_in_html, tables, {{toc: {{permalink: true}}}}]
"""
_CODE = "Only words.\n\n```python\nprint(len(None))\n```\n"
_HISTORY = """
import sys
from pathlib import Path
from _bench.plan import write
from _bench.processes import git
from _bench.sizes import Size
from _bench.stream import Stream
folder, documents = Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir()
git(folder, "init", "--quiet", "--initial-branch=main", "--object-format=sha1")
with Stream(folder) as stream:
    write(Size("site", documents, documents * 26 // 10), stream, lambda _: None)
git(folder, "reset", "--quiet", "--hard")
"""


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is filled once in a run of the tests, however many processes share it."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / f"site-{name}"
    with (shared / f"site-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    assert (folder / "made").exists(), f"the site could not be built; the first test that wanted it says why: {folder}"
    return folder / "site"


def build(repository: Path, site: Path, **variables: str) -> None:
    """Build a site as people do."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "400", **variables}
    environment["XDG_CACHE_HOME"] = str(site.parent / "cache")
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def own_manual(folder: Path) -> None:
    """The project's own manual, as it is published."""
    build(ROOT, folder / "site")


def many_documents(folder: Path) -> None:
    """A made-up manual of 1,000 documents, by the generator of scripts/bench."""
    repository = folder / "repository"
    command = [sys.executable, "-c", _HISTORY, str(repository), str(DOCUMENTS)]
    subprocess.run(command, cwd=ROOT / "scripts", check=True, capture_output=True)
    settings = SETTINGS.splitlines(keepends=True)
    lines = [f"plugins: {_PLUGINS}\n" if line.startswith("plugins:") else line for line in settings]
    (repository / "mkdocs.yml").write_text("".join(lines))
    build(repository, folder / "site")


def odd_content(folder: Path) -> None:
    """A title of 200 characters, names from right to left, HTML in a title, code, no heading, 15 columns, no figure."""
    columns = [f"Column{number}" for number in range(15)]
    table = f"| {' | '.join(columns)} |\n|{'---|' * 15}\n" + f"| {' | '.join(columns)} |\n" * 3
    repo = Repo(folder / "repository")
    repo.root.mkdir()
    repo.git("init", "--quiet")
    files = {
        "qms.yml": "organisation: Example Ltd\nroles: {quality-manager: Quality manager}\nstandards: []\n",
        "mkdocs.yml": SETTINGS.replace("[admonition,", "[pymdownx.highlight, pymdownx.superfences, admonition,"),
        "manual/index.md": document("QM-01", type="manual"),
        "procedures/QP-01.md": document("QP-01", "Words " + "y" * 200 + "\n", title="Verfahren" + "x" * 191),
        "procedures/QP-02.md": document("QP-02", f"## {RIGHT_TO_LEFT}\n\n{RIGHT_TO_LEFT}\n", title=RIGHT_TO_LEFT),
        "procedures/QP-03.md": document("QP-03", _CODE, title="'<script>alert(1)</script> & \"x\"'"),
        "procedures/QP-04.md": document("QP-04", f"## Table\n\n{table}"),
        "procedures/QP-05.md": document("QP-05", "## Figure\n\n![The plan](plan.png)\n"),
    }
    repo.commit(dict(files), author="דנה לוי")
    build(repo.root, folder / "site")


def every_state(folder: Path) -> None:
    """A small approved manual in the working view: a draft, the text in force beside it, a suspended document, one that
    is withdrawn, and a page that is none of ours.
    """
    own = SETTINGS.replace("docs_dir: manual", "docs_dir: docs")
    manual = small_manual(folder / "repository", own.encode())
    manual.story.step({"docs/guide.md": b"# Guide\n\nWords.\n"})
    manual.story.step(manual.story.act(JANE, "withdrawal", of="QP-05"))
    manual.issue("2026-03-10", "QP-07", "1", "Words of QP-07.")
    manual.day("2026-05-01")
    manual.story.step(manual.story.retire("QP-07"))
    repo = manual.clone()
    repo.write({"procedures/QP-01.md": text("QP-01", "3", "Draft words of QP-01.")})
    build(repo.root, folder / "site", QMS_ANCHOR=str(manual.anchor))
