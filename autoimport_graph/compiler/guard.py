"""The guard: the one test that an author's function makes before its own body.

Before::

    def f(x, *, y=1):
        '''Doc.'''
        return x if x > y else y

After::

    def f(x, *, y=1):
        '''Doc.'''
        if __building_graph__ and __autoimport_graph__[0]:
            return __autoimport_graph__.body(0)(x, y)
        return x if x > y else y

``__building_graph__`` is among Python's builtins, true while any thread builds a graph: eager code pays for the test
of a bool. The module's handle, subscripted, tells whether the version with this number runs: no byte code is shorter,
and an import reads that of each function. A function with free variables hands over their cells in the closure of a
``lambda`` that is never called.
"""

from __future__ import annotations

import ast
from typing import Any

from autoimport_graph.compiler.names import BUILDING, HANDLE
from autoimport_graph.compiler.nodes import Nodes, no_arguments
from autoimport_graph.compiler.scopes import FunctionNode, all_arguments

_DESCRIPTORS = ("staticmethod", "classmethod", "property")
_STEPS = "__graph_steps__"
_AND = ast.And()


def insert_guard(node: FunctionNode, number: int, free: tuple[str, ...], kind: str) -> None:
    """Put the guard before a function's body, in place.

    Args:
        node: The function.
        number: Which graph version of the module is its own.
        free: The graph version's free variables.
        kind: How the function suspends, see :func:`~autoimport_graph.compiler.candidates.suspends`.
    """
    made = Nodes(node)
    body = made.call(made.of_handle("body"), made.constant(number))
    if free:
        names = made.tuple([made.name(name) for name in free])
        body.args.append(made.node(ast.Lambda, args=no_arguments(), body=names))
    call: ast.expr = made.call(body, *[made.name(argument.arg) for argument in all_arguments(node.args)])
    takes = made.node(ast.Subscript, value=made.name(HANDLE), slice=made.constant(number), ctx=ast.Load())
    test = made.node(ast.BoolOp, op=_AND, values=[made.name(BUILDING), takes])
    if kind == "generator":
        call = made.node(ast.YieldFrom, value=call)
    elif kind == "coroutine":
        call = made.node(ast.Await, value=call)
    if isinstance(node, ast.Lambda):
        node.body = made.node(ast.IfExp, test=test, body=call, orelse=node.body)
        return
    asynchronous = kind == "asynchronous generator"
    taken = _hand_on(call, made) if asynchronous else [made.node(ast.Return, value=call)]
    node.body.insert(_after_docstring(node.body), made.node(ast.If, test=test, body=taken, orelse=[]))


def _hand_on(generator: ast.expr, made: Nodes) -> list[ast.stmt]:
    """Statements that do what ``yield from`` would in an asynchronous generator."""
    # steps = __autoimport_graph__.steps(generator)
    # while await steps.advance():
    #     try:
    #         steps.sent = yield steps.value
    #     except:
    #         steps.failed()
    # return

    def of_steps(name: str, stored: bool = False) -> ast.Attribute:
        return made.attribute(made.name(_STEPS), name, stored)

    given = made.node(ast.Yield, value=of_steps("value"))
    hand_over = made.node(ast.Assign, targets=[of_steps("sent", stored=True)], value=given, type_comment=None)
    failed = made.node(ast.Expr, value=made.call(of_steps("failed")))
    handler = made.node(ast.ExceptHandler, type=None, name=None, body=[failed])
    attempt = made.node(ast.Try, body=[hand_over], handlers=[handler], orelse=[], finalbody=[])
    advanced = made.node(ast.Await, value=made.call(of_steps("advance")))
    return [
        made.assign(_STEPS, made.call(made.of_handle("steps"), generator)),
        made.node(ast.While, test=advanced, body=[attempt], orelse=[]),
        made.node(ast.Return, value=None),
    ]


def insert_decorator(node: ast.FunctionDef | ast.AsyncFunctionDef, kind: str) -> None:
    """Decorate a function, outside all decorators of its author's but those that make it a class's, in place.

    Args:
        node: The function.
        kind: ``"graph"``, ``"graph_compiled"``, ``"graph_uncompiled"`` or ``"py_func"``, methods of the handle.
    """
    names = [getattr(decorator, "id", None) for decorator in node.decorator_list]
    position = max((index + 1 for index, name in enumerate(names) if name in _DESCRIPTORS), default=0)
    node.decorator_list.insert(position, Nodes(node).of_handle(kind))


def _after_docstring(body: list[ast.stmt]) -> int:
    first = body[0]
    is_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return 1 if is_docstring else 0


def insert_prelude(tree: ast.Module, section: bytes | tuple[Any, ...]) -> None:
    """Bind what the guards use, after the module's docstring and ``__future__`` imports, in place.

    Args:
        tree: The module.
        section: The graph versions, packed, or the constants that they will be made of.
    """
    made = Nodes()
    tree.body.insert(after_future_imports(tree), made.assign(HANDLE, attached(made, "guard", "attach", section)))


def attached(made: Nodes, module: str, function: str, data: object) -> ast.Call:
    """A call of a function of the runtime's, with the globals and some data.

    Args:
        made: Makes nodes where it stands.
        module: The module that it is imported from.
        function: Its name.
        data: The second argument, a constant.
    """
    wanted = (f"autoimport_graph.runtime.{module}", None, None, (function,))
    imported = made.call(made.name("__import__"), *map(made.constant, wanted))
    return made.call(made.attribute(imported, function), made.call(made.name("globals")), made.constant(data))


def after_future_imports(tree: ast.Module) -> int:
    """The position of a module's first statement after its docstring and ``__future__`` imports."""
    for position, statement in enumerate(tree.body):
        is_docstring = position == 0 and _after_docstring([statement]) == 1
        if not is_docstring and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            return position
    return len(tree.body)
