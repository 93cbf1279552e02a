"""The main script of a parent process, run once more in a child under the name ``__mp_main__``.

The spawn and forkserver methods of multiprocessing (joblib's loky as well) re-run it through :mod:`runpy`, which reads
the file by itself: without this, functions of the script would be converted in the parent and not in its children.
"""

from __future__ import annotations

import functools
import os
from types import CodeType

from autoimport_graph.config import Config
from autoimport_graph.hook import script_code
from autoimport_graph.program.importers import importer_of
from autoimport_graph.program.interpreter import is_installed
from autoimport_graph.program.main_finder import MainFinder

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

NAME = "__mp_main__"


def may_be_worker(code: str) -> bool:
    """Whether a process that runs this code (of ``-c``) may be one that another one's pool has started.

    Args:
        code: ``from multiprocessing.spawn import spawn_main; ...``, or the like of packages that do the same.
    """
    return any(word in code for word in ("multiprocess", "spawn", "fork", "loky"))


def convert_reruns(config: Config) -> None:
    """Have :mod:`runpy` convert what it runs as ``__mp_main__``, and nothing else.

    Args:
        config: The configuration that the script is converted by.
    """
    import runpy  # late: it imports pkgutil, which start-up does without

    run_path, run_module = runpy.run_path, runpy.run_module

    def compile_main(source: bytes, filename: str) -> CodeType:
        return script_code(filename, source, config)

    @functools.wraps(run_path)
    def run_path_converted(path_name: str, init_globals: Any = None, run_name: str | None = None) -> Any:
        if run_name != NAME or not _is_source(path_name) or is_installed(path_name):
            return run_path(path_name, init_globals, run_name)
        with open(path_name, "rb") as file:
            code = compile_main(file.read(), path_name)
        # What run_path does with the code that it compiles itself.
        return runpy._run_module_code(code, init_globals, run_name, pkg_name="", script_name=path_name)  # type: ignore[attr-defined]

    @functools.wraps(run_module)
    def run_module_converted(
        mod_name: str, init_globals: Any = None, run_name: str | None = None, alter_sys: bool = False
    ) -> Any:
        if run_name != NAME:
            return run_module(mod_name, init_globals, run_name, alter_sys)
        with MainFinder(mod_name, compile_main, lambda file: not is_installed(file)):
            return run_module(mod_name, init_globals, run_name, alter_sys)

    runpy.run_path, runpy.run_module = run_path_converted, run_module_converted


def _is_source(path: str) -> bool:
    return os.path.isfile(path) and not path.endswith(".pyc") and importer_of(path) is None
