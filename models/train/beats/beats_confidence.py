#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fits when a pulse is a beat (analysis/beat/beat_confidence.c): beats_confidence.py FOLDER... [--pieces N]

The pieces with beats are those in the folders, by beats_render.py, which the network did not learn from: whole and as
windows of 8 and 15 s. Those without are sounds at random times. A quarter of each is kept out of the fit, and said
apart."""
import argparse
import ctypes
import glob
import os
import random
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from beats import beats_music  # noqa: E402
from common import features  # noqa: E402
from beats.beats_render import FONTS, render  # noqa: E402

def shares(frames):
    library, out = features._load(), np.zeros(4)
    library.neume_train_beat_shares.restype = ctypes.c_long
    frames, evidence = np.ascontiguousarray(frames), np.zeros(((len(frames) + 1) // 2, 2), np.float32)
    pointers = [ctypes.c_void_p(a.ctypes.data) for a in (frames, evidence, out)]
    count = ctypes.c_size_t(len(frames))
    library.neume_train_beat_evidence(pointers[0], count, pointers[1])
    beats = library.neume_train_beat_shares(pointers[0], pointers[1], count, pointers[2])
    if beats < 0:
        raise MemoryError
    return out if beats else None


def windows(frames):
    yield frames
    for seconds in (8, 15):
        for start in range(3, 40, 17):
            first, last = (int(s / features.BEAT_PERIOD) for s in (start, start + seconds))
            if last < len(frames):
                yield frames[first:last]


def pieces(folders, count, neume):
    """(frames, whether there are beats, whether it is kept out)"""
    draw = random.Random(1)
    for i, path in enumerate(sorted(p for f in folders for p in glob.glob(f + '/*[0-9].npz'))):
        with np.load(path) as f:
            if len(f['beats']):
                yield f['frames'], True, i % 4 == 3
    for i in range(count):
        yield features.beat_frames(render(neume, beats_music.without(draw)[0], FONTS[i % 2])), False, i % 4 == 3


def fit(x, y):
    """Logistic regression in which both kinds weigh the same -> weights and bias."""
    mean, spread = x.mean(0), x.std(0)
    a = np.c_[(x - mean) / spread, np.ones(len(x))]
    weight, w = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean())), np.zeros(x.shape[1] + 1)
    for _ in range(40):
        p = 1 / (1 + np.exp(-a @ w))
        w -= np.linalg.solve((a * (weight * p * (1 - p))[:, None]).T @ a + np.eye(len(w)), a.T @ (weight * (p - y)) + w)
    return w[:-1] / spread, w[-1] - (w[:-1] / spread * mean).sum()


def main():
    p = argparse.ArgumentParser()
    p.add_argument('folders', nargs='+')
    p.add_argument('--pieces', type=int, default=80, help='how many without beats')
    p.add_argument('--neume', default='build/neume')
    a = p.parse_args()
    made = [(s, with_beats, kept) for frames, with_beats, kept in pieces(a.folders, a.pieces, a.neume)
            for s in map(shares, windows(frames)) if s is not None]
    x, y, held = (np.array(v) for v in zip(*made))
    weights, bias = fit(x[~held], y[~held])
    print('hits %.2f, places %.2f, time %.2f, odds %.2f, bias %.2f' % (*weights, bias))
    for name, part in (('fitted', ~held), ('held', held)):
        right = (x[part] @ weights + bias > 0) == y[part]
        print(name, *(f'{("without", "with")[kind]} {right[y[part] == kind].mean():.3f} of {(y[part] == kind).sum()}'
                      for kind in (0, 1)))


if __name__ == '__main__':
    main()
