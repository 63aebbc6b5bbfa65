"""Guarded files: what can change what readers see or what the gate does has a quorum of its own."""

from __future__ import annotations

from typing import Any

from cases.forge import EXECUTABLE, Change
from cases.policy import start_policy
from cases.registry import case
from cases.statements import digest
from cases.story import BOB, BOSS, JANE, MIA, Story

_changes: Any  # what the tables hold is of several types
_members: Any
NEW = {"mkdocs.yml": b"site_name: y\n"}


@case("guarded-change", "mkdocs.yml changes with the toolsmith's approval of the new set; the counter is 1.")
def _(s: Story) -> None:
    s.step(s.guard(NEW))


@case("guarded-twice", "Two guarded changes: counters 1 and 2.")
def _(s: Story) -> None:
    s.step(s.guard(NEW))
    s.step(s.guard({".github/workflows/ci.yml": b"on: push\n", "hooks/a/b.py": b"\0"}))


@case("guarded-executable", "A guarded script is executable; its mode is part of the set.")
def _(s: Story) -> None:
    s.step(s.guard({"hooks/pre-build": (EXECUTABLE, b"#!/bin/sh\n")}))


@case("guarded-mode-changed", "Only the executable bit changed, approved.")
def _(s: Story) -> None:
    s.step(s.guard({"hooks/pre-build": b"#!/bin/sh\n"}))
    s.step(s.guard({"hooks/pre-build": (EXECUTABLE, b"#!/bin/sh\n")}))


@case("guarded-removed", "A guarded file goes, approved.")
def _(s: Story) -> None:
    s.step(s.guard({"mkdocs.yml": None}))


@case("guarded-order", "The set is sorted by the bytes of whole paths, not as Git sorts trees.")
def _(s: Story) -> None:
    s.step(s.guard({f"hooks/{name}": b"x" for name in ("a.py", "a/b.py", "a-b.py", "Z", "é", "aa")}))


@case("guarded-back-and-forth", "A set comes back: the counter tells the two approvals apart.")
def _(s: Story) -> None:
    old = {"mkdocs.yml": s.read("mkdocs.yml")}
    s.step(s.guard(NEW))
    s.step(s.guard(old))
    s.step(s.guard(NEW))


@case("guarded-beside-a-document", "A guarded change and an approved revision in one step.")
def _(s: Story) -> None:
    s.step(s.guard(NEW), s.issue("QP-01", "3"))


for _name, _why, _changes in (
    ("unapproved", "A workflow file was added without the toolsmith.", {".github/workflows/x.yml": b"on: push\n"}),
    ("content", "mkdocs.yml changed without the toolsmith.", NEW),
    ("attributes", "`.gitattributes` changed: a filter could change every text.", {".gitattributes": b"* filter=x\n"}),
    ("deleted", "mkdocs.yml was removed.", {"mkdocs.yml": None}),
    ("mode", "Only the executable bit of mkdocs.yml was set.", {"mkdocs.yml": (EXECUTABLE, b"site_name: x\n")}),
    ("renamed", "A guarded file has a new name, same bytes.", {".gitattributes": None, "hooks/x": b"* -text\n"}),
    ("hidden-deep", "A file deep under a guarded folder.", {".github/a/b/c/d": b""}),
):

    @case(f"guarded-{_name}_fail", _why, "guard-unapproved")
    def _(s: Story, changes: dict[str, Change] = _changes) -> None:
        s.step(changes)


@case("guarded-by-another-role_fail", "Jane approves the guarded set; she is no toolsmith.", "guard-unapproved")
def _(s: Story) -> None:
    s.step(s.guard(NEW, (JANE, BOB)))


@case("guarded-by-a-claimed-role_fail", "Jane signs as toolsmith.", "role-not-held")
def _(s: Story) -> None:
    s.step(s.guard(NEW, (("jane.doe", "toolsmith"),)))


for _name, _why, _members in (
    ("counter-far", "The counter is far ahead.", {"revision": "9"}),
    ("counter-skipped", "The counter skips one.", {"revision": "2"}),
    ("digest-of-the-file", "The approval names the digest of the file alone.", {"sha256": digest(b"site_name: y\n")}),
    ("old-digest", "The approval names another set before.", {"supersedes": "0" * 64}),
):

    @case(f"guarded-{_name}_fail", _why, "guard-unapproved", "record-idle")
    def _(s: Story, members: dict[str, Any] = _members) -> None:
        s.step(s.guard(NEW, **members))


@case(
    "guarded-digest-without-modes_fail",
    "The digest of the lines without their modes.",
    "guard-unapproved",
    "record-idle",
)
def _(s: Story) -> None:
    lines = f"{digest(s.read('.gitattributes'))}  .gitattributes\n{digest(NEW['mkdocs.yml'])}  mkdocs.yml\n"
    s.step(s.guard(NEW, sha256=digest(lines.encode())))


