// SPDX-License-Identifier: MIT
//
// Reads MIDI 2.0 clips by another reader, JZZ (npm install jzz jzz-midi-smf), and compares with what neume says of
// them:
//   node second_reader.js NEUME FILE.mid...
// Every file becomes a clip by `neume edit`; JZZ must find no fault in it, and the same notes as `neume edit -f csv`
// finds in the MIDI file: onsets and offsets to a microsecond, and pitches. Velocities are not compared.
'use strict';
const {execFileSync} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const JZZ = require('jzz');
require('jzz-midi-smf')(JZZ);

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'neume-'));

function notesOf(clip) {
  const sounding = {}, notes = [];
  let seconds = 0, tick = 0, perTick = 0.5 / clip.ppqn;
  for (const m of clip) {
    seconds += (m.tt - tick) * perTick;
    tick = m.tt;
    const type = m[0] >> 4, kind = m[1] >> 4, key = (m[0] & 15) + ',' + (m[1] & 15) + ',' + m[2];
    if (type === 13 && m[2] === 0 && m[3] === 0)
      perTick = ((m[4] << 24 | m[5] << 16 | m[6] << 8 | m[7]) >>> 0) / 1e8 / clip.ppqn;
    if (type !== 4 || (kind !== 9 && kind !== 8))
      continue;
    const open = sounding[key] ||= [];
    if (kind === 9) {
      open.push({tick, onset: seconds, pitch: m[2], velocity: m[4] >> 1});
    } else if (open.length) { // a note-off ends the oldest
      const n = open.shift();
      n.offset = tick > n.tick ? seconds : seconds + perTick;
      notes.push(n);
    }
  }
  return notes;
}

let files = 0, notes = 0, faults = 0;
for (const file of process.argv.slice(3)) {
  const midi2 = path.join(temp, 'a.midi2'), csv = path.join(temp, 'a.csv');
  try {
    execFileSync(process.argv[2], ['edit', '-q', file, '-o', midi2], {stdio: 'ignore'});
    execFileSync(process.argv[2], ['edit', '-q', file, '-o', csv], {stdio: 'ignore'});
  } catch (e) {
    continue; // no MIDI file, or one that cannot be a clip
  }
  const clip = new JZZ.MIDI.Clip(fs.readFileSync(midi2, 'binary'));
  const complaints = clip.validate() || [];
  const got = notesOf(clip);
  const expected = fs.readFileSync(csv, 'utf8').trim().split('\n').slice(1).map((l) => l.split(',').map(Number));
  const round = (x) => Math.round(x * 1e6);
  const order = (a, b) => a[0] - b[0] || a[2] - b[2] || a[1] - b[1] || a[3] - b[3];
  const a = got.map((n) => [round(n.onset), round(n.offset), n.pitch, n.velocity]).sort(order);
  const b = expected.map((n) => [round(n[0]), round(n[1]), n[2], n[3]]).sort(order);
  const same = a.length === b.length &&
    a.every((n, i) => Math.abs(n[0] - b[i][0]) <= 1 && Math.abs(n[1] - b[i][1]) <= 1 && n[2] === b[i][2]);
  if (complaints.length || !same) {
    faults++;
    console.log(file + ': ' + (complaints.length ? complaints[0] : a.length + ' notes, not ' + b.length));
  }
  files++;
  notes += got.length;
}
fs.rmSync(temp, {recursive: true});
console.log(files + ' files, ' + notes + ' notes, ' + faults + ' files with faults');
process.exit(faults || !files ? 1 : 0);
