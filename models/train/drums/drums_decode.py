#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Drum hits from activations, and scores: drums_decode.py CHECKPOINT DEV [--set NAME=V,V...] [--each]

Scores as shared/bench/score.py's drum_micro: F of five classes pooled within 50 ms, mean over clips."""
import argparse
import csv
import os
import sys

import mir_eval
import numpy as np
import soundfile
import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from drums import drums_net  # noqa: E402
from common.features import DRUM_FRAME, DRUM_RATE, drum_features  # noqa: E402
from drums.kits import CLASSES  # noqa: E402

FOLD = dict(KD=('kick',), SD=('snare', 'stick'), HH=('closed', 'pedal', 'open'), TT=('low', 'mid', 'high'),
            CY=('ride', 'bell', 'crash'))
DEFAULTS = dict(KD=0.3, SD=0.3, HH=0.3, TT=0.3, CY=0.3, late=0.0)


def activations(model, x, piece=4096, around=40):
    out = []
    with torch.no_grad():
        for first in range(0, len(x), piece):
            low, high = max(first - around, 0), min(first + piece + around, len(x))
            y = model(torch.from_numpy(x[low:high])[None])[0]
            out.append(y[first - low:min(first + piece, len(x)) - low].float())
    y = torch.cat(out).numpy()
    y[..., 0] = 1 / (1 + np.exp(-y[..., 0]))
    return y


def peaks(p, least):
    """-> [(seconds, height)]"""
    pad = np.pad(p, 3)
    near = np.max([pad[i:i + len(p)] for i in range(7) if i != 3], 0)
    found = []
    for t in np.flatnonzero((p > least) & (p >= near)):
        a, b, c = pad[t + 2], pad[t + 3], pad[t + 4]
        curve = a - 2 * b + c
        found.append(((t + (0.5 * (a - c) / curve if curve < 0 else 0)) * DRUM_FRAME, b))
    return found


def decode(y, choice):
    """-> {class of five: times}"""
    out = {}
    for name, kinds in FOLD.items():
        p = y[:, [CLASSES.index(k) for k in kinds], 0].max(1)
        out[name] = np.array([t - choice['late'] for t, _ in peaks(p, choice[name])])
    return out


def counts(reference, found, window=0.05):
    """{class: (hits in common, reference's, found)}"""
    out = {}
    for c in FOLD:
        r, e = np.sort(reference.get(c, [])), np.sort(np.maximum(found.get(c, []), 0))
        tp = len(mir_eval.util.match_events(r, e, window)) if len(r) and len(e) else 0
        out[c] = (tp, len(r), len(e))
    return out


def f_of(parts):
    tp, r, e = np.sum(list(parts), 0)
    return 2 * tp / max(r + e, 1)


def clips(dev):
    with open(dev + '/drums.csv') as f:
        rows = list(csv.DictReader(f))
    os.makedirs(dev + '/drum_features', exist_ok=True)
    for row in rows:
        kept = f"{dev}/drum_features/{row['id']}.npy"
        if not os.path.exists(kept):
            x, rate = soundfile.read(f"{dev}/{row['wav']}", dtype='float32', always_2d=True)
            assert rate == DRUM_RATE
            np.save(kept, drum_features(x.mean(1))[0])
        reference = {}
        with open(f"{dev}/{row['ref']}") as f:
            for line in f:
                t, c = line.split()[:2]
                reference.setdefault(c, []).append(float(t))
        yield row['id'], row['category'], np.load(kept), reference


def main():
    p = argparse.ArgumentParser()
    p.add_argument('checkpoint')
    p.add_argument('dev')
    p.add_argument('--set', nargs='*', default=[])
    p.add_argument('--each', action='store_true')
    a = p.parse_args()
    torch.set_num_threads(1)
    model = drums_net.load(a.checkpoint)
    model.eval()
    heard = [(name, kind, activations(model, x), ref) for name, kind, x, ref in clips(a.dev)]
    choices = [DEFAULTS]
    for name, values in (s.split('=') for s in a.set):
        choices = [dict(c, **({k: float(v) for k in FOLD} if name == 'all' else {name: float(v)}))
                   for c in choices for v in values.split(',')]
    for choice in choices:
        table = {}
        for name, kind, y, ref in heard:
            found = decode(y, choice)
            table.setdefault(kind, []).append((counts(ref, found), counts(ref, found, 0.03)))
            if a.each:
                print(f'{name:50s} {f_of(table[kind][-1][0].values()):.3f}', table[kind][-1][0])
        for kind, rows in table.items():
            classes = ' '.join(f'{c} {f_of(r[0][c] for r in rows):.3f}' for c in FOLD)
            print(choice if kind == 'drums-mdb' else '', kind, f'{np.mean([f_of(r[0].values()) for r in rows]):.3f}',
                  f'30 ms {np.mean([f_of(r[1].values()) for r in rows]):.3f}', 'pooled by class:', classes, flush=True)


if __name__ == '__main__':
    main()
