"""Where trust starts: the anchor, adopting what was there before, and which commit is judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from cases.forge import EXECUTABLE, SYMLINK, Change, Changes
from cases.policy import PROJECT, changed, render, start_policy
from cases.registry import case
from cases.statements import digest
from cases.story import BOSS, CARL, JANE, MIA, POLICY, Issue, Signers, Story
from cases.texts import document, manifest

OTHER = "urn:uuid:6f0b2b1e-0000-4000-8000-000000000002"
DOCUMENTS = {"procedures/QP-07.md": document("QP-07", "7"), "instructions/WI-03.md": document("WI-03", "2.1")}
Listed = list[dict[str, str]]


def _listed(*rows: tuple[str, str, str]) -> Listed:
    return [dict(zip(("id", "revision", "sha256"), row, strict=True)) for row in sorted(rows)]


_LIST = _listed(
    *((path[-8:-3], revision, digest(DOCUMENTS[path])) for path, revision in zip(DOCUMENTS, ("7", "2.1"), strict=True))
)


def _lines(listed: Listed) -> str:
    return digest("".join(f"{row['sha256']}  {row['id']} {row['revision']}\n" for row in listed).encode())


def imports(s: Story, listed: Listed, by: Signers = (BOSS, JANE), **members: Any) -> Changes:  # noqa: ANN401 - passed on
    """Give the records of a baseline under the anchor's policy."""
    s.policy_sha = digest(render(s.policy))
    about = {"subject": "IMPORT", "revision": "1", "supersedes": "", "documents": listed, "retired": []}
    return s.acts(by, "import", **about | {"sha256": _lines(listed)} | members)


def imported(
    s: Story,
    *more: Changes,
    documents: Mapping[str, Change] = DOCUMENTS,
    listed: Listed = _LIST,
    **members: Any,  # noqa: ANN401
) -> Story:
    """Begin with an anchor that holds documents and their baseline."""
    s.begin(None, documents, imports(s, listed, **members), *more)
    paths = {"QP-07": "procedures/QP-07.md", "WI-03": "instructions/WI-03.md"}
    for row in listed:
        s.current[row["id"]] = Issue(paths.get(row["id"], ""), row["revision"], row["sha256"], "")
    return s


@case(
    "import-baseline",
    "The anchor lists two documents that were there before; QP-07 then goes from 7 to 8.",
    start=False,
)
def _(s: Story) -> None:
    imported(s)
    s.step(s.issue("QP-07", "8"))


@case("import-then-minor", "An imported 2.1 goes on to 2.2 and 3.", start=False)
def _(s: Story) -> None:
    imported(s)
    s.step(s.issue("WI-03", "2.2"))
    s.step(s.issue("WI-03", "3"))


@case("import-nothing-else", "The anchor is the tip.", start=False)
def _(s: Story) -> None:
    imported(s)


@case(
    "import-late-approval",
    "A late approval of an imported revision supersedes the empty text; so does a review.",
    start=False,
)
def _(s: Story) -> None:
    imported(s)
    s.step(s.act(JANE, of="QP-07"), s.act(CARL, "review", of="QP-07"), s.act(MIA, "acknowledgement", of="WI-03"))


@case("import-retired-document", "An imported document is retired by the rules of its class.", start=False)
def _(s: Story) -> None:
    imported(s)
    s.step(s.retire("QP-07"))


@case("import-second-baseline", "Only the highest number counts; the first baseline is another list.", start=False)
def _(s: Story) -> None:
    first = imports(s, _listed(("QP-99", "1", "9" * 64)), (JANE,))
    imported(s, first, revision="2")
    s.step(s.issue("QP-07", "8"))


@case("import-ten-after-nine", "Numbers, not texts: 10 is higher than 9.", start=False)
def _(s: Story) -> None:
    first = imports(s, _listed(("QP-99", "1", "9" * 64)), revision="9")
    imported(s, first, revision="10")


@case("import-old-records-kept", "Other records at the anchor are kept, not judged.", start=False)
def _(s: Story) -> None:
    place = "records/approvals/QP-07/7/approval.quality-manager.jane.doe.json"
    imported(s, {place: b"{}\n", f"{place}.sig": b"old\n"})
    s.step(s.issue("QP-07", "8"))


