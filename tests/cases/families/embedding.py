"""What a document may pull in: nothing from outside itself."""

from __future__ import annotations

from cases.registry import case
from cases.story import Story
from cases.texts import document

for _name, _why, _line in (
    ("snippet", "The snippets extension.", '--8<-- "notes/a.md"'),
    ("snippet-in-code", "The tripwire also holds in a code block.", '    --8<-- "notes/a.md"'),
    ("include-brace", "The markdown-include extension.", "{!notes/a.md!}"),
    ("macro", "A template's include.", "{% include 'notes/a.md' %}"),
    ("image", "An image beside the file.", "![Flow](flow.svg)"),
    ("image-angle", "An image in angle brackets.", "![Flow](<flow.svg>)"),
    ("image-two-lines", "The target stands on the next line.", "![Flow](\nflow.svg)"),
    ("image-parent", "An image from the notes.", "![Flow](../notes/flow.svg)"),
    ("html-image", "An HTML image.", '<img src="flow.svg">'),
    ("html-capitals", "HTML in capitals without quotes.", "<IMG SRC=flow.svg>"),
    ("html-slash", "A slash in the place of a space.", "<img/src=flow.svg>"),
    ("html-two-lines", "An attribute on the next line.", '<img alt="x"\n src="flow.svg">'),
    ("html-second-attribute", "The second attribute right after the first one's quote.", '<img alt=""src="flow.svg">'),
    ("html-srcset", "`srcset`.", '<source srcset="flow.svg">'),
    ("html-script", "A local script.", '<script src="../notes/a.js"></script>'),
    ("html-link", "A local style sheet.", '<link rel="stylesheet" href="a.css">'),
    ("html-object", "An object's data.", '<object data="a.html"></object>'),
    ("html-iframe", "A local frame.", '<iframe src="/notes/a.html"></iframe>'),
    ("html-poster", "A film's poster.", '<video poster="a.png"></video>'),
    ("svg-use", "A figure used by reference.", '<use href="a.svg#x"/>'),
    ("reference", "An image by reference.", "![Flow][f]\n\n[f]: flow.svg"),
    ("reference-indented", "A definition with three spaces before it.", "   [f]: <flow.svg>"),
    ("reference-query", "`.md` only after the question mark.", "[f]: flow.svg?x=.md"),
):

    @case(f"embed-{_name}_fail", _why, "embed-outside")
    def _(s: Story, line: str = _line) -> None:
        s.step(s.issue("QP-01", "3", document("QP-01", "3", f"# QP-01\n\n{line}\n\ntext\n")))


for _name, _why, _line in (
    ("link", "An ordinary link is navigation.", "[see](../instructions/WI-01.md) and [form](form.csv)"),
    (
        "remote-image",
        "A remote image is judged elsewhere.",
        "![x](https://example.org/x.png) ![y](//example.org/y.png)",
    ),
    ("data-image", "An image that is part of the text.", "![x](data:image/png;base64,AAAA)"),
    ("scheme-capitals", "A scheme in any letter case.", "![x](HTTPS://example.org/x.png)"),
    ("fragment", "A target inside the page.", '<use href="#x"/>'),
    ("reference-to-document", "A definition of a link to a document.", "[wi]: ../instructions/WI-01.md#part"),
    ("footnote", "A footnote is no definition.", "[^1]: see.the.form"),
    ("html-link-to-document", "An `a` element is navigation.", '<a href="form.csv">form</a>'),
    ("four-spaces", "Four spaces make it code, not a definition.", "    [f]: flow.svg"),
    ("braces", "Braces that include nothing.", "{{ x }} {: .note } { !x }"),
):

    @case(f"embed-{_name}", _why)
    def _(s: Story, line: str = _line) -> None:
        s.step(s.issue("QP-01", "3", document("QP-01", "3", f"# QP-01\n\n{line}\n\ntext\n")))


def _folder(s: Story, line: str, file: str = "index.md") -> None:
    index = document("QP-02", "1", line if file == "index.md" else "text\n")
    files = {"index.md": index, "figures/flow.svg": b"<svg/>\n", "annex/a.md": b"x\n"}
    if file != "index.md":
        files[file] = f"{line}\n".encode()
    s.step(s.issue("QP-02", "1", files, path="procedures/QP-02"))


for _name, _why, _line, _file in (
    ("leaves", "Out of the folder.", "![x](../a.svg)", "index.md"),
    ("leaves-later", "Down, then out of the folder.", "![x](figures/../../a.svg)", "index.md"),
    ("root", "From the root of the site.", "![x](/procedures/QP-02/figures/flow.svg)", "index.md"),
    ("percent", "A percent sign can hide a dot.", "![x](%2e%2e/a.svg)", "index.md"),
    ("entity", "An entity can hide a dot.", '<img src="&#46;&#46;/a.svg">', "index.md"),
    ("backslash", "A backslash can be a slash.", "![x](..\\a.svg)", "index.md"),
    ("annex-leaves", "From an annex two folders up.", "![x](../../a.svg)", "annex/a.md"),
    ("annex-snippet", "A snippet in an annex.", '--8<-- "a.md"', "annex/a.md"),
):

    @case(f"embed-folder-{_name}_fail", _why, "embed-outside")
    def _(s: Story, line: str = _line, file: str = _file) -> None:
        _folder(s, line, file)


for _name, _why, _line, _file in (
    ("inside", "A figure of the folder.", '![x](figures/flow.svg) <img src="./figures/flow.svg">', "index.md"),
    ("inside-and-back", "Down and up again, but never out.", "![x](figures/../figures/flow.svg)", "index.md"),
    ("annex-inside", "From an annex one folder up, still inside.", "![x](../figures/flow.svg)", "annex/a.md"),
):

    @case(f"embed-folder-{_name}", _why)
    def _(s: Story, line: str = _line, file: str = _file) -> None:
        _folder(s, line, file)
