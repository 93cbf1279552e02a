"""Scopes and liveness against golden files, and scopes against the interpreter's own tables.

``golden/<name>.py`` is a program, ``golden/<name>.txt`` what the analyses say of it. ``UPDATE_GOLDEN=1`` writes the
latter anew.
"""

from __future__ import annotations

import ast
import os
import symtable
import sys
import warnings
from pathlib import Path

import pytest

from autoimport_graph.compiler import liveness
from autoimport_graph.compiler.convert import _context, _prepare
from autoimport_graph.compiler.nested import to_gast
from autoimport_graph.compiler.passes import exits, matches
from autoimport_graph.compiler.scopes import Scope, analyse
from autoimport_graph.compiler.variables import uses
from tests.compiler.test_corpus import FILES, LIBRARY, STEP

GOLDEN = Path(__file__).parent / "golden"


def scopes_text(scope: Scope, depth: int = 0) -> str:
    parts = {"binds": scope.locals, "reads": scope.reads - scope.locals, "free": scope.free()}
    parts |= {"global": scope.globals_declared, "nonlocal": scope.nonlocals_declared}
    described = "; ".join(f"{name} {' '.join(sorted(names))}" for name, names in parts.items() if names)
    line = f"{'    ' * depth}{scope.kind} {scope.qualname}: {described}".rstrip(": ")
    return "\n".join([line, *(scopes_text(child, depth + 1) for child in scope.children)])


def liveness_text(scope: Scope) -> str:
    """For each statement that may be staged: what is live after it and, of a loop, at its head."""
    statements, opaque = to_gast(scope.node, scope)
    context = _context(scope.node, scope, opaque)
    _prepare(statements, context)
    lowered = exits.lower(matches.lower(statements, context), context)
    always = frozenset(uses(lowered, opaque).captures & context.local_names)
    found = liveness.analyse(lowered, opaque, always, context.stops)
    lines = []
    for node, after in sorted(found.after.items(), key=lambda item: (item[0].lineno, item[0].col_offset)):
        line = f"    line {node.lineno} {type(node).__name__}: after {' '.join(sorted(after)) or '-'}"
        if node in found.head:
            line += f"; head {' '.join(sorted(found.head[node])) or '-'}"
        lines.append(line)
    return "\n".join([f"liveness {scope.qualname}", *lines])


def describe(source: str) -> str:
    module = analyse(ast.parse(source))
    functions = [
        scope for scope in module.walk() if isinstance(scope.node, ast.FunctionDef) and scope.kind == "function"
    ]
    return "\n".join([scopes_text(module), *map(liveness_text, functions)]) + "\n"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.py")), ids=lambda path: path.stem)
def test_golden(path: Path):
    actual = describe(path.read_text(encoding="utf-8"))
    expected = path.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(actual, encoding="utf-8")
    assert actual == expected.read_text(encoding="utf-8")


def compare_scopes(scope: Scope, table: symtable.SymbolTable, found: list[str]) -> None:
    """Compare the functions of a module, name by name."""
    if scope.kind == "function":
        symbols = {symbol.get_name(): symbol for symbol in table.get_symbols()}
        ours = {name: _kind(scope, name) for name in scope.bound | scope.reads}
        for name, symbol in symbols.items():
            if name.startswith(".") or name not in ours:
                continue  # comprehensions are part of the function in some versions
            kind = "free" if symbol.is_free() else "local" if symbol.is_local() else "global"
            if ours[name] != kind:
                found.append(f"{scope.qualname}: {name} is {kind}, not {ours[name]}")
    functions = [child for child in _below(scope) if child.kind in ("function", "class")]
    tables = _tables_below(table)
    assert [child.name.strip("<>") for child in functions] == [child.get_name() for child in tables], scope.qualname
    for child, inner in zip(functions, tables, strict=True):
        compare_scopes(child, inner, found)


def _kind(scope: Scope, name: str) -> str:
    if name in scope.free():
        return "free"
    return "local" if name in scope.locals else "global"


def _below(scope: Scope) -> list[Scope]:
    """Functions and classes directly inside, seen through comprehensions, in the order of their lines."""
    result: list[Scope] = []
    for child in scope.children:
        result += _below(child) if child.kind in ("comprehension", "type parameters") else [child]
    return sorted(result, key=lambda child: (child.node.lineno, child.name.strip("<>")))


def _tables_below(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    result: list[symtable.SymbolTable] = []
    for child in table.get_children():
        if str(child.get_type()).split(".")[-1].lower() in (
            "annotation",
            "type_alias",
            "type_parameters",
            "type_variable",
        ):
            continue
        is_comprehension = isinstance(child, symtable.Function) and ".0" in child.get_parameters()
        result += _tables_below(child) if is_comprehension else [child]
    return sorted(result, key=lambda child: (child.get_lineno(), child.get_name()))


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="type parameters have tables of their own, and inlined comprehensions none"
)
@pytest.mark.parametrize("path", FILES[5::STEP], ids=lambda path: str(path.relative_to(LIBRARY)))
def test_scopes_are_those_of_symtable(path: Path):
    source = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            text = source.decode()
            table = symtable.symtable(text, str(path), "exec")
        except (SyntaxError, ValueError):
            pytest.skip("does not compile")
    found: list[str] = []
    compare_scopes(analyse(ast.parse(text)), table, found)
    assert not found
