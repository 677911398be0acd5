#!/bin/sh
# SPDX-License-Identifier: MIT
# The shared libraries show exactly what the installed headers declare as theirs, everything that is not static is named
# neume_, and a program that only transcribes loads nothing that plays, draws or reads JSON and XML.
set -eu
source=$1 build=$2
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

check() {
    library=$(find "$build" -maxdepth 1 -name "$1.so" -o -maxdepth 1 -name "$1.dylib")
    [ -n "$library" ] || { echo "no $1 in $build" >&2; exit 1; }
    nm -D --defined-only "$library" | awk '$2 ~ /[A-Z]/ {print $3}' | grep -v '^_' | sort -u >"$temp/shown"
    cat "$source"/include/neume/*.h | tr '\n' ' ' | grep -o "[ /]$2 [^;]*;" | grep -o 'neume_[a-z0-9_]*(' | tr -d '(' |
        sort -u >"$temp/declared"
    if ! diff "$temp/declared" "$temp/shown" >&2; then
        echo "the symbols of $library (>) are not those of the installed headers (<)" >&2
        exit 1
    fi
}
check libneume_render NEUME_RENDER_API
check libneume NEUME_API

loaded=$(ldd "$library" 2>/dev/null | grep -E 'fluidsynth|cairo|expat|archive|jansson' || true)
if [ -n "$loaded" ]; then
    echo "libneume loads: $loaded" >&2
    exit 1
fi
foreign=$(nm --defined-only "$build/libneume.a" "$build/libneume_render.a" 2>/dev/null |
    awk '$2 ~ /^[TDBRVW]$/ && $3 !~ /^neume_/ && $3 !~ /^_*(asan|ubsan|odr|sancov)/ && $3 !~ /^(DW\.|__)/ {print $3}')
if [ -n "$foreign" ]; then
    echo "not static, and not named neume_: $foreign" >&2
    exit 1
fi
