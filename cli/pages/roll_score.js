/* SPDX-License-Identifier: MIT
 *
 * The notes of a page as they are looked at.
 *
 * Data comes as cli/pages/page_score.c writes it: times in 0.1 ms; `on` each from the one before; notes in order of
 * onset. */
"use strict";

/* The data with times in seconds, ready to be looked at. */
Neume.readScore = function (data) {
  const n = data.on.length, s = { ...data, count: n, longest: 0 };
  s.on = new Float64Array(n);
  s.off = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    at += data.on[i];
    s.on[i] = at / 1e4;
    s.off[i] = (at + data.length[i]) / 1e4;
    s.longest = Math.max(s.longest, data.length[i] / 1e4);
  }
  s.curves = data.curves.map((c) => ({ ...c, t: Float64Array.from(c.t, (t) => t / 1e4) }));
  s.beats = Float64Array.from(data.beats, (t) => t / 1e4);
  s.bar = new Uint32Array(s.beats.length);
  for (let i = 0, bar = 0; i < s.beats.length; i++) s.bar[i] = bar += data.beat[i] === 1 ? 1 : 0;
  for (const name of ["tempo", "meter", "markers"]) s[name] = data[name].map(([t, text]) => ({ time: t / 1e4, text }));
  s.hangs = new Set(data.hanging);
  s.note = (i) => ({ on: s.on[i], off: s.off[i], pitch: s.pitch[i], velocity: s.velocity[i], part: s.part[i],
                     channel: s.channel[i], drum: s.parts[s.part[i]].drum });
  s.noteName = (i) => (s.parts[s.part[i]].drum ? Neume.drumName(s.pitch[i]) : Neume.pitchName(s.pitch[i]));
  /* "bar 5, beat 2.5"; "" without bars */
  s.barWords = (time) => {
    const k = Neume.firstAt(s.beats, time + 1e-6) - 1;
    if (!s.timed || k < 0 || k + 1 >= s.beats.length) return "";
    const within = (time - s.beats[k]) / (s.beats[k + 1] - s.beats[k]);
    return "bar " + s.bar[k] + ", beat " + Math.floor((data.beat[k] + within) * 100 + 1e-6) / 100;
  };
  return s;
};
