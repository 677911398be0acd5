/* SPDX-License-Identifier: MIT
 *
 * What the page does: joins player and picture with keys, pointers and lists. */

const PROGRAMS = ("Grand piano|Bright piano|Electric grand|Honky-tonk|Electric piano 1|Electric piano 2|Harpsichord|Clavinet|" +
  "Celesta|Glockenspiel|Music box|Vibraphone|Marimba|Xylophone|Tubular bells|Dulcimer|Drawbar organ|Percussive organ|" +
  "Rock organ|Church organ|Reed organ|Accordion|Harmonica|Bandoneon|Nylon guitar|Steel guitar|Jazz guitar|Clean guitar|" +
  "Muted guitar|Overdriven guitar|Distorted guitar|Guitar harmonics|Acoustic bass|Finger bass|Pick bass|Fretless bass|" +
  "Slap bass 1|Slap bass 2|Synth bass 1|Synth bass 2|Violin|Viola|Cello|Contrabass|Tremolo strings|Pizzicato|Harp|" +
  "Timpani|Strings 1|Strings 2|Synth strings 1|Synth strings 2|Choir aahs|Voice oohs|Synth voice|Orchestra hit|Trumpet|" +
  "Trombone|Tuba|Muted trumpet|French horn|Brass|Synth brass 1|Synth brass 2|Soprano sax|Alto sax|Tenor sax|Baritone sax|" +
  "Oboe|English horn|Bassoon|Clarinet|Piccolo|Flute|Recorder|Pan flute|Bottle|Shakuhachi|Whistle|Ocarina").split("|");
const DRUM_LETTERS = { 35: "KD", 36: "KD", 37: "RM", 38: "SD", 39: "CP", 40: "SD", 41: "LT", 42: "HH", 43: "LT", 44: "PH",
  45: "MT", 46: "OH", 47: "MT", 48: "HT", 49: "CR", 50: "HT", 51: "RD", 52: "CH", 53: "RB", 54: "TB", 55: "SP", 56: "CB" };
const MOST_ROWS = 200;

function drumShort(pitch) {
  return DRUM_LETTERS[pitch] || String(pitch);
}

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
  say(sides ? "recording left, MIDI right" : fade === 0 ? "recording" : fade === 1 ? "MIDI" : `${Math.round(fade * 100)} % MIDI`);
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

/* ---- notes ---- */

function selectNote(part, note, play) {
  const [onset, length, pitch, velocity] = facts.parts[part].notes[note];
  picture.selected = { part, note };
  if (onset < picture.start || onset > picture.start + picture.span)
    picture.show(onset - picture.span * 0.3);
  $("note").hidden = false;
  $("note-text").textContent = noteWords(part, note);
  $("note-partials").hidden = facts.parts[part].drum;
  if (play)
    player.playNote(part, pitch, velocity, length);
  redraw();
}

function selected() {
  const s = picture.selected;
  return s && { part: s.part, row: facts.parts[s.part].notes[s.note] };
}

/* The note before or after the chosen one, or the first at the position, in all parts that are not muted. */
function stepNote(direction) {
  const all = [];
  facts.parts.forEach((part, p) => {
    if (!player.muted[p])
      part.notes.forEach((note, i) => all.push([note[0], p, i]));
  });
  all.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  if (!all.length)
    return;
  const s = picture.selected;
  let at = s ? all.findIndex((one) => one[1] === s.part && one[2] === s.note) + direction
    : firstFrom(all, player.position()) - (direction < 0 ? 1 : 0);
  at = Math.min(Math.max(at, 0), all.length - 1);
  selectNote(all[at][1], all[at][2], true);
}

