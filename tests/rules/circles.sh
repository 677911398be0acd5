#!/bin/sh
# SPDX-License-Identifier: MIT
# No two files include each other in a circle. A source and its header are one file here, so that a circle cannot hide
# behind the split in two.
set -eu
cd "$1"
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
find core audio analysis models midi render compare datasets api cli include -name '*.[ch]' 2>/dev/null | sort |
    xargs awk '
        FNR == 1 {unit = FILENAME; sub(/^include\//, "", unit); sub(/\.[ch]$/, "", unit)}
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            split($0, part, "\"")
            other = part[2]
            sub(/\.[ch]$/, "", other)
            print unit, other
        }' | sort -u >"$temp/edges"
[ -s "$temp/edges" ] || { echo "no includes found" >&2; exit 1; }
if ! tsort "$temp/edges" >/dev/null 2>"$temp/loops" || [ -s "$temp/loops" ]; then
    cat "$temp/loops" >&2
    exit 1
fi
