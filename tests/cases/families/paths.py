"""Paths: names that mean different things on different machines, modes, links, collisions, places of nothing."""

from __future__ import annotations

from cases.forge import EXECUTABLE, FILE, SUBMODULE, SYMLINK, TREE, Change
from cases.policy import start_policy
from cases.registry import case
from cases.story import JANE, Story
from cases.texts import document

QP = "procedures/QP-01.md"
_LONG = "notes/" + "d" * 117 + "/"

for _name, _why, _path, _code in (
    ("path-not-utf-8_fail", "A note's name is Latin-1.", b"notes/caf\xe9.txt", "path-encoding"),
    ("path-surrogate_fail", "A name holds an encoded surrogate.", b"notes/\xed\xa0\x80.txt", "path-encoding"),
    ("path-overlong_fail", "A name holds an overlong slash.", b"notes/a\xc0\xafb.txt", "path-encoding"),
    ("path-nfd_fail", "A note's name is decomposed.", "notes/cafe\u0301.txt", "path-not-normal"),
    ("path-nfd-folder_fail", "A folder's name is decomposed.", "notes/u\u0308ber/a.txt", "path-not-normal"),
    (
        "path-compatible_fail",
        "A name holds the Angstrom sign, which NFC replaces.",
        "notes/\u212b.txt",
        "path-not-normal",
    ),
    ("path-241-bytes_fail", "241 bytes.", _LONG + "f" * 117, "path-length"),
    ("path-241-bytes-120-letters_fail", "Fewer than 240 letters, 241 bytes.", "notes/x" + "é" * 117, "path-length"),
    ("path-device_fail", "A Windows device.", "notes/con", "path-character"),
    ("path-device-suffix_fail", "A Windows device with a suffix.", "notes/Nul.tar.txt", "path-character"),
    ("path-device-folder_fail", "A folder named as a device.", "notes/LPT9/a.txt", "path-character"),
    ("path-ends-in-dot_fail", "A name that Windows shortens.", "notes/a.", "path-character"),
    ("path-ends-in-space_fail", "A folder's name ends in a space.", "notes/a /b", "path-character"),
    ("path-colon_fail", "An alternate data stream.", "notes/a:b", "path-character"),
    ("path-backslash_fail", "A backslash, a separator elsewhere.", "notes/a\\b", "path-character"),
    ("path-markup_fail", "Markup in a name.", "notes/<b>.txt", "path-character"),
    ("path-glob_fail", "A star in a name.", "notes/*.txt", "path-character"),
    ("path-line-feed_fail", "A line feed in a name: a second line in a manifest.", "notes/a\nb", "path-character"),
    ("path-tab_fail", "A tab in a name.", "notes/a\tb", "path-character"),
    ("path-zero-width_fail", "A zero-width joiner in a name.", "notes/a\u200db", "path-character"),
    ("path-override_fail", "A right-to-left override in a name.", "notes/a\u202egpj.md", "path-character"),
    ("path-private-use_fail", "A private-use character in a name.", "notes/a\ue000", "path-character"),
    ("path-line-separator_fail", "U+2028 in a name.", "notes/a\u2028b", "path-character"),
    ("path-dot-git_fail", "A folder `.git` in a tree.", "notes/.git/config", "path-character"),
    ("path-dot-git-case_fail", "A folder `.Git` in a tree.", "notes/.Git/config", "path-character"),
    ("path-git-short-name_fail", "The short name of `.git`.", "notes/GIT~1/config", "path-character"),
    ("path-dots_fail", "A segment `..` leads out of the folder.", "notes/../procedures/QP-01.md", "path-character"),
    ("path-dot_fail", "A segment `.`.", "notes/./a.txt", "path-character"),
    ("path-unclassified_fail", "A page outside every class.", "pages/news.md", "path-unclassified"),
    (
        "path-unclassified-root_fail",
        "A file at the root that no pattern names.",
        "CONTRIBUTING.md",
        "path-unclassified",
    ),
    ("path-glob-case_fail", "Patterns know letter case: Notes is not notes.", "Notes/a.txt", "path-unclassified"),
    ("path-glob-anchored_fail", "Patterns are anchored on the left.", "x/notes/a.txt", "path-unclassified"),
    ("path-glob-anchored-end_fail", "Patterns are anchored on the right.", "README.md.txt", "path-unclassified"),
    ("path-glob-dot_fail", "A dot in a pattern is a dot.", "READMExmd", "path-unclassified"),
    (
        "attributes-never-uncontrolled_fail",
        "`.gitattributes` among the notes.",
        "notes/.gitattributes",
        "path-unclassified",
    ),
    ("modules-never-uncontrolled_fail", "`.gitmodules` among the notes.", "notes/.gitmodules", "path-unclassified"),
    ("not-the-policy_fail", "Another file beside the policy.", "manual/authorities.yaml", "path-unclassified"),
):

    @case(_name, _why, _code)
    def _(s: Story, path: str | bytes = _path) -> None:
        s.step({path: b"x\n"})


