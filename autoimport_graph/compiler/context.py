"""What the passes of one function know and share: a value that is passed, never attributes left on nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autoimport_graph.compiler.liveness import Liveness
from autoimport_graph.compiler.scopes import Scope, mangled
from autoimport_graph.compiler.variables import Opaque, Uses, uses

Node = Any


class Unconvertible(Exception):
    """A construct that has no graph version; the function stays as its author wrote it and the reason is reported.

    Args:
        reason: A sentence for the report.
        line: The author's line.
    """

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class UniqueNames:
    """Makes names that the author's function does not use.

    Args:
        taken: Names in use.
    """

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.last: dict[str, int] = {}

    def new(self, stem: str) -> str:
        """A fresh name that begins with ``stem``."""
        number = self.last.get(stem, 0) + 1
        while f"{stem}_{number}" in self.taken:
            number += 1
        self.last[stem] = number
        name = f"{stem}_{number}"
        self.taken.add(name)
        return name


@dataclass
class FunctionContext:
    """One function on its way through the passes.

    Args:
        names: Makes fresh names.
        scope: The scope of the author's function.
        local_names: The author's names that live in this function, parameters included.
        visible: The author's names that ``locals()`` shows.
        globals_declared: Names that it declares ``global``.
        nonlocals_declared: Names that it declares ``nonlocal``.
        first_parameter: The first parameter, which ``super()`` stands on; ``None`` where there is none.
        class_name: The class around, whose name mangles private attributes.
        is_generator: Whether it is a generator.
        may_suspend: Whether it holds a ``yield`` or may hold an ``await``.
        returns_nothing: Whether its ``return`` must not have a value, as in an asynchronous generator.
        has_walrus: Whether it holds an assignment expression.
        parameters: Names that need no declaration of their own.
        opaque: Placeholders of nested functions and classes.
        stops: For each loop, the flag that a lowered ``break`` sets.
        reads_locals: Whether it asks for its variables by ``locals()`` or the like: all of them are live, always.
        captured: Names that functions inside hold on to.
        quantifiers: Calls of ``any``, ``all`` and ``next`` that become loops.
        shared: Local names that functions inside, made by passes, bind through ``nonlocal``.
        liveness: Set once control flow has been lowered.
        known_uses: What is known of compound statements from then on; rewriting them changes nothing about that.
        suspending: Whether a compound statement suspends the function, where that has been asked.
    """

    names: UniqueNames
    scope: Scope
    local_names: set[str]
    visible: set[str]
    globals_declared: set[str]
    nonlocals_declared: set[str]
    first_parameter: str | None
    class_name: str | None
    is_generator: bool
    may_suspend: bool = True
    returns_nothing: bool = False
    has_walrus: bool = False
    parameters: set[str] = field(default_factory=set)
    opaque: dict[str, Opaque] = field(default_factory=dict)
    stops: dict[Node, str] = field(default_factory=dict)
    reads_locals: bool = False
    captured: set[str] = field(default_factory=set)
    quantifiers: set[Node] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    liveness: Liveness = field(default_factory=Liveness)
    known_uses: dict[Node, Uses] = field(default_factory=dict)
    suspending: dict[Node, bool] = field(default_factory=dict)

    def mangle(self, name: str) -> str:
        """The name that an attribute really has inside a class (private names get the class's)."""
        return mangled(name, self.class_name)

    def binds(self, nodes: Any) -> set[str]:
        """Names of this function that some nodes bind; a local container whose items are stored is bound again, too."""
        found = uses(nodes, self.opaque, self.known_uses)
        return found.binds | (found.item_writes & (self.local_names - self.globals_declared - self.nonlocals_declared))

    def is_private(self, name: str) -> bool:
        """Whether only this function's own statements can bind a name: no call can change it."""
        return name in self.local_names and name not in self.captured

    def is_builtin(self, name: str) -> bool:
        """Whether a name can only be that of a builtin."""
        return self.scope.is_builtin(name)

    def may_be_builtin(self, name: str) -> bool:
        """Whether a name is that of a builtin, unless ``from ... import *`` brings another."""
        return self.scope.may_be_builtin(name)
