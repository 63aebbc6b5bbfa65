"""Folder documents: everything below the folder is approved together."""

from __future__ import annotations

from cases.forge import EXECUTABLE
from cases.policy import start_policy
from cases.registry import case
from cases.statements import digest
from cases.story import JANE, Story
from cases.texts import document

FOLDER = "procedures/QP-02-folder"
SVG = b"<svg/>\n"


def _files(revision: str, **more: bytes) -> dict[str, bytes]:
    text = f"# QP-02\n\n![](figures/flow.svg)\n\ntext {revision}\n"
    return {"index.md": document("QP-02", revision, text), "figures/flow.svg": SVG, "form.csv": b"a,b\n"} | more


def _with_folder(s: Story) -> Story:
    s.step(s.issue("QP-02", "1", _files("1"), path=FOLDER))
    return s


@case("folder-document", "A folder with a figure and a form; revision 2 changes the figure and the front matter.")
def _(s: Story) -> None:
    _with_folder(s)
    s.step(s.issue("QP-02", "2", _files("2") | {"figures/flow.svg": b"<svg></svg>\n"}))


@case("folder-order", "The manifest is sorted by the bytes of whole paths, not as Git sorts trees.")
def _(s: Story) -> None:
    more = {"a/b.txt": b"1", "a.txt": b"2", "a-b.txt": b"3", "Z.txt": b"4", "é.txt": b"5", "aa.txt": b"6"}
    s.step(s.issue("QP-02", "1", _files("1") | more, path=FOLDER))


@case("folder-moved", "The whole folder moves within its class.")
def _(s: Story) -> None:
    _with_folder(s)
    moved = {path.replace("QP-02-folder", "sub/QP-02"): s.read(path) for path in _paths(s)}
    s.step(dict.fromkeys(_paths(s)), moved)


def _paths(s: Story) -> list[str]:
    return [path.decode() for path in s.files() if path.startswith(FOLDER.encode() + b"/")]


@case("folder-retired", "A folder document is retired as a whole.")
def _(s: Story) -> None:
    _with_folder(s)
    s.step(s.retire("QP-02"))


@case("folder-name-is-the-id", "The folder's name is the id and nothing more.")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", _files("1"), path="procedures/QP-02"))


@case("folder-inside-folder", "A folder named like another document, inside: the first from the left decides.")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", _files("1") | {"QP-03/index.md": document("QP-03", "1")}, path=FOLDER))


@case("folder-front-matter-elsewhere", "Front matter in another file of the folder is text, also a claim in it.")
def _(s: Story) -> None:
    extra = {"annex.md": b"---\nid: QP-77\nstatus: approved\nrevision: 0\n---\nAnnex\n", "raw.bin": b"\0\r\n\xff"}
    s.step(s.issue("QP-02", "1", _files("1") | extra, path=FOLDER))


@case("folder-almost-an-id", "A folder whose name only begins like an id is an ordinary folder.")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", path="procedures/QP-02x/a.md"), s.issue("QP-03", "1", path="procedures/QP-02x/b.md"))


@case("folder-figure-changed_fail", "Only the figure changed.", "revision-unchanged")
def _(s: Story) -> None:
    _with_folder(s)
    s.step({f"{FOLDER}/figures/flow.svg": b"<svg><!-- evil --></svg>\n"})


@case("folder-file-added_fail", "A file was added to the folder, nothing else changed.", "revision-unchanged")
def _(s: Story) -> None:
    _with_folder(s)
    s.step({f"{FOLDER}/new.csv": b"1\n"})


@case("folder-file-removed_fail", "A file was removed from the folder, nothing else changed.", "revision-unchanged")
def _(s: Story) -> None:
    _with_folder(s)
    s.step({f"{FOLDER}/form.csv": None})


@case("folder-file-renamed_fail", "A file of the folder has a new name.", "revision-unchanged")
def _(s: Story) -> None:
    _with_folder(s)
    s.step({f"{FOLDER}/form.csv": None, f"{FOLDER}/forms.csv": b"a,b\n"})


@case(
    "folder-digest-of-the-index_fail",
    "The approvals name the digest of index.md alone.",
    "approval-missing",
    "record-idle",
)
def _(s: Story) -> None:
    files = _files("1")
    s.step(s.issue("QP-02", "1", files, path=FOLDER, sha256=digest(files["index.md"])))


@case(
    "folder-approvals-of-another_fail", "Two folders with the same files but the id: approvals copied.", "record-path"
)
def _(s: Story) -> None:
    _with_folder(s)
    place = "records/approvals/QP-02/1/"
    copied = {
        path.decode().replace("QP-02/1/", "QP-03/1/"): s.read(path.decode())
        for path in s.files()
        if place in path.decode()
    }
    other = {"index.md": document("QP-03", "1"), "figures/flow.svg": SVG}
    s.step({f"procedures/QP-03/{path}": data for path, data in other.items()}, copied)


