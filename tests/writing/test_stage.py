"""Staging: whole files, in the folder and nowhere else, and nothing of anybody else's is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qms.errors import QmsError
from qms.writing.stage import MARKER, Staged, stage

ONE = {"index.md": b"one\n", "a/b/c.md": b"deep\n"}


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MARKER)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_files_are_written_then_left_alone_then_removed(tmp_path: Path):
    out = tmp_path / "new" / "out"
    assert stage(out, ONE) == Staged(("index.md", "a/b/c.md"), (), ())
    assert tree(out) == ONE
    before = (out / "index.md").stat()
    assert stage(out, {**ONE, "a/b/c.md": b"other\n"}) == Staged(("a/b/c.md",), ("index.md",), ())
    assert (out / "index.md").stat().st_mtime_ns == before.st_mtime_ns
    assert stage(out, {"index.md": b"one\n"}) == Staged((), ("index.md",), ("a/b/c.md",))
    assert tree(out) == {"index.md": b"one\n"}
    assert not (out / "a").exists()


def test_files_have_the_rights_of_other_new_files(tmp_path: Path):
    stage(tmp_path / "out", ONE)
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "out" / "index.md").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    "path", ["../x.md", "a/../../x.md", "/etc/x.md", "", ".", "a//b.md", "a/./b.md", "a/", "x\0.md", MARKER, ".."]
)
def test_a_path_that_leads_out_is_refused_before_anything_is_written(tmp_path: Path, path: str):
    with pytest.raises(QmsError) as caught:
        stage(tmp_path / "out", {"index.md": b"x", path: b"y"})
    assert caught.value.code == "stage-path"
    assert list(tmp_path.iterdir()) == []


def test_a_link_on_the_way_is_not_followed(tmp_path: Path):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    stage(out, {"index.md": b"x"})
    elsewhere.mkdir()
    (out / "a").symlink_to(elsewhere)
    with pytest.raises(QmsError, match="symbolic link"):
        stage(out, ONE)
    assert list(elsewhere.iterdir()) == []


def test_a_link_in_the_place_of_a_file_is_replaced(tmp_path: Path):
    out, victim = tmp_path / "out", tmp_path / "victim"
    victim.write_bytes(b"one\n")
    stage(out, {"a.md": b"x"})
    (out / "index.md").symlink_to(victim)
    (out / f".qms-{1}.tmp").symlink_to(victim)
    stage(out, {"index.md": b"two\n"})
    assert (victim.read_bytes(), (out / "index.md").is_symlink()) == (b"one\n", False)


def test_a_folder_of_somebody_else_is_refused_or_written_among(tmp_path: Path):
    (tmp_path / "mine.txt").write_bytes(b"mine")
    with pytest.raises(QmsError, match="not made by") as caught:
        stage(tmp_path, ONE)
    assert caught.value.code == "stage-folder"
    assert tree(tmp_path) == {"mine.txt": b"mine"}
    stage(tmp_path, ONE, force=True)
    stage(tmp_path, {})
    assert tree(tmp_path) == {"mine.txt": b"mine"}


def test_a_file_is_no_folder(tmp_path: Path):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(QmsError, match="no folder"):
        stage(tmp_path / "out", ONE, force=True)


def test_sources_and_their_surroundings_are_kept_out(tmp_path: Path):
    sources = tmp_path / "repo" / "manual"
    sources.mkdir(parents=True)
    (tmp_path / "way").symlink_to(sources)
    for out in (
        sources,
        sources / "deep",
        tmp_path / "repo",
        tmp_path,
        tmp_path / "way",
        tmp_path / "repo/x/../manual",
    ):
        with pytest.raises(QmsError, match="would mix"):
            stage(out, ONE, keep_out=(sources,), force=True)
    assert stage(tmp_path / "repo" / "build", ONE, keep_out=(sources,)).written


def test_a_marker_that_lies_removes_nothing_outside(tmp_path: Path):
    out, victim = tmp_path / "out", tmp_path / "victim"
    stage(out, ONE)
    victim.write_bytes(b"x")
    (out / MARKER).write_text(json.dumps({"format": "qms-stage/1", "files": ["../victim", str(victim), 3, ""]}))
    stage(out, ONE)
    assert victim.exists()


@pytest.mark.parametrize("marker", [b"", b"[]", b'{"format": "other", "files": ["mine.txt"]}', b"\xff"])
def test_a_marker_that_cannot_be_read_is_no_claim_to_other_files(tmp_path: Path, marker: bytes):
    (tmp_path / MARKER).write_bytes(marker)
    (tmp_path / "mine.txt").write_bytes(b"mine")
    with pytest.raises(QmsError):
        stage(tmp_path, ONE)
    assert (tmp_path / "mine.txt").exists()


def test_a_disk_that_says_no_is_one_line(tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_bytes(b"a file where a folder is wanted")
    with pytest.raises(QmsError, match="cannot write") as caught:
        stage(tmp_path / "out", ONE, force=True)
    assert caught.value.code == "stage-failed"


def test_an_interrupted_staging_knows_its_files(tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_bytes(b"in the way")
    with pytest.raises(QmsError):
        stage(tmp_path / "out", ONE, force=True)
    (tmp_path / "out" / "a").unlink()
    stage(tmp_path / "out", {"other.md": b"x"})
    assert tree(tmp_path / "out") == {"other.md": b"x"}
