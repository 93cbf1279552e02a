"""Names that are bound in each converted module's globals.

Two underscores at both ends: a class body mangles anything else.
"""

from __future__ import annotations

HANDLE = "__autoimport_graph__"
BUILDING = "__building_graph__"
# The first parameter of a generator's version that hands its values over where the generator would catch what whoever
# takes them raises: right for the body of a ``with``, not for that of a loop.
CATCHING = "catching_yield_"


def is_special(name: str) -> bool:
    """Whether a name has the form that Python keeps for itself: ``__class__``.

    Args:
        name: An attribute's.
    """
    return len(name) > 4 and name.startswith("__") and name.endswith("__")