function fillTable() {
  const rows = [];
  facts.parts.forEach((part, p) => {
    for (let i = firstFrom(part.notes, picture.start); i < firstFrom(part.notes, picture.start + picture.span); i++)
      rows.push([part.notes[i], p, i]);
  });
  rows.sort((a, b) => a[0][0] - b[0][0]);
  const body = $("rows");
  body.textContent = "";
  rows.slice(0, MOST_ROWS).forEach(([note, p, i]) => {
    const part = facts.parts[p], row = body.insertRow();
    const name = part.drum ? Neume.drumName(note[2]) : Neume.pitchName(note[2]);
    [Neume.clock(note[0], 2), name, note[1].toFixed(2) + " s", note[3], note[4] === undefined ? "" : note[4].toFixed(2),
      part.title].forEach((text) => {
      row.insertCell().textContent = text;
    });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Play";
    button.setAttribute("aria-label", `Play ${name} at ${Neume.clock(note[0], 2)}`);
    button.onclick = () => selectNote(p, i, true);
    row.insertCell().append(button);
  });
}

/* ---- places ---- */

const PLACES_AT_ONCE = 100; /* an hour may have thousands */

function goToPlace(index, play) {
  const place = facts.places[index];
  if (!place)
    return;
  listPlaces(index + 1);
  const length = place.end - place.start, around = Math.max(0.6, length * 0.3);
  picture.chosenPlace = index;
  document.querySelectorAll("#places button").forEach((button, i) => {
    if (i === index)
      button.setAttribute("aria-current", "true");
    else
      button.removeAttribute("aria-current");
  });
  if (picture.span > 12)
    picture.span = Math.min(12, facts.duration);
  picture.show((place.start + place.end) / 2 - picture.span / 2);
  player.loop = { start: Math.max(0, place.start - around), end: Math.min(facts.duration, place.end + around) };
  if (play)
    player.play(player.loop.start);
  else
    player.seek(player.loop.start);
  say(`place ${index + 1} of ${facts.places.length}: ${place.kind}, ${place.words}`);
  redraw();
}

/* Lists the first `count` places or more, by whole hundreds. */
function listPlaces(count) {
  const list = $("places"), more = $("more-places"), all = facts.places.length, listed = list.children.length;
  const end = Math.min(Math.ceil(count / PLACES_AT_ONCE) * PLACES_AT_ONCE, all);
  facts.places.slice(listed, Math.max(end, listed)).forEach((place, k) => {
    const i = listed + k;
    const item = document.createElement("li"), button = document.createElement("button");
    const time = document.createElement("b"), kind = document.createElement("span"), words = document.createElement("span");
    button.type = "button";
    time.textContent = Neume.clock(place.start, 1);
    kind.textContent = place.kind;
    kind.className = place.kind;
    words.textContent = place.words;
    button.append(time, " ", kind, " ", words);
    button.onclick = () => goToPlace(i, true);
    item.append(button);
    list.append(item);
  });
  const left = all - list.children.length;
  more.hidden = left === 0;
  more.textContent = `Show ${Math.min(left, PLACES_AT_ONCE)} more of ${left}`;
}

/* The keyboard goes on at the first place that is new. */
function showMorePlaces() {
  const list = $("places"), listed = list.children.length;
  listPlaces(listed + 1);
  list.children[listed].firstElementChild.focus();
  say(`${list.children.length} of ${facts.places.length} places are listed`);
}

function fillPlaces() {
  listPlaces(1);
  $("more-places").onclick = showMorePlaces;
  $("no-places").hidden = facts.places.length > 0;
  $("no-places").textContent = "No place stands out.";
}

/* ---- parts and figures ---- */

