"""What became of each module, told to whoever asked: the command line's ``-v`` and the report."""

from __future__ import annotations

from collections.abc import Callable

from autoimport_graph.hook.log import debug
from autoimport_graph.records import Record

# A function's note as it lies in the cache: kind, qualified name, line, reason (the fields of the compiler's Note).
FunctionNote = tuple[str, str, int, str]


class ModuleEvent(Record):
    """One module went through the hook.

    Args:
        name: The module's dotted name.
        path: The author's file, or an empty string where there is none.
        kind: ``"converted"``, ``"cached"`` (converted by an earlier run), ``"completed"`` (after one of these: a graph
            wanted one of its functions, so graph versions were made), ``"skipped"`` (passed through, see reason) or
            ``"failed"`` (conversion failed, it runs as plain Python, see reason).
        reason: Why, in a few words; empty where the kind says it all.
        seconds: What it took to get the code.
        notes: What was done with each function.
    """

    name: str
    path: str
    kind: str
    reason: str = ""
    seconds: float = 0.0
    notes: tuple[FunctionNote, ...] = ()


Observer = Callable[[ModuleEvent], None]
observers: list[Observer] = []


def subscribe(observer: Observer) -> Callable[[], None]:
    """Have a function called with each event from now on.

    Args:
        observer: Called in the importing thread, inside the import; what it raises is logged and dropped.

    Returns:
        A function that ends the subscription.
    """
    observers.append(observer)

    def unsubscribe() -> None:
        if observer in observers:
            observers.remove(observer)

    return unsubscribe


def emit(event: ModuleEvent) -> None:
    """Tell every observer.

    Args:
        event: What happened.
    """
    for observer in tuple(observers):
        try:
            observer(event)
        except Exception as error:  # a broken observer must not break the user's import
            debug("observer %r failed for %s: %r", observer, event.name, error)
