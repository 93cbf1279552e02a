"""Ways out of conversion, and TensorFlow's own API with functions of converted modules."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

import autoimport_graph
from autoimport_graph import RunMode, do_not_convert, py_func
from autoimport_graph.errors import StagingError
from tests.runtime.programs import check, load, operations, refused

AG = "import autoimport_graph as ag\nimport numpy as np\nimport tensorflow as tf\n"


def traced(module, *signature):
    return tf.function(module.f).get_concrete_function(*signature)


SCALAR = tf.TensorSpec([], tf.float32)


def test_do_not_convert_runs_as_python_while_tracing():
    module = load(
        """
        @ag.do_not_convert
        def kind(x):
            return 1 if isinstance(x, tf.Tensor) and [] == [] else 2

        @ag.do_not_convert()
        def sign(x):
            if x > 0:
                return 1
            return 2

        def f(x):
            return x * kind(x)

        def g(x):
            return sign(x)
        """,
        AG,
    )
    assert float(traced(module, SCALAR)(tf.constant(3.0))) == 3
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError):
        tf.function(module.g).get_concrete_function(SCALAR)
    assert module.g(3) == 1
    assert module.sign.__name__ == "sign"


def test_do_not_convert_of_classes_generators_and_coroutines():
    @do_not_convert
    class Plain:
        def method(self, x):
            return x

        @property
        def three(self):
            return 3

        @staticmethod
        def static(x):
            return x

    plain = Plain()
    assert (plain.method(1), plain.three, Plain.static(2), type(plain)) == (1, 3, 2, Plain)

    @do_not_convert
    def generate(n):
        got = yield n
        yield got
        return 5

    generator = generate(1)
    assert (next(generator), generator.send(7)) == (1, 7)
    with pytest.raises(StopIteration) as stop:
        next(generator)
    assert stop.value.value == 5

    @do_not_convert
    async def coroutine():
        return 4

    with pytest.raises(StopIteration) as stop:
        coroutine().send(None)
    assert stop.value.value == 4


def test_options_are_checked():
    with pytest.raises(ValueError, match="return_dtypes"):
        do_not_convert(return_dtypes=tf.float32)
    with pytest.raises(ValueError, match="class"):
        do_not_convert(run_as=RunMode.PY_FUNC)(int)


PY_FUNC = """
SEEN = []

@ag.py_func(return_dtypes=tf.float32)
def double(x):
    SEEN.append((type(x).__module__, float(x)))
    return x * 2

@ag.do_not_convert(run_as=ag.RunMode.PY_FUNC)
def note(*values):
    SEEN.append([np.asarray(value).tolist() for value in values])
"""


def test_py_func_runs_each_time_in_order():
    module = load(
        PY_FUNC
        + """
def f(x):
    i = 0
    while i < 3:
        if x > 0:
            x = double(x)
        note(i, x)
        i += 1
    print("end")
    note(x)
    return x
