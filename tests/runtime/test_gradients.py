"""Gradients through staged control flow, from inside and from outside, and XLA."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import check, load, refused

PROGRAMS = {
    "if": "def f(x):\n    return x * x if x > 1 else 3.0 * x",
    "while": "def f(x):\n    y = x\n    while y < 20:\n        y = y * x\n    return y",
    "for range": "def f(x):\n    y = 1.0\n    for i in range(tf.cast(x, tf.int32) + 2):\n        y = y * x + i\n    return y",  # noqa: E501
    "for with break": (
        "def f(x):\n    y = 1.0\n    for i in tf.range(9):\n        y = y * x\n        if y > 20:\n            break\n    return y"  # noqa: E501
    ),
    "nested": (
        "def f(x):\n    y = x\n    for i in tf.range(3):\n        if y > 4:\n            y = y + x\n        else:\n"
        "            for j in range(i + 1):\n                y = y * x\n    return y"
    ),
    "list": (
        "def f(x):\n    ys = []\n    for i in tf.range(4):\n        ys.append(x * x)\n        x = x + 1\n"
        "    return tf.reduce_sum(tf.stack(ys))"
    ),
    "list read": (
        "def f(x):\n    ys = [x, x]\n    for i in tf.range(4):\n        ys.append(ys[i] * ys[i + 1])\n    return ys[5]"
    ),
    "elements": "def f(x):\n    s = 0.0\n    for v in tf.stack([x, x * x]):\n        s = s + v * v\n    return s",
    "none": (
        "def f(x):\n    best = None\n    for i in tf.range(3):\n        if best is None:\n            best = x\n"
        "        else:\n            best = best * x\n    return best"
    ),
    "attribute": (
        "class A:\n    pass\ndef f(x):\n    a = A()\n    a.y = x\n    for i in tf.range(3):\n        a.y = a.y * x\n    return a.y"  # noqa: E501
    ),
}


def gradient(function: object, x: float) -> tuple[float, float]:
    variable = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(variable)
        y = function(variable)  # type: ignore[operator]
    return float(y), float(tape.gradient(y, variable))


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_from_outside_and_inside(source: str) -> None:
    function = load(source).f
    graph = tf.function(function)

    @tf.function(autograph=False)
    def inside(x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.convert_to_tensor(function(x))
        return y, tape.gradient(y, x)

    for x in (1.5, 2.5):
        expected = gradient(function, x)
        assert gradient(graph, x) == pytest.approx(expected, rel=1e-5)
        assert tuple(map(float, inside(tf.constant(x)))) == pytest.approx(expected, rel=1e-5)


def test_second_derivative() -> None:
    function = load(PROGRAMS["nested"]).f

    def second(f: object) -> float:
        x = tf.constant(1.5)
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)  # type: ignore[operator]
            first = inner.gradient(y, x)
        return float(outer.gradient(first, x))

    assert second(tf.function(function)) == pytest.approx(second(function), rel=1e-5)


@pytest.mark.parametrize("name", ["if", "while", "for range", "for with break", "nested", "none", "attribute"])
def test_xla(name: str) -> None:
    function = load(PROGRAMS[name]).f
    compiled = tf.function(function, jit_compile=True)
    for x in (1.5, 2.5):
        assert float(compiled(tf.constant(x))) == pytest.approx(float(function(tf.constant(x))), rel=1e-5)


@pytest.mark.parametrize("name", ["if", "for range", "attribute"])
def test_gradient_under_xla(name: str) -> None:
    function = load(PROGRAMS[name].replace("tf.cast(x, tf.int32) + 2", "tf.constant(3)")).f

    @tf.function(autograph=False, jit_compile=True)
    def inside(x: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x)

    for x in (1.5, 2.5):
        assert float(inside(tf.constant(x))) == pytest.approx(gradient(function, x)[1], rel=1e-5)


def test_gradients_exist_whenever_the_authors_code_asks() -> None:
    # The first trace of the outer loop is thrown away, but what runs in it must not meet gradients that are None.
    module = load(
        """
        import autoimport_graph

        ASKED = []
        WEIGHT = tf.Variable([1.0, 2.0])

        @autoimport_graph.do_not_convert
        def step(gradients):
            ASKED.append([gradient is None for gradient in gradients])
            WEIGHT.assign_sub(0.1 * gradients[0])

        def f(data):
            WEIGHT.assign([1.0, 2.0])
            products = []
            for x in data:
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    hidden, found, product = WEIGHT * x, [], {"of all": x}
                    count = 0
                    while count < tf.size(data) - 1:
                        hidden = tf.tanh(hidden * WEIGHT)
                        found.append(hidden)
                        product["of all"] = product["of all"] * hidden[0]
                        count += 1
                    losses = tf.reduce_sum(tf.stack(found)), product["of all"]
                gradients = tape.gradient(losses, [WEIGHT, x])
                step(gradients)
                products.append(gradients[0] * gradients[1])
            return tf.stack(products)
        """
    )
    data = tf.constant([1.0, 2.0, -3.0])
    expected = module.f(data)
    module.ASKED.clear()
    graph = tf.function(module.f, input_signature=[tf.TensorSpec([None])])
    assert graph(data).numpy() == pytest.approx(expected.numpy(), rel=1e-5)
    assert len(module.ASKED) == 2
    assert not any(map(any, module.ASKED))


# What is differentiated becomes a tensor only when the tape is asked, after its ``with`` block.
ASKED_LATER = {
    "first assigned in a loop": ("for x in data:\n    loss = w * x", "tape.gradient(loss, w)"),
    "None before": (
        "loss = None\nfor x in data:\n    loss = w * x if loss is None else loss + w * x",
        "tape.gradient(target=loss, sources=w)",
    ),
    "list": ("loss = []\nfor x in data:\n    loss.append(w * x)", "tape.gradient(loss, [w])[0]"),
    "structure": ("for x in data:\n    loss = w * x, {'a': w * w}", "tape.gradient({'b': loss[0], 'c': loss[1]}, w)"),
    "several kinds": (
        "loss = None\nif w > 1:\n    loss = w * w\nelif w < 1:\n    loss = tf.constant(2.0)",
        "tape.gradient(loss, w, unconnected_gradients=tf.UnconnectedGradients.ZERO)",
    ),
    "jacobian": (
        "for x in data:\n    loss = tf.stack([w * x, w * w])",
        "tape.jacobian(loss, w, experimental_use_pfor=False)",
    ),
    "source": ("for x in data:\n    v = w * x\ntape.watch(v)\nloss = v * v", "tape.gradient(loss, v)"),
}


@pytest.mark.parametrize(("body", "result"), ASKED_LATER.values(), ids=ASKED_LATER.keys())
def test_tape_is_asked_after_its_block(body: str, result: str) -> None:
    indented = body.replace("\n", "\n        ")
    function = load(
        "def f(data, w):\n"
        "    with tf.GradientTape(persistent=True) as tape:\n"
        "        tape.watch(w)\n"
        f"        {indented}\n"
        f"    return {result}\n"
    ).f
    graph = tf.function(function, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    for w in (1.5, -1.5):
        arguments = tf.constant([1.0, 2.0, -3.5]), tf.constant(w)
        assert graph(*arguments).numpy() == pytest.approx(function(*arguments).numpy(), rel=1e-5)


def test_forward_accumulator_is_asked_after_its_block() -> None:
    function = load(
        """
        def f(data, w):
            with tf.autodiff.ForwardAccumulator(w, tf.constant(1.0)) as accumulator:
                for x in data:
                    loss = w * w * x
            return accumulator.jvp(loss)
        """
    ).f
    graph = tf.function(function, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    arguments = tf.constant([1.0, 2.0]), tf.constant(3.0)
    assert float(graph(*arguments)) == float(function(*arguments)) == 12.0


@pytest.mark.parametrize("read", ["hidden", 'box["x"]', "tf.reduce_sum(hidden)"])
def test_tape_of_each_iteration_around_a_loop_that_binds(read: str) -> None:
    # "hidden" is unbound where the inner loop never runs; the tape beside it is another one in each trace.
    function = load(
        f"""
        def f(data, w):
            total = 0.0
            for x in data:
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    count = 0
                    while count < tf.size(data) - 1:
                        hidden = x * x * w
                        box = {{"x": hidden * 3.0}}
                        count += 1
                    loss = {read}
                total += tape.gradient(loss, x)
            return total
        """
    ).f
    graph = tf.function(function, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    arguments = tf.constant([1.0, 2.0, -5.0]), tf.constant(2.0)
    assert float(graph(*arguments)) == float(function(*arguments))
    with pytest.raises(tf.errors.InvalidArgumentError, match="local variable"):
        graph(tf.constant([1.0]), tf.constant(2.0))


LISTS = "p = [x, x[0]]\nif tf.reduce_sum(x) > 0:\n    p = [q * 2.0 for q in p]"
LOSS = "with tf.GradientTape() as t:\n    t.watch({watched})\n    loss = {loss}\ng = t.gradient(loss, {sources})"
# What the tape watches, what the loss reads, what is asked for, what is returned.
CHOSEN = {
    "list": (LISTS, "p", "tf.reduce_sum(p[0] * p[-1])", "p", "g[0], g[1]"),
    "one of the list": (LISTS, "p", "tf.reduce_sum(p[0] * p[1])", "p[0]", "g"),
    "its items": (LISTS, "[p[0], p[1]]", "tf.reduce_sum(p[0] * p[1])", "[q for q in p]", "g[0], g[1]"),
    "items of one shape": (
        "p = [x, x + 1.0]\nif tf.reduce_sum(x) > 0:\n    p = [p[0] * 2.0, p[1] * 2.0]",
        "p",
        "tf.reduce_sum(p[0] * p[1])",
        "p[0]",
        "g",
    ),
    "unpacked": (LISTS + "\na, b = p", "p", "tf.reduce_sum(a * b)", "(a, p[1])", "g[0], g[1]"),
    "read in branches and loops": (
        LISTS,
        "p",
        "tf.reduce_sum(p[0] * p[1]) if tf.reduce_max(x) > 1.5 else tf.foldl(lambda s, i: s + p[1][i], [0, 1], 0.0)",
        "p",
        "g[1]",
    ),
    "stored into": (LISTS + "\na = p[0]\np[0] = x * 5.0", "p", "tf.reduce_sum(p[0] * p[1])", "p", "g[0], g[1], a"),
    "dict": (
        "p = {'w': x, 'b': x[0]}\nif tf.reduce_sum(x) > 0:\n    p = {k: v * 2.0 for k, v in p.items()}",
        "list(p.values())",
        "tf.reduce_sum(p['w'] * p['b'])",
        "p",
        "g['w'], g['b']",
    ),
    "dicts in a list": (
        "p = [{'w': x * n, 'b': x[0] + n} for n in (1.0, 2.0)]\n"
        "if tf.reduce_sum(x) > 0:\n    p = [{k: v * 2.0 for k, v in q.items()} for q in p]",
        "p",
        "tf.reduce_sum((x * p[0]['w'] + p[0]['b']) * p[1]['w'] + p[1]['b'])",
        "p",
        "g[0]['w'], g[0]['b'], g[1]['w'], g[1]['b']",
    ),
    "object": (
        "m = Model(x, x[0])\nif tf.reduce_sum(x) > 0:\n    m = Model(x * 2.0, x[0] * 3.0)",
        "[m.w, m.b]",
        "tf.reduce_sum(m.w * m.b)",
        "[m.w, m.b]",
        "g[0], g[1]",
    ),
    "not watched": (
        "p = [x * 2.0, x + 1.0]\nif tf.reduce_sum(x) > 0:\n    p = [p[1], p[0]]\ny = p[0] + 1.0",
        "x",
        "tf.reduce_sum(p[0] * p[1])",
        "x",
        "g, y",
    ),
}
MODEL = "class Model:\n    def __init__(self, w, b):\n        self.w, self.b = w, b\n\n"


@pytest.mark.parametrize("name", CHOSEN)
def test_what_a_tensor_has_chosen_is_watched(name: str) -> None:
    before, watched, loss, sources, result = CHOSEN[name]
    body = f"{before}\n{LOSS.format(watched=watched, loss=loss, sources=sources)}\nreturn {result}"
    check(MODEL + "def f(x):\n    " + body.replace("\n", "\n    "), [[1.0, 2.0]], [[-1.0, -2.0]], [[0.1, 0.2]])


def test_what_a_tensor_has_chosen_inside_the_tape() -> None:
    source = """
        def f(x):
            with tf.GradientTape() as t:
                t.watch(x)
                p = [x * 1.0, x[0] * 1.0]
                if tf.reduce_sum(x) > 0:
                    p = [q * 2.0 for q in p]
                loss = tf.reduce_sum(p[0] * p[1])
            g = t.gradient(loss, p)
            return g[0], g[1]
        """
    check(source, [[1.0, 2.0]], [[-1.0, -2.0]])


@pytest.mark.parametrize("steps", ["range(3)", "tf.range(3)"])
def test_steps_of_descent_until_the_gradient_is_small(steps: str) -> None:
    source = f"""
        def f(x):
            w = [x, x[0]]
            with tf.GradientTape() as outer:
                outer.watch(w)
                p = w
                for _ in {steps}:
                    with tf.GradientTape() as t:
                        t.watch(p)
                        loss = tf.reduce_sum((p[0] * p[1]) ** 2)
                    g = t.gradient(loss, p)
                    if tf.norm(g[0]) < 0.1:
                        break
                    p = [a - 0.01 * b for a, b in zip(p, g)]
                end = tf.reduce_sum(p[0] * p[1])
            h = outer.gradient(end, w)
            return p[0], p[1], h[0], h[1]
        """
    check(source, [[1.0, 2.0]], [[-1.0, -0.5]], [[0.1, 0.2]])


def test_forward_accumulator_of_what_a_tensor_has_chosen() -> None:
    source = """
        def f(x):
            p = [x, x[0]]
            if tf.reduce_sum(x) > 0:
                p = [q * 2.0 for q in p]
            with tf.autodiff.ForwardAccumulator(p, [tf.ones_like(q) for q in p]) as accumulator:
                y = tf.reduce_sum(p[0] * p[1])
            return accumulator.jvp(y)
        """
    check(source, [[1.0, 2.0]], [[-1.0, -2.0]])


def test_lists_that_differ_in_length_are_refused() -> None:
    source = """
        def f(x):
            p = [x]
            if tf.reduce_sum(x) > 0:
                p = [x * 2.0, x]
            with tf.GradientTape() as t:
                t.watch(p)
                loss = tf.reduce_sum(p[0] * p[-1])
            return t.gradient(loss, p)[0]
        """
    assert "differ in length" in refused(source, [1.0, 2.0])


@pytest.mark.parametrize(("watched", "source"), [("found", "x"), ("x", "found")])
def test_lists_of_unknown_length_are_refused(watched: str, source: str) -> None:
    program = f"""
        def f(x):
            found = []
            for i in tf.range(3):
                found.append(x * 2.0)
            with tf.GradientTape() as t:
                t.watch({watched})
                loss = found[0] * x
            return t.gradient(loss, {source})
        """
    assert "tf.stack(the_list)" in refused(program, 1.0)


def test_an_item_of_a_list_that_a_loop_has_filled_is_watched() -> None:
    source = """
        def f(x):
            found = []
            for i in tf.range(3):
                found.append(x + tf.cast(i, tf.float32))
            with tf.GradientTape() as t:
                t.watch(found[1])
                loss = found[0] * found[1] * found[2] + (found[1] if x > 2 else 0.0)
            first = t.gradient(loss, found[1])
            found[1] = x * 5.0
            with tf.GradientTape() as t:
                t.watch([found[0], found[1]])
                loss = found[0] * found[1]
            return first, t.gradient(loss, found[1]), found[1]
        """
    check(source, 1.0, 4.0)


PAIR = """
        def f(x):
            t, u = x * 1.0, x * 2.0
            {made}
            with tf.GradientTape(persistent=True) as tape:
                tape.watch({watched})
                y = {computed}
            return tape.gradient(y, {watched})
