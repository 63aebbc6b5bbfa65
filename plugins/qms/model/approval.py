"""What the walk from the anchor establishes: accepted revisions, the records they rest on, and the outcome.

Source: approval format 1, §5 to §8. Frozen data: made by `qms.trust`, read by checks, pages, reports and commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from .policy import Policy, Rule

CALENDAR_END = 253_402_300_800  # seconds from 1970 to the end of the year 9999


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """One record under `records/approvals/`, accepted with its signature.

    Attributes:
        path: The `.json` file.
        format, meaning: What it states, such as `approval/1` and `approval`.
        subject, revision, sha256, supersedes: What it states it about.
        person, name, role: Who states it, in which role, under which printed name.
        authors: Who wrote the text, as the signer says.
        signed_at: The instant the signer claims, `YYYY-MM-DDTHH:MM:SSZ`.
        policy: The digest of the policy the signer saw.
        key: The bytes of the key that signed.
        user_verified: True when a FIDO key checked its user.
        version: The policy version in force at the step that added it.
        step: The commit that added it; `merge` in a branch check.
        extra: Members that only some kinds have: `key`, `bridge`, `change`, `approved_at`, `forge`, `evidence`.
    """

    path: str
    format: str
    meaning: str
    subject: str
    revision: str
    sha256: str
    supersedes: str
    person: str
    name: str
    role: str
    authors: tuple[str, ...]
    signed_at: str
    policy: str
    key: bytes
    user_verified: bool
    version: int
    step: str
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def evidence(self) -> str:
        """`signature`, or `forge` for a review that a bridge took over."""
        return "forge" if self.format == "forge-approval/1" else "signature"


@dataclass(frozen=True, slots=True)
class AcceptedRevision:
    """One revision of a document that was accepted, and what it rests on.

    Attributes:
        id, revision, digest: What was approved.
        supersedes: The digest of the revision before; empty for a first or imported one.
        path: The Markdown file with the front matter, where it stands now or stood last.
        files: Every file of the document with its object id, sorted by path.
        document_class: Its class; empty for a document outside every class.
        rules: The rules that were met, as written then; empty for an imported revision.
        approval: Roles that its front matter asks for besides.
        records: The records that count for it, in the order added: approvals (late ones too), reviews,
            acknowledgements, withdrawals, and at its end retirements.
        imported: True when an `import/1` record brought it.
        step: The commit that put it in force; `merge` in a branch check.
        when: That commit's committer date, seconds since 1970: for people; no verdict rests on it. As it stands in the
            commit; where people read days from it, `qms.trust.dates` has mended what cannot be true.
        version: The policy version it was judged by.
    """

    id: str
    revision: str
    digest: str
    supersedes: str
    path: str
    files: tuple[tuple[str, str], ...]
    document_class: str
    rules: tuple[Rule, ...]
    approval: tuple[str, ...]
    records: tuple[SignedRecord, ...]
    imported: bool
    step: str
    when: int
    version: int

    @property
    def day(self) -> date:
        """The day (UTC) of that commit; the last one there is for a time that no calendar has."""
        return datetime.fromtimestamp(min(max(self.when, 0), CALENDAR_END - 1), UTC).date()

    def of_meaning(self, *meanings: str) -> tuple[SignedRecord, ...]:
        """The records with one of some meanings."""
        return tuple(record for record in self.records if record.meaning in meanings)

    @property
    def approvals(self) -> tuple[SignedRecord, ...]:
        """Signed approvals and those taken over from a forge, withdrawn ones among them."""
        return self.of_meaning("approval", "forge-approval")


@dataclass(frozen=True, slots=True)
class DocumentLife:
    """All accepted revisions of one document.

    Attributes:
        id: Its identifier.
        revisions: Oldest first; the last one is in force as far as the chain says.
        retired: The commit that retired it, and its committer date; the empty text and 0 while it lives.
        suspended: True when the rules of its revision are no longer met (format 1, §7 T).
    """

    id: str
    revisions: tuple[AcceptedRevision, ...]
    retired: str = ""
    retired_when: int = 0
    suspended: bool = False

    @property
    def current(self) -> AcceptedRevision:
        """The newest accepted revision."""
        return self.revisions[-1]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where trust starts: a commit, the digest of the policy in it, and the project."""

    commit: str
    policy_sha256: str
    project: str


@dataclass(frozen=True, slots=True)
class TrustState:
    """What holds at a commit, once every step to it was accepted.

    Attributes:
        commit: The commit; `merge` in a branch check.
        policies: Every policy from the anchor's to the one in force, in order.
        policy_steps: The commit that brought each of them.
        documents: Lives by document id, retired ones among them.
        burnt: Ids that may never be used again.
        guarded_digest, guarded_counter: The guarded set, and how often it changed.
        records: Records about the policy, guarded files and imports, in the order added.
    """

    commit: str
    policies: tuple[Policy, ...]
    policy_steps: tuple[str, ...]
    documents: Mapping[str, DocumentLife]
    burnt: frozenset[str]
    guarded_digest: str
    guarded_counter: int
    records: tuple[SignedRecord, ...] = ()

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.policies[-1]


class Decision(StrEnum):
    """Accepted, refused, or undecided: the history cannot be read, which is never a pass."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, order=True)
class TrustProblem:
    """One reason not to accept: code, path (may be empty), step (commit id, `merge`, or empty), message, remedy."""

    code: str
    path: str
    step: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verification found.

    Attributes:
        decision: The verdict.
        problems: Why not; at least one unless accepted.
        anchor: Where the walk began; None when the anchor could not be read.
        tip: The commit that was judged; empty when it could not be found.
        steps: How many steps were judged, the anchor not among them.
        signatures: How many signatures were verified.
        state: What holds at the last accepted step; None when not even the anchor was accepted.
    """

    decision: Decision
    problems: tuple[TrustProblem, ...]
    anchor: Anchor | None = None
    tip: str = ""
    steps: int = 0
    signatures: int = 0
    state: TrustState | None = None

    @property
    def accepted(self) -> bool:
        """True when nothing stands against it."""
        return self.decision is Decision.ACCEPTED
