#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Rendered music as the frames that beats are found from:
beats_render.py MIRROR OUT FIRST LAST [--bands | --styles | --ensembles | --piano | --held | --fitted]

OUT/NAME.npz: frames (features.BEAT_FRAME) and beats [n, 2], seconds and the number in the bar. Piece number k is always
the same and is not made again. With --bands: songs and tunes played by a band, most with a drummer; with --styles:
drummers in many styles; with --ensembles: composed bands, orchestras, choirs and pianists; with --piano: piano pieces,
composed; with --held: the clips that
the README's figures are taken on, as they are; with --fitted: those that weights over the network are fitted to."""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

import numpy as np
import scipy.signal
import soundfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from beats import beats_bands, beats_music, beats_piano  # noqa: E402
from common import features  # noqa: E402

FONTS = ('/usr/share/sounds/sf2/TimGM6mb.sf2', '/usr/share/sounds/sf2/FluidR3_GM.sf2')
MORE = FONTS + ('/usr/share/sounds/sf3/MuseScore_General.sf3',)
LONGEST = 200  # seconds of a piece that are kept


def render(neume, midi, font):
    with tempfile.TemporaryDirectory() as folder:
        midi.save(folder + '/m.mid')
        subprocess.run([neume, 'render', folder + '/m.mid', '-q', '-o', folder + '/m.wav', '--soundfont', font],
                       check=True)
        x, rate = soundfile.read(folder + '/m.wav', dtype='float32', always_2d=True)
    assert rate == features.BEAT_RATE
    return x.mean(1)


def room(draw, x):
    """Driven hard, some of the time; decaying noise, or nothing."""
    if draw.random() < 0.25:
        drive = draw.uniform(0.5, 6) / (np.abs(x).max() + 1e-6)
        x = np.tanh(drive * x) / drive
    if draw.random() < 0.5:
        return x
    rng, seconds = np.random.default_rng(draw.randrange(1 << 30)), draw.uniform(0.2, 1.2)
    n = int(seconds * features.BEAT_RATE)
    tail = rng.standard_normal(n).astype(np.float32) * np.exp(-6.9 * np.arange(n) / n)
    wet = scipy.signal.oaconvolve(x, tail)[:len(x)]
    wet *= np.sqrt(np.mean(x**2) / (np.mean(wet**2) + 1e-12))
    return x + draw.uniform(0.05, 0.7) * wet + 10**draw.uniform(-5, -2.5) * rng.standard_normal(len(x)).astype('f4')


def crop(draw, x, beats):
    seconds = len(x) / features.BEAT_RATE
    if seconds <= LONGEST:
        return x, beats
    first = draw.uniform(0, seconds - LONGEST)
    keep = (beats[:, 0] >= first) & (beats[:, 0] < first + LONGEST)
    a = int(first * features.BEAT_RATE)
    return x[a:a + LONGEST * features.BEAT_RATE], beats[keep] - [first, 0]


def song(source, draw):
    """One to learn from, or none: a number that is kept for another use, or whose beats are disputed."""
    number = draw.choice(source.rest)
    piece = None if number in source.fitted else source.song(number)
    return piece if piece and source.agreed(number) else None


def trained(source, k):
    """Piece number k: in ten, three of drumming, three songs, two folk tunes and two composed."""
    draw = random.Random(k)
    names = [n for n in source.grooves if n.split('/')[1] in beats_music.TRAINED]
    swung, piece = [n for n in names if re.search('jazz|swing|shuffle|blues', n)], None
    while piece is None:
        kind = ('groove', 'song', 'groove', 'tune', 'groove', 'song', 'composed', 'tune', 'song', 'composed')[k % 10]
        if kind == 'groove':
            piece = source.groove(draw.choice(swung if draw.random() < 0.3 else names))
            if piece and (piece[0].length < 15 or len(piece[1]) < 12):
                piece = None
            if piece and draw.random() < 0.35:
                piece = beats_music.accompanied(draw, piece)
        elif kind == 'song':
            piece = song(source, draw)
            if piece and draw.random() < 0.3:
                piece = beats_music.drummed(draw, piece, 2)
        elif kind == 'tune':
            piece = source.tune(draw, draw.choice(source.tunes))
        else:
            piece = (beats_music.without if draw.random() < 0.25 else beats_music.composed)(draw)
    if kind != 'composed' and draw.random() < 0.5:
        piece = beats_music.scaled(piece, draw.uniform(0.8, 1.25))
    return f'{k:05d}', piece, draw.choice(MORE), draw


