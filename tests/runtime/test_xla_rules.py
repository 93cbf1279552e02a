"""Each operation that a compiled loop may hold: XLA computes what TensorFlow's kernels compute, or raises a doubt."""

from __future__ import annotations

import inspect
import itertools
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework import kernels

from autoimport_graph.runtime.xla import refusals  # noqa: F401  # completes the rules
from autoimport_graph.runtime.xla.rewrite import Rewriter
from autoimport_graph.runtime.xla.rules import RULES

VALUES = {
    tf.bool: [False, True],
    tf.int32: [0, 1, -1, 2, -3, 31, 2**31 - 1, -(2**31)],
    tf.int64: [0, 1, -1, 2, -3, 63, 2**31, -(2**63)],
    tf.uint8: [0, 1, 7, 255],
    tf.float32: [0.0, -0.0, 1, -2.5, 3.5, 1e-7, 88.5, -1e10, 1e38, np.inf, -np.inf, np.nan],
    tf.float64: [0.0, -0.0, 0.5, -2.5, 700.1, 1e19, -1e300, np.inf, np.nan],
}
DIVISIONS = ("FloorDiv", "FloorMod", "TruncateDiv", "TruncateMod", "Mod", "Div")


def traced(dtype: tf.DType) -> tuple[Any, list[str]]:
    """A graph of all elementwise operations that take a dtype, and a cast to each other one."""
    found: list[str] = []

    @tf.function(input_signature=[tf.TensorSpec([], dtype)] * 2, autograph=False)
    def every(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
        results = []
        for name in RULES:
            names = [name for name in inspect.signature(getattr(tf.raw_ops, name)).parameters if name != "name"]
            try:
                result = getattr(tf.raw_ops, name)(**dict(zip(names, [x, y], strict=False)))
            except (TypeError, ValueError):
                continue
            if name in ("Rank", "Size", "L2Loss") or not isinstance(result, tf.Tensor) or result.shape.rank != 0:
                continue
            if RULES[name].refusal(result.op) is None and has_kernel(name, dtype):
                results.append(result)
                found.append(name)
        for other in VALUES:
            if other not in (dtype, tf.bool):
                results.append(tf.raw_ops.Cast(x=x, DstT=other))
                found.append(f"Cast to {other.name}")
        return results

    return every.get_concrete_function().graph, found


@pytest.mark.parametrize("dtype", VALUES, ids=lambda dtype: dtype.name)
def test_elementwise(dtype: tf.DType) -> None:
    graph, names = traced(dtype)
    operations = [tensor.op.inputs[0].op if tensor.op.type == "Identity" else tensor.op for tensor in graph.outputs]

    @tf.function(jit_compile=True, autograph=False)
    def compiled(zero: tf.Tensor, *inputs: tf.Tensor) -> list[tf.Tensor]:
        rewriter = Rewriter(zero)
        results = []
        for operation in operations:
            rewriter._doubts = []
            (result,) = rewriter._operation(operation, list(inputs[: len(operation.inputs)]))
            results += [result, tf.reduce_any(tf.stack([*rewriter._doubts, False]))]
        return results

    pairs = list(itertools.product(VALUES[dtype], repeat=2))
    found = [compiled(tf.constant(0), *scalars(pair, dtype)) for pair in pairs]
    wrong = []
    for number, (name, operation) in enumerate(zip(names, operations, strict=True)):
        expected = of_all(operation, pairs, dtype)
        for pair, results, correct in zip(pairs, found, expected, strict=True):
            result, doubt = results[2 * number : 2 * number + 2]
            if not doubt and not (correct is not None and equal(result.numpy(), correct)):
                wrong.append(f"{name}{pair}: {result}, not {correct}")
    assert not wrong, "\n".join(wrong)


def scalars(pair: tuple[Any, Any], dtype: tf.DType) -> list[tf.Tensor]:
    # Of arrays: TensorFlow keeps constants of Python numbers, and takes -0.0 for 0.0.
    return [tf.constant(np.array(value, dtype.as_numpy_dtype)) for value in pair]


def of_all(operation: Any, pairs: list[tuple[Any, Any]], dtype: tf.DType) -> list[Any]:
    """What TensorFlow computes; ``None`` where it fails."""

    def fails(x: Any, y: Any) -> bool:
        if not dtype.is_integer:
            return False
        if operation.type == "Pow":
            return y < 0
        return operation.type in DIVISIONS and (y == 0 or (y == -1 and x == dtype.min))

    columns = zip(*(pair if not fails(*pair) else (1, 1) for pair in pairs), strict=True)
    inputs = [tf.constant(column, dtype) for column in columns]
    names = [argument.name for argument in operation.op_def.input_arg]
    keywords = {"DstT": operation.outputs[0].dtype} if operation.type == "Cast" else {}
    results = getattr(tf.raw_ops, operation.type)(**dict(zip(names, inputs, strict=False)), **keywords).numpy()
    return [None if fails(*pair) else result for pair, result in zip(pairs, results, strict=True)]


def has_kernel(name: str, dtype: tf.DType) -> bool:
    """Whether TensorFlow itself computes an operation on the CPU."""
    for kernel in kernels.get_registered_kernels_for_op(name).kernel:
        dtypes = [
            set(constraint.allowed_values.list.type) for constraint in kernel.constraint if constraint.name == "T"
        ]
        if kernel.device_type == "CPU" and all(dtype.as_datatype_enum in allowed for allowed in dtypes):
            return True
    return False


def equal(first: Any, second: Any) -> bool:
    if first.dtype.kind == "f":
        return bool(np.isclose(first, second, rtol=2e-6, atol=1e-37, equal_nan=True))
    return bool(first == second)


def test_xla_has_kernels_for_them() -> None:
    written_otherwise = {"TensorListGetItem", "TensorListLength", "Snapshot"}
    for name in RULES.keys() - written_otherwise:
        devices = {kernel.device_type for kernel in kernels.get_registered_kernels_for_op(name).kernel}
        assert "XLA_CPU_JIT" in devices, name
