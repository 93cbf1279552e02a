"""Everything that this project takes from TensorFlow's private API, in one place.

``tests/runtime/test_private.py`` names each thing used here and fails clearly when TensorFlow moves it. The public
``tf.cond`` and ``tf.while_loop`` fix the outputs of a body before it is traced; building the functional ``If`` and
``While`` from traced bodies lets the outputs be decided afterwards, so that each body is traced once.

- ``func_graph_from_py_func`` (``tensorflow.python.framework.func_graph``): trace a body,
  with automatic control dependencies.
- ``op_is_stateful``, ``RESOURCE_READ_OPS`` (``auto_control_deps``, ``auto_control_deps_utils``),
  ``_add_control_inputs``, ``_control_flow_context`` of operations, ``_get_function`` of graphs: what TensorFlow orders.
- ``AutomaticControlDependencies`` (``tensorflow.python.framework.auto_control_deps``): the same, for a body that begins
  in the middle of functions that are being traced.
- ``cond_v2._build_cond``, ``while_v2._build_while_op``: make the op from traced bodies, with all that gradients need.
- ``CondBranchFuncGraph``, ``WhileCondFuncGraph``, ``WhileBodyFuncGraph`` (``control_flow_util_v2``): gradients
  look for these classes.
- ``_duplicate_body_captures_in_cond`` (``while_v2``): makes the inputs of condition and body agree.
- ``_UnreadVariable`` (``resource_variable_ops``): what a variable's ``assign`` returns.
- ``FuncGraph._watched_variables``: where the variable itself is found.
- ``GraphOrParentsInXlaContext`` (``control_flow_util``): whether a loop is compiled by XLA as part of a function.
- ``PossibleTapeGradientTypes`` (``gradients_util``): whether a tape or a forward accumulator watches tensors.
- ``copy_handle_data`` (``handle_data_util``): element types of tensor lists and resources that pass through
  a placeholder.
- ``register_session_run_conversion_functions`` (``tensorflow.python.client.session``): lets values that are no tensors
  be fetched.
- ``SentinelFilter``, ``_source_filter_stacks`` (``tensorflow.python.util.tf_stack``): which frames TensorFlow
  leaves out where it remembers the lines that made an operation.
- ``_DefaultGraphStack.reset`` (``ops``): what ``tf.compat.v1.reset_default_graph`` calls.
- ``ControlStatusCtx`` (``tensorflow.python.autograph.core.ag_ctx``): keeps TensorFlow's AutoGraph from converting.
- ``SymbolicTensor`` (``ops``): ``copy`` looks an object's copy up by its very class.
- ``GradientTape._ensure_recording`` and ``ForwardAccumulator._recording``: what becomes a tensor after a
  tape's ``with`` block is seen by the tape.
"""

from __future__ import annotations

import contextlib
import inspect
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import tensorflow as tf
from tensorflow.python.autograph.core import ag_ctx
from tensorflow.python.client import session
from tensorflow.python.eager import record
from tensorflow.python.framework import auto_control_deps_utils, func_graph, ops, tensor_shape
from tensorflow.python.framework.auto_control_deps import AutomaticControlDependencies, op_is_stateful
from tensorflow.python.framework.composite_tensor import CompositeTensor as CompositeTensor
from tensorflow.python.framework.ops import EagerTensor as EagerTensor
from tensorflow.python.framework.tensor import Tensor as Tensor
from tensorflow.python.ops import (
    cond_v2,
    control_flow_util,
    gradients_util,
    handle_data_util,
    resource_variable_ops,
    while_v2,
)
from tensorflow.python.ops import control_flow_util_v2 as util
from tensorflow.python.util import nest, tf_stack

from autoimport_graph.runtime.keras_private import updates_end_here

SymbolicTensor = ops.SymbolicTensor
flatten_composites = nest.flatten
Assigned = resource_variable_ops._UnreadVariable
copy_handle_data = handle_data_util.copy_handle_data
get_default_graph = ops.get_default_graph
name_scope = ops.name_scope
register_fetch = session.register_session_run_conversion_functions

_IDENTITIES_ARE_OPTIONAL = "add_identities" in inspect.signature(cond_v2._build_cond).parameters

# TensorFlow's own, past the patch in building.py: a branch or a body is no graph of its own that ends what lists hold.
_trace = getattr(func_graph.func_graph_from_py_func, "__wrapped__", func_graph.func_graph_from_py_func)

# In which a branch or a loop has been traced, or which are such: nobody else's are put in order.
staged_graphs: weakref.WeakSet[Any] = weakref.WeakSet()
_CLASSES: dict[str, Any] = {
    "branch": util.CondBranchFuncGraph,
    "condition": util.WhileCondFuncGraph,
    "body": util.WhileBodyFuncGraph,
}

