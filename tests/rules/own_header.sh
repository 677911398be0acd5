#!/bin/sh
# SPDX-License-Identifier: MIT
# A header has the name of its source, and declares nothing of another: what fft.h declares is in fft.c or, where there
# are several backends and no fft.c, in each fft_*.c. Enum constants are in upper case.
set -eu
cd "$1"
bad=0
for header in $(find core audio analysis models midi render compare datasets api cli \
    -path models/train -prune -o -name '*.h' -print 2>/dev/null | sort); do
    stem=${header%.h}
    sources=$stem.c
    if [ ! -f "$stem.c" ]; then
        sources=$(find "$(dirname "$stem")" -maxdepth 1 -name "$(basename "$stem")_*.c")
    fi
    # The names of the functions that the header declares: no comments, no macros, no bodies, no function pointers.
    names=$(awk '
        {line = line "\n" $0}
        END {
            while (match(line, /\/\*([^*]|\*+[^*\/])*\*+\//))
                line = substr(line, 1, RSTART - 1) " " substr(line, RSTART + RLENGTH)
            gsub(/\\\n[^\n]*/, "", line)
            gsub(/\n#[^\n]*/, "\n", line)
            depth = 0
            text = ""
            for (i = 1; i <= length(line); i++) {
                c = substr(line, i, 1)
                if (c == "{") depth++
                if (!depth) text = text c
                if (c == "}") {depth--; if (!depth) text = text "{}"}
            }
            count = split(text, part, /;|\{\}/)
            for (i = 1; i <= count; i++)
                if (part[i] !~ /static|typedef/ && match(part[i], /neume_[a-z0-9_]+\(/))
                    print substr(part[i], RSTART, RLENGTH - 1)
        }' "$header")
    for name in $names; do
        for source in $sources; do
            grep -qE "^[a-zA-Z].*[ *]$name\(" "$source" || {
                echo "$header declares $name(), which is not in $source" >&2
                bad=1
            }
        done
        [ -n "$sources" ] || { echo "$header declares $name(), and there is no source of its name" >&2; bad=1; }
    done
done
exit $bad
