#!/usr/bin/python3
"""When `melody` does better than `poly`: the weights of MELODY_FITS in models/classify/mode_classifier.c.
line_fit.py NEUME FIT[,FIT...] [CHECK...]

FIT and CHECK are folders with a manifest.csv (id,category,wav,ref): of mode_material.py, or the development sets, whose
drums and beats are left out. Every clip is transcribed in both modes; its score in each is note F and 0.4 of note F
with offsets (150 cents for singers of the development sets), and a clip weighs as much as its scores differ. Prints
the weights, fitted to FIT alone, and the mean score by category of every folder: with always one mode, with the fit,
and with the better mode of each clip. What was heard is kept in FOLDER/line_fit.json; delete it when a transcriber
changes.
"""
import csv, json, os, subprocess, sys, tempfile

import mir_eval
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../common'))
import features
import mode_fit

NAMES = ('chords', 'moving', 'followed')
OFFSETS = 0.4  # of a score: note F with offsets, beside note F


def read(path):
    rows = [line.split(',') for line in open(path).read().splitlines()[1:]]
    notes = np.array([[float(v) for v in r[:3]] for r in rows]).reshape(-1, 3)
    notes[:, 1] = np.maximum(notes[:, 1], notes[:, 0] + 0.005)
    return notes[:, :2], 440 * 2**((np.round(notes[:, 2]) - 69) / 12)


def score(ref, estimate, cents):
    (at, hz), (found_at, found_hz) = read(ref), read(estimate)
    if not len(found_at):
        return 0.0
    both = [len(mir_eval.transcription.match_notes(at, hz, found_at, found_hz, pitch_tolerance=cents, offset_ratio=r))
            for r in (None, 0.2)]
    return 2 * (both[0] + OFFSETS * both[1]) / (len(at) + len(found_at))


def hear(neume, folder):
    """-> category [n], score [n, 2] in melody and in poly, features [n, len(MODE_FEATURES)]."""
    cache = os.path.join(folder, 'line_fit.json')
    heard = json.load(open(cache)) if os.path.exists(cache) else {}
    rows = [r for r in csv.DictReader(open(os.path.join(folder, 'manifest.csv')))
            if not r['category'].startswith(('drums', 'beats'))]
    for r in rows:
        if r['id'] in heard:
            continue
        wav, ref, scores = os.path.join(folder, r['wav']), os.path.join(folder, r['ref']), []
        cents = 150 if r['category'] == 'voice' and os.path.basename(wav).startswith('ssvd') else 50
        for mode in ('melody', 'poly'):
            with tempfile.NamedTemporaryFile(suffix='.csv') as out:
                subprocess.run([neume, '-q', '--mode', mode, '--format', 'csv', wav, '-o', out.name], check=True)
                scores.append(score(ref, out.name, cents))
        x = features.mode_features(mode_fit.load(wav))[1]
        heard[r['id']] = [r['category'], *scores, *map(float, x)]
        json.dump(heard, open(cache, 'w'))
    rows = [heard[r['id']] for r in rows]
    return np.array([r[0] for r in rows]), np.array([r[1:3] for r in rows]), np.array([r[3:] for r in rows])


def columns(x):
    return x[:, [features.MODE_FEATURES.index(n) for n in NAMES]]


def weigh(category, scores):
    return np.abs(scores[:, 1] - scores[:, 0]) / np.sqrt([(category == c).sum() for c in category])


def table(folder, category, scores, odds):
    print(f'{folder:20} {"melody":>7} {"poly":>7} {"fit":>7} {"better":>7}  melody in')
    chosen = np.where(odds > 0, scores[:, 0], scores[:, 1])
    for c in sorted(set(category)):
        m = category == c
        print(f'  {c:18} {scores[m, 0].mean():7.3f} {scores[m, 1].mean():7.3f} {chosen[m].mean():7.3f} '
              f'{scores[m].max(1).mean():7.3f}  {(odds[m] > 0).sum()} of {m.sum()}')


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith('--')]
    sets = [[hear(arguments[0], f) for f in a.split(',')] for a in arguments[1:]]
    category, scores, x = (np.concatenate(part) for part in zip(*sets[0]))
    w = weigh(category, scores)
    base, of = mode_fit.fit(columns(x), (scores[:, 0] > scores[:, 1]).astype(float), w / w.sum())
    print(f'    [MELODY_FITS] = {{{base:.2f}f, {{' +
          ', '.join(f'[MODE_{n.upper()}] = {v:.2f}f' for n, v in zip(NAMES, of)) + '}},')
    for name, part in zip(arguments[1:], sets):
        for folder, (category, scores, x) in zip(name.split(','), part):
            table(folder, category, scores, base + columns(x) @ of)


if __name__ == '__main__':
    main()
