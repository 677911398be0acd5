#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh machine to a running neume. See usage() below.
set -eu
cd "$(dirname "$0")"

usage() {
    cat <<'T'
usage: sh setup.sh COMMAND

  deps      install what neume is built from (Debian and its kin; elsewhere say what is missing)
  build     deps, then the program, in release mode: build/neume
  demo      build, then transcribe, render and compare two real recordings: build/demo/
  test      demo, then every test: release with FFTW, release with KISS FFT, debug under ASan and UBSan
  nightly [SECONDS]
            what takes longer: the tests with threads under ThreadSanitizer, then each fuzz target for that much
            processor time (7200), as many at a time as there are processors, and eight at most
  install   build, then install under PREFIX (default /usr/local)
  packages  deps, then Debian packages of program, libraries, Python and Vamp: build-deb/*.deb
  tarball   deps, then what runs from any folder with glibc 2.31 or later, with KISS FFT and with the libraries whose
            sources FLUIDSYNTH and LIBSNDFILE name: build-tarball/neume-<machine>-linux.tar.gz

Root is asked for, by sudo, only where a package is missing or the prefix is not yours.
T
}

build_packages='gcc libc6-dev cmake ninja-build pkg-config libfftw3-dev libsndfile1-dev libmpg123-dev libflac-dev
libsoxr-dev libavformat-dev libavcodec-dev libavutil-dev libfluidsynth-dev libebur128-dev libjansson-dev libexpat1-dev
libarchive-dev libcairo2-dev timgm6mb-soundfont'
demo_packages='sonic-pi-samples'
package_packages='dpkg-dev file vamp-plugin-sdk python3-cffi python3-dev'
browser_packages='chromium nodejs npm'
test_packages='g++ gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
ffmpeg lame flac opus-tools vorbis-tools speex wavpack twolame libcmocka-dev libkissfft-dev
clang-format doxygen mandoc python3-mir-eval vamp-plugin-sdk vamp-examples python3-cffi python3-dev python3-numpy
python3-pip python3-setuptools python3-wheel python3-jsonschema libxml2-utils'

# What the same things are called where there is no apt: the modules that pkg-config must find.
build_modules='sndfile libmpg123 flac soxr libebur128 fluidsynth jansson expat libarchive cairo'
test_modules='cmocka kissfft-float'

say() {
    echo "setup: $*"
}

fail() {
    say "$@" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        say "root is needed for: $*"
        sudo "$@"
    else
        fail "only root can do this, and there is no sudo: $*"
    fi
}

is_installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'
}

# apt_install PACKAGE...: those that are missing.
apt_install() {
    missing=
    for package in "$@"; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "these packages are missing; as root: apt-get install --no-install-recommends$missing"
    fi
    say "installing$missing"
    as_root apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing \
        >/dev/null
}

# check_modules MODULE...: on a system whose packages this script does not know.
check_modules() {
    missing=
    for tool in cc cmake pkg-config; do
        command -v "$tool" >/dev/null || missing="$missing $tool"
    done
    for module in "$@"; do
        pkg-config --exists "$module" 2>/dev/null || missing="$missing $module"
    done
    if ! pkg-config --exists fftw3f 2>/dev/null && ! pkg-config --exists kissfft-float 2>/dev/null; then
        missing="$missing fftw3f (or kissfft-float)"
    fi
    [ -z "$missing" ] || fail "there is no apt-get here. Install, with their development files:$missing.
The libraries are libsndfile, libmpg123, libFLAC, libsoxr, libebur128, FluidSynth 2, jansson, Expat, cairo, and FFTW 3
in single precision or KISS FFT;
for the tests also cmocka and KISS FFT. To render, a General MIDI SoundFont, for example TimGM6mb or FluidR3_GM."
}

# deps [PACKAGE...]
deps() {
    if command -v apt-get >/dev/null; then
        # shellcheck disable=SC2086
        apt_install $build_packages "$@"
    else
        case " $* " in
        # shellcheck disable=SC2086
        *' libcmocka-dev '*) check_modules $build_modules $test_modules ;;
        # shellcheck disable=SC2086
        *) check_modules $build_modules ;;
        esac
    fi
}

# configure_and_build FOLDER OPTION...
configure_and_build() {
    folder=$1
    shift
    generator=
    if [ ! -f "$folder/CMakeCache.txt" ] && command -v ninja >/dev/null; then
        generator='-G Ninja'
    fi
    # shellcheck disable=SC2086
    cmake -S . -B "$folder" $generator "$@" >"$folder.log" 2>&1 || {
        cat "$folder.log" >&2
        fail "cmake could not configure $folder"
    }
    cmake --build "$folder" --parallel "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" >"$folder.log" 2>&1 || {
        cat "$folder.log" >&2
        fail "the build in $folder failed"
    }
    rm -f "$folder.log"
}

build() {
    configure_and_build build -DCMAKE_BUILD_TYPE=Release -DNEUME_TESTS=OFF
    say "built build/neume"
}

samples=/usr/share/sonic-pi/samples

# try_out FROM NAME: the way there and back, into build/demo/NAME*; leaves what compare said in NAME.txt.
try_out() {
    build/neume transcribe --quiet "$1" -o "build/demo/$2.mid"
    build/neume render --quiet "build/demo/$2.mid" -o "build/demo/$2.wav"
    build/neume compare --quiet "$1" "build/demo/$2.mid" --ab "build/demo/$2-ab.wav" >"build/demo/$2.txt"
}

demo() {
    [ -d "$samples" ] || fail "the demo needs the recordings of Sonic Pi (Debian's sonic-pi-samples) in $samples"
    mkdir -p build/demo
    try_out "$samples/loop_amen_full.flac" drums
    try_out "$samples/guit_harmonics.flac" guitar
    echo "drums:  loop_amen_full.flac -> build/demo/drums.mid, played back in build/demo/drums.wav"
    echo "guitar: guit_harmonics.flac -> build/demo/guitar.mid, played back in build/demo/guitar.wav"
    echo "listen: build/demo/drums-ab.wav and build/demo/guitar-ab.wav, recording and MIDI in turns"
    drums=$(sed -n 's/^onsets  *F \([0-9.]*\).*/\1/p' build/demo/drums.txt)
    guitar=$(sed -n 's/^onsets  *F \([0-9.]*\).*/\1/p' build/demo/guitar.txt)
    build/neume bench --quiet synthetic --html build/demo/bench.html >build/demo/bench.txt
    notes=$(sed -n 's/^ALL (mean over clips) *[0-9]* *[0-9.]* *[0-9.]* *\([0-9.]*\).*/\1/p' build/demo/bench.txt)
    echo "alike:  onset F $drums and $guitar; note F $notes on a synthetic set; more in build/demo/*.txt" \
        "and bench.html there"
}

