"""Lift graph versions out of the module: compile each in its scope, take its code object.

A graph version is compiled inside a factory whose parameters are the names that it takes from the functions around
it, in a class of the same name where private names must be mangled. The code object then has the free variables that
the guard hands over::

    class Layer:
        def <graph version 3>(scale, __class__):
            def <body>(self, x): ...

Names in angle brackets are nobody's.
"""

from __future__ import annotations
import __future__

import ast
import copy
import marshal
import re
import warnings
import zlib
from dataclasses import dataclass
from types import CodeType
from typing import Any

from autoimport_graph.compiler.recursion import check_depth
from autoimport_graph.compiler.scopes import Scope
from autoimport_graph.compiler.stubs import DoesNotFit, compiled_inside, outermost_scopes, stubs, without_stubs

_FACTORY = "<graph version "
_BODY = "<body>"


@dataclass(frozen=True)
class GraphVersion:
    """A converted function, not compiled yet.

    Args:
        number: Its number in the module.
        definition: Its definition.
        scope: The scope of the author's function.
        pushing: Whether it is the second version of a generator, see :mod:`autoimport_graph.compiler.push`.
    """

    number: int
    definition: ast.FunctionDef | ast.AsyncFunctionDef
    scope: Scope
    pushing: bool = False


def compile_versions(versions: list[GraphVersion], path: str, flags: int, optimize: int) -> list[dict[int, CodeType]]:
    """Compile graph versions, all in one go.

    Args:
        versions: The converted functions.
        path: The author's file.
        flags: ``__future__`` flags of the author's module, as :func:`compile` takes them.
        optimize: As for :func:`compile`.

    Returns:
        Code objects by number, those of functions inside others together with these: they have much code in common.

    Raises:
        SyntaxError, RecursionError, ValueError: As :func:`compile` raises; compile one by one to see which it is.
    """

    def compiled(some: list[GraphVersion]) -> dict[int, CodeType]:
        module = ast.Module(body=[_in_factory(version) for version in some], type_ignores=[])
        check_depth(module)
        with warnings.catch_warnings():  # those about the author's code come when that is compiled
            warnings.simplefilter("ignore")
            code = compile(module, path, "exec", flags=flags, dont_inherit=True, optimize=optimize)
        found: dict[int, CodeType] = {}
        _find(code, found)
        rename = _Renaming({version.number: version.scope.qualname for version in some})
        return {version.number: _requalified(found[version.number], version.scope.qualname, rename) for version in some}

    outermost = outermost_scopes([version.scope for version in versions])
    inner = [version for version in versions if outermost[version.scope] is not version.scope]
    codes = compiled([version for version in versions if outermost[version.scope] is version.scope])
    if inner:
        known = compiled_inside(list(codes.values()))
        try:
            with stubs([version.scope for version in inner], known) as stubbed:
                with_stubs = compiled(inner)
            codes |= {number: without_stubs(code, stubbed) for number, code in with_stubs.items()}
        except DoesNotFit:
            codes |= compiled(inner)
    groups: dict[Scope, dict[int, CodeType]] = {scope: {} for scope in outermost.values()}
    for version in versions:
        groups[outermost[version.scope]][version.number] = codes[version.number]
    return list(groups.values())


def future_flags(tree: ast.Module) -> int:
    """Compiler flags of a module's ``from __future__`` imports, for :func:`compile_versions`.

    Args:
        tree: The module.
    """
    flags = 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= getattr(__future__, alias.name).compiler_flag if hasattr(__future__, alias.name) else 0
    return flags


