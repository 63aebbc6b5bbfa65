"""Claims whose text changed, found in real repositories: which revision changed them, and what settles them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from helpers import SETTINGS, Repo, document
from qms.model.system import QualitySystem, ViewKind
from qms.reading import read_system

PATH = "procedures/QP-01.md"
LENDING = '## Lending {: data-clause="7.5.1" }\n\nWhoever lends a key notes it.\n'
LOST = "## Lost keys\n\nA lost key is reported.\n"


def text(revision: str, body: str = LENDING + LOST, listed: str = "7.5.1", **fields: str) -> str:
    clauses = f"\n  iso-9001-2026: [{listed}]" if listed else ""
    return document(revision=revision, clauses=clauses, text=body, **fields)


def system(repo: Repo, **options: object) -> QualitySystem:
    return read_system(repo.root, cache=False, **options)  # type: ignore[arg-type]


def found(repo: Repo, **options: object) -> list[tuple[str, str, str]]:
    """Clause, revision and anchor of each suspect claim."""
    reworded = system(repo, **options).reworded
    return [(one.clause, one.revision, one.anchor) for path in sorted(reworded) for one in reworded[path]]


def publish(repo: Repo, *texts: str, path: str = PATH) -> None:
    for each in texts:
        repo.commit({path: each})


def changed(body: str = LENDING + LOST) -> str:
    return body.replace("notes it", "tells the office")


def test_a_section_that_changed_is_suspect_until_it_is_confirmed_and_again_when_it_changes_again(repo: Repo):
    publish(repo, text("1"))
    assert found(repo) == []
    publish(repo, text("2", changed()))
    assert found(repo) == [("7.5.1", "2", "lending")]
    publish(repo, text("3", changed(), "7.5.1 confirmed in 3"))
    assert found(repo) == []
    publish(repo, text("4", changed() + "More.\n", "7.5.1 confirmed in 3"))
    assert found(repo) == []
    publish(repo, text("5", "Before.\n\n" + LENDING + "And more.\n\n" + LOST, "7.5.1 confirmed in 3"))
    assert found(repo) == [("7.5.1", "5", "lending")]
    publish(repo, text("6", LENDING + "And more.\n\n" + LOST, "7.5.1 confirmed in 3"))
    assert found(repo) == [("7.5.1", "5", "lending")], "the newest revision that changed it"


def test_the_reworded_claim_names_its_standard_and_its_heading(repo: Repo):
    publish(repo, text("1"), text("2", changed()))
    (one,) = system(repo).reworded[PATH]
    assert (one.standard, one.clause, one.revision, one.title) == ("iso-9001-2026", "7.5.1", "2", "Lending")


def test_confirmed_in_the_revision_that_changed_it_settles_it(repo: Repo):
    publish(repo, text("1"), text("2", changed(), "7.5.1 confirmed in 2"))
    assert found(repo) == []
    publish(repo, text("3", LENDING + LOST, "7.5.1 confirmed in 2"))
    assert found(repo) == [("7.5.1", "3", "lending")]


def test_a_draft_in_the_work_tree_counts(repo: Repo):
    publish(repo, text("1"))
    repo.write({PATH: text("2", changed())})
    assert found(repo) == [("7.5.1", "2", "lending")]
    repo.write({PATH: text("2", changed(), "7.5.1 confirmed in 2")})
    assert found(repo) == []
    repo.write({PATH: text("2", changed(), "7.5.1 confirmed in 3")})
    assert found(repo) == [("7.5.1", "2", "lending")], "nobody can have confirmed what is not written yet"


def test_an_editorial_change_makes_nothing_suspect_and_becomes_the_base(repo: Repo):
    publish(repo, text("1"), text("1.1", changed()))
    assert found(repo) == []
    publish(repo, text("2", changed() + "More of that.\n"))
    assert found(repo) == []
    publish(repo, text("3", changed(changed()).replace("the office", "everybody")), text("3.1"))
    assert found(repo) == [("7.5.1", "3", "lending")]


def test_a_claim_that_is_new_is_fresh(repo: Repo):
    publish(repo, text("1", LENDING.replace(' {: data-clause="7.5.1" }', ""), listed=""))
    publish(repo, text("2", changed(), "7.5.1, 7.5.2"))
    assert found(repo) == []
    publish(repo, text("3", changed() + "More.\n", "7.5.1, 7.5.2, 7.5.3.1"))
    assert found(repo) == [("7.5.2", "3", "")], "as a whole the document changed; one is new, one has its section"


def test_white_space_attributes_and_other_sections_are_no_change(repo: Repo):
    publish(repo, text("1"))
    other = '## Lending {: .wide data-clause="7.5.1" }\n\nWhoever lends\na key   notes it.\n\n\n' + LOST + "More.\n"
    publish(repo, text("2", other))
    assert found(repo) == []


def test_code_is_text_to_the_last_brace(repo: Repo):
    block = "\n```\n# set {one}\n```\n"
    publish(repo, text("1", LENDING + block), text("2", LENDING + block.replace("one", "two")))
    assert found(repo) == [("7.5.1", "2", "lending")]


def test_what_stands_below_a_subheading_belongs_to_the_section(repo: Repo):
    publish(repo, text("1", LENDING + "\n### Who\n\nAnn.\n" + LOST), text("2", LENDING + "\n### Who\n\nBen.\n" + LOST))
    assert found(repo) == [("7.5.1", "2", "lending")]


def test_a_new_heading_over_the_same_text_makes_suspect(repo: Repo):
    publish(repo, text("1"), text("2", (LENDING + LOST).replace("## Lending", "## No lending")))
    assert found(repo) == [("7.5.1", "2", "no-lending")]


def test_a_section_under_a_new_heading_is_known_by_its_text(repo: Repo):
    renamed = (LENDING + LOST).replace("## Lending", "## Giving out keys")
    publish(repo, text("1"), text("1.1", renamed), text("2", renamed.replace("## Lost keys", "## Missing keys")))
    assert found(repo) == [], "renamed by an editorial revision"
    publish(repo, text("3", changed().replace("## Lending", "## Giving out")))
    assert found(repo) == [("7.5.1", "3", "giving-out")], "renamed and rewritten"


def test_of_two_sections_that_claim_a_clause_each_is_judged_by_itself(repo: Repo):
    both = LENDING + LOST.replace("Lost keys", 'Lost keys {: data-clause="7.5.1" }')
    publish(repo, text("1", LENDING + LOST), text("2", both))
    assert found(repo) == [], "new beside an old one is fresh"
    publish(repo, text("3", both.replace("reported", "told")))
    assert found(repo) == [("7.5.1", "3", "lost-keys")]


def test_a_claim_that_lost_one_of_its_sections_is_suspect(repo: Repo):
    both = LENDING + LOST.replace("Lost keys", 'Lost keys {: data-clause="7.5.1" }')
    publish(repo, text("1", both), text("2", LENDING))
    assert found(repo) == [("7.5.1", "2", "lending")]
    publish(repo, text("3", LENDING, "7.5.1 confirmed in 2"))
    assert found(repo) == []


def test_a_claim_without_a_section_rests_on_the_whole_text(repo: Repo):
    publish(repo, text("1", LOST, "7.5.1, supports 7.5.2"), text("2", LOST, "7.5.1, supports 7.5.2"))
    assert found(repo) == []
    publish(repo, text("3", LOST + "More.\n", "7.5.1 confirmed in 3, supports 7.5.2"))
    assert found(repo) == [("7.5.2", "3", "")]


def test_a_claim_whose_section_is_gone_rests_on_the_whole_text(repo: Repo):
    publish(repo, text("1"), text("2", LOST))
    assert found(repo) == [("7.5.1", "2", "")]


def test_a_moved_document_and_a_folder_keep_their_revisions(repo: Repo):
    publish(repo, text("1"))
    repo.commit({PATH: None, "procedures/QP-01-keys/index.md": text("2", changed())})
    assert found(repo) == [("7.5.1", "2", "lending")]
    repo.commit({"procedures/QP-01-keys/plan.svg": "<svg/>"})
    assert found(repo) == [("7.5.1", "2", "lending")]


def test_of_several_texts_of_one_revision_the_last_counts(repo: Repo):
    publish(repo, text("1"), text("1", changed()), text("2", changed()))
    assert found(repo) == []


def test_a_branch_is_compared_with_its_base(repo: Repo):
    publish(repo, text("1"))
    repo.branch("work")
    publish(repo, text("2"), text("2", changed()))
    assert found(repo, against="main") == [("7.5.1", "2", "lending")]
    repo.commit({PATH: None, "procedures/keys.md": text("2", changed())})
    assert found(repo, against="main") == [("7.5.1", "2", "lending")]
    publish(repo, text("2", changed(), "7.5.1 confirmed in 2"), path="procedures/keys.md")
    assert found(repo, against="main") == []


def test_an_older_commit_is_judged_as_it_stood(repo: Repo):
    publish(repo, text("1"), text("2", changed()), text("3", changed(), "7.5.1 confirmed in 3"))
    assert found(repo, ref=repo.ids[1]) == [("7.5.1", "2", "lending")]
    assert found(repo, ref=repo.ids[0]) == found(repo, view=ViewKind.PUBLISHED) == []


def test_metadata_that_cannot_be_read_claims_nothing(repo: Repo):
    publish(repo, text("1").replace("change: First issue.", "change: 'First\n issue.'\nx: &a b"), text("2", changed()))
    assert found(repo) == []
    assert system(repo).documents[0].claims


@pytest.mark.parametrize("revisions", [3, 9])
def test_one_git_process_reads_every_older_text(repo: Repo, monkeypatch: pytest.MonkeyPatch, revisions: int):
    started: list[object] = []
    original = subprocess.Popen.__init__

    def counting(self: subprocess.Popen[bytes], command: object, **options: object) -> None:
        started.append(command)
        original(self, command, **options)  # type: ignore[arg-type]

    def count() -> int:
        started.clear()
        with monkeypatch.context() as patch:
            patch.setattr(subprocess.Popen, "__init__", counting)
            system(repo)
        return len(started)

    repo.commit({"procedures/QP-09.md": document("QP-09")})
    none = count()
    for number in range(1, revisions):
        stay = {f"procedures/QP-{each:02}.md": text(str(number), id=f"QP-{each:02}") for each in range(1, 5)}
        go = text(str(number), f"{LENDING}\n{number}.\n", id="QP-05") if number < 3 else text("2", id="QP-05")
        repo.commit({**stay, "procedures/QP-05.md": go})
    assert count() == none + 1


def test_claims_in_other_forms_are_made_where_they_first_stand(repo: Repo):
    repo.write({"qms.yml": SETTINGS + "claims-from: [inline, table]\nstandard-names: {'9001': iso-9001-2026}\n"})
    body = "## Lending\n\nWhoever lends a key notes it.\n"
    noted = body.replace("notes it.", "notes it. [[9001:7.5.1]]")
    table = "| Clause | Document |\n|---|---|\n| 9001:7.5.3.2 | [Keys](QP-01.md) |\n"
    repo.commit({"procedures/QP-02.md": document("QP-02", table)})
    publish(repo, text("1", body, ""), text("2", noted, ""))
    assert [(clause, at) for clause, at, _ in found(repo) if clause == "7.5.1"] == [], "made in revision 2"
    publish(repo, text("3", noted.replace("notes it", "tells"), ""))
    assert {(clause, at) for clause, at, _ in found(repo)} == {("7.5.1", "3"), ("7.5.3.2", "3")}


# -- From one edition to the next --------------------------------------------------------------------------------------

OLD, NEW = "iso-9001-2015", "iso-9001-2026"


def of(revision: str, body: str = LENDING, **editions: str) -> str:
    lists = "".join(f"\n  {name.replace('_', '-')}: [{listed}]" for name, listed in editions.items())
    return document(revision=revision, clauses=lists, text=body)


def carried(repo: Repo) -> list[tuple[str, str, str]]:
    """Standard, clause and older edition of each claim that was carried over."""
    reworded = system(repo).reworded
    return [(one.standard, one.clause, one.edition) for one in reworded.get(PATH, ()) if one.edition]


def test_a_list_renamed_to_the_new_edition_is_carried_over_where_clauses_changed(repo: Repo):
    publish(repo, of("1", iso_9001_2015="4.1, 7.5.1"), of("2", iso_9001_2026="4.1, 7.5.1"))
    assert carried(repo) == [(NEW, "4.1", OLD)]
    publish(repo, of("3", iso_9001_2026="4.1 confirmed in 3, 7.5.1"))
    assert carried(repo) == []
    publish(repo, of("4", LENDING + "More.\n", iso_9001_2026="4.1 confirmed in 3, 7.5.1 confirmed in 4"))
    assert carried(repo) == []


def test_a_confirmation_older_than_the_claim_confirms_nothing(repo: Repo):
    publish(repo, of("1", iso_9001_2015="4.1"), of("2", iso_9001_2015="4.1", iso_9001_2026="4.1 confirmed in 1"))
    assert carried(repo) == [(NEW, "4.1", OLD)]


def test_leaving_the_old_edition_out_settles_nothing(repo: Repo):
    publish(repo, of("1", iso_9001_2015="4.1", iso_9001_2026="4.1"), of("2", iso_9001_2026="4.1"))
    assert carried(repo) == [(NEW, "4.1", OLD)]


def test_what_never_claimed_the_old_edition_is_not_carried_over(repo: Repo):
    publish(repo, of("1", iso_9001_2026="7.5.1"), of("2", iso_9001_2026="4.1, 7.5.1", iso_9001_2015="7.5.1"))
    assert carried(repo) == []


def test_a_text_that_changed_stays_suspect_under_the_new_edition(repo: Repo):
    before, after = LENDING, changed(LENDING)
    publish(repo, of("1", before, iso_9001_2015="7.5.1"), of("2", after, iso_9001_2015="7.5.1"))
    publish(repo, of("3", after, iso_9001_2026="7.5.1"))
    assert found(repo) == [("7.5.1", "2", "lending")]


# -- Figures of folder documents ---------------------------------------------------------------------------------------

FOLDER = "procedures/QP-01-keys"


def test_a_figure_that_changed_makes_the_section_suspect_that_shows_it(repo: Repo):
    shown = LENDING + '\n![Way](way.svg)\n\n## Lost keys {: data-clause="7.5.2" }\n\nReported.\n'
    index, figure = f"{FOLDER}/index.md", f"{FOLDER}/way.svg"
    repo.commit({index: text("1", shown, "7.5.1, 7.5.2"), figure: "<svg>one</svg>"})
    repo.commit({index: text("2", shown, "7.5.1, 7.5.2"), figure: "<svg>two</svg>"})
    assert found(repo) == [("7.5.1", "2", "lending")]
    repo.commit({index: text("3", shown, "7.5.1 confirmed in 3, 7.5.2"), figure: "<svg>two</svg>"})
    assert found(repo) == []


# -- What is kept between two readings ---------------------------------------------------------------------------------


def kept(repo: Repo) -> list[tuple[str, str]]:
    """Clause and revision of each suspect claim, read with what was kept."""
    reworded = read_system(repo.root).reworded
    return [(one.clause, one.revision) for path in sorted(reworded) for one in reworded[path]]


def test_what_was_found_is_kept_and_found_anew_when_anything_changes(repo: Repo, monkeypatch: pytest.MonkeyPatch):
    publish(repo, text("1"), text("2", changed()))
    assert kept(repo) == [("7.5.1", "2")]
    with monkeypatch.context() as context:
        context.setattr("qms.reading.rewording._Walk.step", None)  # nothing is compared a second time
        context.setattr("qms.reading.rewording._Walk.pass_by", None)
        assert kept(repo) == [("7.5.1", "2")]
    publish(repo, text("3", changed(), "7.5.1 confirmed in 3"))
    assert kept(repo) == []
    repo.write({PATH: text("4", LENDING + "Draft.\n\n" + LOST, "7.5.1 confirmed in 3")})
    assert kept(repo) == [("7.5.1", "4")]


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"0" * 64 + b"{}", b"\xff"])
def test_a_kept_file_that_is_damaged_counts_as_none(repo: Repo, damage: bytes):
    publish(repo, text("1"), text("2", changed()))
    assert kept(repo) == [("7.5.1", "2")]
    (file,) = Path(os.environ["XDG_CACHE_HOME"]).rglob("*-claims.json")
    file.write_bytes(damage)
    assert kept(repo) == [("7.5.1", "2")]