"""
BRANCH = "a, b = t, u\n            if x > 0:\n                b = t"
LOOP = "ts = [t, u]\n            for _ in tf.range(tf.cast(x, tf.int32)):\n                ts[1] = t"
PUSHED = "ts = []\n            for _ in tf.range(3):\n                ts.append(t)\n            a, b = ts[0], ts[1]"


@pytest.mark.parametrize(
    ("made", "watched", "computed"),
    [
        (BRANCH, "[a, b]", "a * b * b"),
        (BRANCH, "b", "b * t * u"),
        (BRANCH, "t", "t * b"),
        ("p = [t, u]\n            if x > 0:\n                p = [p[1], p[0]]", "t", "p[0] * p[1]"),
        (LOOP, "ts", "ts[0] * ts[1] * ts[1]"),
        (PUSHED, "[a, b]", "a * b * b"),
        ("ts = [t, t] if x > 0 else [t, u]", "ts", "ts[0] * ts[1]"),
        ("ts = [t, t] if x > 0 else [u, u]", "ts", "ts[0] * ts[1] * ts[1]"),
        ("ts = {'a': t, 'b': t} if x > 0 else {'a': t, 'b': u}", "ts", "ts['a'] * ts['b'] * ts['b']"),
    ],
)
def test_a_tape_is_asked_for_a_tensor_that_another_variable_may_hold(made: str, watched: str, computed: str):
    source = PAIR.format(made=made, watched=watched, computed=computed)
    assert "by tf.identity" in refused(source, 1.0)


@pytest.mark.parametrize(
    ("made", "watched", "computed"),
    [
        ("ts = [t, t]", "ts", "ts[0] * ts[1]"),
        (BRANCH.replace("b = t", "b = tf.identity(t)"), "[a, b]", "a * b * b"),
        (BRANCH + "\n            b = tf.identity(b)", "[a, b]", "a * b * b"),
        ("a, b = t, u\n            if x > 0:\n                a, b = b, a", "[a, b]", "a * b * b"),
        ("ts = [t, u] if x > 0 else [u, t]", "ts", "ts[0] * ts[1] * ts[1]"),
        ("b = u if x > 0 else u * u", "b", "b * t"),
        (PUSHED.replace("append(t)", "append(t + u)"), "[a, b]", "a * b * b"),
    ],
)
def test_a_tape_is_asked_for_tensors_of_which_none_is_another(made: str, watched: str, computed: str):
    check(PAIR.format(made=made, watched=watched, computed=computed), 1.0, -1.0)


def test_a_tensor_that_is_chosen_inside_the_tape_is_known_to_it():
    check(
        """
        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                b = x * 2.0
                if x > 0:
                    b = x
                y = x * b * b
            return tape.gradient(y, x)
        """,
        1.0,
        -3.0,
    )


def test_nested_tapes_that_watch_one_of_two_lists():
    check(
        """
        def f(x):
            t, u = x * 1.0, x * 2.0
            ts = [t, u] if x > 0 else [u, t]
            with tf.GradientTape() as outer:
                outer.watch(ts)
                a = ts[0]
                with tf.GradientTape() as inner:
                    inner.watch(a)
                    y = a * a * ts[1]
                z = inner.gradient(y, a) * ts[0]
            return outer.gradient(z, ts)
        """,
        1.0,
        -3.0,
    )
