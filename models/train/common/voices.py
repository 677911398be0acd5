# SPDX-License-Identifier: MIT
"""Instruments without good samples, by additive synthesis along a continuous pitch: voices, whistling, flutes, reeds,
brass, bowed strings, free reeds and choirs, with legato, portamento, scoops, vibrato, breath and consonants.

A label's onset is where the tone, without breath and consonants, first reaches a tenth of its peak amplitude; within a
slur, where the pitch is half way; its offset is where the tone has fallen 20 dB under its sustain."""
import numpy as np
from scipy.signal import lfilter

RATE, STEP = 22050, 64              # samples between the controls
VOWELS = np.array(((730, 1090, 2440, 3400), (530, 1840, 2480, 3500), (270, 2290, 3010, 3700), (570, 840, 2410, 3300),
                   (300, 870, 2240, 3200), (490, 1350, 1690, 3300), (640, 1190, 2390, 3400)), float)
KINDS = {  # lowest and highest key; seconds of attack and of release; how often slurred; cents of vibrato at most
    'voice': dict(keys=(41, 84), attack=(0.01, 0.12), release=(0.01, 0.07), slur=0.55, vibrato=150, glide=(0.02, 0.2)),
    'whistle': dict(keys=(67, 100), attack=(0.01, 0.06), release=(0.008, 0.04), slur=0.5,
                    vibrato=80, glide=(0.02, 0.12)),
    'flute': dict(keys=(57, 98), attack=(0.008, 0.09), release=(0.008, 0.05), slur=0.45,
                  vibrato=35, glide=(0.004, 0.03)),
    'reed': dict(keys=(36, 90), attack=(0.005, 0.07), release=(0.006, 0.04), slur=0.45,
                 vibrato=45, glide=(0.004, 0.04)),
    'brass': dict(keys=(34, 86), attack=(0.01, 0.09), release=(0.008, 0.05), slur=0.3, vibrato=35, glide=(0.008, 0.06)),
    'bowed': dict(keys=(36, 100), attack=(0.015, 0.25), release=(0.01, 0.12), slur=0.5,
                  vibrato=50, glide=(0.005, 0.12)),
    'freereed': dict(keys=(45, 98), attack=(0.008, 0.07), release=(0.006, 0.04), slur=0.0,
                     vibrato=12, glide=(0.01, 0.05)),
    'choir': dict(keys=(43, 82), attack=(0.04, 0.35), release=(0.03, 0.15), slur=0.0, vibrato=40, glide=(0.02, 0.1)),
}


