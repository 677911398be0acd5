/* SPDX-License-Identifier: MIT
 *
 * The player: the recording and the parts of the MIDI through one AudioContext. All streams are cut into pieces at the
 * same places, and the same piece of every stream is started at the same instant of the one clock; so A and B cannot
 * drift apart, and changing between them only moves two gains. */

/* Seconds: of the crossfade where two pieces meet; how far ahead pieces are started; the ramp of a gain. */
const SEAM = 0.008, AHEAD = 1.2, AHEAD_HIDDEN = 4, RAMP = 0.01, LEAD = 0.06;
/* What MP3 puts before the sound where a decoder leaves it in, in samples of 22050 Hz (LAME 576 + 529). */
const MP3_DELAY = 1105 / 22050;
const KEPT = 8; /* pieces of each stream that stay decoded */

function bytesOf(id) {
  const element = document.getElementById(id);
  if (!element)
    return null;
  const text = atob(element.textContent), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++)
    bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

class Player {
  constructor(facts) {
    this.facts = facts;
    this.duration = facts.duration;
    this.streams = ["a"].concat(facts.parts.map((part, i) => "b" + i));
    this.muted = facts.parts.map(() => false);
    this.position0 = 0;
    this.playing = false;
    this.loop = null;
    this.fade = 0;
    this.sides = false;
    this.volume = 0.8;
    this.plain = false;
    this.spans = [];
    this.nodes = new Set();
    this.decoded = new Map();
    this.turn = 0;
    this.onchange = () => {};
    this.onproblem = () => {};
  }

  /* Browsers give sound only after the first key or click, so the context waits for it. */
  open() {
    if (this.context)
      return;
    const Context = window.AudioContext || window.webkitAudioContext, c = this.context = new Context();
    this.master = c.createGain();
    this.master.connect(c.destination);
    this.side = [0, 1].map((side) => {
      const input = c.createGain(), gain = c.createGain(), pan = c.createStereoPanner();
      input.gain.value = this.facts.headroom * (side ? this.facts.gain : 1);
      input.connect(gain).connect(pan).connect(this.master);
      return { input, gain, pan };
    });
    this.inputs = this.streams.map((id, i) => {
      const gain = c.createGain();
      gain.connect(this.side[i ? 1 : 0].input);
      return gain;
    });
    this.applyGains(0);
  }

  applyGains(ramp) {
    if (!this.context)
      return;
    const now = this.context.currentTime, angle = this.fade * Math.PI / 2;
    const to = (param, value) => {
      param.cancelScheduledValues(now);
      param.setValueAtTime(param.value, now);
      param.linearRampToValueAtTime(value, now + ramp);
    };
    to(this.side[0].gain.gain, this.sides ? 1 : Math.cos(angle));
    to(this.side[1].gain.gain, this.sides ? 1 : Math.sin(angle));
    to(this.side[0].pan.pan, this.sides ? -1 : 0);
    to(this.side[1].pan.pan, this.sides ? 1 : 0);
    to(this.master.gain, this.volume * this.volume);
    this.muted.forEach((off, i) => to(this.inputs[i + 1].gain, off ? 0 : 1));
  }

  /* fade: 0 is the recording, 1 the MIDI. */
  hear(fade, sides) {
    this.fade = Math.min(1, Math.max(0, fade));
    this.sides = !!sides;
    this.applyGains(RAMP);
    this.onchange();
  }

  setVolume(volume) {
    this.volume = volume;
    this.applyGains(RAMP);
  }

  mute(part, off) {
    this.muted[part] = off;
    this.applyGains(RAMP);
    this.onchange();
  }

  async decodeBytes(id) {
    /* An offline context decodes before the first click too. */
    this.decoder = this.decoder || new (window.OfflineAudioContext || window.webkitOfflineAudioContext)(2, 1, 48000);
    const decode = (bytes) => this.decoder.decodeAudioData(bytes);
    if (!this.plain) {
      try {
        return { buffer: await decode(bytesOf(id)), lead: 0 };
      } catch (error) {
        this.plain = true;
        this.onproblem("This browser cannot play Opus. You hear a plainer version: mono, in less detail.");
      }
    }
    const buffer = await decode(bytesOf(id + "p"));
    const { seconds, margin } = this.facts.pieces;
    return { buffer, lead: buffer.duration > seconds + 2 * margin + 0.02 ? MP3_DELAY : 0 };
  }

