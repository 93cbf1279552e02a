"""Convert the main program of an interpreter that was started as ``python script.py``, without ``run``.

The interpreter reads a script by itself and asks nobody for its code. There are three places where it does ask:

- ``-m``, a folder or a zip file: runpy asks the meta path, where :class:`MainFinder` answers.
- A script: the interpreter asks ``sys.path_hooks`` whether the file is an archive of modules, and has runpy run the
  archive's ``__main__`` if so. :class:`_Script` says yes, and runs the script the way ``run`` does.
- ``-c`` and standard input: the audit event before they are read. A process never gets rid of an audit hook, which
  costs 0.3 µs for each ``id()`` and import (``copy.deepcopy`` took twice as long): it is not the way for scripts.

A program without a function has nothing to convert and is left to the interpreter.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

from autoimport_graph.config import Config
from autoimport_graph.hook import script_code
from autoimport_graph.program import Program
from autoimport_graph.program.execute import absolute, execute
from autoimport_graph.program.finish import finish, prompt_follows
from autoimport_graph.program.importers import importer_of
from autoimport_graph.program.interpreter import is_installed
from autoimport_graph.program.main_finder import MainFinder

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

_EVENTS = {"code": "cpython.run_command", "stdin": "cpython.run_stdin"}


def take_over(program: Program, config: Config) -> None:
    """See to it that the main program is converted when the interpreter gets to it.

    Args:
        program: What the interpreter is about to run.
        config: The configuration that it is converted by.
    """

    def compile_main(source: bytes, filename: str) -> CodeType:
        return script_code(filename, source, config)

    if program.kind == "module":
        sys.meta_path.insert(0, MainFinder(program.target, compile_main, lambda file: not is_installed(file)))
    elif program.kind == "script":
        if importer_of(program.target) is not None:
            sys.meta_path.insert(0, MainFinder("__main__", compile_main))
        elif _is_ours_to_run(program.target):
            sys.path_hooks.append(_Script(program, compile_main))
    elif prompt_follows():
        print("autoimport_graph: python -i -c runs its code as it is; -i with a script converts it", file=sys.stderr)
    elif program.kind == "stdin" or has_functions(program.target.encode("utf-8", "surrogateescape")):
        _at_event(_EVENTS[program.kind], program, compile_main)


def _is_ours_to_run(path: str) -> bool:
    if path.endswith(".pyc") or is_installed(path):
        return False
    try:
        with open(path, "rb") as file:
            return has_functions(file.read())
    except OSError:  # the interpreter knows how to say that
        return False


def has_functions(source: bytes) -> bool:
    """Whether a program may define a function.

    Args:
        source: Its bytes.
    """
    return b"def" in source or b"lambda" in source


def _run(program: Program, compile_main: Any, main: ModuleType) -> None:
    """Run a program to its end, and raise SystemExit, so that the interpreter does not run it once more."""
    finish(lambda: execute(program, compile_main, main), lambda failed: None)
    if not prompt_follows():
        raise SystemExit(0)


_PUT_BACK = "__put_back_graph__"


def _nothing(main: ModuleType) -> CodeType:
    """Code for runpy to run in ``__main__`` where a program has run already, whose variables a prompt will show."""
    namespace = vars(main)
    for name in ("__file__", "__cached__"):  # the interpreter takes them away, too
        namespace.pop(name, None)
    before = dict(namespace)

    def put_back() -> None:
        namespace.clear()
        namespace.update(before)

    namespace[_PUT_BACK] = put_back
    return compile(f"{_PUT_BACK}()", "<autoimport_graph>", "exec")


class _Script:
    """A script as the interpreter takes it for an archive: path hook, finder and loader in one, used once."""

    def __init__(self, program: Program, compile_main: Any) -> None:
        self._program = program
        self._compile_main = compile_main
        self._path = absolute(program.target)
        self._main = sys.modules["__main__"]  # runpy takes it away while it looks for the archive's

    def __call__(self, path: str) -> _Script:
        if path != self._path:
            raise ImportError(path)
        return self

    def find_spec(self, name: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """Find the archive's main module.

        Args:
            name: The module that is looked for.
            target: Not needed.
        """
        return ModuleSpec(name, self) if name == "__main__" else None  # type: ignore[arg-type]

    def get_code(self, name: str) -> CodeType:
        """Run the script, in place of handing out its code.

        Args:
            name: Not needed.

        Returns:
            Where a prompt follows: code that does nothing more.

        Raises:
            SystemExit: When the script has come to its end.
        """
        sys.path_hooks.remove(self)
        sys.path_importer_cache[self._path] = None  # as it is for every script
        sys.path.remove(self._path)
        _run(self._program, self._compile_main, self._main)
        return _nothing(self._main)


def _at_event(event: str, program: Program, compile_main: Any) -> None:
    def hook(name: str, arguments: Any) -> None:
        if name == event and waiting:
            waiting.clear()
            del hook.__cantrace__  # type: ignore[attr-defined]
            if sys.path[:1] == [""] and not getattr(sys.flags, "safe_path", False):
                del sys.path[0]
            _run(program, compile_main, sys.modules["__main__"])
            raise SystemExit(0)  # the only way out that does not run it once more, also where a prompt should follow

    waiting = [program]
    # Without it, the interpreter traces nothing that runs below an audit hook: no debugger, no coverage.
    hook.__cantrace__ = True  # type: ignore[attr-defined]
    sys.addaudithook(hook)
