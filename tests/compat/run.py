"""``make compat``: run the pinned suites in an environment of their own, and print what differs under the hook.

``python -m tests.compat.run [folder] [suite ...]``; what differs in a graph is shown, but only what differs under the
hook is an error: a graph version has more frames, which some tests count, and takes longer. The environment variable
``COMPAT_MODES="plain hooked"`` leaves the graphs out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

from tests.compat.suites import MODES, ROOT, Suite, counted, differences, environment, outcomes, pinned, suites


def prepared(folder: Path) -> str:
    """The interpreter of an environment with all packages of the list."""
    python = folder / "venv" / "bin" / "python"
    wanted = pinned()
    stamp = folder / "installed"
    pins = [f"{suite.name}=={suite.version}" for suite in suites()]
    text = "\n".join([*pins, *wanted["needs"], *wanted["tensorflow"]["needs"]])
    if not stamp.exists() or stamp.read_text() != text:
        venv.create(folder / "venv", with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "--editable", str(ROOT)], check=True)
        compiled = [option for suite in suites() if suite.compiled for option in ("--no-binary", suite.name)]
        subprocess.run([*install, *compiled, *pins, *wanted["needs"]], check=True)
        subprocess.run([*install, *wanted["tensorflow"]["needs"]], check=True)
        stamp.write_text(text)
    return str(python)


def unpacked(suite: Suite, python: str, folder: Path) -> Path:
    """The folder of a suite's source distribution, which has its tests, or that of the installed packages."""
    if suite.installed:
        command = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return Path(found.stdout.strip())
    place = folder / "sources" / f"{suite.name}-{suite.version}"
    if not place.exists():
        download = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest"]
        subprocess.run([*download, str(place), f"{suite.name}=={suite.version}"], check=True)
        with tarfile.open(next(place.glob("*.tar.gz"))) as archive:
            archive.extractall(place, filter="data")
    source = next(path for path in place.iterdir() if path.is_dir())
    for package in suite.packages:
        (source / package / "__init__.py").touch()
    return source


def compare(suite: Suite, python: str, folder: Path) -> bool:
    """Run one suite in all modes; returns whether the hook changed nothing."""
    title = f"{suite.name} {suite.version}"
    found: dict[str, dict[str, str]] = {}
    same = True
    try:
        source = unpacked(suite, python, folder)
        for mode in os.environ.get("COMPAT_MODES", " ".join(MODES)).split():
            found[mode] = outcomes(suite, mode, python, source)
            changed = differences(found["plain"], found[mode])
            counts, known = counted(found[mode]), suite.counts.get(mode)
            was = "" if known in (None, counts) else f" (was {known})"
            show(f"{title}, {mode}: {counts}{was}, {len(changed)} differ", changed[:20])
            same &= mode == "graph" or not changed
    except (RuntimeError, subprocess.SubprocessError) as error:
        show(title, [str(error)])
        return False
    return same


def compare_programs(python: str) -> bool:
    """Run the uses of TensorFlow's own packages, which print what they computed."""
    wanted = pinned()["tensorflow"]
    printed = {}
    for mode in MODES[:2]:
        process = subprocess.run(
            [python, "-m", "tests.compat.tensorflow_uses"],
            cwd=ROOT,
            env={**environment(wanted["convert"], mode), "TF_USE_LEGACY_KERAS": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            timeout=1800,
        )
        printed[mode] = dict(line.split(": ", 1) for line in process.stdout.splitlines() if ": " in line)
    changed = differences(printed["plain"], printed["hooked"])
    cells = [f"{mode} {len(found)} programs" for mode, found in printed.items()]
    details = [f"{name}: {printed['plain'].get(name)} -> {printed['hooked'].get(name)}" for name in changed]
    show(f"{', '.join(wanted['convert'])}: {', '.join(cells)}, hooked differs in {len(changed)}", details)
    return not changed and len(printed["plain"]) > 0


def show(line: str, details: list[str]) -> None:
    """Print what became of a suite, as soon as it is known: all of them take hours."""
    print(line, *details, sep="\n    ", flush=True)


def main(arguments: list[str]) -> int:
    """Run all suites, or those that are named."""
    folder = Path(arguments[0] if arguments else ".compat").absolute()
    chosen = arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    # A suite without a configuration of its own would have that of the project in which the folder lies: ours.
    (folder / "pytest.ini").write_text("[pytest]\n")
    python = prepared(folder)
    same = [compare(suite, python, folder) for suite in suites() if not chosen or suite.name in chosen]
    if not chosen or "tensorflow" in chosen:
        same.append(compare_programs(python))
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
