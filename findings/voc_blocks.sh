#!/bin/sh
# SPDX-License-Identifier: MIT
# A VOC file of several blocks (type 2): libsndfile 1.2.0 reads the heads of the blocks as samples, so the sound gets
# longer and later with each.
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


fetch ffmpeg=7:5.1.9-0+deb12u1 sndfile-programs=1.2.0-1+deb12u1
ffmpeg -version | head -1
sndfile-info --help 2>/dev/null | head -1 || true

# A click at 40,000 of 44,100 samples.
perl -e '@x = (0) x 44100; $x[40000] = 30000; print pack("s<*", @x)' >in.raw
ffmpeg -v error -f s16le -ar 44100 -ac 1 -i in.raw -c:a pcm_s16le x.voc
ffmpeg -v error -i x.voc -f s16le ffmpeg.raw
cmp in.raw ffmpeg.raw
sndfile-convert x.voc x.wav >/dev/null
seen=$(perl -0777 -ne '/data..../s; @x = unpack("s<*", substr($_, $+[0])); $m = 0;
    for (0 .. $#x) { $m = $_ if abs($x[$_]) > abs($x[$m]) } print "$m of ", scalar @x' x.wav)
echo "expected: a click at 40000 of 44100 samples"
echo "seen: a click at $seen samples"
[ "$seen" != "40000 of 44100" ]
