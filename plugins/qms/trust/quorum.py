"""Whether the people who signed can fill what the rules ask for: by different persons, never by counting.

Source: approval format 1, §6. A maximum bipartite matching of slots and persons; greedy choice is wrong as soon as
somebody holds two roles. Used by the lint of a policy and by every step of the walk.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

from qms.model.policy import Policy, Rule


@dataclass(frozen=True, slots=True)
class Slot:
    """One signature that the rules ask for: in which role, by which evidence, with or without a verified user."""

    role: str
    evidence: tuple[str, ...] = ("signature",)
    user_verified: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """One record that counts: who, in which role, by which evidence, and whether the key checked its user."""

    person: str
    role: str
    evidence: str = "signature"
    user_verified: bool = False

    def fills(self, slot: Slot) -> bool:
        """True when the record is of the kind that a slot asks for."""
        verified = self.user_verified or not slot.user_verified
        return self.role == slot.role and self.evidence in slot.evidence and verified


def slots(rules: Iterable[Rule]) -> tuple[Slot, ...]:
    """Every slot of some rules, in their order; a rule gives as many as it asks persons for."""
    return tuple(Slot(rule.role, rule.evidence, rule.user_verified) for rule in rules for _ in range(rule.at_least))


def met(rules: Iterable[Rule], signers: Iterable[Signer]) -> bool:
    """True when different persons can fill all slots of the rules."""
    return not missing(rules, signers)


def missing(rules: Iterable[Rule], signers: Iterable[Signer]) -> tuple[Slot, ...]:
    """The slots that stay empty when as many as possible are filled, in the order of the rules.

    A slot that is filled stays filled, perhaps by somebody else: so the earlier of two slots that compete is filled,
    and the answer does not depend on the order of the signers.
    """
    wanted = slots(rules)
    candidates = _candidates(wanted, tuple(signers))
    by_person: dict[str, int] = {}
    empty: list[Slot] = []
    hopeless: set[Slot] = set()  # once a slot cannot be filled, no slot like it ever can
    for index, slot in enumerate(wanted):
        if slot in hopeless or not _fill(index, wanted, candidates, by_person):
            hopeless.add(slot)
            empty.append(slot)
    return tuple(empty)


def _candidates(wanted: tuple[Slot, ...], signers: tuple[Signer, ...]) -> dict[Slot, tuple[str, ...]]:
    """For each kind of slot the persons who can fill it."""
    by_role: dict[str, list[Signer]] = {}
    for signer in signers:
        by_role.setdefault(signer.role, []).append(signer)
    return {
        slot: tuple(dict.fromkeys(signer.person for signer in by_role.get(slot.role, ()) if signer.fills(slot)))
        for slot in dict.fromkeys(wanted)
    }


def _fill(
    free: int, wanted: tuple[Slot, ...], candidates: dict[Slot, tuple[str, ...]], by_person: dict[str, int]
) -> bool:
    """Find somebody for a free slot, moving others to other slots where that helps; False when nobody is left.

    Breadth first and without recursion, so that no policy can make it deep.
    """
    asked: dict[str, int] = {}  # person -> the slot on whose behalf
    queue = deque([free])
    while queue:
        index = queue.popleft()
        for person in candidates[wanted[index]]:
            if person in asked:
                continue
            asked[person] = index
            if person in by_person:
                queue.append(by_person[person])
                continue
            _move(person, free, asked, by_person)
            return True
    return False


def _move(person: str, free: int, asked: dict[str, int], by_person: dict[str, int]) -> None:
    """Give a person the slot that asked, whoever held it the slot that asked before, and so on to the free one."""
    holder = {index: held for held, index in by_person.items()}
    while True:
        index = asked[person]
        by_person[person] = index
        if index == free:
            return
        person = holder[index]


def who_can(policy: Policy, empty: Iterable[Slot], barred: frozenset[str] = frozenset()) -> str:
    """Roles that are missing, and who can sign in them: `quality-manager (Carl Jung or Jane Doe can)`.

    Args:
        policy: The policy in force.
        empty: The slots that are empty.
        barred: Persons who may not sign: the authors, and who has signed already.
    """
    told = []
    for role, count in Counter(slot.role for slot in empty).items():
        able = (person for person in policy.people.values() if role in person.roles and person.id not in barred)
        people = " or ".join(sorted(person.name for person in able))
        told.append(f"{f'{count} times ' if count > 1 else ''}{role} ({f'{people} can' if people else 'nobody can'})")
    return " and ".join(told)
