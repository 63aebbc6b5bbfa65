"""Histories and copies: merges of every shape, and copies of which nothing can be said."""

from __future__ import annotations

import zlib
from copy import deepcopy

from cases.forge import FILE, TREE
from cases.packs import commit_graph
from cases.registry import case
from cases.story import POLICY, Story
from cases.texts import document

QP = "procedures/QP-01.md"
RECORD = "records/approvals/QP-01/2/approval.quality-manager.jane.doe.json"


def _side(s: Story, *changes: dict[str | bytes, object], name: str = "side") -> str:
    s.branch(name)
    return [s.step(change, on=name) for change in changes][-1]  # type: ignore[arg-type]


@case("merge-ordinary", "A branch with unfinished commits is merged: one difference to the first parent.")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    side = _side(s, {QP: document("QP-01", "3", "Unfinished.\n")}, files)
    s.step(files, parents=[side])


@case("merge-squashed", "The same as one commit.")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    _side(s, {QP: document("QP-01", "3", "Unfinished.\n")}, files)
    s.step(files)


@case("merge-octopus", "Three branches in one merge.")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    tips = [_side(s, files, name="a"), _side(s, {"notes/b": b"x\n"}, name="b"), _side(s, {"notes/c": b"x\n"}, name="c")]
    s.step(files, {"notes/b": b"x\n", "notes/c": b"x\n"}, parents=tips)


@case("merge-ours", "A branch is merged and nothing of it taken: no difference, whatever it held.")
def _(s: Story) -> None:
    side = _side(s, {QP: b"evil\n", POLICY: None})
    s.step({}, parents=[side])


@case("merge-empty-commit", "A commit without any difference.")
def _(s: Story) -> None:
    s.step({})


@case("merge-wild-side", "The side branch broke every rule; the merge takes only what is approved.")
def _(s: Story) -> None:
    side = _side(s, {RECORD: None}, {"evil": b"x\n", "Notes/A": b"x\n"})
    s.step(s.issue("QP-01", "3"), parents=[side])


@case("merge-evil_fail", "The merge holds a sentence that is in neither parent.", "approval-missing", "record-idle")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    side = _side(s, files)
    s.step(files | {QP: document("QP-01", "3", "Evil.\n")}, parents=[side])


@case("merge-evil-elsewhere_fail", "The merge changes a document that the branch never touched.", "revision-unchanged")
def _(s: Story) -> None:
    side = _side(s, {"notes/a": b"x\n"})
    s.step({"notes/a": b"x\n", "instructions/WI-01.md": s.read("instructions/WI-01.md") + b"x\n"}, parents=[side])


@case("merge-evil-octopus_fail", "Of three merged branches one is unapproved.", "approval-missing")
def _(s: Story) -> None:
    tips = [
        _side(s, {"notes/b": b"x\n"}, name="b"),
        _side(s, {"instructions/WI-01.md": document("WI-01", "2")}, name="c"),
    ]
    s.step({"notes/b": b"x\n", "instructions/WI-01.md": document("WI-01", "2")}, parents=tips)


@case("merge-loses-a-record_fail", "The merge resolved a conflict by losing a record.", "record-deleted")
def _(s: Story) -> None:
    side = _side(s, {"notes/a": b"x\n"})
    s.step({"notes/a": b"x\n", RECORD: None, f"{RECORD}.sig": None}, parents=[side])


@case(
    "merge-takes-theirs_fail",
    "The merge takes the branch's older tree and undoes a revision.",
    "record-deleted",
    "revision-order",
)
def _(s: Story) -> None:
    side = _side(s, {"notes/a": b"x\n"})
    old = {path: s.read(path.decode()) for path in s.files()}
    s.step(s.issue("QP-01", "3"))
    gone = {path: None for path in s.files() if path not in old}
    s.step(gone, {QP: old[QP.encode()], "notes/a": b"x\n"}, parents=[side])


@case("fast-forward_fail", "The branch was pushed as it is: unfinished text is a step.", "revision-unchanged")
def _(s: Story) -> None:
    s.step({QP: s.read(QP) + b"Unfinished.\n"})
    s.step(s.issue("QP-01", "3"))