# What the tests of the page need: a browser, where the system has one to install, and two packages of npm. Without them
# those tests say that they were skipped.
browser_tools() {
    if command -v apt-get >/dev/null; then
        # One by one: a Node.js from elsewhere brings its own npm, which Debian's cannot stand beside.
        for package in $browser_packages; do
            command -v "${package%js}" >/dev/null || apt_install "$package" ||
                say "the tests of the page will be skipped: no $package"
        done
    fi
    command -v npm >/dev/null || return 0
    [ -d build/browser/node_modules/axe-core ] && [ -d build/browser/node_modules/playwright-core ] && return 0
    mkdir -p build/browser
    cp tests/browser/package.json build/browser
    (cd build/browser && npm install --no-audit --no-fund --loglevel=error >npm.log 2>&1) ||
        say "the tests of the page will be skipped: npm could not install playwright-core and axe-core"
}

failed=

# run_tests FOLDER NAME [CTEST OPTION...]: what fails is said at the end, after the other builds were tested too.
run_tests() {
    folder=$1 name=$2
    shift 2
    ctest --test-dir "$folder" --output-on-failure --parallel "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" \
        --no-tests=error "$@" || failed="$failed, $name ($folder)"
}

run_all_tests() {
    configure_and_build build -DCMAKE_BUILD_TYPE=Release -DNEUME_TESTS=ON -DNEUME_WERROR=ON -DNEUME_FFT=fftw
    demo
    run_tests build FFTW
    configure_and_build build-kiss -DCMAKE_BUILD_TYPE=Release -DNEUME_TESTS=ON -DNEUME_WERROR=ON -DNEUME_FFT=kiss
    run_tests build-kiss 'KISS FFT' --label-exclude 'once|no-fft'
    # Some optimisation: the tests of the networks take a third of the time, and asserts stay.
    configure_and_build build-asan -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG='-g -O1' -DNEUME_TESTS=ON \
        -DNEUME_WERROR=ON -DNEUME_SANITIZE=address,undefined
    run_tests build-asan sanitizers --label-exclude once
    [ -z "$failed" ] || fail "tests failed: ${failed#, }"
    say "all tests passed: FFTW, KISS FFT, sanitizers"
}

