"""A value that is one of several Python values; which one, only the graph knows.

``best = None`` in one branch and a tensor in the other, a variable that only one branch binds, an object picked by a
tensor: each
is a :class:`Choice`. An operation on it runs in the branch of each alternative, and what fails there (an attribute of
None, an
unbound variable) fails when the graph takes that branch, as in eager Python.
"""

from __future__ import annotations

import enum
import functools
import operator
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import facts
from autoimport_graph.runtime.checks import waiting
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.failures import assert_that, message_of, on_behalf
from autoimport_graph.runtime.joins import is_text, numeric
from autoimport_graph.runtime.kinds import Constant, kind_of
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.objects import is_mutable, lacks, mutable_parts
from autoimport_graph.runtime.packing import pack, unpack
from autoimport_graph.runtime.regions import stack
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor, get_default_graph
from autoimport_graph.runtime.weak import WeakScalar


class Choice:
    """One of several values.

    Args:
        index: An ``int32`` scalar: which alternative it is.
        alternatives: The values.
        missing: What Python raises where the undefined alternative is read.
    """

    # Of the form that Python keeps for itself: every other name is an attribute of the alternatives.
    __slots__ = ("__alternatives__", "__asserted__", "__position__", "__unbound__")
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, index: Tensor, alternatives: list[Any], missing: Exception | None = None) -> None:
        object.__setattr__(self, "__position__", index)
        object.__setattr__(self, "__alternatives__", alternatives)
        object.__setattr__(self, "__unbound__", missing)
        object.__setattr__(self, "__asserted__", None)

    def __repr__(self) -> str:
        return f"<one of {self.__alternatives__!r}>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if all(lacks(alternative, name) for alternative in self.__alternatives__):
            # Libraries ask so what they have got (hasattr), and go by the answer.
            raise AttributeError(f"'{type(self.__alternatives__[-1]).__name__}' object has no attribute '{name}'")
        from autoimport_graph.runtime import chosen_items

        return chosen_items.attribute(self, name, lambda: apply(on_behalf(lambda value: getattr(value, name)), self))

    def __setattr__(self, name: str, value: Any) -> None:
        from autoimport_graph.runtime.conditionals import when
        from autoimport_graph.runtime.stores import writes

        def store(alternative: Any) -> None:
            on_behalf(lambda owner: setattr(owner, name, value))(writes(alternative, name))

        for number, alternative in enumerate(self.__alternatives__):
            when(tf.equal(self.__position__, number), functools.partial(store, alternative))

    def __delattr__(self, name: str) -> None:
        from autoimport_graph.runtime.stores import writes

        apply(on_behalf(lambda owner: delattr(writes(owner, name), name)), self)

    def __tf_tensor__(self, dtype: tf.DType | None = None, name: str | None = None) -> Tensor:
        return as_tensor(self, dtype)

    def __bool__(self) -> bool:
        raise StagingError(
            "a value that is one of several, as a tensor decides, "
            "meets a Python condition in code that is not converted; "
            "list that code's package, or decide before the call"
        )

    def __iter__(self) -> Iterator[Any]:
        from autoimport_graph.runtime.collecting import items_of_choice

        value = settle(self)
        return iter(items_of_choice(value) if isinstance(value, Choice) else value)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:  # noqa: D102
        from autoimport_graph.runtime.calls import call

        return apply(lambda function: call(function)(*arguments, **keywords), self)

    def __getitem__(self, key: Any) -> Any:
        from autoimport_graph.runtime.subscripts import get_item

        return apply(lambda value: get_item(value, key), self)

    def __len__(self) -> int:
        from autoimport_graph.runtime.collecting import same_length

        if same_length(self):
            return len(remaining(self)[0])
        raise StagingError(
            "len() of a value that is one of several, in code that is not converted; take len() before the call"
        )

    def __enter__(self) -> Any:
        raise StagingError(
            "a context manager that a tensor chooses cannot be entered while a graph is built, because Python would "
            "enter both; put a with statement into each branch"
        )

    def __exit__(self, *exception: object) -> None:
        raise StagingError(
            "a context manager that a tensor chooses cannot be left while a graph is built; put a with statement into "
            "each branch"
        )


