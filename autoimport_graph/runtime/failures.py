"""Failures that belong to a branch or an iteration: they happen when the graph takes it."""

from __future__ import annotations

import functools
import opcode
import os
import traceback
from collections.abc import Callable
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any, TypeVar

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.building import is_authors, locate
from autoimport_graph.runtime.guard import HANDLE
from autoimport_graph.runtime.regions import unbound_local
from autoimport_graph.runtime.tensorflow_private import get_default_graph, leave_out, staged_graphs

F = TypeVar("F", bound=Callable[..., Any])
_RAISE = opcode.opmap["RAISE_VARARGS"]

# Where Python's own machinery runs on the author's behalf: what it raises there is the author's.
_ON_BEHALF: set[CodeType] = set()
# An exception whose innermost frame (of ours or the author's) lies in one of these is a defect of ours, or something
# that TensorFlow cannot build; eager code would have run.
_MACHINERY = {
    f"{name}.py"
    for name in (
        "branches",
        "choice_packing",
        "conditionals",
        "counted",
        "dataset_loops",
        "growth",
        "iteration",
        "joins",
        "kinds",
        "loop_trace",
        "loops",
        "objects",
        "packing",
        "places",
        "python_loops",
        "regions",
        "staged_while",
        "tensorflow_private",
    )
}
_FOLDER = os.path.dirname(__file__)
# The file of a frame of ours between the author's code and what that calls. ``warnings`` and ``logging`` take no frame
# of the import system, known by these two words, for their caller.
PASSED_OVER = "<autoimport_graph, passed over like importlib._bootstrap>"
# TensorFlow's errors end with the author's line, not with how we got there.
leave_out(frozenset([PASSED_OVER, *(os.path.join(at, name) for at, _, names in os.walk(_FOLDER) for name in names)]))
# TensorFlow raises these where a graph cannot do what eager code can: that is no failure of the author's code, which
# would have run.
_REFUSALS = (
    "numpy() is only available when eager execution is enabled",
    "Cannot convert a symbolic",
    "symbolic",
    "is out of scope",
    "Using a symbolic `tf.Tensor`",
    "Iterating over a symbolic",
)


class AlwaysFails(Exception):
    """A function fails whatever its arguments are, with one exception or another: its graph needs no results."""


class Leak(StagingError, ValueError):
    """A tensor is used where the branch or the iteration that made it is over: TensorFlow raises a ``ValueError``."""

    located = False


def refuse_leak(error: Exception, function: Any) -> None:
    """Raise what is to be said in place of TensorFlow's error, where converted code used the tensor.

    Args:
        error: Any exception of the code that is being traced.
        function: That code.
    """
    if type(error).__name__ != "InaccessibleTensorError":
        return
    leak = Leak(
        "a tensor that a branch or an iteration of the graph has made is used outside of it. Something has kept it "
        "that does not leave a branch or an iteration as variables, lists, dicts and objects do: a variable that "
        "several functions share by nonlocal, an object of a class that is not Python's own, code that is not "
        "converted. Keep the value in a variable, a list or an attribute. "
        f"TensorFlow says: {str(error).splitlines()[0]}"
    ).with_traceback(error.__traceback__)
    locate(leak, function)
    if leak.located:
        raise leak from error


def on_behalf(function: F) -> F:
    """Mark a function of ours whose failures are the author's, such as ``getattr`` of what is not there."""
    _ON_BEHALF.add(function.__code__)
    return function


def is_refusal(error: BaseException) -> bool:
    """Whether an exception says that a graph cannot do something, not that the author's program fails."""
    if isinstance(error, StagingError | tf.errors.OperatorNotAllowedInGraphError | RecursionError):
        return True
    if not isinstance(error, Exception):
        return True
    name = type(error).__name__
    if name in ("InaccessibleTensorError", "UnliftableError"):
        return True
    if isinstance(error, AttributeError) and error.name == "numpy" and _is_of_graph(error.obj):
        return True
    if isinstance(error, NotImplementedError | TypeError | AttributeError) and _says_so(error):
        return True
    return _is_defect(error)


def _says_so(error: BaseException) -> bool:
    # An author's __str__ may do anything, and eager code would not call it here.
    return not isinstance(type(error).__str__, FunctionType) and any(part in str(error) for part in _REFUSALS)


def _is_of_graph(owner: Any) -> bool:
    return type(owner).__module__.partition(".")[0] in ("autoimport_graph", "keras", "tensorflow")


def _is_defect(error: BaseException) -> bool:
    """Whether code of this package failed, without meaning to."""
    trace, ours, innermost = error.__traceback__, None, True
    while trace is not None:
        code = trace.tb_frame.f_code
        if HANDLE in trace.tb_frame.f_globals:
            ours = None
        elif os.path.dirname(code.co_filename) == _FOLDER:
            ours = trace
        innermost = ours is trace
        trace = trace.tb_next
    if ours is None:
        return False
    code = ours.tb_frame.f_code
    if code in _ON_BEHALF or (innermost and code.co_code[ours.tb_lasti] == _RAISE):
        return False
    if os.path.basename(code.co_filename) in _MACHINERY:
        return True
    return innermost and isinstance(error, AttributeError | NameError | ImportError | AssertionError)


