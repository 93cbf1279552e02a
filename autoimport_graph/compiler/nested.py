"""To gast and back: functions, classes and type aliases inside a function are no business of its passes.

They have been converted already, guard and all. Passes see a placeholder, a name that is no identifier, which says
what the definition reads, binds and captures (:class:`~autoimport_graph.compiler.variables.Opaque`); the author's
node comes back at the end.
"""

from __future__ import annotations

import ast
from typing import Any

import gast

from autoimport_graph.compiler.context import Unconvertible
from autoimport_graph.compiler.scopes import FunctionNode, Scope, all_arguments, mangled
from autoimport_graph.compiler.variables import Opaque

Node = Any
_DEFINITIONS = ("FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda", "TypeAlias")
_SUSPENDING = (ast.Yield, ast.YieldFrom, ast.Await)


def to_gast(node: FunctionNode, scope: Scope) -> tuple[list[Node], dict[str, Opaque]]:
    """A function's statements in gast's form, without docstring and declarations, definitions replaced by placeholders.

    Args:
        node: The author's function; it is as before when this returns.
        scope: Its scope.

    Returns:
        The statements, at least one, and what the placeholders stand for.

    Raises:
        Unconvertible: If a definition inside suspends the function where it stands.
    """
    hiding = _Hiding(scope)
    body = [ast.copy_location(ast.Return(node.body), node.body)] if isinstance(node, ast.Lambda) else list(node.body)
    first = body[0]
    if (
        not isinstance(node, ast.Lambda) and ast.get_docstring(node, clean=False) is not None
    ):  # the author's function has it
        del body[0]
    holder = ast.Module(
        body=[inner for inner in body if not isinstance(inner, ast.Global | ast.Nonlocal)], type_ignores=[]
    )
    try:
        hiding.hide(holder)
        statements = [gast.ast_to_gast(inner) for inner in holder.body]
    finally:
        hiding.restore()
    if not statements:
        statements = [gast.ast_to_gast(ast.copy_location(ast.Pass(), first))]
    return statements, hiding.opaque


def to_ast(node: Node, opaque: dict[str, Opaque]) -> Any:
    """The converted function as :mod:`ast` has it, the author's definitions back in their places.

    Args:
        node: The function, in gast's form.
        opaque: What its placeholders stand for.
    """
    plain = gast.gast_to_ast(node)
    return _Reveal(opaque).visit(plain) if opaque else plain


class _Hiding:
    """Puts placeholders into the author's tree, for as long as gast copies it."""

    def __init__(self, scope: Scope) -> None:
        self.class_name = scope.private_class
        self.scopes: dict[ast.AST, Scope] = {}
        for inner in _scopes_inside(scope):
            self.scopes.setdefault(
                inner.node, inner
            )  # of a generic definition, the scope of its type parameters comes first
        self.opaque: dict[str, Opaque] = {}
        self.places: list[tuple[Any, Any, ast.AST]] = []

    def restore(self) -> None:
        for place, key, original in reversed(self.places):
            if isinstance(place, list):
                place[key] = original
            else:
                setattr(place, key, original)

    def hide(self, node: ast.AST) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        self._hide_item(value, index, item)
            elif isinstance(value, ast.AST):
                self._hide_item(node, name, value)

    def _hide_item(self, place: Any, key: Any, item: ast.AST) -> None:
        if type(item).__name__ not in _DEFINITIONS:
            self.hide(item)
            return
        name = f"nested function {len(self.opaque) + 1}"
        self.opaque[name] = self._opaque(item)
        placeholder: ast.AST = ast.copy_location(ast.Name(name, ast.Load()), item)
        if not isinstance(item, ast.Lambda):
            placeholder = ast.copy_location(ast.Expr(placeholder), item)  # type: ignore[arg-type]
        self.places.append((place, key, item))
        if isinstance(place, list):
            place[key] = placeholder
        else:
            setattr(place, key, placeholder)

    def _opaque(self, item: Any) -> Opaque:
        scope = self.scopes.get(item)
        captures = set() if scope is None else set(scope.free())
        reads = set(captures)
        binds: set[str] = set()
        for part in _parts_in_place(item):
            for inner in ast.walk(part):
                if isinstance(inner, _SUSPENDING):
                    raise Unconvertible("a decorator, default or base class suspends the function", inner.lineno)
                if isinstance(inner, ast.Name):
                    (reads if isinstance(inner.ctx, ast.Load) else binds).add(mangled(inner.id, self.class_name))
        if isinstance(item, ast.ClassDef) and scope is not None:
            binds |= {
                name
                for inner in scope.walk()
                if inner.kind == "class"
                for name in inner.nonlocals_declared & inner.bound
            }
        if not isinstance(item, ast.Lambda):
            binds.add(mangled(item.name if isinstance(item.name, str) else item.name.id, self.class_name))
        return Opaque(item, binds, reads, captures)


def _scopes_inside(scope: Scope) -> list[Scope]:
    """Scopes of the definitions that belong to this function, seen through comprehensions."""
    found = []
    for child in scope.children:
        found.append(child)
        if child.kind in ("comprehension", "type parameters"):
            found += _scopes_inside(child)
    return found


def _parts_in_place(node: Any) -> list[ast.AST]:
    """What a definition evaluates where it stands: decorators, defaults, annotations, bases."""
    arguments = getattr(node, "args", None)
    parts = [*getattr(node, "decorator_list", []), *getattr(node, "bases", []), *getattr(node, "keywords", [])]
    if isinstance(arguments, ast.arguments):
        parts += [default for default in (*arguments.defaults, *arguments.kw_defaults) if default is not None]
        parts += [argument.annotation for argument in all_arguments(arguments) if argument.annotation is not None]
        parts += [part for part in (getattr(node, "returns", None),) if part is not None]
    return parts


class _Reveal(ast.NodeTransformer):
    def __init__(self, opaque: dict[str, Opaque]) -> None:
        self.opaque = opaque

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id in self.opaque:
            original = self.opaque[node.value.id].node
            return original if isinstance(original, ast.stmt) else ast.copy_location(ast.Expr(original), node)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.opaque[node.id].node if node.id in self.opaque else node