def _in_factory(version: GraphVersion) -> ast.stmt:
    node = version.definition
    place: dict[str, Any] = {"lineno": node.lineno, "col_offset": 0, "end_lineno": node.lineno, "end_col_offset": 0}
    parameters = [ast.arg(name, **place) for name in sorted(version.scope.free())]
    # Not by its own name: a function that calls itself means the author's, not this definition.
    body: Any = copy.copy(node)
    body.name = _BODY
    arguments = ast.arguments(
        posonlyargs=[], args=parameters, vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
    )
    factory = ast.FunctionDef(f"{_FACTORY}{version.number}>", arguments, [body], [], None, None)
    class_name = version.scope.class_name
    statement = factory if class_name is None else ast.ClassDef(class_name, [], [], [factory], [])
    for made in (factory, statement):
        made.type_params = []  # type: ignore[union-attr]  # new in Python 3.12, and no harm before
        for name, value in place.items():
            setattr(made, name, value)
    return statement


def _find(code: CodeType, found: dict[int, CodeType]) -> None:
    for constant in code.co_consts:
        if not isinstance(constant, CodeType):
            continue
        if constant.co_name.startswith(_FACTORY):
            number = int(constant.co_name[len(_FACTORY) : -1])
            found[number] = next(inner for inner in constant.co_consts if isinstance(inner, CodeType))
        else:
            _find(constant, found)


def _requalified(code: CodeType, qualname: str, rename: _Renaming) -> CodeType:
    """The code with the qualified names that the author's has, and so for the functions and classes inside it."""
    return _renamed(code, rename).replace(co_name=qualname.rpartition(".")[2])


class _Renaming:
    """Tells what the compiler calls something inside a factory, and what it is called in the author's module.

    A factory may hold another one's name: equal lambdas of two factories are one code object to CPython, named after
    the first.

    Args:
        qualnames: The author's functions' qualified names by their factories' numbers.
    """

    def __init__(self, qualnames: dict[int, str]) -> None:
        self.qualnames = qualnames

    def __call__(self, name: str) -> str:
        found = _IN_FACTORY.match(name)
        if found is None:
            return name
        inner = name[found.end() :]
        return self.qualnames[int(found["number"])] + (_MADE_BY_PASSES.sub("", inner) if "_" in inner else inner)


_IN_FACTORY = re.compile(rf"(\w+\.)?{_FACTORY}(?P<number>\d+)>\.<locals>\.{_BODY}")
# Functions that passes made are no part of a qualified name.
_STEMS = (
    "if_body|if_orelse|for_body|while_body|operand|any|all|next|generator_expression|generator_pushing"
    "|(?:list|set|dict)_comprehension"
)
_MADE_BY_PASSES = re.compile(rf"(?<=\.<locals>)\.(?:{_STEMS})_\d+\.<locals>")


def _renamed(code: CodeType, rename: _Renaming) -> CodeType:
    # Strings hold qualified names, too: of functions until Python 3.10, of classes in all versions.
    constants = tuple(
        _renamed(constant, rename)
        if isinstance(constant, CodeType)
        else rename(constant)
        if isinstance(constant, str) and _FACTORY in constant
        else constant
        for constant in code.co_consts
    )
    if hasattr(code, "co_qualname"):
        qualname: dict[str, Any] = {"co_qualname": rename(code.co_qualname)}  # new in Python 3.11
        return code.replace(co_consts=constants, **qualname)
    return code.replace(co_consts=constants)


def marshalled(group: dict[int, CodeType]) -> dict[int, bytes | int]:
    """A function's graph versions, and those of functions inside it, for :func:`pack`.

    Args:
        group: Code objects by number.

    Returns:
        All of them, marshalled, at the first number; and that for each of the others.
    """
    first, *others = group
    return {first: marshal.dumps(group), **dict.fromkeys(others, first)}


def pack(entries: dict[int, bytes | int]) -> bytes:
    """Pack graph versions into the section of the module's code that an import does not unmarshal.

    Those of each function are marshalled on their own, so that a graph that needs three functions of a large module
    unmarshals three.

    Args:
        entries: What :func:`marshalled` returns, of all functions; what has no graph version is packed as nothing.
    """
    section = tuple(entries.get(number, b"") for number in range(max(entries, default=-1) + 1))
    # A module that no graph uses keeps this in memory: level 3 saves 0.3 ms of 45, and is a third larger.
    return zlib.compress(marshal.dumps(section), 6)
