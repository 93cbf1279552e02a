"""Graph versions are made when a graph first wants one: of the source that was imported, once, for all processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hook.project import Project

PRELUDE = """\
import sys, json
sys.dont_write_bytecode = False
import autoimport_graph
from autoimport_graph.hook import subscribe
from autoimport_graph.runtime import guard
from tests.compiler import python_operators
for name, operator in vars(python_operators).items():
    if callable(operator) and not name.startswith("_"):
        setattr(guard.Handle, name, staticmethod(operator))
guard.Handle.unset = python_operators.unset
staged = []

def if_stmt(*arguments):
    staged.append(1)
    return python_operators.if_stmt(*arguments)

guard.Handle.if_stmt = staticmethod(if_stmt)
events = []
subscribe(events.append)
result = {}

def as_graph(function, *arguments):
    guard.Handle.in_graph = staticmethod(lambda: True)
    guard.building.append(1)
    before = len(staged)
    try:
        return [function(*arguments), len(staged) - before]
    finally:
        guard.building.remove(1)
        guard.Handle.in_graph = staticmethod(lambda: False)

def converter():
    return sorted({"gast", "autoimport_graph.compiler.convert"} & set(sys.modules))
"""
SPAM = """\
def f(x):
    if x > 0:
        y = x
    else:
        y = -x
    return y
"""
IMPORT = """
autoimport_graph.install(packages=["spam"])
import spam
result["eager"] = spam.f(-3)
result["before"] = converter()
"""
TRACE = """
result["graph"] = as_graph(spam.f, -3)
result["again"] = as_graph(spam.f, 4)
result["after"] = converter()
"""


def kinds(answer: dict) -> list[str]:
    return [event[1] for event in answer["events"] if event[0] == "spam"]


def test_made_when_a_graph_wants_one_and_kept(project: Project) -> None:
    project.write({"spam.py": SPAM})
    for kind in ("converted", "cached"):  # nothing of the converter is imported for what no graph uses
        answer = project.run(IMPORT, prelude=PRELUDE)
        assert answer["result"] == {"eager": 3, "before": []}
        assert kinds(answer) == [kind]
    answer = project.run(IMPORT + TRACE, prelude=PRELUDE)
    assert answer["result"]["graph"] == [3, 1]
    assert answer["result"]["again"] == [4, 1]
    assert answer["result"]["after"] == ["autoimport_graph.compiler.convert", "gast"]
    assert kinds(answer) == ["cached", "completed"]
    warm = project.run(IMPORT + TRACE, prelude=PRELUDE)
    assert warm["result"]["graph"] == [3, 1]
    assert warm["result"]["after"] == []
    assert kinds(warm) == ["cached"]


@pytest.mark.parametrize("change", ["SPAM.write_text('def f(x):\\n    return 7 if x else 8\\n')", "SPAM.unlink()"])
@pytest.mark.parametrize("start", ["cold", "warm"])
def test_made_of_what_was_imported(project: Project, change: str, start: str) -> None:
    """Whatever has become of the file since; and the changed file's next import is not served by what was made."""
    project.write({"spam.py": SPAM})
    if start == "warm":
        project.run(IMPORT, prelude=PRELUDE)
    change = f"from pathlib import Path\n{change.replace('SPAM', 'Path(spam.__file__)')}\n"
    answer = project.run(IMPORT + change + TRACE, prelude=PRELUDE)
    assert answer["result"]["graph"] == [3, 1]
    if "write" in change:
        later = project.run(
            "autoimport_graph.install(packages=['spam'])\nimport spam\nresult['f'] = spam.f(-3)", prelude=PRELUDE
        )
        assert later["result"] == {"f": 7}


LEFT = """\
def f(x):
    for i in x:
        try:
            yield i
        finally:
            continue

def g(x):
    if x:
        return [x]
"""