@case("fast-forward", "A branch pushed as it is, whose every commit is a good step.")
def _(s: Story) -> None:
    s.step({"notes/a": b"x\n"}, author="eve@evil.example")
    s.step(s.issue("QP-01", "3"))


@case("reverted_fail", "An approved revision was undone by `git revert`.", "record-deleted", "revision-order")
def _(s: Story) -> None:
    before = s.read(QP)
    s.step(s.issue("QP-01", "3"))
    s.step({QP: before}, {path: None for path in s.files() if b"/QP-01/3/" in path})


def _foxtrot(s: Story, *, good: bool) -> str:
    """Merge main into a branch and push that as main: the parents changed places. Gives the old tip."""
    s.branch("side")
    s.step({"notes/a": b"x\n"} if good else {QP: s.read(QP) + b"x\n"}, on="side")
    old = s.step(s.issue("WI-01", "2"))
    taken = {path: s.read(path.decode()) for path in s.files() if b"WI-01" in path and b"/1/" not in path}
    s.step(taken, on="side", parents=[old])
    s.forge.refs["refs/heads/main"] = s.tip("side")
    return old


@case("foxtrot_fail", "The parents changed places; the branch's own steps are on the chain now.", "revision-unchanged")
def _(s: Story) -> None:
    _foxtrot(s, good=False)


@case("foxtrot-previous_fail", "The parents changed places; the tip seen before is off the chain.", "tip-rewound")
def _(s: Story) -> None:
    s.expected["previous"] = _foxtrot(s, good=True)


@case("foxtrot-good-steps", "The parents changed places, but every step on the chain is good.")
def _(s: Story) -> None:
    _foxtrot(s, good=True)


@case("foxtrot-over-the-anchor_fail", "The anchor lies behind a second parent.", "anchor-not-on-chain", start=False)
def _(s: Story) -> None:
    root = s.step({"README.md": b"y\n"})
    s.branch("side", root)
    s.started()
    tip = s.tip()
    s.forge.refs["refs/heads/main"] = s.tip("side")
    s.step({path: s.forge.content(oid) for path, (_, oid) in s.trees[tip].items()}, parents=[tip])


@case("long-history", "A hundred ordinary steps.")
def _(s: Story) -> None:
    for number in range(3, 53):
        s.step(s.issue("QP-01", str(number)))
        s.step({"notes/log": f"{number}\n".encode()})


@case("early-mistake_fail", "A bad step long ago, corrected since by an approved revision.", "revision-unchanged")
def _(s: Story) -> None:
    old = s.read(QP)
    s.step({QP: old + b"x\n"})
    s.step({QP: old})
    s.step(s.issue("QP-01", "3"))


def _commit(s: Story, headers: str, message: str = "x") -> None:
    """Make an approved step whose commit has further headers."""
    s.step(s.issue("QP-01", "3"))
    good = s.forge.content(s.tip()).decode().partition("\n\n")[0]
    raw = f"{good}\n{headers}\n{message}".encode("utf-8", "surrogateescape")
    s.forge.refs["refs/heads/main"] = s.forge.put("commit", raw)


@case("commit-signed", "A commit's signature holds a line that looks like a parent.")
def _(s: Story) -> None:
    _commit(s, f"gpgsig -----BEGIN SSH SIGNATURE-----\n parent {s.anchor['commit']}\n -----END SSH SIGNATURE-----\n")


@case("commit-message-like-a-header", "A commit's message begins like a header.")
def _(s: Story) -> None:
    _commit(s, "", f"parent {s.anchor['commit']}\ntree {s.anchor['commit']}\n")


@case("commit-latin-1", "A commit's message is Latin-1 and says so.")
def _(s: Story) -> None:
    _commit(s, "encoding ISO-8859-1\n", "caf\udce9\n")


@case("commit-message-empty", "A commit without a message.")
def _(s: Story) -> None:
    _commit(s, "", "")


@case("commit-time-goes-back", "Commit times run backwards: place in history decides.")
def _(s: Story) -> None:
    s.clock = 100
    s.step(s.issue("QP-01", "3"))


