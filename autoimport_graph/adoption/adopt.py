"""Give functions that exist their graph versions, in place.

A function keeps its identity, its closure and its globals; its code becomes the same code with a guard before it. So
methods, properties, operators and callbacks are converted wherever they are called from, and eager code still runs what
its author wrote. Graph versions run inside the graph functions that asked for them: elsewhere the module is as plain as
it was.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from autoimport_graph.adoption.sources import NoSource, find, is_third_party
from autoimport_graph.runtime.building import watch
from autoimport_graph.runtime.graph_function import Wrapper
from autoimport_graph.runtime.guard import HANDLE, Handle, building, is_converted
from autoimport_graph.runtime.thread_state import thread_state

# Files and code objects that there is nothing to be done about: asked once. Code of two files may be equal.
_refused: set[tuple[str, types.CodeType]] = set()
_LIBRARIES = frozenset({"tensorflow", "keras", "numpy", "autoimport_graph"})


class AdoptedHandle(Handle):
    """The handle of a module whose functions were converted after it had been executed, one by one.

    Args:
        module_globals: The module's globals.
    """

    def __init__(self, module_globals: dict[str, Any]) -> None:
        super().__init__(module_globals, b"", whole=False)
        # Of classes, which are converted wherever they are used; what they call goes by their scope.
        self.released: dict[types.CodeType, _Scope] = {}

    def __getitem__(self, number: int) -> bool:  # asked by the guard of one function, which matters here
        """Whether the function that asks runs its graph version now."""
        return super().__getitem__(number) and self.runs(sys._getframe(1).f_code)

    def covers(self, code: types.CodeType | None) -> bool:
        """Whether a function with this code decides itself which of its bodies runs."""
        return super().covers(code) and self.runs(code)

    def has(self, code: types.CodeType) -> bool:
        """Whether this is the code of a function that was converted."""
        return code in self._adopted

    def body(self, number: int, cells: Any = None) -> Any:
        """The graph version of a function; a class's method brings its scope along."""
        function = super().body(number, cells)
        scope = None if thread_state.adopted is not None else self.released.get(sys._getframe(1).f_code)
        return function if scope is None else functools.partial(scope.run, function)

    def runs(self, code: types.CodeType | None) -> bool:
        """Whether the graph function at hand wants the graph version of a function."""
        if code in self.released or code not in self._adopted:  # a graph version made the latter
            return True
        return thread_state.adopted is not None and thread_state.adopted(code)


def adopt_function(function: types.FunctionType) -> None:
    """Convert one function, in place.

    Args:
        function: A function of Python that no hook converted.

    Raises:
        NoSource: If its source cannot be found.
    """
    watch()
    text, guarded = find(function)
    if guarded.co_freevars != function.__code__.co_freevars:
        raise NoSource(f"{function.__qualname__} was compiled in another way than its source says")
    handle = function.__globals__.get(HANDLE)
    if handle is None:
        handle = AdoptedHandle(function.__globals__)
        function.__globals__[HANDLE] = handle
        building.bind(function.__globals__)
    handle.adopt(text.conversion.codes, [other for _, other in text.pairs])
    function.__code__ = guarded


class Policy:
    """What is converted on the way from one function to what it calls.

    Args:
        package: The top-level package that counts as the user's own, wherever it is installed.
    """

    def __init__(self, package: str = "") -> None:
        self.package = package

    def allows(self, function: types.FunctionType) -> bool:
        """Whether a function is the user's."""
        top = str(function.__globals__.get("__name__", "")).partition(".")[0]
        if top in _LIBRARIES:
            return False
        return top == self.package or not is_third_party(function.__code__.co_filename)

    def adopt(self, value: Any) -> None:
        """Convert a callable that converted code is about to call, and the module that it stands in.

        Args:
            value: A function, method, partial, class, or an object with ``__call__``; anything else is left alone.
        """
        for function in list(_functions_of(value, self)):
            if self.adopt_one(function):
                self.adopt_neighbours(function)

    def adopt_neighbours(self, function: types.FunctionType) -> None:
        """Convert what stands in the same file: its operators and properties are called without a call to be seen."""
        for value in list(function.__globals__.values()):
            for neighbour in list(_functions_of(value, self)):
                if neighbour.__code__.co_filename == function.__code__.co_filename:
                    self.adopt_one(neighbour)

    def adopt_one(self, function: types.FunctionType) -> bool:
        """Convert one function if that can be; returns whether it was."""
        key = (function.__code__.co_filename, function.__code__)
        if key in _refused or is_done(function):
            return False
        if self.allows(function):
            try:
                adopt_function(function)
                return True
            except NoSource:
                pass
        _refused.add(key)
        return False


