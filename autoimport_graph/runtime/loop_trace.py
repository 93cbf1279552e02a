"""One trace of a loop's condition and body."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import arrays, carried_lists, older_items, promotions
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.aliases import Aliases, Sources, aliases_of
from autoimport_graph.runtime.attempts import Thrown, closing, raised_in
from autoimport_graph.runtime.branch_joins import left_by_iteration
from autoimport_graph.runtime.branches import note_mismatch
from autoimport_graph.runtime.building import locate
from autoimport_graph.runtime.choice import label, may_lack
from autoimport_graph.runtime.contents import replace_contents
from autoimport_graph.runtime.failures import fail, is_refusal
from autoimport_graph.runtime.growth import grow, loop_kind, settled
from autoimport_graph.runtime.handed_on import handed_on
from autoimport_graph.runtime.kinds import Constant, Kind, Nothing, kind_of, same
from autoimport_graph.runtime.late_lists import Late
from autoimport_graph.runtime.logic import and_, is_
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.options import LoopOptions
from autoimport_graph.runtime.packing import unpack
from autoimport_graph.runtime.places import unbound_name
from autoimport_graph.runtime.regions import Place, Region, frozen, kept, leave, stack
from autoimport_graph.runtime.truth import predicate_of
from autoimport_graph.runtime.twins import note_first


class ConditionStores(Exception):
    """A loop's condition stores something, which what evaluates it in the graph has no outputs for."""


