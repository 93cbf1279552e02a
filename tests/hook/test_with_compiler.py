"""Hook and real compiler together, in processes of their own."""

from __future__ import annotations

import subprocess
import sys

from tests.hook.project import Project

PRELUDE = """\
import sys, json
sys.dont_write_bytecode = False
import autoimport_graph
from autoimport_graph.hook import subscribe
events = []
subscribe(events.append)
result = {}
"""
PROGRAM = """
autoimport_graph.install(packages=["spam"])
import spam
result["value"] = spam.f(-3)
result["converted"] = "__autoimport_graph__" in vars(spam)
looked_for = ("tensorflow", "gast", "typing", "autoimport_graph.compiler")
result["loaded"] = [name for name in looked_for if name in sys.modules]
"""


def test_cold_and_warm(project: Project) -> None:
    project.write({"spam.py": "def f(x):\n    if x > 0:\n        return x\n    return -x\n"})
    cold = project.run(PROGRAM, prelude=PRELUDE)
    assert cold["result"] == {"value": 3, "converted": True, "loaded": ["typing", "autoimport_graph.compiler"]}
    assert [event[1] for event in cold["events"]] == ["converted"]
    warm = project.run(PROGRAM, prelude=PRELUDE)
    assert warm["result"] == {"value": 3, "converted": True, "loaded": []}
    assert [event[1] for event in warm["events"]] == ["cached"]


def test_optimized(project: Project) -> None:
    """The asserts of both bodies are there without ``-O``, and gone with it, whichever ran first."""
    project.write({"spam.py": "def f(x):\n    assert x < 0, 'checked'\n    if x:\n        x = -x\n    return x\n"})
    program = PROGRAM + "try:\n    spam.f(1)\nexcept AssertionError:\n    result['asserted'] = True\n"
    for flag, kind in (("-O", "converted"), ("-u", "converted"), ("-O", "cached"), ("-u", "cached")):
        answer = project.run(program, flag, prelude=PRELUDE)
        assert ("asserted" in answer["result"]) == (flag != "-O")
        assert [event[1] for event in answer["events"]] == [kind]


SUB_INTERPRETER = """
import sys
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
inside = f'''
import sys
sys.path[:] = {sys.path!r}
import autoimport_graph
with autoimport_graph.install(packages=["spam"]):
    import spam
assert spam.f(-3) == 3 and "__autoimport_graph__" in vars(spam)
'''
autoimport_graph.install(packages=["spam"])
import spam
interpreter = interpreters.create()
result["failed"] = str(interpreters.run_string(interpreter, inside))
interpreters.destroy(interpreter)
result["value"] = spam.f(-4)
"""


def test_sub_interpreters(project: Project) -> None:
    """TensorFlow cannot be imported in one; what is converted runs there as its author wrote it."""
    project.write({"spam.py": "def f(x):\n    if x > 0:\n        return x\n    return -x\n"})
    answer = project.run(SUB_INTERPRETER, prelude=PRELUDE)
    assert answer["result"] == {"failed": "None", "value": 4}


def test_objects_outlive_the_builtins_that_guards_read(project: Project) -> None:
    """The interpreter's end takes from the builtins what was added to them, and runs ``__del__`` after that."""
    source = "class A:\n    def __del__(self):\n        print('gone' if self else 'never')\n"
    project.write({"spam.py": source, "eggs.py": source})
    program = (
        "import os, sys, autoimport_graph\nautoimport_graph.install(packages=['spam', 'eggs'])\n"
        "import spam, eggs\nassert '__building_graph__' in spam.A.__del__.__code__.co_names\n"
        "os.kept = spam.A(), eggs.A()\ndel sys.modules['eggs']\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=project.folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "gone\ngone\n", "")


def test_builtins_of_ones_own(project: Project) -> None:
    """A sandbox executes code with a choice of builtins."""
    project.write({"spam.py": "def f(x):\n    return 1 if x else 2\n"})
    program = """
autoimport_graph.install(packages=["spam"])
import spam
names = {"__builtins__": {"__import__": __import__, "globals": lambda: names}}
exec(spam.__spec__.loader.get_code("spam"), names)
result["values"] = names["f"](1), names["f"](0)
result["converted"] = "__autoimport_graph__" in names
"""
    assert project.run(program, prelude=PRELUDE)["result"] == {"values": [1, 2], "converted": True}
