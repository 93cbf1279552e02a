"""One function: from the author's tree to its graph version's.

The graph version takes all parameters by position, in the order of
:func:`autoimport_graph.compiler.scopes.all_arguments`, with ``*args`` as a tuple and ``**kwargs`` as a dict: the
guard in the author's function hands over what it was called with.
"""

from __future__ import annotations

import ast
from typing import Any

import gast

from autoimport_graph.compiler import liveness, push
from autoimport_graph.compiler.candidates import suspends
from autoimport_graph.compiler.context import FunctionContext, UniqueNames
from autoimport_graph.compiler.nested import to_ast, to_gast
from autoimport_graph.compiler.passes import (  # noqa: F401  # each registers its handlers
    assertions,
    calls,
    comparisons,
    comprehensions,
    conditional_expressions,
    consumers,
    exits,
    finally_blocks,
    for_loops,
    if_statements,
    logic,
    matches,
    next_calls,
    raises,
    reads,
    special_attributes,
    strings,
    subscripts,
    while_loops,
    writes,
)
from autoimport_graph.compiler.rewriter import SUSPENSIONS, Rewriter
from autoimport_graph.compiler.scopes import FunctionNode, Scope, all_arguments, mangled
from autoimport_graph.compiler.syntax import at, cells, constant, if_statement, operate, statement, store
from autoimport_graph.compiler.variables import Opaque, children, contains, holds, uses

Node = Any


def convert_function(node: FunctionNode, scope: Scope, pushing: bool = False) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """Convert a function.

    Args:
        node: The author's function; functions inside it already have their guards. It is not changed.
        scope: Its scope.
        pushing: Whether a generator is to hand its values to a function, see :mod:`~autoimport_graph.compiler.push`.

    Returns:
        The definition of the graph version, without decorators, defaults and annotations.

    Raises:
        Unconvertible: If it holds something that has no graph version.
    """
    statements, opaque = to_gast(node, scope)
    context = _context(node, scope, opaque)
    _prepare(statements, context)
    names = [context.mangle(argument.arg) for argument in all_arguments(node.args)]
    if pushing:
        statements, functions = push.lower(statements, context)
        names = [*functions, *names]
    called_back = contains(statements, ("For", "Match")) or context.has_walrus
    body = convert_body(statements, context)
    header = entry(context, body[0]) + own_cells(context, called_back, body[0])
    definition = gast.AsyncFunctionDef if isinstance(node, ast.AsyncFunctionDef) else gast.FunctionDef
    parameters = [at(gast.Name(name, gast.Param(), None, None), node) for name in names]
    new = definition(
        "lambda_" if isinstance(node, ast.Lambda) else node.name,
        gast.arguments(parameters, [], None, [], [], None, []),
        header + body,
        [],
        None,
        None,
        [],
    )
    return to_ast(at(new, node), opaque)  # type: ignore[no-any-return]


def convert_body(body: list[Node], context: FunctionContext) -> list[Node]:
    """Run the passes over the statements of one function, or of one comprehension's loops.

    Args:
        body: The statements.
        context: What is known of the function; liveness and flags are filled in.
    """
    lowered = reads.lower(body, context)
    if holds(lowered, ("Match",)):
        lowered = matches.lower(lowered, context)
    if holds(lowered, ("Try", "TryStar")):
        for step in (finally_blocks, next_calls):
            lowered = step.lower(lowered, context)
    if holds(lowered, ("Try", "TryStar", "With")):  # it tells the runtime of exits, too
        lowered = raises.lower(lowered, context)
    lowered = exits.lower(lowered, context)
    if context.is_generator and not contains(lowered, SUSPENSIONS):
        # What made it a generator stood behind a raise or a return: never run, but it must stay one.
        nothing = statement(at(gast.Yield(constant(None, body[0])), body[0]), body[0])
        lowered.append(if_statement(constant(False, body[0]), [nothing], [], body[0]))
    found = uses(lowered, context.opaque, context.known_uses)
    # Bound in code that is never reached, or annotated without a value: reading them fails, whatever the module calls
    # by these names.
    context.shared |= context.local_names - found.binds - context.parameters
    context.captured = found.captures & context.local_names
    always = set(context.captured)
    if context.reads_locals:
        always |= context.local_names
    always |= context.globals_declared | context.nonlocals_declared
    context.liveness = liveness.analyse(lowered, context.opaque, frozenset(always), context.stops)
    rewritten = Rewriter(context).block(lowered) or [at(gast.Pass(), body[0])]
    declared = context.shared - context.parameters - context.globals_declared - context.nonlocals_declared
    old = rewritten[0]
    # An annotation makes a name local to this function and costs nothing at run time: ``nonlocal`` needs a binding to
    # refer to.
    declarations = [
        at(gast.AnnAssign(store(name, old), constant(None, old), None, 1), old) for name in sorted(declared)
    ]
    return declarations + rewritten


