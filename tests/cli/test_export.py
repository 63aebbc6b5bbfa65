"""`qms export`: a pack that checks itself, the same bytes every time, and no change in it that is not seen."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from approved import Manual, small_manual, text
from cases.families.anchors import imported
from cases.policy import changed
from cases.story import BOB, JANE
from helpers import Repo
from qms.errors import QmsError
from qms.writing import pack as packing
from qms.writing import packsite
from sshkeys import needs_ssh_keygen

from .conftest import Run, start

pytestmark = [pytest.mark.slow, needs_ssh_keygen]
SITE = b"""site_name: Example manual
docs_dir: docs
theme: {name: material, font: false}
plugins: [search, document-control, clause-reference, change-log, quality-records]
markdown_extensions: [attr_list, md_in_html, tables]
"""
AUDIT = b"""---
id: IA-2026-01
kind: audit
title: Internal audit
date: 2026-03-02
by: ann.author
refs: [QP-01]
---

All is well.
"""
UNSIGNED = ("README.txt", "verify.py", "registers/", "site/", "pdf/")  # nothing but the list of digests holds these
SAME = tuple(f"records/approvals/QP-0{number}/" for number in (3, 4, 5, 6, 7))  # like those of QP-01


def told(root: Path) -> Manual:
    """The small manual, then a record, a new policy, a revision under it, a move and a document that came and went."""
    manual = small_manual(root, SITE)
    story = manual.story
    manual.day("2026-03-02")
    story.step({"docs/guide.md": b"# Guide\n\nWords.\n", "notes/x.txt": b"x\n", "records/audits/IA-1.md": AUDIT})
    story.step(story.acts((JANE,), "acknowledgement", of="QP-01"))
    story.step(story.rotate(changed(story.policy, services=["noreply@example.org"])))
    manual.issue("2026-03-03", "QP-06", "1", "Words of QP-06.")
    manual.issue("2026-03-04", "QP-07", "1", "Words of QP-07.")
    manual.day("2026-03-05")
    story.step(story.retire("QP-07"))
    story.step({"procedures/QP-06.md": None, "procedures/sub/QP-06.md": story.read("procedures/QP-06.md")})
    return manual


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manual, Repo]:
    manual = told(tmp_path_factory.mktemp("house") / "repo")
    return manual, manual.clone()


@pytest.fixture(scope="module")
def made(house: tuple[Manual, Repo], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked pack without a site, as of a fixed day."""
    folder = tmp_path_factory.mktemp("made")
    done = start(
        *("export", "--out", folder / "pack.zip", "--no-site", "--no-pdf", "--anchor", house[0].anchor),
        *("--as-of", "2026-04-01"),
        cwd=house[1].root,
    )
    assert done.returncode == 0, done.stderr
    assert "sha256 of SHA256SUMS" in done.stderr
    return unpacked(folder / "pack.zip", folder / "pack")


@pytest.fixture
def pack(made: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(made, tmp_path / "pack"))


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as found:
        found.extractall(folder)
    return folder


