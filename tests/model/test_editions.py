"""Maps in a row: the shortest chain is taken, and the whole says of each clause what its parts say."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qms.model.editions import Correspondence, EditionMap, Relation, compose, route
from qms.model.standard import Clause, Standard

NUMBERS = tuple("abcdef")
EDITIONS = ("e1", "e2", "e3", "e4", "e5")
LED = (Relation.SAME, Relation.RETITLED, Relation.CHANGED, Relation.SPLIT, Relation.MERGED)
some = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def maps(draw: st.DrawFn, source: str = "e1", target: str = "e2") -> EditionMap:
    """A map in which each clause of both editions has its row."""
    rows = [
        Correspondence((origin,), draw(some), draw(st.sampled_from(LED)), draw(st.sampled_from(["", "Note."])))
        if draw(st.booleans())
        else Correspondence((origin,), (), Relation.REMOVED)
        for origin in NUMBERS
    ]
    led = {target for row in rows for target in row.targets}
    rows += [Correspondence((), (number,), Relation.NEW) for number in NUMBERS if number not in led]
    return EditionMap(source, target, tuple(rows), confidence=f"{source} to {target}.")


def identity(source: str, target: str) -> EditionMap:
    rows = tuple(Correspondence((number,), (number,), Relation.SAME) for number in NUMBERS)
    return EditionMap(source, target, rows)


@given(st.integers(2, 5))
def test_unchanged_and_unchanged_is_unchanged(length: int):
    whole = identity(EDITIONS[0], EDITIONS[1])
    for source, target in pairwise(EDITIONS[1:length]):
        whole = compose(whole, identity(source, target))
    assert whole.rows == identity("e1", "e2").rows
    assert whole.id == f"e1--{EDITIONS[max(length, 2) - 1]}"
    assert whole.via == EDITIONS[1 : length - 1]


@given(maps("e1", "e2"))
def test_a_map_followed_or_led_by_an_unchanged_one_says_the_same(edition: EditionMap):
    for whole in (compose(edition, identity("e2", "e3")), compose(identity("e0", "e1"), edition)):
        for number in NUMBERS:
            assert whole.targets(number) == edition.targets(number)
            assert set(whole.origins(number)) == set(edition.origins(number))
            assert whole.relation(number) is edition.relation(number)


@given(maps("e1", "e2"), maps("e2", "e3"))
def test_each_clause_is_reached_or_new_and_each_old_one_led_on_or_removed(first: EditionMap, second: EditionMap):
    whole = compose(first, second)
    assert (whole.source, whole.target, whole.via) == ("e1", "e3", ("e2",))
    for number in NUMBERS:
        through = {target for middle in first.targets(number) for target in second.targets(middle)}
        assert set(whole.targets(number)) == through
        relations = {row.relation for row in whole.by_origin[number]}
        assert (relations == {Relation.REMOVED}) == (not through)
        assert Relation.REMOVED not in relations or not through
        back = {origin for middle in second.origins(number) for origin in first.origins(middle)}
        assert set(whole.origins(number)) == back
        assert (whole.relation(number) is Relation.NEW) == (not back)
        assert whole.by_target[number]


@given(maps("e1", "e2"), maps("e2", "e3"), maps("e3", "e4"))
def test_it_does_not_matter_which_two_are_joined_first(first: EditionMap, second: EditionMap, third: EditionMap):
    left, right = compose(compose(first, second), third), compose(first, compose(second, third))
    assert left.via == right.via == ("e2", "e3")
    for number in NUMBERS:
        assert set(left.targets(number)) == set(right.targets(number))
        assert (left.relation(number) is Relation.NEW) == (right.relation(number) is Relation.NEW)


@given(st.sets(st.tuples(st.sampled_from(EDITIONS), st.sampled_from(EDITIONS))), st.data())
def test_a_route_is_a_chain_of_known_maps_and_the_shortest(known: set[tuple[str, str]], data: st.DataObject):
    source, target = data.draw(st.permutations(EDITIONS))[:2]
    chain = route(known, source, target)
    assert set(chain) <= known
    if chain:
        assert (chain[0][0], chain[-1][1]) == (source, target)
        assert all(one[1] == other[0] for one, other in pairwise(chain))
        assert len({edition for pair in chain for edition in pair}) == len(chain) + 1
    reached, steps = {source}, 0
    while target not in reached and steps <= len(EDITIONS):
        reached |= {newer for older, newer in known if older in reached}
        steps += 1
    assert len(chain) == (steps if target in reached else 0)


def test_a_heading_in_the_middle_leads_to_what_stands_under_it():
    first = EditionMap("e1", "e2", (Correspondence(("a",), ("4",), Relation.CHANGED, "A note."),))
    second = EditionMap(
        "e2",
        "e3",
        (
            Correspondence(("4.1",), ("x",), Relation.SAME),
            Correspondence(("Z",), ("z",), Relation.SAME, confidence="Doubtful."),
            Correspondence((), ("y",), Relation.NEW, "Quite new."),
        ),
    )
    middle = Standard(
        "e2", "E", "E", "current", (Clause("4", "H", requirement=False), Clause("Z", "Z", requirement=True, parent="4"))
    )
    assert compose(first, second).targets("a") == ("x",)
    whole = compose(first, second, middle)
    assert whole.targets("a") == ("x", "z")
    assert whole.by_origin["a"] == (
        Correspondence(("a",), ("x",), Relation.CHANGED, "A note."),
        Correspondence(("a",), ("z",), Relation.CHANGED, "A note.", "Doubtful."),
    )
    assert whole.by_target["y"] == (Correspondence((), ("y",), Relation.NEW, "Quite new."),)
    upward = EditionMap("e1", "e2", (Correspondence(("a",), ("4.1.2",), Relation.SAME),))
    assert compose(upward, second).targets("a") == ("x",)
