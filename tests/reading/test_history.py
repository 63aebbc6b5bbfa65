"""History against what plain git says, and the shapes that history takes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import git as gitpython
import pytest

from helpers import Repo, document
from qms.errors import QmsError
from qms.model.change import Change, ChangeKind, History, revisions
from qms.reading import read_system
from qms.reading.logbook import read_log

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "gds-way.bundle"


def history(repo: Repo, *, cache: bool = False) -> History:
    return read_system(repo.root, cache=cache).history


def kinds(changes: tuple[Change, ...]) -> list[str]:
    return [change.kind.value for change in changes]


def names(change: Change) -> list[str]:
    return [author.name for author in change.authors]


def test_every_revision_has_its_first_day_its_reason_and_its_author(repo: Repo):
    repo.commit({"procedures/a.md": document(revision="1")}, author="Ann Author")
    repo.commit({"procedures/a.md": document(revision="2", change="Times doubled.")}, author="Bob Builder")
    found = revisions(history(repo).of("procedures/a.md"))
    assert [(one.number, str(one.published.date()), one.note) for one in found] == [
        ("1", "2026-01-02", "First issue."),
        ("2", "2026-01-03", "Times doubled."),
    ]
    assert [one.authors[0].name for one in found] == ["Ann Author", "Bob Builder"]


def test_a_merge_publishes_what_the_branch_wrote(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.branch("change")
    repo.commit({"procedures/a.md": document(text="Draft.\n")}, author="Ben Writer")
    repo.commit({"procedures/a.md": document(text="Better.\n", revision="2")}, author="Cem Writer")
    repo.switch("main")
    repo.commit({"README.md": "unrelated"})
    published = repo.merge("change")
    last = history(repo).of("procedures/a.md")[-1]
    assert last.commit.id == published
    assert names(last) == ["Ben Writer", "Cem Writer"]
    assert len(history(repo).of("procedures/a.md")) == 2


def test_main_merged_into_the_branch_makes_nobody_an_author(repo: Repo):
    repo.commit({"procedures/a.md": document(), "procedures/b.md": document("QP-02")})
    repo.branch("change")
    repo.commit({"procedures/a.md": document(revision="2")}, author="Ben Writer")
    repo.switch("main")
    repo.commit({"procedures/b.md": document("QP-02", revision="2")}, author="Mia Main")
    repo.switch("change")
    repo.merge("main", author="Ben Writer")
    repo.switch("main")
    repo.merge("change")
    read = history(repo)
    assert names(read.of("procedures/b.md")[-1]) == ["Mia Main"]
    assert names(read.of("procedures/a.md")[-1]) == ["Ben Writer"]


def test_an_edit_made_in_the_merge_itself_names_who_merged(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.branch("change")
    repo.commit({"procedures/a.md": document(revision="2")}, author="Ben Writer")
    repo.switch("main")
    repo.commit({"README.md": "x"})
    repo.merge("change", author="Eve Merger", files={"procedures/a.md": document(text="Slipped in.\n", revision="2")})
    assert names(history(repo).of("procedures/a.md")[-1]) == ["Ben Writer", "Eve Merger"]


def test_an_octopus_merge_gives_each_document_its_own_author(repo: Repo):
    repo.commit({"README.md": "x"})
    for number, author in enumerate(("Ann One", "Bob Two", "Cem Three"), 1):
        repo.branch(f"topic{number}", "main")
        repo.commit({f"procedures/{number}.md": document(f"QP-0{number}")}, author=author)
        repo.switch("main")
    repo.merge("topic1", "topic2", "topic3")
    read = history(repo)
    assert [names(read.of(f"procedures/{n}.md")[0])[0] for n in (1, 2, 3)] == ["Ann One", "Bob Two", "Cem Three"]


def test_the_id_follows_a_document_through_rename_and_rewriting(repo: Repo):
    repo.commit({"procedures/a.md": document(text="one\ntwo\nthree\n")})
    repo.commit({"procedures/a.md": None, "manual/z.md": document(text="nothing alike\n", revision="2")})
    read = history(repo)
    moved = read.of("manual/z.md")
    assert kinds(moved) == ["added", "moved"]
    assert moved[-1].previous_path == "procedures/a.md"
    assert not read.withdrawn


def test_two_documents_that_swap_their_paths_keep_their_histories(repo: Repo):
    repo.commit({"procedures/a.md": document("QP-01"), "procedures/b.md": document("QP-02")})
    repo.commit({"procedures/a.md": None, "procedures/c.md": document("QP-01", revision="2")})
    repo.commit({"procedures/b.md": None, "procedures/a.md": document("QP-02", revision="2")})
    read = history(repo)
    assert [change.id for change in read.of("procedures/a.md")] == ["QP-02", "QP-02"]
    assert [change.id for change in read.of("procedures/c.md")] == ["QP-01", "QP-01"]


def test_without_an_id_likeness_decides(repo: Repo):
    lines = "".join(f"line {number}\n" for number in range(20))
    repo.commit({"procedures/a.md": lines})
    repo.commit({"procedures/a.md": None, "procedures/b.md": lines + "more\n", "procedures/c.md": "other\n"})
    read = history(repo)
    assert kinds(read.of("procedures/b.md")) == ["added", "moved"]
    assert kinds(read.of("procedures/c.md")) == ["added"]


def test_a_document_with_another_id_is_another_document_however_alike(repo: Repo):
    text = "the same text\n" * 30
    repo.commit({"procedures/a.md": document("QP-01", text)})
    repo.commit({"procedures/a.md": None, "procedures/b.md": document("QP-02", text)})
    read = history(repo)
    assert kinds(read.of("procedures/b.md")) == ["added"]
    assert [changes[-1].id for changes in read.withdrawn.values()] == ["QP-01"]


def test_a_document_that_comes_back_has_its_past(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.commit({"procedures/a.md": None})
    assert list(history(repo).withdrawn) == ["procedures/a.md"]
    repo.commit({"procedures/new.md": document(revision="2")})
    assert kinds(history(repo).of("procedures/new.md")) == ["added", "removed", "added"]
    assert not history(repo).withdrawn


def test_any_file_of_a_folder_document_is_the_document(repo: Repo):
    repo.commit({"procedures/QP-01-x/index.md": document(), "procedures/QP-01-x/figure.svg": "<svg/>"})
    repo.commit({"procedures/QP-01-x/figure.svg": "<svg></svg>"}, author="Dia Drawer")
    changes = history(repo).of("procedures/QP-01-x/index.md")
    assert kinds(changes) == ["added", "changed"]
    assert changes[0].content != changes[1].content
    assert names(changes[1]) == ["Dia Drawer"]


def test_no_message_and_odd_names_are_read_as_they_are(repo: Repo):
    repo.commit({"procedures/ärger & co.md": document()}, message="", author="Zoë Ünï-Çødé")
    change = history(repo).of("procedures/ärger & co.md")[0]
    assert (change.commit.subject, change.commit.author.name) == ("", "Zoë Ünï-Çødé")


def test_a_name_in_latin_1_and_a_path_that_is_no_utf_8(repo: Repo):
    repo.commit({"README.md": "x"})
    blob = repo.git("hash-object", "-w", "--stdin", stdin=document().encode())
    entry = f"100644 blob {blob}\t".encode() + b"proc\xe9dure.md\0"
    inner = repo.git("mktree", "-z", stdin=entry)
    outer = repo.git("mktree", "-z", stdin=f"040000 tree {inner}\tprocedures\0".encode())
    head = repo.git("rev-parse", "HEAD")
    raw = f"tree {outer}\nparent {head}\nauthor ".encode() + b"Ren\xe9 <r@example.org> 1767400000 +0000\n"
    raw += b"committer Ren\xe9 <r@example.org> 1767400000 +0000\nencoding ISO-8859-1\n\nR\xe9vision\n"
    made = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw)
    repo.git("update-ref", "HEAD", made)
    system = read_system(repo.root, ref="HEAD", cache=False)
    change = next(iter(system.history.by_path.values()))[0]
    assert (change.commit.author.name, change.commit.subject) == ("René", "Révision")
    assert [fault.code for fault in system.faults] == ["path-encoding"]


def test_a_message_made_to_look_like_our_own_marks(repo: Repo):
    repo.commit({"procedures/a.md": document()}, message="\x01" + "a" * 40 + "\n:100644 100644 x y M")
    repo.commit({"procedures/:100644 \x01.md": document("QP-02")})
    assert sorted(history(repo).by_path) == ["procedures/:100644 \x01.md", "procedures/a.md"]


def test_an_empty_repository_has_an_empty_history(repo: Repo):
    system = read_system(repo.root)
    assert (system.history.head, system.documents) == ("", ())


def test_a_shallow_clone_is_refused_with_the_remedy(repo: Repo, tmp_path: Path):
    for number in range(3):
        repo.commit({"procedures/a.md": document(revision=str(number + 1))})
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(tmp_path / "shallow"))
    for read in (read_system, read_log):
        with pytest.raises(QmsError, match="fetch-depth: 0") as caught:
            read(tmp_path / "shallow")
        assert caught.value.code == "history-shallow"


def test_a_detached_head_reads_like_a_branch(repo: Repo):
    first = repo.commit({"procedures/a.md": document()})
    repo.commit({"procedures/a.md": document(revision="2")})
    repo.git("checkout", "--quiet", first)
    assert read_system(repo.root).documents[0].revision == "1"
    assert history(repo).head == first


def test_a_replace_ref_changes_nothing(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    good = repo.commit({"procedures/a.md": document(revision="2")})
    bad = repo.commit({"procedures/a.md": document(revision="9")})
    repo.git("replace", bad, good)
    assert history(repo).of("procedures/a.md")[-1].revision == "9"


def test_the_cache_gives_what_a_fresh_reading_gives(repo: Repo):
    repo.commit({"procedures/a.md": document(), "procedures/QP-07/index.md": document("QP-07")})
    assert history(repo, cache=True) == history(repo)
    repo.branch("change")
    repo.commit({"procedures/a.md": document(revision="2")}, author="Ben Writer")
    repo.switch("main")
    repo.commit({"procedures/QP-07/figure.svg": "x"})
    repo.merge("change")
    repo.commit({"procedures/a.md": None, "manual/a.md": document(revision="3")})
    grown = history(repo, cache=True)
    fresh = history(repo)
    assert (grown.by_path, grown.withdrawn, grown.head) == (fresh.by_path, fresh.withdrawn, fresh.head)


def test_a_few_new_commits_are_sooner_read_again_than_kept(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    repo.commit({"procedures/a.md": document()})
    history(repo, cache=True)
    (kept,) = (file for file in (tmp_path / "kept" / "qms").iterdir() if file.name.endswith("-tip.json"))
    before = kept.read_bytes()
    repo.commit({"procedures/a.md": document(revision="2")})
    assert history(repo, cache=True) == history(repo)
    assert kept.read_bytes() == before
    monkeypatch.setattr("qms.reading.history._FEW", 0)
    assert history(repo, cache=True) == history(repo)
    assert kept.read_bytes() != before


@pytest.mark.parametrize("cache", [True, False])
def test_the_log_alone_is_the_history_that_comes_with_the_documents(repo: Repo, *, cache: bool):
    repo.commit({"procedures/a.md": document()})
    repo.commit({"procedures/a.md": None, "manual/a.md": document(revision="2")})
    assert read_log(repo.root, cache=cache) == history(repo)


def test_the_log_alone_opens_no_document_and_loads_no_standards(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    asked = "import sys; from pathlib import Path; from qms.reading.logbook import read_log; read_log(Path.cwd()); "
    shown = "print(*(name for name in sys.modules if name.startswith('qms.')))"
    done = subprocess.run(
        [sys.executable, "-c", asked + shown], cwd=repo.root, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "qms.reading.history" in loaded
    assert not {"qms.reading.documents", "qms.reading.standards", "qms.reading.rewording"} & {*loaded}


def test_a_cache_of_a_history_that_was_rewritten_is_not_used(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.commit({"procedures/a.md": document(revision="2")})
    history(repo, cache=True)
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    repo.commit({"procedures/a.md": document(revision="5")})
    assert history(repo, cache=True) == history(repo)
    assert history(repo).of("procedures/a.md")[-1].revision == "5"


@pytest.mark.parametrize("rubbish", [b"", b"[]", b'{"format": 1}', b"\xff", b'{"format": 1, "key": "x", "head": 3}'])
def test_a_broken_cache_is_thrown_away(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rubbish: bytes):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    repo.commit({"procedures/a.md": document()})
    expected = history(repo, cache=True)
    (kept,) = (tmp_path / "kept" / "qms").iterdir()
    kept.write_bytes(rubbish)
    assert history(repo, cache=True) == expected


def test_what_stood_on_a_day(repo: Repo):
    repo.commit({"procedures/a.md": document()})
    repo.commit({"procedures/a.md": document(revision="2")})
    assert read_system(repo.root, as_of=date(2026, 1, 2)).documents[0].revision == "1"
    with pytest.raises(QmsError, match="nothing had been published"):
        read_system(repo.root, as_of=date(2025, 12, 31))


def test_the_number_of_git_processes_does_not_grow_with_the_history(repo: Repo, monkeypatch: pytest.MonkeyPatch):
    started = []
    original = subprocess.Popen.__init__

    def counting(self: subprocess.Popen[bytes], *arguments: object, **options: object) -> None:
        started.append(arguments)
        original(self, *arguments, **options)  # type: ignore[arg-type]

    def processes() -> int:
        started.clear()
        with monkeypatch.context() as patch:
            patch.setattr(subprocess.Popen, "__init__", counting)
            read_system(repo.root, cache=False)
        return len(started)

    repo.commit({"procedures/1.md": "1\n" * 9})
    repo.commit({"procedures/1.md": None, "procedures/2.md": "1\n" * 9 + "2\n"})
    few = processes()
    for number in range(3, 12):
        moved = {f"procedures/{number - 1}.md": None}
        repo.commit({f"procedures/{number}.md": f"{number}\n" * 9, **moved})
    assert processes() == few


def test_our_published_changes_are_gitpythons_first_parent_commits(repo: Repo):
    for number in range(1, 6):
        repo.commit({f"procedures/{number % 2}.md": document(f"QP-0{number % 2}", revision=str(number))})
    python = gitpython.Repo(repo.root)
    for path, changes in history(repo).by_path.items():
        theirs = [commit.hexsha for commit in python.iter_commits(paths=path, first_parent=True)]
        assert [change.commit.id for change in reversed(changes)] == theirs


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of a real repository with nine years of history."""
    if not SAMPLE.exists():
        pytest.skip(f"the sample {SAMPLE.name} is not here")
    target = tmp_path_factory.mktemp("sample") / "gds-way"
    subprocess.run(["git", "clone", "--quiet", str(SAMPLE), str(target)], check=True)
    (target / "qms.yml").write_text("documents: [source]\nsuffix: .html.md.erb\n")
    return target


