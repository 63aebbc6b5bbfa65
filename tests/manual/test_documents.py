"""The documents: what each must claim, how long it may be, and how its sentences read."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from manual.facts import Fact, document, documents, leaves, named_days, records, system, today
from manual.outline import MONTHS_TO_REVIEW, NEW, OLD, OUTLINE, OWNERS, RENUMBERED
from manual.prose import sentences, words

AVOIDED = re.compile(
    r"\b(shall|ensur(?:e|es|ed|ing)|appropriate(?:ly)?|as necessary|timely|best practices?|robust(?:ly|ness)?"
    r"|regularly)\b",
    re.IGNORECASE,
)
STANDARD = re.compile(r"\bthe organi[sz]ation (?:shall|must|should|needs to|determines|is required)\b", re.IGNORECASE)
# Decisions about the toolchain are its makers' own notes, signed into the history as they are.
STORIES = [one for one in records().values() if one.fields["kind"] != "decision"]
MANUAL = pytest.mark.parametrize("one", documents().values(), ids=lambda one: one.id)


def expected(identifier: str, standard: str) -> set[str]:
    """The clauses that the outline gives a document, in the numbers of an edition."""
    new = set(OUTLINE[identifier][1].split())
    return new if standard == NEW else {old for clause in new for old in RENUMBERED.get(clause, (clause,))}


def text(one: Fact) -> str:
    """All that a reader of a document or record sees of it, front matter too."""
    return "\n".join([*(value for _, value in leaves(one.fields)), one.body])


def test_the_documents_are_those_of_the_outline() -> None:
    assert set(documents()) == set(OUTLINE)


@MANUAL
def test_a_document_claims_the_clauses_of_the_outline_in_both_editions(one: Fact) -> None:
    listed = [claim for claim in system().documents_by_id[one.id].claims if not claim.anchor]
    found = {edition: {claim.clause for claim in listed if claim.standard == edition} for edition in (NEW, OLD)}
    assert found == {edition: expected(one.id, edition) for edition in (NEW, OLD)}


@MANUAL
def test_each_claimed_clause_stands_on_a_section(one: Fact) -> None:
    claims = system().documents_by_id[one.id].claims
    answered = {(claim.standard, claim.clause) for claim in claims if claim.anchor}
    lacking = {
        (claim.standard, claim.clause)
        for claim in claims
        if not claim.anchor and not answered & {(claim.standard, claim.clause), ("", claim.clause)}
    }
    assert not lacking


@pytest.mark.parametrize("standard", [NEW, OLD])
def test_each_requirement_is_answered_or_declared_not_applicable(standard: str) -> None:
    claimed = {
        claim.clause
        for one in system().documents
        for claim in one.claims
        if claim.standard == standard and not claim.anchor
    }
    excluded = {
        clause for one in documents().values() for clause in one.fields.get("not-applicable", {}).get(standard, {})
    }
    needed = {clause.number for clause in system().standards[standard].clauses if clause.requirement}
    assert needed - claimed - excluded == set()
    assert excluded == {"7.1.5.2"}


def test_owners_and_review_intervals_are_those_of_the_outline() -> None:
    assert {one.id: one.fields["owner"] for one in documents().values()} == {
        identifier: role for role, some in OWNERS.items() for identifier in some.split()
    }
    assert {one.id: one.fields["review"] for one in documents().values()} == {
        identifier: f"{MONTHS_TO_REVIEW.get(identifier, 12)} months" for identifier in OUTLINE
    }


def test_each_role_is_held_by_somebody() -> None:
    rules = system().people.rules
    assert rules
    held = {role for person in system().people.persons for role in person.roles}
    owners = {one.fields["owner"] for one in documents().values()}
    named = owners | set(system().people.roles or {}) | set(system().settings.roles or {})
    assert named - held == set()
    approving = {rule.role for one in rules.classes.values() for rule in one.approve}
    approving |= {rule.role for rule in (*rules.authorities, *rules.guarded)}
    reading = {role for one in documents().values() for role in one.fields.get("read-by", [])}
    assert (approving | reading) - held == set()


@MANUAL
def test_a_document_is_as_short_as_planned(one: Fact) -> None:
    assert len(words(one.body)) <= 1.2 * OUTLINE[one.id][0]


@MANUAL
def test_sentences_have_at_most_25_words(one: Fact) -> None:
    assert [sentence for sentence in sentences(one.body) if len(words(sentence)) > 25] == []


def test_no_two_documents_contain_the_same_sentence() -> None:
    seen = defaultdict(set)
    for one in documents().values():
        for sentence in sentences(one.body):
            known = " ".join(re.findall(r"[\w€%]+", sentence.lower()))
            if len(known.split()) > 8:
                seen[known].add(one.id)
    assert {sentence: ids for sentence, ids in seen.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("one", [*documents().values(), *STORIES], ids=lambda one: one.id)
def test_no_word_to_avoid_and_no_sentence_of_a_standard(one: Fact) -> None:
    assert AVOIDED.findall(text(one)) + STANDARD.findall(text(one)) == []


@MANUAL
def test_what_a_document_tells_of_the_past_is_past(one: Fact) -> None:
    told = re.findall(r"\b(?:since|of|from|in force) (\d{1,2} \w+ 20\d\d)", one.body)
    assert [day for text in told for day in named_days(text, 0) if day > today()] == []


def test_the_scope_sentence_and_the_reason_stand_once() -> None:
    reasons = document("QM-01").fields["not-applicable"]
    assert reasons[NEW] == reasons[OLD]
