"""The operations that a compiled loop may hold, and what XLA makes of them.

XLA has kernels for many more. Those listed here compute what TensorFlow's own kernels compute, on every value: where
XLA would go on with another value than TensorFlow (which fails, or does what the processor does), the operation raises
a doubt, and the loop runs again on TensorFlow's kernels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor, get_default_graph
from autoimport_graph.runtime.xla.graphs import static

# Emits an operation anew, given the function that takes doubts and the operation's inputs.
Emit = Callable[[Callable[[Tensor], None], Any, list[Tensor]], list[Tensor]]


class Rule:
    """What is known of an operation.

    Args:
        emit: Emits it anew.
        refuses: Says why this one cannot be compiled, ``None`` if it can.
        rounds: Whether its results are those of a floating-point operation, which XLA must not join with others.
        constants: The inputs, sizes and axes, that XLA has to know when it compiles.
    """

    def __init__(
        self,
        emit: Emit,
        refuses: Callable[[Any], str | None] = lambda operation: None,
        rounds: bool = False,
        constants: tuple[int, ...] = (),
    ) -> None:
        self.emit = emit
        self.refuses = refuses
        self.rounds = rounds
        self.constants = constants

    def refusal(self, operation: Any) -> str | None:
        """Why an operation cannot be compiled, ``None`` if it can."""
        if any(static(operation.inputs[position]) is None for position in self.constants):
            return f"the sizes that {operation.type} takes are known only when the graph runs"
        return self.refuses(operation)

    def emitted(self, doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
        """An operation anew.

        Args:
            doubt: Takes booleans that are true where XLA's results are not TensorFlow's.
            operation: The operation.
            inputs: What it takes now.
        """
        for position in self.constants:
            tensor = operation.inputs[position]
            inputs[position] = tf.constant(static(tensor), tensor.dtype)
        return self.emit(doubt, operation, inputs)


def emit_same(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    """The same operation again."""
    attributes = {name: value for name, value in operation.node_def.attr.items() if not name.startswith("_")}
    dtypes = [tensor.dtype for tensor in operation.outputs]
    graph = get_default_graph()
    return list(graph.create_op(operation.type, inputs, dtypes, attrs=attributes, op_def=operation.op_def).outputs)


def _divided(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    """Integer division: TensorFlow fails for zero, and for the one quotient that no number of its dtype is."""
    divisor = inputs[1]
    if divisor.dtype.is_integer:
        value = tf.get_static_value(divisor)
        if value is None or not (value > 0).all():
            doubt(tf.reduce_any(divisor == 0))
            if not divisor.dtype.is_unsigned:
                doubt(tf.reduce_any((divisor == -1) & (inputs[0] == inputs[0].dtype.min)))
            divisor = tf.where(divisor == 0, tf.ones_like(divisor), divisor)
    return emit_same(doubt, operation, [inputs[0], divisor])


def _powered(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    """``Pow`` of integers: TensorFlow fails for negative exponents, XLA forgets the high bits of large ones."""
    if inputs[0].dtype.is_integer:
        doubt(tf.reduce_any((inputs[1] < 0) | (inputs[1] > 62)))
    return emit_same(doubt, operation, inputs)


def _extreme(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    """``Maximum`` and ``Minimum``: XLA forgets a NaN, TensorFlow does not."""
    (result,) = emit_same(doubt, operation, inputs)
    if not result.dtype.is_floating:
        return [result]
    first, second = inputs
    # An addition of NaN is NaN, whatever is added.
    return [tf.where(tf.math.is_nan(first) | tf.math.is_nan(second), first + second, result)]


def _clipped(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    """``Relu6``: XLA forgets a NaN, up to TensorFlow 2.20."""
    (tensor,), (result,) = inputs, emit_same(doubt, operation, inputs)
    return [tf.where(tf.math.is_nan(tensor), tensor, result) if tensor.dtype.is_floating else result]


def _cast(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    """``Cast``: what a float becomes that no integer of the dtype is, the processor decides for TensorFlow."""
    (tensor,), to = inputs, operation.outputs[0].dtype
    if tensor.dtype.is_floating and to.is_integer:
        # Powers of two, exact in each float dtype; a NaN is not inside either.
        inside = (tensor > float(to.min) - 1) & (tensor < float(to.max) + 1)
        if float(to.min) - 1 == float(to.min):
            inside = (tensor >= float(to.min)) & (tensor < float(to.max))
        doubt(~tf.reduce_all(inside))
    return [tf.cast(tensor, to)]


def _gathered(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    params, indices = inputs[0], inputs[1]
    axis = int(static(operation.inputs[2])) if len(inputs) > 2 else 0
    size = params.shape[axis]
    doubt(tf.reduce_any((indices < 0) | (indices >= tf.cast(size, indices.dtype))))
    return [tf.gather(params, indices, axis=axis)]


def _refuse_batches(operation: Any) -> str | None:
    return "it gathers from batches" if operation.get_attr("batch_dims") else None


def _integers(operation: Any) -> str | None:
    dtype = operation.inputs[0].dtype
    return None if dtype.is_floating else f"XLA has no {operation.type} of {dtype.name}"


def _one_update(operation: Any) -> str | None:
    if operation.inputs[1].shape[:-1].num_elements() == 1:
        return None
    return f"{operation.type} of several positions, whose order XLA does not keep"


def _scattered(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    target, indices = inputs[0], inputs[1]
    sizes = tf.constant(target.shape[: indices.shape[-1]].as_list(), indices.dtype)
    doubt(tf.reduce_any((indices < 0) | (indices >= sizes)))
    return emit_same(doubt, operation, inputs)


def _without_nan(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    """Reductions by comparison, of which XLA's forget a NaN."""
    if inputs[0].dtype.is_floating:
        doubt(tf.reduce_any(tf.math.is_nan(inputs[0])))
    return emit_same(doubt, operation, inputs)


