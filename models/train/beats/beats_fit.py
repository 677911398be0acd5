#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Constants over the network that is in the library: beats_fit.py FOLDER... [--rounds N]

For analysis/beat/bar_pointer.c, what beats, tempos and bars cost: a search for the best mean over folders of the F of
beats and of bars' firsts. For analysis/beat/metrical_level.c, how much evidence counts when levels are compared: the
likelihood of the level that meets the annotated beats. Each FOLDER holds one kind of music by beats_render.py that the
network did not learn from: --fitted, and --ensembles from 100000 on. A third of the pieces is kept out of the search
and scored apart."""
import argparse
import ctypes
import glob
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402

NAMES = ('worth', 'lasting', 'usual', 'prior', 'lambda', 'jump', 'pause', 'change',
         *(f'metre {m}' for m in range(2, 8)))
START = (1.0, 1.0, 52, 0.4, 30, 16, 20, 6, -1, -0.5, 0, -1.2, -1.2, -1.2)
ADDED = ('worth', 'lasting')
# How far a step of the search goes: added for metres and ADDED, a factor for the others.
STEPS = {name: (1.0,) if name.startswith('metre') else (0.6,) if name in ADDED else (1.5,) for name in NAMES}
PERIOD = features.BEAT_PERIOD
# In the order of enum neume_metrical_level: the beats' interval over the level's.
LEVELS = (1, 0.5, 2, 1 / 3, 3)


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


class Piece:
    def __init__(self, path):
        self.library = features._load()
        self.library.neume_train_beat_track.restype = ctypes.c_long
        with np.load(path) as f:
            frames, self.beats = np.ascontiguousarray(f['frames']), f['beats']
        self.count = ctypes.c_size_t(len(frames))
        self.evidence = np.zeros(((len(frames) + 1) // 2, 2), np.float32)
        self.library.neume_train_beat_evidence(pointer(frames), self.count, pointer(self.evidence))

    def track(self, values):
        """-> [beats, 3]: seconds, number, metre."""
        params, beat = np.array(values, np.float32), np.zeros((self.count.value // 25 + 8, 3), np.int64)
        made = self.library.neume_train_beat_track(pointer(params), pointer(self.evidence), self.count, pointer(beat),
                                                   ctypes.c_size_t(len(beat)))
        assert made >= 0
        return beat[:made] * [PERIOD, 1, 1]

    def score(self, values):
        """-> F of beats and of bars' firsts; without beats, 1 for few that are found."""
        found = self.track(values)
        if not len(self.beats):
            return (max(1 - len(found) / 20, 0),) * 2
        return (f_measure(self.beats[:, 0], found[:, 0]),
                f_measure(self.beats[self.beats[:, 1] == 1, 0], found[found[:, 1] == 1, 0]))

    def levels(self, values):
        """-> what each level is worth a second, and which one is the annotated beats', or None."""
        found, worth = self.track(values), np.zeros(len(LEVELS))
        if len(found) < 8 or len(self.beats) < 8:
            return None
        at = np.ascontiguousarray(found[:, 0] / PERIOD, np.float32)
        self.library.neume_train_beat_levels(pointer(self.evidence), self.count, pointer(at),
                                             ctypes.c_size_t(len(at)), pointer(worth))
        ratio = np.median(np.diff(found[:, 0])) / np.median(np.diff(self.beats[:, 0]))
        level = int(np.argmin(np.abs(np.log(np.array(LEVELS) / ratio))))
        return (worth, level) if abs(np.log(LEVELS[level] / ratio)) < 0.06 else None


def mean_score(kinds, values):
    """Beats and firsts alike, kinds alike."""
    return float(np.mean([np.mean([p.score(values) for p in pieces]) for pieces in kinds]))


def search(kinds, rounds):
    values, best = list(START), mean_score(kinds, START)
    scale = dict(STEPS)
    for _ in range(rounds):
        for i, name in enumerate(NAMES):
            if name == 'metre 4':
                continue
            step, = scale[name]
            tries = ([values[i] + step, values[i] - step] if name.startswith('metre') or name in ADDED else
                     [values[i] * step, values[i] / step])
            for value in tries:
                other = values[:i] + [value] + values[i + 1:]
                if (score := mean_score(kinds, other)) > best + 1e-4:
                    values, best = other, score
            print(f'{name} {values[i]:.3f}: {best:.4f}', flush=True)
        scale = {n: (s / 2,) if n.startswith('metre') or n in ADDED else (s ** 0.5,) for n, (s,) in scale.items()}
    return values


def fit_counts(kinds, values):
    known = [x for pieces in kinds for p in pieces if (x := p.levels(values))]

    def loss(counts):
        total = 0
        for worth, level in known:
            score = counts * (worth - worth.max())
            total -= score[level] - np.log(np.exp(score).sum())
        return total / len(known)

    counts = min(np.geomspace(0.1, 20, 60), key=loss)
    right = np.mean([level == 0 for _, level in known])
    said = []
    for worth, level in known:
        p = np.exp(counts * (worth - worth.max()))
        said.append((1 - p[0] / p.sum(), level != 0))
    said = np.array(said, float)
    print(f'counts {counts:.2f}, loss {loss(counts):.3f}; {len(known)} pieces, the level is right in {right:.3f}')
    for low, high in ((0, 0.05), (0.05, 0.25), (0.25, 1.01)):
        part = (said[:, 0] >= low) & (said[:, 0] < high)
        print(f'doubt {low} to {high}: {part.sum()}, of which {said[part, 1].sum():.0f} wrong')


def show(name, kinds, folders, values):
    for folder, pieces in zip(folders, kinds):
        rows = np.array([p.score(values) for p in pieces])
        print(name, os.path.basename(os.path.normpath(folder)), len(rows), *(f'{v:.3f}' for v in rows.mean(0)))


def main():
    p = argparse.ArgumentParser()
    p.add_argument('folders', nargs='+')
    p.add_argument('--rounds', type=int, default=3)
    a = p.parse_args()
    kinds = [[Piece(path) for path in sorted(glob.glob(f + '/*[0-9].npz'))] for f in a.folders]
    fitted = [[p for i, p in enumerate(k) if i % 3] for k in kinds]
    kept = [k[::3] for k in kinds]
    show('before', kept, a.folders, START)
    values = search(fitted, a.rounds)
    print(', '.join(f'{n} {v:.3f}' for n, v in zip(NAMES, values)))
    show('after', kept, a.folders, values)
    fit_counts(kinds, values)


if __name__ == '__main__':
    main()
