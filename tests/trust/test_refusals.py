"""Refusals that no conformance case can reach: files that are missing, objects that git would not write, git that dies.

Each test was written for a mutant of the verifier that nothing else caught.
"""

from __future__ import annotations

import base64
import hashlib
import inspect
import io
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.families.anchors import imported
from cases.forge import EXECUTABLE, Forge
from cases.story import JANE, Story
from qms import git, trust
from qms.errors import QmsError
from qms.git import ObjectReader, Repository, call, parse_commit
from qms.git.trees import parse_tree
from qms.model.demonstration import PEOPLE, PROJECT
from qms.trust.branch import address
from qms.trust.demonstration import demonstration_blob
from qms.trust.record import RecordFault, parse_record
from trust.policies import POLICY, changed, codes, public

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ID = "a" * 40


def told(folder: Path, tell: Callable[[Story], object]) -> Repository:
    story = Story(Forge()).started()
    tell(story)
    return written(folder, story)


def written(folder: Path, story: Story) -> Repository:
    story.forge.write(folder / "repository.git")
    anchor = ", ".join(f'"{name}": "{value}"' for name, value in story.anchor.items())
    (folder / "anchor.json").write_text(f"{{{anchor}}}")
    return git.open_repository(folder / "repository.git")


def verify(folder: Path, repository: Repository) -> set[tuple[str, str]]:
    outcome = trust.verify(repository, trust.read_anchor(folder / "anchor.json"), now=NOW)
    return {(problem.code, problem.path) for problem in outcome.problems}


