"""The page that searches a large manual, and its script: the index is Pagefind's, the page is ours."""

from __future__ import annotations

from importlib.resources import files as resources

from qms.model import site as addresses

from .language import say
from .page import Page
from .templates import render
from .view import View

SCRIPT = "assets/qms-find.js"
INDEX = "pagefind/pagefind.js"


def find_page(view: View) -> Page:
    """The page that searches."""
    link = view.links_from(addresses.FIND)
    title = say("Search")
    html = render("find", link=link, title=title, script=link(SCRIPT), index=link(INDEX), top=link(addresses.OVERVIEW))
    return Page(addresses.FIND, title, html, hide=("navigation", "toc"))


def find_script() -> bytes:
    """The script of that page."""
    return resources("qms.pages").joinpath(SCRIPT).read_bytes()
