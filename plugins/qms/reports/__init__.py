"""Reports: pure functions from the verdict and the system to text for terminals, CI servers and programs."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from qms.model.problem import Check, Verdict

from .github import github
from .gitlab import gitlab
from .jsontext import dumps, json, undecided
from .junit import junit
from .markdown import markdown
from .sarif import sarif
from .text import summary, text

Format = Callable[[Verdict, Sequence[Check]], str]
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": text,
        "json": json,
        "github": github,
        "gitlab": gitlab,
        "sarif": sarif,
        "junit": junit,
        "markdown": markdown,
    }
)

__all__ = ["FORMATS", "Format", "dumps", "summary", "text", "undecided"]
