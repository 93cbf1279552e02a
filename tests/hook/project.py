"""A project of modules for one test, in this process or in others."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from autoimport_graph.hook import cache, events, handle, loader, places, warn
from tests.hook.fake_compiler import MARK, FakeCompiler

ROOT = Path(__file__).parents[2]

PRELUDE = """\
import sys, json
sys.dont_write_bytecode = False
from tests.hook.fake_compiler import use_fake_compiler, MARK
compiler = use_fake_compiler()
import autoimport_graph
from autoimport_graph.hook import subscribe
events = []
subscribe(events.append)
result = {}
"""
POSTLUDE = """
print("\\n=" + json.dumps({"result": result, "events": [[e.name, e.kind, e.reason] for e in events]}))
"""


class Project:
    """A folder of modules on ``sys.path``, the hook's switch, and what the hook told about each module."""

    def __init__(self, folder: Path, compiler: FakeCompiler) -> None:
        self.folder = folder
        self.compiler = compiler
        self.events: list[events.ModuleEvent] = []
        self.handles: list[handle.Handle] = []

    def write(self, files: dict[str, str]) -> Project:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        importlib.invalidate_caches()
        return self

    def install(self, *packages: str, **settings: Any) -> handle.Handle:
        from autoimport_graph.config import config_from_table

        config = config_from_table({"packages": list(packages), **settings})
        installed = handle.install(config=config, report=False)
        self.handles.append(installed)
        return installed

    def load(self, name: str) -> Any:
        """Import a module as a new process would."""
        for known in [known for known in sys.modules if known == name or known.startswith(name + ".")]:
            del sys.modules[known]
        importlib.invalidate_caches()
        self.events.clear()
        return importlib.import_module(name)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def cache_files(self) -> list[Path]:
        return sorted(cache.cache_files(self.folder))

    def cache_file(self) -> Path:
        (file,) = self.cache_files()
        return file

    def run(self, code: str, *flags: str, env: dict[str, str] | None = None, prelude: str = PRELUDE) -> dict[str, Any]:
        """Run a program in a process of its own; what it puts in ``result`` comes back, with the events."""
        process = subprocess.run(
            [sys.executable, *flags, "-c", prelude + textwrap.dedent(code) + (POSTLUDE if prelude else "")],
            cwd=self.folder,
            env=self.environment(env),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert process.returncode == 0, process.stderr
        answer: dict[str, Any] = json.loads(process.stdout.rpartition("\n=")[2]) if prelude else {}
        return {**answer, "out": process.stdout, "err": process.stderr}

    def environment(self, more: dict[str, str] | None = None) -> dict[str, str]:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("AUTOIMPORT_GRAPH", "PYTHON"))}
        path = os.pathsep.join([str(ROOT), str(self.folder)])
        return {**env, "PYTHONPATH": path, "XDG_CACHE_HOME": str(self.folder.parent / "home"), **(more or {})}


def forget_memos() -> None:
    """Forget what this process has learnt about folders, as a new process would not know it."""
    for memo in (places._found_usable, cache._swept, warn._seen, loader._composed_classes):
        memo.clear()


def converted(module: Any) -> bool:
    return MARK in vars(module)