# Where the classes are of lists and dicts that are attributes of a module.
TRACKED_CONTAINERS = "tensorflow.python.trackable.data_structures"


def trace(kind: str, name: str, function: Callable[..., Any], signature: Sequence[tf.TensorSpec] | None = None) -> Any:
    """Trace a function into a graph of its own, whose outputs are added later.

    Args:
        kind: ``"branch"``, ``"condition"`` or ``"body"``.
        name: The graph's name.
        function: What to trace; it returns nothing.
        signature: Specifications of its arguments.

    Returns:
        The graph, a ``FuncGraph`` without outputs.
    """
    outer = ops.get_default_graph()
    graph = _CLASSES[kind](name, collections=outer._collections)
    staged_graphs.update((outer, graph))
    with updates_end_here(), _caching_device_as_it_was():
        _trace(
            name,
            function,
            [],
            {},
            signature=None if signature is None else list(signature),
            func_graph=graph,
            # Graphs of functions get automatic control dependencies, version 1 graphs do not: bodies do as their
            # surroundings.
            add_control_dependencies=outer._add_control_dependencies,
        )
    return graph


@contextlib.contextmanager
def _caching_device_as_it_was() -> Iterator[None]:
    """TensorFlow's ``foldl``, ``scan`` and ``map_fn`` set it, and leave it so where what they call fails; all graphs
    share it, and replicas refuse it.
    """
    scope = tf.compat.v1.get_variable_scope()
    before = scope.caching_device
    try:
        yield
    finally:
        if scope.caching_device is not before:
            scope.set_caching_device(before)


def scratch_graph() -> Any:
    """A context of a graph that nobody runs, for what TensorFlow adds to a graph where it is asked something."""
    return func_graph.FuncGraph("scratch").as_default()


class Tracing:
    """A graph of a branch that is entered now and left later, in the middle of functions that are being traced.

    Args:
        kind: As of :func:`trace`.
        name: The graph's name.
    """

    def __init__(self, kind: str, name: str) -> None:
        outer = ops.get_default_graph()
        self.graph = _CLASSES[kind](name, collections=outer._collections)
        staged_graphs.update((outer, self.graph))
        self._contexts = contextlib.ExitStack()
        self._contexts.enter_context(updates_end_here())
        self._contexts.enter_context(self.graph.as_default())
        self._dependencies: Any = None
        if outer._add_control_dependencies:
            self._dependencies = AutomaticControlDependencies()
            self._contexts.enter_context(self._dependencies)

    def end(self) -> None:
        """Leave the graph."""
        self.graph.variables = self.graph._watched_variables
        self._contexts.close()
        if self._dependencies is not None:
            self.graph.control_outputs.extend(self._dependencies.ops_which_must_run)


def assigned_variable(result: Any) -> Any:
    """The variable that an assignment returned as a thing of its own, which waits for an operation of one graph."""
    graph = ops.get_default_graph()
    for variable in getattr(graph, "_watched_variables", ()):
        if variable.handle is result.handle and not isinstance(variable, Assigned):
            return variable
    return result


def is_inner(graph: Any) -> bool:
    """Whether a graph is a branch, a condition or a body, part of the function that is being traced around it."""
    return isinstance(graph, util.CondBranchFuncGraph | util.WhileCondFuncGraph | util.WhileBodyFuncGraph)


def in_xla(graph: Any) -> bool:
    """Whether a graph is part of a function that XLA compiles as a whole."""
    return control_flow_util.GraphOrParentsInXlaContext(graph)


def is_recorded(tensors: Sequence[Tensor]) -> bool:
    """Whether a tape, or a forward accumulator, watches one of some tensors."""
    return bool(tensors) and gradients_util.PossibleTapeGradientTypes(list(tensors)) != 0


def unique_name(scope: str, name: str) -> str:
    """A function name that no other function of this program has."""
    with ops.name_scope(None):
        return util.unique_fn_name(scope, name)


def add_outputs(graph: Any, tensors: Sequence[Tensor]) -> None:
    """Let a traced graph return tensors; those of outer graphs are captured."""
    with graph.as_default():
        outputs = [graph.capture(tensor) for tensor in tensors]
    graph.outputs.extend(outputs)
    graph.structured_outputs = list(graph.outputs)