def entry(context: FunctionContext, old: Node) -> list[Node]:
    """Declarations of the author, and word to the runtime of the outer variables that this function may write.

    Args:
        context: What is known of the function.
        old: Gives the position.
    """
    header: list[Node] = []
    if context.globals_declared:
        names = sorted(context.globals_declared)
        header.append(at(gast.Global(names), old))
        header.append(statement(operate("writes_globals", [constant(name, old) for name in names], old), old))
    if context.nonlocals_declared:
        names = sorted(context.nonlocals_declared)
        header.append(at(gast.Nonlocal(names), old))
        header.append(statement(operate("writes_cells", [cells(names, old)], old), old))
    return header


def own_cells(context: FunctionContext, called_back: bool, old: Node) -> list[Node]:
    """Word to the runtime of the variables that each call of the function has anew, and that calls inside may bind.

    A function of the author's may, by ``nonlocal``, and so may a loop's body, where the loop runs over a generator, or
    a delayed operand that holds an assignment.

    Args:
        context: What is known of the function.
        called_back: Whether it holds a ``for``, an assignment expression, or a pattern, which becomes one.
        old: Gives the position.
    """
    rebound = context.scope.rebound_inside() & context.local_names
    if called_back:
        rebound |= context.shared - context.globals_declared - context.nonlocals_declared
    if not rebound:
        return []
    return [statement(operate("fresh_cells", [cells(sorted(rebound), old)], old), old)]


def _context(node: FunctionNode, scope: Scope, opaque: dict[str, Opaque]) -> FunctionContext:
    class_name = scope.class_name
    arguments = [mangled(argument.arg, class_name) for argument in all_arguments(node.args)]
    positional = len(node.args.posonlyargs) + len(node.args.args)
    free = scope.free()
    return FunctionContext(
        names=UniqueNames(set(scope.names_inside())),
        scope=scope,
        local_names=set(scope.locals),
        visible=scope.locals | free,
        globals_declared=set(scope.globals_declared),
        nonlocals_declared=set(scope.nonlocals_declared),
        first_parameter=arguments[0] if positional and "__class__" in free else None,
        class_name=class_name,
        is_generator="generator" in suspends(scope),
        returns_nothing=suspends(scope) == "asynchronous generator",
        may_suspend=bool(suspends(scope)),
        parameters=set(arguments),
        opaque=opaque,
    )


def _prepare(body: list[Node], context: FunctionContext) -> None:
    """Give private names the form they have inside the class; find what calls tell of variables and generators."""
    in_class = context.class_name is not None
    stack: list[Node] = list(body)
    while stack:
        node = stack.pop()
        kind = type(node).__name__
        if kind == "Name":
            if in_class:
                node.id = context.mangle(node.id)
            continue
        if kind == "Call":
            context.reads_locals |= calls.reads_locals(node, context)
            consumers.lower(node, context)
        elif kind == "NamedExpr":
            context.has_walrus = True
        elif kind == "alias" and in_class:
            bound = node.asname or node.name
            if context.mangle(bound) != bound:
                node.asname = context.mangle(bound)
        elif kind in ("MatchAs", "MatchStar") and in_class and node.name:
            node.name = context.mangle(node.name)
        elif kind == "MatchMapping" and in_class and node.rest:
            node.rest = context.mangle(node.rest)
        stack.extend(children(node))
