"""What the compiler is asked for, and what it hands back."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from types import CodeType

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from autoimport_graph.compiler.lift import GraphVersion


@dataclass(frozen=True)
class Options:
    """What changes the compiler's output beside the source itself; all of it is part of the cache key.

    Args:
        graph: Patterns (dotted names, ``*`` wildcards) of functions that run as one graph op.
        do_not_convert: Patterns of functions, classes and modules that stay plain Python.
        py_func: Patterns of functions that run in Python at graph run time.
        jit_compile: Whether XLA compiles the functions that run as one graph op, as a whole; ``None`` for their loops.
        every_call: Whether a function that only calls others gets a graph version, too: those may have none yet.
        first_number: The number of the first graph version.
    """

    graph: tuple[str, ...] = ()
    do_not_convert: tuple[str, ...] = ()
    py_func: tuple[str, ...] = ()
    jit_compile: bool | None = None
    every_call: bool = False
    first_number: int = 0


@dataclass(frozen=True)
class Note:
    """One thing worth reporting about a conversion.

    Args:
        kind: ``"unconverted"`` (left eager, see reason), ``"converted"`` (or to be, when a graph first runs a function
            of the module), ``"untouched"`` (nothing to convert),
            ``"excluded"`` (do_not_convert), ``"graph"`` or ``"py_func"`` (the config named it).
        qualname: Qualified name of the function inside its module.
        line: The author's line of the definition, from 1.
        reason: Why, in a sentence; empty where the kind says it all.
    """

    kind: str
    qualname: str
    line: int
    reason: str = ""


@dataclass(frozen=True)
class Conversion:
    """The outcome of converting one module.

    Args:
        tree: The module's tree with guards, for loaders that compile themselves (``inner.source_to_code(tree, path)``).
        code: ``tree`` compiled.
        notes: What was done with each function.
        section: The graph versions as ``code`` holds them, see :func:`autoimport_graph.compiler.lift.pack`; ``None`` if
            they are yet to be made.
    """

    tree: ast.Module
    code: CodeType
    notes: tuple[Note, ...]
    section: bytes | None


@dataclass(frozen=True)
class LiveConversion:
    """The outcome of converting source whose module has been executed already.

    Args:
        tree: The source's tree with guards.
        plain: The code as Python has it.
        guarded: The same with guards, but without the statement that binds what they use.
        codes: Graph versions by number.
        versions: Their definitions.
        notes: What was done with each function.
    """

    tree: ast.Module
    plain: CodeType
    guarded: CodeType
    codes: dict[int, CodeType]
    versions: tuple[GraphVersion, ...]
    notes: tuple[Note, ...]
