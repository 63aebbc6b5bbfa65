"""Approved manuals as sites: the published view out of history, the working view with its banners, and refusals."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from approved import Manual, small_manual, text
from cases.story import JANE
from helpers import Repo
from qms.cli import main
from qms.mkdocs.view import view_kind
from qms.model.system import ViewKind

from .conftest import ENGINES, PLUGINS, Built, site_settings
from .test_build import broken_links

pytestmark = pytest.mark.slow
CONTROL = PLUGINS.index("document-control")


def with_control(**options: str) -> bytes:
    """Settings of a site whose document-control has options; its own pages lie in docs/."""
    control = f"document-control: {{{', '.join(f'{name}: {value}' for name, value in options.items())}}}"
    plugins = (*PLUGINS[:CONTROL], control if options else PLUGINS[CONTROL], *PLUGINS[CONTROL + 1 :])
    return site_settings(plugins, docs_dir="docs").encode()


Make = Callable[..., tuple[Manual, Repo]]
Run = Callable[..., Built]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """The small manual; a page of its own, a stray file of a class, and a site."""

    def clone(story: Callable[[Manual], object] = lambda _: None, **options: str) -> tuple[Manual, Repo]:
        manual = small_manual(tmp_path / "repo", with_control(**options))
        manual.story.step({"docs/guide.md": b"# Guide\n\nCommitted words.\n", "docs/plan.txt": b"committed\n"})
        story(manual)
        return manual, manual.clone()

    return clone


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Build the site as people do, with the anchor in the environment."""

    def build(engine: str = "mkdocs", *, strict: bool = True, **variables: str) -> Built:
        site = tmp_path / f"site-{engine}"
        command = [sys.executable, "-m", engine, "build", "-f", "mkdocs.yml", "-d", str(site)]
        quiet = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "400"}
        anchor = {"QMS_ANCHOR": str(tmp_path / "anchor.json")}
        found = {name: value for name, value in {**anchor, **variables}.items() if value}
        done = subprocess.run(
            [*command, "--strict"] if strict else command,
            cwd=tmp_path / "repo",
            env={**os.environ, **quiet, **found},
            capture_output=True,
            text=True,
            check=False,
        )
        return Built(done.returncode, done.stdout + done.stderr, site)

    return build


def leaks(built: Built, *words: str) -> list[str]:
    """Files of a site that hold words they should not."""
    return [
        str(path.relative_to(built.site))
        for path in built.site.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words)
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_approved_revisions_are_published_whatever_the_work_tree_holds(make: Make, run: Run, engine: str) -> None:
    _, repo = make()
    repo.write(
        {
            "qms.yml": "organisation: Somebody else\n",
            "procedures/QP-01.md": text("QP-01", "3", "Draft words of QP-01."),
            "procedures/QP-09.md": text("QP-09", "1", "Draft words of QP-09."),
            "procedures/QP-05-plan/plan.svg": "<svg>uncommitted plan</svg>",
            "procedures/QP-05-plan/new.svg": "<svg>uncommitted figure</svg>",
            "procedures/QP-05-plan/sub/more.md": "Uncommitted words.\n",
            "procedures/stray.txt": "uncommitted stray",
            "records/audits/IA-1.md": "---\nid: IA-1\nkind: audit\ntitle: Uncommitted audit\n---\n\nx\n",
            "docs/guide.md": "# Guide\n\nUncommitted words.\n",
            "docs/secret.md": "# Uncommitted page\n",
            "docs/plan.txt": "uncommitted\n",
        }
    )
    repo.write({"procedures/QP-03.md": None})
    built = run(engine)
    assert built.code == 0, built.output
    assert "Second words of QP-01." in built.page("procedures/QP-01/index.html")
    assert "Revision 3 in preparation" in built.page("procedures/QP-01/index.html")
    assert "First words of QP-03." in built.page("procedures/QP-03/index.html")
    assert "Draft" not in built.page("procedures/QP-01/index.html")
    assert "new plan" in (built.site / "procedures/QP-05-plan/plan.svg").read_text()
    assert "More of New words" in built.page("procedures/QP-05-plan/sub/more/index.html")
    assert "Committed words." in built.page("guide/index.html")
    assert (built.site / "docs/plan.txt").exists() is False
    assert (built.site / "plan.txt").read_text() == "committed\n"
    hidden = (
        "Draft words",
        "Uncommitted",
        "uncommitted",
        "Later words",
        "Words of QP-04",
        "Somebody else",
    )
    assert leaks(built, *hidden) == []
    assert broken_links(built) == []
    register = built.page("register/index.html")
    assert "Title of QP-09" in register
    assert "Title of QP-04" in register
    assert not (built.site / "procedures/QP-04").exists()
    assert not list(built.site.rglob("*approvals*"))
    assert not list(built.site.rglob("authorities.yml"))
    assert "Roles and authorities" in built.page("authorities/index.html")


