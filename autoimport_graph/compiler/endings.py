"""Which variables decide about a loop's end: where one of them is a tensor, a tensor decides.

``while True`` with a ``break`` does not say before its first iteration whether Python can run it. In ::

    while True:
        k += 1
        if k * 2 > n:
            break

it is ``k`` and ``n``: no iteration makes a Python number of a tensor ``k``, and none binds ``n``. What is found here is
a forecast: a loop of which nothing is found, or whose break Python can decide all the same, is run right, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.variables import COMPOUND, children, uses

Node = Any
Tests = tuple[Node, ...]
# Names of a module, by which tensors are computed from tensors.
_MODULES = ("tf", "tensorflow")
# What Python may know of a tensor.
_STATIC = ("shape", "shape_n", "size", "rank", "is_tensor", "get_static_value", "executing_eagerly")
_BUILTINS = ("abs", "min", "max", "float", "int", "round")
_COMPARISONS = ("Lt", "LtE", "Gt", "GtE", "Eq", "NotEq")
_BLOCKS = ("body", "orelse", "finalbody")
_MOST = 500  # expressions looked at, for one loop


def deciding(loop: Node, context: FunctionContext) -> set[str]:
    """The variables of which a single one, if it is a tensor before a ``while``, makes its end a tensor's to decide.

    Args:
        loop: The loop, jumps lowered.
        context: What is known of the function.
    """
    origins = _Origins(loop.body, context)
    # Where the test reads a tensor, Python cannot tell before the first iteration either.
    found = origins.of(loop.test) - uses(loop.test, context.opaque).reads
    stop = context.stops.get(loop)
    for tests in _endings(loop.body, stop, (), (), context) if stop is not None else ():
        alike = [origins.of(test) for test in tests]
        found |= alike[0].intersection(*alike[1:])
    return found


def _endings(
    nodes: Sequence[Node], stop: str, tests: Tests, nearest: Tests, context: FunctionContext
) -> Iterator[Tests]:
    """The tests on the way to each lowered ``break`` that stands under any.

    Args:
        nodes: Statements.
        stop: The flag that the breaks set.
        tests: Of the branches around that do not go on after another one has left.
        nearest: The same, and that of the branch at hand.
        context: What is known of the function.
    """
    for node in nodes:
        kind = type(node).__name__
        if kind == "Assign" and getattr(node.targets[0], "id", None) == stop and nearest:
            yield nearest
        elif kind == "If":
            inside = tests if _is_guard(node.test, context) else (*tests, node.test)
            yield from _endings(node.body, stop, inside, inside, context)
            yield from _endings(node.orelse, stop, tests, inside, context)
        elif kind in ("With", "Try"):
            yield from _endings(node.body, stop, tests, nearest, context)


def _is_guard(test: Node, context: FunctionContext) -> bool:
    """Whether a test is that of a lowered jump: nothing has left the block yet."""
    name = getattr(getattr(test, "operand", None), "id", None)
    return name is not None and name not in context.visible


class _Origins:
    """For expressions of a loop's body, the variables that make tensors of them.

    Args:
        body: The loop's body.
        context: What is known of the function.
    """

    def __init__(self, body: Sequence[Node], context: FunctionContext) -> None:
        self.context = context
        # For each name that the body binds, what it is bound to: alternatives of which any makes a tensor of it.
        self.bindings: dict[str, list[list[Node]]] = {}
        self.others: set[str] = set()
        self.left = _MOST
        self._collect(body)

    def of(self, node: Node, around: frozenset[str] = frozenset()) -> set[str]:
        """The variables of which each, if it is a tensor before the loop, makes one of an expression.

        Args:
            node: The expression.
            around: Names whose bindings are being looked at.
        """
        self.left -= 1
        kind = type(node).__name__
        if self.left < 0:
            return set()
        if kind == "Name":
            return self._of_name(node.id, around)
        return self._of_any(self._passing(node, kind), around)

    def _of_any(self, nodes: Sequence[Node], around: frozenset[str]) -> set[str]:
        return {name for node in nodes for name in self.of(node, around)}

    def _of_name(self, name: str, around: frozenset[str]) -> set[str]:
        if name in self.others:
            return set()
        if name in around or name not in self.bindings:
            return {name}
        first, *others = (self._of_any(values, around | {name}) for values in self.bindings[name])
        return first.intersection(*others)

    def _passing(self, node: Node, kind: str) -> Sequence[Node]:
        """The parts of which any makes a tensor of an expression."""
        if kind == "BinOp":
            return [node.left, node.right]
        if kind == "UnaryOp":
            return [node.operand]
        if kind == "Compare" and type(node.ops[0]).__name__ in _COMPARISONS:
            return [node.left, node.comparators[0]]
        if kind == "BoolOp":
            return [node.values[0]]
        if kind == "Subscript":
            return [node.value]
        if kind in ("List", "Tuple"):
            return list(node.elts)
        if kind == "Call" and self._computes(node.func):
            return [*node.args, *(keyword.value for keyword in node.keywords)]
        return []

    def _computes(self, function: Node) -> bool:
        """Whether a function makes a tensor of tensors."""
        if type(function).__name__ == "Name":
            return function.id in _BUILTINS and self.context.is_builtin(function.id)
        if getattr(function, "attr", None) in _STATIC:
            return False
        while type(function).__name__ == "Attribute":
            function = function.value
            if getattr(function, "id", None) in _MODULES:
                return function.id not in self.context.local_names
        return False

    def _collect(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            kind = type(node).__name__
            if kind == "Assign" and len(node.targets) == 1:
                self._bind(node, node.targets[0], [node.value])
            elif kind == "AugAssign":
                self._bind(node, node.target, [node.target, node.value])
            elif kind in COMPOUND:
                blocks = [getattr(node, field, None) or [] for field in _BLOCKS]
                for block in blocks:
                    self._collect(block)
                inside = {id(one) for block in blocks for one in block}
                self.others |= self.context.binds([one for one in children(node) if id(one) not in inside])
            else:
                self.others |= self.context.binds([node])

    def _bind(self, node: Node, target: Node, values: list[Node]) -> None:
        kinds = type(target).__name__, *(type(value).__name__ for value in values)
        if kinds[0] == "Name":
            self.bindings.setdefault(target.id, []).append(values)
            self.others |= self.context.binds(values) - {target.id}
        elif kinds == ("Tuple", "Tuple") and len(target.elts) == len(values[0].elts):
            for one, value in zip(target.elts, values[0].elts, strict=True):
                self._bind(node, one, [value])
        else:
            self.others |= self.context.binds([node])
