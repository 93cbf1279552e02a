"""The colour bot: its data, that functions, classes, graph and eager code all learn the same, and its prompt."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from sample_project.colorbot import __main__ as colorbot
from sample_project.colorbot import classes, colors, functions

MODULE = ("-m", "sample_project.colorbot")
SMALL = ("--steps", "20", "--units", "12", "8", "--batch", "16", "--compare", "2", "sky blue")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The bundled colours, written once for all runs."""
    folder = tmp_path_factory.mktemp("colors")
    colors.write_bundled(folder)
    return folder


@pytest.fixture(scope="module")
def plain(folder, tmp_path_factory):
    return start((), folder, tmp_path_factory.mktemp("plain"))


def start(before, folder, pictures, *options, text=""):
    command = [sys.executable, *before, *MODULE, *SMALL, "--data-dir", folder, "--pictures", pictures, *options]
    done = subprocess.run(list(map(str, command)), input=text, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr[-5000:]}"
    assert "Warning" not in done.stderr
    return done.stdout


def learned(output):
    """The losses and the colour that a run printed."""
    losses = [float(number) for number in re.findall(r"loss (\d\S+)", output)][:3]
    return losses, re.search(r"sky blue: (#\w{6})", output)[1]


def test_bundled_colors(folder):
    train, test = colors.load(folder / "train.csv"), colors.load(folder / "test.csv")
    assert (len(train.names), len(test.names)) == (759, 190)
    assert len({*train.names, *test.names}) == 949
    assert (folder / "test.csv").read_text().splitlines()[0] == "name, red, green, blue"
    from matplotlib.colors import XKCD_COLORS, to_rgb

    for name, rgb in zip(test.names, test.rgb, strict=True):
        np.testing.assert_allclose(rgb, to_rgb(XKCD_COLORS["xkcd:" + name.decode()]), atol=1e-6)
    before = (folder / "train.csv").stat().st_mtime_ns
    colors.write_bundled(folder)
    assert (folder / "train.csv").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "first line"),
        ("name,red\n", "first line"),
        ("name, red, green, blue\n", "no colours"),
        ("name, red, green, blue\nred, 255, 0, 0\nblue, 0, 0\n", "line 3"),
        ("name, red, green, blue\nred, 256, 0, 0\n", "line 2"),
        ("name, red, green, blue\nred, x, 0, 0\n", "line 2"),
        ("name, red, green, blue\n, 1, 0, 0\n", "line 2"),
    ],
)
def test_damaged_files_are_one_line(tmp_path, capsys, content, reason):
    (tmp_path / "train.csv").write_text(content)
    assert colorbot.main(["--data-dir", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert reason in error
    assert str(tmp_path / "train.csv") in error
    assert len(error.splitlines()) == 1


def test_batches_are_padded(folder):
    test = colors.load(folder / "test.csv")
    characters, lengths, rgb = next(iter(colors.batches(test, 5)))
    assert characters.shape == (5, max(lengths.numpy()), 256)
    assert rgb.shape == (5, 3)
    for name, encoded, length in zip(test.names, characters, lengths, strict=False):
        assert bytes(np.argmax(encoded[:length], axis=1).astype(np.uint8)) == name
        assert not np.any(encoded[length:])
    assert sum(len(lengths) for _, lengths, _ in colors.batches(test, 64)) == 190


def test_padding_does_not_change_a_colour():
    net = functions.new_net(6, 5, seed=3)
    words = ["sea", "a longer name"]
    together = colors.Colors(np.array([word.encode() for word in words], object), np.zeros((2, 3), np.float32))
    characters, lengths, _ = next(iter(colors.batches(together, 2)))
    alone, length = colors.encode(tf.constant(words[0]))
    np.testing.assert_allclose(
        functions.predict(net, characters, lengths)[0],
        functions.predict(net, alone[tf.newaxis], length[tf.newaxis])[0],
        atol=1e-6,
    )


def test_lstm_is_kerass():
    net = functions.new_net(6, 5, seed=3)
    sequence = tf.random.stateless_normal((7, 2, colors.CHARACTERS), (1, 2))
    layer = tf.keras.layers.LSTM(6, return_sequences=True)
    expected = layer(tf.transpose(sequence, (1, 0, 2)))
    # Keras has the gates in another order, and its bias of one in the variable.
    kernel, recurrent = tf.split(layer.cell.kernel, 4, axis=1), tf.split(layer.cell.recurrent_kernel, 4, axis=1)
    order = (0, 2, 1, 3)
    net.lower.weight.assign(tf.concat([tf.concat([m[i] for i in order], axis=1) for m in (kernel, recurrent)], axis=0))
    found = functions.lstm(net.lower, sequence, False, None)
    np.testing.assert_allclose(found, tf.transpose(expected, (1, 0, 2)), atol=1e-5)


def test_plain_python(plain, tmp_path):
    losses, _ = learned(plain)
    assert losses[1] < losses[0]
    assert "eagerly in" in plain


@pytest.mark.parametrize("version", ["functions", "classes"])
def test_under_the_hook_training_and_test_are_one_graph_op(version, plain, hook, folder, tmp_path):
    output = start(hook, folder, tmp_path, "--version", version, "--interactive", text="  sea green\n\nred\n")
    losses, color = learned(plain)
    graph_losses, graph_color = learned(output)
    np.testing.assert_allclose(graph_losses, losses, atol=2e-4)
    assert graph_color == color
    assert "as one graph op" in output
    assert float(re.search(r"difference between the losses: (\S+)", output)[1]) < 1e-5
    # The prompt took one name, then an empty line ended it.
    assert output.count("name of a colour: ") == 2
    assert sorted(os.listdir(tmp_path)) == ["sea-green.png", "sky-blue.png"]
    assert all(path.read_bytes().startswith(PNG) for path in tmp_path.iterdir())


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_prompt_ends(end, monkeypatch, tmp_path):
    asked = []
    answers = iter(["teal"])

    def answer(text):
        try:
            return next(answers)
        except StopIteration:
            raise end from None

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(colorbot, "ask", lambda run, name, folder: asked.append(name))
    colorbot.prompt(None, tmp_path)
    assert asked == ["teal"]


def test_classes_are_the_functions():
    bot = classes.Colorbot(6, 5, tf.keras.optimizers.Adam(), seed=3)
    net = functions.new_net(6, 5, seed=3)
    for ours, theirs in zip(bot.weights, tf.nest.flatten(net), strict=True):
        np.testing.assert_array_equal(ours, theirs)