def test_what_is_in_a_class_and_in_no_document_is_not_published(make: Make, run: Run) -> None:
    # `instructions/` is a class, but the settings name no such folder of documents; the site's own folder is there.
    _, repo = make(lambda manual: manual.issue("2026-03-01", "WI-01", "1", "Words of an instruction."))
    repo.write({"mkdocs.yml": site_settings(docs_dir="instructions")})
    built = run(strict=False)
    assert built.code == 0, built.output
    assert "mkdocs.yml has edits that no commit has and nobody approved" in built.output
    assert leaks(built, "Words of an instruction") == []
    assert "instructions/WI-01.md is left out" in built.output


def test_a_page_in_the_place_of_a_file_of_the_theme_stops_the_build(make: Make, run: Run) -> None:
    make(lambda manual: manual.story.step({"docs/assets/images/favicon.png": b"mine"}))
    built = run()
    assert built.code == 1
    assert "docs/assets/images/favicon.png would take the place of favicon.png, a file of the theme" in built.output
    assert not (built.site / "procedures").exists()


def test_a_link_in_the_place_of_the_pages_leads_nowhere(make: Make, run: Run, tmp_path: Path) -> None:
    _, repo = make()
    (repo.root / "docs").rename(tmp_path / "old")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/page.md").write_text("# From elsewhere\n")
    (repo.root / "docs").symlink_to(tmp_path / "elsewhere")
    built = run(strict=False)
    assert built.code == 0, built.output
    assert leaks(built, "From elsewhere") == []


def test_an_earlier_day_shows_what_was_in_force_then(make: Make, run: Run) -> None:
    make(**{"as-of": "2026-02-01"})
    built = run()
    assert built.code == 0, built.output
    assert "First words of QP-01." in built.page("procedures/QP-01/index.html")
    assert "State of" in built.page("register/index.html")
    assert "2026-02-01" in built.page("register/index.html")
    assert not (built.site / "procedures/QP-03").exists()
    later = run(QMS_AS_OF="2026-02-11")
    assert "Second words of QP-01." in later.page("procedures/QP-01/index.html")
    wrong = run(QMS_AS_OF="yesterday")
    assert wrong.code == 1
    assert "QMS_AS_OF is 'yesterday', which is not a day" in wrong.output


def test_a_day_that_is_none_is_a_fault_of_the_settings(make: Make, run: Run) -> None:
    make(**{"as-of": "soon"})
    built = run()
    assert built.code == 1
    assert "is not a day such as" in built.output
    assert "Traceback" not in built.output


@pytest.mark.parametrize("engine", ENGINES)
def test_a_refused_history_publishes_nothing_and_says_why(make: Make, run: Run, engine: str) -> None:
    def story(manual: Manual) -> None:
        manual.story.step({"procedures/QP-01.md": text("QP-01", "3", "Nobody approved."), "stray\nfile": b"x"})

    make(story)
    site = run(engine).site
    assert not site.exists()
    built = run(engine, strict=False)
    assert built.code == 1
    assert "nothing is published: the history was refused by the verification" in built.output
    assert "procedures/QP-01.md: approval-missing" in built.output
    assert "path-character" in built.output
    assert built.output.count("help: ") >= 2
    assert "\nfile:" not in built.output
    assert "Traceback" not in built.output
    assert not site.exists()
    site.mkdir()
    (site / "index.html").write_text("before")
    run(engine)
    assert [path.name for path in site.rglob("*")] == ["index.html"]
    assert (site / "index.html").read_text() == "before"


