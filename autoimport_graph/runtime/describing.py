"""What the variables on an author's line are, for messages."""

from __future__ import annotations

import re
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.collecting import exists_in_graph
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar

_NAMES = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_MOST = 4  # variables in one message


def variables_on(line: str, variables: dict[str, Any]) -> str:
    """The variables that a line reads and of which the graph decides something.

    Args:
        line: The author's source.
        variables: What is bound where it runs.

    Returns:
        ``"x is a float32 tensor of shape (2,)"`` and the like, joined; empty if there is nothing to tell.
    """
    found: dict[str, str] = {}
    for name in _NAMES.findall(line):
        parts = name.split(".")
        value = variables.get(parts[0])
        told = parts[0]
        for part in parts[1:]:
            attributes = getattr(value, "__dict__", {})
            if part not in attributes:
                break
            value, told = attributes[part], f"{told}.{part}"
        text = describe(value)
        if text is not None:
            found.setdefault(told, text)
    return "; ".join(f"{name} is {text}" for name, text in list(found.items())[:_MOST])


def describe(value: Any) -> str | None:
    """What a value is, as far as Python knows it; ``None`` for what Python knows fully."""
    if isinstance(value, Tensor) and not isinstance(value, EagerTensor):
        return f"a {value.dtype.name} tensor of shape {value.shape}"
    if is_variable(value):
        return f"a {tf.as_dtype(value.dtype).name} variable of shape {value.shape}"
    if isinstance(value, WeakScalar):
        return f"a Python {value.__type_name__} that only the graph knows"
    if isinstance(value, Choice):
        parts = [_alternative(one) for one in value.__alternatives__]
        return f"{' or '.join(dict.fromkeys(parts))}, as a tensor decides"
    if isinstance(value, list | set) or hasattr(value, "rotate"):
        try:
            moved = resolve(value)
        except Exception:
            moved = None
        if moved is None or isinstance(moved, GraphList):
            return f"a {type(value).__name__} whose length only the graph knows"
    if exists_in_graph(value):
        return "an iterable whose items only the graph knows"
    return None


def _alternative(value: Any) -> str:
    if value is UNDEFINED:
        return "not bound"
    return describe(value) or (repr(value) if len(repr(value)) < 40 else f"a {type(value).__name__}")
