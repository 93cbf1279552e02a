"""To gast and back: functions, classes and type aliases inside a function are no business of its passes.

They have been converted already, guard and all. Passes see a placeholder, a name that is no identifier, which says
what the definition reads, binds and captures (:class:`~autoimport_graph.compiler.variables.Opaque`); the author's
node comes back at the end.

gast's own translators, which visit by method names and build by keyword arguments, took half of a conversion. These
two copy each node's attributes at once, and go by a table of what is below it.
"""

from __future__ import annotations

import ast
from typing import Any

import gast

from autoimport_graph.compiler.context import Unconvertible
from autoimport_graph.compiler.scopes import FunctionNode, Scope, all_arguments, mangled
from autoimport_graph.compiler.variables import Opaque

Node = Any
_DEFINITIONS: tuple[Any, ...] = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
if hasattr(ast, "TypeAlias"):  # new in Python 3.12
    _DEFINITIONS += (ast.TypeAlias,)
# Of functions in functions, as branches become. Python names each by all those around it, which takes time and memory
# by the square of the depth; some hundred more are no byte code that can be stored, nor a graph that can be built.
_DEEPEST = 500
_SUSPENDING = (ast.Yield, ast.YieldFrom, ast.Await)


def to_gast(node: FunctionNode, scope: Scope) -> tuple[list[Node], dict[str, Opaque]]:
    """A function's statements in gast's form, without docstring and declarations, definitions replaced by placeholders.

    Args:
        node: The author's function; it is not changed.
        scope: Its scope.

    Returns:
        The statements, at least one, and what the placeholders stand for.

    Raises:
        Unconvertible: If a definition inside suspends the function where it stands.
    """
    copier = _ToGast(scope)
    body = [ast.copy_location(ast.Return(node.body), node.body)] if isinstance(node, ast.Lambda) else list(node.body)
    first = body[0]
    if (
        not isinstance(node, ast.Lambda) and ast.get_docstring(node, clean=False) is not None
    ):  # the author's function has it
        del body[0]
    statements = [copier.copy(inner) for inner in body if not isinstance(inner, ast.Global | ast.Nonlocal)]
    return statements or [copier.copy(ast.copy_location(ast.Pass(), first))], copier.opaque


def to_ast(node: Node, opaque: dict[str, Opaque]) -> Any:
    """The converted function as :mod:`ast` has it, the author's definitions back in their places.

    Args:
        node: The function, in gast's form.
        opaque: What its placeholders stand for.

    Raises:
        Unconvertible: Its branches are nested too deeply.
    """
    return _ToAst(opaque).copy(node)


class _Shape:
    """How nodes of one class are copied: what they become, and which of their fields hold nodes, or lists of nodes."""

    __slots__ = ("parts", "shared", "target")

    def __init__(self, source: Any, library: Any) -> None:
        self.target: Any = getattr(library, source.__name__, None)
        if self.target is None:
            raise TypeError(f"{library.__name__} has no {source.__name__}")
        constant = source.__name__ == "Constant"
        self.parts = () if constant else tuple(field for field in source._fields if field not in _PLAIN_FIELDS)
        # Contexts and operators have nothing that tells one from another: there is one of each, as in Python's parser.
        self.shared: Any = None if source._fields or source._attributes else self.target()


_PLAIN_FIELDS = frozenset({"id", "attr", "arg", "module", "level", "kind", "type_comment", "simple", "conversion"})
_ast_shapes: dict[type, _Shape] = {}
_gast_shapes: dict[type, _Shape] = {}


