"""Calls: which function really runs, found by identity."""

from __future__ import annotations

import builtins
import collections
import functools
import inspect
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import (
    cached_functions,
    directives,
    executed,
    options,
    python_containers,
    python_methods,
)
from autoimport_graph.runtime.arguments import call_tensorflow, of_tensorflow, with_tensors
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.consumed import for_python
from autoimport_graph.runtime.containers import copy_counter, count_down, count_up, deque
from autoimport_graph.runtime.failures import PASSED_OVER
from autoimport_graph.runtime.generators import Generated, is_generator_function
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.happens_once import contents_of, note_changes, refuse_change
from autoimport_graph.runtime.late_modules import LateModule
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.objects import is_named_tuple
from autoimport_graph.runtime.overloading import VERSIONS, LateVersion, register
from autoimport_graph.runtime.ownership import own_parts, owned
from autoimport_graph.runtime.possible_shapes import ranked
from autoimport_graph.runtime.regions import cells_of, fresh, stack
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.thread_state import thread_state
from autoimport_graph.runtime.traced_calls import call_traced

_empty_lists, _strings = LateModule("empty_lists"), LateModule("strings")
_getframe = sys._getframe  # programs take it away, to see what becomes of them

# Functions that look at the frame that calls them; one of ours must not come between.
_OF_C = ("builtins", "collections", "array")  # modules of classes that take what iterables give when they are made
_METHODS_OF_C = (*python_methods.UNBOUND, types.MethodWrapperType)
_LOOK_AT_THE_CALLER = frozenset(
    map(id, (globals, warnings.warn, sys._getframe, __import__, inspect.currentframe, inspect.stack))
)

_TRACED = tf.types.experimental.PolymorphicFunction


def call(function: Any) -> Any:
    """What a call in a graph version really calls.

    Args:
        function: What the author calls.

    Returns:
        Its graph version, or the function itself.
    """
    if (version := _version(function)) is not None:
        return version
    if (version := cached_functions.version_of(function)) is not None:
        return version
    kind = type(function)
    if kind is types.BuiltinMethodType:
        refuse_change(function)
        return _builtin_method(function)
    if kind in _METHODS_OF_C:
        version = (python_methods.unbound if kind in python_methods.UNBOUND else python_methods.special_bound)(function)
        if version is not None:
            return version
    if kind is types.MethodType:
        python_containers.refuse_change(function.__self__, function.__name__, function.__func__)
        if (version := _version(function.__func__)) is not None:
            return functools.partial(version, function.__self__)
        if function.__name__ == "_replace" and is_named_tuple(type(function.__self__)):
            return function  # what the new one is given, it has as it is
    if thread_state.adopt is not None:
        thread_state.adopt(function)
    if isinstance(function, type):
        return function if stack.top is None else functools.partial(_construct, function)
    if is_generator_function(function):
        return lambda *arguments, **keywords: Generated(function, arguments, keywords)
    if kind is functools.partial:
        return functools.partial(call(function.func), *function.args, **function.keywords)
    if id(function) in _LOOK_AT_THE_CALLER or isinstance(function, Choice):
        return function
    called = function
    if isinstance(getattr(kind, "__call__", None), _TRACED):  # noqa: B004  # the method itself is wanted
        called = functools.partial(call_traced, function.__call__)
    elif isinstance(function, _TRACED):
        called = functools.partial(call_traced, function)
    if is_converted(function):
        return called
    refuse_change(function)
    # Other people's code cannot take as they are the values that only our operators know.
    return functools.partial(_unconverted_from(_getframe(1).f_globals.get("__name__", "")), called)


def _version(function: Any) -> Callable[..., Any] | None:
    entry = VERSIONS.get(id(function))
    if entry is None:
        return None
    version = entry[1]
    return version.load() if type(version) is LateVersion else version


def _construct(kind: type, *arguments: Any, **keywords: Any) -> Any:
    make: Any = functools.partial(_consuming, kind) if kind.__module__ in _OF_C else kind
    if isinstance(kind.__new__, types.FunctionType):  # which may give what it has made before
        return owned(make(*arguments, **keywords))
    value = fresh(make(*arguments, **keywords))
    own_parts(value)
    return value


def _consuming(function: Any, *arguments: Any, **keywords: Any) -> Any:
    """Call what takes items from iterators by itself, if it is given any."""
    return function(*map(for_python, arguments), **keywords)


def _builtin_method(function: Any) -> Any:
    owner = function.__self__
    if owner is None or isinstance(owner, types.ModuleType):
        if id(function) in _LOOK_AT_THE_CALLER:
            return function
        return functools.partial(_unconverted_from(_getframe(2).f_globals.get("__name__", "")), function)
    if isinstance(owner, str):
        if function.__name__ == "format":
            return functools.partial(_strings.str_format, owner)
        if function.__name__ == "join":
            return functools.partial(_strings.str_join, owner)
        return function
    known = python_methods.bound(function)
    return known or (function if stack.top is None else functools.partial(_consuming, function))


def _unconverted(function: Any, *arguments: Any, **keywords: Any) -> Any:
    """Call code that is not converted: it gets lists that the graph holds, and one value where there are several."""
    before = contents_of(function, arguments)
    function, arguments, keywords = _prepared(function, arguments, keywords)
    try:
        return owned(function(*arguments, **keywords))
    finally:
        note_changes(before)


