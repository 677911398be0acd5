/* SPDX-License-Identifier: MIT
 *
 * What the page does: joins player and picture with keys, pointers and lists. */

const PROGRAMS = (
  "Grand piano|Bright piano|Electric grand|Honky-tonk|Electric piano 1|Electric piano 2|Harpsichord|" +
  "Clavinet|Celesta|Glockenspiel|Music box|Vibraphone|Marimba|Xylophone|Tubular bells|Dulcimer|" +
  "Drawbar organ|Percussive organ|Rock organ|Church organ|Reed organ|Accordion|Harmonica|Bandoneon|" +
  "Nylon guitar|Steel guitar|Jazz guitar|Clean guitar|Muted guitar|Overdriven guitar|" +
  "Distorted guitar|Guitar harmonics|Acoustic bass|Finger bass|Pick bass|Fretless bass|Slap bass 1|" +
  "Slap bass 2|Synth bass 1|Synth bass 2|Violin|Viola|Cello|Contrabass|Tremolo strings|Pizzicato|" +
  "Harp|Timpani|Strings 1|Strings 2|Synth strings 1|Synth strings 2|Choir aahs|Voice oohs|" +
  "Synth voice|Orchestra hit|Trumpet|Trombone|Tuba|Muted trumpet|French horn|Brass|Synth brass 1|" +
  "Synth brass 2|Soprano sax|Alto sax|Tenor sax|Baritone sax|Oboe|English horn|Bassoon|Clarinet|" +
  "Piccolo|Flute|Recorder|Pan flute|Bottle|Shakuhachi|Whistle|Ocarina").split("|");
const MOST_ROWS = 200;

const facts = JSON.parse(document.getElementById("facts").textContent);
facts.parts.forEach((part, i) => {
  part.longest = part.notes.reduce((most, note) => Math.max(most, note[1]), 0);
  const program = part.drum ? "Drums" : PROGRAMS[part.program] || "Program " + (part.program + 1);
  part.title = part.joined > 1 ? part.joined + " more" : part.name || program;
  part.kind = program;
});
const player = new Player(facts), picture = new Picture(facts);
const $ = Neume.byId;
let stale = true;

function noteWords(part, note) {
  const one = facts.parts[part], [onset, length, pitch, velocity, confidence] = one.notes[note];
  const name = one.drum ? Neume.drumName(pitch) : Neume.pitchName(pitch);
  return `${name} (${pitch}) at ${Neume.clock(onset, 2)}, ${length.toFixed(2)} s, velocity ${velocity}` +
    (confidence === undefined ? "" : `, confidence ${confidence.toFixed(2)}`) + `, ${one.title}`;
}

function say(words) {
  $("status").textContent = words;
}

function notice(words) {
  const box = $("notices");
  if (!box.textContent.includes(words))
    box.textContent += (box.textContent ? "\n" : "") + words;
  box.hidden = false;
}

function hear(fade, sides) {
  player.hear(fade, sides);
  say(sides ? "recording left, MIDI right" : fade === 0 ? "recording" : fade === 1 ? "MIDI" :
    `${Math.round(fade * 100)} % MIDI`);
}

function follow() {
  const position = player.position();
  if (player.playing && !dragging && (position > picture.start + picture.span * 0.96 || position < picture.start)) {
    picture.show(position - picture.span * 0.08);
    stale = true;
  }
  return position;
}

function frame() {
  const position = follow();
  if (stale) {
    stale = false;
    picture.draw();
    if ($("table").open)
      fillTable();
  }
  picture.drawOver(position, dragging && dragging.loop || player.loop);
  const words = Neume.clock(position, 1) + " / " + Neume.clock(facts.duration, 1);
  if ($("time").textContent !== words)
    $("time").textContent = words;
  if (player.playing || dragging)
    requestAnimationFrame(frame);
  else
    frame.asked = false;
  frame.position = position;
}

function redraw(all) {
  stale = stale || all !== false;
  if (frame.asked)
    return;
  frame.asked = true;
  requestAnimationFrame(frame);
}

function showState() {
  const press = (id, on) => $(id).setAttribute("aria-pressed", String(!!on));
  $("play").textContent = player.waiting ? "Loading" : player.playing ? "Pause" : "Play";
  press("hear-a", !player.sides && player.fade === 0);
  press("hear-b", !player.sides && player.fade === 1);
  press("hear-s", player.sides);
  press("loop", player.loop);
  $("fade").value = Math.round(player.fade * 100);
  const position = player.position();
  $("stage").setAttribute("aria-valuemax", facts.duration.toFixed(1));
  $("stage").setAttribute("aria-valuenow", position.toFixed(1));
  $("stage").setAttribute("aria-valuetext", Neume.clock(position, 1) + " of " + Neume.clock(facts.duration, 1));
  player.muted.forEach((off, i) => {
    if ($("mute-" + i))
      $("mute-" + i).checked = !off;
    picture.hidden[i] = off;
  });
  redraw();
}

