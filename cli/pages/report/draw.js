/* SPDX-License-Identifier: MIT
 *
 * The pictures: an overview of everything, and a window of it with waveforms, spectrogram, piano roll, drum lanes and
 * curves over one time axis. */

const LETTERS = new Uint8Array(128);
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split("").forEach((letter, i) => {
  LETTERS[letter.charCodeAt(0)] = i;
});

/* Stops of a ramp from silence to the loudest, [r, g, b]. */
const RAMPS = {
  dark: [[18, 21, 27], [34, 28, 66], [88, 32, 112], [158, 52, 112], [222, 92, 84], [250, 158, 90], [252, 232, 178]],
  light: [[250, 250, 248], [226, 229, 236], [190, 198, 214], [146, 160, 190], [98, 116, 160], [54, 70, 120],
    [18, 26, 60]]
};

function ramp(stops, count) {
  const table = new Uint8ClampedArray(4 * count);
  for (let i = 0; i < count; i++) {
    const x = i / (count - 1) * (stops.length - 1), k = Math.min(Math.floor(x), stops.length - 2), f = x - k;
    for (let c = 0; c < 3; c++)
      table[4 * i + c] = stops[k][c] * (1 - f) + stops[k + 1][c] * f;
    table[4 * i + 3] = 255;
  }
  return table;
}

class Picture {
  constructor(facts) {
    this.facts = facts;
    this.p = facts.picture;
    this.layer = "a";
    this.tiles = new Map();
    this.view = document.getElementById("view");
    this.over = document.getElementById("over");
    this.overview = document.getElementById("overview");
    this.start = 0;
    this.span = Math.min(20, Math.max(facts.duration, 0.5));
    this.gutter = 34;
    this.hidden = facts.parts.map(() => false);
    this.selected = null;
    this.chosenPlace = -1;
    this.findRange();
  }

  /* Of the pitched notes, with room for partials; of all drums, a lane each. */
  findRange() {
    let low = 127, high = 0;
    const drums = new Set();
    this.facts.parts.forEach((part) => part.notes.forEach((note) => {
      if (part.drum) {
        drums.add(note[2]);
      } else {
        low = Math.min(low, note[2]);
        high = Math.max(high, note[2]);
      }
    }));
    const top = this.p.low + this.p.rows / this.p.each;
    this.low = low > high ? this.p.low : Math.max(this.p.low, low - 5);
    this.high = low > high ? top : Math.min(top, Math.max(high + 13, this.low + 36));
    this.drums = Array.from(drums).sort((a, b) => a - b);
  }

  setTheme(theme) {
    const style = getComputedStyle(document.documentElement);
    this.theme = theme;
    this.colours = {};
    ["back", "ink", "soft", "line", "panel", "accent", "missing", "extra", "shifted", "misnamed", "cursor",
      "good"].forEach((name) => {
      this.colours[name] = style.getPropertyValue("--" + name).trim();
    });
    this.palette = ramp(RAMPS[theme], 64);
    const middle = RAMPS[theme][0], orange = theme === "dark" ? [255, 150, 60] : [190, 80, 0];
    const blue = theme === "dark" ? [90, 160, 255] : [20, 80, 190];
    this.apart = ramp([blue, middle, orange], 127);
    this.tiles.clear();
  }

  partColour(index) {
    return Neume.css(Neume.colours().part[index % 10]);
  }

  resize() {
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    [this.view, this.over, this.overview].forEach((canvas) => {
      const box = canvas.getBoundingClientRect();
      canvas.width = Math.max(1, Math.round(box.width * scale));
      canvas.height = Math.max(1, Math.round(box.height * scale));
      canvas.getContext("2d").setTransform(scale, 0, 0, scale, 0, 0);
    });
    const box = this.view.getBoundingClientRect();
    this.width = box.width;
    this.height = box.height;
    this.overWidth = this.overview.getBoundingClientRect().width;
    this.overHeight = this.overview.getBoundingClientRect().height;
    this.layOut();
  }

