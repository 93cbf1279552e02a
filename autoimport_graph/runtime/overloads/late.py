"""Graph versions that are imported when converted code first calls one of their functions: few programs call any.

Importing them all took a third of what the first graph of a process waits for.
"""

from __future__ import annotations

import bisect
import collections
import functools
import heapq
import itertools
import logging
import math
import operator
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.runtime.late_modules import LateModule
from autoimport_graph.runtime.overloading import VERSIONS, LateVersion, registered
from autoimport_graph.runtime.python_methods import register_class_method

_Originals = tuple[ModuleType | Callable[..., Any], ...]
_LOGGER = logging.Logger
_LOGGING = ("debug", "info", "warning", "error", "critical", "exception", "log")
_TAPE, _ACCUMULATOR = tf.GradientTape, tf.autodiff.ForwardAccumulator

# By module of the runtime, what it has versions of; of a module, what it may have versions of.
HOMES: dict[str, _Originals] = {
    "collecting": (len, list, tuple, set, dict),
    "iter_next": (iter, next),
    "iterables": (range, enumerate, zip, map, filter, reversed),
    "ordering": (sorted,),
    "output": (print,),
    "reductions": (sum, any, all, min, max),
    "scalars": (int, float, bool, abs, round, divmod, pow),
    "set_algebra": (frozenset,),
    "strings": (format, hex, oct, bin),
    "texts": (str, repr, chr, ord),
    "types_of": (type, isinstance, getattr, hasattr, setattr, delattr, callable),
    "overloads.algorithms": (bisect, heapq),
    "overloads.arrays": (np, np.linalg),
    "overloads.gradients": (
        _ACCUMULATOR,
        _ACCUMULATOR.jvp,
        _TAPE.batch_jacobian,
        _TAPE.gradient,
        _TAPE.jacobian,
        _TAPE.watch,
    ),
    "overloads.iterators": (itertools, functools.reduce),
    "overloads.mathematics": (math,),
    "overloads.messages": (
        tf.print,
        warnings.warn,
        *(getattr(owner, name) for owner in (logging, _LOGGER) for name in _LOGGING),
    ),
    "overloads.operator_functions": (operator,),
    "overloads.special_methods": (Mapping.get,),
    "overloads.tensors": (tf.cast, tf.constant, tf.convert_to_tensor),
}


def _each(originals: _Originals) -> Iterator[Callable[..., Any]]:
    for one in originals:
        if not isinstance(one, ModuleType):
            yield one
            continue
        for name, original in vars(one).items():
            if name[0] != "_" and callable(original):
                yield original


def load_for(original: Any) -> None:
    """Import what has a version of a callable, which would else replace one that is registered before.

    Args:
        original: The callable.
    """
    version = registered(original)
    if isinstance(version, LateVersion):
        version.load()


for _home, _originals in HOMES.items():
    for _original in _each(_originals):
        # What is imported already, as others need it, has registered its own.
        VERSIONS.setdefault(id(_original), (_original, LateVersion(_home, _original)))
_collecting = LateModule("collecting")
for _kind in (dict, collections.OrderedDict, collections.defaultdict):
    register_class_method(_kind, "fromkeys", lambda *arguments, kind=_kind: _collecting.from_keys(kind, *arguments))
_from_iterable = itertools.chain.from_iterable
register_class_method(itertools.chain, "from_iterable", LateVersion("overloads.iterators", _from_iterable))
