"""Reading for an audit pack: the approved texts of a day, the records and the policies, byte for byte out of history.

Only what the verification accepted goes in. What is approved for a later day goes in beside what is in force, so that
whoever checks the pack can tell "not yet" from "left out".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.approval import AcceptedRevision, Anchor, DocumentLife, TrustState
from qms.model.force import front_blob
from qms.model.pack import MADE, PackContents, PackedDocument
from qms.model.policy import POLICY_PATH
from qms.model.system import QualitySystem
from qms.trust.globs import Globs
from qms.trust.state import RECORDS
from qms.trust.units import index_of, is_folder, unit_of

from .published import choose

_ALWAYS = ("AUTHORITIES", "GUARDED", "IMPORT")
Files = dict[str, str]  # object id by path


@dataclass(frozen=True, slots=True)
class _Source:
    """Where everything comes from: the repository, what was verified in it, and the files at three commits."""

    repository: Repository
    state: TrustState
    anchor: Anchor
    tip: Files
    first: Files


def read_pack(root: Path, system: QualitySystem, scope: Sequence[str] = ()) -> PackContents:
    """Everything of a pack that comes out of the history.

    Args:
        root: A folder of the repository.
        system: What was read from it for publication, accepted by the verification.
        scope: Ids of documents and records, or folders such as `procedures/`; everything when empty.

    Raises:
        QmsError: `not-published` when nothing was verified, `scope-unknown` when an entry of the scope names nothing.
    """
    outcome = system.approvals
    if outcome is None or outcome.state is None or outcome.anchor is None or not outcome.accepted:
        fix = "Set up approvals first: manual/authorities.yml and an anchor (README, Approvals)."
        raise QmsError("there is nothing to export: no approval here can be verified", fix, "not-published")
    repository = git.open_repository(root)
    state, anchor = outcome.state, outcome.anchor
    source = _Source(
        repository, state, anchor, _files(repository, outcome.tip), _files(repository, anchor.commit)
    )  # fmt: skip
    lives = [life for _, life in sorted(state.documents.items()) if not life.retired]
    wanted = [life for life in lives if _in_scope(scope, life.id, life.current.path)]
    chosen = choose(repository, state, system.today)
    in_force, to_come = _split(wanted, chosen)
    records = _records(source, system, scope, {life.id for life in wanted})
    _require_known(scope, wanted, records)
    documents = _packed(source, in_force, "documents/{id}")
    later = _packed(source, to_come, "to-come/{id}-revision-{revision}")
    blobs = records | _policies(source)
    for packed, revision in zip((*documents, *later), (*in_force, *to_come), strict=True):
        blobs |= {f"{packed.folder}/{_inside(revision, path)}": blob for path, blob in revision.files}
    return PackContents(
        commit=outcome.tip,
        day=system.today,
        anchor=anchor,
        outside=system.anchored,
        scope=tuple(scope),
        records=system.settings.records,
        kept=tuple(path for path in _kept(source) if path in records),
        documents=documents,
        to_come=later,
        files=_bytes(repository, blobs),
    )


def _files(repository: Repository, commit: str) -> Files:
    """The files of a commit; the verification refuses paths that are no UTF-8, links and submodules."""
    return {entry.path.decode(): entry.id for entry in git.list_tree(repository, commit)}


def _bytes(repository: Repository, blobs: Files) -> dict[str, bytes]:
    found = git.read_blobs(repository, blobs.values())
    return {path: data for path, (_, data) in zip(blobs, found, strict=True)}


def _split(
    lives: Iterable[DocumentLife], chosen: dict[str, AcceptedRevision]
) -> tuple[list[AcceptedRevision], list[AcceptedRevision]]:
    """The revisions in force, and those that are approved and come later."""
    in_force: list[AcceptedRevision] = []
    to_come: list[AcceptedRevision] = []
    for life in lives:
        now = chosen.get(life.id)
        in_force += [now] if now else []
        to_come += life.revisions[life.revisions.index(now) + 1 if now else 0 :]
    return in_force, to_come


def _packed(source: _Source, revisions: Sequence[AcceptedRevision], folder: str) -> tuple[PackedDocument, ...]:
    """Revisions as the pack lists them.

    Args:
        source: Where they come from.
        revisions: The revisions.
        folder: A pattern for where each goes, with `{id}` and `{revision}`.
    """
    policies = {policy.version: policy.digest for policy in source.state.policies}
    there = git.objects_named(source.repository, [f"{one.step}:{one.path}" for one in revisions])
    return tuple(
        PackedDocument(
            id=one.id,
            revision=one.revision,
            digest=one.digest,
            document_class=one.document_class,
            folder=folder.format(id=one.id, revision=one.revision),
            place=one.path if blob == front_blob(one) else _path_then(source, one),
            files=tuple(sorted(_inside(one, path) for path, _ in one.files)),
            policy=source.anchor.policy_sha256 if one.imported else policies[one.version],
            step=one.step,
            imported=one.imported,
        )
        for one, blob in zip(revisions, there, strict=True)
    )


def _inside(revision: AcceptedRevision, path: str) -> str:
    """A file of a document as seen from the document's folder; of a one-file document, its name."""
    unit = unit_of(revision.path)
    return path.removeprefix(unit) if is_folder(unit) else path.rpartition("/")[2]