@case("committer-is-anybody", "Who commits to main decides nothing.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), author="", committer="eve@evil.example")


# Copies of which nothing can be said.


@case("shallow_fail", "A shallow clone.", "history-shallow")
def _(s: Story) -> None:
    s.forge.extra["shallow"] = f"{s.anchor['commit']}\n".encode()


@case("shallow-cut_fail", "A shallow clone that lacks what is below.", "history-shallow")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"))
    s.forge.extra["shallow"] = f"{s.tip()}\n".encode()
    s.forge.dropped.add(s.anchor["commit"])


@case("shallow-and-bad_fail", "A shallow clone with a bad step: undecided wins.", "history-shallow")
def _(s: Story) -> None:
    s.step({QP: b"x\n"})
    s.forge.extra["shallow"] = f"{s.anchor['commit']}\n".encode()


@case("grafted_fail", "`info/grafts` hides a bad step.", "history-grafted")
def _(s: Story) -> None:
    before = s.tip()
    s.step({QP: b"x\n"})
    tip = s.step({QP: s.read(QP, "main")})
    s.forge.extra["info/grafts"] = f"{tip} {before}\n".encode()


@case("grafted-harmless_fail", "`info/grafts` that says what is true anyway.", "history-grafted")
def _(s: Story) -> None:
    s.forge.extra["info/grafts"] = f"{s.anchor['commit']}\n".encode()


@case("replaced-history_fail", "A ref under refs/replace/ hides a bad commit.", "history-replaced")
def _(s: Story) -> None:
    before, good = s.tip(), dict(s.current)
    bad = s.step({QP: b"x\n"})
    s.forge.refs["refs/heads/main"], s.current = before, good
    s.forge.refs[f"refs/replace/{bad}"] = s.step(s.issue("QP-01", "3"))
    s.forge.refs["refs/heads/main"] = bad


@case("replaced-packed_fail", "The ref stands in packed-refs.", "history-replaced")
def _(s: Story) -> None:
    s.forge.extra["packed-refs"] = f"{s.tip()} refs/replace/{s.anchor['commit']}\n".encode()


@case("replaced-blob_fail", "A document's blob is replaced.", "history-replaced")
def _(s: Story) -> None:
    s.forge.refs[f"refs/replace/{s.files()[QP.encode()][1]}"] = s.forge.blob(b"evil\n")


@case("missing-document_fail", "The blob of a document is missing.", "object-missing")
def _(s: Story) -> None:
    s.forge.dropped.add(s.files()[QP.encode()][1])


@case("missing-signature_fail", "The blob of a signature is missing.", "object-missing")
def _(s: Story) -> None:
    s.forge.dropped.add(s.files()[f"{RECORD}.sig".encode()][1])


@case("missing-tree_fail", "The tree of a commit on the chain is missing.", "object-missing")
def _(s: Story) -> None:
    tree = s.forge.tree(s.files())
    s.step(s.issue("QP-01", "3"))
    s.forge.dropped.add(tree)


@case("missing-commit_fail", "A commit on the chain is missing.", "object-missing")
def _(s: Story) -> None:
    middle = s.step(s.issue("QP-01", "3"))
    s.step({"notes/a": b"x\n"})
    s.forge.dropped.add(middle)


@case("missing-tip_fail", "The branch names a commit that is not there.", "ref-unknown", "object-missing")
def _(s: Story) -> None:
    s.forge.dropped.add(s.step({"notes/a": b"x\n"}))


@case(
    "corrupt-document_fail",
    "A document's id holds other bytes: what a reader would see was never signed.",
    "object-corrupt",
)
def _(s: Story) -> None:
    s.forge.replace_bytes(s.files()[QP.encode()][1], s.forge.blob(document("QP-01", "2", "Evil.\n")))


@case("corrupt-old-document_fail", "The blob of a former revision holds other bytes.", "object-corrupt")
def _(s: Story) -> None:
    old = s.files()[QP.encode()][1]
    s.step(s.issue("QP-01", "3"))
    s.forge.replace_bytes(old, s.forge.blob(b"evil\n"))


@case("corrupt-record_fail", "A record's id holds another good record.", "object-corrupt")
def _(s: Story) -> None:
    other = s.files()[RECORD.replace("/2/", "/1/").encode()][1]
    s.forge.replace_bytes(s.files()[RECORD.encode()][1], other)


@case("corrupt-policy_fail", "The policy's id holds another policy.", "object-corrupt")
def _(s: Story) -> None:
    evil = s.forge.blob(s.read(POLICY).replace(b"roles: [author]", b"roles: [author, quality-manager]"))
    s.forge.replace_bytes(s.files()[POLICY.encode()][1], evil)


@case("corrupt-tree_fail", "The tip's tree holds another tree under its id.", "object-corrupt")
def _(s: Story) -> None:
    good = s.forge.tree(s.files())
    s.step({QP: document("QP-01", "2", "Evil.\n")})
    s.forge.replace_bytes(s.forge.tree(s.files()), good)


@case("corrupt-commit_fail", "A commit's id holds another commit.", "object-corrupt")
def _(s: Story) -> None:
    good = s.tip()
    bad = s.step({QP: document("QP-01", "2", "Evil.\n")})
    s.forge.replace_bytes(bad, good)


@case("corrupt-commit-in-the-middle_fail", "A commit on the way holds another commit under its id.", "object-corrupt")
def _(s: Story) -> None:
    good = s.tip()
    bad = s.step({QP: document("QP-01", "2", "Evil.\n")})
    s.step({QP: document("QP-01", "2")})
    s.forge.replace_bytes(bad, good)


@case("corrupt-inner-tree_fail", "A folder's id holds another folder.", "object-corrupt")
def _(s: Story) -> None:
    blob = s.forge.blob(document("QP-01", "2", "Evil.\n"))
    inner = s.forge.tree({b"QP-01.md": s.files()[QP.encode()]})
    s.forge.replace_bytes(inner, s.forge.tree({b"QP-01.md": (FILE, blob)}))


@case("packed", "All objects lie in one pack.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"))
    s.forge.pack()


