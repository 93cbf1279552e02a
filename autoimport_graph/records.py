"""Frozen records, for what every start of an interpreter needs.

:mod:`dataclasses` imports :mod:`inspect`, and compiles the methods of each class when that is made: together half of
what start-up took. To whoever asks :mod:`dataclasses`, these are dataclasses.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not typing's, which is not imported at start-up either
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_options):
        """Do nothing: it is for type checkers."""
        return lambda kind: kind


class _DataclassFields:
    """What :mod:`dataclasses` looks for in a class, made when it does."""

    def __get__(self, instance: object, owner: type[Record]) -> Any:
        import dataclasses

        fields: list[Any] = []
        for name in owner._fields:
            kind = owner.__annotations__[name]
            default = owner._defaults.get(name, dataclasses.MISSING)
            fields.append((name, kind, dataclasses.field(default=default)))
        found = dataclasses.make_dataclass(owner.__name__, fields).__dataclass_fields__  # type: ignore[attr-defined]
        owner.__dataclass_fields__ = found
        return found


@dataclass_transform(frozen_default=True)
class Record:
    """Base of classes whose annotated names are the fields of their instances; values of the class are defaults."""

    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}
    __dataclass_fields__: ClassVar[Any] = _DataclassFields()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._defaults = {name: cls.__dict__[name] for name in cls._fields if name in cls.__dict__}

    def __init__(self, *values: Any, **named: Any) -> None:
        given = {**dict(zip(self._fields, values)), **named}  # noqa: B905  # Python 3.10 has it slower, too
        for name in self._fields:
            if name not in given:
                if name not in self._defaults:
                    raise TypeError(f"{type(self).__name__}() lacks the argument {name!r}")
                given[name] = self._defaults[name]
        if len(given) != len(self._fields) or len(values) > len(self._fields):
            raise TypeError(f"{type(self).__name__}() takes {', '.join(self._fields)}, not {', '.join(named)}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: object) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._values() == self._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def _values(self) -> tuple[object, ...]:
        return tuple(self.__dict__[name] for name in self._fields)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._fields)
        return f"{type(self).__name__}({shown})"

    def replace(self, **changes: Any) -> Self:
        """Return a record like this one with other values in some fields.

        Args:
            changes: Values by field.
        """
        return type(self)(**{**self.__dict__, **changes})

    __replace__ = replace  # of copy.replace, new in Python 3.13