  /* From the top: a ruler, two waveforms, the roll, the drums, the curves. */
  layOut() {
    const wave = this.height > 420 ? 36 : 24, lane = Math.min(16, this.height * 0.3 / Math.max(this.drums.length, 1));
    const curve = this.height > 420 ? 44 : 30;
    const curves = this.facts.curves.slice(0, this.height > 520 ? 3 : 1);
    this.ruler = { top: 0, height: 18 };
    this.waves = [{ top: 18, height: wave }, { top: 18 + wave, height: wave }];
    const top = 22 + 2 * wave, drums = this.drums.length * lane, bottom = drums + curves.length * curve;
    this.roll = { top, height: Math.max(60, this.height - top - bottom - 2) };
    this.lanes = { top: top + this.roll.height + 1, each: lane };
    this.curveRows = curves.map((data, i) => ({ data, top: this.lanes.top + drums + i * curve, height: curve }));
    this.gutter = this.width < 500 ? 26 : 34;
  }

  x(time) {
    return this.gutter + (time - this.start) / this.span * (this.width - this.gutter);
  }

  time(x) {
    return this.start + (x - this.gutter) / (this.width - this.gutter) * this.span;
  }

  y(pitch) {
    return this.roll.top + this.roll.height * (1 - (pitch - this.low) / (this.high - this.low));
  }

  show(start, span) {
    this.span = Math.min(Math.max(span || this.span, 0.5), Math.max(this.facts.duration, 0.5));
    this.start = Math.min(Math.max(start, 0), Math.max(this.facts.duration - this.span, 0));
  }

  /* A tile as a small canvas, one pixel for each column and row; null where the page has not yet all arrived. */
  tile(number) {
    const key = this.layer + number;
    let canvas = this.tiles.get(key);
    if (canvas)
      return canvas;
    const text = (id) => (document.getElementById(id + "-" + number) || {}).textContent;
    const first = text(this.layer === "b" ? "t" : "s"), second = this.layer === "d" ? text("t") : "";
    if (first === undefined || second === undefined)
      return null;
    const rows = this.p.rows, columns = Math.floor(first.length / rows);
    canvas = document.createElement("canvas");
    canvas.width = Math.max(columns, 1);
    canvas.height = rows;
    const c = canvas.getContext("2d"), image = c.createImageData(canvas.width, rows);
    const table = this.layer === "d" ? this.apart : this.palette;
    for (let k = 0; k < columns; k++)
      for (let r = 0; r < rows; r++) {
        let value = LETTERS[first.charCodeAt(k * rows + r)];
        if (this.layer === "d") {
          const other = LETTERS[second.charCodeAt(k * rows + r)];
          value = Math.min(126, Math.max(0, 63 + Math.max(value, 20) * 1.6 - Math.max(other, 20) * 1.6));
        }
        image.data.set(table.subarray(4 * Math.round(value), 4 * Math.round(value) + 4),
          4 * ((rows - 1 - r) * columns + k));
      }
    c.putImageData(image, 0, 0);
    this.tiles.set(key, canvas);
    if (this.tiles.size > 64)
      this.tiles.delete(this.tiles.keys().next().value);
    return canvas;
  }

  drawSpectrogram(c) {
    const { p, roll } = this, seconds = p.tile * p.hop;
    /* Row b is centred on pitch low + b / 3; where three are one, on the middle one of them. */
    const row = (pitch) => p.rows - 0.5 - (pitch - p.low - (p.each === 1 ? 1 / 3 : 0)) * p.each;
    const top = row(this.high), bottom = row(this.low);
    c.fillStyle = `rgb(${RAMPS[this.theme][0].join()})`;
    c.fillRect(this.gutter, roll.top, this.width - this.gutter, roll.height);
    c.save();
    c.beginPath();
    c.rect(this.gutter, roll.top, this.width - this.gutter, roll.height);
    c.clip();
    c.imageSmoothingEnabled = true;
    const first = Math.max(0, Math.floor(this.start / seconds));
    for (let k = first; k * seconds < this.start + this.span && k * p.tile < p.columns; k++) {
      const tile = this.tile(k);
      if (!tile)
        continue;
      const left = this.x(k * seconds - p.hop / 2), right = this.x(k * seconds + (tile.width - 0.5) * p.hop);
      c.drawImage(tile, 0, top, tile.width, bottom - top, left, roll.top, right - left, roll.height);
    }
    c.restore();
  }

