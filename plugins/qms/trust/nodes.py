"""Typed access to the policy's YAML: the value of a field, or a fault with its line and column.

Between `yamltext` (nodes with places) and `policy` (what the fields mean). Every fault is kept; nothing stops early.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from qms.model.fields import Mapping, Node, Scalar, Sequence, type_names
from qms.model.policy import POLICY_PATH
from qms.model.problem import Fault, Place

from .codes import CODES

Accept = Callable[[str], bool]
_SHOWN = 60  # characters of a wrong value that a message repeats


def fault(code: str, place: Place, message: str, fix: str = "") -> Fault:
    """A fault with the remedy that its code has when there is no better one."""
    return Fault(place, message, fix or CODES[code].fix, code)


class Reading:
    """The faults found so far, and where things stand.

    Attributes:
        faults: In the order found.
        broken: True once a value could not be read, so that what depends on it cannot be judged.
        places: Where the parts stand that `lint` may complain about, such as `people/jane.doe/keys/0`.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.broken = False
        self.places: dict[str, Place] = {}

    def refuse(
        self, node: Node, message: str, fix: str = "", *, code: str = "policy-field", broken: bool = True
    ) -> None:
        """Keep a fault; `broken` unless the value can be read all the same."""
        self.faults.append(fault(code, _place(node), message, fix))
        self.broken = self.broken or broken

    def mark(self, address: str, node: Node) -> None:
        """Remember where a part stands."""
        self.places[address] = _place(node)

    def mapping(self, node: Node, where: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Mapping:
        """A mapping with exactly some fields; an empty one in place of anything else."""
        if not isinstance(node, Mapping):
            self._wrong_type(node, where, "Mapping")
            return Mapping()
        for key, _ in node.entries:
            if key.text not in (*required, *optional):
                known = ", ".join((*required, *optional))
                self.refuse(key, f"{where} has the unknown field {_quoted(key.text)}", f"Its fields are: {known}.")
        for name in required:
            if name not in node:
                self.refuse(node, f"{where} has no field `{name}`", f"Add `{name}:`.")
        return node

    def entries(self, parent: Mapping, name: str, accept: Accept, kind: str) -> Iterator[tuple[Scalar, Node]]:
        """The entries of a mapping from names to values; names that are not of their form are refused."""
        node = parent.get(name)
        if node is not None and not isinstance(node, Mapping):
            self._wrong_type(node, f"`{name}`", "Mapping")
            return
        for key, value in node.entries if node else ():
            if accept(key.text):
                yield key, value
            else:
                self.refuse(key, f"{_quoted(key.text)} is not the name of a {kind}", "See the grammar of names.")

    def text(self, parent: Mapping, name: str, where: str, accept: Accept, expected: str) -> str:
        """The text of a field, or the empty text when it is missing (reported with its mapping) or wrong."""
        node = parent.get(name)
        if node is None:
            return ""
        return self._text(node, f"`{name}` of {where}", accept, expected)

    def texts(self, parent: Mapping, name: str, where: str, accept: Accept, expected: str) -> tuple[str, ...]:
        """The texts of a list; it may be empty or missing."""
        what = f"`{name}` of {where}"
        return tuple(
            self._text(item, f"an entry in {what}", accept, expected) for item in self.items(parent, name, where)
        )

    def addresses(self, parent: Mapping, name: str, where: str, accept: Accept) -> tuple[str, ...]:
        """E-mails, in lower case; one that differs from another in case only stands there twice."""
        nodes = self.items(parent, name, where, fold=str.lower)
        return tuple(
            self._text(node, f"an entry in `{name}` of {where}", accept, "an e-mail address").lower() for node in nodes
        )

    def items(
        self, parent: Mapping, name: str, where: str, *, filled: bool = False, fold: Callable[[str], str] = str
    ) -> tuple[Node, ...]:
        """The values of a list, none of them twice.

        Args:
            parent: The mapping that has the list; a missing one counts as empty.
            name: The field.
            where: What the mapping is, for people.
            filled: True when the list may not be empty.
            fold: What makes two texts the same value.
        """
        node = parent.get(name)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self._wrong_type(node, f"`{name}` of {where}", "Sequence")
            return ()
        if filled and not node.items:
            self.refuse(node, f"`{name}` of {where} is empty", "Name at least one.")
        seen: set[Hashable] = set()
        for item in node.items:
            value = _value(item, fold)
            if value in seen:
                self.refuse(item, f"`{name}` of {where} holds this value twice", "Remove one of the two.", broken=False)
            seen.add(value)
        return node.items

    def _text(self, node: Node, what: str, accept: Accept, expected: str) -> str:
        if not isinstance(node, Scalar):
            self._wrong_type(node, what, "Scalar")
            return ""
        if accept(node.text):
            return node.text
        self.refuse(node, f"{what} is {_quoted(node.text)}", f"Write {expected}.")
        return ""

    def _wrong_type(self, node: Node, what: str, wanted: str) -> None:
        expected, found = type_names[wanted], type_names[type(node).__name__]
        self.refuse(node, f"{what} is {found}, not {expected}", f"Write {expected}.")


def _place(node: Node) -> Place:
    return Place(POLICY_PATH, node.line, node.column)


def _quoted(text: str) -> str:
    """A wrong value for a message: short, and nothing invisible in it."""
    shown = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
    return f"`{shown}`"


def _value(node: Node, fold: Callable[[str], str]) -> Hashable:
    """A node without its places: two lists or mappings are one value when they hold the same."""
    if isinstance(node, Scalar):
        return fold(node.text)
    if isinstance(node, Sequence):
        return tuple(_value(item, fold) for item in node.items)
    return frozenset((key.text, _value(value, fold)) for key, value in node.entries)