class Trace:
    """One trace of a loop's condition and body.

    Args:
        places: The loop's variables.
        kinds: What they begin an iteration with.
        scope: The name scope of the loop.
        author: The loop's body as the compiler made it.
        path: What tells the loop from others.
        aliases: What the variables share.
        memory: What is known of the loops inside, see :class:`~autoimport_graph.runtime.regions.Region`.
        exploring: Whether nothing is known of the loop yet.
    """

    def __init__(
        self,
        places: list[Place],
        kinds: list[Kind],
        scope: str,
        author: Any,
        path: Any,
        aliases: Aliases,
        memory: dict[Any, Any],
        exploring: bool,
    ) -> None:
        self.author = author
        self.aliases = aliases
        self.path = path
        self.places = places
        self.kinds = kinds
        self.scope = scope
        self.memory = memory
        self.exploring = exploring
        self.must_retrace = False
        self.failure: BaseException | None = None
        self.inputs: list[Any] = []
        counter = tf.TensorSpec([], tf.int32)
        specifications = [specification for kind in kinds for specification in kind.specifications()]
        self.signature = [counter, counter, *specifications]

    def enter(self, tensors: tuple[tf.Tensor, ...]) -> None:
        """Bind the loop variables to a body's inputs."""
        remaining = iter(tensors)
        self.inputs = self.aliases.applied([unpack(kind, remaining) for kind in self.kinds], self.kinds)
        self.origins = promotions.begin(self.inputs, self.kinds)
        before = stack.top.before if stack.top is not None else {}
        carried_lists.relate_made_together(self.inputs, [before.get(place.key) for place in self.places])
        for place, kind, value in zip(self.places, self.kinds, self.inputs, strict=True):
            if isinstance(kind, Late):
                kind.contents.region = stack.top
                replace_contents(place.owner, kind.contents)
            else:
                arrays.stands_for(value, before.get(place.key))
                carried_lists.keep_shared(place.key, value, (), before.get(place.key))
                note_first(before.get(place.key), value)
                place.write(label(value, place.missing))

    def run(self, test: Callable[[tf.Tensor], Any], body: Callable[[tf.Tensor], None], temporaries: list[Any]) -> Trace:
        """Trace the condition, then the body; returns itself."""
        self.condition(test, temporaries)
        self.body(body, temporaries)
        return self

    def attempt(self, trace: Callable[[Trace], Any]) -> bool:
        """Trace with lists of which nothing is known yet; returns whether they were appended to before all else."""
        try:
            trace(self)
        except Exception:  # a trace without them tells what is wrong, if anything is
            return False
        if self.failure is not None:
            return False
        # What nothing was appended to is no loop variable.
        kept = [
            not (isinstance(kind, Late) and output is kind.contents)
            for kind, output in zip(self.kinds, self.outputs, strict=True)
        ]
        for name in ("places", "kinds", "inputs", "outputs", "packed"):
            setattr(self, name, list(itertools.compress(getattr(self, name), kept)))
        return True

    def _region(self, kind: str, temporaries: list[Any], path: Any) -> Region:
        region = Region(kind, [*self.places, *temporaries], stack.top)
        region.path, region.memory, region.exploring = path, self.memory, self.exploring
        region.carried = {place.key: kind for place, kind in zip(self.places, self.kinds, strict=True)}
        return region

    def condition(self, test: Callable[[tf.Tensor], Any], temporaries: list[Any]) -> None:
        """Trace the condition.

        Raises:
            ConditionStores: If it stores what outlives it.
        """
        region = self._region("condition", temporaries, (self.path, "condition"))
        outcome: list[Any] = []

        def run(counter: tf.Tensor, limit: tf.Tensor, *tensors: tf.Tensor) -> None:
            region.graph = private.get_default_graph()
            self.enter(tensors)
            region.stores = False
            predicate = predicate_of(_until_raised(self.places, functools.partial(test, counter)))
            outcome.append(tf.constant(predicate) if isinstance(predicate, bool) else predicate)

        stack.top = region
        try:
            name = private.unique_name(self.scope, "cond")
            self.condition_graph = private.trace("condition", name, run, self.signature)
        finally:
            leave(region)
        if region.stores:
            raise ConditionStores
        self.must_retrace |= region.must_retrace
        private.add_outputs(self.condition_graph, outcome)

    def body(self, function: Callable[[tf.Tensor], None], temporaries: list[Any]) -> None:
        """Trace an iteration; the condition must have been traced before."""
        self.region = region = self._region("body", temporaries, self.path)
        region.resumes = True
        region.options = LoopOptions()

        def run(counter: tf.Tensor, limit: tf.Tensor, *tensors: tf.Tensor) -> None:
            region.graph = private.get_default_graph()
            private.capture_first(region.graph, self.condition_graph.external_captures)
            self.enter(tensors)
            for attempt in raised_in({place.key for place in self.places}):
                attempt.cell.cell_contents = None  # the condition holds for nothing else
            self.counter, self.limit = counter + 1, limit
            try:
                with closing():
                    function(counter)
            except Thrown:
                pass
            except Exception as error:
                if is_refusal(error):
                    locate(error)  # the variables are still bound
                    raise
                note_mismatch(region, error)
                if isinstance(error, NameError):
                    region.undefined_reads.add(unbound_name(error))
                staged("runtime_error", self.author.__code__, type(error).__name__)
                if not fail(error):
                    self.failure = error

        stack.top = region
        stores = arrays.stores()
        try:
            self.body_graph = private.trace("body", private.unique_name(self.scope, "body"), run, self.signature)
            after = {key: handed_on(place.read(), region) for key, place in region.places.items()}
            self.outputs = [after[place.key] for place in self.places]
            dead = {place.key for place in temporaries}
            arrays.iterated(self.inputs, self.outputs, region, stores, dead)
            self.found = [(place, after[place.key]) for place in region.discovered]
            self.after = after
        finally:
            leave(region)
        # What is older than the region shows only where the region's tensors are out of it again.
        self.packed = [kept(output, region, after) for output in self.outputs]
        self.must_retrace |= region.must_retrace

    def grown(self) -> list[Kind]:
        """The kinds that cover the inputs and what the body left."""
        if self.failure is not None:
            return self.kinds
        return [
            kind_of(output)
            if isinstance(kind, Late)
            else kind
            if same(output, value)
            else self._grow(place, kind, output, packed)
            for place, kind, value, output, packed in zip(
                self.places, self.kinds, self.inputs, self.outputs, self.packed, strict=True
            )
        ]

    def aliases_of(self, kinds: list[Kind], before: list[Any]) -> Aliases:
        """What the variables share, before the loop and where an iteration ends.

        Args:
            kinds: What covers both.
            before: What the variables were before the loop.
        """
        if self.failure is not None:
            return self.aliases

        def origin(start: Any, output: Any) -> Sources:
            return [(("before",), start), (("after",), output)]

        left = zip(kinds, before, self.packed, strict=True)
        return aliases_of(((kind, functools.partial(origin, *ends)) for kind, *ends in left), listed=False)

    def first_kind(self, place: Place, value: Any, output: Any) -> Kind:
        """The kind that a found place begins the next trace with.

        Args:
            place: The place.
            value: What it held before the loop.
            output: What the body left in it.
        """
        if place.key[0] == "contents":
            return older_items.first_kind(value, output, self.region, self._written())
        kind = loop_kind(value)
        return kind if same(value, output) else self._grow(place, kind, output, kept(output, self.region, self.after))

    def _grow(self, place: Place, kind: Kind, output: Any, content: Any) -> Kind:
        if place.key[0] == "contents":
            new, written = older_items.grown_kind(content, self.region, kind), frozenset[int]()
        else:
            new, written = left_by_iteration(output, content, self.region), self._written()
        return grow(kind, self._settled(new, kind), written)

    def _settled(self, new: Kind, kind: Kind) -> Kind:
        return new if self.exploring else settled(new, kind, lambda value: kind_of(frozen(value, self.after)))

    def _written(self) -> frozenset[int]:
        """The identities of the objects and containers that the body stores into."""
        return frozenset(id(place.owner) for place in self.region.places.values() if place.owner is not None)

    def unread(self, grown: list[Kind]) -> list[bool]:
        """Which variables each iteration binds anew, so that it does not matter that their first trace had no value."""
        return [
            kind != old
            and (
                old == Nothing()  # nothing reads it before it is set
                or (old == Constant(UNDEFINED) and not _may_be_undefined(output) and not self._misses(place))
            )
            for place, kind, old, output in zip(self.places, grown, self.kinds, self.outputs, strict=True)
        ]

    def promoted(self, grown: list[Kind], found: list[Kind]) -> list[Kind]:
        """The kinds of the variables and of what was found, with what the former make of all of them."""
        values = [*self.packed, *(output for _, output in self.found)]
        return promotions.promoted([*grown, *found], grown, values, self.origins, self.known(grown))

    def known(self, grown: list[Kind]) -> list[Kind]:
        """The kinds that this trace began with, and those of lists of which nothing was known then."""
        return [kind if isinstance(old, Late) else old for kind, old in zip(grown, self.kinds, strict=True)]

    def news(self, grown: list[Kind], unread: list[bool]) -> bool:
        """Whether an iteration leaves what the loop variables that this trace has cannot carry."""
        return any(
            kind != old and not skip and not (isinstance(old, Late) and old.foresees(kind))
            for kind, old, skip in zip(grown, self.kinds, unread, strict=True)
        )

    def _misses(self, place: Place) -> bool:
        reads = self.region.undefined_reads
        return None in reads or getattr(place, "name", None) in reads


def _until_raised(places: list[Place], test: Callable[[], Any]) -> Any:
    """A loop's condition: no iteration has raised an exception that a ``try`` around handles."""
    attempts = raised_in({place.key for place in places})
    if not attempts:
        return test()
    first, *others = (functools.partial(is_, attempt.cell.cell_contents, None) for attempt in attempts)
    return and_(first(), *others, test)


def _may_be_undefined(value: Any) -> bool:
    return value is UNDEFINED or may_lack(value)