def told_from_accumulators(body_graph: Any, outputs: Sequence[Tensor]) -> list[Tensor]:
    """Outputs of a loop's body of which the loop's gradient takes none for a list of its own.

    It keeps what it needs of each iteration in lists, and finds them again by what they look like: a body takes the
    list, pushes to it and returns it, at most through one identity. A program's lists look so, too, without a second.

    Args:
        body_graph: The body, which is the default graph.
        outputs: What it is to return.
    """
    inputs = {id(tensor) for tensor in body_graph.inputs}
    mistakable = [tensor.dtype == tf.variant and id(tensor) not in inputs for tensor in outputs]
    return [
        tf.identity(tf.identity(tensor)) if twice else tensor for tensor, twice in zip(outputs, mistakable, strict=True)
    ]


def with_gradient(
    name: str,
    kind: str,
    operation: Callable[..., Tensor],
    gradient: Callable[[Sequence[Tensor], Tensor], list[Tensor | None]],
) -> Callable[..., Tensor]:
    """An operation with another gradient than TensorFlow's.

    ``tf.custom_gradient`` would keep each graph that it is used in, for good.

    Args:
        name: The gradient's.
        kind: The operation's type.
        operation: Makes the operation, of tensors that are its first inputs.
        gradient: Takes those and the output's gradient, returns theirs.
    """

    def of_operation(made: Any, change: Tensor) -> list[Tensor | None]:
        changes = gradient(made.inputs, change)
        return changes + [None] * (len(made.inputs) - len(changes))

    with contextlib.suppress(KeyError):  # registered by an earlier import of the module
        tf.RegisterGradient(name)(of_operation)

    def make(*tensors: Tensor) -> Tensor:
        with record.stop_recording(), ops.get_default_graph().gradient_override_map({kind: name}):
            result = operation(*tensors)
        record.record_operation(name, [result], list(tensors), lambda change: gradient(tensors, change))
        return result

    return make


def is_stateful(graph: Any) -> bool:
    """Whether a traced graph does anything beside computing its outputs."""
    return any_stateful(graph.get_operations()) or bool(graph.control_outputs)


def any_stateful(operations: Iterable[Any]) -> bool:
    """Whether operations do anything beside computing their outputs."""
    return any(operation._is_stateful for operation in operations)


def build_if(predicate: Tensor, true_graph: Any, false_graph: Any, scope: str) -> list[Tensor]:
    """Make an ``If`` (or ``StatelessIf``) of two traced branches.

    Args:
        predicate: A boolean scalar.
        true_graph: The branch taken when it holds.
        false_graph: The other branch, with outputs of the same dtypes.
        scope: The op's name scope.

    Returns:
        The outputs.
    """
    cond_v2.verify_captures(cond_v2._COND, [true_graph, false_graph])
    outputs = cond_v2._build_cond(
        predicate,
        true_graph,
        false_graph,
        true_graph.external_captures,
        false_graph.external_captures,
        building_gradient=False,
        name=scope,
        **_identities(),
    )
    return list(outputs) if outputs is not None else []


def _identities() -> dict[str, bool]:
    # They serve pruning by fetches, which version 1 sessions do. TensorFlow 2.16 always has them.
    return {"add_identities": not ops.get_default_graph().building_function} if _IDENTITIES_ARE_OPTIONAL else {}


def build_while(
    condition_graph: Any,
    body_graph: Any,
    inputs: Sequence[Tensor],
    output_shapes: list[Any],
    scope: str,
    parallel_iterations: int = 10,
) -> list[Tensor]:
    """Make a ``While`` (or ``StatelessWhile``) of a traced condition and a traced body.

    Args:
        condition_graph: Takes all inputs, returns a boolean scalar.
        body_graph: Takes and returns all inputs, as :func:`close_loop` leaves it.
        inputs: Initial values: TensorFlow's own counter and limit first, captures last.
        output_shapes: The loop variables' static shapes in all iterations.
        scope: The op's name scope.
        parallel_iterations: As in ``tf.while_loop``.

    Returns:
        The inputs' last values.
    """
    shapes = [tensor.shape for tensor in body_graph.outputs]
    shapes[: len(output_shapes)] = output_shapes
    controls = list(condition_graph.function_captures.control) + list(body_graph.function_captures.control)
    with ops.control_dependencies(controls):
        outputs = while_v2._build_while_op(
            list(inputs),
            condition_graph,
            body_graph,
            output_shapes=shapes,
            parallel_iterations=parallel_iterations,
            name=scope,
            num_original_outputs=len(body_graph.outputs),
        )
    if not ops.get_default_graph().building_function:
        # As TensorFlow does: a session that fetches an output runs what it needs, not the whole body.
        outputs = tuple(tf.identity(tensor) for tensor in outputs)
    return list(outputs)


