#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Trains the network that tells the parts of a band: parts_train.py SONGS OUT.nn [--steps N]; SONGS of parts_songs.py.
parts_train.py --score NEUME FOLDER: note F over N.mid and N.flac in a folder, with and without family and role."""
import argparse
import ctypes
import glob
import hashlib
import json
import os
import subprocess
import sys

import mido
import mir_eval
import numpy as np
import soundfile
import torch
import torch.nn as nn
import torch.nn.functional as F
from scipy.signal import resample_poly

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402
from common.export import File  # noqa: E402

# include/neume/part.h, and the last General MIDI program 1..128 of each
PARTS = ('none', 'bass', 'piano', 'mallets', 'guitar', 'organ', 'strings', 'voice', 'brass', 'reed', 'flute', 'lead',
         'pad')
LAST = ((8, 'piano'), (16, 'mallets'), (24, 'organ'), (32, 'guitar'), (40, 'bass'), (45, 'strings'), (47, 'guitar'),
        (48, 'none'), (52, 'strings'), (55, 'voice'), (56, 'none'), (64, 'brass'), (72, 'reed'), (80, 'flute'),
        (88, 'lead'), (96, 'pad'), (104, 'none'), (108, 'guitar'), (109, 'mallets'), (110, 'reed'), (111, 'strings'),
        (112, 'reed'), (115, 'mallets'))
ROLES = {1: 1, 7: 2, 8: 2, 9: 2, 10: 2, 11: 2}  # bass, lead, and all else chords
FEATURES, CLASSES, HIDDEN, RATE, MOST = 69, 12, 64, 22050, 20000
PITCH, LEVELS, BETWEEN = 46, slice(1, 11), slice(33, 37)  # among the features
OCTAVES = torch.log2(torch.arange(1, 11).float())


def part_of(program):
    return next((PARTS.index(name) for last, name in LAST if program < last), 0)


def truth(path):
    """[n, 5]: onset, offset, pitch, velocity, part."""
    now, program, on, out = 0, {}, {}, []
    for m in mido.MidiFile(path):
        now += m.time
        if m.type == 'program_change':
            program[m.channel] = m.program
        elif m.type == 'note_on' and m.velocity and m.channel != 9:
            on.setdefault((m.channel, m.note), []).append((now, m.velocity))
        elif m.type in ('note_on', 'note_off') and on.get((m.channel, m.note)):
            at, v = on[m.channel, m.note].pop(0)
            out.append((at, max(now, at + 0.02), m.note, v, part_of(program.get(m.channel, 0))))
    return np.array(sorted(out))


def hear(path):
    """What poly hears: notes [n, 4] and features [n, FEATURES]."""
    x, rate = soundfile.read(path, always_2d=True, dtype='float32')
    x = np.ascontiguousarray(resample_poly(x.mean(1), RATE, rate) if rate != RATE else x.mean(1), np.float32)
    note, feature = np.zeros((MOST, 4)), np.zeros((MOST, FEATURES), np.float32)
    call = features._load().neume_train_parts
    call.restype = ctypes.c_long
    n = call(ctypes.c_void_p(x.ctypes.data), ctypes.c_size_t(len(x)), ctypes.c_void_p(note.ctypes.data),
             ctypes.c_void_p(feature.ctypes.data), ctypes.c_size_t(MOST))
    return note[:n].copy(), feature[:n].copy()


def label(note, reference):
    """The part of each note, 0 where it is none of the song's, and its weight; octaves are of what they lie over."""
    y, w = np.zeros(len(note), int), np.zeros(len(note))
    for up, weight in ((0, 1), (12, 0.4), (-12, 0.4), (19, 0.2)):
        for i in np.flatnonzero(y == 0):
            near = np.flatnonzero((abs(reference[:, 0] - note[i, 0]) < 0.06) & (reference[:, 2] + up == note[i, 2]) &
                                  (reference[:, 4] > 0))
            if len(near):
                y[i], w[i] = reference[near[reference[near, 3].argmax()], 4], weight
    return y, w


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(FEATURES, HIDDEN), nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, CLASSES)

    def forward(self, x):
        return self.c(F.relu(self.b(F.relu(self.a(x)))))


def coloured(x, spread=0.25):
    """The partials through an equaliser of random gains, in units of 40 dB, an octave apart: another SoundFont."""
    gain = torch.randn(len(x), 10) * spread
    at = (x[:, PITCH, None] + 2 + OCTAVES).clamp(0, 8.99)
    low = at.long()
    g = torch.gather(gain, 1, low) * (1 - (at - low)) + torch.gather(gain, 1, low + 1) * (at - low)
    out, level = x.clone(), x[:, LEVELS] + g
    top = level.max(1, keepdim=True).values
    out[:, LEVELS] = level - top
    out[:, 0] += top[:, 0]
    out[:, BETWEEN] += (g[:, :4] + g[:, 1:5]) / 2 - top
    return out


