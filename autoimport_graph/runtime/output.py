"""``print`` and ``assert``: when the graph runs."""

from __future__ import annotations

import functools
import sys
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.attempts import Attempt, handlers
from autoimport_graph.runtime.building import is_redirected
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.tensorflow_private import get_default_graph
from autoimport_graph.runtime.texts import holds_symbolic, text_of


@overload(print)
def print_(*values: Any, sep: Any = None, end: Any = None, file: Any = None, flush: bool = False) -> None:
    """``print(...)``: when the graph runs, in the order of the program."""
    if not any(map(holds_symbolic, values)):
        if not get_default_graph().building_function and not get_default_graph().get_operations():
            print(*values, sep=sep, end=end, file=file, flush=flush)
            return
    stream = sys.stdout if file is None else file
    if stream is sys.stdout and is_redirected():
        raise StagingError(
            "print() where the function itself has replaced sys.stdout (contextlib.redirect_stdout): a graph prints "
            "when it runs, and by then that is undone. Make the text by an f-string, or redirect around the call"
        )
    if stream is not sys.stdout and stream is not sys.stderr:
        raise StagingError(
            "print(..., file=) in a graph writes to sys.stdout or sys.stderr alone; use "
            "autoimport_graph.py_func for other files"
        )
    staged("print", print_.__code__)
    texts = [text_of(value) for value in values]
    separator, ending = " " if sep is None else sep, "\n" if end is None else end
    line = texts[0] if len(texts) == 1 else tf.strings.join(texts, separator) if texts else ""
    if _is_in_memory(stream):
        write = functools.partial(_write, "stdout" if stream is sys.stdout else "stderr", ending)
        tf.numpy_function(write, [line], [])
    else:
        tf.print(line, output_stream=stream, end=ending)


def _is_in_memory(stream: Any) -> bool:
    """Whether what TensorFlow prints would not arrive: Python alone writes to ``io.StringIO``, and to pytest's capsys.

    A notebook's stream is fed by TensorFlow itself.
    """
    if type(stream).__module__.startswith(("ipykernel", "IPython")):
        return False
    try:
        stream.fileno()
    except (AttributeError, OSError, ValueError):
        return True
    return False


def _write(name: str, ending: str, line: Any) -> None:
    """Print when the graph runs, to where Python prints then."""
    text = line.decode() if isinstance(line, bytes) else str(line)
    print(text, end=ending, file=getattr(sys, name))


def assert_stmt(test: Any, message: Any) -> None:
    """``assert test, message``: checked when the graph runs; the message is made only if it fails."""
    from autoimport_graph.runtime.conditionals import stage
    from autoimport_graph.runtime.failures import asserted
    from autoimport_graph.runtime.truth import predicate_of

    predicate = predicate_of(test)
    if predicate is True:
        return
    if predicate is False:
        raise AssertionError(*([] if message is None else [message()]))
    staged("assert", assert_stmt.__code__)
    if any(isinstance(one, Attempt) and one.handles(AssertionError) for one in handlers.active):
        stage(predicate, None, functools.partial(_fail, message), [], [])
        return
    if message is None or (not message.__code__.co_names and not message.__closure__):
        text = "AssertionError" if message is None else f"AssertionError: {message()}"
        asserted(predicate, [text])
        return

    def fail() -> None:
        asserted(tf.constant(False), [tf.strings.join(["AssertionError: ", text_of(message())])])

    stage(predicate, None, fail, [], [])


def _fail(message: Any) -> None:
    raise AssertionError(*([] if message is None else [message()]))
