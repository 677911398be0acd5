/* SPDX-License-Identifier: MIT
 *
 * A piano roll on a canvas: keyboard, grid, notes, lanes, the recording under them, a cursor. It knows nothing of sound.
 *
 * Data comes as cli/pages/page_score.c writes it: times in 0.1 ms; `on` each from the one before; notes in order of onset. */
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

Neume.RollView = class {
  /* options: colour ("velocity"...), lanes (numbers, 130 is velocity), sound (or null), bars (grid of bars or of seconds),
   * low and high (pitches at first), audible(part); told: onSeek(t), onNote(i, by), onKey(pitch, drum), onLoop(from, to),
   * onMove(). All may be missing. */
  constructor(host, score, options) {
    Object.assign(this, { host, score, options, colour: options.colour || "velocity", lanes: options.lanes || [130] });
    this.canvas = Neume.el("canvas", { "aria-hidden": "true" });
    this.cursor = Neume.el("div", { class: "roll-cursor", hidden: true });
    this.tip = Neume.el("div", { class: "tip", hidden: true });
    host.append(this.canvas, this.cursor);
    document.body.append(this.tip);
    this.context = this.canvas.getContext("2d");
    this.end = Math.max(score.end, options.sound ? options.sound.columns / options.sound.perSecond : 0, 0.5);
    this.selected = -1;
    this.loop = null;
    this.time = 0;
    this.pointers = new Map();
    this.findRows();
    this.tiles = this.readSound(options.sound);
    this.listen();
    new ResizeObserver(() => this.resize()).observe(host);
    Neume.theme.listeners.push(() => this.recolour());
    this.resize();
    this.fit();
  }

  findRows() {
    const s = this.score, drums = new Set();
    let low = 128, high = -1;
    for (let i = 0; i < s.count; i++)
      if (s.parts[s.part[i]].drum) drums.add(s.pitch[i]);
      else {
        low = Math.min(low, s.pitch[i]);
        high = Math.max(high, s.pitch[i]);
      }
    this.drums = [...drums].sort((a, b) => b - a);
    this.pitched = high >= 0 || !drums.size;
    if (high < 0) [low, high] = [60, 72];
    this.low = this.options.low ?? Neume.clamp(low - 2, 0, 127);
    this.high = this.options.high ?? Neume.clamp(high + 2, 0, 127);
    while (this.high - this.low < 24 && this.options.low == null) {
      if (this.low > 0) this.low--;
      if (this.high < 127) this.high++;
    }
  }

  /* Sizes, in CSS pixels. */
  resize() {
    const box = this.host.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    const width = Math.max(box.width, 120), height = Math.max(box.height, 120);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.ratio = ratio;
    this.left = this.drums.length || this.lanes.length ? (width < 600 ? 66 : 92) : 52;
    this.ruler = 32;
    this.wave = this.options.sound && this.options.sound.peak && height > 300 ? (height > 500 ? 52 : 34) : 0;
    const lanes = height < 330 ? 0 : Math.min(this.lanes.length, Math.max(1, Math.floor((height * 0.42) / 46)));
    this.shownLanes = this.lanes.slice(0, lanes);
    this.lane = 46;
    this.top = this.ruler + this.wave;
    const rest = height - this.top - lanes * this.lane;
    const most = this.pitched ? rest * 0.45 : rest;
    this.drumHeight = this.drums.length ? Neume.clamp(most / this.drums.length, 6, this.pitched ? 17 : 60) : 0;
    this.drumTop = this.pitched ? height - lanes * this.lane - this.drums.length * this.drumHeight - 2 : this.top;
    this.laneTop = height - lanes * this.lane;
    this.keysHeight = this.pitched ? this.drumTop - this.top - (this.drums.length ? 4 : 0) : 0;
    if (this.pitchFits) this.fitPitch();
    if (this.keyHeight) this.limit();
    this.draw();
  }

  /* The whole piece in time where that reads, and the notes' range in pitch. */
  fit() {
    const room = this.width - this.left - 8;
    this.zoom = Neume.clamp(room / this.end, this.width < 600 ? 40 : 60, 400);
    this.from = 0;
    this.fitPitch();
    this.changed();
  }

  fitAll() {
    this.zoom = (this.width - this.left - 8) / this.end;
    this.from = 0;
    this.fitPitch();
    this.changed();
  }

  fitPitch() {
    const keys = this.high - this.low + 1;
    this.keyHeight = Neume.clamp(this.keysHeight / keys, 5, 24);
    this.topPitch = (this.high + this.low + 1) / 2 + this.keysHeight / this.keyHeight / 2;
    this.pitchFits = true; /* and does so after a change of size, until somebody moves it */
    this.limit();
  }

  limit() {
    const room = this.width - this.left, least = Math.min(room / (this.end * 1.02), 60), keys = this.keysHeight / this.keyHeight;
    this.zoom = Neume.clamp(this.zoom, least, 4000);
    this.from = Neume.clamp(this.from, 0, Math.max(0, this.end + 20 / this.zoom - room / this.zoom));
    this.keyHeight = Neume.clamp(this.keyHeight, Math.max(this.keysHeight / 128, 2), 40);
    this.topPitch = keys >= 128 ? 128 : Neume.clamp(this.topPitch, keys, 128);
  }

  changed() {
    this.limit();
    this.draw();
    if (this.options.onMove) this.options.onMove();
  }

  x(time) {
    return this.left + (time - this.from) * this.zoom;
  }
  timeAt(x) {
    return this.from + (x - this.left) / this.zoom;
  }
  get to() {
    return this.timeAt(this.width);
  }
  /* The upper edge of a pitch; of a drum key; null where there is none. */
  y(pitch) {
    return this.top + (this.topPitch - pitch - 1) * this.keyHeight;
  }
  drumY(key) {
    const i = this.drums.indexOf(key);
    return i < 0 ? null : this.drumTop + i * this.drumHeight;
  }

  zoomTime(factor, x = (this.left + this.width) / 2) {
    const at = this.timeAt(x);
    this.zoom *= factor;
    this.limit();
    this.from = at - (x - this.left) / this.zoom;
    this.changed();
  }

  zoomPitch(factor, y = this.top + this.keysHeight / 2) {
    const at = this.topPitch - (y - this.top) / this.keyHeight;
    this.keyHeight *= factor;
    this.pitchFits = false;
    this.limit();
    this.topPitch = at + (y - this.top) / this.keyHeight;
    this.changed();
  }

  pan(dx, dy) {
    this.from -= dx / this.zoom;
    if (this.pitched) this.topPitch += dy / this.keyHeight;
    this.pitchFits = this.pitchFits && !dy;
    this.changed();
  }

  /* Brings a time into view; while playing, a page further when the cursor leaves it. */
  show(time, follow) {
    const room = (this.width - this.left) / this.zoom;
    if (time >= this.from && time <= this.from + room * (follow ? 0.94 : 0.98)) return;
    this.from = time - room * (follow ? 0.08 : 0.3);
    this.changed();
  }

  showPitch(pitch) {
    if (!this.pitched) return;
    const keys = this.keysHeight / this.keyHeight;
    if (pitch + 1 > this.topPitch || pitch < this.topPitch - keys) {
      this.topPitch = pitch + keys / 2;
      this.changed();
    }
  }

  setTime(time) {
    this.time = time;
    const x = this.x(time);
    this.cursor.hidden = x < this.left - 1 || x > this.width;
    this.cursor.style.transform = "translateX(" + x.toFixed(2) + "px)";
  }

  select(i) {
    this.selected = i;
    this.draw();
  }

  draw() {
    if (this.queued) return;
    this.queued = true;
    requestAnimationFrame(() => {
      this.queued = false;
      if (this.keyHeight) this.drawNow();
    });
  }

  recolour() {
    this.fills = null;
    for (const tile of this.tiles) tile.canvas = null;
    this.draw();
  }

  fill(i) {
    const s = this.score, by = this.colour, part = s.part[i];
    const key = by === "velocity" ? s.velocity[i] : (by === "track" ? part : by === "channel" ? s.channel[i] : s.pitch[i] % 12) * 128 +
      s.velocity[i];
    this.fills = this.fills && this.fills.by === by ? this.fills : { by };
    if (!this.fills[key]) {
      const c = Neume.noteColour(s.note(i), by), ink = Neume.colours().ink;
      this.fills[key] = { fill: Neume.css(c), edge: Neume.css(Neume.mix(c, ink, 0.45)),
                          text: Neume.luminance(c) > 0.3 ? "#14171d" : "#ffffff" };
    }
    return this.fills[key];
  }

  drawNow() {
    const g = this.context, p = Neume.colours();
    g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    g.fillStyle = Neume.css(p.back);
    g.fillRect(0, 0, this.width, this.height);
    this.boxes = [];
    g.save();
    g.beginPath();
    g.rect(this.left, this.ruler, this.width - this.left, this.height);
    g.clip();
    this.drawGround(g, p);
    this.drawGrid(g, p);
    this.drawWave(g, p);
    this.drawLoop(g, p);
    this.drawNotes(g, p);
    this.drawLanes(g, p);
    g.restore();
    this.drawRuler(g, p);
    this.drawKeys(g, p);
    this.drawLabels(g, p);
    this.setTime(this.time);
  }

  drawGround(g, p) {
    const w = this.width - this.left, bottom = this.top + this.keysHeight;
    if (this.pitched) {
      g.save();
      g.beginPath();
      g.rect(this.left, this.top, w, this.keysHeight);
      g.clip();
      g.fillStyle = Neume.css(p.panel);
      g.fillRect(this.left, this.top, w, this.keysHeight);
      const high = Math.min(127, Math.floor(this.topPitch)), low = Math.max(0, Math.floor(this.topPitch - this.keysHeight / this.keyHeight));
      g.fillStyle = Neume.css(p["black-row"]);
      for (let k = low; k <= high; k++) if (Neume.isBlack(k)) g.fillRect(this.left, this.y(k), w, this.keyHeight);
      g.fillStyle = Neume.css(p.line);
      for (let k = low; k <= high; k++)
        if (k % 12 === 0 || (k % 12 === 5 && this.keyHeight >= 4)) g.fillRect(this.left, Math.round(this.y(k) + this.keyHeight) - 1, w, 1);
      this.drawSpectrogram(g, p, bottom);
      g.restore();
    }
    this.drums.forEach((key, i) => {
      g.fillStyle = Neume.css(i % 2 ? p["black-row"] : p.panel);
      g.fillRect(this.left, this.drumTop + i * this.drumHeight, w, this.drumHeight);
    });
    g.fillStyle = Neume.css(p.panel);
    this.shownLanes.forEach((_, i) => g.fillRect(this.left, this.laneTop + i * this.lane + 5, w, this.lane - 6));
    if (this.wave) g.fillRect(this.left, this.ruler, w, this.wave - 6);
  }

  readSound(sound) {
    if (!sound) return [];
    if (sound.peak) this.peaks = Neume.bytes(sound.peak);
    return sound.tiles.map((url, i) => {
      const tile = { first: i * sound.tile, image: new Image(), canvas: null, ready: false };
      tile.image.onload = () => {
        tile.ready = true;
        this.draw();
      };
      tile.image.src = url;
      return tile;
    });
  }

  /* A tile in the theme's colours: its grey is the level. */
  tileCanvas(tile) {
    if (tile.canvas || !tile.ready) return tile.canvas;
    const { width, height } = tile.image, canvas = Neume.el("canvas", { width, height }), g = canvas.getContext("2d");
    const p = Neume.colours(), cool = Neume.mix(p.accent, p.soft, 0.55), table = [];
    for (let i = 0; i < 256; i++) {
      const x = i / 255;
      table.push(Neume.mix(p.panel, Neume.mix(cool, p.ink, x * x * 0.6), 0.72 * x * x).map(Math.round));
    }
    g.drawImage(tile.image, 0, 0);
    const pixels = g.getImageData(0, 0, width, height), d = pixels.data;
    for (let i = 0; i < d.length; i += 4) [d[i], d[i + 1], d[i + 2]] = table[d[i]];
    g.putImageData(pixels, 0, 0);
    tile.canvas = canvas;
    return canvas;
  }

  drawSpectrogram(g) {
    const sound = this.options.sound;
    if (!sound || !sound.bins || this.hideSound) return;
    const step = this.keyHeight / sound.binsASemitone;
    const y = this.top + (this.topPitch - 0.5 - (sound.low + (sound.bins - 0.5) / sound.binsASemitone)) * this.keyHeight;
    for (const tile of this.tiles) {
      const from = tile.first / sound.perSecond, to = (tile.first + tile.image.width) / sound.perSecond;
      if (to < this.from || from > this.to) continue;
      const canvas = this.tileCanvas(tile);
      if (!canvas) continue;
      g.imageSmoothingEnabled = true;
      g.drawImage(canvas, this.x(from), y, (to - from) * this.zoom + 0.5, sound.bins * step);
    }
  }

  drawWave(g, p) {
    if (!this.wave || !this.peaks) return;
    const per = this.options.sound.perSecond, middle = this.ruler + (this.wave - 6) / 2, peaks = this.peaks;
    if (!this.loudest) this.loudest = Math.max(1, peaks.reduce((a, b) => Math.max(a, b), 0));
    g.fillStyle = Neume.css(p.wave);
    for (let x = this.left; x < this.width; x++) {
      const a = Math.floor(this.timeAt(x) * per), b = Math.max(a + 1, Math.floor(this.timeAt(x + 1) * per));
      if (a >= peaks.length) break;
      let most = 0;
      for (let c = a; c < b && c < peaks.length; c++) most = Math.max(most, peaks[c]);
      const tall = Math.max((most / this.loudest) * (this.wave - 9), 0.6);
      g.fillRect(x, middle - tall / 2, 1, tall);
    }
  }

  /* Which lines to draw and number: [{time, text, strong}] */
  lines() {
    const s = this.score, out = [];
    if (this.options.bars && s.beats.length) {
      const a = Math.max(0, Neume.firstAt(s.beats, this.from) - 1), b = Neume.firstAt(s.beats, this.to);
      let bars = 0;
      for (let i = a; i < b; i++) bars += this.score.beat[i] === 1;
      const wide = b > a ? ((s.beats[b - 1] - s.beats[a]) * this.zoom) / Math.max(bars, 1) : 1e9;
      let step = 1, shown = 1;
      while (shown * wide < 8 && shown < 1e6) shown *= 2;
      while (step * wide < 38 && step < 1e6) step *= 2;
      const beats = b > a && (s.beats[b - 1] - s.beats[a]) * this.zoom > (b - a) * 10;
      for (let i = a; i < b; i++) {
        const strong = s.beat[i] === 1, bar = s.bar[i];
        if (strong ? (bar - 1) % shown === 0 : beats)
          out.push({ time: s.beats[i], strong, text: strong && (bar - 1) % step === 0 ? String(bar) : "" });
      }
      return out;
    }
    const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
    const fine = steps.find((x) => x * this.zoom >= 12) || 3600, step = steps.find((x) => x * this.zoom >= 64) || 3600 * 4;
    for (let k = Math.max(0, Math.floor(this.from / fine)); k * fine <= this.to; k++) {
      const t = k * fine, strong = Math.abs(t / step - Math.round(t / step)) < 1e-6;
      out.push({ time: t, strong, text: strong ? Neume.clock(t, step < 0.1 ? 2 : step < 1 ? 1 : 0) : "" });
    }
    return out;
  }

  drawGrid(g, p) {
    this.gridLines = this.lines();
    for (const strong of [false, true]) {
      g.fillStyle = Neume.css(strong ? p.bar : p.line);
      for (const line of this.gridLines)
        if (line.strong === strong) g.fillRect(Math.floor(this.x(line.time)), this.ruler, 1, this.height);
    }
  }

  drawLoop(g, p) {
    if (!this.loop) return;
    g.fillStyle = Neume.css(p.accent, 0.12);
    g.fillRect(this.x(this.loop.from), this.ruler, (this.loop.to - this.loop.from) * this.zoom, this.height);
  }

  drawRuler(g, p) {
    g.fillStyle = Neume.css(p.back);
    g.fillRect(0, 0, this.width, this.ruler);
    if (this.loop) {
      g.fillStyle = Neume.css(p.accent, 0.5);
      const a = Math.max(this.x(this.loop.from), this.left);
      g.fillRect(a, this.ruler - 4, Math.max(0, this.x(this.loop.to) - a), 4);
    }
    g.save();
    g.beginPath();
    g.rect(this.left, 0, this.width - this.left, this.ruler);
    g.clip();
    g.font = "12px system-ui, sans-serif";
    for (const line of this.gridLines)
      if (line.text) {
        g.fillStyle = Neume.css(p.bar);
        g.fillRect(Math.floor(this.x(line.time)), this.ruler - 13, 1, 13);
        g.fillStyle = Neume.css(p.ink);
        g.fillText(line.text, this.x(line.time) + 4, this.ruler - 5);
      }
    if (this.options.bars) this.drawMarks(g, p);
    g.restore();
  }

  drawMarks(g, p) {
    const s = this.score, all = [];
    for (const [list, kind] of [[s.meter, 0], [s.tempo, 0], [s.markers, 1]]) {
      let last = -1;
      list.forEach((m, i) => {
        if (m.time <= this.from + 1e-6) last = i;
        else if (m.time < this.to && (kind || list[i - 1]?.text !== m.text)) all.push({ ...m, kind });
      });
      if (last >= 0 && !kind) all.push({ ...list[last], time: this.from, kind });
    }
    all.sort((a, b) => a.time - b.time);
    g.font = "10.5px system-ui, sans-serif";
    let until = this.left;
    for (const m of all) {
      const x = m.time <= this.from + 1e-6 ? Math.max(until, this.left) + 4 : this.x(m.time) + 4;
      if (x < until) continue;
      g.fillStyle = Neume.css(m.kind ? p.accent : p.soft);
      g.fillText(m.text, x, 12);
      until = x + g.measureText(m.text).width + 8;
    }
  }

  /* The box of a note on the canvas, or null. */
  box(i) {
    const s = this.score, drum = s.parts[s.part[i]].drum, x = this.x(s.on[i]);
    let y, h, end = this.x(s.off[i]);
    if (drum) {
      y = this.drumY(s.pitch[i]);
      h = this.drumHeight;
      end = Math.max(x + 4, Math.min(end, x + Math.min(h * 0.7, 14)));
    } else {
      y = this.y(s.pitch[i]);
      h = this.keyHeight;
      if (y + h < this.top || y > this.top + this.keysHeight) return null;
    }
    if (end < this.left || x > this.width) return null;
    const air = h >= 5 ? 0.5 : 0;
    return { x, y: y + air, w: Math.max(end - x, 2), h: h - 2 * air };
  }

  visible() {
    return [Neume.firstAt(this.score.on, this.from - this.score.longest), Neume.firstAt(this.score.on, this.to)];
  }

  drawNotes(g, p) {
    const s = this.score, [first, last] = this.visible(), fine = last - first < 5000 && this.zoom >= 12;
    const audible = s.parts.map((_, k) => !this.options.audible || this.options.audible(k));
    const bent = [];
    g.save();
    g.beginPath();
    g.rect(this.left, this.top, this.width - this.left, this.keysHeight);
    g.rect(this.left, this.drumTop, this.width - this.left, this.drums.length * this.drumHeight);
    g.clip();
    g.font = Math.min(11, this.keyHeight * 0.78) + "px system-ui, sans-serif";
    g.lineWidth = 0.8;
    for (let i = first; i < last; i++) {
      const b = this.box(i);
      if (!b) continue;
      const c = this.fill(i), loud = audible[s.part[i]];
      g.globalAlpha = loud ? 1 : 0.25;
      g.fillStyle = c.fill;
      if (!fine || b.h < 4) {
        g.fillRect(b.x, b.y, b.w, b.h);
        continue;
      }
      g.beginPath();
      g.roundRect(b.x, b.y, b.w, b.h, Math.min(2, b.w / 2));
      g.fill();
      g.strokeStyle = c.edge;
      if (s.hangs.has(i)) g.setLineDash([3, 2]);
      g.stroke();
      g.setLineDash([]);
      if (this.keyHeight >= 10 && b.w > 26 && !s.parts[s.part[i]].drum && s.bend[i] === undefined) {
        g.fillStyle = c.text;
        g.fillText(s.noteName(i), Math.max(b.x, this.left) + 3, b.y + b.h * 0.8);
      }
      if (s.bend[i] !== undefined) bent.push(i);
    }
    g.globalAlpha = 1;
    for (const i of bent) this.drawBend(g, p, i);
    if (this.selected >= 0) {
      const b = this.box(this.selected);
      if (b) {
        g.lineWidth = 2.5;
        g.strokeStyle = Neume.css(p.ink);
        g.beginPath();
        g.roundRect(b.x - 1.5, b.y - 1.5, b.w + 3, b.h + 3, 3);
        g.stroke();
      }
    }
    g.restore();
  }

  drawBend(g, p, i) {
    const s = this.score, c = s.curves[s.bend[i]], h = this.keyHeight, middle = this.y(s.pitch[i]) + h / 2;
    let k = Neume.firstAt(c.t, s.on[i] + 1e-9), moved = Neume.valueAt(c, s.on[i]) !== 0, last = -1e9;
    g.beginPath();
    g.moveTo(this.x(s.on[i]), middle - Neume.valueAt(c, s.on[i]) * h);
    for (; k < c.t.length && c.t[k] < s.off[i]; k++) {
      const x = this.x(c.t[k]);
      moved = moved || c.v[k] !== 0;
      if (x - last < 0.7) continue;
      g.lineTo(x, middle - c.v[k] * h);
      last = x;
    }
    if (!moved) return;
    g.strokeStyle = Neume.css(p.back, 0.8);
    g.lineWidth = 3;
    g.stroke();
    g.strokeStyle = Neume.css(p.ink);
    g.lineWidth = 1.3;
    g.stroke();
  }

  drawLanes(g, p) {
    this.shownLanes.forEach((lane, k) => {
      const top = this.laneTop + k * this.lane + 5, tall = this.lane - 6;
      g.save();
      g.beginPath();
      g.rect(this.left, top, this.width - this.left, tall + 1);
      g.clip();
      if (lane === 130) this.drawVelocities(g, top, tall);
      else this.drawCurves(g, p, lane, top, tall);
      g.restore();
    });
  }

  drawVelocities(g, top, tall) {
    const s = this.score, last = Neume.firstAt(s.on, this.to), wide = Neume.clamp(this.zoom / 60, 0.7, 2.4);
    for (let i = Neume.firstAt(s.on, this.from); i < last; i++) {
      if (this.options.audible && !this.options.audible(s.part[i])) continue;
      const h = (s.velocity[i] / 127) * (tall - 3), x = this.x(s.on[i]);
      g.fillStyle = this.fill(i).fill;
      g.fillRect(x, top + tall - h, wide, h);
      if (this.zoom >= 30) g.fillRect(x - 1.5, top + tall - h - 1.5, wide + 3, 3);
    }
  }

  drawCurves(g, p, lane, top, tall) {
    const curves = this.score.curves.filter((c) => c.lane === lane), moving = curves.filter((c) => c.moves);
    const range = this.score.bendRange, level = (v) => top + tall - (lane === 128 ? (v / range + 1) / 2 : v / 127) * tall;
    for (const c of moving.length ? moving : curves) {
      const colour = this.colour === "track" ? p.part[c.part % 10] : this.colour === "channel" ? p.part[c.channel % 10] : p.accent;
      const path = (g2) => {
        let y = level(Neume.valueAt(c, this.from)), last = -1e9;
        g2.moveTo(this.left, y);
        for (let i = Neume.firstAt(c.t, this.from + 1e-9); i < c.t.length && c.t[i] < this.to; i++) {
          const x = this.x(c.t[i]);
          if (x - last >= 0.4) {
            g2.lineTo(x, y);
            last = x;
          }
          y = level(c.v[i]);
          g2.lineTo(last, y);
        }
        g2.lineTo(this.width, y);
      };
      if (moving.length <= 4) {
        g.beginPath();
        path(g);
        g.lineTo(this.width, level(0));
        g.lineTo(this.left, level(0));
        g.closePath();
        g.fillStyle = Neume.css(colour, 0.22);
        g.fill();
      }
      g.beginPath();
      path(g);
      g.strokeStyle = Neume.css(colour);
      g.lineWidth = 1.2;
      g.stroke();
    }
  }

  drawKeys(g, p) {
    g.fillStyle = Neume.css(p.back);
    g.fillRect(0, this.ruler, this.left, this.height);
    if (!this.pitched) return;
    const wide = Math.min(48, this.left - 2), x = this.left - wide - 1, h = this.keyHeight;
    const high = Math.min(127, Math.floor(this.topPitch)), low = Math.max(0, Math.floor(this.topPitch - this.keysHeight / h));
    g.save();
    g.beginPath();
    g.rect(x, this.top, wide, this.keysHeight);
    g.clip();
    g.fillStyle = Neume.css(p["white-key"]);
    g.fillRect(x, this.top, wide, this.keysHeight);
    g.fillStyle = "#9aa0aa";
    for (let k = low; k <= high; k++) {
      if (Neume.isBlack(k)) g.fillRect(x, this.y(k) + h / 2 - 0.4, wide, 0.8);
      else if (k % 12 === 11 || k % 12 === 4) g.fillRect(x, this.y(k) - 0.4, wide, 0.8);
    }
    g.fillStyle = Neume.css(p["black-key"]);
    for (let k = low; k <= high; k++) if (Neume.isBlack(k)) g.fillRect(x, this.y(k) + h * 0.06, wide * 0.6, h * 0.88);
    g.strokeStyle = Neume.css(p.bar);
    g.lineWidth = 1;
    g.strokeRect(x + 0.5, this.top + 0.5, wide - 1, this.keysHeight - 1);
    g.fillStyle = "#4a515e";
    g.font = Neume.clamp(h + 1, 8, 11) + "px system-ui, sans-serif";
    g.textAlign = "right";
    for (let k = low; k <= high; k++)
      if (k % 12 === 0 && h * 12 > 14) g.fillText(Neume.pitchName(k), this.left - 4, this.y(k) + h / 2 + 3.5);
    g.restore();
  }

  drawLabels(g, p) {
    g.fillStyle = Neume.css(p.soft);
    g.textAlign = "right";
    const narrow = this.left < 80;
    g.font = (narrow ? 9.5 : 11) + "px system-ui, sans-serif";
    if (this.drumHeight >= 9)
      this.drums.forEach((key, i) =>
        g.fillText(Neume.drumName(key), this.left - 6, this.drumTop + (i + 0.5) * this.drumHeight + 3.5, this.left - 8));
    this.shownLanes.forEach((lane, k) => {
      const curve = this.score.curves.find((c) => c.lane === lane);
      const name = lane === 130 ? "Velocity" : curve ? curve.name : lane === 128 ? "Pitch bend" : "CC " + lane;
      g.fillText(name, this.left - 6, this.laneTop + k * this.lane + 30, this.left - 8);
    });
    g.textAlign = "left";
  }

  /* The note at a point, the one drawn last; -1. With a finger, near it. */
  noteAt(x, y, slack = 0) {
    const [first, last] = this.visible();
    let best = -1, least = slack + 1e-9;
    for (let i = last - 1; i >= first; i--) {
      const b = this.box(i);
      if (!b) continue;
      const dx = Math.max(b.x - x, 0, x - b.x - b.w), dy = Math.max(b.y - y, 0, y - b.y - b.h), away = Math.hypot(dx, dy);
      if (away === 0) return i;
      if (away < least) [best, least] = [i, away];
    }
    return best;
  }

  keyAt(y) {
    if (this.pitched && y >= this.top && y < this.top + this.keysHeight)
      return { pitch: Neume.clamp(Math.floor(this.topPitch - (y - this.top) / this.keyHeight), 0, 127), drum: false };
    const i = Math.floor((y - this.drumTop) / Math.max(this.drumHeight, 1));
    return this.drums[i] !== undefined && y >= this.drumTop ? { pitch: this.drums[i], drum: true } : null;
  }

  noteWords(i) {
    const s = this.score, bar = s.barWords(s.on[i]);
    return s.noteName(i) + ", velocity " + s.velocity[i] + ", at " + Neume.clock(s.on[i], 2) + (bar ? " (" + bar + ")" : "") + ", " +
      (s.off[i] - s.on[i]).toFixed(2) + " s long, " + s.parts[s.part[i]].name + (s.hangs.has(i) ? ", never ended" : "");
  }

  listen() {
    const c = this.canvas;
    c.addEventListener("pointerdown", (e) => this.down(e));
    c.addEventListener("pointermove", (e) => this.move(e));
    for (const name of ["pointerup", "pointercancel"]) c.addEventListener(name, (e) => this.up(e));
    c.addEventListener("pointerleave", () => (this.tip.hidden = true));
    c.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
  }

  place(e) {
    const box = this.canvas.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  }

  down(e) {
    if (e.button > 0) return;
    const at = this.place(e);
    this.tip.hidden = true;
    this.canvas.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, at);
    if (this.pointers.size === 2) {
      this.gesture = { kind: "pinch" };
      return;
    }
    const { x, y } = at, kind = x < this.left ? "key" : y < this.top ? "ruler" : "pan";
    this.gesture = { kind, x, y, time: Math.max(0, this.timeAt(x)), moved: false, touch: e.pointerType === "touch" };
    const key = kind === "key" && this.keyAt(y);
    if (key && this.options.onKey) this.options.onKey(key.pitch, key.drum);
  }

  move(e) {
    const at = this.place(e), before = this.pointers.get(e.pointerId);
    if (!before) return this.hover(e, at);
    const gesture = this.gesture;
    if (gesture.kind === "pinch") {
      const other = [...this.pointers].find(([id]) => id !== e.pointerId)?.[1];
      if (other) this.pinch(before, at, other);
    } else if (Math.hypot(at.x - gesture.x, at.y - gesture.y) > 5 || gesture.moved) {
      gesture.moved = true;
      if (gesture.kind === "pan") this.pan(at.x - before.x, at.y - before.y);
      else if (gesture.kind === "ruler") this.setLoop(gesture.time, Neume.clamp(this.timeAt(at.x), 0, this.end));
    }
    this.pointers.set(e.pointerId, at);
  }

  /* Two fingers: what lies under them stays there. */
  pinch(before, now, other) {
    const spread = (a, b) => Math.max(Math.abs(a - b), 40);
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (Math.abs(now.x - other.x) > 40) this.zoomTime(spread(now.x, other.x) / spread(before.x, other.x), middle.x);
    if (this.pitched && Math.abs(now.y - other.y) > 40) this.zoomPitch(spread(now.y, other.y) / spread(before.y, other.y), middle.y);
  }

  up(e) {
    const g = this.gesture;
    this.pointers.delete(e.pointerId);
    if (!g || this.pointers.size) return;
    this.gesture = null;
    if (g.kind === "pinch" || e.type === "pointercancel") return;
    if (g.kind === "ruler") {
      if (g.moved) this.options.onLoop?.(this.loop);
      else this.options.onSeek?.(g.time);
    } else if (g.kind === "pan" && !g.moved) {
      const i = this.noteAt(g.x, g.y, g.touch ? 10 : 0);
      if (i >= 0) this.options.onNote?.(i, "pointer");
      else this.options.onSeek?.(g.time);
    }
  }

  setLoop(a, b) {
    this.loop = Math.abs(b - a) > 0.02 ? { from: Math.min(a, b), to: Math.max(a, b) } : null;
    this.draw();
  }

  hover(e, at) {
    const i = at.x > this.left && at.y > this.top ? this.noteAt(at.x, at.y) : -1;
    this.canvas.style.cursor = i >= 0 || at.x < this.left ? "pointer" : at.y < this.top ? "text" : "grab";
    this.tip.hidden = i < 0;
    if (i < 0) return;
    this.tip.textContent = this.noteWords(i);
    const box = this.tip.getBoundingClientRect();
    this.tip.style.left = Neume.clamp(e.clientX + 14, 4, innerWidth - box.width - 4) + "px";
    this.tip.style.top = Neume.clamp(e.clientY + 18, 4, innerHeight - box.height - 4) + "px";
  }

  /* Ctrl or a pinch on a trackpad: time; Alt: pitch; Shift or sideways: along; else up and down, or along where all
   * pitches are in view. */
  wheel(e) {
    e.preventDefault();
    const { x, y } = this.place(e), unit = e.deltaMode === 1 ? 18 : e.deltaMode === 2 ? 300 : 1;
    const dx = e.deltaX * unit, dy = e.deltaY * unit;
    this.tip.hidden = true;
    if (e.ctrlKey || e.metaKey) this.zoomTime(Math.exp(-dy * (Math.abs(dy) < 40 ? 0.01 : 0.0022)), Math.max(x, this.left));
    else if (e.altKey && this.pitched) this.zoomPitch(Math.exp(-dy * 0.0022), y);
    else {
      const along = e.shiftKey || !this.pitched || this.keysHeight / this.keyHeight >= 127;
      this.pan(along ? -(dy || dx) : -dx, along ? 0 : -dy);
    }
  }
};
