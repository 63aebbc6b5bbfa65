"""Documents, manifests and globs as the cases understand them: pure helpers of a story."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .statements import digest

_TYPES = {"QP": "procedure", "WI": "work-instruction", "QM": "manual"}


def document(name: str, revision: str, text: str | None = None, /, **fields: str | None) -> bytes:
    """Give a document; fields are YAML as written (`_` for `-`), None leaves one out."""
    values: dict[str, str | None] = {
        "id": name,
        "title": f"Document {name}",
        "type": _TYPES.get(name.partition("-")[0], "procedure"),
        "revision": revision,
        "owner": "process-owner",
    }
    values |= {field.replace("_", "-"): value for field, value in fields.items()}
    front = "".join(f"{field}: {value}\n" for field, value in values.items() if value is not None)
    body = f"# {name}\n\ntext {revision}\n" if text is None else text
    return f"---\n{front}---\n{body}".encode()


def manifest(files: Mapping[str, bytes]) -> bytes:
    """Give the manifest of a folder document: paths are relative to the folder."""
    ordered = sorted(files.items(), key=lambda item: item[0].encode())
    return "".join(f"{digest(data)}  {path}\n" for path, data in ordered).encode()


def matches(glob: str, path: str) -> bool:
    """Tell whether a path matches a glob of the policy."""
    *folders, last = glob.split("/")
    pattern = "".join("(?:[^/]+/)*" if part == "**" else f"{_segment(part)}/" for part in folders)
    return re.fullmatch(pattern + (".+" if last == "**" else _segment(last)), path, re.DOTALL) is not None


def _segment(part: str) -> str:
    return "[^/]*".join(map(re.escape, part.split("*")))
