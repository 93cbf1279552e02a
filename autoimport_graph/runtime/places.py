"""Anything that can be stored to: a variable's cell, a global, an attribute, the contents of a container."""

from __future__ import annotations

import contextlib
import functools
import re
import sys
import types
from collections.abc import Mapping
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.marks import UNDEFINED


def unbound_local(name: str) -> UnboundLocalError:
    """What this Python raises where a function's variable is read before it is bound."""
    if sys.version_info >= (3, 11):
        return UnboundLocalError(f"cannot access local variable {name!r} where it is not associated with a value")
    return UnboundLocalError(f"local variable {name!r} referenced before assignment")


def unbound_name(error: NameError) -> str | None:
    """The variable that an exception of Python's says is not bound; ``None`` where it does not say."""
    found = re.search(r"'(\w+)'", str(error))
    return None if found is None else found[1]


class Place:
    """Something that a region may store to.

    Attributes:
        key: Equal for equal places.
        owner: The object stored into, ``None`` for variables.
    """

    __slots__ = ("key", "owner")
    key: tuple[Any, ...]
    owner: Any

    @property
    def holder(self) -> Any:
        """The object stored into, or a variable's cell."""
        return self.owner

    def read(self) -> Any:
        """The value, ``UNDEFINED`` if there is none."""
        raise NotImplementedError

    def write(self, value: Any) -> None:
        """Store a value; ``UNDEFINED`` deletes."""
        raise NotImplementedError

    def describe(self) -> str:
        """The place in the author's terms."""
        raise NotImplementedError

    def missing(self) -> Exception:
        """What Python raises where the place is read and holds nothing."""
        return NameError(f"{self.describe()} holds nothing")


class Cell(Place):
    """A variable of a function."""

    __slots__ = ("cell", "name")

    def __init__(self, cell: Any, name: str) -> None:
        self.key = ("cell", id(cell))
        self.owner = None
        self.cell = cell
        self.name = name

    @property
    def holder(self) -> Any:  # noqa: D102
        return self.cell

    def read(self) -> Any:  # noqa: D102
        try:
            return self.cell.cell_contents
        except ValueError:
            return UNDEFINED

    def write(self, value: Any) -> None:  # noqa: D102
        if value is UNDEFINED:
            with contextlib.suppress(ValueError):
                del self.cell.cell_contents
        else:
            self.cell.cell_contents = value

    def describe(self) -> str:  # noqa: D102
        return f"variable {self.name!r}"

    def missing(self) -> Exception:  # noqa: D102
        return unbound_local(self.name)


class Global(Place):
    """A module's variable."""

    __slots__ = ("name", "namespace")

    def __init__(self, namespace: dict[str, Any], name: str) -> None:
        self.key = ("global", id(namespace), name)
        self.owner = None
        self.namespace = namespace
        self.name = name

    @property
    def holder(self) -> Any:
        """The namespace: one that text is executed in may be new."""
        return self.namespace

    def read(self) -> Any:  # noqa: D102
        return self.namespace.get(self.name, UNDEFINED)

    def write(self, value: Any) -> None:  # noqa: D102
        if value is UNDEFINED:
            self.namespace.pop(self.name, None)
        else:
            self.namespace[self.name] = value

    def describe(self) -> str:  # noqa: D102
        return f"global variable {self.name!r}"

    def missing(self) -> Exception:  # noqa: D102
        return NameError(f"name {self.name!r} is not defined")


