"""Repositories that are damaged, half there, or made to mislead: refused in one sentence, or read as they are."""

from __future__ import annotations

import builtins
import os
import pwd
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from helpers import Repo, document
from qms.errors import QmsError
from qms.model.change import ChangeKind, History
from qms.model.system import QualitySystem
from qms.reading import read_system


def read(repo: Repo, ref: str | None = None, *, cache: bool = False) -> QualitySystem:
    return read_system(repo.root, ref, cache=cache)


def ids(history: History, path: str) -> list[tuple[ChangeKind, str]]:
    return [(change.kind, change.id) for change in history.of(path)]


@contextmanager
def alarm(seconds: int) -> Iterator[None]:
    """End what hangs; it measures nothing."""
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("this hangs"))
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# -- Commits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamp", "year"),
    [
        ("A <a@x> 4294967296 +0000", 2106),
        ("A <a@x> 1700000000 +9999", 2023),
    ],
)
def test_a_commit_may_claim_any_time(repo: Repo, stamp: str, year: int):
    stamped(repo, stamp)
    commit = read(repo).history.of("manual/a.md")[-1].commit
    assert (commit.authored.year, commit.committed.year) == (year, year)


@pytest.mark.parametrize(
    "stamp",
    [
        "A <a@x> -86400 +0000",
        "A <a@x>",
        "A 1700000000 +0000",
        f"A <a@x> {'9' * 5000} +0000",
        "A <a@x> 300000000000 +0000",
    ],
)
def test_a_time_that_no_calendar_has_is_refused_and_never_made_up(repo: Repo, stamp: str):
    stamped(repo, stamp)
    with pytest.raises(QmsError, match="no calendar has") as caught:
        read(repo)
    assert caught.value.code == "history-undated"


def stamped(repo: Repo, stamp: str) -> None:
    """A second revision, by a commit with any author and committer line."""
    first = repo.commit({"manual/a.md": document()})
    repo.write({"manual/a.md": document(revision="2")})
    repo.git("add", "--all")
    raw = f"tree {repo.git('write-tree')}\nparent {first}\nauthor {stamp}\ncommitter {stamp}\n\nm\n"
    made = repo.git("hash-object", "--literally", "-t", "commit", "-w", "--stdin", stdin=raw.encode())
    repo.git("update-ref", "HEAD", made)


def test_a_day_before_all_time_and_one_after_it(repo: Repo):
    repo.commit({"manual/a.md": document()})
    for day in (date(1, 1, 1), date(1969, 6, 1)):
        with pytest.raises(QmsError, match="nothing had been published"):
            read_system(repo.root, as_of=day, cache=False)
    for day in (date(2100, 1, 1), date(9999, 12, 31)):
        assert len(read_system(repo.root, as_of=day, cache=False).documents) == 1


def test_parents_come_before_children_whatever_their_clocks_said(repo: Repo):
    repo.commit({"manual/a.md": document()})
    repo.branch("change")
    repo.day = 300
    repo.commit({"manual/a.md": document(revision="2")}, author="Ann Ahead")
    repo.day = 10
    repo.commit({"manual/a.md": None, "manual/b.md": document(revision="3")}, author="Ben Behind")
    repo.switch("main")
    repo.merge("change")
    authors = read(repo).history.of("manual/b.md")[-1].authors
    assert [author.name for author in authors] == ["Ann Ahead", "Ben Behind"]


def test_an_edit_made_in_a_merge_within_the_branch_names_who_merged(repo: Repo):
    repo.commit({"manual/a.md": document()})
    repo.branch("change")
    repo.commit({"manual/a.md": document(revision="2")}, author="Ben Writer")
    repo.switch("main")
    repo.commit({"README.md": "x"})
    repo.switch("change")
    repo.merge("main", author="Eve Merger", files={"manual/a.md": document(text="Slipped in.\n", revision="2")})
    repo.switch("main")
    repo.merge("change")
    authors = read(repo).history.of("manual/a.md")[-1].authors
    assert [author.name for author in authors] == ["Ben Writer", "Eve Merger"]


