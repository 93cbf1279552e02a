"""``run X`` and ``python X`` differ in nothing that the program, its caller or its reader can see (P20 to P22)."""

from __future__ import annotations

import os
import py_compile
import re
import sys
import zipfile
from dataclasses import replace

import pytest

# Prints what a program can see of its start, as JSON, then fails, so that one process tells both.
FACTS = '''
"""Facts."""
import inspect, json, os, pickle, sys

class Thing:
    """To be pickled: its module must be the __main__ that can be imported."""
    def __eq__(self, other): return type(self) is type(other)

def show(value):
    return value if isinstance(value, (str, int, type(None), list, dict)) else type(value).__name__

def source_of(function):
    try:
        return inspect.getsource(function)
    except OSError as error:
        return str(error)

spec = globals().get("__spec__")
loader = globals().get("__loader__")
print(json.dumps({
    "argv": sys.argv,
    "path": sys.path,
    "names": {name: show(value) for name, value in sorted(globals().items())
              if name.startswith("__") and name not in (
                  "__loader__", "__spec__", "__file__", "__cached__",
                  # What the compiler puts there, the one difference that there is.
                  "__autoimport_graph__")},
    "file": globals().get("__file__", "none"),
    "cached": globals().get("__cached__", "none"),
    "loader": loader.__name__ if isinstance(loader, type) else type(loader).__name__,
    "spec": spec and [spec.name, spec.origin, spec.parent, type(spec.loader).__name__, spec.loader is loader],
    "main": vars(sys.modules["__main__"]) is globals(),
    "main type": type(sys.modules["__main__"]).__name__,
    "pickle": pickle.loads(pickle.dumps(Thing())) == Thing() and Thing.__module__,
    "code file": show.__code__.co_filename,
    "source": source_of(show),
    "flags": str(sys.flags),
    "meta path": len([finder for finder in sys.meta_path if "MainFinder" in type(finder).__name__]),
    "excepthook": sys.excepthook is sys.__excepthook__,
    "stdin": sys.stdin.read(),
    "cwd": os.getcwd(),
}, indent=1))
print("to standard error", file=sys.stderr)

def fail(n):
    if n:
        fail(n - 1)
    raise ValueError("from the program")

try:
    fail(0)
except ValueError as error:
    raise KeyError("chained") from error
'''


@pytest.fixture(scope="module")
def programs(make_shell):
    shell = make_shell("programs")
    for name in ("facts.py", "sub/facts.py", "folder/__main__.py", "pkg/__main__.py", "pkg/mod.py", "ns/inner.py"):
        shell.write(name, FACTS)
    shell.write("pkg/__init__.py", "")
    with zipfile.ZipFile(shell.folder / "app.zip", "w") as archive:
        archive.writestr("__main__.py", FACTS)
    py_compile.compile(str(shell.folder / "facts.py"), cfile=str(shell.folder / "compiled.pyc"))
    (shell.folder / "links").mkdir()
    (shell.folder / "links/link.py").symlink_to("../sub/facts.py")
    return shell


SAFE = pytest.mark.skipif(sys.version_info < (3, 11), reason="-P came with Python 3.11")

STARTS = [
    pytest.param(["facts.py"], [], id="script"),
    pytest.param(["facts.py", "a", "-v", "--help", "-m", "x", "--", "-c"], [], id="script with options of its own"),
    pytest.param(["./sub/../sub/facts.py", "a"], [], id="script by an unusual path"),
    pytest.param(["links/link.py"], [], id="script behind a symbolic link"),
    pytest.param(["compiled.pyc", "a"], [], id="byte code"),
    pytest.param(["-m", "facts", "-m", "x"], [], id="module"),
    pytest.param(["-mfacts", "a"], [], id="module in one word"),
    pytest.param(["-m", "pkg", "-v"], [], id="package"),
    pytest.param(["-m", "pkg.mod"], [], id="module of a package"),
    pytest.param(["-m", "ns.inner"], [], id="module of a namespace package"),
    pytest.param(["-c", FACTS, "-c", "x"], [], id="code"),
    pytest.param(["-", "a", "-"], [], id="standard input"),
    pytest.param(["folder", "a"], [], id="folder"),
    pytest.param(["./folder/", "a"], [], id="folder with a slash"),
    pytest.param(["app.zip", "a"], [], id="zip file"),
    pytest.param(["facts.py"], ["-O", "-B"], id="script under -O"),
    pytest.param(["facts.py"], ["-P"], id="script under -P", marks=SAFE),
    pytest.param(["folder"], ["-P"], id="folder under -P", marks=SAFE),
    pytest.param(["-c", FACTS], ["-P"], id="code under -P", marks=SAFE),
]


