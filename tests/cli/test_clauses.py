"""`qms clauses`: gaps, the gate on them, files, and the way to the next edition for a manual of 2015."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from pydantic import TypeAdapter

from helpers import SETTINGS, Repo, document
from qms.reports.schemas import REPORTS

from .conftest import Run

STANDARDS = Path(__file__).parents[2] / "plugins" / "qms" / "standards"
OLD, NEW = "iso-9001-2015", "iso-9001-2026"
SUBSTANTIAL = {"changed", "split", "merged", "new", "removed"}


def pack(name: str) -> dict[str, dict[str, object]]:
    """The requirements of a pack, read with another reader."""
    data = yaml.safe_load((STANDARDS / f"{name}.yml").read_text(encoding="utf-8"))
    return {each["clause"]: each for each in data["clauses"] if each["kind"] == "requirement"}


def rows() -> list[dict[str, list[str]]]:
    """The rows of the map, read with another reader."""
    return yaml.safe_load((STANDARDS / "maps" / f"{OLD}--{NEW}.yml").read_text(encoding="utf-8"))["rows"]


def manual(confirmed: tuple[str, ...] = (), claimed: tuple[str, ...] = ()) -> dict[str, str | bytes | None]:
    """A manual with a procedure for each chapter of the edition of 2015, and what it claims of the next one."""
    files: dict[str, str | bytes | None] = {}
    for chapter in ["4", "5", "6", "7", "8", "9", "10"]:
        inside = [number for number in pack(OLD) if number.split(".")[0] == chapter]
        new = [f"{number} confirmed in 1" for number in confirmed if number.split(".")[0] == chapter]
        new += [number for number in claimed if number.split(".")[0] == chapter]
        claims = f"\n  {OLD}: [{', '.join(inside)}]" + (f"\n  {NEW}: [{', '.join(new)}]" if new else "")
        text = f"## One {{: data-clause={inside[0]} }}\n\nText.\n"
        files[f"procedures/QP-{int(chapter):02}.md"] = document(f"QP-{int(chapter):02}", text, clauses=claims)
    return files


@pytest.fixture
def of_2015(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A manual that claims every requirement of 2015 and knows nothing of 2026; the process stands in it."""
    repo.commit({"qms.yml": SETTINGS + f"standards: [{OLD}]\n", **manual()})
    monkeypatch.chdir(repo.root)
    return repo


def transition(run: Run, *arguments: str) -> dict[str, object]:
    done = run("clauses", "--transition", OLD, NEW, "--format", "json", *arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    TypeAdapter(REPORTS["clauses-transition"]).validate_json(done.stdout)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.usefixtures("of_2015")
def test_the_transition_lists_exactly_the_clauses_that_the_map_says(run: Run):
    report = transition(run)
    new = pack(NEW)
    assert [row["id"] for row in report["clauses"]] == list(new)
    origins: dict[str, set[str]] = {number: set() for number in new}
    changed = set(new).difference(target for row in rows() for target in row["to"])
    for row in rows():
        for number in set(row["to"]).intersection(new):
            origins[number].update(row["from"])
            if row["relation"] in SUBSTANTIAL:
                changed.add(number)
    assert {row["id"]: {each["id"] for each in row["origins"]} for row in report["clauses"]} == origins
    assert {row["id"] for row in report["clauses"] if row["relation"] not in ("same", "retitled")} == changed
    assert {row["id"] for row in report["removed"]} == set(pack(OLD)).difference(
        each["clause"] for each in yaml.safe_load((STANDARDS / f"{NEW}.yml").read_text(encoding="utf-8"))["clauses"]
    )
    claimed = set(pack(OLD))
    assert {row["id"] for row in report["clauses"] if row["step"] == "claim"} == {
        number for number, found in origins.items() if found & claimed
    }
    assert {row["id"] for row in report["clauses"] if row["step"] == "write"} == {
        number for number, found in origins.items() if not found & claimed
    }
    assert (report["confirmed"], report["since"]) == (0, None)


def test_claims_carried_over_are_to_be_confirmed_exactly_where_the_map_says_so(run: Run, of_2015: Repo):
    both = tuple(number for number in pack(NEW) if number in pack(OLD))
    of_2015.commit(manual(claimed=both))
    report = transition(run)
    by_document = {number: number.split(".")[0] for number in both}
    suspect = {
        number
        for row in rows()
        if row["relation"] in SUBSTANTIAL
        for number in row["to"]
        if number in both and any(origin.split(".")[0] == by_document[number] for origin in row["from"])
    }
    assert {row["id"] for row in report["clauses"] if row["step"] == "confirm"} == suspect
    gaps = json.loads(run("clauses", "--standard", NEW, "--gaps", "--format", "json").stdout)
    assert {row["id"] for row in gaps["clauses"] if row["suspect"]} == suspect
    done = run("clauses", "--standard", NEW, "--fail-on", "suspect", "--quiet")
    assert done.exit_code == 1
    assert f"has {len(suspect)} clauses with claims to be confirmed: " in done.stderr


def test_progress_between_two_commits(run: Run, of_2015: Repo):
    of_2015.commit(manual(confirmed=("4.1", "4.2")))
    start = of_2015.ids[-1]
    of_2015.commit(manual(confirmed=("4.1", "5.1.1", "7.3", "6.3")))
    report = transition(run, "--since", start)
    since = report["since"]
    lacking = {row["id"] for row in report["clauses"] if row["step"] == "complete"}
    assert report["confirmed"] == 4 - len(lacking)
    assert since == {
        "ref": start,
        "commit": start,
        "day": "2026-01-03",
        "confirmed": 2,
        "gained": [number for number in ("5.1.1", "6.3", "7.3") if number not in lacking],
        "lost": ["4.2"],
    }
    shown = run("clauses", "--transition", OLD, NEW, "--since", start).stdout
    gained, total = len(since["gained"]), len(pack(NEW))
    told = f"{report['confirmed']} of {total} confirmed, {gained} since 2026-01-03 ({start[:7]}), 1 no longer, "
    assert told in " ".join(shown.split("\n"))
    assert shown.split("\n")[1].startswith("Ahead: 2027-09-30 certification bodies are ready")


def test_the_transition_as_files(run: Run, of_2015: Repo, tmp_path: Path):
    asked = ("clauses", "--transition", OLD, NEW)
    assert run(*asked, "--format", "markdown").stdout.startswith("# ISO 9001:2015 to ISO 9001:2026, as of ")
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    done = run(*asked, "--format", "xlsx", "--out", first)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"Written to {first}.\n")
    run(*asked, "--format", "xlsx", "--out", second)
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as book:
        assert book.testzip() is None
        assert b'name="Removed"' in book.read("xl/workbook.xml")
    assert of_2015.git("status", "--porcelain") == ""


