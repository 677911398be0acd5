#!/usr/bin/python3
"""Trains a network on rendered shards.

usage: train.py SIZE SHARDS OUT --minutes M [--start CHECKPOINT] [--folded] [--blocks]
Steps until the minutes are over, the learning rate falling to 0 by then; new shards are taken in as they appear. What
OUT is, and how to go on after a stop, common/run.py says."""
import argparse
import glob
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import net  # noqa: E402
from common import run  # noqa: E402
from common.features import FRAME, LOW, PER_SEMITONE, UNIT_DB  # noqa: E402
from common.render import X_STEP  # noqa: E402

FRAMES, BATCH, EDGE = 192, 5, 16  # frames of a crop, crops of a step, frames at its ends that do not count
ONSET_WIDTH, OFFSET_WIDTH = 0.05, 0.07  # seconds: half the base of a target's triangle
LEVEL_UNIT = 40.0                       # dB that are 1 of the level's output


class Shards:
    def __init__(self, folder):
        self.folder, self.loaded, self.names = folder, [], set()
        self.refresh()

    def refresh(self, most=100):
        for path in sorted(glob.glob(self.folder + '/[0-9]*[0-9].npz')):
            if path not in self.names and most > 0:
                with np.load(path) as f:
                    notes = f['notes']
                    clips = [notes[notes[:, 0] == i, 1:] for i in range(len(f['x']))]
                    self.loaded.append((f['x'], f['level'], clips))
                self.names.add(path)
                most -= 1

    def crop(self, rng):
        """x [FRAMES, BINS], notes [n, 4] with times in frames of the crop and levels against the running level."""
        x, level, clips = self.loaded[rng.integers(len(self.loaded))]
        clip = rng.integers(len(x))
        first = rng.integers(0, x.shape[1] - FRAMES + 1)
        notes = clips[clip].copy()
        notes[:, :2] = notes[:, :2] / FRAME - first
        at = np.clip(np.round(notes[:, 0]).astype(int) + first + 2, 0, x.shape[1] - 1)
        notes[:, 3] -= level[clip, at]
        notes = notes[(notes[:, 1] > -8) & (notes[:, 0] < FRAMES + 8)]
        return x[clip, first:first + FRAMES].astype(np.float32) * X_STEP, notes


def shift(x, bins):
    out = np.zeros_like(x)
    if bins > 0:
        out[:, bins:] = x[:, :-bins]
    elif bins < 0:
        out[:, :bins] = x[:, -bins:]
    else:
        out[:] = x
    return out


def example(rng, shards):
    """A crop, moved in pitch, coloured, made louder or softer, and now and then laid over another."""
    x, notes = shards.crop(rng)
    if rng.random() < 0.6:
        semitones = rng.integers(-7, 8)
        x, notes = shift(x, PER_SEMITONE * semitones), notes.copy()
        notes[:, 2] += semitones
    if rng.random() < 0.2:
        other, more = shards.crop(rng)
        down = rng.uniform(-4, 18)
        more[:, 3] -= down
        power = 10**(2 * x) + 10**(2 * np.maximum(other - down / UNIT_DB, 0))
        cross = 2 * 10**(x + np.maximum(other - down / UNIT_DB, 0)) * np.cos(rng.uniform(0, 2 * np.pi, x.shape))
        x = np.maximum(0.5 * np.log10(np.maximum(power + cross, 1)), 0).astype(np.float32)
        notes = np.concatenate((notes, more))
    heard = x > 0
    if rng.random() < 0.5:
        knots = rng.normal(0, rng.uniform(0, 4), 7) / UNIT_DB
        x = x + np.interp(np.arange(x.shape[1]), np.linspace(0, x.shape[1], 7), knots).astype(np.float32)
    gain = rng.normal(0, 3)
    x = np.where(heard, np.maximum(x + gain / UNIT_DB, 0), 0).astype(np.float32)
    notes = notes.copy()
    notes[:, 3] += gain
    return x, targets(notes)


def targets(notes):
    """[FRAMES, KEYS, 5]: onset, frame, offset, level, and where the level counts."""
    out = np.zeros((FRAMES, net.KEYS, 5), np.float32)
    for onset, offset, pitch, level in notes:
        key = int(round(pitch)) - LOW
        if not 0 <= key < net.KEYS:
            continue
        for head, at, width in ((0, onset, ONSET_WIDTH), (2, offset, OFFSET_WIDTH)):
            width /= FRAME
            t = np.arange(max(int(np.ceil(at - width)), 0), min(int(at + width) + 1, FRAMES))
            out[t, key, head] = np.maximum(out[t, key, head], 1 - np.abs(t - at) / width)
        out[max(int(np.ceil(onset)), 0):max(int(np.ceil(offset)), 0), key, 1] = 1
        t = np.arange(max(int(np.ceil(onset - 1.5)), 0), min(int(onset + 3.5) + 1, FRAMES))
        out[t, key, 3], out[t, key, 4] = level / LEVEL_UNIT, 1
    return out


def loss_of(y, target, weight):
    """Cross-entropies of the three activations (soft targets), and the squared error of the level."""
    bce = F.binary_cross_entropy_with_logits
    parts = [bce(y[..., h], target[..., h]) for h in range(3)]
    # Within a crop: how loud its loudest is, room and microphone decide.
    where = target[..., 4]
    error = where * (y[..., 3] - target[..., 3])
    count = where.sum((1, 2))
    mean = error.sum((1, 2)) / (count + 1)
    level = ((error - where * mean[:, None, None])**2).sum() / (count.sum() + 1) + 0.1 * (mean**2).mean()
    parts.append(level)
    return sum(w * p for w, p in zip(weight, parts)), [float(p) for p in parts]


class Run(run.Run):
    batch = BATCH

    def __init__(self, a):
        super().__init__(a, a.size, net.build(a.size), Shards(a.shards))
        if a.blocks:
            for part in (self.model.front, self.model.keys, self.model.place):
                part.requires_grad_(False)

    def begin_from(self, weights):
        net.grow(self.model, weights)

    def example(self):
        return example(self.rng, self.shards)

    def loss(self, y, target):
        return loss_of(y[:, EDGE:-EDGE].float(), target[:, EDGE:-EDGE], (10, 5, 1, 8))


def main():
    p = argparse.ArgumentParser()
    p.add_argument('size', choices=net.SIZES)
    p.add_argument('shards')
    run.arguments(p)
    p.add_argument('--blocks', action='store_true', help='leave the front end as it is, a third faster')
    Run(p.parse_args()).go()


if __name__ == '__main__':
    main()
