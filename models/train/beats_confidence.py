#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fits when a pulse is a beat (analysis/beat_confidence.c): beats_confidence.py GROOVE SONGS [--pieces N]

GROOVE: a folder of Groove MIDI's own (drummer1/session1/...); SONGS: POP909's POP909/. The pieces with beats are
drumming by drummers 1, 5, 6 and 8 and songs, whole and as windows of 8 and 15 s; those without are sounds at random
times. A quarter of each is kept out of the fit, and said apart."""
import argparse
import ctypes
import glob
import random
import subprocess
import tempfile

import mido
import numpy as np
import soundfile

import features

FONTS = ('/usr/share/sounds/sf2/TimGM6mb.sf2', '/usr/share/sounds/sf2/FluidR3_GM.sf2')
RATE = 44100
KEYS = {22: 42, 26: 46, 58: 43, 55: 49, 52: 57, 40: 38, 47: 45}  # Roland's TD-11 to General MIDI
TRAINED = ('drummer1', 'drummer5', 'drummer6', 'drummer8')


def at_random(draw):
    """Half a minute of one to seven sounds a second, of a kit or an instrument."""
    rate, drums, now, last = draw.uniform(1, 7), draw.random() < 0.5, 0.0, 0
    keys = draw.sample((36, 37, 38, 42, 46, 56, 76) if drums else range(36, 84), draw.choice((1, 2, 7)))
    midi, track, events = mido.MidiFile(), mido.MidiTrack(), []
    midi.tracks.append(track)
    track.append(mido.Message('program_change', program=draw.randrange(112)))
    while now < 32:
        now += draw.expovariate(rate)
        key, length = draw.choice(keys), draw.uniform(0.05, 1.5)
        events += [(now, 'note_on', key, draw.randint(40, 120)), (now + length, 'note_off', key, 0)]
    for at, what, key, velocity in sorted(events):
        tick = int(mido.second2tick(at, midi.ticks_per_beat, 500000))
        track.append(mido.Message(what, note=key, velocity=velocity, channel=9 if drums else 0, time=tick - last))
        last = tick
    return midi


def mapped(midi):
    for message in (m for t in midi.tracks for m in t if m.type in ('note_on', 'note_off') and m.channel == 9):
        message.note = KEYS.get(message.note, message.note)
    return midi


def render(neume, midi, font):
    with tempfile.TemporaryDirectory() as folder:
        midi.save(folder + '/m.mid')
        subprocess.run([neume, 'render', folder + '/m.mid', '-q', '-o', folder + '/m.wav', '--soundfont', font],
                       check=True)
        x, rate = soundfile.read(folder + '/m.wav', dtype='float32', always_2d=True)
    assert rate == RATE
    return x.mean(1)


def shares(x):
    function = features._load().neume_train_beat_shares
    function.restype, function.argtypes = ctypes.c_long, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
    x, out = np.ascontiguousarray(x, np.float32), np.zeros(3)
    beats = function(x.ctypes.data, len(x), out.ctypes.data)
    if beats < 0:
        raise MemoryError
    return out if beats else None


def windows(x):
    yield x
    for seconds in (8, 15):
        for start in range(3, 40, 17):
            if (start + seconds) * RATE < len(x):
                yield x[start * RATE:(start + seconds) * RATE]


def fit(x, y):
    """Logistic regression in which both kinds weigh the same -> weights and bias."""
    mean, spread = x.mean(0), x.std(0)
    a = np.c_[(x - mean) / spread, np.ones(len(x))]
    weight, w = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean())), np.zeros(x.shape[1] + 1)
    for _ in range(40):
        p = 1 / (1 + np.exp(-a @ w))
        w -= np.linalg.solve((a * (weight * p * (1 - p))[:, None]).T @ a + np.eye(len(w)), a.T @ (weight * (p - y)) + w)
    return w[:-1] / spread, w[-1] - (w[:-1] / spread * mean).sum()


def main():
    p = argparse.ArgumentParser()
    p.add_argument('groove')
    p.add_argument('songs')
    p.add_argument('--pieces', type=int, default=120, help='of each kind')
    p.add_argument('--neume', default='build/neume')
    a = p.parse_args()
    draw = random.Random(1)
    drumming = [f for f in glob.glob(a.groove + '/**/*_beat_*.mid', recursive=True) if any(d in f for d in TRAINED)]
    songs = sorted(glob.glob(a.songs + '/[0-9]*/[0-9]*.mid'))
    made = []
    for k in range(2 * a.pieces):
        with_beats = k % 2
        kind = (sorted(drumming), songs)[k // 2 % 2]
        midi = mapped(mido.MidiFile(draw.choice(kind))) if with_beats else at_random(draw)
        if with_beats and midi.length < 10:
            continue
        x = render(a.neume, midi, FONTS[k // 4 % 2])
        made += [(s, with_beats, k // 2 % 4 == 3) for s in map(shares, windows(x)) if s is not None]
    x, y, held = (np.array(v) for v in zip(*made))
    weights, bias = fit(x[~held], y[~held])
    print('hits %.2f, places %.2f, time %.2f, bias %.2f' % (*weights, bias))
    for name, part in (('fitted', ~held), ('held', held)):
        right = (x[part] @ weights + bias > 0) == y[part]
        print(name, *(f'{("without", "with")[kind]} {right[y[part] == kind].mean():.3f} of {(y[part] == kind).sum()}'
                      for kind in (0, 1)))


if __name__ == '__main__':
    main()
