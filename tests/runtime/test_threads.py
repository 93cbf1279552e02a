"""Which body runs is decided for each thread, and for each way of TensorFlow's to enter and leave a graph."""

from __future__ import annotations

import asyncio
import builtins
import importlib
import os
import sys
import threading

import pytest
import tensorflow as tf

import autoimport_graph
from autoimport_graph.runtime.guard import building
from tests.runtime.process import run
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


def run_in_threads(work, count):
    """Call a function with 0, 1, 2, ..., each in a thread of its own, all at once."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


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

    run_in_threads(work, 6)
    assert not failures
    assert not building


def test_the_flag_holds_for_each_thread_in_a_graph():
    def work(number):
        for _ in range(2000):
            building.append(number)
            lowered.extend([number] * (not builtins.__building_graph__))
            building.remove(number)

    lowered = []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        run_in_threads(work, 4)
    finally:
        sys.setswitchinterval(interval)
    assert not lowered
    assert not builtins.__building_graph__


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


def in_child(function) -> str:
    """What a function returns in a forked child, as text."""
    out, into = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.write(into, repr(function()).encode())
        except BaseException as error:
            os.write(into, repr(error).encode())
        finally:
            os._exit(0)
    os.waitpid(process, 0)
    os.close(into)
    with open(out) as stream:
        return stream.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that fork")
def test_fork_while_another_thread_traces(module):
    inside, done = threading.Event(), threading.Event()

    def slow(x):
        inside.set()
        assert done.wait(30)
        return module.sign(x)

    def child():
        traced = tf.function(module.sign).get_concrete_function(tf.TensorSpec([], tf.int32))
        names = {operation.type for operation in traced.graph.get_operations()}
        return list(building), module.sign(3), "StatelessIf" in names or "If" in names

    tracer = threading.Thread(target=lambda: tf.function(slow, autograph=False)(tf.constant(3)))
    tracer.start()
    assert inside.wait(30)
    found = in_child(child)
    done.set()
    tracer.join()
    assert found == "([], 1, True)"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that fork")
def test_fork_while_this_thread_traces(module):
    found = []

    def forks(x):
        found.append(in_child(lambda: (len(building), type(module.sign(x)).__name__)))
        return module.sign(x)

    assert int(tf.function(forks, autograph=False)(tf.constant(-3))) == -1
    assert found == ["(1, 'WeakScalar')"]


def test_tasks_that_trace_and_tasks_that_do_not(module):
    async def eager():
        for number in (3, -3):
            await asyncio.sleep(0)
            assert type(module.sign(tf.constant(number))) is int

    async def tracing():
        await asyncio.sleep(0)
        return int(tf.function(module.sign)(tf.constant(-2)))

    async def all_at_once():
        in_thread = asyncio.to_thread(lambda: int(tf.function(module.sign)(tf.constant(5))))
        return await asyncio.gather(eager(), tracing(), eager(), in_thread)

    assert asyncio.run(all_at_once()) == [None, -1, None, 1]
    assert not building


def test_sixteen_threads_import_and_trace(tmp_path, monkeypatch):
    names = [f"of_threads_{number}" for number in range(6)]
    for number, name in enumerate(names):
        (tmp_path / f"{name}.py").write_text(f"{SOURCE}\n\ndef f(x):\n    return sign(x) if x > {number} else x\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    together, failures = threading.Barrier(16), []

    def work(thread):
        try:
            together.wait(60)
            for name in names[thread % 6 :] + names[: thread % 6]:
                imported, x = importlib.import_module(name), tf.constant(thread - 8)
                assert int(tf.function(imported.f)(x)) == imported.f(thread - 8)
                assert type(imported.sign(x)) is int
        except BaseException as error:
            failures.append(error)

    with autoimport_graph.install(packages=names, report=False):
        run_in_threads(work, 16)
    assert not failures
    assert not building


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


def test_the_interpreter_ends(tmp_path):
    """Functions that run at exit, and a thread that still traces."""
    (tmp_path / "user.py").write_text("def sign(x):\n    if x > 0:\n        return 1\n    return -1\n")
    program = f"""
        import atexit, sys, threading, autoimport_graph
        sys.path.insert(0, {str(tmp_path)!r})
        autoimport_graph.install(packages=["user"], report=False)
        import tensorflow as tf
        import user
        atexit.register(lambda: print(user.sign(-2), int(tf.function(user.sign)(tf.constant(5))), flush=True))
        begun = threading.Event()
        def forever():
            while True:
                tf.function(user.sign)(tf.constant(5))
                begun.set()
        threading.Thread(target=forever, daemon=True).start()
        assert begun.wait(60)
    """
    # Where Python ends a thread that is in TensorFlow's code, the process may go down with it.
    assert run(program, or_ending="exception not rethrown") == "-1 1\n"
