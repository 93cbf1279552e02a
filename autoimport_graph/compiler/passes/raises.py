"""Lower ``raise`` inside a ``try``, so that a handler runs where a tensor decides whether there is an exception.

Before::

    try:
        if x < 0:
            raise ValueError("negative")
        y = x
    except ValueError:
        y = 0

After (``raised_1`` and ``error_1`` are new)::

    raised_1 = None
    try:
        with __autoimport_graph__.handling(lambda: (ValueError,)):
            if x < 0:
                raised_1 = __autoimport_graph__.exception(ValueError("negative"))
            else:
                y = x
    except BaseException as error_1:
        raised_1 = __autoimport_graph__.caught(error_1)
    if __autoimport_graph__.is_not(raised_1, None):
        if __autoimport_graph__.catches(raised_1, lambda: ValueError):
            y = 0
        else:
            raise __autoimport_graph__.one_exception(raised_1)

``handling`` tells the runtime which exceptions have a handler: one that a tensor decides about somewhere else (in a
function that the body calls) is refused while the graph is built, because nothing could skip the rest of the body. A
``try`` without such a ``raise`` keeps its handlers; they let the runtime's own refusals pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.rewriter import Rewriter, statement_pass
from autoimport_graph.compiler.syntax import (
    assign,
    at,
    constant,
    if_statement,
    load,
    logical_not,
    operate,
    statement,
    store,
    thunk,
    tuple_of,
)
from autoimport_graph.compiler.variables import children, contains

Node = Any
NEVER, MAYBE, ALWAYS = 0, 1, 2  # whether a block may or must end by a lowered raise
_NESTING = ("If", "For", "While", "With", "Try", "AsyncFor", "AsyncWith")


def lower(body: list[Node], context: FunctionContext) -> list[Node]:
    """Lower the ``try`` statements of a function, inner ones first.

    Args:
        body: The author's statements.
        context: Takes the new variables.
    """
    seen = context.local_names if context.reads_locals else _read_outside_of_handlers(body, context, frozenset())
    return _lower(body, context, seen)


def _read_outside_of_handlers(nodes: Iterable[Node], context: FunctionContext, bound: frozenset[str]) -> set[str]:
    """Names that are read where no handler around has bound them, or by a function that may run any time later."""
    found: set[str] = set()
    for node in nodes:
        kind = type(node).__name__
        if kind == "Name":
            opaque = context.opaque.get(node.id)
            found |= ({node.id} - bound) if opaque is None else (opaque.reads - bound) | opaque.captures
        elif kind == "ExceptHandler":
            inside = bound | ({node.name.id} if node.name is not None else set())
            found |= _read_outside_of_handlers([node.type] if node.type is not None else [], context, bound)
            found |= _read_outside_of_handlers(node.body, context, inside)
        elif kind == "GeneratorExp":  # it reads when it is asked for its next item
            found |= _read_outside_of_handlers(children(node), context, frozenset())
        else:
            found |= _read_outside_of_handlers(children(node), context, bound)
    return found


def _lower(body: list[Node], context: FunctionContext, seen: set[str]) -> list[Node]:
    result: list[Node] = []
    for node in body:
        for part in ("body", "orelse", "finalbody"):
            if type(node).__name__ in (*_NESTING, "ExceptHandler") and getattr(node, part, None):
                setattr(node, part, _lower(getattr(node, part), context, seen))
        if type(node).__name__ == "Try":
            for handler in node.handlers:
                handler.body = _lower(handler.body, context, seen)
            result += _try(node, context, seen) if node.handlers else [node]
        else:
            result.append(node)
    return result


def _try(node: Node, context: FunctionContext, seen: set[str]) -> list[Node]:
    types = [handler.type if handler.type is not None else load("BaseException", handler) for handler in node.handlers]
    guarded = _handling(node, types)
    if not any(_conditional_raise(child) for child in node.body) or contains(node, ("Yield", "YieldFrom", "Await")):
        node.body = [guarded]
        for handler in node.handlers:
            handler.body.insert(0, statement(operate("let_refusals_pass", [], handler), handler))
        return [node]
    raised = context.names.new("raised")
    guarded.body, _ = _Raises(raised).block(node.body, False)
    error = context.names.new("error")
    native = at(
        gast.ExceptHandler(
            load("BaseException", node),
            store(error, node),
            [assign(raised, operate("caught", [load(error, node)], node), node)],
        ),
        node,
    )
    attempt = at(gast.Try([guarded], [native], [], []), node)
    dispatch = if_statement(_is_raised(raised, node), _dispatch(node, raised, seen), node.orelse, node)
    lowered = [assign(raised, constant(None, node), node), attempt, dispatch]
    return [at(gast.Try(lowered, [], [], node.finalbody), node)] if node.finalbody else lowered


def _handling(node: Node, types: list[Node]) -> Node:
    """``with handling(lambda: (E, F)):`` around the body."""
    manager = operate("handling", [thunk(tuple_of([_copy(kind) for kind in types], node), node)], node)
    return at(gast.With([gast.withitem(manager, None)], node.body), node)


def _copy(value: Node) -> Node:
    """An expression of names and attributes a second time; no two places of a tree may share a node."""
    import copy

    return copy.deepcopy(value)


def _is_raised(raised: str, node: Node) -> Node:
    return operate("is_not", [load(raised, node), constant(None, node)], node)


def _dispatch(node: Node, raised: str, seen: set[str]) -> list[Node]:
    """``if catches(raised, lambda: E): ...`` for each handler, and the exception again if there is none."""
    again = operate("one_exception", [load(raised, node)], node)
    orelse: list[Node] = [at(gast.Raise(again, None), node)]
    for handler in reversed(node.handlers):
        body = [_named(child, raised) for child in handler.body]
        if handler.name is not None:
            body = _binding(handler, raised, body, seen)
        if handler.type is None:
            orelse = body
            continue
        test = operate("catches", [load(raised, handler), thunk(handler.type, handler)], handler)
        orelse = [if_statement(test, body, orelse, handler)]
    return orelse


def _binding(handler: Node, raised: str, body: list[Node], seen: set[str]) -> list[Node]:
    """A handler's body with its name bound; where other code reads that, unbound again however the body is left."""
    name = handler.name.id
    bind = assign(name, load(raised, handler), handler)
    if name not in seen:
        return [bind, *body]
    # It may have been deleted by the body.
    unbind = [assign(name, constant(None, handler), handler)]
    unbind.append(at(gast.Delete([at(gast.Name(name, gast.Del(), None, None), handler)]), handler))
    return [bind, at(gast.Try(body, [], [], unbind), handler)]


