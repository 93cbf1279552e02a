"""Small functions with control flow, each called eagerly and as a graph on the same tensors.

    python -m autoimport_graph run sample_project/basics.py

Under plain ``python`` TensorFlow's own converter makes what it can of them, and the table says which it could not.
"""

from __future__ import annotations

import sys

import tensorflow as tf

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


def outcome(function, argument):
    """What a call comes to, as text: its value, or the message of the assertion that it fails."""
    try:
        return str(function(tf.constant(argument)).numpy())
    except (AssertionError, tf.errors.InvalidArgumentError) as error:
        # A graph's error says more than the author's message: where in the graph it was raised.
        return f"error: {MESSAGE}" if MESSAGE in str(error) else f"error: {error}"


def graph_outcome(function, argument):
    """As :func:`outcome`, of the function as a graph; None where no graph could be built."""
    try:
        return outcome(tf.function(function), argument)
    except Exception:  # each version of TensorFlow refuses Python code by errors of other types
        return None


def show_signs():
    """Print signs eagerly and from one graph that is built once.

    Returns:
        Whether the graph could be built.
    """
    print("print_sign, eagerly:")
    for number in SIGNS:
        print_sign(tf.constant(number))
    print("print_sign, as a graph:")
    as_graph = tf.function(print_sign)
    try:
        for number in SIGNS:
            as_graph(tf.constant(number))
    except Exception:  # as in graph_outcome
        return False
    return True


def main():
    """Print what each call gives eagerly and as a graph; the exit code is 1 where the two differ."""
    refused, different = not show_signs(), False
    print()
    print(f"{'call':<36}{'eagerly':<42}{'as a graph':<42}same")
    for function, argument in CALLS:
        eager, graph = outcome(function, argument), graph_outcome(function, argument)
        same = "-" if graph is None else "yes" if graph == eager else "NO"
        refused |= graph is None
        different |= same == "NO"
        call = f"{function.__name__}({argument})"
        print(f"{call:<36}{eager:<42}{graph or 'no graph':<42}{same}")
    if refused:
        print("\nsome need the hook: python -m autoimport_graph run sample_project/basics.py")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