@case(
    "packed-corrupt-document_fail",
    "A pack's index gives other bytes for a document: Git does not look.",
    "object-corrupt",
)
def _(s: Story) -> None:
    evil = s.forge.blob(document("QP-01", "2", "Evil.\n"))
    s.forge.pack(**{s.files()[QP.encode()][1]: evil})


@case("packed-corrupt-policy_fail", "A pack's index gives another policy.", "object-corrupt")
def _(s: Story) -> None:
    evil = s.forge.blob(s.read(POLICY).replace(b"roles: [author]", b"roles: [author, quality-manager]"))
    s.forge.pack(**{s.files()[POLICY.encode()][1]: evil})


@case("packed-corrupt-tree_fail", "A pack's index gives another tree: a bad step looks like none.", "object-corrupt")
def _(s: Story) -> None:
    good = s.forge.tree(s.files())
    s.step({QP: document("QP-01", "2", "Evil.\n")})
    s.forge.pack(**{s.forge.tree(s.files()): good})


@case(
    "commit-graph-lies_fail",
    "A commit-graph file leaves a bad step out: the commits themselves decide.",
    "revision-unchanged",
)
def _(s: Story) -> None:
    good = s.tip()
    trees = {good: s.forge.tree(s.files())}
    bad = s.step({QP: document("QP-01", "2", "Evil.\n")})
    trees[bad] = s.forge.tree(s.files())
    tip = s.step({QP: document("QP-01", "2")})
    trees[tip] = s.forge.tree(s.files())
    chain: dict[str, tuple[str, str | None]] = {tip: (trees[tip], good), good: (trees[good], None)}
    anchor = s.anchor["commit"]
    chain |= {good: (trees[good], anchor), anchor: (s.forge.tree(s.trees[anchor]), None)}
    s.forge.extra["objects/info/commit-graph"] = commit_graph(chain, s.forge.objects)


@case("packed-corrupt-commit_fail", "A pack's index gives another commit: a bad step is skipped.", "object-corrupt")
def _(s: Story) -> None:
    good = s.tip()
    bad = s.step({QP: document("QP-01", "2", "Evil.\n")})
    s.step({"notes/a": b"x\n"})
    s.forge.pack(**{bad: good})


