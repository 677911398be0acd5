#!/bin/sh
# SPDX-License-Identifier: MIT
# mido takes a SMPTE division (RP-001: bit 15 set, frames a second and ticks a frame) for ticks a beat, as a negative
# number: a file of one second lasts -0.08 s, without a word. 25 frames of 40 ticks are milliseconds.
set -eu
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
apt-get download -q python3-mido=1.2.10-1 >/dev/null 2>&1
dpkg -x python3-mido_*.deb .
PYTHONPATH="$temp/usr/lib/python3/dist-packages" /usr/bin/python3 - <<'P'
import struct
import sys

import mido

track = b'\0\x90\x3c\x50' b'\x87\x68\x80\x3c\0' b'\0\xff\x2f\0'  # a note of 1000 ticks
with open('frames.mid', 'wb') as f:
    f.write(b'MThd' + struct.pack('>IHHBB', 6, 0, 1, 256 - 25, 40) + b'MTrk' + struct.pack('>I', len(track)) + track)
midi = mido.MidiFile('frames.mid')
seen = '%d ticks a beat, %.3f s' % (midi.ticks_per_beat, midi.length)
print('version  mido', mido.__version__ if hasattr(mido, '__version__') else '1.2.10')
print('expected a length of 1.000 s, or a refusal')
print('seen    ', seen)
sys.exit(seen != '-6360 ticks a beat, -0.079 s')
P
