"""Convert the main module of ``-m``, of a folder or of a zip file, whose code :mod:`runpy` asks its loader for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType, TracebackType

from autoimport_graph.hook.loader import session_of

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any


class MainFinder:
    """A finder that answers for one module, once: the one that runs as ``__main__``.

    It lets the other finders answer and puts a loader in place of theirs that compiles by ours. For a package the main
    module is its ``__main__``. Usable in ``with``, which takes it off ``sys.meta_path`` again.

    Args:
        name: What the user named.
        compile_main: Makes code of the main module's source and file name.
        wanted: Whether a main module in this file is to be compiled by that.
    """

    def __init__(
        self,
        name: str,
        compile_main: Callable[[bytes, str], CodeType],
        wanted: Callable[[str], bool] = lambda filename: True,
    ) -> None:
        self.name = name
        self.compile_main = compile_main
        self.wanted = wanted

    def __enter__(self) -> MainFinder:
        sys.meta_path.insert(0, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Leave ``sys.meta_path``; the program finds it as plain Python has it."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the main module, and nothing else.

        Args:
            fullname: The module that is looked for.
            path: Where a submodule is looked for.
            target: Passed on.
        """
        if fullname != self.name:
            return None
        spec = self._ask_others(fullname, path, target)
        if spec is None or spec.loader is None:
            return spec
        if spec.submodule_search_locations is not None:
            if not fullname.endswith("__main__"):
                self.name = f"{fullname}.__main__"
            return spec
        self.remove()
        listed = session_of(spec.loader) is not None  # converted already, as the package that it belongs to
        source = str(spec.origin).endswith(".py") and hasattr(spec.loader, "get_data")
        if source and not listed and self.wanted(str(spec.origin)):
            self._convert(spec)
        return spec

    def _convert(self, spec: ModuleSpec) -> None:
        loader: Any = spec.loader
        filename = str(spec.origin)
        outcome: CodeType | Exception
        try:
            outcome = self.compile_main(loader.get_data(filename), filename)
        except (SyntaxError, OSError):
            # The loader that is there finds the same fault, and leaves the frames in the traceback that Python leaves.
            return
        except Exception as error:  # for runpy, which asks for the code and has its own ways to tell what goes wrong
            outcome = error
        spec.loader = _MainLoader(spec, outcome)  # type: ignore[assignment]

    def _ask_others(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is not self:
                spec = finder.find_spec(fullname, path, target)
                if spec is not None:
                    return spec
        return None


class _MainLoader:
    """Hands out converted code once, and gives the spec its own loader back, which the program then finds in it."""

    def __init__(self, spec: ModuleSpec, outcome: CodeType | Exception) -> None:
        self._spec = spec
        self._outcome = outcome
        self._inner: Any = spec.loader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def get_code(self, fullname: str) -> CodeType:
        """Return the main module's code.

        Args:
            fullname: Its name.

        Raises:
            StrictError: Under ``strict``, if anything would be left unconverted.
        """
        self._spec.loader = self._inner
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome
