#!/bin/sh
# SPDX-License-Identifier: MIT
# FFmpeg 5.1 states an encoder delay of 0 in the Info header of what libshine encodes, which has one of 528 samples:
# every player that trusts the header is 12 ms late.
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


fetch ffmpeg=7:5.1.9-0+deb12u1
ffmpeg -version | head -1

# A click at 20,000 of 44,100 samples.
perl -e '@x = (0) x 44100; $x[20000] = 30000; print pack("s<*", @x)' >in.raw
ffmpeg -v error -f s16le -ar 44100 -ac 1 -i in.raw -c:a libshine x.mp3
ffmpeg -v error -i x.mp3 -f s16le out.raw
delay=$(perl -0777 -ne '/(?:Info|Xing)(.{4})/s or exit; $f = unpack "N", $1;
    $at = $+[0] + ($f & 1 ? 4 : 0) + ($f & 2 ? 4 : 0) + ($f & 4 ? 100 : 0) + ($f & 8 ? 4 : 0);
    @b = unpack "C3", substr($_, $at + 21, 3); print $b[0] << 4 | $b[1] >> 4' x.mp3)
click=$(perl -0777 -ne '@x = unpack("s<*", $_); $m = 0; for (0 .. $#x) { $m = $_ if abs($x[$_]) > abs($x[$m]) }
    print $m' out.raw)
echo "expected: a delay of 528 in the header, the click at 20000"
echo "seen: a delay of $delay in the header, the click at $click"
[ "$delay" = 0 ] && [ "$click" = 20528 ]