@case("folder-without-index_fail", "A folder document without index.md.", "folder-index")
def _(s: Story) -> None:
    s.step({f"{FOLDER}/readme.md": document("QP-02", "1")})


@case("folder-index-removed_fail", "index.md was removed, the figure stayed.", "folder-index")
def _(s: Story) -> None:
    _with_folder(s)
    s.step({f"{FOLDER}/index.md": None})


@case("folder-index-in-capitals_fail", "INDEX.MD is not index.md.", "folder-index")
def _(s: Story) -> None:
    s.step({f"{FOLDER}/INDEX.MD": document("QP-02", "1")})


@case("folder-of-another-id_fail", "The folder's name begins with another id.", "folder-name")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", _files("1"), path="procedures/QP-03-folder"))


@case("folder-id-longer_fail", "The folder is QP-021, the document QP-02.", "folder-name")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", _files("1"), path="procedures/QP-021"))


@case("folder-moved-to-another-id_fail", "A folder moves to a name with another id.", "folder-name")
def _(s: Story) -> None:
    _with_folder(s)
    s.step(dict.fromkeys(_paths(s)), {path.replace("QP-02-", "QP-05-"): s.read(path) for path in _paths(s)})


@case("not-markdown_fail", "A spreadsheet lies loose in a class.", "document-not-markdown")
def _(s: Story) -> None:
    s.step({"procedures/form.csv": b"a,b\n"})


@case("not-markdown-capitals_fail", "`.MD` is not `.md`.", "document-not-markdown")
def _(s: Story) -> None:
    s.step({"procedures/QP-02.MD": document("QP-02", "1")})


@case("not-markdown-figure_fail", "A figure lies beside a one-file document.", "document-not-markdown")
def _(s: Story) -> None:
    s.step({"procedures/figures/flow.svg": SVG})


@case("folder-10-mb", "Another file of a folder has exactly 10 MB.")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", _files("1") | {"big.bin": bytes(10_000_000)}, path=FOLDER))


@case("folder-over-10-mb_fail", "Another file of a folder has one byte more than 10 MB.", "document-size")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", _files("1") | {"big.bin": bytes(10_000_001)}, path=FOLDER))


@case("folder-annex-over-2-mb_fail", "Another `.md` file of a folder is larger than 2 MB.", "document-size")
def _(s: Story) -> None:
    s.step(s.issue("QP-02", "1", _files("1") | {"annex.md": b"x\n" * 1_000_001}, path=FOLDER))


for _name, _why, _file, _data, _code in (
    ("folder-annex-crlf_fail", "Windows line ends in another `.md` file.", "annex.md", b"a\r\n", "text-cr"),
    ("folder-annex-bom_fail", "A byte order mark in another `.md` file.", "annex.md", b"\xef\xbb\xbfa\n", "text-bom"),
    (
        "folder-annex-bidi_fail",
        "A bidirectional control in another `.md` file.",
        "annex.md",
        "\u2067\n".encode(),
        "text-bidi",
    ),
    (
        "folder-figure-lfs_fail",
        "A figure is a pointer.",
        "flow.png",
        b"version https://git-lfs.github.com/spec/v1\n",
        "lfs-pointer",
    ),
):

    @case(_name, _why, _code)
    def _(s: Story, file: str = _file, data: bytes = _data) -> None:
        s.step(s.issue("QP-02", "1", _files("1") | {file: data}, path=FOLDER))


@case("folder-mode_fail", "A file of the folder becomes executable.", "path-mode")
def _(s: Story) -> None:
    _with_folder(s)
    s.step({f"{FOLDER}/form.csv": (EXECUTABLE, b"a,b\n")})


@case(
    "folder-in-two-classes_fail",
    "A part of the folder is in another class, which one person approves.",
    "path-ambiguous",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["procedure"]["paths"] = ["procedures/*", "procedures/*/*"]
    policy["classes"]["form"] = {"paths": ["procedures/*/forms/*"], "approve": [{"role": "quality-manager"}]}
    s.started(policy)
    s.step(s.issue("QP-02", "1", _files("1") | {"forms/a.csv": b"1\n"}, path=FOLDER, by=(JANE,)))


@case(
    "folder-partly-uncontrolled_fail",
    "A part of the folder is in no class but uncontrolled.",
    "path-ambiguous",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["classes"]["procedure"]["paths"] = ["procedures/*", "procedures/*/*"]
    policy["uncontrolled"].append("procedures/**")
    s.started(policy)
    s.step(s.issue("QP-02", "1", {"index.md": document("QP-02", "1")}, path=FOLDER))
    s.step({f"{FOLDER}/a/b/c.csv": b"1\n"})
