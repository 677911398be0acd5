"""How the training data sounds: a sampler over the note banks, rooms, microphones, noise and damage."""
import glob
import json

import numpy as np
from scipy.signal import fftconvolve, lfilter

RATE = 22050
DEAD_DB = 45  # a note that fades is over where its sample has fallen this far under its loudest moment
BEGIN, END = 0.1, 0.1  # of its peak, where a note begins; of its sustain, where the end of a held one is heard


class Bank:
    """One instrument: samples by key and velocity (see banks.py)."""

    def __init__(self, path):
        with open(path) as f:
            about = json.load(f)
        self.name, self.family, self.split = about['name'], about['family'], about['split']
        self.sustained = about['sustained']
        self.audio = np.memmap(path[:-5] + '.i16', np.int16, 'r')
        self.key = np.array([s['key'] for s in about['samples']])
        self.velocity = np.array([s['velocity'] for s in about['samples']])
        self.start = np.array([s['start'] for s in about['samples']])
        self.length = np.array([s['length'] for s in about['samples']])
        self.low, self.high = int(np.ceil(self.key.min() - 2)), int(self.key.max() + 2)
        self.dead = {}

    def choose(self, rng, pitch, velocity):
        """The nearest key, and of its layers the nearest velocity, now and then another."""
        near = np.abs(self.key - pitch)
        near = np.flatnonzero(near <= near.min() + 0.6)
        return near[np.argmin(np.abs(self.velocity[near] - velocity) + rng.uniform(0, 10, len(near)))]

    def sample(self, i):
        return self.audio[self.start[i]:self.start[i] + self.length[i]]

    def alive(self, i):
        """Samples until the sound has died away."""
        if i not in self.dead:
            x = self.sample(i).astype(np.float32)
            n = len(x) // 512
            level = np.sqrt((x[:n * 512].reshape(n, 512)**2).mean(1)) if n else np.ones(1)
            loud = np.flatnonzero(level > level.max() * 10**(-DEAD_DB / 20))
            self.dead[i] = (loud[-1] + 1) * 512 if len(loud) else len(x)
        return self.dead[i]


def banks(folder, split):
    out = [Bank(p) for p in sorted(glob.glob(folder + '/*.json'))]
    return [b for b in out if b.split == split]


def begin_of(x, held):
    """Seconds until a note's samples first reach a tenth of the peak that they have before the release."""
    loud = np.abs(x[:max(int(held * RATE), 300)])
    return float(np.argmax(loud >= BEGIN * loud.max())) / RATE


def end_of(x, held):
    """Seconds until the release of a blown or bowed note has fallen 20 dB under what it was when let go."""
    size = RATE // 100
    first = max(int(held * RATE) - 3 * size, 0)
    n = (len(x) - first) // size
    if n < 5:
        return held
    level = np.sqrt((x[first:first + n * size].reshape(n, size)**2).mean(1))
    under = np.flatnonzero(level[3:] < END * level[:3].max())
    return held + (under[0] if len(under) else n - 3) * size / RATE


def play(rng, bank, part, seconds, gain_db):
    """-> samples, notes [n, 4]: onset, offset as they are heard, pitch, level in dB (RMS of the loudest 50 ms)."""
    out = np.zeros(int((seconds + 0.5) * RATE), np.float32)
    curve = rng.uniform(1.2, 2.4)                    # amplitude = velocity ^ curve
    tuning = rng.uniform(-0.4, 0.4) if rng.random() < 0.3 else rng.normal(0, 0.06)
    fingers = bank.family in ('guitar', 'bass', 'pluck')  # which stop a string at once
    release = np.exp(rng.uniform(*np.log((0.008, 0.06) if bank.sustained or fingers else (0.015, 0.25))))
    damping = rng.uniform(0, 1.2) if bank.family == 'piano' else 0  # dampers take longer to stop the heavy strings
    # Of the release: what falls at a quarter of its rate.
    lingering = rng.uniform(0, 0.1 if fingers else 0.25) if rng.random() < 0.5 else 0
    attack = np.exp(rng.uniform(np.log(0.01), np.log(0.4))) if bank.sustained and rng.random() < 0.3 else 0
    vibrato = rng.uniform(0, 0.35) if bank.sustained and rng.random() < 0.3 else 0
    slur = rng.uniform(0.2, 1) if bank.sustained and rng.random() < 0.35 else 0  # how often no new attack is heard
    release, last = min(release, 0.04) if slur else release, -1.0
    notes = []
    for onset, offset, pitch, velocity in part:
        if onset >= seconds - 0.05 or not bank.low <= pitch <= bank.high:
            continue
        i = bank.choose(rng, pitch, velocity)
        ratio = 2**((pitch + tuning + rng.normal(0, 0.03) - bank.key[i]) / 12)
        level = gain_db + 20 * curve * np.log10(max(velocity, 1) / 127)
        held = max(offset - onset, 0.03)
        sounding = min(held, bank.alive(i) / ratio / RATE)
        fall = release * 2**(damping * (60 - pitch) / 24)
        n = int(min((held + (20 if lingering else 5) * fall) * RATE, (bank.length[i] - 2) / ratio,
                    len(out) - int(onset * RATE)))
        if n < 300:
            continue
        at = np.arange(n, dtype=np.float32) * np.float32(ratio)
        slurred = abs(onset - last) < 0.03 and rng.random() < slur and bank.length[i] > RATE
        last = offset
        if slurred:  # begins within the sample, where it holds
            at = np.minimum(at + np.float32(rng.uniform(0.1, 0.3) * RATE), bank.length[i] - 2)
        if vibrato and held > 0.3:
            rate, t = rng.uniform(4.5, 7), np.arange(n) / RATE
            depth = vibrato * np.log(2) / 12 * ratio * RATE / (2 * np.pi * rate)
            at = at + depth * np.minimum(t / 0.4, 1) * np.sin(2 * np.pi * rate * t)
            at = np.clip(at, 0, bank.length[i] - 2).astype(np.float32)
        source = bank.sample(i)
        whole = at.astype(np.int32)
        part_ = at - whole
        first = source[whole].astype(np.float32)
        x = first + part_ * (source[whole + 1].astype(np.float32) - first)
        x *= 10**(level / 20) / 32768
        k = int(held * RATE)
        if k < n:
            t = np.arange(n - k, dtype=np.float32) / (fall * RATE)
            x[k:] *= (1 - lingering) * np.exp(-t) + lingering * np.exp(-t / 4)
            x[-200:] *= np.linspace(1, 0, min(200, n), dtype=np.float32)
        if attack or slurred:
            m = min(int((rng.uniform(0.01, 0.04) if slurred else attack) * RATE), n)
            x[:m] *= np.linspace(0, 1, m, dtype=np.float32)
        start = int(onset * RATE)
        out[start:start + n] += x[:len(out) - start]
        begin = begin_of(x, held)
        end = end_of(x, held) if bank.sustained and sounding >= held else sounding
        notes.append((onset + begin, onset + max(end, begin + 0.03), pitch, level - 20))
    return out[:int(seconds * RATE)], np.array(notes, np.float32).reshape(-1, 4)


