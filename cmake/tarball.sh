#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: sh cmake/tarball.sh BUILD: BUILD/neume-<machine>-linux.tar.gz of a configured and built folder. It can be
# unpacked anywhere: what the program and the libraries load lies beside them, but for the C library. `sh setup.sh
# tarball` sets NEUME_SYSROOT, FLUIDSYNTH and LIBSNDFILE. Needs patchelf.
set -eu
build=$1
name=neume-$(uname -m)-linux
top=$build/tarball/$name
rm -rf "$build/tarball"
cmake --install "$build" --prefix "$top" --strip >/dev/null

# Every library that is loaded, by whatever is loaded, under the name by which it is asked for.
loader=$(find "$NEUME_SYSROOT/lib64/" "$NEUME_SYSROOT/lib/" -maxdepth 1 -name 'ld-linux-*.so.*' | head -n 1)
folders=$(find "$NEUME_SYSROOT/lib" "$NEUME_SYSROOT/usr/lib" -maxdepth 1 -name '*-linux-gnu' -printf '%p:')
for file in bin/neume lib/libneume_render.so; do
    "$loader" --library-path "$folders" --list "$top/$file"
done | sed -n 's,^[[:space:]]*\(lib[^ ]*\) => \(/[^ ]*\).*,\1 \2,p' | sort -u |
    grep -vE '^(libc|libm|libdl|librt|libpthread|libresolv)\.so|^libneume' >"$build/tarball/loaded"
licences=$top/share/doc/neume/licences
mkdir -p "$licences"
cp "$FLUIDSYNTH/LICENSE" "$licences/fluidsynth"
cp "$LIBSNDFILE/COPYING" "$licences/libsndfile"
while read -r file path; do
    cp -L "$path" "$top/lib/$file"
    chmod 644 "$top/lib/$file"
    patchelf --set-rpath '$ORIGIN' "$top/lib/$file"
    case $file in
    libfluidsynth.* | libsndfile.*) continue ;;
    esac
    # Debian 11 knows some files as /lib, though they are found in /usr/lib.
    real=$(readlink -f "$path")
    real=${real#"$(readlink -f "$NEUME_SYSROOT")"}
    package=$(awk -v a="$real" -v b="${real#/usr}" '$2 == a || $2 == b {print $1; exit}' "$NEUME_SYSROOT/packages")
    [ -n "$package" ] || {
        echo "tarball: $path is of no package, so that its licence is unknown" >&2
        exit 1
    }
    cp -L "$NEUME_SYSROOT/usr/share/doc/$package/copyright" "$licences/$package"
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
sh tests/rules/tarball.sh .
