"""What assignments return: the variable, as eager code has it."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

BODIES = {
    "each branch assigns": """
        if x > 0:
            y = v.assign_add(x)
        else:
            y = v.assign_sub(x)
        return y + 1
    """,
    "a loop assigns": """
        y = 0.0
        for _ in tf.range(3):
            y = v.assign_add(x)
        return y
    """,
    "a loop assigns and looks": """
        y = None
        i = 0
        while i < 5:
            y = v.assign_add(x)
            i += 1
            if y > 10:
                break
        return y, i
    """,
    "it is the variable, whatever is assigned later": """
        y = v.assign_add(x) if x > 0 else v.assign(0.0)
        v.assign_add(1.0)
        return y + 0.0
    """,
    "it returns early": """
        def up():
            return v.assign_add(x)

        if x > 0:
            return up().assign_add(1.0)
        return v.assign(5.0)
    """,
    "a tensor on the other path": """
        if x > 0:
            y = v.assign_add(x)
        else:
            y = x
        return y * 2
    """,
}


@pytest.mark.parametrize("name", BODIES)
def test_assignments(name):
    source = "v = tf.Variable(1.0)\n\ndef f(x):\n    v.assign(1.0)\n" + BODIES[name].replace("\n    ", "\n")
    check(source, 2.0, -3.0)
