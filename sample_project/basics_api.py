"""The functions of ``basics.py`` through ``autoimport_graph``'s API, as in the demonstration of 2018; it needs no hook.

    python sample_project/basics_api.py

This is the one file of the sample project that knows of ``autoimport_graph``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import tensorflow as tf

if not __package__:
    # Run as a script: Python looks for modules in this folder, the package lies one folder up.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autoimport_graph import set_element_type, stack, to_code, to_graph
from sample_project import basics


def evens(count):
    """The even numbers below ``count``, int32 ``[n]``: none for 0, and still of the dtype that was said."""
    found = []
    set_element_type(found, tf.int32)
    for number in range(count):
        if number % 2 == 0:
            found.append(number)
    return stack(found)


CALLS = (*basics.CALLS, (evens, 7), (evens, 0))


def eagerly(function, argument):
    """What ``to_graph`` makes of the function, called in eager code: one operation."""
    return basics.outcome(lambda: to_graph(function)(tf.constant(argument)))


def in_session(function, argument):
    """What ``to_graph`` makes of the function, in a graph that a session feeds and runs."""
    given = tf.constant(argument)
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(given.dtype, given.shape)
        result = to_graph(function)(x)
        with tf.compat.v1.Session() as session:
            return basics.outcome(lambda: session.run(result, {x: given.numpy()}))


def show_signs():
    """Print signs from a session: a function that returns nothing is an operation to run."""
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.int32, [])
        operation = to_graph(basics.print_sign)(x)
        with tf.compat.v1.Session() as session:
            for number in basics.SIGNS:
                session.run(operation, {x: number})


def show_table():
    """Print each call's answer, and whether the session's is the same.

    Returns:
        The cells that tell the latter.
    """
    cells = []
    print(f"{'call':<28}{'to_graph, eagerly':<40}to_graph, in a session")
    for function, argument in CALLS:
        answer = eagerly(function, argument)
        cells.append(basics.cell(in_session(function, argument), answer))
        print(f"{f'{function.__name__}({argument})':<28}{answer:<40}{cells[-1]}")
    return cells


def show():
    """Print all of it; returns the table's cells."""
    print("print_sign, by to_graph in a session:")
    show_signs()
    print()
    cells = show_table()
    print(f"\nto_code(square_or_negate):\n{to_code(basics.square_or_negate)}")
    return cells


if __name__ == "__main__":
    sys.exit(any(cell != "same" for cell in show()))