def test_an_anchor_that_is_missing_or_a_folder_is_said_so(tmp_path: Path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(QmsError) as refused:
            trust.read_anchor(path)
        assert refused.value.code == "anchor-unreadable"


MEMBERS = f'"commit": "{ID}", "policy_sha256": "{"b" * 64}", "project": "{PROJECT}"'
PAIRS = f'["commit", "{ID}"], ["policy_sha256", "{"b" * 64}"], ["project", "{PROJECT}"]'


@pytest.mark.parametrize(
    "text",
    [
        f'{{{MEMBERS}, "project": "{PROJECT}"}}',
        f"[{PAIRS}]",
        f"[{{{MEMBERS}}}]",
        f"{{{MEMBERS}}}".replace(f'"{ID}"', "7"),
        f"{{{MEMBERS}}}".replace(f'"{ID}"', "null"),
        f"{{{MEMBERS}}}".ljust(10_001),
    ],
    ids=["twice", "pairs", "list", "number", "null", "long"],
)
def test_an_anchor_of_another_form_cannot_be_used(text: str, tmp_path: Path):
    good = f"{{{MEMBERS}}}".ljust(10_000).encode()
    assert trust.parse_anchor(good, tmp_path).project == PROJECT
    with pytest.raises(QmsError) as refused:
        trust.parse_anchor(text.encode(), tmp_path)
    assert refused.value.code == "anchor-unreadable"


@pytest.mark.parametrize("mode", ["100664", "100600"])
def test_modes_that_git_no_longer_writes_are_refused(mode: str, tmp_path: Path):
    repository = told(tmp_path, lambda story: story.step({"notes/a": (mode, b"x\n")}))
    assert verify(tmp_path, repository) == {("path-mode", "notes/a")}


def test_an_executable_that_a_new_policy_makes_evidence_is_refused_in_the_next_step(tmp_path: Path):
    def tell(story: Story) -> None:
        story.step({"notes/run": (EXECUTABLE, b"x\n")})
        members = {"evidence": ["notes/**"], "uncontrolled": ["README.md"]}
        story.step(story.rotate(deepcopy(story.policy), members=members))
        story.step({"README.md": b"later\n"})

    assert verify(tmp_path, told(tmp_path, tell)) == {("path-mode", "notes/run")}


def test_an_imported_revision_is_known_as_such(tmp_path: Path):
    story = imported(Story(Forge()))
    story.step(story.issue("QP-07", "8"))
    outcome = trust.verify(written(tmp_path, story), trust.read_anchor(tmp_path / "anchor.json"), now=NOW)
    assert outcome.state is not None
    assert [each.imported for each in outcome.state.documents["QP-07"].revisions] == [True, False]


def test_a_refused_step_leaves_everything_as_it_was(tmp_path: Path):
    story = Story(Forge()).started()
    accepted = story.tip()
    story.step(story.issue("QP-01", "3"), story.issue("WI-02", "1", by=()), {"nowhere": b"x\n"})
    story.step(story.issue("WI-03", "1"))
    repository = written(tmp_path, story)
    anchor = trust.read_anchor(tmp_path / "anchor.json")
    before, after = (trust.verify(repository, anchor, at, now=NOW) for at in (accepted, "main"))
    assert before.accepted
    assert not after.accepted
    assert (after.state, after.steps) == (before.state, before.steps + 1)


def test_a_suspended_document_is_marked_in_the_state(tmp_path: Path):
    story = Story(Forge()).started()
    story.step(story.act(JANE, "withdrawal", of="QP-01"))
    outcome = trust.verify(written(tmp_path, story), trust.read_anchor(tmp_path / "anchor.json"), now=NOW)
    assert outcome.state is not None
    assert {each.id for each in outcome.state.documents.values() if each.suspended} == {"QP-01"}
    assert [each.revision for each in outcome.state.documents["QP-01"].revisions] == ["1", "2"]


@pytest.mark.parametrize(
    ("line", "email"), [(b"A <A@B> 1 +0000", "a@b"), (b"nobody 1 +0000", ""), (b"A <> 1 +0000", ""), (b"", "")]
)
def test_the_address_of_a_line(line: bytes, email: str):
    assert address(line) == email


@pytest.mark.parametrize("around", [("[", "]"), ('{"a":', "}")])
def test_a_record_nested_ever_deeper_is_refused_and_nothing_else_happens(around: tuple[str, str]):
    limit, room = sys.getrecursionlimit(), 200
    sys.setrecursionlimit(len(inspect.stack(0)) + room)  # a small room, because deep texts are slow to write
    try:
        for depth in range(room - 60, room + 5):  # somewhere here one part gives up, and the others do not
            data = f'{{"a": {around[0] * depth}1{around[1] * depth}}}\n'.encode()
            with pytest.raises(RecordFault) as refused:
                parse_record(data)
            assert refused.value.code in ("record-malformed", "record-not-canonical")
    finally:
        sys.setrecursionlimit(limit)


def test_git_that_names_other_parents_than_the_commits_do_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    repository = told(tmp_path, lambda _: None)
    chain = git.first_parents(repository, "main")
    monkeypatch.setattr(git, "first_parents", lambda *_: [chain[0], *chain[2:]])
    with pytest.raises(QmsError, match="is the parent of") as refused:
        verify(tmp_path, repository)
    assert refused.value.code == "git-failed"


@pytest.mark.parametrize("answer", [b"%s blob 9\nshort", b"%s blob 5\nshortX", b"%s blob 5\nshort"])
def test_an_answer_that_breaks_off_is_no_object(answer: bytes, tmp_path: Path):
    name = hashlib.sha1(b"blob 5\0short").hexdigest()  # noqa: S324 - git's own
    with ObjectReader(Repository(tmp_path, tmp_path, bare=True)) as reader:
        with pytest.raises(QmsError) as refused:
            reader._answer(io.BytesIO(answer % name.encode()), name, b"blob")  # noqa: SLF001 - git does not do this
        assert refused.value.code == "object-missing"


@pytest.mark.parametrize("line", ["tree abc", f"tree {ID}\nparent {'b' * 64}"])
def test_a_commit_that_names_ids_of_another_form_is_corrupt(line: str):
    people = "author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000"
    assert parse_commit(ID, f"tree {ID}\n{people}\n\nx".encode()).tree == ID
    with pytest.raises(QmsError, match="in another form") as refused:
        parse_commit(ID, f"{line}\n{people}\n\nx".encode())
    assert refused.value.code == "object-corrupt"


def test_a_tree_that_is_not_in_gits_order_is_corrupt():
    one, other = (b"100644 %s\0" % name + b"i" * 20 for name in (b"a", b"b"))
    assert len(parse_tree(ID, one + other).entries) == 2
    with pytest.raises(QmsError, match="order") as refused:
        parse_tree(ID, other + one)
    assert refused.value.code == "object-corrupt"


def test_a_merge_that_git_cannot_begin_is_no_conflict(tmp_path: Path):
    repository = told(tmp_path, lambda _: None)
    with pytest.raises(QmsError) as refused, git.merged_tree(repository, ID, "b" * 40):
        pass
    assert refused.value.code == "git-failed"


def test_a_merge_without_a_room_for_it_is_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    repository = told(tmp_path, lambda story: (story.branch("side"), story.step({"notes/a": b"x\n"}, on="side")))
    tips = [git.resolve(repository, name) for name in ("main", "side")]
    with git.merged_tree(repository, *tips) as (_, tree):
        assert tree
    run = call.run

    def broken(folder: Path, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
        done = run(folder, arguments)
        return subprocess.CompletedProcess(done.args, 1, b"", b"no room") if arguments[0] == "init" else done

    monkeypatch.setattr("qms.git.merge.run", broken)
    with pytest.raises(QmsError, match="no room"), git.merged_tree(repository, *tips):
        pass


def weak(blob: bytes, text: str = POLICY) -> list[str]:
    """Give the faults of a policy in which one key stands in the place of Jane's."""
    public_text = f"ssh-ed25519 {base64.b64encode(blob).decode()}"
    return codes(changed((public("jane"), public_text), text=text))


@pytest.mark.parametrize("name", [*PEOPLE, "jane.doe"])
def test_a_key_that_anybody_can_derive_is_weak_in_the_policy_of_another_project(name: str):
    assert weak(demonstration_blob(name)) == ["key-weak"]


def test_a_bridge_with_a_key_that_anybody_can_derive_is_refused():
    blob = f"ssh-ed25519 {base64.b64encode(demonstration_blob(PEOPLE[-1])).decode()}"
    assert codes(changed((public("hub"), blob))) == ["key-weak"]


def test_the_demonstration_itself_may_use_its_keys():
    theirs = changed((POLICY.split('project: "')[1].split('"')[0], PROJECT))
    assert weak(demonstration_blob(PEOPLE[0]), theirs) == []
