"""Functions that Python runs each time the graph runs, in the order of the program."""

from __future__ import annotations

import functools
import inspect
import re
import typing
from collections.abc import Callable
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.disabled import disabled
from autoimport_graph.runtime.graph_function import Wrapper
from autoimport_graph.runtime.guard import Handle
from autoimport_graph.runtime.thread_state import thread_state


class PythonFunction(Wrapper):
    """A function that runs in Python each time the graph does, with NumPy values.

    Args:
        function: The author's function.
        return_dtypes: A dtype or a structure of them; ``None`` takes the function's return annotation, or nothing is
            returned.
        configured: Whether the configuration names it: then it is written for eager tensors, gets them in eager code,
            and in a graph arrays that have their ``numpy`` method.
    """

    def __init__(self, function: Callable[..., Any], return_dtypes: Any = None, configured: bool = False) -> None:
        super().__init__(function)
        self._return_dtypes = return_dtypes
        self._configured = configured

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Run the function now, or each time that the graph at hand runs."""
        if Handle.in_graph():
            return self._stage(arguments, keywords)
        if thread_state.disabled or self._configured:
            return self.python_function(*arguments, **keywords)
        arguments, keywords = _structure(_as_numpy, (arguments, keywords))
        return self.python_function(*arguments, **keywords)

    def _stage(self, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        import tensorflow as tf

        outcome = self._outcome(tf)
        specifications = [] if outcome is None else tf.nest.flatten(outcome)
        dtypes = [specification.dtype for specification in specifications]
        arguments, keywords = _structure(_settled, (arguments, keywords))
        flat = tf.nest.flatten((arguments, keywords))
        numbers = [position for position, value in enumerate(flat) if _is_tensor_like(value)]
        lists = {position for position in numbers if _is_list(flat[position])}
        function, view = self.python_function, _with_numpy if self._configured else lambda value: value

        def run(*values: Any) -> Any:
            filled = list(flat)
            for position, value in zip(numbers, values, strict=True):
                filled[position] = [view(item) for item in value] if position in lists else view(value)
            positional, named = tf.nest.pack_sequence_as((arguments, keywords), filled)
            with disabled():
                result = function(*positional, **named)
            return _returned(result, outcome, dtypes)

        tensors = [tf.convert_to_tensor(flat[position]) for position in numbers]
        name = re.sub(r"\W", "_", getattr(function, "__name__", "py_func")).strip("_") or "py_func"
        results = tf.numpy_function(
            functools.wraps(function, updated=())(run), tensors, dtypes, stateful=True, name=name
        )
        if outcome is None:
            return None
        results = list(results) if isinstance(results, list | tuple) else [results]
        for result, specification in zip(results, specifications, strict=True):
            result.set_shape(specification.shape)
        return tf.nest.pack_sequence_as(outcome, results)

    def _outcome(self, tf: Any) -> Any:
        """What the function returns: a specification, a structure of them, or ``None``."""
        if self._return_dtypes is not None:
            return tf.nest.map_structure(
                lambda part: part if isinstance(part, tf.TensorSpec) else tf.TensorSpec(None, tf.as_dtype(part)),
                self._return_dtypes,
            )
        function = inspect.unwrap(self.python_function)
        function = getattr(function, "__func__", function)
        annotation = getattr(function, "__annotations__", {}).get("return")
        while isinstance(annotation, str):  # from __future__ import annotations
            try:
                annotation = eval(annotation, getattr(function, "__globals__", {}))
            except Exception:
                self._refuse(annotation)
        return None if annotation is None else self._annotated(annotation, tf)

    def _annotated(self, annotation: Any, tf: Any) -> Any:
        import numpy as np

        if annotation is type(None):
            return None
        if isinstance(annotation, tf.TensorSpec):
            return annotation
        if isinstance(annotation, tf.DType | np.dtype):
            return tf.TensorSpec(None, tf.as_dtype(annotation))
        if isinstance(annotation, tuple | list):
            return type(annotation)(self._annotated(part, tf) for part in annotation)
        parts = typing.get_args(annotation)
        if typing.get_origin(annotation) is tuple and parts and parts[-1] is not Ellipsis:
            return tuple(self._annotated(part, tf) for part in parts)
        names = {
            int: tf.int64,
            float: tf.float64,
            complex: tf.complex128,
            bool: tf.bool,
            str: tf.string,
            bytes: tf.string,
        }
        if isinstance(annotation, type) and annotation in names:
            return tf.TensorSpec(None, names[annotation])
        if isinstance(annotation, type) and issubclass(annotation, np.generic):
            return tf.TensorSpec(None, tf.as_dtype(annotation))
        return self._refuse(annotation)

    def _refuse(self, annotation: Any) -> Any:
        name = getattr(self.python_function, "__qualname__", repr(self.python_function))
        shown = annotation if isinstance(annotation, str) else getattr(annotation, "__qualname__", repr(annotation))
        raise StagingError(
            f"{name} runs as py_func, and its return annotation {shown} names no dtype; "
            "annotate it as tf.float32 or the like, or give return_dtypes"
        )


def _returned(result: Any, outcome: Any, dtypes: list[Any]) -> list[Any]:
    """The arrays that TensorFlow wants of a result."""
    import tensorflow as tf

    if outcome is None:
        return []
    if not tf.nest.is_nested(outcome):
        return [_as_array(result, dtypes[0], outcome.shape)]
    tf.nest.assert_same_structure(outcome, result, check_types=False)  # a tuple does for a list
    parts = zip(tf.nest.flatten(result), dtypes, tf.nest.flatten(outcome), strict=True)
    return [_as_array(value, dtype, specification.shape) for value, dtype, specification in parts]


def _as_array(value: Any, dtype: Any, shape: Any) -> Any:
    import numpy as np
    import tensorflow as tf

    array = np.asarray(value)
    if not shape.is_compatible_with(array.shape):
        raise ValueError(f"a py_func returned an array of shape {array.shape}, where {shape} was announced")
    if dtype == tf.string:
        return array
    return array.astype(dtype.as_numpy_dtype, casting="same_kind" if array.size else "unsafe")


def _structure(function: Callable[[Any], Any], value: Any) -> Any:
    """A nested structure with a function applied to its leaves; lists that a graph holds are leaves, too."""
    value = function(value)
    if type(value) in (list, tuple):
        return type(value)(_structure(function, item) for item in value)
    if type(value) is dict:
        return {name: _structure(function, item) for name, item in value.items()}
    return value


def _as_numpy(value: Any) -> Any:
    import sys

    tf = sys.modules.get("tensorflow")
    return value.numpy() if tf is not None and isinstance(value, tf.Tensor | tf.Variable) else value


def _settled(value: Any) -> Any:
    """A value that only the graph knows, as one tensor."""
    from autoimport_graph.runtime.choice_branches import settle
    from autoimport_graph.runtime.moved_lists import resolve

    return settle(resolve(value))


def _is_tensor_like(value: Any) -> bool:
    import tensorflow as tf

    from autoimport_graph.runtime.choice import Choice
    from autoimport_graph.runtime.weak import WeakScalar

    return isinstance(value, tf.Tensor | tf.Variable | WeakScalar | Choice) or _is_list(value)


def _is_list(value: Any) -> bool:
    from autoimport_graph.runtime.tensor_lists import GraphList

    return isinstance(value, GraphList)


@functools.cache
def _array_type() -> Any:
    import numpy as np

    class Array(np.ndarray):
        """An array with the one method of an eager tensor that code written for those must call."""

        def numpy(self) -> Any:
            """The plain array, or a scalar."""
            return self.view(np.ndarray)[()]

        def __getitem__(self, index: Any) -> Any:
            return _with_numpy(super().__getitem__(index))

    return Array


class _Text(bytes):
    """A string scalar, which NumPy has no array for, with the same method."""

    def numpy(self) -> bytes:
        """The plain bytes."""
        return bytes(self)


def _with_numpy(value: Any) -> Any:
    import numpy as np

    if isinstance(value, bytes):
        return _Text(value)
    if isinstance(value, np.ndarray | np.generic):
        return np.asarray(value).view(_array_type())
    return value


__all__ = ["PythonFunction"]
