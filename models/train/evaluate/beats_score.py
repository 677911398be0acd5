#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Beats and downbeats of music that nothing was fitted to: beats_score.py MIRROR [--neume PROGRAM] [--aubio] [--each]

40 clips of drumming by drummers whom the network did not learn from, 20 songs, 64 composed pieces, rendered as they
are; F within 70 ms by mir_eval, the first 5 s left out. Songs are said apart whose annotation agrees with the other
one that POP909 has of them (beats_music.py)."""
import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile

import mir_eval
import numpy as np
import soundfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from beats import beats_music  # noqa: E402
from common import features  # noqa: E402
from beats.beats_render import FONTS, held, render  # noqa: E402

COMPOSED = 64


def pieces(source):
    """(kinds, name, (midi, beats), SoundFont)"""
    for k in range(len(source.other_grooves[0]) + len(source.held)):
        name, piece, font, _ = held(source, k)
        if not piece:
            continue
        number = source.held[k - len(source.other_grooves[0])] if name.startswith('song') else None
        kinds = ('drumming',) if number is None else ('songs', 'agreed songs') if source.agreed(number) else ('songs',)
        yield kinds, name, piece, font
    for k in range(COMPOSED):
        yield ('composed',), f'composed_{k:02d}', beats_music.composed(random.Random(f'score {k}')), FONTS[k % 2]


def f_measure(truth, found):
    truth, found = mir_eval.beat.trim_beats(truth), mir_eval.beat.trim_beats(found)
    return mir_eval.beat.f_measure(truth, found) if len(truth) and len(found) else 0


def heard(neume, path):
    said = subprocess.run([neume, 'beats', '--json', '-q', path], capture_output=True, text=True, check=True).stdout
    said = json.loads(said)
    return np.array([(b['time'], b['number']) for b in said['beats']]).reshape(-1, 2), said


def main():
    p = argparse.ArgumentParser()
    p.add_argument('mirror')
    p.add_argument('--neume', default='build/neume')
    p.add_argument('--aubio', action='store_true', help='aubiotrack beside it')
    p.add_argument('--each', action='store_true', help='a line for every piece')
    a = p.parse_args()
    source, table = beats_music.Source(a.mirror), collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        path = folder + '/x.wav'
        for kinds, name, (midi, beats), font in pieces(source):
            soundfile.write(path, render(a.neume, midi, font), features.BEAT_RATE, 'PCM_16')
            found, said = heard(a.neume, path)
            row = [f_measure(beats[:, 0], found[:, 0]),
                   f_measure(beats[beats[:, 1] == 1, 0], found[found[:, 1] == 1, 0])]
            if a.aubio:
                track = subprocess.run(['aubiotrack', path], capture_output=True, text=True, check=True).stdout
                row.append(f_measure(beats[:, 0], np.array(track.split(), float)))
            for kind in kinds:
                table[kind].append(row)
            if a.each:
                print(name, *(f'{v:.2f}' for v in row), 'tempo', said['tempo'], 'written',
                      round(60 / np.median(np.diff(beats[:, 0]))), 'confidence', said['confidence'], flush=True)
    for kind, rows in table.items():
        print(f'{kind:14s}', len(rows), *(f'{v:.3f}' for v in np.mean(rows, 0)))


if __name__ == '__main__':
    main()