@case(
    "guarded-changed-after-signing_fail",
    "One more guarded file after the set was signed.",
    "guard-unapproved",
    "record-idle",
)
def _(s: Story) -> None:
    s.step(s.guard(NEW), {"hooks/late.py": b"x\n"})


@case(
    "guarded-approval-of-before_fail",
    "The set comes back with its old approval, which names counter 1.",
    "guard-unapproved",
)
def _(s: Story) -> None:
    old = {"mkdocs.yml": s.read("mkdocs.yml")}
    s.step(s.guard(NEW))
    s.step(s.guard(old))
    s.step(NEW)


@case(
    "guarded-counter-reused_fail",
    "The second change is approved as counter 1 again.",
    "guard-unapproved",
    "record-idle",
)
def _(s: Story) -> None:
    s.step(s.guard(NEW))
    s.step(s.guard({"mkdocs.yml": b"site_name: z\n"}, revision="1", number=2))


@case("guarded-lfs_fail", "A pointer in the place of a guarded file, approved.", "lfs-pointer")
def _(s: Story) -> None:
    s.step(s.guard({"hooks/a.py": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"}))


@case("guarded-signed-as-policy_fail", "The guarded set's approval is signed as a policy's.", "signature-namespace")
def _(s: Story) -> None:
    s.step(s.guard(NEW, how={"namespace": "qms-policy-v1"}))


@case(
    "guarded-quorum-of-two_fail",
    "Two different persons are asked for; one holds both roles.",
    "guard-unapproved",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["people"]["mia.admin"]["roles"].append("quality-manager")
    policy["guarded"]["approve"].append({"role": "quality-manager"})
    s.started(policy)
    s.step(s.guard(NEW, (MIA, ("mia.admin", "quality-manager"))))


@case("guarded-author-may-approve", "There is no author rule for guarded files: Mia commits and approves.")
def _(s: Story) -> None:
    s.step(s.guard(NEW), author="mia.admin@example.org")


@case("guarded-widened-by-policy", "The next policy guards more; the set is computed anew and the counter stays.")
def _(s: Story) -> None:
    s.step(s.guard(NEW))
    policy = start_policy()
    policy["guarded"]["paths"].append("README.md")
    s.step(s.rotate(policy))
    s.step(s.guard({"README.md": b"y\n"}))


@case("guarded-widened-by-policy_fail", "The next policy guards the README; it changes unapproved.", "guard-unapproved")
def _(s: Story) -> None:
    policy = start_policy()
    policy["guarded"]["paths"].append("README.md")
    s.step(s.rotate(policy))
    s.step({"README.md": b"y\n"})


@case(
    "guarded-old-globs-in-the-step-of-the-policy_fail",
    "The next policy frees hooks/; the same step changes it.",
    "guard-unapproved",
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["guarded"]["paths"].remove("hooks/**")
    policy["uncontrolled"].append("hooks/**")
    s.step(s.rotate(policy), {"hooks/a.py": b"x\n"})


@case(
    "guarded-and-policy-in-one-step", "A guarded change and a next policy in one step, both approved under the old one."
)
def _(s: Story) -> None:
    files = s.guard(NEW)
    policy = start_policy()
    policy["guarded"]["paths"].append("README.md")
    s.step(files, s.rotate(policy, (BOSS, JANE)))
    s.step(s.guard({"README.md": b"y\n"}))


@case(
    "guarded-never-uncontrolled_fail",
    "`uncontrolled` cannot free mkdocs.yml from everything.",
    "path-unclassified",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["guarded"]["paths"].remove("mkdocs.yml")
    policy["uncontrolled"].append("mkdocs.yml")
    s.begin(policy)


@case("guarded-workflows-never-evidence_fail", "`.github/` cannot be evidence.", "path-unclassified", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["guarded"]["paths"].remove(".github/**")
    policy["evidence"] = [".github/**"]
    s.started(policy)
    s.step({".github/workflows/x.yml": b"on: push\n"})


@case(
    "guarded-counter-from-the-anchor",
    "The anchor holds GUARDED/7 beside its import: the next change is 8.",
    start=False,
)
def _(s: Story) -> None:
    from cases.families.anchors import imported  # noqa: PLC0415 - the two families share this one helper

    imported(
        s,
        {
            "records/approvals/GUARDED/7/approval.toolsmith.mia.admin.json": b"{}\n",
            "records/approvals/GUARDED/7/approval.toolsmith.mia.admin.json.sig": b"x",
        },
    )
    s.counter = 7
    s.step(s.guard(NEW))
