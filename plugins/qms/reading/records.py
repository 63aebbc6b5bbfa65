"""From the files under the records folder to records: what they are, when, by whom, and what they are evidence for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qms.model.document import Claim, Reference, ReferenceKind
from qms.model.fields import Mapping as Fields
from qms.model.fields import Sequence
from qms.model.problem import Fault, Place
from qms.model.record import Record
from qms.model.settings import Settings
from qms.trust.source import read_source

from . import markdown
from .claims import read_clauses
from .elsewhere import find_elsewhere
from .tree import SYMLINK, Tree

_CLAUSE_REFERENCE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)+):(\S+)")


def in_records(path: str, settings: Settings) -> bool:
    """True for a Markdown file under the records folder that is not a signed approval."""
    root = f"{settings.records}/"
    return path.startswith(root) and path.endswith(".md") and not path.startswith(f"{root}approvals/")


def read_records(tree: Tree, settings: Settings) -> tuple[tuple[Record, ...], tuple[Fault, ...]]:
    """Every record of a tree, and what is wrong with files that cannot be read."""
    paths = sorted(path for path in tree.files if in_records(path, settings))
    faults = [
        Fault(Place(path), "this is a symbolic link; a record must be a file of its own", code="path-symlink")
        for path in paths
        if tree.files[path].mode == SYMLINK
    ]
    data = tree.load(paths)
    edited = tree.edited(data)
    records = [_record(path, data[path], committed=path not in edited) for path in paths if path in data]
    return tuple(sorted(records, key=lambda record: (record.id, record.path))), tuple(faults)


def _record(path: str, data: bytes, *, committed: bool) -> Record:
    source = read_source(data, path)
    lines = markdown.Lines(source.body, path, source.body_line)
    blanked = markdown.blank_code(source.body)
    refs, claims = _refs(source.fields, path)
    clauses = read_clauses(source.fields, path)
    idle = "a record is evidence of what was done; a plan stands in `clauses:` of a document"
    return Record(
        path=path,
        fields=source.fields,
        body=source.body,
        body_line=source.body_line,
        refs=refs,
        claims=(*claims, *clauses.claims),
        references=(*markdown.find_references(blanked, lines), *find_elsewhere(blanked, lines)),
        faults=(
            *source.faults,
            *clauses.faults,
            *(Fault(plan.place, idle, code="claim-malformed") for plan in clauses.plans),
        ),
        committed=committed,
    )


def _refs(fields: Fields, path: str) -> tuple[tuple[Reference, ...], tuple[Claim, ...]]:
    """The `refs:` of a record, clauses told from identifiers, and `corrects:`."""
    references, claims = [], []
    for text, place in _listed(fields, path):
        if match := _CLAUSE_REFERENCE.fullmatch(text):
            claims.append(Claim(match[1], match[2], place))
        else:
            references.append(Reference(ReferenceKind.MENTION, text, place))
    return tuple(references), tuple(claims)


def _listed(fields: Fields, path: str) -> Iterator[tuple[str, Place]]:
    refs = fields.get("refs")
    for item in refs.texts if isinstance(refs, Sequence) else ():
        yield item.text, Place(path, item.line, item.column)
    if corrects := fields.scalar("corrects"):
        yield corrects.text, Place(path, corrects.line, corrects.column)
