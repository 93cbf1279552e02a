"""Functions that tell the graph what eager code does not say; on eager values they do nothing of note."""

from __future__ import annotations

import builtins
import sys
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.guard import Handle


def set_element_type(list: Any, dtype: Any, shape: Any = None) -> None:  # the name that users know
    """Say what a list's elements are, where the first one to be appended does not say it.

    Args:
        list: The list. It may still be empty.
        dtype: The elements' dtype.
        shape: Their static shape; ``None`` for that of the elements that the list will take.

    Raises:
        StagingError: If the list holds something else already.
    """
    if not Handle.in_graph():
        return
    import tensorflow as tf

    from autoimport_graph.runtime.contents import as_graph_list, write_contents
    from autoimport_graph.runtime.kinds import Declared, Dense
    from autoimport_graph.runtime.moved_lists import resolve
    from autoimport_graph.runtime.regions import Contents, touch
    from autoimport_graph.runtime.tensor_lists import GraphList

    if not isinstance(resolve(list), GraphList | builtins.list):
        raise StagingError(
            f"set_element_type() takes the list itself, not a {type(list).__name__}; call it beside the list's creation"
        )
    touch(Contents(list))
    shape = tf.TensorShape(shape)
    contents = as_graph_list(list)
    dtype = tf.as_dtype(dtype)
    contents.widen(Declared(dtype, None) if shape.rank is None else Dense(dtype, tuple(shape.as_list())))
    write_contents(list, contents)


def stack(values: Any) -> Any:
    """Stack a list along a new first dimension.

    Args:
        values: A list of tensors of one dtype and shape, also one whose length only the graph knows.

    Returns:
        A tensor of shape ``[len(values), ...]`` and of the elements' dtype.

    Raises:
        ValueError: If the shapes differ, as ``tf.stack`` raises.
    """
    if "autoimport_graph.runtime.operators" in sys.modules:
        from autoimport_graph.runtime.calls import tf_stack

        return tf_stack(values)
    import tensorflow as tf

    return tf.stack(values)


def set_loop_options(
    parallel_iterations: int | None = None,
    swap_memory: bool | None = None,
    maximum_iterations: Any = None,
    shape_invariants: Any = None,
) -> None:
    """Options of the loop whose body begins with this, as of ``tf.autograph.experimental.set_loop_options``.

    Args:
        parallel_iterations: How many iterations may run at a time.
        swap_memory: As in ``tf.while_loop``.
        maximum_iterations: The most iterations that run, an integer or an integer tensor.
        shape_invariants: Pairs of a loop variable and its static shape.
    """


__all__ = ["set_element_type", "set_loop_options", "stack"]
