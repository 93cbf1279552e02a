"""The guard: the one test that an author's function makes before its own body.

Before::

    def f(x, *, y=1):
        '''Doc.'''
        return x if x > y else y

After::

    def f(x, *, y=1):
        '''Doc.'''
        if __building_graph__ and __autoimport_graph__.takes(0):
            return __autoimport_graph__.body(0)(x, y)
        return x if x > y else y

``__building_graph__`` is among Python's builtins, true while any thread builds a graph: eager code pays for the test
of a bool. A function with free variables hands over their cells in the closure of a ``lambda`` that is never
called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, TypeVar

from autoimport_graph.compiler.names import BUILDING, HANDLE
from autoimport_graph.compiler.scopes import FunctionNode, all_arguments

_DESCRIPTORS = ("staticmethod", "classmethod", "property")
_STEPS = "__graph_steps__"
_Placed = TypeVar("_Placed", bound=ast.AST)
_Made = TypeVar("_Made", bound=ast.AST)


def insert_guard(node: FunctionNode, number: int, free: tuple[str, ...], kind: str) -> None:
    """Put the guard before a function's body, in place.

    Args:
        node: The function.
        number: Which graph version of the module is its own.
        free: The graph version's free variables.
        kind: How the function suspends, see :func:`~autoimport_graph.compiler.candidates.suspends`.
    """
    made = _Maker(node)
    body = made.call_of_handle("body", made.constant(number))
    if free:
        names = made.node(ast.Tuple, elts=[made.name(name) for name in free], ctx=_LOAD)
        body.args.append(made.node(ast.Lambda, args=no_arguments(), body=names))
    arguments = [made.name(argument.arg) for argument in all_arguments(node.args)]
    call: ast.expr = made.node(ast.Call, func=body, args=arguments, keywords=[])
    takes = made.call_of_handle("takes", made.constant(number))
    test = made.node(ast.BoolOp, op=_AND, values=[made.name(BUILDING), takes])
    if kind == "generator":
        call = made.node(ast.YieldFrom, value=call)
    elif kind == "coroutine":
        call = made.node(ast.Await, value=call)
    if isinstance(node, ast.Lambda):
        node.body = made.node(ast.IfExp, test=test, body=call, orelse=node.body)
        return
    asynchronous = kind == "asynchronous generator"
    taken = _hand_on(call, node) if asynchronous else [made.node(ast.Return, value=call)]
    node.body.insert(_after_docstring(node.body), made.node(ast.If, test=test, body=taken, orelse=[]))


# Of contexts and operators there is one of each: nothing tells one from another.
_LOAD, _AND = ast.Load(), ast.And()


class _Maker:
    """Makes the nodes of one guard, all fields at once: each function has one, and constructors took half of its time.

    Args:
        node: The definition that they stand for. They are on its first line: coverage counts no line that the author
            did not write, and a debugger would show the whole function for them.
    """

    def __init__(self, node: ast.stmt | ast.expr) -> None:
        line, column = node.lineno, node.col_offset
        self._place = {"lineno": line, "col_offset": column, "end_lineno": line, "end_col_offset": column}

    def node(self, kind: type[_Made], /, **fields: object) -> _Made:
        """A node.

        Args:
            kind: Its class.
            fields: All of them.
        """
        new = kind.__new__(kind)
        new.__dict__ = fields | self._place
        return new

    def name(self, name: str) -> ast.Name:
        """A name that is read."""
        return self.node(ast.Name, id=name, ctx=_LOAD)

    def constant(self, value: int) -> ast.Constant:
        """A number."""
        return self.node(ast.Constant, value=value, kind=None)

    def call_of_handle(self, name: str, argument: ast.expr) -> ast.Call:
        """A call of a method of the module's handle."""
        method = self.node(ast.Attribute, value=self.name(HANDLE), attr=name, ctx=_LOAD)
        return self.node(ast.Call, func=method, args=[argument], keywords=[])


