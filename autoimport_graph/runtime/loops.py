"""``while`` on values that only the graph knows, and the engine of every staged loop.

Loop variables reach a fixpoint: the body is traced with what the variables were before the loop, what it leaves behind
is joined with that, and only if the join says less than was assumed is the body traced again. A loop inside another
one's first trace does not trace again by itself: it goes on with stand-ins and lets the outermost loop retrace, with
all that was learnt. A loop that is met later settles by itself, unless what it learns concerns the one around. So the
innermost body is traced twice at most, at any depth, where nothing but the first round brings news: what that says of
one variable tells of others, too (:mod:`~autoimport_graph.runtime.promotions`).
"""

from __future__ import annotations

import functools
import itertools
import operator
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import tensorflow as tf

from autoimport_graph.runtime import exploration, integer_ranges, options, promotions, sharing
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.attempts import raised_in, went_on
from autoimport_graph.runtime.branch_joins import as_left
from autoimport_graph.runtime.carried_lists import keep_shared, leave_behind, refuse_stale, relate_made_together
from autoimport_graph.runtime.conditionals import _leave
from autoimport_graph.runtime.growth import loop_kind, narrowed, never_settled, refuse_runaway
from autoimport_graph.runtime.joins import join
from autoimport_graph.runtime.kinds import Kind, Nothing, same
from autoimport_graph.runtime.late_lists import Late, LateContents, late_lists
from autoimport_graph.runtime.learned import outlasting
from autoimport_graph.runtime.loop_record import Record
from autoimport_graph.runtime.loop_trace import ConditionStores, Trace
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.packing import pack, unpack
from autoimport_graph.runtime.program_order import keep_failures, put_in_order
from autoimport_graph.runtime.regions import Cell, Place, Region, fresh, stack
from autoimport_graph.runtime.results import note_results
from autoimport_graph.runtime.truth import predicate_of
from autoimport_graph.runtime.twins import note_twins

if TYPE_CHECKING:
    from autoimport_graph.runtime.xla import automatic

_MAX_ROUNDS = 12  # kinds only grow, and each round of a loop that needs more is a defect worth seeing


def stage_loop(
    test: Callable[[tf.Tensor], Any],
    body: Callable[[tf.Tensor], None],
    carried: list[Any],
    temporaries: list[Any],
    author: Any,
    limit: Callable[[], tf.Tensor | None] = lambda: None,
    go_on: Any = None,
) -> None:
    """Build a ``While``.

    A condition that stores something, which the ``While`` evaluates where it can leave nothing behind, becomes the end
    of the iteration before; its outcome is a loop variable then.

    Args:
        test: Takes the number of finished iterations, returns the condition.
        body: Takes the same number, runs one iteration.
        carried: Places that iterations write and that live on.
        temporaries: Places that nothing reads after an iteration.
        author: The loop's body as the compiler made it.
        limit: Gives the most iterations there can be, where that is known once the body is traced.
        go_on: The condition's truth before the first iteration, where it must not be evaluated for that.
    """
    if go_on is None:
        try:
            _stage(test, body, carried, temporaries, author, limit)
            return
        except ConditionStores:
            go_on = predicate_of(test(tf.constant(0)))
    outcome = fresh(types.CellType(go_on))

    def iterate(counter: tf.Tensor) -> None:
        body(counter)
        outcome.cell_contents = predicate_of(test(counter + 1))

    places = [*carried, Cell(outcome, "condition")]
    _stage(lambda counter: outcome.cell_contents, iterate, places, temporaries, author, limit)


