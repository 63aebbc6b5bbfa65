"""How the other plugins find `document-control`, and what they say when it is missing."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from .document_control import DocumentControl

_CONTROL = "document-control"


def control_of(config: MkDocsConfig, name: str) -> DocumentControl:
    """The `document-control` of a site.

    Args:
        config: The settings of the site.
        name: The plugin that asks.

    Raises:
        PluginError: When it is missing, or listed after the plugin that asks; the message says what to add.
    """
    control = config.plugins.get(_CONTROL)
    if not isinstance(control, DocumentControl):
        raise PluginError(f"{name} needs document-control: add `- {_CONTROL}` to `plugins:`, above `- {name}`.")
    names = list(config.plugins)
    if names.index(_CONTROL) > names.index(name):
        raise PluginError(f"{name} needs what document-control has read: list `- {_CONTROL}` above `- {name}`.")
    return control
