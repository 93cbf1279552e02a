"""What a graph does beside computing happens in the program's order, and not at all after the program has failed.

TensorFlow orders what touches one variable, and what touches none. Eager code that raises, asserts or reads past the
end before it assigns to a variable has not assigned to it; in the graph, the assignment would not wait for that.

    v.assign_add(1)
    assert x < 3          # waits for the first assignment
    w.assign_add(1)       # waits for the assertion
"""

from __future__ import annotations

import enum
import functools
import operator
import weakref
from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import tensorflow_private as private


class Role(enum.Flag):
    """What an operation is to those around it.

    Attributes:
        EFFECT: It changes a variable or the like, which must not happen before what precedes it, or after a failure.
        CHECK: It may fail, depending on values: no effect may come before it that the program has after it.
        BARRIER: Both, and seen from outside: all others keep their side of it.
        COLLECTIVE: It waits for other devices, whose operations may be in this graph, too: nothing is ordered.
    """

    EFFECT = enum.auto()
    CHECK = enum.auto()
    BARRIER = enum.auto()
    COLLECTIVE = enum.auto()


NONE = Role(0)
_kinds: dict[str, Role] = {}
_BARRIERS = {
    "Assert",
    "CheckNumerics",
    "CheckNumericsV2",
    "Print",
    "PrintV2",
    "PyFunc",
    "EagerPyFunc",
    "IteratorGetNext",
}
# Operations that fail where their second argument does not fit.
_INDEXING = {"GatherV2", "GatherNd", "ResourceGather", "ResourceGatherNd", "StridedSlice"}
_DIVISIONS = {"FloorDiv", "FloorMod", "TruncateDiv", "TruncateMod", "Div", "Mod"}  # of integers
_CALLS = {
    "If": ("then_branch", "else_branch"),
    "StatelessIf": ("then_branch", "else_branch"),
    "While": ("cond", "body"),
    "StatelessWhile": ("cond", "body"),
    "PartitionedCall": ("f",),
    "StatefulPartitionedCall": ("f",),
}

_roles: weakref.WeakKeyDictionary[Any, Role] = weakref.WeakKeyDictionary()


def put_in_order(graph: Any, results: Any = ()) -> None:
    """Let the operations of a traced graph wait for one another as the program has them.

    Args:
        graph: Of a function, a branch or a loop's body; nobody else's are changed, nor those of version 1.
        results: What it is going to return, where it has no outputs yet.
    """
    if graph not in private.staged_graphs or not private.is_ordered(graph):
        return
    operations = [(operation, _role(operation)) for operation in graph.get_operations() if _matters(operation)]
    if any(Role.COLLECTIVE in role for _, role in operations):
        return
    returned = {
        id(tensor.op) for tensor in (*graph.outputs, *tf.nest.flatten(results)) if tf.is_symbolic_tensor(tensor)
    }
    order = _Order()
    for operation, role in operations:
        if Role.BARRIER in role:
            order.barrier(operation)
        elif Role.EFFECT in role:
            order.effect(operation)
        # What nothing uses is left out of the graph, as long as nothing waits for it.
        elif Role.CHECK in role and (id(operation) in returned or any(one.consumers() for one in operation.outputs)):
            order.check(operation)


def keep_failures(graph: Any, results: tuple[Any, ...] | None = None) -> None:
    """Let a traced graph run what may fail, though nothing uses what it computes: ``6 // x``, ``v[x]``.

    Args:
        graph: Of a function, a branch or a loop's body, with its outputs.
        results: What it is going to return, where it is a function's, has no outputs yet, and orders its operations.
    """
    if graph not in private.staged_graphs or not private.is_ordered(graph):
        return
    failing = [operation for operation in graph.get_operations() if _author_divides_or_indexes(operation)]
    if not failing:
        return
    used = _used(graph, results)
    with graph.as_default():
        for operation in failing:
            if operation not in used:
                # TensorFlow's optimizer drops what is only waited for, and not what an assertion would print.
                kept = tf.raw_ops.Assert(condition=tf.constant(True), data=operation.outputs[:1])
                if results is None:
                    graph.control_outputs.append(kept)