def between(rng, low, high):
    """Log-uniform."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


class Player:
    """One instrument of a kind: its colour, its habits."""

    def __init__(self, rng, kind):
        self.kind, k = kind, KINDS[kind]
        self.low, self.high = k['keys']
        self.attack, self.release = between(rng, *k['attack']), between(rng, *k['release'])
        self.slur = k['slur'] * rng.uniform(0, 1.7)
        self.vibrato = rng.uniform(0, 1)**2 * k['vibrato'] if rng.random() < 0.7 else 0
        self.glide, self.rate = between(rng, *k['glide']), rng.uniform(4.2, 7.2)
        self.tuning = rng.uniform(-0.45, 0.45) if rng.random() < 0.2 else rng.normal(0, 0.08)
        self.untrue = rng.uniform(0, 0.22) if kind == 'voice' else rng.uniform(0, 0.08)  # semitones a note
        self.scoop = rng.uniform(0, 0.6) if kind in ('voice', 'whistle', 'brass', 'bowed') else rng.uniform(0, 0.15)
        self.tilt = {'voice': rng.uniform(3, 9), 'choir': rng.uniform(4, 10), 'whistle': rng.uniform(25, 45),
                     'flute': rng.uniform(8, 20), 'brass': rng.uniform(3, 9), 'bowed': rng.uniform(4, 8),
                     'reed': rng.uniform(2, 8), 'freereed': rng.uniform(1, 7)}[kind]  # dB an octave
        self.odd = rng.uniform(3, 30) if kind == 'reed' and rng.random() < 0.35 else 0  # dB that even partials lack
        self.body = rng.normal(0, rng.uniform(1, 6), 24)  # dB over log frequency
        self.size = rng.uniform(0.85, 1.25)               # of the formants
        self.width = rng.uniform(60, 160)
        self.breath = 10**(-rng.uniform(22, 60) / 20) if kind in ('flute', 'voice', 'whistle', 'choir') else (
            10**(-rng.uniform(32, 70) / 20))
        self.corner = rng.uniform(0.3, 0.9)
        low, high = {'freereed': (1, 4), 'choir': (3, 7)}.get(kind, (1, 2))
        self.reeds = int(rng.integers(low, high)) if high > 2 else 1
        self.detune = rng.uniform(0.01, 0.15) if kind == 'freereed' else rng.uniform(0.04, 0.2)
        self.octave = kind == 'freereed' and rng.random() < 0.05  # a second reed an octave up
        self.wah = rng.uniform(2, 8) if kind == 'freereed' and rng.random() < 0.4 else 0
        self.growth = rng.uniform(4, 9) if kind == 'freereed' and rng.random() < 0.7 else 0
        # Overblown: the air that does not sound excites the mode under it, most of all before the tone settles.
        often = {'flute': 0.75, 'reed': 0.2, 'whistle': 0.2}.get(kind, 0)
        self.mode = (19 if self.odd else 12) if rng.random() < often else 0
        self.register, self.under = int(rng.integers(70, 80)), 10**(-rng.uniform(16, 42) / 20)
        self.chiff, self.settle = rng.uniform(0, 8), rng.uniform(0.015, 0.1)
        self.words = kind == 'voice' and rng.random() < 0.75

    def spectrum(self, hz, partial, vowels, loud):
        """Amplitude of a partial along its frequencies; vowels [steps, 4]; loud 0..1 opens the tone."""
        tilt = self.tilt * (1.35 - 0.6 * loud)
        level = -tilt * np.log2(partial) + np.interp(np.log2(hz / 25), np.linspace(0, 8.8, 24), self.body)
        if self.odd and partial % 2 == 0:
            level = level - self.odd * np.exp(-partial / 8)
        if self.growth and partial > 1:  # a reed's overtones come of its swinging far
            level = level + 10 * np.log10(np.maximum(loud, 1e-3))
        if self.kind in ('voice', 'choir'):
            for i in range(4):
                width = self.width * (1 + 0.4 * i)
                level = level + (20 - 3 * i) / (1 + ((hz - vowels[:, i] * self.size) / width)**2)
            level = level - 6 * np.log2(np.maximum(hz, 500) / 500) * 0.5
        return 10**(level / 20) * (hz < 10200)


def phrases(rng, player, part):
    """A line cut where it is not slurred: lists of notes."""
    out = []
    for note in part:
        near = out and note[0] - out[-1][-1][1] < 0.03 and abs(note[2] - out[-1][-1][2]) < 13
        if near and rng.random() < player.slur and (note[2] != out[-1][-1][2] or player.words):
            out[-1].append(note)
        else:
            out.append([note])
    return out


def bent(part):
    """Notes of reeds: a short one that ends where another begins, a step or two away, is bent into it."""
    out, taken = [], set()
    for i, note in enumerate(part):
        if i in taken:
            continue
        after = [j for j in range(i + 1, len(part))
                 if abs(part[j][0] - note[1]) < 0.002 and 0 < abs(part[j][2] - note[2]) < 4]
        if note[1] - note[0] < 0.13 and after and after[0] not in taken:
            taken.add(after[0])
            out.append([note, part[after[0]]])
        else:
            out.append([note])
    return out


def pitch_curve(rng, player, phrase, t):
    """Semitones along t, and how far vibrato has come in (-1..1)."""
    pitch, last = np.zeros(len(t)), None
    age = np.zeros(len(t))
    for onset, offset, key, _ in phrase:
        goal = key + player.tuning + rng.normal(0, 1) * player.untrue
        here = t >= onset - (0 if last is None else player.glide)
        if last is None:
            pitch[:] = goal
            if rng.random() < player.scoop:
                depth, time = rng.uniform(0.3, 2.2), rng.uniform(0.03, 0.15)
                pitch -= depth * np.exp(-np.maximum(t - onset, 0) / time)
        else:
            glide = player.glide * rng.uniform(0.5, 1.5)
            share = np.clip((t - onset) / glide + 0.5, 0, 1)
            share = share * share * (3 - 2 * share)
            over = rng.normal(0, 0.15) * np.exp(-((t - onset - glide) / 0.06)**2) if player.kind == 'voice' else 0
            pitch = np.where(here, pitch * (1 - share) + goal * share + over, pitch)
        age[t >= onset] = t[t >= onset] - onset
        last = goal
    rise = np.clip((age - rng.uniform(0, 0.35)) / 0.3, 0, 1)
    wave = np.sin(2 * np.pi * player.rate * t * (1 + 0.02 * np.sin(3 * t)) + rng.uniform(0, 6)) * rise
    drift = np.interp(t, np.linspace(t[0], t[-1] + 1e-3, 8), rng.normal(0, 0.05 if player.kind == 'voice' else 0.02, 8))
    return pitch + player.vibrato / 100 * wave + drift, wave


def ramp(rng, u):
    """From 0 to 1 as u does, along one of some shapes."""
    u = np.clip(u, 0, 1)
    return (u, u * u * (3 - 2 * u), 1 - (1 - u)**2, u * u)[rng.integers(4)]


def loudness_curve(rng, player, phrase, t, wave):
    """The tone's amplitude along t, and each note's onset and offset as they are heard."""
    first, last = phrase[0][0], phrase[-1][1]
    attack = min(player.attack * rng.uniform(0.5, 2), 0.5 * (phrase[0][1] - first) + 0.01)
    if player.growth:  # free reeds begin to swing by themselves: exponentially, until the air is all that they can use
        u = np.clip((t - first) * player.growth / attack - 5, -30, 30)
        amp = np.where(t < first, 0, 1 / (1 + np.exp(-u)))
    else:
        amp = ramp(rng, (t - first) / attack)
    goals = np.array([(velocity / phrase[0][3])**1.5 for *_, velocity in phrase])
    amp *= np.interp(t, np.array([[n[0] - 0.01, n[0] + 0.03] for n in phrase]).ravel(), np.repeat(goals, 2))
    for onset, offset, _, velocity in phrase:
        length = max(offset - onset, 0.05)
        u = np.clip((t - onset) / length, 0, 1)
        shape, deep = rng.integers(4), rng.uniform(0, 0.6)
        amp *= (np.ones_like(t), 1 - deep * u, 1 - deep * (1 - np.minimum(2 * u, 1)),
                1 - deep * np.abs(2 * u - 1))[shape]
    amp *= 1 + 0.25 * rng.uniform(-1, 1) * wave
    after = t - last
    release = player.release * rng.uniform(0.6, 1.6)
    amp *= np.where(after > 0, np.exp(-np.maximum(after, 0) / release), 1)
    ends = []
    for i, (onset, offset, key, velocity) in enumerate(phrase):
        if i and (player.words or key == phrase[i - 1][2] or rng.random() < 0.4):  # a touch of tongue, or a consonant
            deep, wide = rng.uniform(0.1, 1), rng.uniform(0.015, 0.05)
            deep = max(deep, 0.6) if key == phrase[i - 1][2] else deep
            amp *= 1 - deep * np.exp(-((t - onset + wide) / wide)**2)
        ends.append(onset)
    return amp, ends


def heard(amp, t, phrase, begins):
    """Labels: (onset, offset, peak amplitude) of each note of a phrase."""
    out, last = [], len(phrase) - 1
    peaks = np.maximum.accumulate(amp)
    for i, (onset, offset, _, _) in enumerate(phrase):
        here = (t >= onset) & (t <= (offset if i < last else t[-1]))
        if not here.any():
            out.append((onset, offset, 1e-3))
            continue
        if i == 0:
            first = np.argmax((t >= onset - 0.3) & (amp >= 0.1 * amp[here].max()))
            begin = t[first]
        else:
            begin = begins[i]
        end = begins[i + 1] if i < last else offset
        if i == last:
            sustain = np.median(amp[(t >= onset) & (t <= offset)]) if (t <= offset)[t >= onset].any() else peaks[-1]
            under = np.flatnonzero((t > min(begin + 0.03, offset)) & (amp < 0.1 * sustain) &
                                   (t > 0.5 * (onset + offset)))
            end = t[under[0]] if len(under) else t[-1]
        out.append((begin, max(end, begin + 0.03), amp[here].max()))
    return out


def vowel_curve(rng, phrase, t):
    """Formants along t: a vowel for each note, or one for several."""
    at, goals, vowel = [], [], VOWELS[rng.integers(len(VOWELS))]
    for onset, offset, _, _ in phrase:
        if rng.random() < 0.6:
            vowel = VOWELS[rng.integers(len(VOWELS))]
        own = vowel * np.exp(rng.normal(0, 0.05, 4))
        at += [onset - 0.03, onset + 0.05]
        goals += [goals[-1] if goals else own, own]
        if rng.random() < 0.25:  # a diphthong
            at.append(max(offset, onset + 0.1))
            goals.append(VOWELS[rng.integers(len(VOWELS))])
    order = np.argsort(at, kind='stable')
    return np.stack([np.interp(t, np.array(at)[order], np.array(goals)[order, i]) for i in range(4)], 1)


def tone(rng, player, pitch, amp, vowels, n):
    """The partials' sum over n samples of controls every STEP."""
    at, where = np.arange(n), np.arange(len(pitch)) * STEP
    loud = np.clip(amp / (amp.max() + 1e-9), 0, 1)
    hz = 440 * 2**((pitch - 69) / 12)
    turn = np.cumsum(np.interp(at, where, hz)) / RATE
    unit = np.exp(2j * np.pi * (turn + rng.random())).astype(np.complex64)
    z, x = np.ones(n, np.complex64), np.zeros(n, np.float32)
    coarse = slice(None, None, 2)
    for partial in range(1, int(min(10200 / hz.min(), 48)) + 1):
        z = z * unit
        a = player.spectrum(hz[coarse] * partial, partial, vowels[coarse], loud[coarse])
        if a.max() < 3e-4 and partial > 3:
            continue
        x += (np.interp(at, where[coarse], a) * (z * np.exp(1j * rng.uniform(0, 6.3))).imag).astype(np.float32)
    return x * np.interp(at, where, amp).astype(np.float32)