@case("corrupt-bytes_fail", "A loose file is no compressed data.", "object-corrupt", "git-failed", "object-missing")
def _(s: Story) -> None:
    s.forge.damaged[s.files()[QP.encode()][1]] = b"not zlib"


@case("corrupt-cut-off_fail", "A loose file is cut off.", "object-corrupt", "git-failed", "object-missing")
def _(s: Story) -> None:
    name = s.files()[QP.encode()][1]
    s.forge.damaged[name] = zlib.compress(s.forge.store[name], 1)[:-12]


@case("corrupt-type_fail", "A tree calls a blob what is a tree.", "object-corrupt")
def _(s: Story) -> None:
    files = dict(s.files()) | {b"procedures/QP-02.md": (FILE, s.forge.tree(s.files()))}
    s.step({}, tree=s.forge.tree(files))


@case("corrupt-commit-of-a-blob_fail", "A commit names a blob as its tree.", "object-corrupt", "git-failed")
def _(s: Story) -> None:
    s.step({}, tree=s.files()[QP.encode()][1])


@case("malformed-commit_fail", "A commit without the line of its tree.", "git-failed", "object-corrupt")
def _(s: Story) -> None:
    s.forge.refs["refs/heads/main"] = s.forge.put("commit", f"parent {s.tip()}\nauthor A <a@b> 1 +0000\n\nx\n".encode())


@case("malformed-tree_fail", "A tree that breaks off in the middle of an entry.", "git-failed", "object-corrupt")
def _(s: Story) -> None:
    whole = s.forge.content(s.forge.tree(s.files()))
    s.step({}, tree=s.forge.put("tree", whole[:-7]))


@case("malformed-tree-mode_fail", "A tree with a mode that is no number.", "git-failed", "object-corrupt")
def _(s: Story) -> None:
    entries = s.forge.content(s.forge.tree(s.files()))
    s.step(
        {},
        tree=s.forge.put(
            "tree", entries.replace(f"{TREE} notes".encode(), b"x notes").replace(b"100644 README", b"1x0644 README")
        ),
    )


@case("tip-is-a-tree_fail", "The branch names a tree.", "ref-unknown", "object-corrupt")
def _(s: Story) -> None:
    s.forge.refs["refs/heads/main"] = s.forge.tree(s.files())


@case("at-unknown_fail", "There is no such branch.", "ref-unknown", at="nowhere")
def _(_: Story) -> None:
    return


@case("at-looks-like-an-option_fail", "A name that looks like an option.", "ref-unknown", at="--all")
def _(_: Story) -> None:
    return


@case("head-unborn_fail", "HEAD names a branch that is not there.", "ref-unknown")
def _(s: Story) -> None:
    s.forge.head = "refs/heads/other"


@case("not-a-repository_fail", "A folder that is no repository.", "repository-unreadable")
def _(s: Story) -> None:
    s.forge.extra["HEAD"] = b""


@case(
    "repository-of-the-future_fail",
    "A repository format that this Git does not know.",
    "repository-unreadable",
    "git-failed",
)
def _(s: Story) -> None:
    s.forge.extra["config"] = b"[core]\n\trepositoryformatversion = 99\n\tbare = true\n"


@case("repository-config-broken_fail", "A config file that cannot be read.", "repository-unreadable", "git-failed")
def _(s: Story) -> None:
    s.forge.extra["config"] = b"[core\n"


_SETTINGS = """\
[diff]
	renames = copies
	noprefix = true
	external = /bin/false
[core]
	quotePath = false
	pager = false
[color]
	ui = always
[log]
	showSignature = true
"""


@case("settings-of-the-copy", "Settings of the copy that would change what Git shows change nothing.")
def _(s: Story) -> None:
    s.step(s.rotate(deepcopy(s.policy)))
    width = {"sha1": "0", "sha256": "1"}[s.forge.objects]
    extension = "[extensions]\n\tobjectformat = sha256\n" if width == "1" else ""
    s.forge.extra["config"] = (
        f"[core]\n\trepositoryformatversion = {width}\n\tbare = true\n{extension}" + _SETTINGS
    ).encode()
    s.forge.extra["info/attributes"] = b"* diff=x filter=x ident eol=crlf -diff\n"
