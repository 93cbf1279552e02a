"""What two branches leave behind, joined: the least kind for each place, and the objects that places share."""

from __future__ import annotations

import functools
from typing import Any

from autoimport_graph.runtime.aliases import Aliases, Sources, aliases_of
from autoimport_graph.runtime.branches import RESULT, Branch
from autoimport_graph.runtime.choice import Choice, narrow
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.identity_kinds import identities
from autoimport_graph.runtime.joins import are_apart, element_kind, set_kind
from autoimport_graph.runtime.kinds import Elements, Itself
from autoimport_graph.runtime.made_functions import class_of, is_of_object
from autoimport_graph.runtime.marks import UNSET
from autoimport_graph.runtime.objects import changes_in_place
from autoimport_graph.runtime.packing import rebuild
from autoimport_graph.runtime.regions import Region, frozen, is_fresh, kept, like, made_inside
from autoimport_graph.runtime.values import (
    Constant,
    Kind,
    Structure,
    Union,
    is_plain_object,
    join,
    kind_of,
    parts_of,
    same,
)


def joined_places(
    keys: list[tuple[Any, ...]], true: Branch, false: Branch
) -> tuple[dict[tuple[Any, ...], Kind], Aliases]:
    """The kinds of what the branches left, and what is shared."""
    kinds = {key: _joined(key, true, false) for key in keys}
    aliases = _aliases(kinds, true, false)
    # Where one branch's object is in two places and the other's is not, no one object can be made of both.
    apart = {keys[where[0]] for where in aliases.torn if keys[where[0]][0] != "contents"}
    if apart:
        for key in apart:
            kinds[key] = _apart(true.value(key, false), false.value(key, true), true.region, false.region)
        aliases = _aliases(kinds, true, false)
    return kinds, aliases


def _aliases(kinds: dict[tuple[Any, ...], Kind], true: Branch, false: Branch) -> Aliases:
    def origin(key: tuple[Any, ...], kind: Kind) -> Sources:
        return [(("true",), left_in(true, key, false, kind)), (("false",), left_in(false, key, true, kind))]

    left = ((kind, functools.partial(origin, key, kind)) for key, kind in kinds.items())
    return aliases_of(left, listed=True)


def _apart(first: Any, second: Any, first_region: Region, second_region: Region) -> Kind:
    """The kind of one of two values of which neither is to become a part of the other."""
    kind, other = _alone(first, first_region), _alone(second, second_region)
    return join(kind, other) if isinstance(kind, Union) or isinstance(other, Union) else Union((kind, other))


def _joined(key: tuple[Any, ...], true: Branch, false: Branch) -> Kind:
    if key == RESULT and (true.result is None and false.result is None):
        return Constant(None)
    first, second = true.value(key, false), false.value(key, true)
    if same(first, second):
        return Constant(first)
    contents = key[0] == "contents"  # a value of its own: no identity to keep
    if second is UNSET or first is UNSET:
        value, region = (first, true.region) if second is UNSET else (second, false.region)
        return _with_older_parts(value, region) if contents else _alone(value, region)
    return _join_parts(first, second, true, false) if contents else _join_values(first, second, true, false)


def left_in(branch: Branch, key: tuple[Any, ...], other: Branch, kind: Kind) -> Any:
    """What a branch left in a place, for an output of that kind."""
    return as_left(branch.value(key, other), kind, branch.after)


def as_left(value: Any, kind: Kind, after: dict[tuple[Any, ...], Any]) -> Any:
    """A value with older containers as the branch left them, or as they are where their identity goes along."""
    if isinstance(kind, Union) and any(isinstance(one, Constant) and one.value is value for one in kind.alternatives):
        return value
    if isinstance(kind, Union) and isinstance(value, tuple):
        alike = [one for one in kind.alternatives if isinstance(one, Structure) and one.type is type(value)]
        kind = next((one for one in alike if len(one.parts) == len(value)), kind)
    if isinstance(kind, Structure) and isinstance(value, tuple) and len(value) == len(kind.parts):
        return like(value, [as_left(*one, after) for one in zip(value, kind.parts, strict=True)])
    return value if isinstance(kind, Constant) else _within(value, after, set(identities(kind)))


def _within(value: Any, after: dict[tuple[Any, ...], Any], stay: set[int]) -> Any:
    """A value with all containers and objects in it as they were left, but for those that stay themselves.

    Args:
        value: What is packed; itself if all in it is as it was left.
        after: What all places held at the end.
        stay: The identities of what stays itself.
    """
    if id(value) in stay:
        return value
    value = frozen(value, after)
    if type(value) is list:
        items = [_within(item, after, stay) for item in value]
        return value if all(one is other for one, other in zip(items, value, strict=True)) else items
    if type(value) is dict:
        left = {key: _within(item, after, stay) for key, item in value.items()}
        return value if all(left[key] is item for key, item in value.items()) else left
    kind = kind_of(value) if is_plain_object(value) else None
    if not isinstance(kind, Structure):
        return value
    parts = list(parts_of(value, kind))
    named = zip(kind.keys, parts, strict=True)
    changed = [_within(after.get(("attribute", id(value), name), part), after, stay) for name, part in named]
    unchanged = all(one is other for one, other in zip(parts, changed, strict=True))
    return value if unchanged else rebuild(kind, changed)