class _ToGast:
    """Copies nodes of :mod:`ast` as gast's.

    Args:
        scope: The scope of the function that they belong to.
    """

    def __init__(self, scope: Scope) -> None:
        self.class_name = scope.private_class
        self.scopes: dict[ast.AST, Scope] = {}
        for inner in _scopes_inside(scope):
            self.scopes.setdefault(
                inner.node, inner
            )  # of a generic definition, the scope of its type parameters comes first
        self.opaque: dict[str, Opaque] = {}

    def copy(self, node: Any) -> Node:
        kind = type(node)
        shape = _gast_shapes.get(kind) or _gast_shapes.setdefault(kind, _Shape(kind, gast))
        if shape.shared is not None:
            return shape.shared
        if isinstance(node, _DEFINITIONS):
            return self._placeholder(node)
        values = node.__dict__.copy()
        for name in shape.parts:
            value = values.get(name)
            if value.__class__ is list:
                values[name] = [self.copy(item) if isinstance(item, ast.AST) else item for item in value]
            elif isinstance(value, ast.AST):
                values[name] = self.copy(value)
        if kind is ast.Name:
            values["annotation"] = values["type_comment"] = None
        elif kind is ast.ExceptHandler and node.name:
            values["name"] = gast.Name(node.name, gast.Store(), None, None)
        new = shape.target.__new__(shape.target)
        new.__dict__ = values
        return new

    def _placeholder(self, item: Any) -> Node:
        name = f"nested function {len(self.opaque) + 1}"
        self.opaque[name] = self._opaque(item)
        placeholder = ast.copy_location(gast.Name(name, gast.Load(), None, None), item)
        return placeholder if isinstance(item, ast.Lambda) else ast.copy_location(gast.Expr(placeholder), item)

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


class _ToAst:
    """Copies nodes of gast's as those of :mod:`ast`.

    Args:
        opaque: What placeholders stand for.
    """

    def __init__(self, opaque: dict[str, Opaque]) -> None:
        self.opaque = opaque
        self.depth = 0

    def copy(self, node: Node) -> Any:
        kind = type(node)
        if kind is gast.Name:
            return self._name(node)
        if kind is not gast.FunctionDef and kind is not gast.Lambda:
            return self._copy(node, kind)
        self.depth += 1
        if self.depth > _DEEPEST:
            reason = f"more than {_DEEPEST} branches are nested, each elif or early return in the one before it"
            raise Unconvertible(reason, node.lineno)
        copy = self._copy(node, kind)
        self.depth -= 1
        return copy

    def _copy(self, node: Node, kind: Any) -> Any:
        shape = _ast_shapes.get(kind) or _ast_shapes.setdefault(kind, _Shape(kind, ast))
        if shape.shared is not None:
            return shape.shared
        values = node.__dict__.copy()
        if kind is gast.Expr and isinstance(node.value, gast.Name) and node.value.id in self.opaque:
            original = self.opaque[node.value.id].node
            if isinstance(original, ast.stmt):
                return original
        elif kind is gast.arguments:
            return self._parameters(node)
        elif kind is gast.ExceptHandler and node.name:
            values["name"] = node.name.id
        for name in shape.parts:
            value = values.get(name)
            if value.__class__ is list:
                values[name] = [self.copy(item) if isinstance(item, gast.AST) else item for item in value]
            elif isinstance(value, gast.AST):
                values[name] = self.copy(value)
        new = shape.target.__new__(shape.target)
        new.__dict__ = values
        return new

    def _name(self, node: Node) -> Any:
        """Half of all nodes are names."""
        if node.id in self.opaque:
            return self.opaque[node.id].node
        values = node.__dict__.copy()
        del values["annotation"], values["type_comment"]
        values["ctx"] = self.copy(values["ctx"])
        new = ast.Name.__new__(ast.Name)
        new.__dict__ = values
        return new

    def _parameters(self, node: Node) -> ast.arguments:
        return ast.arguments(
            posonlyargs=[self._parameter(item) for item in node.posonlyargs],
            args=[self._parameter(item) for item in node.args],
            vararg=node.vararg and self._parameter(node.vararg),
            kwonlyargs=[self._parameter(item) for item in node.kwonlyargs],
            kw_defaults=[item and self.copy(item) for item in node.kw_defaults],
            kwarg=node.kwarg and self._parameter(node.kwarg),
            defaults=[self.copy(item) for item in node.defaults],
        )

    def _parameter(self, node: Node) -> ast.arg:
        annotation = None if node.annotation is None else self.copy(node.annotation)
        return ast.copy_location(ast.arg(node.id, annotation, node.type_comment), node)


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
