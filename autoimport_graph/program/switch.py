"""Switch the hook on in an interpreter that has just started, by what the environment variable says."""

from __future__ import annotations

import os

from autoimport_graph.hook import install, subscribe
from autoimport_graph.hook.environment import configs_of
from autoimport_graph.hook.verbose import print_event
from autoimport_graph.keys import OWN_PACKAGE
from autoimport_graph.program import Program
from autoimport_graph.program.interpreter import program_to_run
from autoimport_graph.program.takeover import take_over
from autoimport_graph.program.workers import convert_reruns, may_be_worker
from autoimport_graph.startup import VERBOSE, is_on


def switch_on(value: str) -> None:
    """Install the hook, and see to the main program.

    Args:
        value: What the environment variable holds, neither empty nor 0.

    Raises:
        ConfigError: A configuration cannot be read or says what cannot be meant.
    """
    program = program_to_run()
    if program is not None and _is_our_command_line(program):
        return  # which goes by its own options
    configs = configs_of(value)
    if is_on(VERBOSE):
        subscribe(print_event)
    for config in configs:
        # Without a report at the end: most processes that an environment is set for have no use for most packages.
        install(config=config, report=False)
    config = configs[-1]
    if program is None or not config.script:
        return
    take_over(program, config)
    if program.kind == "module" or (program.kind == "code" and may_be_worker(program.target)):
        convert_reruns(config)


def _is_our_command_line(program: Program) -> bool:
    if program.kind == "module":
        return program.target.partition(".")[0] == OWN_PACKAGE
    return program.kind == "script" and os.path.basename(program.target).startswith("autoimport-graph")
