#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Trains the network over a note's timbre: timbre_train.py BANKS OUT.nn [--notes N]; BANKS of banks.py.

Every note is one sample of a bank in a room, some of the time with another of the same instrument. Prints how often the
family is right for instruments that were held out: by note, and by what 12 notes say together."""
import argparse
import ctypes
import hashlib
import os
import re
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from scipy.signal import fftconvolve

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402
from common import mix  # noqa: E402
from common import run  # noqa: E402
from common.export import File  # noqa: E402

FAMILIES = ('piano', 'mallets', 'organ', 'guitar', 'bass', 'strings', 'brass', 'reed', 'flute')
FEATURES, HIDDEN, RATE = 24, 64, mix.RATE
HIGHEST_BASS = 60
AS_NOTES = 3  # what the notes of one player count together, where its family is in doubt
GENERAL = ((0, 8, 'piano'), (8, 16, 'mallets'), (16, 24, 'organ'), (24, 32, 'guitar'), (32, 40, 'bass'),
           (40, 45, 'strings'), (48, 52, 'strings'), (56, 64, 'brass'), (64, 72, 'reed'), (72, 80, 'flute'),
           (104, 106, 'guitar'), (109, 110, 'reed'), (110, 111, 'strings'), (111, 112, 'reed'))
NAMES = (('piano|pianet|wurlitzer|grand|upright|cp80', 'piano'), ('guitar|banjo|mandolin', 'guitar'),
         ('arco|cello|violin|viola', 'strings'), ('bass_pizz|growly_bass', 'bass'), ('horn$|trom|tuba', 'brass'),
         ('sax|oboe|clarinet|bassoon', 'reed'), ('flute', 'flute'))


def family(name):
    if name == 'philharmonia_english_horn':
        return 'reed'
    if m := re.match(r'(fluid|musescore|timgm)_(\d+)$', name):
        return next((f for a, b, f in GENERAL if a <= int(m.group(2)) < b), None)
    return next((f for words, f in NAMES if re.search(words, name)), None)


def sound(rng, bank):
    """-> samples, of which the note begins 0.03 s in, its length and pitch."""
    out, before = np.zeros(int(0.8 * RATE), np.float32), int(0.03 * RATE)
    length = np.exp(rng.uniform(np.log(0.17), np.log(1.5)))
    of_bass = family(bank.name) == 'bass'  # banks go higher than basses are played
    keys = np.flatnonzero(bank.key <= HIGHEST_BASS) if of_bass else np.arange(len(bank.key))
    first = int(rng.choice(keys))
    for more in range(1 + int(rng.choice((0, 1, 2, 3, 5), p=(0.35, 0.2, 0.2, 0.15, 0.1)))):
        i = first if not more else int(rng.choice(keys))
        n, start, gone = int(length * RATE), before, 0
        if more:  # begun with it, or later, or sounding when it begins
            when = rng.choice((0, rng.uniform(0, 0.6), -rng.uniform(0, 1)))
            start, gone = before + int(max(when, -0.03) * RATE), int(-min(when, 0) * RATE)
            n = int(rng.uniform(0.2, 2) * RATE)
        x = bank.sample(i)[gone:gone + len(out)].astype(np.float32) / 32768
        n = max(n - gone, 1)
        if n < len(x):
            x = x.copy()
            x[n:] *= np.exp(-np.arange(len(x) - n) / (rng.uniform(0.02, 0.2) * RATE))
        x = x[:len(out) - start] * (1 if not more else 10**(rng.uniform(-15, 5) / 20))
        out[start:start + len(x)] += x
    if rng.random() < 0.6:
        out = mix.equalise(rng, out, rng.uniform(0.5, 3))
    if rng.random() < 0.6:
        out = fftconvolve(out, mix.room(rng))[:len(out)]
    out = out + mix.noise(rng, len(out)) * np.sqrt((out**2).mean()) * 10**(-rng.uniform(25, 70) / 20)
    return out.astype(np.float32), min(length, bank.alive(first) / RATE), float(bank.key[first])


def describe(x, length, pitch):
    row, note = np.zeros(FEATURES + 1, np.float32), np.array([0.03, length, pitch])
    features._load().neume_train_timbre(ctypes.c_void_p(x.ctypes.data), ctypes.c_size_t(len(x)), ctypes.c_double(RATE),
                                        ctypes.c_void_p(note.ctypes.data), ctypes.c_size_t(1),
                                        ctypes.c_void_p(row.ctypes.data))
    return row[1:] if row[0] else None


def notes_of(rng, bank, count):
    found = (describe(*sound(rng, bank)) for _ in range(count))
    return [row for row in found if row is not None]


class Net(nn.Module):
    def __init__(self, mean, spread):
        super().__init__()
        self.register_buffer('mean', mean)
        self.register_buffer('spread', spread)
        self.inner, self.outer = nn.Linear(FEATURES, HIDDEN), nn.Linear(HIDDEN, len(FAMILIES))

    def forward(self, x):
        return self.outer(F.relu(self.inner((x - self.mean) / self.spread)))


class Run(run.Run):
    """rows: (family, bank's number, features). All families count the same, and all banks of one."""

    batch, warm, clip, decay, half = 512, 1, float('inf'), 0.1, False
    steps_of_all = 2500

    def __init__(self, rows):
        self.y = torch.tensor([r[0] for r in rows])
        self.x = torch.tensor(np.array([r[2] for r in rows]))
        banks = {r[1]: r[0] for r in rows}
        of = np.bincount([r[1] for r in rows], minlength=max(banks) + 1)
        per = np.bincount(list(banks.values()), minlength=len(FAMILIES))
        self.weight = torch.tensor([1 / (of[r[1]] * per[r[0]]) for r in rows], dtype=torch.float64)
        a = argparse.Namespace(out=None, start=None, folded=False, rate=5e-3, keep=0, seed=1,
                               threads=torch.get_num_threads())
        super().__init__(a, 'timbre', Net(self.x.mean(0), self.x.std(0) + 1e-2), None)

    def slope(self, share):
        return 1 - share

    def refresh(self):
        pass

    def draw(self):
        pick = torch.multinomial(self.weight, self.batch, replacement=True)
        some = self.x[pick] + 0.5 * self.model.spread * torch.randn(self.batch, FEATURES)
        lost = torch.rand(self.batch, FEATURES) < 0.1
        return torch.where(lost, self.model.mean.expand(self.batch, -1), some), self.y[pick]

    def loss(self, y, family):
        loss = F.cross_entropy(y, family, label_smoothing=0.05)
        return loss, (float(loss),)


def train(rows):
    trained = Run(rows)
    trained.go()
    return trained.model.eval()


def weights(net, name):
    file = File(name, FEATURES)
    scale = (net.inner.weight / net.spread).detach().double().numpy()
    bias = (net.inner.bias - (net.inner.weight * net.mean / net.spread).sum(1)).detach().double().numpy()
    x = file.add(0, ([(0, b) for b in range(FEATURES)], scale.T[:, None], bias), bins=1)
    file.add(x, ([(0, 0)], net.outer.weight.detach().double().numpy().T[None],
                 net.outer.bias.detach().double().numpy()), bins=1, relu=False)
    return file.bytes()


def together(rng, log_p, count=40, notes=12):
    """-> how often each family is the answer of `notes` notes, and how sure each answer is, as
    models/instrument/timbre.c has it."""
    groups = np.array([log_p[rng.integers(len(log_p), size=notes)].sum(0) for _ in range(count)])
    odds = np.exp(min(1, AS_NOTES / notes) * (groups - groups.max(1, keepdims=True)))
    return np.bincount(groups.argmax(1), minlength=len(FAMILIES)) / count, groups.argmax(1), 1 / odds.sum(1)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('banks')
    p.add_argument('out')
    p.add_argument('--notes', type=int, default=120, help='of each bank')
    a = p.parse_args()
    torch.manual_seed(1)
    rng, rows, held = np.random.default_rng(1), [], []
    for split, into in (('train', rows), ('held', held)):
        for number, bank in enumerate(mix.banks(a.banks, split)):
            if f := family(bank.name):
                into += [(FAMILIES.index(f), number, row, bank.name) for row in notes_of(rng, bank, a.notes)]
    net = train(rows)
    with torch.no_grad():
        log_p = F.log_softmax(net(torch.tensor(np.array([r[2] for r in held]))), 1).numpy()
    log_p = np.log(0.98 * np.exp(log_p) + 0.02 / len(FAMILIES))
    table = np.zeros((len(FAMILIES), len(FAMILIES)))
    of, sure = np.array([r[1] for r in held]), []
    for number in sorted(set(of)):
        mine = np.flatnonzero(of == number)
        f, name = held[mine[0]][0], held[mine[0]][3]
        share, answers, confidence = together(rng, log_p[mine])
        table[f] += share
        sure += [(f, a == f, c) for a, c in zip(answers, confidence)]
        print(f'{name}: {FAMILIES[f]} {share[f]:.2f}, by note {np.mean(log_p[mine].argmax(1) == f):.2f}',
              '' if share[f] > 0.5 else 'mostly ' + FAMILIES[share.argmax()])
    for f, row in zip(FAMILIES, table):
        print(f.ljust(8), *(f'{v:.2f}' for v in row / row.sum()))
    print('mean over families %.3f' % np.mean(np.diag(table) / table.sum(1)))
    sure = np.array(sure)
    certain = sure[:, 2] >= 0.5
    print('answers with a confidence of 0.5 or more: %.2f, of which right %.3f; of all %.3f' %
          (certain.mean(), sure[certain, 1].mean(), sure[:, 1].mean()))
    data = weights(net, 'timbre')
    with open(a.out, 'wb') as f:
        f.write(data)
    print(hashlib.sha256(data).hexdigest(), len(data), 'bytes')


if __name__ == '__main__':
    main()
