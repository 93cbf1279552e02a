"""One branch of an ``If``: traced into a graph of its own, with what it left behind."""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import arrays
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.attempts import Thrown, closing
from autoimport_graph.runtime.building import locate
from autoimport_graph.runtime.choice_packing import restricted, restricted_contents
from autoimport_graph.runtime.failures import fail, is_refusal
from autoimport_graph.runtime.marks import UNSET
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.places import unbound_name
from autoimport_graph.runtime.regions import Cell, Place, Region, fresh, leave, stack, touch

RESULT = ("result",)  # the key of what a branch's function returns, among the places that it writes
_OPERAND = r"\.<locals>\.(if_\w+|operand_\d+|<lambda>)$"  # functions that the compiler made of branches
_MAX_RECURSION = 30  # branches of one statement, each inside the one before

_LONG_CHAIN = 40  # branches, each of another statement


class Branch:
    """A traced branch: its graph, and what it left behind before that was put back."""

    def __init__(
        self, function: Callable[[], Any] | None, scope: str, name: str, places: list[Place], fact: Any = None
    ) -> None:
        self.failure: BaseException | None = None
        self.thrown = False
        self.result: Any = None
        self.region = Region("branch", places, stack.top)
        self.region.fact = fact
        self.region.resumes = True
        stack.top = self.region
        try:
            self.graph = private.trace("branch", private.unique_name(scope, name), lambda: self._run(function))
            arrays.note_shared(self.region)
            with self.graph.as_default():
                self._collect()
        finally:
            leave(self.region)

    def _collect(self) -> None:
        self.after = {
            key: restricted_contents(place.read()) if key[0] == "contents" else restricted(place.read())
            for key, place in self.region.places.items()
        }
        self.after[RESULT] = UNSET if self.thrown else restricted(self.result)

    def _run(self, function: Callable[[], Any] | None) -> None:
        self.region.graph = private.get_default_graph()
        if function is None:
            return
        self.region.code = getattr(function, "__code__", None)
        _refuse_recursion(self.region)
        place = Cell(fresh(types.CellType(UNSET)), "result")
        try:
            with closing():
                self.result = function()
                self._find_items()
                if stack.top is not self.region:  # the rest of a ``try`` ends here, in which the result was made
                    touch(place)
                    place.write(self.result)
                    self.result = UNSET
            if self.result is UNSET:
                self.result = place.read()
        except Thrown:
            self.thrown = True
        except RecursionError as error:
            raise _too_deep(self.region) from error
        except Exception as error:
            if is_refusal(error):
                locate(error)  # the variables are still bound
                raise
            if isinstance(error, NameError):
                note_undefined(self.region, error)
            note_mismatch(self.region, error)
            if function is not None and hasattr(function, "__code__"):
                staged("runtime_error", function.__code__, type(error).__name__)
            self.thrown = fail(error)
            if not self.thrown:
                self.failure = error

    def _find_items(self) -> None:
        """Items of the branch that are yet to be found (``zip``, a generator expression) cannot leave it."""
        from autoimport_graph.runtime.collecting import as_list
        from autoimport_graph.runtime.mapped import is_lazy

        if is_lazy(self.result):
            self.result = as_list(self.result)
        for key, place in list(self.region.places.items()):
            value = place.read()
            if value is not self.region.before[key] and is_lazy(value):
                place.write(as_list(value))

    def value(self, key: tuple[Any, ...], other: Branch) -> Any:
        """What a place holds at the branch's end; never read if the branch fails."""
        if self.failure is not None:
            return UNSET
        if key in self.after:
            return self.after[key]
        return other.region.before[key]


def note_undefined(region: Region | None, error: NameError) -> None:
    """A variable was read that is not bound yet: the loop around learns that its first trace said too little."""
    while region is not None:
        region.undefined_reads.add(unbound_name(error))
        region = region.parent


def note_mismatch(region: Region | None, error: Exception) -> None:
    """Tensors of two dtypes met: the loop around learns that what it begins with may have to be of another one."""
    if not isinstance(error, TypeError) or "does not match type" not in str(error):
        return
    while region is not None:
        region.mismatched = True
        region = region.parent


def _refuse_recursion(region: Region) -> None:
    """Refuse a function that calls itself in a branch again and again: tracing it would never end."""
    depth, around = 0, region.parent
    while around is not None:
        depth += around.code is region.code and region.code is not None
        around = around.parent
    if depth > _MAX_RECURSION:
        raise _recursion(region)


def _too_deep(region: Region) -> StagingError:
    """What to say of a branch that is nested more deeply than Python's stack allows."""
    codes, around = [], region.parent
    while around is not None:
        codes.append(around.code)
        around = around.parent
    if len(codes) < _LONG_CHAIN or region.code in codes:
        return _recursion(region)
    return StagingError(
        f"{len(codes)} branches that tensors decide lie one in another, and Python's stack has no room for more "
        "(sys.setrecursionlimit): each elif, and each if that returns, is nested in the one before. "
        "Look the result up in a list, a dict or a tensor, or use tf.switch_case"
    )


def _recursion(region: Region) -> StagingError:
    code = region.code
    qualified: Any = getattr(code, "co_qualname", None) or getattr(code, "co_name", "a function")
    name = re.sub(_OPERAND, "", qualified) + "()"
    where = "" if code is None else f' (File "{code.co_filename}", line {code.co_firstlineno})'
    return StagingError(
        f"{name} calls itself where a tensor decides whether the recursion ends{where}: "
        "a graph has no recursion of a depth that is known only when it runs. "
        "Write it as a loop, or let a Python value decide."
    )


def failure_of(function: Callable[[], Any]) -> Exception | None:
    """The exception that a function would raise, found out in a graph that is thrown away; ``None`` if it would not."""
    with private.name_scope("probe") as scope:
        failure = Branch(function, scope, "probe", []).failure
    return failure if isinstance(failure, Exception) else None


def traced_result(function: Callable[[], Any]) -> Any:
    """What a function returns, found out in a graph that is thrown away; ``None`` if it fails."""
    with private.name_scope("probe") as scope:
        branch = Branch(function, scope, "probe", [])
        return None if branch.failure is not None or branch.thrown else branch.after[RESULT]
