"""Methods of Python's own classes, in whatever way they are called: bound, by ``super()``, unbound, or by the name of a
special method.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from importlib import import_module
from typing import Any

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import CONTAINERS
from autoimport_graph.runtime.list_methods import method_of
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.weak import WeakScalar

UNBOUND = (types.MethodDescriptorType, types.WrapperDescriptorType)

# Special methods: by class, ``object`` for those of all classes, and name.
_SPECIAL: dict[tuple[type, str], Callable[..., Any]] = {}
# Class methods, each look at which makes another object: by class and name.
_CLASS_METHODS: dict[tuple[int, str], Callable[..., Any]] = {}


def register_special_method(name: str, function: Callable[..., Any], *kinds: type) -> None:
    """Let a special method that is called by its name have a graph version.

    Args:
        name: The method's name.
        function: What runs instead; it takes the method of the class first, and the object next.
        kinds: The classes; those that have no such method of their own are passed over.
    """
    for kind in kinds:
        if name in vars(kind):
            _SPECIAL[kind, name] = function


def register_class_method(kind: type, name: str, function: Callable[..., Any]) -> None:
    """Let a class method of a builtin class have a graph version.

    Args:
        kind: The class.
        name: The method's name.
        function: What runs instead; it does not take the class.
    """
    _CLASS_METHODS[id(kind), name] = function


def _special(kind: type, name: str) -> Callable[..., Any] | None:
    if name.startswith("__"):
        import_module("autoimport_graph.runtime.overloads.special_methods")  # few programs call any by its name
    return _SPECIAL.get((kind, name))


def unbound(method: Any) -> Callable[..., Any] | None:
    """Our version of a method that is called on a class of Python's, ``None`` if there is none.

    Args:
        method: ``list.append``, ``dict.__setitem__``.
    """
    kind, name = method.__objclass__, method.__name__
    special = _special(kind, name) or _special(object, name)
    if special is not None:
        return functools.partial(_called, method, functools.partial(special, method))
    if kind is str:
        return functools.partial(_called, method, functools.partial(_of_text, method))
    found = method_of(kind, name)
    return None if found is None else functools.partial(_called, method, found)


def _called(method: Any, version: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """Call our version of an unbound method, on what can have it."""
    if arguments and isinstance(arguments[0], Choice):
        return apply(lambda owner: _called(method, version, owner, *arguments[1:], **keywords), arguments[0])
    if arguments and isinstance(arguments[0], method.__objclass__ | WeakScalar | GraphList):
        return version(*arguments, **keywords)
    return method(*arguments, **keywords)  # Python says what is wrong


def _of_text(method: Any, text: Any, *arguments: Any, **keywords: Any) -> Any:
    """``str.upper(text)``."""
    from autoimport_graph.runtime.calls import call

    if type(text) is str or isinstance(text, WeakScalar):
        return call(getattr(text, method.__name__))(*arguments, **keywords)
    return method(text, *arguments, **keywords)


def special_bound(wrapper: Any) -> Callable[..., Any] | None:
    """Our version of a special method bound to an object, ``None`` if there is none.

    Args:
        wrapper: ``xs.__setitem__``, ``super().__setattr__``.
    """
    version = unbound(vars(wrapper.__objclass__)[wrapper.__name__])
    return None if version is None else functools.partial(version, wrapper.__self__)


def bound(function: Any) -> Callable[..., Any] | None:
    """Our version of a bound method of a class of Python's, ``None`` if there is none."""
    owner, name = function.__self__, function.__name__
    known = _CLASS_METHODS.get((id(owner), name))
    if known is not None:
        return known
    for kind in CONTAINERS:
        if isinstance(owner, kind):
            special = _special(kind, name)
            found = method_of(kind, name) if special is None else functools.partial(special, getattr(kind, name))
            if found is not None and _written_in_c(type(owner), name) is getattr(kind, name):
                return functools.partial(found, owner)
    return None


def _written_in_c(kind: type, name: str) -> Any:
    """The method that is not the author's: what ``super()`` finds, and an object whose class has no other."""
    found = getattr(kind, name)
    if type(found) in UNBOUND:
        return found
    methods = (vars(base)[name] for base in kind.__mro__ if name in vars(base))
    return next((method for method in methods if type(method) in UNBOUND), found)