def unbound(choice: Choice) -> Exception:
    """What Python raises where this undefined value is read."""
    return choice.__unbound__ or NameError("a variable is read that is not bound")


def may_lack(value: Any) -> bool:
    """Whether a value may turn out to be none: a variable's that may not be bound, a key's that may be missing."""
    return isinstance(value, Choice) and any(one is UNDEFINED for one in value.__alternatives__)


def undefined_position(choice: Choice) -> int:
    """Which of a choice's alternatives stands for no value."""
    return next(number for number, one in enumerate(choice.__alternatives__) if one is UNDEFINED)


def label(value: Any, missing: Callable[[], Exception]) -> Any:
    """Let a value that may be undefined know what reading it raises; returns it."""
    if may_lack(value) and value.__unbound__ is None:
        object.__setattr__(value, "__unbound__", missing())
    return value


def narrow(value: Any) -> Any:
    """A choice without the alternatives that the branches around rule out (``if best is None: ... else: ...``)."""
    if not isinstance(value, Choice):
        return value
    left = _left(value)
    return value.__alternatives__[left[0]] if len(left) == 1 else value


def _left(choice: Choice) -> list[int]:
    """The positions of the alternatives that the branches around leave; one that is never read is none."""
    region = stack.top
    left = {position for position, one in enumerate(choice.__alternatives__) if one is not UNSET}
    while region is not None:
        if region.fact is not None and region.fact[0] is choice.__position__:
            _, positions, holds = region.fact
            left = left & positions if holds else left - positions
        region = region.parent
    return sorted(left)


def remaining(choice: Choice) -> list[Any]:
    """The alternatives that the branches around leave."""
    return [choice.__alternatives__[number] for number in _left(choice)]


def parts_of_any(value: Any) -> Iterator[Any]:
    """What a value, or any value that it may be, is made of that can change in place."""
    for one in value.__alternatives__ if isinstance(value, Choice) else (value,):
        yield from mutable_parts(one)


def some_of(choice: Choice, positions: list[int]) -> Any:
    """A choice that is known to be one of some of its alternatives, without the others.

    Args:
        choice: The choice.
        positions: The alternatives that are left, one at least.
    """
    if len(positions) == 1:
        return choice.__alternatives__[positions[0]]
    moved = [positions.index(number) if number in positions else 0 for number in range(len(choice.__alternatives__))]
    index = tf.gather(tf.constant(moved), choice.__position__)
    return Choice(index, [choice.__alternatives__[number] for number in positions], choice.__unbound__)


def is_alternative(choice: Choice, position: int) -> Tensor:
    """Whether a choice is one of its alternatives; a branch on it knows what the choice is."""
    return is_among(choice, [position])


def is_among(choice: Choice, positions: list[int]) -> Tensor:
    """Whether a choice is one of some of its alternatives; a branch on it knows, too."""
    if len(positions) == 1:
        outcome = tf.equal(choice.__position__, positions[0])
    else:
        outcome = tf.gather(
            tf.constant([n in positions for n in range(len(choice.__alternatives__))]), choice.__position__
        )
    facts.learn(outcome, (choice.__position__, frozenset(positions), True))
    return outcome


def _possible(choice: Choice) -> list[int]:
    alternatives = choice.__alternatives__
    return [
        number for number in _left(choice) if alternatives[number] is not None and alternatives[number] is not UNDEFINED
    ]


def _asserted(choice: Choice, position: int, error: Exception) -> Any:
    """The alternative at a position; a graph that finds another one fails with an error."""
    value = choice.__alternatives__[position]
    graph = get_default_graph()
    if choice.__asserted__ is not None and choice.__asserted__[:2] == (graph, position):
        # The same tensor again: one that a tape watches is the one that it is asked about.
        return choice.__asserted__[2]
    assertion = assert_that(tf.equal(choice.__position__, position), message_of(error))
    if assertion is None:
        return value
    if is_mutable(value):
        return value  # others hold it: what is stored into it, they see
    with tf.control_dependencies([assertion]):
        kind = kind_of(value)
        known = unpack(kind, iter([waiting(tensor) for tensor in pack(value, kind)]))
    object.__setattr__(choice, "__asserted__", (graph, position, known))
    return known


