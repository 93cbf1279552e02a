"""Variables, TensorFlow's and Keras's: which tensor they hold, only the graph knows."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.classes import isinstance


def is_variable(value: Any) -> bool:
    """Whether a value is a variable. Keras's is told by what it can do: nobody need have imported Keras."""
    kind = type(value)
    return isinstance(value, tf.Variable) or (hasattr(kind, "__tf_tensor__") and hasattr(kind, "assign"))


def with_values(value: Any) -> Any:
    """A value with the tensor of each variable in the variable's place, inside tuples, too."""
    if type(value) is tuple:
        return tuple(map(with_values, value))
    return tf.convert_to_tensor(value) if is_variable(value) else value


__all__ = ["is_variable", "with_values"]
