"""``math.*`` on numbers that only the graph knows: computed in 64 bits as Python does, with the same errors."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import exists_in_graph, items_of
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.scalars import int_, scalar, weak
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.weak import WeakScalar, weak_of

_DOMAIN = "ValueError: math domain error"
_RANGE = "OverflowError: math range error"


def _float(value: Any) -> Tensor:
    """A number as a 64-bit scalar."""
    tensor = scalar(value)
    return tensor if tensor.dtype == tf.float64 else tf.cast(tensor, tf.float64)


def _integer(value: Any) -> Tensor:
    tensor = scalar(value)
    if not (tensor.dtype.is_integer or tensor.dtype == tf.bool):
        raise TypeError(f"'{tensor.dtype.name}' object cannot be interpreted as an integer")
    return tf.cast(tensor, tf.int64)


def _overload(name: str, function: Callable[..., Any]) -> None:
    original = getattr(math, name, None)
    if original is None:
        return  # of a later Python

    @functools.wraps(original, assigned=("__name__", "__doc__"), updated=())
    def version(*values: Any, **keywords: Any) -> Any:
        everything = [resolve(value) for value in (*values, *keywords.values())]
        if not any(map(exists_in_graph, everything)) and not any(map(_holds_symbolic, everything)):
            return original(*values, **keywords)
        return function(*values, **keywords)

    register(original, version)


def _holds_symbolic(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(map(is_symbolic, value))


def _unary(
    function: Callable[[Tensor], Tensor], domain: Callable[[Tensor], Tensor] | None, overflows: bool
) -> Callable[[Any], Any]:
    def apply(value: Any) -> Any:
        number = _float(value)
        if domain is not None:
            number = checked(number, domain(number), _DOMAIN)
        result = function(number)
        if overflows:
            result = checked(
                result, tf.logical_not(tf.logical_and(tf.math.is_inf(result), tf.math.is_finite(number))), _RANGE
            )
        return WeakScalar("float", result)

    return apply


def _not_below(low: float) -> Callable[[Tensor], Tensor]:
    return lambda number: tf.logical_not(number < low)


def _above(low: float) -> Callable[[Tensor], Tensor]:
    return lambda number: tf.logical_not(number <= low)


def _within(number: Tensor) -> Tensor:
    return tf.logical_not(tf.abs(number) > 1)


def _finite(number: Tensor) -> Tensor:
    return tf.logical_not(tf.math.is_inf(number))


def _has_gamma(number: Tensor) -> Tensor:
    return tf.logical_not(tf.logical_and(number <= 0, tf.equal(number, tf.floor(number))))


def _gamma(number: Tensor) -> Tensor:
    # Between two negative integers it has one sign, the other one next to them.
    negative = tf.logical_and(number < 0, tf.not_equal(tf.math.floormod(tf.floor(number), 2.0), 0.0))
    size = tf.exp(tf.math.lgamma(number))
    return tf.where(negative, -size, size)


# name -> (function of a 64-bit scalar, its domain if it is not all numbers, whether finite numbers can be too much
# for it)
_UNARY: dict[str, tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor] | None, bool]] = {
    "sqrt": (tf.sqrt, _not_below(0), False),
    "cbrt": (lambda x: tf.sign(x) * tf.pow(tf.abs(x), 1 / 3), None, False),
    "exp": (tf.exp, None, True),
    "exp2": (lambda x: tf.pow(tf.constant(2.0, tf.float64), x), None, True),
    "expm1": (tf.math.expm1, None, True),
    "log1p": (tf.math.log1p, _above(-1), False),
    "log2": (lambda x: tf.math.log(x) / math.log(2), _above(0), False),
    "log10": (lambda x: tf.math.log(x) / math.log(10), _above(0), False),
    "sin": (tf.sin, _finite, False),
    "cos": (tf.cos, _finite, False),
    "tan": (tf.tan, _finite, False),
    "asin": (tf.asin, _within, False),
    "acos": (tf.acos, _within, False),
    "atan": (tf.atan, None, False),
    "sinh": (tf.sinh, None, True),
    "cosh": (tf.cosh, None, True),
    "tanh": (tf.tanh, None, False),
    "asinh": (tf.asinh, None, False),
    "acosh": (tf.acosh, _not_below(1), False),
    "atanh": (tf.atanh, lambda x: tf.logical_not(tf.abs(x) >= 1), False),
    "fabs": (tf.abs, None, False),
    "degrees": (lambda x: x * (180 / math.pi), None, False),
    "radians": (lambda x: x * (math.pi / 180), None, False),
    "erf": (tf.math.erf, None, False),
    "erfc": (tf.math.erfc, None, False),
    "gamma": (_gamma, _has_gamma, True),
    "lgamma": (tf.math.lgamma, None, False),
}


def _log(value: Any, *base: Any) -> Any:
    number = _float(value)
    result = tf.math.log(checked(number, _above(0)(number), _DOMAIN))
    if base:
        divisor = _float(base[0])
        divisor = tf.math.log(checked(divisor, _above(0)(divisor), _DOMAIN))
        result = result / checked(divisor, tf.not_equal(divisor, 0), "ZeroDivisionError: float division by zero")
    return WeakScalar("float", result)


def _rounded(function: Callable[[Tensor], Tensor]) -> Callable[[Any], Any]:
    def apply(value: Any) -> Any:
        tensor = scalar(value)
        return int_(value) if tensor.dtype.is_integer else int_(function(tensor))

    return apply


def _truncated(tensor: Tensor) -> Tensor:
    return tensor  # int() rounds towards zero


def _question(function: Callable[[Tensor], Tensor]) -> Callable[[Any], Any]:
    return lambda value: weak("bool", function(_float(value)))


def _power(base: Any, exponent: Any) -> Any:
    first, second = _float(base), _float(exponent)
    fits = tf.logical_or(first >= 0, tf.equal(second, tf.floor(second)))
    fits = tf.logical_and(fits, tf.logical_or(tf.not_equal(first, 0), second >= 0))
    result = tf.pow(checked(first, fits, _DOMAIN), second)
    finite = tf.logical_and(tf.math.is_finite(first), tf.math.is_finite(second))
    return WeakScalar("float", checked(result, tf.logical_not(tf.logical_and(finite, tf.math.is_inf(result))), _RANGE))


def _modulo(first: Any, second: Any) -> Any:
    divisor = _float(second)
    return WeakScalar("float", tf.truncatemod(_float(first), checked(divisor, tf.not_equal(divisor, 0), _DOMAIN)))


def _remainder(first: Any, second: Any) -> Any:
    number, divisor = _float(first), _float(second)
    divisor = checked(divisor, tf.not_equal(divisor, 0), _DOMAIN)
    return WeakScalar("float", number - divisor * tf.round(number / divisor))


def _copy_sign(size: Any, sign: Any) -> Any:
    sign = _float(sign)
    negative = tf.less(tf.bitcast(sign, tf.int64), 0)  # -0.0 counts
    size = tf.abs(_float(size))
    return WeakScalar("float", tf.where(negative, -size, size))


def _column(values: Any) -> tuple[Tensor, str | None]:
    """The items of an iterable as one 64-bit tensor, and ``"int"`` if all are integers."""
    items = items_of(values)
    if isinstance(items, GraphList):
        tensor, name = items.numbers()
    else:
        scalars = [scalar(item) for item in items]
        whole = all(part.dtype.is_integer for part in scalars)
        tensor = tf.stack([tf.cast(part, tf.int64 if whole else tf.float64) for part in scalars])
        name = "int" if whole else None
    whole = tensor.dtype.is_integer
    return tf.cast(tensor, tf.int64 if whole else tf.float64), name


def _hypotenuse(*values: Any) -> Any:
    return WeakScalar("float", tf.norm(tf.stack([_float(value) for value in values])))


def _distance(first: Any, second: Any) -> Any:
    one, other = (tf.cast(_column(point)[0], tf.float64) for point in (first, second))
    return WeakScalar("float", tf.norm(one - other))


def _product(values: Any, *, start: Any = 1) -> Any:
    items = resolve(values)
    if isinstance(items, Tensor):
        return start * tf.reduce_prod(items, axis=0)
    items = items_of(values)
    if isinstance(items, GraphList):
        tensor, name = items.numbers()
        product = tf.reduce_prod(tensor, axis=0)
        return start * (product if name is None else weak_of(name, product))
    return functools.reduce(lambda total, item: total * item, items, start)


def _exact_sum(values: Any) -> Any:
    return WeakScalar("float", tf.reduce_sum(tf.cast(_column(values)[0], tf.float64)))


def _greatest_divisor(*values: Any) -> Any:
    def divisor(first: Tensor, second: Tensor) -> Tensor:
        keep = tf.autograph.experimental.do_not_convert
        loop = tf.while_loop(
            keep(lambda a, b: tf.not_equal(b, 0)),
            keep(lambda a, b: (b, tf.math.floormod(a, b))),
            (tf.abs(first), tf.abs(second)),
        )
        return tf.abs(loop[0])

    return WeakScalar("int", functools.reduce(divisor, map(_integer, values)))


def _least_multiple(*values: Any) -> Any:
    def multiple(first: Any, second: Any) -> Any:
        one, other = _integer(first), _integer(second)
        common = _greatest_divisor(WeakScalar("int", one), WeakScalar("int", other)).__tensor__
        return WeakScalar("int", tf.abs(one) // tf.maximum(common, 1) * tf.abs(other))

    return functools.reduce(multiple, values)


def _is_close(first: Any, second: Any, *, rel_tol: Any = 1e-09, abs_tol: Any = 0.0) -> Any:
    one, other = _float(first), _float(second)
    relative = _float(rel_tol) * tf.maximum(tf.abs(one), tf.abs(other))
    near = tf.abs(one - other) <= tf.maximum(relative, _float(abs_tol))
    finite = tf.logical_and(tf.math.is_finite(one), tf.math.is_finite(other))
    return WeakScalar("bool", tf.logical_or(tf.equal(one, other), tf.logical_and(finite, near)))


_FACTORIALS = np.array([math.factorial(number) for number in range(21)], np.int64)


def _factorial(value: Any) -> Any:
    number = _integer(value)
    number = checked(number, number >= 0, "ValueError: factorial() not defined for negative values")
    number = checked(
        number, number <= 20, "OverflowError: factorial() of more than 20, in a graph: integers have 64 bits"
    )
    return WeakScalar("int", tf.gather(_FACTORIALS, number))


def _choose(n: Any, k: Any) -> Any:
    """The binomial coefficient by its product, exact as long as it fits."""
    total, chosen = _integer(n), _integer(k)
    total = checked(total, tf.logical_and(total >= 0, chosen >= 0), "ValueError: comb() takes non-negative integers")
    chosen = tf.where(chosen > total, tf.constant(-1, tf.int64), tf.minimum(chosen, total - chosen))
    keep = tf.autograph.experimental.do_not_convert
    _, result = tf.while_loop(
        keep(lambda i, _: i <= chosen),
        keep(lambda i, product: (i + 1, product * (total - chosen + i) // i)),
        (tf.constant(1, tf.int64), tf.ones([], tf.int64)),
    )
    return WeakScalar("int", tf.where(chosen < 0, tf.zeros([], tf.int64), result))


def _arrange(n: Any, k: Any = None) -> Any:
    if k is None:
        return _factorial(n)
    return _choose(n, k) * _factorial(k)


def _integer_root(value: Any) -> Any:
    number = _integer(value)
    number = checked(number, number >= 0, "ValueError: isqrt() argument must be nonnegative")
    root = tf.cast(tf.sqrt(tf.cast(number, tf.float64)), tf.int64)
    root = tf.where(root * root > number, root - 1, root)
    return WeakScalar("int", tf.where((root + 1) * (root + 1) <= number, root + 1, root))


def _split(value: Any) -> Any:
    number = _float(value)
    whole = tf.sign(number) * tf.floor(tf.abs(number))
    return WeakScalar("float", number - whole), WeakScalar("float", whole)


def _scaled(number: Any, exponent: Any) -> Any:
    return WeakScalar("float", _float(number) * tf.pow(tf.constant(2.0, tf.float64), _float(exponent)))


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(*values: Any, **keywords: Any) -> Any:
        raise StagingError(
            f"math.{name} of a number that only the graph knows has no counterpart in TensorFlow; "
            "run the function that calls it by autoimport_graph.py_func"
        )

    return refuse


_OTHERS: dict[str, Callable[..., Any]] = {
    "log": _log,
    "floor": _rounded(tf.floor),
    "ceil": _rounded(tf.math.ceil),
    "trunc": _rounded(_truncated),
    "isnan": _question(tf.math.is_nan),
    "isinf": _question(tf.math.is_inf),
    "isfinite": _question(tf.math.is_finite),
    "pow": _power,
    "atan2": lambda y, x: WeakScalar("float", tf.atan2(_float(y), _float(x))),
    "fmod": _modulo,
    "remainder": _remainder,
    "copysign": _copy_sign,
    "hypot": _hypotenuse,
    "dist": _distance,
    "prod": _product,
    "fsum": _exact_sum,
    "gcd": _greatest_divisor,
    "lcm": _least_multiple,
    "isclose": _is_close,
    "factorial": _factorial,
    "comb": _choose,
    "perm": _arrange,
    "isqrt": _integer_root,
    "modf": _split,
    "ldexp": _scaled,
}


def _register() -> None:
    for name, parts in _UNARY.items():
        _overload(name, _unary(*parts))
    for name, function in _OTHERS.items():
        _overload(name, function)
    for name in dir(math):
        if not name.startswith("_") and callable(getattr(math, name)) and name not in {**_UNARY, **_OTHERS}:
            _overload(name, _refusing(name))


_register()