function fillParts() {
  const box = $("parts");
  facts.parts.forEach((part, i) => {
    const row = document.createElement("div"), colour = document.createElement("i"), label = document.createElement("label");
    const check = document.createElement("input"), solo = document.createElement("button"), name = document.createElement("span");
    row.className = "part";
    name.className = "name";
    check.type = "checkbox";
    check.id = "mute-" + i;
    check.checked = true;
    check.onchange = () => player.mute(i, !check.checked);
    const count = part.notes.length + (part.drum ? " hit" : " note") + (part.notes.length === 1 ? "" : "s");
    label.append(check, " " + part.title + (part.title === part.kind || part.joined > 1 ? "" : ", " + part.kind) + ", " + count);
    colour.className = "swatch";
    solo.type = "button";
    solo.textContent = "Solo";
    solo.setAttribute("aria-label", "Solo " + part.title);
    solo.onclick = () => {
      const alone = player.muted.every((off, k) => off === (k !== i));
      player.muted.forEach((off, k) => player.mute(k, !alone && k !== i));
      hear(1, false);
    };
    name.append(label);
    row.append(colour, name, solo);
    box.append(row);
  });
  if (!facts.parts.length)
    box.textContent = "The MIDI file has no notes.";
}

function fillFigures() {
  facts.figures.forEach((figure) => {
    const box = document.createElement("div"), term = document.createElement("dt"), value = document.createElement("dd");
    const words = document.createElement("small");
    term.textContent = figure.label;
    value.textContent = figure.value === null ? "\u2013" : figure.value.toFixed(figure.decimals) +
      (figure.unit ? " " + figure.unit : "");
    words.textContent = figure.words;
    value.append(words);
    box.append(term, value);
    $("figures").append(box);
  });
}

function fillHead() {
  document.title = facts.midi + " against " + facts.audio;
  $("title").textContent = document.title;
  const shift = Math.round(Math.abs(facts.offset) * 1000);
  $("subtitle").textContent = `${Neume.clock(facts.duration, 0)}; ` + (facts.shifted && shift ?
    `the MIDI is moved by ${shift} ms onto the recording; ` : "") + (facts.soundfont ? `played with ${facts.soundfont}; ` : "") +
    "both equally loud";
  const words = [];
  if (facts.verdict)
    words.push(facts.verdict);
  const [a, b] = facts.length;
  if (facts.parts.length && Math.abs(a - b) > Math.max(10, 0.2 * Math.max(a, b)))
    words.push(`The recording lasts ${Neume.clock(a, 0)}, the MIDI ${Neume.clock(b, 0)}.`);
  if (!facts.parts.length)
    words.push("The MIDI file has no notes: there is nothing to compare with.");
  if (facts.picture.a.replace(/A/g, "") === "")
    words.push("The recording is silent.");
  $("verdict").textContent = words.join("\n");
  $("verdict").hidden = !words.length;
  $("verdict").classList.toggle("fine", words.length === 1 && words[0] === facts.verdict && !facts.other);
}

function legend() {
  const box = $("legend"), kinds = [["missing", "more in the recording: perhaps a missed note"], ["extra", "more in the MIDI"]];
  box.textContent = "";
  const add = (colour, words) => {
    const item = document.createElement("span"), swatch = document.createElement("i");
    swatch.style.background = colour;
    item.append(swatch, words);
    box.append(item);
  };
  if (picture.layer === "d" || facts.places.length)
    kinds.forEach(([name, words]) => add(picture.colours[name], words));
  if (facts.places.some((place) => place.kind === "misnamed"))
    add(picture.colours.misnamed, "a hit of another drum");
  if (facts.judged.length)
    [["missing", "missed (dashed)"], ["extra", "extra"], ["shifted", "shifted"]].forEach(([name, words]) =>
      add(picture.colours[name], words + ", by the reference"));
  facts.parts.forEach((part, i) => add(picture.partColour(i), part.title));
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
    say(player.loop ? `loop from ${Neume.clock(player.loop.start, 1)} to ${Neume.clock(player.loop.end, 1)}` : "no loop");
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
  const share = inside ? (at - picture.start) / picture.span : 0.5, middle = inside ? at : picture.start + picture.span / 2;
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
  const pressing = (tag === "BUTTON" || tag === "SUMMARY" || tag === "A") && (event.key === " " || event.key === "Enter");
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
$("note-partials").onclick = () => selected() && player.playSource(selected().row[0], selected().row[1], selected().row[2]);
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
