"""IPython's extension: ``%load_ext autoimport_graph`` converts the cells that follow, and listed packages.

The configuration is the one found from the current folder upward; without one, only cells are converted. Cells share
one set of globals, so they share one handle, which takes in each cell's graph versions under numbers of their own.

``InteractiveShell.compile.ast_parse`` is where IPython turns a cell into a tree and knows the name that the cell's
code will carry; an AST transformer would not be told that name, and tracebacks of graph versions need it.
"""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path
from types import CodeType
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from autoimport_graph import hook
from autoimport_graph.config import Config, find_config, load_config
from autoimport_graph.errors import AutoimportGraphError
from autoimport_graph.runtime.building import watch
from autoimport_graph.runtime.guard import HANDLE, Handle

_loaded: dict[int, CellMagics] = {}


class CellConverter:
    """Converts the cells of one shell.

    Args:
        shell: IPython's shell.
        installed: The hook, installed.
    """

    def __init__(self, shell: Any, installed: hook.Handle) -> None:
        self.shell = shell
        self.installed = installed
        self.handle = Handle(shell.user_ns, b"", whole=False)
        self.parse_plain = shell.compile.ast_parse
        self.next_number = 0
        watch()

    def parse(
        self, source: str, filename: str = "<unknown>", symbol: str = "exec", graph: tuple[str, ...] = ()
    ) -> ast.AST:
        """Parse source, with guards in its functions; in the place of ``compile.ast_parse``.

        Args:
            source: Python, without magics.
            filename: The cell's name.
            symbol: As of :func:`compile`.
            graph: Functions that become graph operations.
        """
        plain: ast.AST = self.parse_plain(source, filename, symbol)
        if symbol != "exec":
            return plain
        flags = self.shell.compile.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        session = self.installed.session
        conversion = hook.convert_cell(session, source, filename, self.next_number, flags & ~ast.PyCF_ONLY_AST, graph)
        if conversion is None:
            return plain
        # A generator has a second version, under the number after its first.
        self.next_number = max(conversion.codes, default=self.next_number - 2) + 2
        self.handle.adopt(conversion.codes, _codes_in(conversion.guarded))
        # Each time: %reset empties the globals.
        self.shell.user_ns[HANDLE] = self.handle
        return conversion.tree

    def run(self, cell: str, graph: bool) -> Any:
        """Run a cell's text and return what its last line comes to, ``None`` where that is no expression.

        Args:
            cell: The text, magics and all.
            graph: Whether the functions that it defines become graph operations.
        """
        source = self.shell.transform_cell(cell)
        filename = self.shell.compile.cache(source, self.shell.execution_count, raw_code=cell)
        names = tuple(node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
        tree: Any = self.shell.transform_ast(self.parse(source, filename, graph=names if graph else ()))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        namespace = self.shell.user_ns
        exec(self.shell.compile(tree, filename, "exec"), namespace)
        if last is None:
            return None
        return eval(self.shell.compile(ast.Expression(last.value), filename, "eval"), namespace)


def _codes_in(code: CodeType) -> list[CodeType]:
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return inner + [deeper for each in inner for deeper in _codes_in(each)]


@magics_class
class CellMagics(Magics):  # type: ignore[misc]
    """The magics ``%autoimport_graph`` and ``%%graph``.

    Args:
        shell: IPython's shell.
        converter: What converts its cells.
    """

    def __init__(self, shell: Any, converter: CellConverter) -> None:
        super().__init__(shell)
        self.converter = converter

    @line_magic
    def autoimport_graph(self, line: str) -> None:
        """Tell whether cells are converted, or change it: ``%autoimport_graph [status|on|off|reload]``.

        ``reload`` imports the listed packages again that were imported before the extension was loaded.
        """
        command = line.strip() or "status"
        if command == "status":
            print(self.status())
        elif command == "on":
            self.switch_on()
        elif command == "off":
            self.switch_off()
        elif command == "reload":
            self.reload()
        else:
            raise UsageError(f"%autoimport_graph takes status, on, off or reload, not {command!r}")

    @cell_magic
    def graph(self, line: str, cell: str) -> Any:
        """Run a cell; each function that it defines becomes one graph operation."""
        if line.strip():
            raise UsageError(f"%%graph takes no arguments, not {line.strip()!r}")
        if not self.on:
            raise UsageError("%%graph: cells are not converted; switch that on by %autoimport_graph on")
        return self.converter.run(cell, graph=True)

    @property
    def on(self) -> bool:
        """Whether cells are converted."""
        return bool(self.shell.compile.ast_parse == self.converter.parse)

    def switch_on(self) -> None:
        """Convert the cells that follow."""
        self.shell.compile.ast_parse = self.converter.parse

    def switch_off(self) -> None:
        """Leave the cells that follow as they are; functions that are converted stay so."""
        self.shell.compile.ast_parse = self.converter.parse_plain

    def status(self) -> str:
        """What is converted, in a few lines."""
        config = self.converter.installed.config
        lines = [
            f"cells: {'converted' if self.on else 'left as they are'}",
            f"configuration: {config.path or 'none was found'}",
            f"packages: {', '.join(config.packages) or 'none'}",
        ]
        late = self.converter.installed.plain_modules()
        if late:
            lines.append(f"imported too early: {', '.join(late)}; %autoimport_graph reload converts them")
        return "\n".join(lines)

    def reload(self) -> None:
        """Import the listed modules again that were imported too early."""
        late = self.converter.installed.plain_modules()
        for name in late:
            importlib.reload(sys.modules[name])
        what = f"converted: {', '.join(late)}" if late else "nothing was imported too early"
        print(f"{what}{'; what other modules and cells took from them is still the old' if late else ''}")


def load_ipython_extension(shell: Any) -> None:
    """Convert the cells that follow, and the configuration's packages; IPython calls this for ``%load_ext``.

    Args:
        shell: IPython's shell.

    Raises:
        UsageError: The configuration says what cannot be meant.
    """
    try:
        found = find_config(Path.cwd())
        config = Config() if found is None else load_config(found)
        installed = hook.install(config=config, report=False)
    except AutoimportGraphError as error:
        raise UsageError(f"autoimport_graph: {error}") from error
    magics = CellMagics(shell, CellConverter(shell, installed))
    _loaded[id(shell)] = magics
    magics.switch_on()
    shell.register_magics(magics)
    late = installed.plain_modules()
    if late:
        print(f"imported before, so not converted: {', '.join(late)}; %autoimport_graph reload converts them")


def unload_ipython_extension(shell: Any) -> None:
    """Stop converting; IPython calls this for ``%unload_ext``.

    Args:
        shell: IPython's shell.
    """
    magics = _loaded.pop(id(shell))
    magics.switch_off()
    magics.converter.installed.uninstall(report=False)
