"""Objects that are one in the author's code, and in the graph several copies.

Which one of them a change would have to change, the graph does not know: it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import parts_of_any
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.objects import mutable_parts


class _Table(GraphTable):
    """What is known of objects, each entry by the identity of what it is about.

    Attributes:
        copied: Objects of which lists in the graph hold copies, or that are such copies, at no known position.
        frozen: Those of which the copy would not follow a change.
        torn: Objects that the author's code has as one on some paths.
    """

    def __init__(self) -> None:
        self.copied: dict[int, Any] = {}
        self.frozen: dict[int, Any] = {}
        self.torn: dict[int, Any] = {}


_known = registered(_Table())


def note_copies(parts: Iterable[Any]) -> None:
    """Objects go into lists of the graph, or come out of them for good."""
    for part in parts:
        _known.copied[id(part)] = part


def is_noted(value: Any) -> bool:
    """Whether an object is one that :func:`note_copies` was told of."""
    return id(value) in _known.copied


def freeze(value: Any) -> None:
    """A list in the graph takes a copy of a value: changing the original would be lost, and is refused."""
    for part in mutable_parts(value):
        freeze_part(part)


def freeze_any(value: Any) -> None:
    """As :func:`freeze`, of a value that may be one of several."""
    for part in parts_of_any(value):
        freeze_part(part)


def freeze_part(part: Any) -> None:
    """As :func:`freeze`, of an object alone, without what it holds."""
    _known.frozen[id(part)] = part


def is_frozen(value: Any) -> bool:
    """Whether a list in the graph holds a copy of an object that would not follow a change."""
    return id(value) in _known.frozen


def refuse_change(owner: Any) -> NoReturn:
    """Refuse to change an object that is frozen.

    Raises:
        StagingError: Always.
    """
    raise StagingError(
        f"a {type(owner).__name__} is changed after a list whose length only the graph knows took it "
        "as an element, which made a copy. Change it before, give the list a copy of its own (append(list(x)), "
        "append(dict(x))), or change the list's element: xs[i] = ..."
    )


def tear(value: Any) -> None:
    """An object is two in the graph that is one on some paths: changing it would change one of them, and is refused."""
    _known.torn[id(value)] = value


def refuse_torn(owner: Any) -> None:
    """Refuse to change an object that :func:`tear` was told of.

    Raises:
        StagingError: If it is one.
    """
    if id(owner) in _known.torn:
        raise StagingError(
            f"a {type(owner).__name__} is changed that two variables (or attributes, or containers) hold on one path "
            "of a tensor condition or loop, and not on another: in a graph each holds one of its own. Change it before "
            "it is stored twice, or give each a copy"
        )
