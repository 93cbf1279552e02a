"""The runtime's operators for programs without tensors: each does what Python does, and checks what it was promised.

With these in the place of :mod:`autoimport_graph.runtime.operators`, a graph version must behave as the author's body
does. Beyond that, they hold the compiler to the contract that tensors depend on: a branch or loop body binds no
variable that it did not declare, and a variable declared dead is deleted, so that whoever reads it after all fails.
"""

from __future__ import annotations

import builtins
import dis
import itertools
import operator
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

slice = builtins.slice
fresh = fresh_cells = writes_cells_of = lambda value: value
unset = object()


def _cells(function):
    if function is None:
        return {}
    assert function.__closure__ is not None
    return dict(zip(function.__code__.co_freevars, function.__closure__, strict=True))


def bound_by(code) -> set[str]:
    """Outer variables that a function binds or deletes itself or in the functions that it holds."""
    found = {
        instruction.argval
        for instruction in dis.get_instructions(code)
        if instruction.opname in ("STORE_DEREF", "DELETE_DEREF") and instruction.argval in code.co_freevars
    }
    for constant in code.co_consts:
        if hasattr(constant, "co_freevars") and constant.co_name.startswith(
            (
                "if_",
                "for_body",
                "while_body",
                "operand_",
                "list_",
                "set_",
                "dict_",
                "generator_",
                "any_",
                "all_",
                "next_",
            )
        ):
            found |= bound_by(constant) & set(code.co_freevars)
    return found


def _check(functions, carried, temporaries) -> None:
    declared = _cells(carried).keys() | _cells(temporaries).keys()
    assert not _cells(carried).keys() & _cells(temporaries).keys()
    for function in functions:
        if function is not None:
            hidden = bound_by(function.__code__) - declared
            assert not hidden, f"{function.__name__} binds {hidden}, carried: {declared}"


def _kill(temporaries) -> None:
    for cell in _cells(temporaries).values():
        with suppress(ValueError):
            del cell.cell_contents


def if_stmt(test, body, orelse, carried, temporaries):
    _check((body, orelse), carried, temporaries)
    branch = body if test else orelse
    if branch is not None:
        branch()
    _kill(temporaries)


def if_exp(test, body, orelse):
    return body() if test else orelse()


def while_stmt(test, body, carried, temporaries, stop, deciding=None, anew=None):
    _check((test, body), carried, temporaries)
    while not (stop is not None and stop()) and test():
        _kill(anew)
        anew = None
        body()
        _kill(temporaries)


def for_stmt(iterable, body, carried, temporaries, stop):
    _check((body,), carried, temporaries)
    for item in iterable:
        body(item)
        _kill(temporaries)
        if stop is not None and stop():
            break


def python_iterable(value):
    return value


def suspending_iterable(value):
    return value


def call(function):
    return function


def with_locals(function, visible):
    variables = {}
    for name, cell in _cells(visible).items():
        with suppress(ValueError):
            variables[name] = cell.cell_contents
    if function is locals:
        return lambda: variables
    if function is vars:
        return lambda: variables
    if function is dir:
        return lambda: sorted(variables)
    if function in (eval, exec):
        namespace = sys._getframe(1).f_globals
        return lambda source, *scopes: function(source, *(scopes or (namespace, variables)))
    return function


def and_(first, *others):
    value = first
    for other in others:
        if not value:
            return value
        value = other()
    return value


def or_(first, *others):
    value = first
    for other in others:
        if value:
            return value
        value = other()
    return value


not_ = operator.not_
eq, ne, is_, is_not = operator.eq, operator.ne, operator.is_, operator.is_not


def in_(item, container):
    return item in container


def is_builtin(function, name):
    return function is getattr(builtins, name)


def not_in(item, container):
    return item not in container


_COMPARISONS = {
    "eq": eq,
    "ne": ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "is_": is_,
    "is_not": is_not,
    "in_": in_,
    "not_in": not_in,
}


def chain(first, *links):
    left = first
    outcome = True
    for position in range(0, len(links), 2):
        right = links[position + 1]()
        outcome = _COMPARISONS[links[position]](left, right)
        if position + 2 == len(links) or not outcome:
            return outcome
        left = right
    return outcome


def fstring(*parts):
    return "".join(parts)


def formatted(value, conversion, specification):
    if conversion != -1:
        value = {"s": str, "r": repr, "a": ascii}[chr(conversion)](value)
    return format(value, specification)


mod, add_, multiply = operator.mod, operator.add, operator.mul
truediv, floordiv = operator.truediv, operator.floordiv
lt, le, gt, ge = operator.lt, operator.le, operator.gt, operator.ge


def assert_stmt(test, message):
    if not test:
        raise AssertionError(*() if message is None else (message(),))


def get_item(container, key):
    return container[key]


def set_item(container, key, value):
    container[key] = value
    return container


store_item = set_item


