"""Documents, records, settings, people and packs out of real trees: the good, the odd and the hostile."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from helpers import Repo, document
from qms.errors import QmsError
from qms.model.state import State, standing
from qms.model.system import QualitySystem
from qms.reading import read_system


def read(repo: Repo, ref: str | None = None) -> QualitySystem:
    return read_system(repo.root, ref, cache=False)


def faults(system: QualitySystem) -> list[tuple[str, str]]:
    every = [*system.faults]
    for part in (*system.documents, *system.records):
        every += part.faults
    return sorted((fault.code, str(fault.place)) for fault in every)


def test_a_document_is_read_alike_from_the_work_tree_and_from_a_commit(repo: Repo):
    repo.commit({"procedures/a.md": document(text="See [b](b.md).\n"), "manual/b.md": document("QM-01")})
    work, commit = read(repo), read(repo, "HEAD")
    assert work.documents == commit.documents
    assert (work.commit, commit.commit) == ("", repo.ids[-1])


def test_a_digest_is_what_sha256sum_says(repo: Repo):
    text = document()
    repo.commit({"procedures/a.md": text})
    assert read(repo).documents[0].digest == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_of_a_folder_is_that_of_its_manifest(repo: Repo):
    files = {"index.md": document(), "b/figure.svg": "<svg/>", "Z.txt": "z"}
    repo.commit({f"procedures/QP-01-x/{name}": text for name, text in files.items()})
    manifest = "".join(
        f"{hashlib.sha256(files[name].encode()).hexdigest()}  {name}\n"
        for name in ("Z.txt", "b/figure.svg", "index.md")
    )
    found = read(repo).documents[0]
    assert found.digest == hashlib.sha256(manifest.encode()).hexdigest()
    assert len(found.files) == 3


def test_edits_that_no_commit_has_make_a_draft(repo: Repo):
    repo.commit({"procedures/a.md": document(), "procedures/b.md": document("QP-02")})
    repo.write({"procedures/a.md": document(revision="2"), "procedures/c.md": document("QP-03")})
    system = read(repo)
    states = {found.id: standing(system, found).state for found in system.documents}
    assert states == {"QP-01": State.DRAFT, "QP-02": State.PUBLISHED, "QP-03": State.DRAFT}


def test_line_ends_that_git_makes_are_no_edit(repo: Repo):
    repo.commit({".gitattributes": "*.md text eol=crlf\n", "procedures/a.md": document()})
    (repo.root / "procedures/a.md").unlink()
    repo.git("checkout", "--", "procedures/a.md")
    assert b"\r\n" in (repo.root / "procedures/a.md").read_bytes()
    found = read(repo).documents[0]
    assert found.committed
    assert not found.faults
    assert found.digest == hashlib.sha256(document().encode()).hexdigest()


def test_what_git_ignores_does_not_exist(repo: Repo):
    repo.write({".gitignore": "drafts/\n", "procedures/drafts/a.md": document()})
    assert not read(repo).documents


def test_a_document_removed_from_the_work_tree_is_gone(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    (repo.root / "procedures/a.md").unlink()
    assert not read(repo).documents


@pytest.mark.parametrize("ref", [None, "HEAD"])
def test_links_of_the_file_system_are_never_followed(repo: Repo, tmp_path: Path, ref: str | None):
    secret = tmp_path / "secret.md"
    secret.write_text(document("QP-66"))
    repo.write({"procedures/a.md": document()})
    (repo.root / "procedures/link.md").symlink_to(secret)
    (repo.root / "manual").symlink_to(tmp_path)
    (repo.root / "records").symlink_to(secret)
    repo.commit({})
    system = read(repo, ref)
    assert [found.id for found in system.documents] == ["QP-01"]
    assert faults(system) == [("path-symlink", "procedures/link.md")]


def test_files_that_are_no_documents_are_named(repo: Repo):
    repo.commit(
        {
            "procedures/figure.png": b"\x89PNG",
            "procedures/.hidden": "x",
            "procedures/QP-02-y/figure.svg": "<svg/>",
            "procedures/QP-03-z/index.md": document("QP-04"),
            "procedures/QP-03-z/notes.md": "# Notes\n",
            "manual/authorities.yml": "people: {}\n",
        }
    )
    found = [fault for fault in faults(read(repo)) if fault[0] != "policy-field"]
    assert found == [
        ("document-not-markdown", "procedures/figure.png"),
        ("folder-index", "procedures/QP-02-y/index.md"),
        ("folder-name", "procedures/QP-03-z/index.md:1"),
    ]


def test_a_submodule_is_no_document(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.ids[0]},procedures/sub")
    repo.git("commit", "--quiet", "--message", "x")
    assert faults(read(repo, "HEAD")) == [("path-submodule", "procedures/sub")]


def test_a_claim_has_its_section_and_place(repo: Repo):
    text = document(clauses="{iso-9001-2026: [7.5.1]}", text='## Keep {: data-clause="7.5.1" }\n')
    repo.commit({"procedures/a.md": text})
    claims = read(repo).documents[0].claims
    assert [(one.standard, one.clause, one.anchor, str(one.place)) for one in claims] == [
        ("iso-9001-2026", "7.5.1", "", "procedures/a.md:8:27"),
        ("", "7.5.1", "keep", "procedures/a.md:11:1"),
    ]


def test_a_record_knows_what_it_is_evidence_for(repo: Repo):
    record = (
        "---\nid: IA-2026-01\nkind: audit\ntitle: Audit\ndate: 2026-03-01\nby: ann.author\n"
        "refs: [QP-01, NC-2026-001, 'iso-9001-2026:9.2.2']\ncorrects: IA-2025-01\n---\nText.\n"
    )
    repo.commit({"records/audits/IA-2026-01.md": record, "records/approvals/x.md": "x", "records/a.pdf": b"%PDF"})
    (found,) = read(repo).records
    assert [one.target for one in found.refs] == ["QP-01", "NC-2026-001", "IA-2025-01"]
    assert [(one.standard, one.clause) for one in found.claims] == [("iso-9001-2026", "9.2.2")]
    assert (found.kind, str(found.date), found.by) == ("audit", "2026-03-01", "ann.author")


def test_roles_come_from_the_policy_as_soon_as_there_is_one(repo: Repo):
    repo.commit({"README.md": "x"})
    assert read(repo).people.roles == {"quality-manager": "Quality manager", "process-owner": "Process owner"}
    policy = "people:\n  jane.doe: {name: Jane Doe, emails: [Jane@Example.org], roles: [toolsmith]}\n"
    repo.commit({"manual/authorities.yml": policy})
    people = read(repo).people
    assert (people.policy, people.roles) == (True, {"toolsmith": "Toolsmith"})
    assert people.persons[0].emails == ("jane@example.org",)


def test_a_policy_that_cannot_be_read_is_one_problem(repo: Repo):
    repo.commit({"manual/authorities.yml": "people: &x {}\n", "procedures/a.md": document()})
    system = read(repo)
    assert faults(system) == [("yaml-construct", "manual/authorities.yml:1:9")]
    assert len(system.documents) == 1


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"qms.yml": "documants: [x]\n"}, r"`documants`: there is no such setting"),
        ({"qms.yml": "records: ../x\n"}, r"`records`"),
        ({"qms.yml": "standards: iso-9001-2026\n"}, r"`standards`"),
        ({"qms.yml": "a: [\n"}, r"qms.yml:2:1"),
        ({"qms.yml": "packs: [gone.yml]\n"}, r"there is no file gone.yml"),
        ({"qms.yml": "repository-url: javascript:alert(1)\n"}, r"https"),
        ({"pyproject.toml": "[tool.qms\n"}, r"pyproject.toml cannot be read"),
        ({"pyproject.toml": "[tool.qms]\nsuffix = 3\n"}, r"`suffix`"),
        ({"pyproject.toml": "[tool.qms]\nrecords = 'x'\n", "qms.yml": "records: y\n"}, r"in pyproject.toml and in"),
    ],
)
def test_settings_that_are_wrong_are_refused_with_their_name(repo: Repo, files: dict[str, str], message: str):
    repo.write({"qms.yml": None, **files})
    with pytest.raises(QmsError, match=message) as caught:
        read(repo)
    assert caught.value.code == "settings-malformed"


def test_a_project_without_settings_has_the_defaults(repo: Repo):
    repo.write({"qms.yml": None, "pyproject.toml": "[project]\nname = 'x'\n"})
    assert read(repo).settings.documents == ("manual", "procedures")


PACK = """format: standard-pack/1
id: house-rules
title: House rules
edition: House rules 1
status: current
clauses:
  - clause: '1'
    title: First
    kind: requirement