def is_meant(error: BaseException) -> bool:
    """Whether the author's code, or ours in its name, raised an exception itself: not TensorFlow, for want of a shape
    or dtype that may be owed to what we made of the program.
    """
    trace, meant = error.__traceback__, True
    while trace is not None:
        meant = HANDLE in trace.tb_frame.f_globals or os.path.dirname(trace.tb_frame.f_code.co_filename) == _FOLDER
        trace = trace.tb_next
    return meant


def comes_late(error: BaseException) -> bool:
    """Whether an exception that tracing meets is not the first one: the graph may fail with another one before."""
    graph = get_default_graph()
    if is_refusal(error) or not is_meant(error) or not graph.building_function:
        return False
    definition = graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return any(node.op == "Assert" for node in nodes)


def author_position(trace: TracebackType | None) -> tuple[str, int] | None:
    """File and line of the innermost frame of a converted module."""
    found = None
    while trace is not None:
        if is_authors(trace.tb_frame):
            found = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


def as_written(error: BaseException) -> BaseException:
    """The exception that the author's own function would have raised: his variables are free ones only in ours."""
    name = getattr(error, "name", None)
    if type(error) is not NameError or "free variable" not in str(error) or not name:
        return error
    return unbound_local(name).with_traceback(error.__traceback__)


class _Position:
    """A line of the author's; a class of its own, so that no loop or branch takes it for two numbers to be joined."""

    __slots__ = ("file", "line")

    def __init__(self, file: str, line: int) -> None:
        self.file = file
        self.line = line


_position = functools.cache(_Position)  # by identity, two exceptions that are raised at one line are one


def place_of(error: BaseException, frame: FrameType) -> None:
    """Remember the line that raises an exception which Python itself will raise elsewhere, or not at all."""
    error._autoimport_graph_position = _position(frame.f_code.co_filename, frame.f_lineno)  # type: ignore[attr-defined]


def message_of(error: BaseException) -> str:
    """The exception as the last line of Python's traceback has it, with the author's file and line."""
    error = as_written(error)
    return "".join(traceback.format_exception_only(type(error), error)).strip() + _raised_at(error)


def _raised_at(error: BaseException) -> str:
    place = getattr(error, "_autoimport_graph_position", None)
    position = (place.file, place.line) if isinstance(place, _Position) else author_position(error.__traceback__)
    return "" if position is None else f'\n  raised at File "{position[0]}", line {position[1]}'


def _message_data(error: BaseException) -> list[Any]:
    """The message, put together by the graph where it holds values that only the graph knows."""
    symbolic = [
        tensor
        for tensor in (getattr(value, "__tensor__", value) for value in error.args)
        if tf.is_symbolic_tensor(tensor)
    ]
    if not symbolic:
        return [message_of(error)]
    values = [getattr(value, "__tensor__", value) for value in error.args]
    texts = [_as_string(value) if isinstance(value, tf.Tensor) else str(value) for value in values]
    if any(getattr(text, "shape", tf.TensorShape([])).rank != 0 for text in texts if not isinstance(text, str)):
        return [f"{type(error).__name__}: ", *values, _raised_at(error)]
    return [tf.strings.join([f"{type(error).__name__}: ", tf.strings.join(texts, ", "), _raised_at(error)])]


def _as_string(tensor: tf.Tensor) -> tf.Tensor:
    return tensor if tensor.dtype == tf.string else tf.strings.as_string(tensor)


def assert_that(condition: Any, message: str) -> tf.Operation | None:
    """An assertion for the run time; ``None`` where the condition is known to hold."""
    constant = tf.get_static_value(condition)
    if constant is not None and bool(constant):
        return None
    from autoimport_graph.runtime.exceptions import raised_by_name

    if raised_by_name(condition, message):
        return None
    return asserted(condition, [message])


def asserted(condition: Any, data: list[Any]) -> tf.Operation:
    """An assertion for the run time, which what the program does afterwards waits for."""
    staged_graphs.add(get_default_graph())
    # TensorFlow converts what is no tensor twice.
    return tf.debugging.Assert(condition, list(map(tf.convert_to_tensor, data)), summarize=1)


def fail(error: BaseException) -> bool:
    """Let the branch that is being traced fail with an exception when the graph takes it.

    Returns:
        Whether a ``try`` around handles it; if not, the graph fails.
    """
    if os.environ.get("AUTOIMPORT_GRAPH_DEBUG"):
        traceback.print_exception(error)
    from autoimport_graph.runtime.attempts import attempt_for

    attempt = attempt_for(type(error), _raised_at(error))
    if attempt is not None:
        attempt.put(error)
        return True
    asserted(tf.constant(False), _message_data(error))
    return False
