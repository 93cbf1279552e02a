"""Scopes: which names each function of a module binds, and which it takes from the functions around it.

The rules are those of the language reference, "Resolution of names": a name that a function binds is local to it
unless it is declared ``global`` or ``nonlocal``; a name it only reads is looked up in the enclosing functions (class
bodies are skipped), then in the module. Private names are those that the class around makes of them. :mod:`symtable`
gives the same answers but parses the source a second time and does not say which node a table belongs to;
``tests/compiler/test_scopes.py`` holds this module to it.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
STAR = "*"  # bound where a module imports all names of another
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(eq=False)
class Scope:
    """A block of names: the module, a class, a function, a comprehension, or the type parameters of a definition.

    Args:
        kind: ``"module"``, ``"class"``, ``"function"``, ``"comprehension"`` or ``"type parameters"``.
        node: The node that opens the scope.
        parent: The scope around it, ``None`` for a module.
        name: The last part of the qualified name.
        bound: Names that the scope binds (before ``global`` and ``nonlocal`` are taken into account).
        reads: Names that it reads.
        globals_declared: Names declared ``global``.
        nonlocals_declared: Names declared ``nonlocal``.
        yields: Whether it suspends by ``yield``.
        children: Scopes directly inside, in the order of the source.
    """

    kind: str
    node: ast.AST
    parent: Scope | None
    name: str
    bound: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    globals_declared: set[str] = field(default_factory=set)
    nonlocals_declared: set[str] = field(default_factory=set)
    yields: bool = False
    children: list[Scope] = field(default_factory=list)
    _free: set[str] | None = None
    _names: set[str] | None = None
    _rebound: set[str] | None = None

    @property
    def is_function(self) -> bool:
        """Whether names bound here are visible to functions inside."""
        return self.kind in ("function", "comprehension", "type parameters")

    @property
    def locals(self) -> set[str]:
        """Names that live in this scope."""
        return self.bound - self.globals_declared - self.nonlocals_declared

    @functools.cached_property
    def qualname(self) -> str:
        """The qualified name, as ``__qualname__`` would have it."""
        around = self.parent
        while around is not None and around.kind not in ("function", "class", "module"):
            around = around.parent
        if around is None or around.kind == "module":
            return self.name
        return (
            f"{around.qualname}.<locals>.{self.name}" if around.kind == "function" else f"{around.qualname}.{self.name}"
        )

    @property
    def class_name(self) -> str | None:
        """The innermost class around, whose name mangles private names; ``None`` outside classes."""
        scope: Scope | None = self.parent
        while scope is not None:
            if scope.kind == "class":
                return scope.name
            scope = scope.parent
        return None

    @property
    def private_class(self) -> str | None:
        """The class whose name is put before private names in this scope."""
        return self.name if self.kind == "class" else self.class_name

    def free(self) -> set[str]:
        """Names that this scope, or a scope inside it, takes from the functions around it."""
        if self._free is None:
            wanted = (self.reads | self.bound) - self.locals - self.globals_declared
            for child in self.children:
                # What an inner function declares global or finds here is no concern of the scopes around; class
                # bodies are looked through.
                wanted |= child.free() - (self.locals | self.globals_declared if self.kind != "class" else set())
            self._free = {name for name in wanted if self._in_enclosing_function(name)}
        return self._free

    def rebound_inside(self) -> set[str]:
        """Names of this scope, or of those around, that functions inside declare ``nonlocal``."""
        if self._rebound is None:
            self._rebound = set()
            for child in self.children:
                inner = child.nonlocals_declared | child.rebound_inside()
                self._rebound |= inner - (child.locals if child.is_function else set())
        return self._rebound

    def names_inside(self) -> set[str]:
        """All names that occur in this scope or inside it."""
        if self._names is None:
            self._names = self.bound | self.reads | self.globals_declared
            for child in self.children:
                self._names |= child.names_inside()
        return self._names

    def is_global(self, name: str) -> bool:
        """Whether a name that is read here is the module's, or a builtin."""
        scope: Scope | None = self
        while scope is not None and scope.parent is not None:
            if name in scope.locals | scope.nonlocals_declared and (scope is self or scope.kind != "class"):
                return False
            scope = scope.parent
        return True

    def is_builtin(self, name: str) -> bool:
        """Whether a name that is read here can only be that of a builtin."""
        return self.may_be_builtin(name) and STAR not in self.module.bound

    def may_be_builtin(self, name: str) -> bool:
        """Whether a name that is read here is that of a builtin, unless ``from ... import *`` brings another."""
        scope = self
        while scope.parent is not None:
            if name in scope.globals_declared:
                return False
            scope = scope.parent
        return self.is_global(name) and name not in scope.bound

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        return self if self.parent is None else self.parent.module

    def _in_enclosing_function(self, name: str) -> bool:
        scope = self.parent
        while scope is not None and scope.kind != "module":
            if scope.is_function:
                if name in scope.globals_declared:
                    return False
                if name in scope.locals:
                    return True
            elif scope.kind == "class" and name == "__class__":
                return True
            scope = scope.parent
        return False

    def walk(self) -> Iterator[Scope]:
        """This scope and all inside it, outer ones first."""
        stack = [self]
        while stack:
            scope = stack.pop()
            yield scope
            stack.extend(reversed(scope.children))


