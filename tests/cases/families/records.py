"""The JSON of a record: its bytes, its members, its path, and the people, times and policies it names."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cases.policy import person, start_policy
from cases.registry import case
from cases.statements import canonical
from cases.story import BOB, CARL, JANE, Story
from cases.texts import document

_members: Any  # what the tables hold is of several types
_LAST = "z" * 22  # as long as it takes
PLACE = "records/approvals/QP-01/3/approval.quality-manager.jane.doe.json"


def _one(s: Story, how: dict[str, Any] | None = None, place: str | None = PLACE, **members: Any) -> None:  # noqa: ANN401
    """Revise QP-01 properly, but for Jane's record."""
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, of="QP-01", how=how, place=place, **members))


def _dumps(data: bytes, **how: Any) -> bytes:  # noqa: ANN401 - json's own
    return (
        json.dumps(json.loads(data), **({"indent": 1, "sort_keys": True, "ensure_ascii": False} | how)) + "\n"
    ).encode()


def _swap(data: bytes) -> bytes:
    """Let two members change places."""
    lines = data.split(b"\n")
    lines[4], lines[5] = lines[5], lines[4]
    return b"\n".join(lines)


_DEEP = b"[" * 4000 + b"]" * 4000
for _name, _why, _edit, _codes in (
    ("empty", "An empty file.", lambda _: b"", "record-malformed"),
    ("no-json", "No JSON.", lambda _: b"approved\n", "record-malformed"),
    ("cut-off", "The last brace is missing.", lambda d: d[:-3] + b"\n", "record-malformed"),
    ("two-values", "Two objects in one file.", lambda d: d + d, "record-malformed"),
    (
        "member-twice",
        "`role` twice: readers differ on which one counts.",
        lambda d: d.replace(b' "role"', b' "role": "author",\n "role"'),
        "record-malformed",
    ),
    (
        "member-twice-escaped",
        "`role` a second time, its name escaped.",
        lambda d: d.replace(b' "role"', b' "\\u0072ole": "author",\n "role"'),
        "record-malformed",
    ),
    ("bom", "A byte order mark.", lambda d: b"\xef\xbb\xbf" + d, "record-malformed"),
    ("latin-1", "Latin-1.", lambda d: d.replace(b"Jane Doe", b"Jan\xe9 Doe"), "record-malformed"),
    ("surrogate", "Half a pair, escaped.", lambda d: d.replace(b"Jane Doe", b"Jane\\ud800Doe"), "record-malformed"),
    (
        "zero-width",
        "A zero-width space in the name.",
        lambda d: d.replace(b"Jane Doe", "Jane\u200b Doe".encode()),
        "record-malformed",
    ),
    (
        "decomposed",
        "A decomposed letter in the name.",
        lambda d: d.replace(b"Jane Doe", "Jane Doe\u0308".encode()),
        "record-malformed",
    ),
    (
        "control",
        "An escaped line feed in the name.",
        lambda d: d.replace(b"Jane Doe", b"Jane\\nDoe"),
        "record-malformed",
    ),
    (
        "8193-bytes",
        "One byte more than 8 KiB.",
        lambda d: d.replace(b"Jane Doe", b"x" * (8193 + 8 - len(d))),
        "record-malformed",
    ),
    ("not-a-number", "NaN is no JSON.", lambda d: d.replace(b'"Jane Doe"', b"NaN"), "record-malformed record-field"),
    (
        "deep",
        "8,000 brackets must not end in a stack.",
        lambda _: _DEEP,
        "record-malformed record-not-canonical record-field",
    ),
    (
        "list",
        "A list of one record.",
        lambda d: b"[" + d.rstrip() + b"]\n",
        "record-malformed record-not-canonical record-field",
    ),
    ("compact", "No white space.", lambda d: _dumps(d, indent=None, separators=(",", ":")), "record-not-canonical"),
    ("indent-2", "An indent of two.", lambda d: _dumps(d, indent=2), "record-not-canonical"),
    ("unsorted", "Two members changed places.", _swap, "record-not-canonical"),
    ("no-line-feed", "No LF at the end.", lambda d: d[:-1], "record-not-canonical"),
    ("two-line-feeds", "Two LF at the end.", lambda d: d + b"\n", "record-not-canonical"),
    ("crlf", "Windows line ends.", lambda d: d.replace(b"\n", b"\r\n"), "record-not-canonical"),
    ("escaped-letter", "A letter as an escape.", lambda d: d.replace(b"Jane", b"\\u004aane"), "record-not-canonical"),
    (
        "escaped-slash",
        "A slash as an escape.",
        lambda d: d.replace(b"approval/1", b"approval\\/1"),
        "record-not-canonical",
    ),
    (
        "space-before-colon",
        "A space before a colon.",
        lambda d: d.replace(b'"role":', b'"role" :'),
        "record-not-canonical",
    ),
    ("space-at-line-end", "A space at a line's end.", lambda d: d.replace(b",\n", b", \n", 1), "record-not-canonical"),
    (
        "list-on-one-line",
        "A list on one line.",
        lambda d: d.replace(b'[\n  "ann.author"\n ]', b'["ann.author"]'),
        "record-not-canonical",
    ),
):

    @case(f"record-{_name}_fail", _why, *_codes.split())
    def _(s: Story, edit: Callable[[bytes], bytes] = _edit) -> None:
        _one(s, {"json": edit})


