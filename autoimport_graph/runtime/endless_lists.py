"""Lists that get longer in each iteration of a loop over them.

Under a tensor's condition Python would unroll such a loop for ever, while the graph may never take the branch: the
rest of the loop is staged instead.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.contents import as_contents
from autoimport_graph.runtime.item_changes import note_change
from autoimport_graph.runtime.moved_lists import is_moved
from autoimport_graph.runtime.regions import stack

# Iterations after which a list that is no nearer to its end is taken for one that grows for ever: of such as fill the
# graph, and of such as compute Python values alone.
STAGED_LIMIT = 100
PYTHON_LIMIT = 10_000


class Growth:
    """How far the end of a list is while Python loops over it.

    Args:
        iterable: What Python iterates.
    """

    def __init__(self, iterable: Any) -> None:
        self.items: list[Any] | None = iterable if type(iterable) is list else None
        self.length = 0 if self.items is None else len(self.items)
        self.begun = private.get_default_graph().version

    def hand_over(self, rounds: int) -> None:
        """Move the list into the graph, which goes on with the loop, if it seems to have no end.

        Args:
            rounds: How many iterations Python has run.
        """
        if self.items is None or rounds < STAGED_LIMIT or stack.top is None or is_moved(self.items):
            return
        if len(self.items) - rounds < self.length:
            return
        if rounds >= PYTHON_LIMIT or private.get_default_graph().version - self.begun >= rounds:
            note_change(self.items)
            as_contents(self.items)
