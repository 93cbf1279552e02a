"""Takes notice of the threads that build a graph, from the moment that the user's program imports TensorFlow.

TensorFlow switches a thread to graph mode in one place, ``Context._mode`` (``tensorflow.python.eager.context``,
private);
``tests/runtime/test_private.py`` fails clearly if that moves. ``tf.compat.v1.disable_eager_execution`` makes graph
mode the default of all threads: then the list never empties.
"""

from __future__ import annotations

import functools
import importlib
import importlib.machinery
import sys
import threading
from collections.abc import Sequence
from types import FrameType, ModuleType

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.graph_mode import imported, watched_mode
from autoimport_graph.runtime.guard import HANDLE, Handle, building
from autoimport_graph.runtime.thread_state import thread_state

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

_CONTEXT = "tensorflow.python.eager.context"
_AUTOGRAPH = "tensorflow.python.autograph.impl.api"
_FUNC_GRAPH = "tensorflow.python.framework.func_graph"
# Imported with the operators, when a graph version first runs: until then there is nothing to see to.
_BOUNDARY = "autoimport_graph.runtime.boundary"
_FAILURES = "autoimport_graph.runtime.failures"
_DESCRIBING = "autoimport_graph.runtime.describing"
_state = {"watching": False}


def watch() -> None:
    """Patch TensorFlow's context now, or as soon as it is imported. Calls after the first do nothing."""
    if _state["watching"]:
        return
    _state["watching"] = True
    waiting = {_CONTEXT: _patch_context, _AUTOGRAPH: _patch_autograph, _FUNC_GRAPH: _patch_func_graph}
    for name in list(waiting):
        module = sys.modules.get(name)
        if module is not None:
            waiting.pop(name)(module)
    if waiting:
        sys.meta_path.insert(0, _Watcher(waiting))


class _Watcher:
    """Waits for TensorFlow's modules; leaves ``sys.meta_path`` when it has seen them all."""

    def __init__(self, waiting: dict[str, Any]) -> None:
        self.waiting = waiting

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.waiting:
            return None
        patch = self.waiting.pop(fullname)
        try:
            after = sys.meta_path.index(self) + 1
        except ValueError:
            after = 0
        if not self.waiting and self in sys.meta_path:
            sys.meta_path.remove(self)
            after -= 1
        for finder in list(sys.meta_path)[after:]:
            spec = finder.find_spec(fullname, path, target) if hasattr(finder, "find_spec") else None
            if spec is not None:
                if spec.loader is not None:
                    _patch_after_exec(spec.loader, patch)
                return spec
        return None


def _patch_after_exec(loader: Any, patch: Any) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        del loader.exec_module
        patch(module)

    loader.exec_module = exec_module


def _patch_context(module: Any) -> None:
    graph_mode = module.GRAPH_MODE
    module.Context._mode = watched_mode(module.Context._mode, graph_mode)
    executing_eagerly = module.executing_eagerly

    def in_graph() -> bool:
        return not thread_state.disabled and not executing_eagerly()

    Handle.in_graph = staticmethod(in_graph)
    if module.default_execution_mode == graph_mode:
        building.append(0)
    _watch_default_mode(module)


def _watch_default_mode(module: Any) -> None:
    """Notice ``disable_eager_execution``, which assigns ``context.default_execution_mode``."""

    class Watched(type(module)):  # type: ignore[misc]  # a module's class can be replaced by a subclass of its own
        def __setattr__(self, name: str, value: Any) -> None:
            if name == "default_execution_mode":
                while 0 in building:
                    building.remove(0)
                if value == module.GRAPH_MODE:
                    building.append(0)
            super().__setattr__(name, value)

    module.__class__ = Watched


def _patch_autograph(module: Any) -> None:
    """Tell TensorFlow's AutoGraph that functions of converted modules are converted already.

    ``tf.function``, ``Dataset.map`` and the like ask ``is_autograph_artifact``
    (``tensorflow.python.autograph.impl.api``, private) before they convert a function.
    """
    from autoimport_graph.runtime.guard import is_converted

    original = module.is_autograph_artifact

    def is_autograph_artifact(entity: Any) -> bool:
        # Functions of ours reach TensorFlow too (a dataset's reduction): there is nothing in them to convert.
        ours = str(getattr(entity, "__module__", "")).startswith("autoimport_graph.")
        return ours or is_converted(entity) or original(entity)

    module.is_autograph_artifact = is_autograph_artifact
    _patch_do_not_convert(module)


