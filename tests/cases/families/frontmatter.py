"""Front matter: restricted YAML, a closed list of fields, and nothing that claims an approval."""

from __future__ import annotations

from cases.registry import case
from cases.story import BOB, JANE, MIA, Story
from cases.texts import document


def _plain(s: Story, *lines: str, **fields: str | None) -> None:
    """Revise QP-01 with these fields and further lines."""
    data = document("QP-01", "3", **fields)
    extra = "".join(f"{line}\n" for line in lines).encode()
    s.step(s.issue("QP-01", "3", data.replace(b"owner:", extra + b"owner:", 1)))


_NESTED = "x: " + "[" * 8 + "a" + "]" * 8
for _name, _why, _line, _code in (
    ("yaml-tab_fail", "A tab in the front matter.", 'change: "a\tb"', "yaml-malformed"),
    ("yaml-directive_fail", "A directive.", "%YAML 1.1", "yaml-malformed"),
    (
        "yaml-document-end_fail",
        "A line `...` ends the document for YAML, not for the front matter.",
        "...",
        "yaml-malformed",
    ),
    ("yaml-unclosed_fail", "A list that is not closed.", "tags: [a, b", "yaml-malformed yaml-construct"),
    ("yaml-quote-unclosed_fail", "A quote that is not closed on its line.", 'change: "a', "yaml-malformed"),
    ("yaml-decomposed_fail", "A decomposed letter.", "change: u\u0308ber", "yaml-malformed"),
    ("yaml-zero-width_fail", "A zero-width space, also in a comment.", "# a\u200bb", "yaml-malformed"),
    ("yaml-c1_fail", "U+0085, which YAML takes for a line break.", "change: a\u0085b", "yaml-malformed"),
    ("yaml-line-separator_fail", "U+2028, which YAML takes for a line break.", "change: a\u2028b", "yaml-malformed"),
    ("yaml-private-use_fail", "A private-use character.", "change: a\ue000b", "yaml-malformed"),
    ("yaml-bom-inside_fail", "U+FEFF inside the front matter.", "change: a\ufeffb", "yaml-malformed"),
    ("yaml-nine-deep_fail", "Nine collections inside each other.", _NESTED, "yaml-malformed"),
    (
        "yaml-3000-deep_fail",
        "3,000 open brackets must not end in a stack.",
        "x: " + "[" * 3000 + "]" * 3000,
        "yaml-malformed",
    ),
    ("yaml-20001-nodes_fail", "More than 20,000 nodes.", "tags: [" + ",".join(["a"] * 20001) + "]", "yaml-malformed"),
    ("yaml-indent_fail", "An indent that fits nothing.", "  change: a", "yaml-malformed"),
    ("yaml-anchor_fail", "An anchor.", "change: &a text", "yaml-construct"),
    ("yaml-tag_fail", "A tag.", "change: !!str text", "yaml-construct"),
    (
        "yaml-python-tag_fail",
        "A tag that runs code in careless readers.",
        "change: !!python/name:os.system x",
        "yaml-construct",
    ),
    ("yaml-own-tag_fail", "The tag that says nothing.", "change: ! text", "yaml-construct"),
    ("yaml-merge_fail", "A merge key.", "<<: {status: x}", "yaml-construct"),
    ("yaml-complex-key_fail", "A key after a question mark.", "? change\n: text", "yaml-construct"),
    ("yaml-list-as-key_fail", "A list as a key.", "[a, b]: text", "yaml-construct"),
    ("yaml-literal_fail", "A literal block.", "change: |\n  text", "yaml-construct"),
    ("yaml-folded_fail", "A folded block.", "change: >-\n  text", "yaml-construct"),
    ("yaml-two-lines_fail", "A plain scalar over two lines.", "change: a\n  b", "yaml-construct"),
    ("yaml-quoted-two-lines_fail", "A quoted scalar over two lines.", 'change: "a\n  b"', "yaml-construct"),
    ("yaml-single-two-lines_fail", "A single-quoted scalar over two lines.", "change: 'a\n  b'", "yaml-construct"),
    ("yaml-backslash_fail", "An escape in double quotes.", r'change: "a\u202eb"', "yaml-construct"),
    ("yaml-harmless-backslash_fail", "Even a harmless escape.", r'change: "a\"b"', "yaml-construct"),
    ("yaml-empty_fail", "A key with nothing after it.", "change:", "yaml-construct"),
    ("yaml-empty-in-list_fail", "An item with nothing after the dash.", "tags:\n-\n- a", "yaml-construct"),
    ("yaml-twice_fail", "`revision: 2` and `revision: 3`.", "revision: 2", "yaml-duplicate-key"),
    ("yaml-twice-quoted_fail", "The second key is quoted.", '"revision": 2', "yaml-duplicate-key"),
    (
        "yaml-twice-inside_fail",
        "A key twice in an inner mapping.",
        "clauses: {iso-9001: ['4'], 'iso-9001': ['5']}",
        "yaml-duplicate-key",
    ),
    ("field-unknown_fail", "A field that nobody knows.", "color: red", "front-matter-field"),
    ("field-class_fail", "A document cannot choose its class.", "class: instruction", "front-matter-field"),
    ("field-in-capitals_fail", "`Review` is not `review`.", "Review: 1 year", "front-matter-field"),
    ("field-underscore_fail", "`read_by` is not `read-by`.", "read_by: [author]", "front-matter-field"),
    ("field-x-empty_fail", "`x-` with nothing after it.", "x-: text", "front-matter-field"),
    ("field-x-capitals_fail", "`x-` and no class name.", "x-Note: text", "front-matter-field"),
    ("value-effective_fail", "30 February.", "effective: 2026-02-30", "front-matter-value"),
    ("value-effective-time_fail", "A date with a time.", "effective: 2026-02-20T00:00:00Z", "front-matter-value"),
    ("value-effective-digits_fail", "A date in other digits.", "effective: \u0662026-02-01", "front-matter-value"),
    ("value-review_fail", "A unit that is not in the grammar.", "review: 12 weeks", "front-matter-value"),
    ("value-review-zero_fail", "No months.", "review: 0 months", "front-matter-value"),
    ("value-review-1000_fail", "Four digits.", "review: 1000 months", "front-matter-value"),
    ("value-approval-empty_fail", "An empty list of roles.", "approval: []", "front-matter-value"),
    ("value-approval-text_fail", "A text in the place of a list.", "approval: toolsmith", "front-matter-value"),
    ("value-approval-twice_fail", "A role twice.", "approval: [toolsmith, toolsmith]", "front-matter-value"),
    ("value-approval-form_fail", "No role's name.", "approval: [Tool Smith]", "front-matter-value"),
    (
        "value-approval-mapping_fail",
        "A rule in the place of a role.",
        "approval: [{role: toolsmith, at-least: 0}]",
        "front-matter-value",
    ),
    ("value-read-by-empty_fail", "An empty list of readers.", "read-by: []", "front-matter-value"),
    ("value-change-501_fail", "501 characters.", "change: " + "x" * 501, "front-matter-value"),
    ("value-change-space_fail", "A text that ends in a space.", 'change: "text "', "front-matter-value"),
    ("value-change-empty_fail", "An empty text.", 'change: ""', "front-matter-value"),
    ("value-tags-41_fail", "A tag of 41 characters.", "tags: [" + "x" * 41 + "]", "front-matter-value"),
    ("value-tags-empty_fail", "No tags at all.", "tags: []", "front-matter-value"),
    ("value-clauses-list_fail", "Clauses without a standard.", "clauses: [7.5]", "front-matter-value"),
    ("value-clauses-name_fail", "A standard's name in capitals.", "clauses: {ISO: ['7.5']}", "front-matter-value"),
    ("value-clauses-empty_fail", "A standard without clauses.", "clauses: {iso-9001: []}", "front-matter-value"),
    (
        "value-not-applicable_fail",
        "A clause without its reason.",
        "not-applicable: {iso-9001: ['8.3']}",
        "front-matter-value",
    ),
    ("claim-status_fail", "A state is typed.", "status: approved", "approval-claimed"),
    ("claim-state_fail", "A state is typed.", "state: in force", "approval-claimed"),
    ("claim-approved_fail", "`approved: true`.", "approved: true", "approval-claimed"),
    ("claim-approver_fail", "An approver is typed.", "approver: Jane Doe", "approval-claimed"),
    ("claim-approved-by_fail", "`approved-by`.", "approved-by: Jane Doe", "approval-claimed"),
    ("claim-approved_on_fail", "`approved_on`.", "approved_on: 2026-01-01", "approval-claimed"),
    (
        "claim-approval-date_fail",
        "`approval-date`, although `approval` is a field.",
        "approval-date: 2026-01-01",
        "approval-claimed",
    ),
    ("claim-signed-off_fail", "`signed-off`.", "signed-off: Jane Doe", "approval-claimed"),
    ("claim-signature_fail", "A signature is typed.", "signature: AAAA", "approval-claimed"),
):

    @case(_name.replace("_on_", "-on_"), _why, *_code.split())
    def _(s: Story, line: str = _line) -> None:
        _plain(s, line)