# With threads: what runs a network, a batch or a stream. faults.c and ThreadSanitizer would both be first.
nightly() {
    jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
    [ "$jobs" -le 8 ] || jobs=8
    configure_and_build build-tsan -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG='-g -O1' -DNEUME_TESTS=ON \
        -DNEUME_WERROR=ON -DNEUME_SANITIZE=thread
    run_tests build-tsan ThreadSanitizer --tests-regex '^(api|models|compare|cli)/' \
        --exclude-regex 'cli/faults|_corpus' --label-exclude once
    configure_and_build build-fuzz -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG='-g -O1' \
        -DNEUME_TESTS=ON -DNEUME_FUZZERS=ON -DNEUME_LIBAV=off -DNEUME_SANITIZE=address,undefined
    JOBS=$jobs sh tests/fuzz/campaign.sh build-fuzz build-fuzz/campaign "$1" ||
        failed="$failed, fuzzing (build-fuzz/campaign)"
    [ -z "$failed" ] || fail "failed: ${failed#, }"
    say "no race, and nothing new was found by fuzzing"
}

install_it() {
    prefix=${PREFIX:-/usr/local}
    if mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ]; then
        cmake --install build --prefix "$prefix"
    else
        as_root cmake --install build --prefix "$prefix"
    fi
}

