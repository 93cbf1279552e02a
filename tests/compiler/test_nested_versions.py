"""Graph versions of functions in functions are compiled with stubs, and are what each is that is compiled alone."""

from __future__ import annotations

import ast
import marshal
from types import CodeType
from typing import Any

import pytest

from autoimport_graph.compiler import lift, versions
from autoimport_graph.compiler.module import Module
from autoimport_graph.compiler.outcome import Options
from autoimport_graph.compiler.versions import Versions

SOURCES = {
    "functions": """
def outer(a):
    def middle(b):
        def inner(c):
            nonlocal b
            if c:
                b = b + a
            return b
        while inner(b):
            b = inner(b) - 1
        return inner
    if a:
        a = a + 1
    return middle
""",
    "lambdas, two of them in a line": """
def outer(a):
    def middle(b):
        f, g = lambda c: c if a else b, lambda c: b if a else c
        h = lambda d=a: d if b else a
        return f, g, h, [lambda: k if b else a for k in b]
    return middle if a else None
""",
    "an operand in a lambda's line, and nothing else": """
def outer(a):
    f = lambda c: c + (1 if c else 2)
    def middle(b): return lambda d: d if b else (lambda e: e if a else d)
    return f, middle if a else None
""",
    "text that looks like a stub": """
def outer(a):
    def middle(b):
        def inner(c):
            return "<stub>" if c else b
        if b:
            return inner
        return lambda: ("<stub>", a)
    return middle if a else None
""",
    "classes": """
def outer(a):
    def middle(b):
        class Inner(a):
            __secret = 3
            def method(self, c):
                if c:
                    self.stored = c
                    return super().method(c) + self.__secret + b
                return lambda: self.__secret if c else __class__
        if b:
            return Inner
        return a
    return middle if a else None
""",
    "generators, coroutines and decorators": """
def outer(a):
    def middle(b):
        @a(b)
        @a
        def inner(c: b = a):
            for k in c:
                if k:
                    yield k + b
        async def later(c):
            if c:
                await inner(a)
            return b
        if b:
            return inner, later
        return a
    return middle if a else None
""",
    "functions in generators": """
def outer(a):
    def inner(b):
        if b:
            yield lambda: a
        yield b
    return inner if a else None
""",
    "globals": """
x = 1
def outer(a):
    x = 2
    def middle(b):
        def inner(c):
            global x
            if c:
                x = c
            return x if a else b
        if b:
            return inner
        return x
    return middle if x else None
""",
}


def _versions(source: str) -> tuple[dict[int, CodeType], str]:
    module = Module(ast.parse(source), "author.py", "author", Options())
    found = Versions(module, lambda group: group).codes
    assert all(note.kind != "unconverted" for note in module.notes)
    return found, ast.unparse(module.tree)


def _described(code: CodeType) -> Any:
    return {
        name: tuple(_described(part) if isinstance(part, CodeType) else repr(part) for part in value)
        if name == "co_consts"
        else value
        for name in dir(code)
        if name.startswith("co_") and name != "co_lnotab" and not callable(value := getattr(code, name))
    } | {"positions": list(code.co_positions()) if hasattr(code, "co_positions") else None}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_versions_are_the_same_as_alone(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[int] = []
    real = lift.without_stubs
    monkeypatch.setattr(lift, "without_stubs", lambda code, known: compiled.append(1) or real(code, known))
    with_stubs, tree = _versions(source)
    assert compiled
    monkeypatch.setattr(versions, "_AT_ONCE", 1)
    without, same_tree = _versions(source)
    assert tree == same_tree
    assert with_stubs.keys() == without.keys()
    for number, code in with_stubs.items():
        assert _described(code) == _described(without[number])
        marshal.dumps(code)
