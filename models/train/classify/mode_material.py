#!/usr/bin/python3
"""Pitched clips with their notes, by which auto learns when `melody` and when `poly` does better:
mode_material.py MIDI BANKS OUT CLIPS [--split train|held]

Writes CLIPS clips of each family of instruments and of each kind of voice (common/voices.py): OUT/wav, OUT/ref
(onset,offset,pitch,velocity) and OUT/manifest.csv (id,category,wav,ref). Half of what a family plays is a line. MIDI
and BANKS are those of common/render.py; with --split held no network was trained on the samples."""
import argparse
import os
import sys

import numpy as np
import soundfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import mix, music, render, voices  # noqa: E402

SAMPLED = 'sampled-'  # before a family's name: some kinds of voices have the same
RINGING = ('guitar', 'pluck', 'mallet')


def line_for(stage, rng, bank):
    """A line within two octaves of the instrument, now and then with every note ringing on into the next ones."""
    low, high = max(bank.low, 23), min(bank.high, 108)
    low += int(rng.integers(0, max(high - low - 18, 1)))
    part = (music.sung if rng.random() < 0.25 else music.line)(rng, render.SECONDS, low, min(low + 24, high))
    if rng.random() < 0.4 and bank.family != 'bass':
        tune = music.one_at_a_time(stage.performance(rng, ['pop-melody', 'folk']))
        part = tune if len(tune) > 5 else part
    part = music.one_at_a_time(part)
    if bank.family in RINGING and rng.random() < 0.5:
        part[:, 1] += rng.uniform(0.1, 1.5)
        part = music.restrike(part)
    return part


def clip(stage, rng, group):
    """-> samples, notes."""
    if group in voices.KINDS:
        return stage.sing(rng, 0, group)
    bank = stage.pick(rng, group[len(SAMPLED):])
    part = line_for(stage, rng, bank) if rng.random() < 0.5 else stage.part_for(rng, bank)
    return stage.play(rng, bank, part, 0)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    for name in ('midi', 'banks', 'out'):
        p.add_argument(name)
    p.add_argument('clips', type=int)
    p.add_argument('--split', default='held', choices=('train', 'held'))
    a = p.parse_args()
    stage = render.Stage(a.midi, a.banks, a.split)
    for folder in ('wav', 'ref'):
        os.makedirs(os.path.join(a.out, folder), exist_ok=True)
    groups = [SAMPLED + f for f in sorted(stage.family)] + list(voices.KINDS)
    with open(os.path.join(a.out, 'manifest.csv'), 'w') as manifest:
        print('id,category,wav,ref', file=manifest)
        for g, group in enumerate(groups):
            for number in range(a.clips):
                rng = np.random.default_rng((g, number, 7))
                name = f'{group}_{number:03}'
                samples, notes = clip(stage, rng, group)
                if len(notes) < 3:
                    continue
                samples = mix.record(rng, samples)
                samples *= 0.5 / np.abs(samples).max() * 10**(-rng.exponential(8) / 20)
                soundfile.write(f'{a.out}/wav/{name}.wav', samples, mix.RATE, 'PCM_16')
                with open(f'{a.out}/ref/{name}.csv', 'w') as ref:
                    print('onset,offset,pitch,velocity', file=ref)
                    for onset, offset, pitch, _ in notes[np.argsort(notes[:, 0])]:
                        print(f'{onset:.4f},{offset:.4f},{int(round(pitch))},80', file=ref)
                print(f'{name},{group},wav/{name}.wav,ref/{name}.csv', file=manifest)


if __name__ == '__main__':
    main()
