// SPDX-License-Identifier: MIT
//
// The notes of MIDI files as neume reads them beside those of four other readers (outside CI):
//   npm install @tonejs/midi@2.0.28 spessasynth_core@4.3.22 jzz@1.9.6 jzz-midi-smf@1.9.9; apt-get install python3-mido
//   node other_readers.mjs NEUME FILE.mid...
// @tonejs/midi and spessasynth_core give notes; JZZ and mido give events and tempi, which are paired here by first in,
// first out for each track, channel and key. Onsets and ends must be equal to 0.1 ms, pitches and velocities exactly,
// whatever the order. What differs is counted by its cause, and the file is named where no cause is known.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const {Midi} = require('@tonejs/midi');
const JZZ = require('jzz');
require('jzz-midi-smf')(JZZ);
const {BasicMIDI} = await import(path.join(process.cwd(), 'node_modules/spessasynth_core/dist/index.js'));

const mido = `
import mido, sys
m = mido.MidiFile(sys.argv[1], clip=True)
tempi = [(0, 500000)]
for t in m.tracks:
    tick = 0
    for e in t:
        tick += e.time
        if e.type == 'set_tempo':
            tempi.append((tick, e.tempo))
tempi.sort(key=lambda x: x[0])
def seconds(tick):
    s, at, tempo = 0.0, 0, 500000
    for when, now in tempi:
        if when >= tick: break
        s += mido.tick2second(when - at, m.ticks_per_beat, tempo); at, tempo = when, now
    return s + mido.tick2second(tick - at, m.ticks_per_beat, tempo)
for t in m.tracks:
    tick, open = 0, {}
    for e in t:
        tick += e.time
        if e.type == 'note_on' and e.velocity:
            open.setdefault((e.channel, e.note), []).append((tick, e.velocity))
        elif e.type in ('note_on', 'note_off'):
            q = open.get((e.channel, e.note))
            if q:
                on, v = q.pop(0); print(seconds(on), seconds(max(tick, on + 1) if tick == on else tick), e.note, v)
    for (c, n), q in open.items():
        for on, v in q: print(seconds(on), seconds(max(tick, on + 1)), n, v)
`;

function byNeume(neume, file) {
  const csv = execFileSync(neume, ['edit', '-q', file, '-o', '-', '-f', 'csv'], {maxBuffer: 1 << 28}).toString();
  return csv.trim().split('\n').slice(1).map((l) => l.split(',').slice(0, 4).map(Number));
}

function byMido(file) {
  return execFileSync('/usr/bin/python3', ['-c', mido, file], {maxBuffer: 1 << 28}).toString().trim().split('\n')
    .filter(Boolean).map((l) => l.split(' ').map(Number));
}

function byTone(bytes) {
  const notes = [];
  for (const t of new Midi(bytes).tracks)
    for (const n of t.notes)
      notes.push([n.time, n.time + n.duration, n.midi, Math.round(n.velocity * 127)]);
  return notes;
}

function bySpessa(bytes) {
  const notes = [];
  const midi = BasicMIDI.fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  for (const channel of midi.getNoteTimes())
    for (const n of channel)
      notes.push([n.start, n.start + n.length, n.midiNote, n.velocity]);
  return notes;
}

function byJzz(bytes) {
  const smf = new JZZ.MIDI.SMF(bytes.toString('binary'));
  const tempi = [], notes = [];
  for (const t of smf)
    for (const e of t)
      if (e.ff === 0x51)
        tempi.push([e.tt, e.dd.charCodeAt(0) << 16 | e.dd.charCodeAt(1) << 8 | e.dd.charCodeAt(2)]);
  tempi.sort((a, b) => a[0] - b[0]);
  const seconds = (tick) => {
    let s = 0, at = 0, tempo = 500000;
    for (const [when, now] of tempi) {
      if (when >= tick)
        break;
      s += (when - at) * tempo / 1e6 / smf.ppqn;
      [at, tempo] = [when, now];
    }
    return s + (tick - at) * tempo / 1e6 / smf.ppqn;
  };
  for (const t of smf) {
    const open = {};
    let last = 0;
    for (const e of t) {
      last = Math.max(last, e.tt);
      if (e[0] === undefined || e[0] >> 4 < 8 || e[0] >> 4 > 9)
        continue;
      const q = open[(e[0] & 15) * 128 + e[1]] ||= [];
      if (e[0] >> 4 === 9 && e[2])
        q.push([e.tt, e[2], e[1]]);
      else if (q.length) {
        const [on, v, key] = q.shift();
        notes.push([seconds(on), seconds(Math.max(e.tt, on + 1)), key, v]);
      }
    }
    for (const q of Object.values(open))
      for (const [on, v, key] of q)
        notes.push([seconds(on), seconds(Math.max(last, on + 1)), key, v, 'open']);
  }
  return notes;
}