def _path_then(source: _Source, revision: AcceptedRevision) -> str:
    """Where a document that was moved since stood at the step that put it in force."""
    folder, blob = is_folder(unit_of(revision.path)), front_blob(revision)
    found = (path for path, each in _files(source.repository, revision.step).items() if each == blob)
    alike = (path for path in found if is_folder(unit_of(path)) is folder and path == index_of(unit_of(path)))
    return next(alike, revision.path)


def _policies(source: _Source) -> Files:
    """Every version of the policy since the anchor; the one in force under its own name."""
    policies, steps = source.state.policies, source.state.policy_steps
    names = [f"policy/authorities-version-{policy.version}.yml" for policy in policies[:-1]]
    blobs = git.objects_named(source.repository, [f"{step}:{POLICY_PATH}" for step in steps])
    return dict(zip((*names, "policy/authorities.yml"), blobs, strict=True))


def _kept(source: _Source) -> Iterator[str]:
    """What lay among the approvals at the anchor: no part of any verdict, the import that counts aside."""
    numbers = [record.revision for record in source.state.records if record.format == "import/1"]
    newest = f"{RECORDS}IMPORT/{max(map(int, numbers))}/" if numbers else "\0"
    return (path for path in sorted(source.first) if path.startswith(RECORDS) and not path.startswith(newest))


def _records(source: _Source, system: QualitySystem, scope: Sequence[str], documents: set[str]) -> Files:
    """Records and approvals by their path in the repository, which is that in the pack, too."""
    subjects = {*documents, *_ALWAYS}
    named = {
        record.path
        for record in system.records
        if _in_scope(scope, record.id, record.path) or documents.intersection(ref.target for ref in record.refs)
    }
    evidence, found = Globs(source.state.policy.evidence), {}
    for path, blob in source.tip.items():
        if path.startswith(RECORDS):
            wanted = not scope or path.removeprefix(RECORDS).partition("/")[0] in subjects
        elif path.startswith(f"{system.settings.records}/") or evidence.matches(path):
            wanted = path in named or _in_scope(scope, "", path)
        else:
            wanted = False
        if wanted:
            found[path] = blob
    for path in found:
        if path.partition("/")[0] in MADE or "/" not in path:
            fix = "Keep records in a folder of another name, such as records/."
            raise QmsError(f"{path} is a record, and a pack has something else of that name", fix, "pack-path")
    return dict(sorted(found.items()))


def _in_scope(scope: Sequence[str], identifier: str, path: str) -> bool:
    """True when nothing is asked for, or the id, or a folder that the path lies in."""
    return not scope or any(
        asked == identifier or f"{path}/".startswith(f"{asked.rstrip('/*')}/") for asked in scope if asked
    )


def _require_known(scope: Sequence[str], lives: Iterable[DocumentLife], records: Iterable[str]) -> None:
    """Refuse a scope with an entry that names nothing: a slip would be a pack that lacks what was asked for."""
    paths = [*records]
    for asked in scope:
        stem = asked.rstrip("/*")
        hit = any(_in_scope((asked,), life.id, life.current.path) for life in lives)
        if not hit and not any(path.startswith(f"{stem}/") or f"/{stem}" in path for path in paths):
            fix = "Name ids of documents or records, or folders such as procedures/."
            raise QmsError(f"nothing in force and no record is called {asked}", fix, "scope-unknown")
