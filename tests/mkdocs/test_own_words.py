"""Texts on the site: nothing in them fetches from another site, runs, or hides what stands around them."""

from __future__ import annotations

import signal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown import Markdown

from approved import small_manual
from helpers import Repo, document
from qms.mkdocs.own_words import own_words

from .conftest import Builder, record, site_settings
from .test_history import run

FAR = "https://far.example/x"
ACTIVE = {"script", "style", "iframe", "link", "object", "embed", "base", "meta", "form"}


class _Far(HTMLParser):
    """What a page would fetch or run: elements, attributes and addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ACTIVE else []
        for name, value in attrs:
            if name.startswith("on") or (name not in ("href", "title") and "far.example" in (value or "")):
                self.found.append(f"{tag} {name}")


@pytest.mark.parametrize(
    "html",
    [
        "<p>Words &amp; more, 1 &lt; 2, <em>so</em> <a href='https://far.example/'>there</a>.</p><hr />",
        '<table><tr><td style="text-align: right;">1</td></tr></table><p>only = "this", "that"</p>',
        '<p><img alt="Plan" src="plan.svg" /> <img alt="Dot" src="data:image/png;base64,AA==" /></p>',
        '<div class="admonition note" id="n"><p>x</p></div><details open><summary>More</summary></details>',
        '<div class="highlight"><pre><span></span><code><span class="p">&lt;script&gt;</span></code></pre></div>',
        '<ul class="task-list"><li><label><input type="checkbox" disabled checked /></label> Done</li></ul>',
        '<p><svg viewBox="0 0 2 2" xmlns="http://www.w3.org/2000/svg"><path d="M1 1" fill="url(#g)"/></svg></p>',
        '<video src="film.mp4" controls></video>',
    ],
)
def test_what_does_neither_stays_as_it_is(html: str) -> None:
    assert own_words(html) == html


@pytest.mark.parametrize("name", ["alt", "title"])
def test_a_picture_from_elsewhere_is_a_link_with_its_words(name: str) -> None:
    html = own_words(f'<li>A <img {name}="The &lt;plan&gt;" src="{FAR}?a=1&amp;b=2" /> B</li>')
    assert html == (f'<li>A <a class="qms-was" href="{FAR}?a=1&amp;b=2">Elsewhere: The &lt;plan&gt;</a> B</li>')
    assert f">Elsewhere: {FAR}</a>" in own_words(f'<img src="{FAR}">')


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<script>if (1 < 2) { document.write("</p>") }</script>', "&lt;script&gt;"),
        ("<style>.qms-banner { display: none }</style>", "&lt;style&gt;"),
        ('<object data="plan.svg"><p>In the place of it</p></object>', "&lt;object&gt;"),
        ('<meta http-equiv="refresh" content="0">', "&lt;meta&gt;"),
        ('<p onclick="x()">Words</p>', "onclick="),
        ('<p x="1"onclick="x()">Words</p>', "onclick="),
        ('<td style="text-align: left; position: fixed">Words</td>', "style="),
        (f'<p style="background: url({FAR})">Words</p>', "style="),
        (f'<form action="{FAR}"><input></form>', "action="),
        ('<a href="java&#115;cript:x()">Words</a>', "href="),
        ('<a href="java\nscript:x()">Words</a>', "href="),
        (f'<svg><image href="{FAR}"/><set attributeName="href"/></svg>', "href="),
        ("<p>Words</p><plaintext>", "&lt;plaintext&gt;"),
    ],
)
def test_what_else_is_left_out_leaves_a_note(html: str, what: str) -> None:
    shown = own_words(html)
    assert f'<span class="qms-was">Left out here: {what}</span>' in shown
    assert not {*_Far(shown).found} - {"form"}
    assert shown.count("Words") == html.count("Words")
    assert "script" not in shown.replace("&lt;script&gt;", "")


@pytest.mark.parametrize(
    "html",
    [
        '<img src="//far.example/x">', '<img src="\\\\far.example\\x">', '<img src=" ht\ntps://far.example/x">',
        f'<img src="a.png" srcset="a.png 1x, {FAR} 2x">', f'<iframe src="{FAR}"></iframe>', f'<embed src="{FAR}">',
        f'<video poster="{FAR}"><source src="{FAR}"></video>', f'<video><source src="{FAR}"></video>',
        f'<link rel="stylesheet" href="{FAR}">', f'<input type="image" src="{FAR}">',
        f'<table background="{FAR}"></table>',
        f'<img/src="{FAR}"/onerror=x()>', f'<!--><img src="{FAR}">-->', f'<xmp><b title="</xmp><img src={FAR}>"></xmp>',
        f'<svg><rect fill="url({FAR})"/></svg>', f'<img src="{FAR}" ', f"<p>a<img src={FAR}\n",
        f'<a href="x" ping="{FAR}">x</a>',
    ],
)  # fmt: skip
def test_no_way_of_writing_it_is_left(html: str) -> None:
    shown = own_words(f"<p>Before</p>{html}") + '<p class="foot">After > it</p>'
    assert _Far(shown).found == []
    assert "<img" not in shown
    assert shown.startswith("<p>Before</p>")


def test_a_usual_text_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qms.mkdocs.own_words._Text", None)
    text = "## Steps { #steps }\n\nQP-04, [a link](https://far.example/), `code`.\n\n| A | B |\n|--:|---|\n| 1 | 2 |\n"
    html = Markdown(extensions=["tables", "attr_list", "toc", "fenced_code"]).convert(text)
    assert own_words(html) is html


@pytest.mark.parametrize(
    "part", ["<a ", "<!--", "<!", "</a ", "<x y='", "<x y='>", "<script>", "&", "&#", '<p a="', "</"]
)
def test_long_texts_take_no_long_time(part: str) -> None:
    signal.alarm(20)
    try:
        own_words(f"<iframe></iframe>{part * 30_000}")
    finally:
        signal.alarm(0)


BAD = (
    f"![The plan]({FAR}.png)\n\n<iframe src='{FAR}'></iframe>\n\n<style>.qms {{ display: none }}</style>\n\n"
    f"<script src='{FAR}.js'></script>\n\nA [link]({FAR}.html).\n"
)


@pytest.mark.slow
def test_documents_and_records_ask_no_other_site(repo: Repo, build: Builder) -> None:
    repo.commit(
        {
            "qms.yml": "organisation: Example Ltd\nstandards: []\nroles: {quality-manager: Quality manager}\n",
            "mkdocs.yml": site_settings(theme="mkdocs"),
            "manual/index.md": document("QM-01", "Words.\n", type="manual"),
            "procedures/QP-01.md": document("QP-01", BAD),
            "procedures/QP-02-x/index.md": document("QP-02", "Words.\n"),
            "procedures/QP-02-x/more.md": BAD,
            "records/audits/IA-2026-01.md": record("IA-2026-01", BAD),
        }
    )
    built = build(strict=False)
    assert built.code == 0, built.output
    pages = ("procedures/QP-01", "procedures/QP-02-x/more", "records/audits/IA-2026-01")
    for path in pages:
        page = built.page(f"{path}/index.html")
        assert f'<a class="qms-was" href="{FAR}.png">Elsewhere: The plan</a>' in page, path
        assert f'href="{FAR}.html">link</a>' in page
        for sign in (f"src='{FAR}", f'src="{FAR}', "<iframe", ".qms { display", "highlight.js/"):
            assert sign not in page, (path, sign)
        assert page.count("Left out here: ") == 2
        assert f">Elsewhere: {FAR}</a>" in page
    assert "embed-elsewhere" in built.output


@pytest.mark.slow
def test_a_superseded_text_asks_no_other_site(tmp_path: Path) -> None:
    made = small_manual(tmp_path / "repo", site_settings(docs_dir="docs").encode())
    made.story.step({"docs/guide.md": b"# Guide\n"})
    made.issue("2026-03-01", "QP-10", "1", f"# QP-10 Title\n\n{BAD}")
    made.issue("2026-03-02", "QP-10", "2", "New words.")
    made.clone()
    built = run(made)
    assert built.code == 0, built.output
    page = built.page("revisions/QP-10/1/index.html")
    assert f'<a class="qms-was" href="{FAR}.png">Elsewhere: The plan</a>' in page
    assert page.count("Left out here: ") == 2
    for path in ("revisions/QP-10/1/index.html", "history/procedures/QP-10/index.html"):
        assert not [one for one in _Far(built.page(path)).found if "src" in one or one == "iframe"], path


@pytest.mark.slow
def test_a_text_may_link_to_what_the_site_makes_beside_its_pages(repo: Repo, build: Builder) -> None:
    made = ("register/register.csv", "register/register.xlsx", "feed.xml", "feeds/QP-01.xml", "reviews.ics")
    text = "".join(f"[{name}](../{name})\n" for name in made)
    repo.commit(
        {
            "qms.yml": "organisation: Example Ltd\nstandards: []\nroles: {quality-manager: Quality manager}\n",
            "mkdocs.yml": site_settings(validation="{links: {not_found: warn, anchors: warn}}"),
            "manual/index.md": document("QM-01", "Words.\n", type="manual"),
            "procedures/QP-01.md": document("QP-01", text, review="12 months"),
        }
    )
    built = build()
    assert built.code == 0, built.output
    page = built.page("procedures/QP-01/index.html")
    for name in made:
        assert (built.site / name).is_file(), name
        assert f'href="../../{name}"' in page


@pytest.mark.slow
def test_whoever_asks_for_the_highlighter_of_a_theme_is_told(repo: Repo, build: Builder) -> None:
    theme = "{name: readthedocs, highlightjs: true}"
    repo.commit({"mkdocs.yml": site_settings(theme=theme), "manual/index.md": document("QM-01", type="manual")})
    built = build(strict=False)
    assert "highlight.js/" in built.page("index.html")
    assert "highlightjs: true makes every page fetch" in built.output