const order = (a, b) => a[2] - b[2] || a[0] - b[0] || a[1] - b[1] || a[3] - b[3];
const near = (a, b) => Math.abs(a - b) <= 1e-4;

// What is left of each after the notes that both have: the same key and velocity, the same times.
function difference(mine, theirs) {
  const bins = new Map(), only = [];
  for (const n of theirs) {
    const key = n[2] + ',' + n[3] + ',' + Math.round(n[0] * 1e3);
    (bins.get(key) || bins.set(key, []).get(key)).push(n);
  }
  for (const n of mine) {
    let found = false;
    for (let d = -1; d <= 1 && !found; d++) {
      const bin = bins.get(n[2] + ',' + n[3] + ',' + (Math.round(n[0] * 1e3) + d)) || [];
      // A note of no length has a tick here, and none there.
      const i = bin.findIndex((m) => near(m[0], n[0]) &&
        (near(m[1], n[1]) || (m[1] - m[0] < 1e-9 && n[1] - n[0] < 0.06)));
      if (i >= 0) {
        bin.splice(i, 1);
        found = true;
      }
    }
    if (!found)
      only.push(n);
  }
  return [only.sort(order), [...bins.values()].flat().sort(order)];
}

// Onsets, and ends, are the same: only which note of a key has which end differs, as where a reader pairs the notes of
// all
// tracks of a channel (spessasynth_core) or of all channels of a track (@tonejs/midi).
function swapped(a, b) {
  const by = (list, at) => list.map((n) => [n[2], n[at]]).sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  return a.length === b.length && [0, 1].every((at) => {
    const other = by(b, at);
    return by(a, at).every((x, i) => x[0] === other[i][0] && near(x[1], other[i][1]));
  });
}

// Notes that are never let go, by JZZ's events: neume ends them with their track, @tonejs/midi leaves them out.
function held(a, b, open) {
  return !b.length && a.every((n) => open.some((m) => m[2] === n[2] && m[3] === n[3] && near(m[0], n[0])));
}

// A note-off that ends nothing, right before a note-on on its tick: @tonejs/midi ends that note at once by it.
function stillborn(a, b) {
  return a.length === b.length && a.every((n) => b.some((m) => m[2] === n[2] && near(m[0], n[0]) && near(m[0], m[1])));
}

function causeOf(a, b, open) {
  return !a.length && !b.length ? 'equal' : swapped(a, b) ? 'swapped' : held(a, b, open) ? 'held' :
    stillborn(a, b) ? 'stillborn' : 'differ';
}

const neume = process.argv[2];
const readers = {tone: byTone, spessa: bySpessa, jzz: byJzz, mido: null};
const total = {files: 0, notes: 0};
const count = {};
for (const file of process.argv.slice(3)) {
  let mine;
  try {
    mine = byNeume(neume, file);
  } catch (e) {
    console.log(`${file}: refused by neume`);
    continue;
  }
  total.files++;
  total.notes += mine.length;
  const bytes = fs.readFileSync(file);
  const open = byJzz(bytes).filter((n) => n[4]);
  for (const [name, read] of Object.entries(readers)) {
    const c = count[name] ||= {equal: 0, swapped: 0, held: 0, stillborn: 0, differ: 0, refused: 0, mine: 0, theirs: 0};
    let theirs;
    try {
      theirs = name === 'mido' ? byMido(file) : read(bytes);
    } catch (e) {
      c.refused++;
      console.log(`${path.basename(file)}: refused by ${name}: ${String(e.message).split('\n')[0].slice(0, 80)}`);
      continue;
    }
    const [a, b] = difference(mine, theirs);
    const cause = causeOf(a, b, open);
    c[cause]++;
    if (cause !== 'differ')
      continue;
    c.mine += a.length;
    c.theirs += b.length;
    console.log(`${path.basename(file)}: ${name}: ${a.length} of ${mine.length} notes only neume's ` +
        `${JSON.stringify(a[0])}, ${b.length} only theirs ${JSON.stringify(b[0])}`);
  }
}
console.log(JSON.stringify({...total, ...count}, null, 1));
