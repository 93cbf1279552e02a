"""``int``, ``float``, ``bool``, ``abs``, ``round``, ``divmod`` and ``pow`` of numbers that only the graph knows."""

from __future__ import annotations

import types
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.digits import to_number
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic, predicate_of, static_value
from autoimport_graph.runtime.weak import WeakScalar, bare, weak_name, weak_of, weak_tensor


def scalar(value: Any) -> Any:
    """The tensor of a number: one element, of any rank."""
    value = settle(value)
    if isinstance(value, Choice):
        value = tf.convert_to_tensor(value)
    if isinstance(value, WeakScalar):
        return value.__tensor__
    tensor = tf.convert_to_tensor(value)
    if tensor.shape.rank == 0:
        return tensor
    count = tensor.shape.num_elements()
    if count is not None and count != 1:
        raise TypeError("only length-1 arrays can be converted to Python scalars")
    return tf.reshape(tensor, [])


def weak(name: str, tensor: Tensor) -> Any:
    """A Python number from a tensor: a real one where the graph's constants decide it."""
    constant = static_value(tensor)
    if constant is not None:
        return {"bool": bool, "int": int, "float": float}[name](constant)
    return weak_of(name, tensor)


@overload(int)
def int_(value: Any = 0, /, *base: Any, **keywords: Any) -> Any:
    """``int(value)``: towards zero."""
    value = settle(value)
    if isinstance(value, Choice):
        return apply(lambda one: int_(one, *base, **keywords), value)
    if base or keywords or not is_symbolic(value):
        own = _own_number(value, ("__int__", "__index__"), "int")
        return int(value, *base, **keywords) if base or keywords or own is None else own
    tensor = scalar(value)
    if tensor.dtype == tf.string:
        return WeakScalar("int", _parsed(tensor, r"\s*[-+]?[0-9]+\s*", "int() with base 10", tf.int64))
    if tensor.dtype.is_floating and static_value(tensor) is None:
        tensor = checked(
            tensor, tf.math.is_finite(tensor), "ValueError: cannot convert float NaN or infinity to integer"
        )
    return weak("int", tf.cast(tensor, tf.int64))


def _own_number(value: Any, names: tuple[str, ...], kind: str) -> Any:
    """The number that an object's class says it is, where only the graph knows it: ``int`` insists on Python's own."""
    for name in names:
        method = getattr(type(value), name, None)
        if method is not None:
            outcome = method(value) if isinstance(method, types.FunctionType) and is_converted(method) else None
            known = type(outcome).__name__ == kind or (
                isinstance(outcome, WeakScalar) and outcome.__type_name__ == kind
            )
            return outcome if known else None
    return None


def _parsed(text: Tensor, pattern: str, what: str, dtype: tf.DType) -> Tensor:
    valid = tf.strings.regex_full_match(text, pattern)
    text = checked(text, valid, f"ValueError: invalid literal for {what}")
    return to_number(tf.strings.strip(text), dtype)


@overload(float)
def float_(value: Any = 0.0, /) -> Any:
    """``float(value)``."""
    value = settle(value)
    if isinstance(value, Choice):
        return apply(float_, value)
    if not is_symbolic(value):
        own = _own_number(value, ("__float__",), "float")
        return float(value) if own is None else own
    tensor = scalar(value)
    if tensor.dtype == tf.string:
        pattern = r"(?i)\s*[-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?|inf|infinity|nan)\s*"
        return WeakScalar("float", _parsed(tensor, pattern, "float()", tf.float64))
    return weak("float", tf.cast(tensor, tf.float64))


@overload(bool)
def bool_(value: Any = False, /) -> Any:
    """``bool(value)``."""
    predicate = predicate_of(value)
    return predicate if isinstance(predicate, bool) else WeakScalar("bool", predicate)


@overload(abs)
def abs_(value: Any) -> Any:
    """``abs(value)``."""
    return apply(abs, value)


@overload(round)
def round_(number: Any, ndigits: Any = None) -> Any:
    """``round(value)``, halves to even."""
    value, digits = settle(number), ndigits
    if isinstance(value, Choice):
        return apply(lambda one: round_(one, ndigits), value)
    if not is_symbolic(value) and not is_symbolic(digits):
        return round(value, digits) if digits is not None else round(value)
    name = weak_name(value)
    tensor = value.__tensor__ if isinstance(value, WeakScalar) else tf.convert_to_tensor(value)
    if tensor.dtype.is_integer:
        return value
    if digits is None:
        rounded = tf.round(tensor)
        return weak("int", tf.cast(rounded, tf.int64)) if name else rounded
    wide = tf.cast(tensor, tf.float64)
    power = tf.constant(10.0, tf.float64) ** tf.cast(bare(digits), tf.float64)
    rounded = tf.round(wide * power) / power
    return weak("float", rounded) if name else tf.cast(rounded, tensor.dtype)


@overload(divmod)
def divmod_(first: Any, second: Any) -> Any:
    """``divmod(first, second)``."""
    if isinstance(first, Choice):
        return apply(lambda one: divmod_(one, second), first)
    if isinstance(second, Choice):
        return apply(lambda one: divmod_(first, one), second)
    if _has_own("__divmod__", first) or _has_own("__rdivmod__", second):
        return divmod(first, second)
    if is_symbolic(first) or is_symbolic(second):
        return first // second, first % second
    return divmod(first, second)


def _has_own(name: str, value: Any) -> bool:
    """Whether an object of the author's has a special method."""
    return not is_symbolic(value) and isinstance(getattr(type(value), name, None), types.FunctionType)


@overload(pow)
def pow_(base: Any, exp: Any, mod: Any = None) -> Any:
    """``pow(base, exp, mod)``."""
    if mod is None:
        return base**exp
    if isinstance(base, Choice):
        return apply(lambda one: pow_(one, exp, mod), base)
    if _has_own("__pow__", base) or not any(map(is_symbolic, (base, exp, mod))):
        return pow(base, exp, mod)
    if any(weak_name(value) not in ("int", "bool") for value in (base, exp, mod)):
        raise TypeError("unsupported operand type(s) for pow() with three arguments: tensors")
    return _modular_power(*(weak_tensor(value, "int") for value in (base, exp, mod)))


def _modular_power(base: Tensor, exponent: Tensor, mod: Tensor) -> WeakScalar:
    """By repeated squaring; exact while the modulus is below 2 ** 31."""
    mod = checked(mod, tf.not_equal(mod, 0), "ValueError: pow() 3rd argument cannot be 0")
    exponent = checked(exponent, exponent >= 0, "ValueError: pow() with a negative exponent and a modulus, in a graph")
    mod = checked(mod, tf.abs(mod) < 2**31, "OverflowError: pow() with a modulus of more than 31 bits, in a graph")

    def step(exponent: Tensor, square: Tensor, result: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        odd = tf.equal(exponent % 2, 1)
        return exponent // 2, square * square % mod, tf.where(odd, result * square % mod, result)

    start = (exponent, base % mod, tf.ones([], tf.int64) % mod)
    with_autograph_off = tf.autograph.experimental.do_not_convert
    _, _, result = tf.while_loop(with_autograph_off(lambda exponent, *_: exponent > 0), with_autograph_off(step), start)
    return WeakScalar("int", result)