/* ---- pointers ---- */

let dragging = null;

function startDrag(event) {
  if (event.button)
    return;
  const box = $("over").getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
  dragging = { x, y, at: picture.time(x), box, loop: null };
  $("over").setPointerCapture(event.pointerId);
}

function drag(event) {
  if (!dragging)
    return;
  const x = event.clientX - dragging.box.left;
  if (Math.abs(x - dragging.x) > 6 || dragging.loop) {
    const to = Math.min(Math.max(picture.time(x), 0), facts.duration), from = Math.max(dragging.at, 0);
    dragging.loop = { start: Math.min(from, to), end: Math.max(from, to) };
  }
  redraw(false);
}

function endDrag(event) {
  const was = dragging;
  dragging = null;
  if (!was || event.type === "pointercancel") {
    redraw();
    return;
  }
  if (was.loop) {
    player.loop = was.loop.end - was.loop.start >= 0.05 ? was.loop : null;
    say(player.loop ? `loop from ${Neume.clock(player.loop.start, 1)} to ${Neume.clock(player.loop.end, 1)}` :
      "no loop");
    player.seek(was.loop.start);
    redraw();
    return;
  }
  const hit = was.y > picture.roll.top ? picture.noteAt(was.x, was.y) : null;
  if (hit) {
    selectNote(hit.part, hit.note, true);
    return;
  }
  if (player.loop && (was.at < player.loop.start || was.at >= player.loop.end))
    player.loop = null;
  player.seek(was.at);
}

function moveByOverview(event) {
  const box = $("overview").getBoundingClientRect();
  const at = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * facts.duration;
  picture.show(at - picture.span / 2);
  if (event.type === "pointerup") {
    player.loop = null;
    player.seek(at);
  }
  redraw();
}

function zoom(factor, around) {
  const at = around === undefined ? player.position() : around;
  const inside = at >= picture.start && at <= picture.start + picture.span;
  const share = inside ? (at - picture.start) / picture.span : 0.5,
    middle = inside ? at : picture.start + picture.span / 2;
  const span = Math.min(Math.max(picture.span * factor, 0.5), Math.max(facts.duration, 0.5));
  picture.show(middle - share * span, span);
  redraw();
}

function wheel(event) {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    zoom(Math.pow(1.002, event.deltaY), picture.time(event.clientX - $("over").getBoundingClientRect().left));
    return;
  }
  const delta = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
  picture.show(picture.start + delta / picture.width * picture.span);
  redraw();
}

/* ---- keys ---- */

function seekBy(seconds) {
  player.seek(player.position() + seconds);
  const at = player.position();
  if (!player.playing && (at < picture.start || at > picture.start + picture.span))
    picture.show(at - picture.span * 0.3);
  redraw();
}

function setLayer(layer) {
  picture.layer = layer;
  $("layer").value = layer;
  legend();
  redraw();
}

function toggleLoop() {
  if (player.loop) {
    player.setLoop(null);
    say("no loop");
    return;
  }
  const s = selected(), start = s ? Math.max(0, s.row[0] - 0.1) : picture.start;
  const end = Math.min(facts.duration, s ? s.row[0] + Math.max(s.row[1], 0.3) + 0.1 : picture.start + picture.span);
  player.setLoop({ start, end });
  say(`loop from ${Neume.clock(start, 1)} to ${Neume.clock(end, 1)}`);
}

function edgeOfLoop(isStart) {
  const at = player.position(), loop = player.loop || { start: 0, end: facts.duration };
  player.setLoop(isStart ? { start: at, end: loop.end > at ? loop.end : facts.duration }
    : { start: loop.start < at ? loop.start : 0, end: at });
}

function mutePart(index) {
  if (index >= facts.parts.length)
    return;
  player.mute(index, !player.muted[index]);
  say(facts.parts[index].title + (player.muted[index] ? " muted" : " heard"));
}

