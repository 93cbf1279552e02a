"""Code that is not converted takes items from iterators that others hold."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


@pytest.mark.parametrize(
    "consumer",
    [
        "collections.deque(it, maxlen=2)",
        "collections.Counter(it)",
        "frozenset(it)",
        "bytes(it)",
        "dict.fromkeys(it)",
        "known.__iadd__(it)",
        "heapq.nlargest(2, it)",
        "list(itertools.tee(it)[0])",
        "np.fromiter(it, np.int32, 2)",
    ],
)
def test_python_takes_items_where_a_tensor_decides(consumer: str) -> None:
    """What is left of the iterator afterwards is what each path has left of it."""
    source = f"""
    import heapq

    def f(x):
        it = iter([1, 2, 3, 4])
        known = []
        if x > 0:
            {consumer}
        return next(it, 99), sum(it)
    """
    check(source, *[3, -3], has=["If"])
