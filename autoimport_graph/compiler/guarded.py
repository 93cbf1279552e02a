"""What an import needs: a module with its guards, whose graph versions are made when a graph first wants one.

Parsing, scopes and guards take a tenth of a whole conversion, and most of what a program imports is never part of a
graph.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from autoimport_graph.compiler.collection import no_collection
from autoimport_graph.compiler.guard import insert_prelude
from autoimport_graph.compiler.module import Module
from autoimport_graph.compiler.outcome import Conversion, Options
from autoimport_graph.compiler.recursion import deep_syntax


def guard_module(
    source: bytes, path: str, module_name: str, options: Options, pending: tuple[Any, ...], optimize: int = -1
) -> Conversion:
    """Give a module's functions their guards.

    Args:
        source: The file's bytes, encoding cookie and all.
        path: The author's file name, for tracebacks.
        module_name: The dotted name that the option's patterns are matched with.
        options: What the configuration asks for.
        pending: Constants that the module's handle gets, to have the graph versions made of them.
        optimize: As for :func:`compile`; -1 takes the interpreter's own level.

    Returns:
        The module's tree and code with guards, and what is to be done with each function.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As :func:`compile` raises on the same source.
    """
    return converted(
        source, path, module_name, options, optimize, lambda module: pending if module.insert_guards() else b""
    )


def converted(
    source: bytes,
    path: str,
    module_name: str,
    options: Options,
    optimize: int,
    convert: Callable[[Module], bytes | tuple[Any, ...]],
) -> Conversion:
    """Give a module's functions their guards, and its handle what these ask for.

    Args:
        source: The file's bytes.
        path: The author's file name.
        module_name: Its dotted name.
        options: What the configuration asks for.
        optimize: As for :func:`compile`.
        convert: Puts the guards in; returns the graph versions, packed, or the constants that they will be made of.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As :func:`compile` raises on the same source.
    """
    with no_collection():
        with deep_syntax():
            tree = ast.parse(source, path)
        module = Module(tree, path, module_name, options, optimize)
        section = convert(module)
        if module.needs_handle:
            insert_prelude(tree, section)
        with deep_syntax():
            code = compile(tree, path, "exec", dont_inherit=True, optimize=optimize)
    return Conversion(tree, code, module.sorted_notes(), section if isinstance(section, bytes) else None)
