#!/usr/bin/python3
"""Banks of instruments that never existed: additive synthesis of pianos, organs, analogue synthesisers and other tones
with random inharmonicity, detuning, two-stage decays, hammers, registers and spectra: they widen what samples teach.

usage: synth.py OUT COUNT      -> OUT/synthetic_{piano,tone,organ,analogue}_xNN (see banks.py for the format)
Banks that exist are left alone."""
import json
import os
import sys

import numpy as np
from scipy.signal import lfilter

RATE = 22050


def partials(rng, f0, inharmonicity, most=60):
    n = np.arange(1, most + 1)
    f = f0 * n * np.sqrt(1 + inharmonicity * n * n)
    keep = f < 10500
    return n[keep], f[keep]


class Piano:
    """Struck strings: Fletcher's inharmonicity, a hammer that is softer when slow, unison strings that beat, a bridge
    that drains the loud polarisation first (Weinreich's double decay), a knock of the case."""

    family, sustained = 'piano', False

    def __init__(self, rng):
        self.b0, self.slope = np.exp(rng.uniform(np.log(5e-5), np.log(6e-4))), rng.uniform(0.055, 0.095)
        self.strike = rng.uniform(1 / 12, 1 / 6)
        self.bright = rng.uniform(0.7, 1.6)
        self.decay = np.exp(rng.uniform(np.log(4), np.log(14)))     # seconds to fall by 60 dB at middle C, first stage
        self.second = rng.uniform(2, 5)
        self.detune = rng.uniform(0.1, 1.5)                          # cents between unison strings
        self.formants = rng.normal(0, rng.uniform(1, 5), 24)         # dB over log frequency: the soundboard
        self.knock = rng.uniform(0, 0.25)
        self.stretch = rng.uniform(0, 0.06)

    def note(self, rng, key, velocity):
        f0 = 440 * 2**((key - 69 + self.stretch * ((key - 69) / 24)**3) / 12)
        low = max(0, (45 - key) * 0.04)
        n, f = partials(rng, f0, self.b0 * np.exp(self.slope * (key - 60)) + self.b0 * low)
        seconds = float(np.clip(7 * 2**((60 - key) / 24), 1.0, 9))
        t = np.arange(int(seconds * RATE)) / RATE
        hardness = self.bright * (0.4 + 1.2 * velocity / 127)
        corner = 900 * hardness * 2**((key - 60) / 30)
        a = np.abs(np.sin(np.pi * n * self.strike)) / n**0.6 / (1 + (f / (corner * 2.2))**2)
        a *= 10**(np.interp(np.log2(f / 25), np.linspace(0, 8.8, 24), self.formants) / 20)
        a *= np.exp(rng.normal(0, 0.25, len(n)))
        t60 = self.decay * 2**((60 - key) / 20) / (1 + (f / f0 - 1) * rng.uniform(0.02, 0.12)) / (1 + f / 6000)
        x = np.zeros(len(t), np.float32)
        for amplitude, hz, fall in zip(a, f, t60):
            if amplitude < 1e-4 * a.max():
                continue
            m = min(len(t), int(fall * self.second * RATE * 1.2) + 10)
            tail = t[:m]
            two = rng.uniform(0.05, 0.35)
            envelope = (1 - two) * np.exp(-6.9 * tail / fall) + two * np.exp(-6.9 * tail / (fall * self.second))
            tone = np.zeros(m)
            for _ in range(3 if key > 45 else 1 if key < 33 else 2):
                cents = rng.normal(0, self.detune)
                tone += np.sin(2 * np.pi * hz * 2**(cents / 1200) * tail + rng.uniform(0, 0.6))
            x[:m] += (amplitude * envelope * tone).astype(np.float32)
        rise = int(RATE * rng.uniform(0.0005, 0.004) * (1.5 - velocity / 127))
        x[:rise + 1] *= np.linspace(0, 1, rise + 1)
        if self.knock:
            thump = lfilter([1], [1, -1.9, 0.91], rng.normal(0, 1, 2000)) * np.exp(-np.arange(2000) / 350)
            x[:2000] += (self.knock * np.abs(x).max() * thump[:len(x)][:2000] / np.abs(thump).max()).astype(np.float32)
        return x


