"""Processes that a converted program starts convert, too (P18, P19)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from autoimport_graph.config import Config, load_config
from autoimport_graph.errors import ConfigError
from autoimport_graph.hook import install
from autoimport_graph.hook.environment import configs_of, value_for
from tests.installed import LIB, Installed, write

MAIN = f"""
import multiprocessing, subprocess, sys
from concurrent.futures import ProcessPoolExecutor
import lib

{LIB}

def look():
    return [__name__, "__autoimport_graph__" in f.__globals__, "__autoimport_graph__" in vars(lib), f(1)]

if __name__ == "__main__":
    print("main", *look())
    for method in "fork", "spawn", "forkserver":
        context = multiprocessing.get_context(method)
        with context.Pool(1) as pool:
            print(method, *pool.apply(look))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        print("futures", *pool.submit(look).result())
    if "joblib" in sys.argv:
        import joblib
        print("joblib", *joblib.Parallel(2)([joblib.delayed(look)(), joblib.delayed(look)()])[0])
    sys.stdout.flush()
    subprocess.run([sys.executable, "-c", "import lib; print('subprocess', '__autoimport_graph__' in vars(lib))"])
"""
WAYS = {
    "run script": (["-m", "autoimport_graph", "run", "main.py"], {}),
    "run -m": (["-m", "autoimport_graph", "run", "-m", "main"], {}),
    "run -p, no file": (["-m", "autoimport_graph", "run", "--config", "empty.toml", "-p", "lib", "main.py"], {}),
    "variable, script": (["main.py"], {"AUTOIMPORT_GRAPH": "1"}),
    "variable, -m": (["-m", "main"], {"AUTOIMPORT_GRAPH": "autoimport_graph.toml"}),
}


@pytest.mark.skipif(os.name == "nt", reason="no fork")
@pytest.mark.parametrize("way", WAYS)
def test_children_convert(installed: Installed, folder: Path, way: str) -> None:
    args, env = WAYS[way]
    write(folder, "main.py", MAIN)
    write(folder, "empty.toml", "")
    if way == "run script" and find_spec("joblib"):
        args = [*args, "joblib"]
    result = installed.run(*args, cwd=folder, PYTHONPATH=str(folder), **env)
    assert result.code == 0, result.err
    lines = result.out.splitlines()
    expected = [
        "main __main__ True True 1",
        "fork __main__ True True 1",
        "spawn __mp_main__ True True 1",
        "forkserver __mp_main__ True True 1",
        "futures __mp_main__ True True 1",
        "joblib __main__ True True 1",
        "subprocess True",
    ]
    assert lines == [line for line in expected if "joblib" not in line or "joblib" in args]


def test_rerun_main_is_left_out_with_the_script(installed: Installed, folder: Path) -> None:
    write(folder, "main.py", MAIN)
    write(folder, "autoimport_graph.toml", 'packages = ["lib"]\nscript = false\n')
    result = installed.run("main.py", cwd=folder, AUTOIMPORT_GRAPH="1")
    assert "spawn __mp_main__ False True 1" in result.out.splitlines()


def test_install_tells_children_and_uninstall_takes_it_back(installed: Installed, folder: Path) -> None:
    program = (
        "import os, subprocess, sys, autoimport_graph\n"
        "def child(): subprocess.run([sys.executable, '-c', "
        "'import lib, other; print(*(\"__autoimport_graph__\" in vars(m) for m in (lib, other)))'])\n"
        "with autoimport_graph.install(packages=['lib'], report=False):\n"
        "    child()\n"
        "    with autoimport_graph.install(packages=['other'], report=False): child()\n"
        "    child()\n"
        "child()\n"
        "print(os.environ.get('AUTOIMPORT_GRAPH'))\n"
    )
    write(folder, "other.py", LIB)
    outputs = {
        None: "True False\nTrue True\nTrue False\nFalse False\nNone\n",
        "0": "False False\n" * 4 + "0\n",  # who writes 0 wants child processes left alone
    }
    for value, expected in outputs.items():
        env = {} if value is None else {"AUTOIMPORT_GRAPH": value}
        assert installed.run("-u", "-c", program, cwd=folder, **env).out == expected


def test_explicit_environment_is_respected(installed: Installed, folder: Path) -> None:
    child = "import lib; print('__autoimport_graph__' in vars(lib))"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], env={{}})"
    assert installed.run("-c", program, cwd=folder, AUTOIMPORT_GRAPH="1").out == "False\n"


def test_value_carries_a_configuration(tmp_path: Path) -> None:
    file = write(tmp_path, "c.toml", 'packages = ["lib"]\ncache_dir = "c"\ngraph = ["lib.f"]\n')
    config = load_config(file)
    assert value_for([config]) == str(file)
    more = config.with_packages("other")
    for configs in ([more], [Config()], [config, more], [Config(packages=("lib",), script=False, strict=True)]):
        value = value_for(configs)
        assert isinstance(json.loads(value), list)
        assert configs_of(value) == configs
    file.unlink()
    assert configs_of(value_for([config])) == [config]
    with pytest.raises(ConfigError, match="AUTOIMPORT_GRAPH=yes"):
        configs_of("yes")


def test_installation_that_fails_tells_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOIMPORT_GRAPH", raising=False)
    with pytest.raises(ConfigError):
        install(packages=["random"])
    assert "AUTOIMPORT_GRAPH" not in os.environ


@pytest.mark.skipif(find_spec("cloudpickle") is None, reason="cloudpickle is not installed")
def test_function_by_value_keeps_its_graph_version(tmp_path: Path) -> None:
    """joblib, dask and Spark send a function of the main script as its code and the globals that it uses."""
    source = "def f(x):\n    return x if x > 0 else -x\n"
    send = f"import cloudpickle, sys\n{source}sys.stdout.buffer.write(cloudpickle.dumps(f))\n"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "autoimport_graph", "run", "-c", send]
    data = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True).stdout
    receive = (
        "import cloudpickle, sys\n"
        "from autoimport_graph.runtime import guard\n"
        "f = cloudpickle.loads(sys.stdin.buffer.read())\n"
        "assert f(-1) == 1 and guard.is_converted(f)\n"
        "guard.Handle.in_graph = staticmethod(lambda: True)\n"
        "guard.building.append(1)\n"
        "guard.FunctionType = lambda code, names, *more: lambda x: (code.co_name, names)\n"
        "name, names = f(-1)\n"
        "assert name == 'f' and names is f.__globals__\n"
    )
    done = subprocess.run([sys.executable, "-c", receive], input=data, env=env, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
