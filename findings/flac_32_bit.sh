#!/bin/sh
# SPDX-License-Identifier: MIT
# FLAC of 32 bits a sample, which flac 1.4 writes: FFmpeg 5.1 decodes it to an empty file, prints no error and exits
# with 0.
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


fetch ffmpeg=7:5.1.9-0+deb12u1 flac=1.4.2+ds-2
ffmpeg -version | head -1
flac --version

perl -e 'print pack("l<*", map { $_ * 12345 } 0 .. 9999)' >in.raw
flac -s --force-raw-format --endian=little --sign=signed --channels=1 --bps=32 --sample-rate=44100 -o x.flac in.raw
flac -s -d --force-raw-format --endian=little --sign=signed -o back.raw x.flac
cmp in.raw back.raw
code=0
ffmpeg -v error -i x.flac -f s32le out.raw 2>errors || code=$?
echo "expected: 10000 samples, or an error"
echo "seen: $(($(wc -c <out.raw) / 4)) samples, exit code $code, $(wc -l <errors) lines of errors"
[ "$code" = 0 ] && [ ! -s out.raw ] && [ ! -s errors ]
