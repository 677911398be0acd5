#!/usr/bin/python3
"""Trains a network on rendered shards.

usage: train.py SIZE SHARDS OUT --minutes M [--start CHECKPOINT] [--teacher CHECKPOINT]
Steps until the minutes are over, the learning rate falling to 0 by then; new shards are taken in as they appear. OUT
gets a checkpoint every few minutes and at the end: the moving average of the weights and the size's name."""
import argparse
import glob
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import net  # noqa: E402
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


def main():
    p = argparse.ArgumentParser()
    p.add_argument('size', choices=net.SIZES)
    p.add_argument('shards')
    p.add_argument('out')
    p.add_argument('--minutes', type=float, required=True)
    p.add_argument('--rate', type=float, default=3e-3)
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--start')
    p.add_argument('--seed', type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)
    model = net.build(a.size)
    if a.start:
        net.grow(model, torch.load(a.start, map_location='cpu')['model'])
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    optimiser = torch.optim.AdamW(model.parameters(), lr=a.rate, weight_decay=1e-3)
    shards, begun, step, shown = Shards(a.shards), time.time(), 0, []
    saved = begun
    while (share := (time.time() - begun) / 60 / a.minutes) < 1:
        if step % 100 == 0:
            shards.refresh()
        rate = a.rate * min(1, (step + 1) / 300) * 0.5 * (1 + np.cos(np.pi * share))
        for group in optimiser.param_groups:
            group['lr'] = rate
        examples = [example(rng, shards) for _ in range(BATCH)]
        x, target = (torch.from_numpy(np.stack(e)) for e in zip(*examples))
        with torch.autocast('cpu', dtype=torch.bfloat16):
            y = model(x)
        loss, parts = loss_of(y[:, EDGE:-EDGE].float(), target[:, EDGE:-EDGE], (10, 5, 1, 8))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 3.0)
        optimiser.step()
        step += 1
        keep = min(0.999, (1 + step) / (10 + step))
        for k, v in model.state_dict().items():
            average[k] = keep * average[k] + (1 - keep) * v if v.is_floating_point() else v.clone()
        shown.append(parts)
        if step % 200 == 0:
            print(f'{step} {(time.time() - begun) / 60:.1f} min, {len(shards.loaded)} shards, rate {rate:.1e}:',
                  *(f'{v:.4f}' for v in np.mean(shown, 0)), flush=True)
            shown = []
        if time.time() - saved > 180:
            saved = time.time()
            torch.save({'size': a.size, 'model': average}, a.out + '.part')
            os.replace(a.out + '.part', a.out)
    torch.save({'size': a.size, 'model': average}, a.out)


if __name__ == '__main__':
    main()
