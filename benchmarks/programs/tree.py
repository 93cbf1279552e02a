"""Source of a tree of functions: each calls two others, decides something in Python, some decide on tensors."""

HEADER = "import tensorflow as tf\n\n\n"


def eager(count: int) -> str:
    """Functions ``f0`` to ``f{count - 1}``, as people write them."""
    return HEADER + "\n\n\n".join(_function(number, count, _EAGER) for number in range(count)) + "\n"


def by_hand(count: int) -> str:
    """The same graph, built by hand."""
    return HEADER + "\n\n\n".join(_function(number, count, _BY_HAND) for number in range(count)) + "\n"


_EAGER = """\
    if tf.reduce_sum(x) > {number}.0:
        x = x * 2.0"""
_BY_HAND = """\
    x = tf.cond(tf.reduce_sum(x) > {number}.0, lambda: x * 2.0, lambda: x)"""


def _function(number: int, count: int, conditional: str) -> str:
    calls = [child for child in (2 * number + 1, 2 * number + 2) if child < count]
    lines = [
        f"def f{number}(x, scale=0.5):",
        "    if scale > 0.0:",
        "        x = x * scale",
        "    for step in range(2):",
        "        if step % 2 == 1:",
        f"            x = x + {number}.0",
    ]
    if number % 10 == 3:
        lines.append(conditional.format(number=number))
    total = " + ".join(["x", *(f"f{child}(x)" for child in calls)])
    return "\n".join([*lines, f"    return {total}"])
