"""Processes import a package while its cache is under attack: ``python -m tests.fire.run [rounds]``.

Each round writes another version of the package, and has 32 processes import its 200 modules at once, cold. Meanwhile
others damage, exchange and remove cache files, fill the disk (a small tmpfs, where mounting is allowed), and importers
are killed. Then the attack ends, and an importer comes that nobody disturbs. What is demanded:

* an importer that is not killed ends well, and each module that it sees, and each graph version, is the round's own;
* after the undisturbed importer no temporary file is left, and the next one finds every module in the cache.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import autoimport_graph.compiler
import autoimport_graph.runtime.guard  # noqa: F401  # so that the processes, forked from this one, need not import it
from autoimport_graph.hook import publish
from autoimport_graph.hook.cache import cache_files
from tests.fire.attacks import damage_files, fill_disk
from tests.fire.project import import_all, write_package

PROCESSES = 32
MODULES = 200
SIZE = "8m"  # of the disk: the package, its cache, and little more
# An importer that takes longer hangs; where others use the machine, it may just not have had its turn.
DEADLINE = 1800.0


class Failure(Exception):
    """A round did not go as demanded."""


class HarnessFailure(Exception):
    """An attacker stopped of its own accord: a mistake of this program's, which says nothing about the cache."""


def die_while_publishing(draw: random.Random) -> None:
    """Have this process killed at some line of some file's publication."""
    left = draw.randrange(1, 600)
    steps = (publish.publish.__code__, publish._publish.__code__)

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if frame.f_code not in steps:
            return None
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def start(function: Callable[[], object], errors: Path) -> int:
    """Run a function in a process of its own, as if it were started anew; returns its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with open(errors, "a") as stream:
            faulthandler.register(signal.SIGUSR1, stream)  # where it is, should it never end
            function()
        code = 0
    except BaseException:
        with open(errors, "a") as stream:
            stream.write(traceback.format_exc())
    finally:
        os._exit(code)


class Siege:
    """A folder that rounds are run in.

    Args:
        folder: For the package, its cache, and nothing else.
        errors: A file outside of it, for what goes wrong.
        full: Whether the disk may be filled.
        processes: How many import at once.
        modules: How many modules there are.
    """

    def __init__(self, folder: Path, errors: Path, full: bool, processes: int = PROCESSES, modules: int = MODULES):
        self.folder = folder
        self.errors = errors
        self.full = full
        self.processes = processes
        self.modules = modules
        self.counts: Counter[str] = Counter()

    def round(self, number: int) -> None:
        """Run one round.

        Raises:
            Failure: Something was not as demanded.
            HarnessFailure: The attack itself broke down.
        """
        write_package(self.folder, number, self.modules)
        self.errors.write_text("")
        draw = random.Random(number)
        mistakes = self.errors.with_suffix(".harness")
        mistakes.write_text("")
        attackers = [start(lambda: damage_files(self.folder, number), mistakes)]
        if self.full:
            attackers.append(start(lambda: fill_disk(self.folder, number), mistakes))
        try:
            self._attacked(number, draw)
        finally:
            for attacker in attackers:
                os.kill(attacker, signal.SIGKILL)
                os.waitpid(attacker, 0)
        if mistakes.read_text():
            raise HarnessFailure(f"round {number}: {mistakes.read_text()}")
        (self.folder / "filler").unlink(missing_ok=True)
        self._undisturbed(number)

    def _attacked(self, number: int, draw: random.Random) -> None:
        def importer(index: int) -> None:
            order = random.Random(number * self.processes + index)
            if index % 4 == 1:
                die_while_publishing(order)
            import_all(self.folder, number, self.modules, order if index else None)

        importers = [start(partial(importer, index), self.errors) for index in range(self.processes)]
        self.counts["importers"] += len(importers)
        running = set(importers)
        try:
            self._wait(number, running, importers[3::8], draw)
        finally:
            for child in running:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        self._demand_no_errors(number)

    def _wait(self, number: int, running: set[int], victims: list[int], draw: random.Random) -> None:
        end = time.monotonic() + DEADLINE
        while running:
            time.sleep(draw.random() * 0.05)
            if victims and victims[-1] in running:
                os.kill(victims[-1], signal.SIGKILL)
            victims = victims[:-1]
            for child in list(running):
                ended, status = os.waitpid(child, os.WNOHANG)
                running.discard(ended)
                self.counts["killed"] += ended != 0 and os.WIFSIGNALED(status)
            if time.monotonic() > end:
                for child in running:
                    os.kill(child, signal.SIGUSR1)
                time.sleep(1.0)
                where = self.errors.read_text()
                raise Failure(f"round {number}: {len(running)} importers have not ended after {DEADLINE} s: {where}")

    def _undisturbed(self, number: int) -> None:
        self.counts["orphans"] += len(self._temporary_files())
        kinds = [self._alone(number) for _ in range(2)]
        left = self._temporary_files()
        if left:
            raise Failure(f"round {number}: left behind: {left}")
        self.counts["hits"] += kinds[0]["cached"]
        if set(kinds[1]) != {"cached"}:
            raise Failure(f"round {number}: not in the cache after an undisturbed run: {kinds[1]}")

    def _alone(self, number: int) -> Counter[str]:
        answer = self.errors.with_suffix(".kinds")

        def importer() -> None:
            answer.write_text(" ".join(import_all(self.folder, number, self.modules, None)))

        os.waitpid(start(importer, self.errors), 0)
        self._demand_no_errors(number)
        return Counter(answer.read_text().split())

    def _demand_no_errors(self, number: int) -> None:
        text = self.errors.read_text()
        if text:
            raise Failure(f"round {number}: {text}")

    def _temporary_files(self) -> list[Path]:
        return [file for file in cache_files(self.folder) if file.suffix == ".tmp"]


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Put a small file system at a folder, where that is allowed; tells whether it was."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def main() -> int:
    """Run from the command line; the exit code says whether all went well."""
    parser = argparse.ArgumentParser(prog="python -m tests.fire.run")
    parser.add_argument("rounds", type=int, nargs="?", default=1000)
    parser.add_argument("--first", type=int, default=1, help="the number of the first round, which decides its chances")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--modules", type=int, default=MODULES)
    options = parser.parse_args()
    sys.dont_write_bytecode = False
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as outside:
        folder = Path(outside, "disk")
        folder.mkdir()
        os.environ["XDG_CACHE_HOME"] = str(folder / "home")  # the second place is under fire, too
        with small_disk(folder) as full:
            if not full:
                print("mounting a small file system is not allowed here: the disk is never full")
            siege = Siege(folder, Path(outside, "errors"), full, options.processes, options.modules)
            for done in range(1, options.rounds + 1):
                try:
                    siege.round(options.first + done - 1)
                except Failure as failure:
                    print(failure)
                    return 1
                except HarnessFailure as failure:
                    print(f"the attack broke down, the cache did not: {failure}")
                    return 2
                if done % 10 == 0 or done == options.rounds:
                    print(f"{done} rounds, {time.monotonic() - began:.0f} s: {dict(siege.counts)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
