"""A story: a repository told step by step, by people who sign what they should, or what a case wants them to.

`Story` knows the policy in force and the current revision of each document, so that a case writes only what is special.
All helpers give changes (path -> bytes); only `step` makes a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .forge import Change, Changes, Files, Forge
from .keys import Key, ed25519_key
from .policy import PROJECT, Policy, changed, render, start_policy
from .statements import SIGNED_AT, Members, digest, format_of, place_of, signed, with_authors
from .texts import document, manifest, matches

POLICY = "manual/authorities.yml"
BOB, JANE, CARL, MIA = (
    ("bob.smith", "process-owner"),
    ("jane.doe", "quality-manager"),
    ("carl.jung", "quality-manager"),
    ("mia.admin", "toolsmith"),
)
BOSS = ("bob.smith", "managing-director")
Acts = dict[Any, Any]
Signers = Iterable[tuple[str, str]]
_ADDRESS = "ann.author@example.org"
_FIRST_COMMIT = 1_767_226_200  # 2026-01-01T00:10:00Z


@dataclass(frozen=True, slots=True)
class Issue:
    """One revision of a document: where it lies (file or folder), what it is, what it replaced."""

    path: str
    revision: str
    sha256: str
    supersedes: str


@dataclass(slots=True)
class Story:
    """One case in the making. `begin` and `started` tell its first steps."""

    forge: Forge
    policy: Policy = field(default_factory=start_policy)
    policy_sha: str = ""
    trees: dict[str, Files] = field(default_factory=dict)  # commit -> its files
    current: dict[str, Issue] = field(default_factory=dict)
    ring: dict[str, Key] = field(default_factory=dict)  # public text of a key -> the key
    anchor: dict[str, str] = field(default_factory=dict)
    anchor_bytes: bytes | None = None
    expected: dict[str, str] = field(default_factory=dict)  # `at`, `previous`, when only the story knows them
    counter: int = 0  # of guarded changes
    clock: int = _FIRST_COMMIT

    def tip(self, on: str = "main") -> str:
        return self.forge.refs[f"refs/heads/{on}"]

    def files(self, on: str = "main") -> Files:
        return self.trees.get(self.forge.refs.get(f"refs/heads/{on}", ""), {})

    def read(self, path: str, on: str = "main") -> bytes:
        """Give the bytes of a file at the tip."""
        return self.forge.content(self.files(on)[path.encode()][1])

    def branch(self, name: str, at: str | None = None) -> None:
        self.forge.refs[f"refs/heads/{name}"] = at or self.tip()

    def step(
        self,
        *changes: Changes,
        on: str = "main",
        author: str = _ADDRESS,
        committer: str | None = None,
        parents: Iterable[str] = (),
        tree: str | None = None,
    ) -> str:
        """Commit changes; `parents` are further ones, `tree` overrides what the files give."""
        together: dict[str | bytes, Change] = {}
        for part in changes:
            together.update(part)
        ref = f"refs/heads/{on}"
        first = [self.forge.refs[ref]] if ref in self.forge.refs else []
        files = self.forge.files(self.files(on), together)
        people = (_person(author), _person(author if committer is None else committer))
        commit = self.forge.commit(tree or self.forge.tree(files), [*first, *parents], *people, when=self.clock)
        self.clock += 600
        self.trees[commit] = files
        self.forge.refs[ref] = commit
        return commit

    def begin(self, policy: Policy | bytes | None = None, *changes: Changes, project: str = PROJECT) -> str:
        """Commit the anchor: the policy, what is guarded and a README."""
        data = policy if isinstance(policy, bytes) else render(policy or self.policy)
        self.policy = policy if isinstance(policy, dict) else self.policy
        self.policy_sha = digest(data)
        first = {".gitattributes": b"* -text\n", "README.md": b"x\n", "mkdocs.yml": b"site_name: x\n", POLICY: data}
        commit = self.step(first, *changes)
        self.anchor = {"commit": commit, "policy_sha256": self.policy_sha, "project": project}
        return commit

    def started(self, policy: Policy | None = None, *changes: Changes) -> Story:
        """Tell the first steps of the public vectors: QP-01 at revision 2, WI-01 at revision 1."""
        self.begin(policy, *changes)
        for name, revision in (("QP-01", "1"), ("QP-01", "2"), ("WI-01", "1")):
            self.step(self.issue(name, revision))
        return self

    def act(
        self,
        by: tuple[str, str],
        meaning: str = "approval",
        *,
        of: str | None = None,
        number: int = 1,
        place: str | None = None,
        how: Mapping[str, Any] | None = None,
        **members: object,
    ) -> Acts:
        """Give one signed record; `of` fills in a document's current revision, members override anything."""
        person, role = by
        made: Members = {"meaning": meaning, "person": person, "role": role, "project": PROJECT}
        made |= {"policy": self.policy_sha, "signed_at": SIGNED_AT}
        made["name"] = self.policy["people"].get(person, {}).get("name", person)
        if of:
            issue = self.current[of]
            made |= {"subject": of, "revision": issue.revision, "sha256": issue.sha256, "supersedes": issue.supersedes}
            if meaning.endswith("retirement"):
                made["supersedes"] = issue.sha256
        made |= members
        made.setdefault("format", format_of(made["subject"], meaning))
        made.setdefault("authors", ["ann.author"] if with_authors(made["format"], meaning) else [])
        made = {name: value for name, value in made.items() if value is not None}
        where = place or place_of(made, number)
        return signed(made, ed25519_key(person), where, how)

    def acts(self, by: Signers, meaning: str = "approval", **rest: Any) -> Acts:  # noqa: ANN401 - passed on
        """Give the same act by several people."""
        return {path: data for who in by for path, data in self.act(who, meaning, **rest).items()}

    def issue(
        self,
        name: str,
        revision: str,
        data: bytes | Mapping[str, bytes] | None = None,
        *,
        path: str | None = None,
        by: Signers | None = None,
        **rest: Any,  # noqa: ANN401 - passed on
    ) -> Acts:
        """Give a document (a mapping: a folder document) and its approvals; it is the current revision from now on."""
        old = self.current.get(name)
        where = path or (old.path if old else f"{_folder(name)}/{name}{'' if isinstance(data, Mapping) else '.md'}")
        body = data if data is not None else document(name, revision)
        sha256 = digest(manifest(body) if isinstance(body, Mapping) else body)
        self.current[name] = Issue(where, revision, sha256, old.sha256 if old else "")
        files: Acts = (
            {f"{where}/{inner}": part for inner, part in body.items()} if isinstance(body, Mapping) else {where: body}
        )
        return files | self.acts(signers(name) if by is None else by, of=name, **rest)

    def retire(self, name: str, by: Signers | None = None, **rest: Any) -> Acts:  # noqa: ANN401 - passed on
        """Give a document's removal and the retirements."""
        path = self.current[name].path.encode()
        gone: Acts = {file: None for file in self.files() if file == path or file.startswith(path + b"/")}
        return gone | self.acts(signers(name) if by is None else by, "retirement", of=name, **rest)

    def rotate(
        self,
        policy: Policy,
        by: Signers = (BOSS, JANE),
        /,
        *,
        edit: Callable[[bytes], bytes] | None = None,
        enrol: bool = True,
        members: Mapping[str, object] | None = None,
        **rest: Any,  # noqa: ANN401 - passed on
    ) -> Acts:
        """Give the next policy, its approvals and the enrolments of its new keys; it is in force from now on.

        `edit` changes the policy's bytes, `members` its top-level members (None takes one out).
        """
        version = str(int(self.policy["version"]) + 1)
        new = changed(policy, **{"version": version, "previous": self.policy_sha, **(members or {})})
        new = {name: value for name, value in new.items() if value is not None}
        data = edit(render(new)) if edit else render(new)
        about = {"subject": "AUTHORITIES", "revision": version, "sha256": digest(data)}
        about["supersedes"] = self.policy_sha
        files = {POLICY: data} | self.acts(by, **about | rest)
        if enrol:
            for owner, key in self.new_keys(new):
                files |= self.enrol(owner, key, new, about)
        self.policy, self.policy_sha = new, digest(data)
        return files

    def entry(self, key: Key, state: str = "active", **more: str) -> dict[str, str]:
        """Give a key as the policy lists it, and remember it for its enrolment."""
        self.ring[key.public] = key
        return {"public": key.public, "state": state, **more}

    def new_keys(self, new: Policy) -> list[tuple[str, Key]]:
        """Give the keys that a policy adds, with their owners."""
        found = []
        old = {key["public"] for _, entry in _owners(self.policy) for key in entry.get("keys", [])}
        for owner, entry in _owners(new):
            found += [(owner, self.ring[k["public"]]) for k in entry.get("keys", []) if k["public"] not in old]
        return found

    def enrol(self, owner: str, key: Key, new: Policy, about: Mapping[str, Any], **rest: Any) -> Acts:  # noqa: ANN401
        """Give the enrolment of one key, made by that key, under the new policy."""
        entry = new["people"].get(owner)
        role, name = (entry["roles"][0], entry["name"]) if entry else ("bridge", owner)
        members: dict[str, Any] = {"name": name, "role": role, "key": key.fingerprint, **about, **rest}
        how = {"key": key} | members.pop("how", {})
        return self.act((owner, members.pop("role")), "enrolment", how=how, **members)

    def guarded_digest(self, files: Files, globs: list[str] | None = None) -> str:
        """Give the digest of the guarded set."""
        wanted = self.policy["guarded"]["paths"] if globs is None else globs
        lines = []
        for path, (mode, oid) in sorted(files.items()):
            name = path.decode(errors="surrogateescape")
            if any(matches(glob, name) for glob in wanted):
                lines.append(f"{mode} {digest(self.forge.content(oid))}  {name}\n")
        return digest("".join(lines).encode())

    def guard(self, changes: Changes, by: Signers = (MIA,), **rest: Any) -> Acts:  # noqa: ANN401 - passed on
        """Give a guarded change with its approvals; the counter goes on."""
        self.counter += 1
        after = self.guarded_digest(self.forge.files(self.files(), changes))
        about = {"subject": "GUARDED", "revision": str(self.counter), "sha256": after}
        return dict(changes) | self.acts(by, **about | {"supersedes": self.guarded_digest(self.files())} | rest)


def signers(name: str) -> tuple[tuple[str, str], ...]:
    """Give who must approve a document of the first policy."""
    return (BOB, JANE) if name.startswith("QP") else (JANE,)


def _person(author: str) -> str:
    """A person as a commit names them; where only the address matters, the name is one letter."""
    return author if "<" in author else f"A <{author}>"


def _folder(name: str) -> str:
    return {"QP": "procedures", "QM": "manual"}.get(name.partition("-")[0], "instructions")


def _owners(policy: Policy) -> list[tuple[str, dict[str, Any]]]:
    return [*policy["people"].items(), *policy.get("bridges", {}).items()]


__all__ = ["BOB", "BOSS", "CARL", "JANE", "MIA", "POLICY", "Acts", "Issue", "Story", "document", "manifest"]