@case("import-folder-document", "A folder document is imported by the digest of its manifest.", start=False)
def _(s: Story) -> None:
    files = {"index.md": document("QP-02", "4"), "a.csv": b"1\n"}
    documents = {f"procedures/QP-02-x/{name}": data for name, data in files.items()}
    imported(s, documents=documents, listed=_listed(("QP-02", "4", digest(manifest(files)))))
    s.current["QP-02"] = Issue("procedures/QP-02-x", "4", digest(manifest(files)), "")
    s.step(s.issue("QP-02", "4.1", files | {"index.md": document("QP-02", "4.1")}))


@case("import-empty-list", "A baseline of nothing, with a retired id, then a first document.", start=False)
def _(s: Story) -> None:
    imported(s, documents={}, listed=[], retired=["QP-01"])
    s.step(s.issue("QP-02", "1"))


@case("import-revision-9999", "Revision 9998 goes on to 9999, then to 9999.1.", start=False)
def _(s: Story) -> None:
    data = document("QP-07", "9998")
    imported(s, documents={"procedures/QP-07.md": data}, listed=_listed(("QP-07", "9998", digest(data))))
    s.step(s.issue("QP-07", "9999"))
    s.step(s.issue("QP-07", "9999.1"))


@case("import-revision-n-999", "Revision 7.999 goes on to 8.", start=False)
def _(s: Story) -> None:
    data = document("QP-07", "7.998")
    imported(s, documents={"procedures/QP-07.md": data}, listed=_listed(("QP-07", "7.998", digest(data))))
    s.step(s.issue("QP-07", "7.999"))
    s.step(s.issue("QP-07", "8"))


@case("import-revision-10000_fail", "After 9999 there is no 10000.", "revision-format", start=False)
def _(s: Story) -> None:
    data = document("QP-07", "9999")
    imported(s, documents={"procedures/QP-07.md": data}, listed=_listed(("QP-07", "9999", digest(data))))
    s.step({"procedures/QP-07.md": document("QP-07", "10000")})


@case("import-300-documents", "300 documents: the record is larger than 8 KiB.", start=False)
def _(s: Story) -> None:
    documents = {f"procedures/QP-{n}.md": document(f"QP-{n}", "3") for n in range(100, 400)}
    imported(
        s, documents=documents, listed=_listed(*((path[11:-3], "3", digest(data)) for path, data in documents.items()))
    )
    s.current["QP-100"] = Issue("procedures/QP-100.md", "3", digest(documents["procedures/QP-100.md"]), "")
    s.step(s.issue("QP-100", "4"))


@case("import-compromised-key", "Imported revisions have no rules: a compromised key suspends none.", start=False)
def _(s: Story) -> None:
    imported(s)
    policy = start_policy()
    policy["people"]["carl.jung"]["keys"][0] |= {"state": "compromised", "since": "1"}
    s.step(s.rotate(policy))


for _name, _why, _members, _codes in (
    ("one-of-two", "One of two roles of the authorities signed the baseline.", {"by": (JANE,)}, "import-unapproved"),
    ("wrong-roles", "Two people without a role of the authorities.", {"by": (CARL, MIA)}, "import-unapproved"),
    ("wrong-namespace", "Signed as an approval.", {"how": {"namespace": "qms-approval-v1"}}, "signature-namespace"),
    ("unsigned", "The baseline is not signed.", {"how": {"sig": None}}, "signature-missing"),
    (
        "invalid",
        "A signature does not verify.",
        {"how": {"signature": lambda b: b[:-1] + bytes([b[-1] ^ 1])}},
        "signature-invalid",
    ),
    (
        "digest-of-the-list",
        "`sha256` is not that of the list.",
        {"sha256": "0" * 64},
        "record-field import-unapproved import-differs",
    ),
    ("with-authors", "The baseline names authors.", {"authors": ["ann.author"]}, "record-field"),
    ("project", "Another project's baseline.", {"project": OTHER}, "record-project"),
    ("policy", "The baseline names another policy.", {"policy": "0" * 64}, "record-policy"),
    ("future", "Signed later than now.", {"signed_at": "2027-01-01T00:00:00Z"}, "time-future"),
    ("supersedes", "The baseline supersedes something.", {"supersedes": "1" * 64}, "record-field import-unapproved"),
    ("without-retired", "No list of retired ids.", {"retired": None}, "record-field"),
    ("retired-unsorted", "Retired ids out of order.", {"retired": ["QP-09", "QP-08"]}, "record-field"),
    (
        "retired-and-there",
        "A listed document is retired too.",
        {"retired": ["QP-07"]},
        "import-differs record-field id-retired",
    ),
):

    @case(f"import-{_name}_fail", _why, *_codes.split(), start=False)
    def _(s: Story, members: dict[str, Any] = _members) -> None:
        imported(s, **members)


