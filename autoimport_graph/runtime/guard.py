"""What a converted module holds on to: its functions' graph versions.

The first statement of a converted module calls :func:`attach`. TensorFlow is not imported here:
:mod:`autoimport_graph.runtime.building` takes notice when the user's program imports it.
"""

from __future__ import annotations

import marshal
import sys
import time
from collections.abc import Callable, Iterable
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType

from autoimport_graph.report import events
from autoimport_graph.runtime.disabled import disabled
from autoimport_graph.runtime.graph_threads import BUILDING, building
from autoimport_graph.runtime.sections import Entries, Section, loaded, packed, unpacked
from autoimport_graph.runtime.thread_state import thread_state
from autoimport_graph.runtime.wrappers import inner_name

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any


# The name that guards use, in the globals of their module.
HANDLE = "__autoimport_graph__"

# Asks a generator whether it has a version that hands its values over; what it answers if not. If so, it answers with
# the name of that version's first parameter, which begins with CATCHING where it must not be used for loops.
PROBE: Any = (None, None)
UNAVAILABLE = ""
CATCHING = "catching_yield_"


def _no_graph() -> bool:
    return False


class Handle:
    """The global ``__autoimport_graph__`` of a converted module.

    Its attributes are the runtime's operators (``if_stmt``, ``call``, ...), found in
    :mod:`autoimport_graph.runtime.operators` when a graph version first needs them.

    Args:
        module_globals: The module's globals; ``None`` if they are those of the first guard that asks.
        section: The module's graph versions, packed, or the constants that they will be made of.
        whole: Whether the module was converted when it was imported, so that all its functions have been seen.
    """

    # Whether this thread builds a graph; replaced for all handles when TensorFlow is imported.
    in_graph: Callable[[], bool] = staticmethod(_no_graph)
    # Whether somebody waits for TensorFlow to be imported.
    watching = False
    # A subscript alone would make it a sequence without an end.
    __iter__ = None

    def __init__(self, module_globals: dict[str, Any] | None, section: Section, whole: bool = True) -> None:
        self._globals = module_globals
        self._whole = whole
        self._adopted: set[CodeType] = set()
        self._section = section
        self._blobs: Entries | None = None
        self._codes: dict[int, CodeType] = {}
        self._functions: dict[int, FunctionType] = {}
        building.serve(self)

    def __getitem__(self, number: int) -> bool:
        """Whether a function's graph version runs in place of its author's body: the guard asks.

        Args:
            number: Its number in the module; a function that could not be converted has none under it.
        """
        return self.in_graph() and (number in self._codes or self._has(number))

    def body(self, number: int, cells: Any = None) -> FunctionType:
        """The graph version of a function.

        Args:
            number: Its number in the module.
            cells: A function that closes over its free variables; ``None`` if it has none.

        Returns:
            The function, which takes all parameters by position.
        """
        if self._globals is None:
            self._globals = sys._getframe(1).f_globals
        if thread_state.push is not None:
            push, thread_state.push = thread_state.push, None
            return self._pushing(number + 1, cells, push)  # type: ignore[return-value]
        code = self._codes.get(number)
        if code is None:
            code = self._load(number)
        function = self._functions.get(number) or self._make(number, code, cells)
        return _timed(function) if events.enabled else function

    def _make(self, number: int, code: CodeType, cells: Any) -> FunctionType:
        assert self._globals is not None
        if cells is None:
            function = self._functions[number] = FunctionType(code, self._globals, code.co_name)
            return function
        # Both code objects list their free variables in the order of their names, but only the names make that certain.
        by_name = dict(zip(cells.__code__.co_freevars, cells.__closure__, strict=True))
        closure = tuple(by_name[name] for name in code.co_freevars)
        return FunctionType(code, self._globals, code.co_name, None, closure)

    def _pushing(
        self, number: int, cells: Any, push: tuple[Callable[..., Any], Callable[..., Any]]
    ) -> Callable[..., Any]:
        """The version of a generator that hands its values over, for the guard's ``yield from``."""
        if number not in self._codes and not self._has(number):
            return lambda *arguments: iter((UNAVAILABLE,))
        if push is PROBE:
            code = self._codes.get(number) or self._load(number)
            return lambda *arguments: iter((code.co_varnames[0],))
        function = self.body(number, cells)

        def run(*arguments: Any) -> Any:
            yield from ()  # a generator, as the guard wants one
            return function(*push, *arguments)

        return run

    @staticmethod
    def steps(generator: Any) -> Any:
        """An asynchronous generator's graph version, for the guard to hand its values on."""
        from autoimport_graph.runtime.asynchronous import Steps

        return Steps(generator)

    @staticmethod
    def graph(function: Callable[..., Any], jit_compile: bool | str = "auto") -> Any:
        """Decorator of functions that the configuration names under ``graph``, as ``jit_compile`` there says."""
        from autoimport_graph.runtime.graph_function import GraphFunction

        return GraphFunction(function, jit_compile=jit_compile)

    graph_compiled = staticmethod(lambda function: Handle.graph(function, True))
    graph_uncompiled = staticmethod(lambda function: Handle.graph(function, False))

    @staticmethod
    def py_func(function: Callable[..., Any]) -> Any:
        """Decorator of the functions that the configuration names under ``py_func``."""
        from autoimport_graph.runtime.python_function import PythonFunction

        return PythonFunction(function, configured=True)

    @staticmethod
    def executable(function: Any, source: Any, filename: str = "<string>", mode: str = "") -> Any:
        """What ``exec``, ``eval`` or ``compile`` gets in place of a text.

        Args:
            function: What the author calls by one of these names.
            source: Its first argument.
            filename: Of ``compile``.
            mode: Of ``compile``.
        """
        if "tensorflow" not in sys.modules or (building and Handle.in_graph()):
            return source  # a graph's ``exec`` sees the text
        from autoimport_graph.adoption.executed import executable

        return executable(function, source, filename, mode, sys._getframe(1).f_code.co_flags)

    def __reduce__(self) -> Any:
        # cloudpickle (joblib, dask, Spark) sends a function of the main script with the globals that it uses.
        section = self._section if self._blobs is None else packed(self._blobs)
        return _restored, (section, self._whole, marshal.dumps(self._codes), marshal.dumps(tuple(self._adopted)))

    def adopt(self, codes: dict[int, CodeType], guarded: Iterable[CodeType]) -> None:
        """Take in functions that were converted after their module had been executed.

        Args:
            codes: Their graph versions by number.
            guarded: The code that they have now.
        """
        self._codes.update(codes)
        self._adopted.update(guarded)

    def covers(self, code: CodeType | None) -> bool:
        """Whether a function of the module with this code decides itself which of its bodies runs."""
        return self._whole or code in self._adopted or (code is not None and BUILDING in code.co_names)

    def _has(self, number: int) -> bool:
        blobs = self._unpacked()
        return number < len(blobs) and blobs[number] != b""

    def _unpacked(self) -> Entries:
        if self._blobs is None:
            with disabled():  # what is imported here is asked for from all finders, converted code among them
                self._blobs = unpacked(self._section)
            self._section = b""
        return self._blobs

    def _load(self, number: int) -> CodeType:
        self._codes.update(loaded(self._unpacked(), number))
        return self._codes[number]

    def __getattr__(self, name: str) -> Any:
        # Whoever looks at all globals of a module, as pytest does, must not import TensorFlow by that.
        if name.startswith("__") or "tensorflow" not in sys.modules:
            raise AttributeError(name)
        with disabled():
            from autoimport_graph.runtime import operators

            try:
                value = getattr(operators, name)
            except AttributeError:
                raise AttributeError(f"autoimport_graph has no operator {name!r}") from None
        # All handles share the operators: a class attribute is found without coming here again.
        setattr(Handle, name, staticmethod(value) if callable(value) else value)
        return value


