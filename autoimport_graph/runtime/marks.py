"""Two values that stand for the absence of one."""

from __future__ import annotations


class _Mark:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def __reduce__(self) -> str:
        return self.name


# A variable that is not bound, an attribute or a key that is not there.
UNDEFINED = _Mark("UNDEFINED")
# A result that a lowered ``return`` has not set yet; a flag beside it says so, it is never read.
UNSET = _Mark("UNSET")
