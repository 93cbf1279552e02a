"""Functions as SavedModels, loaded and run by a process that has TensorFlow alone."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

import pytest
import tensorflow as tf

from autoimport_graph import StagingError, export, graph, py_func
from autoimport_graph.specifications import SpecificationError

TABLE = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2]), -1)
NUMBERS = tf.data.Dataset.range(5)


def squares(n):
    print("squares of", n)
    assert n >= 0, "too small"
    found = []
    for i in range(n):
        found.append(i * i)
    return found


def structure(x):
    return {"twice": x * 2, "parts": [x + 1 if x > 0 else x, (f"{x:.2f}", None)]}


def only_prints(x):
    if x > 1:
        print("large", x)


def operation(x):
    return x + 1, tf.print("runs", output_stream=sys.stdout)


def looked_up(key):
    return TABLE.lookup(key) if TABLE.lookup(key) > 0 else 0


def of_dataset(x):
    for number in NUMBERS:
        if number > 2:
            x += number
    return x


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = None

    def __call__(self, x):
        if self.count is None:
            self.count = tf.Variable(0.0)
        while x > 1.0:
            self.count.assign_add(1.0)
            x = x / 2
        return self.count.read_value()

    @graph(input_signature=[tf.TensorSpec([None], tf.float32)], jit_compile=True)
    def total(self, values):
        result = 0.0
        for value in values:
            if value > 0:
                result += value
        return result


@graph(input_signature=[tf.TensorSpec([None], tf.float32)])
def with_signature(values):
    return values[0] if tf.size(values) > 0 else -1.0


MODELS = {
    "squares": (squares, [tf.TensorSpec([], tf.int32)]),
    "structure": (structure, ["float32"]),
    "only_prints": (only_prints, "x: int32[]"),
    "operation": (operation, ["int32"]),
    "looked_up": (looked_up, [tf.TensorSpec([], tf.string)]),
    "of_dataset": (of_dataset, ["int64"]),
    "counter": (Counter(), ["float32"]),
    "method": (Counter().total, None),
    "with_signature": (with_signature, None),
    "compiled": (tf.function(squares), [tf.TensorSpec([], tf.int32)]),
    "lambda": (lambda x, scale=2.0: x * scale if x > 0 else -x, ["float32"]),
}
USER = """
import json, sys
import tensorflow as tf

model = {}
for name in sys.argv[2:]:
    model[name] = tf.saved_model.load(f"{sys.argv[1]}/{name}")

def plain(value):
    def written(item):
        return item.decode() if isinstance(item, bytes) else item.tolist()

    value = tf.nest.map_structure(lambda item: item if item is None else item.numpy(), value)
    return json.loads(json.dumps(value, default=written))

told = {
    "squares": plain([model["squares"](tf.constant(n)) for n in (3, 0)]),
    "by name": plain(model["squares"].squares(tf.constant(2))),
    "served": plain(model["squares"].signatures["serving_default"](n=tf.constant(2))),
    "structure": plain([model["structure"](tf.constant(x)) for x in (1.0, -1.0)]),
    "structure served": plain(model["structure"].signatures["serving_default"](x=tf.constant(1.0))),
    "only_prints": plain([model["only_prints"](tf.constant(x)) for x in (2, 1)]),
    "operation": plain(model["operation"](tf.constant(1))),
    "looked_up": plain([model["looked_up"](tf.constant(x)) for x in "bx"]),
    "of_dataset": plain(model["of_dataset"](tf.constant(1, tf.int64))),
    "counter": plain([model["counter"](tf.constant(8.0)) for _ in range(2)]),
    "method": plain(model["method"](tf.constant([1.0, -2.0, 3.0]))),
    "with_signature": plain([model["with_signature"](tf.constant(v, tf.float32)) for v in ([5.0, 1.0], [])]),
    "compiled": plain(model["compiled"](tf.constant(2))),
    "lambda": plain([model["lambda"](tf.constant(x)) for x in (3.0, -3.0)]),
}
try:
    model["squares"](tf.constant(-1))
except tf.errors.InvalidArgumentError as error:
    told["fails"] = "AssertionError: too small" in str(error)
told["ours"] = [name for name in sys.modules if name.startswith("autoimport_graph")]
print("told", json.dumps(told))
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    for name, (function, signature) in MODELS.items():
        export(function, folder / name, signature)
    (folder / "user.py").write_text(USER)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-P" if sys.version_info >= (3, 11) else "-s", folder / "user.py", folder, *MODELS]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def told(output):
    return json.loads(output.partition("told ")[2])


ANSWERS = {
    "squares": [[0, 1, 4], []],
    "by name": [0, 1],
    "served": {"output_0": [0, 1]},
    "structure": [
        {"twice": 2, "parts": [2, ["1.00", None]]},
        {"twice": -2, "parts": [-1, ["-1.00", None]]},
    ],
    "structure served": {"twice": 2, "parts_0": 2, "parts_1": "1.00"},
    "only_prints": [None, None],
    "operation": [2, None],
    "looked_up": [2, 0],
    "of_dataset": 8,
    "counter": [3, 6],
    "method": 4,
    "with_signature": [5, -1],
    "compiled": [0, 1],
    "lambda": [6, 3],
    "fails": True,
    "ours": [],
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_without_the_package(told, name):
    assert told[name] == ANSWERS[name]


def test_prints_without_the_package(output):
    lines = output.splitlines()
    assert lines[:2] == [f"squares of tf.Tensor({n}, shape=(), dtype=int32)" for n in (3, 0)]
    assert "large tf.Tensor(2, shape=(), dtype=int32)" in lines
    assert "large tf.Tensor(1, shape=(), dtype=int32)" not in lines
    assert lines.count("runs") == 1


@py_func
def draw_patch(x) -> tf.float32:
    return x


def draws(x):
    return draw_patch(x) if x > 0 else x


def logs(x):
    while x > 0:
        logging.getLogger("autoimport_graph.test").error("x is %s", x)
        x -= 1
    return x


@pytest.mark.parametrize(("function", "name"), [(draws, "draw_patch"), (logs, "logging")])
def test_python_in_the_graph_is_refused(function, name, tmp_path):
    with pytest.raises(
        StagingError, match=rf"{function.__name__} calls Python .*{name}.*a saved model holds no Python"
    ):
        export(function, tmp_path / "model", [tf.TensorSpec([], tf.float32)])
    assert not (tmp_path / "model").exists()


def test_signatures_that_do_not_fit(tmp_path):
    with pytest.raises(StagingError, match=r"squares\(n\) cannot take nothing: .*'n'.*input_signature"):
        export(squares, tmp_path)
    with pytest.raises(StagingError, match="too many positional arguments"):
        export(squares, tmp_path, "int32, int32")
    with pytest.raises(SpecificationError, match="'int33' is no dtype"):
        export(squares, tmp_path, ["int33"])
    with pytest.raises(TypeError, match="not the class Counter"):
        export(Counter, tmp_path)
    with pytest.raises(TypeError, match="can be called"):
        export(3, tmp_path)


def test_what_no_saved_model_can_hold(tmp_path):
    with pytest.raises(StagingError, match="following uses an object of this process, such as an iterator"):
        export(following, tmp_path, ["int64"])


NUMBERS_LEFT = iter(NUMBERS)


def following(x):
    return next(NUMBERS_LEFT) + x
