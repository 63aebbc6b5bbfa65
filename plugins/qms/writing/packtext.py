"""README.txt of an audit pack: for somebody who never saw Git, in plain words, and true of just this pack."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill

from qms.model.pack import PackContents

from . import templates

_WIDTH = 78
_APPROVALS = "records/approvals/"
_SITE = (
    "Open site/index.html in a browser (double-click it). That is the whole manual: the documents, their register, "
    "which clause of the standard is answered where, the records, what changed, and who approved it."
)
_DEMONSTRATION = "This is the demonstration company: its keys are public, so its approvals prove nothing about people."
_INSIDE = (
    "The anchor in here was named by the manual's own repository. So the pack shows that everything fits together, and "
    "not where it comes from, until you compare the anchor with one that you were given by another way."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the README tells beyond the contents.

    Attributes:
        organisation: Whose manual it is; may be empty.
        no_site: Why there is no site; empty where there is one.
        no_pdf: Why there are no PDF files; empty where there are.
        demonstration: True for the company whose keys are public.
    """

    organisation: str
    no_site: str
    no_pdf: str
    demonstration: bool = False


def readme(contents: PackContents, told: Told) -> bytes:
    """The text of README.txt."""
    whose = f"the quality manual of {told.organisation}" if told.organisation else "a quality manual"
    what = (
        f"This folder holds {whose} as it was in force on {contents.day}, with the evidence that it was approved. "
        "Nothing needs to be installed to read it, and nothing in it needs the internet."
    )
    no_site = f"This pack has no site: {told.no_site}. Read the files in documents/ instead; any editor shows them."
    text = templates.fill(
        "pack/README.txt",
        {
            "WHAT": _laid_out(what),
            "LIMITS": "".join(f"{_laid_out(limit)}\n\n" for limit in _limits(contents, told)),
            "READ": _laid_out(no_site if told.no_site else _SITE),
            "CONTENTS": _contents(contents, told),
            "COMMIT": contents.commit,
        },
    )
    return text.encode("utf-8", "backslashreplace")


def _limits(contents: PackContents, told: Told) -> list[str]:
    """What a reader must know before anything else."""
    found = []
    if contents.scope:
        found.append(
            f"IT IS A PART OF THE MANUAL: the documents and records of {', '.join(contents.scope)}. The history, the "
            "registers and the site, if there is one, are those of the whole."
        )
    return [*found, *([_DEMONSTRATION] if told.demonstration else []), *([] if contents.outside else [_INSIDE])]


def _contents(contents: PackContents, told: Told) -> str:
    """A line for each folder and file that is there."""
    kept = f"{contents.records}/"
    recorded = any(path.startswith(kept) and not path.startswith(_APPROVALS) for path in contents.files)
    printed = f" and, in pdf/{kept}, the records" if recorded else ""
    rows = {
        "site/": "" if told.no_site else "the manual as pages for a browser",
        "documents/": f"the {_documents(len(contents.documents))} in force, the very bytes that were approved",
        "to-come/": f"{_documents(len(contents.to_come))} approved for a later day" if contents.to_come else "",
        "pdf/": f"the documents in force{printed} as PDF, for reading and printing",
        "registers/": "lists of documents, records, people and clauses, for Excel (.xlsx) and as text (.csv)",
        kept: "the records, which show what was done",
        _APPROVALS: "who approved what: a small file each, and its signature (.sig)",
        "policy/": "who may approve what: authorities.yml, and its earlier versions",
        "history.bundle": "the whole history, for Git",
        "anchor.json": "where trust starts",
        "contents.json": "the list of the documents, for verify.py",
        "SHA256SUMS": "every file with its digest",
        "verify.py": "the check",
    }
    if told.no_pdf:
        rows["pdf/"] = f"not there: {told.no_pdf}"
    width = max(map(len, rows)) + 2
    shown = ((name, what) for name, what in rows.items() if what)
    return "\n".join(
        fill(what, _WIDTH, initial_indent=f"{name:{width}}", subsequent_indent=" " * width) for name, what in shown
    )


def _documents(number: int) -> str:
    return f"{number:,} document{'' if number == 1 else 's'}"


def _laid_out(text: str) -> str:
    return fill(text, _WIDTH, break_on_hyphens=False, break_long_words=False)
