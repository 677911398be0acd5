#!/bin/sh
# SPDX-License-Identifier: MIT
# A batch by Snakemake, as docs/cluster-snakemake.md has it: 200 files over 8 shards, ended by TERM in the middle and
# begun again: every file once, the bytes those of a single run. Skipped (77) where Snakemake is missing.
# snakemake.sh build/neume
set -u
neume=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
PATH=/usr/bin:$PATH # Debian's Python
for program in snakemake python3; do
    command -v $program >/dev/null || { echo "snakemake: $program is missing"; exit 77; }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/in"
python3 "$here/material.py" "$dir/in"
cat >"$dir/Snakefile" <<END
rule all:
    input: expand("done/{k}", k=range(1, 9))
rule shard:
    output: touch("done/{k}")
    shell: "exec $neume transcribe -q -r --resume --mode melody --jobs 1 --shard {wildcards.k}/8 in -o out"
END

shards() {
    cd "$dir" && HOME=$dir XDG_CACHE_HOME=$dir exec snakemake --nolock --rerun-incomplete -j 4 >>log 2>&1
}

outputs() {
    find "$dir/out" -name '*.mid' 2>/dev/null | wc -l
}

(shards) &
for i in $(seq 600); do
    [ "$(outputs)" -ge 30 ] && break
    sleep 0.1
done
kill -TERM $! 2>/dev/null
wait $!
echo "snakemake, told to stop, ended with $? after $(outputs) of 200 files"
(shards) || { tail -n 30 "$dir/log" >&2; echo "snakemake: the second run fails" >&2; exit 1; }
"$neume" transcribe -q -r --mode melody "$dir/in" -o "$dir/whole" || exit 1
same=0
for f in "$dir"/whole/*.mid; do
    cmp -s "$f" "$dir/out/${f##*/}" && same=$((same + 1))
done
lines=$(cat "$dir"/out/*.jsonl | grep -c '"outputs"')
"$neume" jobs "$dir/out"
version=$(snakemake --version)
echo "snakemake $version: 8 shards, told to stop once: $same of 200 outputs equal to a single run's, $lines lines"
[ $same = 200 ] && [ "$lines" -lt 204 ]
