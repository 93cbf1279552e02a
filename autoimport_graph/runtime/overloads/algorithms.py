"""``bisect`` and ``heapq``, whose own functions are written in C and change lists that nobody is told of.

Theirs written in Python, converted as an author's: where a list, or an item of it, is the graph's, and inside branches
and loops that a tensor decides.
"""

from __future__ import annotations

import bisect
import functools
import heapq
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.converted_text import functions_of
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.regions import staged
from autoimport_graph.runtime.truth import holds_symbolic

_TEXT = """
def bisect_right(a, x, lo=0, hi=None, *, key=None):
    if lo < 0:
        raise ValueError("lo must be non-negative")
    if hi is None:
        hi = len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if x < (a[mid] if key is None else key(a[mid])):
            hi = mid
        else:
            lo = mid + 1
    return lo

def bisect_left(a, x, lo=0, hi=None, *, key=None):
    if lo < 0:
        raise ValueError("lo must be non-negative")
    if hi is None:
        hi = len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if (a[mid] if key is None else key(a[mid])) < x:
            lo = mid + 1
        else:
            hi = mid
    return lo

def insort_right(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)

def insort_left(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)

def towards_root(heap, start, position):
    item = heap[position]
    while position > start and item < heap[(position - 1) // 2]:
        heap[position] = heap[(position - 1) // 2]
        position = (position - 1) // 2
    heap[position] = item

def towards_leaves(heap, position):
    end, start, item = len(heap), position, heap[position]
    child = 2 * position + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child = child + 1
        heap[position] = heap[child]
        position = child
        child = 2 * position + 1
    heap[position] = item
    towards_root(heap, start, position)

def heappush(heap, item):
    heap.append(item)
    towards_root(heap, 0, len(heap) - 1)

def heappop(heap):
    last = heap.pop()
    if len(heap) == 0:
        return last
    first = heap[0]
    heap[0] = last
    towards_leaves(heap, 0)
    return first

def heapreplace(heap, item):
    first = heap[0]
    heap[0] = item
    towards_leaves(heap, 0)
    return first

def heappushpop(heap, item):
    if len(heap) > 0 and heap[0] < item:
        item, heap[0] = heap[0], item
        towards_leaves(heap, 0)
    return item

def heapify(heap):
    for position in reversed(range(len(heap) // 2)):
        towards_leaves(heap, position)

def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:n] if n > 0 else []

def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:n] if n > 0 else []
"""


@functools.cache
def _functions() -> dict[str, Any]:
    """The functions of the text, in two versions each as an author's are."""
    return functions_of(_TEXT, __name__)


def _version(original: Callable[..., Any]) -> Callable[..., Any]:
    def algorithm(*arguments: Any, **keywords: Any) -> Any:
        if staged() is None and not any(map(holds_symbolic, (*arguments, *keywords.values()))):
            return original(*arguments, **keywords)
        return _functions()[original.__name__](*arguments, **keywords)

    return algorithm


_ORIGINALS: list[Any] = [bisect.bisect_left, bisect.bisect_right, bisect.insort_left, bisect.insort_right]
_ORIGINALS += [heapq.heappush, heapq.heappop, heapq.heapreplace, heapq.heappushpop, heapq.heapify]
_ORIGINALS += [heapq.nsmallest, heapq.nlargest]


def _register() -> None:
    for original in _ORIGINALS:
        register(original, _version(original))


_register()
