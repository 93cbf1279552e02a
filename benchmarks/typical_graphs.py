"""The twelve functions of ``programs/typical.py`` as graphs: ours, AutoGraph's and those written by hand."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from benchmarks.projects import twins

CONTENDERS = ["ours", "tf.autograph", "by hand"]


def graphs() -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """Each function's name, its arguments, and its traced functions by contender; those that refuse are left out.

    Raises:
        AssertionError: If two contenders compute different values.
    """
    import numpy as np
    import tensorflow as tf

    plain, converted = twins("typical")
    by_hand = importlib.import_module("benchmarks.programs.typical_by_hand")
    for function, make in plain.ARGUMENTS.items():
        name, arguments = function.__name__, make()
        traced = {}
        for label, module in zip(CONTENDERS, (converted, plain, by_hand), strict=True):
            graph = tf.function(getattr(module, name), autograph=label == "tf.autograph")
            try:
                traced[label] = graph.get_concrete_function(*arguments)
            except Exception:
                if label != "tf.autograph":
                    raise
        values = [np.asarray(concrete(*arguments)) for concrete in traced.values()]
        assert all(np.allclose(value, values[0], rtol=1e-5) for value in values), f"{name}: {values}"
        yield name, arguments, traced
