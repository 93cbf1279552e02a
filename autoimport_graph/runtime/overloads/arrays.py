"""NumPy's functions on values that only the graph knows: those of ``tf.experimental.numpy``, with NumPy's rules
for Python numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.arrays import computed, stands_for
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.consumed import for_python
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WEAK_DTYPES, WeakScalar

_tnp = tf.experimental.numpy


def _holds_symbolic(value: Any) -> bool:
    if isinstance(value, list | tuple) and not isinstance(resolve(value), GraphList):
        return any(map(_holds_symbolic, value))
    return is_symbolic(value)


def _array(value: Any) -> Any:
    """A value as NumPy would have it: Python's numbers have 64 bits, lists are arrays."""
    value = resolve(value)
    if isinstance(value, GraphList):
        tensor, name = value.numbers()
        return tensor if name is None else tf.cast(tensor, WEAK_DTYPES[name])
    if isinstance(value, WeakScalar):
        return value.__tensor__
    if isinstance(value, Choice) or is_variable(value):
        return tf.convert_to_tensor(value)
    if isinstance(value, list | tuple) and _holds_symbolic(value):
        items = _alike([_array(item) for item in value])
        return tf.stack(items)
    return value


def _alike(items: list[Any]) -> list[Tensor]:
    """Operands of one dtype, as NumPy promotes: Python's numbers take the arrays' dtype where they can."""
    dtypes = [item.dtype.as_numpy_dtype if isinstance(item, Tensor) else item for item in items]
    plain = [dtype.dtype if isinstance(dtype, np.ndarray | np.generic) else dtype for dtype in dtypes]
    plain = [np.asarray(dtype).dtype if isinstance(dtype, list | tuple) else dtype for dtype in plain]
    common = tf.as_dtype(np.result_type(*plain))
    return [tf.cast(item, common) if isinstance(item, Tensor) else tf.constant(item, common) for item in items]


def _weak_operand(value: Any) -> bool:
    return isinstance(resolve(value), WeakScalar) or type(value) in (bool, int, float)


def _promoted(values: tuple[Any, ...]) -> list[Any]:
    """Operands of an elementwise function: a Python number takes the dtype of the arrays beside it."""
    arrays = [value if type(value) in (bool, int, float) else _array(value) for value in values]
    strong = [array for array, value in zip(arrays, values, strict=True) if not _weak_operand(value)]
    if not strong or len(strong) == len(arrays):
        return _alike(arrays) if len(arrays) > 1 else arrays
    dtype = _alike(strong)[0].dtype
    result: list[Any] = []
    for array, value in zip(arrays, values, strict=True):
        floating = (isinstance(array, Tensor) and array.dtype.is_floating) or isinstance(array, float)
        fits = not _weak_operand(value) or dtype.is_floating or dtype.is_complex or (not floating and dtype != tf.bool)
        wanted = dtype if fits else tf.float64 if floating else tf.int64
        result.append(tf.cast(array, wanted) if isinstance(array, Tensor) else tf.constant(array, wanted))
    return _alike(result)


