"""The digits on several devices and processes: the losses of one worker, whichever way the batches are shared out."""

from __future__ import annotations

import re

import numpy as np
import pytest
import tensorflow as tf

from sample_project import data, distributed
from sample_project.model import Classifier, loss_and_accuracy

SCRIPT = "sample_project/distributed.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("digits")
    data.write_bundled(folder)
    return folder


def test_devices_and_processes_learn_what_one_worker_does(run, hook, folder):
    output = run(*hook, SCRIPT, "--steps", 6, "--data-dir", folder).stdout
    assert "6 steps of 64 digits, as one graph op" in output
    assert "the same losses, to 0.0001: yes" in output
    rows = re.findall(r"^(\S.*?)\s+loss (\S+) to (\S+), largest difference (\S+)$", output, re.MULTILINE)
    assert [how for how, *_ in rows] == ["one worker", "2 devices", "process 0 of 2", "process 1 of 2"]
    for _, first, last, difference in rows:
        assert float(last) < float(first)
        assert float(difference) <= distributed.TOLERANCE


def test_a_share_is_the_loss_and_its_gradients(folder):
    digits, _ = data.load(folder)
    images, labels = data.scale(digits.images[:20], digits.labels[:20])
    model = Classifier((784, 10), seed=1)
    total, gradients = distributed.share(model, images, labels)
    with tf.GradientTape() as tape:
        loss = loss_and_accuracy(model(images), labels)[0] * 20.0
    np.testing.assert_allclose(total, loss, rtol=1e-5)
    for ours, theirs in zip(gradients, tape.gradient(loss, model.trainable_variables), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("scale", [0.1, 10.0])
def test_clipped(scale):
    gradients = [scale * tf.constant([0.6, 0.0]), scale * tf.constant([[0.8]])]
    assert float(tf.linalg.global_norm(distributed.clipped(gradients))) == pytest.approx(min(scale, 1.0))