def _constant(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    (output,) = operation.outputs
    return [tf.constant(tf.get_static_value(output), output.dtype)]


def _passed(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    return list(inputs)


# Operations by name, and their rule.
_TABLE: list[tuple[str, Rule]] = [
    ("Const", Rule(_constant)),
    ("Cast", Rule(_cast)),
    ("Identity IdentityN StopGradient PreventGradient Snapshot", Rule(_passed)),
    ("Equal NotEqual Less LessEqual Greater GreaterEqual", Rule(emit_same)),
    ("LogicalAnd LogicalOr LogicalNot Select SelectV2 BitwiseAnd BitwiseOr BitwiseXor Invert", Rule(emit_same)),
    ("Round", Rule(emit_same, _integers)),
    ("IsNan IsInf IsFinite Floor Ceil Rint Abs Neg Sign ZerosLike OnesLike", Rule(emit_same)),
    ("Pack Unpack Shape ShapeN Size Rank Squeeze", Rule(emit_same)),
    (
        "Add AddV2 Sub Mul RealDiv DivNoNan MulNoNan AddN Square SquaredDifference Xlogy Xdivy",
        Rule(emit_same, rounds=True),
    ),
    ("Sqrt Exp Expm1 Log Log1p Sigmoid Softplus Softsign Relu LeakyRelu", Rule(emit_same, rounds=True)),
    ("Relu6", Rule(_clipped, rounds=True)),
    ("Sin Cos Tan Asin Acos Atan Atan2 Sinh Cosh Tanh Asinh Acosh Atanh", Rule(emit_same, rounds=True)),
    ("MatMul BatchMatMulV2 Einsum L2Loss BiasAdd Softmax LogSoftmax", Rule(emit_same, rounds=True)),
    ("FloorDiv FloorMod TruncateDiv TruncateMod Mod Div", Rule(_divided, rounds=True)),
    ("Pow", Rule(_powered, rounds=True)),
    ("Maximum Minimum", Rule(_extreme)),
    ("Max Min ArgMax ArgMin", Rule(_without_nan, constants=(1,))),
    ("Sum Prod Mean Cumsum", Rule(emit_same, rounds=True, constants=(1,))),
    ("All Any Reshape ExpandDims Transpose BroadcastTo Tile ReverseV2 Pad OneHot", Rule(emit_same, constants=(1,))),
    ("Fill Split", Rule(emit_same, constants=(0,))),
    ("Slice", Rule(emit_same, constants=(1, 2))),
    ("Range", Rule(emit_same, constants=(0, 1, 2))),
    ("ConcatV2", Rule(emit_same, constants=(-1,))),
    ("Gather", Rule(_gathered)),
    ("GatherV2", Rule(_gathered, _refuse_batches, constants=(2,))),
    ("TensorScatterUpdate", Rule(_scattered, _one_update)),
    ("TensorScatterAdd TensorScatterSub", Rule(_scattered, _one_update, rounds=True)),
]
RULES: dict[str, Rule] = {name: rule for names, rule in _TABLE for name in names.split()}
