"""`document-control`: reads the system once a build, shows every document with its control block, and the register.

What MkDocs shows of a document comes from the reading, never from the file again: gate and page cannot disagree. What
stands around the text is added after Markdown and after the search index, so that neither costs time on it.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from qms import pages
from qms.checks import run_checks
from qms.errors import QmsError
from qms.git import open_repository
from qms.model.problem import Severity, Verdict
from qms.pages.authorities import authorities_pages
from qms.pages.dashboard import dashboard_page
from qms.pages.days import as_of_leaves
from qms.pages.language import ENGLISH, spoken
from qms.pages.margin import with_notes
from qms.pages.overview import overview_page
from qms.pages.people import people_page
from qms.pages.register import register_page, uncontrolled
from qms.pages.verification import verification_leaves, verification_page
from qms.pages.view import View, name_of
from qms.reading.collector import without_collector
from qms.reading.pasttexts import read_past_texts
from qms.reading.publication import in_force_beside, read_bytes

from . import finding, folders
from . import repository_files as sources
from .contents import add_headings, add_title, anchored
from .edition import Edition
from .highlighter import without_highlighter
from .identifiers import identifiers_of
from .leaves import Leaves
from .metadata import made_metadata, metadata
from .moulds import Theme
from .navigation import make_nav, place_outsiders
from .options import DocumentControlConfig
from .own_words import own_words
from .terms import glossary_of
from .view import read_for, site_address, unapproved_settings, view_kind
from .words import WordLinks

log = get_plugin_logger("qms")


class DocumentControl(BasePlugin[DocumentControlConfig]):
    """Every document with its control block, the register, and the overview."""

    _edition: Edition | None = None
    _command: str = "build"
    _words: WordLinks
    _nav: Navigation
    _finds = False

    @property
    def edition(self) -> Edition:
        """The edition of the current build.

        Raises:
            PluginError: When the system has not been read yet.
        """
        if self._edition is None:
            raise PluginError("document-control has not read the system yet.")
        return self._edition

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], **_: object) -> None:
        """Learn which view is wanted; having this event also keeps the plugin alive between the builds of `serve`."""
        self._command = command

    def on_shutdown(self) -> None:
        """End what still writes pages of the build before."""
        if self._edition:
            self._edition.leaves.stop()

    @event_priority(50)  # before the search asks which language the theme speaks
    @without_collector()
    def on_config(self, config: MkDocsConfig) -> None:
        """Read the system, ask the gate, and tell MkDocs what to watch and which assets to load."""
        self.on_shutdown()
        kind = view_kind(self.config.view, self._command)
        start = Path(config.config_file_path).parent if config.config_file_path else Path(config.docs_dir)
        try:
            repository = open_repository(start)
            system = read_for(start, kind, self.config.as_of, self.config.anchor)
            beside, contents = in_force_beside(start, system)
            past = read_past_texts(start, system) if "change-log" in config.plugins else {}
            verdict = run_checks(system) if self.config.check else None
            if system.commit:  # Not the work tree: nothing may come from the disk.
                contents |= read_bytes(start, system, sources.shown_paths(system, repository.root, config))
        except QmsError as error:
            raise PluginError(f"qms: {error}") from error
        plugins = config.plugins
        site = pages.Site(
            layout=pages.Layout.FOLDERS if config.use_directory_urls else pages.Layout.PAGES,
            clauses="clause-reference" in plugins,
            changes="change-log" in plugins,
            records="quality-records" in plugins,
            address=site_address(config.site_url, self._command),
        )
        view = View(system, verdict, site, beside, past=past)
        _let_theme_speak(config)
        without_highlighter(config)
        leaves = Leaves(later=self._command == "serve")
        self._edition = Edition(repository.root, view, leaves, contents=contents)
        _report(verdict)
        for path in unapproved_settings(repository, system):
            log.warning("%s has edits that no commit has and nobody approved; the site is built with them", path)
        self._words = WordLinks(identifiers_of(view), glossary_of(view))
        config.markdown_extensions.append(self._words)  # type: ignore[arg-type] # Markdown takes instances, too
        config.watch.extend(sources.watched(repository, system.settings))
        config.extra_css.insert(0, "assets/qms.css")
        config.extra_javascript.append("assets/qms.js")
        folders.load_script(config)
        self._finds = finding.wanted(self.config.search)
        sources.mend_edit_uri(config, repository.root)

    @event_priority(100)  # before plugins that look for pages: they shall find all of ours
    @without_collector()
    def _gather(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Give every document its path in the repository, and add the pages and files that are made here."""
        edition = self.edition
        sources.rehome(edition, files, config)
        sources.add_documents(edition, files, config)
        days = as_of_leaves(edition.view, edition.downloads)
        made_here = [
            overview_page(edition.view),
            register_page(edition.view, edition.downloads),
            people_page(edition.view, edition.downloads),
            days[0].make(),
            *authorities_pages(edition.view),
            verification_page(edition.view),
            dashboard_page(edition.view),
        ]
        edition.publish(made_here, files, config)
        edition.scatter((*days[1:], *verification_leaves(edition.view)), files, config)
        made = {**pages.assets(), **{download.path: download.data for download in edition.downloads}}
        for path, data in made.items():
            edition.add(File.generated(config, path, content=data), files)
        if self._finds:
            finding.add_page(edition, files, config)
        for file in folders.script_file(config):
            edition.add(file, files)
        return files

    @event_priority(-100)  # after the plugins that add pages
    def _navigate(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make a navigation where the settings name none; by now every file is there."""
        if self.edition.guards:
            self.edition.drop_doubles(files)
        if config.nav is None:
            config.nav = make_nav(self.edition, files)
        return files

    on_files = CombinedEvent(_gather, _navigate)

    def on_nav(self, nav: Navigation, /, *, files: Files, **_: object) -> None:
        """Give pages outside the navigation their section, and begin with those that the theme is not needed for."""
        self._nav = nav
        place_outsiders(self.edition, files)

    @event_priority(-100)  # after plugins that add to the templates
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> None:
        """Pour those pages into what the theme makes of one."""
        self.edition.leaves.write(Theme(config, env, files, self._nav))

    def on_page_read_source(self, *, page: Page, **_: object) -> str | None:
        """Show the text that was read."""
        return self.edition.source(page.file.src_uri)

    @event_priority(100)  # other plugins shall see our metadata
    def on_page_markdown(self, _markdown: str, /, *, page: Page, **_: object) -> None:
        """Replace what MkDocs made of the front matter by our own values."""
        path = page.file.src_uri
        self._words.page = path if path in self.edition.texts else ""
        if made := self.edition.pages.get(path):
            page.meta = made_metadata(made.title, made.hide, searched=made.searched, found=made.found)
        elif thing := self.edition.texts.get(path):
            page.meta = metadata(thing.fields, name_of(thing))
        elif path in self.edition.attachments:
            page.meta = {}

    def on_page_content(self, html: str, /, *, page: Page, **_: object) -> str | None:
        """Name our sections in the contents, let the search see the pages that want it, and leave texts their words."""
        edition, path = self.edition, page.file.src_uri
        if frame := edition.frame(path):
            add_headings(page, frame.headings, edition.anchors(path))
            add_title(page, frame.title)
        if path in edition.texts or path in edition.attachments:
            return own_words(html)
        made = edition.pages.get(path)
        return made.html if made and made.searched else None

    @event_priority(-100)  # after the search index: control blocks and change logs are no text to search
    def on_page_context(self, _context: TemplateContext, /, *, page: Page, **_: object) -> None:
        """Put head and foot around the text."""
        made = self.edition.pages.get(page.file.src_uri)
        if made:
            page.content = anchored(made.html)
        elif frame := self.edition.frame(page.file.src_uri):
            page.content = "\n".join((anchored(frame.head), with_notes(page.content or "", frame.notes), frame.foot))
        elif self.edition.guards and not self.edition.knows(page.file):
            page.content = "\n".join((uncontrolled(), page.content or ""))

    @event_priority(-100)  # finished pages
    def on_post_page(self, output: str, /, *, page: Page, **_: object) -> str:
        """Mark what is to be found."""
        return finding.marked(output, page, self.edition) if self._finds else output

    @event_priority(-100)  # after the search index is written
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the search work from a folder, too; or write the index of the other one."""
        self.edition.leaves.finish()
        folders.write_index(config)
        if self._finds:
            finding.write_index(config)


def _let_theme_speak(config: MkDocsConfig) -> None:
    """Let the theme speak the language of our pages; whoever left it at English keeps the theme's own setting."""
    if spoken() != ENGLISH and "language" in config.theme:
        config.theme["language"] = spoken()


def _report(verdict: Verdict | None) -> None:
    """Say the problems again where MkDocs listens: what refuses as a warning, so that `--strict` fails on it."""
    for problem in verdict.problems if verdict else ():
        tell = log.warning if problem.severity is Severity.ERROR else log.info
        tell("%s %s %s %s", problem.place, problem.code, problem.message, problem.fix)
