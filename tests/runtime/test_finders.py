"""Converted code that finds modules for others: the runtime, which imports its own late, must not wait for itself."""

from __future__ import annotations

from tests.runtime.process import run


def test_a_converted_finder_is_asked_for_modules_of_the_runtime() -> None:
    program = '''
        import sys, tempfile
        import tensorflow as tf
        from tests.runtime.programs import load

        module = load("""
        class Finder:
            asked = []

            def find_spec(self, name, path=None, target=None):
                ours = False
                for part in name.split("."):
                    if part in ("autoimport_graph", "adoption"):
                        ours = True
                if ours:
                    self.asked += [name]
                return None

        def f(x):
            for i in range(x):
                if i > 1:
                    x = x + {0: i, 1: x}[i % 2]
            while x > 100:
                x -= 1
            return f"{x}", x
        """)
        finder = module.Finder()
        sys.meta_path.insert(0, finder)
        said, x = tf.function(module.f, autograph=False)(tf.constant(5))
        sys.meta_path.remove(finder)
        assert len(finder.asked) > 20, finder.asked
        print(said.numpy().decode(), int(x))
    '''
    expected = 5
    for i in range(5):
        if i > 1:
            expected += {0: i, 1: expected}[i % 2]
    assert run(program).split() == [str(expected)] * 2
