/* SPDX-License-Identifier: MIT
 *
 * The page of `neume roll`: joins view, player and controls. pageData is {score, sound, recording, options}. */
"use strict";

Neume.theme.start(pageData.options.theme);

const score = Neume.readScore(pageData.score);
const player = new Neume.Player(score, pageData.recording, () => showState());
const view = new Neume.RollView(Neume.byId("roll"), score, {
  ...pageData.options,
  sound: pageData.sound,
  audible: (part) => player.audible(part),
  onSeek: (t) => goTo(t),
  onNote: (i) => choose(i, true),
  onKey: (pitch, drum) => player.sound(drum ? "" : familyFor(drum), pitch, 90, 0.5, drum),
  onLoop: (loop) => setLoop(loop),
});
const icons = { play: "M5 3l12 7-12 7z", pause: "M4 3h4v14H4zM12 3h4v14h-4z" };
let following = true, tablePage = 0;

function familyFor() {
  const p = score.parts.find((part) => !part.drum);
  return p ? p.family : "Piano";
}

function goTo(time) {
  player.seek(time);
  view.show(player.place, false);
}

/* Selects a note, says what it is, and lets it sound. */
function choose(i, aloud) {
  view.select(i);
  if (i < 0) return;
  view.show(score.on[i], false);
  if (!score.parts[score.part[i]].drum) view.showPitch(score.pitch[i]);
  Neume.byId("detail").textContent = view.noteWords(i);
  if (aloud) hear(i);
  if (!player.playing) {
    player.place = score.on[i];
    showState();
  }
}

function hear(i) {
  const part = score.parts[score.part[i]];
  player.sound(part.family, score.pitch[i], score.velocity[i], Math.min(score.off[i] - score.on[i], 4), part.drum);
}

function setLoop(loop) {
  view.loop = loop;
  view.draw();
  player.setLoop(loop);
  Neume.byId("loop").setAttribute("aria-pressed", String(!!loop));
}

function toggleLoop() {
  setLoop(view.loop ? null : { from: Math.max(view.from, 0), to: Math.min(view.to, player.length) });
}

/* What changes only now and then. */
function showState() {
  const button = Neume.byId("play"), word = player.playing ? "Pause" : "Play";
  button.setAttribute("aria-label", word);
  button.title = word + " (space)";
  button.querySelector("path").setAttribute("d", player.playing ? icons.pause : icons.play);
  if (player.broken) Neume.byId("message").textContent =
    "This browser cannot play the recording that is in this page; its notes can be heard.";
  else if (pageData.recording && player.rate !== 1 && player.audible(-1))
    Neume.byId("message").textContent = "The recording is heard at normal speed only.";
  else Neume.byId("message").textContent = "";
  showPlace();
  if (player.playing && !showState.running) frame();
}

function showPlace() {
  const t = player.position(), bar = score.barWords(t).replace(/\.\d+$/, "");
  const text = Neume.clock(t, 1) + " / " + Neume.clock(player.length) +
    (bar && pageData.options.bars ? " · " + bar : "");
  const place = Neume.byId("place");
  if (place.textContent !== text) place.textContent = text;
  view.setTime(t);
}

function frame() {
  showState.running = player.playing;
  if (!player.playing) return;
  showPlace();
  if (following && !view.pointers.size) view.show(player.position(), true);
  requestAnimationFrame(frame);
}

function partRow(name, family, colour, mixer, key) {
  const press = (what, word) => Neume.el("button", { type: "button", "aria-pressed": String(mixer[what]),
    "aria-label": word + " " + name,
    title: word + " " + name, onclick: () => toggle(mixer, what) }, what === "mute" ? "M" : "S");
  const row = Neume.el("li", {}, Neume.el("span", { class: "swatch", style: "background:" + colour }),
    Neume.el("span", { class: "name", title: name }, name), family ? Neume.el("span", { class: "soft" }, family) : null,
    press("mute", "Mute"), press("solo", "Solo"));
  row.dataset.part = key;
  return row;
}

