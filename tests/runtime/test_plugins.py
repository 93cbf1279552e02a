"""Overloads and iterables that other distributions register."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import tensorflow as tf

from autoimport_graph import AutoimportGraphWarning
from autoimport_graph.runtime import operators, overloading
from autoimport_graph.runtime import plugins as plugins_module
from autoimport_graph.runtime.overloading import LateVersion
from autoimport_graph.runtime.overloads import late
from autoimport_graph.runtime.plugins import Registry, load_plugins
from tests.installed import write
from tests.runtime.programs import check, load

SHOP = """
import numpy as np

class Batches:
    def __init__(self, values):
        self.values = values
    def __iter__(self):
        return iter(self.values)
    def total(self, factor):
        return int(np.sum(self.values)) * factor

class Pairs(Batches):
    pass

def clip(value, limit):
    return min(int(value), limit)
"""
PLUGIN = """
import shop_for_plugins as shop
import tensorflow as tf

def register(registry):
    @registry.overload(shop.clip)
    def clip(value, limit):
        return tf.minimum(value, limit)

    @registry.overload(shop.Batches.total)
    def total(self, factor):
        return tf.reduce_sum(self.values) * factor

    @registry.iterable(shop.Batches)
    def batches(value):
        return tf.constant(value.values)

def broken(registry):
    registry.overload(3)
"""
ENTRY_POINTS = """
[autoimport_graph.overloads]
a_missing = no_such_module_for_plugins:register
b_broken = plugin_for_plugins:broken
shop = plugin_for_plugins:register
"""


@pytest.fixture(autouse=True)
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    write(tmp_path, "shop_for_plugins.py", SHOP)
    write(tmp_path, "plugin_for_plugins.py", PLUGIN)
    write(tmp_path, "shop_plugin-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: shop-plugin\nVersion: 1\n")
    write(tmp_path, "shop_plugin-1.dist-info/entry_points.txt", ENTRY_POINTS)
    monkeypatch.syspath_prepend(tmp_path)
    for original in (np.clip, math.sqrt):
        late.load_for(original)
    versions = {key: entry for key, entry in overloading.VERSIONS.items() if type(entry[1]) is not LateVersion}
    monkeypatch.setattr(overloading, "STAND_INS", {})
    with pytest.warns(AutoimportGraphWarning) as caught:
        load_plugins()
    messages = [str(warning.message) for warning in caught]
    assert [message.partition(" is broken and skipped: ")[2].partition(":")[0] for message in messages] == [
        "ModuleNotFoundError",
        "TypeError",
    ]
    assert "'b_broken = plugin_for_plugins:broken' of shop-plugin" in messages[1]
    yield
    overloading.VERSIONS.update(versions)
    for name in ("shop_for_plugins", "plugin_for_plugins"):
        sys.modules.pop(name, None)


def test_callable_has_its_graph_version() -> None:
    program = "from shop_for_plugins import clip\ndef f(x):\n    if x > 0:\n        x = clip(x, 5)\n    return x"
    check(program, 3, 7, -1, has=["Minimum"])


def test_method_has_its_graph_version() -> None:
    check(
        "from shop_for_plugins import Pairs\nPAIRS = Pairs([1, 2])\n"
        "def f(x):\n    if x > 0:\n        x = PAIRS.total(2)\n    return x",
        3, -1, has=["If"],
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["Batches", "Pairs"])
def test_iterable_is_looped_over_in_the_graph(kind: str) -> None:
    check(
        f"from shop_for_plugins import {kind}\nITEMS = {kind}([1, 2, 3])\n"
        "def f(x):\n    for item in ITEMS:\n        if x > 100:\n            break\n        x += item\n    return x",
        3, 99, has=["While"],
    )  # fmt: skip


def test_warnings_that_are_errors_do_not_stop_it(capsys: pytest.CaptureFixture[str]) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_plugins()
    assert capsys.readouterr().err.count("is broken and skipped") == 2


def test_metadata_is_read_only_where_a_file_or_a_finder_may_have_entry_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    here = str(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path != here])
    assert not plugins_module._may_have_some()
    monkeypatch.setattr(sys, "path", [*sys.path, here])
    assert plugins_module._may_have_some()
    (tmp_path / "shop_plugin-1.dist-info").rename(tmp_path / "shop_plugin.egg-info")
    assert plugins_module._may_have_some()
    (tmp_path / "shop_plugin.egg-info" / "entry_points.txt").unlink()
    assert not plugins_module._may_have_some()
    archive = tmp_path / "archive.zip"
    archive.touch()
    monkeypatch.setattr(sys, "path", [*sys.path, str(archive)])
    assert plugins_module._may_have_some()
    monkeypatch.setattr(sys, "path", sys.path[:-1])

    class Finder:
        @staticmethod
        def find_distributions(context: object = None) -> list[object]:
            return []

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    assert plugins_module._may_have_some()


def test_version_of_a_function_that_has_one_of_ours_stays() -> None:
    Registry.overload(np.clip)(lambda value, low, high: value * 0 + 7)
    check("def f(x):\n    y = np.abs(x)\n    if x > 0:\n        y = int(np.abs(y)) + 1\n    return y", 3.0, -2.0)
    function = tf.function(load("def f(x):\n    return np.abs(np.clip(x, 0, 1))").f, autograph=False)
    assert int(function(tf.constant(3))) == 7


def test_version_that_others_keep_registers_nothing_again() -> None:
    kept = LateVersion("overloads.mathematics", math.sqrt)
    assert kept(4.0) == 2.0
    Registry.overload(math.sqrt)(lambda x: -1.0)
    assert kept(4.0) == -1.0


def test_what_comes_late_is_where_it_is_looked_for() -> None:
    callables = [(home, one) for home, ones in late.HOMES.items() for one in ones if not isinstance(one, ModuleType)]
    missing = [(home, one) for home, one in callables if LateVersion(home, one).load() is None]
    assert not missing
    assert all(getattr(operators, name) for name in operators.LATE)
