#!/bin/sh
# SPDX-License-Identifier: MIT
# FFmpeg 5.1 writes the delay of the encoder into Matroska for MP3, and does not take it off when it decodes: the sound
# comes 1,105 samples late, and is as many longer, where the same stream in a bare MP3 file is right.
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
for kind in mp3 mkv; do
    ffmpeg -v error -f s16le -ar 44100 -ac 1 -i in.raw -c:a libmp3lame x.$kind
    ffmpeg -v error -i x.$kind -f s16le $kind.raw
    perl -0777 -ne '@x = unpack("s<*", $_); $m = 0; for (0 .. $#x) { $m = $_ if abs($x[$_]) > abs($x[$m]) }
    print "$m ", scalar @x' \
        $kind.raw >$kind.txt
done
echo "expected: a click at 20000 of 44100 samples, in both"
echo "seen: MP3 $(cat mp3.txt), Matroska $(cat mkv.txt)"
[ "$(cat mp3.txt)" = "20000 44100" ]
[ "$(cut -d " " -f 1 mkv.txt)" = 21105 ]