def verify(folder: Path, *arguments: str | Path, program: Path | None = None, **variables: str) -> tuple[int, str]:
    """Run the verifier as its reader does, by a Python that has no package of ours."""
    python = getattr(sys, "_base_executable", sys.executable)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    command = [python, "-I", program or folder / "verify.py", *([folder] if program else []), *arguments]
    done = subprocess.run(command, env=kept | variables, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def listed_anew(folder: Path) -> Path:
    """Make the list of digests fit whatever was changed, as a forger would."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}\n"
        for path in paths
        if path != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))
    return folder


def contents(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the list of contents, in its one form."""
    file = folder / "contents.json"
    found = json.loads(file.read_text())
    change(found)
    file.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def files(folder: Path) -> Iterator[str]:
    yield from sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def item(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in (*found["documents"], *found["to_come"]) if each["id"] == name)


def test_it_holds_what_it_should_and_passes(made: Path, house: tuple[Manual, Repo], tmp_path: Path):
    code, said = verify(made, "--anchor", house[0].anchor)
    assert code == 0, said
    assert [line[:2] for line in said.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "5."]
    assert "says the same as the anchor that you were given" in said
    assert "version 2 was approved under version 1" in said
    assert said.rstrip().endswith("as far as this check can see.")
    root = house[1].root
    assert (made / "documents/QP-06/QP-06.md").read_bytes() == (root / "procedures/sub/QP-06.md").read_bytes()
    assert b"Second words" in (made / "documents/QP-01/QP-01.md").read_bytes()
    assert b"First words" in (made / "documents/QP-03/QP-03.md").read_bytes()
    assert b"Later words" in (made / "to-come/QP-03-revision-2/QP-03.md").read_bytes()
    assert not (made / "documents/QP-07").exists()
    for path in (path for path in files(made) if path.startswith("records/")):
        assert (made / path).read_bytes() == (root / path).read_bytes()
    assert (made / "documents/QP-05/plan.svg").is_file()
    assert {"documents.csv", "documents.xlsx", "people.xlsx", "clauses-iso-9001-2026.xlsx"} <= {
        path.name for path in (made / "registers").iterdir()
    }
    subprocess.run(["git", "clone", "--quiet", made / "history.bundle", tmp_path / "again"], check=True)
    assert (tmp_path / "again/procedures/sub/QP-06.md").is_file()
    whole = b"".join((made / path).read_bytes() for path in files(made) if not path.endswith((".bundle", ".xlsx")))
    assert str(root).encode() not in whole


@pytest.mark.parametrize("forger", [False, True], ids=["a slip", "a forger"])
def test_no_byte_can_change_unseen(pack: Path, tmp_path: Path, *, forger: bool):
    """One byte of each file in turn; a forger also mends the list of digests."""
    honest = shutil.copy(pack / "verify.py", tmp_path / "honest.py")
    for path in list(files(pack)):
        if forger and path.startswith((*UNSIGNED, "SHA256SUMS", *SAME)):
            continue
        before = (pack / path).read_bytes()
        flipped(pack / path)
        if forger:
            listed_anew(pack)
        # The list alone must show a slip; a forger is up against signatures and history.
        code, said = verify(pack, program=honest) if forger else verify(pack, program=honest, PATH="")
        assert code == 1, (path, said)
        assert "REFUSED" in said
        (pack / path).write_bytes(before)
    listed_anew(pack)
    assert verify(pack)[0] == 0


def test_no_file_can_go_or_come_unseen(pack: Path, tmp_path: Path):
    honest = shutil.copy(pack / "verify.py", tmp_path / "honest.py")
    for path in list(files(pack)):
        if path == "SHA256SUMS":
            continue
        before = (pack / path).read_bytes()
        (pack / path).unlink()
        assert verify(pack, program=honest, PATH="")[0] == 1, path
        (pack / path).write_bytes(before)
    for path in ("documents/QP-01/more.md", "records/approvals/QP-01/2/x.json", "records/new.md", "new.txt"):
        (pack / path).write_text("x\n")
        assert verify(pack)[0] == 1, path
        if path != "new.txt":
            assert verify(listed_anew(pack))[0] == 1, path
        (pack / path).unlink()
        listed_anew(pack)
    (pack / "link").symlink_to("README.txt")
    assert verify(pack)[0] == 1
    (pack / "SHA256SUMS").unlink()
    assert verify(pack)[0] == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("documents/QP-01/QP-01.md", "documents/QP-03/QP-03.md"),
        ("documents/QP-03/QP-03.md", "to-come/QP-03-revision-2/QP-03.md"),
        ("documents/QP-05/index.md", "documents/QP-05/sub/more.md"),
        ("policy/authorities.yml", "policy/authorities-version-1.yml"),
        (
            "records/approvals/QP-01/2/approval.process-owner.bob.smith.json.sig",
            "records/approvals/QP-01/2/approval.quality-manager.jane.doe.json.sig",
        ),
        (
            "records/approvals/QP-01/2/approval.process-owner.bob.smith.json",
            "records/approvals/QP-03/1/approval.process-owner.bob.smith.json",
        ),
        (
            "records/approvals/QP-01/2/approval.quality-manager.jane.doe.json.sig",
            "records/approvals/QP-01/2/review.quality-manager.jane.doe.json.sig",
        ),
    ],
)
def test_no_two_files_can_be_swapped(pack: Path, one: str, other: str):
    first, second = (pack / one).read_bytes(), (pack / other).read_bytes()
    (pack / one).write_bytes(second)
    (pack / other).write_bytes(first)
    assert verify(pack)[0] == 1
    code, said = verify(listed_anew(pack))
    assert code == 1, said
    without = verify(pack, PATH=str(only_ssh_keygen(pack.parent)))
    assert without[0] == 1, without[1]


