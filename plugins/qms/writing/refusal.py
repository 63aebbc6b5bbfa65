"""A signature, or another act, that is refused by the rules: no fault of the machine, and exit code 1."""

from __future__ import annotations

from qms.errors import QmsError


class Refusal(QmsError):  # noqa: N818 - the rules refuse; the program made no error
    """What was asked for would break a rule, so nothing was written. Arguments as `QmsError`."""