def test_an_undecided_history_publishes_nothing(make: Make, run: Run, tmp_path: Path) -> None:
    _, repo = make()
    (tmp_path / "anchor.json").write_text("{}")
    assert "anchor.json" in run().output
    assert run().code == 1
    assert "no anchor to verify" in run(QMS_ANCHOR=" ").output
    repo.git("replace", "HEAD", "HEAD~1")
    assert run().code == 1
    assert not run().site.exists()


def test_the_anchor_of_the_environment_beats_the_one_of_the_repository(make: Make, run: Run, tmp_path: Path) -> None:
    manual, repo = make(anchor="own.json")
    repo.write({"own.json": manual.anchor.read_bytes()})
    built = run(QMS_ANCHOR=" ")
    assert built.code == 0, built.output
    assert "From the repository itself" in built.page("verification/index.html")
    assert "From outside the repository" in run().page("verification/index.html")
    other = tmp_path / "other.json"
    other.write_bytes(manual.anchor.read_bytes().replace(b"6f0b2b1e", b"6f0b2b1f"))
    assert "anchor-mismatch" in run(QMS_ANCHOR=str(other)).output


def test_the_working_view_marks_what_nobody_approved(make: Make, run: Run) -> None:
    _, repo = make(view="working")
    repo.write(
        {
            "procedures/QP-01.md": text("QP-01", "3", "Draft words of QP-01."),
            "procedures/QP-05-plan/index.md": text("QP-05", "3", "Draft. ![plan](plan.svg) [m](sub/more.md)"),
            "procedures/QP-05-plan/plan.svg": "<svg>draft plan</svg>",
        }
    )
    built = run(strict=False)
    assert built.code == 0, built.output
    draft = built.page("procedures/QP-01/index.html")
    assert "Draft words of QP-01." in draft
    assert "Not approved, do not work by this text." in draft
    assert "Needs approval by: Process owner and Quality manager." in draft
    assert "Revision 2 is in force</a>" in draft
    beside = built.page("procedures/QP-01.revision-2/index.html")
    assert "Second words of QP-01." in beside
    assert "as it was approved" in beside
    assert "draft plan" in (built.site / "procedures/QP-05-plan/plan.svg").read_text()
    assert "new plan" in (built.site / "procedures/QP-05-plan.revision-2/plan.svg").read_text()
    assert broken_links(built) == []


def test_a_suspended_document_has_its_banner(make: Make, run: Run) -> None:
    make(lambda manual: manual.story.step(manual.story.act(JANE, "withdrawal", of="QP-01")), view="working")
    built = run(strict=False)
    assert 'class="qms-notice" data-state="suspended"' in built.page("procedures/QP-01/index.html")
    assert "Suspended" in built.page("register/index.html")


def test_serve_shows_the_working_view_and_everything_else_publishes() -> None:
    assert view_kind("auto", "serve") is ViewKind.WORKING
    assert view_kind("auto", "build") is view_kind("auto", "gh-deploy") is ViewKind.PUBLISHED
    assert view_kind("published", "serve") is ViewKind.PUBLISHED
    assert view_kind("working", "build") is ViewKind.WORKING


