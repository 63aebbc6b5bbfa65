"""Show that what is measured is what is meant: `qms log` names every document there ever was.

Arguments: the `qms` to run, and how many documents it has to name.
"""

from __future__ import annotations

import json
import subprocess
import sys

done = subprocess.run(  # noqa: S603 - the bench names its own qms
    [sys.argv[1], "log", "--format", "json", "--no-cache"], check=True, stdout=subprocess.PIPE
)
documents = json.loads(done.stdout)["documents"]
empty = sum(not document["revisions"] for document in documents)
if len(documents) != int(sys.argv[2]) or empty:
    raise SystemExit(f"qms log names {len(documents)} documents, {empty} without revisions, instead of {sys.argv[2]}")
