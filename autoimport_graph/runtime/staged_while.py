"""``while`` as a staged loop: what is left once a tensor decides, or all of it where one is going to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.logic import and_, not_
from autoimport_graph.runtime.marks import UNSET
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.regions import Cell, cells_of
from autoimport_graph.runtime.truth import is_symbolic, static_value
from autoimport_graph.runtime.weak import WeakScalar


def tensor_decides(deciding: Any) -> bool:
    """Whether any of the variables that a function closes over is a number that only the graph knows."""
    for cell in cells_of(deciding):
        value = cell.read()
        tensor = value.__tensor__ if isinstance(value, WeakScalar) else value
        if isinstance(tensor, private.Tensor) and is_symbolic(tensor) and static_value(tensor) is None:
            return True
    return False


def staged_from_start(
    test: Callable[[], Any],
    body: Callable[[], None],
    carried: list[Any],
    temporaries: list[Any],
    stop: Any,
    anew: list[Cell],
) -> bool:
    """Stage a loop of which Python knows that it has an iteration, and a tensor decides when it ends.

    To run the first iteration in Python and to stage the rest would trace the body twice, that of a loop inside four
    times, and so on. What cannot be staged, because Python must run that iteration, is left as it was.

    Args:
        test: The condition.
        body: One iteration.
        carried: Places that live on.
        temporaries: Places that nothing reads after an iteration.
        stop: Reads the flag of a lowered ``break``; ``None`` if there is none.
        anew: Those of the places that live on whose values of before nothing reads.

    Returns:
        Whether it is staged.
    """
    from autoimport_graph.runtime.loops import stage_loop  # late: a graph without loops needs none of it

    before = [place.read() for place in anew]

    def iterate(counter: tf.Tensor) -> None:
        try:
            body()
        except Exception as error:
            raise StagingError("an iteration fails where the graph runs all of them") from error

    for place in anew:
        place.write(UNSET)
    try:
        stage_loop(_condition(test, stop), iterate, carried, temporaries, body)
    except StagingError:
        for place, value in zip(anew, before, strict=True):
            place.write(value)
        return False
    staged("while", body.__code__)
    return True


def stage_while(
    test: Callable[[], Any],
    body: Callable[[], None],
    carried: list[Any],
    temporaries: list[Any],
    stop: Any,
    go_on: Any,
) -> None:
    """Stage what is left of a loop.

    Args:
        test: The condition.
        body: One iteration.
        carried: Places that live on.
        temporaries: Places that nothing reads after an iteration.
        stop: Reads the flag of a lowered ``break``; ``None`` if there is none.
        go_on: The condition's truth, where it has been evaluated and must not be once more before the first iteration.
    """
    from autoimport_graph.runtime.loops import stage_loop  # late: a graph without loops needs none of it

    def iterate(counter: tf.Tensor) -> None:
        body()

    stage_loop(_condition(test, stop), iterate, carried, temporaries, body, go_on=go_on)


def _condition(test: Callable[[], Any], stop: Any) -> Callable[[tf.Tensor], Any]:
    return lambda counter: test() if stop is None else and_(not_(stop()), test)
