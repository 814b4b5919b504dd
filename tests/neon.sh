#!/usr/bin/env bash
# The NEON kernels without such a processor: cross-builds the engine from files to vectors with its tests and runs them
# under user-mode emulation, with the same limits as everywhere. It says nothing about speed.
#   tests/neon.sh [ROOM...]     rooms: base kernels tokens model embed; without any: all of them (some minutes)
# Needs what `packaging/bootstrap.sh neon` installs before it calls this. JOBS (2) changes how many run at once.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/neon
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
for tool in aarch64-linux-gnu-g++ qemu-aarch64; do
    command -v $tool >/dev/null || fail "$tool is missing: packaging/bootstrap.sh neon installs it."
done
[ -f $build/build.ninja ] || cmake -S tests/neon -B $build -G Ninja -D CMAKE_BUILD_TYPE=Release \
    -D CMAKE_TOOLCHAIN_FILE="$PWD/tests/neon/aarch64-linux-gnu.cmake"
[ $# -gt 0 ] || set -- base kernels tokens model embed
cmake --build $build -j "${JOBS:-2}" --target "${@/#/test_}"
rooms=$(IFS='|'; printf '%s' "$*")
ctest --test-dir $build --output-on-failure --no-tests=error -j "${JOBS:-2}" -R "^($rooms)"
