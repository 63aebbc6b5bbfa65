"""Reading: the only room that knows the disk and git. It hands out the quality system as frozen data."""

from .editions import with_editions
from .system import read_system

__all__ = ["read_system", "with_editions"]
