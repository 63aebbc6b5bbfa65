"""What a path is under a policy: the policy itself, an approval record, guarded, a document's, evidence, uncontrolled.

Source: approval format 1, §3, order of precedence. Default deny: a path that fits nothing, or two things, is refused.
The walk asks it for every added or changed path.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qms.model.policy import POLICY_PATH, Policy

from .globs import Globs

RECORDS = "records/approvals/"
# What can change what readers see or what the gate does must be guarded or in a class, whatever the globs say.
_NAMES = (".gitattributes", ".gitmodules")
_FILES = frozenset({"mkdocs.yml", "properdocs.yml", ".gitlab-ci.yml"})
_FOLDERS = (".github/", ".gitlab/", ".gitea/", ".forgejo/")


class Kind(StrEnum):
    """What a path is; `refused` when it fits nothing or too much."""

    POLICY = "policy"
    RECORD = "approval-record"
    GUARDED = "guarded"
    CLASS = "class"
    EVIDENCE = "evidence"
    UNCONTROLLED = "uncontrolled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a path belongs.

    Attributes:
        kind: What it is.
        document_class: The class of a document's file; otherwise empty.
        code: Why it is refused, `path-ambiguous` or `path-unclassified`; otherwise empty.
        matched: For an ambiguous path, all that claim it, such as `guarded` and `class procedure`.
    """

    kind: Kind
    document_class: str = ""
    code: str = ""
    matched: tuple[str, ...] = ()


_POLICY = Placement(Kind.POLICY)
_RECORD = Placement(Kind.RECORD)
_GUARDED = Placement(Kind.GUARDED)
_EVIDENCE = Placement(Kind.EVIDENCE)
_UNCONTROLLED = Placement(Kind.UNCONTROLLED)
_UNCLASSIFIED = Placement(Kind.REFUSED, code="path-unclassified")


class Classifier:
    """Places paths under one policy, each path once.

    Args:
        policy: A policy that was read without a fault.
    """

    __slots__ = ("_claims", "_placed", "_uncontrolled")

    def __init__(self, policy: Policy) -> None:
        classes = ((Placement(Kind.CLASS, name), Globs(each.paths)) for name, each in policy.classes.items())
        self._claims = ((_GUARDED, Globs(policy.guarded_paths)), *classes, (_EVIDENCE, Globs(policy.evidence)))
        self._uncontrolled = Globs(policy.uncontrolled)
        self._placed: dict[str, Placement] = {}

    def classify(self, path: str) -> Placement:
        """Where a path belongs, or with which code it is refused."""
        placed = self._placed.get(path)
        if placed is None:
            placed = self._placed[path] = self._place(path)
        return placed

    def _place(self, path: str) -> Placement:
        if path == POLICY_PATH:
            return _POLICY
        if path.startswith(RECORDS):
            return _RECORD
        claims = [placement for placement, globs in self._claims if globs.matches(path)]
        if len(claims) > 1:
            matched = tuple(f"{claim.kind} {claim.document_class}".rstrip() for claim in claims)
            return Placement(Kind.REFUSED, code="path-ambiguous", matched=matched)
        if claims and not (claims[0] is _EVIDENCE and is_special(path)):
            return claims[0]
        if not claims and not is_special(path) and self._uncontrolled.matches(path):
            return _UNCONTROLLED
        return _UNCLASSIFIED


def is_special(path: str) -> bool:
    """True for a path that may be neither evidence nor uncontrolled: it steers Git, the forge or the site."""
    return path in _FILES or path.rpartition("/")[2] in _NAMES or path.startswith(_FOLDERS)
