"""An auditor's question in five clicks, on a real site: what was in force on a day, and is each answer in the pack?

Show me the approval of the revision of QP-04 that was in force on 1 March, what changed since, who decided it, and the
evidence that it is followed. Clicks alone lead there: no address and no word is typed.
"""

# ruff: noqa: ANN401 - playwright is imported only where it is installed

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sites import CHROMIUM, NO_CHROMIUM
from sshkeys import needs_ssh_keygen
from year import PATH, Year, text_of

from .test_pages import _judge as judge
from .test_pages import needs_axe

pytestmark = pytest.mark.slow
DAY = "2026-03-01"
MOST = 5
APPROVALS = (
    "Mara Lindqvist, Process owner: approves this text, signed 2026-02-09, 09:12 UTC",
    "Tomas Okafor, Quality manager: approves this text, signed 2026-02-09, 09:19 UTC",
)
DECIDED = {
    "4": ("Mara Lindqvist", "Tomas Okafor", "2026-11-02", "line managers chase missing ones"),
    "3": ("Mara Lindqvist", "Ana Duarte", "2026-08-03", "Deputies sign only with a role from the list"),
}
AUDIT = "records/audits/IA-2026-03.md"
RECORDS = "records/approvals/QP-04"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A company with a past, and its site."""
    told = Year(tmp_path_factory.mktemp("year") / "repository").tell()
    told.build(told.root.parent / "site")
    return told


@pytest.fixture(scope="module")
def pack(year: Year) -> Path:
    """The audit pack of the same day with a site of its own, unpacked."""
    folder = year.root.parent
    done = qms(year, "export", "--out", folder / "pack.zip", "--anchor", year.anchor, "--no-pdf")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / "pack.zip") as found:
        found.extractall(folder / "pack")
    return folder / "pack"


def qms(year: Year, *arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command as somebody of the company types it."""
    command = [Path(sys.executable).with_name("qms"), *arguments]
    return subprocess.run(
        command, cwd=cwd or year.root, env=year.environment, capture_output=True, text=True, check=False
    )


