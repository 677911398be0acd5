#!/bin/sh
# SPDX-License-Identifier: MIT
# A file has at most 500 lines and a line at most 120 columns.
set -eu
cd "$1"
bad=0
for file in $(find . -path './build*' -prune -o -path ./.git -prune -o \( -name '*.[ch]' -o -name '*.py' -o -name '*.sh' \) -print); do
    lines=$(wc -l <"$file")
    if [ "$lines" -gt 500 ]; then
        echo "$file: $lines lines, over 500" >&2
        bad=1
    fi
    wide=$(awk 'length($0) > 120 {print FNR; exit}' "$file")
    case $file in *.sh) continue ;; esac
    if [ -n "$wide" ]; then
        echo "$file:$wide: over 120 columns" >&2
        bad=1
    fi
done
exit $bad