for _name, _why, _members in (
    *(
        (f"without-{member}", f"No {member}.", {member: None})
        for member in ("authors", "name", "project", "signed_at", "supersedes")
    ),
    ("extra-member", "A member that nobody knows.", {"comment": "looks good"}),
    ("commit-member", "A commit id is no member.", {"commit": "1" * 40}),
    ("key-member", "A member of another kind of record.", {"key": "SHA256:" + "A" * 43}),
    ("no-authors", "An approval without an author.", {"authors": []}),
    ("authors-unsorted", "Authors out of order.", {"authors": ["mia.admin", "ann.author"]}),
    ("authors-twice", "An author twice.", {"authors": ["ann.author", "ann.author"]}),
    ("authors-text", "A text in the place of the list.", {"authors": "ann.author"}),
    ("authors-numbers", "A number among the authors.", {"authors": [1]}),
    ("revision-number", "A number as revision.", {"revision": 3}),
    ("name-true", "A boolean as name.", {"name": True}),
    ("revision-03", "A revision `03`.", {"revision": "03"}),
    ("digest-capitals", "A digest in capitals.", {"sha256": "A" * 64}),
    ("digest-short", "A digest of 63 digits.", {"sha256": "a" * 63}),
    ("policy-capitals", "The policy's digest in capitals.", {"policy": "A" * 64}),
    ("supersedes-dash", "`-` in the place of an empty text.", {"supersedes": "-"}),
    ("supersedes-list", "A list of digests.", {"supersedes": ["1" * 64]}),
    ("time-no-zone", "A time without Z.", {"signed_at": "2026-03-01T10:00:00"}),
    ("time-offset", "A time with an offset.", {"signed_at": "2026-03-01T10:00:00+00:00"}),
    ("time-fraction", "A fraction of a second.", {"signed_at": "2026-03-01T10:00:00.5Z"}),
    ("time-leap-second", "Second 60.", {"signed_at": "2016-12-31T23:59:60Z"}),
    ("time-24", "Hour 24.", {"signed_at": "2026-03-01T24:00:00Z"}),
    ("time-no-day", "30 February.", {"signed_at": "2026-02-30T10:00:00Z"}),
    ("time-other-digits", "Digits of another script.", {"signed_at": "\u0662026-03-01T10:00:00Z"}),
    ("time-space", "A space in the place of T.", {"signed_at": "2026-03-01 10:00:00Z"}),
    ("format-2", "A format of the future.", {"format": "approval/2"}),
    (
        "format-of-policies",
        "A document's approval in the policy's format.",
        {"format": "policy-approval/1", "authors": []},
    ),
    ("meaning-unknown", "A meaning that nobody knows.", {"meaning": "rejection"}),
    (
        "meaning-of-another-format",
        "The meaning of another format.",
        {"meaning": "enrolment", "format": "approval/1", "authors": []},
    ),
    ("person-capitals", "A person in capitals.", {"person": "Jane.Doe"}),
    ("role-form", "No role's name.", {"role": "quality_manager"}),
    (
        "project-capitals",
        "The project's UUID in capitals.",
        {"project": "urn:uuid:6F0B2B1E-0000-4000-8000-000000000001"},
    ),
    ("subject-form", "No document id.", {"subject": "qp-01"}),
    ("name-markup", "Markup in the name.", {"name": "Jane <b>Doe</b>"}),
):

    @case(f"record-{_name.replace('_', '-')}_fail", _why, "record-field")
    def _(s: Story, members: dict[str, Any] = _members) -> None:
        _one(s, **members)