def only_ssh_keygen(folder: Path) -> Path:
    """A folder for the PATH in which there is no git."""
    place = folder / "bin"
    place.mkdir(exist_ok=True)
    if not (place / "ssh-keygen").exists():
        (place / "ssh-keygen").symlink_to(str(shutil.which("ssh-keygen")))
    return place


def forge_old_revision(pack: Path, root: Path) -> None:
    """The revision before, out of the history, as if it were in force."""
    command = ["git", "-C", root, "log", "--format=%H", "--", "procedures/QP-01.md"]
    first = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]
    old = subprocess.run(["git", "-C", root, "show", f"{first}:procedures/QP-01.md"], capture_output=True, check=True)
    (pack / "documents/QP-01/QP-01.md").write_bytes(old.stdout)
    digest = hashlib.sha256(old.stdout).hexdigest()
    contents(pack, lambda found: item(found, "QP-01").update(revision="1", digest=digest, step=first))


def forge_fewer_approvals(pack: Path, root: Path) -> None:
    del root
    for ending in ("json", "json.sig"):
        (pack / f"records/approvals/QP-01/2/approval.process-owner.bob.smith.{ending}").unlink()


def forge_weaker_class(pack: Path, root: Path) -> None:
    """One approval is enough for a work instruction."""
    forge_fewer_approvals(pack, root)
    contents(pack, lambda found: item(found, "QP-01").update({"class": "instruction"}))


def forge_place(pack: Path, root: Path) -> None:
    """The same, and said to stand where work instructions do."""
    forge_fewer_approvals(pack, root)
    new = {"class": "instruction", "place": "instructions/QP-01.md"}
    contents(pack, lambda found: item(found, "QP-01").update(new))


def forge_absence(pack: Path, root: Path) -> None:
    del root
    shutil.rmtree(pack / "documents/QP-03")
    contents(pack, lambda found: found["documents"].remove(item(found, "QP-03")))


def forge_early_start(pack: Path, root: Path) -> None:
    """What comes into force later, as if it were in force."""
    del root

    def change(found: dict[str, Any]) -> None:
        late = found["to_come"].pop(0)
        found["documents"] = [one for one in found["documents"] if one["id"] != late["id"]] + [late]

    contents(pack, change)


def forge_unjudged(pack: Path, root: Path) -> None:
    """An approval said to be older than the anchor, so that nobody looks at what was done to it."""
    del root
    path = "records/approvals/QP-01/2/review.quality-manager.jane.doe.json"
    flipped(pack / path)
    contents(pack, lambda found: found["kept"].append(path))


def forge_taken_over(pack: Path, root: Path) -> None:
    del root
    contents(pack, lambda found: item(found, "QP-01").update(imported=True))


def forge_policy(pack: Path, root: Path) -> None:
    """A policy of one's own as the newest version."""
    del root
    file = pack / "policy/authorities.yml"
    file.write_bytes(file.read_bytes().replace(b"jane.doe", b"jane.roe"))


