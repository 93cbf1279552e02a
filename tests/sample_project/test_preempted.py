"""A worker is killed in the midst of a graph's loop, and started again: training ends as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sample_project.distributed import free_ports

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("preempted_worker.py")
CONFIGURATION = """
packages = ["sample_project"]
graph = ["preempted_worker.epoch"]
"""
DEADLINE = 240


def run_workers(folder: Path, configuration: Path, fatal: int = -1) -> list[subprocess.CompletedProcess[str]]:
    """Start both workers, and wait until both have ended.

    Args:
        folder: Where they keep checkpoints and results.
        configuration: The hook's.
        fatal: The step in which the second one dies; none if negative.
    """
    ports = ",".join(map(str, free_ports(2)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GRPC_FAIL_FAST": "use_caller"}
    workers = []
    for index in range(2):
        command = [sys.executable, "-m", "autoimport_graph", "run", "--config", str(configuration), str(PROGRAM)]
        command += [str(index), ports, str(folder), str(fatal if index == 1 else -1)]
        workers.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
    try:
        done = []
        for worker in workers:
            output, errors = worker.communicate(timeout=DEADLINE)
            done.append(subprocess.CompletedProcess(worker.args, worker.returncode, output, errors))
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return done


def results(folder: Path, index: int) -> list[np.ndarray]:
    with np.load(folder / f"result-{index}.npz") as file:
        return [file[name] for name in file.files]


@pytest.mark.skipif(os.name != "posix", reason="a process is killed as POSIX does")
def test_killed_worker_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    configuration = tmp_path / "autoimport_graph.toml"
    configuration.write_text(CONFIGURATION)
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    for folder in (undisturbed, disturbed):
        folder.mkdir()
    for worker in run_workers(undisturbed, configuration):
        assert worker.returncode == 0, worker.stderr[-3000:]
        assert "from step 0 to 12, as graphs" in worker.stdout

    # In the second step of the third epoch; the other worker waits for a sum that never comes, and is told so.
    survivor, killed = run_workers(disturbed, configuration, fatal=7)
    assert killed.returncode == -signal.SIGKILL
    assert survivor.returncode == 1, survivor.stderr[-3000:]
    assert not list(disturbed.glob("result-*"))
    # TensorFlow says that its peer is gone, and our traceback where the author's program was then.
    assert "UnavailableError" in survivor.stderr or "AbortedError" in survivor.stderr
    assert f'File "{PROGRAM}", line ' in survivor.stderr

    for worker in run_workers(disturbed, configuration):
        assert worker.returncode == 0, worker.stderr[-3000:]
        assert "from step 6 to 12, as graphs" in worker.stdout
    for index in range(2):
        for found, expected in zip(results(disturbed, index), results(undisturbed, index), strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
