#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Takes of several microphones: takes.py GROOVES KITS OUT [--takes N] [--seed S]
                                 takes.py --score OUT NEUME

The first plays human drumming on kits that training never heard, each drum by itself, and mixes OUT/N/: close
microphones that hear the other drums 12 to 20 dB down and 1 to 6 ms late, and an overhead, all with some room; half of
the takes change to the ride and back, half go down the toms. The second transcribes them with the program and counts,
for every class, hits found within 50 ms, missed and false, from all microphones and from the overhead alone."""
import argparse
import csv
import glob
import os
import subprocess
import sys

import numpy as np
import soundfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))  # for common/ and drums/

SECONDS, WINDOW = 45.0, 0.05
NEAR = dict(kick='KD', snare='SD,SS', hat='HH', high='T1', mid='T2', low='T3')  # what a microphone is close to
OF = dict(stick='snare', closed='hat', pedal='hat', open='hat', bell='ride')
INSTEAD = dict(stick='snare', pedal='closed', bell='ride', mid='low', high='mid', low='mid', crash='ride',
               open='closed')
FOLD = dict(kick=(35, 36), snare=(37, 38, 40), hat=(42, 44, 46), tom=(41, 43, 45, 47, 48, 50), ride=(51, 53, 59),
            crash=(49, 52, 55, 57))


def late(x, seconds, rate):
    n = int(round(seconds * rate))
    return np.concatenate((np.zeros(n, np.float32), x[:len(x) - n]))


def loudness(x):
    power = np.sort((x[:len(x) // 441 * 441].reshape(-1, 441)**2).mean(1))
    return np.sqrt(power[int(len(power) * 0.995)]) + 1e-9


def play(r, rng, kit, hits):
    """-> each drum by itself, and the truth: (seconds, kind, velocity)."""
    stems, truth = {}, []
    metal = np.sort(hits[np.isin(hits[:, 1], [r.CLASS[c] for c in r.METAL]), 0])
    for t, c, velocity in hits:
        kind = r.CLASSES[int(c)]
        kind = kind if kind in kit.samples else INSTEAD.get(kind)
        if kind not in kit.samples:
            continue
        x = kit.hit(rng, kind, velocity) * np.float32(10**((r.GAIN[kind] + 32 * np.log10(max(velocity, 1) / 127)) / 20))
        after = metal[np.searchsorted(metal, t + 1e-6, 'right'):][:1]
        if kind == 'open' and len(after) and 0 < (n := int((after[0] - t) * r.RATE)) < len(x):
            x = x[:n + 2000].copy()
            x[n:] *= np.exp(-np.arange(len(x) - n, dtype=np.float32) / 400)
        stem = stems.setdefault(OF.get(kind, kind), np.zeros(int(SECONDS * r.RATE), np.float32))
        start = int(t * r.RATE)
        stem[start:start + len(x)] += x[:len(stem) - start]
        truth.append((t, kind, velocity))
    return {k: x / loudness(x) for k, x in stems.items()}, truth


def microphone(r, rng, stems, near, room):
    x = 0
    for drum, own in stems.items():
        if drum != near:
            own = late(own, rng.uniform(0.001, 0.006), r.RATE) * 10**(rng.uniform(-20, -12) / 20)
            if rng.random() < 0.5:
                own = r.lfilter(*r.butter(1, rng.uniform(2500, 9000), fs=r.RATE), own).astype(np.float32)
        x = x + own
    x = x + 0.05 * r.fftconvolve(x, room)[:len(x)] + rng.normal(0, 1e-4, len(x))
    return x / np.abs(x).max() * rng.uniform(0.15, 0.5)


def overhead(r, rng, stems, room):
    x = 0
    for drum, own in stems.items():
        gain = rng.uniform(-2, 2) + dict(kick=-4, hat=4, ride=4, crash=4).get(drum, 0)
        x = x + late(own, rng.uniform(0.003, 0.006), r.RATE) * 10**(gain / 20)
    x = x + 0.4 * r.fftconvolve(x, room)[:len(x)]
    return x / np.abs(x).max() * 0.6


def render(a):
    from drums import drums_render as r
    stage = r.Stage(a.grooves, a.kits, 'held')
    kits = [k for k in stage.kits if len(k.samples) >= 7 and not k.name.startswith('avl')]
    grooves = [g for g in stage.grooves if g[-1, 0] > SECONDS]
    for n in range(a.takes):
        rng = np.random.default_rng((a.seed, n))
        groove = grooves[rng.integers(len(grooves))].copy()
        groove[:, 0] -= rng.uniform(0, groove[-1, 0] - SECONDS)
        hits = groove[(groove[:, 0] >= 0) & (groove[:, 0] < SECONDS - 1)]
        if n // 2 % 2:
            hits[(hits[:, 1] == r.CLASS['closed']) & (hits[:, 0] % 20 < 10), 1] = r.CLASS['ride']
        if n % 2:
            hits = r.with_toms(rng, hits)
        stems, truth = play(r, rng, kits[n % len(kits)], hits)
        folder, room = f'{a.out}/{n:03}', r.mix.room(rng)
        os.makedirs(folder, exist_ok=True)
        for drum in NEAR:
            if drum in stems:
                soundfile.write(f'{folder}/{drum}.wav', microphone(r, rng, stems, drum, room), r.RATE, 'PCM_24')
        soundfile.write(f'{folder}/overhead.wav', overhead(r, rng, stems, room), r.RATE, 'PCM_24')
        with open(f'{folder}/truth.csv', 'w') as f:
            f.writelines(f'{t:.6f},{kind},{velocity:.0f}\n' for t, kind, velocity in sorted(truth))


def matched(truth, found):
    near = sorted((abs(t - u), i, j) for i, t in enumerate(truth) for j, u in enumerate(found) if abs(t - u) < WINDOW)
    left, right = set(), set()
    for _, i, j in near:
        if i not in left and j not in right:
            left.add(i), right.add(j)
    return len(left)


def score(folder, neume):
    table = {}
    for take in sorted(glob.glob(folder + '/*/')):
        with open(take + 'truth.csv') as f:
            truth = [(float(t), OF.get(k, k)) for t, k, _ in csv.reader(f)]
        truth = [(t, 'tom' if k in ('high', 'mid', 'low') else k) for t, k in truth]
        close = [f'{d}.wav={label}' for d, label in NEAR.items() if os.path.exists(f'{take}{d}.wav')]
        for name, files in (('all', [*close, 'overhead.wav']), ('overhead', ['overhead.wav'])):
            subprocess.run([os.path.abspath(neume), 'transcribe', '-q', '--mode', 'drums', '-o', f'{name}.csv', *files],
                           cwd=take, check=True)
            with open(f'{take}{name}.csv') as f:
                found = [(float(row['onset']), int(row['pitch'])) for row in csv.DictReader(f)]
            for kind, keys in FOLD.items():
                t, e = [t for t, k in truth if k == kind], [t for t, p in found if p in keys]
                hits = matched(t, e)
                table[name, kind] = table.get((name, kind), np.zeros(3, int)) + (hits, len(t) - hits, len(e) - hits)
    for (name, kind), (hits, missed, false) in table.items():
        print(f'{name:8} {kind:6} found {hits:4} missed {missed:4} false {false:4}  '
              f'F {2 * hits / max(2 * hits + missed + false, 1):.3f}')


if __name__ == '__main__':
    p = argparse.ArgumentParser()
    p.add_argument('--score', action='store_true')
    p.add_argument('--takes', type=int, default=12)
    p.add_argument('--seed', type=int, default=0)
    p.add_argument('paths', nargs='+')
    a = p.parse_args()
    if a.score:
        score(*a.paths)
    else:
        a.grooves, a.kits, a.out = a.paths
        render(a)
