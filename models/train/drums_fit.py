#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The factors of models/drum_weigh.c: drums_fit.py DEV [--rendered SCENES.npz] [--least ODDS] [--table]

A logistic regression for every fold of drums over the hits that neume hears in the development sets (features.drum_hits:
the margins of the rules, the network's logits, what lies around), where every set counts the same, and if given in
rendered clips. Prints the score of every set with all fitted on all, and by cross-validation over songs: a song's mix is
never judged by factors that saw its drums alone. --table prints the factors as C."""
import argparse
import csv

import mir_eval
import numpy as np
import scipy.optimize
import soundfile

import features
from drums_decode import FOLD, counts, f_of
from kits import CLASSES

NAMES = tuple(FOLD)
KIND = dict(KD=0, SD=1, HH=3, TT=2, CY=3)
AROUND, PARTS = 4.0, 8


class Clip:
    def __init__(self, name, category, samples, reference):
        self.name, self.category, self.reference = name, category, reference
        self.song = name.replace('_Drum', '').replace('_MIX', '').split('_phrase_')[-1].rsplit('_', 2)[0]
        rows = features.drum_hits(samples).astype(float)
        get = {k: rows[:, s] if s.stop - s.start > 1 else rows[:, s.start] for k, s in features.HIT.items()}
        self.time, self.get = get['time'], get
        self.net = np.stack([get['onset'][:, [CLASSES.index(k) for k in kinds]].max(1) for kinds in FOLD.values()], 1)
        self.truth = np.zeros((len(rows), len(NAMES)), bool)
        for k, fold in enumerate(NAMES):
            r = np.sort(reference.get(fold, []))
            if len(r) and len(rows):
                for _, j in mir_eval.util.match_events(r, self.time, 0.05):
                    self.truth[j, k] = True
        self.inputs = [self.describe(fold) for fold in NAMES]

    def describe(self, fold):
        """What the decision about a fold hears: see struct clue in models/drum_weigh.c."""
        g, k = self.get, NAMES.index(fold)
        clip = lambda v, most: np.clip(v, -most, most)
        net = lambda f: clip(self.net[:, NAMES.index(f)], 8)
        if fold in ('KD', 'SD', 'TT'):
            margin = g['margin'][:, KIND[fold]]
            return np.stack((margin > 0, clip(margin, 12) / 12, net(fold)), 1)
        snare = np.maximum(net('SD'), net('TT'))
        hat = (g['metal_key'] == 42) | (g['metal_key'] == 46)
        lean = self.lean()
        return np.stack((g['hat_alone'] > 0, clip(g['hat_alone'], 12) / 12, g['hat_over'] > 0,
                         clip(g['hat_over'], 12) / 12, snare, net('HH'), net('CY'), hat, clip(g['ring'], 2),
                         clip(lean, 4)), 1)

    def lean(self):
        """How much more the network hears cymbals than hats around, where either is likely."""
        hats, cymbals = self.net[:, NAMES.index('HH')], self.net[:, NAMES.index('CY')]
        weight = 1 / (1 + np.exp(-np.maximum(hats, cymbals)))
        out = np.zeros(len(self.time))
        for i, t in enumerate(self.time):
            near = np.abs(self.time - t) < AROUND
            out[i] = (weight * np.clip(cymbals - hats, -4, 4))[near].sum() / (weight[near].sum() + 0.3)
        return out


def development(dev):
    with open(dev + '/drums.csv') as f:
        rows = list(csv.DictReader(f))
    for row in rows:
        x, rate = soundfile.read(f"{dev}/{row['wav']}", dtype='float32', always_2d=True)
        assert rate == features.DRUM_RATE
        reference = {}
        with open(f"{dev}/{row['ref']}") as f:
            for t, c in (line.split()[:2] for line in f):
                reference.setdefault(c, []).append(float(t))
        yield Clip(row['id'], row['category'], x.mean(1), reference)


def rendered(path):
    """x [clips, samples] int16, n [clips], h [sum of n, 3]: seconds, class, level."""
    with np.load(path) as f:
        xs, ends, hits = f['x'], np.cumsum(f['n']), f['h']
    for i, x in enumerate(xs):
        reference = {}
        for t, c, level in hits[ends[i - 1] if i else 0:ends[i]]:
            if level > hits[ends[i - 1] if i else 0:ends[i], 2].max() - 40:  # no ear asks for less
                fold = next(n for n, kinds in FOLD.items() if CLASSES[int(c)] in kinds)
                reference.setdefault(fold, []).append(t)
        yield Clip(f'rendered{i}', 'rendered', x / np.float32(32768), reference)


def fit(xs, ys, weights, stiff):
    """-> factors, the base first."""
    x = np.concatenate(xs)
    x = np.column_stack((np.ones(len(x)), x))
    y, w = np.concatenate(ys).astype(float), np.concatenate(weights)

    def loss(b):
        s = x @ b
        p = 1 / (1 + np.exp(-s))
        ridge = np.r_[0, b[1:]]
        return (w * (np.logaddexp(0, s) - y * s)).sum() + stiff * (ridge**2).sum(), x.T @ (w * (p - y)) + 2 * stiff * ridge

    return scipy.optimize.minimize(loss, np.zeros(x.shape[1]), jac=True, method='L-BFGS-B').x


def fit_all(clips, share, stiff):
    total = {c.category: sum(len(d.time) for d in clips if d.category == c.category) for c in clips}
    weights = [np.full(len(c.time), share.get(c.category, 1) * 700 / total[c.category]) for c in clips]
    return [fit([c.inputs[k] for c in clips], [c.truth[:, k] for c in clips], weights, stiff) for k in range(len(NAMES))]


def decide(clip, factors, least):
    return {n: clip.time[clip.inputs[k] @ factors[k][1:] + factors[k][0] > least] for k, n in enumerate(NAMES)}


def show(title, clips, found):
    table = {}
    for c, f in zip(clips, found):
        table.setdefault(c.category, []).append((counts(c.reference, f), counts(c.reference, f, 0.03)))
    for category, rows in table.items():
        classes = ' '.join(f'{n} {f_of(r[0][n] for r in rows):.2f}' for n in FOLD)
        print(f'{title:12s} {category:14s} {np.mean([f_of(r[0].values()) for r in rows]):.3f}',
              f'30 ms {np.mean([f_of(r[1].values()) for r in rows]):.3f}', classes, flush=True)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('dev')
    p.add_argument('--rendered')
    p.add_argument('--share', type=float, default=1, help='how much the rendered clips count, beside each set')
    p.add_argument('--stiff', type=float, default=0.3)
    p.add_argument('--least', type=float, default=-0.3)
    p.add_argument('--table', action='store_true')
    a = p.parse_args()
    clips = list(development(a.dev))
    extra = list(rendered(a.rendered)) if a.rendered else []
    share = dict(rendered=a.share)
    show('possible', clips, [{n: c.time[c.truth[:, k]] for k, n in enumerate(NAMES)} for c in clips])
    songs = sorted({c.song for c in clips})
    part = {s: i % PARTS for i, s in enumerate(np.random.default_rng(0).permutation(songs))}
    found = {}
    for i in range(PARTS):
        factors = fit_all([c for c in clips if part[c.song] != i] + extra, share, a.stiff)
        found.update({c.name: decide(c, factors, a.least) for c in clips if part[c.song] == i})
    show('crossed', clips, [found[c.name] for c in clips])
    if extra:
        factors = fit_all(extra, share, a.stiff)
        show('rendered', clips, [decide(c, factors, a.least) for c in clips])
    factors = fit_all(clips + extra, share, a.stiff)
    show('all', clips + extra, [decide(c, factors, a.least) for c in clips + extra])
    if a.table:
        for n, b in zip(NAMES, factors):
            print(n, ', '.join(f'{v:.2f}f' for v in b))


if __name__ == '__main__':
    main()
