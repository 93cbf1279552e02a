"""Which function a line belongs to, read off the author's source.

    1  def f(x):
    2      def g(y):
    3          return y
    4      return g(x)

    at(1) -> "f"    at(3) -> "f.<locals>.g"    at(4) -> "f"

What the runtime records names the code that was running. A graph version's bodies of branches and loops are functions
of the compiler's making, and several lambdas share a name: the line is what they have in common with the author's file.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Span:
    """The lines of one function.

    Args:
        qualname: Its qualified name in the module.
        line: The line of its ``def`` or ``lambda``.
        last: Its last line.
    """

    qualname: str
    line: int
    last: int


class Outline:
    """The functions of one file.

    Args:
        source: The file's text or bytes; what does not parse has no functions.
    """

    def __init__(self, source: str | bytes) -> None:
        self.spans: list[Span] = []
        try:
            self._visit(ast.parse(source), "")
        except (SyntaxError, ValueError):
            self.spans = []

    def _visit(self, node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, _Function):
                name = "<lambda>" if isinstance(child, ast.Lambda) else child.name
                self.spans.append(Span(prefix + name, child.lineno, child.end_lineno or child.lineno))
                inner = f"{prefix}{name}.<locals>."
            elif isinstance(child, ast.ClassDef):
                inner = f"{prefix}{child.name}."
            self._visit(child, inner)

    def at(self, line: int) -> Span | None:
        """Return the innermost function that a line belongs to, None outside of all.

        Args:
            line: From 1.
        """
        around = [span for span in self.spans if span.line <= line <= span.last]
        # The innermost begins last; of two that begin on one line, it ends first.
        return max(around, key=lambda span: (span.line, -span.last), default=None)
