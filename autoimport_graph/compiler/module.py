"""One module on its way: which of its functions get a guard.

Guards need no more than the tree's scopes, so that an import can do with them: a module's graph versions are made when
a graph first runs one of its functions (:mod:`autoimport_graph.compiler.versions`), from the same source and under the
same numbers. A function that then cannot be converted has none under its number, and its guard lets the author's body
run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from autoimport_graph.compiler import executed
from autoimport_graph.compiler.candidates import functions_of, needs_graph_version, suspends
from autoimport_graph.compiler.guard import insert_decorator, insert_guard
from autoimport_graph.compiler.outcome import Note, Options
from autoimport_graph.compiler.recursion import deep_recursion
from autoimport_graph.compiler.scopes import FunctionNode, Scope, analyse

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# The handle's decorators of functions that run as one graph op, by whether XLA compiles them.
_GRAPH = {None: "graph", True: "graph_compiled", False: "graph_uncompiled"}
# Notes of functions that go by the handle, or that TensorFlow must not convert itself.
_HANDLED = ("converted", "unconverted", "untouched")


@dataclass(frozen=True)
class Candidate:
    """A function that gets a guard.

    Args:
        number: The number of its graph version; a generator's second one has the next.
        node: Its definition.
        scope: Its scope.
    """

    number: int
    node: FunctionNode
    scope: Scope

    def insert_guard(self) -> None:
        """Put the guard before the function's body, in place."""
        insert_guard(self.node, self.number, tuple(sorted(self.scope.free())), suspends(self.scope))


class Module:
    """A module's tree, and what is noted about its functions.

    Args:
        tree: As :func:`ast.parse` gives it; it is changed in place.
        path: The author's file.
        name: The dotted name that the option's patterns are matched with.
        options: What is wanted.
        optimize: As for :func:`compile`.
        flags: For :func:`compile`, beside those of the tree's own ``__future__`` imports.
    """

    def __init__(
        self, tree: ast.Module, path: str, name: str, options: Options, optimize: int = -1, flags: int = 0
    ) -> None:
        self.tree = tree
        self.path = path
        self.name = name
        self.options = options
        self.optimize = optimize
        self.flags = flags
        self.notes: list[Note] = []
        self.decorated = False
        self.executes = False

    @property
    def needs_handle(self) -> bool:
        """Whether the module's code uses its handle, or must be known to TensorFlow as converted."""
        return self.decorated or self.executes or any(note.kind in _HANDLED for note in self.notes)

    def sorted_notes(self) -> tuple[Note, ...]:
        """What was done with each function, in the order of the source."""
        return tuple(sorted(self.notes, key=lambda note: note.line))

    def insert_guards(self) -> bool:
        """Give each function that has something to convert its guard, in place; returns whether there is one."""
        with deep_recursion():
            candidates = self.candidates()
            for candidate in candidates:
                candidate.insert_guard()
        return bool(candidates)

    def candidates(self) -> list[Candidate]:
        """Find the functions that get a guard, inner ones first; decorate what the configuration names, in place."""
        return list(self._candidates())

    def unconverted(self, scope: Scope, reason: str, line: int = 0) -> None:
        """Note that a function which has its guard has no graph version.

        Args:
            scope: The function's scope.
            reason: Why, in a sentence.
            line: The author's line that is to blame; 0 for the definition's.
        """
        first_line: int = scope.node.lineno  # type: ignore[attr-defined]
        self.notes = [
            note
            for note in self.notes
            if (note.qualname, note.line) != (scope.qualname, first_line) or note.kind != "converted"
        ]
        self.notes.append(Note("unconverted", scope.qualname, line or first_line, reason))

    def _candidates(self) -> Iterator[Candidate]:
        scopes = analyse(self.tree)
        self.executes = not executed.NAMES.isdisjoint(scopes.names_inside()) and executed.lower_calls(self.tree)
        own_functions = functions_of(self.tree, scopes)
        number = self.options.first_number
        for scope in reversed(list(scopes.walk())):
            node = scope.node
            if scope.kind != "function" or not isinstance(node, FUNCTIONS):
                continue
            qualname = scope.qualname
            if matches(self.options.do_not_convert, self.name, qualname):
                self.notes.append(Note("excluded", qualname, node.lineno, "the configuration says so"))
                continue
            self._decorate(node, qualname)
            if not needs_graph_version(node, scope, own_functions, self.options.every_call):
                self.notes.append(Note("untouched", qualname, node.lineno))
                continue
            self.notes.append(Note("converted", qualname, node.lineno))
            yield Candidate(number, node, scope)
            number += 2 if suspends(scope) == "generator" else 1

    def _decorate(self, node: FunctionNode, qualname: str) -> None:
        """Make a function one graph operation, or a call to Python at run time, where the configuration names it."""
        if isinstance(node, ast.Lambda):
            return
        for kind, patterns in (("graph", self.options.graph), ("py_func", self.options.py_func)):
            if matches(patterns, self.name, qualname):
                self.notes.append(Note(kind, qualname, node.lineno, "the configuration says so"))
                insert_decorator(node, _GRAPH[self.options.jit_compile] if kind == "graph" else kind)
                self.decorated = True


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