@pytest.mark.parametrize(("args", "flags"), STARTS)
def test_program_sees_what_it_sees_under_python(programs, args, flags):
    stdin = FACTS if args[0] == "-" else "some input\nof two lines"
    plain, ours = programs.both(*args, flags=flags, stdin=stdin)
    assert '"argv"' in plain.out, plain.err  # the program ran at all
    assert "KeyError: 'chained'" in plain.err
    assert ours.out == plain.out
    assert ours.err == plain.err
    assert ours.code == plain.code == 1


def test_current_folder_as_program(make_shell):
    shell = make_shell("dot")
    shell.write("__main__.py", FACTS)
    plain, ours = shell.both(".", "a")
    assert ours == plain
    assert '"argv"' in plain.out


# Each of these is a whole program; all that it does to its caller must be the same.
ENDS = {
    "sys.exit(3)": "import sys; sys.exit(3)",
    "sys.exit()": "import sys; sys.exit()",
    "sys.exit with a message": "import sys; sys.exit('message')",
    "sys.exit with an object": "import sys; sys.exit((1, 2))",
    "sys.exit with a large number": "import sys; sys.exit(257)",
    "os._exit": "import os; os._exit(7)",
    "exit in a function": "def f():\n    raise SystemExit(4)\nf()",
    "nothing": "",
    "exception": "print('before', flush=True)\nraise ValueError('x')",
    "exception group": "import sys\nif sys.version_info >= (3, 11):\n    raise ExceptionGroup('g', [ValueError(1)])",
    "exception without a message": "class E(BaseException): pass\nraise E",
    "exception in a context": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise ValueError('again')",
    "recursion": "import sys\nsys.setrecursionlimit(150)\ndef f(): f()\nf()",
    "own excepthook": (
        "import sys, traceback\n"
        "def hook(kind, error, tb):\n"
        "    print(kind, error, sys.exc_info(), error.__traceback__ is tb, sys.last_value is error)\n"
        "    print(traceback.extract_tb(tb))\n"
        "sys.excepthook = hook\n1 / 0"
    ),
    "broken excepthook": "import sys\ndef hook(*a): raise KeyError('hook')\nsys.excepthook = hook\n1 / 0",
    "excepthook that exits": "import sys\nsys.excepthook = lambda *a: sys.exit(9)\n1 / 0",
    "exit handlers": (
        "import atexit, threading, time\n"
        "atexit.register(print, 'at exit')\n"
        "class D:\n    def __del__(self): print('deleted')\nd = D()\n"
        "threading.Thread(target=lambda: (time.sleep(0.1), print('thread'))).start()\nprint('end')\n"
    ),
    "interrupt raised": (
        "import atexit\natexit.register(print, 'at exit')\nclass D:\n    def __del__(self): print('deleted')\n"
        "d = D()\nraise KeyboardInterrupt"
    ),
    "syntax error": "x = 1\ny = (\n",
    "syntax error in a line": "x = 1\nx = = 2\n",
    "indentation error": "if 1:\nx\n",
    "syntax warning": "x = 1\nif x is 1:\n    print('\\d')\n",
    "return outside": "return 1\n",
    "broken import": "import broken_module\n",
    "syntax error in an import": "import faulty_module\n",
    "import error": "from faulty_name import nope\n",
    "coding cookie": "# -*- coding: latin-1 -*-\nprint(ascii('\xe9'))\n",
    "assert": "assert 1 == 2, 'no'\n",
    "future import": "from __future__ import annotations\nx: undefined = 1\nprint(__annotations__)\n",
    "docstring": "'''Doc.'''\nprint(__doc__)\n",
    "name": "print(__name__, __file__)\nif __name__ == '__main__':\n    import __main__\n    print(__main__.__doc__)\n",
    "spawned child": (
        "import multiprocessing\n"
        "def twice(x): return 2 * x\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        print(pool.map(twice, [1, 2]))\n"
    ),
}


