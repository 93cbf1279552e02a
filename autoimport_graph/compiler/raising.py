"""``raise`` in the body of a ``try`` that keeps the exception in a variable: what follows is skipped by ``if``."""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.syntax import assign, at, constant, if_statement, load, logical_not, operate
from autoimport_graph.compiler.variables import contains

Node = Any
NEVER, MAYBE, ALWAYS = 0, 1, 2  # whether a block may or must end by a lowered raise
NESTING = ("If", "For", "While", "With", "Try", "AsyncFor", "AsyncWith")


def is_raised(raised: str, node: Node) -> Node:
    """Whether a variable holds an exception."""
    return operate("is_not", [load(raised, node), constant(None, node)], node)


def keeps_raises(node: Node) -> bool:
    """Whether a statement has the first say about what is raised inside it: a handler or an exit may stop it."""
    return type(node).__name__ in ("With", "AsyncWith") or (type(node).__name__ == "Try" and bool(node.handlers))


class Raises:
    """Lowers the raises of one ``try`` body.

    Args:
        raised: The variable that holds the exception, ``None`` if there is none.
    """

    def __init__(self, raised: str) -> None:
        self.raised = raised

    def block(self, nodes: list[Node], in_loop: bool) -> tuple[list[Node], int]:
        """Lower statements; the second value says whether they may or must end by an exception."""
        result: list[Node] = []
        for position, node in enumerate(nodes):
            kind, rest = type(node).__name__, nodes[position + 1 :]
            if kind == "Assert":
                return self._chained(result, [self._from_assertion(node), *rest], in_loop)
            if kind == "Raise" and node.exc is not None:
                return result + self._raise(node, in_loop), ALWAYS
            if kind not in NESTING or keeps_raises(node) or not contains(node, ("Raise", "Assert")):
                result.append(node)
                continue
            if kind == "If":
                return self._if(node, rest, result, in_loop)
            self._inside(node, kind, in_loop)
            result.append(node)
            return self._guard(result, node, rest, in_loop)
        return result, NEVER

    def _chained(self, before: list[Node], nodes: list[Node], in_loop: bool) -> tuple[list[Node], int]:
        after, status = self.block(nodes, in_loop)
        return before + after, status

    def _raise(self, node: Node, in_loop: bool) -> list[Node]:
        cause = [] if node.cause is None else [node.cause]
        leave = [at(gast.Break(), node)] if in_loop else []
        return [assign(self.raised, operate("exception", [node.exc, *cause], node), node), *leave]

    def _from_assertion(self, node: Node) -> Node:
        """``assert test, message`` as ``if not test: raise AssertionError(message)``."""
        error = at(gast.Call(load("AssertionError", node), [node.msg] if node.msg is not None else [], []), node)
        failing = if_statement(logical_not(node.test, node), [at(gast.Raise(error, None), node)], [], node)
        return if_statement(load("__debug__", node), [failing], [], node)

    def _if(self, node: Node, rest: list[Node], before: list[Node], in_loop: bool) -> tuple[list[Node], int]:
        body, body_status = self.block(node.body, in_loop)
        orelse, orelse_status = self.block(node.orelse, in_loop)
        if body_status == ALWAYS and orelse_status == ALWAYS:
            return [*before, if_statement(node.test, body, orelse, node)], ALWAYS
        if in_loop:
            # The break that follows each lowered raise skips the rest.
            return self._chained([*before, if_statement(node.test, body, orelse, node)], rest, in_loop)
        status = MAYBE
        if body_status == ALWAYS and orelse_status == NEVER:
            orelse, status = self._chained(orelse, rest, in_loop)
            rest = []
        elif orelse_status == ALWAYS and body_status == NEVER:
            body, status = self._chained(body, rest, in_loop)
            rest = []
        new = if_statement(node.test, body, orelse, node)
        if not rest:
            return [*before, new], ALWAYS if status == ALWAYS else MAYBE
        return self._guard([*before, new], node, rest, in_loop)

    def _inside(self, node: Node, kind: str, in_loop: bool) -> None:
        inner = in_loop or kind in ("For", "While", "AsyncFor")
        node.body = self.block(node.body, inner)[0]
        if node.__dict__.get("orelse"):
            node.orelse = self.block(node.orelse, in_loop)[0]

    def _guard(self, before: list[Node], node: Node, rest: list[Node], in_loop: bool) -> tuple[list[Node], int]:
        """Let the statements after one that may have raised run only if it has not."""
        if in_loop:
            leave = if_statement(is_raised(self.raised, node), [at(gast.Break(), node)], [], node)
            return self._chained([*before, leave], rest, in_loop)
        after, _ = self.block(rest, in_loop)
        if not after:
            return before, MAYBE
        return [*before, if_statement(logical_not(is_raised(self.raised, node), node), after, [], node)], MAYBE
