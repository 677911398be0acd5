#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Trains the beat network: beats_train.py PIECES... OUT --minutes M; PIECES/*.npz of beats_render.py. What
OUT is, and how to go on after a stop, common/run.py says."""
import argparse
import glob
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from beats import beats_net  # noqa: E402
from common import features  # noqa: E402
from common import run  # noqa: E402

FRAMES, BATCH, EDGE = 1500, 8, 50
SPEEDS, SWUNG_SPEEDS = (0.82, 0.9, 1.0, 1.11, 1.22), (0.9, 1.18)
ENSEMBLE_SPEEDS = (0.92, 1.0, 1.08)  # what people tap changes with the tempo


def moved(frames, starts):
    """Frames that each take in those from its start to the next one's."""
    out = frames[starts].copy()
    for name in ('flux', 'low', 'mid', 'rise'):
        out[name] = np.maximum.reduceat(frames[name], starts)
    return out


def quicker(frames, speed):
    """The same music at another speed, as far as frames can tell."""
    return frames if speed == 1 else moved(frames, (np.arange(int(len(frames) / speed)) * speed).astype(int))


def swung(rng, frames, beats):
    """The same music whose half beats, or quarter beats, come late."""
    half, parts = rng.uniform(0.57, 0.7), rng.choice((1, 1, 2))
    at = beats[:, 0] / features.BEAT_PERIOD
    at = np.interp(np.arange(0, len(at) - 1 + 1e-9, 1 / parts), np.arange(len(at)), at)
    late = at[:-1] + half * np.diff(at)
    played = np.sort(np.concatenate([at, late]))
    written = np.sort(np.concatenate([at, (at[:-1] + at[1:]) / 2]))
    t = np.arange(len(frames))
    inside = (t >= at[0]) & (t <= at[-1])
    starts = np.where(inside, np.interp(t, played, written), t).astype(int)
    return moved(frames, np.maximum.accumulate(np.maximum(starts, 0)))


class Pieces:
    def __init__(self, folders):
        self.folders, self.loaded, self.names, self.weights, self.known = folders, [], set(), [], []
        self.rng = np.random.default_rng(2)
        self.refresh()

    def refresh(self, most=1 << 30):
        for path in sorted(p for f in self.folders for p in glob.glob(f + '/*[0-9].npz')):
            if path in self.names or most == 0:
                continue
            most -= 1
            with np.load(path) as f:
                frames, beats = f['frames'], f['beats']
            period = features.BEAT_PERIOD
            versions = [(frames, s) for s in SPEEDS]
            if os.path.basename(os.path.dirname(path)).startswith('ensembles'):
                versions = [(frames, s) for s in ENSEMBLE_SPEEDS]
            elif len(beats) > 1:
                versions += [(swung(self.rng, frames, beats), s) for s in SWUNG_SPEEDS]
            self.loaded.append([(features.beat_input(quicker(f, s)).astype(np.float16), beats / [s * period * 2, 1])
                                for f, s in versions])
            self.names.add(path)
            known = 0 if os.path.basename(os.path.dirname(path)).startswith('ensembles') else 1
            self.known.append(known)
            self.weights.append(min(len(frames), 9000) * (0.6 if len(beats) == 0 else 1) * (1.6 if known else 1))

    def crop(self, rng):
        w = np.array(self.weights, float)
        which = rng.choice(len(w), p=w / w.sum())
        piece = self.loaded[which]
        x, beats = piece[rng.integers(len(piece))]
        out, mask = np.zeros((FRAMES, x.shape[1]), np.float32), np.zeros((FRAMES, 1), np.float32)
        first = rng.integers(0, max(len(x) - FRAMES, 0) + 1)
        part = x[first:first + FRAMES]
        out[:len(part)] = part
        mask[EDGE:max(len(part) - EDGE, EDGE)] = 1
        if len(beats):  # nothing is known far outside of the beats
            low, high = beats[0, 0] - first - 20, beats[-1, 0] - first + 20
            mask[:max(int(low), 0)] = 0
            mask[max(int(high), 0):] = 0
        target = np.zeros((FRAMES, 2), np.float32)
        for at, number in beats:
            t = int(round(at - first - 0.25))  # frames lie where the first of their two does
            for o, v in ((-1, 0.5), (0, 1), (1, 0.5)):
                if 0 <= t + o < FRAMES:
                    target[t + o, 0] = max(target[t + o, 0], v)
                    if number == 1:
                        target[t + o, 1] = max(target[t + o, 1], v)
        return out, target, mask, np.float32(self.known[which])


def example(rng, pieces):
    x, target, mask, known = pieces.crop(rng)
    scale = np.exp(rng.normal(0, rng.choice((0.1, 0.25)), x.shape[1])).astype(np.float32)
    x = x * scale
    if rng.random() < 0.15:  # a band that tells nothing
        x[:, rng.choice(x.shape[1], rng.integers(1, 5), replace=False)] = 0
    return x, target, mask, known


class Run(run.Run):
    batch, clip, fresh, half = BATCH, 2.0, 50, False

    def __init__(self, a):
        super().__init__(a, beats_net.SIZE, beats_net.Beats(), Pieces(a.pieces))
        self.teacher = beats_net.load(a.teacher).eval() if a.teacher else None
        self.anchor = [v.detach().clone() for v in self.teacher.parameters()] if a.teacher else []

    def start(self, path):
        self.begin_from(beats_net.load(path).state_dict())

    def set_mode(self):
        self.model.train()
        if self.a.folded:
            self.model.norms.eval()

    def refresh(self):
        self.shards.refresh(10)

    def example(self):
        return example(self.rng, self.shards)

    def draw(self):
        x, target, mask, known = super().draw()
        if self.teacher is not None and (old := known > 0).any():
            with torch.no_grad():
                target[old] = 0.5 * (target[old] + torch.sigmoid(self.teacher(x[old])))
        return x, target, mask

    def loss(self, y, target, mask):
        loss = F.binary_cross_entropy_with_logits(y, target, reduction='none') * mask
        loss = loss.sum((0, 1)) / (mask.sum() + 1)
        away = sum(((v - u) ** 2).sum() for v, u in zip(self.model.parameters(), self.anchor))
        return 10 * loss[0] + 20 * loss[1] + 0.02 * away, (float(loss[0]), float(loss[1]))


def main():
    p = argparse.ArgumentParser()
    p.add_argument('pieces', nargs='+')
    run.arguments(p)
    p.add_argument('--teacher', help='weights not to be forgotten: half of what pieces other than ensembles are is by '
                   'them, and the distance from them costs')
    p.set_defaults(rate=4e-3)
    Run(p.parse_args()).go()


if __name__ == '__main__':
    main()
