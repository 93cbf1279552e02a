"""Nodes for the author's own tree, which stand at one place: guards, and what they need.

Each function has a guard, so a node's fields are set all at once: constructors took half of the time.
"""

from __future__ import annotations

import ast
from typing import TypeVar

from autoimport_graph.compiler.names import HANDLE

_Made = TypeVar("_Made", bound=ast.AST)
# Of contexts there is one of each: nothing tells one from another.
_LOAD, _STORE = ast.Load(), ast.Store()


class Nodes:
    """Makes nodes at one place.

    Args:
        node: What they stand for; ``None`` for a module's beginning. They are on its first line: coverage counts no
            line that the author did not write, and a debugger would show the whole function for them.
    """

    def __init__(self, node: ast.stmt | ast.expr | None = None) -> None:
        line, column = (1, 0) if node is None else (node.lineno, node.col_offset)
        self._place = {"lineno": line, "col_offset": column, "end_lineno": line, "end_col_offset": column}

    def node(self, kind: type[_Made], /, **fields: object) -> _Made:
        """A node.

        Args:
            kind: Its class, of nodes that have a place.
            fields: All of them.
        """
        new = kind.__new__(kind)
        new.__dict__ = fields | self._place
        return new

    def name(self, name: str) -> ast.Name:
        """A name that is read."""
        return self.node(ast.Name, id=name, ctx=_LOAD)

    def assign(self, name: str, value: ast.expr) -> ast.Assign:
        """A statement that binds a name."""
        return self.node(ast.Assign, targets=[self.node(ast.Name, id=name, ctx=_STORE)], value=value, type_comment=None)

    def constant(self, value: object) -> ast.Constant:
        """A literal, or any other constant of code."""
        return self.node(ast.Constant, value=value, kind=None)

    def tuple(self, items: list[ast.expr]) -> ast.Tuple:
        """A tuple."""
        return self.node(ast.Tuple, elts=items, ctx=_LOAD)

    def attribute(self, value: ast.expr, name: str, stored: bool = False) -> ast.Attribute:
        """An attribute that is read, or stored."""
        return self.node(ast.Attribute, value=value, attr=name, ctx=_STORE if stored else _LOAD)

    def of_handle(self, name: str) -> ast.Attribute:
        """A method of the module's handle."""
        return self.attribute(self.name(HANDLE), name)

    def call(self, function: ast.expr, *arguments: ast.expr) -> ast.Call:
        """A call with positional arguments."""
        return self.node(ast.Call, func=function, args=list(arguments), keywords=[])


def no_arguments() -> ast.arguments:
    """The parameters of a function that has none."""
    return ast.arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[])
