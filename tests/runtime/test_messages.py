"""Each refusal names the author's file and line, the variables on it, the construct, why, and what to write instead."""

# ruff: noqa: E501  # a row of the table is a line

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.runtime.programs import HEADER, refused

HELPER = "import contextlib\nimport queue\nimport statistics\nfrom collections import deque\n"
LISTS = "xs = []\n    for i in range(n):\n        xs.append(i)\n    "
VECTOR, TEXT = [1.0, 2.0], "abc"

# (construct, what the body of f(n) is, where "!" marks the line; words of the message: variables, reason, remedy)
TABLE: list[tuple[str, str, Any, list[str]]] = [
    ("numpy()", "!return n.numpy() + 1", 3, ["numpy()", "n is a int32 tensor", "py_func"]),
    ("item()", "m = n * 2\n    !return m.item()", 3, ["item()", "m is a int32 tensor", "py_func"]),
    ("tolist()", "!return n.tolist()", VECTOR, ["tolist()", "n is a float32 tensor of shape (2,)", "py_func"]),
    ("yield", "def g(k):\n        !if k > 2:\n            yield (yield 1)\n        yield 2\n    return next(g(n))", 3, ["yield", "k is a int32"]),
    (
        "try around a helper",
        "def g(k):\n        with contextlib.ExitStack():\n            !if k > 2:\n                raise ValueError('a')\n"
        "        return k\n"
        "    try:\n        return g(n)\n    except ValueError:\n        return n",
        3,
        ["ValueError", "try", "Test for the condition", "if statement", "k is a int32", "raised at File"],
    ),
    ("recursion", "!return n if n < 2 else f(n - 1) + f(n - 2)", 3, ["f()", "recursion", "loop"]),
    (
        "NumPy buffer",
        "a = np.zeros(3)\n    def g():\n        !a[0] = 1.0\n    for i in range(n):\n        g()\n    return n",
        3,
        ["NumPy array", "once", "py_func"],
    ),
    (
        "dict key",
        "d = {}\n    !d[int(n)] = 1\n    return n",
        3,
        ["key that only the graph knows", "dict", "n is a int32 tensor", "MutableHashTable"],
    ),
    (
        "circle",
        "class Node:\n        def __init__(self, value):\n            self.value, self.top = value, [self]\n"
        "    node = Node(0)\n    !for i in range(n):\n        node = Node(i)\n    return node.value",
        3,
        ["a Node that holds itself", "n is a int32 tensor", "index or a key"],
    ),
    ("dict.pop", "d = {1: 2, 3: 4}\n    !return d.pop(int(n))", 3, ["dict.pop", "key", "MutableHashTable"]),
    ("del", "d = {1: 2, 3: 4}\n    !del d[int(n)]\n    return n", 3, ["deleted", "build a new one"]),
    (
        "dict of uncertain keys",
        "d = {}\n    if n > 2:\n        d['a'] = n\n    if n > 3:\n        d['b'] = n\n    !for key in d.items():\n        n += 1\n    return n",
        3,
        ["dict is iterated", "'a'", "every path"],
    ),
    ("dict()", "!return dict(zip(range(n), range(n)))", 3, ["dict", "number of keys", "lists, or tensors"]),
    ("set of a graph returned", "!return {i for i in range(n)}", 3, ["set", "sorted(the_set)"]),
    ("pairs returned", "!return [(i, i * 0.5) for i in range(n)]", 3, ["returns a list", "Return those"]),
    ("different results", "!return (n, n) if n > 2 else n", 3, ["returns", "tuple of 2", "as a tensor decides", "same structure"]),
    (
        "aliased element",
        "rows, row = [], [n]\n    for i in range(n):\n        !rows.append(row)\n        row.append(i)\n    return n",
        3,
        ["list", "copy", "list(x)"],
    ),
    (
        "changed element",
        LISTS + "row = [n, n]\n    ys = []\n    for i in range(n):\n        ys.append(row)\n    !row[0] = n\n    return n",
        3,
        ["changed after a list", "copy", "xs[i]"],
    ),
    ("unconverted code", LISTS + "!return statistics.mean(xs)", 3, ["xs is a list", "not converted", "stack"]),
    ("extendleft", "d = deque([1])\n    !d.extendleft(range(n))\n    return len(d)", 3, ["extendleft", "list"]),
    ("slice with a step", LISTS + "!xs[::2] = [1]\n    return n", 3, ["slice with a step", "xs is a list", "new list"]),
    ("index with bounds", LISTS + "!return xs.index(1, 2)", 3, ["list.index", "slice the list"]),
    ("list order", LISTS + "!return xs < [1, 2]", 3, ["compared", "xs is a list", "loop over"]),
    ("star call", LISTS + "!return max(*xs)", 3, ["number of items", "xs is a list", "loop over it"]),
    ("zip strict", "!for a, b in zip(range(n), range(n), strict=True):\n        n += 1\n    return n", 3, ["zip(strict=True)", "lengths"]),
    ("groupby", "!for k, g in itertools.groupby(range(n)):\n        n += 1\n    return n", 3, ["groupby", "loop"]),
    ("permutations", "!return len(list(itertools.permutations([1, 2], n)))", 2, ["permutations", "n is a int32", "Python number"]),
    ("islice", "!return sum(itertools.islice(iter([1, 2, 3]), n))", 2, ["islice", "slice a list"]),
    ("math", "!return math.gcd(math.trunc(n), 2) + math.nextafter(n, 2.0)", 2.0, ["math.", "py_func"]),
    ("numpy function", "!return np.busday_count(n, n)", 3, ["numpy.busday_count", "py_func"]),
    ("format specification", "!return format(n, 'c')", 3, ["format specification", "'c'"]),
    ("print to a file", "!print(n, file=queue)\n    return n", 3, ["file=", "py_func"]),
    ("string method", "s = f'{n}'\n    !return s.encode('utf-16')", 3, ["encode", "py_func"]),
    ("mapping pattern", "d = {}\n    if n > 2:\n        d['a'] = 1\n    match d:\n        !case {'a': v}:\n            return v\n    return n", 3, ["'a'", "pattern", "every path"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "argument", "words"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_message(body: str, argument: Any, words: list[str]) -> None:
    source = f"{HELPER}\ndef f(n):\n    {body}"
    lines = source.split("\n")
    (number,) = (number for number, line in enumerate(lines) if line.lstrip().startswith("!"))
    marked = lines[number].strip()[1:]
    message = refused(source.replace("!" + marked, marked, 1), argument)
    for word in words:
        assert word in message, message
    found = re.search(r'\n  File "(.+program_\d+\.py)", line (\d+)\n    (.*)', message)
    assert found, message
    returned = "returns" in message  # of the function as a whole
    assert found[3] == ("def f(n):" if returned else marked), message
    if not returned:
        assert int(found[2]) == HEADER.count("\n") + number + 1, message
    assert "=<class" not in message, message
    assert "(dtype=" not in message, message