function showParts() {
  const list = Neume.byId("parts");
  list.replaceChildren(...score.parts.map((p, i) =>
    partRow(p.name, p.family === p.name ? "" : p.family, "var(--part-" + (i % 10) + ")", player.mixer[i], i)));
  if (pageData.recording) list.append(partRow("Recording", "", "var(--wave)", player.tape, -1));
  list.hidden = !list.children.length;
  markParts();
}

function markParts() {
  for (const row of Neume.byId("parts").children) {
    const i = Number(row.dataset.part), m = i < 0 ? player.tape : player.mixer[i];
    row.classList.toggle("off", !player.audible(i));
    row.querySelectorAll("button").forEach((b, k) => b.setAttribute("aria-pressed", String(k ? m.solo : m.mute)));
  }
}

function toggle(mixer, what) {
  mixer[what] = !mixer[what];
  player.mix();
  markParts();
  view.draw();
  showState();
}

/* The table has 100 notes at a time. */
function showTable() {
  if (!Neume.byId("table").open) return;
  const size = 100, pages = Math.max(1, Math.ceil(score.count / size));
  tablePage = Neume.clamp(tablePage, 0, pages - 1);
  const first = tablePage * size, last = Math.min(first + size, score.count), rows = [];
  for (let i = first; i < last; i++) {
    const cell = (text) => Neume.el("td", {}, text);
    const hearIt = Neume.el("button", { type: "button", "aria-label": "Hear " + Neume.pitchWords(score.pitch[i]) },
      score.noteName(i));
    hearIt.addEventListener("click", () => choose(i, true));
    rows.push(Neume.el("tr", { class: i === view.selected ? "now" : "" }, Neume.el("td", {}, hearIt),
      cell(Neume.clock(score.on[i], 3)),
      cell(score.barWords(score.on[i]).replace("bar ", "").replace(", beat ", " : ")),
      cell((score.off[i] - score.on[i]).toFixed(3) + " s"),
      cell(String(score.velocity[i])), cell(score.parts[score.part[i]].name)));
  }
  Neume.byId("rows").replaceChildren(...rows);
  Neume.byId("range").textContent = score.count ? first + 1 + " to " + last + " of " + score.count : "no notes";
  Neume.byId("earlier").disabled = tablePage === 0;
  Neume.byId("later").disabled = tablePage === pages - 1;
}

/* From note to note. */
function step(by) {
  const at = view.selected >= 0 ? view.selected + by : by > 0 ? Neume.firstAt(score.on, player.position() - 1e-6)
                                                              : Neume.firstAt(score.on, player.position()) - 1;
  if (score.count) choose(Neume.clamp(at, 0, score.count - 1), true);
}

/* To the next note up or down that begins or sounds when the chosen one does. */
function stepPitch(up) {
  const i = view.selected;
  if (i < 0) return step(1);
  let best = -1;
  for (let k = Neume.firstAt(score.on, score.on[i] - score.longest); k < score.count &&
    score.on[k] <= score.on[i] + 0.03; k++)
    if (score.off[k] > score.on[i] - 0.03 && (up ? score.pitch[k] > score.pitch[i] : score.pitch[k] < score.pitch[i]))
      if (best < 0 || Math.abs(score.pitch[k] - score.pitch[i]) < Math.abs(score.pitch[best] - score.pitch[i]))
        best = k;
  if (best >= 0) choose(best, true);
}

function stepBeat(by) {
  const t = player.position(), beats = pageData.options.bars ? score.beats : null;
  if (!beats || !beats.length) return goTo(t + by);
  const i = by > 0 ? Neume.firstAt(beats, t + 0.01) : Neume.firstAt(beats, t - 0.05) - 1;
  goTo(beats[Neume.clamp(i, 0, beats.length - 1)]);
}

function setColour(by) {
  view.colour = by;
  Neume.byId("colour").value = by;
  Neume.byId("legend").hidden = by !== "velocity";
  view.draw();
}

