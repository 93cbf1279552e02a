"""A program that the interpreter's start has taken over cannot tell the difference (P21)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.installed import Installed, Result, write

SEEN = """\
import atexit, pickle, sys
class Pickled: pass
def f(): return 1
main = sys.modules["__main__"]
names = {name for name in vars(main) if not name.endswith("_graph__")}
print(__name__, sys.argv, sys.path[:2], vars(main).get("__file__"), __spec__, __loader__, __package__, sorted(names))
print(main.__dict__ is globals(), sys.path_hooks, [key for key in sys.path_importer_cache if key.endswith(".py")])
print(type(pickle.loads(pickle.dumps(Pickled()))) is Pickled)
atexit.register(lambda: print("end", sys.modules["__main__"].f()))
"""
ENDS = {
    "seen": SEEN,
    "exit code": "import sys\ndef f(): sys.exit(3)\nf()\n",
    "exit message": "import sys\ndef f(): sys.exit('bad')\nf()\n",
    "exception": "def f():\n    raise KeyError(1)\nf()\n",
    "interrupt": "def f():\n    raise KeyboardInterrupt\nf()\n",
    "syntax error": "def f():\n    x = (1,\n",
    "os._exit": "import os\ndef f(): os._exit(4)\nf()\n",
    "traced": "import sys\ndef f():\n    return 1\nlines = []\n"
    "sys.settrace(lambda frame, event, arg: lines.append(frame.f_code.co_name))\nf()\n"
    "sys.settrace(None)\nprint(lines)\n",
}
KINDS = {"script": ["./prog.py", "a"], "module": ["-m", "prog", "a"], "code": ["-c"], "stdin": ["-", "a"], "bare": []}


def told(result: Result) -> tuple[int, str, str]:
    return result.code, *(re.sub(r"0x[0-9a-f]+", "0x", text) for text in (result.out, result.err))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ENDS)
def test_same_as_python(installed: Installed, tmp_path: Path, name: str, kind: str) -> None:
    text = ENDS[name]
    write(tmp_path, "prog.py", text)
    args = [*KINDS[kind], text, "a"] if kind == "code" else KINDS[kind]
    stdin = text if kind in ("stdin", "bare") else ""
    plain, ours = (
        told(installed.run(*args, cwd=tmp_path, stdin=stdin, AUTOIMPORT_GRAPH=value, PYTHONDONTWRITEBYTECODE="1"))
        for value in "01"
    )
    assert ours == plain


@pytest.mark.parametrize("spelling", ["-mprog", "-Bm prog", "-Bmprog", "-W ignore -Xdev -m prog"])
def test_options_of_the_interpreter(installed: Installed, tmp_path: Path, spelling: str) -> None:
    write(tmp_path, "prog.py", "import sys\ndef f(): pass\nprint(sys.argv[1:], '__autoimport_graph__' in globals())\n")
    result = installed.run(*spelling.split(), "-m", "x", cwd=tmp_path, AUTOIMPORT_GRAPH="1")
    assert (result.out, result.err) == ("['-m', 'x'] True\n", "")


def test_first_line_that_is_not_python(installed: Installed, tmp_path: Path) -> None:
    write(
        tmp_path, "prog.cmd", "@no Python\ndef f(): return 1\nprint(f(), '__autoimport_graph__' in globals())\n1 / 0\n"
    )
    for flags in (["-x"], ["-Bx"], ["-xW", "ignore"]):
        result = installed.run(*flags, "prog.cmd", cwd=tmp_path, AUTOIMPORT_GRAPH="1")
        assert result.out == "1 True\n"
        assert 'prog.cmd", line 4, in <module>' in result.err
    write(tmp_path, "prog.cmd", "@no end of the line")
    assert told(installed.run("-x", "prog.cmd", cwd=tmp_path, AUTOIMPORT_GRAPH="1")) == (0, "", "")
    write(tmp_path, "prog.py", "def f(): return 1\nprint('__autoimport_graph__' in globals())\n")
    for flags in (["-Xdev"], ["-X", "utf8"], ["-Wx"]):
        assert installed.run(*flags, "prog.py", cwd=tmp_path, AUTOIMPORT_GRAPH="1").out == "True\n"


@pytest.mark.parametrize("name", ["seen", "exception", "exit code", "interrupt", "syntax error", "set by itself"])
@pytest.mark.parametrize("option", ["-i", "PYTHONINSPECT"])
def test_prompt_after_the_program(installed: Installed, tmp_path: Path, name: str, option: str) -> None:
    """The prompt has the program's variables, whichever way it ended."""
    by_itself = "import os\ndef f(): pass\nos.environ['PYTHONINSPECT'] = '1'\n"
    write(tmp_path, "prog.py", by_itself if name == "set by itself" else ENDS[name])
    flags = ["-i"] if option == "-i" and name != "set by itself" else []
    env = {} if flags or name == "set by itself" else {"PYTHONINSPECT": "1"}
    look = "print(sorted(name for name in globals() if not name.endswith('_graph__')), __spec__, __loader__)\n"
    for arguments in (["prog.py"], ["-m", "prog"]):
        plain, ours = (
            told(installed.run(*flags, *arguments, cwd=tmp_path, stdin=look, AUTOIMPORT_GRAPH=value, **env))
            for value in "01"
        )
        assert ours == plain
        if flags:  # the variable alone asks for a prompt at a terminal
            look_for = "print('__autoimport_graph__' in globals())\n"
            on = installed.run(*flags, *arguments, cwd=tmp_path, stdin=look_for, AUTOIMPORT_GRAPH="1")
            assert "True\n" in on.out or name == "syntax error"


def test_code_before_a_prompt_is_left_alone_with_a_word(installed: Installed, tmp_path: Path) -> None:
    result = installed.run("-i", "-c", "def f(): pass", cwd=tmp_path, AUTOIMPORT_GRAPH="1")
    assert "autoimport_graph: python -i -c runs its code as it is" in result.err


def test_run_before_a_prompt(installed: Installed, tmp_path: Path) -> None:
    write(tmp_path, "prog.py", "def f(): return 1\n1 / 0\n")
    look = "print(f(), '__autoimport_graph__' in globals())\n"
    result = installed.run("-i", "-m", "autoimport_graph", "run", "prog.py", cwd=tmp_path, stdin=look)
    assert result.out == "1 True\n"
    assert "SystemExit" not in result.err
