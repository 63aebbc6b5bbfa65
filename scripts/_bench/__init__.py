"""The parts of scripts/bench: made-up repositories of three sizes, whole processes measured in turn, one table."""