def _stage(
    test: Callable[[tf.Tensor], Any],
    body: Callable[[tf.Tensor], None],
    carried: list[Any],
    temporaries: list[Any],
    author: Any,
    limit: Callable[[], tf.Tensor | None],
) -> None:
    """Build a ``While`` whose condition has no side effects; arguments as above."""
    from autoimport_graph.runtime.xla import automatic  # late: a graph without loops needs none of it

    with private.name_scope("while") as scope:
        outer = stack.top
        inside = outer if outer is not None and outer.graph is private.get_default_graph() else None
        around = _loop_around(inside)
        places: list[Place] = list(carried)
        before = [place.read() for place in places]
        refuse_stale(value for place, value in zip(places, before, strict=True) if place.key[0] != "contents")
        kinds = [loop_kind(value) for value in before]
        record = Record(author, places, kinds, inside)
        first = record.learned is None
        kinds = record.begin(places, before)
        decision, results = automatic.decision(author, record.key, record.memory, inside), None
        run = operator.methodcaller("run", test, body, temporaries)
        late = iter([late_lists(author, places)] if first else [])  # for the first trace
        for number in range(_MAX_ROUNDS):
            known = record.aliases, record.memory, first and number == 0
            trace = _traced(run, next(late, []), places, kinds, scope, author, record.key, *known)
            places, before = trace.places, before + [place.read() for place in trace.places[len(places) :]]
            grown = options.relaxed(trace.region, trace.inputs, trace.grown())
            unread = trace.unread(grown)
            kinds = trace.known(grown)
            if decision is not None:
                decision.look(trace.body_graph)
            settled = not trace.news(grown, unread) and not trace.found and not trace.must_retrace
            aliases = trace.aliases_of(grown, before) if settled else trace.aliases
            if settled and aliases == trace.aliases:
                results = _build(trace, grown, before, limit(), scope, decision)
                if results is not None:
                    break
                continue
            found, values, more = _found(trace)
            places, before, grown = places + found, before + values, trace.promoted(grown, more)
            old_kinds = [*kinds, *itertools.repeat(None, len(found))]
            changed = {place.key: new for place, new, old in zip(places, grown, old_kinds, strict=True) if new != old}
            # What each iteration binds anew needs no value in the next trace, either.
            needed = [old if skip else kind for kind, old, skip in zip(grown, kinds, unread, strict=False)]
            kinds = needed + [
                Nothing() if value is UNSET else kind for kind, value in zip(grown[len(needed) :], values, strict=True)
            ]
            refuse_runaway(places, kinds, number)
            record.learn(places, kinds, aliases)
            if around is not None and _concerned(around, changed) and record.wait():
                around.must_retrace = True
                exploration.leave_to_outer(trace, places, before, grown, temporaries)
                return
        else:
            raise never_settled(places, kinds)
    _leave_all(results, temporaries)


def _leave_all(results: list[tuple[Place, Any]], temporaries: list[Any]) -> None:
    """The loop is built: its variables have their last values."""
    for place, value in results:
        _leave(place, value)
    for place in temporaries:
        place.write(UNDEFINED)
    went_on(raised_in({place.key for place, _ in results}))


def _traced(
    run: Callable[[Trace], Trace], late: list[Any], places: list[Place], kinds: list[Kind], *arguments: Any
) -> Trace:
    """Trace a loop, with lists of which nothing is known yet among its variables if that goes well."""
    if late:
        kinds_of_late = [Late(LateContents(place.owner)) for place in late]
        trace = Trace([*places, *late], [*kinds, *kinds_of_late], *arguments)
        if trace.attempt(run) and narrowed(kinds, trace.region.mismatched) is None:
            return trace
    trace = run(Trace(places, kinds, *arguments))
    narrow = narrowed(kinds, trace.region.mismatched)
    return trace if narrow is None else run(Trace(places, narrow, *arguments))


def _loop_around(region: Region | None) -> Region | None:
    """The body of the innermost loop around, or its condition."""
    while region is not None and region.kind not in ("body", "condition"):
        region = region.parent
    return region


def _concerned(around: Region, changed: dict[tuple[Any, ...], Kind]) -> bool:
    """Whether what a loop has learnt means that the one around it is to be traced again.

    Args:
        around: The body or condition of that.
        changed: The inner loop's variables that turned out to hold other values, and their kinds.
    """
    found = {place.key for place in around.discovered}
    known = around.carried
    return around.exploring or any(
        key in found or (key in known and join(known[key], seen) != known[key])
        for key, kind in changed.items()
        for seen in [outlasting(kind, around)]
    )


