#!/bin/sh
# SPDX-License-Identifier: MIT
# A package of a Vamp plugin made by CPack 3.25 runs ldconfig when it is installed and removed: CPack takes any shared
# object one folder below /usr/lib for a library of the loader's, which never looks into /usr/lib/vamp.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The packages and all below them, unpacked here: nothing is installed.
fetch() {
    mkdir -p debs/partial root && : >status
    apt-get -qq -y --no-install-recommends --download-only -o Dir::State::status="$work/status" \
        -o Dir::Cache::archives="$work/debs" -o Debug::NoLocking=1 install "$@" >log 2>&1 || { cat log; exit 2; }
    for deb in debs/*.deb; do dpkg -x "$deb" root; done
    libs=root/usr/lib/x86_64-linux-gnu
    LD_LIBRARY_PATH=$work/$libs:$work/$libs/blas:$work/$libs/lapack:$work/$libs/pulseaudio
    PATH=$work/root/usr/bin:$PATH
    export LD_LIBRARY_PATH PATH
}

fetch cmake=3.25.1-1 vamp-examples=2.10.0-3 make=4.3-4.1 file=1:5.44-3 binutils=2.40-2
export MAGIC="$work/root/usr/lib/file/magic.mgc"
cmake --version | head -1

plugin=$(find root -name vamp-example-plugins.so | head -1)
mkdir project && cp "$plugin" project/plugin.so
cat >project/CMakeLists.txt <<'C'
cmake_minimum_required(VERSION 3.25)
project(plugin VERSION 1.0 LANGUAGES NONE)
install(FILES plugin.so DESTINATION lib/vamp)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_CONTACT "a person <person@example.org>")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
include(CPack)
C
cmake -S project -B build >log 2>&1 && (cd build && cpack >>../log 2>&1) || { cat log; exit 2; }
dpkg-deb -c build/*.deb | sed -n 's,.* \./,file /,p'
dpkg-deb -e build/*.deb control
echo "expected: no script, since /usr/lib/vamp is no folder of the loader's"
echo "seen: $(cd control && grep -l ldconfig postinst postrm | tr '\n' ' ')run ldconfig"
grep -q '^[[:space:]]*ldconfig$' control/postinst && grep -q '^[[:space:]]*ldconfig$' control/postrm
