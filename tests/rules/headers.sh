#!/bin/sh
# SPDX-License-Identifier: MIT
# Every header compiles alone; the installed ones also as C++, and against nothing but themselves.
set -eu
source=$1
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cc=${CC:-cc} cxx=${CXX:-c++}

for header in "$source"/include/neume/*.h; do
    echo "#include \"neume/${header##*/}\"" >"$temp/alone.c"
    echo 'int main(void) { return 0; }' >>"$temp/alone.c"
    "$cc" -std=c11 -pedantic -Wall -Wextra -Werror -I"$source/include" -fsyntax-only "$temp/alone.c"
    if command -v "$cxx" >/dev/null; then
        "$cxx" -x c++ -std=c++11 -pedantic -Wall -Wextra -Werror -I"$source/include" -fsyntax-only "$temp/alone.c"
    fi
done

cd "$source"
flags=$(pkg-config --cflags cairo jansson sndfile 2>/dev/null || true)
for header in core/*.h api/*.h api/*/*.h audio/*.h analysis/*.h analysis/*/*.h models/*.h models/*/*.h midi/*/*.h \
    render/*/*.h datasets/*/*.h compare/*.h cli/*/*.h; do
    [ -f "$header" ] || continue
    echo "#include \"$header\"" >"$temp/alone.c"
    # shellcheck disable=SC2086
    "$cc" -std=c11 -Wall -Wextra -Werror -Iinclude -I. $flags -fsyntax-only "$temp/alone.c"
done