class Attribute(Place):
    """An attribute that lies in the object itself (not a property)."""

    __slots__ = ("inherited", "name")

    def __init__(self, owner: Any, name: str) -> None:
        self.key = ("attribute", id(owner), name)
        self.owner = owner
        self.name = name
        # Whether what is put back may be the class's value again, which the object has no attribute for.
        self.inherited = name not in getattr(owner, "__dict__", ())

    def read(self) -> Any:  # noqa: D102
        namespace = getattr(self.owner, "__dict__", None)
        if namespace is not None and self.name in namespace:
            return namespace[self.name]
        if isinstance(getattr(type(self.owner), self.name, None), _SLOT):
            return getattr(self.owner, self.name, UNDEFINED)
        return self._inherited()

    def _inherited(self) -> Any:
        """What the class has for an object that has no such attribute of its own."""
        classes = self.owner.__mro__[1:] if isinstance(self.owner, type) else type(self.owner).__mro__
        for kind in classes:
            if self.name in vars(kind):
                value = vars(kind)[self.name]
                return UNDEFINED if hasattr(type(value), "__get__") else value
        return UNDEFINED

    def write(self, value: Any) -> None:  # noqa: D102
        namespace = getattr(self.owner, "__dict__", None)
        if self.inherited and value is not UNDEFINED and value is self._inherited():
            value = UNDEFINED
            if namespace is not None and self.name not in namespace:
                return
        if isinstance(getattr(type(self.owner), self.name, None), _SLOT):
            if value is not UNDEFINED:
                object.__setattr__(self.owner, self.name, value)
            elif hasattr(self.owner, self.name):
                object.__delattr__(self.owner, self.name)
        elif isinstance(self.owner, type):
            if value is not UNDEFINED:
                setattr(self.owner, self.name, value)
            elif self.name in vars(self.owner):
                delattr(self.owner, self.name)
        elif value is UNDEFINED:
            namespace.pop(self.name, None)  # type: ignore[union-attr]
        else:
            namespace[self.name] = value  # type: ignore[index]

    def describe(self) -> str:  # noqa: D102
        owner = self.owner
        return f"attribute {self.name!r} of " + (
            f"class {owner.__name__!r}" if isinstance(owner, type) else f"a {type(owner).__name__}"
        )

    def missing(self) -> Exception:  # noqa: D102
        return AttributeError(f"{type(self.owner).__name__!r} object has no attribute {self.name!r}")


_SLOT = types.MemberDescriptorType


class Contents(Place):
    """What a container holds: a list's contents may become a tensor list, the list stays the one that others hold."""

    __slots__ = ()

    def __init__(self, owner: Any) -> None:
        self.key = ("contents", id(owner))
        self.owner = owner

    def read(self) -> Any:  # noqa: D102
        from autoimport_graph.runtime import contents

        return contents.read_contents(self.owner)

    def write(self, value: Any) -> None:  # noqa: D102
        from autoimport_graph.runtime import contents

        contents.write_contents(self.owner, value)

    def describe(self) -> str:  # noqa: D102
        return f"contents of a {type(self.owner).__name__}"


def attribute_place(owner: Any, name: str) -> Attribute | None:
    """The place of an attribute; ``None`` where a store runs code of the class (properties) that notes its own."""
    descriptor = getattr(type(owner), name, None)
    if descriptor is not None and hasattr(type(descriptor), "__set__") and not isinstance(descriptor, _SLOT):
        return None
    if not hasattr(owner, "__dict__") and not isinstance(descriptor, _SLOT):
        return None
    if isinstance(descriptor, functools.cached_property):
        from autoimport_graph.runtime.cached_properties import CachedValue

        return CachedValue(owner, name)
    return Attribute(owner, name)


def cells_of(function: Any) -> list[Cell]:
    """The variables that a function made by the compiler closes over."""
    if function is None or function.__closure__ is None:
        return []
    return [Cell(cell, name) for cell, name in zip(function.__closure__, function.__code__.co_freevars, strict=True)]


def refuse_two_ways(place: Place, others: Mapping[tuple[Any, ...], Place]) -> None:
    """Refuse an attribute that is stored by its name and through the object's ``__dict__``: each would undo the other.

    Args:
        place: What is stored into.
        others: What is stored into in the same branch or loop, or in the other branch, by key.

    Raises:
        StagingError: If they are two ways to one attribute.
    """
    found: Place | None = None
    if place.key[0] == "attribute":
        found = place if ("contents", id(getattr(place.owner, "__dict__", None))) in others else None
    elif place.key[0] == "contents" and type(place.owner) is dict:
        attributes = (other for other in others.values() if other.key[0] == "attribute")
        found = next((other for other in attributes if getattr(other.owner, "__dict__", None) is place.owner), None)
    if found is not None:
        raise StagingError(
            f"{found.describe()} is stored by its name and through __dict__, under one tensor condition or in one loop "
            "of the graph; store it in one way"
        )
