"""What a traced function returns, made fit for TensorFlow, and what is seen to at the edges of a graph."""

from __future__ import annotations

import inspect
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply, settle, without_none
from autoimport_graph.runtime.exceptions import forget_handlers
from autoimport_graph.runtime.graph_containers import wrapped
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.program_order import keep_failures, put_in_order
from autoimport_graph.runtime.regions import fresh, leave, like, stack
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor, get_default_graph, staged_graphs
from autoimport_graph.runtime.thread_state import thread_state


def incoming(value: Any) -> Any:
    """Arguments for a traced function.

    Args:
        value: A structure of them, as TensorFlow hands them over.
    """
    from autoimport_graph.runtime.traced_calls import arriving

    return arriving(value)


def outgoing(value: Any) -> Any:
    """A traced function's result for TensorFlow.

    Args:
        value: What the function returned.

    Returns:
        The same, with lists of the graph in place of the Python lists that they were, and one tensor for a value that
        is one of several.

    Raises:
        StagingError: If the function returns different things, as a tensor decides, that no one tensor can be.
    """
    if isinstance(value, list):
        moved = resolve(value)
        if moved is not value:
            return _listed(moved)
    if isinstance(value, set) and isinstance(resolve(value), GraphList):
        raise StagingError(
            "a function run as a graph returns a set whose items only the graph knows; return sorted(the_set), or "
            "list(the_set)"
        )
    if isinstance(value, Choice):
        return _one(value)
    if type(value) in (list, tuple) or hasattr(type(value), "_fields"):
        return like(value, [outgoing(item) for item in value])
    if type(value) is dict:
        return {key: outgoing(item) for key, item in value.items()}
    return value


def finished(function: Any, result: Any) -> None:
    """A function has been traced into the graph at hand.

    Args:
        function: What was traced.
        result: What it returned.
    """
    graph = get_default_graph()
    if is_converted(inspect.unwrap(function)):
        staged_graphs.add(graph)
    keep_failures(graph, (result,))
    put_in_order(graph, result)


def is_operation(value: Any) -> bool:
    """Whether a function returned an operation, as of ``tf.no_op()``: it runs, being in the graph."""
    return isinstance(value, tf.Operation)


def _listed(contents: GraphList) -> Any:
    """A list of the graph as one tensor, ragged where its items are lists."""
    rows = contents.rows()
    if rows is not None:
        return rows
    stacked = contents.stack()
    if not isinstance(stacked, Tensor):
        raise StagingError(
            "a function run as a graph returns a list of a length that only the graph knows, of items that are no one "
            "tensor: eager code returns item after item, a graph can only return a tensor of each part. "
            "Return those: [item[0] for item in the_list], ..."
        )
    return stacked


_RETURNS_NONE = (
    "the function returns None on this path and a tensor on another; a graph returns a tensor on each. Return a flag "
    "beside the value, or a default in the place of None"
)


def _one(choice: Choice) -> Any:
    alternatives = list(choice.__alternatives__)
    # By identity: tensors answer ``==`` with tensors.
    present = [alternative for alternative in alternatives if alternative is not UNDEFINED and alternative is not None]
    if len(present) == 1:
        # None where no path was expected to leave it (no item in a search for the best one) is an error when the
        # graph meets it.
        return outgoing(settle(choice, _RETURNS_NONE))
    if all(isinstance(alternative, list | dict) for alternative in alternatives):
        copied = apply(_copied, choice)
        if not isinstance(copied, Choice):
            return outgoing(copied)
    try:
        return tf.convert_to_tensor(without_none(choice, _RETURNS_NONE))
    except (TypeError, ValueError, StagingError):
        pass
    described = " or ".join(_described(one) for one in alternatives if one is not UNDEFINED and one is not UNSET)
    raise StagingError(
        f"a function run as a graph returns {described}, as a tensor decides; a graph returns the same structure on "
        "every path. "
        "Return a flag beside the value, or a value of the same structure on each path."
    )


def _copied(container: Any) -> Any:
    """A new container of the same items: one structure for all paths, where that is possible."""
    contents = resolve(container)
    return wrapped(contents.copied()) if isinstance(contents, GraphList) else fresh(contents.copy())


def _described(value: Any) -> str:
    if isinstance(value, Tensor):
        return f"a {value.dtype.name} tensor of shape {value.shape}"
    if isinstance(value, tuple | list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return repr(value)


def recover() -> None:
    """This thread is at the edge of its outermost graph: what belongs to one was left there by Ctrl-C.

    An exception leaves everything as it found it, but Ctrl-C may strike while that is done. The place that was touched
    last is known until another one is touched: it may hold an exception, and so all frames of the trace.
    """
    stack.last = None
    while stack.top is not None:
        leave(stack.top)
    thread_state.push = None
    forget_handlers()
