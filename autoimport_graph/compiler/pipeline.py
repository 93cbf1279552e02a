"""The compiler's front door: a module's source in, code with two bodies for each function out."""

from __future__ import annotations

import ast
import marshal
from collections.abc import Callable
from fnmatch import fnmatchcase
from types import CodeType
from typing import TypeVar

from autoimport_graph.compiler import executed
from autoimport_graph.compiler.candidates import functions_of, needs_graph_version, suspends
from autoimport_graph.compiler.collection import no_collection
from autoimport_graph.compiler.context import Unconvertible
from autoimport_graph.compiler.convert import convert_function
from autoimport_graph.compiler.guard import insert_decorator, insert_guard, insert_prelude, remove_guard
from autoimport_graph.compiler.lift import GraphVersion, compile_versions, future_flags, pack
from autoimport_graph.compiler.outcome import Conversion, LiveConversion, Note, Options
from autoimport_graph.compiler.recursion import deep_recursion, deep_syntax
from autoimport_graph.compiler.scopes import FunctionNode, Scope, analyse

_T = TypeVar("_T")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def convert_module(source: bytes, path: str, module_name: str, options: Options, optimize: int = -1) -> Conversion:
    """Convert a module.

    Args:
        source: The file's bytes, encoding cookie and all.
        path: The author's file name, for tracebacks.
        module_name: The dotted name that the option's patterns are matched with.
        options: What the configuration asks for.
        optimize: As for :func:`compile`; -1 takes the interpreter's own level.

    Returns:
        The module's tree and code with guards, and what was done with each function.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As :func:`compile` raises on the same source.
    """
    with no_collection():
        with deep_syntax():
            tree = ast.parse(source, path)
        module = _Module(tree, path, module_name, options, optimize)
        module.convert()
        with deep_syntax():
            code = compile(tree, path, "exec", dont_inherit=True, optimize=optimize)
        notes = tuple(sorted(module.notes, key=lambda note: note.line))
        del module  # with the graph versions' trees, which the collector would walk as soon as it may run again
    return Conversion(tree, code, notes)


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
    module = _Module(tree, path, "__main__", options, -1, flags)
    codes = module.convert_functions(_itself)
    guarded = compile(tree, path, "exec", flags, dont_inherit=True)
    return LiveConversion(tree, plain, guarded, codes, tuple(module.versions), tuple(module.notes))


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
    codes = _Module(tree, path, "<executed>", options, -1, flags).convert_functions(_itself)
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
    codes = _Module(tree, path, "<executed>", options, -1, flags).convert_functions(_itself)
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
    module = _Module(ast.parse(source, path), path, module_name, options, -1)
    module.convert()
    versions = sorted(module.versions, key=lambda version: version.definition.lineno)
    return {version.scope.qualname: version.definition for version in versions if not version.pushing}


# The handle's decorators of functions that run as one graph op, by whether XLA compiles them.
_GRAPH = {None: "graph", True: "graph_compiled", False: "graph_uncompiled"}


