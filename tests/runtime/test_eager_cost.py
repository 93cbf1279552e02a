"""What a converted function costs where no graph is built: the test of a list, and no import of TensorFlow."""

from __future__ import annotations

import dis
import gc
import os
import subprocess
import sys
import weakref
from pathlib import Path

import tensorflow as tf

import autoimport_graph
from tests.runtime.programs import load

GUARD = ("__building_graph__", "__autoimport_graph__", "in_graph", "body")


def instructions(code):
    return [(i.opname, i.argval) for i in dis.get_instructions(code) if i.opname not in ("CACHE", "RESUME", "NOP")]


def run(folder, program):
    """Run a program in a process of its own, which finds modules in a folder."""
    paths = [str(Path(autoimport_graph.__file__).parent.parent), str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-c", "import sys\n" + program]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


def test_the_guard_is_all_that_is_added():
    source = "def f(x, y=2):\n    if x > y:\n        return x\n    while y < 9:\n        y += x\n    return y\n"
    module = load(source, "")
    namespace = {}
    exec(source, namespace)
    plain, guarded = instructions(namespace["f"].__code__), instructions(module.f.__code__)
    names = [value for name, value in guarded if name.startswith("LOAD") and value in GUARD]
    assert names[0] == "__building_graph__"
    # Past the guard come the author's own instructions: jump targets differ, nothing else does.
    author = [name for name, _ in plain]
    assert [name for name, _ in guarded][-len(author) :] == author
    first_jump = next(position for position, (name, _) in enumerate(guarded) if "JUMP" in name)
    assert [value for _, value in guarded[:first_jump]][-1:] == ["__building_graph__"]


def test_a_function_with_nothing_to_convert_is_not_touched():
    source = "def f(x):\n    return x\n"
    module = load(source, "")
    assert not set(GUARD) & set(module.f.__code__.co_names)


def test_no_tensorflow_for_those_who_never_import_it(tmp_path):
    (tmp_path / "user.py").write_text(
        "import functools\n"
        "@functools.lru_cache\n"
        "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
        "def gen(n):\n    for i in range(n):\n        if i % 2:\n            yield i\n"
        "class A:\n    def __init__(self, x):\n        self.x = x if x else 1\n"
    )
    program = (
        "import autoimport_graph\n"
        "from autoimport_graph import do_not_convert, graph, py_func, to_graph, disabled, set_element_type\n"
        "autoimport_graph.install(packages=['user'], report=False)\n"
        "import user\n"
        "assert user.fib(20) == 6765 and list(user.gen(5)) == [1, 3] and user.A(0).x == 1\n"
        "decorated = graph(user.fib), py_func(user.fib), do_not_convert(user.fib)\n"
        "assert decorated[2](3) == 2 and decorated[1](3) == 2\n"
        "assert '__autoimport_graph__' in vars(user)\n"
        "assert not {'tensorflow', 'keras', 'numpy'} & set(sys.modules)\n"
    )
    run(tmp_path, program)


def test_a_graph_imports_what_it_needs(tmp_path):
    """Each module that the first graph of a process waits for shows in the time that it takes."""
    (tmp_path / "user.py").write_text(
        "import collections, itertools, math\n"
        "import numpy as np\n"
        "import tensorflow as tf\n"
        "def plain(x, scale=1):\n"
        "    if scale > 0:\n"
        "        x = x * scale\n"
        "    for step in range(2):\n"
        "        if step % 2 == 1:\n"
        "            x = tf.abs(x)\n"
        "    return helper(x + 1) if x > 0 else x\n"
        "def helper(x):\n    return x if x > 0 else -x\n"
        "def full(x):\n"
        "    with open(__file__):\n"
        "        texts = [f'{isinstance(x, int)}'] if sum([x, x]) > 0 else []\n"
        "        texts[0] = 'a'\n"
        "        tf.constant(0), {1}.union({2}), list.__len__(texts), collections.deque([1]).rotate(1)\n"
        "        for i in itertools.chain.from_iterable([range(x), [1]]):\n"
        "            x += i\n"
        "    return math.sqrt(x) + np.cos(x) + np.sin(x)\n"
    )
    program = (
        "import importlib, pkgutil\n"
        "import tensorflow as tf, autoimport_graph\n"
        "autoimport_graph.install(packages=['user'], report=False)\n"
        "import user\n"
        "late = ('contexts', 'loops', 'loop_trace', 'matching', 'overloads.arrays', 'overloads.gradients',\n"
        "        'overloads.iterators', 'overloads.mathematics', 'overloads.special_methods', 'overloads.tensors',\n"
        "        'set_algebra', 'sets', 'deques', 'strings', 'output', 'types_of', 'reductions', 'ordering')\n"
        "imported = lambda: {name for name in late if 'autoimport_graph.runtime.' + name in sys.modules}\n"
        "assert tf.function(user.plain, autograph=False)(tf.constant(1)) == 2\n"
        "assert not imported(), imported()\n"
        # A table that comes late would know nothing of the graph around, and be left with it.
        "from autoimport_graph.runtime import graph_tables\n"
        "tables = len(graph_tables._tables)\n"
        "from autoimport_graph.runtime import list_methods, overloading\n"
        "versions, methods = dict(overloading.VERSIONS), dict(list_methods.METHODS)\n"
        "from autoimport_graph.runtime.plugins import Registry\n"
        "Registry.overload(user.np.sin)(lambda value: 7.0)\n"  # a plugin's, which ours must leave in place
        "result = tf.function(user.full, autograph=False)(tf.constant(4))\n"
        "assert abs(float(result) - (11 ** 0.5 + __import__('math').cos(11) + 7.0)) < 1e-5, result\n"
        "assert imported() == set(late) - {'matching', 'overloads.gradients'}, imported()\n"
        "for module in pkgutil.walk_packages(autoimport_graph.runtime.__path__, 'autoimport_graph.runtime.'):\n"
        "    importlib.import_module(module.name)\n"
        "assert len(graph_tables._tables) == tables\n"
        "unknown = [entry[0] for key, entry in overloading.VERSIONS.items() if key not in versions]\n"
        "assert not unknown, unknown  # nobody would ask for what nothing stands for\n"
        "late_methods = {kind for kind, _ in list_methods.METHODS.keys() - methods.keys()}\n"
        "assert late_methods <= list_methods._LATE.keys(), late_methods\n"
    )
    run(tmp_path, program)


def test_closures_of_each_call_are_freed():
    module = load(
        """
        class Big:
            pass

        def make(big):
            def inner(x):
                return x if x > 0 and big is not None else -x
            return inner
        """
    )
    big = module.Big()
    inner = module.make(big)
    reference = weakref.ref(big)
    traced = tf.function(inner)
    assert int(traced(tf.constant(-3))) == 3
    del big, inner, traced
    gc.collect()
    assert reference() is None
