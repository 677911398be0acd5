#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs of examples/ do what they say.
set -eu
bin=$1
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"

"$bin/example_memory" >chord.txt
for pitch in 57 61 64; do
    grep -q "MIDI pitch $pitch\$" chord.txt || { echo "memory: no pitch $pitch" >&2; cat chord.txt >&2; exit 1; }
done

head -c 400000 /dev/zero | "$bin/example_stream" >silence.txt
[ ! -s silence.txt ] || { echo "stream: notes in silence" >&2; exit 1; }

if "$bin/example_file" missing.wav a.mid 2>error.txt; then
    echo "file: a missing recording is done" >&2
    exit 1
fi
grep -qx 'file: no such file' error.txt
recording=/usr/share/sonic-pi/samples/guit_em9.flac
if [ -f $recording ]; then
    "$bin/example_file" $recording a.mid >/dev/null
    [ "$(head -c 4 a.mid)" = MThd ]
fi

# A SoundFont may be missing; then both say so.
printf 'MThd\000\000\000\006\000\000\000\001\000\140' >note.mid
printf 'MTrk\000\000\000\014\000\220\074\144\140\200\074\000\000\377\057\000' >>note.mid
if "$bin/example_render" note.mid note.wav 2>error.txt; then
    [ "$(head -c 4 note.wav)" = RIFF ]
    "$bin/example_compare" note.wav note.mid | grep -q '^onsets .*harmony .*notes '
else
    grep -q 'no SoundFont' error.txt
fi