@pytest.fixture(scope="module")
def ends(make_shell):
    shell = make_shell("ends")
    shell.write("broken_module.py", "def f():\n    raise RuntimeError('while importing')\nf()\n")
    shell.write("faulty_module.py", "x = = 1\n")
    shell.write("faulty_name.py", "")
    return shell


def write_end(shell, text):
    """Write the program, and have what it imports converted: then our loader's frames lie between the program's."""
    shell.write("end.py", text)
    names = [name for name in ("broken_module", "faulty_module", "faulty_name") if name in text]
    shell.write("autoimport_graph.toml", f"packages = {names!r}\n")


@pytest.mark.parametrize("name", ENDS)
def test_program_ends_as_under_python(ends, name):
    write_end(ends, ENDS[name])
    plain, ours = ends.both("end.py")
    if name == "recursion":
        # Our frames below the program's count against the limit, too: the one difference that we know of.
        plain, ours = (replace(each, err=re.sub(r"repeated \d+", "repeated N", each.err)) for each in (plain, ours))
    assert ours == plain


@pytest.mark.parametrize("name", ["sys.exit(3)", "exception", "interrupt raised", "syntax error", "broken excepthook"])
@pytest.mark.parametrize("how", ["-m", "folder", "-c", "-"])
def test_program_ends_as_under_python_however_it_is_named(ends, name, how):
    text = ENDS[name]
    write_end(ends, text)
    ends.write("place/__main__.py", text)
    args = {"-m": ["-m", "end"], "folder": ["place"], "-c": ["-c", text], "-": ["-"]}[how]
    plain, ours = ends.both(*args, stdin=text if how == "-" else "")
    assert ours == plain


MISSING = {
    "script": ["nope.py"],
    "script in a folder": ["nope/nope.py"],
    "file taken for a folder": ["end.py/"],
    "module": ["-m", "nope"],
    "module in a package": ["-m", "nope.nope"],
    "module named as a file": ["-m", "end.py"],
    "package without __main__": ["-m", "empty"],
    "folder without __main__": ["bare"],
    "relative module": ["-m", ".end"],
    "built-in module": ["-m", "sys"],
}


@pytest.mark.parametrize("name", MISSING)
def test_missing_program_is_told_as_by_python(ends, name):
    write_end(ends, "")
    ends.write("empty/__init__.py", "")
    (ends.folder / "bare").mkdir(exist_ok=True)
    plain, ours = ends.both(*MISSING[name])
    assert plain.code != 0
    assert ours == plain


def test_isolated_interpreter_keeps_the_script_folder_off_the_path(programs):
    """Under -I only an installed package is found; what our code asks of sys.flags is tried without one."""
    from autoimport_graph.program import Program
    from autoimport_graph.program.execute import execute

    script = programs.write("path0.py", "import sys; found = sys.path[0]")
    program = (
        "import sys, types\n"
        f"sys.path.insert(0, {os.fspath(programs.folder)!r} + '/tool')\n"
        f"sys.path.insert(1, {str(__import__('autoimport_graph').__path__[0])!r} + '/..')\n"
        f"from {execute.__module__} import execute, Program\n"
        "before = sys.path[0]\n"
        f"execute(Program('script', {str(script)!r}), lambda s, f: compile(s, f, 'exec'))\n"
        "assert sys.modules['__main__'].found == before, sys.path\n"
    )
    assert Program.__module__ == "autoimport_graph.program"
    done = programs.python("-I", "-c", program)
    assert done.code == 0, done.err
