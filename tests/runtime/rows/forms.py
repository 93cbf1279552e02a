"""A row of the language, and the four forms in which each of its items is tested.

An item is the smallest program that shows a construct: a function ``f`` whose last statement returns its result. From
it follow

- ``smallest``: the program itself;
- ``zero``: the program on inputs for which its loop runs no iteration or its branch is not taken (``idle``); where an
  item has neither, the program in a branch that is not taken;
- ``nested``: its statements in a loop in a branch;
- ``method``: its statements in a method, with its parameters and its plain variables as attributes.

A form that does not follow so is written by hand.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.runtime import values

FORMS = ("smallest", "zero", "nested", "method")

NESTED = """
def nested({parameters}, times):
    outcome = {otherwise}
    if times > 0:
        for turn in range(times):
            BODY
    return outcome
"""
ZERO = """
def zero({parameters}, go):
    outcome = {otherwise}
    if go:
        BODY
    return outcome
"""
METHOD = """
class Holder:
    def __init__(self, {parameters}):
        {stores}
    def run(self):
        BODY
def method({parameters}):
    return Holder({parameters}).run()
"""


@dataclasses.dataclass(frozen=True)
class Program:
    """One form of an item.

    Attributes:
        source: The program.
        name: The function to compare.
        cases: Its arguments, a tuple for each case. All go through one traced graph.
        has: Operations that the graph must have.
        lacks: Operations that it must not have.
    """

    source: str
    name: str
    cases: Sequence[tuple[Any, ...]]
    has: Sequence[str]
    lacks: Sequence[str]


@dataclasses.dataclass(frozen=True, eq=False)
class Item:
    """One thing that a row names.

    Attributes:
        source: The smallest program.
        cases: Arguments for which the construct does something.
        idle: Arguments for which its loop runs no iteration or its branch is not taken, if it has one.
        otherwise: What a form returns that does not get to the program's statements.
        has: Operations that the graph must have in each form.
        lacks: Operations that it must not have where no other control flow is around it.
        fails: Whether eager code fails for each input, and tracing does, too, where nothing is around the program.
        refused: Words of the message with which tracing refuses it; empty for what works.
        warned: Words of the one warning of ours that tracing gives; empty where it gives none.
        message: Whether the graph's error has the text of the eager one.
        numpy: Whether eager code does it with NumPy's values only, not with TensorFlow's.
        attributes: Whether the variables become attributes in the method's form; otherwise its parameters alone are.
        by_hand: Forms that are not made from ``source``.
    """

    source: str
    cases: Sequence[tuple[Any, ...]]
    idle: Sequence[tuple[Any, ...]]
    otherwise: str
    has: Sequence[str]
    lacks: Sequence[str]
    fails: bool
    refused: Sequence[str]
    warned: Sequence[str]
    message: bool
    numpy: bool
    attributes: bool
    by_hand: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Row:
    """A row: what works, in words, and its items by name."""

    title: str
    items: dict[str, Item]


def item(
    source: str,
    *cases: Any,
    idle: Sequence[Any] = (),
    otherwise: str | None = None,
    has: str = "",
    lacks: str = "",
    fails: bool = False,
    refused: Sequence[str] = (),
    warned: Sequence[str] = (),
    message: bool = False,
    numpy: bool = False,
    attributes: bool = True,
) -> Item:
    """An item as its line in the table says; cases of one argument need no tuple."""
    return Item(
        source,
        [case if isinstance(case, tuple) else (case,) for case in cases],
        [case if isinstance(case, tuple) else (case,) for case in idle],
        otherwise or zeros(function_of(ast.parse(source))),
        has.split(),
        lacks.split(),
        fails,
        refused,
        warned,
        message,
        numpy,
        attributes,
        {},
    )


def read_table(path: Path) -> list[Row]:
    """The rows of one section.

    A line ``== title`` begins a row, ``-- name: cases and options`` an item whose program follows, and
    ``-- form by hand`` a form of this item that somebody wrote.
    """
    rows: list[Row] = []
    for part in re.split(r"^(?=(?:==|--) )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, source = part.partition("\n")
        if part.startswith("== "):
            rows.append(Row(head.removeprefix("== "), {}))
        elif head.endswith(" by hand"):
            last = list(rows[-1].items.values())[-1]
            last.by_hand[head.removeprefix("-- ").removesuffix(" by hand")] = source
        else:
            name, _, options = head.removeprefix("-- ").partition(": ")
            assert name not in rows[-1].items, name
            rows[-1].items[name] = eval(f"item(source, {options})", {**vars(values), "item": item, "source": source})
    return rows


def program(item: Item, form: str) -> Program:
    """One of the four forms of an item."""
    cases = item.cases
    if form in item.by_hand:
        return by_hand(item, form)
    if form == "smallest":
        return Program(item.source, "f", cases, item.has, item.lacks)
    if form == "zero" and item.idle:
        return Program(item.source, "f", [*item.idle, *cases], item.has, item.lacks)
    if form == "zero":
        cases = [(*case, go) for case in cases for go in (False, True)]
        return Program(written(item, ZERO), "zero", cases, [*item.has, "If"], ())
    if form == "nested":
        return Program(written(item, NESTED), "nested", repeated(item), [*item.has, "If", "While"], ())
    return Program(written(item, METHOD), "method", [*cases, *item.idle], item.has, item.lacks)


def by_hand(item: Item, form: str) -> Program:
    """A form that somebody wrote: its function may take one more argument, the number of times."""
    source = item.by_hand[form]
    parameters = function_of(ast.parse(source)).args.args
    cases = [*item.cases, *item.idle]
    return Program(source, "f", repeated(item) if len(parameters) > len(cases[0]) else cases, item.has, ())


def repeated(item: Item) -> list[tuple[Any, ...]]:
    """Cases with the number of times that the statements run."""
    first = item.cases[0]
    return [(*first, 0), (*first, 1), *((*case, 2) for case in [*item.cases, *item.idle])]


def function_of(module: ast.Module) -> ast.FunctionDef:
    """The function ``f`` of a program."""
    return next(node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "f")


def zeros(function: ast.FunctionDef) -> str:
    """A 0 for each value that a function returns."""

    def zero(node: ast.expr) -> str:
        if isinstance(node, ast.Tuple):
            return "(" + "".join(f"{zero(element)}, " for element in node.elts) + ")"
        return "0"

    last = function.body[-1]
    assert isinstance(last, ast.Return), "the last statement returns the result"
    assert last.value is not None
    return zero(last.value)


def written(item: Item, template: str) -> str:
    """The source of a form."""
    module = ast.parse(item.source)
    function = function_of(module)
    parameters = [parameter.arg for parameter in function.args.args]
    body, last = function.body[:-1], function.body[-1]
    if template == METHOD:
        body = [*body, last]
        if item.attributes:
            names = {*parameters, *plain_variables(function)}
            body = [Attributes(names).visit(statement) for statement in body]
        else:
            body = [*ast.parse("\n".join(f"{name} = self.{name}" for name in parameters)).body, *body]
    else:
        assert isinstance(last, ast.Return)
        body = [*body, ast.parse(f"outcome = {ast.unparse(last.value or ast.Constant(None))}").body[0]]
    text = template.format(
        parameters=", ".join(parameters),
        otherwise=item.otherwise,
        stores="; ".join(f"self.{name} = {name}" for name in parameters),
    )
    form = Bodies(body).visit(ast.parse(text))
    others = [node for node in module.body if node is not function]
    return ast.unparse(ast.fix_missing_locations(ast.Module([*others, *form.body], [])))


class Bodies(ast.NodeTransformer):
    """Statements in the place of the name ``BODY``."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self.body = body

    def visit_Expr(self, node: ast.Expr) -> Any:
        return self.body if isinstance(node.value, ast.Name) and node.value.id == "BODY" else node


