/* SPDX-License-Identifier: MIT
 *
 * The page of `neume roll` in a browser: node roll.js NEUME CHROMIUM MODULES */
"use strict";

const clock = require("./virtual_clock.js");
const { assert, axe, folder, fs, open, path, run, runNeume, writeMidi, writeTone } = require("./page.js");

const name = (text) => [0xff, 0x03, text.length, ...Buffer.from(text)];
const notes = (channel, list) => list.flatMap(([on, off, pitch, velocity]) =>
  [[on, 0x90 | channel, pitch, velocity], [off, 0x80 | channel, pitch, 0]]);

/* 3/4 at 120: a chord, a bent note and a pedal on "Keys", drums on "Beat", a name that would like to be a script. */
writeMidi("song.mid", [
  [[0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20], [0, 0xff, 0x58, 4, 3, 2, 24, 8],
    [1440, 0xff, 0x06, 5, ...Buffer.from("Verse")]],
  [[0, ...name("Keys")], [0, 0xc0, 0], ...notes(0, [[0, 480, 60, 40], [0, 480, 64, 80], [0, 480, 67, 120],
    [960, 1920, 72, 100]]),
   [1200, 0xe0, 0, 0x50], [1440, 0xe0, 0, 0x40], [0, 0xb0, 64, 127], [700, 0xb0, 64, 0]],
  [[0, ...name("Beat")], ...notes(9, [[0, 60, 36, 110], [480, 540, 38, 100], [960, 1020, 42, 90],
    [1440, 1500, 36, 110]])],
  [[0, ...name("</script>")], [0, 0xc1, 40], ...notes(1, [[1440, 2880, 55, 90]])],
]);
writeTone("tone.wav", 3, 440);
runNeume("roll", "song.mid", "-o", "song.html");
runNeume("roll", "song.mid", "--audio", "tone.wav", "--title", "A <b>&</b>", "-o", "audio.html");
runNeume("roll", "song.mid", "--theme", "dark", "--color", "pitch", "--lanes", "none", "--from", "b2", "--to", "b3",
  "-o", "part.html");
writeMidi("empty.mid", [[]]);
runNeume("roll", "empty.mid", "-o", "empty.html");

const clean = (page) => assert.deepStrictEqual(page.complaints, []);
const settle = (page) => page.evaluate(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done))));
/* The largest magnitude over some time. */
const loudness = (page, ms) => page.evaluate(async (time) => {
  let most = 0;
  for (let passed = 0; passed < time; passed += 20) {
    await virtualClock.advance(0.02);
    const d = new Float32Array(2048);
    player.meter.getFloatTimeDomainData(d);
    most = d.reduce((a, b) => Math.max(a, Math.abs(b)), most);
  }
  return most;
}, ms);
const wait = (page, ms) => clock.advance(page, ms / 1000);
/* Waits for sound. */
const heard = (page, least, message) => clock.until(page, message, (level) => {
  const d = new Float32Array(2048);
  if (player.meter) player.meter.getFloatTimeDomainData(d);
  return d.some((v) => Math.abs(v) > level);
}, least, 5);
const box = (page, i) => page.evaluate((k) => {
  const b = view.box(k), at = view.canvas.getBoundingClientRect();
  return { x: b.x + at.left, y: b.y + at.top, w: b.w, h: b.h };
}, i);

