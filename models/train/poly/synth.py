#!/usr/bin/python3
"""Banks of strings and tones that never existed: additive synthesis of pianos and other instruments with random
inharmonicity, string detuning, two-stage decays, hammers and spectra. They widen what a sampled grand can teach.

usage: synth.py OUT COUNT      -> OUT/synthetic_piano_NN, OUT/synthetic_tone_NN (see banks.py for the format)"""
import json
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
    for i in range(count):
        rng = np.random.default_rng(1000 + i)
        write(out, f'synthetic_piano_x{i:02}', Piano(rng), rng, range(21, 109, 3))
        write(out, f'synthetic_tone_x{i:02}', Tone(rng), rng, range(28, 100, 4))


if __name__ == '__main__':
    main()
