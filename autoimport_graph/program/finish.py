"""End a program as the interpreter would: its traceback without our frames, its exit code, its signal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from types import TracebackType

_OWN_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
# Where our frames stand between the program's: those that start it, and the hook's loaders inside an import.
_OWN_ROOMS = ("cli", "compiler", "hook", "program", "startup")
_OWN_FILES = (*(_OWN_FOLDER + name + os.sep for name in _OWN_ROOMS), _OWN_FOLDER + "__main__.py")


def finish(run: Callable[[], None], then: Callable[[bool], None]) -> None:
    """Run a program, report what it did not catch, and leave the process in the state for its exit.

    Args:
        run: Runs the program.
        then: What is to be done after the program, whichever way it ended; it gets told whether that was a failure.

    Raises:
        SystemExit: The program's, or one with code 1 after an uncaught exception; not where a prompt follows.
    """
    uncaught: BaseException | None = None
    leaving: SystemExit | None = None
    try:
        run()
    except BaseException as error:
        if isinstance(error, SystemExit) and not prompt_follows():
            leaving = error
        else:
            uncaught = error
    # Out of the except clause: a hook that asks sys.exc_info() finds nothing there, as in plain Python.
    if uncaught is not None:
        leaving = _report(uncaught)
    then(uncaught is not None or (leaving is not None and leaving.code not in (None, 0)))
    if prompt_follows():
        return
    if leaving is not None:
        raise leaving
    if isinstance(uncaught, KeyboardInterrupt):
        die_of_interrupt()
    elif uncaught is not None:
        sys.exit(1)


def prompt_follows() -> bool:
    """Whether the interpreter stays for its user when the program is done (``-i``), which no exit hinders."""
    inspect = "" if sys.flags.ignore_environment else os.environ.get("PYTHONINSPECT")  # programs set it for themselves
    return bool(sys.flags.interactive or ((sys.flags.inspect or inspect) and sys.stdin and sys.stdin.isatty()))


def die_of_interrupt() -> None:
    """Have the interpreter end by SIGINT when it is done, as it does after an uncaught KeyboardInterrupt.

    A shell that runs a script stops on Ctrl-C only if the program died of the signal; exit code 130 does not do. The
    interpreter notes an interrupt that leaves a string of source code, and after its finalization (exit handlers,
    destructors, flushed files) sends itself the signal. So one leaves a string here, and is caught.
    """
    try:  # not contextlib.suppress: start-up has no other use for that
        exec("raise KeyboardInterrupt", {})
    except KeyboardInterrupt:
        return


def _report(error: BaseException) -> SystemExit | None:
    """Show an uncaught exception as the interpreter does; return the SystemExit that a hook raised, if it did."""
    for link in _chain(error):
        link.__traceback__ = without_own_frames(link.__traceback__)
    traceback = error.__traceback__
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, traceback
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    failure: BaseException
    try:
        sys.audit("sys.excepthook", sys.excepthook, type(error), error, traceback)
        sys.excepthook(type(error), error, traceback)
        return None
    except SystemExit as leaving:
        return leaving
    except BaseException as hook_error:
        failure = hook_error
    failure.__traceback__ = without_own_frames(failure.__traceback__)
    print("Error in sys.excepthook:", file=sys.stderr)
    sys.__excepthook__(type(failure), failure, failure.__traceback__)
    print("\nOriginal exception was:", file=sys.stderr)
    sys.__excepthook__(type(error), error, traceback)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop()
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [link.__cause__, link.__context__]


def without_own_frames(traceback: TracebackType | None) -> TracebackType | None:
    """Take the frames of this tool out of a traceback.

    Args:
        traceback: The first of a chain; the links between those that stay are changed in place.
    """
    kept: list[TracebackType] = []
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(_OWN_FILES):
            kept.append(traceback)
        traceback = traceback.tb_next
    for link, following in zip(kept, [*kept[1:], None], strict=False):
        link.tb_next = following
    return kept[0] if kept else None
