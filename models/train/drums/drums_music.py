#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Bands without a drummer, for drums_render.py --songs: drums_music.py MIRROR OUT FIRST LAST

OUT/NNNN.npz: audio int16 at 44.1 kHz and beats, in seconds: POP909's songs and Nottingham's tunes with a bass, by
SoundFonts in what instruments chance has it. A drummer can play in time with them."""
import argparse
import os
import random
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from beats import beats_music  # noqa: E402
from beats.beats_render import MORE, render  # noqa: E402

LONGEST = 75


def piece(source, k):
    draw, found = random.Random(-k), None
    while found is None:
        found = (source.tune(draw, draw.choice(source.tunes), 0) if draw.random() < 0.3 else
                 source.song(draw.choice(source.rest)))
    midi, beats = beats_music.band(draw, beats_music.scaled(found, draw.uniform(0.85, 1.2)))
    return midi, beats, draw.choice(MORE), draw


def main():
    p = argparse.ArgumentParser()
    for name in ('mirror', 'out'):
        p.add_argument(name)
    p.add_argument('first', type=int)
    p.add_argument('last', type=int)
    p.add_argument('--neume', default='build/neume')
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    source = beats_music.Source(a.mirror)
    for k in range(a.first, a.last):
        path = f'{a.out}/{k:04d}.npz'
        if os.path.exists(path):
            continue
        midi, beats, font, draw = piece(source, k)
        x, rate = render(a.neume, midi, font), 44100
        first = draw.uniform(0, max(len(x) / rate - LONGEST, 0))
        x = x[int(first * rate):int((first + LONGEST) * rate)]
        at = beats[:, 0] - first
        np.savez(path + '.part.npz', audio=np.round(x / (np.abs(x).max() + 1e-6) * 32000).astype(np.int16),
                 beats=at[(at > -5) & (at < LONGEST + 5)])
        os.replace(path + '.part.npz', path)


if __name__ == '__main__':
    main()
