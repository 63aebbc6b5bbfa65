"""Writing: the only room that changes files."""
