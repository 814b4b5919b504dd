#!/usr/bin/env bash
# What takes too long for every change, and is run before a piece of work is called done: thread sanitizer, longer fuzzing,
# kill loops, accuracy on every target, evaluation, benchmarks. Ends at the first failure.
#   tests/deep.sh [PART...]     parts: tsan neon fuzz kill accuracy eval bench peers; without any: all of them
# FUZZ_SECONDS (120), KILL_ROUNDS (300) and JOBS (2) change the length; EMBEDSCOPE_PEER and EMBEDSCOPE_PEER_MODEL name the
# folder of the peer's program and a model that both can run, without them the peers are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1

jobs=${JOBS:-2}
cli=build/tests/bin/embedscope-cli
model=resources/models/embedscope-mini.Q8_0.gguf

say() { printf '\n== %s\n' "$*"; }

build_release() {
    [ -f build/tests/build.ninja ] || cmake --preset tests -D EMBEDSCOPE_WERROR=ON
    cmake --build build/tests -j "$jobs"
}

# Targets that this machine has.
targets() {
    local target
    for target in scalar avx2 avxvnni avx512 avx512vnni avx512bf16 neon; do
        if EMBEDSCOPE_TARGET=$target "$cli" inspect --model $model --json | grep -q '"runs": *true'; then
            echo $target
        fi
    done
}

part_tsan() {
    say "Engine with the thread sanitizer"
    [ -f build/tsan/build.ninja ] || cmake --preset tsan -D EMBEDSCOPE_WERROR=ON
    cmake --build build/tsan -j "$jobs"
    TSAN_OPTIONS="suppressions=$PWD/tests/tsan_suppressions.txt" ctest --preset tsan -j "$jobs"
}

part_neon() {
    say "64-bit ARM under emulation"
    packaging/bootstrap.sh neon
}

part_fuzz() {
    say "Fuzzing, ${FUZZ_SECONDS:-120} s each"
    packaging/bootstrap.sh fuzz "${FUZZ_SECONDS:-120}"
}

part_kill() {
    say "Killed while indexing, ${KILL_ROUNDS:-300} times"
    build_release
    python3 tests/kill_loop.py --cli $cli --rounds "${KILL_ROUNDS:-300}" --seed "$RANDOM"
    say "Every write, sync and allocation fails once"
    EMBEDSCOPE_DEEP=1 build/tests/bin/test_library --gtest_filter='FailingDisk*' --gtest_brief=1
}

part_accuracy() {
    build_release
    local target program
    for target in $(targets); do
        for program in kernels model embed search; do
            say "Accuracy: $program on $target"
            EMBEDSCOPE_TARGET=$target build/tests/bin/test_$program --gtest_brief=1
        done
    done
}

# A script whose judged texts are not there skips with 77.
evaluate() {
    local status=0
    python3 "$@" || status=$?
    [ $status -eq 77 ] || return $status
}

part_eval() {
    build_release
    local target
    for target in $(targets); do
        say "Evaluation on $target"
        evaluate tests/eval/stsb.py --cli $cli --target "$target"
        evaluate tests/eval/cranfield.py --cli $cli --target "$target"
        evaluate tests/eval/questions.py --cli $cli --target "$target"
    done
}

part_bench() {
    build_release
    say "Benchmarks"
    if cmake --build build/tests --target bench_kernels 2>/dev/null; then
        build/tests/bin/bench_kernels --benchmark_min_time=0.2
    else
        echo "The kernels' benchmarks need libbenchmark-dev; left out."
    fi
    cmake --build build/tests --target bench_library
    build/tests/bin/bench_library
    build/tests/bin/bench_library --million
    "$cli" bench --model $model --peak
    "$cli" bench --model $model --seed-table
    python3 tests/bench/crowded.py --cli "$cli" --model $model
}

part_peers() {
    say "Peers"
    if [ -z "${EMBEDSCOPE_PEER:-}" ] || [ -z "${EMBEDSCOPE_PEER_MODEL:-}" ]; then
        echo "EMBEDSCOPE_PEER and EMBEDSCOPE_PEER_MODEL are not set; left out."
        return 0
    fi
    build_release
    python3 tests/peers/compare.py --cli $cli --model "$EMBEDSCOPE_PEER_MODEL"
}

[ $# -gt 0 ] || set -- tsan neon fuzz kill accuracy eval bench peers
for part in "$@"; do
    declare -F "part_$part" >/dev/null || { echo "error: there is no part \"$part\"." >&2; exit 2; }
done
for part in "$@"; do
    "part_$part"
done
say "All of it passed: $*"
