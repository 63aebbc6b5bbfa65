"""Pictures of the project's own site, and of an auditor's walk, for its readers: what scripts/screenshots runs."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from sites import CHROMIUM, NO_CHROMIUM, opened, served

from . import auditor

ROOT = Path(__file__).resolve().parents[2]
WIDE, PHONE = (1440, 900), (390, 844)
PAGES = (
    ("overview", "index.html", WIDE, "light"),
    ("document", "procedures/QP-04-documented-information.html", WIDE, "light"),
    ("history", "history/procedures/QP-04-documented-information.html", WIDE, "light"),
    ("register", "register/index.html", WIDE, "light"),
    ("clauses", "clauses/index.html", WIDE, "light"),
    ("transition", "clauses/iso-9001-2015--iso-9001-2026.html", WIDE, "light"),
    ("dashboard", "dashboard/index.html", WIDE, "dark"),
    ("verification", "verification/QP-04.html", WIDE, "light"),
    ("document-phone", "procedures/QP-04-documented-information.html", PHONE, "light"),
    ("register-phone", "register/index.html", PHONE, "dark"),
)


_ABOUT = (
    "Build the project's own site and take ten pictures of it, eight at 1440 px and two as on a phone; then four of an "
    "auditor's walk through a site with a past."
)


def main() -> int:
    """Build the site, take the pictures, and tell which page is not there."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=_ABOUT)
    parser.add_argument("folder", type=Path, help="where the pictures go; made when it is not there")
    parser.add_argument("--site", type=Path, help="a site that is built already")
    options = parser.parse_args()
    if CHROMIUM is None:
        print(f"error: {NO_CHROMIUM}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as made, sync_playwright() as session:
        site = options.site or _built(Path(made))
        with opened(session) as browser:
            code = _take(browser, site, options.folder)
            for picture in auditor.take(browser, Path(made), options.folder):
                print(picture)
        return code


def _built(folder: Path) -> Path:
    """The site of the project's own manual, as it is published."""
    print("Building the site …", flush=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "own")]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own interpreter
    return folder / "own"


def _take(browser: Browser, site: Path, folder: Path) -> int:
    """Take every picture; 1 when a page is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [path for _, path, _, _ in PAGES if not (site / path).is_file()]
    with served(site) as address:
        for name, path, (width, height), scheme in PAGES:
            if path in missing:
                print(f"missing: the site has no {path}")
                continue
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}.png", animations="disabled")
            page.close()
            print(folder / f"{name}.png")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
