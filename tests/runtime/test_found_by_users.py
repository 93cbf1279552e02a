"""Programs that users wrote and that went wrong once."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load, refused


def test_endless_count_left_by_a_tensor_is_staged() -> None:
    source = """
    def f(x):
        total = 0
        for i in itertools.count():
            if i * i > x:
                break
            total += i
        return total
    """
    check(source, 30, 0, -1, has=["While"])


def test_endless_count_with_a_step_in_a_branch() -> None:
    source = """
    def f(x):
        total = 0
        if x > 0:
            for i in itertools.count(10, -2):
                if i < x:
                    break
                total += i
        return total
    """
    check(source, 3, 20, -1, has=["While", "If"])


def test_an_iterator_of_pythons_that_a_tensor_ends_is_refused_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autoimport_graph.runtime.python_loops.GUARDED_LIMIT", 20)
    source = """
    def f(x):
        total = 0
        for i in itertools.cycle([1]):
            total += i
            if total > x:
                break
        return total
    """
    with pytest.raises(Exception, match="does not end by itself"):
        check(source, 3)


def test_numbers_of_the_graph_in_lists_for_tensorflow_take_the_dtype_beside_them() -> None:
    source = """
    def f(x):
        joined = tf.zeros([0], tf.int64)
        for i in range(x):
            joined = tf.concat([joined, [i, i + 1]], 0)
        return joined, tf.stack([x, len(joined)]), tf.reshape(joined, [len(joined), 1])
    """
    check(source, 0, 3)


def test_both_branches_raise() -> None:
    source = """
    def f(x):
        if x > 5:
            raise ValueError("large")
        else:
            raise KeyError("small")
    """
    check(source, 3, 8)


def test_a_search_that_begins_with_none() -> None:
    source = """
    def f(xs):
        best = None
        for x in xs:
            if best is None or x > best:
                best = x
        return best
    """
    check(source, [3.0, 9.0, 1.0], [2.0])


def test_a_failing_branch_shares_a_list_with_the_other() -> None:
    source = """
    def f(x, v):
        pair = [x, 2]
        for i in v:
            if x == 1:
                raise ValueError("one")
            else:
                pair[0], pair[1] = pair[1], pair[0]
        return pair
    """
    check(source, (3, [1.0, 2.0, 3.0]), (3, [1.0, 2.0]), (1, [1.0]))


def test_a_loop_over_one_of_several_iterables() -> None:
    source = """
    def f(x):
        items = [1, 2, 4] if x > 0 else "ab"
        count = 0
        for item in items:
            count += 1
            if count * 10 > x + 20:
                break
        return count
    """
    check(source, 5, 1, -1, -15)


def test_lists_of_a_loop_in_a_version_1_graph() -> None:
    module = load("""
    def f(x):
        rows = []
        for t in range(tf.shape(x)[1]):
            rows.append(x[:, t] * 2.0)
        return tf.stack(rows, 1)
    """)
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.float32, [None, None])
        y = module.f(x)
        with tf.compat.v1.Session() as session:
            assert session.run(y, {x: [[1.0, 2.0], [3.0, 4.0]]}).tolist() == [[2.0, 4.0], [6.0, 8.0]]


def test_string_that_grows_after_a_break_by_a_tensor() -> None:
    """What has no method of a deque is none, and a string of several is not asked for one."""
    source = """
    def f(x):
        out = ""
        for k, name in enumerate(["a", "b", "c"]):
            if k == x:
                break
            out += name
        else:
            out += "!"
        return out, k
    """
    check(source, 0, 2, 7)


def test_none_of_several_ruled_out_by_a_test() -> None:
    source = """
    def f(x):
        name = None
        for e in x:
            if e > 2:
                name = "big"
            elif name is None:
                name = "small"
        return name if name is not None else "none"
    """
    check(source, [1, 1, 3], [1, 1, 0], [3, 3, 3])


def test_truth_of_an_empty_tensor() -> None:
    source = """
    def f(v):
        if v > 0:
            return 1
        return 0
    """
    check(source, [1], [1, 2], np.zeros([0], np.int32))


def test_numbers_of_the_graph_where_tensorflow_takes_python_numbers_apart() -> None:
    source = """
    def f(n, x):
        s = 0.0
        for i in range(n):
            x = tf.pad(x, [[i, 1]], constant_values=i)
            s += tf.reduce_sum(tf.slice(x, [i], [1])) + tf.reduce_sum(tf.eye(i))
            s += tf.reduce_sum(tf.stack([x[0], i])) + tf.reduce_sum(tf.random.stateless_uniform([i], (i, 7)))
        return s, x
    """
    check(source, (3, [1.0, 2.0]), (0, [1.0, 2.0]), has=["While"])


SCALED = """
    def f(x):
        gradients = [x, tf.concat([x, x], 0)]
        if tf.norm(x) > 1.0:
            gradients = {}
        return {}