def _found(trace: Trace) -> tuple[list[Place], list[Any], list[Kind]]:
    """The places that a body turned out to write, what they held before the loop, and the kinds to begin with."""
    places = [place for place, _ in trace.found]
    values = [place.read() for place in places]
    kinds = [trace.first_kind(place, value, after) for value, (place, after) in zip(values, trace.found, strict=True)]
    return places, values, kinds


def _build(
    trace: Trace,
    kinds: list[Kind],
    before: list[Any],
    limit: Any,
    scope: str,
    decision: automatic.Decision | None,
) -> list[tuple[Place, Any]] | None:
    """Make the op of a trace that held.

    Returns:
        The places' values after the loop; ``None`` if the loop is to be traced again, for XLA to compile those inside.
    """
    sharing.refuse_old_items(trace.region)
    if trace.region.options.maximum_iterations is not None:
        limit = options.limited(trace.region.options, trace.condition_graph, limit)
    _add_inputs_and_outputs(trace, kinds)
    initial = [tensor for kind, value in zip(kinds, before, strict=True) for tensor in pack(value, kind)]
    for tensor, inner in zip(initial, trace.body_graph.inputs[2:], strict=False):
        if tensor.dtype in (tf.variant, tf.resource):
            private.copy_handle_data(tensor, inner)
    maximum = tf.constant(-1) if limit is None else limit
    counter = tf.constant(0)
    inputs = private.close_loop(trace.condition_graph, trace.body_graph, [counter, maximum, *initial])
    keep_failures(trace.body_graph)
    put_in_order(trace.body_graph)
    shapes = [specification.shape for kind in kinds for specification in kind.specifications()]
    build = functools.partial(
        private.build_while,
        trace.condition_graph,
        trace.body_graph,
        output_shapes=[tf.TensorShape([]), tf.TensorShape([]), *shapes],
        scope=scope,
        parallel_iterations=trace.region.options.parallel_iterations,
    )
    made = build if decision is None else decision.builder(trace.region, trace.condition_graph, inputs, limit, build)
    if made is None:
        return None
    results = made(inputs)[2:]
    integer_ranges.note_loop(initial, trace.body_graph, results)
    remaining = iter(results)
    values = []
    unpacked = trace.aliases.applied([unpack(kind, remaining) for kind in kinds], kinds)
    promotions.leave_loop(trace.inputs, before, trace.outputs, unpacked)
    ends = list(zip(before, trace.outputs, strict=True))
    note_results(unpacked, ends)
    for place, after, start, value, output in zip(
        trace.places, unpacked, before, trace.inputs, trace.outputs, strict=True
    ):
        # A result that nothing has set before the loop is what a trace found it to be set to.
        unchanged = trace.failure is None and same(value, output) and start is not UNSET
        keep_shared(place.key, after, [output], start)
        note_twins(start, start if unchanged else after)
        values.append((place, start if unchanged else after))
    for sources in (before, trace.outputs):
        relate_made_together(unpacked, sources)
    leave_behind(trace.outputs, [value for _, value in values], trace.inputs, trace.region.places.values())
    return values


def _add_inputs_and_outputs(trace: Trace, kinds: list[Kind]) -> None:
    """Let a traced body take and return variables of the kinds that held."""
    position = 2
    for number, (kind, old) in enumerate(zip(kinds, trace.kinds, strict=True)):
        specifications = kind.specifications()
        if kind != old:
            # First bound in the body and never read before: an input that the trace did not need, or made late.
            if isinstance(old, Late):
                tensors = old.contents.inputs
                trace.body_graph.inputs[position:position] = tensors
            else:
                tensors = [private.add_input(trace.body_graph, s, position + i) for i, s in enumerate(specifications)]
            for offset, specification in enumerate(specifications):
                private.add_input(trace.condition_graph, specification, position + offset)
            trace.inputs[number] = unpack(kind, iter(tensors))
        position += len(specifications)
    with trace.body_graph.as_default():
        outputs = [trace.counter, trace.limit]
        for kind, value, output in zip(kinds, trace.inputs, trace.packed, strict=True):
            outputs += pack(value if trace.failure is not None else as_left(output, kind, trace.after), kind)
        outputs = private.told_from_accumulators(trace.body_graph, outputs)
    private.add_outputs(trace.body_graph, outputs)
