#!/bin/sh
# SPDX-License-Identifier: MIT
# What cpack makes of a build: the packages that docs/packages.md names, what each depends on and contains, and nothing
# twice. Installing them is tried by hand.
set -eu
source=$1 build=$2
if ! command -v dpkg-deb >/dev/null || ! command -v dpkg-shlibdeps >/dev/null || ! command -v file >/dev/null; then
    echo "skipped: no dpkg-dev or no file"
    exit 0
fi
if grep -q '^NEUME_SANITIZE:[A-Z]*=.' "$build/CMakeCache.txt"; then
    echo "skipped: nobody packages a sanitizer"
    exit 0
fi
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
fail() {
    echo "$@" >&2
    exit 1
}

# No compression worth its time.
(cd "$build" && cpack -G DEB -B "$temp" -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip) >"$temp/log" 2>&1 ||
    { cat "$temp/log" >&2; fail "cpack failed"; }
version=$(sed -n 's/^project(neume VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
abi=$(sed -n 's/.*SONAME.*\[libneume\.so\.\(.*\)\]/\1/p' <<S
$(readelf -d "$build/libneume.so")
S
)
[ -n "$abi" ] || fail "libneume.so has no SONAME"

# check PACKAGE DEPENDENCIES FILES: patterns that must each be found.
check() {
    deb=$(find "$temp" -maxdepth 1 -name "$1_$version-*_*.deb")
    [ -n "$deb" ] || fail "no package $1 of version $version"
    full=$(dpkg-deb -f "$deb" Version)
    dpkg-deb --ctrl-tarfile "$deb" | tar -t >"$temp/control"
    case $1 in
    python3-*) ;;
    *) ! grep -E 'postinst|postrm' "$temp/control" >&2 || fail "$1 has scripts" ;;
    esac
    dpkg-deb -f "$deb" Depends >"$temp/depends"
    dpkg-deb -c "$deb" | awk '$1 !~ /^d/ {print $6}' | sort >"$temp/$1.files"
    for package in $2; do
        case $package in
        *=) grep -qF "${package%=} (= $full)" "$temp/depends" ||
            fail "$1 does not depend on the same version of ${package%=}" ;;
        !*) ! grep -q "${package#!}" "$temp/depends" || fail "$1 depends on ${package#!}" ;;
        *) grep -q "\(^\|, \)${package}[0-9.-]* (>= " "$temp/depends" || fail "$1 does not depend on $package" ;;
        esac
    done
    for file in $3 "doc/$1/copyright" "doc/$1/changelog.gz" "doc/$1/changelog.Debian.gz"; do
        grep -q "/$file\$" "$temp/$1.files" || fail "$1 lacks $file"
    done
    dpkg-deb -x "$deb" "$temp/root"
}
check "libneume$abi" 'libc6 libsndfile !fluidsynth !cairo !jansson' \
    "libneume.so.$version doc/libneume$abi/weights.md.gz"
check "libneume-render$abi" "libneume$abi= libfluidsynth libcairo libjansson" "libneume_render.so.$version"
check libneume-dev "libneume$abi= libneume-render$abi=" \
    'include/neume/neume.h libneume.a libneume.so neume_render.pc neumeConfig.cmake'
check neume 'libc6 libfluidsynth' 'bin/neume man1/neume.1.gz completions/neume vendor-completions/_neume neume.fish'
[ ! -d "$build/python" ] ||
    check python3-neume "libneume$abi= !libneume-render !fluidsynth" 'neume/__init__.py neume/_neume.abi3.so'
[ ! -f "$build/vamp/neume.so" ] || check vamp-neume "libneume$abi= !fluidsynth" \
    'usr/lib/vamp/neume.so usr/lib/vamp/neume.n3 usr/lib/vamp/neume.cat'

twice=$(cat "$temp"/*.files | sort | uniq -d)
[ -z "$twice" ] || fail "in two packages: $twice"
# What `cmake --install` gives is in some package; only the folder of zsh's completions is another.
(cd "$build" && cmake --install . --prefix "$temp/installed") >/dev/null
(cd "$temp/installed" && find . ! -type d) | sed 's,^\.,./usr,; s,zsh/site-functions,zsh/vendor-completions,
    s,/neume\.1$,&.gz,' | sort >"$temp/wanted"
lost=$(cat "$temp"/*.files | sort | comm -23 "$temp/wanted" -)
[ -z "$lost" ] || fail "in no package: $lost"
for file in "$temp"/root/usr/bin/neume $(find "$temp/root" -name '*.so.*' -type f); do
    ! readelf -d "$file" | grep -E 'RPATH|RUNPATH' >&2 || fail "$file has a path of its build"
done

# An import that misses a library names these packages.
for package in "libneume$abi" "libneume-render$abi"; do
    grep -q "\"$package, or " "$source/bindings/python/neume/_library.py" ||
        fail "bindings/python/neume/_library.py does not know the package $package"
done
