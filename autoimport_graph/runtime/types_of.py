"""``type``, ``isinstance`` and attributes of values that only the graph knows."""

from __future__ import annotations

import functools
import sys
import types
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import attribute_names, defaults
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import apply, known_of_each, known_values
from autoimport_graph.runtime.counted import SymbolicRange
from autoimport_graph.runtime.dict_keys import may_lack, present
from autoimport_graph.runtime.failures import on_behalf
from autoimport_graph.runtime.generators import Generated
from autoimport_graph.runtime.graph_containers import GraphFrozenSet
from autoimport_graph.runtime.moved_lists import is_tuple
from autoimport_graph.runtime.objects import attributes_of, is_plain_object
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.weak import WeakScalar

_WEAK_TYPES = {"bool": bool, "int": int, "float": float, "str": str}


_STAND_INS = (WeakScalar, GraphList, SymbolicRange, Generated)


@on_behalf
def special(owner: Any, name: str) -> Any:
    """An attribute that Python itself gives to objects, of what eager code would have there.

    Args:
        owner: Any value.
        name: ``"__class__"``, ``"__dict__"``, ``"__name__"`` and the like.
    """
    if isinstance(owner, Choice):
        read = on_behalf(lambda value: special(value, name))
        known = name in ("__class__", "__dict__") and all(map(_is_what_it_says, remaining(owner)))
        return (known_values if known else apply)(read, owner)
    if name == "__class__" and _is_stand_in(owner):
        return type_(owner)
    if isinstance(owner, BaseException):
        if name == "__cause__":
            return attributes_of(owner)[name]
        if name == "__context__" and owner.__context__ is None and owner.__traceback__ is None:
            raise StagingError(
                "an exception that the graph raises does not know which one was handled then (__context__); "
                "write raise ... from ..., and read __cause__"
            )
    return getattr(owner, name)


def _is_stand_in(value: Any) -> bool:
    """Whether a value is one of ours in place of one of Python's own classes."""
    return isinstance(value, _STAND_INS) or is_tuple(value)


def _is_what_it_says(value: Any) -> bool:
    """Whether an object's class and attributes can be asked for without running code of the author's."""
    kind: Any = type(value)
    if kind.__getattribute__ is not object.__getattribute__ or not hasattr(value, "__dict__"):
        return False
    return not any("__class__" in vars(base) for base in kind.__mro__ if base is not object)


@overload(type)
def type_(value: Any, *arguments: Any, **keywords: Any) -> Any:
    """``type(value)``: what eager code would have there."""
    if arguments:
        made = type(value, *arguments, **keywords)
        if len(arguments) == 2 and "__module__" not in arguments[1]:
            made.__module__ = sys._getframe(1).f_globals.get("__name__", "builtins")  # not ours
        return made
    if isinstance(value, WeakScalar):
        return _WEAK_TYPES[value.__type_name__]
    if isinstance(value, GraphList):
        return list
    if isinstance(value, SymbolicRange):
        return range
    if is_tuple(value):
        return tuple
    if isinstance(value, GraphFrozenSet):
        return frozenset
    if isinstance(value, Generated):
        return types.GeneratorType
    return known_values(type, value) if isinstance(value, Choice) else type(value)


@overload(isinstance)
def isinstance_(value: Any, kinds: Any) -> Any:
    """``isinstance(value, kinds)``."""
    if isinstance(kinds, Choice):
        return apply(lambda one: isinstance_(value, one), kinds)
    if isinstance(kinds, tuple) and any(isinstance(one, Choice) for one in kinds):
        from autoimport_graph.runtime.logic import or_

        return or_(False, *(functools.partial(isinstance_, value, one) for one in kinds))
    if isinstance(value, WeakScalar | GraphList | SymbolicRange) or is_tuple(value):
        return issubclass(type_(value), kinds) or (isinstance(value, kinds) and not is_tuple(value))
    if isinstance(value, Generated):
        value = value.as_python()
    if isinstance(value, Choice):
        return known_of_each(lambda alternative: isinstance_(alternative, kinds), value)
    return isinstance(value, kinds)


@overload(setattr)
@on_behalf
def setattr_(owner: Any, name: Any, value: Any) -> None:
    """``setattr(owner, name, value)``."""
    from autoimport_graph.runtime.stores import writes

    if attribute_names.is_of_graph(name):
        attribute_names.change_each(on_behalf(lambda one: setattr_(owner, one, value)), owner, name)
        return
    setattr(writes(owner, name), name, value)


@overload(delattr)
@on_behalf
def delattr_(owner: Any, name: Any) -> None:
    """``delattr(owner, name)``."""
    from autoimport_graph.runtime.stores import writes

    if attribute_names.is_of_graph(name):
        attribute_names.change_each(on_behalf(lambda one: delattr_(owner, one)), owner, name)
        return
    delattr(writes(owner, name), name)


@overload(hasattr)
def hasattr_(owner: Any, name: Any) -> Any:
    """``hasattr(owner, name)``."""
    if attribute_names.is_of_graph(name):
        return attribute_names.for_each(lambda one: hasattr_(owner, one), owner, name)
    if _is_stand_in(owner):
        return hasattr(type_(owner), name)
    if isinstance(owner, Choice):
        alternatives = remaining(owner)
        if any(defaults.authors_look_up(one, name) for one in alternatives) or any(
            may_lack(getattr(one, name, None)) for one in alternatives if is_plain_object(one)
        ):
            return apply(lambda one: hasattr_(one, name), owner)
        return known_of_each(lambda alternative: hasattr(alternative, name), owner)
    if isinstance(name, str) and defaults.authors_look_up(owner, name):
        return defaults.has_attribute(owner, name)
    return hasattr(owner, name) and present(getattr(owner, name))


@overload(getattr)
@on_behalf
def getattr_(owner: Any, name: Any, *default: Any) -> Any:
    """``getattr(owner, name, default)``."""
    from autoimport_graph.runtime.conditionals import if_exp

    if attribute_names.is_of_graph(name):
        return attribute_names.for_each(on_behalf(lambda one: getattr_(owner, one, *default)), owner, name)
    if isinstance(owner, Choice):
        return apply(on_behalf(lambda one: getattr_(one, name, *default)), owner)
    if _is_stand_in(owner) and not hasattr(type_(owner), name):
        if default:
            return default[0]
        raise AttributeError(f"{type_(owner).__name__!r} object has no attribute {name!r}")
    if default and isinstance(name, str) and defaults.authors_look_up(owner, name):
        return defaults.attribute(owner, name, *default)
    value = special(owner, name) if name == "__class__" else getattr(owner, name, *default)
    if not default or not may_lack(value):
        return value
    return if_exp(present(value), lambda: value, lambda: default[0])


@overload(callable)
def callable_(value: Any) -> Any:
    """``callable(value)``."""
    return known_of_each(callable, value) if isinstance(value, Choice) else callable(value)
