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

from autoimport_graph.compiler.guard import after_future_imports, attached
from autoimport_graph.compiler.nodes import Nodes, no_arguments

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
        made = Nodes(node.args[0])
        more = _of_compile(node, made) if name == "compile" else []
        if more is not None:
            node.args[0] = made.call(made.of_handle("executable"), made.name(name), node.args[0], *more)
            found = True
    return found


def _of_compile(node: ast.Call, made: Nodes) -> list[ast.expr] | None:
    """File name and mode, where they can be said twice; ``None`` for a call that asks for more."""
    if len(node.args) != 3 or node.keywords:
        return None
    filename, mode = node.args[1:]
    if not isinstance(mode, ast.Constant) or mode.value not in ("exec", "eval"):
        return None
    if isinstance(filename, ast.Name):
        return [made.name(filename.id), made.constant(mode.value)]
    named = filename.value if isinstance(filename, ast.Constant) else "<string>"
    return [made.constant(named), made.constant(mode.value)]


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
    made = Nodes()
    binding = attached(made, "namespaces", "attach_executed", marshal.dumps(codes))
    if mode == "exec":
        tree.body.insert(after_future_imports(tree), made.node(ast.Expr, value=binding))
        return tree
    (statement,) = tree.body
    assert isinstance(statement, ast.Expr)
    both = made.tuple([binding, statement.value])
    return ast.Expression(made.node(ast.Subscript, value=both, slice=made.constant(1), ctx=ast.Load()))


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
    made = Nodes(tree.body[0] if tree.body else None)
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
        body = [_plain_assignment(statement) for statement in tree.body] or [made.node(ast.Pass)]
    if names:
        body.insert(0, made.node(ast.Global, names=names))
    # Type parameters are new in Python 3.12, and no harm before.
    others: dict[str, object] = {"decorator_list": [], "returns": None, "type_comment": None, "type_params": []}
    tree.body = [made.node(ast.FunctionDef, name=NAME, args=no_arguments(), body=body, **others)]
    return names


def _plain_assignment(statement: ast.stmt) -> ast.stmt:
    """A global variable takes no annotation."""
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        return statement
    if statement.value is None:
        return ast.copy_location(ast.Pass(), statement)
    return ast.copy_location(ast.Assign([statement.target], statement.value), statement)