def _join_values(first: Any, second: Any, true: Branch, false: Branch) -> Kind:
    """The least kind that covers what two branches left in one place.

    What is one object in both is a constant, tensors of the outer graph included. A mutable object that is older than
    its branch keeps its identity: what is stored into the one that is chosen is stored into the author's.
    """
    if same(first, second):
        return Constant(first)
    if _has_older(first, true.region) or _has_older(second, false.region):
        return join(_staying(first, true), _staying(second, false))
    return _join_parts(_kept(first, true), _kept(second, false), true, false)


def _join_parts(first: Any, second: Any, true: Branch, false: Branch) -> Kind:
    kind, other = _kind_in(first, true.region), _kind_in(second, false.region)
    if isinstance(kind, Structure) and isinstance(other, Structure) and kind.type is other.type:
        if kind.keys == other.keys and not are_apart(kind, other):
            pairs = zip(parts_of(first, kind), parts_of(second, other), strict=True)
            return Structure(kind.type, kind.keys, tuple(_join_values(*pair, true, false) for pair in pairs))
    joined = join(_with_older_parts(first, true.region), _with_older_parts(second, false.region))
    if isinstance(joined, Elements):  # which copies the lists that the branches change, as these leave them
        left = as_left(first, joined, true.after), as_left(second, joined, false.after)
        joined = join(_with_older_parts(left[0], true.region), _with_older_parts(left[1], false.region))
    return _copied(joined)


def _copied(kind: Kind) -> Kind:
    """A kind in which a list of the graph holds copies of what a loop around makes: it outlasts the iteration."""
    return kind.of(element_kind(_copied_item(kind.element))) if isinstance(kind, Elements) else kind


def _copied_item(kind: Kind) -> Kind:
    if isinstance(kind, Union):
        joined = functools.reduce(join, map(_copied_item, kind.alternatives))
        return Union(joined.alternatives, kind.missing) if isinstance(joined, Union) else joined
    if isinstance(kind, Structure):
        return Structure(kind.type, kind.keys, tuple(map(_copied_item, kind.parts)))
    if isinstance(kind, Constant) and changes_in_place(kind.value) and made_inside(kind.value):
        return kind_of(kind.value)
    return kind


def _is_older(value: Any, region: Region) -> bool:
    return (changes_in_place(value) or type(value) is set) and not is_fresh(value, region)


def _has_older(value: Any, region: Region) -> bool:
    alternatives = value.__alternatives__ if isinstance(value, Choice) else (value,)
    return any(_is_older(one, region) for one in alternatives)


def _staying(value: Any, branch: Branch) -> Kind:
    """The kind of a value beside an object that stays itself."""
    return _alone(value if _has_older(value, branch.region) else _kept(value, branch), branch.region)


def _kept(value: Any, branch: Branch) -> Any:
    return kept(value, branch.region, branch.after)


def _alone(value: Any, region: Region) -> Kind:
    """The kind of a value that cannot be merged with its counterpart: an older mutable object stays itself."""
    if not _is_older(value, region):
        return _with_older_parts(value, region)
    return Itself(value) if type(value) is set else Constant(value)


def _with_older_parts(value: Any, region: Region) -> Kind:
    """The kind of a value that leaves a branch, with the objects in it that are older than the branch as they are."""
    value = narrow(value)
    if isinstance(value, Choice):
        return Union(tuple(_alone(one, region) for one in value.__alternatives__), value.__unbound__)
    kind = _kind_in(value, region)
    if isinstance(kind, Structure):
        return Structure(kind.type, kind.keys, tuple(_alone(part, region) for part in parts_of(value, kind)))
    return kind


def _kind_in(value: Any, region: Region) -> Kind:
    """The kind of a value where it leaves a region: a method of an object that was made there is made of that."""
    if is_of_object(value) and is_fresh(value.__self__, region):
        return Structure(class_of(value), ("__self__",), (kind_of(value.__self__),))
    return kind_of(value)


def left_by_iteration(value: Any, content: Any, region: Region) -> Kind:
    """The kind of a value that an iteration leaves, where what is older than the loop's body stays itself.

    Args:
        value: The value.
        content: The same, or what a container made in the iteration holds.
        region: The loop's body.
    """
    value = narrow(value)
    if isinstance(value, Choice):
        return Union(tuple(_left_by_iteration(one, region) for one in value.__alternatives__), value.__unbound__)
    if changes_in_place(value) and not is_fresh(value, region):
        return Constant(value)
    return set_kind(value) if _is_new_set(value, region) else _with_older_parts(content, region)


def _left_by_iteration(value: Any, region: Region) -> Kind:
    return set_kind(value) if _is_new_set(value, region) else _alone(value, region)


def _is_new_set(value: Any, region: Region) -> bool:
    """Whether a value is a set of Python's that each iteration makes anew."""
    return type(value) in (set, frozenset) and isinstance(kind_of(value), Constant) and is_fresh(value, region)
