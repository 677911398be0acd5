# SPDX-License-Identifier: MIT
"""A training that can be stopped and gone on with: steps, their learning rate, the moving average, checkpoints.

All four networks are trained by this loop; what they hear and what they are told is in the subclasses. OUT gets a
checkpoint every two minutes and at the end, of the moving average; OUT.state, beside it, all that the same command
needs to go on where it was stopped."""
import os
import time

import numpy as np
import torch


def arguments(parser):
    parser.add_argument('out')
    parser.add_argument('--minutes', type=float, required=True)
    parser.add_argument('--rate', type=float, default=3e-3)
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--start', help='a checkpoint to begin from')
    parser.add_argument('--folded', action='store_true', help='leave the normalisations as they are: after unfold.py')
    parser.add_argument('--keep', type=float, default=0.998, help='of the moving average, a step')
    parser.add_argument('--seed', type=int, default=1)


class Run:
    """A network, its moving average, and how far it has come. A subclass gives `example` (or `draw`) and `loss`."""

    batch, warm = 8, 100  # examples of a step; steps until the learning rate is reached
    clip, decay = 3.0, 1e-3  # the largest norm of a gradient; of the weights
    fresh = 100  # steps between two looks for new material
    half = True  # the forward pass in bfloat16
    steps_of_all = None  # steps of the whole training, where minutes are not what ends it

    def __init__(self, a, size, model, shards):
        torch.set_num_threads(a.threads)
        self.a, self.size, self.model, self.shards = a, size, model, shards
        self.kept = a.out is not None
        self.steps, self.before, self.shown = 0, 0.0, []
        state = torch.load(a.out + '.state') if self.kept and os.path.exists(a.out + '.state') else None
        if a.start and not state:
            self.start(a.start)
        self.optimiser = torch.optim.AdamW(model.parameters(), lr=a.rate, weight_decay=self.decay)
        self.average = {k: v.detach().clone() for k, v in model.state_dict().items()}
        if state:
            model.load_state_dict(state['model'])
            self.optimiser.load_state_dict(state['optimiser'])
            self.average, self.steps, self.before = state['average'], state['steps'], state['minutes']
        torch.manual_seed(a.seed + self.steps)
        self.rng = np.random.default_rng((a.seed, self.steps))
        self.set_mode()
        self.begun = self.saved = time.time()

    def start(self, path):
        self.begin_from(torch.load(path, map_location='cpu')['model'])

    def begin_from(self, weights):
        self.model.load_state_dict(weights)

    def set_mode(self):
        self.model.train(not self.a.folded)

    def refresh(self):
        self.shards.refresh()

    def minutes(self):
        return self.before + (time.time() - self.begun) / 60

    def share(self):
        return self.steps / self.steps_of_all if self.steps_of_all else self.minutes() / self.a.minutes

    def slope(self, share):
        """What the learning rate is multiplied by, when `share` of the training is done."""
        return 0.5 * (1 + np.cos(np.pi * share))

    def draw(self):
        """-> a batch: what the network hears, and whatever `loss` is to be told."""
        return [torch.from_numpy(np.stack(e)) for e in zip(*[self.example() for _ in range(self.batch)])]

    def step(self):
        if self.steps % self.fresh == 0 and self.steps:
            self.refresh()
        rate = self.a.rate * min(1, (self.steps + 1) / self.warm) * self.slope(min(self.share(), 1))
        for group in self.optimiser.param_groups:
            group['lr'] = rate
        x, *told = self.draw()
        with torch.autocast('cpu', dtype=torch.bfloat16, enabled=self.half):
            y = self.model(x)
        loss, parts = self.loss(y, *told)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimiser.step()
        self.steps += 1
        self.shown.append(parts)
        self.mean_in()
        if self.steps % 100 == 0 and self.kept:
            print(f'{self.steps} {self.minutes():.1f} min, {len(self.shards.loaded)} shards, rate {rate:.1e}:',
                  *(f'{v:.4f}' for v in np.mean(self.shown, 0)), flush=True)
            self.shown = []

    def mean_in(self):
        keep = min(self.a.keep, (1 + self.steps) / (10 + self.steps))
        for k, v in self.model.state_dict().items():
            self.average[k] = keep * self.average[k] + (1 - keep) * v if v.is_floating_point() else v.clone()

    def save(self):
        self.saved = time.time()
        state = {'model': self.model.state_dict(), 'optimiser': self.optimiser.state_dict(), 'average': self.average,
                 'steps': self.steps, 'minutes': self.minutes()}
        for path, what in ((self.a.out, {'size': self.size, 'model': self.average}), (self.a.out + '.state', state)):
            torch.save(what, path + '.part')
            os.replace(path + '.part', path)

    def go(self):
        while self.share() < 1:
            self.step()
            if self.kept and time.time() - self.saved > 120:
                self.save()
        if self.kept:
            self.save()
