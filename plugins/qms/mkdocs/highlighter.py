"""The themes `mkdocs` and `readthedocs` fetch a highlighter for code from another site on every page: not unless asked.

Whoever sets `highlightjs` keeps what they set; with `true` they are told what it means.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils.yaml import yaml_load

log = get_plugin_logger("qms")
_SETTING = "highlightjs"


def without_highlighter(config: MkDocsConfig) -> None:
    """Turn it off where nobody has set it.

    Args:
        config: The settings of the site, with its theme.
    """
    if _SETTING not in config.theme or not config.theme[_SETTING]:
        return
    if _is_set(config.config_file_path):
        log.warning("theme: %s: true makes every page fetch a highlighter from another site", _SETTING)
    else:
        config.theme[_SETTING] = False


def _is_set(path: str | None) -> bool:
    """True when the file with the settings says something about it: the theme's own value looks the same."""
    if not path:
        return False
    with Path(path).open("rb") as file:
        theme = yaml_load(file).get("theme")
    return isinstance(theme, dict) and _SETTING in theme