async function shows(browser) {
  const page = await open(browser, "song.html");
  await settle(page);
  const seen = await page.evaluate(() => ({
    count: score.count, parts: score.parts.map((p) => p.name),
    bars: [...score.beats].filter((_, i) => score.beat[i] === 1),
    lanes: view.lanes, title: document.title, rows: document.querySelectorAll("#parts li").length,
    x: [0, 3].map((i) => view.x(score.on[i])), zoom: view.zoom, left: view.left, words: view.noteWords(score.count - 1),
  }));
  assert.strictEqual(seen.count, 9);
  assert.deepStrictEqual(seen.parts, ["Keys", "Beat", "</script>"]);
  assert.deepStrictEqual(seen.bars.slice(0, 3), [0, 1.5, 3]);
  assert.deepStrictEqual(seen.lanes, [130, 128, 64]);
  assert.strictEqual(seen.title, "song");
  assert.strictEqual(seen.rows, 3);
  assert.strictEqual(seen.words, "G3, velocity 90, at 0:01.50 (bar 2, beat 1), 1.50 s long, </script>");
  /* Each note's colour is on the canvas where its box is, and another beside it. */
  const wrong = await page.evaluate(() => {
    const all = view.context.getImageData(0, 0, view.canvas.width, view.canvas.height);
    const at = (x, y) => {
      const from = 4 * (Math.round(y * view.ratio) * all.width + Math.round(x * view.ratio));
      return [...all.data.slice(from, from + 3)];
    };
    const out = [];
    for (let i = 0; i < score.count; i++) {
      const b = view.box(i), want = Neume.noteColour(score.note(i), view.colour).map(Math.round);
      const off = (c) => Math.max(...c.map((v, k) => Math.abs(v - want[k])));
      const bent = score.bend[i] !== undefined; /* its line runs along the middle, but for where it is bent */
      const inside = bent ? at(b.x + b.w * 0.4, b.y + b.h - 2) : at(b.x + Math.min(b.w * 0.8, 30), b.y + 3),
        outside = at(b.x - 3, b.y + b.h / 2);
      if (off(inside) > 3 || off(outside) < 12) out.push([i, want, inside, outside]);
    }
    return out;
  });
  assert.deepStrictEqual(wrong, []);
  clean(page);
}

async function plays(browser) {
  const page = await open(browser, "song.html");
  await page.keyboard.press("Space");
  await heard(page, 0.02, "heard");
  const loud = await loudness(page, 300);
  assert.ok(loud <= 1.05, "not clipped: " + loud);
  const a = await page.evaluate(() => [player.position(), player.context.currentTime]);
  await wait(page, 300);
  const b = await page.evaluate(() => [player.position(), player.context.currentTime]);
  assert.ok(Math.abs(b[0] - a[0] - (b[1] - a[1])) < 1e-6, "the place goes with the audio clock");
  assert.strictEqual(await page.getAttribute("#play", "aria-label"), "Pause");
  await page.keyboard.press("Space");
  await wait(page, 250);
  assert.ok((await loudness(page, 100)) < 0.01, "silent after a pause");
  const kept = await page.evaluate(() => player.position());
  await wait(page, 100);
  assert.strictEqual(await page.evaluate(() => player.position()), kept);
  /* Seeking, speed, a loop that turns without a gap. */
  await page.keyboard.press("Home");
  assert.strictEqual(await page.evaluate(() => player.position()), 0);
  await page.selectOption("#rate", "2");
  await page.evaluate(() => setLoop({ from: 0.2, to: 0.6 }));
  await page.click("#play");
  const places = [];
  for (let i = 0; i < 25; i++) {
    await wait(page, 40);
    places.push(await page.evaluate(() => player.position()));
  }
  assert.ok(places.every((t) => t > 0.19 && t < 0.63), "stays in its loop: " + places);
  assert.ok(places.filter((t, i) => i && t < places[i - 1]).length >= 2, "turned");
  await page.evaluate(() => setLoop(null));
  await page.evaluate(() => player.seek(player.length - 0.05));
  await clock.until(page, "the end", () => !player.playing);
  assert.strictEqual(await page.evaluate(() => player.position()), 0);
  clean(page);
}

async function mutes(browser) {
  const page = await open(browser, "song.html");
  for (const digit of ["1", "2", "3"]) await page.keyboard.press("Digit" + digit);
  await page.keyboard.press("Space");
  assert.ok((await loudness(page, 500)) < 1e-4, "all parts are silent");
  await page.click("#parts li:nth-child(2) button:nth-of-type(1)");
  await page.evaluate(() => player.seek(0));
  await heard(page, 0.02, "the drums again");
  await page.click("#parts li:nth-child(2) button:nth-of-type(1)");
  await page.keyboard.press("Shift+Digit3");
  await page.keyboard.press("Digit3");
  await page.evaluate(() => player.seek(1.5));
  await heard(page, 0.02, "the third alone");
  assert.deepStrictEqual(await page.evaluate(() => [0, 1, 2].map((i) => player.audible(i))), [false, false, true]);
  clean(page);
}

