"""Programs on disk: the same source imported plainly and through the hook, and fresh interpreters."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(__file__).parent / "programs"
# Removed when this process ends.
_folder = tempfile.TemporaryDirectory(prefix="autoimport_graph_benchmarks_")
FOLDER = Path(_folder.name)


def twins(name: str, source: str | None = None) -> tuple[ModuleType, ModuleType]:
    """Import one source twice: plainly, and through the hook.

    Args:
        name: A file in ``programs``, or a name for the source.
        source: The source where it is in no file.

    Returns:
        The plain module and the converted one.
    """
    import autoimport_graph

    text = (PROGRAMS / f"{name}.py").read_text() if source is None else source
    for prefix in ("plain", "converted"):
        (FOLDER / f"{prefix}_{name}.py").write_text(text)
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))
    importlib.invalidate_caches()
    plain = importlib.import_module(f"plain_{name}")
    with autoimport_graph.install(packages=[f"converted_{name}"], report=False):
        return plain, importlib.import_module(f"converted_{name}")


def package(folder: Path, name: str, modules: Mapping[str, str]) -> None:
    """Write a package.

    Args:
        folder: Where; it is made.
        name: The package's name.
        modules: Source by module name.
    """
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "__init__.py").touch()
    for module, source in modules.items():
        (folder / name / f"{module}.py").write_text(source)


def interpreter(
    program: str,
    arguments: Sequence[str] = (),
    path: Sequence[Path] = (),
    variables: Mapping[str, str] | None = None,
    python: str = sys.executable,
) -> str:
    """Run a program in a fresh interpreter, which reads and writes byte code as interpreters do.

    Args:
        program: What ``-c`` takes.
        arguments: Of the program.
        path: Folders for ``PYTHONPATH``; this clone's follows.
        variables: More of the environment.
        python: The interpreter.

    Returns:
        What it printed.
    """
    command = [python, "-c", program, *arguments]
    done = subprocess.run(
        command, env={**environment(path), **(variables or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def environment(path: Sequence[Path] = ()) -> dict[str, str]:
    """Variables for a fresh interpreter that finds this clone, and reads and writes byte code as interpreters do.

    Args:
        path: Folders that are searched first.
    """
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    folders = [*map(str, path), str(ROOT), *(folder for folder in inherited if folder)]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "TF_CPP_MIN_LOG_LEVEL": "3"}
    for name in ("PYTHONDONTWRITEBYTECODE", "AUTOIMPORT_GRAPH"):
        variables.pop(name, None)
    return variables
