#!/bin/sh
# SPDX-License-Identifier: MIT
# The shared library shows exactly what the installed headers declare, and everything that is not static is named neume_.
set -eu
source=$1 build=$2
library=$(find "$build" -maxdepth 1 -name 'libneume.so' -o -maxdepth 1 -name 'libneume.dylib')
[ -n "$library" ] || { echo "no shared library in $build" >&2; exit 1; }
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

nm -D --defined-only "$library" | awk '$2 ~ /[A-Z]/ {print $3}' | grep -v '^_' | sort -u >"$temp/shown"
cat "$source"/include/neume/*.h | tr '\n' ' ' | grep -o 'NEUME_API [^;]*;' | grep -o 'neume_[a-z0-9_]*(' | tr -d '(' |
    sort -u >"$temp/declared"
if ! diff "$temp/declared" "$temp/shown" >&2; then
    echo "the symbols of $library (>) are not those of the installed headers (<)" >&2
    exit 1
fi
foreign=$(nm --defined-only "$build/libneume.a" 2>/dev/null |
    awk '$2 ~ /^[TDBRVW]$/ && $3 !~ /^neume_/ && $3 !~ /^_*(asan|ubsan|odr|sancov)/ && $3 !~ /^(DW\.|__)/ {print $3}')
if [ -n "$foreign" ]; then
    echo "not static, and not named neume_: $foreign" >&2
    exit 1
fi
