/* SPDX-License-Identifier: MIT
 *
 * Small MIDI files for the tests of the page, and the pages made from them by the program. */
"use strict";
const fs = require("fs"), path = require("path"), { spawnSync } = require("child_process");

function number(value) {
  const bytes = [value & 127];
  while ((value >>= 7) > 0)
    bytes.unshift(value & 127 | 128);
  return bytes;
}

/* events: [tick, ...bytes]; 480 ticks are half a second. */
function track(events) {
  const bytes = [];
  let last = 0;
  events.slice().sort((a, b) => a[0] - b[0]).forEach(([tick, ...event]) => {
    bytes.push(...number(tick - last), ...event);
    last = tick;
  });
  bytes.push(0, 0xFF, 0x2F, 0);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([Buffer.from("MTrk"), size, Buffer.from(bytes)]);
}

function midi(tracks) {
  const head = Buffer.from([0x4D, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 1, 0, tracks.length, 480 >> 8, 480 & 255]);
  return Buffer.concat([head].concat(tracks.map(track)));
}

/* A note of `length` seconds on `channel`. */
function note(time, length, channel, pitch, velocity) {
  const tick = Math.round(time * 960);
  return [[tick, 0x90 | channel, pitch, velocity], [tick + Math.round(length * 960), 0x80 | channel, pitch, 0]];
}

/* 24 s: a marimba whose steps never repeat, and a drum kit; a silence from 11 to 12, where a note begins on the
 * second. */
function song(shift) {
  const melody = [[0, 0xFF, 3, 7, ...Buffer.from("Marimba")], [0, 0xC0, 12]],
    drums = [[0, 0xFF, 3, 5, ...Buffer.from("Drums")]];
  let state = 7;
  for (let i = 0; i < 96; i++) {
    const time = i * 0.25 + (i % 7) * 0.004;
    state = (state * 1103515245 + 12345) % 2147483648;
    if (time >= 10.4 && time < 11.99)
      continue;
    melody.push(...note(i === 48 ? 12 : time, 0.2, 0, (shift || 0) + 55 + Math.floor(state / 65536) % 24, 70 + i % 50));
    if (i % 2 === 0)
      drums.push(...note(i === 48 ? 12 : time, 0.05, 9, [36, 42, 38, 46][i / 2 % 4], 100));
  }
  return midi([[[0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20]], melody, drums]);
}

/* Another song: slow organ chords. */
function otherSong() {
  const chords = [[0, 0xC0, 19]];
  for (let i = 0; i < 15; i++)
    [0, 3, 7].forEach((step) => chords.push(...note(0.37 + i * 1.61, 1.5, 0, 61 + step + i * 5 % 12, 80)));
  return midi([chords]);
}

/* The program's run in `folder`; fails loudly. */
function neume(folder, ...words) {
  const ran = spawnSync(process.env.NEUME, words, { cwd: folder, encoding: "utf8" });
  if (ran.status !== 0)
    throw new Error(`neume ${words.join(" ")}: ${ran.status}\n${ran.stderr}`);
  return ran.stdout;
}

function silence(seconds) {
  const frames = Math.round(44100 * seconds), head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + 2 * frames, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(44100, 24);
  head.writeUInt32LE(88200, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(2 * frames, 40);
  return Buffer.concat([head, Buffer.alloc(2 * frames)]);
}

/* song.html compares a rendering with its own MIDI, so that what A and B play is the same; the others are bad input. */
function makePages(folder) {
  const put = (name, bytes) => fs.writeFileSync(path.join(folder, name), bytes);
  put("song.mid", song(0));
  put("other.mid", otherSong());
  put("none.mid", midi([[[0, 0xFF, 3, 4, ...Buffer.from("</sc")]]]));
  const hostile = "<!-- <script> </script> &amp; \u2028";
  put("named.mid", midi([[], [[0, 0xFF, 3, Buffer.from(hostile).length, ...Buffer.from(hostile)]].concat(
    note(0.5, 1, 0, 60, 90))]));
  put("short.mid", midi([note(0, 0.3, 0, 60, 90).concat(note(0.5, 0.3, 0, 64, 90))]));
  put("silent.wav", silence(3));
  neume(folder, "render", "-q", "song.mid", "-o", "song.wav");
  [["song.wav", "song.mid", "song.html"], ["song.wav", "none.mid", "none.html"],
    ["song.wav", "short.mid", "short.html"],
    ["silent.wav", "song.mid", "silent.html"], ["song.wav", "other.mid", "other.html"],
    ["song.wav", "named.mid", "named.html"]].forEach(([audio, file, page]) =>
    neume(folder, "compare", "-q", audio, file, "-o", page));
  const many = [];
  for (let i = 0; i < 240; i++)
    many.push(...note(i * 0.1, 0.08, 0, 40 + i % 40, 90));
  put("many.mid", midi([many]));
  neume(folder, "compare", "-q", "song.wav", "none.mid", "--reference", "many.mid", "-o", "many.html");
}

module.exports = { makePages };
