"""The digits script: it learns, and its losses do not depend on how it is run."""

from __future__ import annotations

import csv
import re

import numpy as np
import pytest
import tensorflow as tf

from sample_project import data, digits, plot
from sample_project.model import Classifier, Momentum, loss_and_accuracy

STEPS = 50
SCRIPT = "sample_project/digits.py"
PNG = b"\x89PNG\r\n\x1a\n"
CONFIG_WITHOUT_GRAPH = 'packages = ["sample_project"]\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The bundled digits, written once for all runs."""
    folder = tmp_path_factory.mktemp("digits")
    data.write_bundled(folder)
    return folder


@pytest.fixture(scope="module")
def training(folder):
    return digits.Run(*data.load(folder), steps=STEPS)


class Result:
    """What a run of the script left: its output, its curves by name, and its picture."""

    def __init__(self, done, folder):
        self.output = done.stdout
        with (folder / "curves.csv").open(encoding="utf-8") as file:
            rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
        self.curves = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        self.picture = (folder / "curves.png").read_bytes()


@pytest.fixture(scope="module")
def run_script(run, folder, tmp_path_factory):
    """Run the script for fifty steps, after the given arguments to Python."""

    def run_script(*before):
        out = tmp_path_factory.mktemp("run")
        options = ("--steps", STEPS, "--data-dir", folder, "--plot", out / "curves.png", "--table", out / "curves.csv")
        return Result(run(*before, SCRIPT, *options), out)

    return run_script


@pytest.fixture(scope="module")
def plain(run_script):
    return run_script()


@pytest.fixture(scope="module")
def graph(run_script, hook):
    return run_script(*hook)


def test_training_learns_and_starts_again_alike(training):
    first, as_graph, _ = training(every=STEPS + 1)
    assert not as_graph
    assert {name: curve.shape for name, curve in first.items()} == dict.fromkeys(digits.CURVES, (STEPS,))
    assert first["loss"][0] == pytest.approx(np.log(10), abs=0.5)  # what guessing costs
    assert first["test_loss"][-1] < 0.5 < 1.5 < first["test_loss"][0]
    assert first["test_accuracy"][-1] > 0.8
    assert training.test_accuracy() == pytest.approx(first["test_accuracy"][-1], abs=1e-6)

    again, _, _ = training(every=STEPS + 1)
    for name in digits.CURVES:
        np.testing.assert_allclose(again[name], first[name], atol=1e-5, err_msg=name)


def test_progress_is_printed_every_so_many_steps(training, capsys):
    training(every=20)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["step 20", "step 40"]


def test_first_weights_are_the_seeds():
    sizes = (5, 4, 3)
    for ours, theirs in zip(Classifier(sizes, 1).variables, Classifier(sizes, 1).variables, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    one, other = Classifier(sizes, 1), Classifier(sizes, 2)
    assert np.abs(one.layers[0].weight - other.layers[0].weight).max() > 0.1


def test_momentum_is_tensorflows():
    variable, reference = tf.Variable([1.0, -2.0]), tf.Variable([1.0, -2.0])
    ours, theirs = Momentum([variable], 0.1, 0.9), tf.keras.optimizers.SGD(0.1, momentum=0.9)
    for gradient in ([1.0, 2.0], [-3.0, 0.5], [0.0, 0.0]):
        ours.apply([tf.constant(gradient)])
        theirs.apply([tf.constant(gradient)], [reference])
    np.testing.assert_allclose(variable, reference, rtol=1e-6)


def test_loss_and_accuracy():
    logits = tf.math.log([[0.5, 0.25, 0.25], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]])
    loss, accuracy = loss_and_accuracy(logits, tf.constant([0, 1, 2]))
    assert float(loss) == pytest.approx(-np.log([0.5, 0.7, 0.1]).mean(), rel=1e-6)
    assert float(accuracy) == pytest.approx(2 / 3)


