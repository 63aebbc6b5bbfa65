"""Each refusal of a pack's folder, lists and documents by its verifier, by one bad specimen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cases.statements import canonical
from qms.writing.verifier import main as verifier
from qms.writing.verifier.documents import check_documents, read_imports
from qms.writing.verifier.folder import Folder, check_sums
from qms.writing.verifier.signed import Record, Signature
from qms.writing.verifier.words import CannotTellError, RefusalError, Report

from .packing import NEXT, POLICY, TEXT, Pack, digest, members, record

Said = Callable[[], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return lambda: capsys.readouterr().out


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack(tmp_path / "pack")


def spoil_a_later_day(pack: Pack) -> None:
    pack.later = True


def spoil_an_early_day(pack: Pack) -> None:
    pack.spoil(TEXT.replace(b"revision: 1\n", b"revision: 1\neffective: 2027-01-01\n"))


def spoil_the_revision(pack: Pack) -> None:
    pack.spoil(TEXT.replace(b"revision: 1", b"revision: 2"))


def spoil_the_digest(pack: Pack) -> None:
    pack.spoil(TEXT + b"More.\n")
    pack.files["documents/QP-01/QP-01.md"] = TEXT


def spoil_what_was_taken_over(pack: Pack) -> None:
    pack.item["imported"] = True


def spoil_the_class(pack: Pack) -> None:
    pack.item["class"] = "instruction"


def spoil_what_it_replaces(pack: Pack) -> None:
    pack.records = [record("bob.smith", supersedes="0" * 64), record()]


def spoil_the_approvals(pack: Pack) -> None:
    pack.records = [record()]


def spoil_the_policy(pack: Pack) -> None:
    pack.records = [record("bob.smith", policy=NEXT.digest), record(policy=NEXT.digest)]


def spoil_the_authors(pack: Pack) -> None:
    pack.records = [record("bob.smith"), record(authors=["jane.doe"])]


def spoil_the_front_matter(pack: Pack) -> None:
    pack.spoil(b"Text.\n")


def spoil_the_files(pack: Pack) -> None:
    pack.files["documents/QP-01/more.md"] = b"More.\n"


def spoil_the_number_of_files(pack: Pack) -> None:
    spoil_the_files(pack)
    pack.item["files"] = ["QP-01.md", "more.md"]


def spoil_what_was_retired(pack: Pack) -> None:
    pack.records.append(record(meaning="retirement"))


def spoil_what_is_newer(pack: Pack) -> None:
    pack.records.append(record(revision="2", sha256="0" * 64))


def spoil_the_folder(pack: Pack) -> None:
    pack.files["documents/QP-02/QP-02.md"] = TEXT


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (spoil_a_later_day, "it is said to come into force after 2026-03-01, and its text does not say so"),
        (spoil_an_early_day, "it comes into force on 2027-01-01, after 2026-03-01"),
        (spoil_the_revision, "its front matter has another id or revision"),
        (spoil_the_digest, "its digest is not the listed one"),
        (spoil_what_was_taken_over, "the signed list with which the system began does not name this text"),
        (spoil_the_class, "it does not stand where documents of the class instruction do"),
        (spoil_what_it_replaces, "its approvals do not agree on what it replaces"),
        (spoil_the_approvals, "no approval of just these bytes by: process-owner"),
        (spoil_the_policy, "all younger than the policy that is said to have judged it"),
        (spoil_the_authors, "jane.doe wrote it and approved it too, which the policy forbids"),
        (spoil_the_front_matter, "it has no front matter"),
        (spoil_the_files, "a file of it is missing, or one too many is there"),
        (spoil_the_number_of_files, "it is one file, and the pack has several"),
        (spoil_what_was_retired, "QP-01 was retired, and is in the pack as if it were in force"),
        (spoil_what_is_newer, "QP-01 revision 2 was approved, and the pack holds revision 1"),
        (spoil_the_folder, "documents/QP-02/QP-02.md belongs to no document of the list"),
    ],
)
def test_a_document_is_what_was_approved(pack: Pack, said: Said, spoil: Callable[[Pack], None], told: str):
    spoil(pack)
    report = Report()
    check_documents(pack.written(), pack.contents, pack.evidence, report)
    assert report.refused
    assert told in said()


def test_a_good_document_is_good(pack: Pack):
    report = Report()
    check_documents(pack.written(), pack.contents, pack.evidence, report)
    assert report.refused == 0


def taken_over(person: str, role: str, **others: object) -> Record:
    listed = [{"id": "QP-01", "revision": "1", "sha256": digest(TEXT)}]
    told = {"format": "import/1", "meaning": "import", "subject": "IMPORT", "role": role, "documents": listed}
    lines = f"{digest(TEXT)}  QP-01 1\n".encode()
    whole = members(person, **told, retired=[], sha256=digest(lines)) | others
    return Record("", whole, b"", b"", Signature(b"", "", user_verified=False))


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([("jane.doe", "quality-manager", {"sha256": "0" * 64})], "the lists of the documents .* differ"),
        ([("jane.doe", "quality-manager", {"retired": ["QP-02"]})], "the lists of the documents .* differ"),
        ([], "taken over lacks the approval of: quality-manager"),
    ],
)
def test_a_list_of_what_was_taken_over_is_one_and_approved(others: list[tuple[str, str, dict[str, Any]]], told: str):
    first = taken_over("bob.smith", "managing-director")
    found, _ = read_imports([POLICY], [first, taken_over("jane.doe", "quality-manager")])
    assert found == {"QP-01": ("1", digest(TEXT))}
    with pytest.raises(RefusalError, match=told):
        read_imports([POLICY], [first, *(taken_over(person, role, **more) for person, role, more in others)])


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"format": "qms-pack/2"}, CannotTellError, "of a form that this check does not know"),
        ({"more": "x"}, RefusalError, "lacks a member or has one too many"),
        ({"documents": [Pack(Path()).item, Pack(Path()).item]}, RefusalError, "lists a document twice"),
    ],
)
def test_the_list_of_contents_is_of_its_form(pack: Pack, change: dict[str, object], error: type[Exception], told: str):
    verifier._contents(pack.written())  # noqa: SLF001 - the whole program would refuse it for other reasons, too
    with pytest.raises(error, match=told):
        verifier._contents(pack.written(contents__json=canonical(pack.contents | change)))  # noqa: SLF001


def test_the_anchor_is_of_its_form_and_the_one_that_was_given(pack: Pack, tmp_path: Path, said: Said):
    given = tmp_path / "given.json"
    given.write_bytes(canonical(pack.anchor))
    for change, told in (({}, "says the same"), ({"project": "x"}, "of another project"), ({"more": "x"}, "its form")):
        made = pack.written(anchor__json=canonical(pack.anchor | change))
        report = Report()
        verifier._check_anchor(made, str(given), pack.contents, report)  # noqa: SLF001
        assert report.refused == 2 * bool(change), change
        assert told in said()
    with pytest.raises(CannotTellError, match="cannot be read"):
        verifier._check_anchor(made, str(tmp_path / "none"), pack.contents, Report())  # noqa: SLF001


@pytest.mark.parametrize(
    ("spoilt", "code", "told"),
    [
        ({"contents.json": None}, 1, "contents.json is not in the pack"),
        ({"contents.json": b"{\n"}, 1, "contents.json: it is not JSON"),
        ({"contents.json": b'{"a":1}\n'}, 1, "contents.json is not written in its one form"),
        (
            {"contents.json": canonical(Pack(Path()).contents | {"documents": 1})},
            1,
            "a list or file of the pack is not",
        ),
        ({"contents.json": canonical({"format": "qms-pack/2"})}, 2, "UNDECIDED"),
        ({"SHA256SUMS": None}, 2, "is no unpacked audit pack: there is no SHA256SUMS"),
    ],
)
def test_the_program_tells_what_it_cannot_read(
    pack: Pack, said: Said, monkeypatch: pytest.MonkeyPatch, spoilt: dict[str, bytes | None], code: int, told: str
):
    pack.written(**{path.replace(".", "__"): data for path, data in spoilt.items() if data})
    for path in (path for path, data in spoilt.items() if not data):
        (pack.root / path).unlink()
    monkeypatch.setattr("sys.argv", ["verify.py", str(pack.root)])
    assert verifier.main() == code
    assert told in said()


def test_a_link_is_no_file_of_a_pack(pack: Pack):
    pack.written()
    (pack.root / "documents/link").symlink_to("QP-01")
    with pytest.raises(RefusalError, match="documents/link is a link"):
        Folder(pack.root)


def sums_with(change: Callable[[list[str]], object]) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        lines = (root / "SHA256SUMS").read_text().splitlines(keepends=True)
        change(lines)
        (root / "SHA256SUMS").write_text("".join(lines))

    return write


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (sums_with(lambda lines: lines.insert(0, "x\n")), "SHA256SUMS has a line that does not belong there: x"),
        (sums_with(lambda lines: lines.append(lines[-1])), "SHA256SUMS has a line that does not belong there"),
        (sums_with(lambda lines: lines.reverse()), "SHA256SUMS is not in its one form"),
        (sums_with(lambda lines: lines.append("x")), "SHA256SUMS is not in its one form"),
        (lambda root: (root / "contents.json").unlink(), "contents.json is missing"),
        (lambda root: (root / "new.txt").write_text("x"), "new.txt is in the folder, but not in the list"),
        (lambda root: (root / "contents.json").write_text("x"), "contents.json was changed"),
    ],
)
def test_the_list_of_digests_is_that_of_the_folder(pack: Pack, said: Said, spoil: Callable[[Path], None], told: str):
    pack.written()
    good, report = Report(), Report()
    check_sums(Folder(pack.root), good)
    spoil(pack.root)
    check_sums(Folder(pack.root), report)
    assert (good.refused, report.refused) == (0, 1)
    assert told in said()