"""


@pytest.mark.parametrize(
    "use",
    [
        "[tf.reduce_sum(g) * scale for g, scale in zip(gradients, [1.0, 2.0])]",
        "[tf.reduce_sum(g) * i for i, g in enumerate(gradients)]",
        "tf.nest.map_structure(lambda g: g + 1.0, gradients)",
        "gradients, tf.linalg.global_norm(gradients)",
        "optimizer_steps(zip(gradients, [1.0, 2.0]))",
    ],
)
def test_gradients_that_are_scaled_under_a_condition(use):
    """A list that one branch makes anew is a list of as many tensors, for Python and for TensorFlow."""
    helper = """
    @tf.autograph.experimental.do_not_convert
    def optimizer_steps(pairs):
        return [tf.reduce_sum(gradient) * rate for gradient, rate in pairs]
    """
    source = helper + SCALED.format("[g / 2.0 for g in gradients]", use)
    check(source, [3.0, 4.0], [0.1, 0.2], has=["If"], lacks=["While"])


def test_a_list_that_tensorflow_makes_in_a_branch():
    """Nobody is told that it is new; it holds tensors of the branch, so it is."""
    check(SCALED.format("tf.clip_by_global_norm(gradients, 1.0)[0]", "gradients[1], len(gradients)"), [3.0, 4.0], [0.1])


def test_lambda_made_anew_in_each_iteration() -> None:
    source = """
    def f(x):
        g = lambda q: q
        for i, e in enumerate(x):
            if e > 3:
                g = lambda q: q + 2
                break
            if e == 2:
                g = lambda q: q * 3
        return g(4) + i
    """
    check(source, [1, 9], [1, 2], [9, 1], has=["While"])


def test_type_of_one_of_several_decides_what_runs() -> None:
    """The operation that the other type has no kernel for must not be in the graph at all."""
    source = """
    def measure(r):
        if isinstance(r, str):
            return tf.strings.length(r)
        if callable(r):
            return r(4)
        return tf.cast(r, tf.int32)
    def f(x):
        r = "a"
        for e in x:
            if e > 3:
                r = e
            elif e == 2:
                r = "bcd"
            elif e == 1:
                r = abs
        return measure(r)
    """
    check(source, [0, 9], [0, 2], [9, 1], [0, 0])


def test_none_or_a_tensor_returned() -> None:
    """The graph returns the tensor; where eager code returns None, it says what to return instead."""
    function = load("""
    def f(x):
        best = None
        for v in x:
            if v > 0 and (best is None or v > best):
                best = v
        return best
    """).f
    concrete = tf.function(function).get_concrete_function(tf.TensorSpec([None], tf.float32))
    assert concrete(tf.constant([1.0, 3.0, 2.0])).numpy() == 3.0
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"returns None on this path.*Return a flag"):
        concrete(tf.constant([-1.0]))


def test_a_string_or_another_from_a_try() -> None:
    source = """
    def f(k):
        table = {1: "one", 2: "two"}
        try:
            return table[int(k)]
        except KeyError:
            return "unknown"
    """
    check(source, 1, 9)


def test_members_of_an_integer_enumeration_are_returned_as_numbers() -> None:
    source = """
    import enum

    class Stage(enum.IntEnum):
        IDLE = 0
        DONE = 2

    def f(x):
        stage = Stage.IDLE
        if x > 1:
            stage = Stage.DONE
        return stage
    """
    check(source, 1, 9)


TAPES = {
    "one": """
        with tf.GradientTape() as tape:
            tape.watch(w)
            loss = tf.reduce_sum(w * row) ** 2
        w = w - 0.01 * tape.gradient(loss, w)
    """,
    "two": """
        with tf.GradientTape() as tape, tf.GradientTape() as other:
            tape.watch(w)
            other.watch(w)
            loss = tf.reduce_sum(w * row) ** 2
        w = w - 0.01 * tape.gradient(loss, w) - 0.001 * other.gradient(loss, w)
    """,
    "forward": """
        with tf.autodiff.ForwardAccumulator(w, tf.ones_like(w)) as forward:
            loss = tf.reduce_sum(w * row) ** 2
        w = w - 0.01 * forward.jvp(loss)
    """,
}


@pytest.mark.parametrize("step", TAPES.values(), ids=TAPES.keys())
@pytest.mark.parametrize("epochs", ["range(2)", "tf.range(2)"])
def test_a_tape_for_each_iteration_of_a_loop_in_a_loop(step: str, epochs: str) -> None:
    statements = textwrap.indent(textwrap.dedent(step), " " * 12)
    check(
        f"""