@case("import-signers-differ_fail", "The two signers list different retired ids.", "import-unapproved", start=False)
def _(s: Story) -> None:
    imported(s, imports(s, _LIST, (BOSS,), retired=["QP-50"]), by=(JANE,))


@case(
    "import-highest-unapproved_fail",
    "Baseline 1 is good, baseline 2 is signed by one.",
    "import-unapproved",
    start=False,
)
def _(s: Story) -> None:
    imported(s, imports(s, _LIST, (JANE,), revision="2"))


_QP7, _WI3 = _LIST
for _name, _why, _list, _codes in (
    ("missing", "A document of the tree is not in the list.", [_QP7], "import-differs"),
    (
        "extra",
        "The list has a document that is not there.",
        [_QP7, _WI3, {"id": "WI-04", "revision": "1", "sha256": "1" * 64}],
        "import-differs",
    ),
    ("digest", "The list has other bytes.", [_QP7 | {"sha256": "0" * 64}, _WI3], "import-differs"),
    ("revision", "The list has another revision.", [_QP7 | {"revision": "6"}, _WI3], "import-differs"),
    ("unsorted", "The list is out of order.", [_WI3, _QP7], "record-field"),
    ("twice", "A document is listed twice.", [_QP7, _QP7, _WI3], "record-field"),
    ("member", "A row has one member more.", [_QP7 | {"title": "x"}, _WI3], "record-field"),
    ("revision-form", "A row has a revision `07`.", [_QP7 | {"revision": "07"}, _WI3], "record-field"),
):

    @case(f"import-list-{_name}_fail", _why, *_codes.split(), start=False)
    def _(s: Story, listed: Listed = _list) -> None:
        imported(s, listed=listed)


for _name, _why, _data, _code in (
    (
        "claim",
        "An imported document claims its approval.",
        document("QP-07", "7", status="approved"),
        "approval-claimed",
    ),
    (
        "bom",
        "An imported document begins with a byte order mark.",
        b"\xef\xbb\xbf" + document("QP-07", "7"),
        "text-bom",
    ),
    ("embeds", "An imported document pulls in another file.", document("QP-07", "7", "![x](x.png)\n"), "embed-outside"),
    ("no-front-matter", "An imported document has no front matter.", b"# QP-07\n", "front-matter-missing"),
):

    @case(f"import-document-{_name}_fail", _why, _code, start=False)
    def _(s: Story, data: bytes = _data) -> None:
        rows = _listed(("QP-07", "7", digest(data)))
        imported(s, documents={"procedures/QP-07.md": data}, listed=rows)


@case("import-retired-id_fail", "An id that the baseline retires comes into use.", "id-retired", start=False)
def _(s: Story) -> None:
    imported(s, retired=["QP-08"])
    s.step(s.issue("QP-08", "1"))


@case(
    "import-unapproved-revision_fail",
    "After the import rules hold: revision 8 by one role.",
    "approval-missing",
    start=False,
)
def _(s: Story) -> None:
    imported(s)
    s.step(s.issue("QP-07", "8", by=(JANE,)))


@case(
    "import-supersedes-nothing_fail",
    "Revision 8 claims to replace nothing: the import listed what it replaces.",
    "record-supersedes",
    start=False,
)
def _(s: Story) -> None:
    imported(s)
    s.step(s.issue("QP-07", "8", supersedes=""))


@case("import-skipped_fail", "An imported revision 7 goes on to 9.", "revision-order", start=False)
def _(s: Story) -> None:
    imported(s)
    s.step(s.issue("QP-07", "9"))


# The anchor itself.


def _anchor(s: Story, edit: Callable[[dict[str, Any]], object]) -> None:
    data: dict[str, Any] = dict(s.anchor)
    edit(data)
    s.anchor_bytes = json.dumps(data).encode()


