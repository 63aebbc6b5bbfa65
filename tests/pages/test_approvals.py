"""Approved manuals, read from real repositories: what their pages say, and commands that anybody can run again."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from approved import Manual, small_manual, text
from cases.families.anchors import imports
from cases.keys import ed25519_key
from cases.policy import changed, start_policy
from cases.statements import digest
from cases.story import BOSS, CARL, JANE, Issue
from cases.texts import document
from helpers import Repo
from qms.cli import main
from qms.errors import QmsError
from qms.model.approval import SignedRecord
from qms.model.demonstration import PROJECT as DEMONSTRATION
from qms.model.problem import Verdict
from qms.model.stock import stock_commands
from qms.model.system import QualitySystem, ViewKind
from qms.pages import Site, View, build_pages, document_page
from qms.pages.approval import signed_act
from qms.pages.documents import document_frame
from qms.reading.publication import NotPublishedError, in_force_beside, read_publication
from qms.reports.stock import commands_for
from sshkeys import needs_ssh_keygen

GOLDEN = Path(__file__).parent.parent / "golden" / "approved"
SITE = b"site_name: Example manual\n"
DAY = date(2026, 3, 2)
Make = Callable[[Manual], Any]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manual, Repo]:
    manual = small_manual(tmp_path_factory.mktemp("approved") / "repo", SITE)
    return manual, manual.clone()


@pytest.fixture
def published(told: tuple[Manual, Repo]) -> QualitySystem:
    return read(told, ViewKind.PUBLISHED, DAY)


def read(told: tuple[Manual, Repo], view: ViewKind = ViewKind.PUBLISHED, day: date | None = None) -> QualitySystem:
    manual, repo = told
    return read_publication(repo.root, view, day, anchor=str(manual.anchor))


def tell(tmp_path: Path, story: Make, policy: Any = None) -> tuple[Manual, Repo]:  # noqa: ANN401 - as cases have it
    manual = Manual(tmp_path / "repo", SITE)
    manual.begin(policy)
    manual.day("2026-01-10")
    story(manual)
    return manual, manual.clone()


def page(system: QualitySystem, name: str) -> str:
    return document_page(system, system.documents_by_id[name])


def made(system: QualitySystem, path: str) -> str:
    return next(one.html for one in build_pages(system, Verdict(())) if one.path == path)


def test_pages_of_an_approved_manual_are_as_expected(published: QualitySystem) -> None:
    found = {one.path: document_page(published, one) for one in published.documents}
    wanted = ("index.md", "register/index.md", "authorities/index.md", "verification/index.md", "verification/QP-01.md")
    found |= {one.path: one.markdown for one in build_pages(published, Verdict(())) if one.path in wanted}
    if os.environ.get("QMS_GOLDEN") == "write":
        for path, content in found.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(content.encode())
    kept = {str(path.relative_to(GOLDEN)): path.read_bytes().decode() for path in GOLDEN.rglob("*.md")}
    assert sorted(found) == sorted(kept)
    for path, content in found.items():
        assert content == kept[path], path


def test_only_what_is_in_force_is_shown_and_the_rest_is_announced(published: QualitySystem) -> None:
    assert {one.id: one.revision for one in published.documents} == {"QP-01": "2", "QP-03": "1", "QP-05": "2"}
    everything = "".join(one.html for one in build_pages(published, Verdict(())))
    everything += "".join(document_page(published, one) for one in published.documents)
    for words in ("First words of QP-01", "Later words", "Words of QP-04", "Old words"):
        assert words not in everything
    register = made(published, "register/index.md")
    assert 'id="in-preparation"' in register
    assert "In force from 2099-01-01" in register
    assert "Reason 1 of QP-04." in register
    assert "Revision 2 in preparation" in page(published, "QP-03")
    # What is still to come is no change yet.
    assert "Reason 2 of QP-03." not in page(published, "QP-03")
    assert "Reason 2 of QP-03." not in made(published, "changes/index.md")


def test_an_earlier_day_shows_the_earlier_revision(told: tuple[Manual, Repo]) -> None:
    system = read(told, day=date(2026, 2, 1))
    assert [(one.id, one.revision) for one in system.documents] == [("QP-01", "1")]
    with pytest.raises(QmsError, match="nothing had been published"):
        read(told, day=date(2025, 1, 1))


def test_the_control_block_names_people_roles_meanings_and_times(published: QualitySystem) -> None:
    head = page(published, "QP-01")
    assert (
        '<b>Jane Doe</b>, Quality manager: approves this text, <span>signed <time datetime="2026-02-10T09:30:00Z">'
        in head
    )
    assert "2026-02-10, 09:30 UTC" in head
    assert "Ann Author" in head
    assert "reviewed: still adequate" in head
    assert "Self-approved" not in head


@needs_ssh_keygen
@pytest.mark.parametrize(("name", "signatures"), [("QP-01", 2), ("QP-03", 2), ("QP-05", 2)])
def test_the_stock_commands_work_as_pasted(told: tuple[Manual, Repo], name: str, signatures: int) -> None:
    system = read(told)
    revision = View(system, None, Site()).standings[system.documents_by_id[name].path].accepted
    assert system.approvals
    assert revision
    commands = stock_commands(system.approvals, revision)
    assert len(commands) == 5 + 5 * signatures
    assert all("\n" not in command.line for command in commands)
    done = bash(told[1].root, "\n".join(command.line for command in commands))
    assert done.returncode == 0, done.stdout + done.stderr
    for command in commands:
        assert command.expected in done.stdout
    assert done.stdout.count("Good ") == signatures
    assert "FAILED" not in done.stdout


@needs_ssh_keygen
@pytest.mark.parametrize(
    ("path", "old", "new", "told_by"),
    [
        ("procedures/QP-01.md", b"Second", b"Altered", "-: FAILED"),
        ("manual/authorities.yml", b"Jane Doe", b"Jane Dow", ""),
        ("records/approvals/QP-01/2/approval.quality-manager.jane.doe.json", b"Jane Doe", b"Jane Dow", "Good"),
    ],
)
def test_the_stock_commands_see_what_was_altered(
    told: tuple[Manual, Repo], tmp_path: Path, path: str, old: bytes, new: bytes, told_by: str
) -> None:
    system = read(told)
    assert system.approvals
    script = commands_for(system.approvals, "QP-01")
    copy = Repo(tmp_path / "copy", day=500)
    copy.root.mkdir()
    copy.git("clone", "--quiet", str(told[1].root), ".")
    copy.commit({path: (copy.root / path).read_bytes().replace(old, new)})
    head = copy.git("rev-parse", "HEAD")
    # Whoever checks a newer commit counts one step more.
    altered = script.replace(f"at={system.approvals.tip}", f"at={head}").replace(
        f'"$at~{system.approvals.steps}"', f'"$at~{system.approvals.steps + 1}"'
    )
    done = bash(copy.root, altered)
    if path == "manual/authorities.yml":
        assert done.returncode == 0  # a policy after the revision changes nothing about it
        return
    assert done.returncode != 0
    assert told_by in done.stdout
    assert bash(copy.root, script).returncode == 0  # the commit that was verified is still what it was


@needs_ssh_keygen
def test_another_history_does_not_lead_to_the_anchor(told: tuple[Manual, Repo], tmp_path: Path) -> None:
    system = read(told)
    assert system.approvals
    script = commands_for(system.approvals, "QP-01")
    other = tell(tmp_path, lambda manual: manual.issue("2026-01-10", "QP-01", "1", "Other words."))[1]
    assert bash(other.root, script).returncode != 0
    head = other.git("rev-parse", "HEAD")
    forged = bash(other.root, script.replace(f"at={system.approvals.tip}", f"at={head}"))
    assert "FAILED" in forged.stdout or forged.returncode != 0


def bash(root: Path, script: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=root, env=clean, capture_output=True, text=True, check=False
    )


@needs_ssh_keygen
def test_a_document_taken_over_says_so_and_can_be_checked(tmp_path: Path) -> None:
    data = text("QP-07", "7", "As it stood.")
    manual = Manual(tmp_path / "repo", SITE)
    listed = [{"id": "QP-07", "revision": "7", "sha256": digest(data)}]
    policy = changed(start_policy(), uncontrolled=["README.md", "qms.yml"])
    manual.story.policy = policy
    manual.day("2026-01-05")
    files: Any = {"mkdocs.yml": SITE, "qms.yml": b"organisation: Example Ltd\n", "procedures/QP-07.md": data}
    manual.story.begin(policy, files, imports(manual.story, listed, signed_at="2026-01-05T09:00:00Z"))
    manual.story.current["QP-07"] = Issue("procedures/QP-07.md", "7", digest(data), "")
    manual.story.step({"README.md": b"y\n"})
    told = manual, manual.clone()
    system = read(told)
    shown = page(system, "QP-07")
    assert "Taken over on 2026-01-05 by a signed baseline" in shown
    assert "takes this text over as it stood, <span>imported baseline, signed" in shown
    assert "Not recorded: from before the baseline" in shown
    assert system.approvals
    done = bash(told[1].root, commands_for(system.approvals, "QP-07"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Good ") == 2
    assert "Documents taken over at the anchor" in made(system, "verification/index.md")


def test_self_approval_is_said(tmp_path: Path) -> None:
    policy = start_policy()
    policy["classes"]["procedure"]["self-approval"] = "true"
    told = tell(
        tmp_path, lambda manual: manual.issue("2026-01-10", "QP-01", "1", "Words.", authors=["jane.doe"]), policy
    )
    shown = page(read(told), "QP-01")
    assert "Self-approved" in shown
    assert "<em>author of the text</em>" in shown
    assert "An author may approve" in made(read(told), "authorities/index.md")


def test_a_suspended_document_says_so_in_the_working_view_and_is_not_published(tmp_path: Path) -> None:
    def story(manual: Manual) -> None:
        manual.issue("2026-01-10", "QP-01", "1", "Words.")
        manual.story.step(manual.story.act(JANE, "withdrawal", of="QP-01"))

    told = tell(tmp_path, story)
    with pytest.raises(QmsError) as caught:
        read(told)
    assert [problem.code for problem in caught.value.problems] == ["document-suspended"]  # type: ignore[attr-defined]
    system = read(told, ViewKind.WORKING)
    shown = page(system, "QP-01")
    assert 'class="qms-notice" data-state="suspended"' in shown
    assert "taken back on 2026-03-01: counts no more" in shown
    assert "Check this approval yourself" not in shown
    overview = made(system, "index.md")
    assert "Its approvals hold no more" in overview
    assert "The approvals are refused: 1 problem." in overview
    assert "document-suspended" in made(system, "verification/index.md")


def test_a_compromised_key_counts_no_more(tmp_path: Path) -> None:
    def story(manual: Manual) -> None:
        s = manual.story
        manual.issue("2026-01-10", "QP-01", "1", "Words.")
        policy = deepcopy(s.policy)
        key = policy["people"]["jane.doe"]["keys"][0]["public"]
        policy["people"]["jane.doe"]["keys"] = [
            {"public": key, "state": "compromised", "since": "1"}, s.entry(ed25519_key("jane.doe 2")),
        ]  # fmt: skip
        s.step(s.rotate(policy, (BOSS, CARL)))
        s.step(s.act(CARL, of="QP-01"))

    told = tell(tmp_path, story)
    system = read(told)
    shown = page(system, "QP-01")
    assert "the key is compromised: counts no more" in shown
    assert "<b>Carl Jung</b>" in shown
    authorities = made(system, "authorities/index.md")
    assert "Compromised since policy 1" in authorities
    assert authorities.count('data-label="Version"') == 2
    assert "2 versions since the anchor" in made(system, "verification/index.md")
    assert "<b>Bob Smith</b>, Managing director, <span>signed" in authorities


def test_a_draft_says_what_it_needs_and_what_is_in_force(told: tuple[Manual, Repo], tmp_path: Path) -> None:
    manual, repo = told
    copy = Repo(tmp_path / "copy")
    copy.root.mkdir()
    copy.git("clone", "--quiet", str(repo.root), ".")
    draft = text("QP-01", "3", "Draft words.", approval="[managing-director]")
    copy.write({"procedures/QP-01.md": draft, "procedures/QP-09.md": text("QP-09", "1", "New.")})
    index = (copy.root / "procedures/QP-05-plan/index.md").read_bytes().replace(b"revision: 2", b"revision: 3")
    copy.write({"procedures/QP-05-plan/index.md": index, "procedures/QP-05-plan/plan.svg": "<svg/>"})
    system = read_publication(copy.root, ViewKind.WORKING, anchor=str(manual.anchor))
    beside, contents = in_force_beside(copy.root, system)
    assert {one.path for one in beside} == {
        "procedures/QP-01.revision-2.md", "procedures/QP-03.revision-1.md", "procedures/QP-05-plan.revision-2/index.md",
    }  # fmt: skip
    assert b"new plan" in contents["procedures/QP-05-plan.revision-2/plan.svg"]
    view = View(system, None, Site(), beside)
    head = document_frame(view, system.documents_by_id["QP-01"]).head
    assert "Not approved, do not work by this text." in head
    assert 'procedures/QP-01.revision-2/">Revision 2 is in force</a>' in head
    assert "Needs approval by: Process owner, Quality manager and Managing director." in head
    early = document_frame(view, system.documents_by_id["QP-03"]).head
    assert 'Until then <a href="../../procedures/QP-03.revision-1/">revision 1 is in force</a>' in early
    assert "No revision of it is approved." in document_frame(view, system.documents_by_id["QP-09"]).head
    other = document_frame(view.beside, beside[0])
    assert "as it was approved" in other.head
    assert "Jane Doe" in other.head
    assert "Reason 2 of QP-01." in other.foot


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in ("input", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_markup_in_names_is_inert(tmp_path: Path) -> None:
    policy = start_policy()
    policy["people"]["jane.doe"]["name"] = "Jane 'Q' & *Doe* {{ 7 }} `x` |"
    manual = Manual(tmp_path / "repo", SITE)
    manual.files["qms.yml"] = b"organisation: '<script>1</script>'\nroles: {quality-manager: '<img src=x onerror=1>'}\n"
    manual.begin(policy)
    manual.issue("2026-01-10", "QP-01", "1", "Words.", title="'a & b'")
    manual.issue("2026-01-11", "QP-02", "1", "Words.", title="'x | y'", effective="2099-01-01")
    system = read((manual, manual.clone()))
    shown = [one.html for one in build_pages(system, Verdict(()))]
    shown.append(document_frame(View(system, None, Site()), system.documents[0]).head)
    for html in shown:
        tags = Tags()
        tags.feed(html)
        assert not {"script", "img"} & tags.seen
        assert tags.open == tags.wrong == []
        assert "{{ 7" not in html
        assert "*Doe*" not in html


def test_the_demonstration_is_named_as_such(tmp_path: Path) -> None:
    manual = Manual(tmp_path / "repo", SITE)
    manual.day("2026-01-01")
    policy = changed(start_policy(), project=DEMONSTRATION, uncontrolled=["README.md", "qms.yml"])
    manual.story.begin(policy, {"qms.yml": b"organisation: Example Ltd\n"}, project=DEMONSTRATION)
    system = read((manual, manual.clone()))
    assert "a company that does not exist" in made(system, "authorities/index.md")


def test_an_approval_on_a_forge_is_never_called_signed(published: QualitySystem) -> None:
    record = SignedRecord(
        path="", format="forge-approval/1", meaning="forge-approval", subject="QP-01", revision="1", sha256="",
        supersedes="", person="jane.doe", name="Jane Doe", role="quality-manager", authors=(),
        signed_at="2026-01-01T00:00:00Z", policy="", key=b"", user_verified=False, version=1, step="",
        extra={"bridge": "ci", "forge": "github:1"},
    )  # fmt: skip
    assert signed_act(View(published, None, Site()), record).proof == "approved on GitHub, recorded by ci,"


def test_where_the_anchor_came_from_is_said(told: tuple[Manual, Repo], tmp_path: Path) -> None:
    manual, repo = told
    assert "From outside the repository" in made(read(told), "verification/index.md")
    copy = Repo(tmp_path / "copy")
    copy.root.mkdir()
    copy.git("clone", "--quiet", str(repo.root), ".")
    copy.write({".anchor.json": manual.anchor.read_bytes()})
    system = read_publication(copy.root, ViewKind.PUBLISHED)
    assert "From the repository itself" in made(system, "verification/index.md")


def test_approvals_that_are_set_up_are_never_skipped(told: tuple[Manual, Repo], tmp_path: Path) -> None:
    manual, repo = told
    copy = Repo(tmp_path / "copy")
    copy.root.mkdir()
    copy.git("clone", "--quiet", str(repo.root), ".")
    with pytest.raises(QmsError, match="no anchor to verify"):
        read_publication(copy.root, ViewKind.PUBLISHED)
    copy.write({"manual/authorities.yml": None})
    # What nobody committed changes nothing: the commit is verified, and published.
    assert read_publication(copy.root, ViewKind.PUBLISHED, anchor=str(manual.anchor)).view is ViewKind.PUBLISHED
    plain = Repo(tmp_path / "plain")
    plain.root.mkdir()
    plain.git("init", "--quiet")
    plain.commit({"qms.yml": "organisation: X\n", "procedures/QP-01.md": document("QP-01", "1")})
    assert read_publication(plain.root, ViewKind.PUBLISHED).approvals is None
    with pytest.raises(NotPublishedError):
        read_publication(plain.root, ViewKind.PUBLISHED, anchor=str(manual.anchor))
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(manual.story.anchor | {"policy_sha256": "0" * 64}))
    with pytest.raises(QmsError) as caught:
        read_publication(repo.root, ViewKind.PUBLISHED, anchor=str(wrong))
    assert [problem.code for problem in caught.value.problems] == ["anchor-mismatch"]  # type: ignore[attr-defined]


@needs_ssh_keygen
def test_the_commands_are_printed_for_a_terminal(told: tuple[Manual, Repo]) -> None:
    manual, repo = told
    common = ["verify", "-C", str(repo.root), "--anchor", str(manual.anchor), "--commands"]
    done = CliRunner().invoke(main, [*common, "QP-01"])
    assert done.exit_code == 0, done.output
    assert "# 10. Bob Smith" in done.stdout
    assert bash(repo.root, done.stdout).returncode == 0
    unknown = CliRunner().invoke(main, [*common, "QP-99"])
    assert unknown.exit_code == 2
