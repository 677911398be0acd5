/* SPDX-License-Identifier: MIT
 *
 * Time for the tests of the pages: an audio clock and timers that move only when a test says so. The page's
 * AudioContext is
 * an OfflineAudioContext that is rendered step by step, and its setTimeout and setInterval fall due by the same clock,
 * so
 * that nothing a test measures depends on how busy the machine is. */
"use strict";

/* In the page, before its own scripts. The four channels that are rendered are what the page sends to its destination,
 * and
 * whatever a test connects to inputs 2 and 3 of virtualClock.taps(). */
function install(seconds) {
  const RATE = 48000, STEP = 1024 /* frames, a multiple of the render quantum of 128 */,
    Offline = window.OfflineAudioContext;
  const timers = new Map(), mail = new MessageChannel(), waiting = [];
  let frames = 0, nextTimer = 1, decoding = 0, context = null, origin = 0, rendering = null, finished = false;
  mail.port1.onmessage = () => waiting.shift()();
  const turn = () => new Promise((wake) => {
    waiting.push(wake);
    mail.port2.postMessage(0);
  });
  const now = () => frames / RATE;

  const add = (call, ms, every, words) => {
    timers.set(nextTimer, { at: now() + Math.max(ms || 0, 1) / 1000, every: every && Math.max(ms || 0, 1) / 1000, call,
      words });
    return nextTimer++;
  };
  window.setTimeout = (call, ms, ...words) => add(call, ms, 0, words);
  window.setInterval = (call, ms, ...words) => add(call, ms, 1, words);
  window.clearTimeout = window.clearInterval = (id) => timers.delete(id);

  const decode = BaseAudioContext.prototype.decodeAudioData;
  BaseAudioContext.prototype.decodeAudioData = function (...words) {
    decoding++;
    return decode.apply(this, words).finally(() => decoding--);
  };

  /* Until nothing more happens at this instant. */
  const settle = async () => {
    for (let quiet = 0; quiet < 4; quiet = decoding ? 0 : quiet + 1)
      await turn();
  };
  const fall = async () => {
    const due = [...timers].filter(([, timer]) => timer.at <= now() + 1e-9).sort((a, b) =>
      a[1].at - b[1].at || a[0] - b[0]);
    for (const [id, timer] of due) {
      if (!timers.has(id))
        continue;
      if (timer.every)
        timer.at += timer.every;
      else
        timers.delete(id);
      timer.call(...timer.words);
      await settle();
    }
  };

  window.AudioContext = class extends Offline {
    constructor() {
      super({ numberOfChannels: 4, length: RATE * seconds, sampleRate: RATE });
      this.destination.channelInterpretation = "discrete";
      context = this;
      origin = frames;
    }
    get state() {
      return "running";
    }
    resume() {
      return Promise.resolve();
    }
  };
  const render = async () => {
    const reached = Offline.prototype.suspend.call(context, (frames - origin) / RATE);
    if (rendering)
      Offline.prototype.resume.call(context);
    else
      rendering = context.startRendering();
    await reached;
  };

  window.virtualClock = {
    /* At least `time` seconds pass. */
    async advance(time) {
      await settle();
      for (const end = frames + Math.round(time * RATE); frames < end;) {
        frames += STEP;
        if (context)
          await render();
        await fall();
      }
      await settle();
    },
    taps() {
      const taps = context.createChannelMerger(4);
      taps.connect(context.destination);
      return taps;
    },
    /* Renders the rest, after which no time passes; the four channels from `from` to `to`, seconds of the audio
     * clock. */
    async tape(from, to) {
      if (!finished)
        Offline.prototype.resume.call(context);
      finished = true;
      const all = await rendering;
      return [0, 1, 2, 3].map((c) => all.getChannelData(c).slice(Math.round(from * RATE), Math.round(to * RATE)));
    }
  };
}

/* For page.addInitScript: `seconds` of sound can be rendered. */
const script = (seconds) => `(${install})(${seconds || 60})`;

const advance = (page, seconds) => page.evaluate((time) => window.virtualClock.advance(time), seconds);

/* Lets time pass until `wanted` is true in the page, but no more than `most` seconds. */
async function until(page, words, wanted, argument, most = 20) {
  for (let passed = 0; passed < most; passed += 0.05) {
    if (await page.evaluate(wanted, argument))
      return;
    await advance(page, 0.05);
  }
  throw new Error("never: " + words);
}

module.exports = { script, advance, until };
