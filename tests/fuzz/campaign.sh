#!/bin/sh
# SPDX-License-Identifier: MIT
# campaign.sh BUILD FOLDER SECONDS [TARGET...]: runs the libFuzzer targets of a build, as many at a time as JOBS in the
# environment says (1), each for that many seconds of processor time and six times as long at most. What they find, and
# all inputs that reach new code, are kept under FOLDER; prints a line for each: target, processor seconds, runs, edges,
# inputs kept, finds. Fails on a find; an input that was merely slow is none.
set -u
build=$1 work=$2 seconds=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work" && work=$(cd "$work" && pwd)
build=$(cd "$build" && pwd)
[ $# -gt 0 ] || set -- $(cd "$here" && ls fuzz_*.c | sed 's/^fuzz_//; s/\.c$//')
export LSAN_OPTIONS=suppressions=$here/../leaks.txt:print_suppressions=0
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1 NEUME_SOUNDFONT=none

# The corpora that the build's own replay test of a target runs over.
corpora() {
    sed -n "s|^add_test([^ ]*/$1_corpus.*\" \"\(/[^)]*\)\")|\1|p" "$build/tests/fuzz/CTestTestfile.cmake" |
        sed 's/" "/ /g' | tr ' ' '\n' | while read -r folder; do [ ! -d "$folder" ] || echo "$folder"; done
}

cpu_seconds() {
    ps -o cputimes= -p "$1" 2>/dev/null | tr -d ' '
}

run() {
    mkdir -p "$work/$1/corpus" "$work/$1/finds"
    log=$work/$1/log
    # shellcheck disable=SC2046
    "$build/tests/fuzz/fuzz_$1" -max_len=4096 -timeout=120 -rss_limit_mb=2048 -print_final_stats=1 \
        -max_total_time=$((6 * seconds)) -artifact_prefix="$work/$1/finds/" \
        "$work/$1/corpus" $(corpora "$1") >"$log" 2>&1 &
    fuzzer=$! used=0
    while now=$(cpu_seconds $fuzzer) && [ -n "$now" ]; do
        used=$now
        [ "$used" -lt "$seconds" ] || kill -USR1 $fuzzer
        sleep 3
    done
    wait $fuzzer
    printf '%-12s %8s s %12s runs %7s edges %6s inputs %3s finds\n' "$1" "$used" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
        "$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)" \
        "$(ls "$work/$1/corpus" | wc -l)" "$(ls "$work/$1/finds" | grep -vc '^slow-unit-')"
}

if [ $# = 1 ]; then
    run "$1"
else
    printf '%s\n' "$@" | xargs -P "${JOBS:-1}" -I TARGET sh "$here/campaign.sh" "$build" "$work" "$seconds" TARGET
fi
[ -z "$(find "$work" -path '*/finds/*' ! -name 'slow-unit-*')" ]
