#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Velocities on kits that training never heard: drums_held.py GROOVES KITS OUT [--music MIDI BANKS] [--clips N]
                                                     [--seed S] [--toms SHARE]
                                                 drums_held.py --score OUT NEUME

The first renders human drumming on one kit with some room, as OUT/N.wav and OUT/N.csv (seconds, class, level in dB);
the second transcribes them with the program and prints, for every class, how many hits were found and Spearman's
correlation of their velocities with the true ones: within clips of ten found hits of the class or more, mean over
hits; and the same over those clips in which the true velocities vary by more than VARY."""
import argparse
import csv
import glob
import os
import subprocess
import sys

import numpy as np
import soundfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))  # for common/ and drums/

VARY = 3  # dB, standard deviation
FOLD = dict(kick=(35, 36), snare=(37, 38, 40), hat=(42, 44, 46), tom=(41, 43, 45, 47, 48, 50),
            cymbal=(49, 51, 52, 53, 55, 57, 59))
OF_CLASS = dict(kick='kick', snare='snare', stick='snare', closed='hat', pedal='hat', open='hat', low='tom', mid='tom',
                high='tom', ride='cymbal', bell='cymbal', crash='cymbal')


def render(a):
    from drums import drums_render as r
    stage = r.Stage(a.grooves, a.kits, a.split, a.music, toms=a.toms)
    os.makedirs(a.out, exist_ok=True)
    stage.kits = [k for k in stage.kits if not k.name.startswith('avl')]  # its sounds may be in hydrogen's Black Pearl
    stage.weight = np.full(len(stage.kits), 1 / len(stage.kits))
    every, kits = stage.any_kit, [k for k in stage.kits if len(k.samples) >= 8]
    r.pattern = r.played = lambda rng, usual: stage.hits(rng)  # human drumming only
    for n in range(a.clips):
        rng = np.random.default_rng((a.seed, n))
        kit = kits[n % len(kits)]
        stage.any_kit = lambda rng, kind=None: kit if kind in (None, *kit.samples) else every(rng, kind)
        samples, hits = stage.drums(rng)
        samples = samples + 0.3 * r.fftconvolve(samples, r.mix.room(rng))[:len(samples)]
        if a.music:
            music = stage.accompaniment(rng)
            samples = samples + music * np.sqrt((samples**2).mean() / ((music**2).mean() + 1e-12))
        soundfile.write(f'{a.out}/{n:03}.wav', samples * 0.7 / (np.abs(samples).max() + 1e-6), r.RATE, 'PCM_24')
        with open(f'{a.out}/{n:03}.csv', 'w') as f:
            for t, c, level in hits:
                f.write(f'{t:.6f},{r.CLASSES[int(c)]},{level:.2f}\n')


def ranks(x):
    order = np.unique(x, return_inverse=True, return_counts=True)
    return (np.cumsum(order[2]) - (order[2] - 1) / 2)[order[1]]


def pairs(truth, found):
    """One to one, nearest first, within 50 ms."""
    near = sorted((abs(t - u), i, j) for i, (t, _) in enumerate(truth) for j, (u, _) in enumerate(found)
                  if abs(t - u) < 0.05)
    left, right, out = set(), set(), []
    for _, i, j in near:
        if i not in left and j not in right:
            left.add(i), right.add(j)
            out.append((truth[i][1], found[j][1], found[j][0] - truth[i][0]))
    return np.array(out).reshape(-1, 3)


def score(folder, neume):
    table, late = {}, []
    for path in sorted(glob.glob(folder + '/*.wav')):
        out = path[:-4] + '.found.csv'
        subprocess.run([neume, 'transcribe', '--mode', 'drums', '-o', out, path], check=True, capture_output=True)
        with open(path[:-4] + '.csv') as f:
            truth = [(float(t), OF_CLASS[c], float(v)) for t, c, v in csv.reader(f)]
        with open(out) as f:
            found = [(float(r['onset']), int(r['pitch']), float(r['velocity'])) for r in csv.DictReader(f)]
        for name, keys in FOLD.items():
            r = [(t, v) for t, c, v in truth if c == name]
            e = [(t, v) for t, k, v in found if k in keys]
            p = pairs(r, e)
            late += list(p[:, 2])
            row = table.setdefault(name, np.zeros(7))
            row[0] += len(p)
            row[1] += len(r)
            row[2] += len(e)
            if len(p) >= 10 and np.ptp(p[:, 0]) and np.ptp(p[:, 1]):
                alike = np.corrcoef(ranks(p[:, 0]), ranks(p[:, 1]))[0, 1]
                row[3:5] += len(p) * alike, len(p)
                if p[:, 0].std() > VARY:
                    row[5:] += len(p) * alike, len(p)
    for name, (tp, r, e, s, n, s_vary, n_vary) in table.items():
        print(f'{name:8s} F {2 * tp / max(r + e, 1):.3f} of {r:.0f} hits, velocity {s / max(n, 1):.3f} over {n:.0f}, '
              f'{s_vary / max(n_vary, 1):.3f} over {n_vary:.0f} of clips where it varies')
    print(f'median time error {1000 * np.median(np.abs(late)):.1f} ms, of all {len(late)}')


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--score', nargs=2, metavar=('OUT', 'NEUME'))
    p.add_argument('grooves', nargs='?')
    p.add_argument('kits', nargs='?')
    p.add_argument('out', nargs='?')
    p.add_argument('--music', nargs=2)
    p.add_argument('--split', default='held', choices=('train', 'held'))
    p.add_argument('--clips', type=int, default=40)
    p.add_argument('--seed', type=int, default=77)
    p.add_argument('--toms', type=float, default=0, help='share of clips that go down the toms')
    a = p.parse_args()
    if a.score:
        score(*a.score)
    else:
        render(a)


if __name__ == '__main__':
    main()