def test_what_has_none_runs_as_its_author_wrote_it(project: Project) -> None:
    project.write({"spam.py": LEFT})
    program = """
import warnings
autoimport_graph.install(packages=["spam"])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import spam
    result["at import"] = len(caught)
    result["g"] = as_graph(spam.g, 2)
    result["f"] = as_graph(lambda: list(spam.f([2])))
result["warnings"] = [[str(one.message), one.filename, one.lineno] for one in caught]
"""
    for _ in ("cold", "warm"):
        answer = project.run(program, prelude=PRELUDE)
        assert answer["result"]["g"] == [[2], 1]
        assert answer["result"]["f"] == [[2], 0]
        ((message, filename, line),) = answer["result"]["warnings"]
        assert message.startswith("spam.f stays eager: ")
        assert (Path(filename).name, line) == ("spam.py", 3)


def test_strict_converts_at_import(project: Project) -> None:
    """What has no graph version must fail the import, whether or not the cache has the module from a lenient run."""
    project.write({"spam.py": LEFT, "autoimport_graph.toml": 'packages = ["spam"]\n'})
    program = """
from autoimport_graph.config import config_from_table
autoimport_graph.install(config=config_from_table({"packages": ["spam"], "strict": STRICT}))
try:
    import spam
except autoimport_graph.StrictError as error:
    result["error"] = str(error)
"""
    for strict in ("True", "False", "True"):
        answer = project.run(program.replace("STRICT", strict), prelude=PRELUDE)
        assert ("could not be converted" in answer["result"].get("error", "")) == (strict == "True")


def test_converter_that_fails_leaves_the_authors_code(project: Project) -> None:
    """A defect of ours: reported once, and the graph is built of what the author wrote."""
    project.write({"spam.py": SPAM})
    program = (
        IMPORT
        + """
import warnings
from autoimport_graph.compiler import pipeline
pipeline.Versions = None
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    result["graph"] = as_graph(spam.f, -3)
    result["again"] = as_graph(spam.f, 4)
result["warnings"] = [str(one.message) for one in caught]
"""
    )
    answer = project.run(program, prelude=PRELUDE)
    assert answer["result"]["graph"] == [3, 0]
    assert answer["result"]["again"] == [4, 0]
    (message,) = answer["result"]["warnings"]
    assert message.startswith("module spam runs as plain Python, it could not be converted (TypeError")
    assert kinds(answer) == ["converted", "failed"]


def test_ctrl_c_leaves_it_to_the_next_graph(project: Project) -> None:
    project.write({"spam.py": SPAM})
    program = (
        IMPORT
        + """
from autoimport_graph.compiler import pipeline
versions = pipeline.Versions
def interrupted(*_):
    raise KeyboardInterrupt
pipeline.Versions = interrupted
try:
    as_graph(spam.f, -3)
except KeyboardInterrupt:
    pipeline.Versions = versions
"""
        + TRACE
    )
    answer = project.run(program, prelude=PRELUDE)
    assert answer["result"]["graph"] == [3, 1]
    assert kinds(answer) == ["converted", "completed"]


def test_function_sent_to_a_process_that_knows_nothing(project: Project) -> None:
    """As cloudpickle does it: the handle goes along, and with it what graph versions are made of."""
    project.write({"spam.py": SPAM})
    program = (
        IMPORT
        + """
import pickle, types
handle = pickle.loads(pickle.dumps(spam.__autoimport_graph__))
names = {"__autoimport_graph__": handle}
from autoimport_graph.hook import pending
pending._imported.clear()
result["graph"] = as_graph(types.FunctionType(spam.f.__code__, names), -3)
"""
    )
    assert project.run(program, prelude=PRELUDE)["result"]["graph"] == [3, 1]


def test_function_sent_away_from_its_configuration(project: Project) -> None:
    """What the configuration leaves out has no number: another process must count as the one that put the guards in."""
    project.write(
        {"spam.py": "def g(x):\n    return [x] if x else []\n\n" + SPAM + "\ndef h(x):\n    return 7 if x else 8\n"}
    )
    program = """
import pickle, types
from autoimport_graph.config import config_from_table
table = {"packages": ["spam"], "do_not_convert": ["spam.h"]}
autoimport_graph.install(config=config_from_table(table))
import spam
handle = pickle.loads(pickle.dumps(spam.__autoimport_graph__))
names = {"__autoimport_graph__": handle}
from autoimport_graph.hook import pending
pending._imported.clear()
result["graph"] = as_graph(types.FunctionType(spam.f.__code__, names), -3)
"""
    assert project.run(program, prelude=PRELUDE)["result"]["graph"] == [3, 1]