def _hand_on(generator: ast.expr, node: FunctionNode) -> list[ast.stmt]:
    """Statements that do what ``yield from`` would in an asynchronous generator, in the place of a definition."""
    # steps = __autoimport_graph__.steps(generator)
    # while await steps.advance():
    #     try:
    #         steps.sent = yield steps.value
    #     except:
    #         steps.failed()
    # return

    def of_steps(name: str, context: ast.expr_context) -> ast.Attribute:
        return ast.Attribute(ast.Name(_STEPS, ast.Load()), name, context)

    made = ast.Call(ast.Attribute(ast.Name(HANDLE, ast.Load()), "steps", ast.Load()), [generator], [])
    hand_over = ast.Assign([of_steps("sent", ast.Store())], ast.Yield(of_steps("value", ast.Load())))
    failed = ast.Expr(ast.Call(of_steps("failed", ast.Load()), [], []))
    attempt = ast.Try([hand_over], [ast.ExceptHandler(None, None, [failed])], [], [])
    advanced = ast.Await(ast.Call(of_steps("advance", ast.Load()), [], []))
    return [
        place(ast.Assign([ast.Name(_STEPS, ast.Store())], made), node),
        place(ast.While(advanced, [attempt], []), node),
        place(ast.Return(None), node),
    ]


def insert_decorator(node: ast.FunctionDef | ast.AsyncFunctionDef, kind: str) -> None:
    """Decorate a function, outside all decorators of its author's but those that make it a class's, in place.

    Args:
        node: The function.
        kind: ``"graph"``, ``"graph_compiled"``, ``"graph_uncompiled"`` or ``"py_func"``, methods of the handle.
    """
    names = [getattr(decorator, "id", None) for decorator in node.decorator_list]
    position = max((index + 1 for index, name in enumerate(names) if name in _DESCRIPTORS), default=0)
    decorator = ast.Attribute(ast.Name(HANDLE, ast.Load()), kind, ast.Load())
    node.decorator_list.insert(position, place(decorator, node))


def _after_docstring(body: list[ast.stmt]) -> int:
    first = body[0]
    is_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return 1 if is_docstring else 0


def no_arguments() -> ast.arguments:
    """The parameters of a function that has none."""
    return ast.arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[])


def _all_below(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, but for what has a position, and all below that."""
    yield node
    for name in node._fields:
        value = getattr(node, name, None)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, ast.AST) and not hasattr(item, "lineno"):
                yield from _all_below(item)


def place(new: _Placed, node: ast.stmt | ast.expr) -> _Placed:
    """Give a new node, and all below that have none, the position of the definition they guard."""
    for inner in _all_below(new):
        if not hasattr(inner, "lineno") and "lineno" in inner._attributes:
            ast.copy_location(inner, node)
            # One line, or a debugger shows the whole function for it.
            inner.end_lineno, inner.end_col_offset = node.lineno, node.col_offset  # type: ignore[attr-defined]
    return new


def insert_prelude(tree: ast.Module, section: bytes | tuple[Any, ...]) -> None:
    """Bind what the guards use, after the module's docstring and ``__future__`` imports, in place.

    Args:
        tree: The module.
        section: The graph versions, packed, or the constants that they will be made of.
    """
    attach = attached("guard", "attach", ast.Constant(section))  # type: ignore[arg-type]  # a tuple is a constant, too
    where = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
    tree.body.insert(after_future_imports(tree), place(ast.Assign([ast.Name(HANDLE, ast.Store())], attach), where))


def attached(module: str, function: str, data: ast.expr) -> ast.Call:
    """A call of a function of the runtime's, with the globals and some data.

    Args:
        module: The module that it is imported from.
        function: Its name.
        data: The second argument.
    """
    names = ast.Constant((function,))  # type: ignore[arg-type]  # a tuple is a constant, too
    wanted = [ast.Constant(f"autoimport_graph.runtime.{module}"), ast.Constant(None), ast.Constant(None), names]
    imported = ast.Call(ast.Name("__import__", ast.Load()), wanted, [])  # type: ignore[arg-type]
    called = ast.Attribute(imported, function, ast.Load())
    return ast.Call(called, [ast.Call(ast.Name("globals", ast.Load()), [], []), data], [])


def after_future_imports(tree: ast.Module) -> int:
    """The position of a module's first statement after its docstring and ``__future__`` imports."""
    for position, statement in enumerate(tree.body):
        is_docstring = position == 0 and _after_docstring([statement]) == 1
        if not is_docstring and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            return position
    return len(tree.body)
