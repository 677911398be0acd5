/* SPDX-License-Identifier: MIT
 *
 * A page in headless Chromium, and what every page of neume must be: without an error or warning on the console,
 * without
 * a request to any network. Run as: node TEST.js NEUME CHROMIUM MODULES, where MODULES is a folder with
 * playwright-core and
 * axe-core; ends with 77 (skipped) where they are missing. */
"use strict";

const assert = require("assert");
const { execFileSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const clock = require("./virtual_clock.js");

const [program, chromiumPath, modules] = process.argv.slice(2), neume = path.resolve(program);

function need(name) {
  try {
    return require(path.join(path.resolve(modules), name));
  } catch {
    console.log("skipped: no " + name + " in " + modules);
    process.exit(77);
  }
}

const { chromium } = need("playwright-core");
const axe = need("axe-core");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "neume-pages-"));

function runNeume(command, ...words) {
  return execFileSync(neume, [command, "-q", ...words], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
}

/* Opens a page; everything it complains of or asks a network for goes into page.complaints. */
async function open(browser, file, { width = 1280, height = 800, dark = false, touch = false, realTime = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light",
    hasTouch: touch });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (m) => page.complaints.push("console: " + m.text()));
  page.on("pageerror", (e) => page.complaints.push(String(e.stack)));
  page.on("request", (r) => {
    if (!/^(file|data|blob):/.test(r.url())) page.complaints.push("request: " + r.url());
  });
  if (!realTime) await page.addInitScript(clock.script());
  await page.goto("file://" + path.join(folder, file));
  return page;
}

/* Runs the tests, one after the other, each with a browser; the first failure ends the program. */
async function run(tests) {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    for (const [name, test] of Object.entries(tests)) {
      const from = Date.now();
      await test(browser);
      console.log("ok " + name + " (" + (Date.now() - from) + " ms)");
    }
  } catch (e) {
    console.error(e);
    process.exitCode = 1;
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/* A Standard MIDI File of tracks of [tick, ...bytes], 480 ticks a quarter. */
function writeMidi(name, tracks) {
  const number = (x) => {
    const out = [x & 127];
    for (x = Math.floor(x / 128); x; x = Math.floor(x / 128)) out.unshift((x & 127) | 128);
    return out;
  };
  const chunk = (id, bytes) => Buffer.concat([Buffer.from(id),
    Buffer.from([0, 0, 0, 0].map((_, i) => (bytes.length >>> (24 - 8 * i)) & 255)),
                                              Buffer.from(bytes)]);
  const parts = tracks.map((events) => {
    const bytes = [];
    let last = 0;
    for (const [tick, ...data] of [...events].sort((a, b) => a[0] - b[0])) {
      bytes.push(...number(tick - last), ...data);
      last = tick;
    }
    return chunk("MTrk", [...bytes, 0, 0xff, 0x2f, 0]);
  });
  fs.writeFileSync(path.join(folder, name), Buffer.concat([chunk("MThd",
    [0, 1, 0, tracks.length, 480 >> 8, 480 & 255]), ...parts]));
}

/* A tone as a WAV file of 16 bit. */
function writeTone(name, seconds, hz) {
  const rate = 22050, n = Math.round(seconds * rate), b = Buffer.alloc(44 + 2 * n);
  b.write("RIFF", 0);
  b.writeUInt32LE(36 + 2 * n, 4);
  b.write("WAVEfmt ", 8);
  b.writeUInt32LE(16, 16);
  b.writeUInt16LE(1, 20);
  b.writeUInt16LE(1, 22);
  b.writeUInt32LE(rate, 24);
  b.writeUInt32LE(2 * rate, 28);
  b.writeUInt16LE(2, 32);
  b.writeUInt16LE(16, 34);
  b.write("data", 36);
  b.writeUInt32LE(2 * n, 40);
  for (let i = 0; i < n; i++) b.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * hz * i) / rate)), 44 + 2 * i);
  fs.writeFileSync(path.join(folder, name), b);
}

module.exports = { assert, axe, folder, fs, open, path, run, runNeume, writeMidi, writeTone };