def test_an_old_manual_by_a_chain_of_maps(run: Run, repo: Repo):
    repo.commit({"qms.yml": SETTINGS, "procedures/QP-01.md": document(clauses="\n  iso-9001-1994: ['4.5']")})
    done = run("clauses", "-C", repo.root, "--transition", "iso-9001-1994", NEW, "--format", "json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["map"]["via"]) == (0, ["iso-9001-2000", "iso-9001-2008", OLD])
    claim = [row for row in report["clauses"] if row["step"] == "claim"]
    assert {"7.5.2", "7.5.3.1", "7.5.3.2"} <= {row["id"] for row in claim}
    assert all(row["inherited"][0]["id"] == "QP-01" for row in claim)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("iso-9001-2051", NEW), "error: there is no standard iso-9001-2051\nhelp: Did you mean iso-9001-20"),
        ((OLD, "zzz"), "error: there is no standard zzz\nhelp: Name two of "),
        (
            (NEW, OLD),
            f"error: no map leads from {NEW} to {OLD}\nhelp: Name the older edition first: --transition {OLD}",
        ),
        ((OLD, OLD), f"error: no map leads from {OLD} to {OLD}\nhelp: There are maps from "),
        ((NEW, "iso-45001-2018"), f"error: no map leads from {NEW} to iso-45001-2018\nhelp: There are maps from "),
    ],
)
@pytest.mark.usefixtures("of_2015")
def test_a_way_that_is_not_there(run: Run, asked: tuple[str, str], message: str):
    done = run("clauses", "--transition", *asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(message)


@pytest.mark.usefixtures("of_2015")
def test_a_commit_that_is_not_there(run: Run):
    done = run("clauses", "--transition", OLD, NEW, "--since", "v9")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "v9" in done.stderr


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--transition", OLD, NEW, "--gaps"), "leave out --standard and --gaps"),
        (("--since", "HEAD"), "--since needs --transition"),
        (("--format", "xlsx"), "--out"),
        (("--fail-on", "shut"), "--fail-on"),
    ],
)
@pytest.mark.usefixtures("good")
def test_options_that_make_no_sense(run: Run, asked: tuple[str, ...], told: str):
    done = run("clauses", *asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_folder_is_not_overwritten(run: Run, good: Repo, tmp_path: Path):
    done = run("clauses", "-C", good.root, "--format", "xlsx", "--out", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: {tmp_path} is a folder\nhelp: Name a file in it, such as ")


@pytest.mark.usefixtures("good")
def test_the_matrix_as_a_file_of_any_format(run: Run, tmp_path: Path):
    for form in ("text", "json", "markdown", "xlsx"):
        out = tmp_path / f"clauses.{form}"
        done = run("clauses", "--format", form, "--out", out)
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"Written to {out}.\n")
        assert out.stat().st_size > 1000
    assert (tmp_path / "clauses.markdown").read_text(encoding="utf-8").startswith("# ISO 9001:2015\n")
    assert "\x1b" not in (tmp_path / "clauses.text").read_text(encoding="utf-8")


def test_a_spreadsheet_holds_every_claimed_standard(run: Run, good: Repo, tmp_path: Path):
    good.write({"qms.yml": SETTINGS + f"standards: [{NEW}, {OLD}]\n"})
    run("clauses", "--format", "xlsx", "--out", tmp_path / "a.xlsx")
    with ZipFile(tmp_path / "a.xlsx") as book:
        names = book.read("xl/workbook.xml").decode()
    assert f'name="{NEW}"' in names
    assert f'name="{OLD}"' in names


def test_gates_on_what_is_open_or_not_yet_whole(run: Run, good: Repo):
    total = len(pack(OLD))
    done = run("clauses", "--fail-on", "open")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"error: ISO 9001:2015 has {total - 1} open clauses: 4.1, 4.2, ")
    assert "\nhelp: List 4.1 under `clauses:` of the document that answers it, " in done.stderr
    assert done.stdout.startswith("ISO 9001:2015: 1 of ")
    for kind in ("partly", "planned", "suspect"):
        assert run("clauses", "--fail-on", kind).exit_code == 0
    text = document(clauses=f"\n  {OLD}: [7.5.1, '9.2.2', planned 8.1 by 2999-01-01]")
    good.write({"procedures/QP-01.md": text, "records/AU-2026.md": None})
    assert run("clauses", "--fail-on", "planned").exit_code == 1
    done = run("clauses", "--fail-on", "planned", "--fail-on", "partly", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["standard"] == OLD
    assert "is partly answered: 9.2.2" in done.stderr
    assert "is only planned: 8.1" in done.stderr


def test_without_a_standard_all_that_are_claimed_are_judged(run: Run, of_2015: Repo):
    assert run("clauses", "--fail-on", "open").exit_code == 0
    of_2015.write({"qms.yml": SETTINGS + f"standards: [{OLD}, {NEW}]\n"})
    done = run("clauses", "--fail-on", "open")
    assert done.exit_code == 1
    assert f"error: ISO 9001:2026 has {len(pack(NEW))} open clauses: " in done.stderr
    assert run("clauses", "--fail-on", "open", "--standard", OLD).exit_code == 0
    assert run("clauses", "--transition", OLD, NEW, "--fail-on", "open").exit_code == 1


def test_claims_in_a_form_that_is_read_on_request(run: Run, good: Repo):
    good.write({"procedures/QP-02.md": document("QP-02", "See [[9001:7.2]].\n", clauses=f"\n  {OLD}: [7.3]")})
    before = json.loads(run("clauses", "--format", "json").stdout)
    after = json.loads(run("clauses", "--format", "json", "--read", "inline", "--read", "table").stdout)

    def answers(report: dict[str, list[dict[str, object]]]) -> set[object]:
        return {row["id"] for row in report["clauses"] if row["documents"]}

    assert answers(after) - answers(before) == {"7.2"}


@pytest.mark.parametrize("chapter", [5, 8])
def test_a_document_that_goes_is_missed_in_exactly_its_clauses(run: Run, of_2015: Repo, chapter: int):
    of_2015.write({f"procedures/QP-{chapter:02}.md": None})
    done = run("clauses", "--fail-on", "open")
    left = [number for number in pack(OLD) if number.split(".")[0] == str(chapter)]
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0].endswith(f" has {len(left)} open clauses: {', '.join(left)}")


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("nobody-1", "error: the settings claim nobody-1, which nobody knows\n"),
        ("house-1", "error: house-1 cannot be read: house.yml:1:1 "),
    ],
)
def test_a_standard_that_cannot_be_read_never_passes_unseen(run: Run, of_2015: Repo, bad: str, told: str):
    broken = "format: standard-pack/1\nid: house-1\n"
    settings = SETTINGS + f"standards: [{OLD}, {bad}]\n" + ("packs: [house.yml]\n" if bad == "house-1" else "")
    of_2015.commit({"qms.yml": settings, "house.yml": broken})
    for asked in ((), ("--gaps",), ("--fail-on", "open")):
        done = run("clauses", *asked)
        assert done.exit_code == 2, asked
        assert done.stderr.startswith(told), asked
    assert run("clauses", "--standard", OLD).exit_code == 0


