"""The second graph version of a generator: it hands its values to a function instead of suspending.

Before::

    def evens(n):
        for i in range(n):
            if i % 2 == 0:
                yield i

After, before the passes::

    def evens(yield_1, stopped_1, n):
        for i in range(n):
            if i % 2 == 0:
                __autoimport_graph__.push(yield_1, i)
                if __autoimport_graph__.stopped(stopped_1):
                    return

A graph cannot suspend, but it can call: what a loop over the generator does with each value is a function already, and
runs inside the generator's own staged loops and branches. After a ``break`` in that loop the generator returns.

The body of a ``with`` over ``contextlib.contextmanager`` is such a function, too. What it raises comes to the ``try``
and ``with`` statements around the ``yield``, which is how Python has it; what a loop's body raises does not come to
those of the generator. So a version with a ``yield`` inside such a statement is marked (``CATCHING``): it is not for
loops.
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext, Unconvertible
from autoimport_graph.compiler.names import CATCHING
from autoimport_graph.compiler.syntax import at, if_statement, load, operate
from autoimport_graph.compiler.variables import children, contains

Node = Any
_YIELDS = ("Yield", "YieldFrom")


def lower(body: list[Node], context: FunctionContext) -> tuple[list[Node], tuple[str, str]]:
    """Replace every ``yield``.

    Args:
        body: The statements.
        context: What is known of the function; it is no generator afterwards.

    Returns:
        The statements, and the names of the two functions that they call.

    Raises:
        Unconvertible: For a ``yield`` inside an expression, an ``async with`` or an ``except*``.
    """
    stem = CATCHING if any(map(_catches, body)) else "yield_"
    names = (context.names.new(stem), context.names.new("stopped"))
    context.is_generator = context.may_suspend = False
    context.parameters.update(names)
    return _Lowering(*names).block(body), names


def _catches(node: Node) -> bool:
    """Whether a ``yield`` below a statement lies where an exception may be caught that is raised there."""
    stops = type(node).__name__ in ("With", "Try") and not (type(node).__name__ == "Try" and not node.handlers)
    return contains(node, _YIELDS) if stops else any(map(_catches, children(node)))


class _Lowering:
    def __init__(self, push: str, stopped: str) -> None:
        self.push = push
        self.stopped = stopped

    def block(self, nodes: list[Node]) -> list[Node]:
        return [new for node in nodes for new in self.statement(node)]

    def statement(self, node: Node) -> list[Node]:
        kind = type(node).__name__
        value = getattr(node, "value", None)
        if kind in ("Expr", "Assign", "AnnAssign", "Return") and type(value).__name__ in _YIELDS:
            return self._yield(node, value)
        if kind == "AsyncWith" or (kind == "TryStar" and node.handlers):
            self._refuse_below(node, "inside an async with or an except*")
        for name in node._fields:
            part = getattr(node, name, None)
            if isinstance(part, list) and part and isinstance(part[0], gast.stmt):
                setattr(node, name, self.block(part))
            elif isinstance(part, list):
                for item in part:
                    self._part(item)
            else:
                self._part(part)
        return [node]

    def _part(self, part: Any) -> None:
        if isinstance(part, gast.AST) and hasattr(part, "body") and isinstance(part.body, list):
            part.body = self.block(part.body)  # a case of match
        elif isinstance(part, gast.AST):
            self._refuse_below(part, "inside an expression")

    def _refuse_below(self, node: Node, where: str) -> None:
        stack = [node]
        while stack:
            inner = stack.pop()
            if type(inner).__name__ in _YIELDS:
                raise Unconvertible(f"a yield {where} cannot become a call", inner.lineno)
            stack.extend(children(inner))

    def _yield(self, node: Node, value: Node) -> list[Node]:
        if value.value is not None:
            self._refuse_below(value.value, "inside another")
        if type(value).__name__ == "Yield":
            item = value.value or at(gast.Constant(None, None), value)
            node.value = operate("push", [load(self.push, value), item], value)
        else:
            functions = [load(self.push, value), load(self.stopped, value)]
            node.value = operate("delegate", [*functions, value.value], value)
        if type(node).__name__ == "Return":
            return [node]
        leave = at(gast.Return(at(gast.Constant(None, None), node)), node)
        return [node, if_statement(operate("stopped", [load(self.stopped, node)], node), [leave], [], node)]
