"""Stands in for the compiler where the hook is what is tested: binds one global, and does as it is told.

No import of pytest here: child processes use it too, through ``python fake_compiler.py ...`` like drivers.
"""

from __future__ import annotations

import ast
import sys
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

MARK = "__autoimport_graph__"


class FakeCompiler(ModuleType):
    """Takes the place of ``autoimport_graph.compiler`` in ``sys.modules``."""

    def __init__(self) -> None:
        super().__init__("autoimport_graph.compiler")
        self.calls: list[str] = []
        self.options: list[Any] = []
        self.notes: tuple[tuple[str, str, int, str], ...] = ()
        self.error: BaseException | None = None
        self.mark = "converted"

    def Options(self, **fields: Any) -> SimpleNamespace:
        return SimpleNamespace(**fields)

    def convert_module(self, source: bytes, path: str, name: str, options: Any, optimize: int = -1) -> SimpleNamespace:
        self.calls.append(name)
        self.options.append(options)
        tree = ast.parse(source, path)
        if self.error is not None:
            raise self.error
        start = 0
        while start < len(tree.body) and _must_stay_first(tree.body[start]):
            start += 1
        line = tree.body[start].lineno if start < len(tree.body) else 1
        marker = ast.parse(f"{MARK} = {self.mark!r}").body[0]
        for node in ast.walk(marker):
            if hasattr(node, "lineno"):
                node.lineno = node.end_lineno = line
        tree.body.insert(start, marker)
        code: CodeType = compile(tree, path, "exec", dont_inherit=True, optimize=optimize)
        notes = tuple(
            SimpleNamespace(kind=kind, qualname=qualname, line=line, reason=reason)
            for kind, qualname, line, reason in self.notes
        )
        return SimpleNamespace(tree=tree, code=code, notes=notes, section=b"")

    def guard_module(
        self, source: bytes, path: str, name: str, options: Any, pending: Any, optimize: int = -1
    ) -> SimpleNamespace:
        return self.convert_module(source, path, name, options, optimize)


def _must_stay_first(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def use_fake_compiler() -> FakeCompiler:
    """Put a fake compiler in place, in a process of its own; the digest of the real one's sources is fixed as well."""
    from autoimport_graph.hook import fingerprint

    fingerprint._known = bytes(32)  # or whoever edits the compiler while the tests run makes them fail
    fake = FakeCompiler()
    sys.modules["autoimport_graph.compiler"] = fake
    return fake
