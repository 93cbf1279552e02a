#!/usr/bin/env bash
# Run tests/compiler under every supported Python that is found on PATH or among pyenv's versions. The compiler needs no
# TensorFlow, so each interpreter gets a small environment of its own, kept as .venv-compiler-3.x. WITHOUT=3.11 leaves one
# out, that of the main environment, say.
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {
    local candidate
    for candidate in "$(command -v "python$1" || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1"*/bin/python; do
        # A pyenv shim is found on PATH even where no such version is chosen: ask it.
        if [ -x "$candidate" ] && "$candidate" -c "import sys; assert '%d.%d' % sys.version_info[:2] == '$1'" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

found=0
failed=()
for version in 3.10 3.11 3.12 3.13; do
    [ "$version" != "${WITHOUT:-}" ] || continue
    python="$(find_python "$version")"
    if [ -z "$python" ]; then
        echo "Python $version: not found, skipped"
        continue
    fi
    venv=".venv-compiler-$version"
    if [ ! -e "$venv/.stamp" ]; then
        # Not every system's Python has venv and pip.
        "$python" -m venv --clear "$venv" || { echo "Python $version: no environment can be made, skipped"; continue; }
        "$venv/bin/python" -m pip install --quiet gast astunparse pytest pytest-timeout
        touch "$venv/.stamp"
    fi
    found=$((found + 1))
    echo "Python $version: $python"
    "$venv/bin/python" -m pytest tests/compiler -p no:cacheprovider "$@" || failed+=("$version")
done

[ "$found" -gt 0 ] || [ -n "${WITHOUT:-}" ] || { echo "no Python 3.10 to 3.13 was found" >&2; exit 1; }
[ "${#failed[@]}" -eq 0 ] || { echo "failed under Python ${failed[*]}" >&2; exit 1; }
echo "the compiler's tests passed under $found interpreters"
