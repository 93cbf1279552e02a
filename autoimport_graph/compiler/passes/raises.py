"""Lower ``raise`` inside a ``try``, so that a handler runs where a tensor decides whether there is an exception.

Before::

    try:
        if x < 0:
            raise ValueError("negative")
        y = x
    except ValueError:
        y = 0

After (``attempt_1``, ``raised_1`` and ``error_1`` are new)::

    attempt_1 = __autoimport_graph__.handling(lambda: (ValueError,))
    raised_1 = None
    try:
        with attempt_1:
            if attempt_1:
                if x < 0:
                    raised_1 = __autoimport_graph__.exception(ValueError("negative"))
                else:
                    y = x
            else:
                raise RuntimeError
    except BaseException as error_1:
        raised_1 = __autoimport_graph__.caught(error_1)
    if not __autoimport_graph__.is_not(raised_1, None):
        raised_1 = __autoimport_graph__.raised_in(attempt_1)
    if __autoimport_graph__.is_not(raised_1, None):
        if __autoimport_graph__.catches(raised_1, lambda: ValueError):
            y = 0
        else:
            raise __autoimport_graph__.one_exception(raised_1)

``handling`` tells the runtime which exceptions have a handler. ``if attempt_1`` makes a function of the body, whose
rest becomes a branch where a function that it calls raises one as a tensor decides (``runtime/attempts.py``). A ``try``
without a ``raise`` of its own keeps its handlers, which let the runtime's own refusals pass, and has them once more in
its ``else``, for such a branch. A ``finally`` comes after a body whose exception has been kept likewise, and before
that is raised again; so does the exit of a ``with`` (:mod:`autoimport_graph.compiler.passes.contexts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.passes import contexts
from autoimport_graph.compiler.passes.finally_blocks import jumps_out
from autoimport_graph.compiler.raising import NESTING, Raises, is_raised, keeps_raises
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
            if type(node).__name__ in (*NESTING, "ExceptHandler") and getattr(node, part, None):
                setattr(node, part, _lower(getattr(node, part), context, seen))
        if type(node).__name__ == "Try":
            for handler in node.handlers:
                handler.body = _lower(handler.body, context, seen)
            result += _with_finally(node, context, seen) if node.finalbody else _try(node, context, seen)
        elif type(node).__name__ == "With":
            result += contexts.lower(node, context)
        else:
            result.append(node)
    return result


def _with_finally(node: Node, context: FunctionContext, seen: set[str]) -> list[Node]:
    """What is raised waits in a variable while the ``finally`` runs, and is raised again after it."""
    finalbody, node.finalbody = node.finalbody, []
    inner = _try(node, context, seen) if node.handlers else node.body
    if contains(node, ("Yield", "YieldFrom", "Await")) or jumps_out(finalbody):
        name = context.names.new("barrier")
        finalbody.insert(0, statement(operate("leave_barrier", [load(name, node)], node), node))
        return [assign(name, operate("enter_barrier", [], node), node), at(gast.Try(inner, [], [], finalbody), node)]
    raised, attempt = context.names.new("raised"), context.names.new("attempt")
    begin = assign(attempt, operate("finishing", [], node), node)
    guarded = at(gast.With([gast.withitem(load(attempt, node), None)], [_attempted(inner, attempt, node)]), node)
    body = [begin, *_kept(guarded, raised, attempt, context, node)]
    again = at(gast.Raise(operate("one_exception", [load(raised, node)], node), None), node)
    return [at(gast.Try(body, [], [], finalbody), node), if_statement(is_raised(raised, node), [again], [], node)]


def _kept(guarded: Node, raised: str, attempt: str, context: FunctionContext, node: Node) -> list[Node]:
    """A body after which a variable holds the exception that ended it, whether Python or the graph has raised it."""
    error = context.names.new("error")
    native = at(
        gast.ExceptHandler(
            load("BaseException", node),
            store(error, node),
            [assign(raised, operate("caught", [load(error, node)], node), node)],
        ),
        node,
    )
    whole = at(gast.Try([guarded], [native], [], []), node)
    found = assign(raised, operate("raised_in", [load(attempt, node)], node), node)
    by_call = if_statement(logical_not(is_raised(raised, node), node), [found], [], node)
    return [assign(raised, constant(None, node), node), whole, by_call]


def _try(node: Node, context: FunctionContext, seen: set[str]) -> list[Node]:
    types = [handler.type if handler.type is not None else load("BaseException", handler) for handler in node.handlers]
    attempt = context.names.new("attempt")
    begin, guarded = _handling(node, types, attempt)
    suspends = contains(node, ("Yield", "YieldFrom", "Await"))
    if not any(_conditional_raise(child) for child in node.body) or suspends:
        if not suspends:
            node.orelse = _raised_by_calls(node, context, attempt, seen)
            guarded.body = [_attempted(guarded.body, attempt, node)]
        node.body = [guarded]
        for handler in node.handlers:
            handler.body.insert(0, statement(operate("let_refusals_pass", [], handler), handler))
        return [begin, node]
    raised = context.names.new("raised")
    guarded.body, _ = Raises(raised).block(node.body, False)
    guarded.body = [_attempted(guarded.body, attempt, node)]
    kept = _kept(guarded, raised, attempt, context, node)
    dispatch = if_statement(is_raised(raised, node), _dispatch(node, raised, seen), node.orelse, node)
    return [begin, *kept, dispatch]


def _handling(node: Node, types: list[Node], attempt: str) -> tuple[Node, Node]:
    """``attempt = handling(lambda: (E, F))``, and ``with attempt:`` around the body."""
    manager = operate("handling", [thunk(tuple_of([_copy(kind) for kind in types], node), node)], node)
    return assign(attempt, manager, node), at(gast.With([gast.withitem(load(attempt, node), None)], node.body), node)


def _attempted(body: list[Node], attempt: str, node: Node) -> Node:
    """``if attempt: body``: what the runtime runs, and can end anywhere; the other branch is never reached."""
    never = at(gast.Raise(load("RuntimeError", node), None), node)
    return if_statement(load(attempt, node), body, [never], node)


def _raised_by_calls(node: Node, context: FunctionContext, attempt: str, seen: set[str]) -> list[Node]:
    """The ``else`` of a ``try`` whose own handlers Python runs: these once more, for what a tensor has decided."""
    raised = context.names.new("raised")
    twin = _twin(node, context)
    found = assign(raised, operate("raised_in", [load(attempt, node)], node), node)
    return [found, if_statement(is_raised(raised, node), _dispatch(twin, raised, seen), node.orelse, node)]


def _twin(node: Node, context: FunctionContext) -> Node:
    """The handlers of a ``try`` a second time."""
    twin = gast.Try([], [_copy(handler) for handler in node.handlers], [], [])
    for old, new in zip(node.handlers, twin.handlers, strict=True):
        pairs = zip(gast.walk(old), gast.walk(new), strict=True)
        context.quantifiers.update(copied for original, copied in pairs if original in context.quantifiers)
    return at(twin, node)


def _copy(value: Node) -> Node:
    """An expression of names and attributes a second time; no two places of a tree may share a node."""
    import copy

    return copy.deepcopy(value)


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
    if type(node).__name__ in NESTING:
        for part in ("body", "orelse", "finalbody"):
            if getattr(node, part, None):
                setattr(node, part, [_named(child, raised) for child in getattr(node, part)])
    return node


def _conditional_raise(node: Node) -> bool:
    """Whether a ``raise`` or an ``assert`` is below a statement, or is one that a tensor may decide about."""
    kind = type(node).__name__
    return kind == "Assert" or (kind in NESTING and not keeps_raises(node) and contains(node, ("Raise", "Assert")))


@statement_pass("Raise")
def rewrite_raise(rewriter: Rewriter, node: Node) -> list[Node]:
    """``raise e from c``, where each may be one of several exceptions, as a tensor decides."""
    value, cause = node.exc, node.cause
    if value is None:
        return [node]
    known = isinstance(value, gast.Call)  # a class's instance, most likely
    node.exc = rewriter.expression(value)
    if cause is not None and not isinstance(cause, gast.Constant):
        node.exc, node.cause, known = operate("exception", [node.exc, rewriter.expression(cause)], node), None, False
    if not known:
        node.exc = operate("one_exception", [node.exc], value)
    return [node]