def modulate(rng, x):
    """Tremolo, or a chorus: what rises and falls while one note sounds is no new note."""
    t = np.arange(len(x)) / RATE
    if rng.random() < 0.5:
        depth = rng.uniform(0.2, 0.9)
        wave = 0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(1, 9) * t + rng.uniform(0, 6))
        return (x * (1 - depth * wave)).astype(np.float32)
    out = x.copy()
    for _ in range(rng.integers(1, 3)):
        delay = rng.uniform(0.008, 0.025) + rng.uniform(0.0005, 0.004) * np.sin(2 * np.pi * rng.uniform(0.2, 3) * t)
        out += np.interp(t - delay, t, x).astype(np.float32) * rng.uniform(0.3, 1)
    return out / 2


def play_drums(rng, kit, hits, seconds):
    out = np.zeros(int((seconds + 2) * RATE), np.float32)
    for onset, key, velocity in hits:
        near = np.flatnonzero(kit.key == key)
        if not len(near):
            continue
        i = near[np.argmin(np.abs(kit.velocity[near] - velocity))]
        x = kit.sample(i).astype(np.float32) / 32768 * (velocity / 127)**1.6
        start = int(onset * RATE)
        n = min(len(x), len(out) - start)
        out[start:start + n] += x[:n]
    return out[:int(seconds * RATE)]


def groove(rng, seconds):
    """A plain drum pattern: it only has to lie under the music."""
    beat, t, hits, step = rng.uniform(0.3, 0.7), rng.uniform(0, 0.5), [], 0
    hat = int(rng.choice((42, 44, 46, 51, 70, 54)))
    pattern = rng.random((16, 4)) < np.array((0.3, 0.2, 0.7, 0.08))
    while t < seconds:
        snare, other = int(rng.choice((38, 38, 37, 39))), int(rng.choice((41, 45, 48, 49, 57, 60, 62, 56)))
        for key, on in zip((36, snare, hat, other), pattern[step % 16]):
            if on:
                hits.append((max(t + rng.normal(0, 0.006), 0), key, rng.uniform(40, 127)))
        t += beat / 4 * rng.choice((1, 1, 2))
        step += 1
    return hits


def room(rng):
    """An impulse response: the direct sound, early reflections and a tail that is darker the longer it lasts."""
    rt = np.exp(rng.uniform(np.log(0.15), np.log(2.5)))
    n = int(min(rt, 1.8) * RATE)
    t = np.arange(n) / RATE
    tail = np.zeros(n, np.float32)
    noise = rng.normal(0, 1, n).astype(np.float32)
    low = lfilter([0.08], [1, -0.92], noise)
    mid = lfilter([0.4], [1, -0.6], noise) - low
    high = noise - low - mid
    damping = rng.uniform(0.15, 0.8)
    for band, share in ((low * rng.uniform(1, 4), 1.0 + rng.uniform(0, 0.4)), (mid, 1.0), (high, damping)):
        tail += band * np.exp(-6.9 * t / (rt * share))
    tail[:int(rng.uniform(0.002, 0.02) * RATE)] = 0
    direct = 10**(rng.uniform(-9, 13) / 20)  # dB of the direct sound over the tail
    tail *= 1 / (np.sqrt((tail**2).sum()) + 1e-9)
    for _ in range(rng.integers(3, 20)):
        at = int(rng.exponential(0.02) * RATE) + int(0.001 * RATE)
        if at < n:
            tail[at] += rng.normal(0, 0.25) * direct * np.exp(-at / RATE / 0.03)
    tail[0] += direct
    return tail / np.sqrt((tail**2).sum())


