"""How a claim is written in `clauses:`: `supports 7.4`, `7.5.3.2 confirmed in 4`, `planned 8.4.2 by 2027-03-01`.

One grammar, read and written here, so that what a command writes is what reading reads. The list of front matter
fields is closed by approval format 1, §2, so kind, confirmation and plan stand inside its texts of 40 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .document import ClaimKind
from .revision import DOCUMENT_ID, parse_date, revision_key
from .standard import CLAUSE

_KINDS = "|".join(ClaimKind)
_CLAIM = re.compile(rf"(?:(?P<kind>{_KINDS}) )?(?P<clause>{CLAUSE.pattern})(?: confirmed in (?P<revision>\S+))?")
_PLAN = re.compile(rf"planned (?P<clause>{CLAUSE.pattern}) by (?P<day>\S+)")
_WORDS = (*ClaimKind, "planned", "by", "confirmed", "in")
_BEGINNINGS = {
    "supp": "supports",
    "evid": "evidence",
    "answ": "answers",
    "plan": "planned",
    "conf": "confirmed",
    "revi": "confirmed",
    "rev": "confirmed",
}
_NUMBER = re.compile(r"[A-Za-z]{0,8}[-.]?[0-9]+([.-][A-Za-z0-9]+)*")
_BETWEEN = re.compile(r"[\s,;]+")
_MOST_READ, _MOST_SHOWN = 200, 4
_EXAMPLES = "`7.5.3`, `supports 7.4`, `7.5.3.2 confirmed in 4` or `planned 8.4.2 by 2027-03-01`"


@dataclass(frozen=True, slots=True)
class Listed:
    """One text of `clauses:`, taken apart.

    Attributes:
        confirmed: The revision in which somebody last confirmed the claim; empty when nobody did, and for a plan.
        planned: The day by which the clause is to be answered; None for a claim.
    """

    clause: str
    kind: ClaimKind = ClaimKind.ANSWERS
    confirmed: str = ""
    planned: date | None = None


@lru_cache(maxsize=4096)
def parse_listed(text: str) -> Listed | None:
    """A text of `clauses:` taken apart; None when it is malformed."""
    if match := _PLAN.fullmatch(text):
        day = parse_date(match["day"])
        return Listed(match["clause"], planned=day) if day and match["clause"] not in _WORDS else None
    match = _CLAIM.fullmatch(text)
    if match is None or match["clause"] in _WORDS:
        return None
    revision = match["revision"] or ""
    if revision and revision_key(revision) is None:
        return None
    return Listed(match["clause"], ClaimKind(match["kind"] or ClaimKind.ANSWERS), revision)


def write_listed(listed: Listed) -> str:
    """The text of `clauses:` that says this; `answers` is left out, as it goes without saying."""
    if listed.planned:
        return f"planned {listed.clause} by {listed.planned}"
    kind = "" if listed.kind is ClaimKind.ANSWERS else f"{listed.kind} "
    return f"{kind}{listed.clause}" + (f" confirmed in {listed.confirmed}" if listed.confirmed else "")


def malformed(text: str) -> str:
    """What is to be said of a text that is malformed: what it is not, and the nearest right writing."""
    shown = text if len(text) <= _MOST_READ else f"{text[:_MOST_READ]}…"
    words = text.split()
    if words[:1] == ["planned"] and len(words) == 4 and words[2] == "by" and parse_date(words[3]) is None:  # noqa: PLR2004
        return f"`{shown}` is no plan: `{words[3][:40]}` is no day such as 2027-03-01"
    near = nearest(text)
    if not near:
        return f"`{shown}` is no claim; write {_EXAMPLES}"
    written = " and ".join(f"`{one}`" for one in near)
    if near == (" ".join(words),):
        return f"`{shown}` is no claim: one space between its words, `{near[0]}`"
    return f"`{shown}` is no claim; write {written}" + (", each as a text of its own" if len(near) > 1 else "")


def nearest(text: str) -> tuple[str, ...]:
    """The right writings that come closest to a malformed text, one for each clause it names; empty for none."""
    clauses: list[str] = []
    kind, revision, planned, day, before = ClaimKind.ANSWERS, "", False, None, ""
    for word, plain in _words(text[:_MOST_READ]):
        if plain in _WORDS:
            kind = ClaimKind(plain) if plain in set(ClaimKind) else kind
            planned = planned or plain == "planned"
            before = plain if plain != "in" else before
        elif found := parse_date(plain):
            day = found
        elif before == "confirmed" and clauses and not revision:
            revision = plain.lstrip("v0").removesuffix(".0")
        elif (match := _NUMBER.fullmatch(word.rpartition(":")[2])) and not DOCUMENT_ID.fullmatch(match[0]):
            clauses.append(match[0])
    revision = revision if revision_key(revision) else ""
    made = [Listed(clause, kind, revision, day if planned else None) for clause in dict.fromkeys(clauses)]
    texts = (write_listed(one) for one in (made[:_MOST_SHOWN] if day or not planned else ()))
    return tuple(one for one in texts if parse_listed(one) and one != text)


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Each word as written, and in small letters with its slips mended where it is nearly a word of the grammar."""
    for word in _BETWEEN.split(text):
        bare = word.strip("()[]{}'\"§.:\u2013")
        plain = bare.casefold()
        yield bare, _BEGINNINGS.get(plain[:4], plain) if plain.isalpha() else plain
