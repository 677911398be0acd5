#!/bin/sh
# SPDX-License-Identifier: MIT
# Every function of the installed headers is called by a test, and every prototype is documented.
set -eu
cd "$1"
bad=0
names=$(cat include/neume/*.h | tr '\n' ' ' | grep -o 'NEUME_\(RENDER_\)\{0,1\}API [^;]*;' |
    grep -o 'neume_[a-z0-9_]*(' | tr -d '(' | sort -u)
[ -n "$names" ] || { echo "no functions found" >&2; exit 1; }
for name in $names; do
    grep -rqw "$name" tests --include='*.c' --include='*.h' || { echo "no test calls $name()" >&2; bad=1; }
done
# A prototype follows its comment, or one that it shares with the prototype before it.
for header in include/neume/*.h; do
    awk -v header="$header" '
        /^NEUME_(RENDER_)?API/ && !documented {print header ":" FNR ": a prototype without a comment"; bad = 1}
        {documented = /\*\/$/ && !/^ *[a-zA-Z].*;/ || (documented && !/^$/)}
        END {exit bad}' "$header" >&2 || bad=1
done
exit $bad
