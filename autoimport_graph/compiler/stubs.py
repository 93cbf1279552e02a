"""Graph versions of functions in functions: what lies inside them is compiled once, with the outermost one.

A graph version holds the functions inside it. Compiled anew at each level, that is quadratic in the depth. So versions
of functions inside others that have a version, too, are compiled with stubs for what lies in them: these have the free
variables that the functions have, and give way to their code.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import operator
from collections.abc import Iterator
from types import CodeType
from typing import Any

from autoimport_graph.compiler.scopes import Scope

Key = tuple[str, int]
_MARK = "<stub>"  # passes make functions, too, of which some have the name and line of one of the author's
_VARIADIC = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class DoesNotFit(Exception):
    """A stub has other free variables than the code that is to take its place, or other parameters."""


def outermost_scopes(scopes: list[Scope]) -> dict[Scope, Scope]:
    """For each of some scopes the outermost one of them that it lies in; itself if it lies in none.

    Args:
        scopes: The scopes.
    """
    given, found = set(scopes), {}
    for scope in given:
        outermost = scope
        around = scope.parent
        while around is not None:
            outermost, around = around if around in given else outermost, around.parent
        found[scope] = outermost
    return found


def compiled_inside(codes: list[CodeType]) -> dict[Key, CodeType]:
    """All functions in some code, by name and first line; those that have both in common are left out.

    Args:
        codes: Code objects.
    """
    found: dict[Key, CodeType] = {}
    twice: set[Key] = set()
    pending = list(codes)
    while pending:
        for constant in pending.pop().co_consts:
            if isinstance(constant, CodeType):
                key = constant.co_name, constant.co_firstlineno
                if key in found:
                    twice.add(key)
                found[key] = constant
                pending.append(constant)
    return {key: code for key, code in found.items() if key not in twice}


@contextlib.contextmanager
def stubs(scopes: list[Scope], known: dict[Key, CodeType]) -> Iterator[dict[Key, CodeType]]:
    """The functions directly inside some others have stubs for bodies, where their code is known.

    Args:
        scopes: Those of the functions around.
        known: Code by name and first line.

    Yields:
        What of it stubs stand for.
    """
    bodies: list[tuple[Any, Any]] = []
    stubbed: dict[Key, CodeType] = {}
    try:
        for scope in dict.fromkeys(scopes):  # those of generators come twice
            for inner in _functions_in(scope):
                node: Any = inner.node
                key = _key(node)
                if key in known:
                    stubbed[key] = known[key]
                    bodies.append((node, node.body))
                    node.body = _stub(node, sorted(inner.free()))
        yield stubbed
    finally:
        for node, body in bodies:
            node.body = body


def without_stubs(code: CodeType, stubbed: dict[Key, CodeType]) -> CodeType:
    """The code with what they stand for in place of stubs.

    Args:
        code: Compiled while there were stubs.
        stubbed: What :func:`stubs` yields.

    Raises:
        DoesNotFit: If it has other parameters or free variables.
    """
    constants = []
    for constant in code.co_consts:
        if not isinstance(constant, CodeType):
            constants.append(constant)
            continue
        there = stubbed.get((constant.co_name, constant.co_firstlineno))
        if there is None or not _is_stub(constant):
            constants.append(without_stubs(constant, stubbed))
        elif _taken_from_outside(there) == _taken_from_outside(constant):
            constants.append(there)
        else:
            raise DoesNotFit
    same = all(map(operator.is_, constants, code.co_consts))
    return code if same else code.replace(co_consts=tuple(constants))


def _is_stub(code: CodeType) -> bool:
    return any(isinstance(constant, str) and constant == _MARK for constant in code.co_consts)


def _taken_from_outside(code: CodeType) -> tuple[Any, ...]:
    taken = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & _VARIADIC
    count = code.co_argcount + code.co_kwonlyargcount
    return *taken, code.co_varnames[:count], code.co_freevars


def _functions_in(scope: Scope) -> Iterator[Scope]:
    for child in scope.children:
        if child.kind == "function" and isinstance(child.node, _DEFINITIONS):
            yield child
        # A class has the names of its methods' attributes, since Python 3.13: it needs their real bodies.
        elif child.kind not in ("function", "class"):
            yield from _functions_in(child)


def _key(node: Any) -> Key:
    lines = [decorator.lineno for decorator in getattr(node, "decorator_list", [])]
    return getattr(node, "name", "<lambda>"), min([*lines, node.lineno])


def _stub(node: Any, names: list[str]) -> Any:
    place = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    read = [ast.Name(name, ast.Load(), **place) for name in names]
    value = ast.List([ast.Constant(_MARK, **place), *read], ast.Load(), **place)  # a tuple would be one constant
    return value if isinstance(node, ast.Lambda) else [ast.Return(value, **place)]