for _name, _why, _edit, _codes in (
    ("member", "One member more.", lambda a: a.update(comment="x"), "anchor-unreadable"),
    ("no-project", "No project.", lambda a: a.pop("project"), "anchor-unreadable"),
    ("commit-short", "A shortened commit id.", lambda a: a.update(commit=a["commit"][:12]), "anchor-unreadable"),
    ("commit-name", "A name in the place of the commit's id.", lambda a: a.update(commit="main"), "anchor-unreadable"),
    ("digest-capitals", "A digest in capitals.", lambda a: a.update(policy_sha256="A" * 64), "anchor-unreadable"),
    ("digest-list", "A list of digests.", lambda a: a.update(policy_sha256=[a["policy_sha256"]]), "anchor-unreadable"),
    ("project-form", "A project that is no UUID.", lambda a: a.update(project="urn:uuid:x"), "anchor-unreadable"),
    ("digest-other", "Another policy's digest.", lambda a: a.update(policy_sha256="0" * 64), "anchor-mismatch"),
    ("project-other", "Another project.", lambda a: a.update(project=OTHER), "anchor-mismatch"),
    (
        "nowhere",
        "A commit that is not in the repository.",
        lambda a: a.update(commit="1" * len(a["commit"])),
        "anchor-not-on-chain",
    ),
):

    @case(f"anchor-{_name}_fail", _why, *_codes.split())
    def _(s: Story, edit: Callable[[dict[str, Any]], object] = _edit) -> None:
        _anchor(s, edit)


for _name, _why, _data in (
    ("empty", "An empty file.", b""),
    ("no-json", "No JSON.", b"commit: 1\n"),
    ("list", "A list.", b"[]\n"),
    ("latin-1", "Latin-1.", b'{"commit": "\xe9"}'),
):

    @case(f"anchor-{_name}_fail", _why, "anchor-unreadable")
    def _(s: Story, data: bytes = _data) -> None:
        s.anchor_bytes = data


@case("anchor-other-layout", "White space and order of the anchor file are free.")
def _(s: Story) -> None:
    s.anchor_bytes = json.dumps(dict(reversed(s.anchor.items())), indent=4).encode() + b"\n\n"


@case("anchor-later", "An anchor that lies later: what was before is not judged.", start=False)
def _(s: Story) -> None:
    s.step({"junk": b"\xff", "procedures/x.bin": b"x"})
    s.step({"junk": None, "procedures/x.bin": None})
    s.started()


@case("anchor-is-the-tip", "Nothing after the anchor.", start=False)
def _(s: Story) -> None:
    s.begin()


@case("anchor-version-5", "The policy at the anchor may have any version.", start=False)
def _(s: Story) -> None:
    s.started(changed(start_policy(), version="5", previous="5" * 64))
    s.step(s.rotate(s.policy))


@case("anchor-without-policy_fail", "There is no policy at the anchor.", "anchor-mismatch", start=False)
def _(s: Story) -> None:
    s.step({"README.md": b"x\n"})
    s.anchor = {"commit": s.tip(), "policy_sha256": digest(render(s.policy)), "project": PROJECT}


@case(
    "anchor-policy-executable_fail",
    "The policy at the anchor is executable.",
    "anchor-mismatch",
    "path-mode",
    start=False,
)
def _(s: Story) -> None:
    s.begin(None, {POLICY: (EXECUTABLE, render(s.policy))})


@case(
    "anchor-policy-link_fail",
    "The policy at the anchor is a symbolic link.",
    "anchor-mismatch",
    "path-symlink",
    start=False,
)
def _(s: Story) -> None:
    s.begin(None, {POLICY: (SYMLINK, b"../notes/a.yml"), "notes/a.yml": render(s.policy)})


@case(
    "anchor-policy-of-another-project_fail",
    "The policy at the anchor is another project's; so says its digest.",
    "anchor-mismatch",
    start=False,
)
def _(s: Story) -> None:
    s.begin(changed(start_policy(), project=OTHER))


@case(
    "anchor-on-a-side-branch_fail", "The anchor was merged, but lies on no first-parent chain.", "anchor-not-on-chain"
)
def _(s: Story) -> None:
    s.branch("side", s.anchor["commit"])
    side = s.step({"notes/a": b"x\n"}, on="side")
    s.step({"notes/a": b"x\n"}, parents=[side])
    s.anchor["commit"] = side


@case("anchor-after-the-tip_fail", "The commit to judge lies before the anchor.", "anchor-not-on-chain", start=False)
def _(s: Story) -> None:
    s.expected["at"] = s.step({"README.md": b"x\n"})
    s.begin()