class Tone:
    """Anything else: a random spectrum that is held or decays."""

    family = 'synth'

    def __init__(self, rng):
        self.sustained = bool(rng.random() < 0.5)
        self.tilt = rng.uniform(0.4, 2.2)
        self.odd = rng.uniform(0, 1) if rng.random() < 0.4 else 1
        self.b0 = np.exp(rng.uniform(np.log(1e-6), np.log(2e-4)))
        self.fall = np.exp(rng.uniform(np.log(0.4), np.log(6)))
        self.damp = rng.uniform(0, 0.4)
        self.attack = np.exp(rng.uniform(np.log(0.002), np.log(0.08))) if self.sustained else rng.uniform(0.001, 0.006)
        self.formants = rng.normal(0, rng.uniform(1, 7), 20)
        self.wobble = rng.uniform(0, 0.3)
        self.breath = rng.uniform(0, 0.03) if self.sustained else 0

    def note(self, rng, key, velocity):
        f0 = 440 * 2**((key - 69) / 12)
        n, f = partials(rng, f0, self.b0)
        t = np.arange(int(4 * RATE)) / RATE
        a = n**-(self.tilt * (1.3 - 0.4 * velocity / 127)) * np.where(n % 2, 1, self.odd)
        a *= 10**(np.interp(np.log2(f / 25), np.linspace(0, 8.8, 20), self.formants) / 20)
        a *= np.exp(rng.normal(0, 0.2, len(n)))
        x = np.zeros(len(t), np.float32)
        for i, (amplitude, hz) in enumerate(zip(a, f)):
            if amplitude < 3e-4 * a.max():
                continue
            envelope = 1 + self.wobble * np.sin(2 * np.pi * rng.uniform(0.3, 6) * t + rng.uniform(0, 6))
            if not self.sustained:
                envelope = envelope * np.exp(-6.9 * t / (self.fall / (1 + self.damp * i)))
            x += (amplitude * envelope * np.sin(2 * np.pi * hz * t + rng.uniform(0, 6))).astype(np.float32)
        x += (self.breath * np.abs(x).max() * lfilter([0.3], [1, -0.7], rng.normal(0, 1, len(t)))).astype(np.float32)
        rise = int(self.attack * RATE) + 1
        x[:rise] *= np.linspace(0, 1, rise)
        return x


