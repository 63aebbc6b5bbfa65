"""What must hold for every history: random ones, held to a second and tiny verifier that knows nothing of the first."""

from __future__ import annotations

import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms import git, trust
from qms.git.call import environment
from qms.model.approval import Decision, Outcome
from trust.reference import Reference
from trust.tellers import QUIET, WILD, Teller

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SEEDS = st.integers(0, 2**32)
Essence = tuple[object, ...]


def verified(folder: Path, at: str = "HEAD") -> Outcome:
    return trust.verify(
        git.open_repository(folder / "repository.git"), trust.read_anchor(folder / "anchor.json"), at, now=NOW
    )


def essence(outcome: Outcome, *, ids: bool = True) -> Essence:
    """Give what holds, without the names and times of commits; of files, the object ids only when asked for."""
    state = outcome.state
    assert state is not None
    lives = [
        (
            life.id,
            bool(life.retired),
            [
                (each.revision, each.digest, each.supersedes, each.path, each.document_class, each.rules, each.version)
                + ((each.files,) if ids else ())
                + (sorted((record.path, record.person, record.key) for record in each.records),)
                for each in life.revisions
            ],
        )
        for _, life in sorted(state.documents.items())
    ]
    policies = [policy.digest for policy in state.policies]
    records = sorted(record.path for record in state.records)
    return (lives, sorted(state.burnt), policies, records, state.guarded_digest, state.guarded_counter)


def agree(outcome: Outcome, reference: Reference) -> None:
    """The state of the verifier and that of the reference are the same."""
    assert outcome.state is not None
    told = {
        document.id: (document.stated(), document.path, sorted(record["path"] for record in document.records))
        for document in reference.documents.values()
    }
    lives = outcome.state.documents.values()
    found = {
        life.id: (
            (life.id, life.current.revision, life.current.digest, life.current.supersedes),
            life.current.path,
            sorted(record.path for record in life.current.records),
        )
        for life in lives
        if not life.retired
    }
    assert found == told
    assert {life.id for life in lives if life.retired} == reference.retired


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_random_histories_have_the_verdict_of_the_reference(seed: int):
    teller = Teller(seed)
    refused, codes, accepted = "", set[str](), teller.story.tip()
    for _ in range(teller.die.randint(1, 9)):
        changes = teller.change(WILD)
        codes = teller.reference.step(changes)  # type: ignore[arg-type]
        commit = teller.story.step(changes)
        if codes:
            refused = commit
            break
        accepted = commit
    teller.story.step({"notes/after": b"never judged\n"}) if refused else None
    with tempfile.TemporaryDirectory() as folder:
        path = teller.write(Path(folder))
        outcome = verified(path)
        before = verified(path, accepted)
    problems = {(problem.step, problem.code) for problem in outcome.problems}
    if refused:
        assert {step for step, _ in problems} == {refused}
        assert codes & {code for _, code in problems}
        assert outcome.state is not None
        assert outcome.state.commit == accepted
        assert essence(outcome) == essence(before)
    suspended = {problem.message.split()[0] for problem in before.problems}
    assert {problem.code for problem in before.problems} <= {"document-suspended"}
    assert suspended == teller.reference.suspended()
    assert outcome.decision is (Decision.REFUSED if refused or suspended else Decision.ACCEPTED)
    agree(outcome, teller.reference)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_a_merge_a_squash_and_one_commit_give_the_same(seed: int):
    teller = Teller(seed, slips=0)
    for _ in range(3):
        teller.story.step(teller.change({"new": 1}))
    base, changes = teller.story.tip(), teller.change(QUIET)
    teller.story.branch("side")
    parts = [dict[str | bytes, object]() for _ in range(teller.die.randint(1, 4))]
    for path, data in sorted(changes.items(), key=lambda _: teller.die.random()):
        teller.die.choice(parts)[path] = data
    for part in parts:
        side = teller.story.step(part, on="side")  # type: ignore[arg-type]
    teller.story.branch("merged")
    teller.story.branch("one")
    teller.story.step(changes, on="merged", parents=[side])
    teller.story.step(changes, on="one", author="bob.smith@example.org")
    with tempfile.TemporaryDirectory() as folder:
        path = teller.write(Path(folder))
        repository = path / "repository.git"
        tree = _git(repository, "rev-parse", "side^{tree}")
        squashed = _git(repository, *_IDENTITY, "commit-tree", "-p", base, "-m", "x", tree)
        anchor = trust.read_anchor(path / "anchor.json")
        outcomes = [verified(path, at) for at in ("merged", "one", squashed)]
        outcomes.append(trust.check_branch(git.open_repository(repository), anchor, "main", "side", now=NOW))
    assert [outcome.problems for outcome in outcomes] == [()] * 4
    assert all(essence(outcome) == essence(outcomes[0]) for outcome in outcomes)


@settings(max_examples=5, deadline=None)
@given(SEEDS)
def test_how_a_copy_is_kept_changes_nothing(seed: int):
    told = []
    with tempfile.TemporaryDirectory() as folder:
        for objects in ("sha1", "sha256"):
            teller = Teller(seed, objects, slips=0.02)
            for _ in range(5):
                teller.story.step(teller.change(WILD))
            (Path(folder) / objects).mkdir()
            told.append(verified(teller.write(Path(folder) / objects)))
        path = Path(folder) / "sha1"
        repository, other = path / "repository.git", path / "other.git"
        for keep in (("repack", "-adq"), ("gc", "-q", "--prune=now")):
            _git(repository, *keep)
            assert verified(path) == told[0]
        _git(path, "clone", "-q", "--mirror", str(repository), str(other))
        anchor = trust.read_anchor(path / "anchor.json")
        assert trust.verify(git.open_repository(other), anchor, now=NOW) == told[0]
    first, second = ((each.decision, [p.code for p in each.problems], essence(each, ids=False)) for each in told)
    assert first == second


def test_a_partial_clone_asks_nobody(tmp_path: Path):
    teller = Teller(1, slips=0)
    teller.story.step(teller.change({"new": 1}))
    path = teller.write(tmp_path)
    source, part = path / "repository.git", path / "part.git"
    _git(source, "config", "uploadpack.allowFilter", "true")
    _git(source, "config", "uploadpack.allowAnySHA1InWant", "true")
    _git(path, "clone", "-q", "--mirror", "--filter=blob:none", f"file://{source}", str(part))
    before = _git(part, "count-objects", "-v")
    with pytest.raises(Exception, match="object") as refused:
        trust.verify(git.open_repository(part), trust.read_anchor(path / "anchor.json"), now=NOW)
    assert refused.value.code in ("object-missing", "object-corrupt")  # type: ignore[attr-defined]
    assert _git(part, "count-objects", "-v") == before
    assert environment()["GIT_NO_LAZY_FETCH"] == "1"


def test_the_die_reaches_every_kind_of_verdict():
    """The histories are worth something only when many go far, and many do not."""
    ends = []
    for seed in range(120):
        teller = Teller(seed)
        codes: set[str] = set()
        for _ in range(6):
            changes = teller.change(WILD)
            codes = teller.reference.step(changes)  # type: ignore[arg-type]
            if codes:
                break
            teller.story.step(changes)
        ends.append("refused" if codes else "suspended" if teller.reference.suspended() else "accepted")
    assert min(ends.count(end) for end in ("refused", "suspended", "accepted")) >= 10


_IDENTITY = ("-c", "user.name=A", "-c", "user.email=ann.author@example.org")


def _git(folder: Path, *arguments: str) -> str:
    call = ["git", "-C", str(folder), *arguments]
    return subprocess.run(call, check=True, capture_output=True, text=True).stdout.strip()