def forge_returned(pack: Path, root: Path) -> None:
    """A retired document that came back."""
    command = ["git", "-C", root, "log", "--format=%H", "--diff-filter=A", "--", "procedures/QP-07.md"]
    added = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0]
    data = subprocess.run(["git", "-C", root, "show", f"{added}:procedures/QP-07.md"], capture_output=True, check=True)
    (pack / "documents/QP-07").mkdir()
    (pack / "documents/QP-07/QP-07.md").write_bytes(data.stdout)

    def change(found: dict[str, Any]) -> None:
        new = item(found, "QP-06") | {"id": "QP-07", "folder": "documents/QP-07", "step": added}
        digest = hashlib.sha256(data.stdout).hexdigest()
        new |= {"place": "procedures/QP-07.md", "files": ["QP-07.md"], "digest": digest}
        found["documents"].append(new)

    contents(pack, change)


FORGERIES = {name: found for name, found in globals().items() if name.startswith("forge_")}


@pytest.mark.parametrize("name", FORGERIES)
@pytest.mark.parametrize("git", [True, False], ids=["git", "no-git"])
def test_no_forgery_that_mends_the_lists_is_accepted(pack: Path, house: tuple[Manual, Repo], name: str, *, git: bool):
    FORGERIES[name](pack, house[1].root)
    variables = {} if git else {"PATH": str(only_ssh_keygen(pack.parent))}
    code, said = verify(listed_anew(pack), **variables)
    if name == "forge_unjudged" and not git:
        assert "the files listed as older than the anchor (1 under `kept` in contents.json): nobody judged" in said
    elif name == "forge_place" and not git:
        assert "the places in contents.json" in said  # no signature names a place: it says what it cannot see
    else:
        assert code == 1, said


OLD = "records/approvals/QP-07/6/approval.quality-manager.old.boss.json"


def test_what_is_older_than_the_anchor_may_be_forged_without_git_and_it_says_so(run: Run, tmp_path: Path):
    """Such a file, its list and the list of digests: with git it is seen, without git it is said."""
    manual = Manual(tmp_path / "repo", SITE)
    imported(manual.story, {OLD: b"{}\n", f"{OLD}.sig": b"none\n"})
    repo = manual.clone()
    options = ("-C", repo.root, "--anchor", manual.anchor, "--no-site", "--no-pdf", "--out", tmp_path / "pack.zip")
    assert run("export", *options).exit_code == 0
    folder, no_git = unpacked(tmp_path / "pack.zip", tmp_path / "pack"), str(only_ssh_keygen(tmp_path))
    assert json.loads((folder / "contents.json").read_text())["kept"] == [OLD, f"{OLD}.sig"]
    for forged in (False, True):
        if forged:
            (folder / OLD).write_text("Forged.\n")
            listed_anew(folder)
        code, said = verify(folder, PATH=no_git)
        assert code == 0, said
        words = " ".join(said.partition("What this check does not see")[2].split())
        assert (
            "the files listed as older than the anchor (2 under `kept` in contents.json): nobody judged them" in words
        )
        assert "nothing but the list of digests holds them. So they may be forged" in words
        assert "ACCEPTED" in words
        code, said = verify(folder)
        assert code == (1 if forged else 0), said
        assert ("the history has other bytes, or none, at" in said) is forged
        if not forged:
            assert "nobody judges whether their signatures are genuine, `qms verify` neither" in " ".join(said.split())
            assert "may be forged" not in said


def test_a_list_of_older_files_that_names_anything_else_is_refused(pack: Path):
    for path in ("records/audits/IA-1.md", "records/approvals/none.json", "documents/QP-01/QP-01.md"):
        contents(pack, lambda found, path=path: found.update(kept=[path]))
        code, said = verify(listed_anew(pack), PATH=str(only_ssh_keygen(pack.parent)))
        assert code == 1, path
        assert f"{path} is listed as older than the anchor, and is no file among the approvals" in said


