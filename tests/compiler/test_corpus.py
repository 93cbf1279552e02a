"""The standard library as a corpus: every file converts, compiles, and keeps its positions and its author's code.

``FULL=1`` takes all of it, else every fortieth file.
"""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from autoimport_graph.compiler import Options, convert_module
from autoimport_graph.runtime.sections import loaded, unpacked

LIBRARY = Path(os.__file__).parent
FILES = [
    path for path in sorted(LIBRARY.rglob("*.py")) if not {"site-packages", "lib2to3", "idle_test"} & set(path.parts)
]
STEP = 1 if os.environ.get("FULL") else 40
# Reasons for which a function may be left as it is.
REASONS = (
    "a jump out of a finally block around a yield or an await",
    "it is nested too deeply for Python's recursion limit",
    "a decorator, default or base class suspends the function",
)


def functions_of(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from functions_of(constant)


def lines_of(code: CodeType) -> set[int]:
    """Lines of all instructions, the functions inside included."""
    return {line for inner in functions_of(code) for _, _, line in inner.co_lines() if line is not None}


def graph_versions(code: CodeType) -> list[CodeType]:
    entries = unpacked(next(constant for constant in code.co_consts if isinstance(constant, bytes)))
    return [loaded(entries, number)[number] for number, entry in enumerate(entries) if entry != b""]


class _Unguarded(ast.NodeTransformer):
    """Takes out what the compiler put into a tree."""

    def __init__(self) -> None:
        self.found = 0

    def visit(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and _guarded(node):
            if isinstance(node, ast.Lambda):
                node.body = node.body.orelse
            else:
                del node.body[_position(node)]
            self.found += 1
        if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == "executable":
            return node.args[1]
        return node


def _guarded(node) -> bool:
    if isinstance(node, ast.Lambda):
        test = getattr(node.body, "test", None)
    else:
        test = getattr(node.body[_position(node)], "test", None)
    return isinstance(test, ast.BoolOp) and getattr(test.values[0], "id", None) == "__building_graph__"


def _position(node) -> int:
    return 1 if ast.get_docstring(node, clean=False) is not None and len(node.body) > 1 else 0


def _is_prelude(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__autoimport_graph__"


def same_code(first: CodeType, second: CodeType) -> bool:
    """Whether two modules' code is the same to the last position."""
    if (first.co_code, first.co_names, first.co_varnames, first.co_freevars, first.co_cellvars) != (
        second.co_code,
        second.co_names,
        second.co_varnames,
        second.co_freevars,
        second.co_cellvars,
    ):
        return False
    if list(first.co_lines()) != list(second.co_lines()) or first.co_name != second.co_name:
        return False
    pairs = zip(first.co_consts, second.co_consts, strict=True)
    return all(
        same_code(one, other) if isinstance(one, CodeType) else (repr(one) == repr(other)) for one, other in pairs
    )


@pytest.mark.parametrize("path", FILES[::STEP], ids=lambda path: str(path.relative_to(LIBRARY)))
def test_converts_and_keeps_positions(path: Path):
    source = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            plain = compile(source, str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            pytest.skip("does not compile")
        conversion = convert_module(source, str(path), "module", Options())
    for note in conversion.notes:
        assert note.kind != "unconverted" or note.reason in REASONS, note
    guarded = [note for note in conversion.notes if note.kind in ("converted", "unconverted")]
    spans = _spans(source)
    if any(note.kind == "converted" for note in guarded):
        for code in graph_versions(conversion.code):
            assert code.co_filename == str(path)
            assert any(
                lines_of(code) <= set(range(first, last + 1))
                for first, last in spans[code.co_name]
                if first <= code.co_firstlineno <= last
            ), f"{code.co_name} at line {code.co_firstlineno}: {sorted(lines_of(code))}"
    tree = conversion.tree
    unguarded = _Unguarded()
    unguarded.visit(tree)
    assert unguarded.found == len(guarded)
    tree.body = [node for node in tree.body if not _is_prelude(node)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = compile(tree, str(path), "exec", dont_inherit=True)
        # Not ``plain``: the compiler folds constants in a tree that it parsed itself.
        reference = compile(ast.parse(source, str(path)), str(path), "exec", dont_inherit=True)
    assert same_code(again, reference)
    assert plain.co_name == conversion.code.co_name


def _spans(source: bytes) -> dict[str, list[tuple[int, int]]]:
    """Lines from ``def`` to end of the functions of each name."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            name = getattr(node, "name", "<lambda>")
            spans.setdefault(name, []).append((node.lineno, node.end_lineno or node.lineno))
    return spans
