"""Makes the graph versions of a module that was imported with its guards alone, when a graph first wants one.

They replace the module's cache file, so that the next process has them.
"""

from __future__ import annotations

from autoimport_graph.config import Config
from autoimport_graph.hook import pending
from autoimport_graph.hook.conversion import Origin, done, failed, plain_notes, with_graph_versions
from autoimport_graph.hook.session import Patterns, Session

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from autoimport_graph.hook.pending import Constants


def complete(constants: Constants) -> bytes:
    """Make a module's graph versions, and report what has none.

    Args:
        constants: What the module's code holds in their place.

    Returns:
        The graph versions, packed; nothing if the module cannot be converted, which has been reported.
    """
    source, path, name, patterns = pending.parts(constants)
    imported = pending.imported_with(constants)
    session = imported.session if imported else Session(Config())
    origin = Origin(session, name, path, source, aliases=imported.aliases if imported else ())
    origin.patterns = Patterns(*patterns)  # those of the guards, whatever this process is configured for
    try:
        conversion = with_graph_versions(origin)
    except Exception as error:  # a defect of ours: the author's bodies run in the graph, as they are
        pending.forget(constants)
        failed(origin, error)
        return b""
    notes = plain_notes(conversion.notes)
    if imported and imported.slot:
        imported.slot.write(conversion.code, notes)
    pending.forget(constants)
    done(origin, "completed", notes)
    return conversion.section or b""


def complete_all() -> None:
    """Convert all modules that have been imported, so that what has no graph version is reported."""
    for imported in pending.all_imported():
        complete(imported.constants)
