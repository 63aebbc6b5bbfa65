"""Random histories for the properties: people who mostly do the right thing, and now and then do not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cases.forge import Forge
from cases.keys import Key, ed25519_key
from cases.story import BOB, BOSS, CARL, JANE, MIA, POLICY, Acts, Story, signers
from cases.texts import document
from trust.reference import Reference, digest

QUIET = {"note": 1, "issue": 6, "new": 2, "move": 2, "retire": 1, "late": 2}
WILD = {**QUIET, "rotate": 3, "withdraw": 2, "stale": 1, "edit": 1, "delete": 1, "again": 1}


@dataclass
class Teller:
    """A story, what the reference must be told besides its files, and a die."""

    seed: int
    objects: str = "sha1"
    slips: float = 0.06  # how often somebody does the wrong thing
    keys: dict[str, str] = field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    ring: list[Key] = field(default_factory=lambda: [ed25519_key("bob.smith")])
    gone: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.die = random.Random(self.seed)  # noqa: S311 - a die, no secret
        self.story = Story(Forge(self.objects))
        self.story.begin()
        self.policies[self.story.policy_sha] = self.story.policy
        tree = {path.decode(): self.story.read(path.decode()) for path in self.story.files()}
        self.reference = Reference(self.policies, self.keys, [self.story.policy_sha], tree)
        self.done: Acts = {}
        self.busy: set[str] = set()

    def slip(self) -> bool:
        return self.die.random() < self.slips

    def change(self, kinds: dict[str, int]) -> Acts:
        """Give the changes of one step: one thing or two."""
        self.done, self.busy = {}, set()
        for _ in range(self.die.choice((1, 1, 2))):
            kind = self.die.choices(list(kinds), list(kinds.values()))[0]
            acts: Callable[[], Acts] = getattr(self, f"_{kind}")
            self.done |= acts()
        there = self.story.files()
        named = {path_of(path): data for path, data in self.done.items()}
        return {path.decode(): data for path, data in named.items() if data is not None or path in there}

    def write(self, folder: Path) -> Path:
        """Write the repository and its anchor."""
        self.story.forge.write(folder / "repository.git")
        (folder / "anchor.json").write_text(json.dumps(self.story.anchor))
        return folder

    def _sign(self, by: tuple[str, str], meaning: str = "approval", *, key: Key | None = None, **members: Any) -> Acts:  # noqa: ANN401 - passed on
        person = by[0]
        if person == "bob.smith" and key is None:
            key = self.die.choice(self.ring) if self.slip() else self.ring[-1]
        used = key or ed25519_key(person)
        if self.slip() and "policy" not in members:
            members["policy"] = self.die.choice(list(self.policies))
        if members.get("of") and meaning in ("approval", "retirement"):
            more = [self.die.choice(("carl.jung", "jane.doe"))] if self.slip() else []
            members.setdefault("authors", sorted({"ann.author", *more}))
        number = 1
        while True:
            acts = self.story.act(by, meaning, number=number, how={"key": used}, **members)
            path = next(path for path in acts if path.endswith(".json"))
            if path.encode() not in self.story.files() and path not in self.done:
                break
            number += 1
        self.keys[path] = used.public
        return acts

    def _signs(self, people: tuple[tuple[str, str], ...], meaning: str = "approval", **members: Any) -> Acts:  # noqa: ANN401 - passed on
        chosen = list(people)
        if self.slip():
            chosen.remove(self.die.choice(chosen))
        if self.slip():
            chosen.append(self.die.choice([each for each in (BOB, JANE, CARL, MIA) if each not in chosen]))
        return {path: data for by in chosen for path, data in self._sign(by, meaning, **members).items()}

    def _some(self) -> str:
        """A document that nothing was done to in this step; sometimes there is none."""
        free = [name for name in self.story.current if name not in self.busy]
        name = self.die.choice(free) if free else ""
        self.busy.add(name)
        return name

    def _note(self) -> Acts:
        return {f"notes/{self.die.randrange(3)}": b"%d\n" % self.die.randrange(10**6)}

    def _issue(self) -> Acts:
        name = self._some()
        if not name:
            return self._new()
        whole, _, part = self.story.current[name].revision.partition(".")
        revision = self.die.choice((str(int(whole) + 1), f"{whole}.{int(part or 0) + 1}"))
        if self.slip():
            revision = self.die.choice((f"{whole}.{int(part or 0) + 2}", str(int(whole) + 2), "1"))
        data = document(name, revision, f"Text {self.die.randrange(10**6)}\n")
        acts = self.story.issue(name, revision, data, by=())
        return acts | self._signs(signers(name), of=name)

    def _new(self, name: str = "") -> Acts:
        name = name or f"{self.die.choice(('QP', 'WI'))}-{self.die.randrange(10, 99)}"
        if name in self.story.current or name in self.gone:
            return self._note()
        self.busy.add(name)
        acts = self.story.issue(name, "2" if self.slip() else "1", by=())
        return acts | self._signs(signers(name), of=name)

    def _move(self) -> Acts:
        name = self._some()
        if not name:
            return self._note()
        issue = self.story.current[name]
        folder = issue.path.partition("/")[0]
        if self.slip():
            folder = "instructions" if folder == "procedures" else "procedures"
        path = f"{folder}/{self.die.randrange(100)}/{name}.md"
        moved = {
            issue.path: None,
            path: self.story.read(issue.path) if path_of(issue.path) in self.story.files() else b"",
        }
        if issue.path in self.done or not moved[path]:
            return self._note()
        self.story.current[name] = replace(issue, path=path)
        return moved

    def _retire(self) -> Acts:
        name = self._some()
        if not name or self.story.current[name].path in self.done:
            return self._note()
        acts = self.story.retire(name, by=()) | self._signs(signers(name), "retirement", of=name)
        del self.story.current[name]
        self.gone.append(name)
        return acts

    def _again(self) -> Acts:
        """A retired id is used again."""
        return self._new(self.gone.pop()) if self.gone and self.slip() else self._note()

    def _late(self) -> Acts:
        meaning = self.die.choice(("approval", "review", "acknowledgement"))
        who = self.die.choice((BOB, JANE, CARL))
        name = self._some()
        acts = self._sign(who, meaning, of=name) if name else self._note()
        there = {blob for _, blob in self.story.files().values()}
        again = any(self.story.forge.blob(data) in there for data in acts.values())
        return acts if not again or self.slip() else self._note()

    def _withdraw(self) -> Acts:
        name = self._some()
        return self._sign(self.die.choice(signers(name)), "withdrawal", of=name) if name else self._note()

    def _stale(self) -> Acts:
        """A record that is about something else than what is in force."""
        name = self._some()
        if not name or not self.slip():
            return self._late()
        wrong = self.die.choice(({"revision": "7"}, {"sha256": digest(b"")}, {"supersedes": digest(b"")}))
        return self._sign(JANE, of=name, **wrong)

    def _edit(self) -> Acts:
        name = self._some()
        if not name or not self.slip():
            return self._note()
        return {self.story.current[name].path: document(name, self.story.current[name].revision, "Edited.\n")}

    def _delete(self) -> Acts:
        records = [path.decode() for path in self.story.files() if path.endswith(b".sig")]
        return {self.die.choice(records).removesuffix(".sig"): None} if records and self.slip() else self._note()

    def _rotate(self) -> Acts:
        """Bob's key is retired or compromised, and he has a new one; or somebody's roles change."""
        story, old = self.story, self.story.policy_sha
        if POLICY in self.done:
            return {}
        policy, version = deepcopy(story.policy), str(int(story.policy["version"]) + 1)
        bob = policy["people"]["bob.smith"]
        state = self.die.choice(("retired", "compromised", ""))
        if state:
            since = {"since": str(self.die.randint(1, int(version)))} if state == "compromised" else {}
            bob["keys"][-1] = {"public": bob["keys"][-1]["public"], "state": state, **since}
            bob["keys"].append(story.entry(ed25519_key(f"bob.smith {version}")))
        else:
            roles = policy["people"]["carl.jung"]["roles"]
            policy["people"]["carl.jung"]["roles"] = ["quality-manager", "process-owner"][: 3 - len(roles)]
        fresh = story.new_keys(policy)
        acts = story.rotate(policy, (), enrol=False)
        self.policies[story.policy_sha] = story.policy
        about = {"subject": "AUTHORITIES", "revision": version, "sha256": story.policy_sha, "supersedes": old}
        acts |= self._signs((BOSS, JANE), policy=old, **about)
        for _, key in fresh:
            if not self.slip():
                enrolment = {**about, "policy": old, "name": bob["name"], "key_": key}
                acts |= self._enrol(enrolment)
            self.ring.append(key)
        return acts

    def _enrol(self, members: dict[str, Any]) -> Acts:
        key = members.pop("key_")
        acts = self.story.act(BOB, "enrolment", how={"key": key}, **members, key=key.fingerprint)
        self.keys[next(path for path in acts if path.endswith(".json"))] = key.public
        return acts


def path_of(path: str | bytes) -> bytes:
    return path.encode() if isinstance(path, str) else path