@dataclass
class Walk:
    """An auditor with a mouse: what is clicked is seen, and counted."""

    page: Any
    clicks: int = 0
    seen: list[str] = field(default_factory=list)

    def click(self, what: Any) -> None:
        self.clicks += 1
        what.click()
        self.page.locator("h1").first.wait_for()
        self.seen.append(self.page.url)

    def choose(self, what: Any, day: str) -> None:
        """Choosing a day in a calendar counts as one click."""
        self.clicks += 1
        what.fill(day)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def walk(year: Year, browser: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Walk, bool]]:
    """On the home page of the site, opened from its folder."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=request.param)
    page = context.new_page()
    page.goto((year.root.parent / "site/index.html").as_uri())
    yield Walk(page), request.param
    context.close()


def shown(found: Any) -> str:
    """The words of a part of a page that a reader sees, on one line."""
    assert found.is_visible()
    return " ".join(found.inner_text().split())


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
def test_five_clicks_answer_the_question(walk: tuple[Walk, bool]):
    auditor, scripted = walk
    page = auditor.page
    auditor.click(page.locator("main a:visible", has_text="What was in force when"))
    if scripted:
        auditor.choose(page.get_by_label("On", exact=True), DAY)
        assert page.locator("#as-of-count").inner_text() == f"44 documents were in force on {DAY}"
    auditor.click(in_force(page).get_by_role("link"))
    assert_the_revision_is_shown(page)
    assert_what_changed_is_told(page)
    auditor.click(page.get_by_role("link", name="Those of all days"))
    assert_evidence_is_listed(page)
    auditor.click(page.get_by_role("link", name="IA-2026-03"))
    assert "QP-04" in shown(page.locator(".qms-control"))
    assert "2026-10-15" in shown(page.locator(".qms-control"))
    assert auditor.clicks == (MOST if scripted else MOST - 1)
    assert [url for url in auditor.seen if not url.startswith("file:")] == []


def in_force(page: Any) -> Any:
    """The row of QP-04 on the day; without JavaScript an auditor reads the days themselves."""
    rows = page.locator("#as-of tbody tr:visible", has_text="QP-04")
    spans = [[cell.inner_text() for cell in row.locator("td").all()[2:4]] for row in rows.all()]
    held = [at for at, (since, until) in enumerate(spans) if since <= DAY <= until]  # a dash sorts after every day
    assert len(held) == 1, spans
    row = rows.nth(held[0])
    assert "Superseded" in shown(row)
    return row


def assert_the_revision_is_shown(page: Any) -> None:
    """Its text as it was, that it holds no more, when it held, and who approved it."""
    head = shown(page.locator(".qms-control"))
    assert page.locator(".qms-doc__state").inner_text().split()[:3] == ["Superseded", "Revision", "2"]
    assert "2026-02-09 to 2026-08-02" in head
    assert [words for words in APPROVALS if words not in head] == []
    text = shown(page.locator("main")).partition("What changed since Revision")[0]
    assert 'sign "read and understood" within 20 working days.' in text
    assert "They sign as deputies." in text


def assert_what_changed_is_told(page: Any) -> None:
    """Every later revision with its reason and those who decided it, and all changes as one redline."""
    rows = page.locator("section", has=page.locator("#changed-since")).locator("tbody tr")
    found = {row.locator("th").inner_text(): shown(row) for row in rows.all() if row.locator("th").count() == 1}
    for revision, words in DECIDED.items():
        assert [word for word in words if word not in found[revision]] == [], revision
    redline = page.locator("#changed-since-redline")
    assert "Revision 2 → to 4" in shown(redline.locator("h2"))
    gone, come = (" ".join(redline.locator(name).all_inner_texts()) for name in ("del", "ins"))
    assert "as deputies" in gone
    assert "only with a role that the authorities file gives them" in come
    assert "Line managers chase missing ones" in come


def assert_evidence_is_listed(page: Any) -> None:
    """Records of each kind, and how many have signed that they read it."""
    assert page.locator("#evidence").is_visible()
    evidence = shown(page.locator(".qms-evidence"))
    for words in ("IA-2026-03", "Internal audit", "TR-2026-05", "Training", "CA-2026-08", "Corrective action"):
        assert words in evidence
    assert "signed by 5 of the 8 who are asked to" in evidence


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
@needs_axe
@pytest.mark.parametrize("path", ["as-of/index.html", "revisions/QP-04/2.html", f"history/{PATH[:-3]}.html"])
def test_the_pages_on_the_way_are_for_everybody(year: Year, browser: Any, path: str):
    page = browser.new_page()
    page.goto((year.root.parent / "site" / path).as_uri())
    judge(page, path)
    page.close()


@needs_ssh_keygen
def test_the_pack_holds_each_answer_and_checks_it(year: Year, pack: Path, tmp_path: Path):
    code, said = verified(pack, "--anchor", year.anchor)
    assert code == 0, said
    listed = dict(reversed(line.split("  ", 1)) for line in (pack / "SHA256SUMS").read_text().splitlines())
    subprocess.run(["git", "clone", "--quiet", pack / "history.bundle", tmp_path / "manual"], check=True)
    page = (pack / "site/revisions/QP-04/2.html").read_text()
    for revision in ("2", "3", "4"):
        names = sorted(path.name for path in (pack / RECORDS / revision).glob("approval.*.json"))
        assert len(names) == 2
        for name in names:
            record = json.loads((pack / RECORDS / revision / name).read_text())
            assert record["sha256"] == hashlib.sha256(text_of(revision)).hexdigest()
            assert record["name"] in page
            assert {f"{RECORDS}/{revision}/{name}", f"{RECORDS}/{revision}/{name}.sig"} <= listed.keys()
        assert text_of(revision) in history(tmp_path / "manual"), "the redline's texts are in the history"
    assert hashlib.sha256(text_of("2")).hexdigest() in page
    assert (pack / "documents/QP-04" / Path(PATH).name).read_bytes() == text_of("4")
    assert (pack / AUDIT).read_bytes() == (year.root / AUDIT).read_bytes()
    assert {AUDIT, "records/people/TR-2026-05.md", "history.bundle", "site/revisions/QP-04/2.html"} <= listed.keys()


@needs_ssh_keygen
@pytest.mark.parametrize(
    "path",
    [
        f"{RECORDS}/2/approval.process-owner.mara.lindqvist.json",
        f"{RECORDS}/3/approval.quality-manager.ana.duarte.json.sig",
        f"{RECORDS}/2/acknowledgement.internal-auditor.grace.temba.json",
        AUDIT,
        "history.bundle",
        "site/revisions/QP-04/2.html",
    ],
)
def test_no_answer_can_be_changed_unseen(pack: Path, path: str):
    before = (pack / path).read_bytes()
    changed = bytearray(before)
    changed[len(changed) // 2] ^= 1
    try:
        (pack / path).write_bytes(changed)
        code, said = verified(pack)
    finally:
        (pack / path).write_bytes(before)
    assert (code, path in said) == (1, True), said


@needs_ssh_keygen
def test_the_old_approval_is_checked_with_stock_commands(year: Year, pack: Path, tmp_path: Path):
    """What the page of the superseded revision names, in a clone of the pack's history."""
    subprocess.run(["git", "clone", "--quiet", pack / "history.bundle", tmp_path / "manual"], check=True)
    assert "qms verify --commands QP-04@2" in (pack / "site/revisions/QP-04/2.html").read_text()
    told = qms(year, "verify", "--anchor", pack / "anchor.json", "--commands", "QP-04@2", cwd=tmp_path / "manual")
    assert told.returncode == 0, told.stderr
    assert hashlib.sha256(text_of("2")).hexdigest() in told.stdout
    done = subprocess.run(
        ["bash", "-e"], input=told.stdout, cwd=tmp_path / "manual", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("untouched") == 2
    unknown = qms(year, "verify", "--anchor", pack / "anchor.json", "--commands", "QP-04@9", cwd=tmp_path / "manual")
    assert unknown.returncode == 2
    assert "revision 9 of QP-04 was not accepted" in unknown.stderr


def verified(pack: Path, *arguments: str | Path) -> tuple[int, str]:
    """What the pack's own program says, run as its reader does."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    command = [getattr(sys, "_base_executable", sys.executable), "-I", pack / "verify.py", *arguments]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def history(clone: Path) -> list[bytes]:
    """Every text that QP-04 ever had in a clone."""
    log = ["git", "-C", clone, "log", "--format=%H", "--", PATH]
    commits = subprocess.run(log, capture_output=True, text=True, check=True).stdout.split()
    show = (["git", "-C", clone, "cat-file", "blob", f"{commit}:{PATH}"] for commit in commits)
    return [subprocess.run(command, capture_output=True, check=True).stdout for command in show]
