"""The rules that import-linter cannot state: what importing a module drags in, and how long files may grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "autoimport_graph"
SOURCES = sorted(PACKAGE.rglob("*.py"))

# Rooms that may import TensorFlow when they are imported; all others wait until the program has done so itself.
MAY_IMPORT_TENSORFLOW = ("runtime",)

# A file that passes 300 lines is asked why: its path below the package, and the answer.
LONG_FILES: dict[str, str] = {
    "compiler/scopes.py": "one visitor, a short method for each kind of node that binds a name",
    "compiler/passes/exits.py": "one lowering, whose cases are read together",
    "runtime/kinds.py": "one small class for each kind of value, and what finds it",
    "runtime/list_methods.py": "a table of list's methods, each a few lines",
    "runtime/tensorflow_private.py": "everything private of TensorFlow's, a few lines for each",
    "runtime/overloads/iterators.py": "a table of itertools' functions, each a few lines",
    "runtime/overloads/mathematics.py": "a table of math's functions, each a few lines",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_room_but_the_runtime_imports_tensorflow():
    """Importing every module outside of runtime/, in one fresh interpreter, must leave TensorFlow unimported."""
    names = [
        module_name(path)
        for path in SOURCES
        if path.relative_to(PACKAGE).parts[0] not in MAY_IMPORT_TENSORFLOW and path.name != "__main__.py"
    ]
    assert "autoimport_graph.cli" in names
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        "    heavy = {'tensorflow', 'keras', 'numpy'} & set(sys.modules)\n"
        "    assert not heavy, f'importing {name} imports {sorted(heavy)}'\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_short(path: Path):
    source = path.read_text(encoding="utf-8")
    if str(path.relative_to(PACKAGE)) not in LONG_FILES:
        assert len(source.splitlines()) <= 300, f"{path.name} has grown past 300 lines: split it, or say why not above"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            # A docstring as long as it needs to be is no reason to split a function.
            first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
            length = (node.end_lineno or first.lineno) - first.lineno + 1
            assert length <= 50, f"{path.name}:{node.lineno}: {node.name} has {length} lines; 50 is the limit"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(path: Path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"
