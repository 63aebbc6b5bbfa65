"""What `document-control` can be told in the settings of the site."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.config import config_options as c
from mkdocs.config.base import Config

from . import finding
from .view import AUTO, VIEWS, Day


class DocumentControlConfig(Config):
    """The options of `document-control`, each with its default.

    plugins:
      - document-control:
          check: true
    """

    check = c.Type(bool, default=True)
    """Run the gate's checks with the build and show how it decided.

    Problems that refuse become warnings of MkDocs, so `--strict` fails on them. The gate itself is `qms check`.

    plugins:
      - document-control:
          check: false    # a preview that does not wait for the checks
    """

    view = c.Choice(VIEWS, default=AUTO)
    """Whose text each document shows, once approvals are set up.

    `published`: the newest approved revision in force, out of history; nothing is built unless the history is verified.
    `working`: the files as they are, with a banner on what is not approved. `auto`: `build` and `gh-deploy` publish,
    `serve` shows the working view.

    plugins:
      - document-control:
          view: published    # serve, too, shows what readers will see
    """

    as_of = Day("as-of")
    """Show what was in force at the end of a day (UTC). The variable QMS_AS_OF wins over it.

    plugins:
      - document-control:
          as-of: 2026-11-23
    """

    anchor = c.Type(str, default="")
    """The anchor file that approvals are verified from, as seen from this file. The variable QMS_ANCHOR wins over it.

    plugins:
      - document-control:
          anchor: /etc/qms/anchor.json    # kept outside the repository, so that it proves where the history comes from
    """

    search = c.Choice(finding.SEARCHES, default="theme")
    """Which search the site has: the theme's own, good for some hundred documents, or `pagefind` beyond.

    Pagefind needs the extra `search`; leave the plugin `search` out then. Without it the site is built, and says so.

    plugins:
      - document-control:
          search: pagefind    # pip install 'mkdocs-qms[search]'
    """