async function answersMouseAndKeys(browser) {
  const page = await open(browser, "song.html");
  await settle(page);
  const b = await box(page, 4);
  await page.mouse.move(b.x + b.w / 2, b.y + b.h / 2);
  assert.match(await page.textContent(".tip"), /velocity/);
  await page.mouse.down();
  await page.mouse.up();
  const chosen = await page.evaluate(() => view.selected);
  assert.strictEqual(chosen, 4);
  await heard(page, 0.01, "a note that is clicked sounds");
  assert.match(await page.textContent("#detail"), /velocity/);
  /* From note to note, and up through the chord. */
  await page.focus("#roll");
  await page.keyboard.press("Escape");
  await page.evaluate(() => choose(0, false));
  for (const [key, pitch] of [["ArrowUp", 64], ["ArrowUp", 67], ["ArrowDown", 64]]) {
    await page.keyboard.press(key);
    assert.strictEqual(await page.evaluate(() => score.pitch[view.selected]), pitch);
  }
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  /* What lies under the pointer stays there. */
  const at = await page.evaluate(() => ({ time: view.timeAt(500), zoom: view.zoom,
    box: view.canvas.getBoundingClientRect().top }));
  await page.mouse.move(500, at.box + 200);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await page.waitForFunction((zoom) => view.zoom > zoom * 1.3, at.zoom);
  assert.ok(Math.abs((await page.evaluate(() => view.timeAt(500))) - at.time) < 1e-6);
  const keys = await page.evaluate(() => view.keyHeight);
  await page.keyboard.press("]");
  assert.ok((await page.evaluate(() => view.keyHeight)) > keys);
  await page.keyboard.press("0");
  assert.strictEqual(await page.evaluate(() => view.from), 0);
  /* A loop is marked on the ruler, a click there goes there. */
  const top = at.box + 8, x = await page.evaluate(() => view.x(0.5));
  await page.mouse.move(x, top);
  await page.mouse.down();
  await page.mouse.move(x + 100, top, { steps: 4 });
  await page.mouse.up();
  const loop = await page.evaluate(() => player.loop);
  assert.ok(Math.abs(loop.from - 0.5) < 0.01 && loop.to > loop.from);
  await page.keyboard.press("l");
  assert.strictEqual(await page.evaluate(() => player.loop), null);
  await page.mouse.click(await page.evaluate(() => view.x(1)), top);
  assert.ok(Math.abs((await page.evaluate(() => player.position())) - 1) < 0.01);
  /* Without a mouse: everything has its turn, the help opens and closes, the table has all notes. */
  await page.keyboard.press("?");
  assert.ok(await page.isVisible("#help"));
  await page.keyboard.press("Escape");
  assert.ok(!(await page.isVisible("#help")));
  await page.click("#table summary");
  await page.waitForFunction(() => document.querySelectorAll("#rows tr").length === 9);
  const before = await page.evaluate(() => view.colour);
  await page.keyboard.press("c");
  assert.notStrictEqual(await page.evaluate(() => view.colour), before);
  clean(page);
}

async function playsTheRecording(browser) {
  const page = await open(browser, "audio.html");
  await settle(page);
  assert.strictEqual(await page.textContent("h1"), "A <b>&</b>");
  const tiles = await page.evaluate(() => [view.tiles.length, view.tiles.every((t) => t.ready),
    view.peaks.length > 100, score.count]);
  assert.deepStrictEqual(tiles, [1, true, true, 9]);
  for (const digit of ["1", "2", "3"]) await page.keyboard.press("Digit" + digit);
  await page.keyboard.press("Space");
  assert.ok((await loudness(page, 300)) < 1e-4, "the recording is muted at first");
  await page.click("#parts li:nth-child(4) button:nth-of-type(1)");
  await heard(page, 0.05, "the recording is heard");
  assert.strictEqual(await page.textContent("#message"), "");
  clean(page);
}