def consonant(rng, n_before, scale):
    """Noise of n_before samples that ends where a vowel begins."""
    noise = rng.normal(0, 1, n_before).astype(np.float32)
    what = rng.random()
    if what < 0.45:   # s, sh, f
        x = lfilter([1, -rng.uniform(0.5, 0.98)], [1, rng.uniform(0, 0.5)], noise) * np.hanning(n_before)
    elif what < 0.8:  # t, k, p
        x = noise * np.exp(-np.arange(n_before)[::-1] / (RATE * rng.uniform(0.004, 0.03)))
    else:             # h
        x = lfilter([0.3], [1, -0.7], noise) * np.linspace(0, 1, n_before)
    return (x * scale / (np.abs(x).max() + 1e-9)).astype(np.float32)


def overblown(rng, player, phrase, pitch, amp, t, n):
    """Narrow noise at the mode under an overblown note, and at that mode's third partial."""
    level, out = np.zeros(len(t)), np.zeros(n)
    for onset, offset, key, _ in phrase:
        if player.register <= key < player.register + player.mode:
            here = (t >= onset - 0.01) & (t < offset + 0.05)
            level[here] = player.under * (1 + player.chiff * np.exp(-np.maximum(t[here] - onset, 0) / player.settle))
    if not level.any():
        return 0
    at, where = np.arange(n), np.arange(len(t)) * STEP
    turn = np.cumsum(np.interp(at, where, 440 * 2**((pitch - player.mode - 69) / 12))) / RATE
    near = np.exp(-2 * np.pi * rng.uniform(8, 60) / RATE)
    for partial, share in ((1, 1), (3, rng.uniform(0.3, 1.8))):
        noise = lfilter([1], [1, -near], rng.normal(0, 1, n) + 1j * rng.normal(0, 1, n))
        noise *= share / (np.sqrt((np.abs(noise)**2).mean()) + 1e-9)
        out += (noise * np.exp(2j * np.pi * partial * turn)).real
    return (0.14 * out * np.interp(at, where, level * amp / (amp.max() + 1e-9))).astype(np.float32)