def _prepared(
    function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """What to call in place of a function, and with what."""
    arguments = tuple(_plain(argument) for argument in arguments)
    keywords = {name: _plain(argument) for name, argument in keywords.items()}
    if any(isinstance(argument, Choice) for argument in (*arguments, *keywords.values())):
        return _for_each_choice, (function, arguments, keywords), {}
    if of_tensorflow(function):
        return call_tensorflow, (function, arguments, keywords), {}
    return function, arguments, keywords


def _for_each_choice(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Call a function under each alternative of the first argument that is one of several values."""
    to_each = _empty_lists.applied if of_tensorflow(function) else apply
    position = next((position for position, argument in enumerate(arguments) if isinstance(argument, Choice)), None)
    if position is not None:
        filled = functools.partial(_unconverted, function, *arguments[:position])
        return to_each(lambda value: filled(value, *arguments[position + 1 :], **keywords), arguments[position])
    name = next(name for name, argument in keywords.items() if isinstance(argument, Choice))
    filled = functools.partial(_unconverted, function, *arguments, **keywords)
    return to_each(lambda value: filled(**{name: value}), keywords[name])


def _frame_to_be_passed_over() -> Any:
    """Like :func:`_unconverted`, with all that it needs in its closure, so that its globals can be others."""
    prepared, contents, changed, result = _prepared, contents_of, note_changes, owned

    def unconverted(function: Any, *arguments: Any, **keywords: Any) -> Any:
        before = contents(function, arguments)
        function, arguments, keywords = prepared(function, arguments, keywords)
        try:
            return result(function(*arguments, **keywords))
        finally:
            changed(before)

    return unconverted


_TEMPLATE = _frame_to_be_passed_over()
_CODE = _TEMPLATE.__code__.replace(co_filename=PASSED_OVER)


@functools.cache
def _unconverted_from(module: str) -> types.FunctionType:
    """:func:`_unconverted` for the code of a module: functions that look up who calls them (``namedtuple``, ``enum``,
    ``typing``, ``logging``, ``warnings``) are to find that module's name.
    """
    return types.FunctionType(
        _CODE, {"__name__": module, "__builtins__": builtins}, "unconverted", None, _TEMPLATE.__closure__
    )


def _plain(value: Any) -> Any:
    value = ranked(resolve(value))
    if isinstance(value, Generated):
        return value.as_python()
    if type(value) is types.BuiltinMethodType:
        # The container's contents may be the graph's by the time that it is called.
        return python_methods.bound(value) or value
    return resolve(settle(value)) if isinstance(value, Choice) else for_python(value)


def _items(values: Any) -> Any:
    return [_plain(value) for value in values] if isinstance(values, list | tuple) else values


def with_locals(function: Any, visible: Any) -> Any:
    """``locals``, ``vars``, ``dir``, ``eval`` and ``exec``, with the author's variables.

    Args:
        function: What the author calls by one of these names.
        visible: Closes over the author's variables; ``None`` if there are none.
    """
    from autoimport_graph.runtime.marks import UNDEFINED

    variables = {cell.name: cell.read() for cell in cells_of(visible)}
    variables = {name: value for name, value in variables.items() if value is not UNDEFINED}
    if function is locals:
        return lambda: variables
    if function is vars or function is dir:
        names: Callable[..., Any] = (lambda: variables) if function is vars else (lambda: sorted(variables))
        return lambda *arguments: function(*arguments) if arguments else names()
    if function is eval or function is exec:
        caller = sys._getframe(1)
        flags, scopes = caller.f_code.co_flags, (caller.f_globals, variables)
        return lambda source, *given: executed.run(function, flags, source, *(given or scopes))
    return call(function)


def tf_concat(values: Any, axis: Any, name: str = "concat") -> Any:
    """``tf.concat`` of a list whose length only the graph knows."""
    values = resolve(settle(values))
    if isinstance(values, Choice):
        return apply(lambda alternative: tf_concat(alternative, axis, name), values)
    if isinstance(values, GraphList):
        return values.concat(axis)
    return tf.concat(*with_tensors((_items(values), axis)), name)


def tf_stack(values: Any, axis: int = 0, name: str = "stack") -> Any:
    """``tf.stack`` of a list whose length only the graph knows."""
    values = resolve(settle(values))
    if isinstance(values, Choice):
        return _empty_lists.applied(lambda alternative: tf_stack(alternative, axis, name), values)
    if isinstance(values, GraphList):
        stacked = values.stack()
        return stacked if axis == 0 else tf.experimental.numpy.moveaxis(stacked, 0, axis)
    return tf.stack(*with_tensors((_items(values), axis)), name)


def tf_add_n(inputs: Any, name: str | None = None) -> Any:
    """``tf.add_n`` of a list whose length only the graph knows."""
    inputs = resolve(settle(inputs))
    if isinstance(inputs, Choice):
        return apply(lambda alternative: tf_add_n(alternative, name), inputs)
    return tf.reduce_sum(inputs.stack(), axis=0) if isinstance(inputs, GraphList) else tf.add_n(inputs, name)


register(tf.concat, tf_concat)
register(tf.stack, tf_stack)
register(tf.add_n, tf_add_n)
register(directives.set_loop_options, options.set_loop_options)
register(tf.autograph.experimental.set_loop_options, options.set_loop_options)
for _directive in (directives.set_element_type, directives.stack):
    register(_directive, _directive)
register(collections.Counter.copy, copy_counter)
register(collections.Counter.update, count_up)
register(collections.Counter.subtract, count_down)
register(collections.deque, functools.partial(deque, functools.partial(_construct, collections.deque)))
