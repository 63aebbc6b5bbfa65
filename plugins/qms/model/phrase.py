"""Sentences of ours in parts: English as text, and for pages the words and values to say it in another language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence, or a part of one, with its values apart from its words; `str()` of it is English.

    Attributes:
        text: The English words, with `%(name)s` where a value stands and a percent sign written twice.
        values: The values by their names; a phrase among them is told first.
        many: The words for any number but one, where `number` things are told; `%(num)s` stands for the number.
    """

    text: str
    values: tuple[tuple[str, str | Phrase], ...] = ()
    many: str = ""
    number: int | None = None

    def __str__(self) -> str:
        """The English sentence."""
        if self.number is None:
            return self.text % dict(self.values)
        return (self.text if self.number == 1 else self.many) % {"num": f"{self.number:,}", **dict(self.values)}


def phrase(text: str, /, **values: str | Phrase) -> Phrase:
    """A sentence; `scripts/words` finds its words here, so they stand as they are in the call."""
    return Phrase(text, tuple(values.items()))


def phrases(one: str, many: str, number: int, /, **values: str | Phrase) -> Phrase:
    """A sentence for one thing, or for many; found likewise."""
    return Phrase(one, tuple(values.items()), many, number)
