#!/bin/sh
# SPDX-License-Identifier: MIT
# What is installed can be used: by pkg-config and by CMake, shared and static, and the manual reads well.
set -eu
source=$1 build=$2
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cmake --install "$build" --prefix "$temp/usr" >/dev/null

sanitize=$(sed -n 's/^NEUME_SANITIZE:[A-Z]*=//p' "$build/CMakeCache.txt")
flags=${sanitize:+-fsanitize=$sanitize}

PKG_CONFIG_PATH=$(dirname "$(find "$temp/usr" -name neume.pc)")
export PKG_CONFIG_PATH
library=$(pkg-config --variable=libdir neume)

# The examples by pkg-config, shared and static: those that only transcribe need libneume alone.
mkdir "$temp/shared" "$temp/static"
for example in "$source"/examples/*.c; do
    name=$(basename "$example" .c)
    package=neume
    grep -q 'neume/neume.h\|neume/stream.h' "$example" || package=neume_render
    # shellcheck disable=SC2046,SC2086
    ${CC:-cc} $flags "$example" -o "$temp/shared/example_$name" $(pkg-config --cflags --libs $package) -lm
    # shellcheck disable=SC2046,SC2086
    ${CC:-cc} $flags "$example" -o "$temp/static/example_$name" $(pkg-config --cflags $package) \
        $(pkg-config --static --libs $package | sed 's/-l\(neume[a-z_]*\)/-l:lib\1.a/g')
    # shellcheck disable=SC2046,SC2086
    ${CC:-cc} $flags "$example" -o "$temp/by-flags-alone" $(pkg-config --static --cflags --libs $package)
done
LD_LIBRARY_PATH=$library sh "$source/tests/examples/run.sh" "$temp/shared"
sh "$source/tests/examples/run.sh" "$temp/static"
if ldd "$temp/static/example_file" | grep -E 'neume|fluidsynth|cairo|expat|jansson' >&2; then
    echo "the static example_file loads what it has no use for" >&2
    exit 1
fi

# The same by CMake.
cat >"$temp/main.c" <<'C'
#include <neume/neume.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    char version[32];
    snprintf(version, sizeof version, "%d.%d.%d", NEUME_VERSION_MAJOR, NEUME_VERSION_MINOR, NEUME_VERSION_PATCH);
    return strcmp(neume_version(), version) != 0;
}
C
cp "$source/examples/render.c" "$temp"
cat >"$temp/CMakeLists.txt" <<'C'
cmake_minimum_required(VERSION 3.25)
project(consumer C)
find_package(neume NEUME_VERSION REQUIRED COMPONENTS render static render_static)
add_executable(shared main.c)
target_link_libraries(shared neume::neume)
add_executable(static main.c)
target_link_libraries(static neume::neume_static)
add_executable(render_shared render.c)
target_link_libraries(render_shared neume::neume_render)
add_executable(render_static render.c)
target_link_libraries(render_static neume::neume_render_static)
C
sed -i "s/NEUME_VERSION/$(pkg-config --modversion neume | cut -d . -f 1,2)/" "$temp/CMakeLists.txt"
generator=$(sed -n 's/^CMAKE_GENERATOR:[A-Z]*=//p' "$build/CMakeCache.txt")
cmake -G "$generator" -S "$temp" -B "$temp/build" -DCMAKE_PREFIX_PATH="$temp/usr" -DCMAKE_C_FLAGS="$flags" >/dev/null
cmake --build "$temp/build" >/dev/null
"$temp/build/shared"
"$temp/build/static"
for kind in shared static; do # both refuse in the same words
    if "$temp/build/render_$kind" missing.mid x.wav 2>"$temp/$kind.txt"; then
        exit 1
    fi
    grep -qx 'render: missing.mid: no such file' "$temp/$kind.txt"
done

version=$("$temp/usr/bin/neume" --version | cut -d ' ' -f 2)
if [ "$version" != "$(pkg-config --modversion neume)" ]; then
    echo "neume says version $version, CMakeLists.txt says $(pkg-config --modversion neume)" >&2
    exit 1
fi
for file in share/man/man1/neume.1 share/bash-completion/completions/neume share/zsh/site-functions/_neume \
    share/fish/vendor_completions.d/neume.fish; do
    [ -s "$temp/usr/$file" ] || { echo "$file is not installed" >&2; exit 1; }
done
if command -v mandoc >/dev/null; then
    mandoc -Tlint -Wwarning "$temp/usr/share/man/man1/neume.1" | grep -v 'missing date' >"$temp/lint" || true
    if [ -s "$temp/lint" ]; then
        cat "$temp/lint" >&2
        exit 1
    fi
fi
if command -v bash >/dev/null; then
    bash -n "$temp/usr/share/bash-completion/completions/neume"
fi
