#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Trains the network that finds the sustain pedal: pedal_train.py MIDI CLIPS OUT.nn. MIDI: performances with controller
64; CLIPS: a folder for excerpts of a minute, N.mid and N.flac, made where they are missing.
pedal_train.py --score NEUME CLIPS: frame F of the pedal over all clips of a folder."""
import ctypes
import glob
import hashlib
import os
import random
import subprocess
import sys

import mido
import numpy as np
import soundfile
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402
from common.export import File  # noqa: E402
from parts import parts_songs, parts_train  # noqa: E402

STEP, FEATURES, CHANNELS, SECONDS, STEPS, LEAST = 0.05, 12, 24, 60, 800, 40


def excerpt(draw, path):
    """A minute of a performance on channel 1, with the pedal as it stands when it begins; None without pedals."""
    listed, pedal, out = parts_songs.events(mido.MidiFile(path)), 0, []
    if sum(m.type == 'control_change' and m.control == 64 for _, m in listed) < LEAST:
        return None
    start = draw.uniform(0, max(listed[-1][0] - SECONDS, 0))
    for at, m in listed:
        if at < start and m.type == 'control_change' and m.control == 64:
            pedal = m.value
    for at, m in parts_songs.cut(listed, start, SECONDS):
        if m.type != 'program_change' and (at > 0 or m.type.startswith('note')):
            out.append((at, m.copy(channel=0)))
    program = parts_songs.message('program_change', 0, program=draw.choice((0, 0, 1, 2, 3)))
    down, up = (parts_songs.message('control_change', 0, control=64, value=v) for v in (pedal, 0))
    return [(0, program), (0, down)] + out + [(SECONDS, up)]


def make(midi, clips):
    fonts, number = [parts_songs.Font(f) for f, _ in parts_songs.FONTS], 0
    for turn in range(2):
        for i, path in enumerate(sorted(glob.glob(midi + '/**/*.mid', recursive=True))):
            listed = excerpt(random.Random(9000 * turn + i), path)
            if not listed:
                continue
            name = f'{clips}/{number:04d}'
            parts_songs.write(listed, name + '.mid')
            soundfile.write(name + '.flac', fonts[number % 2].render(name + '.mid', number // 2 % 2), 22050)
            number += 1


def pedal(path, frames):
    """1 in each frame in which the pedal is down."""
    now, value, out = 0, 0, np.zeros(frames, bool)
    for m in mido.MidiFile(path):
        before, now = now, now + m.time
        out[round(before / STEP):round(now / STEP)] = value >= 64
        if m.type == 'control_change' and m.control == 64:
            value = m.value
    return out


def describe(path):
    note, _ = parts_train.hear(path + '.flac')
    frames = int(SECONDS / STEP)
    out = np.zeros((frames, FEATURES), np.float32)
    features._load().neume_train_pedal(ctypes.c_void_p(note.ctypes.data), ctypes.c_size_t(len(note)),
                                       ctypes.c_void_p(out.ctypes.data), ctypes.c_size_t(frames))
    return out, pedal(path + '.mid', frames)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.front, self.out = nn.Conv1d(FEATURES, CHANNELS, 3, padding=1), nn.Conv1d(CHANNELS, 1, 1)
        self.layers = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, 3, padding=d, dilation=d) for d in (1, 2, 4, 8, 16))

    def forward(self, x):
        x = F.relu(self.front(x))
        for layer in self.layers:
            x = F.relu(x + layer(x))
        return self.out(x)[:, 0]


def train(clips):
    spread = torch.tensor(np.concatenate([x for x, _ in clips])).std(0) + 0.05
    net, rng, size = Net(), np.random.default_rng(1), 400
    best = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=1e-2)
    slope = torch.optim.lr_scheduler.OneCycleLR(best, 4e-3, STEPS)
    for _ in range(STEPS):
        some = [(clips[rng.integers(len(clips))], rng.integers(0, int(SECONDS / STEP) - size)) for _ in range(12)]
        x = torch.tensor(np.stack([c[0][at:at + size] for c, at in some])) / spread
        y = torch.tensor(np.stack([c[1][at:at + size] for c, at in some])).float()
        x = x + 0.2 * torch.randn_like(x)
        loss = F.binary_cross_entropy_with_logits(net(x.transpose(1, 2))[:, 20:-20], y[:, 20:-20])
        best.zero_grad()
        loss.backward()
        best.step()
        slope.step()
    return net, spread


def weights(net, spread):
    n = lambda t: t.detach().double().numpy()  # noqa: E731
    file, w = File('pedal', FEATURES), n(net.front.weight) / n(spread)[None, :, None]
    taps = [(t - 1, b) for t in range(3) for b in range(FEATURES)]
    x = file.add(0, (taps, w.transpose(2, 1, 0).reshape(len(taps), 1, -1), n(net.front.bias)), bins=1)
    for layer in net.layers:
        taps = [((t - 1) * layer.dilation[0], 0) for t in range(3)]
        x = file.add(x, (taps, n(layer.weight).transpose(2, 1, 0), n(layer.bias)), bins=1, residual=x)
    file.add(x, ([(0, 0)], n(net.out.weight).transpose(2, 1, 0), n(net.out.bias)), bins=1, relu=False)
    return file.bytes()


def score(neume, clips):
    right = wrong = 0
    for path in sorted(glob.glob(clips + '/*.flac')):
        out, frames = '/tmp/pedal_%d.mid' % os.getpid(), int(SECONDS / STEP)
        subprocess.run([neume, 'transcribe', '-q', '--mode', 'poly', '--pedal', 'auto', path, '-o', out], check=True)
        y, found = pedal(path[:-5] + '.mid', frames), pedal(out, frames)
        right, wrong = right + (y & found).sum(), wrong + (y ^ found).sum()
    print('frame F %.3f' % (2 * right / (2 * right + wrong)))


def main():
    if sys.argv[1] == '--score':
        return score(*sys.argv[2:])
    midi, clips, out = sys.argv[1:]
    os.makedirs(clips, exist_ok=True)
    if not os.listdir(clips):
        make(midi, clips)
    torch.manual_seed(1)
    data = weights(*train([describe(path[:-5]) for path in sorted(glob.glob(clips + '/*.flac'))]))
    with open(out, 'wb') as f:
        f.write(data)
    print(hashlib.sha256(data).hexdigest(), len(data), 'bytes')


if __name__ == '__main__':
    main()