def test_a_way_by_a_map_that_cannot_be_used(run: Run, of_2015: Repo):
    """Each file is good by itself; that the map passes over a clause shows only beside the packs."""
    pack = "format: standard-pack/1\nid: {0}\ntitle: T\nedition: E\nstatus: current\n"
    pack += "clauses: [{{clause: '1', title: Keys, kind: requirement}}]\n"
    way = "format: standard-map/1\nid: h-1--h-2\nfrom: h-1\nto: h-2\ntitle: T\n"
    way += "rows: [{from: ['1'], to: ['2'], relation: changed}]\n"
    of_2015.commit(
        {
            "qms.yml": SETTINGS + f"standards: [{OLD}]\npacks: [h-1.yml, h-2.yml]\nmaps: [way.yml]\n",
            **{f"{name}.yml": pack.format(name) for name in ("h-1", "h-2")},
            "way.yml": way,
        }
    )
    done = run("clauses", "--transition", "h-1", "h-2")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the map from h-1 to h-2 cannot be used: way.yml:6:")


def test_claims_that_cannot_be_resolved_are_told(run: Run, of_2015: Repo):
    of_2015.commit({"procedures/QP-04.md": document("QP-04", "## One\n\n[[77777:1.2]]\n")})
    done = run("clauses", "--read", "inline")
    assert "procedures/QP-04.md" in done.stderr
    assert "77777" in done.stderr
