#!/bin/sh
# SPDX-License-Identifier: MIT
# spessasynth_core's getNoteTimes() pairs the notes of all tracks of a channel as one: where the right hand holds a key
# that the left hand strikes and lets go (two staves of a piano, one channel), the left hand's note-off ends the right
# hand's note, and the right hand's ends the left's. @tonejs/midi 2.0.28 and pretty_midi, which go
# by tracks, keep them apart.
set -eu
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit spessasynth_core@4.3.22 >/dev/null
cat >see.mjs <<'J'
import fs from 'node:fs';
import {BasicMIDI} from 'spessasynth_core';

const track = (events) => [0x4d, 0x54, 0x72, 0x6b, 0, 0, 0, events.length, ...events];
const bytes = Uint8Array.from([0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 1, 0, 2, 0, 96,
  ...track([0, 0x90, 60, 90, 0x81, 0x40, 0x80, 60, 0, 0, 0xff, 0x2f, 0]), // 0 to 192
  ...track([48, 0x90, 60, 70, 48, 0x80, 60, 0, 0, 0xff, 0x2f, 0])]); // 48 to 96
const notes = BasicMIDI.fromArrayBuffer(bytes.buffer).getNoteTimes()[0];
const seen = notes.map((n) => `${n.velocity}: ${n.start} to ${n.start + n.length} s`).join(', ');
console.log('version  spessasynth_core ' +
  JSON.parse(fs.readFileSync('node_modules/spessasynth_core/package.json')).version);
console.log('expected 90: 0 to 1 s, 70: 0.25 to 0.5 s');
console.log('seen     ' + seen);
process.exit(seen === '90: 0 to 0.5 s, 70: 0.25 to 1 s' ? 0 : 1);
J
node see.mjs
