"""Where callables keep the function that they stand for: partials, bound methods, wrappers."""

from __future__ import annotations

from types import GetSetDescriptorType

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

_INNER = ("func", "__func__", "__wrapped__")


def inner_name(function: Any) -> str | None:
    """The attribute in which an object holds the function that it stands for, ``None`` if it has none."""
    if not _may_have_one(function):
        return None
    import inspect  # late: it takes longer than all that a converted module needs to be imported

    # Not by ``getattr`` alone: an object with ``__getattr__`` may have any attribute, mocks without end.
    return next((name for name in _INNER if inspect.getattr_static(function, name, None) is not None), None)


def _may_have_one(function: Any) -> bool:
    """Whether one has to look properly, which takes tens of times as long: each call of an object asks."""
    kind = type(function)
    if issubclass(kind, type):
        return True
    for base in kind.__mro__:
        own = base.__dict__
        if "func" in own or "__func__" in own or "__wrapped__" in own:
            return True
        if "__dict__" in own and type(own["__dict__"]) is not GetSetDescriptorType:  # the author's: it may do anything
            return True
    try:
        own = object.__getattribute__(function, "__dict__")
    except AttributeError:
        return False
    return "func" in own or "__func__" in own or "__wrapped__" in own
