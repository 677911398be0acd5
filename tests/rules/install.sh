#!/bin/sh
# SPDX-License-Identifier: MIT
# What is installed can be used: by pkg-config and by CMake, shared and static, and the manual reads well.
set -eu
build=$2
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cmake --install "$build" --prefix "$temp/usr" >/dev/null

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

sanitize=$(sed -n 's/^NEUME_SANITIZE:[A-Z]*=//p' "$build/CMakeCache.txt")
flags=${sanitize:+-fsanitize=$sanitize}

PKG_CONFIG_PATH=$(dirname "$(find "$temp/usr" -name neume.pc)")
export PKG_CONFIG_PATH
library=$(pkg-config --variable=libdir neume)
# shellcheck disable=SC2046,SC2086
${CC:-cc} $flags "$temp/main.c" -o "$temp/by-pkg-config" $(pkg-config --cflags --libs neume)
LD_LIBRARY_PATH=$library "$temp/by-pkg-config"

# shellcheck disable=SC2046,SC2086
${CC:-cc} $flags "$temp/main.c" -o "$temp/by-pkg-config-static" $(pkg-config --cflags neume) \
    $(pkg-config --static --libs neume | sed 's/-lneume/-l:libneume.a/')
"$temp/by-pkg-config-static"

cat >"$temp/CMakeLists.txt" <<'C'
cmake_minimum_required(VERSION 3.25)
project(consumer C)
find_package(neume 0.1 REQUIRED)
add_executable(shared main.c)
target_link_libraries(shared neume::neume)
add_executable(static main.c)
target_link_libraries(static neume::neume_static)
C
generator=$(sed -n 's/^CMAKE_GENERATOR:[A-Z]*=//p' "$build/CMakeCache.txt")
cmake -G "$generator" -S "$temp" -B "$temp/build" -DCMAKE_PREFIX_PATH="$temp/usr" -DCMAKE_C_FLAGS="$flags" >/dev/null
cmake --build "$temp/build" >/dev/null
"$temp/build/shared"
"$temp/build/static"

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
