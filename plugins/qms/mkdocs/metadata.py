"""What themes learn about a page: our own parsed values, escaped, for MkDocs puts them into templates as they are."""

from __future__ import annotations

from qms.model.fields import Mapping, plain
from qms.pages.inert import inert

# A text that names a template or an icon makes the theme load a file of that name.
_DROPPED = frozenset({"template", "icon", "status"})


def metadata(fields: Mapping, title: str) -> dict[str, object]:
    """A page's metadata from front matter as written."""
    found = {name: _escaped(value) for name, value in _entries(plain(fields)).items() if name not in _DROPPED}
    return found | _lists(fields, "hide", "tags") | _search(fields) | {"title": str(inert(title))}


def made_metadata(title: str, hide: tuple[str, ...], *, searched: bool, found: bool = True) -> dict[str, object]:
    """The metadata of a page that is made from the system."""
    made: dict[str, object] = {"title": str(inert(title)), "hide": list(hide)}
    if not found:
        return made | {"search": {"exclude": True}}
    return made if searched else made | {"search": {"boost": 2}}


def _entries(value: object) -> dict[str, object]:
    return {str(name): entry for name, entry in value.items()} if isinstance(value, dict) else {}


def _escaped(value: object) -> object:
    if isinstance(value, dict):
        return {str(inert(name)): _escaped(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_escaped(entry) for entry in value]
    return str(inert(value))


def _lists(fields: Mapping, *names: str) -> dict[str, object]:
    """Fields that themes take for lists, whatever was written."""
    values = ((name, _escaped(plain(node))) for name in names if (node := fields.get(name)) is not None)
    return {name: value if isinstance(value, list) else [value] for name, value in values}


def _search(fields: Mapping) -> dict[str, object]:
    """`search: {exclude: true}` as themes understand it; nothing else of it."""
    wanted = fields.get("search")
    if "search" not in fields:
        return {}
    excluded = isinstance(wanted, Mapping) and wanted.text("exclude") == "true"
    return {"search": {"exclude": True} if excluded else {}}
