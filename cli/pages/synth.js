/* SPDX-License-Identifier: MIT
 *
 * Plays a score in the browser: a small synthesizer with a voice for each General MIDI family and a drum kit, and the
 * recording beside it. Everything is scheduled on the audio clock, a little ahead. */
"use strict";

/* What a family sounds like: `wave` the partials' strengths, `attack` and `release` in seconds, `decay` the seconds to
 * fall by 60 dB at C4 (0: it holds), `bright` how far over the note the filter opens. */
Neume.timbres = {
  Piano: { wave: [1, 0.55, 0.32, 0.18, 0.12, 0.07, 0.05, 0.03], attack: 0.003, decay: 5, release: 0.12, bright: 9,
    gain: 0.5 },
  Mallets: { wave: [1, 0, 0, 0.35, 0, 0, 0, 0, 0, 0.1], attack: 0.002, decay: 1.6, release: 0.3, bright: 14,
    gain: 0.5 },
  Organ: { wave: [1, 0.8, 0.5, 0.45, 0, 0.3, 0, 0.25], attack: 0.008, decay: 0, release: 0.05, bright: 14, gain: 0.25 },
  Guitar: { wave: [1, 0.7, 0.5, 0.3, 0.25, 0.18, 0.12, 0.1, 0.06], attack: 0.002, decay: 3, release: 0.08, bright: 8,
    gain: 0.45 },
  Bass: { wave: [1, 0.6, 0.3, 0.15, 0.08], attack: 0.004, decay: 4, release: 0.08, bright: 7, gain: 0.75 },
  Strings: { wave: [1, 0.6, 0.45, 0.35, 0.28, 0.2, 0.15, 0.1], attack: 0.07, decay: 0, release: 0.18, bright: 7,
    gain: 0.25, vibrato: 5 },
  Ensemble: { wave: [1, 0.6, 0.4, 0.3, 0.2, 0.15], attack: 0.09, decay: 0, release: 0.25, bright: 6, gain: 0.25,
    vibrato: 4 },
  Brass: { wave: [1, 0.85, 0.75, 0.6, 0.4, 0.3, 0.2, 0.12], attack: 0.035, decay: 0, release: 0.09, bright: 6,
    gain: 0.25 },
  Reeds: { wave: [1, 0.15, 0.7, 0.12, 0.4, 0.1, 0.25, 0.06], attack: 0.03, decay: 0, release: 0.08, bright: 8,
    gain: 0.28, vibrato: 4 },
  Pipes: { wave: [1, 0.25, 0.12, 0.04], attack: 0.04, decay: 0, release: 0.09, bright: 8, gain: 0.4, vibrato: 6 },
  Lead: { wave: [1, 0.5, 0.33, 0.25, 0.2, 0.17, 0.14, 0.12], attack: 0.006, decay: 0, release: 0.07, bright: 8,
    gain: 0.22 },
  Pad: { wave: [1, 0.4, 0.25, 0.15, 0.1], attack: 0.18, decay: 0, release: 0.5, bright: 5, gain: 0.25, vibrato: 3 },
};
for (const [name, like] of [["Effects", "Pad"], ["World", "Guitar"], ["Percussion", "Mallets"], ["Sounds", "Pad"]])
  Neume.timbres[name] = Neume.timbres[like];

