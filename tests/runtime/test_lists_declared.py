"""Lists whose element type the program says."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import load, refused


@pytest.mark.parametrize(
    ("element", "dtype"),
    [("float(i)", "tf.float32"), ("tf.fill([2], i)", "tf.int32"), ("'a'", "tf.string"), ("i", "tf.int64")],
)
def test_a_declared_dtype_takes_the_shape_of_what_is_appended(element, dtype):
    module = load(
        f"""
        import autoimport_graph as ag

        def f(n):
            found = []
            ag.set_element_type(found, {dtype})
            for i in range(n):
                if i != 1:
                    found.append({element})
            return ag.stack(found)
        """
    )
    concrete = tf.function(module.f).get_concrete_function(tf.TensorSpec([], tf.int32))
    assert concrete(tf.constant(3)).shape[0] == 2
    empty = concrete(tf.constant(0))
    assert empty.shape.as_list() == [0, *concrete(tf.constant(3)).shape[1:]]
    assert empty.dtype == eval(dtype)


def test_what_a_declared_dtype_does_not_take():
    message = refused(
        """
        import autoimport_graph as ag

        def f(n):
            found = []
            ag.set_element_type(found, tf.int32)
            for i in range(n):
                found.append(i * 1.5)
            return ag.stack(found)
        """,
        3,
    )
    assert "set_element_type() said int32" in message
    assert "found.append(i * 1.5)" in message
