"""The catalogues of the interface's words, kept in step with the code: see `scripts/words`."""