def _named(node: Node, raised: str) -> Node:
    """A handler's statement, with the exception in place of a ``raise`` that names none."""
    if type(node).__name__ == "Raise" and node.exc is None:
        return at(gast.Raise(operate("one_exception", [load(raised, node)], node), None), node)
    if type(node).__name__ in _NESTING:
        for part in ("body", "orelse", "finalbody"):
            if getattr(node, part, None):
                setattr(node, part, [_named(child, raised) for child in getattr(node, part)])
    return node


def _conditional_raise(node: Node) -> bool:
    """Whether a ``raise`` or an ``assert`` is below a statement, or is one that a tensor may decide about."""
    kind = type(node).__name__
    return kind == "Assert" or (kind in _NESTING and not _keeps_raises(node) and contains(node, ("Raise", "Assert")))


def _keeps_raises(node: Node) -> bool:
    """Whether a statement has the first say about what is raised inside it: a handler or an exit may stop it."""
    return type(node).__name__ in ("With", "AsyncWith") or (type(node).__name__ == "Try" and bool(node.handlers))


@statement_pass("Raise")
def rewrite_raise(rewriter: Rewriter, node: Node) -> list[Node]:
    """``raise e from c``, where each may be one of several exceptions, as a tensor decides."""
    for name, operator in (("exc", "one_exception"), ("cause", "cause")):
        value = getattr(node, name)
        if value is not None:
            new = rewriter.expression(value)
            known = isinstance(value, gast.Call)  # a class's instance, most likely
            setattr(node, name, new if known else operate(operator, [new], value))
    return [node]


class _Raises:
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
            if kind not in _NESTING or _keeps_raises(node) or not contains(node, ("Raise", "Assert")):
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
            leave = if_statement(_is_raised(self.raised, node), [at(gast.Break(), node)], [], node)
            return self._chained([*before, leave], rest, in_loop)
        after, _ = self.block(rest, in_loop)
        if not after:
            return before, MAYBE
        return [*before, if_statement(logical_not(_is_raised(self.raised, node), node), after, [], node)], MAYBE