for _name, _why, _paths in (
    ("path-240-bytes", "Exactly 240 bytes.", [_LONG + "f" * 116]),
    ("path-240-bytes-in-letters", "240 bytes in 123 letters.", ["notes/" + "é" * 117]),
    (
        "path-reserved-inside",
        "Names that only begin like reserved ones.",
        ["notes/console", "notes/com0", "notes/com10"],
    ),
    ("path-dots-inside", "Leading and inner dots.", ["notes/.hidden", "notes/a..b", "notes/.gitignore"]),
    ("path-other-scripts", "Letters of other scripts, composed.", ["notes/Prüfung.md", "notes/検査.txt"]),
    ("path-spaces-inside", "Spaces inside a name.", ["notes/a b.txt", "notes/ a"]),
):

    @case(_name, _why)
    def _(s: Story, paths: list[str] = _paths) -> None:
        s.step(dict.fromkeys(paths, b"x\n"))


for _name, _why, _first, _second in (
    ("collision-file_fail", "Two notes differ in letter case.", "notes/a.txt", "notes/A.txt"),
    ("collision-folder_fail", "Two folders differ in letter case.", "notes/a/x.txt", "notes/A/y.txt"),
    ("collision-sharp-s_fail", "Full case folding: ß is ss.", "notes/straße.txt", "notes/strasse.txt"),
    ("collision-ligature_fail", "Full case folding: the ligature is fi.", "notes/\ufb01.txt", "notes/fi.txt"),
    ("collision-file-folder_fail", "A file and a folder differ in letter case.", "notes/Plan", "notes/plan/a.txt"),
    ("collision-file-in-folder_fail", "A file and a folder have one name.", "notes/plan", "notes/plan/a.txt"),
    ("collision-top-folder_fail", "A second top folder differs in letter case.", "notes/a.txt", "NOTES/b.txt"),
):

    @case(_name, _why, "path-collision")
    def _(s: Story, first: str = _first, second: str = _second) -> None:
        s.step({first: b"1\n"})
        s.step({second: b"2\n"})


@case("collision-document_fail", "A new document's name differs from the old one's in letter case.", "path-collision")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", path="procedures/qp-01.md"))


@case("case-renamed", "A note is renamed to other letter case: afterwards only one is there.")
def _(s: Story) -> None:
    s.step({"notes/a.txt": b"1\n"})
    s.step({"notes/a.txt": None, "notes/A.txt": b"1\n"})


@case(
    "same-name-twice-in-a-tree_fail",
    "A tree holds the document's name twice, the approved bytes first.",
    "path-collision",
)
def _(s: Story) -> None:
    _twice(s, good_first=True)


@case("same-name-twice-evil-first_fail", "A tree holds the document's name twice, the others first.", "path-collision")
def _(s: Story) -> None:
    _twice(s, good_first=False)


def _twice(s: Story, *, good_first: bool) -> None:
    s.step(s.issue("QP-01", "3"))
    ids = [s.files()[QP.encode()][1], s.forge.blob(document("QP-01", "3", "Evil.\n"))]
    inside = [(FILE, b"QP-01.md", oid) for oid in (ids if good_first else reversed(ids))]
    top = s.forge.raw_tree(inside)
    rest = {path: entry for path, entry in s.files().items() if not path.startswith(b"procedures/")}
    entries = []
    for name in sorted(
        {path.partition(b"/")[0] for path in rest} | {b"procedures"}, key=lambda n: n + b"/" * (b"." not in n)
    ):
        below = {path.partition(b"/")[2]: entry for path, entry in rest.items() if path.startswith(name + b"/")}
        if name == b"procedures":
            entries.append((TREE, name, top))
        elif below:
            entries.append((TREE, name, s.forge.tree(below)))
        else:
            entries.append((*rest[name][:1], name, rest[name][1]))
    s.step({}, tree=s.forge.raw_tree(entries))


