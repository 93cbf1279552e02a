"""``isinstance`` for values of the author's: are they TensorFlow's, or the runtime's own?

Python's ``isinstance`` asks an object for its ``__class__`` if its type does not tell. That may run the author's code:
a proxy that has nothing to stand for yet fails, and a converted ``__getattribute__`` would call an operator, which
asked again. ``type`` is never in doubt.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import tensorflow as tf

if TYPE_CHECKING:
    from builtins import isinstance  # noqa: UP029  # for its narrowing of types
else:

    def isinstance(value: Any, kinds: Any) -> bool:
        """Whether a value's type is a class, or one derived from it; not what the value says of itself."""
        kind = type(value)
        return issubclass(kind, kinds) or (kind in _TRACKED and builtins.isinstance(value, kinds))


def _tracked() -> frozenset[type]:
    """What TensorFlow puts in place of a module's dicts and tuples: proxies that are to pass for them."""
    module = tf.Module()
    module.mapping, module.sequence = {}, (tf.Module(),)
    return frozenset({type(module.mapping), type(module.sequence)})


_TRACKED = _tracked()

__all__ = ["isinstance"]