def without_none(choice: Choice, of_none: str) -> Choice:
    """A choice of which the graph fails where it is None.

    Args:
        choice: One of several values, two of them or more not None.
        of_none: What the graph says.
    """
    positions = [number for number in _left(choice) if choice.__alternatives__[number] is not None]
    if len(positions) == len(choice.__alternatives__):
        return choice
    index = choice.__position__
    assertion = assert_that(is_among(choice, positions), message_of(TypeError(of_none)))
    if assertion is not None:
        with tf.control_dependencies([assertion]):
            index = tf.identity(index)
    return some_of(Choice(index, choice.__alternatives__, choice.__unbound__), positions)


def settle(choice: Any, of_none: str = "unsupported operand: 'NoneType'") -> Any:
    """The value for an operation that None and undefined variables do not have: asserted, if one is left.

    Args:
        choice: Any value.
        of_none: What the graph says where it is None.
    """
    choice = narrow(choice)
    if not isinstance(choice, Choice):
        return choice
    possible = _possible(choice)
    if len(possible) != 1:
        return choice
    if may_lack(choice):
        return _asserted(choice, possible[0], unbound(choice))
    return _asserted(choice, possible[0], TypeError(of_none))


def defined(value: Any) -> Any:
    """A value that is put away: reading an unbound variable fails, where the graph meets it."""
    if may_lack(value):
        return apply(lambda one: one, value)
    return value


def known_values(function: Callable[[Any], Any], choice: Choice) -> Any:
    """What Python knows of each alternative: one of as many values, which need no branches to be found.

    Args:
        function: Takes one alternative; it fails for none, and does nothing but tell.
        choice: The choice. A branch on which of the values it is knows which alternative it is.
    """
    left = _left(choice)
    if any(choice.__alternatives__[number] is UNDEFINED for number in left):
        return apply(function, choice)
    found = {number: function(choice.__alternatives__[number]) for number in left}
    first = found[left[0]]
    if all(value is first for value in found.values()):
        return first
    values = [found.get(number, UNSET) for number in range(len(choice.__alternatives__))]
    return Choice(choice.__position__, values)


_FEW = 8  # alternatives


def apply(function: Callable[[Any], Any], choice: Any) -> Any:
    """Apply a function to whichever alternative it is.

    Args:
        function: Takes one alternative.
        choice: The choice (or any other value, which is taken as it is).
    """
    value = narrow(choice)
    if not isinstance(value, Choice):
        return function(value)
    from autoimport_graph.runtime.branches import failure_of

    def run(alternative: Any) -> Any:
        if alternative is UNDEFINED:
            raise unbound(value)
        return function(alternative)

    left, possible = _left(value), _possible(value)
    if len(possible) == 1:
        others = [value.__alternatives__[number] for number in left if number != possible[0]]
        errors = [failure_of(functools.partial(run, one)) for one in others]
        if errors[0] is not None and None not in errors:
            # No ``If`` where every other alternative fails.
            return function(_asserted(value, possible[0], errors[0]))

    return select(value, left, run)


def select(choice: Choice, numbers: list[int], function: Callable[[Any], Any]) -> Any:
    """Apply a function to whichever alternative a choice is, each in a branch of its own.

    Args:
        choice: The choice.
        numbers: Positions of the alternatives that it may be.
        function: Takes one.
    """
    from autoimport_graph.runtime.conditionals import if_exp

    if len(numbers) == 1:
        return function(choice.__alternatives__[numbers[0]])
    # One after the other, but of many by halves: branches cannot lie in each other without end.
    split = 1 if len(numbers) <= _FEW else len(numbers) // 2
    first, others = (functools.partial(select, choice, some, function) for some in (numbers[:split], numbers[split:]))
    return if_exp(is_among(choice, numbers[:split]), lambda: first(), lambda: others())


def _is_integer_enum(kind: Any) -> bool:
    return isinstance(kind, Constant) and isinstance(kind.value, enum.IntEnum)


def _is_variable(kind: Any) -> bool:
    """Whether a value is a variable, TensorFlow's or Keras's, of which a tensor is read."""
    return isinstance(kind, Constant) and (
        isinstance(kind.value, tf.Variable) or hasattr(type(kind.value), "__tf_tensor__")
    )


