"""Which paths lie among the documents: for the files of a tree, and for those of the whole history."""

from __future__ import annotations

from qms.model.policy import POLICY_PATH
from qms.model.settings import Settings


def in_documents(path: str, settings: Settings) -> bool:
    """True when a path lies under a folder of documents and is not the policy or a hidden file."""
    return not is_aside(path) and any(path.startswith(f"{root}/") for root in settings.documents)


def is_aside(path: str) -> bool:
    """True for the policy and for what is hidden below a folder of documents, which is never hidden itself."""
    return path == POLICY_PATH or "/." in path
