#!/bin/sh
# SPDX-License-Identifier: MIT
# FFmpeg 5.1 decodes the WMA that it encoded 2,048 samples (46 ms) early, and the first 46 ms are lost.
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

# Clicks at 1,000 and 20,000 of 44,100 samples.
perl -e '@x = (0) x 44100; $x[1000] = $x[20000] = 30000; print pack("s<*", @x)' >in.raw
ffmpeg -v error -f s16le -ar 44100 -ac 1 -i in.raw -c:a wmav2 -b:a 128k x.wma
ffmpeg -v error -i x.wma -f s16le out.raw
found=$(perl -0777 -ne '@x = unpack("s<*", $_); print join " ", grep { abs($x[$_]) > 8000 } 0 .. $#x' out.raw)
echo "expected: clicks at 1000 and 20000"
echo "seen: $found"
case " $found " in *" 17952 "*) ;; *) exit 1 ;; esac
first=${found%% *}
[ "$first" -gt 15000 ]
