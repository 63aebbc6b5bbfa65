"""The demonstration company: its project, its people, and the seed from which anybody can derive their private keys.

Its policy approves the manual that ships with this project, so that a newcomer can try an approval at once. In any
other project these keys are refused (`key-weak`): they prove nothing about anybody.
"""

from __future__ import annotations

PROJECT = "urn:uuid:0770e2a5-0000-4000-8000-000000000001"
SEED = "Ottermoor Systems demonstration key of "
PEOPLE = (
    "ana.duarte",
    "elif.kaya",
    "grace.temba",
    "jonas.brandvold",
    "mara.lindqvist",
    "priya.nandakumar",
    "sam.whitlow",
    "tomas.okafor",
)
