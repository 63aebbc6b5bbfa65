"""A printed document as PDF/A, by WeasyPrint, which is loaded only here and only when a PDF is wanted.

The same HTML, fonts and WeasyPrint give the same bytes: dates stand in the HTML, and the identifier is made of it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from types import ModuleType
from warnings import catch_warnings, simplefilter

from qms.errors import QmsError

VARIANT = "pdf/a-3u"
"""PDF/A, part 3, level U: every font is embedded and every glyph knows its character."""
_GET = "Run `pip install 'mkdocs-qms[pdf]'`; everything else works without it."
_PANGO = (
    "Install Pango (Debian, Ubuntu: `sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`; "
    "macOS: `brew install pango`; Windows: see doc.courtbouillon.org/weasyprint, First Steps); everything else works "
    "without it."
)
_SHOWN = 5
OLDEST = (68,)
"""The first WeasyPrint whose fetcher can be told to fetch nothing."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF file: its bytes, how many pages it has, the fonts in it, and what was said while it was made."""

    data: bytes
    pages: int
    fonts: tuple[str, ...]
    remarks: tuple[str, ...]


def library() -> ModuleType:
    """WeasyPrint.

    Raises:
        QmsError: `pdf-missing`, when it or Pango is not here; the message says how to get it.
    """
    try:
        with redirect_stdout(io.StringIO()):  # it prints a banner when Pango is missing
            found = import_module("weasyprint")
    except ImportError:
        raise QmsError("PDF files are made by WeasyPrint, which is not installed", _GET, "pdf-missing") from None
    except OSError:
        message = "PDF files are made by WeasyPrint, which finds no Pango on this machine"
        raise QmsError(message, _PANGO, "pdf-missing") from None
    if tuple(int(part) for part in found.__version__.split(".")[:1]) < OLDEST:
        message = f"WeasyPrint {found.__version__} is too old: version {OLDEST[0]} is the first that will do"
        raise QmsError(message, _GET, "pdf-missing")
    return found


def to_pdf(html: str) -> Pdf:
    """A whole page of HTML as PDF/A; nothing is fetched for it but what it holds itself as `data:`.

    Args:
        html: The page; its `<meta name="dcterms.created">` and `dcterms.modified` are the dates of the file.

    Raises:
        QmsError: `pdf-missing`, when WeasyPrint or Pango is not here.
    """
    weasyprint = library()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
    with _heard() as remarks, catch_warnings():
        simplefilter("ignore", ResourceWarning)  # it leaves its colour profile to the garbage collector
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(pdf_variant=VARIANT, pdf_tags=True)
        data: bytes = document.write_pdf(
            pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=sha256(html.encode()).hexdigest()[:32].encode()
        )
    fonts = document.fonts.values()
    lacking = sorted({letter for font in fonts for letter in getattr(font, "missing", ())})
    if lacking:
        remarks.append(f"no font of this machine has {_letters(lacking)}")
    return Pdf(data, len(document.pages), tuple(sorted({font.family for font in fonts})), tuple(dict.fromkeys(remarks)))


def _letters(codes: list[int]) -> str:
    shown = ", ".join(f"U+{code:04X}" for code in codes[:_SHOWN])
    return f"{shown} and {len(codes) - _SHOWN} more characters" if len(codes) > _SHOWN else shown


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What WeasyPrint has to say while it works, in the place of its printing it."""
    logger, said = logging.getLogger("weasyprint"), _Said()
    handlers, logger.handlers = logger.handlers, [said]
    spreads, logger.propagate = logger.propagate, False
    try:
        yield said.lines
    finally:
        logger.handlers, logger.propagate = handlers, spreads


class _Said(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
