#!/bin/sh
# SPDX-License-Identifier: MIT
# stress.sh BUILD RUNS [CTEST OPTION...]: runs a build's tests that many times beside eight busy loops of ordinary
# priority, prints a line for each run, and fails where any test did. LOOPS=N in the environment asks for another
# number.
set -u
build=$1 runs=$2
shift 2
loops=$(mktemp) log=$(mktemp)

end_loops() {
    while read -r loop; do
        kill "$loop" 2>/dev/null
    done <"$loops"
    rm -f "$loops" "$log"
}
trap end_loops EXIT
trap 'exit 130' INT TERM

for _ in $(seq "${LOOPS:-8}"); do
    sh -c 'while :; do :; done' &
    echo $! >>"$loops"
done

failed=0
for run in $(seq "$runs"); do
    began=$(date +%s)
    ctest --test-dir "$build" --parallel "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" --no-tests=error "$@" \
        >"$log" 2>&1 || failed=$((failed + 1))
    seconds=$(($(date +%s) - began))
    passed=$(sed -n 's/^\([0-9]*% tests passed.*\)/\1/p' "$log")
    names=$(sed -n '/^The following tests FAILED/,$s/^[[:space:]]*[0-9]* - \(.*)\)$/; \1/p' "$log" | tr -d '\n')
    echo "run $run of $runs: $passed, $seconds s$names"
done
echo "$((runs - failed)) of $runs runs without a failure"
[ "$failed" = 0 ]
