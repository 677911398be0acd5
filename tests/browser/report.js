/* SPDX-License-Identifier: MIT
 *
 * The page of `neume compare -o` in a headless Chromium: node report.js PROGRAM CHROMIUM MODULES
 * where MODULES is a folder with playwright-core and axe-core; answers 77 where they are missing.
 * With PICTURES=folder in the environment it also leaves screenshots there; a fourth word chooses tests by their
 * names. */
"use strict";
const fs = require("fs"), os = require("os"), path = require("path"), assert = require("assert");
const clock = require("./virtual_clock.js"), { makePages } = require("./songs.js");

const [program, chromium, modules] = process.argv.slice(2);
let playwright, axe;
try {
  playwright = require(path.join(modules, "playwright-core"));
  axe = fs.readFileSync(require.resolve(path.join(modules, "axe-core")), "utf8");
} catch (error) {
  console.log("skipped: " + error.message.split("\n")[0]);
  process.exit(77);
}
process.env.NEUME = path.resolve(program);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "neume-page-"));
const SWITCHES = 60, LEAST_SWITCHES = 50, MOST_DRIFT = 0.001;

/* A page that fails its test by any complaint or by any request but that for itself. */
async function open(browser, name, options, script) {
  const context = await browser.newContext(Object.assign({ viewport: { width: 1280, height: 900 } }, options));
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      page.complaints.push(message.text());
  });
  page.on("pageerror", (error) => page.complaints.push(error.stack));
  page.on("request", (request) => {
    if (request.url() !== "file://" + path.join(folder, name))
      page.complaints.push("requests " + request.url().slice(0, 80));
  });
  if (!(options && options.realTime))
    await page.addInitScript(clock.script());
  if (script)
    await page.addInitScript(script);
  await page.goto("file://" + path.join(folder, name), { timeout: 60000 });
  return page;
}

async function close(page) {
  assert.deepStrictEqual(page.complaints, [], "complaints of the page");
  await page.context().close();
}

/* In the page: from now on both sides before the fader are rendered too; window.delayB delays the second, seconds. */
function startTape() {
  const { player } = window.neume, c = player.context, taps = window.virtualClock.taps();
  const mono = (node) => {
    const gain = c.createGain();
    gain.channelCount = 1;
    gain.channelCountMode = "explicit";
    node.connect(gain);
    return gain;
  };
  const late = c.createDelay(1);
  late.delayTime.value = window.delayB || 0;
  mono(player.side[0].input).connect(taps, 0, 2);
  mono(player.side[1].input).connect(late).connect(taps, 0, 3);
  window.tapeStart = c.currentTime;
}

/* In the page: of each window of the tape, the lag of B behind A in seconds where their correlation is largest. */
async function measureLags() {
  const c = window.neume.player.context, rate = c.sampleRate;
  const [left, right, a, b] = await window.virtualClock.tape(window.tapeStart, c.currentTime);
  const size = 8192, reach = 360, lags = [];
  for (let from = reach; from + size + reach < a.length; from += size) {
    let energy = 0, best = -Infinity, lag = 0;
    for (let i = 0; i < size; i++)
      energy += a[from + i] * a[from + i];
    if (energy / size < 1e-7)
      continue;
    for (let d = -reach; d <= reach; d++) {
      let sum = 0, other = 1e-9;
      for (let i = 0; i < size; i++) {
        sum += a[from + i] * b[from + i + d];
        other += b[from + i + d] * b[from + i + d];
      }
      if (sum / Math.sqrt(other) > best) {
        best = sum / Math.sqrt(other);
        lag = d;
      }
    }
    lags.push(lag / rate);
  }
  let quiet = 0, longest = 0;
  for (let i = 0; i < left.length; i++) {
    quiet = left[i] === 0 && right[i] === 0 ? quiet + 1 : 0;
    if (i > rate / 4)
      longest = Math.max(longest, quiet);
  }
  return { lags, longestGap: longest / rate };
}

const isPlaying = (page) => clock.until(page, "playing", () => window.neume.player.playing);
const reach = (page, at) => clock.until(page, "at " + at, (time) => window.neume.player.position() >= time, at);
const wait = (page, ms) => clock.advance(page, ms / 1000);
const state = (page) => page.evaluate(() => {
  const { player } = window.neume;
  return { playing: player.playing, position: player.position(), fade: player.fade, sides: player.sides,
    loop: player.loop,
    muted: player.muted.slice(), plain: player.plain };
});

