#!/bin/sh
# SPDX-License-Identifier: MIT
# @tonejs/midi looks for the end of a note by its time, not by its place in the track: a note-off that ends nothing,
# right before a note-on on its tick (some sequencers begin with all notes off), ends that note at once, and the note
# loses its real end. A note without any note-off, which players hold to the end of the track, is left out without a
# word: of one public set of drum patterns a quarter of the files come out with few notes or none.
set -eu
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @tonejs/midi@2.0.28 >/dev/null
cat >see.js <<'J'
const {Midi} = require('@tonejs/midi');
const file = (events) => Uint8Array.from([0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, 0, 96, 0x4d, 0x54, 0x72, 0x6b,
  0, 0, 0, events.length + 4, ...events, 0, 0xff, 0x2f, 0]);
const read = (events) =>
  new Midi(file(events)).tracks[0].notes.map((n) => n.ticks + ' to ' + (n.ticks + n.durationTicks));
const stray = read([0, 0x80, 60, 0, 0, 0x90, 60, 90, 96, 0x80, 60, 0]).join(', ');
const open = read([0, 0x90, 60, 90, 96, 0x90, 62, 90, 96, 0x80, 62, 0]).join(', ');
console.log('version  @tonejs/midi ' + require('@tonejs/midi/package.json').version);
console.log('expected a note from 0 to 96; notes from 0 to 192 and from 96 to 192');
console.log(`seen     ${stray}; ${open}`);
process.exit(stray === '0 to 0' && open === '96 to 192' ? 0 : 1);
J
node see.js
