"""Which program the user wants run, read from a command line the way ``python`` reads its own.

    run -v script.py -v         -v of ours, then script.py with its own -v
    run -vm package.mod x       as python -m package.mod x
    run -c "print(1)" -c        as python -c "print(1)" -c
    run - < script.py           the program comes from standard input

Whatever follows the program is the program's: click never sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import click

from autoimport_graph.program import Program


def split_command_line(args: Sequence[str], valued: Collection[str]) -> tuple[list[str], Program | None]:
    """Divide a command line into our options and the program.

    Args:
        args: The arguments of a command.
        valued: Those of our options that take a value, with their dashes.

    Returns:
        Our part, and the program, None where no program is named.

    Raises:
        ValueError: ``-m`` or ``-c`` stands last, with no module or code behind it.
    """
    position = 0
    while position < len(args):
        arg = args[position]
        if arg == "--":
            return list(args[:position]), _named(args, position + 1)
        if not arg.startswith("-") or arg == "-":
            return list(args[:position]), _named(args, position)
        if arg.startswith("--"):
            position += 2 if arg in valued else 1
            continue
        ours, program, width = _read_cluster(args, position, valued)
        if program is not None:
            return [*args[:position], *ours], program
        position += width
    return list(args), None


def _named(args: Sequence[str], position: int) -> Program | None:
    """Read the program that the argument at a position names by a path or by ``-``."""
    if position >= len(args):
        return None
    target = args[position]
    return Program("stdin" if target == "-" else "script", target, tuple(args[position + 1 :]))


def _read_cluster(args: Sequence[str], position: int, valued: Collection[str]) -> tuple[list[str], Program | None, int]:
    """Read short options that share one dash, as in ``-vm module``.

    Returns:
        Those before the one that names a program, that program, and how many arguments were read.
    """
    cluster = args[position]
    for index in range(1, len(cluster)):
        letter, rest = cluster[index], cluster[index + 1 :]
        if letter in "mc":
            before = [cluster[:index]] if index > 1 else []
            if rest:
                value, tail = rest, args[position + 1 :]
            elif position + 1 < len(args):
                value, tail = args[position + 1], args[position + 2 :]
            else:
                raise ValueError(f"Argument expected for the -{letter} option")
            return before, Program("module" if letter == "m" else "code", value, tuple(tail)), 0
        if f"-{letter}" in valued:
            return [], None, 1 if rest else 2
    return [], None, 1


class ProgramCommand(click.Command):
    """A command whose arguments end in a program; its callback gets it as ``program``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the program off before click parses the rest.

        Args:
            ctx: click's context.
            args: The arguments of this command.

        Raises:
            click.UsageError: No program is named.
        """
        valued = [
            name
            for param in self.params
            if isinstance(param, click.Option) and not param.is_flag
            for name in (*param.opts, *param.secondary_opts)
        ]
        try:
            ours, program = split_command_line(args, valued)
        except ValueError as error:
            ctx.fail(str(error))
        rest = super().parse_args(ctx, ours)
        if program is None and not ctx.resilient_parsing:
            ctx.fail("Missing program: name a script, or -m MODULE, -c CODE, or - for standard input.")
        ctx.params["program"] = program
        return rest

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name the program in the usage line.

        Args:
            ctx: click's context.
        """
        return [*super().collect_usage_pieces(ctx), "(SCRIPT | -m MODULE | -c CODE | -)", "[ARGS]..."]
