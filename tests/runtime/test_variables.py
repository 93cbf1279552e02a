"""What assignments return: the variable, as eager code has it."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from autoimport_graph.errors import StagingError
from tests.runtime.programs import check, load

BODIES = {
    "each branch assigns": """
        if x > 0:
            y = v.assign_add(x)
        else:
            y = v.assign_sub(x)
        return y + 1
    """,
    "a loop assigns": """
        y = 0.0
        for _ in tf.range(3):
            y = v.assign_add(x)
        return y
    """,
    "a loop assigns and looks": """
        y = None
        i = 0
        while i < 5:
            y = v.assign_add(x)
            i += 1
            if y > 10:
                break
        return y, i
    """,
    "it is the variable, whatever is assigned later": """
        y = v.assign_add(x) if x > 0 else v.assign(0.0)
        v.assign_add(1.0)
        return y + 0.0
    """,
    "it returns early": """
        def up():
            return v.assign_add(x)

        if x > 0:
            return up().assign_add(1.0)
        return v.assign(5.0)
    """,
    "a tensor on the other path": """
        if x > 0:
            y = v.assign_add(x)
        else:
            y = x
        return y * 2
    """,
}


@pytest.mark.parametrize("name", BODIES)
def test_assignments(name):
    source = "v = tf.Variable(1.0)\n\ndef f(x):\n    v.assign(1.0)\n" + BODIES[name].replace("\n    ", "\n")
    check(source, 2.0, -3.0)


# What only the graph knows as much as a tensor: Python's functions take its value.
OF_A_NUMBER = """
float(v)
int(v)
f"{float(v):.2f} {int(v):03d}"
[i for i in range(int(v))]
[10, 20, 30, 40][int(v)]
{3: 1.0, 2: 2.0}[int(v)]
math.exp(v)
math.sqrt(v), math.log(v), math.hypot(v, 4.0), math.fsum([v, 2.0])
math.floor(v)
math.isclose(v, 3.0), math.isnan(v)
np.exp(v), np.maximum(v, 1.0)
np.float32(v)
np.array([v, 1.0])
v in (1, 3), v in [2.0], a in [v, b]
2.0 in w
any(w)
[1.0, 3.0].index(v)
[1.0, 3.0].count(v), [a, b].count(a)
[v, b].index(1.0)
(v, 1) == (3.0, 1)
[v, 1.0] == [3.0, 1.0]
(a, 1) < (b, 1), (b, 1) < (v, 1)
w[int(v) - 3], w[int(v) - 3:]
float(v) * w, int(v) - w, w / float(v)
bisect.bisect([1.0, 2.0, 4.0], v)
"x" * int(v), [0] * int(v), divmod(float(v), 2)
f"{v} {w!r}", str(w)
"""
BY_VALUE = """
[float(one) for one in sorted([a, b, c])]
[float(one) for one in sorted([a, b, c], reverse=True)]
[float(one) for one in sorted([a, b - 0.0, c])]
[name for name, _ in sorted([("a", a), ("b", b), ("c", c)], key=lambda pair: pair[1])]
[name for name, *_ in sorted([("a", a, 1), ("b", b, 2), ("c", c, 0)], key=lambda row: (row[1], row[2]))]
[float(one) for one in heapq.nsmallest(2, [a, b, c])], float(heapq.nlargest(1, [b, a, c])[0])
ordered([a, b, c])
"""
HEADER = """
import bisect
import heapq
import math

import keras
import numpy as np
import tensorflow as tf


def ordered(values):
    values.sort(key=lambda one: -one)
    return [float(one) for one in values]

"""
MAKERS = {"TensorFlow": "tf.Variable({})", "Keras": "keras.Variable({}, name='named')"}
VALUES = {"v": "3.0", "a": "3.0", "b": "1.0", "c": "2.0", "w": "[1.0, 2.0]"}


@pytest.mark.parametrize("expression", [*OF_A_NUMBER.strip().splitlines(), *BY_VALUE.strip().splitlines()])
@pytest.mark.parametrize("maker", MAKERS)
def test_functions_of_python_take_the_value(maker, expression):
    made = "".join(f"{name} = {MAKERS[maker].format(value)}\n" for name, value in VALUES.items())
    changed = "    for one in (v, a, b, c):\n        one.assign(one + x)\n"
    restored = "    for one in (v, a, b, c):\n        one.assign(one - x)\n"
    source = f"{made}\ndef f(x):\n{changed}    result = {expression}\n{restored}    return result\n"
    check(source, 0.0, header=HEADER)


def test_a_variable_of_keras_has_no_truth():
    program = load("v = keras.Variable(1.0)\n\ndef f(x):\n    return x if v else -x\n", HEADER)
    for function in (program.f, tf.function(program.f)):
        with pytest.raises(TypeError, match="cannot be used as a boolean"):
            function(tf.constant(1.0))


def test_the_value_of_a_variable_of_keras_as_an_array_is_refused():
    program = load("v = keras.Variable(1.0)\n\ndef f(x):\n    return x * v.numpy()\n", HEADER)
    with pytest.raises(StagingError, match="exists only when the graph runs"):
        tf.function(program.f)(tf.constant(1.0))


def test_a_step_of_training_reads_what_the_optimizer_counts():
    source = """
        class Model(keras.Model):
            def __init__(self):
                super().__init__()
                self.w = self.add_weight(shape=(), initializer="ones")

            def train_step(self, data):
                progress = float(self.optimizer.iterations) / 10
                rate = self.optimizer.learning_rate * (1.0 - progress)
                if int(self.optimizer.iterations) % 2 == 0:
                    rate = rate * 2.0
                self.optimizer.apply([tf.reduce_sum(data) * rate], [self.w])
                return {"rate": rate}

        def f(x):
            model = Model()
            model.compile(optimizer=keras.optimizers.SGD(0.5), run_eagerly=EAGERLY)
            return model.fit(x, epochs=3, shuffle=False, verbose=0, batch_size=1).history["rate"]
        """
    rates = [load(source.replace("EAGERLY", str(eagerly)), HEADER).f(np.ones([2, 1])) for eagerly in (True, False)]
    assert rates[0] == pytest.approx(rates[1])