  drawRuler(c) {
    const steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600], room = this.width < 500 ? 60 : 80;
    const step = steps.find((s) => s / this.span * this.width > room) || 1200;
    c.fillStyle = this.colours.soft;
    c.font = "11px system-ui, sans-serif";
    c.textBaseline = "middle";
    c.textAlign = "left";
    for (let t = Math.ceil(this.start / step) * step; t <= this.start + this.span; t += step) {
      const x = this.x(t);
      c.fillRect(x, 12, 1, 6);
      c.fillText(Neume.clock(t, step < 0.1 ? 2 : step < 1 ? 1 : 0), x + 3, 8);
    }
  }

  drawWave(c, side) {
    const { top, height } = this.waves[side], peaks = side ? this.p.b : this.p.a, hop = this.p.peakHop;
    const middle = top + height / 2;
    c.fillStyle = side ? this.colours.extra : this.colours.missing;
    c.globalAlpha = 0.85;
    for (let x = this.gutter; x < this.width; x++) {
      const from = Math.max(0, Math.floor(this.time(x) / hop)),
        to = Math.max(from + 1, Math.floor(this.time(x + 1) / hop));
      let peak = 0;
      for (let i = from; i < to && i < peaks.length; i++)
        peak = Math.max(peak, LETTERS[peaks.charCodeAt(i)]);
      const size = peak / 63 * (height / 2 - 1);
      c.fillRect(x, middle - size, 1, Math.max(2 * size, 0.5));
    }
    c.globalAlpha = 1;
    c.fillStyle = this.colours.soft;
    c.textAlign = "center";
    c.font = "bold 12px system-ui, sans-serif";
    c.fillText(side ? "B" : "A", this.gutter / 2, middle);
  }

  /* The rectangle of a note, or null where it is out of view; part -1 for a pitched note of none. */
  box(part, note) {
    const left = this.x(note[0]), right = this.x(note[0] + note[1]);
    if (right < this.gutter || left > this.width)
      return null;
    if (part >= 0 && this.facts.parts[part].drum) {
      const y = this.lanes.top + (this.drums.length - 1 - this.drums.indexOf(note[2])) * this.lanes.each;
      return { x: left, y: y + 1, w: Math.max(6, Math.min(right - left, 10)), h: Math.max(this.lanes.each - 2, 2) };
    }
    const each = this.roll.height / (this.high - this.low), h = Math.max(each * 0.8, 3);
    return { x: left, y: this.y(note[2] + 0.5) + (each - h) / 2, w: Math.max(right - left, 3), h };
  }

  drawNotes(c) {
    const colours = { missed: this.colours.missing, extra: this.colours.extra, shifted: this.colours.shifted };
    this.facts.parts.forEach((part, index) => {
      if (this.hidden[index])
        return;
      const colour = this.partColour(index);
      const from = firstFrom(part.notes, this.start - part.longest), to = firstFrom(part.notes, this.start + this.span);
      for (let i = from; i < to; i++) {
        const note = part.notes[i], box = this.box(index, note);
        if (!box)
          continue;
        c.globalAlpha = 0.25 + 0.5 * note[3] / 127;
        c.fillStyle = colour;
        c.fillRect(box.x, box.y, box.w, box.h);
        c.globalAlpha = 1;
        c.lineWidth = this.selected && this.selected.part === index && this.selected.note === i ? 3 : 1;
        c.strokeStyle = c.lineWidth > 1 ? this.colours.ink : colour;
        c.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(box.w - 1, 1), Math.max(box.h - 1, 1));
      }
    });
    this.facts.verdicts.forEach((note) => {
      const colour = colours[note[4]], part = this.facts.parts.findIndex((one) => one.drum === note[3]);
      const box = colour && (part >= 0 || !note[3]) ? this.box(part, note) : null;
      if (!box)
        return;
      c.strokeStyle = colour;
      c.lineWidth = 2;
      c.setLineDash(note[4] === "missed" ? [4, 2] : []);
      c.strokeRect(box.x, box.y, box.w, box.h);
      c.setLineDash([]);
    });
  }

  drawKeys(c) {
    c.fillStyle = this.colours.panel;
    c.fillRect(0, this.roll.top, this.gutter, this.height - this.roll.top);
    c.font = "11px system-ui, sans-serif";
    c.textAlign = "right";
    for (let pitch = Math.ceil(this.low / 12) * 12; pitch < this.high; pitch += 12) {
      const y = this.y(pitch);
      c.fillStyle = this.colours.soft;
      c.fillText(Neume.pitchName(pitch), this.gutter - 4, y);
      c.globalAlpha = 0.25;
      c.fillRect(this.gutter, this.y(pitch - 0.5), this.width, 1);
      c.globalAlpha = 1;
    }
    this.drums.forEach((pitch, i) => {
      const y = this.lanes.top + (this.drums.length - 1 - i) * this.lanes.each;
      c.fillStyle = this.colours.line;
      c.fillRect(this.gutter, y, this.width, 1);
      c.fillStyle = this.colours.soft;
      c.font = Math.min(11, this.lanes.each - 1) + "px system-ui, sans-serif";
      if (this.lanes.each > 8)
        c.fillText(Neume.drumLetters(pitch), this.gutter - 4, y + this.lanes.each / 2);
    });
  }

  drawCurves(c) {
    for (const { data, top, height } of this.curveRows) {
      const share = (v) => (Math.min(Math.max(v, data.low), data.high) - data.low) / (data.high - data.low);
      const y = (v) => top + height - 3 - share(v) *
        (height - 6);
      c.fillStyle = this.colours.line;
      c.fillRect(0, top, this.width, 1);
      c.strokeStyle = this.colours[data.key] || this.colours.accent;
      c.lineWidth = 1.5;
      c.beginPath();
      for (let x = this.gutter; x <= this.width; x++) {
        const i = Math.floor((this.time(x) - data.start) / data.hop);
        if (i >= 0 && i < data.values.length)
          c.lineTo(x, y(data.values[i]));
      }
      c.stroke();
      c.fillStyle = this.colours.soft;
      c.textAlign = "left";
      c.font = "11px system-ui, sans-serif";
      c.fillText(data.label + (data.unit ? ", " + data.unit : ""), this.gutter + 4, top + 8);
    }
  }

  drawPlaces(c) {
    this.facts.places.forEach((place, i) => {
      const left = this.x(place.start), right = this.x(place.end);
      if (right < this.gutter || left > this.width)
        return;
      const known = place.pitch >= 0 && !(this.drums.length && this.high <= place.pitch);
      c.strokeStyle = this.colours[place.kind];
      c.lineWidth = i === this.chosenPlace ? 3 : 1.5;
      if (i !== this.chosenPlace && i >= 60)
        return;
      c.setLineDash([3, 3]);
      if (known && place.pitch >= this.low && place.pitch < this.high)
        c.strokeRect(left, this.y(place.pitch + 0.9), right - left, Math.max(this.y(place.pitch - 0.9) -
          this.y(place.pitch + 0.9), 8));
      else
        c.strokeRect(left, this.roll.top + 1, right - left, this.roll.height - 2);
      c.setLineDash([]);
    });
  }

  draw() {
    const c = this.view.getContext("2d");
    c.fillStyle = this.colours.back;
    c.fillRect(0, 0, this.width, this.height);
    this.drawSpectrogram(c);
    this.drawRuler(c);
    this.drawWave(c, 0);
    this.drawWave(c, 1);
    c.save();
    c.beginPath();
    c.rect(this.gutter, this.roll.top, this.width - this.gutter, this.height - this.roll.top);
    c.clip();
    this.drawNotes(c);
    this.drawPlaces(c);
    c.restore();
    this.drawKeys(c);
    this.drawCurves(c);
  }

  /* What moves: the cursor and the loop. */
  drawOver(position, loop) {
    const c = this.over.getContext("2d");
    c.clearRect(0, 0, this.width, this.height);
    if (loop) {
      const left = Math.max(this.x(loop.start), this.gutter), right = Math.min(this.x(loop.end), this.width);
      c.fillStyle = this.colours.accent;
      if (right > left) {
        c.globalAlpha = 0.16;
        c.fillRect(left, 0, right - left, this.height);
        c.globalAlpha = 0.9;
        c.fillRect(left, 0, right - left, 4);
      }
      c.globalAlpha = 1;
    }
    const x = this.x(position);
    if (x >= this.gutter - 1 && x <= this.width) {
      c.fillStyle = this.colours.cursor;
      c.fillRect(x - 1, 0, 2, this.height);
    }
    const seen = [Math.round(position / (this.facts.duration || 1) * this.overWidth), this.start, this.span,
      loop && loop.start, loop && loop.end, this.overviewPainted && this.theme].join();
    if (seen !== this.overviewSeen)
      this.drawOverview(position, loop);
    this.overviewSeen = seen;
  }

  /* The overview without what moves, drawn once. */
  paintOverview() {
    const canvas = document.createElement("canvas"), w = Math.max(1, Math.ceil(this.overWidth)),
      h = Math.max(1, this.overHeight);
    canvas.width = w;
    canvas.height = h;
    const c = canvas.getContext("2d"), each = this.facts.duration / w;
    for (let side = 0; side < 2; side++) {
      const peaks = side ? this.p.b : this.p.a, step = each / this.p.peakHop;
      c.fillStyle = side ? this.colours.extra : this.colours.missing;
      c.globalAlpha = 0.75;
      for (let x = 0; x < w; x++) {
        let peak = 0;
        for (let i = Math.floor(x * step); i < Math.max((x + 1) * step, Math.floor(x * step) + 1); i++)
          peak = Math.max(peak, LETTERS[peaks.charCodeAt(i)] || 0);
        const size = peak / 63 * (h / 2 - 5);
        c.fillRect(x, side ? h / 2 + 1 : h / 2 - size, 1, size);
      }
    }
    c.globalAlpha = 1;
    this.facts.places.forEach((place) => {
      c.fillStyle = this.colours[place.kind];
      c.fillRect(place.start / each, place.kind === "extra" ? h - 5 : 0, Math.max((place.end - place.start) / each, 2),
        5);
    });
    this.overviewPainted = canvas;
    this.overviewSeen = "";
  }

  drawOverview(position, loop) {
    const c = this.overview.getContext("2d"), w = this.overWidth, h = this.overHeight, d = this.facts.duration || 1;
    c.clearRect(0, 0, w, h);
    if (this.overviewPainted)
      c.drawImage(this.overviewPainted, 0, 0, w, h);
    if (loop) {
      c.fillStyle = this.colours.accent;
      c.globalAlpha = 0.25;
      c.fillRect(loop.start / d * w, 0, (loop.end - loop.start) / d * w, h);
      c.globalAlpha = 1;
    }
    c.strokeStyle = this.colours.ink;
    c.lineWidth = 1.5;
    c.strokeRect(this.start / d * w + 0.75, 0.75, Math.max(this.span / d * w - 1.5, 3), h - 1.5);
    c.fillStyle = this.colours.cursor;
    c.fillRect(position / d * w - 1, 0, 2, h);
  }

  /* The note under a point, topmost first: { part, note } or null. */
  noteAt(x, y) {
    for (let part = this.facts.parts.length - 1; part >= 0; part--) {
      const notes = this.facts.parts[part].notes;
      if (this.hidden[part])
        continue;
      const to = firstFrom(notes, this.start + this.span);
      for (let i = to - 1; i >= firstFrom(notes, this.start - this.facts.parts[part].longest); i--) {
        const box = this.box(part, notes[i]);
        if (box && x >= box.x - 2 && x <= box.x + box.w + 2 && y >= box.y - 2 && y <= box.y + box.h + 2)
          return { part, note: i };
      }
    }
    return null;
  }
}

/* The index of the first of `notes`, which are sorted, that begins at `time` or later. */
function firstFrom(notes, time) {
  let low = 0, high = notes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (notes[middle][0] < time)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