@case("yaml-alias_fail", "An alias, with its anchor.", "yaml-construct")
def _(s: Story) -> None:
    _plain(s, "x-one: &a text", "x-two: *a")


for _name, _why, _field, _value, _code in (
    ("revision-leading-zero_fail", "`03`.", "revision", "03", "revision-format"),
    ("revision-minor-zero_fail", "`3.0`.", "revision", "3.0", "revision-format"),
    ("revision-five-digits_fail", "`10000`.", "revision", "10000", "revision-format"),
    ("revision-minor-four-digits_fail", "`2.1000`.", "revision", "2.1000", "revision-format"),
    ("revision-other-digits_fail", "Digits of another script.", "revision", "٣", "revision-format"),
    ("revision-letter_fail", "A letter.", "revision", "C", "revision-format"),
    ("revision-three-parts_fail", "`2.1.1`.", "revision", "2.1.1", "revision-format"),
    ("revision-signed_fail", "`+3`.", "revision", "+3", "revision-format"),
    ("revision-list_fail", "A list.", "revision", "['3']", "revision-format front-matter-value"),
    ("id-form_fail", "An id of seven digits.", "id", "QP-1234567", "front-matter-value"),
    ("id-four-parts_fail", "An id of four words.", "id", "A-B-C-D-1", "front-matter-value"),
    ("title-markup_fail", "A script in the title.", "title", "<script>alert(1)</script>", "front-matter-value"),
    ("title-201_fail", "A title of 201 characters.", "title", "x" * 201, "front-matter-value"),
    ("type-form_fail", "A type in capitals.", "type", "Procedure", "front-matter-value"),
    ("owner-nobody_fail", "A role that nobody holds.", "owner", "pope", "front-matter-value"),
    ("owner-a-person_fail", "A person in the place of a role.", "owner", "jane.doe", "front-matter-value"),
):

    @case(_name, _why, *_code.split())
    def _(s: Story, field: str = _field, value: str = _value) -> None:
        _plain(s, **{field: value})