/* Drums by key: `tone` [Hz from, Hz to, seconds], `noise` [kind of filter, Hz, seconds, strength]. */
Neume.drumSound = function (key) {
  const hat = (s) => ({ noise: ["highpass", 7500, s, 0.5] });
  const tom = (hz) => ({ tone: [hz * 1.6, hz, 0.28], noise: ["lowpass", 1800, 0.05, 0.25] });
  const cymbal = (s, hz = 5200) => ({ noise: ["highpass", hz, s, 0.4] });
  const block = (hz, s = 0.06) => ({ tone: [hz, hz, s] });
  return {
    35: { tone: [120, 44, 0.32], noise: ["lowpass", 900, 0.02, 0.5] },
    36: { tone: [150, 50, 0.28], noise: ["lowpass", 1400, 0.02, 0.6] },
    37: { tone: [1700, 1600, 0.03], noise: ["bandpass", 2400, 0.03, 0.8] },
    38: { tone: [240, 175, 0.11], noise: ["highpass", 1700, 0.19, 0.8] },
    39: { noise: ["bandpass", 1500, 0.16, 1.3] }, 40: { tone: [280, 200, 0.1], noise: ["highpass", 2200, 0.16, 0.8] },
    41: tom(70), 43: tom(85), 45: tom(105), 47: tom(125), 48: tom(150), 50: tom(180),
    42: hat(0.05), 44: hat(0.06), 46: hat(0.38), 49: cymbal(1.6), 52: cymbal(1.3, 4200), 55: cymbal(0.9),
    57: cymbal(1.8, 4700),
    51: { tone: [3300, 3300, 0.25], noise: ["highpass", 6500, 0.6, 0.22] }, 53: { tone: [4100, 4100, 0.5] },
    59: { tone: [2900, 2900, 0.25], noise: ["highpass", 6000, 0.7, 0.22] },
    54: { noise: ["highpass", 8000, 0.14, 0.5] },
    56: { tone: [820, 820, 0.18] }, 60: block(420, 0.13), 61: block(310, 0.15), 62: block(360, 0.08),
    63: block(330, 0.18),
    64: block(240, 0.2), 65: block(460, 0.2), 66: block(340, 0.22), 67: block(950, 0.2), 68: block(720, 0.2),
    69: { noise: ["highpass", 6000, 0.09, 0.4] }, 70: { noise: ["highpass", 7000, 0.06, 0.35] }, 75: block(2500, 0.05),
    76: block(900),
    77: block(660), 80: block(4800, 0.06), 81: block(4800, 0.9),
  }[key] || { tone: [400, 350, 0.1], noise: ["bandpass", 2500, 0.08, 0.5] };
};