function nextColour() {
  const all = ["velocity", "track", "channel", "pitch"];
  setColour(all[(all.indexOf(view.colour) + 1) % all.length]);
  Neume.announce("Coloured by " + view.colour);
}

function setFollow(on) {
  following = on;
  Neume.byId("follow").setAttribute("aria-pressed", String(on));
}

const playOrPause = () => (player.playing ? player.pause() : player.play());
const otherTheme = () => Neume.theme.set(Neume.theme.isDark() ? "light" : "dark");

const onKey = {
  " ": playOrPause, ",": () => stepBeat(-1), ".": () => stepBeat(1), Home: () => goTo(0),
  End: () => goTo(player.length),
  "+": () => view.zoomTime(1.4), "=": () => view.zoomTime(1.4), "-": () => view.zoomTime(1 / 1.4),
  0: () => view.fitAll(),
  "[": () => view.zoomPitch(1 / 1.25), "]": () => view.zoomPitch(1.25), l: toggleLoop, f: () => setFollow(!following),
  c: nextColour,
  d: otherTheme, "?": () => Neume.byId("help").showModal(),
};
/* These only where the roll has the focus: elsewhere they belong to what has it. */
const onRollKey = {
  ArrowLeft: () => step(-1), ArrowRight: () => step(1), ArrowUp: () => stepPitch(true),
  ArrowDown: () => stepPitch(false),
  Enter: () => view.selected >= 0 && hear(view.selected), Escape: () => choose(-1),
  PageDown: () => view.pan(-(view.width - view.left) * 0.9, 0),
  PageUp: () => view.pan((view.width - view.left) * 0.9, 0),
};

document.addEventListener("keydown", (e) => {
  const at = e.target, inRoll = at === view.host || at === document.body;
  if (e.ctrlKey || e.metaKey || e.altKey || Neume.byId("help").open) return;
  if (at.matches("select, input") && e.key !== "?") return;
  if (at.matches("button, summary") && (e.key === " " || e.key === "Enter")) return;
  const digit = /^Digit([1-9])$/.exec(e.code);
  const f = digit ? null : (inRoll && onRollKey[e.key]) || onKey[e.key];
  if (digit && score.parts[digit[1] - 1]) {
    toggle(player.mixer[digit[1] - 1], e.shiftKey ? "solo" : "mute");
    Neume.announce(score.parts[digit[1] - 1].name + (player.audible(digit[1] - 1) ? " is heard" : " is silent"));
  } else if (f) f();
  else return;
  e.preventDefault();
});

const on = (id, event, f) => Neume.byId(id).addEventListener(event, f);
on("play", "click", playOrPause);
on("start", "click", () => goTo(0));
on("loop", "click", toggleLoop);
on("follow", "click", () => setFollow(!following));
on("in", "click", () => view.zoomTime(1.4));
on("out", "click", () => view.zoomTime(1 / 1.4));
on("taller", "click", () => view.zoomPitch(1.25));
on("lower", "click", () => view.zoomPitch(1 / 1.25));
on("fit", "click", () => view.fitAll());
on("rate", "change", (e) => player.setRate(Number(e.target.value)));
on("volume", "input", (e) => player.setVolume(Number(e.target.value)));
on("colour", "change", (e) => setColour(e.target.value));
on("theme", "click", otherTheme);
on("keys", "click", () => Neume.byId("help").showModal());
on("table", "toggle", () => {
  if (view.selected >= 0) tablePage = Math.floor(view.selected / 100);
  showTable();
});
on("earlier", "click", () => {
  tablePage--;
  showTable();
});
on("later", "click", () => {
  tablePage++;
  showTable();
});

showParts();
setColour(pageData.options.colour);
if (pageData.options.from > 0) goTo(pageData.options.from);
if (pageData.options.to > pageData.options.from) {
  view.zoom = (view.width - view.left - 8) / (pageData.options.to - pageData.options.from);
  view.from = pageData.options.from;
  view.changed();
}
Neume.byId("detail").textContent = score.count ? "" : "There are no notes in this file.";
showState();
