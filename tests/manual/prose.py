"""The words of a text as a reader meets them: without marks, links, code and drawings."""

from __future__ import annotations

import re

ABBREVIATIONS = re.compile(r"\b(e\.g|i\.e|No)\.(?= )")


def plain_lines(text: str) -> list[str]:
    """The lines of a Markdown text as they are read; table cells and list items are lines of their own."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"\{: [^}]*\}", "", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("|"):
            for cell in line.strip("|").split("|"):
                lines += ["", *([cell.strip()] if set(cell) - set("-: ") else []), ""]
        elif re.match(r"\s*([-*]|\d+\.|#+|>) ", line):
            lines += ["", re.sub(r"^\s*([-*]|\d+\.|#+|>) ", "", line)]
        else:
            lines.append(line.strip())
    return [re.sub(r"[*_`]", "", line) for line in lines]


def sentences(text: str) -> list[str]:
    """The sentences of a Markdown text; a heading, a list item and a table cell end one."""
    blocks: list[list[str]] = [[]]
    for line in plain_lines(text):
        if line:
            blocks[-1].append(line)
        else:
            blocks.append([])
    whole = (ABBREVIATIONS.sub(r"\1", " ".join(block)) for block in blocks if block)
    return [one for block in whole for one in re.split(r"(?<=[.?!])[\"”]? +", block) if one]


def words(text: str) -> list[str]:
    """The words of a text; a number, an amount or an identifier is one word."""
    return [word for line in plain_lines(text) for word in line.split() if any(letter.isalnum() for letter in word)]
