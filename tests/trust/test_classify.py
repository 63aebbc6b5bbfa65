"""What a path is: the order of precedence, ambiguity, default deny, and what is never uncontrolled or evidence."""

from __future__ import annotations

import pytest

from qms.model.policy import Policy
from qms.trust.classify import Classifier, Kind, is_special
from trust.policies import GUARDED, PROCEDURE, UNCONTROLLED, changed, policy

EVIDENCE = 'evidence: ["records/audits/**"]'


def made(
    guarded: str = '"g/**"', classes: str = '"c/**"', evidence: str = '"e/**"', uncontrolled: str = '"u/**"'
) -> Policy:
    """A policy with these globs."""
    rules = "approve: [{role: owner}]"
    two = f'procedure: {{paths: [{classes}], {rules}}}\n  other: {{paths: ["o/**"], {rules}}}'
    return policy(
        changed(
            (GUARDED, f"guarded: {{paths: [{guarded}], approve: [{{role: toolsmith}}]}}"),
            (PROCEDURE, two),
            (EVIDENCE, f"evidence: [{evidence}]"),
            (UNCONTROLLED, f"uncontrolled: [{uncontrolled}]"),
        )
    )


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("manual/authorities.yml", Kind.POLICY, ""),
        ("records/approvals/QP-01/1/x.json", Kind.RECORD, ""),
        ("g/x", Kind.GUARDED, ""),
        ("c/x/y.md", Kind.CLASS, "procedure"),
        ("o/x", Kind.CLASS, "other"),
        ("e/x", Kind.EVIDENCE, ""),
        ("u/x", Kind.UNCONTROLLED, ""),
    ],
)
def test_kinds(path: str, kind: Kind, name: str) -> None:
    placement = Classifier(made()).classify(path)
    assert (placement.kind, placement.document_class, placement.code) == (kind, name, "")


def test_the_policy_and_records_come_before_every_glob() -> None:
    classifier = Classifier(made('"**"', '"**"', '"records/**", "manual/**"', '"records/**", "manual/**"'))
    assert classifier.classify("manual/authorities.yml").kind is Kind.POLICY
    assert classifier.classify("records/approvals/x").kind is Kind.RECORD
    assert classifier.classify("records/approvalsx").code == "path-ambiguous"
    assert classifier.classify("manual/authorities.yml/x").code == "path-ambiguous"


@pytest.mark.parametrize(
    ("globs", "matched"),
    [
        ({"guarded": '"x/**"', "classes": '"x/**"'}, ("guarded", "class procedure")),
        ({"guarded": '"x/**"', "evidence": '"x/**"'}, ("guarded", "evidence")),
        ({"classes": '"x/**"', "evidence": '"x/**"'}, ("class procedure", "evidence")),
        ({"classes": '"x/**", "o/**"'}, ("class procedure", "class other")),
    ],
)
def test_ambiguous(globs: dict[str, str], matched: tuple[str, ...]) -> None:
    placement = Classifier(made(**globs)).classify("o/a" if "other" in matched[1] else "x/a")
    assert (placement.kind, placement.code, placement.matched) == (Kind.REFUSED, "path-ambiguous", matched)


@pytest.mark.parametrize("field", ["guarded", "classes", "evidence"])
def test_uncontrolled_gives_way_and_is_no_ambiguity(field: str) -> None:
    placement = Classifier(made(**{field: '"x/**"'}, uncontrolled='"x/**"')).classify("x/a")
    assert placement.code == ""
    assert placement.kind is not Kind.UNCONTROLLED


@pytest.mark.parametrize("path", ["x", "cc/x", "c", "G/x", "README.md", "docs/index.md", "records/x"])
def test_unclassified(path: str) -> None:
    placement = Classifier(made()).classify(path)
    assert (placement.kind, placement.code) == (Kind.REFUSED, "path-unclassified")


SPECIAL = (".gitattributes", "u/.gitattributes", "u/v/.gitmodules", ".gitmodules", "mkdocs.yml", "properdocs.yml",
           ".gitlab-ci.yml", ".github/x", ".github/w/x.yml", ".gitlab/x", ".gitea/x", ".forgejo/x")  # fmt: skip
ORDINARY = ("gitattributes", "u/x.gitattributes", "u/.gitattributes/x", "u/mkdocs.yml", "u/properdocs.yml",
            "u/.gitlab-ci.yml", "u/.github/x", ".githubx/x", ".gitignore")  # fmt: skip
_FOLDERS = '"u/**", ".github/**", ".gitlab/**", ".gitea/**", ".forgejo/**", ".githubx/**"'
_FILES = "mkdocs.yml, properdocs.yml, .gitlab-ci.yml, .gitattributes, .gitmodules, gitattributes, .gitignore"


@pytest.mark.parametrize("field", ["uncontrolled", "evidence"])
@pytest.mark.parametrize("path", SPECIAL + ORDINARY)
def test_what_steers_git_or_the_site_is_never_uncontrolled_or_evidence(path: str, field: str) -> None:
    wide = made(**{"evidence": '"e/**"', "uncontrolled": '"v/**"', field: f"{_FOLDERS}, {_FILES}"})
    placement = Classifier(wide).classify(path)
    assert is_special(path) is (path in SPECIAL)
    if path in SPECIAL:
        assert placement.code == "path-unclassified"
    else:
        assert placement.kind == field


def test_special_paths_may_be_guarded_or_in_a_class() -> None:
    classifier = Classifier(made('mkdocs.yml, ".github/**"', '"c/**"', '"e/**"', '"u/**", mkdocs.yml'))
    assert classifier.classify("mkdocs.yml").kind is Kind.GUARDED
    assert classifier.classify(".github/x").kind is Kind.GUARDED
    assert classifier.classify("c/.gitattributes").kind is Kind.CLASS


def test_special_evidence_is_not_uncontrolled_instead_and_stays_ambiguous() -> None:
    assert Classifier(made(evidence='"u/**"')).classify("u/.gitmodules").code == "path-unclassified"
    both = Classifier(made(guarded="mkdocs.yml", evidence="mkdocs.yml"))
    assert both.classify("mkdocs.yml").code == "path-ambiguous"


def test_each_path_is_placed_once() -> None:
    classifier = Classifier(made())
    first = classifier.classify("x")
    assert classifier.classify("x") is first
