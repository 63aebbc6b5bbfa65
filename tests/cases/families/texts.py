"""The bytes of documents: encodings, controls, sizes, pointers."""

from __future__ import annotations

from cases.registry import case
from cases.story import Story
from cases.texts import document

_BODY = document("QP-01", "3")
_TWO_MB = 2_000_000
for _name, _why, _data, _code in (
    ("text-bom_fail", "A byte order mark.", b"\xef\xbb\xbf" + _BODY, "text-bom"),
    ("text-crlf_fail", "Windows line ends.", _BODY.replace(b"\n", b"\r\n"), "text-cr"),
    (
        "text-one-cr_fail",
        "One carriage return in the text: some programs show what follows over it.",
        _BODY + b"a\rb\n",
        "text-cr",
    ),
    ("text-latin-1_fail", "Latin-1 in the text.", _BODY + b"caf\xe9\n", "text-encoding"),
    ("text-overlong_fail", "An overlong form in the text.", _BODY + b"\xc0\xbc\n", "text-encoding"),
    ("text-surrogate_fail", "An encoded surrogate in the text.", _BODY + b"\xed\xa0\x80\n", "text-encoding"),
    ("text-cut-off_fail", "The last character is cut off.", _BODY + b"\xe2\x82", "text-encoding"),
    ("text-nul_fail", "A NUL in the text.", _BODY + b"a\0b\n", "text-control"),
    ("text-escape_fail", "A terminal's escape sequence in the text.", _BODY + b"\x1b[2K\n", "text-control"),
    ("text-delete_fail", "U+007F in the text.", _BODY + b"a\x7f\n", "text-control"),
    ("text-form-feed_fail", "A form feed in the text.", _BODY + b"\x0c\n", "text-control"),
    ("text-override_fail", "A right-to-left override in the text.", _BODY + "\u202e\n".encode(), "text-bidi"),
    ("text-isolate_fail", "A directional isolate in the text.", _BODY + "\u2066a\u2069\n".encode(), "text-bidi"),
    ("text-embedding-mark_fail", "The first of the forbidden controls.", _BODY + "\u202a\n".encode(), "text-bidi"),
    (
        "text-lfs_fail",
        "A pointer in the place of the document.",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
        "lfs-pointer",
    ),
    ("text-too-large_fail", "One byte more than 2 MB.", _BODY + b"x" * (_TWO_MB - len(_BODY)) + b"\n", "document-size"),
):

    @case(_name, _why, _code)
    def _(s: Story, data: bytes = _data) -> None:
        s.step(s.issue("QP-01", "3", data))


for _name, _why, _data in (
    ("text-tabs", "Tabs in the text.", _BODY + b"a\tb\n"),
    ("text-no-last-line-feed", "No LF at the end.", _BODY[:-1]),
    ("text-2-mb", "Exactly 2 MB.", _BODY + b"x" * (_TWO_MB - len(_BODY) - 1) + b"\n"),
    ("text-decomposed", "The text may be decomposed; only the front matter must be NFC.", _BODY + "u\u0308\n".encode()),
    ("text-zero-width", "Zero-width characters are allowed in the text.", _BODY + "a\u200bb\u200e\n".encode()),
    ("text-c1", "C1 controls are not C0.", _BODY + "a\u0085b\n".encode()),
    ("text-arabic", "Arabic and Hebrew without controls.", _BODY + "مراجعة ביקורת\n".encode()),
    ("text-only-front-matter", "Nothing after the front matter.", document("QP-01", "3", "")),
    (
        "text-looks-like-front-matter",
        "A second block after the first is text.",
        document("QP-01", "3", "---\nid: QP-99\nstatus: approved\n---\n"),
    ),
    (
        "text-mentions-lfs",
        "The words of a pointer, but not at the start.",
        _BODY + b"version https://git-lfs.github.com/spec/v1\n",
    ),
    ("text-bom-inside", "U+FEFF inside the text is no byte order mark.", _BODY + "a\ufeffb\n".encode()),
):

    @case(_name, _why)
    def _(s: Story, data: bytes = _data) -> None:
        s.step(s.issue("QP-01", "3", data))