def mangled(name: str, class_name: str | None) -> str:
    """What a name is inside a class: private ones get the class's name in front.

    Args:
        name: As the author wrote it.
        class_name: The innermost class around, ``None`` outside classes.
    """
    if class_name is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    stripped = class_name.lstrip("_")
    return f"_{stripped}{name}" if stripped else name


def analyse(tree: ast.Module) -> Scope:
    """Find the scopes of a module.

    Args:
        tree: The module as :func:`ast.parse` gives it.

    Returns:
        The module's scope; the others hang below it.
    """
    module = Scope("module", tree, None, "<module>")
    _Builder(module).visit_body(tree.body)
    return module


class _Builder:
    """Fills one scope; each scope inside gets a builder of its own."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.private = scope.private_class

    def visit(self, node: ast.AST) -> None:
        # Every import walks its module's tree here: ast.NodeVisitor takes three times as long, by calls and look-ups.
        visitor = _VISITORS.get(node.__class__)
        if visitor is None:
            self.generic_visit(node)
        else:
            visitor(self, node)

    def generic_visit(self, node: ast.AST) -> None:
        for value in node.__dict__.values():
            if value.__class__ is list:
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def visit_nothing(self, node: ast.AST) -> None:
        """Constants, contexts and operators hold no names."""

    def _bind(self, name: str) -> None:
        self.scope.bound.add(mangled(name, self.private))

    def visit_body(self, nodes: list[ast.stmt]) -> None:
        for node in nodes:
            self.visit(node)

    def _child(self, kind: str, node: ast.AST, name: str) -> _Builder:
        scope = Scope(kind, node, self.scope, name)
        self.scope.children.append(scope)
        return _Builder(scope)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.scope.reads.add(mangled(node.id, self.private))
            # Both make the compiler put the class into a cell called __class__.
            if node.id == "super" and self.scope.kind != "class":
                self.scope.reads.add("__class__")
        else:
            self._bind(node.id)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        # A name in parentheses, annotated without a value, is not bound: (x): int
        if node.simple or node.value is not None or not isinstance(node.target, ast.Name):
            self.visit(node.target)
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    def visit_Yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        self.scope.yields = True
        self.generic_visit(node)

    visit_YieldFrom = visit_Yield

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.globals_declared.update(mangled(name, self.private) for name in node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        names = [mangled(name, self.private) for name in node.names]
        self.scope.nonlocals_declared.update(names)
        self.scope.reads.update(names)

    def visit_alias(self, node: ast.alias) -> None:
        self._bind(node.asname or node.name.partition(".")[0])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self._bind(node.rest)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        name = mangled(node.target.id, self.private)
        # An assignment expression in a comprehension binds in the function that holds the comprehension (PEP 572).
        scope = self.scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope.nonlocals_declared.add(name)
            scope.reads.add(name)
            scope = scope.parent
        if scope is not self.scope and (scope.kind == "module" or name in scope.globals_declared):
            inner: Scope | None = self.scope
            while inner is not None and inner is not scope:
                inner.nonlocals_declared.discard(name)
                inner.globals_declared.add(name)
                inner = inner.parent
        scope.bound.add(name)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name)
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._visit_defaults(node.args)
        outer = self._type_parameters(node)
        outer._visit_annotations(node)
        inner = outer._child("function", node, node.name)
        inner._bind_arguments(node.args)
        inner.visit_body(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_defaults(node.args)
        inner = self._child("function", node, "<lambda>")
        inner._bind_arguments(node.args)
        inner.visit(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        for decorator in node.decorator_list:
            self.visit(decorator)
        outer = self._type_parameters(node)
        for base in node.bases:
            outer.visit(base)
        for keyword in node.keywords:
            outer.visit(keyword)
        outer._child("class", node, node.name).visit_body(node.body)

    def visit_TypeAlias(self, node: ast.AST) -> None:
        self.visit(node.name)  # type: ignore[attr-defined]  # ast.TypeAlias is new in Python 3.12
        self._type_parameters(node)._child("function", node, "<type alias>").visit(node.value)  # type: ignore[attr-defined]

    def _type_parameters(self, node: ast.AST) -> _Builder:
        parameters = getattr(node, "type_params", [])
        if not parameters:
            return self
        outer = self._child("type parameters", node, "<type parameters>")
        for parameter in parameters:
            outer._bind(parameter.name)
            for part in ("bound", "default_value"):
                if getattr(parameter, part, None) is not None:
                    outer._child("function", parameter, "<type parameter>").visit(getattr(parameter, part))
        return outer

    def _visit_defaults(self, arguments: ast.arguments) -> None:
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            if default is not None:
                self.visit(default)

    def _visit_annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for argument in all_arguments(node.args):
            if argument.annotation is not None:
                self.visit(argument.annotation)
        if node.returns is not None:
            self.visit(node.returns)

    def _bind_arguments(self, arguments: ast.arguments) -> None:
        for argument in all_arguments(arguments):
            self._bind(argument.arg)

    def _visit_comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        # The first iterable belongs to the scope around, all the rest to the comprehension.
        self.visit(node.generators[0].iter)
        inner = self._child("comprehension", node, "<comprehension>")
        for number, generator in enumerate(node.generators):
            if number:
                inner.visit(generator.iter)
            inner.visit(generator.target)
            for condition in generator.ifs:
                inner.visit(condition)
        if isinstance(node, ast.DictComp):
            inner.visit(node.key)
            inner.visit(node.value)
        else:
            inner.visit(node.elt)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension


_VISITORS: dict[type, Callable[[_Builder, Any], None]] = {
    getattr(ast, name.removeprefix("visit_")): visitor
    for name, visitor in vars(_Builder).items()
    if name.startswith("visit_") and hasattr(ast, name.removeprefix("visit_"))
}
for _base in (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop):
    _VISITORS.update(dict.fromkeys(_base.__subclasses__(), _Builder.visit_nothing))
_VISITORS[ast.Constant] = _Builder.visit_nothing


def all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    """Every parameter of a function, in the order of the source.

    Args:
        arguments: The parameter list.

    Returns:
        Positional-only, positional, ``*args``, keyword-only and ``**kwargs`` parameters.
    """
    star = [arguments.vararg] if arguments.vararg else []
    stars = [arguments.kwarg] if arguments.kwarg else []
    return [*arguments.posonlyargs, *arguments.args, *star, *arguments.kwonlyargs, *stars]
