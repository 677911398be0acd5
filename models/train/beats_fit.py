#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Weights for analysis/beat_bars.c over the network that is in the library: beats_fit.py PIECES...

Logistic regression of whether an annotated beat is its bar's first."""
import argparse
import ctypes
import glob

import numpy as np

import features

BAR = 35
PERIOD = features.BEAT_PERIOD


def pointer(a):
    return ctypes.c_void_p(a.ctypes.data)


def look(path):
    """-> the bar features of the annotated beats, and whether each begins a bar."""
    library = features._load()
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
    return bars, beats[:, 1] == 1


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


def main():
    p = argparse.ArgumentParser()
    p.add_argument('pieces', nargs='+')
    a = p.parse_args()
    pieces = [x for f in a.pieces for path in sorted(glob.glob(f + '/*[0-9].npz')) if (x := look(path))]
    w = fit_bars(pieces)
    print('bias %.4f, weight {%s}' % (w[-1], ', '.join(f'{v:.3f}f' for v in w[:-1])))


if __name__ == '__main__':
    main()
