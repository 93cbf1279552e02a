"""The compiler's front door: a module's source in, code with two bodies for each function out."""

from __future__ import annotations

import ast
from types import CodeType

from autoimport_graph.compiler import executed
from autoimport_graph.compiler.guarded import converted
from autoimport_graph.compiler.lift import GraphVersion, marshalled, pack
from autoimport_graph.compiler.module import Module
from autoimport_graph.compiler.outcome import Conversion, LiveConversion, Options
from autoimport_graph.compiler.versions import Versions


def convert_module(source: bytes, path: str, module_name: str, options: Options, optimize: int = -1) -> Conversion:
    """Convert a module.

    Args:
        source: The file's bytes, encoding cookie and all.
        path: The author's file name, for tracebacks.
        module_name: The dotted name that the option's patterns are matched with.
        options: What the configuration asks for.
        optimize: As for :func:`compile`; -1 takes the interpreter's own level.

    Returns:
        The module's tree and code with guards and graph versions, and what was done with each function.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As :func:`compile` raises on the same source.
    """
    return converted(
        source, path, module_name, options, optimize, lambda module: pack(Versions(module, marshalled).codes)
    )


def convert_live(source: str, path: str, options: Options, flags: int = 0) -> LiveConversion:
    """Convert source whose module has been executed already.

    Args:
        source: The text.
        path: The author's file name.
        options: What is wanted.
        flags: For :func:`compile`.

    Returns:
        Everything that it takes to give functions that exist their graph versions.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As :func:`compile` raises on the same source.
    """
    plain = compile(source, path, "exec", flags, dont_inherit=True)
    tree = ast.parse(source, path)
    module = Module(tree, path, "__main__", options, -1, flags)
    definitions: list[GraphVersion] = []
    codes = Versions(module, _itself, definitions).codes
    guarded = compile(tree, path, "exec", flags, dont_inherit=True)
    return LiveConversion(tree, plain, guarded, codes, tuple(definitions), tuple(module.notes))


def convert_executed(
    source: str | bytes, path: str, mode: str, options: Options, flags: int = 0
) -> ast.Module | ast.Expression:
    """Convert the functions of text that is about to be executed.

    Args:
        source: The text.
        path: The name of its file.
        mode: ``"exec"`` or ``"eval"``.
        options: What is wanted.
        flags: For :func:`compile`.

    Returns:
        What to compile in its place.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As :func:`compile` raises on the same source.
    """
    tree = executed.parsed(source, path, mode)
    codes = Versions(Module(tree, path, "<executed>", options, -1, flags), _itself).codes
    return executed.bind(tree, mode, codes)


def convert_as_function(
    source: str | bytes, path: str, mode: str, options: Options, flags: int = 0
) -> tuple[CodeType, list[str]]:
    """Convert text that is executed while a graph is built.

    Args:
        source: The text.
        path: The name of its file.
        mode: ``"exec"`` or ``"eval"``.
        options: What is wanted.
        flags: For :func:`compile`.

    Returns:
        Code that defines a function without parameters, and the globals which that binds.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As :func:`compile` raises on the same source.
    """
    tree = executed.parsed(source, path, mode)
    names = executed.as_function(tree, mode, source, path)
    codes = Versions(Module(tree, path, "<executed>", options, -1, flags), _itself).codes
    code = compile(executed.bind(tree, "exec", codes), path, "exec", flags, dont_inherit=True)
    return code, names


def show_module(source: bytes, path: str, module_name: str, options: Options) -> dict[str, ast.AST]:
    """The graph versions of a module's functions, for people to read.

    Args:
        source: The file's bytes.
        path: Its name.
        module_name: Its dotted name.
        options: What the configuration asks for.

    Returns:
        Definitions by qualified name, in the order of the source.
    """
    versions: list[GraphVersion] = []
    Versions(Module(ast.parse(source, path), path, module_name, options), _itself, versions)
    versions.sort(key=lambda version: version.definition.lineno)
    return {version.scope.qualname: version.definition for version in versions if not version.pushing}


def _itself(group: dict[int, CodeType]) -> dict[int, CodeType]:
    return group