def _patch_do_not_convert(module: Any) -> None:
    """Let ``tf.autograph.experimental.do_not_convert`` keep functions of converted modules as their authors wrote them.

    Not those of Keras and TensorFlow, which decorate what calls the user's layers: these are to be converted.
    """
    from autoimport_graph.runtime.guard import is_converted

    original = module.do_not_convert

    def do_not_convert(func: Any = None) -> Any:
        if func is None:
            return do_not_convert
        import inspect

        top = str(getattr(func, "__module__", "")).partition(".")[0]
        if top in ("keras", "tensorflow") or not inspect.isroutine(func) or not is_converted(func):
            return original(func)
        from autoimport_graph.runtime.plain import plain

        return plain(func)

    functools.update_wrapper(do_not_convert, original)
    module.do_not_convert = do_not_convert
    # Where TensorFlow had been imported before, its public names hold the original.
    for name in [name for name in list(sys.modules) if name.endswith(".autograph.experimental")]:
        if vars(sys.modules[name]).get("do_not_convert") is original:
            sys.modules[name].do_not_convert = do_not_convert  # type: ignore[attr-defined]


def is_authors(frame: FrameType) -> bool:
    """Whether a frame runs converted code, and not an algorithm of ours that is converted as an author's."""
    return HANDLE in frame.f_globals and not frame.f_code.co_filename.startswith("<autoimport_graph")


def locate(error: BaseException, function: Any = None) -> None:
    """Let a refusal name the author's file, line and source, and the variables on it, once.

    Args:
        error: The refusal, on its way out; one of TensorFlow's is left alone.
        function: What is being traced: named where no line of the author's is to blame.
    """
    import inspect  # late, as linecache: every converted module imports this one, and few meet a refusal
    import linecache

    if getattr(error, "located", False) or not isinstance(error, StagingError):
        return
    found, variables = None, {}
    trace = error.__traceback__
    while trace is not None:
        if is_authors(trace.tb_frame):
            found, variables = (trace.tb_frame.f_code, trace.tb_lineno), trace.tb_frame.f_locals
        trace = trace.tb_next
    if found is None:
        code = getattr(inspect.unwrap(function), "__code__", None) if function is not None else None
        if code is None or HANDLE not in getattr(inspect.unwrap(function), "__globals__", {}):
            return
        found = (code, code.co_firstlineno)
    code, line = found
    source = linecache.getline(code.co_filename, line).strip()
    message = f'{error}\n  File "{code.co_filename}", line {line}' + (f"\n    {source}" if source else "")
    describing = importlib.import_module(_DESCRIBING)
    told = describing.variables_on(source, variables)
    error.args = (message + (f"\n  where {told}" if told else ""), *error.args[1:])
    error.located = True  # type: ignore[attr-defined]


class _Depth(threading.local):
    """How many graphs of functions this thread is tracing, one inside the other."""

    value = 0
    stdout: Any = None  # where the author's code printed when the outermost one began


_depth = _Depth()


def is_redirected() -> bool:
    """Whether the code that is being traced has replaced ``sys.stdout`` itself."""
    return _depth.value > 0 and _depth.stdout is not sys.stdout


def _arrived(arguments: Any) -> Any:
    boundary = imported(_BOUNDARY)
    return arguments if boundary is None else boundary.incoming(arguments)


def _patch_func_graph(module: Any) -> None:
    """See to what a traced function returns: a list that the graph holds is nothing that TensorFlow can convert.

    ``func_graph_from_py_func`` (``tensorflow.python.framework.func_graph``, private) traces every function:
    ``tf.function``, bodies of ``tf.cond`` and ``tf.while_loop``, functions of datasets.
    """
    original = module.func_graph_from_py_func

    @functools.wraps(original)
    def func_graph_from_py_func(name: str, python_func: Any, *arguments: Any, **keywords: Any) -> Any:
        def traced(*positional: Any, **named: Any) -> Any:
            try:
                result = python_func(*_arrived(positional), **_arrived(named))
            except StagingError as error:
                locate(error, python_func)
                raise
            except Exception as error:
                failures = imported(_FAILURES)
                if failures is not None and isinstance(error, failures.AlwaysFails):
                    return None
                if failures is not None and _depth.value == 1 and failures.comes_late(error):
                    failures.fail(error)
                    return None
                if failures is not None:
                    failures.refuse_leak(error, python_func)
                raise
            boundary = imported(_BOUNDARY)
            if boundary is None:
                return result
            try:
                if "op_return_value" not in keywords and boundary.is_operation(result):
                    return None  # as eager code returns; branches of tf.cond may return operations
                return boundary.outgoing(result)
            except StagingError as error:
                locate(error, python_func)
                raise

        @functools.wraps(python_func)
        def finished(*positional: Any, **named: Any) -> Any:
            result = traced(*positional, **named)
            boundary = imported(_BOUNDARY)
            if boundary is not None:
                boundary.finished(python_func, result)
            return result

        # A thread that builds no graph is at none: Ctrl-C may have kept the last one from being counted down.
        depth = _depth.value if threading.get_ident() in building else 0
        try:
            if depth == 0:
                _depth.stdout = sys.stdout
            _depth.value = depth + 1
            return original(name, finished, *arguments, **keywords)
        finally:
            _depth.value = depth

    module.func_graph_from_py_func = func_graph_from_py_func
