#!/bin/sh
# SPDX-License-Identifier: MIT
# The command line of DrumGizmo 0.9.20 plays a MIDI file at half its tempo: beats half a second apart sound a second
# apart at `speed=1.0`, which is also the default.
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

fetch drumgizmo=0.9.20-1
drumgizmo --version | head -1

# A kit of one click, and a file of format 0: 480 ticks a beat, 120 beats a minute, a hit on each of the beats 2 to 4.
perl -e 'print "RIFF", pack("V", 36 + 200), "WAVEfmt ", pack("VvvVVvv", 16, 1, 1, 44100, 88200, 2, 16), "data",
         pack("V", 200), pack("s<*", 30000, (0) x 99)' >click.wav
cat >click.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<instrument version="2.0" name="Click"><samples>
<sample name="Click-1" power="0.5"><audiofile channel="Out" file="click.wav" filechannel="1"/></sample>
</samples></instrument>
XML
cat >kit.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<drumkit name="kit" description="kit"><channels><channel name="Out"/></channels>
<instruments><instrument name="Click" file="click.xml"><channelmap in="Out" out="Out"/></instrument></instruments>
</drumkit>
XML
echo '<midimap><map note="36" instr="Click"/></midimap>' >map.xml
perl -e '$hit = "\x99\x24\x7f\x60\x99\x24\x00"; $next = "\x83\x00";
         $track = "\x00\xff\x51\x03\x07\xa1\x20" . "$next$hit" . "$next$hit" . "$next$hit" . "\x83\x00\xff\x2f\x00";
         print "MThd", pack("Nnnn", 6, 0, 1, 480), "MTrk", pack("N", length $track), $track' >beats.mid

# Where the clicks are, in tenths of a second.
play() {
    rm -f out*.wav
    drumgizmo -i midifile -I "file=beats.mid,midimap=map.xml,speed=$1" -o wavfile -O file=out,srate=44100 -e 132300 \
        kit.xml >log 2>&1 || { cat log; exit 2; }
    perl -0777 -ne '/data(....)/s; $bytes = substr($_, $+[0]); $size = unpack("v", substr($_, 34)) / 8;
                    for ($i = 0; $i < length($bytes) / $size; $i++) {
                        $loud = substr($bytes, $i * $size, $size) ne "\0" x $size;
                        printf "%.1f ", $i / 44100 if $loud && (!defined $last || $i - $last > 4410);
                        $last = $i if $loud }' out*.wav
}
apart() { play "$1" | awk '{printf "%.1f", $NF - $(NF - 1)}'; }
seen=$(apart 1.0) double=$(apart 2.0)
echo "expected: clicks 0.5 seconds apart"
echo "seen: $seen seconds apart; with speed=2.0: $double"
[ "$seen" = 1.0 ] && [ "$double" = 0.5 ]
