"""Build a site as `mkdocs serve` does: once clean, then again after each edit of one document, in one process.

Arguments: configuration file, document to edit, number of edits, file for the result: a JSON list of seconds, each
`[wall, processor]`, the clean build first.
"""

from __future__ import annotations

import json
import logging
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

SERVED_AT = "http://127.0.0.1:8000/"


def processor() -> float:
    """Seconds of processor time so far, finished children included."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def shows(site: Path, document: Path, edit: int) -> bool:
    """True when the document's page holds the sentence of an edit."""
    pages = [*site.rglob(f"{document.stem}/index.html"), *site.rglob(f"{document.stem}.html")]
    return any(f"added by edit {edit}." in page.read_text(encoding="utf-8") for page in pages)


def main() -> None:
    """Build, edit, build again."""
    config_file, document, edits, result = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    site = tempfile.mkdtemp(prefix="bench-site-")

    def get_config() -> MkDocsConfig:
        config = load_config(config_file=config_file, site_dir=site)
        config.site_url = SERVED_AT
        return config

    config = get_config()
    config.plugins.on_startup(command="serve", dirty=False)
    spent = []
    for number in range(edits + 1):
        wall, cpu = time.perf_counter(), processor()
        build(config if number == 0 else get_config(), serve_url=SERVED_AT)
        spent.append((time.perf_counter() - wall, processor() - cpu))
        if number and not shows(Path(site), document, number):
            raise SystemExit(f"rebuild: edit {number} is not in the site: what was measured is not a rebuild")
        with document.open("a", encoding="utf-8") as text:
            text.write(f"\nThis sentence was added by edit {number + 1}.\n")
    config.plugins.on_shutdown()
    shutil.rmtree(site)
    result.write_text(json.dumps(spent), encoding="utf-8")


main()
