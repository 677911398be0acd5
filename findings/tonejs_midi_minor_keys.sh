#!/bin/sh
# SPDX-License-Identifier: MIT
# @tonejs/midi names a minor key by its relative major, and writes it back as a signature that no MIDI file may hold: a
# key signature has -7 to 7 sharps (RP-001, FF 59 02 sf mi), and its writer looks the index up in a list that begins at
# -7 without taking 7 off. Read and written again, A minor has 14 sharps; "A" as a minor key has 17.
set -eu
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @tonejs/midi@2.0.28 >/dev/null
cat >see.js <<'J'
const {Midi} = require('@tonejs/midi');
const minor = (sharps) => Uint8Array.from([
  0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, 0, 96, 0x4d, 0x54, 0x72, 0x6b,
  0, 0, 0, 10, 0, 0xff, 0x59, 2, sharps & 255, 1, 0, 0xff, 0x2f, 0]);
const written = (midi) => {
  const bytes = Buffer.from(midi.toArray());
  return bytes.readInt8(bytes.indexOf(Buffer.from([0xff, 0x59, 2])) + 3);
};
const read = new Midi(minor(0)), made = new Midi();
made.header.keySignatures.push({ticks: 0, key: 'A', scale: 'minor'});
const seen = [read.header.keySignatures[0].key, written(read), written(made)].join(' ');
console.log('version  @tonejs/midi ' + require('@tonejs/midi/package.json').version);
console.log('expected A minor, 0 sharps, is read as A, and written with 0 sharps: A 0 0');
console.log('seen     ' + seen);
process.exit(seen === 'C 14 17' ? 0 : 1);
J
node see.js
