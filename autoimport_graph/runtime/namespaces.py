"""The globals that text is executed in hold what the guards in it use, as those of a converted module do."""

from __future__ import annotations

import marshal
from typing import Any

from autoimport_graph.runtime.guard import HANDLE, Handle, building


def attach_executed(module_globals: dict[str, Any], codes: bytes) -> None:
    """Prepare for its guards a text that is executed; its first statement does this.

    Args:
        module_globals: The globals that it is executed in.
        codes: Its graph versions by number.
    """
    handle = module_globals.get(HANDLE)
    if not isinstance(handle, Handle) or handle._globals is not module_globals:
        handle = Handle(module_globals, b"", whole=False)
        module_globals[HANDLE] = handle
        building.bind(module_globals)
    handle.adopt(marshal.loads(codes), ())