def may_fail(tensor: Any) -> Any:
    """Note that the author's code reads an item of a tensor; returns the item."""
    if tf.is_symbolic_tensor(tensor):
        tensor.op.is_read_by_author = True
    return tensor


def _author_divides_or_indexes(operation: Any) -> bool:
    kind = operation.type
    if kind not in _DIVISIONS and not getattr(operation, "is_read_by_author", False):
        return False
    return _role(operation) is Role.CHECK


def _used(graph: Any, results: Any) -> set[Any]:
    """The operations of a graph that run in any case."""
    returned = [tensor for tensor in (*graph.outputs, *tf.nest.flatten(results)) if tf.is_symbolic_tensor(tensor)]
    waiting = [tensor.op for tensor in returned] + list(graph.control_outputs)
    waiting += [operation for operation in graph.get_operations() if operation._is_stateful]
    used: set[Any] = set()
    while waiting:
        operation = waiting.pop()
        if operation not in used and operation.graph is graph:
            used.add(operation)
            waiting += [tensor.op for tensor in operation.inputs] + list(operation.control_inputs)
    return used


class _Order:
    """What operations wait for, as a walk through the program meets them.

    Attributes:
        past: What all that follow wait for.
        effects: What has been changed since, by operations that do not wait for one another.
        checks: What may have failed since.
    """

    def __init__(self) -> None:
        self.past: list[Any] = []
        self.effects: list[Any] = []
        self.checks: list[Any] = []

    def barrier(self, operation: Any) -> None:
        private.wait_for(operation, [*self.past, *self.effects, *self.checks])
        self.past, self.effects, self.checks = [operation], [], []

    def effect(self, operation: Any) -> None:
        if self.checks:
            self.past, self.checks = _joined([*self.past, *self.checks]), []
        private.wait_for(operation, self.past)
        self.effects.append(operation)

    def check(self, operation: Any) -> None:
        if self.effects:
            self.past, self.effects = _joined([*self.past, *self.effects]), []
        private.wait_for(operation, self.past)
        self.checks.append(operation)


def _joined(operations: list[Any]) -> list[Any]:
    """Operations as one to wait for, so that there are not as many edges as there are pairs."""
    if len(operations) <= 2:
        return operations
    # A body is put in order when it has been left: the graph around is at hand.
    with operations[0].graph.as_default(), tf.control_dependencies(operations):
        return [tf.no_op()]


def _matters(operation: Any) -> bool:
    """Whether it is not known of an operation's kind that it does nothing but compute, as of nearly all in a graph."""
    return _kinds.get(operation.type) is not NONE


def _role(operation: Any) -> Role:
    kind = operation.type
    if kind in _CALLS:
        return _several(_role_of_graph(graph) for graph in private.called_graphs(operation, _CALLS[kind]))
    if kind in _INDEXING or kind in _DIVISIONS:
        argument = operation.inputs[1]
        fits = argument.op.type == "Const" or (kind in _DIVISIONS and not argument.dtype.is_integer)
        return NONE if fits else Role.CHECK
    return _role_of_kind(kind, operation)


def _role_of_kind(kind: str, operation: Any) -> Role:
    known = _kinds.get(kind)
    if known is None:
        if kind in _BARRIERS:
            known = Role.BARRIER
        elif kind.startswith(("Collective", "Nccl")):
            known = Role.COLLECTIVE
        else:
            known = Role.EFFECT if private.changes_something(operation) else NONE
        _kinds[kind] = known
    return known


def _role_of_graph(graph: Any) -> Role:
    if graph not in _roles:
        _roles[graph] = _several(_role(operation) for operation in graph.get_operations() if _matters(operation))
    return _roles[graph]


def _several(roles: Iterable[Role]) -> Role:
    together = functools.reduce(operator.or_, roles, NONE)
    return together | Role.BARRIER if Role.EFFECT | Role.CHECK in together else together
