from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autoimport_graph.hook import events, fingerprint, handle
from tests.hook.fake_compiler import FakeCompiler
from tests.hook.project import Project, forget_memos


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """An empty project in this process, with everything that the hook or an import changes put back afterwards."""
    folder = tmp_path / "project"
    folder.mkdir()
    modules = dict(sys.modules)
    compiler = FakeCompiler()
    monkeypatch.setitem(sys.modules, "autoimport_graph.compiler", compiler)
    monkeypatch.setattr(fingerprint, "_known", bytes(32))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.syspath_prepend(folder)
    forget_memos()
    project = Project(folder, compiler)
    unsubscribe = events.subscribe(project.events.append)
    yield project
    unsubscribe()
    for installed in handle.active_handles():  # those that a module of the project has installed, too
        installed.uninstall(report=False)
    for name in set(sys.modules) - set(modules):
        del sys.modules[name]


@pytest.fixture
def spam(project: Project) -> Project:
    """A listed module whose entry is in the cache."""
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    project.load("spam")
    return project
