"""A notebook's cell: source in, a tree with guards and the graph versions' code out."""

from __future__ import annotations

from autoimport_graph.hook.conversion import Origin, done, failed, plain_notes
from autoimport_graph.hook.session import Session

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from autoimport_graph.compiler import LiveConversion

MAIN = "__main__"


def convert_cell(
    session: Session, source: str, filename: str, first_number: int, flags: int = 0, graph: tuple[str, ...] = ()
) -> LiveConversion | None:
    """Convert a cell, or other source that shares its globals with source that was executed before.

    Args:
        session: The installation that asks.
        source: The cell's text, Python without magics.
        filename: What the cell's code objects are to call their file.
        first_number: The number of its first graph version.
        flags: Flags for :func:`compile`, as of ``from __future__`` imports in earlier cells.
        graph: Names of functions of the cell that become graph operations, beside those that the configuration names.

    Returns:
        The conversion; ``None`` if there is none, which has been reported, so that the cell is compiled as it is.

    Raises:
        StrictError: Under ``strict``, if a function would be left unconverted.
    """
    from autoimport_graph.compiler import Options, convert_live

    origin = Origin(session, MAIN, filename, source.encode("utf-8", "surrogatepass"), cached=False)
    patterns = origin.patterns
    options = Options(
        graph=(*patterns.graph, *(f"{MAIN}.{name}" for name in graph)),
        do_not_convert=patterns.do_not_convert,
        py_func=patterns.py_func,
        jit_compile=patterns.jit_compile,
        first_number=first_number,
    )
    try:
        conversion = convert_live(source, filename, options, flags)
    except SyntaxError:  # Python tells it better
        return None
    except Exception as error:
        failed(origin, error)
        return None
    done(origin, "converted", plain_notes(conversion.notes))
    return conversion