# Among them three that were renamed on a branch before they were published.
SAMPLED = (
    "naming-software-products", "how-to-do-penetration-tests", "source-code/using-github-actions",
    "accounts-with-third-parties", "alerting", "architecture-decisions", "breaking-down-work",
    "configuration-management", "continuous-delivery", "disaster-recovery", "dns-hosting", "hosting",
    "incident-management", "managing-sensitive-information", "monitoring", "operating-systems", "pair-programming",
    "performance-testing", "principle-least-access", "programming-languages", "publishing-packages", "pull-requests",
)  # fmt: skip


def _git(root: Path, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


@pytest.mark.slow
def test_twenty_real_documents_have_the_history_that_git_follows(sample: Path):
    found = read_system(sample, cache=False).history
    merges = set(_git(sample, "rev-list", "--merges", "HEAD"))
    for name in SAMPLED:
        path = f"source/standards/{name}.html.md.erb"
        changes = found.of(path)
        theirs = set(_git(sample, "log", "--follow", "--no-merges", "--format=%H", "--", path))
        ours = {commit.id for change in changes for commit in change.written} - merges
        assert ours == theirs, path
        _same_last_change(sample, path, changes[-1])


def _same_last_change(root: Path, path: str, last: Change) -> None:
    """The last published change, its time and its text, as `git log --first-parent` and `git show` have them."""
    form = "--format=%H %ct %at"
    commit, committed, authored = _git(root, "log", "-1", "--first-parent", form, "--", path)[0].split()
    assert last.commit.id == commit
    assert int(last.commit.committed.timestamp()) == int(committed)
    assert int(last.commit.authored.timestamp()) == int(authored)
    assert _git(root, "rev-parse", f"{commit}:{path}") == [last.blob]
    assert last.kind is not ChangeKind.REMOVED


@pytest.mark.slow
def test_real_renames_are_the_ones_git_finds(sample: Path):
    found = read_system(sample, cache=False).history
    for path, changes in found.by_path.items():
        for change in changes:
            if change.kind is not ChangeKind.MOVED:
                continue
            shown = _git(
                sample, "show", "-m", "--first-parent", "-M50%", "--name-status", "--format=", change.commit.id
            )
            pairs = {tuple(line.split("\t")[1:]) for line in shown if line.startswith("R")}
            assert (change.previous_path, change.path) in pairs, path