  /* A piece of a stream, decoded once; null while it has not yet arrived with the page. */
  piece(id) {
    let held = this.decoded.get(id);
    if (held) {
      this.decoded.delete(id);
    } else {
      if (!document.getElementById(id))
        return null;
      held = this.decodeBytes(id);
      held.catch(() => this.onproblem("A piece of the sound could not be decoded."));
    }
    this.decoded.set(id, held);
    if (this.decoded.size > KEPT * (this.streams.length + 1))
      this.decoded.delete(this.decoded.keys().next().value);
    return held;
  }

  /* Decodes what will be heard first, so that it starts at once. */
  preload() {
    this.streams.forEach((id) => this.piece(id + "-" + this.pieceAt(this.position0)));
  }

  async pieces(number) {
    for (;;) {
      const all = this.streams.map((id) => this.piece(id + "-" + number));
      if (all.every((one) => one))
        return Promise.all(all);
      if (document.readyState === "complete")
        throw new Error("piece " + number + " is missing");
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }

  /* Where the clock stands in the recording, seconds. */
  position() {
    if (!this.playing || !this.context)
      return this.position0;
    const now = this.context.currentTime;
    let at = this.position0;
    for (const span of this.spans)
      if (now >= span.at)
        at = span.pos + Math.min(now - span.at, span.length);
    return at;
  }

  stopNodes(when) {
    for (const { node, gain } of this.nodes) {
      gain.gain.cancelScheduledValues(when);
      gain.gain.setTargetAtTime(0, when, 0.003);
      try {
        node.stop(when + 0.03);
      } catch (error) { /* not yet started */ }
    }
    this.nodes.clear();
  }

  async play(from) {
    this.open();
    const turn = ++this.turn;
    let pos = from === undefined ? this.position() : from;
    if (this.context.state === "suspended")
      await this.context.resume();
    if (pos >= this.duration - 0.01)
      pos = 0;
    if (this.loop && (pos < this.loop.start || pos >= this.loop.end))
      pos = this.loop.start;
    this.waiting = true;
    this.onchange();
    const ready = await this.pieces(this.pieceAt(pos)).catch(() => null);
    this.waiting = false;
    if (turn !== this.turn)
      return;
    if (!ready) {
      this.pause();
      return;
    }
    const now = this.context.currentTime;
    this.stopNodes(now + LEAD - SEAM);
    this.position0 = pos;
    this.spans = [];
    this.next = { at: now + LEAD, pos };
    this.playing = true;
    this.onchange();
    this.pump(turn);
  }

  pause() {
    const at = this.position();
    this.turn++;
    if (this.context)
      this.stopNodes(this.context.currentTime);
    this.playing = false;
    this.position0 = Math.min(Math.max(at, 0), this.duration);
    this.spans = [];
    this.onchange();
  }

  toggle() {
    return this.playing || this.waiting ? this.pause() : this.play();
  }

  seek(to) {
    const pos = Math.min(Math.max(to, 0), Math.max(this.duration - 0.02, 0));
    if (this.playing)
      return this.play(pos);
    this.position0 = pos;
    this.preload();
    this.onchange();
    return Promise.resolve();
  }

  setLoop(loop) {
    this.loop = loop && loop.end - loop.start >= 0.05 ? loop : null;
    if (this.playing)
      this.play();
    else
      this.onchange();
  }

  pieceAt(pos) {
    return Math.min(Math.floor(pos / this.facts.pieces.seconds + 1e-9), this.facts.pieces.count - 1);
  }

  /* Starts what comes in the next second or so, again and again. */
  async pump(turn) {
    while (turn === this.turn) {
      const ahead = document.hidden ? AHEAD_HIDDEN : AHEAD;
      while (turn === this.turn && this.next.at < this.context.currentTime + ahead) {
        if (!await this.startNext(turn))
          return;
      }
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }

  /* The span from next.pos to the end of its piece, of the loop or of everything, in all streams at once. */
  async startNext(turn) {
    const { seconds } = this.facts.pieces, pos = this.next.pos;
    const end = Math.min(this.loop ? this.loop.end : this.duration, this.duration);
    if (pos >= end - 1e-6) {
      if (this.loop) {
        this.next.pos = this.loop.start;
        return true;
      }
      const wait = this.next.at - this.context.currentTime;
      await new Promise((wake) => setTimeout(wake, Math.max(0, wait * 1000)));
      if (turn === this.turn) {
        this.pause();
        this.position0 = this.duration;
        this.onchange();
      }
      return false;
    }
    const number = this.pieceAt(pos), held = await this.pieces(number).catch(() => null);
    if (turn !== this.turn)
      return false;
    if (!held) {
      this.pause();
      return false;
    }
    if (number + 1 < this.facts.pieces.count)
      this.streams.forEach((id) => this.piece(id + "-" + (number + 1)));
    const at = Math.max(this.next.at, this.context.currentTime + 0.02);
    const last = number + 1 === this.facts.pieces.count;
    const length = Math.min(end, last ? end : (number + 1) * seconds) - pos;
    held.forEach((one, i) => this.startPiece(one, this.inputs[i], at, pos - number * seconds, length));
    this.spans = this.spans.filter((span) => span.at + span.length > this.context.currentTime - 1);
    this.spans.push({ at, pos, length });
    this.next = { at: at + length, pos: pos + length };
    return true;
  }

  startPiece(one, input, at, offset, length) {
    const c = this.context, node = c.createBufferSource(), gain = c.createGain(), half = SEAM / 2;
    node.buffer = one.buffer;
    node.connect(gain).connect(input);
    gain.gain.setValueAtTime(0, at - half);
    gain.gain.linearRampToValueAtTime(1, at + half);
    gain.gain.setValueAtTime(1, Math.max(at + half, at + length - half));
    gain.gain.linearRampToValueAtTime(0, Math.max(at + half, at + length + half));
    node.start(at - half, Math.max(offset + this.facts.pieces.margin + one.lead - half, 0), length + SEAM);
    const entry = { node, gain };
    this.nodes.add(entry);
    node.onended = () => this.nodes.delete(entry);
  }

  /* One note by itself, as the SoundFont plays it. velocity 1..127, seconds of it. */
  async playNote(part, pitch, velocity, seconds) {
    this.open();
    if (this.context.state === "suspended")
      await this.context.resume();
    const slot = this.facts.parts[part].bank[pitch];
    if (slot === undefined)
      return false;
    const per = this.facts.pieces.seconds / this.facts.pieces.slot;
    const one = await this.piece("n-" + Math.floor(slot / per));
    if (!one)
      return false;
    const c = this.context, node = c.createBufferSource(), gain = c.createGain(), at = c.currentTime + 0.02;
    const length = Math.min(Math.max(seconds, 0.15) + 0.2, this.facts.pieces.slot - 0.02);
    const level = Math.pow(velocity / 100, 2) * Math.min(this.facts.gain * this.facts.headroom, 2);
    node.buffer = one.buffer;
    node.connect(gain).connect(this.master);
    gain.gain.setValueAtTime(level, at);
    gain.gain.setValueAtTime(level, at + length - 0.1);
    gain.gain.linearRampToValueAtTime(0, at + length);
    node.start(at, this.facts.pieces.margin + one.lead + (slot % per) * this.facts.pieces.slot, length);
    return true;
  }

  /* The recording from `start`, `seconds` of it; with a pitch only what lies within a third of a semitone or so of that
   * pitch's partials: the note as the recording has it. */
  async playSource(start, seconds, pitch) {
    this.open();
    if (this.context.state === "suspended")
      await this.context.resume();
    if (this.playing)
      this.pause();
    const number = this.pieceAt(start), one = await this.piece("a-" + number);
    if (!one)
      return false;
    const c = this.context, node = c.createBufferSource(), gain = c.createGain(), at = c.currentTime + 0.05;
    node.buffer = one.buffer;
    if (pitch === undefined) {
      node.connect(gain);
    } else {
      const f0 = 440 * Math.pow(2, (pitch - 69) / 12);
      for (let k = 1; k <= 12 && k * f0 < 8000; k++) {
        let last = node;
        for (let twice = 0; twice < 2; twice++) {
          const filter = c.createBiquadFilter();
          filter.type = "bandpass";
          filter.frequency.value = k * f0;
          filter.Q.value = 24;
          last.connect(filter);
          last = filter;
        }
        last.connect(gain);
      }
    }
    const length = Math.min(Math.max(seconds, 0.2) + 0.1, this.facts.pieces.seconds);
    const level = this.facts.headroom;
    gain.connect(this.master);
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(level, at + 0.01);
    gain.gain.setValueAtTime(level, at + length - 0.03);
    gain.gain.linearRampToValueAtTime(0, at + length);
    node.start(at, start - number * this.facts.pieces.seconds + this.facts.pieces.margin + one.lead, length);
    return true;
  }
}
