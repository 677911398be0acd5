/* SPDX-License-Identifier: MIT
 *
 * What stands beside the picture: the table of notes, the places that differ, parts, figures, the head and the
 * legend. */

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
    const time = document.createElement("b"), kind = document.createElement("span"),
      words = document.createElement("span");
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
    const row = document.createElement("div"), colour = document.createElement("i"),
      label = document.createElement("label");
    const check = document.createElement("input"), solo = document.createElement("button"),
      name = document.createElement("span");
    row.className = "part";
    name.className = "name";
    check.type = "checkbox";
    check.id = "mute-" + i;
    check.checked = true;
    check.onchange = () => player.mute(i, !check.checked);
    const count = part.notes.length + (part.drum ? " hit" : " note") + (part.notes.length === 1 ? "" : "s");
    label.append(check, " " + part.title + (part.title === part.kind || part.joined > 1 ? "" : ", " + part.kind) +
      ", " + count);
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
    const box = document.createElement("div"), term = document.createElement("dt"),
      value = document.createElement("dd");
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
    `the MIDI is moved by ${shift} ms onto the recording; ` : "") +
      (facts.soundfont ? `played with ${facts.soundfont}; ` : "") +
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
  const box = $("legend"), kinds = [["missing", "more in the recording: perhaps a missed note"],
    ["extra", "more in the MIDI"]];
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
  if (facts.verdicts.length)
    [["missing", "missed (dashed)"], ["extra", "extra"], ["shifted", "shifted"]].forEach(([name, words]) =>
      add(picture.colours[name], words + ", by the reference"));
  facts.parts.forEach((part, i) => add(picture.partColour(i), part.title));
}