def sound(rng, player, phrase):
    """-> first sample's time, samples at an RMS of 0.1 or so where loudest, heard()."""
    start = max(phrase[0][0] - 0.15, -0.15)
    stop = phrase[-1][1] + 4 * player.release * 1.6 + 0.05
    t = start + np.arange(int((stop - start) * RATE / STEP) + 2) * STEP / RATE
    n = (len(t) - 1) * STEP
    pitch, wave = pitch_curve(rng, player, phrase, t)
    amp, begins = loudness_curve(rng, player, phrase, t, wave)
    labels = heard(amp, t, phrase, begins)
    vowels = vowel_curve(rng, phrase, t) if player.kind in ('voice', 'choir') else np.zeros((len(t), 4))
    x = np.zeros(n, np.float32)
    for reed in range(player.reeds):
        shift = player.detune * rng.normal(0, 1) if reed else 0
        up = 12 if player.octave and reed else 0
        x += tone(rng, player, pitch + shift + up, amp, vowels, n) * (rng.uniform(0.4, 1) if reed else 1)
    at = np.arange(n)
    block = x[:len(x) // 1102 * 1102].reshape(-1, 1102) if len(x) > 1102 else x[None]
    x *= 0.1 / (np.sqrt((block**2).mean(1).max()) + 1e-9)
    if player.mode:
        x += overblown(rng, player, phrase, pitch, amp, t, n)
    air = lfilter([1 - player.corner], [1, -player.corner], rng.normal(0, 1, n))
    x += (0.3 * player.breath * np.interp(at, np.arange(len(t)) * STEP, amp**0.7) * air).astype(np.float32)
    spoken = {'flute': 0.3, 'freereed': 0.25}.get(player.kind, 0.6 if player.words else 0)
    if rng.random() < spoken:
        first = int((labels[0][0] - start) * RATE)
        before = min(int(rng.uniform(0.02, 0.14) * RATE), first)
        if before > 50:
            x[first - before:first] += consonant(rng, before, 10**(-rng.uniform(12, 40) / 20))
    return start, x, labels


def play(rng, kind, part, seconds, gain_db):
    """As mix.play: -> samples, notes [n, 4]: onset, offset, pitch, level in dB."""
    player = Player(rng, kind)
    out = np.zeros(int((seconds + 8) * RATE), np.float32)
    curve, notes = rng.uniform(1.0, 2.0), []
    part = part[(part[:, 0] < seconds - 0.1) & (part[:, 2] >= player.low) & (part[:, 2] <= player.high)]
    groups = phrases(rng, player, part)
    if kind in ('freereed', 'choir'):
        groups = bent(part) if kind == 'freereed' else [[n] for n in part]
    for phrase in groups:
        phrase = [(float(a), float(max(b, a + 0.05)), float(k), float(v)) for a, b, k, v in phrase]
        level = gain_db + 20 * curve * np.log10(max(n[3] for n in phrase) / 127)
        start, x, labels = sound(rng, player, phrase)
        first = int(round(start * RATE))
        x = x[max(-first, 0):][:max(len(out) - max(first, 0), 0)] * np.float32(10**(level / 20))
        out[max(first, 0):max(first, 0) + len(x)] += x
        loudest = max(peak for *_, peak in labels)
        notes += [(begin, end, n[2], level - 20 + 20 * np.log10(max(peak / loudest, 1e-3)))
                  for (begin, end, peak), n in zip(labels, phrase) if begin < seconds]
    out = out[:int(seconds * RATE)]
    if player.wah:
        t = np.arange(len(out)) / RATE
        deep = rng.uniform(0.1, 0.7)
        swing = 0.5 + 0.5 * np.sin(2 * np.pi * player.wah * t + rng.uniform(0, 6))
        out = (out * (1 - deep * swing)).astype(np.float32)
    return out, np.array(notes, np.float32).reshape(-1, 4)