class _Module:
    """One module on its way."""

    def __init__(self, tree: ast.Module, path: str, name: str, options: Options, optimize: int, flags: int = 0) -> None:
        self.tree = tree
        self.path = path
        self.name = name
        self.options = options
        self.optimize = optimize
        self.flags = flags
        self.notes: list[Note] = []
        self.versions: list[GraphVersion] = []
        self.number = options.first_number

    def convert(self) -> None:
        codes = self.convert_functions(marshal.dumps)
        if codes or self.decorated or self.executes:
            insert_prelude(self.tree, pack(codes))
        elif any(note.kind == "untouched" for note in self.notes):
            # Nothing needs a graph version, but TensorFlow must not convert its functions either.
            insert_prelude(self.tree, pack({}))

    def convert_functions(self, encode: Callable[[CodeType], _T]) -> dict[int, _T]:
        """Convert all functions; returns the code of their graph versions by number, in the form that is wanted."""
        with deep_recursion():
            return self._convert_functions(encode)

    def _convert_functions(self, encode: Callable[[CodeType], _T]) -> dict[int, _T]:
        self.executes = executed.lower_calls(self.tree)
        scopes = analyse(self.tree)
        self.own_functions = functions_of(self.tree, scopes)
        # Inner functions first: a graph version holds the functions inside it with their guards.
        for scope in reversed(list(scopes.walk())):
            if scope.kind == "function" and isinstance(scope.node, FUNCTIONS):
                self._function(scope.node, scope)
        return self._compile(self.flags | future_flags(self.tree), encode)

    def _compile(self, flags: int, encode: Callable[[CodeType], _T]) -> dict[int, _T]:
        """Compile all graph versions at once, or one by one where some do not compile, to leave those out."""

        def compiled(versions: list[GraphVersion]) -> dict[int, _T]:
            codes = compile_versions(versions, self.path, flags, self.optimize)
            return {number: encode(code) for number, code in codes.items()}

        try:
            return compiled(self.versions)
        except _COMPILE_ERRORS:
            codes: dict[int, _T] = {}
        versions, self.versions = self.versions, []
        for version in versions:
            try:
                codes |= compiled([version])
            except _COMPILE_ERRORS as error:
                if not version.pushing:
                    remove_guard(version.scope.node)  # type: ignore[arg-type]
                    self._unconverted(version.scope, _reason(error))
            else:
                self.versions.append(version)
        return codes

    def _unconverted(self, scope: Scope, reason: str, line: int = 0) -> None:
        first_line: int = scope.node.lineno  # type: ignore[attr-defined]
        self.notes = [
            note
            for note in self.notes
            if (note.qualname, note.line) != (scope.qualname, first_line) or note.kind != "converted"
        ]
        self.notes.append(Note("unconverted", scope.qualname, line or first_line, reason))

    decorated = executes = False

    def _decorate(self, node: FunctionNode, qualname: str) -> None:
        """Make a function one graph operation, or a call to Python at run time, where the configuration names it."""
        if isinstance(node, ast.Lambda):
            return
        for kind, patterns in (("graph", self.options.graph), ("py_func", self.options.py_func)):
            if matches(patterns, self.name, qualname):
                self.notes.append(Note(kind, qualname, node.lineno, "the configuration says so"))
                insert_decorator(node, _GRAPH[self.options.jit_compile] if kind == "graph" else kind)
                self.decorated = True

    def _function(self, node: FunctionNode, scope: Scope) -> None:
        qualname = scope.qualname
        line = node.lineno
        if matches(self.options.do_not_convert, self.name, qualname):
            self.notes.append(Note("excluded", qualname, line, "the configuration says so"))
            return
        self._decorate(node, qualname)
        if not needs_graph_version(node, scope, self.own_functions, self.options.every_call):
            self.notes.append(Note("untouched", qualname, line))
            return
        number = self.number
        try:
            version = GraphVersion(number, convert_function(node, scope), scope)
        except Unconvertible as refusal:
            self._unconverted(scope, refusal.reason, refusal.line)
            return
        except (
            Exception
        ) as error:  # a defect of ours, or code nested too deeply: this function stays plain, its module goes on
            self._unconverted(scope, _reason(error))
            return
        self.versions.append(version)
        self.number += 1
        if suspends(scope) == "generator":
            self._pushing(node, scope)
        self.notes.append(Note("converted", qualname, line))
        insert_guard(node, number, tuple(sorted(scope.free())), suspends(scope))

    def _pushing(self, node: FunctionNode, scope: Scope) -> None:
        """A generator's second version, under the number after its first; where it has none, that number stays free."""
        try:
            definition = convert_function(node, scope, pushing=True)
            self.versions.append(GraphVersion(self.number, definition, scope, pushing=True))
        except (Unconvertible, RecursionError):
            pass
        self.number += 1


def _itself(code: CodeType) -> CodeType:
    return code


# What :func:`compile` raises on a tree, and marshal on code that is nested too deeply.
_COMPILE_ERRORS = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError, SystemError)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError | MemoryError) or "too deeply nested" in str(error):
        return "it is nested too deeply for Python's recursion limit"
    if "too many statically nested blocks" in str(error):
        return "its loops, withs and tries, with those that a graph version adds, are nested too deeply for Python"
    return f"the converter failed on it ({type(error).__name__}: {error}), which is worth a bug report"


def matches(patterns: tuple[str, ...], module_name: str, qualname: str) -> bool:
    """Whether a pattern names a function, or a class or module that holds it.

    Args:
        patterns: Dotted names with ``*`` wildcards.
        module_name: The module's dotted name.
        qualname: The function's qualified name.
    """
    if not patterns:
        return False
    name = f"{module_name}.{qualname.replace('<locals>.', '')}"
    return any(fnmatchcase(name, pattern) or fnmatchcase(name, pattern + ".*") for pattern in patterns)
