"""What is known of one loop, through all traces of the loops around it.

The first trace of a loop inside another one says what its variables need; what goes on with that is the next trace of
the one around.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime.aliases import Aliases
from autoimport_graph.runtime.kinds import Kind
from autoimport_graph.runtime.learned import Learned, met_again, signature
from autoimport_graph.runtime.regions import Place, Region, touch

_MAX_WAITS = 3  # a loop that learns something in each trace of the one around is settled by itself


class Record:
    """What is known of one loop, through all traces of the loops around.

    Args:
        author: The loop's body as the compiler made it.
        places: Of the variables that the compiler knows it to bind.
        kinds: Theirs, before the loop.
        region: What the loop is in, if its graph is that of the loop.

    Attributes:
        memory: What is known of all loops of the outermost one.
        key: What tells the loop from others, in each trace.
        learned: What an earlier trace found out.
    """

    def __init__(self, author: Any, places: list[Place], kinds: list[Kind], region: Region | None) -> None:
        self.author = author
        self.start = kinds
        self.memory: dict[Any, Any] = {} if region is None else region.memory
        self.key: Any = signature(author, places)
        if region is not None:
            self.key = region.occurrence(self.key)
        # Of loops of the same code at the same place: branches may each have one.
        self._known: list[Learned] = self.memory.setdefault(self.key, [])
        alike = [one for one in self._known if one.began_with(kinds)]
        alike = alike or [one for one in self._known if one.may_begin_with(kinds)]
        self.learned = alike[0] if alike else None
        self.aliases = Aliases() if self.learned is None else self.learned.aliases

    def begin(self, places: list[Place], before: list[Any]) -> list[Kind]:
        """The kinds to begin with; adds what the loop's first trace found to its variables and their values."""
        if self.learned is None:
            return self.start
        kinds = self.learned.apply(self.start)
        for place, kind in self.learned.places(self.author):
            # The regions around note it before the body's inputs lie in it.
            touch(place)
            places.append(place)
            before.append(place.read())
            kinds.append(met_again(place, kind))
        return kinds

    def learn(self, places: list[Place], kinds: list[Kind], aliases: Aliases) -> None:
        """Keep what a trace found out.

        Args:
            places: The loop's variables, those first that the compiler knows it to bind.
            kinds: What they are to begin with.
            aliases: What they share.
        """
        count = len(self.start)
        found = list(zip(places, kinds, strict=True))[count:]
        self.aliases = aliases
        new = Learned(self.start, kinds[:count], found, self.author, aliases)
        new.waits = 0 if self.learned is None else self.learned.waits
        self._known[:] = [*(one for one in self._known if one is not self.learned), new]
        self.learned = new

    def wait(self) -> bool:
        """Whether this can be left to the loop around, whose next trace begins with what was learnt."""
        if self.learned is None or not self.learned.complete or self.learned.waits >= _MAX_WAITS:
            return False
        self.learned.waits += 1
        return True