/* How late both sides sound a note of which the cursor says when it comes, in seconds. */
async function measureLateness(browser) {
  const page = await open(browser, "song.html");
  await page.evaluate(() => window.neume.player.open());
  await page.evaluate(startTape);
  await page.evaluate(() => window.neume.player.play(11.7));
  await reach(page, 12.5);
  const late = await page.evaluate(async () => {
    const { neume, tapeStart, virtualClock } = window, span = neume.player.spans[0], c = neume.player.context;
    const wanted = span.at + 12 - span.pos - tapeStart, tape = await virtualClock.tape(tapeStart, c.currentTime);
    return [2, 3].map((side) => tape[side].findIndex((x) => Math.abs(x) >= 0.005) / c.sampleRate - wanted);
  });
  console.log(`  the note of 12 s comes ${late.map((s) => (s * 1000).toFixed(2)).join(" and ")} ms after its time`);
  await close(page);
  return late;
}

const tests = {
  async "A and B never drift, over switches, a seek, a loop and the seams of pieces"(browser) {
    for (const delay of [0, 0.005]) {
      const page = await open(browser, "song.html", {}, `window.delayB = ${delay}`);
      await page.evaluate(() => window.neume.player.play(6.5));
      await isPlaying(page);
      await page.evaluate(startTape);
      let switches = 0;
      for (; switches < (delay ? 4 : SWITCHES); switches++) {
        await page.keyboard.press(switches % 2 ? "a" : "b");
        await wait(page, 80);
      }
      if (!delay) {
        await page.evaluate(() => window.neume.player.seek(17.3));
        await reach(page, 18);
        await page.evaluate(() => window.neume.player.setLoop({ start: 19.6, end: 20.2 }));
        await wait(page, 2000);
        assert.ok(switches >= LEAST_SWITCHES);
      } else {
        await reach(page, 8);
      }
      const { lags } = await page.evaluate(measureLags);
      const worst = Math.max(...lags.map((lag) => Math.abs(lag - delay)));
      console.log(`  B delayed by ${delay * 1000} ms: ${switches} switches, ${lags.length} windows, ` +
        `lag ${(Math.min(...lags) * 1000).toFixed(3)} to ${(Math.max(...lags) * 1000).toFixed(3)} ms`);
      /* With the delay only the measure itself is tested: it must see it. */
      const seen = lags.filter((lag) => Math.abs(lag - delay) < MOST_DRIFT).length;
      assert.ok(lags.length >= 4 && (delay ? seen > lags.length / 2 : worst < MOST_DRIFT),
        `drift of ${worst * 1000} ms`);
      await close(page);
    }
  },

  async "switching leaves no gap, and neither do the seams of pieces"(browser) {
    const page = await open(browser, "song.html");
    await page.evaluate(() => window.neume.player.play(7.5));
    await isPlaying(page);
    await page.evaluate(startTape);
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("x");
      await wait(page, 100);
    }
    const { longestGap } = await page.evaluate(measureLags);
    console.log(`  longest silence ${(longestGap * 1000).toFixed(2)} ms`);
    assert.ok(longestGap < 0.002, `a gap of ${longestGap} s`);
    await close(page);
  },

  async "what is heard is what the cursor shows, on both sides"(browser) {
    const late = await measureLateness(browser);
    assert.ok(Math.abs(late[0] - late[1]) < MOST_DRIFT && Math.abs(late[0]) < 0.005);
  },

  async "the clock of a real audio device moves the cursor"(browser) {
    const page = await open(browser, "song.html", { realTime: true });
    await page.keyboard.press(" ");
    await page.waitForFunction(() => window.neume.player.position() > 0.2, null, { timeout: 60000, polling: 50 });
    await close(page);
  },

  async "seeking and looping"(browser) {
    const page = await open(browser, "song.html");
    await page.evaluate(() => window.neume.player.play(0));
    await page.evaluate(() => window.neume.player.seek(20));
    const [start, end] = await page.evaluate(async () => {
      await window.virtualClock.advance(0.2);
      const { player } = window.neume, time = player.context.currentTime, at = player.position();
      await window.virtualClock.advance(0.5);
      return [at - time, player.position() - player.context.currentTime];
    });
    let now = await state(page);
    assert.ok(now.playing && now.position > 20 && now.position < 24, `at ${now.position}`);
    assert.ok(Math.abs(end - start) < 1e-6, "the position keeps the pace of the clock");
    await page.evaluate(() => window.neume.player.setLoop({ start: 5, end: 5.4 }));
    const seen = [];
    for (let i = 0; i < 40; i++) {
      await wait(page, 50);
      seen.push((await state(page)).position);
    }
    assert.ok(seen.slice(4).every((at) => at >= 4.99 && at <= 5.42), `left the loop: ${seen}`);
    assert.ok(seen.filter((at, i) => i && at < seen[i - 1]).length >= 2, "went round");
    const box = await page.locator("#over").boundingBox();
    await page.mouse.move(box.x + 300, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 220, { steps: 5 });
    await page.mouse.up();
    const expected = await page.evaluate(() => [window.neume.picture.time(300), window.neume.picture.time(500)]);
    now = await state(page);
    assert.ok(Math.abs(now.loop.start - expected[0]) < 0.05 && Math.abs(now.loop.end - expected[1]) < 0.05);
    await close(page);
  },

  async "the end stops, and playing again begins anew"(browser) {
    const page = await open(browser, "song.html");
    const { duration } = await page.evaluate(() => ({ duration: window.neume.player.duration }));
    await page.evaluate((at) => window.neume.player.play(at), duration - 0.3);
    await clock.until(page, "the end", () => !window.neume.player.playing);
    await page.keyboard.press(" ");
    await isPlaying(page);
    assert.ok((await state(page)).position < 4);
    await close(page);
  },

  async "the keyboard alone"(browser) {
    const page = await open(browser, "song.html");
    const press = async (key, ms) => {
      await page.keyboard.press(key);
      await wait(page, ms || 30);
      return state(page);
    };
    await press("Tab");
    assert.strictEqual(await page.evaluate(() => document.activeElement.className), "skip");
    await press("Tab");
    await press("Tab");
    assert.strictEqual(await page.evaluate(() => document.activeElement.id), "play");
    await press("Enter");
    await isPlaying(page);
    assert.ok(!(await press("Space")).playing);
    await page.focus("#stage");
    assert.strictEqual((await press("b")).fade, 1);
    assert.strictEqual((await press("a")).fade, 0);
    assert.ok(Math.abs((await press("ArrowDown")).fade - 0.1) < 1e-9);
    assert.strictEqual((await press("s")).sides, true);
    assert.strictEqual((await press("x")).sides, false);
    await press("Home");
    assert.ok(Math.abs((await press("ArrowRight")).position - 5) < 0.01);
    assert.ok(Math.abs((await press("Shift+ArrowLeft")).position - 4) < 0.01);
    await press("i");
    await press("ArrowRight");
    const { loop } = await press("o");
    assert.ok(Math.abs(loop.start - 4) < 0.01 && Math.abs(loop.end - 9) < 0.01, JSON.stringify(loop));
    assert.strictEqual((await press("l")).loop, null);
    assert.deepStrictEqual((await press("2")).muted, [false, true]);
    assert.deepStrictEqual((await press("2")).muted, [false, false]);
    await press("]");
    assert.match(await page.textContent("#note-text"),
      /^[A-G]♯?\d \(\d+\) at 0:\d\d\.\d\d, .* velocity \d+, Marimba$/);
    await press("v");
    assert.strictEqual(await page.inputValue("#layer"), "b");
    const span = await page.evaluate(() => window.neume.picture.span);
    await press("+");
    assert.ok(await page.evaluate(() => window.neume.picture.span) < span);
    await close(page);
  },

  async "an instrument alone, and a note alone"(browser) {
    const page = await open(browser, "song.html");
    await page.evaluate(() => window.neume.player.play(0));
    await page.keyboard.press("1");
    await page.keyboard.press("2");
    await wait(page, 300);
    await page.evaluate(startTape);
    await wait(page, 600);
    await page.keyboard.press(" ");
    const [muted, note] = await page.evaluate(async () => {
      const { picture, facts, player } = window.neume, now = player.context.currentTime;
      picture.show(0);
      return [now, picture.box(0, facts.parts[0].notes[2])];
    });
    await page.keyboard.press("1");
    const box = await page.locator("#over").boundingBox();
    await page.mouse.click(box.x + note.x + note.w / 2, box.y + note.y + note.h / 2);
    await wait(page, 600);
    assert.match(await page.textContent("#note-text"), /velocity 72/);
    const [loudest, heard] = await page.evaluate(async (paused) => {
      const { tapeStart, virtualClock, neume } = window, most = (x) => x.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      const [before, after] = [await virtualClock.tape(tapeStart, paused),
        await virtualClock.tape(paused + 0.1, neume.player.context.currentTime)];
      return [most(before[3]), most(after[0])];
    }, muted);
    assert.ok(loudest < 1e-4, `muted, and still ${loudest}`);
    assert.ok(heard > 1e-3, `the note alone is ${heard}`);
    await close(page);
  },

  async "a browser without Opus plays the plainer version"(browser) {
    const page = await open(browser, "song.html", {}, () => {
      const decode = BaseAudioContext.prototype.decodeAudioData;
      BaseAudioContext.prototype.decodeAudioData = function (bytes) {
        const isOgg = new Uint8Array(bytes, 0, 4).join() === "79,103,103,83";
        return isOgg ? Promise.reject(new DOMException("no Opus", "EncodingError")) : decode.call(this, bytes);
      };
    });
    await page.evaluate(() => window.neume.player.play(8));
    await page.evaluate(startTape);
    await reach(page, 11);
    assert.ok((await state(page)).plain);
    const { lags } = await page.evaluate(measureLags);
    assert.match(await page.textContent("#notices"), /cannot play Opus/);
    assert.ok(lags.length > 4 && lags.every((lag) => Math.abs(lag) < MOST_DRIFT), lags.join());
    await close(page);
  },

  async "a long list of places comes in hundreds"(browser) {
    const page = await open(browser, "many.html", { realTime: true });
    const listed = () => page.evaluate(() => document.querySelectorAll("#places li").length);
    const more = page.locator("#more-places");
    assert.strictEqual(await listed(), 100);
    assert.strictEqual(await more.textContent(), "Show 100 more of 140");
    await more.focus();
    await page.keyboard.press("Enter");
    assert.strictEqual(await listed(), 200);
    assert.strictEqual(await page.textContent("#status"), "200 of 240 places are listed");
    assert.ok(await page.evaluate(() => document.activeElement === document.querySelectorAll("#places button")[100]));
    assert.strictEqual(await more.textContent(), "Show 40 more of 40");
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run("#places, #more-places"));
    assert.deepStrictEqual(found.violations.map((one) => one.id), []);
    await more.focus();
    await page.keyboard.press(" ");
    assert.strictEqual(await listed(), 240);
    assert.ok(await more.isHidden());
    await close(page);
    const next = await open(browser, "many.html", { realTime: true });
    for (let i = 0; i < 101; i++)
      await next.keyboard.press("n");
    assert.strictEqual(await next.evaluate(() => document.querySelectorAll("#places li").length), 200);
    assert.match(await next.textContent("#status"), /^place 101 of 240: /);
    await close(next);
    const few = await open(browser, "short.html");
    assert.ok(await few.locator("#more-places").isHidden());
    await close(few);
  },

  async "a name that looks like markup is only a name"(browser) {
    const page = await open(browser, "named.html");
    const name = await page.evaluate(() => window.neume.facts.parts[0].name);
    assert.strictEqual(name, "<!-- <script> </script> &amp; \u2028");
    assert.ok((await page.textContent("body")).includes(name));
    await page.keyboard.press(" ");
    await isPlaying(page);
    await close(page);
  },

  async "odd input is said, not suffered"(browser) {
    for (const [name, words] of [["none.html", /no notes/], ["short.html", /The recording lasts 0:2\d, the MIDI 0:0\d/],
      ["silent.html", /The recording is silent/], ["other.html", /does not fit the recording/]]) {
      const page = await open(browser, name);
      assert.match(await page.textContent("#verdict"), words, name);
      await page.keyboard.press(" ");
      await isPlaying(page);
      await close(page);
    }
  },

  async "axe finds nothing serious, light or dark, wide or narrow"(browser) {
    for (const [width, colorScheme] of [[1280, "light"], [390, "dark"], [390, "light"], [1280, "dark"]]) {
      const page = await open(browser, "song.html", { viewport: { width, height: 844 }, colorScheme, realTime: true });
      await page.evaluate(() => {
        document.querySelectorAll("details").forEach((one) => {
          one.open = true;
        });
        window.neume.player.onproblem("A notice.");
      });
      await page.keyboard.press("]");
      await page.waitForTimeout(200);
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run());
      const bad = found.violations.filter((one) => one.impact === "serious" || one.impact === "critical");
      const words = found.violations.map((one) => one.id + " (" + one.impact + ")").join() || "none";
      console.log(`  ${width} ${colorScheme}: ${words}`);
      assert.deepStrictEqual(bad.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join(" ")), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `wider than the window by ${over}`);
      if (process.env.PICTURES)
        await page.screenshot({ path: path.join(process.env.PICTURES, `page-${width}-${colorScheme}.png`) });
      await close(page);
    }
  }
};

(async () => {
  makePages(folder);
  const browser = await playwright.chromium.launch({ executablePath: chromium,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"] });
  let failed = 0;
  const wanted = process.argv[5] || "";
  for (const [name, test] of Object.entries(tests).filter(([title]) => title.includes(wanted))) {
    const start = Date.now();
    try {
      await test(browser);
      console.log(`ok ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed++;
      console.log(`FAILED ${name}\n${error.stack}`);
    }
  }
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
})();
