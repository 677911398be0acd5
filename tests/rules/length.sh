#!/bin/sh
# SPDX-License-Identifier: MIT
# A file has at most 500 lines and a line 120 columns, whatever the language; a function of C 60 lines.
set -eu
cd "$1"
find . \( -path './build*' -o -path ./.git -o -path '*/node_modules' \) -prune -o \
    \( -name '*.[ch]' -o -name '*.py' -o -name '*.sh' -o -name '*.js' -o -name '*.mjs' -o -name '*.html' -o \
    -name '*.css' -o -name '*.cmake' -o -name CMakeLists.txt \) -print | sort | xargs awk '
    function complain(words) {
        print words | "cat >&2"
        bad = 1
    }
    function end_file() {
        if (lines > 500)
            complain(file ": " lines " lines, over 500")
    }
    FNR == 1 {
        end_file()
        file = FILENAME
        started = 0
    }
    {lines = FNR}
    length($0) > 120 {complain(file ":" FNR ": over 120 columns")}
    file ~ /\.[ch]$/ && /^[{]$/ {started = FNR}
    file ~ /\.[ch]$/ && /^[}]/ && started {
        if (FNR - started - 1 > 60)
            complain(file ":" started ": a function of " FNR - started - 1 " lines, over 60")
        started = 0
    }
    END {
        end_file()
        exit bad
    }'
