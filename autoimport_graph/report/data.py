"""The report as JSON, for other programs: the same facts as the text, and the words for them beside the numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from autoimport_graph.report.model import FunctionReport, ModuleReport
from autoimport_graph.report.render import describe, function_outcome, module_outcome, summary

# Counted up when a key changes its meaning or goes; new keys may come without.
FORMAT = 1


def render_json(reports: Sequence[ModuleReport]) -> str:
    """Return the report as a JSON document.

    Its keys are ``format`` (1), ``summary`` and ``modules``. A module has ``name``, ``path``, ``outcome`` (as
    ``converted``, ``cached``, ``skipped`` or ``failed``; empty for a file that the hook has not seen), ``reason``,
    ``seconds`` (for conversion or for reading the cache), ``distribution`` (with its version), ``text`` and
    ``functions``; a function ``name`` (qualified), ``line`` (from 1; 0 where unknown), ``outcome``, ``reason``,
    ``traced`` (how often), ``tracing_seconds`` (its callees included), ``text`` and ``statements``; a statement
    ``line``, ``kind``, ``count``, ``details`` and ``text``.

    Args:
        reports: From :func:`autoimport_graph.report.build`.
    """
    document = {"format": FORMAT, "summary": summary(reports), "modules": [_module(report) for report in reports]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _module(report: ModuleReport) -> dict[str, Any]:
    return {
        "name": report.name,
        "path": report.path,
        "outcome": report.outcome,
        "reason": report.reason,
        "seconds": report.seconds,
        "distribution": report.distribution,
        "text": module_outcome(report),
        "functions": [_function(function) for function in report.functions],
    }


def _function(function: FunctionReport) -> dict[str, Any]:
    statements = [staging for staging in function.stagings if staging.kind != "traced"]
    return {
        "name": function.qualname,
        "line": function.line,
        "outcome": function.outcome,
        "reason": function.reason,
        "traced": function.traced,
        "tracing_seconds": function.tracing_seconds,
        "text": function_outcome(function),
        "statements": [
            {
                "line": staging.line,
                "kind": staging.kind,
                "count": staging.count,
                "details": list(staging.details),
                "text": describe(staging),
            }
            for staging in statements
        ],
    }
