"""Text that the author's code hands to ``exec``, ``eval`` or ``compile``.

Before::

    exec(text, namespace)

After::

    exec(__autoimport_graph__.executable(exec, text), namespace)

What comes back is the text itself, or code in which functions have their guards. It binds what these use in the
globals that it is executed in, by its first statement. While a graph is built, the text itself is a function with a
graph version, whose variables are the globals of the namespace.
"""

from __future__ import annotations

import ast
import marshal
import symtable
from types import CodeType

from autoimport_graph.compiler.guard import after_future_imports, attached, no_arguments, place
from autoimport_graph.compiler.names import HANDLE

NAME = "executed"
NAMES = frozenset({"exec", "eval", "compile"})


def lower_calls(tree: ast.Module) -> bool:
    """Let the runtime see what is executed, in place.

    Args:
        tree: A module.

    Returns:
        Whether it executes anything.
    """
    found = False
    for node in ast.walk(tree):
        name = getattr(node.func, "id", None) if isinstance(node, ast.Call) else None
        if name not in NAMES:
            continue
        assert isinstance(node, ast.Call)
        if not node.args or isinstance(node.args[0], ast.Starred):
            continue
        more = _of_compile(node) if name == "compile" else []
        if more is not None:
            function = ast.Attribute(ast.Name(HANDLE, ast.Load()), "executable", ast.Load())
            call = ast.Call(function, [ast.Name(name, ast.Load()), node.args[0], *more], [])
            node.args[0] = place(call, node.args[0])
            found = True
    return found


def _of_compile(node: ast.Call) -> list[ast.expr] | None:
    """File name and mode, where they can be said twice; ``None`` for a call that asks for more."""
    if len(node.args) != 3 or node.keywords:
        return None
    filename, mode = node.args[1:]
    if not isinstance(mode, ast.Constant) or mode.value not in ("exec", "eval"):
        return None
    if not isinstance(filename, ast.Constant | ast.Name):
        filename = ast.Constant("<string>")
    return [_again(filename), _again(mode)]


def _again(node: ast.expr) -> ast.expr:
    return ast.Name(node.id, ast.Load()) if isinstance(node, ast.Name) else ast.Constant(node.value)  # type: ignore[attr-defined]


def parsed(source: str | bytes, path: str, mode: str) -> ast.Module:
    """The text's statements; an expression is the only one.

    Args:
        source: The text.
        path: The name of its file.
        mode: ``"exec"`` or ``"eval"``.

    Raises:
        SyntaxError, ValueError: If it is none.
    """
    if mode == "exec":
        return ast.parse(source, path)
    expression = ast.parse(source.lstrip(" \t" if isinstance(source, str) else b" \t"), path, "eval")  # type: ignore[arg-type]
    return ast.Module([ast.copy_location(ast.Expr(expression.body), expression.body)], [])


def bind(tree: ast.Module, mode: str, codes: dict[int, CodeType]) -> ast.Module | ast.Expression:
    """Let a text give what its guards use to the globals that it is executed in.

    Args:
        tree: The text with guards.
        mode: ``"exec"`` or ``"eval"``.
        codes: Its graph versions.

    Returns:
        What to compile.
    """
    binding = attached("namespaces", "attach_executed", ast.Constant(marshal.dumps(codes)))
    where = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
    if mode == "exec":
        tree.body.insert(after_future_imports(tree), place(ast.Expr(binding), where))
        return tree
    (statement,) = tree.body
    assert isinstance(statement, ast.Expr)
    both = ast.Tuple([binding, statement.value], ast.Load())
    return ast.Expression(place(ast.Subscript(both, ast.Constant(1), ast.Load()), where))


def as_function(tree: ast.Module, mode: str, source: str | bytes, path: str) -> list[str]:
    """Make a text the body of a function, in place.

    Args:
        tree: The text.
        mode: ``"exec"`` or ``"eval"``.
        source: The same, not parsed.
        path: The name of its file.

    Returns:
        The variables that it binds: globals of the function.
    """
    names: list[str] = []
    body: list[ast.stmt]
    if mode == "eval":
        (statement,) = tree.body
        assert isinstance(statement, ast.Expr)
        body = [ast.copy_location(ast.Return(statement.value), statement)]
    else:
        text = source if isinstance(source, str) else source.decode()
        symbols = symtable.symtable(text, path, "exec").get_symbols()
        names = [symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()]
        body = [_plain_assignment(statement) for statement in tree.body] or [ast.Pass()]
    first = tree.body[0] if tree.body else ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
    if names:
        body.insert(0, ast.Global(names))
    function = ast.FunctionDef(NAME, no_arguments(), body, [], None, None)
    function.type_params = []  # type: ignore[attr-defined, unused-ignore]  # new in Python 3.12, and no harm before
    tree.body = [place(function, first)]
    return names


def _plain_assignment(statement: ast.stmt) -> ast.stmt:
    """A global variable takes no annotation."""
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        return statement
    if statement.value is None:
        return ast.copy_location(ast.Pass(), statement)
    return ast.copy_location(ast.Assign([statement.target], statement.value), statement)
