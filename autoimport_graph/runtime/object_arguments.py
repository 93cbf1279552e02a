"""Objects of the author's classes as arguments of graph functions.

TensorFlow takes such an object for a constant, or refuses it. Here the tensors among its attributes are passed with
each call, the function sees the object itself while it is traced, and what it stores into attributes is stored there
after each call. The rest of the object (numbers, text, other objects) belongs to the signature, as Python's arguments
do.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.objects import attributes_of, is_immutable, is_plain_object
from autoimport_graph.runtime.tensorflow_private import CompositeTensor, Tensor, get_default_graph
from autoimport_graph.runtime.traced_calls import changed
from autoimport_graph.runtime.weak import WeakScalar

_PRIMITIVES = (bool, int, float, complex, str, bytes, type(None))
_LEAVES = (Tensor, *_PRIMITIVES)


class Held(tf.experimental.ExtensionType):  # type: ignore[misc]  # Any, as all of TensorFlow is here
    """An object as an argument.

    Args:
        number: Which one, and with which other attributes.
        tensors: Those of its attributes that are tensors, in order.
    """

    number: int
    tensors: tuple[tf.Tensor, ...]


class Reference(tf.experimental.ExtensionType):  # type: ignore[misc]
    """One of the objects among the arguments, once more, or in the result.

    Args:
        position: Which one.
    """

    position: int


class Stores(tf.experimental.ExtensionType):  # type: ignore[misc]
    """What a trace stored into objects that is no tensor.

    Args:
        number: Which record of it.
    """

    number: int


class _Known:
    """An object with what it held beside tensors when it was passed."""

    def __init__(self, owner: Any, attributes: dict[str, Any]) -> None:
        self.owner = owner
        self.names = [name for name, value in attributes.items() if isinstance(value, Tensor)]
        self.attributes = attributes  # the signature tells them by identity: none may go


class _Entered:
    """An object while the function that it was passed to is traced."""

    def __init__(self, known: _Known, tensors: tuple[Tensor, ...]) -> None:
        self.owner = known.owner
        self.original = attributes_of(self.owner)
        self.given = {**self.original, **dict(zip(known.names, tensors, strict=True))}
        self.signatures = {name: _signature(value) for name, value in self.given.items()}
        _set(self.owner, self.given)

    def stores(self) -> dict[str, Any]:
        """The attributes that the function has stored."""
        after = attributes_of(self.owner)
        for name, value in self.given.items():
            if (
                after.get(name) is value
                and isinstance(value, list | dict)
                and _signature(value) != self.signatures[name]
            ):
                raise StagingError(
                    f"a graph function changes the {type(value).__name__} in the attribute {name!r} of an argument; "
                    "the caller would not see it. Store a new one in the attribute, or return it"
                )
        return {name: value for name, value in after.items() if value is not self.given.get(name, _Entered)}

    def removed(self) -> list[str]:
        """The attributes that the function has deleted."""
        return [name for name in self.given if name not in attributes_of(self.owner)]

    def leave(self) -> None:
        """Give the object its attributes back."""
        _delete(self.owner, [name for name in attributes_of(self.owner) if name not in self.original])
        _set(self.owner, self.original)


class ObjectArguments:
    """The objects that one ``tf.function`` is called with."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._known: list[_Known] = []
        self._records: list[list[tuple[dict[str, Any], list[str]]]] = []

    def traceable(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function for TensorFlow to trace; it takes what stands for objects.

        Args:
            function: The function; it takes the objects themselves.
        """

        @functools.wraps(function)
        def traced(*arguments: Any, **keywords: Any) -> Any:
            entered: list[_Entered] = []

            def arriving(leaf: Any) -> Any:
                if isinstance(leaf, Held):
                    entered.append(_Entered(self._known[leaf.number], leaf.tensors))
                    return entered[-1].owner
                return entered[leaf.position].owner if isinstance(leaf, Reference) else leaf

            try:
                result = function(*changed(arriving, arguments), **changed(arriving, keywords))
                return self._leaving(result, entered) if entered else result
            finally:
                for one in entered:
                    one.leave()

        return traced

    def _leaving(self, result: Any, entered: list[_Entered]) -> Any:
        tensors, record = {}, []
        for position, one in enumerate(entered):
            stores = one.stores()
            crossing = {name: value for name, value in stores.items() if _crosses(value)}
            tensors.update({f"{position}.{name}": value for name, value in crossing.items()})
            record.append(({name: stores[name] for name in stores.keys() - crossing.keys()}, one.removed()))
        self._records.append(record)
        owners = [one.owner for one in entered]
        return changed(lambda leaf: _reference(owners, leaf), result), tensors, Stores(len(self._records) - 1)

    def call(
        self,
        function: Callable[..., Any],
        inline: Callable[..., Any],
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
    ) -> Any:
        """Call the ``tf.function``.

        Args:
            function: Calls it.
            inline: Runs its code where the call stands, in another function's graph.
            arguments: Its positional arguments, objects among them.
            keywords: Its keyword arguments.
        """
        if all(isinstance(one, _LEAVES) for one in (*arguments, *keywords.values())):
            return function(*arguments, **keywords)
        owners: list[Any] = []

        def leaving(leaf: Any) -> Any:
            if not _is_passed(leaf):
                return leaf
            reference = _reference(owners, leaf)
            if reference is not leaf:
                return reference
            owners.append(leaf)
            return self._held(leaf)

        given, named = changed(leaving, arguments), changed(leaving, keywords)
        if not owners:
            return function(*arguments, **keywords)
        if not tf.executing_eagerly() and get_default_graph().building_function:
            return inline(*arguments, **keywords)  # the graph around must take note of the stores
        result, tensors, stores = function(*given, **named)
        for owner, (values, removed) in zip(owners, self._records[stores.number], strict=True):
            _set(owner, values)
            _delete(owner, removed)
        for key, value in tensors.items():
            position, _, name = key.partition(".")
            _set(owners[int(position)], {name: value})
        return changed(lambda leaf: owners[leaf.position] if isinstance(leaf, Reference) else leaf, result)

    def _held(self, owner: Any) -> Held:
        attributes = attributes_of(owner)
        key = (
            id(owner),
            *((name, Tensor if isinstance(value, Tensor) else _signature(value)) for name, value in attributes.items()),
        )
        if key not in self._numbers:
            self._numbers[key] = len(self._known)
            self._known.append(_Known(owner, attributes))
        number = self._numbers[key]
        return Held(number, tuple(attributes[name] for name in self._known[number].names))


def _is_passed(value: Any) -> bool:
    """Whether an argument is an object that TensorFlow refuses, or whose tensors it would take for constants."""
    if isinstance(value, _LEAVES) or not is_plain_object(value) or hasattr(type(value), "__attrs_attrs__"):
        return False
    if is_immutable(value):
        return False
    return type(value).__hash__ is None or any(isinstance(one, Tensor) for one in attributes_of(value).values())


def _reference(owners: list[Any], value: Any) -> Any:
    position = next((position for position, owner in enumerate(owners) if owner is value), None)
    return value if position is None else Reference(position)


def _crosses(value: Any) -> bool:
    return isinstance(value, Tensor | CompositeTensor | WeakScalar | Choice) or resolve(value) is not value


def _signature(value: Any) -> Any:
    if type(value) in _PRIMITIVES:
        return type(value), value
    if type(value) in (list, tuple):
        return type(value), *map(_signature, value)
    if type(value) is dict:
        return dict, *((key, _signature(item)) for key, item in value.items())
    return id(value)


def _set(owner: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        object.__setattr__(owner, name, value)  # the author's own has seen the store when it was traced


def _delete(owner: Any, names: list[str]) -> None:
    for name in names:
        object.__delattr__(owner, name)


__all__ = ["ObjectArguments"]
