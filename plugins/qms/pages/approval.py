"""Who approved a document, in words for its page: names, roles, meanings, times, and what does not count any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.acknowledged import reading_of
from qms.model.approval import AcceptedRevision, SignedRecord
from qms.model.document import Document
from qms.model.fields import Sequence
from qms.model.policy import KeyState, Policy, Rule
from qms.model.stock import approving, imports
from qms.trust.classify import Classifier

from .language import count, say, say_many
from .view import View

_MANY = 4
FORGES = {"github": "GitHub", "gitlab": "GitLab", "gitea": "Gitea", "forgejo": "Forgejo"}
MEANINGS = {
    "approval": "approves this text",
    "forge-approval": "approves this text",
    "review": "reviewed: still adequate",
    "import": "takes this text over as it stood",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a person: printed name, role, meaning in words, time, how it is proved, what to know, if it counts."""

    name: str
    role: str
    meaning: str
    when: Markup
    proof: str
    remark: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has read and understood a revision.

    Attributes:
        roles: The roles that are asked to, in words; empty where nobody is asked.
        number: How many roles those are.
        asked: How many persons hold one of them.
        done: How many of those have signed.
        given: Everybody who has signed, asked or not.
        missing: The printed names of those who are asked and have not signed.
    """

    roles: str
    number: int
    asked: int
    done: int
    given: tuple[Act, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """What the page of an approved document says about its approval.

    Attributes:
        acts: Who approved it, in the order of the records.
        authors: Printed names of those who wrote it; empty where nobody recorded them.
        self_approved: True when an author is among those who approved.
        taken_over: The day of the signed baseline that brought it; empty otherwise.
        reviews: Signed periodic reviews, newest first.
        rules: Whose approval it needed, in words; empty for a document taken over.
        page: The page that tells how to check it; empty while the history is not accepted.
    """

    acts: tuple[Act, ...]
    authors: str
    self_approved: bool
    taken_over: str
    reviews: tuple[Act, ...]
    rules: str
    page: str


def approval_facts(view: View, revision: AcceptedRevision) -> ApprovalFacts:
    """The facts of an accepted revision."""
    state, outcome = view.trust, view.system.approvals
    if state is None or outcome is None:
        raise ValueError("an accepted revision without a verification")
    authors = {name for record in revision.approvals for name in record.authors}
    days = sorted(record.signed_at[:10] for record in imports(state)) if revision.imported else []
    return ApprovalFacts(
        acts=tuple(_act(view, revision, record) for record in approving(state, revision)),
        authors=listed(sorted(_person(state.policy, name) for name in authors)),
        self_approved=any(record.person in authors for record in revision.approvals),
        taken_over=days[-1] if days else "",
        reviews=tuple(_act(view, revision, record) for record in reversed(revision.of_meaning("review"))),
        rules=rule_words(view, (*revision.rules,)),
        page=addresses.verification_page(revision.id) if outcome.accepted else "",
    )


def readers_of(view: View, document: Document, revision: AcceptedRevision) -> Readers | None:
    """Who has read a document that is an accepted revision; None where nobody is asked and nobody signed."""
    if view.trust is None:
        return None
    policy = view.trust.policy
    found = reading_of(document, revision, policy.people.values())
    given: dict[str, SignedRecord] = {}
    for record in revision.of_meaning("acknowledgement"):
        given.setdefault(record.person, record)
    if not found.roles and not given:
        return None
    return Readers(
        listed(map(view.role, found.roles)),
        len(found.roles),
        len(found.asked),
        len(found.signed),
        tuple(signed_act(view, record) for record in given.values()),
        tuple(sorted(_person(policy, name) for name in found.missing)),
    )


def holders(view: View, role: str) -> str:
    """The printed names of those who hold a role; of many only the first."""
    names = sorted(person.name for person in view.system.people.persons if role in person.roles)
    if len(names) <= _MANY:
        return listed(names)
    return listed([*names[: _MANY - 1], count(len(names) - _MANY + 1, "other", "others")])


def needed(view: View, document: Document) -> str:
    """Whose approval a draft needs, in words; empty where no class of the policy takes it."""
    if view.trust is None:
        return ""
    policy = view.trust.policy
    document_class = policy.classes.get(Classifier(policy).classify(document.path).document_class)
    if document_class is None:
        return ""
    asked = document.fields.get("approval")
    roles = [item.text for item in asked.texts] if isinstance(asked, Sequence) else []
    return rule_words(view, (*document_class.approve, *map(Rule, roles)))


def rule_words(view: View, rules: Iterable[Rule]) -> str:
    """Rules as people say them: `Process owner and 2 times Quality manager`."""
    return listed([_rule(view, rule) for rule in dict.fromkeys(rules)])


def _rule(view: View, rule: Rule) -> str:
    words = view.role(rule.role)
    if rule.at_least > 1:
        words = say_many(
            "%(num)s person in the role %(role)s", "%(num)s persons in the role %(role)s", rule.at_least, role=words
        )
    if rule.user_verified:
        words = say("%(role)s (with a key that checks its user)", role=words)
    if "forge" in rule.evidence and "signature" in rule.evidence:
        words = say("%(role)s (signed, or by a review on the forge)", role=words)
    elif "forge" in rule.evidence:
        words = say("%(role)s (by a review on the forge)", role=words)
    return words


def listed(words: Iterable[str]) -> str:
    """Words as a list for people: `a, b and c`."""
    *most, last = [*words] or [""]
    return say("%(most)s and %(last)s", most=", ".join(most), last=last) if most else last


def instant(text: str) -> Markup:
    """An instant of a record as HTML: day and time in UTC."""
    time = datetime.fromisoformat(text)
    return Markup('<time datetime="{}">{:%Y-%m-%d, %H:%M} UTC</time>').format(text, time)


def signed_act(view: View, record: SignedRecord, meaning: str = "") -> Act:
    """One record as an act."""
    return Act(record.name, view.role(record.role), meaning, instant(record.signed_at), _proof(record))


def _act(view: View, revision: AcceptedRevision, record: SignedRecord) -> Act:
    known = MEANINGS.get(record.meaning)
    made = signed_act(view, record, say(known) if known else record.meaning)
    if lost := _lost(view, revision, record):
        return replace(made, remark=lost, counts=False)
    return replace(made, remark=say("author of the text") if record.person in record.authors else "")


def _proof(record: SignedRecord) -> str:
    if record.format == "import/1":
        return say("imported baseline, signed")
    if record.evidence == "forge":
        forge = FORGES.get(record.extra.get("forge", "").partition(":")[0])
        bridge = record.extra.get("bridge") or say("a bridge")
        if forge:
            return say("approved on %(forge)s, recorded by %(bridge)s,", forge=forge, bridge=bridge)
        return say("approved on the forge, recorded by %(bridge)s,", bridge=bridge)
    return say("signed")


def _lost(view: View, revision: AcceptedRevision, record: SignedRecord) -> str:
    """Why an approval counts no more; empty while it does."""
    later = revision.records[revision.records.index(record) + 1 :] if record in revision.records else ()
    for taken_back in later:
        if taken_back.meaning == "withdrawal" and (taken_back.person, taken_back.role) == (record.person, record.role):
            return say("taken back on %(date)s: counts no more", date=taken_back.signed_at[:10])
    owned = view.trust.policy.keys().get(record.key) if view.trust else None
    if owned and owned[1].state is KeyState.COMPROMISED and owned[1].since <= record.version:
        return say("the key is compromised: counts no more")
    return ""


def _person(policy: Policy, identifier: str) -> str:
    person = policy.people.get(identifier)
    return person.name if person else identifier
