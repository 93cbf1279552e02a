"""Source of nested conditionals and loops."""

HEADER = "import tensorflow as tf\n\n\n"


def conditionals(depth: int) -> str:
    """``depth`` conditionals, one inside the other; else-branches at each level."""
    lines = [f"def conditionals_{depth}(x):"]
    for level in range(depth):
        lines += [f"{_indent(level)}if x[0] > {float(level)}:", f"{_indent(level + 1)}x = x + 1.0"]
    lines.append(f"{_indent(depth)}x = x * 2.0")
    for level in reversed(range(depth)):
        lines += [f"{_indent(level)}else:", f"{_indent(level + 1)}x = x - 1.0"]
    return "\n".join([*lines, "    return x", "", "", ""])


def loops(depth: int) -> str:
    """``depth`` loops over ranges of a tensor, one inside the other."""
    lines = [f"def loops_{depth}(n):", "    total = 0"]
    lines += [f"{_indent(level)}for i{level} in tf.range(n):" for level in range(depth)]
    return "\n".join([*lines, f"{_indent(depth)}total += 1", "    return total", "", "", ""])


def mixed(depth: int) -> str:
    """Loops and conditionals in turn, one inside the other."""
    lines = [f"def mixed_{depth}(x, n):"]
    for level in range(depth):
        header = f"for i{level} in tf.range(n):" if level % 2 == 0 else f"if x[0] > {float(level)}:"
        lines.append(f"{_indent(level)}{header}")
    lines.append(f"{_indent(depth)}x = x * 0.5 + 1.0")
    for level in reversed(range(depth)):
        if level % 2 == 1:
            lines += [f"{_indent(level)}else:", f"{_indent(level + 1)}x = x - 1.0"]
    return "\n".join([*lines, "    return x", "", "", ""])


def _indent(level: int) -> str:
    return "    " * (level + 1)
