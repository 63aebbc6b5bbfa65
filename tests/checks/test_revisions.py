"""Revisions over time: by history, by a base, and what lies behind; each fault beside a near good case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.builders import base, change, changes, codes, document, history, judge, problems, system
from qms.model.change import Change, ChangeKind
from qms.model.problem import Problem


def only(*found: Change, revision: str) -> Problem:
    """The one problem of a document with a history."""
    (problem,) = problems(system(document(revision=revision), history=history(found)))
    return problem


@pytest.mark.parametrize(
    ("revision", "published", "expected"),
    [
        ("1", (), []),
        ("7", (), []),
        ("1", ("1",), []),
        ("4", ("4",), []),
        ("2", ("1", "2"), []),
        ("1.1", ("1", "1.1"), []),
        ("2", ("1", "1.1", "2"), []),
        ("2", ("1", "2", "2"), ["revision-unchanged"]),
        ("3", ("1", "3"), ["revision-skipped"]),
        ("1.2", ("1", "1.2"), ["revision-skipped"]),
        ("2.1", ("1.1", "2.1"), ["revision-skipped"]),
        ("2", ("3", "2"), ["revision-backwards"]),
        ("1", ("1", "2", "1"), ["revision-reused"]),
        ("3", ("1", "2", "2", "3"), ["history-unchanged"]),
        ("5", ("1", "4", "5"), ["history-order"]),
        ("3", ("1", "2", "1", "3"), ["history-order"]),
        ("1.1", ("1", "2", "1", "1.1"), ["history-order"]),
        ("2", ("", "", "draft", "1", "2"), []),
        ("2", ("1", "", "2"), []),
        ("2", ("03", "2"), []),
    ],
)
def test_the_step_into_the_present_revision_is_judged_by_history(
    revision: str, published: tuple[str, ...], expected: list[str]
):
    assert judge(revision, *published) == expected


@pytest.mark.parametrize(
    ("revision", "published", "expected"),
    [
        ("2", ("1",), []),
        ("1", ("1",), ["revision-unchanged"]),
        ("3", ("1",), ["revision-skipped"]),
        ("1", ("1", "2"), ["revision-reused"]),
        ("1", ("2",), ["revision-backwards"]),
        ("2", ("1", "1"), ["history-unchanged"]),
        ("v2", ("1",), ["revision-format"]),
        ("v2", ("1", "2", "2"), ["revision-format"]),
    ],
)
def test_edits_that_no_commit_has_are_the_step_to_come(revision: str, published: tuple[str, ...], expected: list[str]):
    assert judge(revision, *published, committed=False) == expected


def test_the_message_names_day_and_commit_and_the_remedy_the_next_revision():
    problem = only(change(1, "1"), change(2, "2", "a"), change(9, "2", "b"), revision="2")
    assert problem.message == (
        "revision 2 was published on 2026-01-03 (commit 0000002), and with another text on 2026-01-10 (commit 0000009)"
    )
    assert problem.fix == "Give the text revision 2.1 (an editorial change) or 3; say why in `change:`."
    assert str(problem.place) == "procedures/QP-01.md:5:1"


def test_what_lies_behind_says_that_later_revisions_stand():
    problem = only(change(1, "1", "a"), change(2, "1", "b"), change(3, "2"), revision="2")
    assert "from 2026-01-03 (commit 0000002) on; later revisions stand" in problem.message
    problem = only(change(1, "1"), change(2, "7"), change(3, "8"), revision="8")
    assert problem.message.startswith("revision 7, published on 2026-01-03 (commit 0000002) after revision 1, does not")


def test_a_slip_that_is_published_can_be_mended_by_going_on():
    assert (
        "Go on with revision 5.1 (an editorial change) or 6" in only(change(1, "1"), change(2, "5"), revision="5").fix
    )
    assert judge("6", "1", "5", committed=False) == ["history-order"]
    assert judge("3", "1", "2", "1", committed=False) == ["history-order"]


def test_a_move_without_an_edit_changes_no_text():
    moved = change(3, "2", "a", kind=ChangeKind.MOVED, previous_path="procedures/old.md")
    past = history((change(1, "1"), change(2, "2", "a"), moved))
    assert codes(system(document(revision="2"), history=past)) == []


def test_a_document_that_was_gone_for_a_while_goes_on():
    gone = change(2, "1", "a", kind=ChangeKind.REMOVED, blob="")
    back = (change(1, "1", "a"), gone, change(3, "1", "a"))
    assert codes(system(document(revision="1"), history=history(back))) == []


def test_another_document_that_stood_at_the_path_does_not_count():
    past = (*changes("1", "2", "3", identifier="QP-99"), change(9, "1", identifier="QP-01"))
    past = tuple(one._replace(path="procedures/QP-01.md") for one in past)
    assert codes(system(document(revision="1"), history=history(past))) == []


OLD, NEW = document(revision="1"), document(revision="2")
PAST = history(changes("1"))


@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        ("2", []),
        ("1.1", []),
        ("1", ["revision-unchanged"]),
        ("3", ["revision-skipped"]),
        ("v2", ["revision-format"]),
    ],
)
def test_a_branch_is_judged_by_what_its_base_has(revision: str, expected: list[str]):
    edited = document(revision=revision, title="Edited")
    assert codes(system(edited, base=base(OLD, fork=[OLD], past=PAST))) == expected


def test_a_base_knows_which_revisions_were_used():
    tip = document(revision="3", title="Tip")
    past = history(changes("1", "2", "3"))
    used = system(document(revision="2", title="Edited"), base=base(tip, fork=[tip], past=past))
    assert codes(used) == ["revision-reused"]
    never = system(document(revision="1.1", title="Edited"), base=base(tip, fork=[tip], past=past))
    assert codes(never) == ["revision-backwards"]


def test_what_the_branch_did_not_touch_is_not_judged():
    past = history(changes("1", "3", "3"))
    tip = document(revision="3")
    assert codes(system(tip, base=base(tip, fork=[tip], past=past), history=past)) == []
    assert codes(system(OLD, base=base(tip, fork=[OLD], past=past), history=history(changes("1")))) == []


def test_several_commits_of_one_draft_are_one_revision():
    drafts = history((*changes("1"), change(5, "2", "a"), change(6, "2", "b"), change(7, "5"), change(8, "2", "c")))
    draft = system(NEW, base=base(OLD, fork=[OLD], past=PAST), history=drafts)
    assert codes(draft) == []
    assert "revision-reused" in codes(replace(draft, base=None))


def test_what_lies_behind_the_base_stays_a_warning():
    past = history(changes("1", "1", "4", "5"))
    tip = document(revision="5")
    judged = system(document(revision="6", title="Edited"), base=base(tip, fork=[tip], past=past))
    assert codes(judged) == ["history-order", "history-unchanged"]


def test_a_base_that_moved_on_is_named_with_the_way_out():
    tip = document(revision="2", title="Theirs")
    past = history(changes("1", "2"))
    (problem,) = problems(system(document(revision="2", title="Ours"), base=base(tip, fork=[OLD], past=past)))
    assert problem.code == "revision-unchanged"
    assert "main has changed the document since this branch left it" in problem.message
    assert problem.fix.startswith("Merge main in and give the document revision 2.1 (an editorial change) or 3")
    (problem,) = problems(system(document(revision="2", title="Ours"), base=base(tip, past=past)))
    assert problem.code == "revision-unchanged"
    still = problems(system(document(revision="1", title="Ours"), base=base(OLD, fork=[OLD], past=PAST)))
    assert "since" not in still[0].message


def test_a_new_document_is_fine_unless_its_id_was_withdrawn():
    fresh = system(document("QP-02"), base=base(OLD, fork=[OLD], past=PAST))
    assert codes(fresh) == []
    past = history(changes("1"), withdrawn=[changes("1", "2", identifier="QP-02")])
    (problem,) = problems(system(document("QP-02"), base=base(OLD, fork=[OLD], past=past)))
    assert (problem.code, problem.message) == (
        "id-retired",
        "QP-02 was withdrawn from main on 2026-01-03 (commit 0000002)",
    )


def test_a_document_that_the_branch_moved_is_found_by_its_id():
    moved = document(revision="1", path="manual/elsewhere.md", title="Edited")
    assert codes(system(moved, base=base(OLD, fork=[OLD], past=PAST))) == ["revision-unchanged"]