def f(rows):
    w = rows[0]
    tape = forward = None
    for epoch in {epochs}:
        for row in rows:
            {statements}
            if loss < 1.0:
                break
    return tf.round(w * 1000.0)
        """,
        [[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]],
        [[1.0, 2.0]],
        has=["While"],
    )


def test_an_object_that_another_iteration_made_is_refused() -> None:
    message = refused(
        """
        def f(x):
            tape = None
            for v in x:
                if v > 1.0:
                    x += tape.gradient(x, v)
                with tf.GradientTape() as tape:
                    tape.watch(v)
            return x
        """,
        [1.0, 2.0],
    )
    assert "a GradientTape is used that another iteration of the loop has made" in message
    assert "x += tape.gradient(x, v)" in message


def test_objects_of_a_class_with_a_new_of_its_own() -> None:
    check(
        """
        class Vector:
            def __new__(cls, *arguments):
                return super().__new__(cls)

            def __init__(self, x):
                self.x = x

            def __truediv__(self, other):
                return Vector(self.x / other)

        class Single:
            instance = None

            def __new__(cls):
                if cls.instance is None:
                    cls.instance = super().__new__(cls)
                    cls.instance.count = 0
                return cls.instance

        def f(n, x):
            vector, single = Vector(x), Single()
            single.count = 0
            for i in range(n):
                vector = vector / 2
                Single().count += 1
            if n > 1:
                vector = Vector(vector.x + 1)
            return vector.x, single.count, single is Single()
        """,
        (3, 1.5),
        (1, -2.5),
        (0, 1.0),
    )


def test_attributes_that_post_init_sets_are_those_of_a_replaced_dataclass() -> None:
    check(
        """
        @dataclasses.dataclass
        class State:
            a: float
            scale: dataclasses.InitVar[float] = 2.0

            def __post_init__(self, scale):
                self.total = self.a * scale

        def f(n, x):
            state = State(x)
            for i in range(n):
                state = dataclasses.replace(state, a=state.total - i, scale=0.5)
            return state.a
        """,
        (3, 1.5),
        (1, -2.5),
    )


def test_functions_that_a_loop_makes_with_keyword_only_defaults() -> None:
    check(
        """
        def f(n, x):
            g = lambda v, *rest, k=1.0: v + k
            for i in range(n):
                x = g(x, i, k=2.0) + g(x)
                if x > 3:
                    g = lambda v, *rest, k=2.0: v - k
            return x
        """,
        (3, 1.5),
        (1, -2.5),
        (4, 1.0),
    )


def test_new_objects_that_hold_older_ones_leave_a_branch() -> None:
    check(
        """
        class Config:
            def __init__(self):
                self.k = 2.0

        class Model:
            def __init__(self, a, config):
                self.a, self.config = a, config

        @dataclasses.dataclass
        class Named:
            a: object
            names: list

        class Node:
            def __init__(self, value, following):
                self.value, self.following = value, following

        def f(x):
            config = Config()
            model, named = Model(x, config), Named(x, [1.0, 2.0])
            head = Node(1.0, Node(2.0, None))
            if x < 0:
                model = Model(-x, config)
                named = dataclasses.replace(named, a=-x)
                head = Node(x, head)
            config.k += 1
            named.names.append(3.0)
            return model.a * model.config.k, named.a + named.names[-1], head.value + head.following.value
        """,
        1.0,
        -1.0,
    )


def test_the_best_so_far_holds_what_an_iteration_has_made_before() -> None:
    check(
        """
        def f(xs):
            state = {"sum": 0.0}
            best, record, seen = {"x": None, "state": None}, None, []
            for x in xs:
                state = {"sum": state["sum"] + x}
                seen = seen + [x]
                if best["x"] is None or x > best["x"]:
                    best = {"x": x, "state": state}
                    record = {"x": x, "seen": seen}
            return state["sum"], best["x"], best["state"]["sum"], tf.stack(record["seen"])
        """,
        [1.0, 2.0, 3.0],
        [3.0, 1.0, 2.0],
        has=["While"],
    )


def test_tuples_of_lists_that_a_branch_sorts() -> None:
    check(
        """
        def f(xs):
            beams = [([7], xs[0]), ([6], xs[0] * 2)]
            if len(xs) > 1:
                beams = sorted(beams, key=lambda beam: -beam[1])[:1]
            total = 0.0
            for tokens, score in beams:
                total += score * len(tokens) + tokens[0]
            return total
        """,
        [1.0, 2.0, 3.0],
        [1.0],
    )


def test_captures_before_a_guard_in_a_helper_called_by_a_loop() -> None:
    check(
        """
        def kind(value):
            match value:
                case [a, *rest] if a > 5:
                    return rest[0]
                case int(k) if k > 3:
                    return k
                case [k] if k > 2:
                    return 2 * k
                case _:
                    return 80

        def f(n):
            total = 0
            for i in range(n):
                total += kind([i, 3]) + kind(i) + kind([i])
            return total
        """,
        3,
        0,
        9,
        has=["While"],
    )


def test_a_generator_beside_numbers_without_end() -> None:
    check(
        """
        import itertools
        def squares(n, stop):
            for i in range(n):
                if i == stop:
                    return
                yield i * i
        def f(n, stop):
            total = 0
            for a, b, c in zip(squares(n, stop), itertools.count(1), itertools.count(0.5, 2)):
                total += a * b + tf.cast(2 * c, tf.int32)
            return total
        """,
        (5, 3),
        (5, 9),
        (0, 0),
    )