def test_stage_writes_the_same_views(make: Make, tmp_path: Path) -> None:
    manual, repo = make()
    repo.write(
        {
            "procedures/QP-01.md": text("QP-01", "3", "Draft words."),
            "procedures/QP-05-plan/plan.svg": "<svg>draft plan</svg>",
        }
    )
    common = ["stage", "-C", str(repo.root), "--anchor", str(manual.anchor), "--out"]

    def stage(name: str, *more: str) -> tuple[int, str, Path]:
        done = CliRunner().invoke(main, [*common, str(tmp_path / name), *more])
        return done.exit_code, done.output, tmp_path / name

    code, output, out = stage("published")
    assert code == 0, output
    assert "Second words of QP-01." in (out / "procedures/QP-01.md").read_text()
    assert "new plan" in (out / "procedures/QP-05-plan/plan.svg").read_text()
    assert (out / "authorities/index.md").is_file()
    code, output, out = stage("earlier", "--as-of", str(date(2026, 2, 1)))
    assert code == 0, output
    assert "First words of QP-01." in (out / "procedures/QP-01.md").read_text()
    code, output, out = stage("working", "--view", "working")
    assert code == 0, output
    assert "Draft words." in (out / "procedures/QP-01.md").read_text()
    assert "draft plan" in (out / "procedures/QP-05-plan/plan.svg").read_text()


def test_stage_refuses_what_was_not_approved(make: Make, tmp_path: Path) -> None:
    manual, repo = make(lambda manual: manual.story.step({"procedures/QP-01.md": text("QP-01", "3", "No.")}))
    out = tmp_path / "out"
    command = ["stage", "-C", str(repo.root), "--anchor", str(manual.anchor), "--out", str(out)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1, done.output
    assert "approval-missing" in done.output
    assert not out.exists()


def _to_folder(manual: Manual) -> None:
    manual.day("2026-03-01")
    files = {"index.md": text("QP-01", "3", "Third words.", effective="2099-01-01"), "a.txt": b"x"}
    story = manual.story
    issued = story.issue("QP-01", "3", files, path="procedures/QP-01-x", signed_at="2026-03-01T09:30:00Z")
    story.step(issued | {"procedures/QP-01.md": None})


def _to_file(manual: Manual) -> None:
    manual.day("2026-03-02")
    data = text("QP-05", "3", "One file now.", effective="2099-01-01")
    story = manual.story
    issued = story.issue("QP-05", "3", data, path="procedures/QP-05.md", signed_at="2026-03-02T09:30:00Z")
    gone = dict.fromkeys(f"procedures/QP-05-plan/{name}" for name in ("index.md", "plan.svg", "sub/more.md"))
    story.step(issued | gone)


def test_a_document_that_turns_into_a_folder_or_back_is_shown_until_then(make: Make, run: Run) -> None:
    def story(manual: Manual) -> None:
        _to_folder(manual)
        _to_file(manual)

    make(story)
    built = run()
    assert built.code == 0, built.output
    page = built.page("procedures/QP-01/index.html")
    assert "Second words of QP-01." in page
    assert "Revision 3 in preparation" in page
    assert "New words of QP-05" in built.page("procedures/QP-05-plan/index.html")
    assert "More of New words" in built.page("procedures/QP-05-plan/sub/more/index.html")
    assert "new plan" in (built.site / "procedures/QP-05-plan/plan.svg").read_text()
    assert leaks(built, "Third words", "One file now") == []
    assert broken_links(built) == []
    assert not list(built.site.rglob("*.mdindex*"))


@pytest.mark.parametrize("when", [4_039_000_000, 999_999_999_999])
def test_a_time_that_cannot_be_hides_nothing_and_breaks_nothing(make: Make, run: Run, when: int) -> None:
    def story(manual: Manual) -> None:
        manual.story.clock = when
        third = text("QP-01", "3", "Third words.")
        manual.story.step(manual.story.issue("QP-01", "3", third, signed_at="2026-03-01T09:30:00Z"))

    make(story)
    built = run()
    assert built.code == 0, built.output
    assert "Third words." in built.page("procedures/QP-01/index.html")
    assert "Traceback" not in built.output
    # QP-03 has a revision for 2099-01-01, so the last day of the one before may be told.
    assert leaks(built, "2097-", "2098-0", "2098-10", "33658") == []