def delete_item(container, key):
    del container[key]


def inplace(name, first, second, owner=None):
    return getattr(operator, name)(first, second)


def writes(owner, name):
    assert isinstance(name, str)
    return owner


def read(value):
    return value


def special(owner, name):
    return getattr(owner, name)


def of_sets(name, first, second):
    return getattr(operator, name)(first, second)


def merged(*parts):
    result = {}
    for part in parts:
        result.update(part if hasattr(part, "keys") else {**part})
    return result


def keywords(value):
    return value


def bound(value):
    pass


def unpack(value, pattern):
    assert isinstance(pattern, tuple)
    if "*" in pattern:
        first, last = pattern.index("*"), len(pattern) - pattern.index("*") - 1
        items = list(value)
        if len(items) < first + last:
            raise ValueError(f"not enough values to unpack (expected at least {first + last}, got {len(items)})")
        end = len(items) - last
        value = [*items[:first], items[first:end], *items[end:]]
    if not any(isinstance(part, tuple) for part in pattern):
        return value
    items = list(itertools.islice(iter(value), len(pattern) + 1))
    pairs = zip(items, pattern, strict=False)
    nested = [unpack(item, part) if isinstance(part, tuple) else item for item, part in pairs]
    return nested + items[len(nested) :]


def truth(value):
    return bool(value)


def truth_value(value):
    return value


def writes_cells(cells):
    assert _cells(cells)


def writes_globals(*names):
    assert names


# -- match -------------------------------------------------------------------------------------------------------------


def match_sequence(value, count, star):
    if not isinstance(value, Sequence) or isinstance(value, str | bytes | bytearray):
        return None
    if len(value) < count or (star is None and len(value) != count):
        return None
    if star is None:
        return tuple(value)
    tail = count - star
    end = len(value) - tail
    return (
        *(value[n] for n in range(star)),
        [value[n] for n in range(star, end)],
        *(value[n] for n in range(end, end + tail)),
    )


def match_mapping(value, keys, rest):
    if not isinstance(value, Mapping) or len(value) < len(keys):
        return None
    missing = object()
    found = []
    for key in keys:
        item = value.get(key, missing)
        if item is missing:
            return None
        found.append(item)
    if rest:
        found.append({key: item for key, item in value.items() if key not in keys})
    return tuple(found)


_SELF = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def match_class(value, kind, count, names):
    if not isinstance(kind, type):
        raise TypeError("called match pattern must be a class")
    if not isinstance(value, kind):
        return None
    found = []
    if count:
        positional = getattr(kind, "__match_args__", None)
        allowed = 1 if positional is None and issubclass(kind, _SELF) else len(positional or ())
        if count > allowed:
            raise TypeError(
                f"{kind.__name__}() accepts {allowed} positional sub-pattern{'s' * (allowed != 1)} ({count} given)"
            )
        if positional is None:
            found.append(value)
        else:
            names = (*positional[:count], *names)
    missing = object()
    for name in names:
        item = getattr(value, name, missing)
        if item is missing:
            return None
        found.append(item)
    return tuple(found)


def generator_expression(generator, pushing, iterable):
    return generator(iterable)


# -- displays ---------------------------------------------------------------------------------------------------------


def items_of(value):
    return list(value)


def spread(kind, starred, *values):
    items = []
    for value, star in zip(values, starred, strict=True):
        items += value if star else [value]
    return {"list": list, "tuple": tuple, "set": set}[kind](items)


# -- raise in try ------------------------------------------------------------------------------------------------------


class handling:
    def __init__(self, types):
        self.types = types

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


def barrier():
    return handling(None)


def finishing():
    return handling(None)


def enter_barrier():
    return None


def leave_barrier(entered):
    assert entered is None


def raised_in(attempt):
    assert isinstance(attempt, handling)


def caught(error):
    return error


class context(handling):
    def __init__(self, manager):
        super().__init__(None)
        self.manager = manager
        self.entered = type(manager).__enter__(manager)


def entered(managed):
    return managed.entered


def caught_in(managed, error):
    return error


def leave_context(managed, raised):
    exception = (None, None, None) if raised is None else (type(raised), raised, raised.__traceback__)
    return None if type(managed.manager).__exit__(managed.manager, *exception) else raised


def raise_again(raised):
    if raised is not None:
        raise raised


def upcoming(function, iterator):
    return function(iterator)


def ended(item):
    return False


def taken(item):
    return item


def let_refusals_pass():
    pass


def exception(value, cause=None):
    error = value() if isinstance(value, type) else value
    if not isinstance(error, BaseException):
        raise TypeError("exceptions must derive from BaseException")
    if cause is not None:
        error.__cause__ = cause() if isinstance(cause, type) else cause
    return error


def one_exception(value):
    return value


def catches(raised, types):
    try:
        raise raised
    except types():
        return True
    except BaseException as error:
        if error is raised:
            return False
        raise
