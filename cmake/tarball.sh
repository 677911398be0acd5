#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: sh cmake/tarball.sh BUILD: BUILD/neume-<machine>-linux.tar.gz of a configured and built folder. It can be
# unpacked anywhere: what the program and the libraries load lies beside them, but for the C library. Needs patchelf.
# FLUIDSYNTH names the source folder of the FluidSynth in BUILD/fluidsynth.
set -eu
build=$1
name=neume-$(uname -m)-linux
top=$build/tarball/$name
rm -rf "$build/tarball"
cmake --install "$build" --prefix "$top" --strip >/dev/null

# Every library that is loaded, by whatever is loaded, under the name by which it is asked for.
ldd "$top/bin/neume" "$top/lib/libneume_render.so" | sed -n 's,^[[:space:]]*\(lib[^ ]*\) => \(/[^ ]*\).*,\1 \2,p' |
    sort -u | grep -vE '^(libc|libm|libdl|librt|libpthread|libresolv)\.so|^libneume' >"$build/tarball/loaded"
licences=$top/share/doc/neume/licences
mkdir -p "$licences"
while read -r file path; do
    cp -L "$path" "$top/lib/$file"
    chmod 644 "$top/lib/$file"
    patchelf --set-rpath '$ORIGIN' "$top/lib/$file"
    # Debian knows some files as /lib, though they are found in /usr/lib.
    real=$(readlink -f "$path")
    case $real in
    "$(readlink -f "$build")"/fluidsynth/*)
        cp "$FLUIDSYNTH/LICENSE" "$licences/fluidsynth"
        continue
        ;;
    esac
    package=$(dpkg -S "$real" 2>/dev/null || dpkg -S "${real#/usr}" 2>/dev/null || dpkg -S "$path") || {
        echo "tarball: $path is of no package, so that its licence is unknown" >&2
        exit 1
    }
    package=${package%%:*}
    cp "/usr/share/doc/$package/copyright" "$licences/$package"
done <"$build/tarball/loaded"
copyleft=$(cut -d ' ' -f 1 "$build/tarball/loaded" | grep -E '^lib(readline|db-|fftw3)' || true)
if [ -n "$copyleft" ]; then
    echo "tarball: under the GPL or the like, so that all of it would be:" $copyleft >&2
    exit 1
fi

cp LICENSE CHANGELOG.md "$top/share/doc/neume"
cp models/weights/README.md "$top/share/doc/neume/weights.md"
find "$top" -type d -exec chmod 755 {} +
tar -C "$build/tarball" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-$(date +%s)}" \
    -cf - "$name" | gzip -9 -n >"$build/$name.tar.gz"
ls -l "$build/$name.tar.gz"
