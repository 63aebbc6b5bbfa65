"""The stock commands that check one approved revision again: git, ssh-keygen and sha256sum, and nothing of ours.

Pure: from a verification to the lines that a person pastes into bash, in a clone. The site prints them on the page of
each document, `qms verify --commands ID` prints them for a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote

from .approval import AcceptedRevision, Anchor, DocumentLife, Outcome, SignedRecord, TrustState
from .phrase import Phrase, phrase, phrases
from .policy import POLICY_PATH

INDEX = "index.md"
_OR_FAILED = "|| { echo FAILED; false; }"
_NAMESPACES = {
    "policy-approval/1": "qms-policy-v1",
    "guard-approval/1": "qms-guard-v1",
    "key-enrolment/1": "qms-enrolment-v1",
    "import/1": "qms-import-v1",
    "forge-approval/1": "qms-forge-v1",
}


@dataclass(frozen=True, slots=True)
class StockCommand:
    """One command.

    Attributes:
        title: What it shows, one sentence.
        line: What to paste; one line of bash. Its exit code is 0 only when it shows what it should.
        expected: What it prints when all is well; empty where the reader has to read it.
    """

    title: Phrase
    line: str
    expected: str


def stock_commands(outcome: Outcome, revision: AcceptedRevision) -> tuple[StockCommand, ...]:
    """The commands for one revision: five for its text and the policy, and five for each approval, in order.

    So one approval takes ten commands. A revision that was taken over is checked by the records of its import.

    Args:
        outcome: An accepted verification whose state holds the revision.
        revision: A revision of a document in it.
    """
    state, anchor = outcome.state, outcome.anchor
    if state is None or anchor is None or not outcome.accepted:
        return ()
    records = approving(state, revision)
    return (
        *_chain(outcome, anchor, revision),
        *(command for record in records for command in _approval(state, anchor, revision, record)),
    )


def approving(state: TrustState, revision: AcceptedRevision) -> tuple[SignedRecord, ...]:
    """The records that say a revision may be used: its approvals, and for an imported one those of its import."""
    return (*(imports(state) if revision.imported else ()), *revision.approvals)


def imports(state: TrustState) -> tuple[SignedRecord, ...]:
    """The records of the import at the anchor: those of the highest number."""
    found = [record for record in state.records if record.format == "import/1"]
    newest = max((int(record.revision) for record in found), default=0)
    return tuple(record for record in found if int(record.revision) == newest)


def namespace(record: SignedRecord) -> str:
    """The SSHSIG namespace of a record's kind."""
    return _NAMESPACES.get(record.format, f"qms-{record.meaning}-v1")


def _chain(outcome: Outcome, anchor: Anchor, revision: AcceptedRevision) -> Iterator[StockCommand]:
    """From the commit of the site to the anchor, the policies that count, and the text."""
    yield StockCommand(
        phrase("The commit that was verified is in your clone, and replace refs are off."),
        f'export GIT_NO_REPLACE_OBJECTS=1 at={outcome.tip}; git cat-file -t "$at"',
        "commit",
    )
    yield StockCommand(
        phrase(
            "%(steps)s back by first parents stands the anchor: compare it with the one you were given.",
            steps=phrases("%(num)s step", "%(num)s steps", outcome.steps),
        ),
        f'[ "$(git rev-parse "$at~{outcome.steps}")" = {anchor.commit} ] && echo {anchor.commit} {_OR_FAILED}',
        anchor.commit,
    )
    yield _digest(
        phrase("The policy at the anchor has the digest that the anchor names."),
        f"git cat-file blob {anchor.commit}:{POLICY_PATH}",
        anchor.policy_sha256,
    )
    policies = outcome.state.policies if outcome.state else ()
    judged = next((policy.digest for policy in policies if policy.version == revision.version), anchor.policy_sha256)
    yield _digest(
        phrase(
            "The policy that judged this revision is version %(version)s, as it stood before the step that brought "
            "the revision.",
            version=str(revision.version),
        ),
        f"git cat-file blob {_before(anchor, revision)}:{POLICY_PATH}",
        judged,
    )
    yield _text(outcome, revision)


def _before(anchor: Anchor, revision: AcceptedRevision) -> str:
    """The commit whose policy judged a revision."""
    return anchor.commit if revision.imported or revision.step == anchor.commit else f"{revision.step}^"