Neume.Player = class {
  /* recording: null, or {duration, seconds (of a piece), pieces: [base64 of a sound file each]}. Told: onChange(). */
  constructor(score, recording, onChange) {
    Object.assign(this, { score, recording, onChange });
    this.playing = false;
    this.place = 0;
    this.rate = 1;
    this.loop = null;
    this.volume = 0.8;
    this.mixer = score.parts.map((p) => ({ mute: false, solo: false, level: p.volume / (100 / 127), pan: p.pan }));
    this.tape = { mute: true, solo: false };
    this.voices = new Set();
    this.length = Math.max(score.end, recording ? recording.duration : 0);
    this.pedals = score.curves.filter((c) => c.lane === 64);
    this.swells = score.curves.filter((c) => c.lane === 11 || c.lane === 7);
  }

  /* A browser lets sound begin only after a gesture; so the context is made by the first play. */
  start() {
    if (this.context) return this.context.resume();
    const a = (this.context = new AudioContext({ latencyHint: "interactive" }));
    this.master = new GainNode(a, { gain: this.volume });
    const squeeze = new DynamicsCompressorNode(a, { threshold: -14, ratio: 5, attack: 0.004, release: 0.2 });
    this.meter = new AnalyserNode(a, { fftSize: 2048 });
    this.master.connect(squeeze).connect(this.meter).connect(a.destination);
    this.buses = this.mixer.map((m) => {
      const pan = new StereoPannerNode(a, { pan: m.pan }), gain = new GainNode(a), swell = new GainNode(a);
      swell.connect(gain).connect(pan).connect(this.master);
      return { gain, swell };
    });
    this.tapeBus = new GainNode(a);
    this.tapeBus.connect(this.master);
    this.noise = new AudioBuffer({ length: a.sampleRate * 2, sampleRate: a.sampleRate });
    const d = this.noise.getChannelData(0);
    for (let i = 0, seed = 1; i < d.length; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
      d[i] = seed / 2 ** 31;
    }
    this.waves = {};
    this.decoded = new Map();
    this.mix(true);
    return a.resume();
  }

  wave(family) {
    if (!this.waves[family]) {
      const partials = Neume.timbres[family].wave, real = new Float32Array(partials.length + 1), imag = real.slice();
      partials.forEach((x, i) => (imag[i + 1] = x));
      this.waves[family] = new PeriodicWave(this.context, { real, imag });
    }
    return this.waves[family];
  }

  audible(part) {
    const anySolo = this.tape.solo || this.mixer.some((m) => m.solo), m = part < 0 ? this.tape : this.mixer[part];
    return anySolo ? m.solo && !m.mute : !m.mute;
  }

  /* `now`: at once, and not in a few milliseconds, which spares a click. */
  mix(now) {
    if (!this.context) return;
    const time = this.context.currentTime;
    const set = (node, gain) => (now ? (node.gain.value = gain) : node.gain.setTargetAtTime(gain, time, 0.01));
    set(this.master, this.volume);
    this.buses.forEach((b, i) => set(b.gain, this.audible(i) ? this.mixer[i].level : 0));
    set(this.tapeBus, this.audible(-1) && this.rate === 1 ? 1 : 0);
  }

  setVolume(v) {
    this.volume = v;
    this.mix();
  }

  position() {
    if (!this.playing) return this.place;
    const now = this.context.currentTime;
    if (this.loop && this.anchors.length === 1 && now >= this.clockOf(this.loop.to) &&
      this.anchors[0].place < this.loop.to)
      this.tick(); /* a timer that comes late must not be seen */
    while (this.anchors.length > 1 && now >= this.anchors[1].clock) this.anchors.shift();
    const a = this.anchors[0];
    return Math.max(a.place, a.place + (now - a.clock) * this.rate);
  }

  async play() {
    if (this.playing) return;
    await this.start();
    if (this.playing) return;
    if (this.place >= this.length - 0.01) this.place = 0;
    if (this.loop && (this.place < this.loop.from || this.place >= this.loop.to)) this.place = this.loop.from;
    this.playing = true;
    this.begin();
    this.timer = setInterval(() => this.tick(), 40);
    this.onChange();
  }

  /* Everything anew from this.place. */
  begin() {
    const clock = this.context.currentTime + 0.06;
    this.anchors = [{ clock, place: this.place }];
    this.done = this.place;
    this.next = Neume.firstAt(this.score.on, this.place);
    this.resumeHeld(clock);
    this.tapeDone = this.place;
    this.tick();
  }

  pause() {
    if (!this.playing) return;
    this.place = Math.min(this.position(), this.length);
    this.playing = false;
    clearInterval(this.timer);
    this.silence();
    this.onChange();
  }

  seek(time) {
    time = Neume.clamp(time, 0, this.length);
    this.place = time;
    if (this.playing) {
      this.silence();
      this.begin();
    }
    this.onChange();
  }

  setRate(rate) {
    const at = this.position();
    this.rate = rate;
    this.mix();
    this.seek(at);
  }

  setLoop(loop) {
    this.loop = loop;
    if (this.playing) this.seek(loop && (this.position() < loop.from || this.position() >= loop.to) ? loop.from :
      this.position());
  }

  silence() {
    const now = this.context.currentTime;
    for (const v of this.voices) v.stop(now);
    this.voices.clear();
  }

  clockOf(place) {
    const a = this.anchors[this.anchors.length - 1];
    return a.clock + (place - a.place) / this.rate;
  }

  tick() {
    if (!this.playing) return;
    const now = this.context.currentTime, s = this.score;
    for (;;) {
      const a = this.anchors[this.anchors.length - 1];
      let until = a.place + (now + 0.25 - a.clock) * this.rate;
      const turn = this.loop && until >= this.loop.to && a.place < this.loop.to;
      if (turn) until = this.loop.to;
      for (; this.next < s.count && s.on[this.next] < until; this.next++) this.schedule(this.next);
      this.scheduleTape(until);
      this.swell(until);
      this.done = until;
      if (!turn) break;
      this.anchors.push({ clock: this.clockOf(this.loop.to), place: this.loop.from });
      this.next = Neume.firstAt(s.on, this.loop.from);
      this.tapeDone = this.loop.from;
    }
    if (!this.loop && this.position() >= this.length + 0.3) {
      this.pause();
      this.place = 0;
      this.onChange();
    }
  }

  /* Notes that sound already where playing begins. */
  resumeHeld(clock) {
    const s = this.score, last = Neume.firstAt(s.on, this.place);
    for (let i = Neume.firstAt(s.on, this.place - s.longest); i < last; i++)
      if (!s.parts[s.part[i]].drum && s.off[i] > this.place + 0.05) this.schedule(i, clock);
  }

  /* When a note ends: at its end, or when the pedal comes up. */
  endOf(i) {
    const s = this.score, off = s.off[i];
    for (const c of this.pedals)
      if (c.part === s.part[i] && c.channel === s.channel[i] && Neume.valueAt(c, off) >= 64) {
        for (let k = Neume.firstAt(c.t, off); k < c.t.length; k++) if (c.v[k] < 64) return c.t[k];
        return off + 8;
      }
    return off;
  }

  swell(place) {
    const clock = Math.max(this.clockOf(place) - 0.05, this.context.currentTime);
    const gains = new Map();
    for (const c of this.swells) {
      const level = c.lane === 11 ? Neume.valueAt(c, place) / 127 : 1;
      const volume = c.lane === 7 && c.moves ?
        Neume.valueAt(c, place) / 127 / Math.max(this.score.parts[c.part].volume, 0.05) : 1;
      if (c.t.length && c.t[0] <= place) gains.set(c.part, (gains.get(c.part) ?? 1) * level * volume);
    }
    for (const [part, gain] of gains) this.buses[part].swell.gain.setTargetAtTime(gain, clock, 0.02);
  }

  schedule(i, clock) {
    const s = this.score, part = s.part[i], when = Math.max(clock ?? this.clockOf(s.on[i]), this.context.currentTime);
    const bus = this.buses[part].swell;
    if (s.parts[part].drum) return this.hit(s.pitch[i], s.velocity[i], when, bus);
    const from = clock ? this.place : s.on[i], seconds = (this.endOf(i) - from) / this.rate;
    const bend = s.bend[i] !== undefined ? { curve: s.curves[s.bend[i]], from } : null;
    this.voice(s.parts[part].family, s.pitch[i], s.velocity[i], when, Math.max(seconds, 0.03), bus, bend);
  }

  keep(node, stop) {
    const v = { stop };
    this.voices.add(v);
    node.onended = () => this.voices.delete(v);
    if (this.voices.size > 160) {
      const oldest = this.voices.values().next().value;
      oldest.stop(this.context.currentTime);
      this.voices.delete(oldest);
    }
  }

  voice(family, pitch, velocity, when, seconds, bus, bend) {
    const a = this.context, name = Neume.timbres[family] ? family : "Piano", t = Neume.timbres[name],
      hz = 440 * 2 ** ((pitch - 69) / 12);
    const loud = (velocity / 127) ** 1.7 * t.gain, end = when + seconds;
    const source = new OscillatorNode(a, { frequency: hz, periodicWave: this.wave(name) });
    const filter = new BiquadFilterNode(a, { type: "lowpass", Q: 0.3 }), gain = new GainNode(a, { gain: 0 });
    const open = Math.min(hz * t.bright * (0.35 + 0.65 * (velocity / 127) ** 1.5) + 300, 18000);
    filter.frequency.setValueAtTime(open, when);
    gain.gain.setValueAtTime(0, when);
    gain.gain.linearRampToValueAtTime(loud, when + t.attack);
    if (t.decay) {
      const fall = t.decay * 2 ** ((60 - pitch) / 24) / 6.9;
      gain.gain.setTargetAtTime(0, when + t.attack, fall);
      filter.frequency.setTargetAtTime(Math.min(hz * 2.2 + 200, open), when + t.attack, fall * 0.5);
    }
    if (bend) this.bend(source, bend, when, seconds);
    if (t.vibrato && seconds > 0.4) this.vibrato(source, t.vibrato, when, end);
    gain.gain.setTargetAtTime(0, end, t.release / 3);
    source.connect(filter).connect(gain).connect(bus);
    source.start(when);
    source.stop(end + t.release * 2.5);
    this.keep(source, (now) => {
      gain.gain.cancelScheduledValues(now);
      gain.gain.setTargetAtTime(0, now, 0.012);
      source.stop(Math.max(now, when) + 0.08);
    });
  }

  bend(source, { curve, from }, when, seconds) {
    source.detune.setValueAtTime(100 * Neume.valueAt(curve, from), when);
    for (let k = Neume.firstAt(curve.t, from + 1e-9); k < curve.t.length; k++) {
      const at = (curve.t[k] - from) / this.rate;
      if (at > seconds) break;
      source.detune.setTargetAtTime(100 * curve.v[k], when + at, 0.003);
    }
  }

  vibrato(source, cents, when, end) {
    const wobble = new OscillatorNode(this.context, { frequency: 5.2 }),
      depth = new GainNode(this.context, { gain: 0 });
    depth.gain.setTargetAtTime(cents, when + 0.25, 0.15);
    wobble.connect(depth).connect(source.detune);
    wobble.start(when);
    wobble.stop(end + 1);
  }

  hit(key, velocity, when, bus) {
    const a = this.context, d = Neume.drumSound(key), loud = (velocity / 127) ** 1.6 * 0.9, gains = [], nodes = [];
    const envelope = (strength, seconds) => {
      const gain = new GainNode(a, { gain: 0 });
      gain.gain.setValueAtTime(strength, when);
      gain.gain.setTargetAtTime(0, when + 0.001, seconds / 4);
      gain.connect(bus);
      gains.push(gain);
      return gain;
    };
    if (d.tone) {
      const o = new OscillatorNode(a, { frequency: d.tone[0] });
      o.frequency.setValueAtTime(d.tone[0], when);
      o.frequency.exponentialRampToValueAtTime(d.tone[1], when + d.tone[2] * 0.35);
      o.connect(envelope(loud * (d.tone[0] > 2000 ? 0.12 : 0.8), d.tone[2]));
      o.start(when);
      o.stop(when + d.tone[2] * 2);
      nodes.push(o);
    }
    if (d.noise) {
      const n = new AudioBufferSourceNode(a, { buffer: this.noise, loop: true });
      const filter = new BiquadFilterNode(a, { type: d.noise[0], frequency: d.noise[1], Q: 0.8 });
      n.connect(filter).connect(envelope(loud * d.noise[3] * 0.6, d.noise[2]));
      n.start(when, (key * 0.031) % 1.9);
      n.stop(when + d.noise[2] * 2);
      nodes.push(n);
    }
    const longest = nodes[nodes.length - 1];
    this.keep(longest, (now) => {
      for (const g of gains) {
        g.gain.cancelScheduledValues(now);
        g.gain.setTargetAtTime(0, now, 0.01);
      }
      for (const n of nodes) n.stop(Math.max(now, when) + 0.06);
    });
  }

  /* One note by itself, whatever is muted. */
  async sound(family, pitch, velocity, seconds, drum) {
    await this.start();
    const when = this.context.currentTime + 0.01;
    if (drum) this.hit(pitch, velocity, when, this.master);
    else this.voice(family, pitch, velocity, when, seconds, this.master, null);
  }

  /* The recording comes in pieces that are decoded when their time is near, so that hours take no more memory. */
  piece(k) {
    if (!this.decoded.has(k)) {
      for (const old of this.decoded.keys()) if (Math.abs(old - k) > 2) this.decoded.delete(old);
      const bytes = Neume.bytes(this.recording.pieces[k]);
      this.decoded.set(k, this.context.decodeAudioData(bytes.buffer).catch((e) => {
        this.broken = e;
        this.onChange();
        return null;
      }));
    }
    return this.decoded.get(k);
  }

  scheduleTape(until) {
    if (!this.recording || this.rate !== 1 || this.broken) return;
    const seconds = this.recording.seconds, ahead = until + 2;
    const k = Math.floor(this.tapeDone / seconds);
    if (k >= this.recording.pieces.length || this.tapeDone > ahead) return;
    const from = this.tapeDone, last = this.loop && from < this.loop.to ? this.loop.to : Infinity,
      end = Math.min((k + 1) * seconds, last);
    const anchors = this.anchors, clock = this.clockOf(from);
    this.tapeDone = end < (k + 1) * seconds ? Infinity : end;
    this.piece(k).then((buffer) => {
      if (!buffer || !this.playing || this.anchors !== anchors) return;
      const late = Math.max(0, this.context.currentTime + 0.005 - clock), offset = from - k * seconds + late,
        left = end - from - late;
      if (left <= 0 || offset >= buffer.duration) return;
      const source = new AudioBufferSourceNode(this.context, { buffer });
      source.connect(this.tapeBus);
      source.start(clock + late, offset, left);
      this.keep(source, (now) => source.stop(now));
    });
  }
};
