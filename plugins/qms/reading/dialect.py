"""The Markdown of a repository: which extensions its site reads it with, out of mkdocs.yml, and HTML made in that way.

What prints a document shall read it as the site does. The settings of the site come from the same tree as the
documents: where a commit is read, edits that no commit has change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from markdown import Markdown

from qms.errors import QmsError
from qms.model.system import QualitySystem

from .publication import read_bytes

_NAMES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml")
_ALWAYS = ("toc", "tables", "fenced_code")  # MkDocs adds them to whatever is named
_UNTOLD = ("admonition", "attr_list", "def_list", "md_in_html")
_DEEPEST = 8


class _Loader(yaml.UnsafeLoader):
    """YAML as MkDocs reads its settings: names of Python are looked up, and its own tags are passed over."""


_Loader.add_multi_constructor("!", lambda *_: None)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How Markdown is read.

    Attributes:
        extensions: Names of extensions of Python-Markdown.
        options: Their options, by name.
        language: The language of the site, such as `en`.
    """

    extensions: tuple[str, ...] = (*_ALWAYS, *_UNTOLD)
    options: Mapping[str, dict[str, object]] = field(default_factory=dict)
    language: str = "en"

    def to_html(self, text: str) -> str:
        """A text as HTML.

        Raises:
            QmsError: `site-settings`, when an extension cannot be loaded.
        """
        try:
            return Markdown(extensions=list(self.extensions), extension_configs=dict(self.options)).convert(text)
        except (ImportError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise _unusable(f"an extension of markdown_extensions cannot be used: {error}") from error


def read_dialect(root: Path, system: QualitySystem) -> Dialect:
    """The Markdown of a repository; a common one where it has no settings of a site.

    Args:
        root: A folder of the repository.
        system: What was read from it.

    Raises:
        QmsError: `site-settings`, when they cannot be read.
    """
    name = next((name for name in _NAMES if name in system.paths), "")
    if not name:
        return Dialect()
    settings = _settings(root, system, name)
    theme = settings.get("theme")
    language = theme.get("language", "en") if isinstance(theme, Mapping) else "en"
    names, options = _listed(settings.get("markdown_extensions") or ())
    return Dialect(tuple(dict.fromkeys((*_ALWAYS, *names))), options, str(language))


def _settings(root: Path, system: QualitySystem, name: str) -> dict[str, object]:
    """The settings in a file, over those that it inherits."""
    found: dict[str, object] = {}
    for _ in range(_DEEPEST):
        data = read_bytes(root, system, [name]).get(name)
        if data is None:
            raise _unusable(f"{name} is not there")
        try:
            # The site's own settings, read as MkDocs reads them when it builds the site.
            read = yaml.load(data, Loader=_Loader)  # noqa: S506
        except (yaml.YAMLError, ImportError, UnicodeError) as error:
            raise _unusable(f"{name} cannot be read: {error}") from error
        if not isinstance(read, dict):
            return found
        found = read | found
        parent = read.get("INHERIT")
        if not isinstance(parent, str):
            return found
        name = parent.removeprefix("./")
    return found


def _listed(wanted: object) -> tuple[list[str], dict[str, dict[str, object]]]:
    """Extensions with their options, as MkDocs lets people write them: names, or names with options."""
    entries: Sequence[object] = [{name: value} for name, value in wanted.items()] if isinstance(wanted, dict) else ()
    entries = wanted if isinstance(wanted, Sequence) and not isinstance(wanted, str) else entries
    names: list[str] = []
    options: dict[str, dict[str, object]] = {}
    for entry in entries:
        for name, given in (entry if isinstance(entry, dict) else {entry: None}).items():
            names.append(str(name))
            if isinstance(given, dict):
                options[str(name)] = given
    return names, options


def _unusable(message: str) -> QmsError:
    return QmsError(message, "See whether `mkdocs build` reads the settings of the site.", "site-settings")