_LINK = (SYMLINK, b"README.md")
_MODULE = (SUBMODULE, b"1" * 40)
for _name, _why, _path, _change, _code in (
    ("symlink-document_fail", "A document becomes a symbolic link.", QP, (SYMLINK, b"../notes/a.md"), "path-symlink"),
    ("symlink-note_fail", "A symbolic link among the notes.", "notes/a", _LINK, "path-symlink"),
    ("symlink-guarded_fail", "mkdocs.yml becomes a symbolic link.", "mkdocs.yml", _LINK, "path-symlink"),
    ("symlink-policy_fail", "The policy becomes a symbolic link.", "manual/authorities.yml", _LINK, "path-symlink"),
    ("submodule-note_fail", "A submodule among the notes.", "notes/lib", _MODULE, "path-submodule"),
    (
        "submodule-document_fail",
        "A submodule where a document could be.",
        "procedures/QP-02",
        _MODULE,
        "path-submodule",
    ),
    ("mode-document_fail", "A new document is executable.", "procedures/QP-02.md", (EXECUTABLE, b"x\n"), "path-mode"),
):

    @case(_name, _why, _code)
    def _(s: Story, path: str = _path, change: Change = _change) -> None:
        width = {"sha1": 40, "sha256": 64}[s.forge.objects]
        s.step({path: (SUBMODULE, b"1" * width) if change == _MODULE else change})


@case("symlink-record_fail", "A record is replaced by a symbolic link to its copy.", "path-symlink", "record-edited")
def _(s: Story) -> None:
    path = "records/approvals/WI-01/1/approval.quality-manager.jane.doe.json"
    s.step({path: (SYMLINK, b"../../../../notes/a"), "notes/a": s.read(path)})


@case("mode-document-changed_fail", "Only the executable bit of a document was set.", "path-mode")
def _(s: Story) -> None:
    s.step({QP: (EXECUTABLE, s.read(QP))})


@case("mode-policy_fail", "The policy becomes executable.", "path-mode")
def _(s: Story) -> None:
    s.step({"manual/authorities.yml": (EXECUTABLE, s.read("manual/authorities.yml"))})


@case("mode-record_fail", "A new record is executable.", "path-mode")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    s.step({path: data if path == QP else (EXECUTABLE, data) for path, data in files.items()})


@case("mode-note", "An executable among the notes.")
def _(s: Story) -> None:
    s.step({"notes/tool.sh": (EXECUTABLE, b"#!/bin/sh\n")})


@case("step-of-5000-paths", "Exactly 5,000 paths change in a step.")
def _(s: Story) -> None:
    s.step({f"notes/{number:05}": b"x\n" for number in range(5000)})


@case("step-of-5001-paths_fail", "5,001 paths change in a step.", "step-too-large")
def _(s: Story) -> None:
    s.step({f"notes/{number:05}": b"x\n" for number in range(5001)})


@case("step-removes-5001-paths_fail", "Removals count: 2,501 paths move, 5,002 change.", "step-too-large")
def _(s: Story) -> None:
    s.step({f"notes/a/{number:05}": b"x\n" for number in range(2501)})
    s.step({f"notes/a/{n:05}": None for n in range(2501)} | {f"notes/b/{n:05}": b"x\n" for n in range(2501)})


@case("class-and-guarded_fail", "A path is in a class and guarded.", "path-ambiguous", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["guarded"]["paths"].append("procedures/hooks/**")
    s.started(policy)
    s.step(s.issue("QP-02", "1", path="procedures/hooks/QP-02.md"))


@case("two-classes_fail", "A path is in two classes.", "path-ambiguous", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["form"] = {"paths": ["procedures/forms/*"], "approve": [{"role": "quality-manager"}]}
    s.started(policy)
    s.step(s.issue("QP-02", "1", path="procedures/forms/QP-02.md", by=(JANE,)))


@case(
    "class-over-uncontrolled",
    "A path in a class and uncontrolled is in the class: it needs its approvals.",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["uncontrolled"].append("procedures/drafts/**")
    s.started(policy)
    s.step(s.issue("QP-02", "1", path="procedures/drafts/QP-02.md"))


@case("class-over-uncontrolled_fail", "`uncontrolled` frees nothing of a class.", "approval-missing", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["uncontrolled"].append("procedures/drafts/**")
    s.started(policy)
    s.step(s.issue("QP-02", "1", path="procedures/drafts/QP-02.md", by=()))
