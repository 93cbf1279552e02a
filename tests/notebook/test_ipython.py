"""Cells of IPython are converted: a real shell, in this process."""

from __future__ import annotations

import re
import sys

import pytest

pytest.importorskip("IPython")

from IPython.core.interactiveshell import InteractiveShell

from autoimport_graph import notebook
from autoimport_graph.runtime.graph_function import GraphFunction


class Cells:
    """A shell whose cells must succeed, unless a test says otherwise."""

    def __init__(self, shell):
        self.shell = shell

    def __call__(self, source):
        outcome = self.shell.run_cell(source)
        outcome.raise_error()
        return outcome.result

    def fails(self, source):
        outcome = self.shell.run_cell(source)
        assert not outcome.success
        return outcome.error_in_exec or outcome.error_before_exec


@pytest.fixture
def cells(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    # A debugger of IPython's must not take the place of the interpreter's hooks for the tests that follow.
    monkeypatch.setattr(sys, "displayhook", sys.displayhook)
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    yield Cells(shell)
    if id(shell) in notebook._loaded:
        shell.run_line_magic("unload_ext", "autoimport_graph")
    InteractiveShell.clear_instance()


LOOP = """
import tensorflow as tf
def f(x):
    best = None
    while x > 1.0:
        x = x / 2.0
        best = x
    return -1.0 if best is None else best
"""
TRACE = "traced = tf.function(f, autograph=False).get_concrete_function(tf.TensorSpec([], tf.float32))"
RESULTS = "[float(traced(tf.constant(x))) for x in (5.0, 1.5, 0.5)]"


def test_cells_that_follow_are_converted(cells):
    cells("def early(x):\n    if x > 0:\n        return x\n    return -x")
    cells("%load_ext autoimport_graph")
    assert cells(f"{LOOP}\n{TRACE}\n{RESULTS}") == [0.625, 0.75, -1.0]
    assert "StatelessWhile" in cells("[op.type for op in traced.graph.get_operations()]")
    assert cells("'__building_graph__' in early.__code__.co_names") is False
    # A second cell has graph versions of its own, and the first one's go on.
    cells("def second(x):\n    return 2 if x > 0 else 3")
    assert cells("int(tf.function(second)(tf.constant(-1)))") == 3
    assert cells(f"{TRACE}\n{RESULTS}") == [0.625, 0.75, -1.0]


def test_generators_awaits_and_syntax_errors(cells):
    cells("%load_ext autoimport_graph")
    assert cells("def gen(n):\n    for i in range(n):\n        if i % 2: yield i\nlist(gen(6))") == [1, 3, 5]
    assert cells("def after(x):\n    return 1 if x else 2\nafter(0)") == 2
    assert cells("import asyncio\nawait asyncio.sleep(0)\ndef g(x):\n    return 1 if x else 2\ng(1)") == 1
    assert isinstance(cells.fails("def f(:"), SyntaxError)


def test_a_function_of_a_graph_cell_is_one_operation(cells):
    cells("%load_ext autoimport_graph")
    source = "def f(n):\n    total = 0\n    for i in range(n):\n        if i == 5: break\n"
    source += "        total += i\n    return total"
    assert cells(f"%%graph\nimport tensorflow as tf\n{source}\nint(f(tf.constant(9)))") == 10
    assert isinstance(cells.shell.user_ns["f"], GraphFunction)
    assert cells("int(f(tf.constant(3)))") == 3
    assert "takes no arguments" in str(cells.fails("%%graph now\n1"))
    cells("%autoimport_graph off")
    assert "%autoimport_graph on" in str(cells.fails("%%graph\n1"))


def test_errors_point_into_cells(cells, capsys):
    cells("%load_ext autoimport_graph")
    cells("import tensorflow as tf\ndef fails(x):\n    if x > 0:\n        x = -x\n    return x.no_such_attribute")
    cells.fails("tf.function(fails)(tf.constant(1))")
    shown = re.sub(r"\x1b\[[\d;]*m", "", "".join(capsys.readouterr()))
    assert re.search(r"(Cell In|ipython-input).*line 5", shown), shown
    assert "return x.no_such_attribute" in shown


def test_switching(cells, capsys):
    cells("%load_ext autoimport_graph")
    cells("%autoimport_graph off")
    assert cells("def f(x):\n    return 1 if x else 2\n'__building_graph__' in f.__code__.co_names") is False
    cells("%autoimport_graph on")
    assert cells("def f(x):\n    return 1 if x else 2\n'__building_graph__' in f.__code__.co_names") is True
    capsys.readouterr()
    cells("%autoimport_graph")
    assert "cells: converted\nconfiguration: none was found\npackages: none\n" in capsys.readouterr().out
    assert "takes status, on, off or reload" in str(cells.fails("%autoimport_graph onn"))


def test_globals_that_are_emptied(cells):
    cells("%load_ext autoimport_graph")
    cells("def f(x):\n    return 1 if x else 2")
    cells("%reset -f")
    assert cells("def f(x):\n    return 1 if x else 2\nf(0)") == 2


def test_packages_of_the_configuration(cells, tmp_path, capsys):
    (tmp_path / "autoimport_graph.toml").write_text('packages = ["notebook_early", "notebook_late"]\n')
    for name in ("early", "late"):
        (tmp_path / f"notebook_{name}.py").write_text("def f(x):\n    return 1 if x > 0 else 2\n")
    cells("import notebook_early")
    with pytest.warns(match="imported before the hook"):
        cells("%load_ext autoimport_graph")
    assert "%autoimport_graph reload" in capsys.readouterr().out
    cells("import notebook_late")
    names = "[hasattr(module, '__autoimport_graph__') for module in (notebook_early, notebook_late)]"
    assert cells(names) == [False, True]
    cells("%autoimport_graph reload")
    assert cells(names) == [True, True]
    assert "converted: notebook_early" in capsys.readouterr().out


def test_configuration_that_cannot_be_meant(cells, tmp_path):
    (tmp_path / "autoimport_graph.toml").write_text('pakages = ["x"]\n')
    error = cells.fails("%load_ext autoimport_graph")
    assert "did you mean 'packages'?" in str(error)
