"""Our block in a ``sitecustomize.py``, which Python imports at each start: written, found, and taken out again.

A block that is added to a file begins with the line end before its first line, a file of our own does not: so what was
there before comes back byte for byte, whether it ended in a line end or not, and an empty file stays.
"""

from __future__ import annotations

import os
import site
import stat
import sys
import sysconfig
from pathlib import Path

from autoimport_graph.errors import AutoimportGraphError

NAME = "sitecustomize.py"
_FIRST = b'# >>> autoimport_graph: written by "python -m autoimport_graph enable", "disable" takes it out >>>\n'
_LAST = b"# <<< autoimport_graph <<<\n"

# A file of our own hides one that lies further down sys.path. So it runs that first, and has it stand as
# sys.modules["sitecustomize"]. No name of ours stays behind.
_CHAIN = """\
def _autoimport_graph_chain():
    import importlib.machinery, importlib.util, os, sys
    here = os.path.dirname(os.path.abspath(__file__))
    later = [folder for folder in sys.path if os.path.abspath(folder) != here]
    found = importlib.machinery.PathFinder.find_spec("sitecustomize", later)
    if found is not None and found.origin != __file__:
        sys.modules["sitecustomize"] = module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)


_autoimport_graph_chain()
del _autoimport_graph_chain
"""
# Where the package has been uninstalled, the block does nothing: no start of Python is the worse for it.
_START = """\
try:
    from autoimport_graph.startup import start as _autoimport_graph_start
except Exception as _autoimport_graph_error:
    import os as _autoimport_graph_os, sys as _autoimport_graph_sys

    _autoimport_graph_strict = _autoimport_graph_os.environ.get("AUTOIMPORT_GRAPH_STRICT", "0") not in ("", "0")
    _autoimport_graph_gone = ("autoimport_graph", "autoimport_graph.startup")
    if _autoimport_graph_strict or getattr(_autoimport_graph_error, "name", None) not in _autoimport_graph_gone:
        print(
            "autoimport_graph: not switched on: it cannot be imported; reinstall it, or remove its block from",
            __file__,
            file=_autoimport_graph_sys.stderr,
            flush=True,
        )
    if _autoimport_graph_strict:
        _autoimport_graph_os._exit(1)
    del _autoimport_graph_os, _autoimport_graph_sys, _autoimport_graph_strict, _autoimport_graph_gone
else:
    _autoimport_graph_start("sitecustomize", {value})
    del _autoimport_graph_start
"""


class SitecustomizeError(AutoimportGraphError):
    """A sitecustomize cannot be changed; the message names the file and says why."""


def user_file() -> Path:
    """Return the file for the current user, all of whose environments but virtual ones read it.

    Raises:
        SitecustomizeError: This interpreter does not look into the user's folder.
    """
    if not site.ENABLE_USER_SITE:
        raise SitecustomizeError(
            "this interpreter does not read the user's site-packages (a virtual environment, python -s or "
            "PYTHONNOUSERSITE); use enable --venv"
        )
    return Path(site.getusersitepackages(), NAME)


def environment_file() -> Path:
    """Return the file for the interpreter's environment."""
    return Path(sysconfig.get_path("purelib"), NAME)


def candidates() -> list[Path]:
    """Return the files that can hold a block, in the order in which Python looks for them."""
    files = [Path(site.getusersitepackages(), NAME)] if site.ENABLE_USER_SITE else []
    return [*files, environment_file()]


def in_virtual_environment() -> bool:
    """Whether the interpreter is one of a virtual environment."""
    return sys.prefix != sys.base_prefix


def has_block(file: Path) -> bool:
    """Whether a file holds our block.

    Args:
        file: A ``sitecustomize.py``, there or not.
    """
    try:
        return _FIRST in file.read_bytes()
    except OSError:
        return False


def enable(file: Path, value: str) -> None:
    """Write our block into a file, in place of the one it may hold.

    Args:
        file: A ``sitecustomize.py``, there or not.
        value: What counts where the environment variable is not set: 1, or the path of a configuration.

    Raises:
        SitecustomizeError: The file is no valid Python, or cannot be written.
    """
    before = without_block(file)
    head, chain = (b"", _CHAIN) if before is None else (before + b"\n", "")
    after = head + _FIRST + (chain + _START.format(value=ascii(value))).encode() + _LAST
    try:
        compile(after, str(file), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise SitecustomizeError(f"{file}: not valid Python ({error}); repair or remove it first") from error
    _write(file, after)


def disable(file: Path) -> None:
    """Take our block out of a file; a file that holds nothing else is removed.

    Args:
        file: A ``sitecustomize.py`` with a block.

    Raises:
        SitecustomizeError: The block is damaged, or the file cannot be written.
    """
    before = without_block(file)
    if before is None:
        try:
            file.unlink()
        except OSError as error:
            raise SitecustomizeError(f"{file}: {error.strerror}") from error
    else:
        _write(file, before)


def without_block(file: Path) -> bytes | None:
    """Return what a file holds beside our block, None if it is not there or is ours alone.

    Args:
        file: A ``sitecustomize.py``.

    Raises:
        SitecustomizeError: The block has no end, or the file cannot be read.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SitecustomizeError(f"{file}: {error.strerror}") from error
    head, first, rest = data.partition(_FIRST)
    if not first:
        return data
    _, last, tail = rest.partition(_LAST)
    if not last:
        raise SitecustomizeError(f"{file}: the end of the block is missing; take the block out by hand")
    if not head:
        return tail or None
    return head.removesuffix(b"\n") + tail


def _write(file: Path, data: bytes) -> None:
    target = file.resolve()  # a symbolic link stays one
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        temporary.write_bytes(data)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise SitecustomizeError(f"{file}: {error.strerror}") from error
