"""The graph version of a function as source."""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from autoimport_graph.adoption.sources import NoSource, find
from autoimport_graph.compiler.lift import GraphVersion
from autoimport_graph.runtime.graph_threads import BUILDING
from autoimport_graph.runtime.guard import HANDLE

_IMPORT = ast.parse(f"from autoimport_graph.runtime import operators as {HANDLE}").body[0]


def code_of(function: FunctionType) -> str:
    """The source of a function's graph version, with the author's parameters, and those of the functions inside it.

    It imports what it needs of this package itself.

    Args:
        function: A function of Python, converted or not.

    Raises:
        NoSource: If its source cannot be found.
    """
    text, guarded = find(function)
    versions = {version.number: version for version in text.conversion.versions}
    number = _number_in(guarded, versions)
    if number is None:
        tree = _author_tree(text.conversion.tree, function, versions)
    else:
        tree = ast.fix_missing_locations(_definition(versions[number], versions))
    return ast.unparse(_importing(tree))


def code_of_class(kind: type) -> str:
    """The source of a class with the graph versions of its methods.

    Args:
        kind: A class of Python.

    Raises:
        NoSource: If its source cannot be found.
    """
    for member in vars(kind).values():
        function = getattr(member, "fget", None) or inspect.unwrap(getattr(member, "__func__", member))
        if not isinstance(function, FunctionType) or function.__qualname__.rpartition(".")[0] != kind.__qualname__:
            continue
        text, _ = find(function)
        versions = {version.number: version for version in text.conversion.versions}
        for node in ast.walk(text.conversion.tree):
            if isinstance(node, ast.ClassDef) and node.name == kind.__name__ and _holds(node, function):
                tree = ast.Module([_IMPORT, _Unguarded(versions).visit(copy.deepcopy(node))], [])
                return ast.unparse(ast.fix_missing_locations(tree))
    raise NoSource(f"class {kind.__qualname__} has no methods whose source could be found")


def _holds(node: ast.ClassDef, function: FunctionType) -> bool:
    line = function.__code__.co_firstlineno
    return any(line in (member.lineno, *_decorator_lines(member)) for member in node.body)


def _decorator_lines(node: ast.AST) -> list[int]:
    return [decorator.lineno for decorator in getattr(node, "decorator_list", [])]


def _importing(definition: ast.AST) -> ast.AST:
    """The definition, with the operators imported by its first statement: what is printed runs wherever it is put."""
    body = getattr(definition, "body", None)
    if isinstance(body, list) and any(
        isinstance(node, ast.Name) and node.id == HANDLE for node in ast.walk(definition)
    ):
        has_docstring = ast.get_docstring(definition) is not None  # type: ignore[arg-type]
        body.insert(int(has_docstring), _IMPORT)
    return definition


def _number_in(code: Any, versions: Mapping[int, GraphVersion]) -> int | None:
    if BUILDING not in code.co_names:
        return None
    number = next(constant for constant in code.co_consts if type(constant) is int)  # the guard comes first
    return number if number in versions else None


def _author_tree(tree: ast.Module, function: FunctionType, versions: Mapping[int, GraphVersion]) -> ast.AST:
    """A function with nothing to convert is its own graph version, but for the functions inside it."""
    line = function.__code__.co_firstlineno
    kinds = (ast.Lambda,) if function.__name__ == "<lambda>" else (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and line in (node.lineno, *_decorator_lines(node)):
            node = copy.deepcopy(node)
            node.decorator_list = []  # type: ignore[union-attr]  # of a lambda nobody reads it
            _without_guard(node)
            return _Unguarded(versions).generic_visit(node)
    raise NoSource(f"{function.__qualname__} is not in its file any more")


def _definition(version: GraphVersion, versions: Mapping[int, GraphVersion]) -> ast.AST:
    """A graph version's definition with the parameters of the author's function."""
    definition = copy.deepcopy(version.definition)
    author = version.scope.node
    definition.args = copy.deepcopy(author.args)  # type: ignore[attr-defined]
    definition.body = [_Unguarded(versions).visit(statement) for statement in definition.body]
    docstring = None if isinstance(author, ast.Lambda) else ast.get_docstring(author, clean=False)  # type: ignore[arg-type]
    if docstring is not None:
        definition.body.insert(0, ast.Expr(ast.Constant(docstring)))
    return definition


class _Unguarded(ast.NodeTransformer):
    """Replaces functions that hold a guard by their graph versions, or by themselves where they have none."""

    def __init__(self, versions: Mapping[int, GraphVersion]) -> None:
        self.versions = versions

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        number = _without_guard(node)
        if number in self.versions:
            new = _definition(self.versions[number], self.versions)
            new.decorator_list = node.decorator_list  # type: ignore[attr-defined]
            return new
        return self.generic_visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        number = _without_guard(node)
        if number not in self.versions:
            return self.generic_visit(node)
        version = _definition(self.versions[number], self.versions)
        last = version.body[-1]  # type: ignore[attr-defined]
        if len(version.body) == 1 and isinstance(last, ast.Return) and last.value is not None:  # type: ignore[attr-defined]
            node.body = last.value
        # Statements have no place in a lambda: there the author's expression says the same.
        return node


def _without_guard(node: ast.AST) -> int:
    """Take a function's guard out, in place; returns its number, -1 if there is none."""
    if isinstance(node, ast.Lambda):
        body = node.body
        number = _guard_number(body)
        if number >= 0:
            node.body = body.orelse  # type: ignore[attr-defined]
        return number
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for position, statement in enumerate(node.body[:2]):  # a docstring stands before it
        number = _guard_number(statement)
        if number >= 0:
            del node.body[position]
            return number
    return -1


def _guard_number(node: ast.AST) -> int:
    test = getattr(node, "test", None)
    if not (isinstance(test, ast.BoolOp) and getattr(test.values[0], "id", None) == BUILDING):
        return -1
    asked = test.values[1]
    assert isinstance(asked, ast.Subscript)
    assert isinstance(asked.slice, ast.Constant)
    return int(asked.slice.value)  # type: ignore[arg-type]
