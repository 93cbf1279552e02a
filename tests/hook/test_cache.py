"""The cache: hits when it may, misses when it must, and is never in the way."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autoimport_graph.hook import cache, fingerprint
from autoimport_graph.hook.session import Patterns
from tests.hook.fake_compiler import MARK
from tests.hook.project import PRELUDE, ROOT, Project, converted


@pytest.fixture
def spam(project: Project) -> Project:
    """A listed module that is in the cache."""
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    assert converted(project.load("spam"))
    assert project.kinds() == ["converted"]
    return project


def test_cold_then_warm(spam: Project) -> None:
    assert converted(spam.load("spam"))
    assert spam.kinds() == ["cached"]
    assert spam.compiler.calls == ["spam"]
    assert spam.cache_file().parent == spam.folder / "__pycache__"
    assert spam.cache_file().name.startswith(f"spam.{sys.implementation.cache_tag}.graph-")


def test_warm_import_needs_neither_the_compiler_nor_tensorflow_nor_logging(project: Project) -> None:
    project.write({"spam.py": "VALUE = 1\n"})
    program = "autoimport_graph.install(packages=['spam']); import spam; result['loaded'] = sorted(sys.modules)"
    assert project.run(program)["events"][0][1] == "converted"
    warm = project.run(program, prelude=PRELUDE.replace("compiler = use_fake_compiler()", NO_COMPILER))
    assert warm["events"] == [["spam", "cached", ""]]
    tops = {name.partition(".")[0] for name in warm["result"]["loaded"]}
    assert not tops & {"tensorflow", "keras", "numpy", "gast", "astunparse", "click", "rich", "logging"}
    assert "autoimport_graph.compiler" not in warm["result"]["loaded"]


NO_COMPILER = "from autoimport_graph.hook import fingerprint; fingerprint._known = bytes(32)"


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-3])


def _truncate_header(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: cache.HEADER_SIZE - 1])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _wrong_magic(file: Path) -> None:
    file.write_bytes(b"X" + file.read_bytes()[1:])


def _wrong_key(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(cache.MAGIC)] ^= 1
    file.write_bytes(data)


def _wrong_digest(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[cache.HEADER_SIZE - 1] ^= 1
    file.write_bytes(data)


def _damaged_payload(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-5] ^= 64
    file.write_bytes(data)


def _payload(value: object) -> Callable[[Path], None]:
    def replace(file: Path) -> None:
        payload = value if isinstance(value, bytes) else marshal.dumps(value)
        key = file.read_bytes()[len(cache.MAGIC) :][: cache.KEY_SIZE]
        if isinstance(value, tuple):
            payload = marshal.dumps((key, *value))
        file.write_bytes(cache.make_header(key, payload) + payload)

    return replace


def _grown(file: Path) -> None:
    os.truncate(file, 1 << 42)  # more than there is memory


def _directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _filled_directory(file: Path) -> None:
    _directory(file)
    (file / "keep").write_text("")


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)  # opened the plain way, the import would wait for a writer


def _dangling_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("/nowhere/at/all")


def _link_to_valid_entry(file: Path) -> None:
    target = file.with_name("elsewhere")
    file.rename(target)
    file.symlink_to(target)


BAD = {
    "truncated": _truncate,
    "truncated in the header": _truncate_header,
    "empty": _empty,
    "wrong magic": _wrong_magic,
    "wrong key": _wrong_key,
    "wrong digest": _wrong_digest,
    "damaged payload": _damaged_payload,
    "payload is no tuple": _payload(5),
    "payload has another length": _payload((1, 2, 3)),
    "payload of another key": _payload(marshal.dumps((bytes(32), compile("", "x", "exec"), ()))),
    "payload has no code": _payload(("code", ())),
    "notes are no tuple": _payload((compile("", "x", "exec"), 1)),
    "payload is not marshalled": _payload(b"\xff\xfe"),
    "payload is cut inside": _payload(marshal.dumps(("code", ()))[:-2]),
    "grown": _grown,
    "directory in its place": _directory,
    "filled directory in its place": _filled_directory,
    "pipe in its place": _pipe,
    "dangling link": _dangling_link,
    "link to a valid entry": _link_to_valid_entry,
}


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_bad_entry_is_a_miss_and_is_replaced(spam: Project, spoil: Callable[[Path], None]) -> None:
    spoil(spam.cache_file())
    module = spam.load("spam")
    assert converted(module)
    assert module.VALUE == 1
    assert spam.kinds() == ["converted"]
    spam.load("spam")
    # A directory in the file's place cannot be replaced; the next place takes the entry then.
    assert spam.kinds() == ["cached"]


def test_source_changed_within_the_same_second_and_to_the_same_size(spam: Project) -> None:
    source = spam.folder / "spam.py"
    before = source.stat()
    source.write_text("VALUE = 2\n")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert spam.load("spam").VALUE == 2
    assert len(spam.cache_files()) == 1, "the entry of the old version is replaced, not kept"


def test_touched_source_is_a_hit(spam: Project) -> None:
    """New times on old bytes: rebuilt containers (numba #10776), years past 2038 (pytest #4903)."""
    for time in (0, 2**32 + 5):
        os.utime(spam.folder / "spam.py", (time, time))
        spam.load("spam")
        assert spam.kinds() == ["cached"]


@pytest.mark.parametrize("key", ["graph", "do_not_convert", "exclude", "py_func"])
def test_changed_option_is_a_miss(spam: Project, key: str) -> None:
    spam.handles.pop().uninstall(report=False)
    spam.install("spam", **{key: ["spam.f"]})
    spam.load("spam")
    assert spam.kinds() == ["converted"]
    assert spam.compiler.options[-1] != spam.compiler.options[0]


def test_option_for_another_module_is_a_hit(spam: Project) -> None:
    spam.handles.pop().uninstall(report=False)
    spam.install("spam", graph=["eggs.*", "spam_eggs.f"])
    spam.load("spam")
    assert spam.kinds() == ["cached"]


def test_two_sets_of_options_do_not_evict_each_other(spam: Project) -> None:
    for settings in ({"graph": ["spam.f"]}, {}, {"graph": ["spam.f"]}):
        spam.handles.pop().uninstall(report=False)
        spam.install("spam", **settings)
        spam.load("spam")
    assert spam.kinds() == ["cached"]


def test_changed_converter_is_a_miss(project: Project, tmp_path: Path) -> None:
    """One byte in one of our own files, with the same version number and times: the next run converts again."""
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "autoimport_graph", copy / "autoimport_graph", ignore=shutil.ignore_patterns("__pycache__"))
    project.write({"spam.py": "VALUE = 1\n"})
    program = "autoimport_graph.install(packages=['spam']); import spam; result['digest'] = fingerprint._known.hex()"
    # The compiler is the fake one: its real sources are what is digested.
    prelude = PRELUDE.replace("compiler = use_fake_compiler()", UNKNOWN)
    env = {"PYTHONPATH": os.pathsep.join([str(copy), str(ROOT), str(project.folder)])}
    kinds = [project.run(program, env=env, prelude=prelude)["events"][0][1] for _ in range(2)]
    assert kinds == ["converted", "cached"]
    for edited in ("compiler/pipeline.py", "hook/conversion.py"):
        source = copy / "autoimport_graph" / edited
        before = source.stat()
        source.write_text(source.read_text().replace("a", "b", 1))
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
        kinds = [project.run(program, env=env, prelude=prelude)["events"][0][1] for _ in range(2)]
        assert kinds == ["converted", "cached"], edited


