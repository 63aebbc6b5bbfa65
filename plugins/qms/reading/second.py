"""A second opinion on signatures: stock `ssh-keygen -Y verify`, with the signers each record's policy allows.

For auditors who trust no verifier but OpenSSH's, and for tests. It knows nothing of weak keys or touches, so it is an
opinion besides, never instead.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.approval import Outcome, SignedRecord, TrustState
from qms.trust.keys import public_text
from qms.trust.record import KINDS


def second_opinion(repository: Repository, outcome: Outcome) -> list[SignedRecord]:
    """The records of the state whose signatures `ssh-keygen` refuses.

    Raises:
        QmsError: `git-failed`, when there is no `ssh-keygen`.
    """
    state = outcome.state
    if state is None:
        return []
    records = [*state.records, *_document_records(state)]
    entries = {entry.path: entry.id for entry in git.list_tree(repository, outcome.tip)}
    wanted = [entries[name.encode()] for record in records for name in (record.path, f"{record.path}.sig")]
    with git.ObjectReader(repository) as reader, tempfile.TemporaryDirectory(prefix="qms-second-") as folder:
        data = [found for _, found in reader.read(wanted, "blob")]
        pairs = zip(data[::2], data[1::2], strict=True)
        return [
            record
            for record, (statement, signature) in zip(records, pairs, strict=True)
            if not _holds(Path(folder), record, statement, signature)
        ]


def _document_records(state: TrustState) -> Iterator[SignedRecord]:
    for life in state.documents.values():
        for revision in life.revisions:
            yield from revision.records


def allowed_signer(record: SignedRecord) -> str:
    """The line of an allowed_signers file for one record: this person, this kind of record, this key."""
    namespace = KINDS[record.format, record.meaning].namespace
    return f'{record.person} namespaces="{namespace}" {public_text(record.key)}\n'


def _holds(folder: Path, record: SignedRecord, statement: bytes, signature: bytes) -> bool:
    signers, name = folder / "signers", folder / "record.sig"
    signers.write_text(allowed_signer(record), encoding="utf-8")
    name.write_bytes(signature)
    namespace = KINDS[record.format, record.meaning].namespace
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", record.person, "-n", namespace, "-s", str(name)]
    try:
        done = subprocess.run(command, input=statement, capture_output=True, check=False)  # noqa: S603 - fixed words
    except FileNotFoundError:
        raise QmsError("ssh-keygen is not installed", "Install OpenSSH 8.2 or newer.", "git-failed") from None
    return done.returncode == 0
