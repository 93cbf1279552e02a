"""One of two dicts, as a tensor decides: what is made of it, and what it is made to update."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

CHOSEN = """
import collections

def f(x):
    d, e = {}, {"n": 7, "z": 1}
    if x > 0:
        d = {"n": x}
    %s
"""


@pytest.mark.parametrize(
    "body",
    [
        "g = {**d}\n    return len(g), g.get('n', 0)",
        "return {**e, **d}['n'], {**d, **e}['n'], {**d, 'n': 5}['n'], len({**d, 'm': 5})",
        "g = dict(d)\n    g['m'] = 3\n    return len(g), len(d), g.get('n', 0)",
        "return len(dict(d, m=1)), dict(d, n=1)['n']",
        "e.update(d)\n    return e['n'], e['z'], len(e)",
        "e.update(d, z=5)\n    return e['n'], e['z']",
        "e |= d\n    return e['n'], len(e)",
        "d |= e\n    return d['n'], len(d)",
        "return (e | d)['n'], (d | e)['n']",
        "d = {**d, 'k': 1}\n    if x > 1:\n        d = {**d, 'n': 2}\n    return len(d), d.get('n', 0)",
        "for i in range(x + 1):\n        d = {**d, 'n': i}\n    return len(d), d['n']",
        "return len(dict.fromkeys(d)), len(dict.fromkeys(d, 5)), dict.fromkeys(d, 5).get('n', 3)",
        "return len(collections.OrderedDict.fromkeys('aab', 5)), collections.OrderedDict.fromkeys(d, 5).get('n', 3)",
    ],
)
def test_what_is_made_of_one_of_two_dicts(body: str) -> None:
    check(CHOSEN % body, 2, 0, 1, has=["If"])


def test_keywords_of_one_of_two_dicts_are_refused() -> None:
    message = refused(CHOSEN % "return dict(**d)", 3)
    assert "give it the same keys on every path" in message
    assert "return dict(**d)" in message


@pytest.mark.parametrize("keyword", ["[1, 1]", "{1: 2}", "{1: x}"])
@pytest.mark.parametrize("former", ["", "[2]", "{1: 5}"])
def test_a_counter_comes_out_of_a_branch_or_loop_with_its_counts(former: str, keyword: str) -> None:
    source = f"""
import collections

def f(x):
    c = collections.Counter({former})
    if x > 0:
        c = collections.Counter({keyword})
    d = collections.Counter({former})
    for i in range(x):
        d = collections.Counter({keyword})
    d[1] += 1
    return c[1], c[2], len(c), d[1], len(d)
"""
    check(source, 2, 0, 1, has=["If", "While"])