@case("record-null_fail", "A null in the place of an empty text.", "record-field")
def _(s: Story) -> None:
    _one(s, {"json": lambda data: b"".join(data.partition(b'"supersedes": ')[:2]) + b"null\n}\n"})


@case("record-review-with-authors_fail", "A review names authors.", "record-field")
def _(s: Story) -> None:
    s.step(s.act(JANE, "review", of="QP-01", authors=["ann.author"]))


_BASE = "records/approvals/QP-01"
for _name, _why, _place, _codes in (
    (
        "revision",
        "In the folder of another revision.",
        f"{_BASE}/4/approval.quality-manager.jane.doe.json",
        "record-path",
    ),
    (
        "document",
        "In the folder of another document.",
        "records/approvals/WI-01/3/approval.quality-manager.jane.doe.json",
        "record-path",
    ),
    ("meaning", "Named as a review.", f"{_BASE}/3/review.quality-manager.jane.doe.json", "record-path"),
    ("role", "Named with another role.", f"{_BASE}/3/approval.process-owner.jane.doe.json", "record-path"),
    ("person", "Named as another person's.", f"{_BASE}/3/approval.quality-manager.carl.jung.json", "record-path"),
    (
        "second-first",
        "The second number without a first record.",
        f"{_BASE}/3/approval.quality-manager.jane.doe.2.json",
        "record-path",
    ),
    (
        "number-1",
        "The first record has no number.",
        f"{_BASE}/3/approval.quality-manager.jane.doe.1.json",
        "record-path record-stray",
    ),
    (
        "number-02",
        "A number with a zero before it.",
        f"{_BASE}/3/approval.quality-manager.jane.doe.02.json",
        "record-path record-stray",
    ),
    ("deeper", "One folder deeper.", f"{_BASE}/3/x/approval.quality-manager.jane.doe.json", "record-path record-stray"),
    ("name", "A name of its own.", f"{_BASE}/3/jane.json", "record-path record-stray"),
):

    @case(f"record-path-{_name}_fail", _why, *_codes.split())
    def _(s: Story, place: str = _place) -> None:
        _one(s, place=place)


@case("record-path-gap_fail", "The third number after the first.", "record-path")
def _(s: Story) -> None:
    s.step(s.act(JANE, "review", of="QP-01"))
    s.step(s.act(JANE, "review", of="QP-01", number=3, signed_at="2026-04-01T10:00:00Z"))


@case("record-copied_fail", "The records of revision 2 are copied into the folder of revision 3.", "record-path")
def _(s: Story) -> None:
    names = [f"approval.{role}.{who}.json{end}" for who, role in (BOB, JANE) for end in ("", ".sig")]
    copied = {f"{_BASE}/3/{name}": s.read(f"{_BASE}/2/{name}") for name in names}
    s.step({"procedures/QP-01.md": document("QP-01", "3")}, copied)


