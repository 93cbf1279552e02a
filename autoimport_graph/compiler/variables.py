"""Which variables a piece of one function reads, binds and deletes, not looking into the functions inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import gast

Node = Any
_COMPREHENSIONS = ("ListComp", "SetComp", "DictComp", "GeneratorExp")
COMPOUND = ("If", "For", "While", "With", "Try", "AsyncFor", "AsyncWith", "TryStar")
AUTHORS_COMPOUND = (*COMPOUND, "Match")  # before that one is lowered


# What holds no nodes, or none that anybody looks for.
_NOT_CHILDREN = {
    "ctx",
    "op",
    "ops",
    "id",
    "attr",
    "name",
    "names",
    "module",
    "level",
    "kind",
    "type_comment",
    "is_async",
    "simple",
    "conversion",
}


class _ChildFields(dict[Any, tuple[str, ...]]):
    """By a node's class, the fields in which nodes are, in the order of the source, but for operators and the like."""

    def __missing__(self, kind: Any) -> tuple[str, ...]:
        # An exception handler's name is a node, that of an import says what is bound.
        wanted = {"ExceptHandler": {"name"}, "Import": {"names"}, "ImportFrom": {"names"}}.get(kind.__name__, set())
        fields = tuple(name for name in kind._fields if name not in _NOT_CHILDREN - wanted)
        self[kind] = () if kind.__name__ in ("Name", "Constant") else fields
        return self[kind]


