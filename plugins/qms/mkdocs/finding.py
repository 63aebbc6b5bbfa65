"""Search by Pagefind, for manuals too large for the theme's own: the page that searches, and what is written for it.

Pagefind reads the finished pages. It is told which of them count (superseded texts never do), how they are called, and
their state and type, by which readers filter. It needs a web server; from a folder, the registers have their filters.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

import logging
import subprocess
import sys
from importlib.util import find_spec

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as SitePage

from qms.model.document import Document
from qms.model.record import Record
from qms.model.state import STATE_NAMES
from qms.pages.find import SCRIPT, find_page, find_script
from qms.pages.inert import inert
from qms.pages.language import say

from .edition import Edition

PAGEFIND = "pagefind"
SEARCHES = ("theme", PAGEFIND)
MISSING = "Pagefind is not installed, so the site is built without its search: run `pip install 'mkdocs-qms[search]'`."
_NO_TEXT = ".headerlink, .qms-notice, .qms-more, .qms-downloads, .qms-commits, .qms-qr"
_TEXT = ("<article", "<main", '<div role="main"', '<div class="col-md-9" role="main"')
# Not below MkDocs' logger: there a warning ends a strict build, and a site without a search is still a site.
log = logging.getLogger("qms.search")


def wanted(search: str) -> bool:
    """True when Pagefind is asked for and here; says so when it is asked for and missing."""
    if search != PAGEFIND:
        return False
    if find_spec(PAGEFIND) and find_spec("pagefind_bin"):
        return True
    log.warning(MISSING)
    return False


def add_page(edition: Edition, files: Files, config: MkDocsConfig) -> None:
    """Add the page that searches, and its script."""
    edition.add(File.generated(config, SCRIPT, content=find_script()), files)
    edition.publish([find_page(edition.view)], files, config)


def marked(html: str, page: SitePage, edition: Edition) -> str:
    """A finished page with the marks that Pagefind reads; as it is where its text is not to be found."""
    path = page.file.src_uri
    made = edition.pages.get(path)
    excluded = (page.meta.get("search") or {}).get("exclude") or (made and not made.searched)
    start = next((start for start in _TEXT if start in html), None)
    if excluded or start is None:
        return html
    facts = {"state": "", "type": ""} | _facts(edition, edition.texts.get(path))
    filters = "".join(
        f'<meta data-pagefind-filter="{name}[content]" content="{inert(value)}">'
        for name, value in facts.items()
        if value
    )
    filters += f'<meta data-pagefind-meta="title[content]" content="{page.meta.get("title") or page.title}">'
    head, found, rest = html.partition(start)
    return f"{head.replace('</head>', f'{filters}</head>', 1)}{found} data-pagefind-body{rest}"


def _facts(edition: Edition, thing: Document | Record | None) -> dict[str, str]:
    view = edition.view
    if isinstance(thing, Document):
        standing = (view.beside if thing in view.in_force_beside else view).standings.get(thing.path)
        state = say(STATE_NAMES[standing.state]) if standing else ""
        return {"state": state, "type": view.type_names.get(thing.type, thing.type)}
    return {"type": view.kind(thing.kind)} if thing else {"type": say("Overviews and registers")}


def write_index(config: MkDocsConfig) -> None:
    """Let Pagefind read the built site and write its index into it; when it cannot, say why, and leave it at that."""
    command = [sys.executable, "-m", PAGEFIND, "--site", config.site_dir, "--exclude-selectors", _NO_TEXT, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    if done.returncode:
        log.warning("Pagefind could not index the site: %s", (done.stderr or done.stdout).strip())
