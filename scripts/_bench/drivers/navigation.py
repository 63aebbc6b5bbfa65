"""Write the navigation that our plugins give a site, without the pages that only they make.

A plain build gets the same: what a theme writes of the navigation into every page costs more than most plugins do.
Arguments: configuration file, top of the repository, file for the result.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.structure.files import get_files

ROOT = Path(sys.argv[2])


def kept(entries: list[object]) -> list[object]:
    """The entries whose pages stand in the repository, and the sections that still hold any."""
    result: list[object] = []
    for entry in entries:
        if isinstance(entry, str):
            result += [entry] if (ROOT / entry).is_file() else []
        elif isinstance(entry, dict):
            ((title, below),) = entry.items()
            left = kept(below if isinstance(below, list) else [below])
            if left:
                result.append({title: left if isinstance(below, list) else below})
    return result


config = load_config(config_file=sys.argv[1])
config.plugins.on_startup(command="build", dirty=False)
config = config.plugins.on_config(config)
config.plugins.on_files(get_files(config), config=config)
config.plugins.on_shutdown()
navigation = kept(config.nav or [])
if not navigation:
    raise SystemExit("navigation: our plugins made none")
Path(sys.argv[3]).write_text(json.dumps(navigation), encoding="utf-8")
