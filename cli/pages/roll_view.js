/* SPDX-License-Identifier: MIT
 *
 * A piano roll on a canvas, as one looks around in it: what is in view, pointers, the wheel, a cursor. It knows
 * nothing of
 * sound. */
"use strict";

Neume.RollView = class extends Neume.RollDrawing {
  /* options: colour ("velocity"...), lanes (numbers, 130 is velocity), sound (or null), bars (grid of bars or of
   * seconds),
   * low and high (pitches at first), audible(part); told: onSeek(t), onNote(i, by), onKey(pitch, drum), onLoop(from,
   * to),
   * onMove(). All may be missing. */
  constructor(host, score, options) {
    super();
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
    const room = this.width - this.left, least = Math.min(room / (this.end * 1.02), 60),
      keys = this.keysHeight / this.keyHeight;
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

  /* The note at a point, the one drawn last; -1. With a finger, near it. */
  noteAt(x, y, slack = 0) {
    const [first, last] = this.visible();
    let best = -1, least = slack + 1e-9;
    for (let i = last - 1; i >= first; i--) {
      const b = this.box(i);
      if (!b) continue;
      const dx = Math.max(b.x - x, 0, x - b.x - b.w), dy = Math.max(b.y - y, 0, y - b.y - b.h),
        away = Math.hypot(dx, dy);
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
    return s.noteName(i) + ", velocity " + s.velocity[i] + ", at " + Neume.clock(s.on[i], 2) +
      (bar ? " (" + bar + ")" : "") + ", " +
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
    if (this.pitched && Math.abs(now.y - other.y) > 40)
      this.zoomPitch(spread(now.y, other.y) / spread(before.y, other.y), middle.y);
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
    if (e.ctrlKey || e.metaKey) this.zoomTime(Math.exp(-dy * (Math.abs(dy) < 40 ? 0.01 : 0.0022)),
      Math.max(x, this.left));
    else if (e.altKey && this.pitched) this.zoomPitch(Math.exp(-dy * 0.0022), y);
    else {
      const along = e.shiftKey || !this.pitched || this.keysHeight / this.keyHeight >= 127;
      this.pan(along ? -(dy || dx) : -dx, along ? 0 : -dy);
    }
  }
};
