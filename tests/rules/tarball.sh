#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: tarball.sh SOURCE: of the tarball in SOURCE/build-tarball, where `sh setup.sh tarball` made one, that it runs
# from a folder of any name without environment, loads nothing of the system's but the C library, asks for none newer
# than glibc 2.31, and brings licences.
set -eu
source=$1
tarball=$(find "$source/build-tarball" -maxdepth 1 -name 'neume-*-linux.tar.gz' 2>/dev/null | head -n 1)
if [ -z "$tarball" ]; then
    echo "skipped: no tarball in build-tarball"
    exit 0
fi
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
fail() {
    echo "$@" >&2
    exit 1
}
mkdir "$temp/a folder"
tar -xzf "$tarball" -C "$temp/a folder"
top=$(find "$temp/a folder" -mindepth 1 -maxdepth 1)

for file in "$top"/bin/* "$top"/lib/*.so*; do
    newest=$(objdump -T "$file" 2>/dev/null | grep -o 'GLIBC_2[.0-9]*' | sort -uV | tail -n 1)
    [ "$(printf '%s\n' "$newest" GLIBC_2.31 | sort -V | tail -n 1)" = GLIBC_2.31 ] || fail "$file asks for $newest"
    alien=$(env -i ldd "$file" | grep ' => ' | grep -vF "$temp/a folder" |
        grep -vE '^[[:space:]]*(libc|libm|libdl|librt|libpthread|libresolv)\.so\.[0-9]') || true
    [ -z "$alien" ] || fail "$file loads from elsewhere: $alien"
done
[ -f "$top/share/doc/neume/licences/fluidsynth" ] || fail "no licences"
env -i "$top/bin/neume" --version >/dev/null
env -i "$top/bin/neume" -q --mode drums "$source/tests/fuzz/corpus/sound/mp3" -o "$temp/out.mid" ||
    fail "it does not transcribe"
[ -s "$temp/out.mid" ] || fail "no MIDI file"
