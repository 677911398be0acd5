/* SPDX-License-Identifier: MIT
 *
 * What all of neume's pages share: small helpers, the theme, and how notes are named and coloured. */
"use strict";

const Neume = {};

Neume.el = function (name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
    else if (value === true) e.setAttribute(key, "");
    else if (value !== false && value != null) e.setAttribute(key, value);
  }
  e.append(...children.filter((c) => c != null));
  return e;
};

Neume.byId = (id) => document.getElementById(id);
Neume.clamp = (x, low, high) => Math.min(Math.max(x, low), high);

/* The bytes of a base64 string. */
Neume.bytes = function (text) {
  const raw = atob(text), out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
};

/* 62.5 to "1:02.5"; `digits` after the point. */
Neume.clock = function (seconds, digits = 0) {
  const sign = seconds < 0 ? "-" : "", step = 10 ** digits;
  const all = Math.floor(Math.abs(seconds) * step + 1e-6) / step;
  const h = Math.floor(all / 3600), m = Math.floor((all % 3600) / 60), s = all % 60;
  const rest = s.toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return sign + (h ? h + ":" + String(m).padStart(2, "0") : m) + ":" + rest;
};

Neume.pitchName = (p) => ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"][p % 12] +
  (Math.floor(p / 12) - 1);
Neume.pitchWords = (p) => Neume.pitchName(p).replace("♯", " sharp ");
Neume.isBlack = (p) => ((0x54a >> (p % 12)) & 1) === 1;

/* { key: [name, letters] }, which the program fills in from its own table, core/drum_keys.c */
Neume.drums = {};
Neume.drumName = (key) => Neume.drums[key]?.[0] || "Key " + key;
Neume.drumLetters = (key) => Neume.drums[key]?.[1] || String(key);

/* The theme: "auto" follows the system. It lives on <html data-theme>, and is kept where the browser lets a file keep
 * things. Listeners are told after every change. */
Neume.theme = {
  wanted: "auto",
  listeners: [],
  system: window.matchMedia("(prefers-color-scheme: dark)"),
  isDark() {
    return this.wanted === "dark" || (this.wanted === "auto" && this.system.matches);
  },
  set(wanted) {
    this.wanted = wanted;
    document.documentElement.dataset.theme = this.isDark() ? "dark" : "light";
    Neume.paint = null;
    try {
      localStorage.setItem("neume-theme", wanted);
    } catch { /* a page from a file may have no storage */ }
    for (const f of this.listeners) f();
  },
  /* `initial`: what the page was made with. */
  start(initial) {
    let kept = null;
    try {
      kept = localStorage.getItem("neume-theme");
    } catch { /* as above */ }
    this.system.addEventListener("change", () => this.set(this.wanted));
    this.set(initial !== "auto" ? initial : kept || "auto");
  },
};

Neume.rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.trim().slice(i, i + 2), 16));
Neume.css = (c, alpha = 1) => "rgb(" + c.map(Math.round).join(" ") + (alpha < 1 ? " / " + alpha : "") + ")";
Neume.mix = (a, b, share) => a.map((x, i) => x + (b[i] - x) * share);
Neume.luminance = (c) => 0.2126 * (c[0] / 255) ** 2 + 0.7152 * (c[1] / 255) ** 2 + 0.0722 * (c[2] / 255) ** 2;

/* The theme's colours as numbers, read once after each change. */
Neume.colours = function () {
  if (Neume.paint) return Neume.paint;
  const style = getComputedStyle(document.documentElement);
  const get = (name) => Neume.rgb(style.getPropertyValue("--" + name));
  const p = {};
  for (const name of ["back", "panel", "raised", "ink", "soft", "line", "bar", "black-row", "white-key", "black-key",
    "accent",                   "wave", "cursor", "warn"])
    p[name] = get(name);
  p.ramp = [0, 1, 2, 3, 4].map((i) => get("ramp-" + i));
  p.part = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => get("part-" + i));
  Neume.paint = p;
  return p;
};

Neume.ramp = function (level) {
  const at = Neume.clamp(level, 0, 1) * 4, i = Math.min(Math.floor(at), 3), ramp = Neume.colours().ramp;
  return Neume.mix(ramp[i], ramp[i + 1], at - i);
};

/* The colour of a note {pitch, velocity, part, channel} by "velocity", "track", "channel" or "pitch": as in the
 * pictures. */
Neume.noteColour = function (note, by) {
  const p = Neume.colours(), loud = (note.velocity - 1) / 126;
  if (by === "track") return Neume.mix(p.part[note.part % 10], p.back, 0.5 * (1 - loud));
  if (by === "channel") return Neume.mix(p.part[note.channel % 10], p.back, 0.5 * (1 - loud));
  if (by === "pitch") {
    const turn = ((note.pitch % 12) / 12) * 2 * Math.PI, share = p.back[0] > 128 ? 0 : 0.22;
    const hue = [0.5 + 0.38 * Math.cos(turn), 0.47 + 0.3 * Math.cos(turn - 2.1), 0.5 + 0.38 * Math.cos(turn + 2.1)];
    return Neume.mix(Neume.mix(hue.map((x) => x * 255), p.ink, share), p.back, 0.45 * (1 - loud));
  }
  return Neume.ramp(loud);
};

/* The first index of a rising list whose value is at or after x. */
Neume.firstAt = function (list, x) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
};

/* The value that holds at time t on a curve {t: [], v: []}. */
Neume.valueAt = function (curve, t) {
  const i = Neume.firstAt(curve.t, t + 1e-9);
  return i ? curve.v[i - 1] : 0;
};

/* Says something to a screen reader. */
Neume.announce = function (text) {
  let live = Neume.byId("neume-live");
  if (!live) {
    live = Neume.el("div", { id: "neume-live", class: "hidden-text", "aria-live": "polite" });
    document.body.append(live);
  }
  live.textContent = text;
};
