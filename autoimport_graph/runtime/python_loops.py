"""Loops that Python runs as far as it can tell; ``while`` goes on as a staged loop from where it cannot."""

from __future__ import annotations

import functools
import itertools
import warnings
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import AutoimportGraphWarning, StagingError
from autoimport_graph.ignored import is_ignored
from autoimport_graph.runtime import list_iterators, several_lists, taken, zipped
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.conditionals import stage
from autoimport_graph.runtime.effects import tried_out
from autoimport_graph.runtime.endless_lists import Growth
from autoimport_graph.runtime.logic import not_
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.regions import cells_of
from autoimport_graph.runtime.staged_while import stage_while, staged_from_start, tensor_decides
from autoimport_graph.runtime.stand_ins import refuse_moved
from autoimport_graph.runtime.truth import is_symbolic, predicate_of
from autoimport_graph.runtime.weak import weak_of

# Copies of a body before an iterator, or a loop whose condition is constant, is taken for endless.
GUARDED_LIMIT = 1_000
_END = object()
UNROLL_LIMIT = 10_000  # iterations of a Python loop in one graph before a warning


def while_stmt(
    test: Callable[[], Any],
    body: Callable[[], None],
    carried: Any,
    temporaries: Any,
    stop: Any,
    deciding: Any = None,
    anew: Any = None,
) -> None:
    """Run a loop in Python as long as Python can tell, then stage what is left.

    Args:
        test: The condition.
        body: One iteration.
        carried: Closes over the variables that an iteration binds and that a later one, or code after the loop, reads.
        temporaries: Closes over those that nothing reads any more.
        stop: Reads the flag of a lowered ``break``; ``None`` if there is none.
        deciding: Closes over variables of which any, if it is a tensor, makes the loop's end a tensor's to decide.
        anew: Closes over those whose values of before the loop no iteration reads.
    """
    rounds = 0
    begun = private.get_default_graph().version
    while True:
        go_on: Any = True
        stopped = predicate_of(stop()) if stop is not None else False
        if stopped is True:
            break
        effects = False
        if stopped is False:
            condition, effects = tried_out(test)
            go_on = predicate_of(condition)
            if go_on is False:
                break
            if rounds == 0 and go_on is True and not effects and tensor_decides(deciding):
                if staged_from_start(test, body, cells_of(carried), cells_of(temporaries), stop, cells_of(anew)):
                    return
        if stopped is not False or go_on is not True or _only_graph_ends(test, stop, rounds, begun):
            staged("while", body.__code__)
            stage_while(test, body, cells_of(carried), cells_of(temporaries), stop, go_on if effects else None)
            return
        body()
        rounds += 1
        if rounds == UNROLL_LIMIT:
            if is_symbolic(condition):
                raise StagingError(
                    f"the condition of this loop is a tensor that is constant, and still true after {rounds} "
                    "iterations: the loop does not end. Let the condition depend on what the loop changes, or break"
                )
            warn_unrolled(body, rounds, begun)
    if rounds:
        staged("unrolled", body.__code__, f"{rounds} iterations")


def _only_graph_ends(test: Callable[[], Any], stop: Any, rounds: int, begun: int) -> bool:
    """Whether a loop is one that nothing in Python ends: ``while True`` around ``next`` of a dataset's iterator, say.

    Args:
        test: The condition.
        stop: Reads the flag of a lowered ``break``; ``None`` if there is none.
        rounds: How many iterations Python has run.
        begun: The graph's version when the loop began.
    """
    constant = not test.__code__.co_names and not test.__code__.co_freevars
    return (
        rounds == GUARDED_LIMIT and stop is None and constant and private.get_default_graph().version - begun >= rounds
    )


# The warnings module's memory of what it has shown: once for each place, not once for each trace.
_warned: dict[Any, Any] = {}


def warn_unrolled(body: Callable[..., None], rounds: int, begun: int) -> None:
    """Warn that a Python loop fills the graph, if it does.

    Args:
        body: One iteration.
        rounds: How many copies of it there are.
        begun: The graph's version when the loop began.
    """
    if private.get_default_graph().version - begun < rounds:
        return
    code, module = body.__code__, body.__globals__["__name__"]
    function = body.__qualname__.rpartition(".<locals>.")[0]
    if is_ignored(module, function, code.co_filename):
        return
    warnings.warn_explicit(
        f"this loop has put {rounds} copies of its body into the graph, because Python knows its condition; "
        f'loop over tf.range or a tensor to have one; ignore = ["{module}.{function}"] silences this',
        AutoimportGraphWarning,
        code.co_filename,
        code.co_firstlineno,
        registry=_warned,
    )