const KEYS = {
  " ": () => player.toggle(),
  a: () => hear(0, false),
  b: () => hear(1, false),
  s: () => hear(player.fade, !player.sides),
  x: () => hear(player.fade < 0.5 ? 1 : 0, false),
  ArrowLeft: (event) => seekBy(event.shiftKey ? -1 : -5),
  ArrowRight: (event) => seekBy(event.shiftKey ? 1 : 5),
  ArrowUp: () => hear(Math.max(player.fade - 0.1, 0), false),
  ArrowDown: () => hear(Math.min(player.fade + 0.1, 1), false),
  Home: () => seekBy(-facts.duration),
  End: () => seekBy(facts.duration),
  l: toggleLoop,
  i: () => edgeOfLoop(true),
  o: () => edgeOfLoop(false),
  n: () => goToPlace(Math.min(picture.chosenPlace + 1, facts.places.length - 1), player.playing),
  p: () => goToPlace(Math.max(picture.chosenPlace - 1, 0), player.playing),
  "[": () => stepNote(-1),
  "]": () => stepNote(1),
  Enter: () => picture.selected && selectNote(picture.selected.part, picture.selected.note, true),
  "+": () => zoom(0.6),
  "=": () => zoom(0.6),
  "-": () => zoom(1 / 0.6),
  v: () => setLayer({ a: "b", b: "d", d: "a" }[picture.layer])
};

function onKey(event) {
  const target = event.target, tag = target.tagName, range = tag === "INPUT" && target.type === "range";
  if (event.ctrlKey || event.metaKey || event.altKey)
    return;
  const typing = tag === "SELECT" || (range && /^(Arrow|Home|End|Page)/.test(event.key));
  const pressing = (tag === "BUTTON" || tag === "SUMMARY" || tag === "A") &&
    (event.key === " " || event.key === "Enter");
  const checking = tag === "INPUT" && target.type === "checkbox" && event.key === " ";
  const scrolling = target.classList.contains("wide") && /^(Arrow|Home|End|Page)/.test(event.key);
  const digit = event.key >= "1" && event.key <= "6" && event.key.length === 1;
  const action = KEYS[event.key] || KEYS[event.key.toLowerCase()];
  if (typing || pressing || checking || scrolling || (!action && !digit))
    return;
  event.preventDefault();
  if (digit)
    mutePart(Number(event.key) - 1);
  else
    action(event);
  showState();
}

/* ---- dark and light ---- */

function onTheme() {
  picture.setTheme(Neume.theme.isDark() ? "dark" : "light");
  document.querySelectorAll(".part .swatch").forEach((swatch, i) => {
    swatch.style.background = picture.partColour(i);
  });
  legend();
  if (picture.width)
    picture.paintOverview();
  redraw();
}

function onResize() {
  picture.resize();
  picture.paintOverview();
  redraw();
}

fillHead();
fillFigures();
fillPlaces();
fillParts();
player.onchange = showState;
player.onproblem = notice;
Neume.theme.listeners.push(onTheme);
Neume.theme.start("auto");
$("theme").onclick = () => Neume.theme.set(Neume.theme.isDark() ? "light" : "dark");
$("play").onclick = () => player.toggle();
$("hear-a").onclick = () => hear(0, false);
$("hear-b").onclick = () => hear(1, false);
$("hear-s").onclick = () => hear(player.fade, !player.sides);
$("fade").oninput = () => player.hear($("fade").value / 100, false);
$("volume").oninput = () => player.setVolume($("volume").value / 100);
$("loop").onclick = toggleLoop;
$("in").onclick = () => zoom(0.6);
$("out").onclick = () => zoom(1 / 0.6);
$("layer").onchange = () => setLayer($("layer").value);
$("table").ontoggle = () => redraw();
$("note-alone").onclick = () => picture.selected && selectNote(picture.selected.part, picture.selected.note, true);
$("note-source").onclick = () => selected() && player.playSource(selected().row[0], selected().row[1]);
$("note-partials").onclick = () => selected() && player.playSource(selected().row[0], selected().row[1],
  selected().row[2]);
$("note-loop").onclick = () => {
  player.loop = null;
  toggleLoop();
  player.seek(player.loop ? player.loop.start : 0);
};
$("over").addEventListener("pointerdown", startDrag);
$("over").addEventListener("pointermove", drag);
$("over").addEventListener("pointerup", endDrag);
$("over").addEventListener("pointercancel", endDrag);
$("over").addEventListener("wheel", wheel, { passive: false });
["pointerdown", "pointerup"].forEach((type) => $("overview").addEventListener(type, moveByOverview));
$("overview").addEventListener("pointermove", (event) => event.buttons && moveByOverview(event));
document.addEventListener("keydown", onKey);
window.addEventListener("resize", onResize);
document.addEventListener("DOMContentLoaded", () => {
  player.preload();
  redraw();
});
setLayer("a");
onResize();
showState();
window.neume = { player, picture, facts };