# -- Paths that change what they are -----------------------------------------------------------------------------------


def test_a_link_that_becomes_a_text_is_a_new_document(repo: Repo):
    repo.commit({"manual/b.md": "x\ny\n"})
    (repo.root / "manual/a.md").symlink_to("b.md")
    repo.commit({})
    (repo.root / "manual/a.md").unlink()
    repo.commit({"manual/a.md": "p\nq\n", "manual/b.md": None})
    history = read(repo).history
    assert ids(history, "manual/a.md") == [(ChangeKind.ADDED, "")]
    assert list(history.withdrawn) == ["manual/b.md"]


def test_a_link_that_goes_was_no_document(repo: Repo):
    (repo.root / "manual").mkdir()
    (repo.root / "manual/a.md").symlink_to("b.md")
    repo.commit({})
    repo.commit({"manual/a.md": None, "manual/c.md": "b.md"})
    history = read(repo).history
    assert (ids(history, "manual/c.md"), dict(history.withdrawn)) == ([(ChangeKind.ADDED, "")], {})


def test_a_submodule_that_goes_was_no_document(repo: Repo):
    repo.commit({"manual/b.md": "x\n"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},manual/a.md")
    repo.git("commit", "--quiet", "--message", "x")
    repo.commit({"manual/c.md": "y\n"})
    assert sorted(read(repo).history.by_path) == ["manual/b.md", "manual/c.md"]


def test_two_documents_that_swap_their_paths_in_one_commit(repo: Repo):
    repo.commit({"manual/a.md": document("QP-01"), "manual/b.md": document("QP-02")})
    repo.commit({"manual/a.md": document("QP-02"), "manual/b.md": document("QP-01")})
    history = read(repo).history
    assert ids(history, "manual/a.md") == [(ChangeKind.ADDED, "QP-02"), (ChangeKind.MOVED, "QP-02")]
    assert ids(history, "manual/b.md") == [(ChangeKind.ADDED, "QP-01"), (ChangeKind.MOVED, "QP-01")]


def test_documents_that_move_up_in_a_row(repo: Repo):
    repo.commit({"manual/a.md": document("QP-01"), "manual/b.md": document("QP-02")})
    repo.commit({"manual/a.md": None, "manual/b.md": document("QP-01"), "manual/c.md": document("QP-02")})
    history = read(repo).history
    assert [history.of(f"manual/{name}.md")[-1].previous_path for name in "bc"] == ["manual/a.md", "manual/b.md"]
    assert not history.withdrawn


def test_a_document_whose_place_another_takes_is_withdrawn(repo: Repo):
    repo.commit({"manual/a.md": document("QP-01"), "manual/b.md": document("QP-02")})
    repo.commit({"manual/a.md": None, "manual/b.md": document("QP-01")})
    system = read(repo)
    assert ids(system.history, "manual/b.md") == [(ChangeKind.ADDED, "QP-01"), (ChangeKind.MOVED, "QP-01")]
    assert list(system.withdrawn) == ["QP-02"]


def test_no_withdrawn_document_is_forgotten_when_another_goes_from_its_path(repo: Repo):
    for identifier in ("QP-01", "QP-02"):
        repo.commit({"manual/a.md": document(identifier)})
        removed = repo.commit({"manual/a.md": None})
    system = read(repo)
    assert sorted(system.withdrawn) == ["QP-01", "QP-02"]
    assert system.history.withdrawn["manual/a.md"][-1].commit.id == removed


def test_a_document_that_comes_back_is_known_by_its_id_before_its_path(repo: Repo):
    repo.commit({"manual/a.md": "no metadata\n", "manual/b.md": document("QP-01")})
    repo.commit({"manual/a.md": None, "manual/b.md": None})
    repo.commit({"manual/a.md": document("QP-01", revision="2")})
    history = read(repo).history
    assert [change.path for change in history.of("manual/a.md")] == ["manual/b.md", "manual/b.md", "manual/a.md"]
    assert list(history.withdrawn) == ["manual/a.md"]


def test_what_is_no_document_has_no_history(repo: Repo):
    repo.commit({"manual/.h.md": document(), "manual/.d/x.md": "x", "manual/QP-01/index.md": document()})
    (repo.root / "manual/QP-01/index.md").chmod(0o755)
    repo.commit({})
    history = read(repo).history
    assert (list(history.by_path), len(history.of("manual/QP-01/index.md"))) == (["manual/QP-01/index.md"], 1)


def test_carriage_returns_hide_no_id_from_history(repo: Repo):
    repo.commit(
        {"manual/a.md": document(revision="2").replace("\n", "\r\n"), "manual/b.md": "\ufeff" + document("QP-2")}
    )
    history = read(repo).history
    assert [(one.id, one.revision) for (one,) in history.by_path.values()] == [("QP-01", "2"), ("QP-2", "1")]


# -- The work tree -----------------------------------------------------------------------------------------------------


def test_a_pipe_in_the_place_of_a_document_is_not_read(repo: Repo):
    repo.commit({"manual/a.md": document()})
    (repo.root / "manual/a.md").unlink()
    os.mkfifo(repo.root / "manual/a.md")
    with alarm(20):
        assert not read(repo).documents


def test_a_link_in_the_place_of_a_folder_is_not_followed(repo: Repo, tmp_path: Path):
    repo.commit({"manual/sub/a.md": document()})
    shutil.rmtree(repo.root / "manual/sub")
    (tmp_path / "a.md").write_text(document("QP-66"))
    (repo.root / "manual/sub").symlink_to(tmp_path)
    assert not read(repo).documents


def test_a_document_that_may_not_be_read_is_not_left_out(repo: Repo, monkeypatch: pytest.MonkeyPatch):
    repo.commit({"manual/a.md": document()})
    original = builtins.open

    def refusing(path: object, *arguments: object, **options: object) -> object:
        if isinstance(path, bytes) and path.endswith(b"a.md"):
            raise PermissionError(13, "Permission denied")
        return original(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(builtins, "open", refusing)
    with pytest.raises(QmsError, match=r"manual/a\.md cannot be read: Permission denied"):
        read(repo)


def test_inside_the_git_directory_there_is_no_manual(repo: Repo):
    repo.commit({"manual/a.md": document()})
    for folder in (".git", ".git/refs"):
        with pytest.raises(QmsError, match="inside a git directory"):
            read_system(repo.root / folder)


def test_the_variables_of_a_hook_lead_nowhere_else(repo: Repo, monkeypatch: pytest.MonkeyPatch):
    repo.commit({"manual/a.md": document()})
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nowhere")
    (repo.root / ".git/index.lock").touch()
    assert len(read(repo).documents) == 1


def test_a_second_work_tree_is_a_work_tree(repo: Repo, tmp_path: Path):
    repo.commit({"manual/a.md": document()})
    repo.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"))
    assert len(read_system(tmp_path / "other/manual", cache=False).history.by_path) == 1


# -- Damage ------------------------------------------------------------------------------------------------------------


def test_an_object_that_breaks_off_is_no_shorter_history(repo: Repo):
    text = "".join(f"{number * 7919}\n" for number in range(100_000))
    repo.commit({"manual/a.md": document(text=text)})
    blob = repo.git("rev-parse", "HEAD:manual/a.md")
    repo.commit({"manual/a.md": document(revision="2")})
    file = repo.root / ".git/objects" / blob[:2] / blob[2:]
    data = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(QmsError, match="not in this clone, or damaged"):
        read(repo)


@pytest.mark.parametrize("which", ["HEAD~1", "HEAD~1^{tree}", "HEAD~1:manual"])
def test_a_broken_commit_or_tree_is_one_sentence(repo: Repo, which: str):
    for number in "123":
        repo.commit({"manual/a.md": document(revision=number)})
    broken = repo.git("rev-parse", which)
    file = repo.root / ".git/objects" / broken[:2] / broken[2:]
    file.chmod(0o644)
    file.write_bytes(b"rubbish")
    with pytest.raises(QmsError, match="git log failed"):
        read(repo)


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_a_partial_clone_is_refused(repo: Repo, tmp_path: Path, kind: str):
    repo.commit({"manual/a.md": document()})
    repo.commit({"manual/a.md": document(revision="2")})
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "--quiet", f"--filter={kind}", f"file://{repo.root}", str(tmp_path / "partial"))
    with pytest.raises(QmsError):
        read_system(tmp_path / "partial", cache=False)


@pytest.mark.parametrize("content", ["", "1" * 40 + "\n"])
def test_a_branch_that_is_damaged_is_no_empty_repository(repo: Repo, content: str):
    repo.commit({"manual/a.md": document()})
    (repo.root / ".git/refs/heads/main").write_text(content)
    with pytest.raises(QmsError, match="HEAD names no commit"):
        read(repo)


@pytest.mark.parametrize("ref", ["^HEAD", "HEAD^!", "HEAD..HEAD", "a\0b"])
def test_what_is_more_or_less_than_a_commit_is_refused(repo: Repo, ref: str):
    repo.commit({"manual/a.md": document()})
    with pytest.raises(QmsError, match="there is no commit"):
        read(repo, ref)


# -- The cache ---------------------------------------------------------------------------------------------------------


def test_a_cache_whose_content_is_odd_is_thrown_away(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    repo.commit({"manual/a.md": document()})
    expected = read(repo, cache=True).history
    (kept,) = (tmp_path / "kept" / "qms").iterdir()
    good = kept.read_text()
    for odd in (good.replace('"added",0', '"added",7'), good.replace('"added"', '"bogus"'), "[" * 100_000):
        kept.write_text(odd)
        assert read(repo, cache=True).history == expected


@pytest.mark.parametrize("named", ["", "relative"])
def test_the_cache_is_never_in_the_repository(repo: Repo, monkeypatch: pytest.MonkeyPatch, named: str):
    def nobody(_: int) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.chdir(repo.root)
    repo.commit({"manual/a.md": document()})
    assert read(repo, cache=True).documents
    assert sorted(path.name for path in repo.root.iterdir()) == [".git", "manual", "qms.yml"]


# -- Size --------------------------------------------------------------------------------------------------------------


def test_renames_of_long_texts_without_ids_end(repo: Repo):
    texts = ["".join(f"{text} {line}\n" for line in range(10_000)) for text in range(40)]
    repo.commit({f"manual/{number}.md": text for number, text in enumerate(texts)})
    gone: dict[str, str | bytes | None] = {f"manual/{number}.md": None for number in range(40)}
    repo.commit(gone | {f"procedures/{number}.md": f"{text}x\n" for number, text in enumerate(texts)})
    with alarm(30):
        history = read(repo).history
    assert len(history.by_path) == 40


@pytest.mark.parametrize(
    "content",
    [
        "tool = 3\n",
        "a = " + "[" * 50_000,
        "a = " + "1" * 5_000,
        "[tool.qms]\na" + ".a" * 80_000 + " = 1\n",
        "[tool]\nqms=[]",
    ],
)
def test_a_pyproject_that_is_beyond_measure(repo: Repo, content: str):
    repo.write({"qms.yml": None, "pyproject.toml": content})
    with alarm(30):
        if content == "tool = 3\n":
            assert read(repo).settings.documents == ("manual", "procedures")
        else:
            with pytest.raises(QmsError) as caught:
                read(repo)
            assert caught.value.code == "settings-malformed"
