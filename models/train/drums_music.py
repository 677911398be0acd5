#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Bands without a drummer, for drums_render.py --songs: drums_music.py MIRROR OUT FIRST LAST

OUT/NNNN.npz: audio int16 at 44.1 kHz and beats, in seconds: POP909's songs and Nottingham's tunes with a bass, played by
SoundFonts in what instruments chance has it. A drummer can play in time with them."""
import argparse
import os
import random

import mido
import numpy as np

import beats_music
from beats_render import MORE, render

LONGEST = 75
LEADS = (52, 53, 54, 54, 53, 56, 65, 66, 73, 40, 80, 81, 85, 87, 29, 30, 26, 27, 22, 11, 0, 4)
CHORDS = (0, 4, 5, 16, 18, 24, 25, 26, 27, 28, 29, 30, 30, 29, 48, 50, 52, 61, 62, 81, 88, 89, 90)
BASSES = (32, 33, 33, 34, 34, 35, 36, 38, 39)


def notes_of(midi):
    """Every pitched track's (on, off, key, velocity), in seconds."""
    out = []
    for track in midi.tracks:
        one = mido.MidiFile(ticks_per_beat=midi.ticks_per_beat)
        one.tracks += [mido.MidiTrack(m for m in t if m.type == 'set_tempo' or t is track) for t in midi.tracks]
        now, open_, notes = 0.0, {}, []
        for m in one:
            now += m.time
            if m.type == 'note_on' and m.velocity and m.channel != 9:
                open_[m.note] = now, m.velocity
            elif m.type in ('note_on', 'note_off') and m.note in open_:
                on, velocity = open_.pop(m.note)
                notes.append((on, now, m.note, velocity))
        if notes:
            out.append(notes)
    return out


def bass_of(draw, parts, beats):
    """The lowest notes, low, on most beats."""
    low, busy = [], draw.choice((1, 1, 2))
    every = sorted(n for p in parts for n in p)
    on = np.array([n[0] for n in every])
    for a, b in zip(beats, beats[1:]):
        near = [n[2] for n in every[np.searchsorted(on, a - 2):np.searchsorted(on, b)] if n[1] > a + 0.05]
        if near and draw.random() < 0.85:
            key = 28 + (min(near) - 28) % 12
            low += [(a + (b - a) * j / busy, a + (b - a) * (j + 0.9) / busy, key, draw.randint(70, 110))
                    for j in range(busy)]
    return low


def band(draw, piece):
    midi, beats = piece
    parts = notes_of(midi)
    out, programs = mido.MidiFile(ticks_per_beat=480), {}
    notes = []
    for i, part in enumerate(parts[:4]):
        programs[i] = draw.choice(LEADS if i == 0 else CHORDS)
        gain = draw.randint(-15, 15)
        notes += [(a, i, k, min(max(v + gain, 20), 127), b - a) for a, b, k, v in part]
        if draw.random() < 0.3:  # two of them
            programs[i + 5] = draw.choice(LEADS if i == 0 else CHORDS)
            notes += [(a + draw.gauss(0.01, 0.01), i + 5, k, 70, b - a) for a, b, k, _ in part]
    if draw.random() < 0.85:
        programs[10] = draw.choice(BASSES)
        notes += [(a, 10, k, v, b - a) for a, b, k, v in bass_of(draw, parts, beats[:, 0])]
    beats_music.add_notes(out, notes, programs)
    return out, beats


def piece(source, k):
    draw, found = random.Random(-k), None
    while found is None:
        found = (source.tune(draw, draw.choice(source.tunes), 0) if draw.random() < 0.3 else
                 source.song(draw.choice(source.rest)))
    midi, beats = band(draw, beats_music.scaled(found, draw.uniform(0.85, 1.2)))
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
