"""Which functions get a graph version: those in which something would differ in a graph.

A function that neither branches nor loops, stores, indexes, makes a container or calls anything but its module's own
functions runs the same code either way; it is not touched and costs nothing. Any other call may meet a callable that
has a graph version, by whatever name: the runtime tells them by identity.
"""

from __future__ import annotations

import ast

from autoimport_graph.compiler.names import is_special
from autoimport_graph.compiler.scopes import COMPREHENSIONS, STAR, FunctionNode, Scope

_CONVERTED = (
    ast.If,
    ast.IfExp,
    ast.While,
    ast.For,
    ast.BoolOp,
    ast.Compare,
    ast.Assert,
    ast.Match,
    ast.JoinedStr,
    ast.Starred,
    ast.AugAssign,
    ast.Raise,
    ast.Try,
    ast.With,
    ast.Global,
    ast.Nonlocal,
    ast.Yield,
    ast.YieldFrom,
    ast.Subscript,
    ast.Dict,
    ast.Set,
    ast.Yield,
    ast.YieldFrom,
    *COMPREHENSIONS,
)
_STOP = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def needs_graph_version(
    node: FunctionNode, scope: Scope, own_functions: frozenset[str] = frozenset(), every_call: bool = False
) -> bool:
    """Whether a function has anything to convert in its own body.

    Args:
        node: The function; functions inside it are not looked into.
        scope: Its scope.
        own_functions: Names that :func:`functions_of` found in its module.
        every_call: Whether any call is something to convert.
    """
    if scope.rebound_inside() & scope.locals:
        return True  # the runtime is told that these variables are new with each call
    stack: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    while stack:
        inner = stack.pop()
        if isinstance(inner, _CONVERTED) or _converted_expression(inner):
            return True
        if isinstance(inner, ast.Call) and (every_call or not _is_own(inner.func, scope, own_functions)):
            return True
        if not isinstance(inner, _STOP):
            for name in inner._fields:  # ast.iter_child_nodes, at half its price
                value = getattr(inner, name, None)
                if isinstance(value, list):
                    stack.extend(item for item in value if isinstance(item, ast.AST))
                elif isinstance(value, ast.AST):
                    stack.append(value)
    return False


def _converted_expression(node: ast.AST) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add | ast.Mult)
    if isinstance(node, ast.Attribute):
        return not isinstance(node.ctx, ast.Load) or is_special(node.attr)
    if isinstance(node, ast.List):
        return isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Tuple | ast.List) for target in node.targets) and not isinstance(
            node.value, ast.Tuple
        )
    return False


def _is_own(function: ast.expr, scope: Scope, own_functions: frozenset[str]) -> bool:
    return isinstance(function, ast.Name) and function.id in own_functions and scope.is_global(function.id)


def functions_of(tree: ast.Module, module: Scope) -> frozenset[str]:
    """Names that can only mean a function of the module itself: bound once, by an undecorated ``def``.

    Args:
        tree: The module.
        module: Its scope.
    """
    if STAR in module.bound:
        return frozenset()
    found: set[str] = set()
    others = {name for scope in module.walk() for name in scope.globals_declared}
    for statement in tree.body:
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            others |= _bound_by(statement)
        elif statement.decorator_list or statement.name in found:
            others.add(statement.name)
        else:
            found.add(statement.name)
    return frozenset(found - others)


def _bound_by(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.ClassDef):
        return {statement.name}
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler):
            found.add(node.name or "")
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.MatchAs | ast.MatchStar):
            found.add(node.name or "")
        elif isinstance(node, ast.MatchMapping):
            found.add(node.rest or "")
    return found


def suspends(scope: Scope) -> str:
    """How a function suspends: ``""``, ``"generator"``, ``"coroutine"`` or ``"asynchronous generator"``.

    Args:
        scope: The function's scope.
    """
    if isinstance(scope.node, ast.AsyncFunctionDef):
        return "asynchronous generator" if scope.yields else "coroutine"
    return "generator" if scope.yields else ""