class Organ:
    """Tonewheels behind drawbars, or ranks of pipes; keys as they are played, so that the 8' register always sounds."""

    family, sustained = 'organ', True
    FEET = np.array((0.5, 1.5, 1, 2, 3, 4, 5, 6, 8))  # 16' 5 1/3' 8' 4' 2 2/3' 2' 1 3/5' 1 1/3' 1', in harmonics of 8'

    def __init__(self, rng):
        self.pipes = rng.random() < 0.4
        drawn = rng.integers(0, 9, 9) * (rng.random(9) < (0.5, 0.25, 1, 0.6, 0.4, 0.5, 0.25, 0.25, 0.35))
        drawn[2] = max(drawn[2], drawn[0] - 2, drawn.max() - 3)
        self.level = np.where(drawn > 0, 10**((drawn - 8) * 3 / 20), 0)
        self.tilt = rng.uniform(0.8, 3) if self.pipes else rng.uniform(3, 5)  # of each pipe's or wheel's own overtones
        self.click = 10**(-rng.uniform(8, 35) / 20)
        self.leak = 10**(-rng.uniform(35, 70) / 20)
        self.rise = np.exp(rng.uniform(*np.log((0.008, 0.06) if self.pipes else (0.001, 0.006))))
        self.leslie = rng.choice((0, 0.8, 6.5)) if rng.random() < 0.6 else 0
        self.deep, self.bend = rng.uniform(0.05, 0.5), rng.uniform(0, 0.004)
        self.struck = rng.choice((2, 3)) if not self.pipes and rng.random() < 0.3 else 0  # percussion, of a harmonic
        self.detune = rng.normal(0, 3 if self.pipes else 0.5, 9)
        self.body = rng.normal(0, rng.uniform(0.5, 4), 20)

    def note(self, rng, key, velocity):
        f0, t = 440 * 2**((key - 69) / 12), np.arange(4 * RATE) / RATE
        turn = 2 * np.pi * self.leslie * t + rng.uniform(0, 6)
        x = np.zeros(len(t))
        for foot, level, cents in zip(self.FEET, self.level, self.detune):
            for n in range(1, 13):
                hz = f0 * foot * n * 2**(cents / 1200)
                body = np.interp(np.log2(max(hz, 25) / 25), np.linspace(0, 8.8, 20), self.body)
                a = level * n**-self.tilt * 10**(body / 20)
                if hz > 10200 or a < 1e-3:
                    break
                a = a * (1 + self.deep * np.sin(turn + hz / 900)) if self.leslie else a
                begins = 1 - np.exp(-t / (self.rise * rng.uniform(0.5, 1.5))) if self.pipes else 1
                x += a * begins * np.sin(2 * np.pi * hz * (t + self.bend / 2 * np.sin(turn) / 6.3) + rng.uniform(0, 6))
        if self.struck:
            x += 0.8 * np.exp(-t / rng.uniform(0.08, 0.4)) * np.sin(2 * np.pi * f0 * self.struck * t)
        loud = np.sqrt((x[RATE // 2:]**2).mean())
        for wheel in (-12, -1, 1, 12):
            x += self.leak * loud * np.sin(2 * np.pi * f0 * 2**(wheel / 12) * t + rng.uniform(0, 6))
        noise = lfilter([1], [1, -rng.uniform(0.2, 0.8)], rng.normal(0, 1, 600))
        x[:600] += self.click * loud * noise * np.exp(-np.arange(600) / rng.uniform(20, 150))
        rise = int((0.002 if self.pipes else self.rise) * RATE) + 1
        x[:rise] *= np.linspace(0, 1, rise)
        return x.astype(np.float32)


class Analogue:
    """Detuned saws and pulses through a low-pass that opens and closes: pads, brasses, leads, basses."""

    family = 'synth'

    def __init__(self, rng):
        self.sustained = bool(rng.random() < 0.7)
        self.pad = self.sustained and rng.random() < 0.5
        self.duty = rng.uniform(0.05, 0.5) if rng.random() < 0.5 else 0  # 0: a saw
        self.voices, self.spread = int(rng.integers(1, 6)), np.exp(rng.uniform(np.log(2), np.log(22)))  # cents
        self.corner, self.swing = np.exp(rng.uniform(np.log(1), np.log(12))), rng.uniform(0, 3)  # harmonics, octaves
        self.order, self.peak = rng.uniform(1, 4), rng.uniform(0, 9)
        self.attack = np.exp(rng.uniform(*np.log((0.06, 0.5) if self.pad else (0.001, 0.03))))
        self.fall = np.exp(rng.uniform(np.log(0.15), np.log(2.5)))
        self.rest = rng.uniform(0.2, 1) if self.sustained else 0
        self.octave = rng.uniform(0.2, 1) if rng.random() < 0.25 else 0  # an oscillator an octave higher
        self.wheel = rng.uniform(0, 0.004) if rng.random() < 0.3 else 0

    def note(self, rng, key, velocity):
        f0, t = 440 * 2**((key - 69) / 12), np.arange(4 * RATE) / RATE
        filter_env = self.rest + (1 - self.rest) * np.exp(-t / self.fall)
        corner = self.corner * 2**(self.swing * (filter_env - 0.5) + velocity / 127)
        coarse, x = slice(None, None, 128), np.zeros(len(t))
        for _ in range(self.voices):
            cents, sway = rng.normal(0, self.spread if self.voices > 1 else 1), rng.uniform(3, 7)
            phase = 2 * np.pi * (f0 * 2**(cents / 1200) * (t + self.wheel * np.sin(sway * t) / sway) + rng.random())
            for n in range(1, int(min(10200 / f0, 40)) + 1):
                a = abs(np.sin(np.pi * n * self.duty)) / n if self.duty else 1 / n
                a = a + (self.octave * 2 / n if n % 2 == 0 else 0)
                ratio = n / corner[coarse]
                resonance = (10**(self.peak / 20) - 1) * np.exp(-(np.log2(ratio) * 2)**2)
                gain = a / (1 + ratio**(2 * self.order)) * (1 + resonance)
                if gain.max() > 1e-3:
                    x += np.interp(t, t[coarse], gain) * np.sin(n * phase)
        x *= np.minimum(t / self.attack, 1) if self.pad else 1 - np.exp(-3 * t / self.attack)
        if not self.sustained:
            x *= np.exp(-t / self.fall)
        return x.astype(np.float32)


def write(out, name, instrument, rng, keys):
    audio, samples, start = [], [], 0
    for velocity in (40, 75, 110):
        layer = [instrument.note(rng, key, velocity) for key in keys]
        loud = np.median([np.sqrt(np.convolve(x**2, np.ones(1102) / 1102, 'valid').max()) for x in layer])
        scale = min(0.1 / loud, 0.99 / max(np.abs(x).max() for x in layer))
        for key, x in zip(keys, layer):
            x[-600:] *= np.linspace(1, 0, 600)
            audio.append(np.round(x * scale * 32767).astype(np.int16))
            samples.append({'key': float(key), 'velocity': velocity, 'start': start, 'length': len(x)})
            start += len(x)
    np.concatenate(audio).tofile(f'{out}/{name}.i16')
    with open(f'{out}/{name}.json', 'w') as f:
        json.dump({'name': name, 'family': instrument.family, 'source': 'models/train/poly/synth.py', 'licence': 'MIT',
                   'split': 'train', 'sustained': instrument.sustained, 'samples': samples}, f)


def main():
    out, count = sys.argv[1], int(sys.argv[2])
    pairs = ((1000, {'piano': (Piano, range(21, 109, 3)), 'tone': (Tone, range(28, 100, 4))}),
             (2000, {'organ': (Organ, range(28, 100, 4)), 'analogue': (Analogue, range(28, 100, 4))}))
    for i in range(count):
        for seed, kinds in pairs:
            rng = np.random.default_rng(seed + i)
            names = {f'synthetic_{kind}_x{i:02}': of for kind, of in kinds.items()}
            if not all(os.path.exists(f'{out}/{name}.json') for name in names):
                for name, (make, keys) in names.items():
                    write(out, name, make(rng), rng, keys)


if __name__ == '__main__':
    main()