CHILD_FIELDS = _ChildFields()


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node, in the order of the source, but for operators and the like."""
    for name in CHILD_FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            for item in value:
                if isinstance(item, gast.AST):
                    yield item
        elif isinstance(value, gast.AST):
            yield value


# What tells of names in other ways than by the nodes below it.
_SPECIAL = frozenset(
    {
        *("Name", *_COMPREHENSIONS, "NamedExpr", "Import", "ImportFrom", "Global", "Nonlocal", "AnnAssign"),
        *("MatchAs", "MatchStar", "MatchMapping", "AugAssign", "Subscript"),
    }
)


class Uses:
    """What a piece of code does with the names of its function.

    Args:
        opaque: For each placeholder of a nested function or class, what it binds and reads (see ``Opaque``).
        known: What is known of compound statements, and is added to. Each branch of a chain holds the rest of the
            chain: to look at all of it for each would take time by the square of its length.

    Attributes:
        reads: Names read.
        binds: Names bound or deleted.
        item_writes: Names of containers of which an item is stored.
        captures: Names that functions and generator expressions keep, and may read or write at any time after.
    """

    def __init__(self, opaque: dict[str, Opaque], known: dict[Node, Uses] | None = None) -> None:
        self.opaque = opaque
        self.known = known
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.item_writes: set[str] = set()
        self.captures: set[str] = set()

    def add(self, node: Node, hidden: frozenset[str] = frozenset()) -> None:
        """Take a node into account; ``hidden`` are names that a comprehension around it binds for itself."""
        kind = type(node)
        if kind.__name__ in _SPECIAL:
            self._add_special(node, hidden)
            return
        if self.known is not None and kind.__name__ in COMPOUND:
            self._add_compound(node, self.known)
            return
        # The same as children(), which would be asked for each node of a function, many times over.
        for name in CHILD_FIELDS[kind]:
            value = getattr(node, name, None)
            if isinstance(value, gast.AST):
                self.add(value, hidden)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, gast.AST):
                        self.add(item, hidden)

    def _add_special(self, node: Node, hidden: frozenset[str]) -> None:
        kind = type(node).__name__
        if kind == "Name":
            self._add_name(node, hidden)
        elif kind in _COMPREHENSIONS:
            self._add_comprehension(node, hidden)
        elif kind == "NamedExpr":
            self.add(node.value, hidden)
            self.binds.add(node.target.id)
        elif kind in ("Import", "ImportFrom"):
            self.binds.update((item.asname or item.name.partition(".")[0]) for item in node.names)
        elif kind in ("Global", "Nonlocal"):
            pass
        elif kind == "AnnAssign" and node.value is None and isinstance(node.target, gast.Name):
            pass  # x: int makes x local, and binds nothing
        elif kind in ("MatchAs", "MatchStar", "MatchMapping"):
            name = node.rest if kind == "MatchMapping" else node.name
            if name:
                self.binds.add(name)
            for child in children(node):
                self.add(child, hidden)
        elif kind == "AugAssign" and type(node.target).__name__ == "Name":
            self.reads.add(node.target.id)
            self.binds.add(node.target.id)
            self.add(node.value, hidden)
        else:
            if kind == "Subscript" and not isinstance(node.ctx, gast.Load) and isinstance(node.value, gast.Name):
                self.item_writes.add(node.value.id)
            for child in children(node):
                self.add(child, hidden)

    def _add_compound(self, node: Node, known: dict[Node, Uses]) -> None:
        inner = known.get(node)
        if inner is None:
            inner = known[node] = Uses(self.opaque, known)
            for child in children(node):
                inner.add(child)
        self.reads |= inner.reads
        self.binds |= inner.binds
        self.item_writes |= inner.item_writes
        self.captures |= inner.captures

    def _add_name(self, node: Node, hidden: frozenset[str]) -> None:
        opaque = self.opaque.get(node.id)
        if opaque is not None:
            self.reads |= opaque.reads - hidden
            self.binds |= opaque.binds
            self.captures |= opaque.captures - hidden
        elif node.id not in hidden:
            # ``del x`` fails where x is not bound: it reads it, too.
            if not isinstance(node.ctx, gast.Store):
                self.reads.add(node.id)
            if not isinstance(node.ctx, gast.Load):
                self.binds.add(node.id)

    def _add_comprehension(self, node: Node, hidden: frozenset[str]) -> None:
        self.add(node.generators[0].iter, hidden)
        targets = Uses(self.opaque)
        for generator in node.generators:
            targets.add(generator.target)
        hidden |= targets.binds
        inner = Uses(self.opaque)
        for number, generator in enumerate(node.generators):
            inner.add(generator.target, hidden)
            if number:
                inner.add(generator.iter, hidden)
            for condition in generator.ifs:
                inner.add(condition, hidden)
        for part in ("key", "value", "elt"):
            if hasattr(node, part):
                inner.add(getattr(node, part), hidden)
        self.reads |= inner.reads
        self.binds |= inner.binds
        self.captures |= inner.captures
        if type(node).__name__ == "GeneratorExp":  # it reads when it is asked for its next item
            self.captures |= inner.reads | inner.binds


class Opaque:
    """A nested function, lambda, class or type alias: passes see a placeholder, its author's node comes back at the
    end.

    Args:
        node: The node, of :mod:`ast`, that comes back.
        binds: Names it binds where it stands: its own, and those of assignment expressions in defaults and decorators.
        reads: Names it reads where it stands: decorators, defaults, bases, and what it takes from this function.
        captures: What it takes from this function, and may read or write at any time after.
    """

    def __init__(self, node: Node, binds: set[str], reads: set[str], captures: set[str]) -> None:
        self.node = node
        self.binds = binds
        self.reads = reads
        self.captures = captures


def uses(nodes: Node | Iterable[Node] | None, opaque: dict[str, Opaque], known: dict[Node, Uses] | None = None) -> Uses:
    """What a node, or some nodes, do with names.

    Args:
        nodes: One node, several, or none.
        opaque: The function's placeholders.
        known: What is known of compound statements, see :class:`Uses`.
    """
    result = Uses(opaque, known)
    if nodes is None:
        return result
    for node in [nodes] if isinstance(nodes, gast.AST) else nodes:
        result.add(node)
    return result


BLOCK_FIELDS = ("body", "orelse", "finalbody", "handlers", "cases")


def holds(statements: Iterable[Node], kinds: tuple[str, ...]) -> bool:
    """Whether a statement of these kinds is among ``statements`` or in a block of theirs; expressions are left out.

    Args:
        statements: Of one function.
        kinds: Names of the nodes' classes.
    """
    for node in statements:
        if type(node).__name__ in kinds:
            return True
        for block in BLOCK_FIELDS:
            inner = getattr(node, block, None)
            if isinstance(inner, list) and inner and holds(inner, kinds):
                return True
    return False


def contains(
    nodes: Node | Iterable[Node], kinds: tuple[str, ...], stop: tuple[str, ...] = ("FunctionDef", "Lambda")
) -> bool:
    """Whether a node of these kinds is among ``nodes`` or below, not looking below nodes of the kinds ``stop``."""
    stack = [nodes] if isinstance(nodes, gast.AST) else list(nodes)
    while stack:
        node = stack.pop()
        kind = type(node).__name__
        if kind in kinds or (kind == "comprehension" and node.is_async and "Await" in kinds):
            return True
        if kind not in stop:
            stack.extend(children(node))
    return False
