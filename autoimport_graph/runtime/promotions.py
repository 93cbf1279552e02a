"""What a loop variable that turns out to be a tensor makes of others, found without another trace.

A loop's first trace has ``b = a + 1`` with two numbers of Python's. If it ends with a tensor in ``a``, the second trace
would find one in ``b``, and the third one in what is computed from ``b``. So each Python number of the graph knows the
loop variables that arithmetic alone has made it of (:attr:`WeakScalar.__origins__`): it takes the dtype that they take.
What is lost on the way (a number that a list of the graph held, the outcome of ``int``) costs a trace, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.joins import join
from autoimport_graph.runtime.kinds import Dense, Kind, Structure, Union, Weak
from autoimport_graph.runtime.packing import parts_of
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import WeakScalar


class Origin:
    """A Python number that a loop variable holds where an iteration begins.

    Args:
        where: The variable's number, and those of the parts that lead to the number.

    Attributes:
        sources: What it was made of, in terms of the loop around.
    """

    __slots__ = ("sources", "where")

    def __init__(self, where: tuple[int, ...]) -> None:
        self.where = where
        self.sources: frozenset[Any] = frozenset()


def begin(values: list[Any], kinds: list[Kind]) -> dict[Any, tuple[int, ...]]:
    """Let a loop's variables be known for what they are.

    Args:
        values: What an iteration begins with.
        kinds: Their kinds.

    Returns:
        Where the Python numbers are, by origin, and the tensors, by identity.
    """
    found: dict[Any, tuple[int, ...]] = {}
    for number, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        for where, part in _leaves((number,), value, kind):
            if isinstance(part, WeakScalar):
                origin = Origin(where)
                part.__origins__ = frozenset([origin])
                found[origin] = where
            else:
                found[id(part)] = where
    return found


def _leaves(where: tuple[int, ...], value: Any, kind: Kind) -> Iterator[tuple[tuple[int, ...], Any]]:
    if isinstance(kind, Weak | Dense):
        yield where, value
    elif isinstance(kind, Union):
        for part, inner in zip(value.__alternatives__, kind.alternatives, strict=True):
            if isinstance(inner, Weak | Dense):
                yield where, part
    elif isinstance(kind, Structure):
        for number, (part, inner) in enumerate(zip(parts_of(value, kind), kind.parts, strict=True)):
            yield from _leaves((*where, number), part, inner)


def carried_over(result: Any, *values: Any) -> Any:
    """What a branch or loop leaves is made of what its values were made of.

    Args:
        result: A value, put together from tensors.
        values: Those of which it is one, as the graph decides.
    """
    if isinstance(result, WeakScalar):
        result.__origins__ = frozenset().union(*map(_origins, values))
    elif isinstance(result, Choice):
        for alternative in result.__alternatives__:
            if isinstance(alternative, WeakScalar):
                carried_over(alternative, *values)
    elif type(result) in (tuple, list) and all(type(value) is type(result) for value in values):
        if all(len(value) == len(result) for value in values):
            for part, *others in zip(result, *values, strict=True):
                carried_over(part, *others)
    return result


def _origins(value: Any) -> frozenset[Any]:
    if isinstance(value, Choice):
        return frozenset().union(*map(_origins, value.__alternatives__))
    return value.__origins__ if isinstance(value, WeakScalar) else frozenset()


def leave_loop(inputs: list[Any], before: list[Any], outputs: list[Any], results: list[Any]) -> None:
    """The variables of a loop inside another one are made of what they were before it, and of what iterations left.

    Args:
        inputs: What an iteration begins with.
        before: What the variables were before the loop; those found last may be more, here and in ``results``.
        outputs: What an iteration leaves.
        results: What the loop leaves.
    """
    for start, first, last, result in zip(inputs, before, outputs, results, strict=False):
        carried_over(result, first, last)
        for origin in _origins(start):
            origin.sources = _origins(first) | _origins(last)


def promoted(
    kinds: list[Kind], grown: list[Kind], values: list[Any], inputs: dict[Any, tuple[int, ...]], start: list[Kind]
) -> list[Kind]:
    """The kinds that cover what another trace would find, as far as arithmetic tells.

    Args:
        kinds: Those of values that an iteration leaves.
        grown: Of the loop's variables, what is known by now to cover them.
        values: What the iteration leaves, as many as there are ``kinds``; those of the loop's variables first.
        inputs: Where the variables' parts are, see :func:`begin`.
        start: The kinds that the iteration began with.
    """
    kinds = [*grown, *kinds[len(grown) :]]
    while True:
        news = {part: kind for part, where in inputs.items() if (kind := _news(where, kinds, start)) is not None}
        if not news:
            return kinds
        more = [_promoted(kind, value, news) for kind, value in zip(kinds, values, strict=True)]
        if more == kinds:
            return kinds
        kinds = more


def _news(where: tuple[int, ...], kinds: list[Kind], start: list[Kind]) -> Kind | None:
    """What a variable's number has turned out to be, if it is another kind of number."""
    now, before = _number_at(kinds[where[0]], where[1:]), _number_at(start[where[0]], where[1:])
    return None if now is None or now == before else now


def _number_at(kind: Kind, path: tuple[int, ...]) -> Kind | None:
    for number in path:
        if not isinstance(kind, Structure) or number >= len(kind.parts):
            return None
        kind = kind.parts[number]
    alternatives = kind.alternatives if isinstance(kind, Union) else (kind,)
    numbers = [one for one in alternatives if type(one) is Dense or (isinstance(one, Weak) and one.name != "str")]
    return numbers[0] if len(numbers) == 1 else None


def _promoted(kind: Kind, value: Any, news: dict[Any, Kind]) -> Kind:
    if isinstance(value, WeakScalar):
        found = {one for origin in _all_sources(value.__origins__) if (one := news.get(origin)) is not None}
        return join(kind, found.pop()) if len(found) == 1 and _takes(value.__type_name__, *found) else kind
    if isinstance(value, Tensor):
        return join(kind, news[id(value)]) if id(value) in news else kind
    if isinstance(value, Choice):
        for alternative in value.__alternatives__:
            if isinstance(alternative, WeakScalar | Tensor):
                kind = _promoted(kind, alternative, news)
        return kind
    if isinstance(kind, Structure) and isinstance(value, tuple | list) and len(value) == len(kind.parts):
        parts = tuple(_promoted(part, one, news) for part, one in zip(kind.parts, value, strict=True))
        return Structure(kind.type, kind.keys, parts)
    return kind


def _all_sources(origins: Iterable[Origin]) -> set[Origin]:
    found: set[Origin] = set()
    pending = list(origins)
    while pending:
        origin = pending.pop()
        if origin not in found:
            found.add(origin)
            pending += origin.sources
    return found


def _takes(name: str, kind: Kind) -> bool:
    """Whether arithmetic with a number of a kind gives one of that kind, where it gave a Python number."""
    if isinstance(kind, Weak):
        return name == "int" and kind.name == "float"
    assert isinstance(kind, Dense)
    fits = kind.dtype.is_floating or (name == "int" and kind.dtype.is_integer)
    return kind.shape == () and name in ("int", "float") and bool(fits)
