"""``if`` and ``a if c else b`` on values that only the graph knows.

Each branch is traced once, into a graph of its own; what both leave behind is compared afterwards, and only what
differs becomes an output of the ``If``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import choice_packing  # noqa: F401  # registers how choices are carried
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.branches import RESULT, Branch
from autoimport_graph.runtime.choice import Choice, label, narrow
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.failures import AlwaysFails
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.regions import FACTS, Place, Region, cells_of, frozen, is_fresh, stack, touch
from autoimport_graph.runtime.truth import predicate_of
from autoimport_graph.runtime.values import (
    Constant,
    Kind,
    Structure,
    Union,
    is_immutable,
    is_plain_object,
    join,
    kind_of,
    pack,
    same,
    unpack,
)


def if_stmt(
    test: Any,
    body: Callable[[], Any] | None,
    orelse: Callable[[], Any] | None,
    carried: Any,
    temporaries: Any,
) -> None:
    """Run one branch, or stage both.

    Args:
        test: The condition.
        body: The branch taken when it holds, ``None`` if that is empty.
        orelse: The other branch.
        carried: Closes over the variables that the branches bind and that are live afterwards.
        temporaries: Closes over those that are dead afterwards.
    """
    predicate = predicate_of(test)
    if predicate is True or predicate is False:
        branch = body if predicate else orelse
        if branch is not None:
            branch()
        return
    if body is None and orelse is None:
        return
    staged("cond", (body or orelse).__code__)  # type: ignore[union-attr]
    stage(predicate, body, orelse, cells_of(carried), cells_of(temporaries))


def if_exp(test: Any, body: Callable[[], Any], orelse: Callable[[], Any]) -> Any:
    """The value of one of two delayed operands, or of the ``If`` that chooses between them."""
    predicate = predicate_of(test)
    if predicate is True:
        return body()
    if predicate is False:
        return orelse()
    staged("cond", body.__code__)
    return stage(predicate, body, orelse, [], [])


def when(test: Any, body: Callable[[], Any]) -> None:
    """Run a function under a condition, for its stores and side effects alone."""
    predicate = predicate_of(test)
    if predicate is True:
        body()
    elif predicate is not False:
        stage(predicate, lambda: body() and None, None, [], [])


def _facts(predicate: tf.Tensor) -> tuple[Any, Any]:
    """What the two branches of a condition know about a value that is one of several."""
    entry = FACTS.get(id(predicate))
    if entry is None or entry[0] is not predicate:
        return None, None
    index, positions, holds = entry[1]
    return (index, positions, holds), (index, positions, not holds)


def stage(
    predicate: tf.Tensor,
    body: Callable[[], Any] | None,
    orelse: Callable[[], Any] | None,
    carried: list[Any],
    temporaries: list[Any],
) -> Any:
    """Build an ``If`` of two functions.

    Args:
        predicate: A boolean scalar.
        body: Traced for the branch taken when it holds.
        orelse: Traced for the other.
        carried: Places that live on.
        temporaries: Places that nothing reads afterwards.

    Returns:
        The joined results of the functions.
    """
    with private.name_scope("cond") as scope:
        places = [*carried, *temporaries]
        yes, no = _facts(predicate)
        true = Branch(body, scope, "true", places, yes)
        false = Branch(orelse, scope, "false", places, no)
        dead = {place.key for place in temporaries}
        everything = {**true.region.places, **false.region.places}
        kinds = {key: _joined(key, true, false) for key in (*everything, RESULT) if key not in dead}
        outputs = [(key, kind) for key, kind in kinds.items() if kind.specifications()]
        for branch, other in ((true, false), (false, true)):
            with branch.graph.as_default():
                values = ((_leaving(branch.value(key, other), kind, branch.after), kind) for key, kind in outputs)
                tensors = [tensor for value, kind in values for tensor in pack(value, kind)]
            private.add_outputs(branch.graph, tensors)
        if outputs or private.is_stateful(true.graph) or private.is_stateful(false.graph):
            results = iter(private.build_if(predicate, true.graph, false.graph, scope))
        else:
            results = iter(())
    result = None
    for key, kind in kinds.items():
        value = unpack(kind, results)
        if key == RESULT:
            result = value
        else:
            _leave(everything[key], value)
    for place in temporaries:
        place.write(UNDEFINED)
    if true.failure is not None and false.failure is not None:
        # Whichever branch is taken fails: what follows in the author's code is never reached.
        if stack.top is None and private.get_default_graph().building_function:
            raise AlwaysFails from true.failure
        raise true.failure
    return result


def _joined(key: tuple[Any, ...], true: Branch, false: Branch) -> Kind:
    if key == RESULT and (true.result is None and false.result is None):
        return Constant(None)
    first, second = true.value(key, false), false.value(key, true)
    if same(first, second):
        return Constant(first)
    contents = key[0] == "contents"  # a value of its own: no identity to keep
    if second is UNSET or first is UNSET:
        value, region = (first, true.region) if second is UNSET else (second, false.region)
        return kind_of(value) if contents else _alone(value, region)
    if contents and type(first) is not type(second):
        return join(kind_of(first), kind_of(second))
    if not contents and (_is_older(first, true.region) or _is_older(second, false.region)):
        # What is stored into the one that is chosen is stored into the author's container.
        return join(_staying(first, true), _staying(second, false))
    return join_values(frozen(first, true.after), frozen(second, false.after), true.region, false.region)


def _is_older(value: Any, region: Region) -> bool:
    """Whether a value is, or may be, a container that others than the region can hold."""
    alternatives = value.alternatives if isinstance(value, Choice) else (value,)
    return any(isinstance(one, list | dict) and not is_fresh(one, region) for one in alternatives)


def _staying(value: Any, branch: Branch) -> Kind:
    """The kind of a value beside a container that stays itself."""
    return _alone(value if _is_older(value, branch.region) else frozen(value, branch.after), branch.region)


def _leaving(value: Any, kind: Kind, after: dict[tuple[Any, ...], Any]) -> Any:
    """A value for an output of a branch: older containers as they are where their identity goes along."""
    if isinstance(kind, Union) and any(isinstance(one, Constant) and one.value is value for one in kind.alternatives):
        return value
    return frozen(value, after)


def _leave(place: Place, value: Any) -> None:
    """Store what a construct left in a place; the regions around take note."""
    if not same(place.read(), value):
        if place.owner is not None or place.key[0] == "global":
            touch(place)
        place.write(label(value, place.missing))


def join_values(first: Any, second: Any, first_region: Region, second_region: Region) -> Kind:
    """The least kind that covers what two branches left in one place.

    What is one object in both is a constant, tensors of the outer graph included. A mutable object that is older than
    its branch keeps its identity.
    """
    if same(first, second):
        return Constant(first)
    if type(first) is type(second) and isinstance(kind := kind_of(first), Structure):
        other = kind_of(second)
        if isinstance(other, Structure) and other.keys == kind.keys and not issubclass(kind.type, dict | list | tuple):
            old = not is_immutable(first) and not (is_fresh(first, first_region) and is_fresh(second, second_region))
            if old:
                return Union((_alone(first, first_region), _alone(second, second_region)))
        if isinstance(other, Structure) and other.keys == kind.keys:
            from autoimport_graph.runtime.values import parts_of

            pairs = zip(parts_of(first, kind), parts_of(second, other), strict=True)
            parts = tuple(join_values(one, two, first_region, second_region) for one, two in pairs)
            return Structure(kind.type, kind.keys, parts)
        return join(kind, other)
    return join(_alone(first, first_region), _alone(second, second_region))


def _alone(value: Any, region: Region) -> Kind:
    """The kind of a value that cannot be merged with its counterpart: an older mutable object stays itself."""
    if isinstance(value, list | dict) and not is_fresh(value, region):
        return Constant(value)
    return object_kind(value, region)


def object_kind(value: Any, region: Region) -> Kind:
    """The kind of a value that leaves a region, where an object that is older than the region stays itself."""
    value = narrow(value)
    if isinstance(value, Choice):
        return Union(tuple(_alone(one, region) for one in value.alternatives), value.missing)
    if is_plain_object(value) and not is_immutable(value) and not is_fresh(value, region):
        return Constant(value)
    return kind_of(value)