def test_no_member_of_the_list_can_be_another(pack: Path):
    """Each member of each document in turn; git is at hand."""
    before = (pack / "contents.json").read_bytes()
    found = json.loads(before)
    for kind in ("documents", "to_come"):
        for number, each in enumerate(found[kind][:1]):
            for name, value in each.items():
                other = not value if isinstance(value, bool) else value[1:]
                contents(pack, lambda one, at=(kind, number, name), new=other: one[at[0]][at[1]].update({at[2]: new}))
                assert verify(listed_anew(pack))[0] == 1, (kind, number, name)
                (pack / "contents.json").write_bytes(before)
    for name in ("commit", "project", "format"):
        contents(pack, lambda one, name=name: one.update({name: one[name][1:]}))
        assert verify(listed_anew(pack))[0] in (1, 2), name
        (pack / "contents.json").write_bytes(before)
    assert verify(listed_anew(pack))[0] == 0


def test_a_new_list_of_digests_is_seen_by_its_digest(pack: Path):
    given = hashlib.sha256((pack / "SHA256SUMS").read_bytes()).hexdigest()
    assert verify(pack, "--sums", given)[0] == 0
    (pack / "README.txt").write_text("Trust me.\n")
    listed_anew(pack)
    assert verify(pack)[0] == 0
    assert verify(pack, "--sums", given)[0] == 1


def test_another_anchor_is_refused(pack: Path, tmp_path: Path):
    other = tmp_path / "other.json"
    other.write_text((pack / "anchor.json").read_text().replace("6f0b2b1e", "6f0b2b1f"))
    assert verify(pack, "--anchor", other)[0] == 1
    assert verify(pack, "--anchor", tmp_path / "none.json")[0] == 2


def test_without_git_it_says_so_and_without_ssh_keygen_it_does_not_decide(pack: Path, tmp_path: Path):
    code, said = verify(pack, PATH=str(only_ssh_keygen(tmp_path)))
    assert code == 0, said
    assert "there was no git to look into history.bundle with" in said
    assert "nothing shows that no record was left out" in " ".join(said.split())
    assert "kept" not in said  # there is nothing of the kind in this pack
    code, said = verify(pack, PATH=str(tmp_path))
    assert code == 2
    assert "UNDECIDED" in said


def test_nothing_is_exported_when_the_history_is_refused(run: Run, tmp_path: Path):
    manual = told(tmp_path / "repo")
    manual.story.step({"procedures/QP-01.md": text("QP-01", "3", "Nobody approved this.")})
    repo = manual.clone()
    done = run("export", "-C", repo.root, "--out", tmp_path / "pack.zip", "--anchor", manual.anchor)
    assert done.exit_code == 1
    assert "approval-missing" in done.stderr
    assert not (tmp_path / "pack.zip").exists()


def test_a_repository_without_approvals_is_refused(run: Run, good: Repo, tmp_path: Path):
    del good
    done = run("export", "--out", tmp_path / "pack.zip")
    assert done.exit_code == 2
    assert "nothing to export" in done.stderr
    assert list(tmp_path.glob("*.zip")) == []


def test_a_file_that_is_there_is_kept(run: Run, house: tuple[Manual, Repo], tmp_path: Path):
    manual, repo = house
    out = tmp_path / "pack.zip"
    out.write_text("mine")
    command = ("export", "-C", repo.root, "--out", out, "--anchor", manual.anchor, "--no-site", "--no-pdf")
    assert run(*command).exit_code == 2
    assert out.read_text() == "mine"
    done = run(*command, "--force")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert zipfile.is_zipfile(out)
    for place, told_why in ((tmp_path, "is a folder"), (tmp_path / "none/pack.zip", "there is no folder")):
        done = run("export", "-C", repo.root, "--out", place)
        assert done.exit_code == 2
        assert told_why in done.stderr


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "pack").mkdir()
    with pytest.raises(QmsError, match="cannot write"):
        packing.put(tmp_path / "file", {"one": b"1"})
    with pytest.raises(QmsError, match="cannot write"):
        packing.zip_folder(tmp_path / "pack", tmp_path / "none/pack.zip")


