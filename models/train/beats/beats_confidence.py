#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fits when a pulse is a beat (analysis/beat/beat_confidence.c): beats_confidence.py MIRROR [--pieces N]

MIRROR: as in beats_render.py. The pieces with beats are drumming and songs that no figure is taken on, whole and as
windows of 8 and 15 s; those without are sounds at random times. A quarter of each is kept out of the fit, and said
apart."""
import argparse
import ctypes
import os
import random
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from beats import beats_music  # noqa: E402
from common import features  # noqa: E402
from beats.beats_render import FONTS, render  # noqa: E402

RATE = features.BEAT_RATE


def shares(x):
    function = features._load().neume_train_beat_shares
    function.restype, function.argtypes = ctypes.c_long, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
    x, out = np.ascontiguousarray(x, np.float32), np.zeros(4)
    beats = function(x.ctypes.data, len(x), out.ctypes.data)
    if beats < 0:
        raise MemoryError
    return out if beats else None


def windows(x):
    yield x
    for seconds in (8, 15):
        for start in range(3, 40, 17):
            if (start + seconds) * RATE < len(x):
                yield x[start * RATE:(start + seconds) * RATE]


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
    p.add_argument('mirror')
    p.add_argument('--pieces', type=int, default=120, help='of each kind')
    p.add_argument('--neume', default='build/neume')
    a = p.parse_args()
    draw, source, made = random.Random(1), beats_music.Source(a.mirror), []
    drumming = [n for n in source.grooves if n.split('/')[1] in beats_music.TRAINED]
    for k in range(2 * a.pieces):
        with_beats = k % 2
        piece = (beats_music.without(draw) if not with_beats else source.groove(draw.choice(drumming)) if k // 2 % 2
                 else source.song(draw.choice(source.rest)))
        if not piece or piece[0].length < 10:
            continue
        x = render(a.neume, piece[0], FONTS[k // 4 % 2])
        made += [(s, with_beats, k // 2 % 8 > 5) for s in map(shares, windows(x)) if s is not None]
    x, y, held = (np.array(v) for v in zip(*made))
    weights, bias = fit(x[~held], y[~held])
    print('hits %.2f, places %.2f, time %.2f, odds %.2f, bias %.2f' % (*weights, bias))
    for name, part in (('fitted', ~held), ('held', held)):
        right = (x[part] @ weights + bias > 0) == y[part]
        print(name, *(f'{("without", "with")[kind]} {right[y[part] == kind].mean():.3f} of {(y[part] == kind).sum()}'
                      for kind in (0, 1)))


if __name__ == '__main__':
    main()
