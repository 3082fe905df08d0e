#!/usr/bin/env bash
# Prepares .venv: checks what the system must bring, installs what it lacks where that is allowed, then the packages.
#
# Usage: .ci/setup.sh [EXTRA]         EXTRA: one more group of optional dependencies from pyproject.toml
#
#   PYTHON=python3.13                 the interpreter to use (default: python3, or the newest one found)
#   VENV=.venv                        the folder of the environment
#   PHOTOSCULPTURE_SYSTEM_PACKAGES=1  use the packages, torch among them, that PYTHON already has instead of the exact
#                                     versions of constraints.txt; only what is missing is installed, and nothing of
#                                     what only the window needs
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
system_packages=${PHOTOSCULPTURE_SYSTEM_PACKAGES:-}
more=${1:-}

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

is_recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if is_recent "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

# Installs Debian packages as root or by sudo without a password; otherwise names the command to type.
install_system_packages() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
        if ! command -v apt-get >/dev/null || ! sudo -n true 2>/dev/null; then
            fail "missing system packages; please run:  sudo apt-get install -y $*"
        fi
    fi
    command -v apt-get >/dev/null || fail "missing system packages; please install what Debian calls: $*"
    echo "setup: installing $*"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

check_system() {
    local missing=() version header
    python=$(find_python)
    if [ -z "$python" ]; then
        command -v "${PYTHON:-python3}" >/dev/null &&
            fail "${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>&1); Python 3.11 or newer is needed (set PYTHON=...)"
        [ -z "${PYTHON:-}" ] || fail "PYTHON=$PYTHON: no such program"
        install_system_packages python3 python3-venv python3-dev
        python=$(find_python)
        [ -n "$python" ] || fail "$(python3 --version 2>&1) is too old; Python 3.11 or newer is needed (set PYTHON=...)"
    fi
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    header=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h
    "$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=("$version-venv")
    [ -f "$header" ] || missing+=("$version-dev")
    command -v "${CXX:-c++}" >/dev/null || missing+=(g++)
    if [ "$(uname)" = Linux ] && [ -z "$system_packages" ]; then
        missing_window_packages
    fi
    if [ ${#missing[@]} -gt 0 ]; then
        install_system_packages "${missing[@]}"
    fi
}

# Adds to `missing` what Qt needs to open a window, and the screen that tests open theirs on.
missing_window_packages() {
    local library
    local -A package_of=(
        [libGL.so.1]=libgl1 [libEGL.so.1]=libegl1 [libxkbcommon.so.0]=libxkbcommon0 [libfontconfig.so.1]=libfontconfig1
        [libglib-2.0.so.0]=libglib2.0-0 [libdbus-1.so.3]=libdbus-1-3 [libxkbcommon-x11.so.0]=libxkbcommon-x11-0
        [libxcb-cursor.so.0]=libxcb-cursor0 [libxcb-icccm.so.4]=libxcb-icccm4 [libxcb-keysyms.so.1]=libxcb-keysyms1
        [libxcb-shape.so.0]=libxcb-shape0
    )
    for library in "${!package_of[@]}"; do
        "$python" -c "import ctypes; ctypes.CDLL('$library')" 2>/dev/null || missing+=("${package_of[$library]}")
    done
    command -v Xvfb >/dev/null || missing+=(xvfb)
    command -v xauth >/dev/null || missing+=(xauth)
}

create_environment() {
    if "$venv/bin/python" -c '' 2>/dev/null; then
        return
    fi
    "$python" -m venv --clear "$venv"
    if [ -n "$system_packages" ]; then
        # Not --system-site-packages: PYTHON may itself live in an environment, whose packages that would not show.
        "$python" -c 'import site; print(*site.getsitepackages(), site.getusersitepackages(), sep="\n")' \
            >"$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/packages_of_python.pth"
    fi
}

pip_install() {
    local constraints=(--constraint constraints.txt)
    if [ -n "$system_packages" ]; then
        constraints=()
    fi
    # -qq also hides pip's remarks about how this machine's pip is configured.
    "$venv/bin/python" -m pip --disable-pip-version-check install -qq "${constraints[@]}" "$@"
}

# The build requirements live in the environment (no build isolation), so that a rebuild compiles only what changed.
install_packages() {
    local extras="test,data,lint" build_needs warnings_as_errors=OFF own_packages=()
    for build_needs in static tools; do
        "$venv/bin/python" .ci/build_requirements.py "$build_needs" >"$venv/build-requirements.txt"
        pip_install --requirement "$venv/build-requirements.txt"
    done
    # Only there: a compiler newer than any we know may warn of something new, which must not stop a user.
    if [ -n "${CI:-}" ]; then
        warnings_as_errors=ON
    fi
    if [ -n "$system_packages" ]; then
        "$venv/bin/python" .ci/build_requirements.py windowless ${more:+"$more"} >"$venv/requirements.txt"
        pip_install --requirement "$venv/requirements.txt"
        own_packages=(--no-deps)
    fi
    pip_install --no-build-isolation --config-settings=cmake.define.PHOTOSCULPTURE_WARNINGS_AS_ERRORS=$warnings_as_errors \
        "${own_packages[@]}" --editable ".[$extras${more:+,$more}]"
}

check_system
create_environment
echo "setup: installing ${more:-packages} into $venv (the first time takes some minutes)"
install_packages
touch "$venv/ready${more:+-$more}"
