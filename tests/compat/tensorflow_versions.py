"""``make compat-tf``: the runtime's tests with other versions of TensorFlow and Python, in environments of their own.

``python -m tests.compat.tensorflow_versions [folder] [version ...]``; an environment takes 2 GB of disk and is removed
when its tests have run. ``COMPAT_TF_TESTS`` names the tests, if not those below.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The oldest that is supported and each minor version since, on the Pythons that have it.
VERSIONS = {
    "2.16.2": "3.10",
    "2.17.1": "3.12",
    "2.18.1": "3.11",
    "2.19.1": "3.12",
    "2.20.0": "3.13",
    "2.21.0": "3.13",
}
NEEDS = ["numpy", "pytest>=8.0", "pytest-timeout>=2.2"]
TESTS = [
    "tests/runtime/test_private.py",
    "tests/runtime/test_smoke.py",
    "tests/runtime/test_threads.py",
    "tests/runtime/test_loops_while.py",
    "tests/runtime/test_loops_for.py",
    "tests/runtime/test_conditionals_values.py",
    "tests/runtime/test_lists_grow.py",
    "tests/runtime/test_gradients.py",
    "tests/runtime/test_functions_calls.py",
    "tests/runtime/test_exceptions.py",
    "tests/runtime/test_keras.py",
    "tests/runtime/test_sessions.py",
    "tests/runtime/test_export.py",
    "tests/runtime/test_autograph_stays_out.py",
    "tests/runtime/test_values_output.py",
    "tests/runtime/test_xla.py",
    "tests/runtime/test_xla_rules.py",
]


def interpreter(version: str) -> str | None:
    """The Python of a minor version, if there is one."""
    found = shutil.which(f"python{version}")
    if found is None or subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode:
        installed = sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/python")))
        found = installed[-1] if installed else None
    return found


def outcome(tensorflow: str, python: str, folder: Path) -> str:
    """The last line of pytest's, of one version's tests."""
    environment = folder / f"tensorflow-{tensorflow}-{Path(python).name}"
    subprocess.run([python, "-m", "venv", str(environment)], check=True)
    try:
        install = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, f"tensorflow=={tensorflow}", *NEEDS, "--editable", str(ROOT)], check=True)
        command = [install[0], "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short"]
        tests = os.environ.get("COMPAT_TF_TESTS", "").split() or TESTS
        log = folder / f"tensorflow-{tensorflow}.log"
        with log.open("w") as stream:
            variables = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "PYTHONPATH": str(ROOT)}
            subprocess.run([*command, *tests], cwd=ROOT, env=variables, stdout=stream, stderr=stream, check=False)
        lines = [line for line in log.read_text().splitlines() if re.search(r"\d+ (passed|failed|error)", line)]
        return lines[-1].strip("= ") if lines else f"no test ran, see {log}"
    finally:
        shutil.rmtree(environment)


def main(arguments: list[str]) -> int:
    """Run all versions, or those that are named."""
    folder = Path(arguments[0] if arguments else ".compat").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    failed = False
    for version in arguments[1:] or VERSIONS:
        python = interpreter(VERSIONS[version])
        if python is None:
            print(f"TensorFlow {version}: no Python {VERSIONS[version]} on this machine", flush=True)
            continue
        result = outcome(version, python, folder)
        failed |= "failed" in result or "error" in result or "no test ran" in result
        print(f"TensorFlow {version}, Python {VERSIONS[version]}: {result}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
