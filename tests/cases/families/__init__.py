"""All families of cases: an explicit list, no discovery. Importing this fills `CASES`."""

from importlib import import_module

from cases.registry import CASES

FAMILIES = (
    "anchors",
    "branches",
    "bridges",
    "changes",
    "embedding",
    "endings",
    "folders",
    "frontmatter",
    "guarded",
    "histories",
    "identity",
    "kept",
    "mutants",
    "paths",
    "policies",
    "records",
    "rotation",
    "signatures",
    "texts",
)
for _name in FAMILIES:
    import_module(f"{__name__}.{_name}")

__all__ = ["CASES", "FAMILIES"]
