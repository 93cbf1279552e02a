"""The graph versions of a module's functions."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Generic, TypeVar

from autoimport_graph.compiler.candidates import suspends
from autoimport_graph.compiler.context import Unconvertible
from autoimport_graph.compiler.convert import convert_function
from autoimport_graph.compiler.lift import GraphVersion, compile_versions, future_flags
from autoimport_graph.compiler.module import Candidate, Module
from autoimport_graph.compiler.recursion import deep_recursion

_T = TypeVar("_T")
# One call for all would be quadratic in the size of the module, and keep all trees in memory.
_AT_ONCE = 64
# What :func:`compile` raises on a tree, and marshal on code that is nested too deeply.
_COMPILE_ERRORS = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError, SystemError)


class Versions(Generic[_T]):
    """Converts each function of a module that has something to convert, and gives it its guard, in place.

    Args:
        module: The module; what has no graph version is noted there.
        encode: Makes what is wanted of the code of a function's graph versions, and of those inside it, by number.
        definitions: Gets the graph versions as trees, where these are wanted, too.

    Attributes:
        codes: The graph versions, as they were encoded, by number.
    """

    def __init__(
        self,
        module: Module,
        encode: Callable[[dict[int, CodeType]], dict[int, _T]],
        definitions: list[GraphVersion] | None = None,
    ) -> None:
        self.codes: dict[int, _T] = {}
        self._module = module
        self._encode = encode
        self._definitions = definitions
        self._uncompiled: list[GraphVersion] = []
        with deep_recursion():
            # Inner functions come first: a graph version holds the functions inside it with their guards.
            for candidate in module.candidates():
                self._convert(candidate)
                candidate.insert_guard()
                if len(self._uncompiled) >= _AT_ONCE:
                    self._compile_all()
            self._compile_all()

    def _convert(self, candidate: Candidate) -> None:
        number, node, scope = candidate.number, candidate.node, candidate.scope
        try:
            self._uncompiled.append(GraphVersion(number, convert_function(node, scope), scope))
        except Unconvertible as refusal:
            self._module.unconverted(scope, refusal.reason, refusal.line)
            return
        except Exception as error:  # a defect of ours, or nested too deeply: this one stays plain, its module goes on
            self._module.unconverted(scope, _reason(error))
            return
        if suspends(scope) == "generator":
            try:
                pushing = convert_function(node, scope, pushing=True)
            except (Unconvertible, RecursionError):
                return
            self._uncompiled.append(GraphVersion(number + 1, pushing, scope, pushing=True))

    def _compile_all(self) -> None:
        """Compile what has been converted, or one after the other where some do not compile, to leave those out."""
        uncompiled, self._uncompiled = self._uncompiled, []
        try:
            self._compile(uncompiled)
        except _COMPILE_ERRORS:
            for version in uncompiled:
                self._compile_one(version)

    def _compile_one(self, version: GraphVersion) -> None:
        try:
            self._compile([version])
        except _COMPILE_ERRORS as error:
            if not version.pushing:
                self._module.unconverted(version.scope, _reason(error))

    def _compile(self, versions: list[GraphVersion]) -> None:
        module = self._module
        flags = module.flags | future_flags(module.tree)
        for group in compile_versions(versions, module.path, flags, module.optimize):
            self.codes.update(self._encode(group))
        if self._definitions is not None:
            self._definitions += versions


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError | MemoryError) or "too deeply nested" in str(error):
        return "it is nested too deeply for Python's recursion limit"
    if "too many statically nested blocks" in str(error):
        return "its loops, withs and tries, with those that a graph version adds, are nested too deeply for Python"
    return f"the converter failed on it ({type(error).__name__}: {error}), which is worth a bug report"