@case("anchor-of-another-history_fail", "The branch to judge has another root.", "anchor-not-on-chain")
def _(s: Story) -> None:
    s.step({"README.md": b"x\n", POLICY: render(s.policy)}, on="other")
    s.expected["at"] = "refs/heads/other"


@case("anchor-with-a-document_fail", "A document at the anchor, no import.", "anchor-not-empty", start=False)
def _(s: Story) -> None:
    s.begin(None, {"procedures/QP-01.md": document("QP-01", "1")})


@case("anchor-with-a-figure_fail", "A file in a class at the anchor, no import.", "anchor-not-empty", start=False)
def _(s: Story) -> None:
    s.begin(None, {"procedures/QP-01/figure.svg": b"<svg/>\n"})


@case("anchor-with-a-record_fail", "An approval at the anchor, no import.", "anchor-not-empty", start=False)
def _(s: Story) -> None:
    s.policy_sha = digest(render(s.policy))
    s.begin(None, s.act(JANE, subject="QP-01", revision="1", sha256="1" * 64, supersedes=""))


for _name, _why, _path, _change, _code in (
    ("unclassified", "A path at the anchor that no pattern names.", "pages/a.md", b"x", "path-unclassified"),
    ("symlink", "A symbolic link at the anchor.", "notes/a", (SYMLINK, b"b"), "path-symlink"),
    ("collision", "Two paths at the anchor differ in letter case.", "readme.md", b"x", "path-collision"),
    ("character", "A reserved name at the anchor.", "notes/aux.txt", b"x", "path-character"),
    ("encoding", "A path at the anchor that is not UTF-8.", b"notes/\xff", b"x", "path-encoding"),
    ("length", "A path at the anchor that is too long.", "notes/" + "x" * 235, b"x", "path-length"),
):

    @case(f"anchor-path-{_name}_fail", _why, _code, start=False)
    def _(s: Story, path: str | bytes = _path, change: Change = _change) -> None:
        s.begin(None, {path: change})


# Which commit is judged.


@case("at-an-older-commit", "The tip is bad; the commit asked about is good.")
def _(s: Story) -> None:
    s.expected["at"] = s.tip()
    s.step({"procedures/QP-01.md": b"x\n"})


@case("at-a-tag", "A tag is a name for a commit.")
def _(s: Story) -> None:
    s.forge.refs["refs/tags/v1"] = s.tip()
    s.step({"procedures/QP-01.md": b"x\n"})
    s.expected["at"] = "v1"


@case("at-another-branch_fail", "HEAD is good; the branch asked about is not.", "revision-unchanged")
def _(s: Story) -> None:
    s.branch("bad")
    s.step({"procedures/QP-01.md": s.read("procedures/QP-01.md") + b"x\n"}, on="bad")
    s.expected["at"] = "bad"


@case("previous-on-the-chain", "The commit seen before lies on the chain.")
def _(s: Story) -> None:
    s.expected["previous"] = s.tip()
    s.step(s.issue("QP-01", "3"))


@case("previous-is-the-tip", "Nothing new since.")
def _(s: Story) -> None:
    s.expected["previous"] = s.tip()


@case("tip-rewound_fail", "The commit seen before is gone from the branch: it was forced back.", "tip-rewound")
def _(s: Story) -> None:
    before = s.tip()
    s.expected["previous"] = s.step(s.issue("QP-01", "3"))
    s.forge.refs["refs/heads/main"] = before


@case("tip-rewritten_fail", "The last step was made again with another text.", "tip-rewound")
def _(s: Story) -> None:
    before, current = s.tip(), dict(s.current)
    s.expected["previous"] = s.step(s.issue("QP-01", "3"))
    s.forge.refs["refs/heads/main"] = before
    s.current = current
    s.step(s.issue("QP-01", "3", document("QP-01", "3", "Another text.\n")))


@case("previous-was-merged-away_fail", "The commit seen before is a second parent now.", "tip-rewound")
def _(s: Story) -> None:
    before = s.tip()
    seen = s.expected["previous"] = s.step(s.issue("QP-01", "3"))
    s.forge.refs["refs/heads/main"] = before
    s.step({"notes/a": b"x\n"}, parents=[seen])


@case("previous-unknown_fail", "The commit seen before is not in this copy at all.", "tip-rewound")
def _(s: Story) -> None:
    s.expected["previous"] = "1" * len(s.tip())
