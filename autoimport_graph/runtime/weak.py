"""Numbers and strings that eager Python would have as its own: weakly typed scalars.

``len(t)``, ``int(t)``, the items of ``range(t)``, a counter that a staged loop increments: eager code has a Python
number there, which takes the dtype of any tensor that it meets (as JAX's "weak types" do). A :class:`WeakScalar`
carries it through a graph with Python's own range and precision (64 bits), follows Python's rules among its like, and
takes a tensor's dtype in any operation with one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import large_integers
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.divisions import divide, divisor_of, floor_divide, modulo
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import _UNPACKERS, NUMBERS, WEAK_DTYPES, Weak, register

_RANKS = {"bool": 0, "int": 1, "float": 2}
# What TensorFlow makes of a Python number that meets no tensor.
_DEFAULT_DTYPES = {"bool": tf.bool, "int": tf.int32, "float": tf.float32, "str": tf.string}


class NotKnownYet(StagingError, TypeError):
    """Code that is not converted asks for a number of the graph; a ``TypeError``, too, so that TensorFlow's own code
    falls back to tensors where it can.
    """


class WeakScalar:
    """A Python number (or string) whose value only the graph knows.

    Args:
        name: ``"bool"``, ``"int"``, ``"float"`` or ``"str"``.
        tensor: A scalar of that type's 64-bit dtype (``tf.bool``, ``tf.int64``, ``tf.float64``, ``tf.string``).
        origins: What arithmetic has made it of, see :mod:`~autoimport_graph.runtime.promotions`.
    """

    # Of the form that Python keeps for itself: the number has no other attributes than Python's.
    __slots__ = ("__origins__", "__tensor__", "__type_name__")
    __array_ufunc__ = None  # NumPy leaves mixed operations to this class
    __hash__ = None  # type: ignore[assignment]  # its value is not known: it cannot be a key

    def __init__(self, name: str, tensor: Tensor, origins: frozenset[Any] = frozenset()) -> None:
        self.__type_name__ = name
        self.__tensor__ = tensor
        self.__origins__ = origins

    def __repr__(self) -> str:
        return f"<symbolic {self.__type_name__}>"

    def __tf_tensor__(self, dtype: tf.DType | None = None, name: str | None = None) -> Tensor:
        if dtype is None and self.__type_name__ == "int":
            return large_integers.as_int32(self.__tensor__)
        return with_dtype(self, dtype or _DEFAULT_DTYPES[self.__type_name__])

    # What needs the value at tracing.

    def __refuse__(self, what: str) -> Any:
        raise NotKnownYet(
            f"{what} needs the value of a Python {self.__type_name__} that is known only when the graph runs. "
            "Use TensorFlow operations on it, or move the code into a function run by autoimport_graph.py_func."
        )

    def __bool__(self) -> bool:
        return bool(self.__refuse__("a Python condition in code that is not converted"))

    def __index__(self) -> int:
        return int(self.__refuse__("a Python index or size"))

    def __int__(self) -> int:
        return int(self.__refuse__("int() in code that is not converted"))

    def __float__(self) -> float:
        return float(self.__refuse__("float() in code that is not converted"))

    def __iter__(self) -> Any:
        raise TypeError(f"'{self.__type_name__}' object is not iterable")

    def __len__(self) -> int:
        if self.__type_name__ == "str":
            return int(self.__refuse__("len() in code that is not converted"))
        raise TypeError(f"object of type '{self.__type_name__}' has no len()")

    def __format__(self, specification: str) -> str:
        return str(self.__refuse__("formatting in code that is not converted"))

    def __copy__(self) -> WeakScalar:
        return self

    def __deepcopy__(self, memo: Any) -> WeakScalar:
        return self

    def __getattr__(self, name: str) -> Any:
        from autoimport_graph.runtime.text_methods import method_of

        return method_of(self, name)

    def __neg__(self) -> Any:
        return _promoted(self, "int", operator.neg)

    def __pos__(self) -> Any:
        return _promoted(self, "int", lambda tensor: tensor)

    def __abs__(self) -> Any:
        return _promoted(self, "int", tf.abs)

    def __invert__(self) -> Any:
        return _promoted(self, "int", lambda tensor: -tensor - 1)


def weak_of(name: str, tensor: Tensor) -> WeakScalar:
    """A weak scalar from a tensor of any numeric dtype."""
    dtype = WEAK_DTYPES[name]
    return WeakScalar(name, tensor if tensor.dtype == dtype else tf.cast(tensor, dtype))


def bare(value: Any) -> Any:
    """The tensor of a number or string of the graph's; any other value as it is."""
    return value.__tensor__ if isinstance(value, WeakScalar) else value


