"""Links in the texts of superseded revisions: kept where they lead somewhere today, otherwise left as their words.

A text is shown as it was approved, at another address and years later: its links are meant from where it stood then.
Done where Markdown is still a tree, so that every form of a link is met; it never lets a strict build fail.
"""

# mypy: disable-error-code="misc"

from __future__ import annotations

import posixpath
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree as ET  # only ever built here, nothing is parsed

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from mkdocs.structure.files import Files, InclusionLevel

from qms.model.document import Document
from qms.pages.superseded import Superseded
from qms.trust.units import unit_folder

from .edition import Edition

_BEFORE_MKDOCS = 1  # its own resolving of links runs at 0, anchors are given at 5


class OldLinks(Extension):
    """The extension of one build: told which superseded revision comes next, it mends that page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.edition: Edition | None = None
        self.files: Files | None = None
        self.shown: Superseded | None = None

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Take part in rendering."""
        md.treeprocessors.register(_Mender(md, self), "qms-old-links", _BEFORE_MKDOCS)

    def address(self, target: str, anchors: set[str]) -> str | None:
        """The address to put in the place of a target; None where it leads nowhere today.

        Args:
            target: As written, seen from where the text stood.
            anchors: Those of the text itself.
        """
        try:
            scheme, host, path, _, fragment = urlsplit(target)
        except ValueError:
            return None
        if scheme or host:
            return target
        if not path:
            return target if unquote(fragment) in anchors else None
        shown, files = self.shown, self.files
        if shown is None or files is None or path.startswith(("/", "\\")):
            return None
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(shown.was), unquote(path)))
        folder = unit_folder(shown.was)
        if folder and wanted.startswith(f"{folder}/") and wanted != shown.was:
            wanted = shown.files.get(wanted, "")  # what stands there today may be another revision's
        file = files.get_file_from_path(wanted)
        if file is None or file.inclusion is InclusionLevel.EXCLUDED:
            return None
        kept = f"#{fragment}" if fragment and fragment in self._anchors(wanted) else ""
        return quote(posixpath.relpath(wanted, posixpath.dirname(shown.path))) + kept

    def _anchors(self, path: str) -> set[str]:
        thing = self.edition.texts.get(path) if self.edition else None
        return {section.anchor for section in thing.sections} if isinstance(thing, Document) else set()


class _Mender(Treeprocessor):
    def __init__(self, md: Markdown, links: OldLinks) -> None:
        super().__init__(md)
        self._links = links

    def run(self, root: ET.Element) -> None:
        if self._links.shown is None:
            return
        anchors = {anchor for element in root.iter() if (anchor := element.get("id"))}
        for element in root.iter():
            name = {"a": "href", "img": "src"}.get(element.tag, "")
            if name and "headerlink" not in element.get("class", ""):
                address = self._links.address(element.get(name, ""), anchors)
                if address is None:
                    _as_text(element, element.text if name == "href" else element.get("alt"))
                else:
                    element.set(name, address)


def _as_text(element: ET.Element, text: str | None) -> None:
    """Leave an element's words, without what it led to."""
    element.tag = "span"
    element.attrib.clear()
    element.set("class", "qms-was")
    element.text = text
