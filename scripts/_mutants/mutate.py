"""Where a module can be changed, and the changed module: everything is read off the syntax tree.

A mutation is a place (the number of a slot in the tree) and one other node for it. Messages, annotations, decorators
and docstrings are left alone: they decide nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

REFUSAL = "refusal"
_FAULTY = re.compile(r"Fault|TrustProblem")
_LISTS = frozenset({"problems", "faults"})
_MAKERS = frozenset({"Fault", "fault", "problem", "_refusal"})
_OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one module.

    Attributes:
        file: The module, from the root.
        slot, variant: Which place of the tree, and which of the changes there.
        kind: `refusal`, `condition`, `comparison`, `operand`, `not`, `constant` or `return`.
        line: Where it is.
        lines: Lines of which one runs when the place does; empty when it runs as the module is loaded.
        around: Lines of the whole function; empty likewise.
        before, after: The source there.
        codes: The problem codes that the function around it names.
    """

    file: str
    slot: int
    variant: int
    kind: str
    line: int
    lines: range
    around: range
    before: str
    after: str
    codes: frozenset[str]


class _Slot(NamedTuple):
    """A node in its place, and what is around it."""

    parent: ast.AST
    field: str
    position: int
    node: ast.AST
    function: Function | None
    lines: range


def find(root: Path, file: str) -> list[Mutation]:
    """Every mutation of a module."""
    found = []
    for number, slot in enumerate(_slots(ast.parse((root / file).read_bytes()))):
        for variant, (kind, node) in enumerate(_variants(slot)):
            found.append(_describe(file, slot, number, variant, kind, node))
    return found


def mutated(root: Path, mutation: Mutation) -> ast.Module:
    """The module with the change made."""
    tree = ast.parse((root / mutation.file).read_bytes())
    slot = list(_slots(tree))[mutation.slot]
    node = list(_variants(slot))[mutation.variant][1]
    ast.copy_location(node, slot.node)
    place = getattr(slot.parent, slot.field)
    if isinstance(place, list):
        place[slot.position] = node
    else:
        setattr(slot.parent, slot.field, node)
    return ast.fix_missing_locations(tree)


def _describe(file: str, slot: _Slot, number: int, variant: int, kind: str, node: ast.AST) -> Mutation:
    line = getattr(slot.node, "lineno", 0)
    around = list(ast.walk(slot.function)) if slot.function else []
    codes = {each.value for each in around if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    lines = slot.lines if slot.function else range(0)
    whole = range(slot.function.lineno, (slot.function.end_lineno or 0) + 1) if slot.function else range(0)
    before, after = (" ".join(ast.unparse(each).split()) for each in (slot.node, node))
    return Mutation(file, number, variant, kind, line, lines, whole, before, after, frozenset(codes))


def _slots(tree: ast.Module) -> Iterator[_Slot]:
    yield from _inside(tree, None, range(0))


def _inside(parent: ast.AST, function: Function | None, lines: range) -> Iterator[_Slot]:
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list", "type_comment"):
            continue
        # Defaults of arguments and bases of classes run as the module is loaded.
        within = None if field in ("args", "bases") and isinstance(parent, Function | ast.ClassDef) else function
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(node, ast.AST):
                continue
            ran = _lines(node, lines)
            yield _Slot(parent, field, index, node, within, ran)
            if not _is_message(node, function):
                yield from _inside(node, node if isinstance(node, Function) else within, ran)


def _lines(node: ast.AST, lines: range) -> range:
    """The lines of the innermost simple statement, or of the head of a compound one."""
    if not isinstance(node, ast.stmt):
        return lines
    body = getattr(node, "body", None)
    if not body:
        return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return range(node.lineno, max(body[0].lineno, node.lineno + 1))


def _is_message(node: ast.AST, function: Function | None) -> bool:
    """True for what only makes a text that people read: nothing to change inside."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and _last(node.func) in ("Place", "_at")):
        return True
    return isinstance(node, ast.stmt) and _is_refusal(node, function)


def _is_refusal(node: ast.AST, function: Function | None) -> bool:
    """True for a statement that refuses, or notes a reason to."""
    if isinstance(node, ast.AugAssign):
        return _last(node.target) in _LISTS
    if isinstance(node, ast.Return):
        alone = function is not None and node is function.body[-1]
        return not alone and node.value is not None and _makes(node.value)
    if isinstance(node, ast.Expr):
        return _is_told(node.value, function)
    return isinstance(node, ast.Raise)


def _is_told(value: ast.expr, function: Function | None) -> bool:
    """True for an expression that hands a fault on: a yield, or a call that keeps it."""
    if isinstance(value, ast.Yield | ast.YieldFrom):
        told = ast.unparse(function.returns) if function and function.returns else ""
        return bool(_FAULTY.search(told)) or (function is not None and "fault" in function.name)
    if not isinstance(value, ast.Call):
        return False
    if _last(value.func) in ("append", "extend") and isinstance(value.func, ast.Attribute):
        return _last(value.func.value) in _LISTS
    return _last(value.func) in ("refuse", "refuse_faults", "_wrong_type")


def _makes(value: ast.AST) -> bool:
    return any(isinstance(node, ast.Call) and _last(node.func) in _MAKERS for node in ast.walk(value))


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _variants(slot: _Slot) -> Iterator[tuple[str, ast.AST]]:
    node = slot.node
    if _is_refusal(node, slot.function):
        generator = isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom)
        yield REFUSAL, (ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load()))) if generator else ast.Pass())
        return
    if slot.function and isinstance(node, ast.Return) and node is not slot.function.body[-1]:
        yield "return", ast.Pass()
    if _is_condition(slot):
        yield "condition", ast.Constant(value=False)
        if not isinstance(slot.parent, ast.While):
            yield "condition", ast.Constant(value=True)
    yield from _expressions(node)


def _is_condition(slot: _Slot) -> bool:
    if isinstance(slot.parent, ast.If | ast.IfExp | ast.While):
        return slot.field == "test"
    return isinstance(slot.parent, ast.comprehension) and slot.field == "ifs"


def _expressions(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            operators = [*node.ops[:index], _OTHER[type(operator)](), *node.ops[index + 1 :]]
            yield "comparison", ast.Compare(node.left, operators, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield "operand", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for index in range(len(node.values)):
            rest = [*node.values[:index], *node.values[index + 1 :]]
            yield "operand", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "constant", ast.Constant(value=not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "constant", ast.Constant(value=node.value + 1)
        yield "constant", ast.Constant(value=node.value - 1)
