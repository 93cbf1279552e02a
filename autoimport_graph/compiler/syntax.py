"""Building syntax: the few shapes that every pass puts together, with the author's position on each node.

Nodes that a pass builds take the position of the node they stand for, so that tracebacks, breakpoints and
TensorFlow's "defined at" name the author's line. Building them by hand, not from text, costs a tenth of a parsed
template.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from autoimport_graph.compiler.names import HANDLE

Node = Any  # gast's nodes are made at run time: no checker knows their classes.


def at(new: Node, old: Node) -> Node:
    """Give a node the position of another and return it.

    Args:
        new: The node without position.
        old: A node of the author's.
    """
    new.lineno = old.lineno
    new.col_offset = old.col_offset
    new.end_lineno = old.end_lineno
    new.end_col_offset = old.end_col_offset
    return new


# Of contexts there is one of each: nothing tells one from another.
_LOAD, _STORE = gast.Load(), gast.Store()


def _made(kind: Any, old: Node, fields: dict[str, object]) -> Node:
    """A node, for what most nodes are: gast's constructors set attributes one by one, and that shows."""
    new = kind.__new__(kind)
    fields["lineno"] = old.lineno
    fields["col_offset"] = old.col_offset
    fields["end_lineno"] = old.end_lineno
    fields["end_col_offset"] = old.end_col_offset
    new.__dict__ = fields
    return new


def load(name: str, old: Node) -> Node:
    """Read a name."""
    return _made(gast.Name, old, {"id": name, "ctx": _LOAD, "annotation": None, "type_comment": None})


def store(name: str, old: Node) -> Node:
    """Bind a name (as a target)."""
    return _made(gast.Name, old, {"id": name, "ctx": _STORE, "annotation": None, "type_comment": None})


def constant(value: object, old: Node) -> Node:
    """A literal."""
    return _made(gast.Constant, old, {"value": value, "kind": None})


def attribute(value: Node, name: str, old: Node) -> Node:
    """Read an attribute."""
    return _made(gast.Attribute, old, {"value": value, "attr": name, "ctx": _LOAD})


def call(function: Node, arguments: Sequence[Node], old: Node) -> Node:
    """Call with positional arguments."""
    return _made(gast.Call, old, {"func": function, "args": list(arguments), "keywords": []})


def operator(name: str, old: Node) -> Node:
    """An operator of the runtime: ``__autoimport_graph__.name``."""
    found = attribute(load(HANDLE, old), name, old)
    # Python counts the call of an attribute to the line where the attribute ends: the last one of a long expression.
    found.end_lineno, found.end_col_offset = old.lineno, old.col_offset
    return found


def operate(name: str, arguments: Sequence[Node], old: Node) -> Node:
    """Call an operator of the runtime."""
    return call(operator(name, old), arguments, old)


def assign(name: str, value: Node, old: Node) -> Node:
    """``name = value``."""
    return at(gast.Assign([store(name, old)], value, None), old)


def statement(value: Node, old: Node) -> Node:
    """An expression as a statement."""
    return at(gast.Expr(value), old)


def tuple_of(elements: Sequence[Node], old: Node) -> Node:
    """``(a, b)``, read."""
    return at(gast.Tuple(list(elements), gast.Load()), old)


def no_arguments() -> Node:
    """The empty parameter list."""
    return gast.arguments([], [], None, [], [], None, [])


def parameters(names: Sequence[str], old: Node) -> Node:
    """A parameter list of positional names."""
    return gast.arguments(
        [at(gast.Name(name, gast.Param(), None, None), old) for name in names], [], None, [], [], None, []
    )


def thunk(value: Node, old: Node) -> Node:
    """``lambda: value``."""
    return at(gast.Lambda(no_arguments(), value), old)


def cells(names: Sequence[str], old: Node) -> Node:
    """``lambda: (a, b)``: hands the runtime the cells of these variables, in its closure. ``None`` for no names."""
    if not names:
        return constant(None, old)
    return thunk(tuple_of([load(name, old) for name in names], old), old)


def function(name: str, names: Sequence[str], body: list[Node], old: Node) -> Node:
    """``def name(names): body``."""
    return at(gast.FunctionDef(name, parameters(names, old), body or [at(gast.Pass(), old)], [], None, None, []), old)


def logical_not(value: Node, old: Node) -> Node:
    """``not value``."""
    return at(gast.UnaryOp(gast.Not(), value), old)


def if_statement(test: Node, body: list[Node], orelse: list[Node], old: Node) -> Node:
    """``if test: body`` with ``else: orelse`` where that is not empty."""
    return at(gast.If(test, body or [at(gast.Pass(), old)], orelse), old)