for _field in ("id", "title", "type", "revision", "owner"):

    @case(f"field-{_field}-missing_fail", f"No {_field}.", "front-matter-field")
    def _(s: Story, field: str = _field) -> None:
        s.step(s.issue("QP-01", "3", document("QP-01", "3", **{field: None})))


for _name, _why, _data, _code in (
    ("front-matter-none_fail", "No front matter at all.", b"# QP-01\n", "front-matter-missing"),
    (
        "front-matter-open_fail",
        "Front matter that never ends.",
        b"---\nid: QP-01\nrevision: 3\n",
        "front-matter-missing",
    ),
    ("front-matter-late_fail", "An empty line before it.", b"\n" + document("QP-01", "3"), "front-matter-missing"),
    (
        "front-matter-space_fail",
        "A space after the first dashes.",
        b"--- " + document("QP-01", "3")[3:],
        "front-matter-missing",
    ),
    (
        "front-matter-end-of-file_fail",
        "The last line has no LF.",
        document("QP-01", "3", "")[:-1],
        "front-matter-missing",
    ),
    ("front-matter-empty-file_fail", "An empty file.", b"", "front-matter-missing"),
    ("front-matter-list_fail", "A list in the place of a mapping.", b"---\n- id: QP-01\n---\n", "yaml-malformed"),
    ("front-matter-text_fail", "A text in the place of a mapping.", b"---\nQP-01\n---\n", "yaml-malformed"),
):

    @case(_name, _why, _code)
    def _(s: Story, data: bytes = _data) -> None:
        s.step(s.issue("QP-01", "3", data))


