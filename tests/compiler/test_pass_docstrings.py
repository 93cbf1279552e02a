"""The example in each pass's docstring is what the compiler does, no more and no less."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import textwrap

import gast
import pytest

from autoimport_graph.compiler import Options, passes, show_module
from autoimport_graph.compiler.candidates import suspends
from autoimport_graph.compiler.convert import _context, _prepare
from autoimport_graph.compiler.nested import to_ast, to_gast
from autoimport_graph.compiler.passes import comprehensions, exits, finally_blocks, matches, next_calls, raises, reads
from autoimport_graph.compiler.scopes import analyse

MODULES = [name for _, name, _ in pkgutil.iter_modules(passes.__path__)]
_BLOCK = r"\n\n((?:    .*\n|\n)+)"


def examples(docstring: str) -> tuple[str, str]:
    """The code before and after."""
    before = re.search(r"Before::" + _BLOCK, docstring)
    after = re.search(r"After[^:]*::" + _BLOCK, docstring)
    assert before, docstring
    assert after, docstring
    return textwrap.dedent(before[1]), textwrap.dedent(after[1])


def normalised(code: str) -> str:
    """One form for the same code; examples are bodies of a function."""
    return ast.unparse(ast.parse(code))


def as_function(body: str) -> str:
    """The code as a function whose parameters are the names that it reads, but for those that are bound late."""
    tree = ast.parse(f"def f():\n{textwrap.indent(body, '    ')}")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    builtins = {"len", "sum", "range", "any", "all"}
    parameters = sorted(name for name in names - builtins if name.islower() and name != "late")
    return f"def f({', '.join(parameters)}):\n{textwrap.indent(body, '    ')}"


def whole(body: str) -> str:
    """What all passes make of it."""
    version = show_module(as_function(body).encode(), "example.py", "example", Options())["f"]
    return ast.unparse(ast.Module(version.body, []))


def lowered(body: str, *steps) -> str:
    """What the first passes, which lower statements to others, make of it."""
    tree = ast.parse(as_function(body))
    scope = analyse(tree).children[0]
    statements, opaque = to_gast(tree.body[0], scope)
    context = _context(tree.body[0], scope, opaque)
    for step in steps:
        statements = step(statements, context)
    assert not suspends(scope)
    return ast.unparse(ast.fix_missing_locations(to_ast(gast.Module(statements, []), opaque)))


def _consume(statements, context):
    _prepare(statements, context)
    return statements


def _comprehend(statements, context):
    """The function that a comprehension becomes, before it is converted itself."""
    (statement,) = statements
    node = statement.value
    argument, result = context.names.new("iterable"), context.names.new("result")
    body = comprehensions._loops(node, type(node).__name__, argument, result)
    name = context.names.new("list_comprehension")
    definition = comprehensions.function(name, [argument], body, node)
    statement.value = comprehensions.call(comprehensions.load(name, node), [node.generators[0].iter], node)
    return [definition, statement]


STEPS = {"consumers": _consume, "matches": matches.lower, "exits": exits.lower, "raises": raises.lower}
STEPS["finally_blocks"] = finally_blocks.lower
STEPS["next_calls"] = next_calls.lower
STEPS["contexts"] = raises.lower
STEPS["reads"] = reads.lower
STEPS["comprehensions"] = _comprehend


@pytest.mark.parametrize("name", MODULES)
def test_the_docstring_shows_what_happens(name):
    module = importlib.import_module(f"{passes.__name__}.{name}")
    before, after = examples(module.__doc__)
    actual = lowered(before, STEPS[name]) if name in STEPS else whole(before)
    assert normalised(actual) == normalised(after), actual


def test_every_pass_that_lowers_is_one():
    assert set(STEPS) <= set(MODULES)
