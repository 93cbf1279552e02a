"""How test modules of a listed package are loaded: converted, and their assertions rewritten by pytest."""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from _pytest.assertion.rewrite import AssertionRewritingHook, rewrite_asserts

from autoimport_graph.hook.conversion import Origin, convert_tree, failed
from autoimport_graph.hook.handle import active_handles
from autoimport_graph.hook.loader import Converting
from autoimport_graph.hook.session import Session


class PackageFinder:
    """Finds a package where ``--import-mode=importlib`` looks for its ``__init__.py``: in the package's own folder."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a listed package.

        Args:
            name: Its dotted name.
            path: Where pytest says that it is.
            target: Not needed.
        """
        if path is None or len(path) != 1 or os.path.basename(path[0]) != name.rpartition(".")[2]:
            return None
        file = os.path.join(path[0], "__init__.py")
        if not os.path.isfile(file) or not any(handle.session.selects(name) for handle in active_handles()):
            return None
        return spec_from_file_location(name, file, submodule_search_locations=list(path))


class RewritingLoader(Converting):
    """Stands in for pytest's loader; what it does not do itself it leaves to that.

    Args:
        inner: pytest's loader.
        session: The installation that it works for.
    """

    def __init__(self, inner: AssertionRewritingHook, session: Session) -> None:
        self.inner = inner
        self.session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def create_module(self, spec: Any) -> ModuleType | None:
        """Leave the module's making to the import system.

        Args:
            spec: The module's.
        """
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Execute a test module.

        Args:
            module: New, with its spec.

        Raises:
            StrictError: Under ``strict``, if anything would be left unconverted.
        """
        path = str(getattr(module.__spec__, "origin", None))
        source = Path(path).read_bytes()
        origin = Origin(self.session, module.__name__, path, source, cached=False)

        def compile_tree(tree: ast.Module) -> CodeType:
            rewrite_asserts(tree, source, path, self.inner.config)
            code: CodeType = compile(tree, path, "exec", dont_inherit=True)
            return code

        outcome = convert_tree(origin, compile_tree)
        if isinstance(outcome, CodeType):
            # Where pytest looks up which modules it has seen, and a module's resources.
            self.inner._rewritten_names[module.__name__] = Path(path)
            exec(outcome, vars(module))
        else:
            failed(origin, outcome)
            self.inner.exec_module(module)