def as_tensor(choice: Choice, dtype: tf.DType | None = None) -> Tensor:
    """The choice as one tensor.

    Raises:
        StagingError: If its alternatives have no dtype in common.
    """
    value = settle(choice)
    if not isinstance(value, Choice):
        return tf.convert_to_tensor(value, dtype)
    if dtype is not None:
        return tf.convert_to_tensor(apply(lambda alternative: tf.convert_to_tensor(alternative, dtype), value))
    kinds = [
        kind_of(alternative)
        for alternative in value.__alternatives__
        if alternative is not None and alternative is not UNDEFINED
    ]
    if all(is_text(kind) or (isinstance(kind, Constant) and isinstance(kind.value, bytes)) for kind in kinds):
        return tf.convert_to_tensor(apply(lambda alternative: tf.convert_to_tensor(alternative, tf.string), value))
    if kinds and all(numeric(kind) or _is_variable(kind) or _is_integer_enum(kind) for kind in kinds):
        dtypes = [
            tf.convert_to_tensor(alternative).dtype for alternative in value.__alternatives__ if alternative is not None
        ]
        common = max(dtypes, key=lambda dtype: (dtype.is_complex, dtype.is_floating, dtype.size))
        return apply(lambda alternative: tf.cast(tf.convert_to_tensor(alternative), common), value)
    if all(isinstance(alternative, list | tuple) for alternative in value.__alternatives__):
        from autoimport_graph.runtime.empty_lists import applied

        stacked = applied(_stacked, value)
        if isinstance(stacked, Tensor):
            return stacked
    described = " or ".join(_describe(alternative) for alternative in value.__alternatives__)
    raise StagingError(
        f"a value is {described}, as a tensor decides; TensorFlow needs one tensor here. "
        "Give it the same dtype and structure on each path, or use it in each branch"
    )


def _stacked(items: Any) -> Tensor:
    """A list or tuple as TensorFlow's functions take it."""
    from autoimport_graph.runtime.calls import tf_stack

    contents = resolve(items)
    return tf.convert_to_tensor(contents if isinstance(contents, GraphList) else tf_stack(contents))


def _describe(value: Any) -> str:
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, Tensor):
        return f"a {value.dtype.name} tensor of shape {value.shape}"
    return repr(value)


def _add(first: Any, second: Any) -> Any:
    from autoimport_graph.runtime.arithmetic import add_

    return add_(first, second)


def _multiply(first: Any, second: Any) -> Any:
    from autoimport_graph.runtime.arithmetic import multiply

    return multiply(first, second)


# Of lists and tuples, too, which may be the graph's.
_SEQUENCES = {"add": _add, "mul": _multiply}


def _install() -> None:
    def forward(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda self, other: apply(lambda value: function(value, other), self)

    def reflected(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda self, other: apply(lambda value: function(other, value), self)

    names = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"]
    for name in names:
        function = _SEQUENCES.get(name) or getattr(operator, f"__{name}__")
        setattr(Choice, f"__{name}__", forward(function))
        setattr(Choice, f"__r{name}__", reflected(function))
    for name in ("lt", "le", "gt", "ge"):
        setattr(Choice, f"__{name}__", forward(getattr(operator, name)))
    for name in ("neg", "pos", "abs", "invert"):
        function = getattr(operator, name)
        setattr(Choice, f"__{name}__", lambda self, function=function: apply(function, self))


_install()
tf.register_tensor_conversion_function(
    Choice, lambda value, dtype=None, name=None, as_ref=False: as_tensor(value, dtype), priority=0
)


def bound(value: Any) -> None:
    """A variable is deleted: fails, when the graph meets it, where the variable is not bound."""
    if may_lack(value):
        apply(lambda alternative: None, value)


def read(value: Any) -> Any:
    """A variable is handed on: fails, when the graph meets it, where the variable is not bound; returns the value."""
    if not isinstance(value, Choice):
        return value
    left = remaining(value)
    others = [one for one in left if one is not UNDEFINED]
    if len(others) == len(left):
        return value
    if len(others) == 1 and isinstance(others[0], Tensor | WeakScalar):
        return settle(value)
    bound(value)  # the value stays the one object that it is
    return value
