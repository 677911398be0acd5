#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The factors of models/drums/drum_fusion.c: drums_fit.py DEV [--rendered OUT] [--least ODDS] [--table]

A logistic regression for every fold of drums over the hits that neume hears in the development sets
(features.drum_hits: the margins of the rules, the network's logits, what lies around), where every set counts the same,
and if given in what drums_held.py rendered (--toms 0.4: a tom's factors are from there). Prints the score of every set
with all fitted on all, and by cross-validation over songs: a song's mix is never judged by factors that saw its drums
alone. --table prints the factors as C."""
import argparse
import csv
import glob
import os
import sys

import mir_eval
import numpy as np
import scipy.optimize
import soundfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402
from drums.drums_decode import FOLD, counts, f_of  # noqa: E402
from drums.kits import CLASSES  # noqa: E402

NAMES = tuple(FOLD)
C_NAME = dict(KD='KICK', SD='SNARE', HH='HAT', TT='TOM', CY='CYMBAL')
KIND = dict(KD=0, SD=1, HH=3, TT=2, CY=3)
NEVER, AROUND, LAGS, PARTS = -60, 4.0, 271, 8


class Clip:
    def __init__(self, name, category, samples, reference):
        self.name, self.category, self.reference = name, category, reference
        self.song = name.replace('_Drum', '').replace('_MIX', '')
        if '_phrase_' in name:  # at several tempos
            self.song = name.split('_phrase_')[1].rsplit('_', 2)[0]
        rows = features.drum_hits(samples).astype(float)
        get = {k: rows[:, s] if s.stop - s.start > 1 else rows[:, s.start] for k, s in features.HIT.items()}
        self.time, self.get = get['time'], get
        self.net = np.stack([get['onset'][:, [CLASSES.index(k) for k in kinds]].max(1) for kinds in FOLD.values()], 1)
        self.moved = [self.heard_at(kinds) for kinds in FOLD.values()]
        self.truth = np.zeros((len(rows), len(NAMES)), bool)
        for k, fold in enumerate(NAMES):
            r = np.sort(reference.get(fold, []))
            if len(r) and len(rows):
                for _, j in mir_eval.util.match_events(r, self.time, 0.05):
                    self.truth[j, k] = True
        self.struck = np.stack([(get['margin'][:, KIND[n]] if n not in ('HH', 'CY') else get['hat_alone']) > NEVER
                                for n in NAMES], 1)
        self.margin = {}
        self.inputs = [np.column_stack((self.describe(fold), np.zeros(len(rows)))) for fold in NAMES]

    def heard_at(self, kinds):
        """Times as drums.c moves them."""
        columns = [CLASSES.index(k) for k in kinds]
        best = np.array(columns)[self.get['onset'][:, columns].argmax(1)]
        moved = self.time + np.take_along_axis(self.get['late'], best[:, None], 1)[:, 0]
        past, following = np.r_[-9, self.time[:-1]], np.r_[self.time[1:], np.inf]
        near = (moved - past < self.time - moved) | (following - moved < moved - self.time)
        return np.where((np.abs(moved - self.time) < 0.025) | near | (moved < 0), self.time, moved)

    def of_toms(self):
        """Three sizes of tom share the network's belief in one."""
        each = np.clip(self.get['onset'][:, [CLASSES.index(k) for k in FOLD['TT']]], -8, 8)
        p = np.minimum((1 / (1 + np.exp(-each))).sum(1), 0.999)
        return np.log(p / (1 - p))

    def describe(self, fold):
        """What the decision about a fold hears: as `weight` in models/drums/drum_fusion.c."""
        g, k = self.get, NAMES.index(fold)
        clip = lambda v, most: np.clip(v, -most, most)
        net = lambda f: clip(self.net[:, NAMES.index(f)], 8)
        if fold in ('KD', 'SD', 'TT'):
            margin = self.margin[fold] = g['margin'][:, KIND[fold]]
            return np.stack((margin > 0, clip(margin, 12) / 12, self.of_toms() if fold == 'TT' else net(fold)), 1)
        skin = np.maximum(net('SD'), net('TT'))
        margin = self.margin[fold] = np.where((skin > 0) | (g['is_kind'][:, 2] > 0), g['hat_over'], g['hat_alone'])
        key = ((g['metal_key'] == 42) | (g['metal_key'] == 46)) == (fold == 'HH')
        return np.stack(((margin > 0) & key, clip(margin, 12) * key / 12, net(fold), key, g['lean'],
                         net('CY' if fold == 'HH' else 'HH'), skin), 1)

    def repeat(self, factors, usual):
        """The last column of the inputs: how likely the same drum is at the same place of the bars around, as
        models/drums/drum_repeat.c has it. usual: what stands there before anything is known."""
        t = self.time
        odds = [x[:, :-1] @ b[1:-1] + b[0] + b[-1] * u for x, b, u in zip(self.inputs, factors, usual)]
        p = np.stack(odds, 1)
        p = self.struck / (1 + np.exp(-p))
        support, lag, taken = np.zeros_like(p), 0, -np.inf
        for i, now in enumerate(t):
            a, b = np.searchsorted(t, (now - AROUND, now + AROUND))
            if now - taken >= 0.5:
                lag, taken = best_lag(t[a:b], p[a:b]), now
            places = [now + k * lag for k in (-2, -1, 1, 2) if t[a] - 0.05 <= now + k * lag <= t[b - 1] + 0.05]
            for u in places if lag else []:
                j = a + np.argmin(np.abs(t[a:b] - u))
                if abs(t[j] - u) < 0.03 * np.sqrt(round(abs(u - now) / lag)):
                    support[i] += p[j] / len(places)
        for k in range(len(NAMES)):
            self.inputs[k][:, -1] = support[:, k]


def best_lag(t, p):
    apart, alike = t[None] - t[:, None], p @ p.T
    near = (apart > 0.275) & (apart < 3.025)
    found = np.zeros(LAGS + 4)
    np.add.at(found, np.round((apart[near] - 0.3) / 0.01).astype(int) + 2, alike[near])
    found = np.convolve(found, (0.5, 1, 1, 1, 0.5), 'same')[2:-2]
    lag, span = 0.3 + 0.01 * np.arange(LAGS), t[-1] - t[0]
    found /= np.maximum(span - lag, 0.3 * span) + 1e-9
    return lag[found.argmax()] if found.max() > 0 else 0


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


def rendered(folder):
    """What drums_held.py rendered."""
    for path in sorted(glob.glob(folder + '/*.wav')):
        x, rate = soundfile.read(path, dtype='float32')
        assert rate == features.DRUM_RATE
        with open(path[:-4] + '.csv') as f:
            hits = [(float(t), c, float(level)) for t, c, level in csv.reader(f)]
        reference = {}
        for t, c, level in hits:
            if level > max(h[2] for h in hits) - 40:  # no ear asks for less
                reference.setdefault(next(n for n, kinds in FOLD.items() if c in kinds), []).append(t)
        yield Clip(os.path.basename(path), 'rendered', x, reference)


def fit(xs, ys, weights, stiff):
    """-> factors, the base first."""
    x = np.concatenate(xs)
    x = np.column_stack((np.ones(len(x)), x))
    y, w = np.concatenate(ys).astype(float), np.concatenate(weights)

    def loss(b):
        s = x @ b
        p = 1 / (1 + np.exp(-s))
        ridge = np.r_[0, b[1:]]
        return (w * (np.logaddexp(0, s) - y * s)).sum() + stiff * (ridge**2).sum(), \
            x.T @ (w * (p - y)) + 2 * stiff * ridge

    return scipy.optimize.minimize(loss, np.zeros(x.shape[1]), jac=True, method='L-BFGS-B').x


def fit_all(clips, share, stiff, rounds=3):
    """-> factors of every fold, and what support of repetition is usual. Fitted first without repetition, then with
    what follows of it, and again."""
    total = {c.category: sum(len(d.time) for d in clips if d.category == c.category) for c in clips}
    weights = [np.full(len(c.time), share.get(c.category, 1) * 700 / total[c.category]) for c in clips]
    usual = np.zeros(len(NAMES))
    for c in clips:
        for x in c.inputs:
            x[:, -1] = 0
    for r in range(rounds):
        factors = [fit([c.inputs[k] for c in clips], [c.truth[:, k] for c in clips], weights, stiff)
                   for k in range(len(NAMES))]
        if r < rounds - 1:
            for c in clips:
                c.repeat(factors, usual)
            usual = np.array([np.mean(np.concatenate([c.inputs[k][:, -1] for c in clips])) for k in range(len(NAMES))])
    return factors, usual


def decide(clip, fitted, least):
    factors, usual = fitted
    clip.repeat(factors, usual)
    net = [clip.of_toms() if n == 'TT' else clip.net[:, k] for k, n in enumerate(NAMES)]
    sure = [(clip.margin[n] > 0) | (net[k] + 4 * clip.inputs[k][:, -1] > 0.3) for k, n in enumerate(NAMES)]
    yes = np.stack([x @ b[1:] + b[0] > least for x, b in zip(clip.inputs, factors)], 1)
    yes &= clip.struck & np.stack(sure, 1)
    hats = [CLASSES.index(k) for k in FOLD['HH']]
    key = clip.get['metal_key']
    pedal = (key != 42) & (key != 46) & (np.array(FOLD['HH'])[clip.get['onset'][:, hats].argmax(1)] == 'pedal')
    for n in ('HH', 'CY'):
        yes[:, NAMES.index(n)] &= ~(yes[:, NAMES.index('SD')] & (clip.get['wires'] > 0))
    hat, cymbal = NAMES.index('HH'), NAMES.index('CY')
    yes[:, hat] &= ~yes[:, cymbal] | pedal | (clip.net[:, hat] > 0)
    return {n: clip.moved[k][yes[:, k]] for k, n in enumerate(NAMES)}


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
    p.add_argument('--stiff', type=float, default=1)
    p.add_argument('--least', type=float, default=-0.3)
    p.add_argument('--table', action='store_true')
    a = p.parse_args()
    clips = list(development(a.dev))
    extra = list(rendered(a.rendered)) if a.rendered else []
    share = dict(rendered=a.share)
    show('possible', clips, [{n: c.moved[k][c.truth[:, k]] for k, n in enumerate(NAMES)} for c in clips])
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
        for n, b, u in zip(NAMES, *factors):
            b[2] /= 12  # the margin in dB
            b = (*b[:4], *(b[4:-1] if n in ('HH', 'CY') else (0, ) * 4), b[-1], u)
            print(f'    [FOLD_{C_NAME[n]}] = {{{", ".join(f"{v:.2f}f" for v in b)}}},')


if __name__ == '__main__':
    main()
