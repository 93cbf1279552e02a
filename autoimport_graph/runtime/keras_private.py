"""Private names of Keras; ``tests/runtime/test_private.py`` names each.

- ``get_stateless_scope``, ``in_symbolic_scope`` (``keras.src.backend.common``): a layer that is called on symbolic
  inputs runs for the shapes of its outputs alone; what it assigns to variables lies in a scope meanwhile.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

_STATELESS = "keras.src.backend.common.stateless_scope"
_SYMBOLIC = "keras.src.backend.common.symbolic_scope"


@contextlib.contextmanager
def updates_end_here() -> Iterator[None]:
    """Let updates of variables that a branch makes end with it, where Keras asks for shapes alone.

    The scope would hand the branch's tensors to code outside of it. Anywhere else a variable is a variable, and its
    updates are operations of the branch.
    """
    stateless, symbolic = sys.modules.get(_STATELESS), sys.modules.get(_SYMBOLIC)
    scope = None
    if stateless is not None and symbolic is not None and symbolic.in_symbolic_scope():
        scope = stateless.get_stateless_scope()
    if scope is None:
        yield
        return
    before = dict(scope.state_mapping)
    try:
        yield
    finally:
        scope.state_mapping.clear()
        scope.state_mapping.update(before)
