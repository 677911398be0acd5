/* SPDX-License-Identifier: MIT
 *
 * What a piano roll draws on its canvas: the keyboard, the grid, notes, lanes, the recording under them. Sizes and
 * what is
 * in view are set by roll_view.js. */
"use strict";

Neume.RollDrawing = class {
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

  fill(i) {
    const s = this.score, by = this.colour, part = s.part[i];
    const kind = by === "track" ? part : by === "channel" ? s.channel[i] : s.pitch[i] % 12;
    const key = by === "velocity" ? s.velocity[i] : kind * 128 +
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
      const high = Math.min(127, Math.floor(this.topPitch)),
        low = Math.max(0, Math.floor(this.topPitch - this.keysHeight / this.keyHeight));
      g.fillStyle = Neume.css(p["black-row"]);
      for (let k = low; k <= high; k++) if (Neume.isBlack(k)) g.fillRect(this.left, this.y(k), w, this.keyHeight);
      g.fillStyle = Neume.css(p.line);
      for (let k = low; k <= high; k++)
        if (k % 12 === 0 || (k % 12 === 5 && this.keyHeight >= 4))
          g.fillRect(this.left, Math.round(this.y(k) + this.keyHeight) - 1, w, 1);
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
    const highest = sound.low + (sound.bins - 0.5) / sound.binsASemitone;
    const y = this.top + (this.topPitch - 0.5 - highest) * this.keyHeight;
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
    const fine = steps.find((x) => x * this.zoom >= 12) || 3600,
      step = steps.find((x) => x * this.zoom >= 64) || 3600 * 4;
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
    const range = this.score.bendRange;
    const level = (v) => top + tall - (lane === 128 ? (v / range + 1) / 2 : v / 127) * tall;
    for (const c of moving.length ? moving : curves) {
      const colour = this.colour === "track" ? p.part[c.part % 10] : this.colour === "channel" ?
        p.part[c.channel % 10] : p.accent;
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
    const high = Math.min(127, Math.floor(this.topPitch)),
      low = Math.max(0, Math.floor(this.topPitch - this.keysHeight / h));
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
        g.fillText(Neume.drumName(key), this.left - 6, this.drumTop + (i + 0.5) * this.drumHeight + 3.5,
          this.left - 8));
    this.shownLanes.forEach((lane, k) => {
      const curve = this.score.curves.find((c) => c.lane === lane);
      const name = lane === 130 ? "Velocity" : curve ? curve.name : lane === 128 ? "Pitch bend" : "CC " + lane;
      g.fillText(name, this.left - 6, this.laneTop + k * this.lane + 30, this.left - 8);
    });
    g.textAlign = "left";
  }
};
