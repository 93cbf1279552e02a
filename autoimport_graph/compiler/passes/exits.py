"""Lower ``return``, ``break``, ``continue`` to nesting of ``if`` and ``else``, with a flag only where that cannot do.

Before::

    for x in xs:
        if x < 0:
            continue
        total += x
    if total > 9:
        return total
    return 0

After (``result_1`` is new)::

    result_1 = __autoimport_graph__.unset
    for x in xs:
        if x < 0:
            pass
        else:
            total += x
    if total > 9:
        result_1 = total
    else:
        result_1 = 0
    return result_1

A ``break`` sets a flag that the loop reads before its next iteration; a ``return`` inside a loop sets one more,
tested after the loop. An ``if`` of which one branch always leaves takes the statements that follow into its other
branch, so that each path is traced once and nothing is undefined. AutoGraph flags every return; its graphs carry the
flags and the undefined values.

A known limit: where ``with`` is left by a jump, its exit fails, and a second ``with`` around it swallows that, the
jump happens after all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.syntax import assign, at, constant, if_statement, load, logical_not, operator
from autoimport_graph.compiler.variables import AUTHORS_COMPOUND, BLOCK_FIELDS, contains

Node = Any
NEVER, MAYBE, ALWAYS = 0, 1, 2  # whether a block is left before its end
_JUMPS = ("Return", "Break", "Continue")
_LOOPS = ("For", "While", "AsyncFor")
_EXITS = ("With", "AsyncWith", "Try", "TryStar")  # something may fail between a jump inside them and its goal


def lower(body: list[Node], context: FunctionContext) -> list[Node]:
    """Lower the jumps of a function's body.

    Args:
        body: The author's statements.
        context: Takes the flags of loops (``stops``) and the new variables.

    Returns:
        Statements whose only jump is one ``return`` at the end, where there is any inside a block.
    """
    if not any(contains(node, ("Return",)) for node in body if type(node).__name__ in AUTHORS_COMPOUND):
        return _Lowering(context, None).block(body)[0]
    old = body[-1]
    returns = _Returns(context.names.new("result"), context.names.new("did_return"))
    lowering = _Lowering(context, returns)
    ending = at(gast.Return(constant(None, old)), old)
    closed = [*body, ending]
    lowered, _ = lowering.block(closed)
    if returns.flag_read:
        lowered.insert(0, assign(returns.flag, constant(False, old), body[0]))
    else:
        lowered = _without(lowered, returns.flag)
    lowered.insert(0, assign(returns.value, operator("unset", body[0]), body[0]))
    lowered.append(at(gast.Return(None if context.returns_nothing else load(returns.value, old)), old))
    return lowered


@dataclass
class _Returns:
    """The variables that a function's lowered returns share."""

    value: str
    flag: str
    flag_read: bool = False


@dataclass
class _Loop:
    """The variables of the loop that is being lowered."""

    stop: str
    skip: str
    breaks: bool = False
    skip_read: bool = False


def _without(nodes: list[Node], flag: str) -> list[Node]:
    """The statements without those that set a flag nobody reads."""
    kept = []
    for node in nodes:
        if type(node).__name__ == "Assign" and getattr(node.targets[0], "id", None) == flag:
            continue
        for part in ("body", "orelse", "finalbody"):
            if type(node).__name__ in AUTHORS_COMPOUND and getattr(node, part, None):
                inner = _without(getattr(node, part), flag)
                setattr(node, part, inner or ([at(gast.Pass(), node)] if part == "body" else []))
        for handler in getattr(node, "handlers", []):
            handler.body = _without(handler.body, flag) or [at(gast.Pass(), handler)]
        kept.append(node)
    return kept