def _count_on(
    first: Any, second: Any, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any
) -> None:
    """Stage what is left of a loop over ``itertools.count``, once a tensor decides when it ends.

    Args:
        first: The next number.
        second: The one after it.
        body: Takes a number, runs one iteration.
        carried: Places that live on.
        temporaries: Places that nothing reads after an iteration.
        stop: Reads the flag of the lowered ``break``.
    """
    from autoimport_graph.runtime.loops import stage_loop  # late: a graph without loops needs none of it

    name = "float" if isinstance(first, float) or isinstance(second, float) else "int"
    step = second - first

    def iterate(counter: tf.Tensor) -> None:
        body(weak_of(name, counter) * step + first)

    stage_loop(lambda counter: not_(stop()), iterate, carried, temporaries, body)


def _refuse_endless(iterable: Any, guarded: int) -> None:
    if guarded == GUARDED_LIMIT and not hasattr(iterable, "__len__"):
        raise StagingError(
            f"a loop that a tensor ends has taken {guarded} items from an iterator of Python's that does not "
            "end by itself; loop over range, itertools.count, a tensor or a dataset, or use while"
        )


def _left_to_graph(iterable: Any, iterator: Any, goes_on: bool, stopped: Any) -> Any:
    """What the graph loops over from here on; ``None`` if Python does.

    Args:
        iterable: What the author iterates.
        iterator: What gives its items.
        goes_on: Whether others can go on with what the loop leaves.
        stopped: Whether a break was met.
    """
    left = list_iterators.left_to_graph(iterator)
    if goes_on and (stopped is not False or (left is not None and list_iterators.repeatable(iterable) is not None)):
        return taken.taken_over(iterable)
    if left is None and stopped is not False:
        return zipped.shared(iterable)
    return left


def for_python(
    iterable: Any, body: Callable[[Any], None], carried: Any, temporaries: Any, stop: Any, held: bool = False
) -> None:
    """Iterate in Python; once a lowered ``break`` turns symbolic, each further iteration runs under its condition.

    Args:
        iterable: What Python iterates.
        body: Takes an item, runs one iteration.
        carried: Closes over the variables that live on.
        temporaries: Closes over those that nothing reads after an iteration.
        stop: Reads the flag of a lowered ``break``; ``None`` if there is none.
        held: Whether others can go on with an iterator after the loop.
    """
    rounds = guarded = 0
    stopped: Any = False
    begun = private.get_default_graph().version
    iterator = several_lists.items_of(iterable)
    growth = Growth(iterable)
    goes_on = held and hasattr(type(iterable), "__next__")
    while True:
        left = _left_to_graph(iterable, iterator, goes_on, stopped)
        if isinstance(left, taken.Rest):
            left.run(body, carried, temporaries, stop, stopped)
            return
        if left is not None:
            staged("for", body.__code__)
            loop = getattr(left, "graph_loop", None) or left.loop
            loop(body, cells_of(carried), cells_of(temporaries), stop)
            return
        item = next(iterator, _END)
        if item is _END:
            break
        refuse_moved(item)
        if stopped is False:
            body(item)
        elif isinstance(iterable, itertools.count):
            staged("while", body.__code__)
            _count_on(item, next(iterable), body, cells_of(carried), cells_of(temporaries), stop)
            return
        else:
            guarded += 1
            _refuse_endless(iterable, guarded)
            go_on = tf.logical_not(stopped)
            stage(go_on, functools.partial(body, item), None, cells_of(carried), cells_of(temporaries))
        rounds += 1
        if rounds == UNROLL_LIMIT:
            warn_unrolled(body, rounds, begun)
        growth.hand_over(rounds)
        # Before the next item is asked for: an iterator that others hold must not lose one.
        stopped = predicate_of(stop()) if stop is not None else False
        if stopped is True:
            break
        rest = taken.rest_of(iterable) if held else None
        if rest is not None:  # the body has taken items under a condition
            rest.run(body, carried, temporaries, stop, stopped)
            return
    staged("unrolled", body.__code__, f"{rounds} iterations")