"""
LAST = "    kind: requirement\n"


def test_a_pack_of_ones_own_is_one_file(repo: Repo):
    repo.write({"qms.yml": "packs: [manual.yml]\nstandards: [house-rules]\n", "manual.yml": PACK})
    system = read(repo)
    assert system.standards["house-rules"].clauses[0].title == "First"
    assert "house-rules" in system.known_standards


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (("kind: requirement", "kind: duty"), "pack.yml:9:11", "`kind`"),
        (("    title: First\n", ""), "pack.yml:7:5", "`title`"),
        (("status: current", "status: current\nx: y"), "pack.yml:6:4", "`x`"),
        (("id: house-rules", "id: House"), "pack.yml:2:5", "`id`"),
        (("title: First", "title: &a First"), "pack.yml:8:12", "anchor"),
        ((LAST, LAST + "  - {clause: '1', title: B, kind: heading}\n"), "pack.yml:10:14", "second time"),
        ((PACK, ""), "pack.yml:1", "empty"),
    ],
)  # fmt: skip
def test_a_pack_with_an_error_is_a_problem_with_its_line(repo: Repo, change: tuple[str, str], place: str, message: str):
    repo.write({"qms.yml": "packs: [pack.yml]\n", "pack.yml": PACK.replace(*change), "manual/a.md": document()})
    system = read(repo)
    assert [(fault.code, str(fault.place)) for fault in system.faults] == [("standard-malformed", place)]
    assert message in system.faults[0].message
    assert len(system.documents) == 1


def test_no_repository_is_refused_with_the_remedy(tmp_path: Path):
    with pytest.raises(QmsError, match="git init"):
        read_system(tmp_path)
    with pytest.raises(QmsError, match="there is no folder"):
        read_system(tmp_path / "gone")


def test_a_reference_that_names_no_commit(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    for ref in ("gone", "--output=x", "HEAD^{tree}", ""):
        with pytest.raises(QmsError, match="there is no commit"):
            read(repo, ref)


def test_a_bare_repository_is_read_at_its_head(repo: Repo, tmp_path: Path):
    repo.commit({"procedures/a.md": document()})
    repo.git("clone", "--quiet", "--bare", str(repo.root), str(tmp_path / "bare.git"))
    assert [found.id for found in read_system(tmp_path / "bare.git", cache=False).documents] == ["QP-01"]


def test_any_folder_of_the_repository_will_do(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    assert len(read_system(repo.root / "procedures", cache=False).documents) == 1


def test_a_repository_in_sha_256(tmp_path: Path):
    repo = Repo(tmp_path / "repo")
    repo.root.mkdir()
    repo.git("init", "--quiet", "--object-format=sha256")
    repo.commit({"procedures/a.md": document()})
    system = read(repo)
    assert (system.documents[0].committed, len(system.history.head)) == (True, 64)


def test_the_base_of_a_branch_is_read_at_its_tip_and_where_the_branch_left_it(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.branch("change")
    repo.commit({"procedures/b.md": document("QP-02")})
    repo.switch("main")
    repo.commit({"procedures/a.md": document(revision="2")})
    repo.switch("change")
    base = read_system(repo.root, against="main", cache=False).base
    assert base is not None
    assert (base.tip["QP-01"].revision, base.fork["QP-01"].revision) == ("2", "1")
    assert base.history.head == base.commit == repo.ids[-1]


def test_branches_with_nothing_in_common_are_refused(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.commit({"procedures/b.md": document("QP-02")})
    with pytest.raises(QmsError, match="no commit in common"):
        read_system(repo.root, against="main", cache=False)
