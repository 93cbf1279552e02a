"""Stores: what a region writes to attributes, items, several targets or by ``+=`` is noted, to be carried out of it.

Before::

    a, b = t
    self.total = a
    v[i] = b
    n += 1

After::

    a, b = __autoimport_graph__.unpack(t, (0, 0))
    __autoimport_graph__.writes(self, "total").total = a
    v = __autoimport_graph__.set_item(v, i, b)
    n = __autoimport_graph__.inplace("iadd", n, 1)

``set_item`` returns the container; for a tensor that is a new one, and only the name at hand gets it. Python
evaluates the value first, then container and key: where one could tell, ``set_item`` gets them by keyword, in that
order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.passes.subscripts import key
from autoimport_graph.compiler.rewriter import Rewriter, statement_pass
from autoimport_graph.compiler.syntax import assign, at, attribute, constant, load, operate, statement, store
from autoimport_graph.compiler.variables import contains

Node = Any
_INPLACE = {
    "Add": "iadd",
    "Sub": "isub",
    "Mult": "imul",
    "BitOr": "ior",
    "BitAnd": "iand",
    "BitXor": "ixor",
    "Mod": "imod",
    "Div": "itruediv",
    "FloorDiv": "ifloordiv",
    "Pow": "ipow",
    "MatMult": "imatmul",
    "LShift": "ilshift",
    "RShift": "irshift",
}


@statement_pass("Assign")
def rewrite_assign(rewriter: Rewriter, node: Node) -> list[Node]:
    """Store to each target in turn."""
    value = rewriter.expression(node.value)
    if len(node.targets) == 1:
        return _store(rewriter, node.targets[0], value, node)
    name = rewriter.context.names.new("value")
    result = [assign(name, value, node)]
    for target in node.targets:
        result += _store(rewriter, target, load(name, node), node)
    return result


@statement_pass("AnnAssign")
def rewrite_annotated(rewriter: Rewriter, node: Node) -> list[Node]:
    """Drop the annotation: no function evaluates it, and a variable that a nested function binds may not have one."""
    if node.value is not None:
        return _store(rewriter, node.target, rewriter.expression(node.value), node)
    parts = [] if isinstance(node.target, gast.Name) else [node.target.value]
    if isinstance(node.target, gast.Subscript):
        parts.append(key(node.target.slice))
    return [statement(rewriter.expression(part), node) for part in parts] or [at(gast.Pass(), node)]


@statement_pass("AugAssign")
def rewrite_augmented(rewriter: Rewriter, node: Node) -> list[Node]:
    """Read, operate in place, store; what the target stands on is evaluated once."""
    target, context = node.target, rewriter.context
    if isinstance(target, gast.Name):
        return [at(gast.Assign([target], _operated(rewriter, node, load(target.id, target)), None), node)]
    once = _Once(rewriter, contains(node.value, ("NamedExpr",)))
    owner = once.value(rewriter.expression(target.value))
    if isinstance(target, gast.Attribute):
        result = _operated(rewriter, node, attribute(owner(), target.attr, target))
        return [*once.before, _store_attribute(context, target, owner(), result, node)]
    index = once.value(key(rewriter.part(target.slice)))
    result = _operated(rewriter, node, operate("get_item", [owner(), index()], target), [owner()])
    item = operate("set_item", [owner(), index(), result], target)
    return [*once.before, _bind_again(context, target, item, node)]


@statement_pass("Delete")
def rewrite_delete(rewriter: Rewriter, node: Node) -> list[Node]:
    """``del`` of an attribute or an item is a write, too."""
    return [deletion for target in node.targets for deletion in _delete(rewriter, target, node)]


def _delete(rewriter: Rewriter, target: Node, old: Node) -> list[Node]:
    if isinstance(target, gast.Tuple | gast.List):
        return [deletion for element in target.elts for deletion in _delete(rewriter, element, old)]
    if isinstance(target, gast.Subscript):
        owner, index = rewriter.expression(target.value), key(rewriter.part(target.slice))
        return [statement(operate("delete_item", [owner, index], old), old)]
    if isinstance(target, gast.Attribute):
        name = rewriter.context.mangle(target.attr)
        target.value = operate("writes", [rewriter.expression(target.value), constant(name, target)], target)
        return [at(gast.Delete([target]), old)]
    # A variable that some paths leave unbound is bound all the same, to a value that says so.
    return [statement(operate("bound", [load(target.id, target)], old), old), at(gast.Delete([target]), old)]


def _operated(rewriter: Rewriter, node: Node, old: Node, owner: Sequence[Node] = ()) -> Node:
    """The new value of an augmented assignment; of an item, with what holds it."""
    name = _INPLACE[type(node.op).__name__]
    return operate("inplace", [constant(name, node), old, rewriter.expression(node.value), *owner], node)


class _Once:
    """Lets values be read again that are evaluated once.

    Args:
        rewriter: The function's rewriter.
        rebinds: Whether the code between two reads may bind any variable.
    """

    def __init__(self, rewriter: Rewriter, rebinds: bool) -> None:
        self.context = rewriter.context
        self.rebinds = rebinds
        self.before: list[Node] = []

    def value(self, value: Node) -> Callable[[], Node]:
        """A function that makes nodes which read the value."""
        if isinstance(value, gast.Constant):
            return lambda: constant(value.value, value)
        if isinstance(value, gast.Name) and not self.rebinds and self.context.is_private(value.id):
            return lambda: load(value.id, value)
        name = self.context.names.new("value")
        self.before.append(assign(name, value, value))
        return lambda: load(name, value)


def _store(rewriter: Rewriter, target: Node, value: Node, old: Node) -> list[Node]:
    """Statements that store a rewritten value."""
    context = rewriter.context
    if isinstance(target, gast.Name):
        return [at(gast.Assign([target], value, None), old)]
    if isinstance(target, gast.Attribute):
        return [_store_attribute(context, target, rewriter.expression(target.value), value, old)]
    if isinstance(target, gast.Starred):
        return _store(rewriter, target.value, value, old)
    if not isinstance(target, gast.Subscript):
        return _unpack(rewriter, target, value, old)
    plain = isinstance(target.value, gast.Name) and isinstance(target.slice, gast.Name | gast.Constant)
    container, index = rewriter.expression(target.value), key(rewriter.part(target.slice))
    item = operate("set_item", [container, index, value], target)
    if not isinstance(value, gast.Constant) and not (plain and isinstance(value, gast.Name)):
        item.args, parts = [], (("value", value), ("container", container), ("key", index))
        item.keywords = [at(gast.keyword(name, part), part) for name, part in parts]
    return [_bind_again(context, target, item, old)]


def _store_attribute(context: FunctionContext, target: Node, owner: Node, value: Node, old: Node) -> Node:
    noted = operate("writes", [owner, constant(context.mangle(target.attr), target)], target)
    return at(gast.Assign([at(gast.Attribute(noted, target.attr, gast.Store()), target)], value, None), old)


def _bind_again(context: FunctionContext, target: Node, item: Node, old: Node) -> Node:
    """Bind the container's name to what ``set_item`` returns, if it is a variable of this function.

    Elsewhere ``store_item`` refuses a container that cannot change in place.
    """
    name = getattr(target.value, "id", None)
    if name in context.local_names:
        return assign(name, item, old)
    item.func.attr = "store_item"
    return statement(item, old)


def _unpack(rewriter: Rewriter, target: Node, value: Node, old: Node) -> list[Node]:
    """``a, b = value``: from the first target that is no name on, they are stored one by one, from left to right."""
    later: list[Node] = []
    pattern = _pattern(rewriter, target, later, old)
    if isinstance(value, gast.Tuple) and pattern == (0,) * len(value.elts) and not _has_star(value):
        unpacked = value
    else:
        unpacked = operate("unpack", [value, constant(pattern, old)], old)
    return [at(gast.Assign([target], unpacked, None), old), *later]


def _has_star(value: Node) -> bool:
    return any(isinstance(element, gast.Starred) for element in value.elts)


def _pattern(rewriter: Rewriter, target: Node, later: list[Node], old: Node) -> tuple[Any, ...]:
    """The target's shape: 0 for a leaf, ``"*"`` for a starred one, a tuple for a nested one; leaves become names."""
    shape: list[Any] = []
    for index, element in enumerate(target.elts):
        starred = isinstance(element, gast.Starred)
        inner = element.value if starred else element
        if not later and not starred and isinstance(inner, gast.Tuple | gast.List):
            shape.append(_pattern(rewriter, inner, later, old))
            continue
        shape.append("*" if starred else 0)
        if not later and not starred and isinstance(inner, gast.Name):
            continue
        name = rewriter.context.names.new("value")
        taken = load(name, inner)
        later += _store(rewriter, inner, taken, old)
        target.elts[index] = store(name, inner)  # ``unpack`` gives a starred target's list as one value
    return tuple(shape)
