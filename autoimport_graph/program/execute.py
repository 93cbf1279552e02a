"""Run a program so that it cannot tell the difference from ``python``.

What a program can see of its start: ``sys.argv``, ``sys.path[0]``, the module ``__main__`` (the real one, so that
pickle and multiprocessing find its classes) and its dunder names, the text of its traceback, its exit code. ``-m``,
folders and zip files go through the same function of :mod:`runpy` that the interpreter itself calls.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable
from importlib.machinery import BuiltinImporter, SourceFileLoader, SourcelessFileLoader
from types import CodeType, ModuleType

from autoimport_graph.program import Program
from autoimport_graph.program.importers import importer_of
from autoimport_graph.program.main_finder import MainFinder

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

# From the main module's source and file name to its code.
Compile = Callable[[bytes, str], CodeType]


def execute(program: Program, compile_main: Compile, into: ModuleType | None = None) -> None:
    """Run a program to its end.

    Args:
        program: What to run.
        compile_main: Makes code of the main module's source.
        into: The interpreter's own ``__main__``, where nothing has run in that; else a new one takes its place.

    Raises:
        SystemExit: As the program raises it, or because the program cannot be found.
        BaseException: Whatever the program does not catch.
    """
    sys.argv = [_argv0(program), *program.args]
    main = sys.modules["__main__"] = into or ModuleType("__main__")
    if program.kind == "module":
        _put_first_on_path(os.getcwd())
        _run_module(program.target, compile_main, main)
    elif program.kind == "code":
        _put_first_on_path("")
        _run_code(program.target, compile_main, main)
    elif program.kind == "stdin":
        _put_first_on_path("")
        _fill(main, BuiltinImporter, file="<stdin>")
        exec(_compile(sys.stdin.buffer.read(), "<stdin>", compile_main), vars(main))
    elif importer_of(program.target) is not None:
        # A folder or a zip file is put on the path even where `python -P` keeps the script's folder off it.
        sys.path.insert(0, absolute(program.target))
        _run_module("__main__", compile_main, main)
    else:
        _put_first_on_path(os.path.dirname(os.path.realpath(program.target)))
        _run_script(program, compile_main, main)


def _argv0(program: Program) -> str:
    # runpy replaces the -m by the module's file once it has found it, in ours as in plain Python.
    return {"module": "-m", "code": "-c"}.get(program.kind, program.target)


def _put_first_on_path(folder: str) -> None:
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        sys.path.insert(0, folder)


def absolute(path: str) -> str:
    """Make a path absolute the way the interpreter does, which leaves ``./`` and ``..`` in it.

    Args:
        path: As it was named.
    """
    if os.path.isabs(path):
        return path
    cwd = os.getcwd()
    if path == "." and sys.version_info >= (3, 11):
        return cwd
    return os.path.join(cwd, path)


def _fill(main: ModuleType, loader: Any, file: str | None = None) -> None:
    """Set in ``__main__`` what the interpreter sets in it."""
    main.__loader__ = loader
    vars(main)["__builtins__"] = builtins
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    if file is not None:
        main.__file__ = file
        if sys.version_info < (3, 15):
            vars(main)["__cached__"] = None


def _compile(source: bytes, filename: str, compile_main: Compile) -> CodeType:
    try:
        return compile_main(source, filename)
    except Exception as error:
        # A SyntaxError above all. The interpreter's own parser leaves no frame behind, so neither do we.
        raise error.with_traceback(None) from None


def _run_script(program: Program, compile_main: Compile, main: ModuleType) -> None:
    path, filename = program.target, absolute(program.target)
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        # Word for word what the interpreter says, so that whoever greps for it finds it here, too.
        print(
            f"{sys.orig_argv[0]}: can't open file {filename!r}: [Errno {error.errno}] {error.strerror}", file=sys.stderr
        )
        sys.exit(2)
    if path.endswith(".pyc"):
        loader: Any = SourcelessFileLoader("__main__", filename)
        code = loader.get_code("__main__")
    else:
        loader = SourceFileLoader("__main__", filename)
        code = None
    if program.skips_line:
        source = source[source.find(b"\n") :] if b"\n" in source else b""  # its end stays: lines keep their numbers
    _fill(main, loader, filename)
    exec(code or _compile(source, filename, compile_main), vars(main))


def _run_code(text: str, compile_main: Compile, main: ModuleType) -> None:
    if sys.version_info >= (3, 14):
        import textwrap

        text = textwrap.dedent(text)
    _fill(main, BuiltinImporter)
    source = text.encode("utf-8", "surrogateescape")
    code = _compile(source, "<string>", compile_main)
    _show_lines_of(code, text)
    exec(code, vars(main))


def _show_lines_of(code: CodeType, text: str) -> None:
    """Have tracebacks show the lines of a ``-c`` program, as they do from Python 3.13 on."""
    if sys.version_info >= (3, 13):
        import linecache

        if hasattr(linecache, "_interactive_cache"):
            linecache._register_code(code, text, "<string>")  # type: ignore[attr-defined, unused-ignore]
        else:  # the first releases of 3.13 looked the lines up by the name alone
            lines = [line + "\n" for line in text.splitlines()]
            linecache.cache["<string>"] = (len(text), None, lines, "<string>")


def _run_module(name: str, compile_main: Compile, main: ModuleType) -> None:
    import runpy  # late: it imports pkgutil, which start-up does without

    _fill(main, None)
    # The interpreter calls this very function for -m, folders and zip files, so that its frames in a traceback, its
    # messages and its exit codes come for free. runpy.run_module would put the module into a temporary __main__.
    run: Callable[..., None] = runpy._run_module_as_main  # type: ignore[attr-defined]
    with MainFinder(name, compile_main):
        run(name, alter_argv=name != "__main__")
