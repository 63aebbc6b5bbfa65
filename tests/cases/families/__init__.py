"""All families of cases: an explicit list, no discovery. Importing this fills `CASES`."""

from cases.registry import CASES

from . import (
    anchors,
    branches,
    bridges,
    changes,
    embedding,
    endings,
    folders,
    frontmatter,
    guarded,
    histories,
    identity,
    kept,
    mutants,
    paths,
    policies,
    records,
    rotation,
    signatures,
    texts,
)

FAMILIES = (
    anchors,
    branches,
    bridges,
    changes,
    embedding,
    endings,
    folders,
    frontmatter,
    guarded,
    histories,
    identity,
    kept,
    mutants,
    paths,
    policies,
    records,
    rotation,
    signatures,
    texts,
)

__all__ = ["CASES", "FAMILIES"]