def is_done(function: types.FunctionType) -> bool:
    """Whether a function has a graph version, whoever gave it that."""
    handle = function.__globals__.get(HANDLE)
    return handle.has(function.__code__) if isinstance(handle, AdoptedHandle) else is_converted(function)


def _functions_of(value: Any, policy: Policy, depth: int = 0) -> Iterable[types.FunctionType]:
    """The functions of Python behind a value: itself, what it wraps, a class's methods, an object's class."""
    if depth > 5:
        return
    if isinstance(value, types.FunctionType):
        yield value
        registry = getattr(value, "registry", None)  # functools.singledispatch
        inner: list[Any] = list(registry.values()) if isinstance(registry, types.MappingProxyType) else []
        inner.append(getattr(value, "__wrapped__", None))
    elif isinstance(value, types.MethodType):
        inner = [value.__func__, type(value.__self__)]
    elif isinstance(value, functools.partial | functools.partialmethod | functools.cached_property):
        inner = [value.func]
    elif isinstance(value, staticmethod | classmethod):
        inner = [value.__func__]
    elif isinstance(value, property):
        inner = [value.fget, value.fset, value.fdel]
    elif isinstance(value, type):
        inner = [member for kind in value.__mro__ if _is_users(kind, policy) for member in vars(kind).values()]
    elif isinstance(value, Wrapper | Handle):
        return  # ours: it knows what becomes of the function inside
    elif "__wrapped__" in (getattr(value, "__dict__", None) or ()):  # functools.lru_cache
        inner = [vars(value)["__wrapped__"]]
    elif _is_users(type(value), policy):
        inner = [type(value)]
    else:
        return
    for part in inner:
        if part is not None:
            yield from _functions_of(part, policy, depth + 1)


def _is_users(kind: type, policy: Policy) -> bool:
    """Whether a class may hold functions of the user's; built-in ones and those of libraries are not looked through."""
    top = kind.__module__.partition(".")[0]
    return top not in _LIBRARIES and top not in ("builtins", "functools", "abc", "typing", "enum", "collections")


def prepare(function: Callable[..., Any], recursive: bool, always: bool) -> Callable[..., Any]:
    """Convert a function, before it is traced for the first time.

    Args:
        function: What is to become a graph operation.
        recursive: Whether what it calls is converted, too.
        always: Whether that goes for a function that a hook has converted itself.

    Returns:
        What to trace.

    Raises:
        NoSource: If its source cannot be found.
    """
    policy = Policy(str(getattr(function, "__module__", "")).partition(".")[0])
    everything = [inner for inner in _functions_of(function, policy) if policy.allows(inner) or is_done(inner)]
    unconverted = [inner for inner in everything if not is_done(inner)]
    for number, inner in enumerate(unconverted):
        if number == 0:
            adopt_function(inner)
        else:
            policy.adopt_one(inner)
    own = [inner for inner in everything if isinstance(inner.__globals__.get(HANDLE), AdoptedHandle)]
    if not own and not (recursive and always):
        return function
    if recursive:
        for inner in everything:
            policy.adopt_neighbours(inner)
    scope = _Scope(policy.adopt if recursive else None, None if recursive else _codes_of(own))
    if isinstance(function, type):
        for inner in own:
            inner.__globals__[HANDLE].released.update(dict.fromkeys(_codes_of([inner]), scope))
        return function

    @functools.wraps(function)
    def traced(*arguments: Any, **keywords: Any) -> Any:
        return scope.run(function, *arguments, **keywords)

    traced.entered = scope.entered  # type: ignore[attr-defined]
    return traced


def _codes_of(functions: Iterable[types.FunctionType]) -> frozenset[types.CodeType]:
    """The code of functions, and of the functions in them."""
    codes, waiting = set(), [function.__code__ for function in functions]
    while waiting:
        code = waiting.pop()
        codes.add(code)
        waiting.extend(constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return frozenset(codes)


class _Scope:
    """Where graph versions run that were made for one graph function.

    Args:
        adopt: Converts what is called; ``None`` if that is left as it is.
        codes: Of the functions that run theirs; ``None`` for all.
    """

    def __init__(self, adopt: Callable[[Any], None] | None, codes: frozenset[types.CodeType] | None) -> None:
        self._adopt = adopt
        self._adopted = (lambda code: True) if codes is None else codes.__contains__

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Let this thread be inside."""
        outer = thread_state.adopt, thread_state.adopted
        thread_state.adopt, thread_state.adopted = self._adopt, self._adopted
        try:
            yield
        finally:
            thread_state.adopt, thread_state.adopted = outer

    def run(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """Call a function inside."""
        with self.entered():
            return function(*arguments, **keywords)