def equalise(rng, x, depth):
    """A smooth random response over log frequency, with a roll-off at either end now and then."""
    n = 1 << int(np.ceil(np.log2(len(x) + 4096)))
    f = np.maximum(np.fft.rfftfreq(n, 1 / RATE), 20)
    octave = np.log2(f / 20)
    response = np.interp(octave, np.linspace(0, 9.2, 8), rng.normal(0, depth, 8)) + rng.normal(0, 1.2) * (octave - 5)
    if rng.random() < 0.25:
        response -= 12 * np.maximum(0, np.log2(f / rng.uniform(2000, 9000))) * rng.uniform(1, 4)
    if rng.random() < 0.25:
        response -= 12 * np.maximum(0, np.log2(rng.uniform(50, 200) / f))
    spectrum = np.fft.rfft(x, n) * 10**(response / 20)
    return np.fft.irfft(spectrum, n)[:len(x)].astype(np.float32)


def noise(rng, n):
    """Hiss, rumble, hum or clapping, at about unit RMS."""
    what = rng.random()
    white = rng.normal(0, 1, n).astype(np.float32)
    if what < 0.35:
        x = lfilter([1], [1, -rng.uniform(0.5, 0.99)], white)
    elif what < 0.6:
        x = white
    elif what < 0.75:
        hum = rng.choice((50, 60)) * rng.uniform(0.995, 1.005)
        t = np.arange(n) / RATE
        x = 0.1 * white
        for k in range(1, 8):
            x = x + rng.uniform(0, 1) / k * np.sin(2 * np.pi * hum * k * t + rng.uniform(0, 6))
    else:
        claps = (rng.random(n) < rng.uniform(3, 300) / RATE) * rng.exponential(1, n)
        decay = np.exp(-np.arange(600) / rng.uniform(30, 200)) * rng.normal(0, 1, 600)
        x = fftconvolve(claps, decay)[:n] + 0.03 * white
    return (x / (np.sqrt((x**2).mean()) + 1e-9)).astype(np.float32)


def compress(rng, x):
    """A phone's or a broadcast's level control: what is loud is turned down within some time, and comes up again."""
    size = 256
    n = len(x) // size + 1
    level = np.sqrt((np.pad(x, (0, n * size - len(x))).reshape(n, size)**2).mean(1)) + 1e-9
    up, down = np.exp(-size / RATE / rng.uniform(0.005, 0.05)), np.exp(-size / RATE / rng.uniform(0.08, 0.8))
    held, smooth = level[0], np.empty(n)
    for i, v in enumerate(level):
        held = v + (held - v) * (up if v > held else down)
        smooth[i] = held
    bar = smooth.max() * 10**(-rng.uniform(6, 30) / 20)
    gain = np.minimum(1, (bar / smooth)**(1 - 1 / rng.uniform(2, 8)))
    return (x * np.interp(np.arange(len(x)), np.arange(n) * size + size / 2, gain)).astype(np.float32)


def narrow(rng, x):
    """What a small microphone or a telephone lets through."""
    low, high = np.exp(rng.uniform(np.log(60), np.log(400))), np.exp(rng.uniform(np.log(3000), np.log(9500)))
    spectrum, f = np.fft.rfft(x), np.fft.rfftfreq(len(x), 1 / RATE)
    order = rng.integers(1, 5)
    spectrum *= 1 / np.sqrt(1 + (f / high)**(4 * order)) / np.sqrt(1 + (low / np.maximum(f, 1))**(2 * order))
    return np.fft.irfft(spectrum, len(x)).astype(np.float32)


def record(rng, x, clean=False):
    """What a room, a microphone and a file do to the sound. Levels of the notes stay what they were, about."""
    if not clean and rng.random() < 0.8:
        x = fftconvolve(x, room(rng))[:len(x)].astype(np.float32)
    if not clean and rng.random() < 0.8:
        x = equalise(rng, x, rng.uniform(0.5, 5))
    rms = np.sqrt((x**2).mean()) + 1e-9
    if rng.random() < 0.85:
        x = x + noise(rng, len(x)) * rms * 10**(-rng.uniform(22, 75) / 20)
    if not clean and rng.random() < 0.2:
        x = narrow(rng, x)
    if not clean and rng.random() < 0.15:
        x = compress(rng, x)
    peak = np.abs(x).max() + 1e-9
    if rng.random() < 0.12:
        drive = rng.uniform(0.5, 3) / peak
        x = np.tanh(x * drive) / drive
    if rng.random() < 0.04:
        limit = peak * rng.uniform(0.3, 0.9)
        x = np.clip(x, -limit, limit)
    return x.astype(np.float32)