class _Lowering:
    def __init__(self, context: FunctionContext, returns: _Returns | None) -> None:
        self.context = context
        self.returns = returns
        self.loop: _Loop | None = None
        # Of statements not lowered yet. Each branch of a chain holds the rest of it: asked anew for each, these
        # questions would take time by the square of its length.
        self.known_leaves: dict[tuple[Node, bool], int] = {}
        self.known_jumps: dict[Node, bool] = {}

    def leaves(self, nodes: list[Node], in_loop: bool) -> int:
        """Whether statements leave their block early, without lowering them."""
        kinds = _JUMPS if in_loop else ("Return",)
        status = NEVER
        for node in nodes:
            kind = type(node).__name__
            if kind in _JUMPS:
                return ALWAYS if kind in kinds else status
            if kind == "Raise":
                return status
            inner = self.known_leaves.get((node, in_loop))
            if inner is None:
                inner = self.known_leaves[node, in_loop] = self._leaves_node(node, kind, in_loop)
            if inner == ALWAYS:
                return ALWAYS
            status = max(status, inner)
        return status

    def _leaves_node(self, node: Node, kind: str, in_loop: bool) -> int:
        if kind == "If":
            both = (self.leaves(node.body, in_loop), self.leaves(node.orelse, in_loop))
            return both[0] if both[0] == both[1] else MAYBE
        if kind in ("With", "AsyncWith"):
            return min(self.leaves(node.body, in_loop), MAYBE)  # its exit may swallow what fails before the jump
        if kind in ("For", "While", "AsyncFor", "Try", "TryStar"):
            jumps = _JUMPS if in_loop and kind in ("Try", "TryStar") else ("Return",)
            return MAYBE if contains(node, jumps) or self.leaves(node.orelse, in_loop) else NEVER
        return NEVER

    def _has_jumps(self, node: Node) -> bool:
        """Whether a jump, or a loop, is at or below a statement."""
        if node not in self.known_jumps:
            kind = type(node).__name__
            blocks = [getattr(node, part, None) or [] for part in BLOCK_FIELDS]
            self.known_jumps[node] = kind in (*_JUMPS, *_LOOPS) or any(
                self._has_jumps(inner) for block in blocks if isinstance(block, list) for inner in block
            )
        return self.known_jumps[node]

    def block(self, nodes: list[Node]) -> tuple[list[Node], int]:
        """Lower statements; the second value says whether they may or must leave the block early."""
        result: list[Node] = []
        pending = list(nodes)
        while pending:
            node = pending.pop(0)
            kind = type(node).__name__
            if kind in _JUMPS and not (kind == "Return" and self.returns is None):
                return result + getattr(self, "jump_" + kind)(node), ALWAYS
            if kind in ("Return", "Raise"):
                # What follows is never reached, here or in the author's code.
                return [*result, node], NEVER
            if kind not in AUTHORS_COMPOUND or not self._has_jumps(node):
                result.append(node)
            elif kind == "If":
                lowered, status, pending = self._if(node, pending)
                result += lowered
                if status != NEVER:
                    return result, status
            elif kind in _LOOPS:
                lowered, follow = self._loop(node)
                result += lowered
                pending = follow + pending
            elif kind in ("Try", "TryStar") and self.leaves(node.finalbody, self.loop is not None):
                lowered, status = self._jumping_finally(node)
                result += lowered
                if status == ALWAYS:
                    return result, ALWAYS
                return self._guard(result, node, pending)
            else:
                status = getattr(self, "_" + kind.lower())(node)
                result.append(node)
                if status == ALWAYS:
                    return result, ALWAYS
                if status == MAYBE:
                    return self._guard(result, node, pending)
        return result, NEVER

    def _guard(self, result: list[Node], node: Node, rest: list[Node]) -> tuple[list[Node], int]:
        """Let the statements after one that may have left run only if it has not."""
        if not rest:
            return result, MAYBE
        after, status = self.block(rest)
        return [*result, if_statement(self._not_left(node), after, [], node)], ALWAYS if status == ALWAYS else MAYBE

    def _not_left(self, old: Node) -> Node:
        if self.loop is not None:
            self.loop.skip_read = True
            return logical_not(load(self.loop.skip, old), old)
        assert self.returns is not None
        self.returns.flag_read = True
        return logical_not(load(self.returns.flag, old), old)

    def jump_Return(self, node: Node) -> list[Node]:
        assert self.returns is not None
        if getattr(node.value, "id", None) == self.returns.value:
            # A return inside a loop, met again after it: all is set, but in the loop around.
            return [] if self.loop is None else self.jump_Break(node)
        result = [
            assign(self.returns.value, node.value or constant(None, node), node),
            assign(self.returns.flag, constant(True, node), node),
        ]
        if self.loop is not None:
            self.returns.flag_read = True
            result += self.jump_Break(node)
        return result

    def jump_Break(self, node: Node) -> list[Node]:
        assert self.loop is not None
        self.loop.breaks = True
        return [assign(self.loop.stop, constant(True, node), node), *self.jump_Continue(node)]

    def jump_Continue(self, node: Node) -> list[Node]:
        assert self.loop is not None
        return [assign(self.loop.skip, constant(True, node), node)]

    def _if(self, node: Node, rest: list[Node]) -> tuple[list[Node], int, list[Node]]:
        in_loop = self.loop is not None
        body_leaves, orelse_leaves = self.leaves(node.body, in_loop), self.leaves(node.orelse, in_loop)
        body, orelse = node.body, node.orelse
        if body_leaves == ALWAYS:
            orelse, rest = orelse + rest, []
        elif orelse_leaves == ALWAYS:
            body, rest = body + rest, []
        body, body_status = self.block(body)
        orelse, orelse_status = self.block(orelse)
        new = if_statement(node.test, body, orelse, node)
        if body_status == orelse_status and (not rest or body_status != MAYBE):
            return [new], body_status, rest
        if not rest:
            return [new], MAYBE, rest
        guarded, status = self._guard([new], node, rest)
        return guarded, status, []

    def _loop(self, node: Node) -> tuple[list[Node], list[Node]]:
        """Lower a loop; returns it, and what is to be lowered after it: its ``else``, the test for a return inside."""
        outer, self.loop = self.loop, _Loop(self.context.names.new("did_break"), self.context.names.new("skip_rest"))
        loop = self.loop
        body, _ = self.block(node.body)
        self.loop = outer
        body = [assign(loop.skip, constant(False, node), node), *body] if loop.skip_read else _without(body, loop.skip)
        orelse, node.body, node.orelse = node.orelse, body or [at(gast.Pass(), node)], []
        result = [node]
        if loop.breaks:
            self.context.stops[node] = loop.stop
            result.insert(0, assign(loop.stop, constant(False, node), node))
            if orelse:
                orelse = [if_statement(logical_not(load(loop.stop, node), node), orelse, [], node)]
        if self.returns is None or not _sets(body, self.returns.flag):
            return result, orelse
        self.returns.flag_read = True
        leave = at(gast.Return(load(self.returns.value, node)), node)
        return result, [if_statement(load(self.returns.flag, node), [leave], [], node), *orelse]

    def _with(self, node: Node) -> int:
        node.body, status = self.block(node.body)
        return min(status, MAYBE)

    _asyncwith = _with

    def _jumping_finally(self, node: Node) -> tuple[list[Node], int]:
        """Lower a ``try`` whose body does not fail, see the pass for ``finally`` blocks.

        The block begins as if nothing had left the body; what did is taken up again where the block is not left.
        """
        body, status = self.block(node.body)
        before: list[Node] = []
        after: list[Node] = []
        for flag in self._flags():
            if _sets(body, flag):
                kept = self.context.names.new("kept")
                before += [assign(kept, load(flag, node), node), assign(flag, constant(False, node), node)]
                after.append(assign(flag, load(kept, node), node))
        if self.returns is not None:
            self.returns.flag_read = True
        if self.loop is not None:
            self.loop.skip_read = True
        final, final_status = self.block(node.finalbody)
        if after and final_status != ALWAYS:
            final.append(if_statement(self._not_left(node), after, [], node))
        return body + before + final, max(status, final_status, MAYBE)

    def _flags(self) -> list[str]:
        flags = [] if self.loop is None else [self.loop.stop, self.loop.skip]
        return flags + ([] if self.returns is None else [self.returns.flag])

    def _try(self, node: Node) -> int:
        leaves_through = contains(node.body, _EXITS) and contains(node.body, _JUMPS)
        node.body, status = self.block(node.body)
        undone = self._undo(node) if leaves_through else []
        if status == MAYBE:
            node.orelse, status = self._guard([], node, node.orelse)
        elif status == NEVER:
            node.orelse, status = self.block(node.orelse)
        else:
            node.orelse = []  # never reached
        statuses = {status}
        for handler in node.handlers:
            handler.body, status = self.block(handler.body)
            handler.body = undone + handler.body
            statuses.add(status)
        node.finalbody = self.block(node.finalbody)[0]
        return statuses.pop() if len(statuses) == 1 else MAYBE

    _trystar = _try

    def _undo(self, node: Node) -> list[Node]:
        """Statements for a handler: a jump out of ``with`` or ``finally`` that failed on its way did not happen."""
        return [assign(flag, constant(False, node), node) for flag in self._flags() if _sets(node.body, flag)]


def _sets(nodes: list[Node], flag: str) -> bool:
    """Whether a lowered return is among these statements."""
    return any(
        (type(node).__name__ == "Assign" and getattr(node.targets[0], "id", None) == flag)
        or any(_sets(getattr(node, part, None) or [], flag) for part in ("body", "orelse", "finalbody", "handlers"))
        for node in nodes
        if type(node).__name__ in (*AUTHORS_COMPOUND, "Assign", "ExceptHandler")
    )
