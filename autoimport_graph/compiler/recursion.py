"""Room for visitors: Python's own compiler takes code that is nested deeper than its recursion limit lets them go.

Each ``elif`` of a long chain is nested in the one before it, and each early return nests the code that follows.
"""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from autoimport_graph.compiler.process_setting import ProcessSetting

# Until Python 3.10 each call takes room on the C stack, too.
_LIMIT = 10_000 if sys.version_info >= (3, 11) else 4_000
# macOS gives a thread 512 KiB, where about 1,000 levels are too many.
_DEEPEST_IN_A_THREAD = 800

_limit = ProcessSetting(
    sys.getrecursionlimit, lambda found: sys.setrecursionlimit(max(_LIMIT, found)), sys.setrecursionlimit
)
deep_recursion = _limit.changed


@contextmanager
def deep_syntax() -> Iterator[None]:
    """The same for parsing and compiling a tree, which takes room on the C stack: in the main thread alone."""
    if _in_main_thread():
        with deep_recursion():
            yield
    else:
        yield


def check_depth(tree: ast.AST) -> None:
    """See that a tree can be compiled under a raised limit, where that does not keep the C stack from overflowing.

    Args:
        tree: What is to be compiled.

    Raises:
        RecursionError: It is too deep for this thread.
    """
    if _in_main_thread():
        return
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST_IN_A_THREAD):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise RecursionError("a tree of so many levels needs more room than a thread may have")


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
