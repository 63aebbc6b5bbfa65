"""A site that is opened from a folder, without a server: there Material wants its search index as a script.

Browsers let a page from a folder read no JSON and start no worker; without these two files, Material's search stays
closed there and its program ends with an error.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from importlib.resources import files as resources
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

_SCRIPT = "assets/qms-file.js"
_INDEX = Path("search/search_index.json")


def opens_from_folders(config: MkDocsConfig) -> bool:
    """True where links name files, the theme is Material, and nobody else sees to its search from folders."""
    plugins = {name.rpartition("/")[2] for name in config.plugins}
    material = config.theme.name == "material"
    return material and not config.use_directory_urls and "search" in plugins and "offline" not in plugins


def load_script(config: MkDocsConfig) -> None:
    """Let pages load the stand-in for the worker before the theme's own program."""
    if opens_from_folders(config):
        config.extra["polyfills"] = [*config.extra.get("polyfills", []), _SCRIPT]


def script_file(config: MkDocsConfig) -> list[File]:
    """The stand-in as a file of the site; none where it is not wanted."""
    if not opens_from_folders(config):
        return []
    return [File.generated(config, _SCRIPT, content=resources("qms.pages").joinpath(_SCRIPT).read_bytes())]


def write_index(config: MkDocsConfig) -> None:
    """Write the search index a second time, as a script."""
    index = Path(config.site_dir) / _INDEX
    if opens_from_folders(config) and index.is_file():
        index.with_suffix(".js").write_bytes(b"var __index = " + index.read_bytes())