def _elementwise(original: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    def apply(*values: Any, **keywords: Any) -> Any:
        operands = [tf.convert_to_tensor(operand) for operand in _promoted(values)]
        if getattr(original, "signature", None) is not None:
            return function(*operands, **keywords)
        with np.errstate(all="ignore"):
            result = tf.as_dtype(original(*(np.ones([], operand.dtype.as_numpy_dtype) for operand in operands)).dtype)
        if result.is_floating:
            # Roots of integers and the like: NumPy's dtype, which is not always TensorFlow's.
            operands = [tf.cast(operand, result) if operand.dtype.is_integer else operand for operand in operands]
        return function(*operands, **keywords)

    return apply


# What NumPy makes of integers before it adds them up.
_WIDE = {
    **dict.fromkeys(("sum", "prod", "cumsum", "cumprod"), tf.int64),
    **dict.fromkeys(("mean", "std", "var", "average"), tf.float64),
}


def _arrays(function: Callable[..., Any], wide: tf.DType | None = None) -> Callable[..., Any]:
    def apply(*values: Any, **keywords: Any) -> Any:
        arrays = list(map(_array, values))
        if (
            wide is not None
            and isinstance(arrays[0], Tensor)
            and (arrays[0].dtype.is_integer or arrays[0].dtype == tf.bool)
        ):
            arrays[0] = tf.cast(arrays[0], wide)
        return function(*arrays, **{name: _array(value) for name, value in keywords.items()})

    return apply


def _where(condition: Any, *choices: Any) -> Any:
    if not choices:
        return tuple(tf.unstack(tf.where(_array(condition)), axis=1))
    return tf.where(tf.cast(_array(condition), tf.bool), *_promoted(choices))


def _clip(array: Any, low: Any = None, high: Any = None) -> Any:
    if low is not None:
        array = tf.maximum(*_promoted((array, low)))
    return array if high is None else tf.minimum(*_promoted((array, high)))


def _make(value: Any, dtype: Any = None, **_: Any) -> Any:
    array = _array(value)
    array = tf.convert_to_tensor(array)
    return array if dtype is None else tf.cast(array, dtype)


def _parts(function: Callable[..., Any]) -> Callable[..., Any]:
    """``concatenate``, ``stack`` and their kin: a list of arrays."""

    def apply(values: Any, *arguments: Any, **keywords: Any) -> Any:
        contents = resolve(values)
        arrays = tf.unstack(_array(contents)) if isinstance(contents, Tensor) else None
        if isinstance(contents, GraphList):
            if function is _tnp.concatenate:
                return contents.concat(*arguments, **keywords)
            return function(_array(contents), *arguments, **keywords)
        return function(arrays or _alike([_array(value) for value in contents]), *arguments, **keywords)

    return apply


def _as_type(dtype: Any) -> Callable[..., Any]:
    def apply(value: Any = 0, *_: Any) -> Any:
        return tf.cast(_array(value), dtype)

    return apply


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(*values: Any, **keywords: Any) -> Any:
        raise StagingError(
            f"numpy.{name} of a value that only the graph knows has no counterpart in tf.experimental.numpy; "
            "use TensorFlow's operations, or run the function that calls it by autoimport_graph.py_func"
        )

    return refuse


def _overload(name: str, original: Any, function: Callable[..., Any]) -> None:
    def version(*values: Any, **keywords: Any) -> Any:
        if not any(map(_holds_symbolic, (*values, *keywords.values()))):
            return original(*map(for_python, values), **keywords)
        result = function(*values, **keywords)
        if name in _SHOWING and values:
            stands_for(result, values[0])
            return result
        # An array of its own, even where TensorFlow gives the very tensor.
        return computed(tf.identity(result) if any(result is value for value in values) else result)

    version.__name__ = name
    register(original, version)


# What shows an array in another shape.
_SHOWING = {"reshape", "ravel", "transpose", "squeeze", "expand_dims", "swapaxes", "moveaxis", "asarray", "atleast_1d"}
_PARTS = ("concatenate", "stack", "vstack", "hstack", "dstack", "column_stack")
_OWN: dict[str, Callable[..., Any]] = {"where": _where, "clip": _clip, "array": _make, "asarray": _make}
_TYPES = [
    "bool_",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "float32",
    "float64",
]
_LINEAR = {
    "norm": tf.norm,
    "inv": tf.linalg.inv,
    "det": tf.linalg.det,
    "solve": tf.linalg.solve,
    "cholesky": tf.linalg.cholesky,
}


def _register() -> None:
    for name in dir(np):
        original = getattr(np, name)
        if name.startswith("_") or isinstance(original, type) or not callable(original):
            continue
        function = getattr(_tnp, name, None)
        if name in _OWN:
            _overload(name, original, _OWN[name])
        elif name in _PARTS and function is not None:
            _overload(name, original, _parts(function))
        elif function is None:
            _overload(name, original, _refusing(name))
        else:
            _overload(
                name,
                original,
                _elementwise(original, function)
                if isinstance(original, np.ufunc)
                else _arrays(function, _WIDE.get(name)),
            )
    for name in _TYPES:
        _overload(name, getattr(np, name), _as_type(tf.as_dtype(getattr(np, name))))
    for name, function in _LINEAR.items():
        _overload(name, getattr(np.linalg, name), _arrays(function))


_register()
