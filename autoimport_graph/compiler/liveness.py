"""Liveness: which variables may still be read after a statement, so that a staged one carries those alone.

The textbook backward analysis (Aho et al., "Compilers", section 9.2.5), on structured code: it runs after ``return``,
``break`` and ``continue`` have been lowered, so that control only falls through, loops, or jumps to a handler.
Variables that a nested function captures are always live: nothing tells when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autoimport_graph.compiler.evaluation import evaluated
from autoimport_graph.compiler.variables import Opaque, uses

Node = Any
Names = frozenset[str]


@dataclass
class Liveness:
    """What is live around the statements of one function.

    Args:
        after: For each ``if``, ``for`` and ``while``, names live after it.
        head: For each loop, names live at the head of an iteration.
        entry: For each loop, names live where an iteration has begun for certain.
    """

    after: dict[Node, Names] = field(default_factory=dict)
    head: dict[Node, Names] = field(default_factory=dict)
    entry: dict[Node, Names] = field(default_factory=dict)


def analyse(
    body: Sequence[Node],
    opaque: dict[str, Opaque],
    always: Names,
    stops: Mapping[Node, str],
    at_end: Names = frozenset(),
) -> Liveness:
    """Find what is live around each statement that may be staged.

    Args:
        body: The function's statements, lowered.
        opaque: Its placeholders of nested functions.
        always: Names that are live everywhere: captured ones, globals, or all where the author calls ``locals()``.
        stops: For each loop left by a lowered ``break``, the flag that says so; each iteration's head reads it.
        at_end: Names live when the body ends.

    Returns:
        The analysis.
    """
    analysis = _Analysis(opaque, always, stops)
    analysis.block(body, at_end | always)
    return analysis.result


class _Analysis:
    def __init__(self, opaque: dict[str, Opaque], always: Names, stops: Mapping[Node, str]) -> None:
        self.opaque = opaque
        self.always = always
        self.stops = stops
        self.result = Liveness()
        # Loops are gone over until nothing changes, each time with the loops inside them.
        self._simple: dict[Node, tuple[set[str], set[str]]] = {}

    def block(self, nodes: Sequence[Node], live: Names) -> Names:
        for node in reversed(nodes):
            live = self.node(node, live)
        return live

    def node(self, node: Node, live: Names) -> Names:
        handler = getattr(self, "node_" + type(node).__name__, None)
        if handler is not None:
            return handler(node, live) | self.always  # type: ignore[no-any-return]
        known = self._simple.get(node)
        if known is None:
            known = self._simple[node] = uses(node, self.opaque).reads, self._killed(node)
        return frozenset((live - known[1]) | known[0] | self.always)

    def _killed(self, node: Node) -> set[str]:
        """Names that a statement binds in any case. An assignment expression may stand where it is not evaluated."""
        kind = type(node).__name__
        if kind == "Assign":
            return uses(node.targets, self.opaque).binds
        if kind in ("Import", "ImportFrom", "Delete"):
            return uses(node, self.opaque).binds
        if kind == "AnnAssign" and node.value is not None:
            return uses(node.target, self.opaque).binds
        if kind == "Expr" and type(node.value).__name__ == "Name" and node.value.id in self.opaque:
            return self.opaque[node.value.id].binds
        return set()

    def node_Return(self, node: Node, live: Names) -> Names:
        return frozenset(uses(node.value, self.opaque).reads)

    def node_Raise(self, node: Node, live: Names) -> Names:
        # Where the exception goes is in ``live`` already, if a ``try`` of this function catches it.
        return frozenset(uses([part for part in (node.exc, node.cause) if part is not None], self.opaque).reads) | live

    def node_If(self, node: Node, live: Names) -> Names:
        self.result.after[node] = live
        test = evaluated(node.test, self.opaque)
        return ((self.block(node.body, live) | self.block(node.orelse, live)) - test.binds) | test.reads

    def _loop(self, node: Node, live: Names, test: Names, targets: Names) -> Names:
        # Fixpoint over the back edge. It begins with what an earlier round of a loop around found, which can only
        # grow: else the innermost body would be visited 2^depth times.
        after = self.block(node.orelse, live)
        if node in self.stops:
            test |= {self.stops[node]}
        head = after | test | self.result.head.get(node, frozenset())
        while True:
            entry = self.block(node.body, head) - targets
            grown = head | entry | test
            if grown == head:
                break
            head = grown
        self.result.after[node] = after
        self.result.head[node] = head
        self.result.entry[node] = entry
        return head

    def node_While(self, node: Node, live: Names) -> Names:
        return self._loop(node, live, frozenset(uses(node.test, self.opaque).reads), frozenset())

    def node_For(self, node: Node, live: Names) -> Names:
        target = uses(node.target, self.opaque)
        head = self._loop(node, live, frozenset(target.reads), frozenset(target.binds))
        return head | frozenset(uses(node.iter, self.opaque).reads)

    node_AsyncFor = node_For

    def node_With(self, node: Node, live: Names) -> Names:
        # Its exit may swallow an exception of any statement inside: what is live afterwards is live throughout.
        outer, self.always = self.always, self.always | live
        inside = self.block(node.body, live)
        self.always = outer
        return inside | frozenset(uses(node.items, self.opaque).reads)

    node_AsyncWith = node_With

    def node_Try(self, node: Node, live: Names) -> Names:
        after = self.block(node.finalbody, live)
        outer = self.always
        if node.finalbody:  # any statement of a handler may fail and jump there
            self.always = outer | after
        handlers: Names = frozenset()
        for handler in node.handlers:
            handlers |= self.block(handler.body, after) - ({handler.name.id} if handler.name else set())
            if handler.type is not None:
                handlers |= frozenset(uses(handler.type, self.opaque).reads)
        normal = self.block(node.orelse, after)
        # Any statement of the body may jump to a handler or to ``finally``: what they read is live throughout.
        self.always |= handlers | after
        inside = self.block(node.body, normal | handlers | after)
        self.always = outer
        return inside | handlers | after

    node_TryStar = node_Try
