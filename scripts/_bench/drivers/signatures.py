"""Verify every signature of a repository's tip in process, so many times; print how many that were."""

import sys
from pathlib import Path

from qms import git
from qms.trust.sshsig import check_namespace, parse_signature, verify

repository = git.open_repository(Path(sys.argv[1]))
wanted = int(sys.argv[2])
entries = {entry.path.decode(): entry.id for entry in git.list_tree(repository, "main")}
names = [name for name in entries if name.endswith(".json") and f"{name}.sig" in entries][:wanted]
with git.ObjectReader(repository) as reader:
    statements = [data for _, data in reader.read([entries[name] for name in names], "blob")]
    signatures = [data for _, data in reader.read([entries[f"{name}.sig"] for name in names], "blob")]
for statement, data in zip(statements, signatures, strict=True):
    signature = parse_signature(data)
    check_namespace(signature, "qms-approval-v1")
    verify(signature, statement)
print(len(names))