@case("record-twice_fail", "Jane's approval again, byte for byte, as her second.", "record-duplicate")
def _(s: Story) -> None:
    s.step(s.act(JANE, of="WI-01", number=2))


@case("record-twice-in-a-step_fail", "The same statement twice in one step.", "record-duplicate")
def _(s: Story) -> None:
    s.step(s.act(CARL, of="WI-01"), s.act(CARL, of="WI-01", number=2))


@case("record-twice-other-signature_fail", "The same statement with another signature over it.", "record-duplicate")
def _(s: Story) -> None:
    s.step(s.act(JANE, of="WI-01", number=2, how={"hash": "sha256"}))


@case("record-project_fail", "An approval for another company's QP-01.", "record-project")
def _(s: Story) -> None:
    _one(s, project="urn:uuid:6f0b2b1e-0000-4000-8000-000000000002")


@case("record-project-late_fail", "A late approval for another project.", "record-project")
def _(s: Story) -> None:
    s.step(s.act(CARL, of="QP-01", project="urn:uuid:00000000-0000-4000-8000-000000000000"))


for _name, _why, _by, _members, _code in (
    ("policy", "A policy that never was.", JANE, {"policy": "0" * 64}, "record-policy"),
    ("person", "Nobody of that name.", ("eve.evil", "quality-manager"), {}, "person-unknown"),
    ("name-case", "The printed name in other letter case.", JANE, {"name": "jane doe"}, "name-differs"),
    ("name-homoglyph", "A Cyrillic letter in the printed name.", JANE, {"name": "J\u0430ne Doe"}, "name-differs"),
    ("name-of-another", "Carl's name over Jane's record.", JANE, {"name": "Carl Jung"}, "name-differs"),
    ("role", "Ann holds no such role.", ("ann.author", "quality-manager"), {"authors": ["mia.admin"]}, "role-not-held"),
    ("role-unknown", "A role that nobody holds.", ("jane.doe", "pope"), {}, "role-not-held"),
    ("role-of-bridges", "The reserved role.", ("jane.doe", "bridge"), {}, "role-not-held"),
    ("author", "An author whom nobody knows.", JANE, {"authors": ["eve.evil"]}, "author-unknown"),
    (
        "author-among-others",
        "One unknown author among others.",
        JANE,
        {"authors": ["ann.author", "zoe.zero"]},
        "author-unknown",
    ),
    ("time", "One second more than five minutes ahead.", JANE, {"signed_at": "2026-11-23T00:05:01Z"}, "time-future"),
    ("time-9999", "The last day of the grammar.", JANE, {"signed_at": "9999-12-31T23:59:59Z"}, "time-future"),
):

    @case(f"record-says-{_name}_fail", _why, _code)
    def _(s: Story, by: tuple[str, str] = _by, members: dict[str, Any] = _members) -> None:
        _one(s, None, None, **members) if by == JANE else s.step(
            s.issue("QP-01", "3", by=(BOB, JANE)), s.act(by, of="QP-01", **members)
        )


@case("record-exactly-8-kib", "A record of exactly 8 KiB: many authors.", start=False)
def _(s: Story) -> None:
    names = [f"{'w' * 40}.{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)]
    policy = start_policy()
    for at, name in enumerate(names):
        policy["people"][name] = person(name, f"W {at + 1000}", ["author"], 5000 + at) | {"keys": []}
    policy["people"][_LAST] = {"name": "Last One", "roles": ["author"]}
    s.started(policy)
    chosen = _authors(s, names)
    s.step(s.issue("QP-01", "3", by=(BOB,), authors=chosen), s.act(JANE, of="QP-01", authors=chosen))


def _authors(s: Story, names: list[str]) -> list[str]:
    """Take as many authors as make Jane's record 8,192 bytes."""
    made = json.loads(next(iter(s.act(JANE, of="QP-01").values()))) | {"authors": names}
    while len(canonical(made)) > 8192 - 28:
        made["authors"] = made["authors"][:-1]
    return [*made["authors"], _LAST]
