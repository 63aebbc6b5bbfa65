"""Links, identifiers and embedded files: each fault beside a near good case."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.builders import change, changes, codes, document, history, link, mention, problems, record, system
from qms.checks.links import Places
from qms.model.document import Document, Reference, ReferenceKind, Section
from qms.model.system import QualitySystem

PATHS = frozenset({
    "pyproject.toml",
    "procedures/QP-01.md",
    "procedures/QP-02.md",
    "procedures/with space.md",
    "procedures/QP-03-x/index.md",
    "procedures/QP-03-x/form.pdf",
    "manual/index.md",
    "records/NC-2026-001.md",
})  # fmt: skip


def referring(*references: Reference) -> Document:
    """The first document, with references and a section `purpose`."""
    sections = (Section("Purpose", "purpose", 2, 11), Section("Über uns", "uber-uns", 2, 15))
    return replace(document(), references=references, sections=sections, body='<a id="by-hand"></a>\n\nText. {#here}\n')


def around(*references: Reference, **options: object) -> QualitySystem:
    """A system of three documents and a record, the first document with references."""
    others = (document("QP-02"), document("QP-03", path="procedures/QP-03-x/index.md"), record())
    return system(referring(*references), *others, **{"paths": PATHS, **options})


@given(st.lists(st.sampled_from([*"{}#=: \n\"'ax-", "id", "name", "{:", " id=", "kind"]), max_size=14).map("".join))
@settings(max_examples=500)
def test_anchors_set_by_hand_are_found_wherever_they_stand(body: str):
    by_hand = re.findall(r"(?:\b(?:id|name)\s*=\s*[\"']?|\{:?[^{}\n]{0,200}#)([\w:.-]+)", body)
    anchors = Places(system(replace(document(), body=body))).anchors("procedures/QP-01.md")
    assert anchors is not None
    words = re.findall(r"[\w:.-]+", body)
    candidates = {word[start:] for word in words for start in range(len(word))}
    assert {name for name in candidates if name in anchors} == {*by_hand}


@pytest.mark.parametrize(
    "target",
    [
        "QP-02.md",
        "./QP-02.md",
        "../procedures/QP-02.md",
        "with%20space.md",
        "QP-02.md?raw=1",
        "QP-03-x/index.md",
        "QP-03-x/",
        "QP-03-x",
        "QP-03-x/form.pdf",
        "../manual/",
        "../index.md",
        "..",
        "../register/index.md",
        "../register/",
        "../clauses/index.md",
        "../changes/index.md",
        "../records/index.md",
        "../records/NC-2026-001.md#anything",
        "#purpose",
        "#uber-uns",
        "#by-hand",
        "#here",
        "#change-log",
        "#",
        "QP-01.md#purpose",
        "https://example.org/x.md",
        "HTTPS://example.org",
        "mailto:a@example.org",
        "tel:+441234",
        "//example.org/x",
    ],
)
def test_a_link_that_leads_somewhere(target: str):
    assert codes(around(link(target))) == []


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("QP-04.md", "there is no file procedures/QP-04.md"),
        ("../QP-02.md", "there is no file QP-02.md; procedures/QP-02.md has that name"),
        ("with+space.md", "there is no file procedures/with+space.md"),
        ("QP-02", "there is no file procedures/QP-02"),
        ("../clauses/nothing.md", "there is no file clauses/nothing.md"),
        ("../../other/x.md", "the link ../../other/x.md leads out of the repository"),
        ("/procedures/QP-02.md", "the link /procedures/QP-02.md leads out of the repository"),
        ("..%2F..%2Fx.md", "the link ..%2F..%2Fx.md leads out of the repository"),
        ("#purpos", "procedures/QP-01.md has no section #purpos; did you mean `purpose`?"),
        ("QP-02.md#purpose", "procedures/QP-02.md has no section #purpose"),
        ("QP-03-x/#zz", "procedures/QP-03-x/index.md has no section #zz"),
    ],
)
def test_a_link_that_leads_nowhere(target: str, message: str):
    (problem,) = problems(around(link(target)))
    assert (problem.code, problem.message) == ("link-broken", message)
    assert str(problem.place) == "procedures/QP-01.md:12:1"


def test_the_links_of_a_record_are_judged_but_may_lead_to_what_has_moved_or_gone():
    moved = change(2, "1", "a", identifier="QP-02", previous_path="procedures/old.md")
    past = history((change(1, "1", "a", identifier="QP-02"), moved), withdrawn=[changes("1", identifier="QP-09")])
    at = "records/NC-2026-001.md"

    def links(*targets: str) -> list[str]:
        told = replace(record(), references=tuple(link(target, at) for target in targets))
        return codes(system(document("QP-02"), told, paths=PATHS, history=past))

    assert links("../procedures/QP-02.md", "../procedures/old.md", "../procedures/QP-09.md") == []
    assert links("../procedures/never.md") == ["link-broken"]


def test_an_identifier_that_looks_like_ours_and_does_not_exist():
    (problem,) = problems(around(mention("QP-004")))
    assert (problem.code, str(problem.place)) == ("reference-unknown", "procedures/QP-01.md:13:1")
    assert codes(around(mention("NC-2026-002"))) == ["reference-unknown"]
    assert codes(around(mention("QP-02"), mention("NC-2026-001"), mention("ISO-9001"), mention("C-07"))) == []


def test_the_nearest_identifier_is_a_hint():
    (problem,) = problems(around(mention("QP-002")))
    assert problem.message == "there is no document or record QP-002; did you mean `QP-02`?"
    (problem,) = problems(around(mention("QP-777")))
    assert problem.message == "there is no document or record QP-777"


def test_the_letters_of_a_withdrawn_document_are_ours_too():
    past = history(withdrawn=[changes("1", identifier="WI-07")])
    assert codes(around(mention("WI-08"), history=past)) == ["reference-unknown"]
    assert codes(around(mention("WI-08"))) == []


def test_what_a_record_is_evidence_for_must_exist():
    at = "records/NC-2026-001.md"
    assert codes(system(document(), replace(record(), refs=(mention("QP-01", at),)))) == []
    assert codes(system(document(), replace(record(), refs=(mention("QP-07", at),)))) == ["reference-unknown"]


def test_a_withdrawn_document_is_not_referred_to_except_by_records():
    past = history(withdrawn=[changes("1", identifier="QP-09")])
    (problem,) = problems(around(mention("QP-09"), history=past))
    assert (problem.code, problem.message) == ("reference-withdrawn", "QP-09 is withdrawn")
    assert codes(around(link("QP-09.md"), history=past)) == ["reference-withdrawn"]
    assert codes(around(link("QP-02.md"), mention("QP-02"), history=past)) == []
    told = replace(record(), refs=(mention("QP-09", "records/NC-2026-001.md"),))
    assert codes(system(document(), told, history=past)) == []


def test_another_file_at_the_path_of_a_withdrawn_document_may_be_linked():
    gone = tuple(one._replace(path="procedures/QP-02.md") for one in changes("1", identifier="QP-09"))
    assert codes(around(link("QP-02.md"), history=history(withdrawn=[gone]))) == []


def test_what_a_document_pulls_in_from_outside():
    def embed(target: str) -> Reference:
        return replace(link(target), kind=ReferenceKind.EMBED)

    found = problems(around(embed("../figure.svg"), replace(embed("--8<--"), place=link("").place)))
    assert [problem.code for problem in found] == ["embed-outside", "embed-outside"]
    assert {problem.message for problem in found} == {
        "the document shows ../figure.svg, which is not one of its files",
        "`--8<--` would pull in text when the page is built",
    }
    fixes = {problem.message.partition(" ")[0]: problem.fix for problem in found}
    assert "Make the document a folder" in fixes["the"]
    assert "put a space between them" in fixes["`--8<--`"]
    assert codes(around(link("QP-03-x/form.pdf"))) == []
