"""Methods of Python's strings and numbers that only the graph knows."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable
from typing import Any, NoReturn

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import WeakScalar, weak_of, weak_tensor


def _text(value: Any) -> Tensor:
    return weak_tensor(value, "str")


def _same_text(function: Callable[[Tensor], Tensor]) -> Callable[..., Any]:
    return lambda owner: WeakScalar("str", function(owner.__tensor__))


def _strip(owner: WeakScalar, characters: Any = None) -> WeakScalar:
    if characters is None:
        return WeakScalar("str", tf.strings.strip(owner.__tensor__))
    kinds = f"[{re.escape(_python(characters, 'str.strip'))}]"
    return WeakScalar("str", tf.strings.regex_replace(owner.__tensor__, f"^{kinds}+|{kinds}+$", ""))


def _python(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise StagingError(
            f"{what} with an argument that only the graph knows, which TensorFlow's string operations take as Python's "
            "alone; use a Python string, or run the function that calls it by autoimport_graph.py_func"
        )
    return value


def _starts(owner: WeakScalar, prefix: Any) -> WeakScalar:
    part = _text(prefix)
    size = tf.strings.length(part)
    return WeakScalar("bool", tf.equal(tf.strings.substr(owner.__tensor__, 0, size), part))


def _ends(owner: WeakScalar, suffix: Any) -> WeakScalar:
    part = _text(suffix)
    begin = tf.strings.length(owner.__tensor__) - tf.strings.length(part)
    tail = tf.strings.substr(owner.__tensor__, tf.maximum(begin, 0), tf.strings.length(part))
    return WeakScalar("bool", tf.logical_and(begin >= 0, tf.equal(tail, part)))


def _replace(owner: WeakScalar, old: Any, new: Any) -> WeakScalar:
    pattern = re.escape(_python(old, "str.replace"))
    rewrite = _python(new, "str.replace").replace("\\", "\\\\")
    return WeakScalar("str", tf.strings.regex_replace(owner.__tensor__, pattern, rewrite))


def _stripped(pattern: str, name: str) -> Callable[..., Any]:
    def method(owner: WeakScalar, characters: Any = None) -> WeakScalar:
        kinds = r"\s" if characters is None else f"[{re.escape(_python(characters, name))}]"
        return WeakScalar("str", tf.strings.regex_replace(owner.__tensor__, pattern.format(kinds), ""))

    return method


def _count(owner: WeakScalar, part: Any) -> WeakScalar:
    part = _python(part, "str.count")
    if not part:
        return weak_of("int", tf.strings.length(owner.__tensor__, "UTF8_CHAR") + 1)
    rest = tf.strings.regex_replace(owner.__tensor__, re.escape(part), "")
    return weak_of("int", (tf.strings.length(owner.__tensor__) - tf.strings.length(rest)) // len(part.encode()))


def _split(owner: WeakScalar, separator: Any = None) -> Any:
    from autoimport_graph.runtime.graph_containers import wrapped
    from autoimport_graph.runtime.kinds import Weak
    from autoimport_graph.runtime.tensor_lists import GraphList

    if separator == "":
        raise ValueError("empty separator")
    parts = tf.strings.split(owner.__tensor__, None if separator is None else _python(separator, "str.split"))
    return wrapped(GraphList.of_parts(Weak("str"), [parts]))


def _filled(align: str, fill: str = " ") -> Callable[..., Any]:
    def method(owner: WeakScalar, width: int, character: str = fill) -> WeakScalar:
        from autoimport_graph.runtime.field_format import aligned

        return aligned(owner.__tensor__, f"{character}{align}{width}", align, number=align == "=")

    return method


def _centered(owner: WeakScalar, width: int, character: str = " ") -> WeakScalar:
    # Unlike format(): of an odd rest, the larger half goes to the left where the width is odd.
    missing = tf.maximum(width - tf.strings.length(owner.__tensor__, "UTF8_CHAR"), 0)
    left = missing // 2 + (tf.bitwise.bitwise_and(missing, width) % 2)
    filling = character * width
    parts = [tf.strings.substr(filling, 0, left), owner.__tensor__, tf.strings.substr(filling, 0, missing - left)]
    return WeakScalar("str", tf.strings.join(parts))


def _is_integer(owner: WeakScalar) -> WeakScalar:
    return WeakScalar("bool", tf.equal(owner.__tensor__, tf.floor(owner.__tensor__)))


_METHODS: dict[str, dict[str, Callable[..., Any]]] = {
    "str": {
        "upper": _same_text(lambda text: tf.strings.upper(text, "utf-8")),
        "lower": _same_text(lambda text: tf.strings.lower(text, "utf-8")),
        "strip": _strip,
        "lstrip": _stripped("^{}+", "str.lstrip"),
        "rstrip": _stripped("{}+$", "str.rstrip"),
        "count": _count,
        "split": _split,
        "startswith": _starts,
        "endswith": _ends,
        "replace": _replace,
        "ljust": _filled("<"),
        "rjust": _filled(">"),
        "center": _centered,
        "zfill": _filled("=", "0"),
    },
    "float": {"is_integer": _is_integer, "conjugate": operator.pos},
    "int": {"conjugate": operator.pos},
    "bool": {"conjugate": operator.pos},
}
_ATTRIBUTES: dict[str, dict[str, Callable[[WeakScalar], Any]]] = {
    "float": {"real": operator.pos, "imag": lambda owner: 0.0},
    "int": dict.fromkeys(("real", "numerator"), operator.pos)
    | {"imag": lambda owner: 0, "denominator": lambda owner: 1},
    "str": {},
}
_ATTRIBUTES["bool"] = _ATTRIBUTES["int"]
_TYPES: dict[str, type] = {"str": str, "float": float, "int": int, "bool": bool}


def method_of(owner: WeakScalar, name: str) -> Any:
    """A bound method, or another attribute.

    Args:
        owner: The string or number.
        name: Its name.

    Returns:
        What the attribute is; where TensorFlow cannot do what a method does, calling it is refused.

    Raises:
        AttributeError: If Python's type has none of that name.
    """
    kind = owner.__type_name__
    attribute = _ATTRIBUTES[kind].get(name)
    if attribute is not None:
        return attribute(owner)
    function = _METHODS[kind].get(name)
    if function is not None:
        return functools.partial(function, owner)
    if name.startswith("__") or not hasattr(_TYPES[kind], name):
        raise AttributeError(f"'{kind}' object has no attribute '{name}'")
    return functools.partial(_refuse, kind, name)


def _refuse(kind: str, name: str, *arguments: Any, **keywords: Any) -> NoReturn:
    raise StagingError(
        f"{kind}.{name} needs the value of a Python {kind} that is known only when the graph runs; "
        "use TensorFlow's operations, or run the function that calls it by autoimport_graph.py_func"
    )
