"""The recorder, the outline of a file, and the report made of both."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from rich.console import Console

from autoimport_graph.report import build, events, record_staging, stagings
from autoimport_graph.report.data import render_json
from autoimport_graph.report.events import KINDS, Staging
from autoimport_graph.report.outline import Outline
from autoimport_graph.report.page import render_page
from autoimport_graph.report.render import describe, render_tables, render_text, summary

SOURCE = """\
def outer(n):
    def inner(m):
        while m:
            m -= 1
        return m
    for i in range(n):
        pass
    return inner

class Thing:
    @property
    def size(self):
        return (lambda x: x,
                lambda y: y if y else 0)

x = 1
"""


@pytest.fixture
def recording():
    events.enable()
    yield
    events.disable()


def code_of(source=SOURCE, filename="<test>"):
    module = compile(source, filename, "exec")
    return next(constant for constant in module.co_consts if hasattr(constant, "co_code"))


class TestRecorder:
    def test_off_by_default(self):
        record_staging(code_of(), 6, "for")
        assert stagings() == ()

    @pytest.mark.usefixtures("recording")
    def test_counts_by_place_and_kind(self):
        for _ in range(3):
            record_staging(code_of(), 6, "for")
        record_staging(code_of(), 6, "unrolled", "10")
        record_staging(code_of(), 6, "unrolled", "20")
        record_staging(code_of(), 6, "unrolled", "10")
        record_staging(None, 6, "cond")
        assert stagings() == (
            Staging("", "", 6, "cond", 1),
            Staging("<test>", "outer", 6, "for", 3),
            Staging("<test>", "outer", 6, "unrolled", 3, ("10", "20")),
        )

    @pytest.mark.usefixtures("recording")
    def test_seconds_add_up(self):
        for seconds in (1.0, 2.5):
            record_staging(code_of(), 1, "traced", seconds=seconds)
        (staging,) = stagings()
        assert (staging.count, staging.seconds) == (2, 3.5)

    @pytest.mark.usefixtures("recording")
    def test_details_are_bounded(self):
        for count in range(100):
            record_staging(code_of(), 6, "unrolled", str(count))
        (staging,) = stagings()
        assert staging.count == 100
        assert staging.details == tuple(map(str, range(events.MAX_DETAILS)))

    def test_forgets(self):
        events.enable()
        record_staging(code_of(), 6, "for")
        events.disable()
        assert stagings() == ()
        assert not events.enabled


class TestOutline:
    @pytest.mark.parametrize(
        ("line", "qualname"),
        [
            (1, "outer"),
            (3, "outer.<locals>.inner"),
            (6, "outer"),
            (12, "Thing.size"),
            (13, "Thing.size.<locals>.<lambda>"),
            (14, "Thing.size.<locals>.<lambda>"),
        ],
    )
    def test_innermost_function(self, line, qualname):
        span = Outline(SOURCE).at(line)
        assert span is not None
        assert span.qualname == qualname

    @pytest.mark.parametrize("line", [10, 16, 99])
    def test_outside(self, line):
        assert Outline(SOURCE).at(line) is None

    def test_same_names_as_the_interpreter(self):
        if sys.version_info < (3, 11):
            pytest.skip("co_qualname came with Python 3.11")
        found = set()

        def collect(code):
            for constant in code.co_consts:
                if hasattr(constant, "co_code"):
                    found.add(constant.co_qualname)
                    collect(constant)

        collect(compile(SOURCE, "<test>", "exec"))
        assert {span.qualname for span in Outline(SOURCE).spans} == found - {"Thing"}

    def test_faulty_source_has_no_functions(self):
        assert Outline("x = = 1").at(1) is None


@pytest.fixture
def reports(tmp_path):
    path = tmp_path / "mod.py"
    path.write_text(SOURCE)
    notes = [
        ("converted", "outer", 1, ""),
        ("unconverted", "outer.<locals>.inner", 2, "it has a [reason]"),
        ("untouched", "Thing.size", 12, ""),
    ]
    modules = [
        SimpleNamespace(name="mod", path=str(path), kind="cached", reason="", seconds=1.0, notes=()),
        SimpleNamespace(name="mod", path=str(path), kind="converted", reason="", seconds=0.0123, notes=notes),
        SimpleNamespace(name="ext", path="ext.so", kind="skipped", reason="an extension module", seconds=0, notes=()),
    ]
    found = [
        Staging(str(path), "whatever", 1, "traced", 2, seconds=0.0456),
        Staging(str(path), "for_body_1", 6, "for", 1),
        Staging(str(path), "outer", 6, "unrolled", 2, ("3", "5")),
        Staging(str(path), "x", 13, "once", 1, ("because",)),
        Staging(str(path), "<module>", 16, "cond", 4),
        Staging("<string>", "f", 7, "own kind", 1, ("detail",)),
    ]
    return build(modules, found)


class TestReport:
    def test_statements_are_put_with_their_functions(self, reports):
        mod, ext, string = reports
        assert [function.qualname for function in mod.functions] == [
            "<module>",
            "outer",
            "outer.<locals>.inner",
            "Thing.size",
            "Thing.size.<locals>.<lambda>",
        ]
        outer = mod.functions[1]
        assert outer.traced == 2
        assert [staging.kind for staging in outer.stagings] == ["traced", "for", "unrolled"]
        assert ext.functions == []
        assert string.functions[0].qualname == "f"

    def test_the_last_import_counts(self, reports):
        assert reports[0].outcome == "converted"
        assert reports[0].seconds == 0.0123

    def test_text(self, reports):
        path = reports[0].path
        text = render_text(reports)
        for line in (
            f"mod: converted in 12.3 ms ({path})",
            f"{path}:1: outer: converted, traced twice in 45.6 ms",
            f"{path}:2: outer.<locals>.inner: left alone: it has a [reason]",
            f"{path}:6: outer: staged as tf.while_loop",
            f"{path}:6: outer: unrolled × 3, × 5 (twice)",
            f"{path}:16: <module>: staged as tf.cond (4 times)",
            "ext: skipped: an extension module (ext.so)",
            "<string>:7: f: own kind: detail",
        ):
            assert line in text.splitlines()

    def test_tables(self, reports):
        stream = io.StringIO()
        render_tables(reports, Console(file=stream, width=200))
        text = stream.getvalue()
        assert "left alone: it has a [reason]" in text
        assert "converted, traced twice" in text
        assert "3 modules, 3 functions" in text

    def test_narrow_terminal_loses_nothing(self, reports):
        stream = io.StringIO()
        render_tables(reports, Console(file=stream, width=40))
        assert "".join(stream.getvalue().split()).count("…") == 0

    def test_summary(self, reports):
        assert summary(reports) == (
            "3 modules, 3 functions: 1 converted, 1 nothing to convert, 1 left alone; 4 functions met by a graph."
        )
        assert summary([]) == "0 modules, 0 functions."

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_has_its_words(self, kind):
        assert describe(Staging("f", "f", 1, kind, 1)) == KINDS[kind]


def test_json(reports):
    document = json.loads(render_json(reports))
    assert document["format"] == 1
    assert document["summary"] == summary(reports)
    mod, ext, _ = document["modules"]
    assert (ext["outcome"], ext["reason"], ext["functions"]) == ("skipped", "an extension module", [])
    outer = next(function for function in mod["functions"] if function["name"] == "outer")
    assert (outer["line"], outer["traced"], outer["tracing_seconds"]) == (1, 2, 0.0456)
    assert outer["statements"][1] == {
        "line": 6,
        "kind": "unrolled",
        "count": 2,
        "details": ["3", "5"],
        "text": "unrolled × 3, × 5 (twice)",
    }


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class TestPage:
    def rows(self, page):
        return re.findall(r"<tr>\s*<td>(\w*|&lt;string&gt;)</td>\s*<td><code>(?:<a[^>]*>)?([^<]*)", page)

    def test_lines_are_coloured_and_told(self, reports):
        page = render_page(reports)
        lines = dict(re.findall(r'<tr id="m0-(\d+)"(?: class="(\w+)")?>', page))
        coloured = {int(line): colour for line, colour in lines.items() if colour}
        assert coloured == {1: "function", 2: "left", 6: "loop", 13: "python", 16: "cond"}
        assert len(lines) == len(SOURCE.splitlines())
        assert "staged as tf.while_loop; unrolled × 3, × 5 (twice)" in page

    def test_names_and_reasons_are_escaped(self, reports):
        reports[0].functions[0].reason = "<script>alert(1)</script>"
        reports[0].functions[0].outcome = "unconverted"
        page = render_page(reports)
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page

    def test_needs_no_network(self, reports):
        assert not re.search(r"(src|href)=[\"'](?!#)|@import|url\(", render_page(reports))

    @pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
    def test_table_sorts_in_a_browser(self, reports, tmp_path):
        page = render_page(reports)
        click = "<script>document.querySelectorAll('#functions th button')[{}].click()</script></body>"
        orders = []
        for column in (1, 3):
            file = tmp_path / f"{column}.html"
            file.write_text(page.replace("</body>", click.format(column)), encoding="utf-8")
            orders.append([name for _, name in self.rows(dump(file, tmp_path / "profile"))])
        names = [function.qualname for report in reports for function in report.functions]
        assert sorted(orders[0]) == sorted(html.escape(name, quote=False) for name in names)
        assert [name for name in orders[0] if name.isidentifier()] == ["f", "outer"]
        assert orders[1][0] == "outer"


def dump(page, profile):
    """The document as a browser holds it when its scripts have run."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", f"--user-data-dir={profile}"]
    command = [CHROMIUM, "--headless", "--no-sandbox", *quiet, "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