def close_loop(condition_graph: Any, body_graph: Any, loop_variables: Sequence[Tensor]) -> list[Tensor]:
    """Let a traced condition and body take and return the same: the loop variables, and what they capture.

    Args:
        condition_graph: Takes the loop variables. Its captures are the first of the body's.
        body_graph: Takes and returns the loop variables.
        loop_variables: Initial values, TensorFlow's own counter and limit first.

    Returns:
        All inputs of both.
    """
    captures = list(body_graph.external_captures)
    deferred = nest.flatten([capture() for capture in body_graph.deferred_external_captures], expand_composites=True)
    first = len(condition_graph.external_captures)
    body_graph.outputs.extend(body_graph.internal_captures)
    body_graph.outputs.extend(body_graph.deferred_internal_captures)
    with condition_graph.as_default():
        while_v2._duplicate_body_captures_in_cond(condition_graph, captures[first:] + deferred)
    return [*loop_variables, *captures, *deferred]


def change_output(graph: Any, function: Callable[..., Tensor]) -> None:
    """Let a traced condition return a function of its output and its first two inputs."""
    with graph.as_default():
        graph.outputs[0] = function(graph.outputs[0], *graph.inputs[:2])
    graph.structured_outputs = list(graph.outputs)


def add_input(graph: Any, specification: tf.TensorSpec, position: int) -> Tensor:
    """Add an input to a traced body that did not read it."""
    with graph.as_default():
        placeholder = tf.raw_ops.Placeholder(
            dtype=specification.dtype, shape=tensor_shape.TensorShape(specification.shape)
        )
    graph.inputs.insert(position, placeholder)
    return placeholder


def captured(tensors: Iterable[Tensor]) -> list[Tensor]:
    """Tensors as the function, branch or body at hand sees them: gradients are looked for in its own graph."""
    graph = ops.get_default_graph()
    return [graph.capture(tensor) for tensor in tensors]


def capture_first(graph: Any, tensors: Sequence[Tensor]) -> None:
    """Capture tensors in this order, before anything else is captured."""
    for tensor in tensors:
        graph.capture(tensor)


def autograph_disabled() -> contextlib.AbstractContextManager[Any]:
    """Keep TensorFlow's AutoGraph from converting what is called."""
    return ag_ctx.ControlStatusCtx(ag_ctx.Status.DISABLED)


def autograph_unspecified() -> contextlib.AbstractContextManager[Any]:
    """Let a dataset's iterator be asked for any number of items: 32 and more are refused where AutoGraph is off."""
    return ag_ctx.ControlStatusCtx(ag_ctx.Status.UNSPECIFIED)


def leave_out(files: frozenset[str]) -> None:
    """Have TensorFlow tell of no frame in some files where it tells which lines made an operation."""
    make = tf_stack.SentinelFilter.__init__

    def __init__(sentinel: Any) -> None:
        make(sentinel)
        sentinel.update()

    tf_stack.SentinelFilter.__init__ = __init__
    tf_stack.SentinelFilter.get_filtered_filenames = lambda sentinel: files
    for stack in list(tf_stack._source_filter_stacks.values()):  # of threads that have asked before
        stack[0].update()


def called_graphs(operation: Any, attributes: Sequence[str]) -> list[Any]:
    """The graphs of the functions that an operation's attributes name."""
    functions = [operation.graph._get_function(operation.get_attr(name).name) for name in attributes]
    return [function.graph for function in functions if function is not None]


def changes_something(operation: Any) -> bool:
    """Whether TensorFlow keeps operations of this kind, one after the other, for what they do."""
    return op_is_stateful(operation) and operation.type not in auto_control_deps_utils.RESOURCE_READ_OPS


def is_ordered(graph: Any) -> bool:
    """Whether TensorFlow sees to the order of a graph's operations, all of which are always run."""
    return graph._add_control_dependencies and all(
        operation._control_flow_context is None for operation in graph.get_operations()
    )


def wait_for(operation: Any, others: Sequence[Any]) -> None:
    """Let an operation run after others of its graph, all of which are older."""
    if others:
        operation._add_control_inputs(others)


def call_when_default_graph_is_reset(function: Callable[[], None]) -> None:
    """Have a function called when a thread gives up the graph that it builds without eager execution."""
    original = ops._DefaultGraphStack.reset

    def reset(stack: Any) -> None:
        original(stack)
        function()

    ops._DefaultGraphStack.reset = reset


@contextlib.contextmanager
def recording(recorder: Any) -> Iterator[None]:
    """Let a ``GradientTape`` or a ``ForwardAccumulator`` see operations, within its own ``with`` block or after it."""
    if isinstance(recorder, tf.GradientTape):
        with recorder._ensure_recording():
            yield
    elif recorder._recording:
        yield
    else:
        with recorder:
            yield
