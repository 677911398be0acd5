#!/bin/sh
# SPDX-License-Identifier: MIT
# The README fits on two pages, and every relative link of a document leads to a file, and to a heading where it names
# one.
set -eu
cd "$1"
bad=0
lines=$(wc -l <README.md)
[ "$lines" -le 150 ] || { echo "README.md: $lines lines, over 150" >&2; bad=1; }

# anchors FILE: of its headings, as GitHub makes them.
anchors() {
    sed -n 's/^##* //p' "$1" | tr 'A-Z' 'a-z' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

for page in README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md docs/*.md models/*/README.md; do
    [ -f "$page" ] || continue
    for link in $(grep -o '](\([^) ]*\))' "$page" | sed 's/^](//; s/)$//' | grep -v '^[a-z]*:'); do
        file=${link%%#*} anchor=
        case $link in *'#'*) anchor=${link#*#} ;; esac
        if [ -z "$file" ]; then
            target=$page
        else
            target=$(dirname "$page")/$file
        fi
        if [ ! -e "$target" ]; then
            echo "$page: $link leads nowhere" >&2
            bad=1
        elif [ -n "$anchor" ] && ! anchors "$target" | grep -qx -e "$anchor"; then
            echo "$page: $link: no such heading" >&2
            bad=1
        fi
    done
done
exit $bad
