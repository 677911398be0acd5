#!/bin/sh
# SPDX-License-Identifier: MIT
# The API reference is made without a warning: all that is public has a comment. Without doxygen there is nothing to do.
set -eu
cd "$1"
command -v doxygen >/dev/null || exit 0
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
{ cat docs/Doxyfile; echo "OUTPUT_DIRECTORY = $temp"; } | doxygen - >"$temp/words" 2>&1 || true
if [ -s "$temp/words" ]; then
    cat "$temp/words" >&2
    exit 1
fi
[ -s "$temp/html/index.html" ] || { echo "no reference was made" >&2; exit 1; }