_ALL = (
    "effective: 2031-01-01",
    "review: 12 months",
    "change: Retention times moved.   # a comment",
    "clauses:\n  iso-9001-2026: [7.5.1, '7.5.2']\n  iso-9001-2015:\n  - 4.10",
    'not-applicable: {iso-9001-2026: {"8.3": "We design nothing."}}',
    "read-by: [author, toolsmith]",
    "description: What it is about",
    "icon: material/file",
    "tags: [one, two]",
    "hide: [toc]",
    "x-internal-note: yes",
)
for _name, _why, _lines, _fields in (
    ("every-field", "Every optional field that changes no verdict.", _ALL, {}),
    ("effective-past", "In force long ago: changes no verdict.", ("effective: 1999-01-01",), {}),
    ("quoted-values", "Quoting changes nothing.", (), {"revision": "'3'", "id": '"QP-01"'}),
    (
        "values-stay-text",
        "`NO`, `010` and `1:30` are those characters.",
        ("description: NO", "change: 010", "tags: [1:30, ~]"),
        {},
    ),
    ("title-200", "A title of 200 characters.", (), {"title": "x" * 200}),
    ("change-500", "A change of 500 characters.", ("change: " + "ü" * 500,), {}),
    ("tag-40", "A tag of 40 characters.", ("tags: [" + "x" * 40 + "]",), {}),
    ("review-999-years", "The longest review interval.", ("review: 999 years",), {}),
    ("owner-another-role", "The owner is a role that somebody holds.", (), {"owner": "toolsmith"}),
    (
        "backslash-elsewhere",
        "A backslash in plain and single-quoted texts is a backslash.",
        ("change: a\\nb", r"description: 'a\x41'"),
        {},
    ),
    ("type-of-its-own", "A type is only a name: it makes no class.", (), {"type": "work-instruction"}),
):

    @case(f"front-matter-{_name}", _why)
    def _(s: Story, lines: tuple[str, ...] = _lines, fields: dict[str, str] = _fields) -> None:
        _plain(s, *lines, **fields)


@case("front-matter-approval-list", "`approval:` as a block list of two roles, all signed by different persons.")
def _(s: Story) -> None:
    data = document("QP-01", "3", approval="\n- toolsmith\n- process-owner").replace(b"approval: ", b"approval:")
    carl = ("carl.jung", "process-owner")
    policy = s.policy | {"people": {**s.policy["people"]}}
    policy["people"]["carl.jung"] = policy["people"]["carl.jung"] | {"roles": ["quality-manager", "process-owner"]}
    s.step(s.rotate(policy))
    s.step(s.issue("QP-01", "3", data, by=(BOB, JANE, MIA, carl)))
