"""Threads, tasks and forked processes that trace while others fail, and while the garbage collector runs."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import weakref

import pytest
import tensorflow as tf

from autoimport_graph.runtime import attempts, moved_lists, regions
from autoimport_graph.runtime.guard import building
from autoimport_graph.runtime.thread_state import thread_state
from tests.runtime.programs import load, plain
from tests.runtime.test_threads import in_child, run_in_threads

SOURCE = """
class Walk:
    def __init__(self):
        self.steps = []

    def go(self, x):
        if x > 1:
            self.steps.append(x)


def walk(x, act=None):
    found = Walk()
    for i in range(x):
        try:
            found.go(i)
            if i > 3:
                if act is not None:
                    act(i)
        except KeyError:
            found.go(-i)
    best = None
    for step in found.steps:
        if best is None or step > best:
            best = step
    return sum(found.steps) if best is not None else -1


def asks_for_a_number(i):
    i.numpy()


def sign(x):
    if x > 0:
        return 1
    return -1
"""
THREADS = 16


@pytest.fixture(scope="module")
def module():
    return load(SOURCE)


def left_behind() -> list[str]:
    """What belongs to a graph, and this thread still has."""
    found = {
        "a graph": threading.get_ident() in building,
        "a region": regions.stack.top is not None,
        "a handler": bool(attempts.handlers.active or attempts.handlers.open),
        "lists": moved_lists.any_moved(),
        "a push": thread_state.push is not None or thread_state.disabled,
    }
    return [name for name, is_there in found.items() if is_there]


def test_threads_that_fail_disturb_no_others(module):
    """Each third thread fails while it traces: by an exception, by a refusal, or by one that nobody may catch."""

    class Stop(BaseException):
        pass

    def stop(i):
        raise Stop

    def mistaken(i):
        return i.no_such_attribute()

    disturbing = [stop, module.asks_for_a_number, mistaken]
    together, failures, failed = threading.Barrier(THREADS), [], []

    def work(number):
        act = disturbing[number // 3 % 3] if number % 3 == 0 else None
        try:
            together.wait(60)
            for i in range(3):
                x = tf.constant(number + i)
                try:
                    result = plain(tf.function(lambda x: module.walk(x, act))(x))
                except BaseException as error:
                    if act is None:
                        raise
                    failed.append(error)
                else:
                    assert result == plain(module.walk(x, None if act is stop else act)), number
                assert not left_behind(), number
                assert type(module.sign(x)) is int
        except BaseException as error:
            failures.append(error)

    run_in_threads(work, THREADS)
    assert not failures
    assert {type(error).__name__ for error in failed} >= {"Stop", "StagingError"}
    assert not building


def test_garbage_is_collected_while_a_function_is_traced(module):
    """Finalizers run in the midst of a trace, in the thread that traces, and call converted functions themselves."""
    finalized, thresholds = [], gc.get_threshold()

    class Cycle:
        def __init__(self):
            self.me = self

        def __del__(self):
            finalized.append((module.sign(3), module.sign(-3), module.walk(4)))

    def litter(i):
        for _ in range(3):
            Cycle()

    expected = [plain(module.walk(tf.constant(x))) for x in (0, 5, 9)]
    gc.set_threshold(1, 1, 1)
    try:
        traced = tf.function(lambda x: module.walk(x, litter))
        found = [plain(traced(tf.constant(x))) for x in (0, 5, 9)]
    finally:
        gc.set_threshold(*thresholds)
    assert found == expected
    assert finalized
    assert set(finalized) == {(1, -1, 5)}
    assert not left_behind()
    graph = weakref.ref(traced.get_concrete_function(tf.TensorSpec([], tf.int32)).graph)
    del traced
    gc.collect()
    assert graph() is None


def test_tasks_that_trace_one_between_the_others(module):
    async def task(number):
        results = []
        for i in range(3):
            await asyncio.sleep(0)
            x = tf.constant(number + i)
            results.append(plain(tf.function(module.walk)(x)) == plain(module.walk(x)))
            assert type(module.sign(x)) is int
            if number % 2:
                await asyncio.to_thread(lambda: tf.function(module.sign)(tf.constant(number)))
        if number == 3:
            raise LookupError("of a task")
        return results

    async def all_at_once():
        return await asyncio.gather(*(task(number) for number in range(6)), return_exceptions=True)

    results = asyncio.run(all_at_once())
    assert isinstance(results.pop(3), LookupError)
    assert results == [[True] * 3] * 5
    assert not building


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that fork")
def test_fork_while_another_thread_is_inside_a_loop(module):
    """The other thread's branches and lists stay behind; this one's child traces, and its graphs are whole."""
    inside, done = threading.Event(), threading.Event()

    def wait(i):
        inside.set()
        assert done.wait(60)

    results = []
    tracer = threading.Thread(
        target=lambda: results.append(tf.function(lambda x: module.walk(x, wait))(tf.constant(9)))
    )

    def child():
        traced = tf.function(module.walk).get_concrete_function(tf.TensorSpec([], tf.int32))
        kinds = {operation.type for operation in traced.graph.get_operations()}
        return left_behind(), list(building), module.walk(9), "While" in kinds or "StatelessWhile" in kinds

    tracer.start()
    assert inside.wait(60)
    found = in_child(child)
    done.set()
    tracer.join()
    assert found == "([], [], 35, True)"
    assert plain(results) == [35]
