"""Which body runs is decided for each thread, and for each way of TensorFlow's to enter and leave a graph."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
import tensorflow as tf

import autoimport_graph
from autoimport_graph.runtime.guard import building
from tests.runtime.programs import load

SOURCE = """
HELD = []


def which(x):
    bodies = []
    if x is not None:
        bodies.append(type(x).__name__)
    return bodies[0]


def sign(x):
    if x > 0:
        return 1
    return -1


def fails(x):
    if x > 0:
        raise_it(x)
    return x


def raise_it(x):
    assert isinstance(x, int), "not in a graph"
"""


@pytest.fixture(scope="module")
def module():
    return load(SOURCE)


def test_a_thread_that_traces_leaves_the_others_eager(module):
    inside, done = threading.Event(), threading.Event()
    results = []

    def slow(x):
        inside.set()
        assert done.wait(30)
        return module.sign(x)

    tracer = threading.Thread(target=lambda: results.append(int(tf.function(slow, autograph=False)(tf.constant(3)))))
    tracer.start()
    assert inside.wait(30)
    assert building
    # The graph version would return a tensor, and take none of these.
    assert [module.sign(x) for x in (3, -3, tf.constant(2), tf.constant(-2))] == [1, -1, 1, -1]
    assert type(module.sign(tf.constant(2))) is int
    done.set()
    tracer.join()
    assert results == [1]
    assert not building


def test_many_threads_at_once(module):
    failures = []

    def work(number):
        try:
            for i in range(10):
                value = tf.constant(number - 4 + i)
                traced = tf.function(module.sign)(value)
                assert int(traced) == module.sign(int(value))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert not building


def test_the_list_is_balanced_after_exceptions(module):
    def broken(x):
        raise KeyError("author's")

    for _ in range(3):
        with pytest.raises(KeyError):
            tf.function(broken, autograph=False)(tf.constant(1))
    with pytest.raises(ZeroDivisionError), tf.Graph().as_default():
        raise ZeroDivisionError
    assert not building


def test_init_scope_is_eager(module):
    seen = []

    def f(x):
        with tf.init_scope():
            seen.append(module.sign(5))
            seen.append(module.sign(tf.constant(-5)))
        return module.sign(x)

    assert int(tf.function(f, autograph=False)(tf.constant(3))) == 1
    assert seen == [1, -1]
    assert not building


def test_run_functions_eagerly(module):
    tf.config.run_functions_eagerly(True)
    try:
        assert tf.function(module.sign)(tf.constant(3)) == 1
        assert type(tf.function(module.sign)(tf.constant(3))) is int
    finally:
        tf.config.run_functions_eagerly(False)


def test_legacy_graphs(module):
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.int32, [])
        y = module.sign(x)
        with tf.compat.v1.Session() as session:
            assert [session.run(y, {x: value}) for value in (3, -3)] == [1, -1]


def run(program: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(autoimport_graph.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("first", ["tensorflow", "user"])
def test_eager_execution_disabled_for_good(tmp_path, first):
    (tmp_path / "user.py").write_text("def sign(x):\n    if x > 0:\n        return 1\n    return -1\n")
    imports = ["import tensorflow as tf", "import user"]
    program = "\n".join(
        [
            "import sys, autoimport_graph",
            f"sys.path.insert(0, {str(tmp_path)!r})",
            "autoimport_graph.install(packages=['user'], report=False)",
            *(imports if first == "tensorflow" else imports[::-1]),
            "tf.compat.v1.disable_eager_execution()",
            "x = tf.compat.v1.placeholder(tf.int32, [])",
            "y = user.sign(x)",
            "print([tf.compat.v1.Session().run(y, {x: v}) for v in (3, -3)], user.sign(4))",
            "tf.compat.v1.enable_eager_execution() if False else None",
        ]
    )
    assert run(program).strip() == "[1, -1] 1"


def test_reloading_and_any_order_of_imports(tmp_path):
    (tmp_path / "user.py").write_text("def sign(x):\n    if x > 0:\n        return 1\n    return -1\n")
    program = f"""
        import importlib, sys, autoimport_graph
        sys.path.insert(0, {str(tmp_path)!r})
        autoimport_graph.install(packages=["user"], report=False)
        import user
        from autoimport_graph.runtime import building
        building.watch()
        import tensorflow as tf
        assert int(tf.function(user.sign)(tf.constant(-3))) == -1
        importlib.reload(user)
        assert int(tf.function(user.sign)(tf.constant(3))) == 1
        assert not any("Watcher" in type(finder).__name__ for finder in sys.meta_path), sys.meta_path
        assert not autoimport_graph.runtime.guard.building
        print("fine")
    """
    assert run(program) == "fine\n"
