#!/bin/sh
# SPDX-License-Identifier: MIT
# Pictures and pages have the same colours: those of midi/roll/roll_paint.c and of cli/pages/base.css, in each theme.
set -eu
cd "$1"
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

# Each theme's colours in the order of struct neume_roll_paint.
names='back panel ink soft line bar black-row white-key black-key accent wave
ramp-0 ramp-1 ramp-2 ramp-3 ramp-4
part-0 part-1 part-2 part-3 part-4 part-5 part-6 part-7 part-8 part-9'
for theme in light dark; do
    if [ $theme = light ]; then start='^:root {'; else start='^:root\[data-theme="dark"\] {'; fi
    sed -n "/$start/,/^}/p" cli/pages/base.css | tr ';' '\n' |
        sed -n 's/^.*--\([a-z0-9-]*\): *\(#[0-9a-f]*\).*$/\1 \2/p' \
        >"$temp/values"
    for name in $names; do
        sed -n "s/^$name #//p" "$temp/values" | tr a-f A-F
    done
done >"$temp/page"
grep -o 'RGB(0x[0-9A-F]*)' midi/roll/roll_paint.c | sed 's/RGB(0x//; s/)//' >"$temp/picture"
[ -s "$temp/page" ] || { echo "no colours in cli/pages/base.css" >&2; exit 1; }
diff "$temp/picture" "$temp/page"