def with_dtype(value: WeakScalar, dtype: tf.DType) -> Tensor:
    """A number as a tensor.

    Args:
        value: The number.
        dtype: The dtype wanted.

    Raises:
        TypeError: Where TensorFlow would not take a Python number of this type as ``dtype`` either.
    """
    dtype = tf.as_dtype(dtype)
    name, tensor = value.__type_name__, value.__tensor__
    if dtype == tensor.dtype:
        return tensor
    if name == "float" and not (dtype.is_floating or dtype.is_complex):
        raise TypeError(f"Cannot convert a Python float to a tensor of dtype {dtype.name}")
    if name == "str" or dtype == tf.string or (dtype == tf.bool and name != "bool"):
        raise TypeError(f"Cannot convert a Python {name} to a tensor of dtype {dtype.name}")
    return tf.cast(tensor, dtype)


def _promoted(scalar: WeakScalar, least: str, function: Callable[[Tensor], Tensor]) -> WeakScalar:
    name = max(scalar.__type_name__, least, key=_RANKS.__getitem__)
    return WeakScalar(name, function(tf.cast(scalar.__tensor__, WEAK_DTYPES[name])), scalar.__origins__)


def weak_name(value: Any) -> str | None:
    """The Python type's name of a number, symbolic or not; ``None`` for anything else."""
    if isinstance(value, WeakScalar):
        return value.__type_name__
    return "str" if isinstance(value, str) else NUMBERS.get(type(value))


def weak_tensor(value: Any, name: str) -> Tensor:
    """A number as the 64-bit tensor of a Python type."""
    dtype = WEAK_DTYPES[name]
    if isinstance(value, WeakScalar):
        return value.__tensor__ if value.__tensor__.dtype == dtype else tf.cast(value.__tensor__, dtype)
    return tf.constant(float(value) if name == "float" else value, dtype)


# name of the special method -> (least type of the result, function of two 64-bit tensors, whether the result is a bool)
_BINARY: dict[str, tuple[str, Callable[[Tensor, Tensor], Tensor], bool]] = {
    "add": ("int", operator.add, False),
    "sub": ("int", operator.sub, False),
    "mul": ("int", operator.mul, False),
    "truediv": ("float", divide, False),
    "floordiv": ("int", floor_divide, False),
    "mod": ("int", modulo, False),
    "pow": ("int", tf.pow, False),
    "lt": ("int", tf.less, True),
    "le": ("int", tf.less_equal, True),
    "gt": ("int", tf.greater, True),
    "ge": ("int", tf.greater_equal, True),
    "eq": ("int", tf.equal, True),
    "ne": ("int", tf.not_equal, True),
    "and": ("bool", tf.bitwise.bitwise_and, False),
    "or": ("bool", tf.bitwise.bitwise_or, False),
    "xor": ("bool", tf.bitwise.bitwise_xor, False),
    "lshift": ("int", tf.bitwise.left_shift, False),
    "rshift": ("int", tf.bitwise.right_shift, False),
}
_KEEPING_DTYPES = frozenset({"add", "sub", "mul", "floordiv", "mod"})
_LOGICAL = {"and": tf.logical_and, "or": tf.logical_or, "xor": tf.math.logical_xor}


