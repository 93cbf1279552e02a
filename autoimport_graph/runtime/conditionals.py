"""``if`` and ``a if c else b`` on values that only the graph knows.

Each branch is traced once, into a graph of its own; what both leave behind is compared afterwards, and only what
differs becomes an output of the ``If``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import (
    choice_packing,  # noqa: F401  # registers how choices are carried
    integer_ranges,
    list_packing,  # noqa: F401  # and lists
    promotions,
)
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.attempts import Attempt, raised_in, went_on
from autoimport_graph.runtime.branch_joins import joined_places, left_in
from autoimport_graph.runtime.branches import RESULT, Branch
from autoimport_graph.runtime.carried_lists import keep_shared, relate_made_together
from autoimport_graph.runtime.choice import label
from autoimport_graph.runtime.facts import facts_of
from autoimport_graph.runtime.failures import AlwaysFails, is_meant
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.places import refuse_two_ways
from autoimport_graph.runtime.program_order import keep_failures, put_in_order
from autoimport_graph.runtime.regions import Place, cells_of, touch
from autoimport_graph.runtime.regions import staged as staged_region
from autoimport_graph.runtime.results import note_results
from autoimport_graph.runtime.truth import predicate_of
from autoimport_graph.runtime.values import (
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
    if isinstance(test, Attempt):
        assert body is not None
        test.run(body, cells_of(carried), cells_of(temporaries))
        return
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


def _without_result(body: Callable[[], Any]) -> None:
    body()


def when(test: Any, body: Callable[[], Any]) -> None:
    """Run a function under a condition, for its stores and side effects alone."""
    predicate = predicate_of(test)
    if predicate is True:
        body()
    elif predicate is not False:
        stage(predicate, functools.partial(_without_result, body), None, [], [])


def under(test: Any, body: Callable[[], Any], carried: list[Any], temporaries: list[Any]) -> None:
    """Run a part of a loop's iteration under a condition.

    Args:
        test: The condition.
        body: The part.
        carried: Places of the loop that live on.
        temporaries: Places that nothing reads after an iteration.
    """
    predicate = predicate_of(test)
    if predicate is True:
        body()
    elif predicate is not False:
        stage(predicate, body, None, carried, temporaries)


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
        yes, no = facts_of(predicate)
        true = Branch(body, scope, "true", places, yes)
        false = Branch(orelse, scope, "false", places, no)
        for place in true.region.places.values():
            refuse_two_ways(place, false.region.places)
        written = {**true.region.places, **false.region.places}
        result = join_branches(predicate, true, false, written, temporaries, scope)
    went_on(raised_in(written))
    return result


def join_branches(
    predicate: tf.Tensor,
    true: Branch,
    false: Branch,
    places: dict[tuple[Any, ...], Place],
    temporaries: list[Any],
    scope: str,
) -> Any:
    """Build the ``If`` of two branches that have been traced.

    Args:
        predicate: A boolean scalar.
        true: The branch taken when it holds.
        false: The other.
        places: What they write.
        temporaries: Places that nothing reads afterwards.
        scope: The op's name scope.

    Returns:
        The joined results of their functions.
    """
    dead = {place.key for place in temporaries}
    kinds, aliases = joined_places([key for key in (*places, RESULT) if key not in dead], true, false)
    outputs = [(key, kind) for key, kind in kinds.items() if kind.specifications()]
    packed = []
    for branch, other in ((true, false), (false, true)):
        with branch.graph.as_default():
            left = ((left_in(branch, key, other, kind), kind) for key, kind in outputs)
            tensors = [tensor for value, kind in left for tensor in pack(value, kind)]
            if branch.failure is not None:
                tensors = _after_failure(branch.graph, tensors)
        private.add_outputs(branch.graph, tensors)
        packed.append(tensors)
        keep_failures(branch.graph)
    if outputs or private.is_stateful(true.graph) or private.is_stateful(false.graph):
        put_in_order(true.graph)
        put_in_order(false.graph)
        tensors = private.build_if(predicate, true.graph, false.graph, scope)
        integer_ranges.note_branches(tensors, *packed)
        results = iter(tensors)
    else:
        results = iter(())
    result = None
    values = aliases.applied([unpack(kind, results) for kind in kinds.values()], list(kinds.values()))
    ends = [(true.value(key, false), false.value(key, true)) for key in kinds]
    note_results(values, ends)
    for key, value, end in zip(kinds, values, ends, strict=True):
        keep_shared(key, value, end)
    for branch_ends in zip(*ends, strict=True):
        relate_made_together(values, branch_ends)
    for key, value, end in zip(kinds, values, ends, strict=True):
        promotions.carried_over(value, *end)
        if key == RESULT:
            result = value
        else:
            _leave(places[key], value)
    for place in temporaries:
        place.write(UNDEFINED)
    if true.failure is not None and false.failure is not None:
        # Whichever branch is taken fails: what follows in the author's code is never reached.
        meant = is_meant(true.failure) or is_meant(false.failure)
        if meant and staged_region() is None and private.get_default_graph().building_function:
            raise AlwaysFails from true.failure
        raise true.failure
    return result


def _after_failure(graph: Any, tensors: list[tf.Tensor]) -> list[tf.Tensor]:
    """What a branch that fails has for outputs, kept from whoever could fail on it before the branch has.

    Args:
        graph: The branch's, current.
        tensors: Values that stand for none.
    """
    with tf.control_dependencies(graph.control_outputs):
        return [tf.identity(tensor) for tensor in tensors]


def _leave(place: Place, value: Any) -> None:
    """Store what a construct left in a place; the regions around take note."""
    if not same(place.read(), value):
        if place.owner is not None or place.key[0] == "global":
            touch(place)
        place.write(label(value, place.missing))
