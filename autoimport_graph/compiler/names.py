"""Names that are bound in each converted module's globals.

Two underscores at both ends: a class body mangles anything else.
"""

from __future__ import annotations

HANDLE = "__autoimport_graph__"
BUILDING = "__building_graph__"