def played(source, k):
    """Piece number k of those by bands."""
    draw, piece = random.Random(10000 + k), None
    while piece is None:
        piece = (source.tune(draw, draw.choice(source.tunes), 0) if draw.random() < 0.3 else
                 song(source, draw))
    piece = beats_music.band(draw, piece)
    if draw.random() < 0.75:
        piece = beats_music.drummed(draw, piece, 2)
    return f'{k:05d}', beats_music.scaled(piece, draw.uniform(0.75, 1.3)), draw.choice(MORE), draw


def by_style(source, k):
    """Piece number k of those by drummers in a style, some of the time to a bass and chords."""
    draw = random.Random(20000 + k)
    piece = beats_music.kit(draw)
    if draw.random() < 0.35:
        piece = beats_music.accompanied(draw, piece)
    return f'{k:05d}', piece, draw.choice(MORE), draw


def of_ensembles(source, k):
    """Piece number k of those that beats_bands composes; every fourth is a song or a tune in a pianist's time. From 300
    to 499 they are bands with dense rhythms, from 500 to 599 metronomes, from 600 to 899 slow bands with dense
    rhythms, three of four."""
    draw, piece = random.Random(30000 + k), None
    if 300 <= k < 500:
        piece = beats_bands.ensemble(draw, beats_bands.DENSE)
    if 500 <= k < 600:
        piece = beats_bands.metronome(draw)
    if 600 <= k < 900 and k % 4 != 3:
        piece = beats_bands.ensemble(draw, beats_bands.DENSE, slow=True)
    elif 600 <= k < 900:
        piece = beats_bands.ensemble(draw, beats_bands.QUICK)
    while k % 4 == 3 and piece is None:
        piece = song(source, draw) if draw.random() < 0.5 else source.tune(draw, draw.choice(source.tunes), 0)
        piece = piece and beats_bands.rubato(draw, beats_music.excerpt(draw, piece, 60))
    return f'{k:05d}', piece or beats_bands.ensemble(draw), draw.choice(MORE), draw


def of_piano(source, k):
    """Piece number k of those for a piano."""
    draw = random.Random(60000 + k)
    return f'{k:05d}', beats_piano.piano(draw), draw.choice(MORE), draw


def held(source, k):
    names = source.other_grooves[0]
    if k < len(names):
        return f'groove_{k:02d}', source.groove(names[k]), FONTS[k % 2], None
    k -= len(names)
    return f'song_{k:02d}', source.song(source.held[k]), FONTS[k % 2], None


def fitted(source, k):
    """60 clips of drumming, the songs that are for it, 40 tunes and then composed pieces; training saw none of them."""
    draw, names = random.Random(-1 - k), source.other_grooves[1]
    songs = sorted(n for n in source.fitted if source.song(n) and source.agreed(n))
    if k < 60:
        piece = source.groove(names[k])
        piece = beats_music.accompanied(draw, piece) if draw.random() < 0.25 else piece
    elif k < 60 + len(songs):
        piece = source.song(songs[k - 60])
        piece = beats_music.drummed(draw, piece, 2) if draw.random() < 0.25 else piece
    elif k < 100 + len(songs):
        piece = None
        while piece is None:
            piece = source.tune(draw, draw.choice(source.tunes))
    else:
        piece = beats_music.composed(draw)
    return f'fit_{k:05d}', piece, draw.choice(MORE), draw


def main():
    p = argparse.ArgumentParser()
    p.add_argument('mirror')
    p.add_argument('out')
    p.add_argument('first', type=int)
    p.add_argument('last', type=int)
    for name in ('--bands', '--styles', '--ensembles', '--piano', '--held', '--fitted'):
        p.add_argument(name, action='store_true')
    p.add_argument('--seconds', type=int, default=0, help='an excerpt of the piece, of so many seconds')
    p.add_argument('--neume', default='build/neume')
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    source = beats_music.Source(a.mirror)
    for k in range(a.first, a.last):
        if not a.held and not a.fitted and os.path.exists(f'{a.out}/{k:05d}.npz'):
            continue
        make = (held if a.held else fitted if a.fitted else played if a.bands else by_style if a.styles else
                of_ensembles if a.ensembles else of_piano if a.piano else trained)
        name, (midi, beats), font, draw = make(source, k)
        if a.seconds and len(beats):
            midi, beats = beats_music.excerpt(draw, (midi, beats), a.seconds)
        x = render(a.neume, midi, font)
        if draw:
            x, beats = crop(draw, room(draw, x), beats)
        path = f'{a.out}/{name}.npz'
        np.savez(path + '.part.npz', frames=features.beat_frames(x), beats=beats)
        os.replace(path + '.part.npz', path)


if __name__ == '__main__':
    main()
