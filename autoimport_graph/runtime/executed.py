"""``exec`` and ``eval`` of text while a graph is built."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.regions import fresh


def run(function: Callable[..., Any], flags: int, source: Any, module_globals: Any, variables: Any = None) -> Any:
    """Execute a text, or code.

    Args:
        function: ``exec`` or ``eval``.
        flags: Of the code that calls it.
        source: Its first argument.
        module_globals: Its globals.
        variables: Its variables, where they are others.
    """
    from autoimport_graph.adoption.executed import function_of

    variables = module_globals if variables is None else variables
    if not isinstance(source, str | bytes) or not isinstance(module_globals, dict):
        return function(source, module_globals, variables)
    converted = function_of(source, function.__name__, flags)
    if converted is None:
        return function(source, module_globals, variables)
    code, names = converted
    namespace = module_globals
    if variables is not module_globals:
        namespace = fresh({**module_globals, **variables})
    namespace.setdefault("__builtins__", builtins)
    defined: dict[str, Any] = {}
    exec(code, namespace, defined)
    result = defined["executed"]()
    if namespace is not module_globals:
        _store(names, namespace, variables)
    return result


def _store(names: list[str], namespace: dict[str, Any], variables: Any) -> None:
    from autoimport_graph.runtime.stores import store_item

    for name in names:
        if name in namespace:
            store_item(variables, name, namespace[name])


def _version(function: Callable[..., Any]) -> Callable[..., Any]:
    def executed(source: Any, globals: Any = None, locals: Any = None) -> Any:
        frame = sys._getframe(1)
        return run(function, frame.f_code.co_flags, source, frame.f_globals if globals is None else globals, locals)

    return executed


overload(exec)(_version(exec))
overload(eval)(_version(eval))
