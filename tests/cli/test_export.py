"""``export``: functions of modules, listed or not, as SavedModels."""

from __future__ import annotations

import pytest

PART = """\
import tensorflow as tf


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def limited(self, x, limit):
        while x < limit:
            x = x * self.factor
        print("now", x)
        return x


scale = Scale(2.0)


def draws(x):
    return tf.py_function(lambda y: y, [x], tf.float32)
"""
USE = """\
import sys
import tensorflow as tf
print(float(tf.saved_model.load("model")(tf.constant(3.0), tf.constant(10.0))))
assert "autoimport_graph" not in sys.modules
"""


@pytest.fixture
def project(shell):
    shell.write("exported_lib/__init__.py", "")
    shell.write("exported_lib/part.py", PART)
    shell.write("use.py", USE)
    return shell


def test_export(project):
    project.write("autoimport_graph.toml", 'packages = ["exported_lib"]\n')
    result = project.tool(
        "export", "exported_lib/part.py:scale.limited", "-s", "float32", "--signature", "limit: float32[]", "model"
    )
    assert (result.code, result.out) == (0, "written: tf.saved_model.load('model') gives the function\n"), result.err
    assert project.python("use.py").out == "now tf.Tensor(12.0, shape=(), dtype=float32)\n12.0\n"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("exported_lib.part:draws", "Error: draws calls Python each time that its graph runs: EagerPyFunc"),
        ("exported_lib.part:scale.nope", "Error: exported_lib.part has no 'scale.nope'"),
        ("exported_lib.part:Scale", "is not a function"),
        ("exported_lib.nope:f", "Error: No module named 'exported_lib.nope'"),
    ],
)
def test_refusals(project, target, message, capsys, monkeypatch):
    from autoimport_graph.cli.app import invoke

    monkeypatch.chdir(project.folder)
    monkeypatch.syspath_prepend(str(project.folder))
    run = invoke(["export", target, "-s", "float32", "model"])
    assert run is not None
    with pytest.raises(SystemExit) as leaving:
        run()
    assert leaving.value.code == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""
