"""The kinds of what is a Python number here and a tensor there, or an integer here and a float there.

One tensor carries all of them, and computes with them as Python does. Their text is another: where that is asked for,
these kinds tell.
"""

from __future__ import annotations

from autoimport_graph.runtime.kinds import Dense, Elements, Kind, Nothing, Structure, Union, Weak


class MixedDense(Dense):
    """A tensor, in which Python's numbers may lie."""


class MixedWeak(Weak):
    """A Python float, in which integers may lie."""


def noted(joined: Kind, first: Kind, second: Kind) -> Kind:
    """The kind of a list's items, with these kinds in it where it covers numbers that it does not tell apart.

    Args:
        joined: What covers the kinds of two items.
        first: The first.
        second: The second.
    """
    kinds = first, second
    if isinstance(joined, Structure) and all(
        isinstance(kind, Structure) and kind.keys == joined.keys for kind in kinds
    ):
        return Structure(joined.type, joined.keys, tuple(map(noted, joined.parts, *(kind.parts for kind in kinds))))  # type: ignore[attr-defined]
    if any(isinstance(kind, Nothing) for kind in kinds):
        return joined
    mixed = any(isinstance(kind, MixedDense | MixedWeak) for kind in kinds)
    is_one = _is_float if isinstance(joined, Weak) else lambda kind: isinstance(kind, Dense)
    return _as_mixed(joined) if mixed or not all(map(is_one, kinds)) else joined


def still_mixed(joined: Kind | None, first: Kind, second: Kind) -> Kind | None:
    """The kind that covers two numbers; one of these kinds if either is.

    Args:
        joined: What covers them, if anything.
        first: The kind of the first.
        second: The kind of the second.
    """
    if isinstance(first, MixedDense | MixedWeak) or isinstance(second, MixedDense | MixedWeak):
        return None if joined is None else _as_mixed(joined)
    return joined


def _as_mixed(joined: Kind) -> Kind:
    if type(joined) is Dense:
        return MixedDense(joined.dtype, joined.shape)
    return MixedWeak(joined.name) if type(joined) is Weak and joined.name == "float" else joined


def _is_float(kind: Kind) -> bool:
    return isinstance(kind, Weak) and kind.name == "float"


def holds_mixed(kind: Kind) -> bool:
    """Whether a kind, or a part of it, is one of these."""
    if isinstance(kind, Structure):
        return any(map(holds_mixed, kind.parts))
    if isinstance(kind, Union):
        return any(map(holds_mixed, kind.alternatives))
    if isinstance(kind, Elements):
        return holds_mixed(kind.element)
    return isinstance(kind, MixedDense | MixedWeak)
