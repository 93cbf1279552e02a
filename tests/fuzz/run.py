"""Generate and compare programs until stopped: ``python -m tests.fuzz.run [first seed] [programs] [grammar]``.

The grammars are ``statements`` (:mod:`tests.fuzz.grammar`) and ``containers`` (:mod:`tests.fuzz.containers`).
"""

from __future__ import annotations

import collections
import itertools
import signal
import sys
import time
from random import Random
from typing import Any

import tensorflow as tf

from tests.fuzz.containers import Containers
from tests.fuzz.differential import Difference, compare
from tests.fuzz.grammar import Grammar

GRAMMARS = {"statements": Grammar, "containers": Containers}
SECONDS = 60  # of computation for one program: some, and what they made of a defect, would never end


class OutOfTime(BaseException):
    """A program took too long."""


def interrupt(*_: Any) -> None:
    """What a timer does."""
    raise OutOfTime


def outcome(seed: int, grammar: type[Grammar]) -> str:
    """What comparing a seed's program says; a difference is printed, and which programs are refused."""
    source = grammar(Random(seed)).program()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        said = compare(source)
        if said != "same":
            print(f"---- seed {seed}: {said}", flush=True)
        return said.split(";")[0][:100]
    except Difference as difference:
        print(f"---- seed {seed}: {difference}", flush=True)
        return "different"
    except OutOfTime:
        print(f"---- seed {seed}: not finished after {SECONDS} s\n{source}", flush=True)
        return "unfinished"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> int:
    """Run from the command line; the exit code says whether there was a difference."""
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    grammar = GRAMMARS[sys.argv[3] if len(sys.argv) > 3 else "statements"]
    # The graphs run four times each: not worth optimizing.
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    signal.signal(signal.SIGPROF, interrupt)
    outcomes: collections.Counter[str] = collections.Counter()
    start = time.perf_counter()
    try:
        for seed in itertools.count(first) if limit is None else range(first, first + limit):
            outcomes[outcome(seed, grammar)] += 1
            if outcomes.total() % 100 == 0:
                print(f"seeds {first} to {seed}: {dict(outcomes)}, {time.perf_counter() - start:.0f} s", flush=True)
    except KeyboardInterrupt:
        pass
    print(dict(outcomes))
    return 1 if outcomes["different"] or outcomes["unfinished"] else 0


if __name__ == "__main__":
    sys.exit(main())
