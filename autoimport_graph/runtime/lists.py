"""Python lists whose contents have moved into the graph.

A Python list that a staged region appends to keeps its identity: others may hold it. Its contents become a
:class:`~autoimport_graph.runtime.tensor_lists.GraphList`, found by :func:`resolve`; the list itself then holds one
object that fails loudly if code that is not converted looks inside. A list that only the graph can make (``[0] * n``)
is a new Python list of this sort.
"""

from __future__ import annotations

import collections
import types
from collections.abc import Iterable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.report import events
from autoimport_graph.runtime import identities, key_order, sharing
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.item_indices import may_be_same, surely_same
from autoimport_graph.runtime.lost import Lost, LostItems
from autoimport_graph.runtime.objects import changes_in_place
from autoimport_graph.runtime.places import Place
from autoimport_graph.runtime.regions import Contents, fresh, stack, store_into
from autoimport_graph.runtime.sharing import Shares
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import (
    NUMBERS,
    WEAK_DTYPES,
    Kind,
    Nothing,
    SetItems,
    Weak,
    attributes_of,
    element_kind,
    empty_list,
    is_plain_object,
    join,
    kind_of,
    pack,
)

_DICTS = (collections.OrderedDict, collections.defaultdict, dict)
CONTAINERS = (list, tuple, *_DICTS, set, frozenset, collections.deque, bytearray)  # derived classes first


