"""Mutants of the verifier: what `scripts/mutants` is made of.

`mutate` finds what can be changed, `pool` tries it in processes of its own, `cases` says whether anybody notices.
"""
