"""``for``: what is iterated decides whether Python iterates or the graph does.

Iterables of which only the graph knows the items are objects of classes that know how to be looped over:
:class:`Iterable` below. ``range``, ``enumerate``, ``zip``, ``map`` and the like, called on such objects, give further
ones.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import several_lists, taken
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.consumed import moved_on
from autoimport_graph.runtime.counted import Counted, of_tensor
from autoimport_graph.runtime.dataset_loops import FromIterator, Reduced
from autoimport_graph.runtime.dict_keys import Present, uncertain
from autoimport_graph.runtime.generators import Generated, generated, is_argument
from autoimport_graph.runtime.graph_items import remember_home
from autoimport_graph.runtime.moved_lists import owner_of, resolve
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.opened import opened
from autoimport_graph.runtime.overloading import stand_in_for
from autoimport_graph.runtime.postponed import Postponed
from autoimport_graph.runtime.python_loops import for_python
from autoimport_graph.runtime.regions import cells_of
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar

Body = Callable[[Any], None]


def of_list(value: GraphList, owner: Any = None) -> Counted:
    """A list's elements, as many as there are when the loop gets there; changes of one are changes of the list that
    holds them.

    Args:
        value: The contents.
        owner: The list, where the program has one.
    """
    owner = owner_of(value) if owner is None else owner
    handles = list(value.handles)

    def contents() -> Any:
        return value if owner is None else resolve(owner)

    def item(position: Tensor) -> Any:
        now = contents()
        if isinstance(now, GraphList):
            return remember_home(now.get_in_range(position), owner, position)
        from autoimport_graph.runtime.subscripts import get_item

        return get_item(owner, position)  # it is Python's again, of as many items in each iteration

    def within(position: Tensor) -> Tensor | None:
        now = contents()
        if not isinstance(now, GraphList):
            return tf.less(position, len(now))
        if len(now.handles) == len(handles) and all(map(operator.is_, now.handles, handles)):
            return None
        return position < now.size()

    return Counted(value.size(), item, within)


_NEEDED = (
    "the number of items is known only when the graph runs, and Python needs it here; "
    "give the tensor a static shape, or loop over it"
)
# Exactly these are Python's to iterate. To ask TensorFlow's abstract classes takes longer than a short loop does.
_PYTHONS = frozenset({list, tuple, range, str})


def symbolic_iterable(value: Any) -> Any:
    """The object that loops over a value in the graph; ``None`` if Python iterates it.

    Raises:
        TypeError: For what eager code could not iterate either.
    """
    owner = value = settle(value)
    value = resolve(value)
    rest = taken.in_region(value) if taken.is_older(value) else taken.rest_of(value)
    if rest is not None:
        return rest
    if type(value) in _PYTHONS and stand_in_for(value) is None:
        return None
    moved_on(value)
    if isinstance(value, Generated):
        return generated(value) if value.rest is None else value.rest
    if type(value) is Postponed:
        value = value.staged()
        return None if value is None else symbolic_iterable(value)
    if type(value) is Counted and value.moved:
        from autoimport_graph.runtime.positioned import Positioned

        return Positioned(value)
    if isinstance(value, Counted | FromIterator | Reduced) or hasattr(type(value), "graph_loop"):
        return None if getattr(value, "begun", False) else value
    if isinstance(value, dict) and uncertain(value):
        return Present(value)
    if isinstance(value, Tensor):
        return None if isinstance(value, EagerTensor) else of_tensor(value)
    if isinstance(value, GraphList):
        return of_list(value, owner)
    if is_variable(value):
        return of_tensor(tf.convert_to_tensor(value))
    if isinstance(value, tf.RaggedTensor):
        return Counted(tf.cast(value.nrows(), tf.int32), lambda position: value[position])
    if isinstance(value, tf.data.Dataset):
        if private.get_default_graph().building_function:
            return FromIterator(lambda: iter(value))
        return Reduced(value)
    if isinstance(value, tf.data.Iterator):
        return FromIterator(lambda: value)
    if isinstance(value, tf.distribute.DistributedDataset):
        return FromIterator(lambda: iter(value))
    if isinstance(value, tf.distribute.DistributedIterator):
        return FromIterator(lambda: value)
    if isinstance(value, WeakScalar):
        raise TypeError(f"'{value.__type_name__}' object is not iterable")
    if isinstance(value, Choice):
        return _of_choice(value)
    stand_in = stand_in_for(value)
    return generated(value) if stand_in is None else symbolic_iterable(stand_in(value))


def _of_choice(choice: Choice) -> Counted | None:
    """The items of one of several containers, as a tensor decides; ``None`` where Python iterates: lists of one length,
    whose items are joined one by one.
    """
    from autoimport_graph.runtime.collecting import items_of_choice, same_length
    from autoimport_graph.runtime.endless import counted

    if same_length(choice):
        return None
    contents = resolve(items_of_choice(choice))
    source = of_list(contents) if isinstance(contents, GraphList) else counted(contents)
    return several_lists.changing(source, choice)


def _references(iterable: Any, body: Any, carried: Any, temporaries: Any, stop: Any) -> int:
    return sys.getrefcount(iterable)


# References to an argument of ``for_stmt`` that nothing else holds: interpreters differ in what a call adds.
_UNHELD = _references(object(), None, None, None, None)


def for_stmt(iterable: Any, body: Body, carried: Any, temporaries: Any, stop: Any) -> None:
    """Run or stage a loop.

    Args:
        iterable: What the author iterates.
        body: Takes an item, runs one iteration.
        carried: Closes over the variables that an iteration binds and that live on.
        temporaries: Closes over those that nothing reads after an iteration.
        stop: Reads the flag of a lowered ``break``; ``None`` if there is none.
    """
    if isinstance(iterable, Generated):
        held = stop is not None and sys.getrefcount(iterable) > _UNHELD
        iterable.held = held and not is_argument(iterable)
    held = sys.getrefcount(iterable) > _UNHELD
    if held:
        iterable = remembering(iterable)
    rest = taken.in_region(iterable) if held else taken.rest_of(iterable)
    if rest is not None and isinstance(rest.cell.cell_contents, int):
        rest.run(body, carried, temporaries, stop)
        return
    iterable = opened(iterable)
    symbolic = symbolic_iterable(iterable)
    if symbolic is None:
        for_python(iterable, body, carried, temporaries, stop, held)
        return
    stage_for(symbolic, body, carried, temporaries, stop)


def stage_for(symbolic: Any, body: Body, carried: Any, temporaries: Any, stop: Any) -> None:
    """Stage a loop, as :func:`for_stmt` has it, over what the graph loops over."""
    kind = "dataset" if isinstance(symbolic, FromIterator | Reduced) else "for"
    staged(kind, body.__code__)
    loop = getattr(symbolic, "graph_loop", None) or symbolic.loop
    loop(body, cells_of(carried), cells_of(temporaries), stop)


def remembering(iterable: Any) -> Any:
    """What the author holds of an iterator that the graph moves on: it goes on from where a loop has left it."""
    from autoimport_graph.runtime.positioned import Positioned

    if type(iterable) is Counted:
        return Positioned(iterable)
    source = iterable
    while hasattr(type(source), "graph_loop") and hasattr(source, "inner"):
        if type(source.inner) is Counted:
            source.inner = Positioned(source.inner)
        source = source.inner
    return iterable


def finish(iterable: Any) -> None:
    """All items of an iterator were taken: what the author holds of it is at its end."""
    from autoimport_graph.runtime.positioned import Positioned

    source = remembering(iterable)
    while hasattr(source, "inner"):
        source = source.inner
    if type(source) is Positioned:
        source.finish()


def python_iterable(value: Any, refusal: str = _NEEDED) -> Any:
    """Something that Python can iterate: a tensor of static size is unstacked.

    Args:
        value: What is iterated.
        refusal: What to say if that cannot be.

    Raises:
        StagingError: If only the graph knows the number of items.
    """
    value = opened(value)
    symbolic = symbolic_iterable(value)
    if symbolic is None or getattr(symbolic, "suspends", False):
        return value
    if isinstance(symbolic, taken.Rest):
        return symbolic.python_items()
    count = static_count(symbolic)
    if count is None:
        raise StagingError(refusal)
    return [symbolic.item(tf.constant(position)) for position in range(count)]


def suspending_iterable(value: Any) -> Any:
    """What a loop that holds a ``yield`` or an ``await`` is over: Python alone can run it.

    Raises:
        StagingError: If only the graph knows the number of items.
    """
    return python_iterable(
        value,
        "a loop that holds a yield or an await runs over items whose number is known only when the graph runs, and a "
        "graph cannot suspend it. Collect what is awaited in a list before the loop (asyncio.gather), or loop over a "
        "Python range or a tensor of static shape",
    )


def static_count(symbolic: Any) -> int | None:
    """The number of items, where it is known at tracing."""
    if not isinstance(symbolic, Counted) or symbolic.count is None:
        return None
    count = tf.get_static_value(symbolic.count)
    return None if count is None else int(count)
