#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Weights over the network that is in the library: beats_fit.py PIECES [--held HELD]

For analysis/beat/beat_level.c, which pulse is the beats: the likelihood of the pulses by how well they meet the
annotated beats. For analysis/beat/beat_bars.c: logistic regression of whether an annotated beat is its bar's first.
PIECES: what beats_render.py --fitted made, which the network did not learn from; HELD: pieces to print the score on."""
import argparse
import ctypes
import glob
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402

BAR, LEVEL = 35, 4
SHARP = 12  # how much likelier a pulse is whose F is larger by 1, in log odds
PERIOD = features.BEAT_PERIOD


def pointer(a):
    return ctypes.c_void_p(a.ctypes.data)


def f_measure(beats, found):
    """From 5 s on, within 70 ms."""
    beats, found = beats[beats >= 5], found[found >= 5]
    i = j = hits = 0
    while i < len(beats) and j < len(found):
        near = abs(found[j] - beats[i]) <= 0.07
        hits += near
        i, j = i + (near or found[j] > beats[i]), j + (near or found[j] < beats[i])
    return 2 * hits / max(len(beats) + len(found), 1)


def pulses(library, frames, evidence, beats):
    """-> the F of every pulse that may be the beats, and its features."""
    feature, count = np.zeros((64, LEVEL), np.float32), np.zeros(64, np.int64)
    at = np.zeros(64 * (len(frames) // 20 + 8), np.float32)
    made = library.neume_train_beat_pulses(pointer(frames), pointer(evidence), ctypes.c_size_t(len(frames)),
                                           pointer(feature), pointer(count), ctypes.c_size_t(64), pointer(at),
                                           ctypes.c_size_t(len(at)))
    assert made >= 0
    parts = np.split(at[:count.sum()] * PERIOD, np.cumsum(count)[:-1])
    return np.array([f_measure(beats[:, 0], p) for p in parts[:made]]), feature[:made].astype(float)


def look(path):
    """-> the bar features of the annotated beats, whether each begins a bar, and its pulses()."""
    library = features._load()
    library.neume_train_beat_pulses.restype = ctypes.c_long
    with np.load(path) as f:
        frames, beats = np.ascontiguousarray(f['frames']), f['beats']
    if len(beats) < 12:
        return None
    n = ctypes.c_size_t(len(frames))
    evidence = np.zeros(((len(frames) + 1) // 2, 2), np.float32)
    library.neume_train_beat_evidence(pointer(frames), n, pointer(evidence))
    where = (beats[:, 0] / PERIOD).astype(np.float32)
    where += np.random.default_rng(len(beats)).uniform(-1, 1, len(where)).astype(np.float32)
    bars = np.zeros((len(where), BAR), np.float32)
    library.neume_train_beat_bars(pointer(frames), pointer(evidence), n, pointer(where),
                                  ctypes.c_size_t(len(where)), pointer(bars))
    return bars, beats[:, 1] == 1, pulses(library, frames, evidence, beats)


def fit_bars(pieces):
    x = np.concatenate([np.c_[p[0], np.ones(len(p[0]))] for p in pieces]).astype(float)
    y = np.concatenate([p[1] for p in pieces]).astype(float)
    share = np.concatenate([np.full(len(p[1]), min(150 / len(p[1]), 4)) for p in pieces])
    w = np.zeros(BAR + 1)
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ w))
        g = x.T @ (share * (p - y)) + 0.5 * w
        w -= np.linalg.solve((x * (share * p * (1 - p))[:, None]).T @ x + 0.5 * np.eye(len(w)), g)
    return w


def fit_level(pieces):
    """The softmax over a piece's pulses is brought near to that over their F."""
    pieces = [p[2] for p in pieces if len(p[2][0])]
    every = np.concatenate([x for _, x in pieces])
    mean, spread = every.mean(0), every.std(0) + 1e-2
    w = np.zeros(LEVEL)
    for step in range(1500):
        gradient = 6e-3 * w
        for f, x in pieces:
            x = (x - mean) / spread
            score = x @ w
            p, q = (np.exp(v - v.max()) for v in (score, SHARP * f))
            gradient += x.T @ (p / p.sum() - q / q.sum()) / len(pieces)
        w -= 0.3 * gradient
    return w / spread


def chosen(pieces, w):
    return [f[np.argmax(x @ w)] if len(f) else 0 for _, _, (f, x) in pieces]


def load(folder):
    return [x for path in sorted(glob.glob(folder + '/*[0-9].npz')) if (x := look(path))]


def main():
    p = argparse.ArgumentParser()
    p.add_argument('pieces')
    p.add_argument('--held')
    a = p.parse_args()
    pieces = load(a.pieces)
    crossed = []
    for k in range(4):
        w = fit_level([x for i, x in enumerate(pieces) if i % 4 != k])
        crossed += chosen(pieces[k::4], w)
    w = fit_level(pieces)
    print('level {%s}, crossed F %.3f' % (', '.join(f'{v:.4f}f' for v in w), np.mean(crossed)))
    if a.held:
        print('held F %.3f' % np.mean(chosen(load(a.held), w)))
    w = fit_bars(pieces)
    print('bars: bias %.4f, weight {%s}' % (w[-1], ', '.join(f'{v:.3f}f' for v in w[:-1])))


if __name__ == '__main__':
    main()
