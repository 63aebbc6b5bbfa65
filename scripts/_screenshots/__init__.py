"""Pictures of the project's own site, for those who read about it."""
