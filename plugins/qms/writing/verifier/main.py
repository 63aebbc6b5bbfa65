"""The check as a whole: five numbered steps, what they cannot show, and one verdict. `python verify.py --help`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from .documents import Evidence, check_documents, read_imports
from .folder import ANCHOR, CONTENTS, SUMS, Folder, check_sums
from .history import check_history
from .policies import check_policies, check_records, load_policies
from .signed import read_json, sha256
from .words import REFUSED, UNDECIDED, CannotTellError, RefusalError, Report

_CONTENTS = {"commit", "day", "documents", "format", "kept", "project", "scope", "to_come"}
_DOCUMENT = {"class", "digest", "files", "folder", "id", "imported", "place", "policy", "revision", "step"}
_ABOUT = "Check an audit pack: its files, its policy, its signatures, its documents and its history."
_UNSEEN = """
What this check does not see, and `qms verify` does, in a copy of the history (git clone history.bundle):
  - whether every single step of the history was approved by the rules of its time, also those of documents that are
    no longer in force, of files that shape the site, and of records that were only added and never changed;
  - when a signature entered the history: a date is what the signer says, the order of the history is proof."""


def main() -> int:
    """Check the folder that this program lies in, or the one that is named; 0 accepted, 1 refused, 2 undecided."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(
        description=_ABOUT, epilog="Exit code: 0 accepted, 1 refused, 2 it could not be decided."
    )
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).resolve().parent), help="the unpacked pack")
    parser.add_argument("--anchor", metavar="FILE", help="an anchor.json that you were given by another way")
    parser.add_argument("--sums", metavar="DIGEST", help="the sha256 of SHA256SUMS, given to you by another way")
    asked = parser.parse_args()
    report = Report()
    try:
        folder = Folder(Path(asked.folder))
        _check(folder, asked.anchor, asked.sums, report)
    except CannotTellError as error:
        report.cannot_tell(error)
    except RefusalError as error:
        report.refuse(error)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OSError, RecursionError) as error:
        report.refuse(f"a list or file of the pack is not of its form ({type(error).__name__}: {error})")
    return _verdict(report)


def _check(folder: Folder, anchor: str | None, sums: str | None, report: Report) -> None:
    """All steps."""
    check_sums(folder, report)
    if sums and sums.strip().lower() != sha256(folder.read(SUMS)):
        report.refuse(f"{SUMS} does not have the digest that you were given")
    contents = _contents(folder)
    print(f"        the list {SUMS} has the sha256 {sha256(folder.read(SUMS))}")
    _check_anchor(folder, anchor, contents, report)
    policies = load_policies(folder)
    records = check_records(folder, contents, policies, shutil.which("ssh-keygen") or "", report)
    check_policies(policies, records, report)
    imported, retired = read_imports(policies, records)
    by_digest = {policy.digest: policy for policy in policies}
    check_documents(folder, contents, Evidence(records, by_digest, imported, retired, policies[-1]), report)
    check_history(folder, contents, policies[-1].evidence, report)


def _contents(folder: Folder) -> dict[str, Any]:
    """The list of what the pack holds."""
    contents = folder.member(CONTENTS)
    if not isinstance(contents, dict) or contents.get("format") != "qms-pack/1":
        raise CannotTellError(f"{CONTENTS} is of a form that this check does not know")
    if set(contents) != _CONTENTS or any(
        set(item) != _DOCUMENT for item in [*contents["documents"], *contents["to_come"]]
    ):
        raise RefusalError(f"{CONTENTS} lacks a member or has one too many")
    names = [item["id"] for item in contents["documents"]]
    folders = [item["folder"] for item in [*contents["documents"], *contents["to_come"]]]
    if len(set(names)) != len(names) or len(set(folders)) != len(folders):
        raise RefusalError(f"{CONTENTS} lists a document twice")
    return contents


def _check_anchor(folder: Folder, given: str | None, contents: dict[str, Any], report: Report) -> None:
    """The anchor of the pack against one from elsewhere, where there is one."""
    own = folder.member(ANCHOR)
    if set(own) != {"commit", "policy_sha256", "project"} or own["project"] != contents["project"]:
        report.refuse(f"{ANCHOR} is not of its form, or of another project")
    if given is None:
        report.note(
            f"{ANCHOR} was not compared with one from elsewhere (--anchor FILE): this check shows that the pack fits "
            "together, not where it comes from"
        )
        return
    try:
        same = read_json(Path(given).read_bytes()) == own
    except (OSError, RefusalError) as error:
        raise CannotTellError(f"the anchor {given} cannot be read: {error}") from None
    if same:
        report.good(f"{ANCHOR} says the same as the anchor that you were given")
    else:
        report.refuse(f"{ANCHOR} is not the anchor that you were given")


def _verdict(report: Report) -> int:
    """Print what was not seen and the verdict."""
    code = report.code()
    if code == REFUSED:
        print(f"\nREFUSED: {report.refused} fault{'s' * (report.refused > 1)}. Do not rely on this pack.")
    elif code == UNDECIDED:
        print("\nUNDECIDED: something could not be looked at, which is never a pass. See the lines with ???.")
    else:
        print("\n".join([_UNSEEN, *report.unseen]))
        print("\nACCEPTED: every document in force is exactly what was approved, as far as this check can see.")
    return code


if __name__ == "__main__":
    sys.exit(main())
