"""The report as one HTML page that needs nothing else: a table of functions that sorts, and each module's source.

A line is coloured by what happened to the statement that begins there: staged as a condition, a loop or over a
dataset, unrolled, run as Python, refused; a function's first line by what became of the function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from autoimport_graph.report.model import FunctionReport, ModuleReport
from autoimport_graph.report.render import describe, function_outcome, module_outcome, summary

# Kinds of statements -> colour, in the page's style sheet. A line with several has the first of these.
COLOURS = {
    "refused": "left",
    "runtime_error": "left",
    "dataset": "dataset",
    "while": "loop",
    "for": "loop",
    "cond": "cond",
    "unrolled": "unrolled",
    "print": "runtime",
    "assert": "runtime",
    "once": "python",
}
# Outcomes of functions -> colour of their first lines.
FUNCTION_COLOURS = {"unconverted": "left", "excluded": "python", "py_func": "runtime", "graph": "function"}
LEGEND = (
    ("cond", "staged as a condition"),
    ("loop", "staged as a loop"),
    ("dataset", "staged over a dataset"),
    ("unrolled", "unrolled"),
    ("runtime", "runs when the graph runs"),
    ("python", "ran as Python, once for each trace"),
    ("function", "function that a graph has met"),
    ("left", "left alone, refused, or fails at run time"),
)


@dataclass(frozen=True)
class Line:
    """A line of source on the page.

    Args:
        number: From 1.
        html: The line, highlighted and escaped.
        colour: A class of the page's style sheet, empty for none.
        notes: What happened there.
    """

    number: int
    html: str
    colour: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A function in the table.

    Args:
        module: Its module's name.
        anchor: The id of its line on the page, empty where its source is not shown.
        function: What is known of it.
        text: What became of it.
        statements: How many of its statements were staged, unrolled or the like.
    """

    module: str
    anchor: str
    function: FunctionReport
    text: str
    statements: int


def render_page(reports: Sequence[ModuleReport]) -> str:
    """Return the report as an HTML document.

    Args:
        reports: From :func:`autoimport_graph.report.build`.
    """
    from jinja2 import Environment
    from pygments.formatters import HtmlFormatter

    template = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    sections = [(report, module_outcome(report), _lines(report)) for report in reports]
    rows = [row for number, (report, _, lines) in enumerate(sections) for row in _rows(report, number, bool(lines))]
    return (
        Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        .from_string(template)
        .render(
            summary=summary(reports),
            sections=sections,
            rows=rows,
            legend=LEGEND,
            syntax=HtmlFormatter(style="default").get_style_defs(".source"),
        )
    )


def _rows(report: ModuleReport, number: int, shown: bool) -> list[Row]:
    found = []
    for function in report.functions:
        statements = sum(staging.kind != "traced" for staging in function.stagings)
        anchor = f"m{number}-{function.line}" if shown and function.line else ""
        text = function_outcome(function)
        found.append(Row(report.name, anchor, function, text, statements))
    return found


def _lines(report: ModuleReport) -> list[Line]:
    """A module's source; none where it has no file of text."""
    notes: dict[int, list[str]] = {}
    colours: dict[int, list[str]] = {}
    for function in report.functions:
        if function.outcome and function.line:
            notes.setdefault(function.line, []).append(function_outcome(function))
            colour = FUNCTION_COLOURS.get(function.outcome) or ("function" if function.traced else "")
            colours.setdefault(function.line, []).append(colour)
        for staging in function.stagings:
            if staging.kind != "traced":
                notes.setdefault(staging.line, []).append(describe(staging))
    order = list(COLOURS)
    stagings = [staging for function in report.functions for staging in function.stagings if staging.kind in COLOURS]
    for staging in sorted(stagings, key=lambda staging: order.index(staging.kind)):
        colours.setdefault(staging.line, []).append(COLOURS[staging.kind])
    return [
        Line(number, html, next(filter(None, colours.get(number, ())), ""), tuple(notes.get(number, ())))
        for number, html in enumerate(_highlighted(report.path), start=1)
    ]


def _highlighted(path: str) -> list[str]:
    import tokenize

    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    try:
        with tokenize.open(path) as file:
            source = file.read()
    except (OSError, SyntaxError, UnicodeDecodeError):  # inside a zip file, "<string>", or no Python
        return []
    # The lexer must not strip: line numbers are the author's.
    html: str = highlight(source, PythonLexer(stripnl=False, ensurenl=True), HtmlFormatter(nowrap=True))
    return html.splitlines()
