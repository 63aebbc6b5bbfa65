"""`qms new`: the next free id, in the place and with the name that its kind has there."""

from __future__ import annotations

import pytest

from helpers import Repo, document
from qms.checks import run_checks
from qms.model.settings import DOCUMENT_TYPES
from qms.reading import read_system

from .conftest import Run


def test_it_writes_a_document_that_the_gate_accepts_and_says_what_next(run: Run, good: Repo):
    done = run("new", "procedure", "Purchasing of tools")
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "Wrote procedures/QP-02-purchasing-of-tools.md: QP-02 revision 1, owner quality-manager.\nNext: "
    )
    text = (good.root / "procedures/QP-02-purchasing-of-tools.md").read_text()
    assert text.startswith("---\nid: QP-02\ntitle: Purchasing of tools\ntype: procedure\nrevision: 1\n")
    assert "\n## Steps\n" in text
    assert "@" not in text
    assert run_checks(read_system(good.root)).accepted


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("policy", "manual/POL-01-ours.md"), ("manual", "manual/QM-01-ours.md"), ("form", "procedures/F-01-ours.md"),
        ("work-instruction", "procedures/WI-01-ours.md"), ("procedure", "procedures/QP-02-ours.md"),
    ],
)  # fmt: skip
def test_every_type_has_its_prefix_place_and_template(run: Run, good: Repo, kind: str, path: str):
    assert kind in DOCUMENT_TYPES
    assert run("new", kind, "Ours").exit_code == 0
    assert f"type: {kind}\n" in (good.root / path).read_text()
    assert run_checks(read_system(good.root)).accepted


def test_numbers_go_on_where_the_house_left_off(run: Run, repo: Repo):
    repo.commit(
        {
            "procedures/sales/ACME-QP-009-a.md": document("ACME-QP-009", owner="process-owner"),
            "procedures/sales/ACME-QP-011-b/index.md": document("ACME-QP-011", owner="process-owner"),
            "manual/scope.md": document("QM-01", type="manual"),
        }
    )
    done = run("new", "-C", repo.root, "procedure", "Äpfel", "&", "Birnen")
    assert (
        "Wrote procedures/sales/ACME-QP-012-apfel-birnen.md: ACME-QP-012 revision 1, owner process-owner" in done.stdout
    )
    done = run("new", "-C", repo.root, "manual", "Context")
    assert "Wrote manual/context.md: QM-02 " in done.stdout
    done = run("new", "-C", repo.root, "manual", "Scope")
    assert "Wrote manual/QM-03-scope.md: QM-03 " in done.stdout


def test_an_id_that_was_withdrawn_is_never_given_again(run: Run, good: Repo):
    good.commit({"procedures/QP-02.md": document("QP-02")})
    good.commit({"procedures/QP-02.md": None})
    good.commit({"records/approvals/QP-05/1/retirement.quality-manager.jane.doe.json": "{}\n"})
    assert "QP-06 revision 1" in run("new", "procedure", "Another").stdout
    for taken in ("QP-01", "QP-02", "QP-05", "QP-06", "AU-2026"):
        done = run("new", "procedure", "Another one", "--id", taken)
        assert done.exit_code == 2, taken
        assert f"{taken} is or was the id of another document" in done.stderr
    assert "QP-04 revision 1" in run("new", "procedure", "Third", "--id", "QP-04").stdout


def test_a_folder_holds_what_has_figures(run: Run, good: Repo):
    assert run("new", "procedure", "Locks", "--folder", "--owner", "process-owner").exit_code == 0
    assert "owner: process-owner" in (good.root / "procedures/QP-02-locks/index.md").read_text()
    assert run_checks(read_system(good.root)).accepted


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("procedur", "X"), "Did you mean procedure?"),
        (("thing", "X"), "Use one of: policy, manual"),
        (("procedure", "<b>"), "cannot be a title"),
        (("procedure", "X", "--id", "qp-3"), "no id such as QP-04"),
        (("procedure", "X", "--owner", "nobody"), "there is no role nobody"),
        (("procedure",), "Missing argument 'TITLE'"),
    ],
)
@pytest.mark.usefixtures("good")
def test_what_cannot_be_is_refused_with_the_remedy(run: Run, arguments: tuple[str, ...], said: str):
    done = run("new", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_no_file_is_written_over(run: Run, good: Repo):
    good.write({"procedures/QP-02-mine.md": "mine"})
    done = run("new", "procedure", "Mine")
    assert (done.exit_code, "is there already" in done.stderr) == (2, True)
    assert (good.root / "procedures/QP-02-mine.md").read_text() == "mine"


@pytest.mark.parametrize("title", ["A: b", "# one", "- x", "it's", '"quoted"', "[a]", "yes", "1.0", "\\n"])
def test_any_title_stays_what_was_typed(run: Run, good: Repo, title: str):
    assert run("new", "procedure", "--", title).exit_code == 0
    assert read_system(good.root).documents_by_id["QP-02"].title == title
