"""Comprehensions become loops in a function of their own, which the passes then convert as any loop.

Before::

    return [x * x for x in xs if x > 0]

After, before the other passes::

    def list_comprehension_1(iterable_1):
        result_1 = []
        for x in iterable_1:
            if x > 0:
                result_1.append(x * x)
        return result_1

    return list_comprehension_1(xs)

A generator expression becomes a generator function, unless a builtin uses it up at once
(:mod:`autoimport_graph.compiler.passes.consumers`). ``any``, ``all`` and ``next`` return from the loop at the first
item that decides. Beside the generator function, whose conditions must be Python's, stands a second one, which hands
its values to a function instead of suspending (:mod:`autoimport_graph.compiler.push`): a loop over the generator can
run inside its own staged loops.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Sequence
from typing import Any

import gast

from autoimport_graph.compiler import push
from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.rewriter import SUSPENSIONS, Rewriter, expression_pass
from autoimport_graph.compiler.syntax import (
    assign,
    at,
    attribute,
    call,
    constant,
    function,
    if_statement,
    load,
    logical_not,
    operate,
    statement,
)
from autoimport_graph.compiler.variables import contains, uses

Node = Any
_STEMS = {
    "ListComp": "list_comprehension",
    "SetComp": "set_comprehension",
    "DictComp": "dict_comprehension",
    "GeneratorExp": "generator_expression",
    "pushing": "generator_pushing",
    "any": "any",
    "all": "all",
    "next": "next",
}


def rewrite_comprehension(rewriter: Rewriter, node: Node) -> Node:
    """Replace a comprehension by a call of a function that holds its loops."""
    if contains(node, SUSPENSIONS):  # also in a function that does not: an asynchronous generator is a value
        node.generators[0].iter = rewriter.expression(node.generators[0].iter)
        return node
    return _convert(rewriter, node, type(node).__name__)


def rewrite_quantifier(rewriter: Rewriter, node: Node) -> Node:
    """Replace ``any``, ``all`` or ``next`` of a comprehension by a call of a function that returns from its loops.

    Where ``from ... import *`` may have brought another function of the name, the runtime finds out which it is.

    Args:
        rewriter: The function's rewriter.
        node: The call.
    """
    name, comprehension, default = node.func.id, node.args[0], node.args[1:]
    if rewriter.context.is_builtin(name):
        return _convert(rewriter, comprehension, name, default)
    copied = copy.deepcopy(comprehension)
    generator = at(gast.GeneratorExp(copied.elt, copied.generators), node)
    test = operate("is_builtin", [load(name, node), constant(name, node)], node)
    arguments = [rewrite_comprehension(rewriter, generator), *map(rewriter.expression, copy.deepcopy(default))]
    other = call(operate("call", [load(name, node)], node), arguments, node)
    return at(gast.IfExp(test, _convert(rewriter, comprehension, name, default), other), node)


def _convert(rewriter: Rewriter, node: Node, kind: str, default: Sequence[Node] = ()) -> Node:
    arguments = [rewriter.expression(node.generators[0].iter), *map(rewriter.expression, default)]
    if kind != "GeneratorExp":
        return call(_function(rewriter, node, kind, len(arguments)), arguments, node)
    pushing = _function(rewriter, copy.deepcopy(node), "pushing", len(arguments))
    generator = _function(rewriter, node, kind, len(arguments))
    return operate("generator_expression", [generator, pushing, *arguments], node)


def _function(rewriter: Rewriter, node: Node, kind: str, count: int) -> Node:
    """A function that runs a comprehension's loops, put before the statement at hand.

    Args:
        rewriter: The function's rewriter.
        node: The comprehension.
        kind: What is made of its items.
        count: The number of arguments: the first iterable, and the default of ``next``.
    """
    # It runs all passes, this one among them.
    from autoimport_graph.compiler.convert import convert_body, entry, own_cells

    context = rewriter.context
    argument, result = context.names.new("iterable"), context.names.new("result")
    body = _loops(node, kind, argument, result if count > 1 or kind != "next" else None)
    inner = _inner_context(context, node, kind, {argument, result})
    parameters = [argument, result][:count]
    if kind == "pushing":
        body, functions = push.lower(body, inner)
        parameters = [*functions, argument]
    definition = function(context.names.new(_STEMS[kind]), parameters, body, node)
    converted = convert_body(body, inner)
    definition.body = entry(inner, node) + own_cells(inner, True, node) + converted
    return rewriter.hoist(definition)


for _kind in ("ListComp", "SetComp", "DictComp", "GeneratorExp"):
    expression_pass(_kind)(rewrite_comprehension)


def _loops(node: Node, kind: str, argument: str, result: str | None) -> list[Node]:
    inner = [_take(node, kind, result)]
    for number, generator in reversed(list(enumerate(node.generators))):
        for condition in reversed(generator.ifs):
            inner = [if_statement(condition, inner, [], condition)]
        iterable = load(argument, node) if number == 0 else generator.iter
        inner = [at(gast.For(generator.target, iterable, inner, [], None), generator.target)]
    if kind in ("GeneratorExp", "pushing"):
        return inner
    if result is None:
        return [*inner, at(gast.Raise(load("StopIteration", node), None), node)]
    if kind == "next":
        return [*inner, at(gast.Return(load(result, node)), node)]
    if kind in ("any", "all"):
        return [*inner, at(gast.Return(constant(kind == "all", node)), node)]
    empty = {
        "ListComp": lambda: at(gast.List([], gast.Load()), node),
        "DictComp": lambda: at(gast.Dict([], []), node),
        "SetComp": lambda: call(load("set", node), [], node),
    }[kind]()
    return [assign(result, empty, node), *inner, at(gast.Return(load(result, node)), node)]


def _take(node: Node, kind: str, result: str | None) -> Node:
    """What an iteration does with its element."""
    if kind in ("GeneratorExp", "pushing"):
        return statement(at(gast.Yield(node.elt), node.elt), node.elt)
    if result is None or kind == "next":
        return at(gast.Return(node.elt), node.elt)
    if kind in ("any", "all"):
        test = node.elt if kind == "any" else logical_not(node.elt, node.elt)
        return if_statement(test, [at(gast.Return(constant(kind == "any", node.elt)), node.elt)], [], node.elt)
    if kind == "DictComp":
        target = at(gast.Subscript(load(result, node), node.key, gast.Store()), node)
        return at(gast.Assign([target], node.value, None), node)
    method = "append" if kind == "ListComp" else "add"
    return statement(call(attribute(load(result, node), method, node), [node.elt], node.elt), node.elt)


def _inner_context(context: FunctionContext, node: Node, kind: str, added: set[str]) -> FunctionContext:
    targets = uses([generator.target for generator in node.generators], context.opaque).binds
    walrus = uses(node, context.opaque).binds - targets
    context.shared.update(walrus - context.globals_declared)
    return FunctionContext(
        names=context.names,
        scope=context.scope,
        local_names=targets | added,
        globals_declared=walrus & context.globals_declared,
        nonlocals_declared=walrus - context.globals_declared,
        first_parameter=context.first_parameter,
        class_name=context.class_name,
        # Python 3.12 made comprehensions part of the function around them (PEP 709).
        visible=targets | context.visible if sys.version_info >= (3, 12) else targets,
        is_generator=kind == "GeneratorExp",
        may_suspend=kind == "GeneratorExp",
        has_walrus=context.has_walrus,
        opaque=context.opaque,
        parameters=added,
        reads_locals=context.reads_locals,
        quantifiers=context.quantifiers,
    )
