"""Small functions with control flow, each called eagerly, as a graph, and in a graph that a session runs.

    python -m autoimport_graph run sample_project/basics.py

Under plain ``python`` TensorFlow's own converter makes what it can of them, and the table says which it could not. Then
come the same functions through ``autoimport_graph``'s own API, from ``basics_api.py``: that needs no hook.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import tensorflow as tf

if not __package__:
    # Run as a script: Python looks for modules in this folder, the package lies one folder up.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

MESSAGE = "cannot divide by zero"


def square_or_negate(x):
    """A conditional: ``x * x`` for a positive number, ``-x`` for any other."""
    if x > 0:
        return x * x
    return -x


def even_sum(numbers):
    """A loop with ``continue``: the sum of the even ones among int32 ``[n]``."""
    total = 0
    for number in numbers:
        if number % 2 == 1:
            continue
        total += number
    return total


def inverse(x):
    """An assertion: ``1 / x``, and an error with a message for a zero."""
    assert x != 0, MESSAGE
    return 1.0 / x


def print_sign(x):
    """Printing, each time that the function runs: an int32 scalar's sign."""
    if x > 0:
        print(int(x), "is positive")
    elif x < 0:
        print(int(x), "is negative")
    else:
        print("zero has no sign")


def squares(count):
    """A list filled in a loop: the first ``count`` squares from 0, int32 ``[count]``."""
    found = []
    for number in range(count):
        found.append(number * number)
    return tf.stack(found)


def primes(limit):
    """Nested loops and ``break``: the primes below ``limit`` (3 or more), int32 ``[n]``."""
    found = []
    for number in range(2, limit):
        is_prime = True
        divisor = 2
        while divisor * divisor <= number:
            if number % divisor == 0:
                is_prime = False
                break
            divisor += 1
        if is_prime:
            found.append(number)
    return tf.stack(found)


CALLS = (
    (square_or_negate, 5),
    (square_or_negate, -3),
    (even_sum, [5, 2, 8, 11, 4]),
    (inverse, 4.0),
    (inverse, 0.0),
    (squares, 6),
    (primes, 40),
)
SIGNS = (7, -7, 0)


def outcome(call):
    """What a call comes to, as text: its value, or the message of the assertion that it fails."""
    try:
        value = call()
    except (AssertionError, tf.errors.InvalidArgumentError) as error:
        # A graph's error says more than the author's message: where in the graph it was raised.
        return f"error: {MESSAGE}" if MESSAGE in str(error) else f"error: {error}"
    return str(value.numpy() if isinstance(value, tf.Tensor) else value)


def eagerly(function, argument):
    """The function's value, its operations run one by one."""
    return outcome(lambda: function(tf.constant(argument)))


def as_graph(function, argument):
    """The same, of the function as one graph; None where no graph could be built."""
    try:
        return outcome(lambda: tf.function(function)(tf.constant(argument)))
    except Exception:  # each version of TensorFlow refuses Python code by errors of other types
        return None


def in_session(function, argument):
    """The same, of the function in a graph that is fed and run by a session, as in TensorFlow 1."""
    given = tf.constant(argument)
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(given.dtype, given.shape)
        try:
            result = tf.function(function)(x)
        except Exception:  # as in as_graph
            return None
        with tf.compat.v1.Session() as session:
            return outcome(lambda: session.run(result, {x: given.numpy()}))


def show_signs():
    """Print signs eagerly and from one graph that is built once.

    Returns:
        Whether the graph could be built.
    """
    print("print_sign, eagerly:")
    for number in SIGNS:
        print_sign(tf.constant(number))
    print("print_sign, as a graph:")
    graph = tf.function(print_sign)
    try:
        for number in SIGNS:
            graph(tf.constant(number))
    except Exception:  # as in as_graph
        return False
    return True


def cell(answer, eager):
    """How a graph's answer compares with the eager one."""
    if answer is None:
        return "no graph"
    return "same" if answer == eager else f"NO: {answer}"


def show_table():
    """Print what each call gives eagerly, and whether graphs give the same.

    Returns:
        The cells that tell the latter.
    """
    cells = []
    print(f"{'call':<28}{'eagerly':<40}{'as a graph':<14}in a session")
    for function, argument in CALLS:
        eager = eagerly(function, argument)
        row = [cell(answer, eager) for answer in (as_graph(function, argument), in_session(function, argument))]
        print(f"{f'{function.__name__}({argument})':<28}{eager:<40}{row[0]:<14}{row[1]}")
        cells += row
    return cells


def main():
    """Print all of it; the exit code is 1 where a graph's answer is not the eager one."""
    built = show_signs()
    print()
    cells = show_table()
    if not built or set(cells) != {"same"}:
        print("\nsome need the hook: python -m autoimport_graph run sample_project/basics.py")
    try:
        api = importlib.import_module("sample_project.basics_api")
    except ImportError:  # autoimport_graph is not installed: all else runs without
        api = None
    if api is not None:
        print()
        cells += api.show()
    return 1 if any(cell.startswith("NO") for cell in cells) else 0


if __name__ == "__main__":
    sys.exit(main())
