"""The text of any value: ``str``, ``repr`` and ``str.join``, as eager Python has it."""

from __future__ import annotations

import collections
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.array_text import array_repr, array_text
from autoimport_graph.runtime.byte_text import bytes_text
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.containers import may_lack
from autoimport_graph.runtime.contents import as_graph_list
from autoimport_graph.runtime.dict_keys import Present, present, uncertain
from autoimport_graph.runtime.digits import item_text, number_text
from autoimport_graph.runtime.key_order import is_disordered
from autoimport_graph.runtime.kinds import Nothing
from autoimport_graph.runtime.mixed_numbers import holds_mixed
from autoimport_graph.runtime.moved_lists import is_tuple, resolve
from autoimport_graph.runtime.object_text import joined, text_method, written_fields
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar, bare, weak_of

# Tensors of unknown rank are written as NumPy writes them below this rank, and as TensorFlow does from there on.
_RANKS = 5


def holds_symbolic(value: Any) -> bool:
    """Whether the text of a value depends on the graph."""
    return _holds_symbolic(value, set())


def _holds_symbolic(value: Any, seen: set[int]) -> bool:
    value = resolve(value)
    if is_symbolic(value):
        return True
    if isinstance(value, BaseException) and text_method(value, False) is None and text_method(value, True) is None:
        value = value.args
    elif (fields := written_fields(value)) is not None:
        value = tuple(getattr(value, field) for field in fields)
    elif text_method(value, True) or text_method(value, False):
        return True
    if not isinstance(value, tuple | list | dict) or id(value) in seen:
        return False  # what holds itself is met again
    seen.add(id(value))
    if isinstance(value, dict) and is_disordered(value):
        return True
    items: Any = dict.values(value) if isinstance(value, dict) else value
    return any(_holds_symbolic(item, seen) for item in items)


def shape_text(tensor: Tensor) -> Any:
    """A tensor's shape as Python writes the tuple."""
    if tensor.shape.is_fully_defined():
        return str(tuple(tensor.shape.as_list()))
    sizes = tf.strings.reduce_join(tf.strings.as_string(tf.shape(tensor)), separator=", ")
    comma = tf.where(tf.equal(tf.rank(tensor), 1), ",", "")
    return tf.strings.join(["(", sizes, comma, ")"])


def text_of(value: Any, quote: bool = False) -> Any:
    """``str(value)`` as a Python string or a string scalar.

    Args:
        value: Anything.
        quote: Whether strings are written as ``repr`` writes them.
    """
    owner = settle(value)
    value = resolve(owner)
    if not holds_symbolic(value):
        return repr(value) if quote else str(value)
    if isinstance(value, WeakScalar):
        text = number_text(value.__tensor__)
        return tf.strings.join(["'", text, "'"]) if quote and value.__type_name__ == "str" else text
    if isinstance(value, Choice):
        return tf.convert_to_tensor(apply(lambda item: tf.convert_to_tensor(text_of(item, quote)), value))
    if is_variable(value):
        return _variable_text(value)
    if isinstance(value, Tensor):
        if quote:
            parts = ["<tf.Tensor: shape=", shape_text(value), f", dtype={value.dtype.name}, numpy="]
            return tf.strings.join([*parts, _on_new_line(_repr(value)), ">"])
        text = _on_new_line(tensor_text(value))
        return tf.strings.join(["tf.Tensor(", text, ", shape=", shape_text(value), f", dtype={value.dtype.name})"])
    if isinstance(value, GraphList):
        return _list_text(value, _marks(owner))
    written = text_method(value, quote)
    if written is not None:
        return written()
    return _exception_text(value, quote) if isinstance(value, BaseException) else _container_text(value)


def _variable_text(variable: Any) -> Any:
    tensor = tf.convert_to_tensor(variable)
    if isinstance(variable, tf.Variable):
        opening = f"<tf.Variable '{variable.name}' shape={variable.shape} dtype={variable.dtype.name}, numpy="
        return tf.strings.join([opening, _on_new_line(_repr(tensor)), ">"])
    text = repr(variable)  # Keras leaves the value out where it has none
    return tf.strings.join([text[:-1], ", value=", tensor_text(tensor), ">"]) if "<Variable path" in text else text


def _marks(owner: Any) -> Sequence[str]:
    """What a container of the graph begins with, ends with after a single item, and ends with otherwise.

    Raises:
        StagingError: For a set, which Python writes in an order of its own.
    """
    if isinstance(owner, set | frozenset):
        raise StagingError(
            f"the text of a {'set' if isinstance(owner, set) else 'frozenset'} is asked for, or it is printed, whose "
            "items only the graph knows: Python orders them by their hashes. Write sorted(the_set)"
        )
    if isinstance(owner, collections.deque):
        closing = "])" if owner.maxlen is None else f"], maxlen={owner.maxlen})"
        return f"{type(owner).__name__}([", closing, closing
    return ("(", ",)", ")") if is_tuple(owner) else "[]]"


def tensor_text(tensor: Tensor) -> Tensor:
    """A tensor as ``str`` of its NumPy value writes it."""
    if tensor.shape.rank is None:
        return _of_any_rank(tensor_text, tensor)
    if tensor.shape.rank == 0:
        return bytes_text(tensor) if tensor.dtype == tf.string else number_text(tensor)
    return array_text(tensor)


def _repr(tensor: Tensor) -> Tensor:
    if tensor.shape.rank is None:
        return _of_any_rank(_repr, tensor)
    if tensor.shape.rank == 0:
        return bytes_text(tensor) if tensor.dtype == tf.string else item_text(tensor)
    return array_repr(tensor)


