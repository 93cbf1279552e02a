"""From a function's code object to its source, and from there to the same code with a guard."""

from __future__ import annotations

import itertools
import linecache
import os
import site
import sysconfig
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import CodeType, FunctionType

from autoimport_graph.compiler import LiveConversion, Options, convert_live

# Far above the numbers that a converted module gives its own functions: source that is executed later may share its
# globals.
_numbers = itertools.count(1_000_000, 100_000)

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def next_number() -> int:
    """The number of the first graph version of a text."""
    return next(_numbers)


class NoSource(Exception):
    """The source of a function cannot be found, or is not the one that it was made of."""


@dataclass
class Text:
    """One converted piece of source: a file, a notebook's cell.

    Args:
        source: The text.
        conversion: What the compiler made of it.
        pairs: Each code object in it, with its guarded counterpart.
    """

    source: str
    conversion: LiveConversion
    pairs: list[tuple[CodeType, CodeType]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pair(self.conversion.plain, self.conversion.guarded)
        self._by_code = dict(self.pairs)

    def _pair(self, plain: CodeType, guarded: CodeType) -> None:
        inner = [constant for constant in plain.co_consts if isinstance(constant, CodeType)]
        others = [constant for constant in guarded.co_consts if isinstance(constant, CodeType)]
        # A guard stands first, and what hands over its cells is a code object of its own.
        for one, other in zip(inner, others[len(others) - len(inner) :], strict=True):
            self.pairs.append((one, other))
            self._pair(one, other)

    def guarded(self, code: CodeType) -> CodeType | None:
        """The guarded counterpart of a function's code; ``None`` if the text is not its source."""
        found = self._by_code.get(code)
        if found is not None:
            return found
        # Something has changed the code since: pytest rewrites its asserts, coverage and debuggers add to it.
        alike = [(plain, other) for plain, other in self.pairs if _alike(plain, code)]
        if len(alike) > 1:
            alike = [pair for pair in alike if pair[0].co_code == code.co_code] or alike
        return alike[0][1] if len(alike) == 1 else None


def _alike(plain: CodeType, code: CodeType) -> bool:
    arguments = plain.co_argcount + plain.co_kwonlyargcount
    return (
        plain.co_name == code.co_name
        and plain.co_firstlineno == code.co_firstlineno
        and plain.co_freevars == code.co_freevars
        and plain.co_varnames[:arguments] == code.co_varnames[:arguments]
        and set(plain.co_names) <= set(code.co_names)
    )


_texts: dict[tuple[str, str], Text] = {}


def converted_text(source: str, filename: str) -> Text:
    """Convert a text, once.

    Args:
        source: The text.
        filename: The author's file.

    Raises:
        NoSource: If it does not parse.
    """
    key = (filename, source)
    if key not in _texts:
        options = Options(every_call=True, first_number=next_number())
        try:
            _texts[key] = Text(source, convert_live(source, filename, options))
        except (SyntaxError, ValueError, RecursionError) as error:
            raise NoSource(f"{filename} cannot be converted: {error}") from error
    return _texts[key]


def find(function: FunctionType) -> tuple[Text, CodeType]:
    """The text that a function stands in, and the function's code with a guard.

    Args:
        function: A function of Python.

    Raises:
        NoSource: If there is no text, or it has changed since the function was made.
    """
    code = function.__code__
    filename = code.co_filename
    for attempt in range(2):
        if attempt:
            linecache.checkcache(filename)  # the file may have changed, and its module been loaded anew
        lines = linecache.getlines(filename, function.__globals__)
        if not lines:
            break
        text = converted_text("".join(lines), filename)
        guarded = text.guarded(code)
        if guarded is not None:
            return text, guarded
    where = f"{function.__qualname__} ({filename}, line {code.co_firstlineno})"
    if not linecache.getlines(filename, function.__globals__):
        raise NoSource(f"{where} has no source that could be converted")
    raise NoSource(f"the source of {where} has changed since it was imported, or lies on one line with another like it")


@lru_cache
def _library_folders() -> tuple[str, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {path for name in names if (path := sysconfig.get_path(name))}
    folders.update(getattr(site, "getsitepackages", list)())
    folders.add(site.getusersitepackages())
    return tuple(os.path.join(os.path.realpath(folder), "") for folder in folders)


@cache
def is_third_party(filename: str) -> bool:
    """Whether a file belongs to an installed package, to the standard library, or to this package."""
    if filename.startswith("<frozen"):
        return True
    path = os.path.realpath(filename)
    return path.startswith((*_library_folders(), _OURS))