class Attributes(ast.NodeTransformer):
    """Attributes of ``self`` in the place of variables."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.names:
            return node
        return ast.Attribute(ast.Name("self", ast.Load()), node.id, copy.copy(node.ctx))


def plain_variables(function: ast.FunctionDef) -> set[str]:
    """The variables that a function's assignments bind and nothing else does."""
    assigned: set[str] = set()
    otherwise: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                assigned |= {
                    name.id
                    for name in ast.walk(target)
                    if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
                }
        else:
            otherwise |= bound_by(node)
    return assigned - otherwise


def bound_by(node: ast.AST) -> set[str]:
    """The variables that must stay variables because this node binds or declares them, or lies in another scope."""
    if isinstance(node, ast.For | ast.comprehension | ast.NamedExpr):
        return {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
    if isinstance(node, ast.withitem) and node.optional_vars is not None:
        return {name.id for name in ast.walk(node.optional_vars) if isinstance(name, ast.Name)}
    if isinstance(node, ast.Global | ast.Nonlocal):
        return set(node.names)
    if isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler):
        return {node.name} if node.name else set()
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name != "f":
        inner = {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
        return {node.name, *inner, *(argument.arg for argument in ast.walk(node) if isinstance(argument, ast.arg))}
    if isinstance(node, ast.Lambda):
        return {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    return set()