def _of_any_rank(text: Callable[[Tensor], Tensor], tensor: Tensor) -> Tensor:
    """The text of a tensor whose rank only the graph knows: what a ``py_func`` returns, a placeholder's value."""
    keep = tf.autograph.experimental.do_not_convert

    def of_rank(rank: int) -> Callable[[], Tensor]:
        def branch() -> Tensor:
            known = tf.identity(tensor)
            known.set_shape([None] * rank)  # taken for granted here alone
            return text(known)

        return keep(branch)

    branches = [*map(of_rank, range(_RANKS)), keep(lambda: tf.strings.format("{}", tensor, summarize=-1))]
    return tf.switch_case(tf.minimum(tf.rank(tensor), _RANKS), branches)


def _on_new_line(text: Tensor) -> Tensor:
    """Arrays of several lines begin on a line of their own."""
    return tf.strings.regex_replace(text, r"(?s)^(.*\n)", "\n\\1", replace_global=False)


def _list_text(contents: GraphList, marks: Sequence[str]) -> Tensor:
    """A list of the graph, item by item.

    Args:
        contents: The items.
        marks: What opens it, what closes it after a single item, and what closes it otherwise.
    """
    from autoimport_graph.runtime.collecting import items_of
    from autoimport_graph.runtime.iterables import map_

    if isinstance(contents.element, Nothing):
        return tf.constant(marks[0] + marks[2])
    if holds_mixed(contents.element):
        raise StagingError(
            "the text of a list is asked for, or it is printed, in which Python's numbers lie beside tensors, or "
            "integers beside floats: in a graph, which alone knows the list's length, all are alike, and the text "
            "would be another one. Begin with numbers of one sort, tf.constant(1.0) or 1.0, or write tf.stack(the_list)"
        )
    texts = items_of(map_(lambda item: WeakScalar("str", tf.convert_to_tensor(text_of(item, True))), contents))
    closing = marks[2] if marks[1] == marks[2] else tf.where(tf.equal(contents.size(), 1), *marks[1:])
    return tf.strings.join(
        [marks[0], tf.strings.reduce_join(as_graph_list(texts).stacked()[0], separator=", "), closing]
    )


def _exception_text(error: BaseException, quote: bool) -> Any:
    """``str(error)``, or ``repr(error)``, of an exception whose arguments only the graph knows."""
    if quote:
        parts = [part for item in error.args for part in (", ", text_of(item, True))][1:]
        return joined([type(error).__name__, "(", *parts, ")"])
    return text_of(error.args[0] if len(error.args) == 1 else error.args) if error.args else ""


def _container_text(value: Any) -> Any:
    if not isinstance(value, list | tuple | dict):
        return repr(value)
    if isinstance(value, dict):
        if uncertain(value):
            return _uncertain_text(value)
        parts = [part for key, item in value.items() for part in (", ", repr(key), ": ", text_of(item, True))][1:]
        return joined(["{", *parts, "}"])
    opening, closing = ("[", "]") if isinstance(value, list) else ("(", ",)" if len(value) == 1 else ")")
    parts = [part for item in value for part in (", ", text_of(item, True))][1:]
    return joined([opening, *parts, closing])


def _uncertain_text(value: dict[Any, Any]) -> Any:
    """The text of a dict with a key that is there on some paths only; of several, nobody knows which came first."""
    from autoimport_graph.runtime.conditionals import if_exp
    from autoimport_graph.runtime.subscripts import get_item

    Present(value).check_order()
    key = next(key for key, item in value.items() if may_lack(item))
    without = {other: item for other, item in value.items() if other is not key}

    def whole() -> Any:
        return text_of({**value, key: get_item(value, key)})

    return tf.convert_to_tensor(if_exp(present(value[key]), whole, lambda: text_of(without)))


@overload(str)
def str_(*arguments: Any, **keywords: Any) -> Any:
    """``str(value)``."""
    if len(arguments) != 1 or keywords or not holds_symbolic(arguments[0]):
        return str(*arguments, **keywords)
    return _as_text(text_of(arguments[0]))


def _as_text(text: Any) -> Any:
    """The text of one of several values may turn out to be Python's after all."""
    return text if isinstance(text, str) else WeakScalar("str", text)


@overload(repr)
def repr_(value: Any) -> Any:
    """``repr(value)``."""
    return _as_text(text_of(value, True)) if holds_symbolic(value) else repr(value)


def str_join(separator: Any, values: Any) -> Any:
    """``separator.join(values)``."""
    from autoimport_graph.runtime.collecting import items_of

    items = items_of(values)
    if isinstance(items, GraphList):
        if isinstance(items.element, Nothing):
            return ""
        tensor, name = items.numbers()
        if name != "str":
            raise TypeError("sequence item 0: expected str instance")
        return WeakScalar("str", tf.strings.reduce_join(tensor, separator=separator))
    if not any(map(is_symbolic, items)):
        return str.join(separator, items)  # a subclass may have called this from its own ``join``
    return WeakScalar("str", tf.strings.join([bare(item) for item in items], separator))


@overload(chr)
def chr_(code: Any) -> Any:
    """``chr(code)``."""
    code = settle(code)
    if not is_symbolic(code):
        return chr(code)
    point = tf.cast(tf.reshape(bare(code), [1]), tf.int32)
    return WeakScalar("str", tf.strings.unicode_encode(point, "UTF-8"))


@overload(ord)
def ord_(character: Any) -> Any:
    """``ord(character)``."""
    character = settle(character)
    if isinstance(character, Choice):
        return apply(ord_, character)
    if not isinstance(character, WeakScalar) or character.__type_name__ != "str":
        return ord(character)
    points = tf.strings.unicode_decode(character.__tensor__, "UTF-8")
    message = "TypeError: ord() expected a character, but a string of another length was found"
    return weak_of("int", checked(points, tf.equal(tf.size(points), 1), message)[0])
