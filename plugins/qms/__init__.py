"""Control, explain and publish a quality manual that is kept as Markdown in Git."""

__version__ = "0.1.0"
