"""Specifications of tensors as text."""

from __future__ import annotations

import pytest

from autoimport_graph.specifications import Specification, SpecificationError, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int32", [("", "int32", ())]),
        ("int32[]", [("", "int32", ())]),
        ("float32[None, 3]", [("", "float32", (None, 3))]),
        ("float32[?,28,28],int64[-1]", [("", "float32", (None, 28, 28)), ("", "int64", (None,))]),
        ("string[...]", [("", "string", None)]),
        ("x: float32[2], k=bool", [("x", "float32", (2,)), ("k", "bool", ())]),
        ("float, int[3]", [("", "float32", ()), ("", "int32", (3,))]),
        ("float32(None, 3), int32()", [("", "float32", (None, 3)), ("", "int32", ())]),
        ("tf.TensorSpec([None], tf.int32)", [("", "int32", (None,))]),
        ("[TensorSpec(shape=(2, 3)), tf.TensorSpec((), 'int64')]", [("", "float32", (2, 3)), ("", "int64", ())]),
        ("tf.TensorSpec(None, dtype=tf.dtypes.string, name='x')", [("x", "string", None)]),
        ("", []),
    ],
)
def test_what_can_be_read(text, expected):
    assert read(text) == [Specification(*one) for one in expected]


WRONG = ["int33", "float32[a]", "float32[1", "3", ",", "x: ", "int32[1]]", "tf.TensorSpec([1], tf.int33)"]
WRONG += ["tf.TensorSpec()", "tf.TensorSpec([exit()])", "TensorSpec(", "tf.TensorSpec"]


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot(text):
    with pytest.raises(SpecificationError):
        read(text)