def _digest(title: Phrase, command: str, digest: str) -> StockCommand:
    return StockCommand(title, f'{command} | sha256sum --check <(echo "{digest}  -")', "-: OK")


def _text(outcome: Outcome, revision: AcceptedRevision) -> StockCommand:
    """The digest of the text: at the commit, or of the objects themselves where the commit holds a newer revision."""
    life: DocumentLife | None = outcome.state.documents.get(revision.id) if outcome.state else None
    newest = life is not None and life.current is revision and not life.retired
    folder = _folder(revision)
    if not folder:
        where = f'"$at":{quote(revision.path)}' if newest else dict(revision.files)[revision.path]
        title = phrase("The text has the digest that was approved.")
        return _digest(title, f"git cat-file blob {where}", revision.digest)
    each = 'd=$(git cat-file blob "{0}" | sha256sum); printf "%s  %s\\n" "${{d%% *}}" "{1}"'
    if newest:
        listed = f'git -c core.quotePath=false ls-tree -r --name-only "$at":{quote(folder.rstrip("/"))}'
        body = each.format("$folder$f", "$f")
        loop = f'folder="$at":{quote(folder)}; {listed} | while IFS= read -r f; do {body}; done'
    else:
        pairs = " ".join(quote(f"{blob}:{path.removeprefix(folder)}") for path, blob in revision.files)
        loop = f"for f in {pairs}; do {each.format('${f%%:*}', '${f#*:}')}; done"
    title = phrase("The files of the document, each with its digest, have together the digest that was approved.")
    return _digest(title, f"( {loop} )", revision.digest)


def _folder(revision: AcceptedRevision) -> str:
    """The folder of a folder document with a `/` at the end; the empty text for a one-file document.

    A document called index.md that is one file has a path that no folder of an id leads to.
    """
    folder, _, name = revision.path.rpartition("/")
    named = folder.rpartition("/")[2]
    return f"{folder}/" if name == INDEX and (named == revision.id or named.startswith(f"{revision.id}-")) else ""


def _approval(
    state: TrustState, anchor: Anchor, revision: AcceptedRevision, record: SignedRecord
) -> Iterator[StockCommand]:
    """The five commands for one record. Its path, person and key are of forms that bash takes for plain words."""
    imported = record.format == "import/1"
    name, signer = record.name, record.extra.get("bridge", record.person)
    key = state.policy.keys()[record.key][1].public
    before = anchor.commit if imported else f"{record.step}^"
    stated = f'"sha256": "{revision.digest}"'
    yield StockCommand(
        phrase("%(name)s: the import lists the digest of this text.", name=name)
        if imported
        else phrase("%(name)s: the record names the digest of this text.", name=name),
        f"git grep --fixed-strings -h -e '{stated}' \"$at\" -- {record.path}",
        f"   {stated}" if imported else f" {stated},",
    )
    yield StockCommand(
        phrase("%(name)s: who signs, in which role, and when. Read it.", name=name),
        f'git cat-file blob "$at:{record.path}"',
        "",
    )
    yield StockCommand(
        phrase(
            "%(name)s: the policy at that time lists this key. The line, or one above it, names the person.", name=name
        ),
        f"git grep --fixed-strings -n -e '{key}' {before} -- {POLICY_PATH}",
        "",
    )
    signers = f'{signer} namespaces="{namespace(record)}" {key}'
    yield StockCommand(
        phrase("%(name)s: the signature over exactly these bytes is by that key.", name=name),
        f"ssh-keygen -Y verify -f <(echo '{signers}') -I {signer} -n {namespace(record)} "
        f'-s <(git cat-file blob "$at:{record.path}.sig") < <(git cat-file blob "$at:{record.path}")',
        "",
    )
    counted = f'"$(git rev-list --first-parent --count {anchor.commit}.."$at" -- {record.path})"'
    yield StockCommand(
        phrase("%(name)s: the record was there at the anchor and never touched again.", name=name)
        if imported
        else phrase("%(name)s: the record was added once and never touched again.", name=name),
        f"[ {counted} = {0 if imported else 1} ] && echo untouched {_OR_FAILED}",
        "untouched",
    )
