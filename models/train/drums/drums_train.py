#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Trains the drum network: drums_train.py SHARDS OUT --minutes M [--start CHECKPOINT] [--folded]; see
common/run.py."""
import argparse
import glob
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from drums import drums_net  # noqa: E402
from drums.drums_render import CLASSES, X_STEP  # noqa: E402
from common import run  # noqa: E402
from common.features import DRUM_BINS, DRUM_FRAME  # noqa: E402

FRAMES, BATCH, EDGE = 320, 8, 34
WIDTH, LEVEL_UNIT = 2.5, 40.0  # frames: half the base of an onset's triangle; dB
UNIT_DB = 40.0
TOP = 48  # the first band over 11 kHz


class Shards:
    def __init__(self, folder):
        self.folder, self.loaded, self.names = folder, [], set()
        self.refresh()

    def refresh(self):
        for path in sorted(glob.glob(self.folder + '/[0-9]*[0-9].npz')):
            if path not in self.names:
                with np.load(path) as f:
                    x, hits = f['x'], f['hits']
                self.loaded.append((x, [hits[hits[:, 0] == i, 1:] for i in range(len(x))]))
                self.names.add(path)

    def crop(self, rng):
        x, clips = self.loaded[rng.integers(len(self.loaded))]
        clip, first = rng.integers(len(x)), rng.integers(0, x.shape[1] - FRAMES + 1)
        hits = clips[clip].copy()
        hits[:, 0] = hits[:, 0] / DRUM_FRAME - first
        hits = hits[(hits[:, 0] > -4) & (hits[:, 0] < FRAMES + 4)]
        return x[clip, first:first + FRAMES].astype(np.float32) * X_STEP, hits


def narrow(rng, x):
    """What lossy coders and old microphones leave out, and what other instruments have up there: without this the
    network waits for a hat's rise at 16 kHz, where half of all recordings have nothing."""
    if rng.random() < 0.35:  # the accompaniment is rendered up to 11 kHz only; a copy of what lies below, weaker
        first, down = int(rng.integers(TOP - 3, TOP + 1)), int(rng.integers(3, 7))
        copy = x[:, first - down:DRUM_BINS - down] - rng.uniform(3, 25) / UNIT_DB
        x[:, first:] = np.maximum(x[:, first:], copy + rng.normal(0, 2, copy.shape) / UNIT_DB)
    if rng.random() < 0.55:
        first = int(rng.integers(DRUM_BINS - 7, DRUM_BINS))
        slope = rng.uniform(6, 60) * np.arange(1, DRUM_BINS - first + 1)
        x[:, first:] -= np.minimum(slope, rng.uniform(30, 90)) / UNIT_DB
    return x


def example(rng, shards):
    x, hits = shards.crop(rng)
    if rng.random() < 0.4:
        bins = int(rng.integers(-2, 3))
        x = np.roll(x, bins, 1)
        if bins > 0:
            x[:, :bins] = x[:, bins:bins + 1]
        elif bins < 0:
            x[:, bins:] = x[:, bins - 1:bins]
    if rng.random() < 0.15:
        other, more = shards.crop(rng)
        down = rng.uniform(0, 20)
        more[:, 2] -= down
        x = 0.5 * np.log10(10**(2 * x) + 10**(2 * np.maximum(other - down / UNIT_DB, 0)) - 1 + 1e-9)
        hits = np.concatenate((hits, more))
    x = narrow(rng, x)
    if rng.random() < 0.6:
        knots = rng.normal(0, rng.uniform(0, 6), 7) / UNIT_DB
        x = x + np.interp(np.arange(DRUM_BINS), np.linspace(0, DRUM_BINS, 7), knots)
    x = np.maximum(x + rng.normal(0, 4) / UNIT_DB, 0).astype(np.float32)
    target = np.zeros((FRAMES, len(CLASSES), 3), np.float32)  # onset, level, where the level counts
    for at, c, level in hits:
        c = int(c)
        t = np.arange(max(int(np.ceil(at - WIDTH)), 0), min(int(at + WIDTH) + 1, FRAMES))
        target[t, c, 0] = np.maximum(target[t, c, 0], 1 - np.abs(t - at) / WIDTH)
        t = t[np.abs(t - at) < 1.6]
        target[t, c, 1], target[t, c, 2] = level / LEVEL_UNIT, 1
    return x, target


class Run(run.Run):
    batch, warm = BATCH, 300

    def __init__(self, a):
        super().__init__(a, 'drums', drums_net.build(), Shards(a.shards))

    def example(self):
        return example(self.rng, self.shards)

    def loss(self, y, target):
        y, target = y[:, EDGE:-EDGE].float(), target[:, EDGE:-EDGE]
        onset = F.binary_cross_entropy_with_logits(y[..., 0], target[..., 0])
        where = target[..., 2]
        error = where * (y[..., 1] - target[..., 1])
        mean = error.sum((1, 2)) / (where.sum((1, 2)) + 1)
        level = ((error - where * mean[:, None, None])**2).sum() / (where.sum() + 1) + 0.1 * (mean**2).mean()
        return 20 * onset + 4 * level, (float(onset), float(level))


def main():
    p = argparse.ArgumentParser()
    p.add_argument('shards')
    run.arguments(p)
    p.set_defaults(keep=0.999)
    Run(p.parse_args()).go()


if __name__ == '__main__':
    main()
