#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Raw pitch accuracy in noise: neume pitch beside aubiopitch -p yinfft, as the table of the README.

usage: pitch_noise.py NEUME [--lines N] [--seed S] [--each]

Lines of notes with vibrato, glides, repeats and rests, sung by voices of random colour from E2 to C6, under white and
pink noise, the babble of twelve synthetic talkers, and in a room of 1.2 s whose sound is 0, 10 or 20 dB below the
direct one. Accuracy is mir_eval's raw pitch accuracy (within 50 cents, frames with a pitch, whatever the tracker says
of its voicing), means over lines. aubio's times are moved by what suits it best, its frames being counted from
elsewhere."""
import argparse
import os
import subprocess
import tempfile
import warnings

import mir_eval
import numpy as np
import soundfile
from scipy.signal import fftconvolve, lfilter

warnings.simplefilter('ignore')
RATE = 44100
SECONDS = 15
LEVELS = (0, 10, 20)  # dB
RANGES = ((40, 60), (48, 67), (55, 72), (60, 79), (65, 84))  # MIDI pitches: bass to flute


def compose(rng, low, high):
    """-> MIDI pitch of every sample, nan in rests, and the envelope."""
    n = SECONDS * RATE
    pitch, env = np.full(n, np.nan), np.zeros(n)
    now, key = int(0.2 * RATE), (low + high) // 2
    while True:
        length = int(RATE * rng.uniform(0.15, 0.7))
        if now + length > n - RATE // 4:
            return pitch, env
        before, key = key, int(np.clip(key + rng.choice([0, 1, 2, 2, 3, 4, 5, 7, 12]) * rng.choice([-1, 1]), low, high))
        t = np.arange(length) / RATE
        p = key + rng.uniform(0, 0.6) * np.sin(2 * np.pi * rng.uniform(4, 7) * t) * np.clip(t / 0.3, 0, 1)
        if rng.random() < 0.3:
            p += np.clip(before - key, -5, 5) * np.clip(1 - t / 0.08, 0, 1)
        pitch[now:now + length] = p
        decay = np.exp(-t * rng.choice([0, 1.5, 4]))
        env[now:now + length] = decay * np.clip(t / 0.01, 0, 1) * np.clip((t[-1] - t) / 0.015, 0, 1)
        now += length + (int(RATE * rng.uniform(0.05, 0.25)) if rng.random() < 0.3 else 0)


def sing(rng, low, high):
    """-> samples and Hz of each, 0 in rests."""
    pitch, env = compose(rng, low, high)
    hz = np.where(np.isnan(pitch), 0, 440 * 2 ** ((np.nan_to_num(pitch) - 69) / 12))
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    tilt, odd, formant = rng.uniform(0.6, 2), rng.random() < 0.2, rng.uniform(300, 3000, 2)
    x = np.zeros(len(hz))
    for h in range(1, 41, 2 if odd else 1):
        f = h * hz
        gain = 1 + 4 * np.exp(-((f - formant[0]) / 250) ** 2) + 2 * np.exp(-((f - formant[1]) / 400) ** 2)
        gain *= h ** -tilt
        x += np.where(f < 10000, gain, 0) * np.sin(h * phase)
    return x * env, hz


def talker(rng, n):
    """Syllables of a pulse train through three formants that move, with pauses."""
    out = np.zeros(n)
    now, base = 0, rng.uniform(90, 240)
    while now < n:
        length = int(RATE * rng.uniform(0.1, 0.3))
        f0 = base * np.linspace(rng.uniform(0.85, 1.2), rng.uniform(0.8, 1.15), length)
        x = np.diff(np.floor(np.cumsum(f0) / RATE), prepend=0) + 0.02 * rng.standard_normal(length)
        if rng.random() < 0.25:  # a consonant without voice
            x = lfilter([1, -0.9], 1, 0.3 * rng.standard_normal(length))
        for f, width in zip((rng.uniform(300, 800), rng.uniform(900, 2300), rng.uniform(2400, 3200)), (80, 110, 160)):
            r = np.exp(-np.pi * width / RATE)
            x = lfilter([1 - r], [1, -2 * r * np.cos(2 * np.pi * f / RATE), r * r], x)
        x *= np.hanning(length)
        end = min(now + length, n)
        out[now:end] += (x / (np.sqrt(np.mean(x ** 2)) + 1e-9) * rng.uniform(0.5, 1))[:end - now]
        now += length + (int(RATE * rng.uniform(0.1, 0.4)) if rng.random() < 0.2 else 0)
    return out


def noise(kind, rng, n):
    if kind == 'white':
        return rng.standard_normal(n)
    if kind == 'pink':
        spectrum = np.fft.rfft(rng.standard_normal(n))
        return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 20 * n / RATE)), n)
    return sum(talker(rng, n) for _ in range(12))


def spoil(kind, level, x, hz, rng):
    if kind == 'clean':
        return x
    if kind == 'room':
        t = np.arange(int(1.2 * RATE)) / RATE
        tail = rng.standard_normal(len(t)) * 10 ** (-3 * t / 1.2) * (t > 0.005)
        y = fftconvolve(x, lfilter([0.4], [1, -0.6], tail))[:len(x)]
    else:
        y = noise(kind, rng, len(x))
    sounding = hz > 0
    return x + y * np.sqrt(np.mean(x[sounding] ** 2) / np.mean(y[sounding] ** 2)) * 10 ** (-level / 20)


def score(truth, times, f0):
    s = mir_eval.melody.evaluate(*truth, times, f0)
    return np.array([s['Raw Pitch Accuracy'], s['Raw Chroma Accuracy'], s['Voicing Recall'], s['Voicing False Alarm']])


def neume(program, path, truth):
    out = path + '.mirex'
    subprocess.run([program, 'pitch', '-q', path, '-o', out], check=True)
    return score(truth, *mir_eval.io.load_time_series(out))


def aubio(path, truth):
    run = subprocess.run(['aubiopitch', '-p', 'yinfft', '-i', path], stdout=subprocess.PIPE, text=True, check=True)
    table = np.array([line.split() for line in run.stdout.splitlines()], float)
    table = table[np.unique(table[:, 0], return_index=True)[1]]
    tries = []
    for lag in np.arange(-0.03, 0.031, 0.01):
        moved = table[table[:, 0] + lag > 1e-3]
        tries.append(score(truth, moved[:, 0] + lag, moved[:, 1]))
    return max(tries, key=lambda s: s[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('neume')
    parser.add_argument('--lines', type=int, default=10)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--each', action='store_true', help='print every line')
    options = parser.parse_args()
    print('%-12s  neume  chroma  voicing  false   yinfft  chroma' % '')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'line.wav')
        for kind in ('clean', 'white', 'pink', 'babble', 'room'):
            for level in LEVELS if kind != 'clean' else (0,):
                rows = []
                for i in range(options.lines):
                    rng = np.random.default_rng(1000 * options.seed + i)
                    x, hz = sing(rng, *RANGES[i % len(RANGES)])
                    y = spoil(kind, level, x, hz, rng)
                    soundfile.write(path, y * 0.5 / np.abs(y).max(), RATE, subtype='PCM_16')
                    at = np.arange(0, len(hz), RATE // 100)
                    truth = at / RATE, hz[at]
                    rows.append(np.concatenate((neume(options.neume, path, truth), aubio(path, truth)[:2])))
                    if options.each:
                        print('  %d %s' % (i, np.round(rows[-1], 3)))
                means = tuple(np.mean(rows, 0))
                print('%-6s %2d dB   %.3f   %.3f    %.3f  %.3f    %.3f   %.3f' % ((kind, level) + means), flush=True)


main()