# Hardened as Debian's own packages are; how much is optimised stays ours.
packages() {
    flags=$(DEB_CFLAGS_STRIP='-g -O2' dpkg-buildflags --get CFLAGS)
    configure_and_build build-deb -DCMAKE_BUILD_TYPE=Release -DNEUME_TESTS=OFF -DCMAKE_INSTALL_PREFIX=/usr \
        -DNEUME_PYTHON=on -DNEUME_VAMP=on -DNEUME_LIBAV=on \
        -DCMAKE_C_FLAGS="$flags $(dpkg-buildflags --get CPPFLAGS)" \
        -DCMAKE_EXE_LINKER_FLAGS="$(dpkg-buildflags --get LDFLAGS)" \
        -DCMAKE_SHARED_LINKER_FLAGS="$(dpkg-buildflags --get LDFLAGS)" \
        -DCMAKE_MODULE_LINKER_FLAGS="$(dpkg-buildflags --get LDFLAGS)" ${MAINTAINER:+"-DNEUME_MAINTAINER=$MAINTAINER"}
    rm -f build-deb/*.deb
    (cd build-deb && cpack -G DEB >cpack.log) || { cat build-deb/cpack.log >&2; fail "cpack failed"; }
    ls -l build-deb/*.deb
}

# What the tarball is built over, and holds: an older Debian's libraries, with its security updates. `packages` there
# says which of them has which file; FFmpeg's headers are this system's.
tarball_packages='libc6-dev,libstdc++-10-dev,libmpg123-dev,libflac-dev,libsoxr-dev,libebur128-dev,
libjansson-dev,libexpat1-dev,libarchive-dev,libcairo2-dev,libkissfft-dev,libglib2.0-dev,
libogg-dev,libvorbis-dev,libopus-dev,libmp3lame-dev'

make_sysroot() {
    sysroot=$1 machine=$(uname -m)-linux-gnu
    rm -rf "$sysroot"
    # shellcheck disable=SC2016
    mmdebstrap --variant=extract --include="$(echo $tarball_packages | tr -d ' \n')" --extract-hook='
        for deb in "$1"/var/cache/apt/archives/*.deb; do
            dpkg-deb --fsys-tarfile "$deb" | tar -t | sed "s,^[.],$(dpkg-deb -f "$deb" Package) ,"
        done >"$1/packages"' bullseye "$sysroot" \
        "${DEBIAN_11:-cmake/debian11.list}" >build-tarball.log 2>&1 || {
        cat build-tarball.log >&2
        rm -rf "$sysroot"
        fail "the libraries of Debian 11 could not be fetched"
    }
    # Links that begin with a slash are meant for its root.
    find "$sysroot"/lib* "$sysroot/usr/lib" -type l -lname '/*' | while read -r link; do
        ln -sf "$sysroot$(readlink "$link")" "$link"
    done
    for part in avformat avcodec avutil; do
        cp -r "/usr/include/$machine/lib$part" "$sysroot/usr/include/$machine"
        sed '/^Requires/d' "/usr/lib/$machine/pkgconfig/lib$part.pc" >"$sysroot/usr/lib/$machine/pkgconfig/lib$part.pc"
    done
}

# build_source FOLDER NAME OPTION...: a library over Debian 11, put beside its own.
build_source() {
    source=$1 name=$2
    shift 2
    cmake -S "$source" -B "build-tarball/$name" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr \
        "-DCMAKE_TOOLCHAIN_FILE=$PWD/cmake/debian11.cmake" "-DCMAKE_INSTALL_LIBDIR=lib/$(uname -m)-linux-gnu" "$@" \
        >build-tarball.log 2>&1 &&
        DESTDIR=$NEUME_SYSROOT cmake --build "build-tarball/$name" --parallel 2 --target install \
            >>build-tarball.log 2>&1 || {
        tail -n 30 build-tarball.log >&2
        fail "$name could not be built"
    }
}

# libsndfile: Debian 11's knows no MP3. FluidSynth: one that makes files and no sound: Debian's loads readline, which is
# under the GPL, and every sound server.
build_sources() {
    build_source "$LIBSNDFILE" libsndfile -DBUILD_SHARED_LIBS=ON -DBUILD_PROGRAMS=OFF -DBUILD_EXAMPLES=OFF \
        -DBUILD_TESTING=OFF -DENABLE_CPACK=OFF -DENABLE_EXTERNAL_LIBS=ON -DENABLE_MPEG=ON
    options=
    for part in alsa aufile dbus ipv6 jack ladspa libinstpatch midishare network oss pipewire pulseaudio readline sdl2 \
        systemd; do
        options="$options -Denable-$part=off"
    done
    # shellcheck disable=SC2086
    build_source "$FLUIDSYNTH" fluidsynth $options
}

tarball() {
    [ -f "${FLUIDSYNTH-}/CMakeLists.txt" ] && [ -f "${LIBSNDFILE-}/CMakeLists.txt" ] ||
        fail "FLUIDSYNTH and LIBSNDFILE must name source folders of these libraries: see docs/packages.md"
    mkdir -p build-tarball
    NEUME_SYSROOT=$PWD/build-tarball/sysroot
    libraries=$NEUME_SYSROOT/usr/lib/$(uname -m)-linux-gnu
    [ -f "$NEUME_SYSROOT/packages" ] || make_sysroot "$NEUME_SYSROOT"
    PKG_CONFIG_SYSROOT_DIR=$NEUME_SYSROOT
    PKG_CONFIG_LIBDIR=$libraries/pkgconfig:$NEUME_SYSROOT/usr/share/pkgconfig
    export FLUIDSYNTH LIBSNDFILE NEUME_SYSROOT PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR
    build_sources
    configure_and_build build-tarball -DCMAKE_BUILD_TYPE=Release -DNEUME_TESTS=OFF -DCMAKE_INSTALL_LIBDIR=lib \
        "-DCMAKE_TOOLCHAIN_FILE=$PWD/cmake/debian11.cmake" -DNEUME_FFT=kiss -DNEUME_PYTHON=off -DNEUME_VAMP=off \
        -DNEUME_LIBAV=on "-DCMAKE_INSTALL_RPATH=\$ORIGIN/../lib"
    rm -f build-tarball.log
    sh cmake/tarball.sh build-tarball
}

case ${1-} in
deps)
    deps
    ;;
build)
    deps
    build
    ;;
demo)
    deps $demo_packages
    build
    demo
    ;;
test)
    # shellcheck disable=SC2086
    deps $demo_packages $test_packages
    browser_tools
    run_all_tests
    ;;
nightly)
    # shellcheck disable=SC2086
    deps $demo_packages $test_packages clang libclang-rt-dev
    nightly "${2:-7200}"
    ;;
install)
    deps
    build
    install_it
    ;;
packages)
    # shellcheck disable=SC2086
    deps $package_packages
    packages
    ;;
tarball)
    deps mmdebstrap patchelf g++ file
    tarball
    ;;
'' | help | -h | --help)
    usage
    ;;
*)
    usage >&2
    exit 2
    ;;
esac
