"""The texts of superseded revisions as HTML: through the site's own Markdown, with links that lead somewhere today.

A text is shown as it was approved, at another address and years later: its links are meant from where it stood then.
Where they lead nowhere today, their words stay. Nothing that such a text names is pulled in from today's files.
"""

# mypy: untyped-calls-exclude=mkdocs
# mypy: disable-error-code="misc"

from __future__ import annotations

import posixpath
from functools import cached_property, partial
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET  # only ever built here, nothing is parsed

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel

from qms import git
from qms.model.document import Document
from qms.pages.issues import Issue
from qms.pages.page import Leaf, Page
from qms.pages.superseded import Superseded, files_then, superseded, superseded_issues
from qms.pages.view import View
from qms.trust.units import unit_folder

from .edition import Edition
from .own_words import own_words
from .words import WordLinks

_AFTER_ANCHORS = 1  # the anchors of headings are given at 5
_PULLS_IN = ("-8<-", "{!")


class OldTexts:
    """The old texts of one build."""

    def __init__(self, edition: Edition, files: Files, config: MkDocsConfig) -> None:
        self.edition = edition
        self.files = files
        self._config = config
        self._wanted: set[str] = set()

    def leaves(self, view: View) -> tuple[Leaf[Page] | Leaf[bytes], ...]:
        """The page of every superseded revision whose text is shown, and the files beside it that are others today."""
        found: list[Leaf[Page] | Leaf[bytes]] = []
        for document, issue in superseded_issues(view):
            found.append(Leaf(issue.page, document.path, partial(self.page, view, document, issue)))
            for path, blob in files_then(view, document, issue).values():
                if blob:
                    self._wanted.add(blob)
                    found.append(Leaf(path, "", partial(self._file, blob)))
        return tuple(found)

    def _file(self, blob: str) -> bytes:
        return self._blobs[blob]

    @cached_property
    def _blobs(self) -> dict[str, bytes]:
        return dict(git.read_blobs(git.open_repository(self.edition.root), sorted(self._wanted)))

    def page(self, view: View, document: Document, issue: Issue) -> Page:
        """A superseded revision as a page; without Markdown where an extension could take its text for an order."""
        revision = superseded(view, document, issue)
        if any(sign in revision.text for sign in _PULLS_IN):
            return revision.page()
        self._links.shown = revision
        return revision.page(own_words(self._markdown.reset().convert(revision.text)))

    @cached_property
    def _links(self) -> _OldLinks:
        return _OldLinks(self)

    @cached_property
    def _markdown(self) -> Markdown:
        """The site's Markdown, without our links from words to today's documents."""
        config = self._config
        others = [one for one in config.markdown_extensions if not isinstance(one, WordLinks)]
        return Markdown(extensions=[*others, self._links], extension_configs=config.mdx_configs or {})


class _OldLinks(Extension):
    """Told which superseded revision comes next, it mends that text's links.

    Done where Markdown is still a tree, so that every form of a link is met; it never lets a strict build fail.
    """

    shown: Superseded

    def __init__(self, texts: OldTexts) -> None:
        super().__init__()
        self._texts = texts

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Take part in rendering."""
        md.treeprocessors.register(_Mender(md, self), "qms-old-links", _AFTER_ANCHORS)

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
        shown = self.shown
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(shown.was), unquote(path)))
        folder = unit_folder(shown.was)
        if folder and wanted.startswith(f"{folder}/") and wanted != shown.was:
            wanted = shown.files.get(wanted, "")  # what stands there today may be another revision's
        file, own = (self._texts.files.get_file_from_path(one) for one in (wanted, shown.path))
        if file is None or own is None or file.inclusion is InclusionLevel.EXCLUDED:
            return None
        kept = f"#{fragment}" if fragment and fragment in self._anchors(wanted) else ""
        return f"{file.url_relative_to(own)}{kept}"

    def _anchors(self, path: str) -> set[str]:
        thing = self._texts.edition.texts.get(path)
        return {section.anchor for section in thing.sections} if isinstance(thing, Document) else set()


class _Mender(Treeprocessor):
    def __init__(self, md: Markdown, links: _OldLinks) -> None:
        super().__init__(md)
        self._links = links

    def run(self, root: ET.Element) -> None:
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