def _timed(function: FunctionType) -> FunctionType:
    """A graph version that tells the report how long it ran; a suspending one has run when it is first resumed."""
    code = function.__code__

    def traced(*arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments)
        finally:
            events.record_staging(code, code.co_firstlineno, "traced", seconds=time.perf_counter() - start)

    return traced  # type: ignore[return-value]


def attach(module_globals: dict[str, Any] | None, section: Section) -> Handle:
    """Prepare a module for its guards; the module's first statement binds what this returns.

    Args:
        module_globals: The module's globals; ``None`` for functions that come without their module.
        section: Its graph versions, as the compiler packed them, or the constants that they will be made of.

    Returns:
        The module's handle.
    """
    if not Handle.watching:
        from autoimport_graph.runtime import building as watcher  # late: it needs this module

        watcher.watch()
        Handle.watching = True
    if module_globals is not None:
        building.bind(module_globals)
    return Handle(module_globals, section)


def _restored(section: Section, whole: bool, codes: bytes, adopted: bytes) -> Handle:
    """The handle of functions that came from another process, without their module."""
    handle = attach(None, section)
    handle._whole = whole
    handle.adopt(marshal.loads(codes), marshal.loads(adopted))
    return handle


_MOST_WRAPPERS = 100


def is_converted(function: Any) -> bool:
    """Whether a function belongs to a converted module, so that it decides itself which of its bodies runs.

    Args:
        function: A function, bound method, partial, or an object with ``__call__``.
    """
    for _ in range(_MOST_WRAPPERS):
        if type(function) is MethodType:
            function = function.__func__
            continue
        if type(function) is FunctionType:
            return _covered(function, function.__globals__)
        if type(function) is BuiltinFunctionType:
            return False
        name = inner_name(function)
        if name is None:
            call = getattr(type(function), "__call__", None)  # noqa: B004  # the function itself is wanted
            return type(call) is FunctionType and _covered(call, call.__globals__)
        function = getattr(function, name, None)  # a slot may be empty
    return False


def _covered(function: Any, module_globals: dict[str, Any]) -> bool:
    handle = module_globals.get(HANDLE)
    return isinstance(handle, Handle) and handle.covers(getattr(function, "__code__", None))