/* Two fingers apart along: time grows, and what lay between them stays. */
async function pinches(browser) {
  const page = await open(browser, "song.html", { width: 390, height: 844, touch: true, dark: true });
  await settle(page);
  const result = await page.evaluate(() => {
    const c = view.canvas, box = c.getBoundingClientRect(), zoom = view.zoom, y = box.top + 200;
    const send = (type, id, x) => c.dispatchEvent(new PointerEvent(type,
      { pointerId: id, clientX: box.left + x, clientY: y, pointerType: "touch", bubbles: true }));
    c.setPointerCapture = () => {};
    send("pointerdown", 1, 150);
    send("pointerdown", 2, 250);
    for (let k = 1; k <= 10; k++) {
      send("pointermove", 1, 150 - 5 * k);
      send("pointermove", 2, 250 + 5 * k);
    }
    send("pointerup", 1, 100);
    send("pointerup", 2, 300);
    return view.zoom / zoom;
  });
  assert.ok(result > 1.7 && result < 2.3, "zoomed by " + result);
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide[0] <= wide[1], "nothing is wider than a phone: " + wide);
  assert.strictEqual(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  clean(page);
}

async function showsPartsAndNothing(browser) {
  const part = await open(browser, "part.html");
  await settle(part);
  const seen = await part.evaluate(() => [view.from, view.to, view.colour, view.lanes.length,
    document.documentElement.dataset.theme]);
  assert.ok(Math.abs(seen[0] - 1.5) < 0.01 && Math.abs(seen[1] - 3) < 0.1, String(seen));
  assert.deepStrictEqual(seen.slice(2), ["pitch", 0, "dark"]);
  await part.keyboard.press("d");
  assert.strictEqual(await part.evaluate(() => document.documentElement.dataset.theme), "light");
  clean(part);
  const empty = await open(browser, "empty.html");
  await settle(empty);
  assert.match(await empty.textContent("#detail"), /no notes/);
  await empty.keyboard.press("Space");
  await empty.keyboard.press("ArrowRight");
  clean(empty);
}

/* Three hours, a hundred thousand notes. */
async function bearsALongPiece(browser) {
  const list = [];
  for (let i = 0, seed = 1; i < 100000; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const on = Math.round(i * 103.68);
    list.push([on, on + 90 + (seed % 400), 30 + (seed >>> 8) % 60, 1 + ((seed >>> 16) % 127)]);
  }
  writeMidi("long.mid", [notes(0, list)]);
  runNeume("roll", "long.mid", "-o", "long.html");
  const page = await open(browser, "long.html");
  await settle(page);
  const drawn = await page.evaluate(() => {
    view.fitAll();
    view.drawNow();
    return [score.count, view.from, view.to, score.end];
  });
  console.log("100,000 notes: " + (fs.statSync(path.join(folder, "long.html")).size / 1e6).toFixed(1) + " MB");
  assert.strictEqual(drawn[0], 100000);
  assert.ok(drawn[1] <= 0 && drawn[2] >= drawn[3], "all of them in view: " + drawn);
  clean(page);
}

async function isAccessible(browser) {
  for (const [file, options] of [["audio.html", {}], ["song.html", { dark: true }],
    ["song.html", { width: 390, height: 844 }], ["empty.html", {}]]) {
    const page = await open(browser, file, { ...options, realTime: true });
    await page.evaluate(axe.source);
    for (const dialog of [false, true]) {
      if (dialog) await page.keyboard.press("?");
      const found = await page.evaluate(() => axe.run(document,
        { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
      const bad = found.violations.map((v) => v.impact + " " + v.id + ": " +
        v.nodes.map((n) => n.html.slice(0, 120)).join(" | "));
      assert.deepStrictEqual(bad, []);
    }
    clean(page);
  }
}

run({ shows, plays, mutes, answersMouseAndKeys, playsTheRecording, pinches, showsPartsAndNothing, bearsALongPiece,
  isAccessible });
