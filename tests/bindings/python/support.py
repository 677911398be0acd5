# SPDX-License-Identifier: MIT
"""Sounds that the tests make, and the program to compare with."""
import os
import subprocess
import sys
import unittest
import wave

try:
    import numpy as np
except ImportError as error:
    print("skipped: %s (Debian: python3-numpy)" % error)
    sys.exit(77)

PROGRAM = os.environ.get("NEUME_PROGRAM", "neume")
RATE = 22050


def tone(hz, seconds, rate=RATE, gain=0.3):
    t = np.arange(int(seconds * rate)) / rate
    partials = sum(np.sin(2 * np.pi * hz * k * t) / k for k in (1, 2, 3, 4, 5))
    return gain * partials * np.exp(-2 * t) * np.minimum(t / 0.003, 1)


def line(rate=RATE):
    """A scale, one note each half second."""
    parts = [tone(440 * 2 ** (step / 12), 0.5, rate) for step in (-9, -7, -5, -4, -2)]
    return np.concatenate([np.zeros(rate // 10)] + parts).astype(np.float32)


def drums(rate=RATE):
    """Eight strokes, low and noisy ones in turn."""
    noise = np.random.default_rng(1)
    out = np.zeros(int(2.5 * rate))
    t = np.arange(rate // 5) / rate
    for beat in range(8):
        stroke = np.sin(2 * np.pi * (55 + 60 * np.exp(-40 * t)) * t) * np.exp(-18 * t)
        if beat % 2:
            stroke = noise.standard_normal(len(t)) * np.exp(-25 * t) * 0.5
        at = int((0.1 + beat * 0.3) * rate)
        out[at:at + len(t)] += 0.7 * stroke
    return out.astype(np.float32)


def write_wav(path, samples, rate=RATE):
    pcm = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2")
    with wave.open(path, "wb") as f:
        f.setnchannels(1 if pcm.ndim == 1 else pcm.shape[1])
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(pcm.tobytes())
    return pcm


def run(*words, code=0):
    done = subprocess.run([PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != code:
        raise AssertionError("%s: %d: %s" % (words, done.returncode, done.stderr.decode()))
    return done.stdout


def main():
    unittest.main(verbosity=1)
