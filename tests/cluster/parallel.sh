#!/bin/sh
# SPDX-License-Identifier: MIT
# A batch by GNU parallel, as docs/cluster-parallel.md has it: 200 files over 8 shards, hung up on in the middle and
# begun again: every file once, the bytes those of a single run. Skipped (77) where parallel is missing.
# parallel.sh build/neume
set -u
neume=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
for program in parallel python3; do
    command -v $program >/dev/null || { echo "parallel: $program is missing"; exit 77; }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/in"
python3 "$here/material.py" "$dir/in"

shards() {
    HOME=$dir
    export HOME
    exec parallel --will-cite -j 4 --termseq TERM,20000,KILL \
        "$neume" transcribe -q -r --resume --mode melody --jobs 1 --shard {}/8 "$dir/in" -o "$dir/out" \
        ::: 1 2 3 4 5 6 7 8
}

outputs() {
    find "$dir/out" -name '*.mid' 2>/dev/null | wc -l
}

shards &
for i in $(seq 600); do
    [ "$(outputs)" -ge 30 ] && break
    sleep 0.1
done
kill -HUP $! 2>/dev/null
wait $!
echo "parallel, hung up on, ended with $? after $(outputs) of 200 files" # which may be 0: outputs count
(shards) || { echo "parallel: the second run fails" >&2; exit 1; }
"$neume" transcribe -q -r --mode melody "$dir/in" -o "$dir/whole" || exit 1
same=0
for f in "$dir"/whole/*.mid; do
    cmp -s "$f" "$dir/out/${f##*/}" && same=$((same + 1))
done
lines=$(cat "$dir"/out/*.jsonl | grep -c '"outputs"')
"$neume" jobs "$dir/out"
version=$(parallel --version 2>/dev/null | head -n 1)
echo "$version: 8 shards, hung up on once: $same of 200 outputs equal to a single run's, $lines lines"
[ $same = 200 ] && [ "$lines" -lt 204 ]