""",
        AG,
    )
    concrete = traced(module, SCALAR)
    assert module.SEEN == []
    assert float(concrete(tf.constant(1.0))) == 8
    assert module.SEEN == [("numpy", 1.0), [0, 2.0], ("numpy", 2.0), [1, 4.0], ("numpy", 4.0), [2, 8.0], [8.0]]
    module.SEEN.clear()
    assert float(concrete(tf.constant(-1.0))) == -1
    assert module.SEEN == [[0, -1.0], [1, -1.0], [2, -1.0], [-1.0]]


def test_py_func_gets_strings_lists_and_keywords():
    module = load(
        """
        SEEN = []

        @ag.py_func
        def note(text, *, items, plain) -> None:
            SEEN.append((text, [int(item) for item in items], plain))

        def f(text, n):
            items = []
            for i in range(n):
                items.append(i)
            note(text, items=items, plain="p")
            return n
        """,
        AG,
    )
    concrete = traced(module, tf.TensorSpec([], tf.string), tf.TensorSpec([], tf.int32))
    concrete(tf.constant("é"), tf.constant(3))
    assert [("é".encode(), [0, 1, 2], "p")] == module.SEEN


def test_return_dtypes_from_annotations():
    module = load(
        """
        from __future__ import annotations
        import autoimport_graph as ag
        import numpy as np
        import tensorflow as tf

        @ag.py_func
        def one(x) -> tf.float32:
            return x + 1

        @ag.py_func
        def pair(x) -> tuple[tf.int32, np.float64]:
            return int(x), x

        @ag.py_func
        def text(x) -> str:
            return "big" if x > 1 else "small"

        @ag.py_func
        def array(x) -> np.ndarray:
            return x

        def f(x):
            return one(x), pair(x), text(x)

        def g(x):
            return array(x)
        """,
        "",
    )
    one, (whole, real), text = traced(module, SCALAR)(tf.constant(2.0))
    assert (one.dtype, whole.dtype, real.dtype) == (tf.float32, tf.int32, tf.float64)
    assert (float(one), int(whole), float(real), text.numpy()) == (3, 2, 2, b"big")
    with pytest.raises(StagingError, match=r"array runs as py_func.*ndarray names no dtype"):
        tf.function(module.g).get_concrete_function(SCALAR)


def test_an_exception_in_py_func_reaches_the_caller():
    module = load(
        """
        @ag.py_func(return_dtypes=tf.float32)
        def fails(x):
            if x > 1:
                raise ValueError("too large")
            return x

        def f(x):
            return fails(x)
        """,
        AG,
    )
    concrete = traced(module, SCALAR)
    assert float(concrete(tf.constant(1.0))) == 1
    with pytest.raises(tf.errors.OpError, match=r"(?s)ValueError: too large.*Traceback.*in fails") as caught:
        concrete(tf.constant(2.0))
    assert "program_" in str(caught.value)


def test_py_func_called_eagerly_gets_numpy_too():
    kinds = []

    @py_func
    def note(x):
        kinds.append(type(x))

    note(tf.constant([1.0]))
    assert kinds == [np.ndarray]


def test_the_configuration_names_functions(tmp_path, monkeypatch):
    (tmp_path / "configured.py").write_text(
        "import tensorflow as tf\n"
        "SEEN = []\n"
        "def draw_patch(x):\n"
        "    SEEN.append(x.numpy().tolist())\n"
        "def left_alone(x):\n"
        "    return 2 if isinstance(x, int) or x is None else 3\n"
        "def f(x):\n"
        "    if x[0] > 0:\n"
        "        draw_patch(x)\n"
        "    return x * left_alone(x)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    config = autoimport_graph.Config(py_func=("configured.draw_*",), do_not_convert=("configured.left*",))
    with autoimport_graph.install(packages=["configured"], config=config, report=False):
        import configured
    concrete = tf.function(configured.f).get_concrete_function(tf.TensorSpec([2]))
    assert concrete(tf.constant([1.0, 2.0])).numpy().tolist() == [3, 6]
    concrete(tf.constant([-1.0, 2.0]))
    assert configured.SEEN == [[1, 2]]
    configured.f(tf.constant([3.0, 4.0]))
    assert configured.SEEN == [[1, 2], [3, 4]]


def test_configured_functions_find_numpy_on_strings_and_elements(tmp_path, monkeypatch):
    (tmp_path / "configured_strings.py").write_text(
        "SEEN = []\n"
        "def look(name, names, numbers):\n"
        "    SEEN.append(name.numpy().decode())\n"
        "    SEEN.append([one.numpy().decode() for one in names])\n"
        "    SEEN.append([float(number.numpy()) for number in numbers])\n"
        "    SEEN.append(numbers[1].numpy().item())\n"
        "def f(name, names, numbers):\n"
        "    if numbers[0] > 0:\n"
        "        look(name, names, numbers)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    config = autoimport_graph.Config(py_func=("configured_strings.look",))
    with autoimport_graph.install(packages=["configured_strings"], config=config, report=False):
        import configured_strings
    arguments = tf.constant("sky"), tf.constant(["a", "b"]), tf.constant([1.0, 2.0])
    expected = ["sky", ["a", "b"], [1, 2], 2]
    configured_strings.f(*arguments)
    assert expected == configured_strings.SEEN
    tf.function(configured_strings.f)(*arguments)
    assert expected * 2 == configured_strings.SEEN


def test_tensorflows_do_not_convert():
    module = load(
        """
        @tf.autograph.experimental.do_not_convert
        def known(x):
            return 1 if x.dtype == tf.float32 else 2

        def f(x):
            return x * known(x)
        """,
        AG,
    )
    assert float(traced(module, SCALAR)(tf.constant(3.0))) == 3


def test_tensorflows_do_not_convert_keeps_the_authors_body():
    module = load(
        """
        SEEN = []

        @tf.autograph.experimental.do_not_convert
        def saw(x):
            SEEN.append([isinstance(x, tf.Tensor) for _ in range(2)])
            return helper(x)

        def helper(x):
            return 1.0 if x > 0 else 2.0

        def f(x):
            return saw(x)
        """,
        AG,
    )
    with pytest.raises(TypeError, match=r"as a Python `bool`"):
        tf.function(module.f)(tf.constant(1.0))
    assert module.SEEN == [[True, True]]
    assert float(tf.function(module.helper)(tf.constant(1.0))) == 1.0


@pytest.mark.parametrize(
    "body",
    [
        "tf.py_function(python, [x], tf.float32)",
        "tf.numpy_function(python, [x], tf.float32)",
        "tf.cond(x > 1, lambda: twice(x), lambda: python(x))",
        "tf.while_loop(lambda v: True if v < 9 else False, lambda v: [python(v) + 1], [x])[0]",
        "tf.map_fn(python, tf.stack([x, -x]))",
        "tf.vectorized_map(lambda v: v * 2, tf.stack([x, -x]))",
        "tf.scan(lambda a, b: python(a) + b, tf.stack([x, x, x]))",
        "tf.foldl(lambda a, b: a + b if b > 2 else a, tf.stack([x, x, x]))",
        "tf.switch_case(tf.cast(x > 1, tf.int32), [lambda: python(x), lambda: twice(x)])",
        "tf.nest.map_structure(python, {'a': x, 'b': [x]})",
        "tf.recompute_grad(python)(x)",
        "tf.grad_pass_through(python)(x)",
    ],
)
def test_functions_given_to_tensorflow(body):
    check(
        f"""
        def python(v):
            if v > 2:
                return v
            return v * v

        def twice(v):
            return v * 2 if v > 0 else v

        def f(x):
            return {body}
        """,
        3.0,
        1.5,
        -1.0,
    )


def test_custom_gradients_inside_loops_and_branches():
    check(
        """
        @tf.custom_gradient
        def clipped(x):
            y = x * 2 if x > 1 else x
            def grad(dy):
                if dy > 1:
                    return tf.ones_like(dy) * 10
                return dy
            return y, grad

        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = x
                i = tf.constant(0)
                while i < tf.cast(tf.abs(x) * 0, tf.int32) + 2:
                    if x > 0:
                        y = clipped(y)
                    i += 1
            return y, tape.gradient(y * 3, x)
        """,
        2.0,
        0.5,
        -1.0,
        has=["While"],
    )


def test_distribution():
    module = load(
        """
        strategy = tf.distribute.MirroredStrategy(["CPU:0"])

        def step(x):
            total = x
            while total < 10.0:
                total = total * 2.0
            return total if x > 0 else -total

        def f(x):
            each = strategy.run(step, args=(x,))
            return strategy.reduce(tf.distribute.ReduceOp.SUM, each, axis=None)
        """,
        AG,
    )
    concrete = traced(module, SCALAR)
    assert [float(concrete(tf.constant(x))) for x in (3.0, 20.0)] == [12, 20]


@pytest.mark.parametrize("call", ["x.numpy()", "x.item()", "x.tolist()"])
def test_values_are_not_there_in_a_graph(call):
    message = refused(f"def f(x):\n    y = x + 1\n    return {call.replace('x', 'y')}", 3.0)
    assert "py_func" in message
    assert "program_" in message
    assert call.partition(".")[2] in message


def test_constants_give_their_value():
    check("def f(x):\n    n = tf.constant([1, 2]).numpy()\n    return x + int(n[1])", 3)


def test_wrapped_functions_keep_their_operations():
    module = load("@ag.py_func(return_dtypes=tf.float32)\ndef g(x):\n    return x\n\ndef f(x):\n    return g(x)", AG)
    assert "PyFunc" in operations(traced(module, SCALAR))


def test_what_py_func_may_announce():
    module = load(
        """
        @ag.py_func(return_dtypes=tf.TensorSpec([2], tf.float32))
        def shaped(x):
            return x

        @ag.py_func(return_dtypes=[tf.float32, tf.int32])
        def pair(x):
            return x, 3

        @ag.py_func
        def by_name(x) -> "np.float32":
            return x

        @ag.py_func
        def number(x) -> complex:
            return complex(x)

        @ag.py_func(return_dtypes=tf.TensorSpec([3], tf.float32))
        def wrong(x):
            return x

        def f(x):
            return shaped(tf.stack([x, x])), pair(x), by_name(x), number(x)

        def g(x):
            return wrong(x)
        """,
        AG,
    )
    shaped, (first, second), named, number = traced(module, SCALAR)(tf.constant(2.0))
    assert (shaped.numpy().tolist(), float(first), int(second), float(named)) == ([2, 2], 2, 3, 2)
    assert number.numpy() == 2
    concrete = tf.function(module.f).get_concrete_function(SCALAR)
    assert concrete.structured_outputs[0].shape == [2]
    with pytest.raises(tf.errors.OpError, match=r"shape \(\), where \(3,\) was announced"):
        tf.function(module.g)(tf.constant(2.0))


@pytest.mark.parametrize(
    "value",
    [2.5, [1.0, -2.5], [[1.0], [2.0]], [[[1.0, 2.0]]], [[[[3.0]]]], [[], []], 7, [1, 20], "e", ["a", "b"], True],
)
def test_the_text_of_what_py_func_returns(value):
    tensor = tf.constant(value)
    module = load(
        f"""
        @ag.py_func(return_dtypes=tf.{tensor.dtype.name})
        def same(x):
            return x

        def f(x):
            y = same(x)
            return f"{{y}} and {{[y]}}"
        """,
        AG,
    )
    text = tf.function(module.f)(tensor).numpy().decode()
    assert text == f"{tensor} and {[tensor]}"
