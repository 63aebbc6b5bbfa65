"""Each refusal of a pack's history by its verifier, by one bad specimen; git is at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import Repo
from qms.writing.verifier.history import check_history
from qms.writing.verifier.words import Report

from .packing import FIRST, TEXT, Pack, files_of, members


def with_history(pack: Pack, repo: Repo) -> None:
    """Let the pack come out of a history: the anchor, then the document, then its approval."""
    pack.anchor["commit"] = repo.commit({"manual/authorities.yml": FIRST})
    pack.item["step"] = repo.commit({"procedures/QP-01.md": TEXT})
    repo.commit(dict(files_of(members())))
    repo.git("bundle", "create", "--quiet", "../history.bundle", "main")
    pack.files |= {"history.bundle": (repo.root / "../history.bundle").read_bytes(), "policy/authorities.yml": FIRST}
    pack.files |= files_of(members())


def lose_a_record(pack: Pack) -> None:
    for path in files_of(members()):
        del pack.files[path]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (Pack.written, "every document, record and policy of the pack stands in it, byte for byte"),
        (lambda pack: pack.files.update({"history.bundle": b"x"}), "BAD  git clone: "),
        (lambda pack: pack.more.update(commit="1" * 40), "it ends at another commit than the pack names"),
        (lambda pack: pack.anchor.update(commit="1" * 40), "the commit of the anchor is not in the line"),
        (lambda pack: pack.item.update(step="1" * 40), "a document is said to come from a step that is not in that"),
        (lambda pack: pack.spoil(TEXT + b"x"), ":procedures/QP-01.md"),
        (lose_a_record, "was left out of the pack"),
    ],
)
def test_the_history_says_the_same(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Pack], object], told: str
):
    pack = Pack(tmp_path / "pack")
    with_history(pack, repo)
    pack.more["commit"] = repo.ids[-1]
    spoil(pack)
    report = Report()
    check_history(pack.written(), pack.contents, [], report)
    words = capsys.readouterr().out
    assert told in words
    assert bool(report.refused) == ("BAD" in words) == ("byte for byte" not in told)
