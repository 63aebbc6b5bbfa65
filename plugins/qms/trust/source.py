"""From a file's bytes to its front matter and text: the rules for text, and where the metadata ends.

Source: approval format 1, §1 (text rules) and §2 (front matter). Every refusal has its code and place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qms.model.fields import Mapping
from qms.model.problem import Fault, Place

from .yamltext import parse_yaml

MAX_DOCUMENT = 2_000_000
MAX_FILE = 10_000_000
LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_FRONT_MATTER = re.compile(r"---\n(|.*?\n)---\n", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# The bytes of what _CONTROL finds, and of a carriage return: to look for them so costs a tenth of the patterns, and in
# UTF-8 they stand for nothing else. What turns the direction begins with one of two pairs.
_CONTROL_BYTES = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n")
_BIDI_STARTS = (b"\xe2\x80", b"\xe2\x81")


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file taken apart.

    Attributes:
        fields: The front matter; empty when there is none or it cannot be read.
        body: The text after it.
        body_line: The line on which the text begins.
        whole: The whole text, front matter included.
    """

    fields: Mapping
    body: str
    body_line: int
    whole: str
    faults: tuple[Fault, ...]


def decode(data: bytes, path: str) -> tuple[str, list[Fault]]:
    """Bytes to text by the text rules. What breaks them is reported and, where reading can go on, mended."""
    faults: list[Fault] = []
    if len(data) > MAX_DOCUMENT:
        faults.append(Fault(Place(path), f"the file has more than {MAX_DOCUMENT:,} bytes", code="document-size"))
        data = b""
    if data.startswith(LFS_POINTER):
        faults.append(Fault(Place(path, 1), "this is a Git LFS pointer, not the document", code="lfs-pointer"))
    if data.startswith(b"\xef\xbb\xbf"):
        faults.append(Fault(Place(path, 1, 1), "the file begins with a byte order mark", code="text-bom"))
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        faults.append(Fault(Place(path, line, column), "the file is not UTF-8 text", code="text-encoding"))
        return "", faults
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        faults.append(Fault(Place(path, line), "a line ends with a carriage return", code="text-cr"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    controls = len(data.translate(None, _CONTROL_BYTES)) < len(data)
    turns = any(start in data for start in _BIDI_STARTS)
    for possible, pattern, code, what in (
        (controls, _CONTROL, "text-control", "a control character"),
        (turns, _BIDI, "text-bidi", "a character that turns the direction of writing"),
    ):
        if possible and (match := pattern.search(text)):
            line, column = line_and_column(text, match.start())
            message = f"{what} (U+{ord(match[0]):04X}) stands in the text"
            faults.append(Fault(Place(path, line, column), message, code=code))
    return text, faults


def read_source(data: bytes, path: str) -> SourceText:
    """Take a Markdown file apart into front matter and text."""
    text, faults = decode(data, path)
    match = _FRONT_MATTER.match(text)
    if not match:
        if not faults:
            message = "the file does not begin with front matter between two lines `---`"
            if text.startswith("---\n"):
                message = "the front matter has no end: a second line `---` is missing"
            faults.append(Fault(Place(path, 1, 1), message, code="front-matter-missing"))
        return SourceText(Mapping(), text, 1, text, tuple(faults))
    block = match[1]
    fields, yaml_faults = parse_yaml(block, path, first_line=2) if block.strip() else (Mapping(), ())
    body_line = text.count("\n", 0, match.end()) + 1
    return SourceText(fields or Mapping(), text[match.end() :], body_line, text, (*faults, *yaml_faults))


def line_and_column(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + first_line, offset - text.rfind("\n", 0, offset)
