#!/usr/bin/env bash
# The two commands of the README: `packaging/bootstrap.sh run` and `packaging/bootstrap.sh test`.
# Each installs what a bare Debian 12 lacks, configures, builds in release mode, then runs or tests. A second call is quick.
#   run [ARGUMENTS]  opens the window; without a display it goes through the bundled samples off screen and prints a summary
#   test             everything that must hold before a change lands (also called by .ci/run)
#   build            only builds
#   neon [ROOM...]   builds the engine's tests for 64-bit ARM and runs them under emulation
#   fuzz [SECONDS]   fuzzes each target that reads foreign bytes for so long
#   packages         only says what is missing and installs it
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(
    g++ cmake ninja-build pkg-config
    qt6-base-dev libqt6opengl6-dev qt6-svg-dev qt6-charts-dev
    libfmt-dev libpoppler-cpp-dev libarchive-dev libxml2-dev libgumbo-dev libmd4c-dev libgmime-3.0-dev nettle-dev zlib1g-dev libuchardet-dev libicu-dev
    libsqlite3-dev libeigen3-dev libboost-dev libcli11-dev nlohmann-json3-dev libxxhash-dev
)
run_packages=(qt6-wayland fonts-noto-core hicolor-icon-theme)
test_packages=(libgtest-dev libgmock-dev librapidcheck-dev clang libclang-rt-14-dev desktop-file-utils appstream python3 qemu-user)
neon_packages=(g++-aarch64-linux-gnu qemu-user googletest libfmt-dev libxxhash-dev nlohmann-json3-dev cmake ninja-build) # tests of the NEON kernels only

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

install_packages() {
    command -v dpkg-query >/dev/null || fail "This script installs Debian packages; on another system install the libraries listed in README.md and use the CMake presets."
    local missing=()
    local package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Missing packages: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "Installing them needs root: run this script as root, or install sudo."
        as_root=(sudo)
    fi
    say "Installing them with apt-get."
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# configure PRESET [CMAKE ARGUMENTS]: only when the build folder is new or was made with other arguments.
configure() {
    local preset=$1
    shift
    local stamp="build/$preset/.bootstrap-arguments"
    if [ ! -f "build/$preset/build.ninja" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$*" ]; then
        cmake --preset "$preset" "$@"
        printf '%s' "$*" >"$stamp"
    fi
}

run() {
    install_packages "${build_packages[@]}" "${run_packages[@]}"
    configure release -D BUILD_TESTING=OFF
    cmake --build build/release
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        exec build/release/bin/embedscope "$@"
    fi
    say "No display: the same program runs through the bundled samples off screen."
    QT_QPA_PLATFORM=offscreen exec build/release/bin/embedscope --demo "$@"
}

# Ten seconds for each target that reads foreign bytes, with the address and undefined behaviour sanitizers.
fuzz() {
    local seconds=$1 directory=build/fuzz target
    if [ ! -f $directory/build.ninja ]; then
        cmake -S . -B $directory -G Ninja -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG="-O1 -g" -D CMAKE_C_COMPILER=clang \
            -D CMAKE_CXX_COMPILER=clang++ -D EMBEDSCOPE_FUZZ=ON -D EMBEDSCOPE_GUI=OFF -D EMBEDSCOPE_SANITIZE=address,undefined
    fi
    for target in tests/fuzz/fuzz_*.cpp; do
        target=$(basename "$target" .cpp)
        cmake --build $directory --target "$target"
        mkdir -p "$directory/corpus/$target"
        say "Fuzzing: $target for $seconds s"
        "$directory/bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 \
            -artifact_prefix="$directory/" "$directory/corpus/$target" "tests/fuzz/corpus/${target#fuzz_}" 2>&1 \
            | grep -v -E '^#[0-9]+' | tail -n 25
    done
}

test_everything() {
    install_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"
    say "== Engine with the address and undefined behaviour sanitizers"
    configure asan -D EMBEDSCOPE_WERROR=ON
    cmake --build build/asan
    ctest --preset asan
    say "== Fuzz targets"
    fuzz 10
    say "== Release"
    configure tests -D EMBEDSCOPE_WERROR=ON
    cmake --build build/tests
    desktop-file-validate packaging/linux/*.desktop
    appstreamcli validate --no-net packaging/linux/*.metainfo.xml
    ctest --preset tests
}

command=${1:-}
[ $# -gt 0 ] && shift
case "$command" in
run) run "$@" ;;
test) test_everything ;;
build)
    install_packages "${build_packages[@]}" "${run_packages[@]}"
    configure release -D BUILD_TESTING=OFF
    cmake --build build/release
    ;;
neon)
    install_packages "${neon_packages[@]}"
    exec tests/neon.sh "$@"
    ;;
fuzz)
    install_packages "${build_packages[@]}" "${test_packages[@]}"
    fuzz "${1:-60}"
    ;;
packages) install_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}" "${neon_packages[@]}" ;;
*)
    say "usage: packaging/bootstrap.sh run [FILES...] | test | build | neon [ROOM...] | fuzz [SECONDS] | packages" >&2
    exit 2
    ;;
esac
