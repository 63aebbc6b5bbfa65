"""`qms confirm`: somebody read a text against its clause again; where it says so is the claim itself.

What is suspect comes from the model; here it is chosen, and `CLAUSE confirmed in REVISION` is written into `clauses:`
of the front matter, where it is approved with the document.
"""

from __future__ import annotations

from collections.abc import Sequence as AnySequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from qms.errors import QmsError
from qms.model.claimtext import parse_listed, write_listed
from qms.model.document import Document, claims_of
from qms.model.fields import Mapping, Scalar, Sequence
from qms.model.revision import revision_key
from qms.model.suspect import Suspicion, suspicions
from qms.model.system import QualitySystem

from .frontmatter import exchange_items, rewrite

_CODE = "confirm-refused"
_LONGEST = 40  # characters of an item of `clauses:` (approval format 1, §2)


@dataclass(frozen=True, slots=True)
class Confirmable:
    """A clause that a document claims.

    Attributes:
        suspicions: Why the claim must be looked at again; empty when nothing speaks against it.
    """

    standard: str
    clause: str
    suspicions: tuple[Suspicion, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One item of `clauses:` that was written."""

    standard: str
    before: str
    after: str


def find_document(system: QualitySystem, identifier: str) -> Document:
    """The document of an id.

    Raises:
        QmsError: `confirm-refused`, with the nearest id.
    """
    if document := system.documents_by_id.get(identifier):
        return document
    near = get_close_matches(identifier.upper(), system.documents_by_id, n=1)
    raise QmsError(
        f"there is no document {identifier}" + (f"; did you mean {near[0]}?" if near else ""),
        "`qms status` lists all.",
        _CODE,
    )


def confirmable(system: QualitySystem, document: Document, standard: str | None = None) -> tuple[Confirmable, ...]:
    """The clauses that a document claims, in its order.

    Args:
        system: The work tree, with the base the branch will be merged into, where there is one.
        document: The document.
        standard: Only those of one standard.

    Raises:
        QmsError: `confirm-refused`, when the document claims no clause of that standard.
    """
    named = tuple(dict.fromkeys(claim.standard for claim in document.claims if claim.standard))
    if standard is not None and standard not in named:
        claimed = f"It claims clauses of {', '.join(named)}." if named else "It claims no clause at all."
        raise QmsError(f"{document.id} claims no clause of `{standard}`", claimed, _CODE)
    found = []
    for each in named if standard is None else (standard,):
        why = suspicions(system, document, each)
        clauses = dict.fromkeys(claim.clause for claim in claims_of(document, each))
        found += [Confirmable(each, clause, why.get(clause, ())) for clause in clauses]
    return tuple(found)


def choose(document: Document, known: AnySequence[Confirmable], clauses: AnySequence[str]) -> tuple[Confirmable, ...]:
    """The claims on some clauses.

    Of a number that is claimed of several standards the one is meant that is suspect.

    Raises:
        QmsError: `confirm-refused`, when a clause is not claimed, or it is not clear of which standard.
    """
    chosen = []
    for clause in dict.fromkeys(clauses):
        found = [one for one in known if one.clause == clause]
        found = [one for one in found if one.suspicions] or found
        if not found:
            near = get_close_matches(clause, [one.clause for one in known], n=1)
            raise QmsError(
                f"{document.id} does not claim clause {clause}" + (f"; did you mean {near[0]}?" if near else ""),
                f"`qms confirm {document.id}` lists what is suspect; a new claim needs no confirmation.",
                _CODE,
            )
        if len(found) > 1:
            named = " and ".join(one.standard for one in found)
            raise QmsError(
                f"{document.id} claims clause {clause} of {named}",
                f"Say which you read it against, as in `--standard {found[0].standard}`.",
                _CODE,
            )
        chosen += found
    return tuple(chosen)


def require_draft(system: QualitySystem, document: Document) -> None:
    """A published revision stays as it is: a confirmation is a change like any other, and comes with a new one.

    Raises:
        QmsError: `confirm-refused`.
    """
    if revision_key(document.revision) is None:
        raise QmsError(
            f"{document.path}: `{document.revision}` is no revision such as 3 or 3.1", "Mend `revision:` first.", _CODE
        )
    base = system.base.tip.get(document.id) if system.base else None
    if base is not None and base.revision == document.revision:
        raise QmsError(
            f"{document.id} revision {document.revision} is published, and stays as it is",
            f"Run `qms revise {document.id}` first; with --minor when nothing else changes.",
            _CODE,
        )


def confirm(root: Path, document: Document, chosen: AnySequence[Confirmable]) -> tuple[Confirmed, ...]:
    """Write that claims were confirmed in the document's own revision.

    Args:
        root: The top of the work tree.
        document: The document, as it stands there.
        chosen: The claims.

    Returns:
        What was written; a claim that said so already is not among it.

    Raises:
        QmsError: `confirm-refused` or `front-matter-edit`; the file is as it was.
    """
    items: list[tuple[Scalar, tuple[str, ...]]] = []
    written = []
    added: dict[str, list[str]] = {}
    for one in chosen:
        entries = _entries(document, one)
        for entry, text in entries:
            written += [Confirmed(one.standard, entry.text, text)] if entry.text != text else []
            items.append((entry, (text,)))
        if not entries:
            text = _short(f"{one.clause} confirmed in {document.revision}")
            added.setdefault(one.standard, []).append(text)
            written.append(Confirmed(one.standard, "", text))
    for standard, texts in added.items():
        last = _last(document, standard)
        said = next((said for entry, said in items if entry == last), (last.text,))
        items = [(entry, said) for entry, said in items if entry != last]
        items.append((last, (*said, *texts)))
    if written:
        rewrite(root, document.path, lambda data: exchange_items(data, document.path, items), _CODE)
    return tuple(written)


def _entries(document: Document, one: Confirmable) -> list[tuple[Scalar, str]]:
    """The items of `clauses:` that claim a clause, each with what it is to say."""
    found = []
    for item in _list(document, one.standard):
        listed = parse_listed(item.text)
        if listed and not listed.planned and listed.clause == one.clause:
            found.append((item, _short(write_listed(replace(listed, confirmed=document.revision)))))
    return found


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        raise QmsError(
            f"`{text}` has more than {_LONGEST} characters, the most that `clauses:` may hold",
            "Leave out `answers`; a longer number can only be confirmed by claiming it anew.",
            _CODE,
        )
    return text


def _last(document: Document, standard: str) -> Scalar:
    """The last item of a standard's list, for more to be added behind it."""
    if items := _list(document, standard):
        return items[-1]
    raise QmsError(
        f"{document.path} does not list `{standard}` in `clauses:`",
        f"List the clause there, as in `{standard}: [CLAUSE]`, and try again.",
        _CODE,
    )


def _list(document: Document, standard: str) -> tuple[Scalar, ...]:
    clauses = document.fields.get("clauses")
    texts = clauses.get(standard) if isinstance(clauses, Mapping) else None
    return texts.texts if isinstance(texts, Sequence) else ()