def test_table_gives_back_each_float(tmp_path):
    curves = {name: np.random.RandomState(1).rand(7).astype(np.float32) for name in digits.CURVES}
    plot.save_table(curves, tmp_path / "new" / "curves.csv")
    with (tmp_path / "new" / "curves.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == [str(step) for step in range(1, 8)]
    for name, curve in curves.items():
        assert [np.float32(row[name]) for row in rows] == list(curve)


def test_plain_python(plain):
    assert "run eagerly" in plain.output
    assert "to run the training loop as a graph: python -m autoimport_graph run" in plain.output
    assert plain.output.count("step 50: loss ") == 1
    assert len(plain.curves["loss"]) == STEPS
    assert plain.picture.startswith(PNG)
    accuracy = float(re.search(r"test accuracy (\S+) after 50 steps", plain.output).group(1))
    assert accuracy == pytest.approx(plain.curves["test_accuracy"][-1], abs=5e-4)


def test_under_the_hook_as_one_graph_op(plain, graph):
    assert "run as one graph op" in graph.output
    assert graph.output.count("step 50: loss ") == 1
    for name in digits.CURVES:
        np.testing.assert_allclose(graph.curves[name], plain.curves[name], atol=1e-4, err_msg=name)
    assert graph.picture.startswith(PNG)


def test_graph_is_compared_with_the_same_steps_run_eagerly(graph):
    assert re.search(
        r"^graph \S+ s \(\S+ s the first time.*eager \S+ s: \S+ times as fast$", graph.output, re.MULTILINE
    )
    difference = re.search(r"largest difference between the losses: (\S+)", graph.output)
    assert float(difference.group(1)) <= 1e-4


def test_under_the_hook_eagerly(plain, run_script, hook, tmp_path):
    (tmp_path / "eager.toml").write_text(CONFIG_WITHOUT_GRAPH)
    eager = run_script(*hook, "--config", tmp_path / "eager.toml")
    assert "run eagerly" in eager.output
    for name in digits.CURVES:
        np.testing.assert_allclose(eager.curves[name], plain.curves[name], atol=1e-4, err_msg=name)


@pytest.mark.slow
def test_five_hundred_steps_are_enough(run, hook, folder, tmp_path):
    done = run(*hook, SCRIPT, "--data-dir", folder, "--plot", tmp_path / "curves.png", "--no-compare")
    accuracy = float(re.search(r"test accuracy (\S+) after 500 steps, run as one graph op", done.stdout).group(1))
    assert accuracy >= 0.90


@pytest.mark.parametrize("steps", ["0", "-1", "many"])
def test_steps_must_be_a_positive_number(steps, capsys):
    with pytest.raises(SystemExit) as caught:
        digits.main(["--steps", steps])
    assert caught.value.code == 2
    assert "--steps" in capsys.readouterr().err


def test_missing_and_damaged_data_are_one_line(folder, tmp_path, capsys):
    assert digits.main(["--data-dir", str(tmp_path / "none")]) == 1
    assert "digits.py: " in (missing := capsys.readouterr().err)
    assert "no train-images-idx3-ubyte.gz" in missing
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes()[:-20])
    assert digits.main(["--data-dir", str(tmp_path)]) == 1
    assert "damaged gzip file" in (damaged := capsys.readouterr().err)
    assert len(damaged.splitlines()) == 1


def test_the_same_loop_in_a_session(plain, run, hook, folder, tmp_path):
    table = tmp_path / "curves.csv"
    done = run(*hook, SCRIPT, "--through", "session", "--steps", STEPS, "--data-dir", folder, "--table", table)
    assert done.stdout.count("step 50: loss ") == 1
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for name in digits.CURVES:
        np.testing.assert_allclose([float(row[name]) for row in rows], plain.curves[name], atol=1e-4, err_msg=name)


def test_fit_as_a_graph_and_eagerly(run, hook, folder):
    options = (SCRIPT, "--through", "fit", "--steps", STEPS, "--data-dir", folder)
    outputs = [run(*hook, *options).stdout, run(*options, "--eagerly").stdout]
    found = [re.search(r"test accuracy (\S+), loss (\S+) after 50 steps through fit", output) for output in outputs]
    (graph_accuracy, graph_loss), (accuracy, loss) = (map(float, one.groups()) for one in found)
    assert accuracy > 0.5
    assert graph_accuracy == pytest.approx(accuracy, abs=0.01)
    assert graph_loss == pytest.approx(loss, abs=1e-3)
