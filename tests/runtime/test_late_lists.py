"""Lists that are empty before a loop and filled by it: the loop is traced once where nothing looks at them before."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import check, load

# Lines of a loop's body over ``x`` of ``xs``, with ``ys`` empty before; and how often it is traced at most.
BODIES = {
    "append": (["ys.append(x * 2)"], 1),
    "two numbers": (["ys.append(x)", "ys.append(x + 1)"], 1),
    "pairs": (["ys.append((x, x > 1))"], 1),
    "two shapes": (["ys.append(tf.fill([2], x))", "ys.append(tf.fill([3], x))", "ys.pop()"], 3),
    "a Python number": (["ys.append(1)"], 1),
    "a Python number, then a tensor": (["ys.append(1)", "ys.append(x)"], 3),
    "read after": (["ys.append(x)", "total += ys[-1]"], 2),
    "read before": (["total += len(ys)", "ys.append(x)"], 2),
    "in a branch": (["if x > 1:", "    ys.append(x)"], 2),
    "in a branch first, then always": (["if x > 1:", "    ys.append(x)", "ys.append(x)"], 3),
    "through another name": (["total += len(zs)", "ys.append(x)"], 3),
    "by a helper": (["fill(ys, x)"], 2),
    "a helper reads it": (["total += size()", "ys.append(x)"], 3),
    "broken out of": (["if x == 3:", "    break", "ys.append(x)"], 2),
    "not reached": (["if False:", "    ys.append(x)"], 1),
    "an inner loop": (["for y in xs:", "    ys.append(x * y)"], 2),
    "an inner list": (["row = []", "for y in xs:", "    row.append(x * y)", "ys.append(len(row))"], 2),
    "a comprehension reads it": (["ys.append(x)", "total += sum([y for y in ys])"], 2),
    "a variable grows": (["ys.append(total)", "total += 0.5"], 2),
    "in a nested function": (["(lambda: ys.append(x))()"], 2),
    "two lists": (["ys.append(x)", "zs2.append(x > 1)"], 1),
}


@pytest.mark.parametrize("case", BODIES)
def test_filled_by_a_loop(case: str) -> None:
    lines, most = BODIES[case]
    body = "\n".join(f"        {line}" for line in lines)
    source = (
        "def fill(ys, x):\n    ys.append(x)\n\n\n"
        "def f(xs):\n    total = 0\n    ys = []\n    zs = ys\n    zs2 = []\n"
        "    def size():\n        return len(ys)\n"
        f"    for x in xs:\n        note()\n{body}\n"
        "    return len(ys), len(zs), len(zs2), total, [y[0] if isinstance(y, tuple) else y for y in ys]\n"
    )
    header = "import tensorflow as tf\n\nnoted = []\nnote = lambda: noted.append(1)\n\n"
    module = load(source, header)
    tf.function(module.f).get_concrete_function(tf.TensorSpec([3], tf.int32))
    assert len(module.noted) <= most
    check(source, [1, 2, 3], [3, 2, 1], header=header)


def test_gradient_of_a_list_filled_by_a_loop():
    check(
        """
        def f(xs):
            with tf.GradientTape() as tape:
                tape.watch(xs)
                ys = []
                state = tf.zeros([])
                for x in xs:
                    state = tf.tanh(state + x)
                    ys.append(state)
                loss = tf.reduce_sum(tf.stack(ys) ** 2)
            return loss, tape.gradient(loss, xs)
        """,
        [0.1, 0.2, 0.3],
        [1.0, -1.0, 0.5],
        has=["While"],
    )


def test_a_list_that_a_while_loop_fills_and_asks_for_its_length():
    check(
        """
        def f(n):
            ys = []
            while len(ys) < n:
                ys.append(n)
            return tf.stack(ys), len(ys)
        """,
        3,
        1,
        has=["While"],
    )


def test_a_list_that_an_object_holds_too():
    check(
        """
        class Log:
            pass

        def f(xs):
            log = Log()
            log.items = items = []
            count = 0
            for x in xs:
                if count > 1:
                    count += len(log.items)
                items.append(x)
                count += 1
            return count, len(log.items), tf.stack(items)
        """,
        [1, 2, 3, 4],
        [4, 3, 2, 1],
        has=["While"],
    )


def test_a_list_filled_by_a_loop_in_a_branch_and_in_a_loop():
    check(
        """
        def f(xs):
            total = 0
            if xs[0] > 1:
                ys = []
                for x in xs:
                    ys.append(x)
                total += len(ys)
            for x in xs:
                zs = []
                for y in xs:
                    zs.append(x * y)
                total += sum(zs)
            return total
        """,
        [1, 2, 3],
        [3, 2, 1],
        has=["While", "If"],
    )