class _Moved:
    """The items of a list whose contents have moved into the graph."""

    def _refuse(self) -> Any:
        raise StagingError(
            "a list that a staged loop or branch changed is read by code that is not converted; its items "
            "exist only when the graph runs. "
            "Convert that code too, or pass it autoimport_graph.stack(the_list)."
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in ("__array__", "__tf_tensor__"):
            raise AttributeError(name)
        return self._refuse()

    def __copy__(self) -> Any:
        return self._refuse()

    def __deepcopy__(self, memo: Any) -> Any:
        return self._refuse()

    def __repr__(self) -> str:
        return "<items known when the graph runs>"

    def __tf_tensor__(self, dtype: Any = None, name: Any = None) -> Any:
        return self._refuse()

    def __array__(self, *arguments: Any, **keywords: Any) -> Any:
        return self._refuse()


_MOVED = _Moved()


def _refuse_operands() -> None:
    names = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"]
    methods = [f"__{side}{name}__" for name in names for side in ("", "r")]
    methods += ["__lt__", "__le__", "__gt__", "__ge__", "__neg__", "__abs__", "__bool__", "__int__", "__float__"]
    methods += ["__getitem__", "__setitem__", "__iter__", "__len__", "__call__", "__index__", "__str__", "__format__"]
    for name in methods:
        setattr(_Moved, name, lambda self, *arguments: self._refuse())


_refuse_operands()


class Home:
    """Where an object lies in a list of the graph.

    Attributes:
        part: The object.
        value: The item that it is, or is a part of.
        holder: The list.
        index: The item's position; a number where the list has been Python's.
    """

    __slots__ = ("holder", "index", "part", "value")

    def __init__(self, part: Any, value: Any, holder: Any, index: Tensor | int) -> None:
        self.part = part
        self.value = value
        self.holder = holder
        self.index = index


class _Table(GraphTable):
    """What is known of lists.

    By identity: lists are not hashable, and an entry must keep its list alive lest another take its identity.

    Attributes:
        moved: Lists whose contents are in the graph, with these.
        homes: Objects that were read from such lists, with the values that lie there, the lists and the positions: a
            change of one is a change of these lists.
        shares: What lists share that hold Python's items again.
        loose: Objects that such a list no longer holds, with its contents: others may.
        outside: Lists with the objects that they had from elsewhere, at positions that are no longer known.
        twice: Lists in which an object has been stored that they hold elsewhere, too, and the positions of that.
        frozen: Mutable objects of which such a list holds copies.
        torn: Mutable objects that the author's code has as one on some paths.
        tuples: Lists that stand for tuples.
    """

    def __init__(self) -> None:
        self.moved: dict[int, tuple[Any, GraphList]] = {}
        self.homes: dict[int, list[Home]] = {}
        self.loose: dict[int, tuple[Any, GraphList]] = {}
        self.shares: dict[int, tuple[Any, Shares]] = {}
        self.outside: dict[int, tuple[Any, list[Any]]] = {}
        self.twice: dict[int, tuple[Any, list[Tensor]]] = {}
        self.frozen: dict[int, Any] = {}
        self.torn: dict[int, Any] = {}
        self.tuples: dict[int, list[Any]] = {}

    def __bool__(self) -> bool:
        return bool(self.moved)


_moved = registered(_Table())


def resolve(value: Any) -> Any:
    """A list's contents where the graph holds them, else the value itself."""
    if _moved.moved and type(value) is not GraphList:
        entry = _moved.moved.get(id(value))
        if entry is not None and entry[0] is value:
            return entry[1]
        if isinstance(value, set | frozenset) and _MOVED in value:
            _MOVED._refuse()
        if type(value) is list and value and (value[0] is _MOVED or value[-1] is _MOVED):
            # Made from such a list by code that is not converted: [*xs], xs + ys.
            _MOVED._refuse()
    if type(value) is list and value and type(value[0]) is LostItems:
        value[0].refuse()
    return value


def holds_moved(container: Any) -> bool:
    """Whether a container's items have moved into a graph, which may be finished."""
    return any(item is _MOVED for item in container)


def wrapped(contents: GraphList) -> list[Any]:
    """A new Python list that holds what a list in the graph holds."""
    owner = [_MOVED]
    _moved.moved[id(owner)] = (owner, contents)
    identities.note_repeating(owner)
    return fresh(owner)


def wrapped_tuple(contents: GraphList) -> list[Any]:
    """A new list that stands for a tuple: ``+=`` makes another one."""
    owner = wrapped(contents)
    _moved.tuples[id(owner)] = owner
    return owner


def wrapped_set(contents: GraphList) -> set[Any]:
    """A Python set that stands for items in the graph, each once."""
    owner: set[Any] = {_MOVED}
    _moved.moved[id(owner)] = (owner, contents)
    return fresh(owner)


class GraphFrozenSet(frozenset[Any]):
    """A frozen set that stands for items in the graph: to the author it is no other class than Python's."""

    __slots__ = ()

    def __hash__(self) -> int:
        raise StagingError(
            "a frozenset is hashed whose items only the graph knows, as a key of a dict or an item of a set; use "
            "tuple(sorted(the_set)) of items that every path has, or a list that is searched with =="
        )


def wrapped_frozenset(contents: GraphList) -> frozenset[Any]:
    """A frozen set that stands for items in the graph, each once."""
    owner: Any = GraphFrozenSet({_MOVED})
    _moved.moved[id(owner)] = (owner, contents)
    return owner


def wrapped_like(owner: Any, contents: GraphList) -> Any:
    """A new container of the class of another one, for contents in the graph."""
    if isinstance(owner, collections.deque):
        made: Any = fresh(owner.__class__([_MOVED], owner.maxlen))
        _moved.moved[id(made)] = (made, contents)
        return made
    make = next((make for kind, make in _WRAPPERS.items() if isinstance(owner, kind)), wrapped)
    return wrapped_tuple(contents) if is_tuple(owner) else make(contents)


_WRAPPERS: dict[type, Any] = {set: wrapped_set, frozenset: wrapped_frozenset}


def is_tuple(value: Any) -> bool:
    """Whether a list stands for a tuple."""
    return id(value) in _moved.tuples


def is_moved(value: Any) -> bool:
    """Whether a list's contents have moved into the graph."""
    return id(value) in _moved.moved


def any_moved() -> bool:
    """Whether there are lists whose contents have moved into the graph."""
    return bool(_moved.moved)


def refuse_moved(item: Any) -> Any:
    """An item that Python's iterator has given; returns it.

    Raises:
        StagingError: If it stands for one that only the graph knows.
    """
    if item is _MOVED or (type(item) is tuple and any(part is _MOVED for part in item)):
        raise StagingError(
            "a list is changed by a staged loop or branch while an iterator over it, made before, is in use. "
            "Loop over the list itself, or over a copy of it: for x in list(xs)"
        )
    return item


def replace_contents(owner: list[Any], contents: GraphList) -> None:
    """Let a list hold these contents themselves, whatever it held."""
    identities.note_items(owner)
    list.__setitem__(owner, slice(None), [_MOVED])
    _keep_shares(owner, contents)
    _moved.moved[id(owner)] = (owner, contents)


def moved_lists() -> list[tuple[list[Any], GraphList]]:
    """All lists whose contents have moved into the graph, with these."""
    return list(_moved.moved.values())


# -- objects inside lists ---------------------------------------------------------------------------------------------


def _mutable_parts(value: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """The value and its parts, as far as they can change in place, each once: objects may hold each other."""
    seen = set() if seen is None else seen
    if changes_in_place(value):
        if id(value) in seen:
            return
        seen.add(id(value))
        yield value
    if isinstance(value, tuple | list):
        parts: Any = value
    elif isinstance(value, dict):
        parts = value.values()
    else:
        parts = attributes_of(value).values() if is_plain_object(value) else ()
    for part in parts:
        yield from _mutable_parts(part, seen)


def remember_home(value: Any, owner: Any, index: Tensor) -> Any:
    """A value was read from a list in the graph; returns it."""
    if isinstance(value, Choice):
        identities.note_copies(_parts_of_any(value))
        return value
    contents = resolve(owner)
    if isinstance(contents, GraphList):
        for part in _mutable_parts(value):
            _relate_part(part, contents)
        if contents.shares.repeated or _moved.twice.get(id(owner), (owner, []))[1]:
            freeze(value)
            return value
    for part in _mutable_parts(value):
        _moved.homes.setdefault(id(part), []).append(Home(part, value, owner, index))
    return value


def _relate_part(part: Any, contents: GraphList) -> None:
    """What an item of a list holds is what other lists hold that have it for an item."""
    for home in _moved.homes.get(id(part), ()):
        other = resolve(home.holder)
        if isinstance(other, GraphList) and other is not contents:
            sharing.relate(contents, other)
    inner = resolve(part)
    if isinstance(inner, GraphList) and sharing.holds_objects(inner.element):
        sharing.relate(contents, inner)


def item_of(contents: GraphList, index: Tensor) -> Any:
    """An item of the list that has these contents, by a position that is known to be one."""
    value = contents.get_in_range(index)
    owner = owner_of(contents)
    return value if owner is None else remember_home(value, owner, index)


def owner_of(contents: GraphList) -> Any:
    """The list that has these contents; ``None`` if no list of the program has."""
    return next((owner for owner, held in _moved.moved.values() if held is contents), None)


def take_out(value: Any, owner: Any, contents: GraphList) -> Any:
    """A value is no longer an item of a list, which has these contents; returns it."""
    identities.note_changed(owner)
    identities.note_copies(_mutable_parts(value))
    if contents.shares.repeated:
        freeze(value)
    elif contents.shares.family is not None:
        for part in _mutable_parts(value):
            _moved.loose[id(part)] = (part, contents)
    return value


def positions_in_one_list(first: Any, second: Any) -> tuple[Any, Tensor, Tensor] | None:
    """A list in the graph that two objects were read from as items, and where each was; ``None`` if there is none."""
    if id(first) in _moved.frozen or id(second) in _moved.frozen:
        return None
    for one in _moved.homes.get(id(first), ()):
        for other in _moved.homes.get(id(second), ()):
            items = one.part is one.value and other.part is other.value and one.holder is other.holder
            if items and one.holder is not None and _in_scope(one.index) and _in_scope(other.index):
                return one.holder, one.index, other.index
    return None


def has_home(value: Any) -> bool:
    """Whether an object lies in a list of the graph, or is a copy of one that does."""
    return id(value) in _moved.homes or id(value) in _moved.frozen


def written(owner: Any) -> None:
    """A container has changed: where it was read from a list in the graph, that changes, too."""
    item = next((home.value for home in _moved.homes.get(id(owner), ())), owner)
    through = [*_written(owner)]
    if id(owner) in _moved.loose:
        through.append(_moved.loose[id(owner)][1])
    sharing.changed(item, through)


def attribute_changed(owner: Any) -> None:
    """An attribute of an object that no list of the graph has for an item is about to be stored."""
    if id(owner) in _moved.loose:
        sharing.changed(owner, [_moved.loose[id(owner)][1]])


def _written(owner: Any) -> Iterator[GraphList]:
    """Bring the lists up to date that a container was read from; their contents."""
    for home in _moved.homes.get(id(owner), ()):
        _note_change(home.holder)
        contents = as_contents(home.holder)
        contents.put_in_range(home.index, home.value)
        _bring_up_to_date(home, contents)
        _spoil(home.holder)
        yield contents
        yield from _written(home.holder)


def _bring_up_to_date(changed: Home, contents: GraphList) -> None:
    """An item has changed: others that were read from the list may be the same one."""
    for other in _may_be_at(changed.holder, changed.index):
        if other.value is not changed.value and other.part is other.value:
            _take_over(other.value, contents.get_in_range(other.index))


def _take_over(target: Any, source: Any) -> None:
    """Let a container hold what another one holds, which is like it; containers inside stay the ones that they are."""
    store_into(Contents(target))
    lists = isinstance(resolve(target), GraphList) or isinstance(resolve(source), GraphList)
    if lists or not isinstance(target, list | dict) or len(target) != len(source):
        write_contents(target, read_contents(source))
        return
    for key in target if isinstance(target, dict) else range(len(target)):
        if isinstance(target[key], list | dict):
            _take_over(target[key], source[key])
        else:
            base_of(target).__setitem__(target, key, source[key])


def _may_be_at(holder: Any, index: Tensor) -> list[Home]:
    """Where objects were read from a list that may be the item at a position."""
    homes = [home for homes in _moved.homes.values() for home in homes if home.holder is holder]
    return [home for home in homes if _in_scope(home.index) and may_be_same(home.index, index)]


def overwritten(owner: Any, value: Any, index: Tensor) -> None:
    """A value is about to take the place of an item: what was read from there may be none of the list's any more."""
    own = [home.index for home in _moved.homes.get(id(value), ()) if home.holder is owner]
    elsewhere = [one for one in own if not surely_same(one, index)]
    earlier = _moved.twice.get(id(owner), (owner, []))[1]
    # Until something else is stored there, which is how items change places.
    _moved.twice[id(owner)] = owner, [one for one in earlier if not surely_same(one, index)] + elsewhere
    for home in _may_be_at(owner, index):
        if home.value is value:
            continue
        for part in _mutable_parts(home.value):
            _moved.homes.pop(id(part), None)
        if not surely_same(home.index, index) or any(may_be_same(one, index) for one in own):
            freeze(home.value)


def moved_around(owner: Any) -> None:
    """The items of a list get other positions: those that were read from it are no longer its."""
    for key, homes in list(_moved.homes.items()):
        if any(home.holder is owner for home in homes):
            del _moved.homes[key]
            _moved.frozen[key] = homes[0].part
            if any(home.holder is owner and type(home.index) is int for home in homes):
                _moved.outside.setdefault(id(owner), (owner, []))[1].append(homes[0].part)


def _spoil(holder: Any) -> None:
    """An item of a list has changed, at whatever position: objects that the list had from outside may be that item."""
    for part in _moved.outside.pop(id(holder), (holder, []))[1]:
        lost = Lost(
            f"a {type(part).__name__} is read that a list holds whose items have changed places, and one of which has "
            "changed, in a graph: which, only the graph knows. Read it from the list"
        )
        store_into(Contents(part))
        if isinstance(part, dict):
            for key in part:
                base_of(part).__setitem__(part, key, lost)
        elif isinstance(part, list):
            write_contents(part, [lost] * max(len(part), 1))


def freeze(value: Any) -> None:
    """A list in the graph takes a copy of a value: changing the original would be lost, and is refused."""
    for part in _mutable_parts(value):
        _moved.frozen[id(part)] = part


def tear(value: Any) -> None:
    """An object is two in the graph that is one on some paths: changing it would change one of them, and is refused."""
    _moved.torn[id(value)] = value


def refuse_torn(owner: Any) -> None:
    """Refuse to change an object that :func:`tear` was told of.

    Raises:
        StagingError: If it is one.
    """
    if id(owner) in _moved.torn:
        raise StagingError(
            f"a {type(owner).__name__} is changed that two variables (or attributes, or containers) hold on one path "
            "of a tensor condition or loop, and not on another: in a graph each holds one of its own. Change it before "
            "it is stored twice, or give each a copy"
        )


def leave_behind(outputs: list[Any], results: list[Any], inputs: list[Any], written: Iterable[Place]) -> None:
    """A loop is over: its variables may hold copies of what lies in lists of the graph.

    Args:
        outputs: What its variables held at the end of an iteration.
        results: What they hold now.
        inputs: What they held at the beginning of an iteration.
        written: The places that an iteration writes.

    Raises:
        StagingError: If an iteration changes what the one before it has left in a list.
    """
    owners = {id(place.owner) for place in written if place.owner is not None}
    for output, result, start in zip(outputs, results, inputs, strict=True):
        left = list(_parts_of_any(output))
        if output is start or not any(map(has_home, left)):
            continue
        same = {id(part) for part in left}
        for part in _parts_of_any(start):
            if id(part) in owners and id(part) not in same:
                _refuse_change(part)
        for part in _parts_of_any(result):
            if id(part) not in same:
                freeze(part)


def _parts_of_any(value: Any) -> Iterator[Any]:
    for one in value.__alternatives__ if isinstance(value, Choice) else (value,):
        yield from _mutable_parts(one)


def keep_shared(place: tuple[Any, ...], value: Any, sources: Iterable[Any], start: Any = None) -> None:
    """The lists that were put together where a region begins or ends hold what those held that they are made of.

    Args:
        place: The key of what the value is for.
        value: What was put together.
        sources: The values that it may be.
        start: What it was before the loop, which may have changed the items of lists since.
    """
    # The contents of a list that is older are that list's, with what it shares.
    mine = [] if place[0] == "contents" else list(_contents_in(value))
    for source in (*sources, start) if mine else ():
        for other in _contents_in(source):
            for contents in mine:
                sharing.relate(contents, other)
                contents.shares.repeated |= other.shares.repeated
                contents.shares.stale |= other.shares.stale and source is not start


def refuse_stale(values: Iterable[Any]) -> None:
    """Values are about to be a loop's variables.

    Raises:
        StagingError: If one is a list of which an item was changed through another list.
    """
    for value in values:
        for contents in _contents_in(value):
            sharing.refuse_stale(contents)


def _contents_in(value: Any) -> Iterator[GraphList]:
    for part in _parts_of_any(value):
        contents = resolve(part)
        if type(contents) is GraphList and sharing.holds_objects(contents.element):
            yield contents


def is_mutable(value: Any) -> bool:
    """Whether a value, or a part of it, can change in place."""
    return next(_mutable_parts(value), None) is not None


def _check_pushed(value: Any) -> None:
    """Refuse to copy an object, again and again, that the loop around changes."""
    region = stack.top
    while region is not None:
        for part in _mutable_parts(value):
            if ("contents", id(part)) in region.places and id(part) not in region.born:
                raise StagingError(
                    "a list takes the same mutable object in each iteration, and the loop changes that "
                    "object: in a graph each element is "
                    "a value of its own. Append a copy (list(x), dict(x)) or make the object inside the loop."
                )
        if region.kind == "body":
            return
        region = region.parent


def pushed(owner: Any, contents: GraphList, value: Any) -> None:
    """A value is the last item of a list now; while it stays reachable, changes of one are changes of the other."""
    if is_mutable(value):
        identities.note_pushed(owner, value, identities.is_copy(value))
        contents.shares.repeated |= any(map(_may_come_again, _mutable_parts(value)))
        _lies_at(owner, value, contents.size() - 1)


def _may_come_again(part: Any) -> bool:
    """Whether what is put into a list now may be put there another time: it is a list's item, and no loop over that
    list gives it in each iteration anew.
    """
    return any(type(home.index) is int or not _given_by_loop(home.index) for home in _moved.homes.get(id(part), ()))


def _given_by_loop(index: Tensor) -> bool:
    """Whether a position is that of the innermost loop around, which goes over a list."""
    region = stack.top
    while region is not None and region.kind != "body":
        region = region.parent
    return region is not None and index.graph is region.graph and _is_counter(index)


def _is_counter(index: Tensor) -> bool:
    """Whether a position is a loop's counter, forwards or backwards: what an author's index gives has been checked."""
    return index.op.type == "Placeholder" or (
        index.op.type in ("AddV2", "Sub") and any(map(_is_counter, index.op.inputs))
    )


def replaced(owner: Any, value: Any, index: Tensor) -> None:
    """A value was stored as an item of a list in the graph, in place of another one."""
    identities.note_changed(owner)
    if is_mutable(value):
        _lies_at(owner, value, index)


def _lies_at(owner: Any, value: Any, index: Tensor) -> None:
    _check_pushed(value)
    remember_home(value, owner, index)


# -- contents ---------------------------------------------------------------------------------------------------------


def note_change(owner: Any) -> None:
    """A container is about to change.

    Raises:
        TypeError: If it stands for a tuple.
        StagingError: If a list in the graph holds a copy of it.
    """
    if is_tuple(owner):
        raise TypeError("'tuple' object cannot be changed")
    _note_change(owner)


def _note_change(owner: Any) -> None:
    refuse_torn(owner)
    homes = _moved.homes.get(id(owner), ())
    if id(owner) in _moved.frozen or not all(_in_scope(home.index) for home in homes):
        _refuse_change(owner)
    if events.enabled:
        from autoimport_graph.runtime import lasting_stores

        lasting_stores.note(owner, f"items of a {type(owner).__name__}")
    store_into(Contents(owner))


def _refuse_change(owner: Any) -> None:
    raise StagingError(
        f"a {type(owner).__name__} is changed after a list whose length only the graph knows took it "
        "as an element, which made a copy. Change it before, give the list a copy of its own (append(list(x)), "
        "append(dict(x))), or change the list's element: xs[i] = ..."
    )


def _in_scope(index: Tensor | int) -> bool:
    """Whether a position is one here: that of an item which a loop has put into a list is known to its body alone."""
    if isinstance(index, int):
        return True
    graph = private.get_default_graph()
    while graph is not None:
        if index.graph is graph:
            return True
        graph = getattr(graph, "outer_graph", None)
    return False


def read_contents(owner: Any) -> Any:
    """What a container holds, as a value of its own."""
    moved = resolve(owner)
    if isinstance(moved, GraphList):
        return moved.snapshot()
    if isinstance(owner, dict):
        copied = plain_items(owner)
        key_order.mark(copied, key_order.is_disordered(owner))
        return copied
    if isinstance(owner, set):
        return SetItems(owner)
    return bytes(owner) if isinstance(owner, bytearray) else plain_items(owner)


def plain_items(owner: Any) -> Any:
    """A list, dict or deque as a list or dict of Python's; calls no author's method."""
    if has_own(owner, "__iter__") or has_own(owner, "__getitem__") or has_own(owner, "keys"):
        if isinstance(owner, dict):
            return dict(base_of(owner).items(owner))
        if isinstance(owner, list):
            return list.__getitem__(owner, slice(None))
    return dict(owner) if isinstance(owner, dict) else list(owner)


def base_of(owner: Any) -> Any:
    """The class of Python's whose methods read and change a container: a subclass's own must not run, and an
    OrderedDict keeps its order beside the dict that it is.
    """
    return next(kind for kind in CONTAINERS if isinstance(owner, kind))


def has_own(owner: Any, name: str) -> bool:
    """Whether a container's class has a method of the author's in place of Python's.

    Args:
        owner: The container, or anything else.
        name: The method's name.
    """
    method = getattr(type(owner), name, None)
    return type(method) is types.FunctionType and isinstance(owner, CONTAINERS) and is_converted(method)


def write_contents(owner: Any, value: Any) -> None:
    """Let a container hold what :func:`read_contents` gave, or what a region made of it; calls no author's method."""
    value = resolve(value)
    if isinstance(value, GraphList):
        _move(owner, value)
    elif isinstance(owner, list):
        _move_back(owner)
        list.__setitem__(owner, slice(None), value)
    elif isinstance(owner, dict):
        base_of(owner).clear(owner)
        for key in value:
            base_of(owner).__setitem__(owner, key, value[key])
        key_order.mark(owner, key_order.is_disordered(value))
    elif isinstance(owner, set) and isinstance(value, frozenset):
        _move_back(owner)
        set.clear(owner)
        set.update(owner, value)
    elif isinstance(owner, collections.deque) and isinstance(value, list):
        _move_back(owner)
        if len(owner) == len(value):
            for position, item in enumerate(value):  # as item by item, a loop over it goes on
                collections.deque.__setitem__(owner, position, item)
        else:
            collections.deque.clear(owner)
            collections.deque.extend(owner, value)
    elif isinstance(owner, bytearray) and isinstance(value, bytes):
        owner[:] = value
    else:
        raise StagingError(
            f"a {type(owner).__name__} that a tensor condition changes holds other items in each branch; "
            "use a list or a dict of tensors"
        )


def _move_back(owner: Any) -> None:
    """A list holds Python's items again; what it shares is kept for when its contents move once more."""
    entry = _moved.moved.pop(id(owner), None)
    _forget_items(owner)
    if entry is not None and (entry[1].shares.family is not None or entry[1].shares.repeated):
        _moved.shares[id(owner)] = (owner, entry[1].shares)


def _keep_shares(owner: Any, contents: GraphList) -> None:
    """A list has contents that are new: they share what those shared that it had before."""
    entry = _moved.moved.get(id(owner))
    known = _moved.shares.get(id(owner), (owner, None))[1] if entry is None else entry[1].shares
    if known is not None:
        known.join(contents.shares)
        contents.shares = known


def _move(owner: Any, value: GraphList) -> None:
    if not isinstance(owner, list | collections.deque | set):
        raise StagingError(
            f"a {type(owner).__name__} cannot hold a number of items that only the graph knows; use a list"
        )
    entry = _moved.moved.get(id(owner))
    if entry is None:
        if isinstance(owner, list):
            identities.note_items(owner)
        # One more than there were: an iterator of Python's that stands in the list must not take it for finished.
        stand_ins = [_MOVED] * (len(owner) + 1)
        base: Any = next(kind for kind in (list, collections.deque, set) if isinstance(owner, kind))
        add: Any = set.update if base is set else base.extend
        _remember_items(owner)
        base.clear(owner)
        add(owner, stand_ins)
        contents = value.snapshot()
        contents.shares.join(value.shares)
        _keep_shares(owner, contents)
        _moved.moved[id(owner)] = (owner, contents)
    else:
        # Loops over the list hold its contents: they stay the one.
        entry[1].element, entry[1].handles = value.element, list(value.handles)
        entry[1].shares.join(value.shares)


def _remember_items(owner: Any) -> None:
    """The items of a list go into the graph: the objects themselves may be in variables, too."""
    _forget_items(owner)
    for position, item in enumerate(owner if isinstance(owner, list) else ()):
        for part in _mutable_parts(item):
            _moved.homes.setdefault(id(part), []).append(Home(part, item, owner, position))


def _forget_items(owner: Any) -> None:
    """A list holds Python's items again, or others: where they were in the graph tells nothing of them."""
    for key, homes in list(_moved.homes.items()):
        kept = [home for home in homes if home.holder is not owner or type(home.index) is not int]
        if not kept:
            del _moved.homes[key]
        elif len(kept) < len(homes):
            _moved.homes[key] = kept


def as_graph_list(value: Any) -> GraphList:
    """A list, or a tensor's slices, as contents in the graph."""
    value = resolve(value)
    if isinstance(value, GraphList):
        return value
    if isinstance(value, Tensor):
        return GraphList.of(value)
    items = list(value)
    identities.note_copies(part for item in items for part in _mutable_parts(item))
    element: Kind = Nothing()
    for item in items:
        element = join(element, element_kind(kind_of(item)))
    return GraphList(element, pushed_handles(items, element))


def as_contents(owner: Any) -> GraphList:
    """The contents of a list that is about to change, moved into the graph."""
    contents = resolve(owner)
    if not isinstance(contents, GraphList):
        write_contents(owner, as_graph_list(owner))
        contents = resolve(owner)
    return contents


def pushed_handles(items: list[Any], element: Kind) -> list[Tensor]:
    """The tensor lists that hold items, as a kind has them."""
    if isinstance(element, Weak) and items and all(type(item) in NUMBERS for item in items):
        return GraphList.of_parts(element, [tf.constant(items, WEAK_DTYPES[element.name])]).handles
    handles = [empty_list(specification) for specification in element.specifications()]
    for item in items:
        handles = [
            tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=tensor)
            for handle, tensor in zip(handles, pack(item, element), strict=True)
        ]
    return handles


__all__ = [
    "GraphList",
    "as_graph_list",
    "note_change",
    "read_contents",
    "replaced",
    "resolve",
    "wrapped",
    "write_contents",
]
