"""Reduce the program of a seed that differs, or is refused: ``python -m tests.fuzz.reduce SEED ...``.

A seed is a number, ``containers:`` and a number for a program of that grammar, or a file.

Statements are left out, blocks take the place of what they stand in, expressions become parts of themselves, as long
as the graph still differs from the eager program in the same way.
"""

from __future__ import annotations

import ast
import copy
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import tensorflow as tf

from tests.fuzz.differential import Difference, compare
from tests.fuzz.run import GRAMMARS, OutOfTime, interrupt

SECONDS = 60  # for the first attempt; those after it have a few times what the last one took
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def manner(source: str, seconds: float = SECONDS) -> str | None:
    """How a program's graph differs from it, without the values, or why it is refused; ``None`` if they agree."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        said = compare(source)
        return None if said == "same" else said.split(";")[0][:100]
    except Difference as difference:
        said = re.sub(r"^\(.*?\]\): ", "", str(difference).partition("\n")[0])
        raised = re.findall(r"\b[A-Z]\w*(?:Error|Exception|Lookup)\b", said)
        return " ".join([*re.findall(r"tracing|raises|returns|prints", said), *raised])
    except OutOfTime:
        return "unfinished"
    except Exception:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def simpler(tree: ast.Module) -> Iterator[Callable[[ast.Module], None]]:
    """Changes that make a program smaller, the great ones first; each is applied to a copy of the tree."""
    sizes = []
    for number, node in enumerate(ast.walk(tree)):
        for field in BLOCKS:
            block = getattr(node, field, None)
            if isinstance(block, list):
                sizes += [(sum(1 for _ in ast.walk(s)), number, field, i) for i, s in enumerate(block)]
    for _, number, field, index in sorted(sizes, reverse=True):
        yield lambda t, n=number, f=field, i=index: _leave_out(_node(t, n), f, i)
        yield lambda t, n=number, f=field, i=index: _unwrap(_node(t, n), f, i)
    for number, node in enumerate(ast.walk(tree)):
        for field, value in ast.iter_fields(node):
            for index, part in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(part, ast.expr) and isinstance(getattr(part, "ctx", ast.Load()), ast.Load):
                    at = index if isinstance(value, list) else None
                    for other in _parts(part):
                        yield lambda t, n=number, f=field, i=at, o=other: _put(_node(t, n), f, i, o)


def _node(tree: ast.Module, number: int) -> Any:
    return next(node for n, node in enumerate(ast.walk(tree)) if n == number)


def _leave_out(node: Any, field: str, index: int) -> None:
    del getattr(node, field)[index]
    if field == "body" and not node.body:
        node.body = [ast.Pass()]


def _unwrap(node: Any, field: str, index: int) -> None:
    statement = getattr(node, field)[index]
    inner = [inner for name in ("body", "orelse", "finalbody") for inner in getattr(statement, name, ())]
    if isinstance(statement, ast.Match):
        inner = [inner for case in statement.cases for inner in case.body]
    if not inner or isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler | ast.match_case):
        raise ValueError("nothing to unwrap")
    getattr(node, field)[index : index + 1] = inner


def _parts(expression: ast.expr) -> list[ast.expr]:
    if isinstance(expression, ast.Constant | ast.Name):
        return []
    parts = [node for node in ast.iter_child_nodes(expression) if isinstance(node, ast.expr)]
    return [*parts, ast.Constant(0), ast.Constant(1), ast.Constant(True)]


def _put(node: Any, field: str, index: int | None, other: ast.expr) -> None:
    if index is None:
        setattr(node, field, copy.deepcopy(other))
    else:
        getattr(node, field)[index] = copy.deepcopy(other)


def reduced(source: str, seconds: float = 300) -> str:
    """A smaller program that differs in the same manner.

    Args:
        source: The program.
        seconds: After how long to be content with what there is.

    Raises:
        ValueError: If the program's graph does not differ.
    """
    begun = time.monotonic()
    wanted = manner(source)
    if wanted is None:
        raise ValueError("eager and graph agree")
    limit = 2 + 3 * (time.monotonic() - begun)
    tree = ast.parse(source)
    end = begun + seconds
    seen = {ast.dump(tree)}
    progress = True
    while progress:
        progress = False
        skipped = 0
        while time.monotonic() < end:
            # What has been tried in vain is not tried again before all else has been.
            change = next((c for n, c in enumerate(simpler(tree)) if n == skipped), None)
            if change is None:
                break
            attempt = copy.deepcopy(tree)
            try:
                change(attempt)
                text = ast.unparse(ast.fix_missing_locations(attempt))
                attempt = ast.parse(text)
            except (ValueError, SyntaxError, AttributeError, TypeError):
                skipped += 1
                continue
            form = ast.dump(attempt)
            start = time.monotonic()
            if form not in seen and manner(text, limit) == wanted:
                tree, progress = attempt, True
                limit = min(limit, 2 + 3 * (time.monotonic() - start))
            else:
                skipped += 1
            seen.add(form)
    return ast.unparse(tree)


def main() -> int:
    """Run from the command line."""
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    signal.signal(signal.SIGALRM, interrupt)
    for name in sys.argv[1:]:
        grammar, _, seed = name.rpartition(":")
        if seed.isdigit():
            source = GRAMMARS[grammar or "statements"](Random(int(seed))).program()
        else:
            source = Path(name).read_text(encoding="utf-8")
        print(f"---- {name}: {manner(source)}", flush=True)
        small = reduced(source)
        print(small)
        try:
            compare(small)
        except Difference as difference:
            print("=>", str(difference).partition("\n")[0], flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
