"""Checks of what is not answered on purpose: clauses declared not applicable, clauses planned, clauses partly met."""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.coverage import Answer, cover
from qms.model.document import ClaimKind, Document, Exclusion, claims_of
from qms.model.problem import Fault
from qms.model.standard import Clause, Standard
from qms.model.system import QualitySystem

from .common import listed


def exclusion_refused(system: QualitySystem) -> Iterator[Fault]:
    """Not applicable is declared only of clauses of which the standard allows it.

    Fix: Answer the clause; where it hardly concerns you, the answer is short.
    """
    for _, exclusion in _exclusions(system):
        standard = system.standards.get(exclusion.standard)
        clause = standard.numbers.get(exclusion.clause) if standard else None
        if standard and clause and clause.requirement and not standard.applicability.allows(clause.number):
            rule = standard.applicability.rule
            message = f"{_name(standard, clause)} cannot be declared not applicable"
            yield Fault(exclusion.place, f"{message}: {rule}" if rule else f"{message}{_allowed(standard)}")


def exclusion_repeated(system: QualitySystem) -> Iterator[Fault]:
    """A clause is declared not applicable once.

    Two reasons in two places drift apart; an auditor looks for one, in the scope.

    Fix: Keep the one in the scope document, take the other out.
    """
    first: dict[tuple[str, str], Exclusion] = {}
    for _, exclusion in _exclusions(system):
        other = first.setdefault((exclusion.standard, exclusion.clause), exclusion)
        if other is not exclusion:
            message = f"{exclusion.clause} of {exclusion.standard} is declared not applicable in {other.place} too"
            yield Fault(exclusion.place, message)


def exclusion_unjustified(system: QualitySystem) -> Iterator[Fault]:
    """What is declared not applicable has its reason, in a sentence.

    The reason says why the clause cannot apply, and that nothing the organisation delivers suffers from it.

    Fix: Write the reason after the clause, such as `8.3.2: We make parts to drawings that our customers bring`.
    """
    for _, exclusion in _exclusions(system):
        if not exclusion.justified:
            said = f"`{exclusion.reason}` is no reason" if exclusion.reason.strip() else "there is no reason"
            yield Fault(exclusion.place, f"{said} why {exclusion.clause} of {exclusion.standard} does not apply")


def exclusion_contradicted(system: QualitySystem) -> Iterator[Fault]:
    """What is declared not applicable is not claimed as answered as well.

    Fix: Take out the declaration, or the claim.
    """
    answers = _answers(system, {exclusion.standard for _, exclusion in _exclusions(system)})
    for _, exclusion in _exclusions(system):
        if names := answers.get((exclusion.standard, exclusion.clause)):
            message = f"{exclusion.clause} of {exclusion.standard} is declared not applicable, yet answered by"
            yield Fault(exclusion.place, f"{message} {listed(names)}")


def plan_overdue(system: QualitySystem) -> Iterator[Fault]:
    """What was planned is answered when its day has passed.

    Fix: Name the clause in `clauses:` of the document that answers it, or plan a later day and say why in `change:`.
    """
    late = [plan for document in system.documents for plan in document.plans if plan.day < system.today]
    answers = _answers(system, {plan.standard for plan in late})
    for plan in late:
        if (plan.standard, plan.clause) not in answers:
            yield Fault(plan.place, f"{plan.clause} of {plan.standard} was planned by {plan.day}; nothing answers it")


def plan_answered(system: QualitySystem) -> Iterator[Fault]:
    """What is answered is planned no more.

    Fix: Take the plan out.
    """
    plans = [plan for document in system.documents for plan in document.plans]
    answers = _answers(system, {plan.standard for plan in plans})
    for plan in plans:
        if names := answers.get((plan.standard, plan.clause)):
            yield Fault(plan.place, f"{plan.clause} of {plan.standard} is planned, yet answered by {listed(names)}")


def clause_partial(system: QualitySystem) -> Iterator[Fault]:
    """Every clause of a claimed standard that is answered is answered in full.

    It is partly met while a record it always asks for is missing, or while documents only support it. It is reported
    at the first document that answers or supports it; claimed is what the setting `standards` names.

    Fix: Keep the record that is named, or name the clause in `clauses:` of the document that says how it is met.
    """
    for standard in system.claimed if system.settings.standards is not None else ():
        for row in cover(system, standard):
            if row.answer is Answer.PARTLY:
                first = (*row.documents, *row.supporting)[0].document
                yield Fault(first.place("clauses"), f"{_name(standard, row.clause)} is partly met: {row.reason}")


def _exclusions(system: QualitySystem) -> Iterator[tuple[Document, Exclusion]]:
    for document in system.documents:
        for exclusion in document.exclusions:
            yield document, exclusion


def _answers(system: QualitySystem, standards: set[str]) -> dict[tuple[str, str], list[str]]:
    """The names of the documents that answer each clause of some standards."""
    found: dict[tuple[str, str], list[str]] = {}
    for standard in sorted(standards):
        for document in system.documents:
            claims = claims_of(document, standard)
            for clause in dict.fromkeys(claim.clause for claim in claims if claim.kind is ClaimKind.ANSWERS):
                found.setdefault((standard, clause), []).append(document.id or document.path)
    return found


def _name(standard: Standard, clause: Clause) -> str:
    return f"{standard.name}, {clause.number} {clause.title}"


def _allowed(standard: Standard) -> str:
    only = standard.applicability.only or ()
    return f"; only {listed(only)} and what is below" if only else ""