def _binary(method: str, first: Any, second: Any) -> Any:
    """One operator on two operands of which one is weak; ``NotImplemented`` if the other is nothing for it."""
    for operand in (first, second):
        if isinstance(operand, Tensor | tf.Variable | np.ndarray | np.generic):
            return _with_tensor(method, first, second)
    names = (weak_name(first), weak_name(second))
    if None in names:
        return NotImplemented
    if "str" in names:
        return _with_string(method, first, second, names)
    least, function, is_bool = _BINARY[method]
    name: str = max([*filter(None, names), least], key=_RANKS.__getitem__)
    if method in _LOGICAL:
        if name == "float":
            return NotImplemented
        if name == "bool":
            function = _LOGICAL[method]
    if method == "pow" and name == "int" and isinstance(second, int) and second < 0:
        name = "float"
    if name == "int" and large_integers.among(first, second):
        return large_integers.operated(method, is_bool, first, second)
    operands = weak_tensor(first, name), weak_tensor(second, name)
    result = function(*operands)
    if name == "int":
        result = large_integers.fitting(method, *operands, result)
    return WeakScalar("bool" if is_bool else name, result, _origins(method, first, second))


def _origins(method: str, first: Any, second: Any) -> frozenset[Any]:
    """What a number is made of, if a tensor in the place of an operand would make a tensor of its dtype of it."""
    operands = (first, second) if method in _KEEPING_DTYPES else ()
    return frozenset().union(*(one.__origins__ for one in operands if isinstance(one, WeakScalar)))


def _with_tensor(method: str, first: Any, second: Any) -> Any:
    """The weak operand takes the tensor's dtype, as a Python number does."""
    if isinstance(first, WeakScalar):
        dtype = second.dtype
        return getattr(operator, f"__{method}__")(with_dtype(first, dtype), tf.convert_to_tensor(second, dtype))
    operand = with_dtype(second, first.dtype)
    if method in ("truediv", "floordiv", "mod"):
        operand = divisor_of(first, operand)
    return getattr(operator, f"__{method}__")(tf.convert_to_tensor(first), operand)


def _with_string(method: str, first: Any, second: Any, names: tuple[str | None, ...]) -> Any:
    if names == ("str", "str"):
        if method == "add":
            return WeakScalar("str", tf.strings.join([weak_tensor(first, "str"), weak_tensor(second, "str")]))
        if method in ("eq", "ne"):
            function = tf.equal if method == "eq" else tf.not_equal
            return WeakScalar("bool", function(weak_tensor(first, "str"), weak_tensor(second, "str")))
    if method in ("eq", "ne"):
        return method == "ne"
    return NotImplemented


def _install() -> None:
    def forward(method: str) -> Callable[[Any, Any], Any]:
        return lambda self, other: _binary(method, self, other)

    def reflected(method: str) -> Callable[[Any, Any], Any]:
        def apply(self: WeakScalar, other: Any) -> Any:
            if method == "mul" and isinstance(other, list | tuple):
                from autoimport_graph.runtime.whole_lists import repeat

                return repeat(other, self)
            return _binary(method, other, self)

        return apply

    for method, (_, _, is_bool) in _BINARY.items():
        setattr(WeakScalar, f"__{method}__", forward(method))
        if not is_bool:
            setattr(WeakScalar, f"__r{method}__", reflected(method))
    # Set by name: a checker sees methods only where a class body has them.
    setattr(WeakScalar, "__divmod__", lambda self, other: (self // other, self % other))  # noqa: B010
    setattr(WeakScalar, "__rdivmod__", lambda self, other: (other // self, other % self))  # noqa: B010
    WeakScalar.__hash__ = None  # type: ignore[assignment]  # __eq__ is set, so that Python would not set it


_install()
register(WeakScalar, lambda value: Weak(value.__type_name__))
_UNPACKERS["Weak"] = _UNPACKERS["MixedWeak"] = lambda kind, tensors: WeakScalar(kind.name, next(tensors))


def _to_tensor(value: WeakScalar, dtype: Any = None, name: Any = None, as_ref: bool = False) -> Any:
    if dtype is not None and (not tf.as_dtype(dtype).is_floating and value.__type_name__ == "float"):
        return NotImplemented if tf.as_dtype(dtype) == tf.string else with_dtype(value, dtype)
    return value.__tf_tensor__(dtype)


tf.register_tensor_conversion_function(WeakScalar, _to_tensor, priority=0)