def test_a_pack_that_its_own_verifier_refuses_is_not_handed_out(
    run: Run, house: tuple[Manual, Repo], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    manual, repo = house
    monkeypatch.setattr(packing, "try_out", lambda _: packing.Trial(1, "BAD one thing"))
    options = ("--anchor", manual.anchor, "--no-site", "--no-pdf", "--out", tmp_path / "pack.zip")
    done = run("export", "-C", repo.root, *options)
    assert done.exit_code == 2
    assert "the pack does not pass its own check: BAD one thing" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_record_in_a_folder_that_packs_have_themselves_is_refused(run: Run, tmp_path: Path):
    manual = small_manual(tmp_path / "repo", SITE)
    story = manual.story
    story.step(story.rotate(changed(story.policy, evidence=["records/audits/**", "pdf/**"])))
    story.step({"pdf/IA-1.md": AUDIT})
    options = ("--anchor", manual.anchor, "--no-site", "--no-pdf", "--out", tmp_path / "pack.zip")
    done = run("export", "-C", manual.clone().root, *options)
    assert done.exit_code == 2
    assert "pdf/IA-1.md is a record, and a pack has something else of that name" in done.stderr
    assert not (tmp_path / "pack.zip").exists()


def test_a_site_that_cannot_be_built_or_compared_is_refused(run: Run, tmp_path: Path):
    manual = small_manual(tmp_path / "repo", SITE.replace(b"quality-records]", b"no-such-plugin]"))
    manual.story.step({"docs/guide.md": b"# Guide\n"})
    options = ("--anchor", manual.anchor, "--no-pdf", "--out", tmp_path / "pack.zip")
    done = run("export", "-C", manual.clone().root, *options)
    assert done.exit_code == 2
    assert "the site could not be built: " in done.stderr
    assert "no-such-plugin" in done.stderr
    assert not (tmp_path / "pack.zip").exists()
    with pytest.raises(QmsError, match="the site has no register to compare with"):
        packsite.require_same(tmp_path, "register/register.json", {})


def test_a_scope_limits_documents_and_records_and_keeps_the_signatures(
    run: Run, house: tuple[Manual, Repo], tmp_path: Path
):
    manual, repo = house
    options = ("-C", repo.root, "--anchor", manual.anchor, "--no-site", "--no-pdf", "--out", tmp_path / "pack.zip")
    assert run("export", *options, "--scope", "QP-01").exit_code == 0
    folder = unpacked(tmp_path / "pack.zip", tmp_path / "pack")
    assert [path.name for path in (folder / "documents").iterdir()] == ["QP-01"]
    assert {path.name for path in (folder / "records/approvals").iterdir()} == {"QP-01", "AUTHORITIES"}
    assert (folder / "records/audits/IA-1.md").is_file()  # it refers to QP-01
    code, said = verify(folder)
    assert code == 0, said
    assert "IT IS A PART OF THE MANUAL" in (folder / "README.txt").read_text()
    for path in folder.glob("records/approvals/QP-01/2/review.*"):
        path.unlink()
    code, said = verify(listed_anew(folder))
    assert code == 1, said
    assert "review.quality-manager.jane.doe.json is in the history, and was left out of the pack" in said
    assert run("export", *options, "--force", "--scope", "procedures/sub/").exit_code == 0
    folder = unpacked(tmp_path / "pack.zip", tmp_path / "sub")
    assert [path.name for path in (folder / "documents").iterdir()] == ["QP-06"]
    done = run("export", *options, "--force", "--scope", "QP-99")
    assert done.exit_code == 2
    assert "QP-99" in done.stderr


def test_a_day_in_the_past_is_packed_as_it_was(run: Run, house: tuple[Manual, Repo], tmp_path: Path):
    manual, repo = house
    options = ("-C", repo.root, "--anchor", manual.anchor, "--no-site", "--no-pdf", "--out", tmp_path / "pack.zip")
    assert run("export", *options, "--as-of", "2026-02-11").exit_code == 0
    folder = unpacked(tmp_path / "pack.zip", tmp_path / "pack")
    assert [path.name for path in (folder / "documents").iterdir()] == ["QP-01"]
    assert not (folder / "records/approvals/QP-03").exists()
    assert verify(folder)[0] == 0
    commands = ["git", "-C", tmp_path, "clone", "--quiet", folder / "history.bundle", "old"]
    subprocess.run(commands, check=True)
    assert [path.name for path in (tmp_path / "old/procedures").iterdir()] == ["QP-01.md"]


def test_the_same_commit_and_day_give_the_same_bytes(house: tuple[Manual, Repo], tmp_path: Path):
    """Once where it lies, once from a clone that git packed anew; with the site, whatever the work tree holds."""
    manual, repo = house
    again = tmp_path / "elsewhere/clone"
    subprocess.run(["git", "clone", "--quiet", "--no-local", repo.root, again], check=True)
    subprocess.run(["git", "-C", again, "repack", "-adfq", "--depth=1"], check=True)
    (again / "docs/secret.md").write_text("# Not committed\n")
    digests, archives = [], [tmp_path / "one.zip", tmp_path / "two.zip"]
    for root, out, hash_seed in zip((repo.root, again), archives, ("1", "2"), strict=True):
        command = ("export", "--out", out, "--anchor", manual.anchor, "--as-of", "2026-04-01", "--no-pdf")
        done = start(*command, cwd=root, PYTHONHASHSEED=hash_seed)
        assert done.returncode == 0, done.stderr
        digests.append(hashlib.sha256(out.read_bytes()).hexdigest())
    one, two = (zipfile.ZipFile(path) for path in archives)
    with one, two:
        assert one.namelist() == two.namelist() == sorted(one.namelist())
        assert [name for name in one.namelist() if one.read(name) != two.read(name)] == []
        assert {entry.date_time for entry in one.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        page = one.read("site/procedures/QP-01.html").decode()
        assert "Second words of QP-01." in page
        assert "site/secret.html" not in one.namelist()
        names = [name for name in one.namelist() if name.startswith("site/")]
        assert [name for name in names if b"qms-export-" in one.read(name) or bytes(tmp_path) in one.read(name)] == []
    assert digests[0] == digests[1]
    assert verify(unpacked(archives[0], tmp_path / "pack"))[0] == 0


def test_documents_and_records_are_printed_and_the_same_twice(run: Run, house: tuple[Manual, Repo], tmp_path: Path):
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    manual, repo = house
    options = ("-C", repo.root, "--anchor", manual.anchor, "--no-site", "--as-of", "2026-04-01", "--out")
    archives = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for out in archives:
        assert run("export", *options, out).exit_code == 0
    assert archives[0].read_bytes() == archives[1].read_bytes()
    folder = unpacked(archives[0], tmp_path / "pack")
    printed = {path.removeprefix("pdf/") for path in files(folder) if path.startswith("pdf/")}
    assert printed == {"QP-01.pdf", "QP-03.pdf", "QP-05.pdf", "QP-06.pdf", "records/audits/IA-1.pdf"}
    record = pypdf.PdfReader(folder / "pdf/records/audits/IA-1.pdf")
    assert record.metadata.title == "IA-2026-01 Internal audit"
    assert record.metadata.subject == "Record of 2026-03-02"
    assert "All is well." in record.pages[0].extract_text()
    assert links_of(record) == {"../../QP-01.pdf"}
    assert "records/audits/IA-1.pdf" in links_of(pypdf.PdfReader(folder / "pdf/QP-01.pdf"))
    words = " ".join((folder / "README.txt").read_text().split())
    assert "pdf/ the documents in force and, in pdf/records/, the records as PDF" in words
    assert verify(folder)[0] == 0
    assert run("export", *options, tmp_path / "scope.zip", "--scope", "QP-03").exit_code == 0
    folder = unpacked(tmp_path / "scope.zip", tmp_path / "scope")
    assert [path for path in files(folder) if path.startswith("pdf/")] == ["pdf/QP-03.pdf"]
    assert "the documents in force as PDF" in (folder / "README.txt").read_text()


def links_of(reader: Any) -> set[str]:  # noqa: ANN401 - of pypdf, which may not be here
    """Where the links of a PDF file lead."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    return {note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})}


def test_without_weasyprint_the_pack_says_so(
    run: Run, house: tuple[Manual, Repo], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    manual, repo = house
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    options = ("-C", repo.root, "--anchor", manual.anchor, "--no-site", "--out", tmp_path / "pack.zip")
    done = run("export", *options)
    assert done.exit_code == 0, done.stderr
    why = "PDF files are made by WeasyPrint, which is not installed"
    assert f"It has no PDF files: {why}." in done.stderr
    folder = unpacked(tmp_path / "pack.zip", tmp_path / "pack")
    assert f"pdf/ not there: {why}" in " ".join((folder / "README.txt").read_text().split())
    assert not (folder / "pdf").exists()


def test_a_site_of_drafts_is_refused_and_without_settings_there_is_none(run: Run, tmp_path: Path):
    manual = small_manual(tmp_path / "repo", SITE.replace(b"document-control", b"document-control: {view: working}"))
    new = text("QP-01", "3", "Words to come.", effective="2099-01-01")
    manual.story.step({"docs/guide.md": b"# Guide\n"})
    manual.issue("2026-03-02", "QP-01", "3", new, by=(BOB, JANE))
    repo = manual.clone()
    options = ("-C", repo.root, "--anchor", manual.anchor, "--no-pdf", "--out", tmp_path / "pack.zip")
    done = run("export", *options)
    assert done.exit_code == 2
    assert "the site shows other texts than those in force" in done.stderr
    assert not (tmp_path / "pack.zip").exists()


def test_without_settings_of_a_site_the_pack_says_so(run: Run, tmp_path: Path):
    manual = small_manual(tmp_path / "repo", SITE)
    manual.story.step(manual.story.guard({"mkdocs.yml": None}))
    repo = manual.clone()
    done = run("export", "-C", repo.root, "--anchor", manual.anchor, "--no-pdf", "--out", tmp_path / "pack.zip")
    assert done.exit_code == 0, done.stderr
    assert "It has no site: the repository has no mkdocs.yml." in done.stderr
    folder = unpacked(tmp_path / "pack.zip", tmp_path / "pack")
    assert "no mkdocs.yml" in (folder / "README.txt").read_text()
    assert verify(folder)[0] == 0


def test_without_mkdocs_the_pack_says_so(
    run: Run, house: tuple[Manual, Repo], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    manual, repo = house
    monkeypatch.setattr(packsite, "find_spec", lambda _: None)
    done = run("export", "-C", repo.root, "--anchor", manual.anchor, "--no-pdf", "--out", tmp_path / "pack.zip")
    assert done.exit_code == 0, done.stderr
    assert "It has no site: MkDocs is not installed where the pack was made." in done.stderr


def test_the_readme_speaks_to_somebody_who_never_saw_git(made: Path):
    told_words = (made / "README.txt").read_text("utf-8")
    assert all(len(line) <= 80 for line in told_words.splitlines())
    assert "@" not in told_words
    for heading in (
        "HOW TO READ IT",
        "HOW TO CHECK IT, IN THREE STEPS",
        "WHAT THE CHECK SHOWS",
        "WHAT IT DOES NOT SHOW",
    ):
        assert f"\n{heading}\n" in told_words
    assert "python3 verify.py" in told_words
    assert "as it was in force on 2026-04-01" in " ".join(told_words.split())
    assert "This pack has no site" in told_words
    listed = told_words.split("WHAT IS IN HERE")[1].split("HOW TO CHECK")[0]
    named = {line.split()[0].rstrip("/") for line in listed.splitlines() if line[:1].strip() and line[0] != "-"}
    there = {path.name for path in made.iterdir()} - {"README.txt"}
    assert there <= named
    assert named - there <= {"pdf", "records/approvals"}