def train(x, y, w, steps):
    mean, spread, net = x.mean(0), x.std(0) + 1e-2, Net()
    w = w / torch.sqrt(torch.bincount(y, minlength=CLASSES) + 50.0)[y]
    best = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=1e-2)
    slope = torch.optim.lr_scheduler.OneCycleLR(best, 6e-3, steps)
    for _ in range(steps):
        i = torch.multinomial(w, 1024, True)
        some = (coloured(x[i]) - mean) / spread
        some = (some + 0.5 * torch.randn_like(some)) * (torch.rand_like(some) > 0.2)
        loss = F.cross_entropy(net(some), y[i], label_smoothing=0.05)
        best.zero_grad()
        loss.backward()
        best.step()
        slope.step()
    return net, mean, spread, float(loss)


def weights(net, mean, spread):
    n = lambda t: t.detach().double().numpy()  # noqa: E731
    file, w = File('parts', FEATURES), n(net.a.weight) / n(spread)
    x = file.add(0, ([(0, i) for i in range(FEATURES)], w.T[:, None], n(net.a.bias) - w @ n(mean)), bins=1)
    x = file.add(x, ([(0, 0)], n(net.b.weight).T[None], n(net.b.bias)), bins=1)
    file.add(x, ([(0, 0)], n(net.c.weight).T[None], n(net.c.bias)), bins=1, relu=False)
    return file.bytes()


def note_f(reference, estimate, of=lambda part: 0):
    """[n, 4]: onset, offset, pitch, part; a note is right where of(part) is, too."""
    key = [np.array([of(int(p)) for p in notes[:, 3]]) for notes in (reference, estimate)]
    met = 0
    for k in set(key[0]) & set(key[1]):
        r, e = reference[key[0] == k], estimate[key[1] == k]
        hz = [440 * 2**((notes[:, 2] - 69) / 12) for notes in (r, e)]
        met += len(mir_eval.transcription.match_notes(r[:, :2], hz[0], e[:, :2], hz[1], offset_ratio=None))
    return 2 * met / max(len(reference) + len(estimate), 1)


def as_it_sounds(reference, estimate):
    """The basses in the octave in which most of them are heard: some samples sound one lower than their key."""
    bass, out = reference[:, 3] == 1, reference.copy()
    out[bass, 2] += max((0, -12, 12), key=lambda up: note_f(reference[bass] + [0, 0, up, 0], estimate))
    return out


def score(neume, folder):
    rows = []
    for path in sorted(glob.glob(folder + '/*.mid')):
        words = [neume, 'transcribe', path[:-4] + '.flac', '-q', '--mode', 'mix', '--tracks', 'parts', '-f', 'json']
        notes = json.loads(subprocess.run(words + ['-o', '-'], check=True, capture_output=True).stdout)['notes']
        estimate = np.array([(n['onset'], n['offset'], n['pitch'], PARTS.index(n['part'])) for n in notes
                             if not n['drum']])
        reference = as_it_sounds(truth(path)[:, [0, 1, 2, 4]], estimate)
        bass = [notes[notes[:, 3] == 1] for notes in (reference, estimate)]
        rows.append((note_f(reference, estimate), note_f(reference, estimate, lambda p: p),
                     note_f(reference, estimate, lambda p: ROLES.get(p, 3)), note_f(*bass)))
        print(os.path.basename(path), *('%.3f' % v for v in rows[-1]))
    print('note F, with family, with role, of basses:', *('%.3f' % v for v in np.mean(rows, 0)))


def main():
    p = argparse.ArgumentParser()
    p.add_argument('songs')
    p.add_argument('out')
    p.add_argument('--score', action='store_true')
    p.add_argument('--steps', type=int, default=1500)
    a = p.parse_args()
    if a.score:
        return score(a.songs, a.out)
    torch.manual_seed(1)
    rows = []
    for path in sorted(glob.glob(a.songs + '/*.flac')):
        note, feature = hear(path)
        part, weight = label(note, truth(path[:-5] + '.mid'))
        rows.append((feature[part > 0], part[part > 0] - 1, weight[part > 0]))
    x, y, w = (torch.tensor(np.concatenate(c)) for c in zip(*rows))
    *net, loss = train(x, y, w, a.steps)
    data = weights(*net)
    with open(a.out, 'wb') as f:
        f.write(data)
    print(len(x), 'notes, loss %.3f' % loss, hashlib.sha256(data).hexdigest(), len(data), 'bytes')


if __name__ == '__main__':
    main()
