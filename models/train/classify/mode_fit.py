#!/usr/bin/python3
"""The weights by which auto chooses a mode (models/classify/mode_classifier.c): mode_fit.py KINDS.csv... [--show]

KINDS.csv has the columns file (beside it, or absolute), group, kind: drums, mix, poly, line, tones (poly or line),
speech, noise, or silent (hardly anything, and no drums). Every group of a question's answer weighs the square root of
its clips. Prints the table, and of each question how many clips are wrong when their own group is left out of the
fit. What is heard is kept in mode_features.json, beside the first KINDS.csv; delete it when a transcriber changes.
"""
import csv, json, os, sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import soundfile
from scipy import signal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../common'))
import features

SECONDS = 40
RIDGE = 0.003
QUESTIONS = {  # kinds that say yes, kinds that say no, and what decides
    'IS_SPEECH': ({'speech'}, {'poly', 'line', 'tones', 'mix', 'drums'},
                  'kick snare metal sure_hits certain_hits long_run notes pitched voiced steady'),
    'HAS_DRUMS': ({'drums', 'mix'}, {'poly', 'line', 'tones', 'silent'},
                  'lone_hits kick snare metal sure_hits certain_hits kit lone_share contrast run'),
    'HITS_ARE_DRUMS': ({'drums', 'mix'}, {'poly', 'line', 'tones'},
                       'lone_hits kick snare metal sure_hits certain_hits kit lone_share lone_notes pitched'),
    'HAS_TONES': ({'mix'}, {'drums'}, 'notes lone_notes pitched'),
    'IS_NOISE': ({'noise'}, {'drums'}, 'kick tom sure_hits contrast repeat notes'),
}


def load(path):
    rate = soundfile.info(path).samplerate
    x = soundfile.read(path, frames=SECONDS * rate, always_2d=True, dtype='float32')[0].mean(1)
    return signal.resample_poly(x, features.DRUM_RATE, rate) if rate != features.DRUM_RATE else x


def hear(rows, cache):
    heard = json.load(open(cache)) if os.path.exists(cache) else {}

    def one(path):
        seconds, x = features.mode_features(load(path))
        heard[path] = [seconds, *map(float, x)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one, [r['path'] for r in rows if r['path'] not in heard]))
    json.dump(heard, open(cache, 'w'))
    return np.array([heard[r['path']] for r in rows])


def fit(x, y, weight):
    """Ridge logistic regression by Newton's method -> base, weights of x [., n]."""
    mean, spread = x.mean(0), x.std(0) + 1e-6
    z = np.c_[np.ones(len(x)), (x - mean) / spread]
    ridge = np.diag([0] + [RIDGE] * x.shape[1])
    b = np.zeros(z.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-z @ b))
        b -= np.linalg.solve((z.T * (weight * p * (1 - p) + 1e-9)) @ z + ridge, z.T @ (weight * (p - y)) + ridge @ b)
    of = b[1:] / spread
    return b[0] - (of * mean).sum(), of


def weigh(group, y):
    w = np.array([1 / np.sqrt((group == g).sum()) for g in group])
    for answer in (0, 1):
        w[y == answer] /= 2 * w[y == answer].sum()
    return w


def main():
    rows = [dict(r, path=os.path.join(os.path.dirname(os.path.abspath(f)), r['file']))
            for f in sys.argv[1:] if not f.startswith('--') for r in csv.DictReader(open(f))]
    heard = hear(rows, os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), 'mode_features.json'))
    kind, group = (np.array([r[k] for r in rows]) for k in ('kind', 'group'))
    for question, (yes, no, names) in QUESTIONS.items():
        column = [1 + features.MODE_FEATURES.index(n) for n in names.split()]
        here = np.flatnonzero(np.isin(kind, list(yes | no)) & (heard[:, 0] > 0.02))
        x, y, g = heard[here][:, column], np.isin(kind[here], list(yes)).astype(float), group[here]
        base, of = fit(x, y, weigh(g, y))
        out = np.zeros(len(y))
        for left in set(g):
            rest = g != left
            if len(set(y[rest])) == 2:
                b, c = fit(x[rest], y[rest], weigh(g[rest], y[rest]))
                out[~rest] = 1 / (1 + np.exp(-b - x[~rest] @ c))
            else:
                out[~rest] = y[~rest]
        sure = 1 / (1 + np.exp(-base - x @ of))
        wrong = (out > 0.5) != y
        print(f'/* {question}: {wrong.sum()} of {len(y)} wrong with their group left out, '
              f'{((sure > .5) != y).sum()} in the fit */')
        print(f'    [{question}] = {{{base:.2f}f, {{' +
              ', '.join(f'[MODE_{n.upper()}] = {w:.2f}f' for n, w in zip(names.split(), of)) + '}},')
        if '--show' in sys.argv:
            for i in np.flatnonzero(wrong | ((sure > 0.5) != y)):
                print(f'    {g[i]:18} {os.path.basename(rows[here[i]]["file"]):40} {kind[here[i]]:6} '
                      f'{out[i]:.2f} {sure[i]:.2f}')


if __name__ == '__main__':
    main()