UNKNOWN = "compiler = use_fake_compiler(); from autoimport_graph.hook import fingerprint; fingerprint._known = None"


def test_every_fact_is_in_the_key(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only in the file's name, whose eight digits may meet by chance."""
    from types import SimpleNamespace

    def key(source: bytes = b"x", path: str = "p", name: str = "n", **patterns: tuple[str, ...]) -> bytes:
        return cache.make_key(source, path, name, Patterns((), (), ()).replace(**patterns))

    keys = [key(), key(source=b"y"), key(path="q"), key(name="m"), key(source=b""), key(path="pn", name="")]
    keys += [key(**{field: ("a",)}) for field in Patterns._fields] + [key(graph=("a", "b")), key(graph=("a, b",))]
    monkeypatch.setattr(cache, "sys", SimpleNamespace(flags=SimpleNamespace(optimize=2)))
    keys.append(key())
    monkeypatch.setattr(fingerprint, "_known", b"1" + bytes(31))
    keys.append(key())
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {cache.KEY_SIZE}
    assert key() == keys[-1]


def test_digest_covers_the_compiler_the_hook_and_gast(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name, _ in fingerprint._sources()]
    assert "compiler/pipeline.py" in names
    assert "hook/conversion.py" in names
    assert any(name.startswith("gast/") for name in names)
    monkeypatch.setattr(fingerprint, "_known", None)
    first = fingerprint.converter_digest()
    monkeypatch.setattr(fingerprint, "_known", None)
    monkeypatch.setattr(fingerprint, "__version__", "0.1.0+other")
    assert fingerprint.converter_digest() != first


def test_package_in_a_zip_file_caches_as_well(project: Project, tmp_path: Path) -> None:
    """A zipapp: the converter's sources are read out of the archive."""
    import shutil

    archive = shutil.make_archive(str(tmp_path / "ours"), "zip", ROOT, "autoimport_graph")
    project.write({"spam.py": "VALUE = 1\n"})
    shutil.copytree(ROOT / "tests/hook", project.folder / "tests/hook")
    env = {"PYTHONPATH": os.pathsep.join([archive, str(project.folder)])}
    program = "autoimport_graph.install(packages=['spam']); import spam; result['file'] = autoimport_graph.__file__"
    prelude = PRELUDE.replace("compiler = use_fake_compiler()", UNKNOWN)
    answers = [project.run(program, env=env, prelude=prelude) for _ in range(2)]
    assert answers[0]["result"]["file"].startswith(archive)
    assert [answer["events"][0][1] for answer in answers] == ["converted", "cached"]


def test_converter_that_cannot_be_read_means_no_cache(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> bytes:
        raise PermissionError("no")

    monkeypatch.setattr(cache, "converter_digest", unreadable)
    project.write({"spam.py": ""})
    project.install("spam")
    assert converted(project.load("spam"))
    assert project.cache_files() == []


def test_converted_under_O_does_not_run_without_O(project: Project) -> None:
    """pytest #66: asserts of a ``python -O`` run stay away in the next run without it."""
    project.write({"spam.py": "def f():\n    assert False, 'checked'\n    return __debug__\n"})
    program = """
        autoimport_graph.install(packages=['spam'])
        import spam
        try:
            result['f'] = str(spam.f())
        except AssertionError as error:
            result['f'] = str(error)
    """
    for flags, answer in ((["-O"], "False"), ([], "checked"), (["-O"], "False"), (["-OO"], "False"), ([], "checked")):
        assert project.run(program, *flags)["result"]["f"] == answer


def test_no_entry_where_bytecode_is_not_to_be_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHONDONTWRITEBYTECODE and ``-B``: read allowed, write not."""
    project.write({"spam.py": ""})
    project.install("spam")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    project.load("spam")
    assert project.cache_files() == []
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    project.load("spam")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    project.load("spam")
    assert project.kinds() == ["cached"]


def test_switched_off(project: Project) -> None:
    project.write({"spam.py": ""})
    project.install("spam", cache=False)
    for _ in range(2):
        project.load("spam")
        assert project.kinds() == ["converted"]
    assert project.cache_files() == []


def test_disk_full(project: Project) -> None:
    """The write stops in the middle: the import works, and no part of a file stays."""
    resource = pytest.importorskip("resource")
    assert resource
    project.write({"spam.py": "VALUE = " + repr("x" * 5000) + "\n"})
    answer = project.run(
        """
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        autoimport_graph.install(packages=['spam'])
        import spam
        result['converted'] = MARK in vars(spam)
        """
    )
    assert answer["result"] == {"converted": True}
    assert [file for file in project.folder.parent.rglob("*") if "graph-" in file.name] == []


def test_interrupted_write_leaves_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    project.write({"spam.py": ""})
    project.install("spam")
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        project.load("spam")
    assert project.cache_files() == []


def test_two_processes_at_once(project: Project) -> None:
    count = 40
    project.write({f"spam/m{i}.py": f"VALUE = {i}\n" for i in range(count)} | {"spam/__init__.py": ""})
    program = PRELUDE + (
        "autoimport_graph.install(packages=['spam']); import importlib; sys.stdin.readline()\n"
        f"good = [importlib.import_module(f'spam.m{{i}}') for i in range({count})]\n"
        f"assert all(m.VALUE == i and MARK in vars(m) for i, m in enumerate(good))\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, text=True, env=project.environment())
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60) and process.returncode for process in processes] == [0, 0]
    files = project.cache_files()
    assert len(files) == count + 1
    assert all(file.suffix == ".pyc" for file in files), "no temporary file is left"
    project.install("spam")
    for i in range(count):
        assert i == project.load(f"spam.m{i}").VALUE
        assert project.kinds()[-1] == "cached"


def test_moved_tree_is_converted_again(spam: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code carries the author's path, for tracebacks: a copy must not point to the old place."""
    spam.folder.rename(tmp_path / "moved")
    monkeypatch.syspath_prepend(tmp_path / "moved")
    module = spam.load("spam")
    assert spam.kinds() == ["converted"]
    assert module.__file__ == str(tmp_path / "moved" / "spam.py")


def test_same_module_name_in_two_projects_shares_nothing(project: Project, tmp_path: Path) -> None:
    folder = str(tmp_path / "one-cache")
    for value in (1, 2, 1):
        project.write({f"p{value}/spam.py": f"VALUE = {value}\n"})
        answer = project.run(
            f"""
            from autoimport_graph.config import config_from_table
            sys.path.insert(0, {str(project.folder / f"p{value}")!r})
            autoimport_graph.install(config=config_from_table({{"packages": ["spam"], "cache_dir": {folder!r}}}))
            import spam
            result["value"] = spam.VALUE
            """
        )
        assert answer["result"]["value"] == value
    assert answer["events"] == [["spam", "cached", ""]]


def test_source_that_changes_while_it_is_loaded(spam: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and code come from one read of the file: whatever a later write puts there."""
    source = spam.folder / "spam.py"
    source.write_text("VALUE = 5\n")
    real = spam.compiler.convert_module

    def slow(*args: object, **options: object) -> object:
        source.write_text("VALUE = 6\n")
        return real(*args, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(spam.compiler, "convert_module", slow)
        assert spam.load("spam").VALUE == 5
    assert spam.load("spam").VALUE == 6


def test_code_that_marshal_does_not_take_is_not_kept(spam: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (spam.folder / "spam.py").write_text("VALUE = 7\n")
    spam.compiler.notes = (("converted", "f", 1, object()),)  # type: ignore[assignment]
    assert spam.load("spam").VALUE == 7
    spam.load("spam")
    assert spam.kinds() == ["converted"]


def test_constants_survive(project: Project) -> None:
    """The graph versions lie in the code as one big bytes constant."""
    project.write({"spam.py": "BLOB = " + repr(bytes(range(256)) * 50) + f"\n{MARK}x = 1\n"})
    project.install("spam")
    first = project.load("spam").BLOB
    assert project.load("spam").BLOB == first == bytes(range(256)) * 50
    assert project.kinds() == ["cached"]
