"""What is left of a region after a construct that may have raised an exception, as a branch."""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.branches import Branch
from autoimport_graph.runtime.conditionals import join_branches
from autoimport_graph.runtime.facts import facts_of
from autoimport_graph.runtime.failures import fail
from autoimport_graph.runtime.regions import Region, leave, stack


class Rest(Branch):
    """A branch that begins now and ends when it is closed.

    Args:
        predicate: Whether there is no exception.
        place: Where that would be.
    """

    def __init__(self, predicate: Any, place: Any) -> None:
        self.predicate = predicate
        around = stack.top
        assert around is not None  # at least the body of the ``try``
        known = {place.key: place, **around.places}
        if stack.last is not None:
            known.setdefault(stack.last.key, stack.last)
        places = list(known.values())
        self.dead = around.dead
        self.failure = self.result = None
        self.thrown = False
        with private.name_scope("rest") as scope:
            self.scope = scope
            yes, no = facts_of(predicate)
            self.raised = Branch(None, scope, "raised", places, no)
            self.region = Region("branch", places, stack.top)
            self.region.fact = yes
            self.region.resumes = True
            self.region.dead = self.dead
            self.tracing = private.Tracing("branch", private.unique_name(scope, "rest"))
        self.graph = self.region.graph = self.tracing.graph
        stack.top = self.region

    def failed(self, error: Exception) -> None:
        """The rest raises an exception, whatever a tensor decides."""
        if not fail(error):
            self.failure = error

    def close(self) -> None:
        """End the branch; what it left is joined with what there was."""
        self._find_items()
        self._collect()
        self.tracing.end()
        leave(self.region)
        with private.name_scope(self.scope):
            places = {**self.region.places, **self.raised.region.places}
            places = {key: place for key, place in places.items() if key not in self.dead}
            join_branches(self.predicate, self, self.raised, places, [], self.scope)

    def abandon(self) -> None:
        """The graph is not to be built."""
        self.tracing.end()
        leave(self.region)
