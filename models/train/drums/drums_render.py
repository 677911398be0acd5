#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Renders drum clips and keeps what neume hears of them.

usage: drums_render.py GROOVES KITS OUT FIRST LAST [--music MIDI BANKS] [--songs SONGS] [--split train|held] [--clips N]
GROOVES: a folder of human drumming (.mid); KITS: what kits.py wrote. With --music other instruments play on top of half
of the clips, any notes at any time; with --songs, most of the time, a band of drums_music.py, with which the drummer
keeps time. Writes OUT/NNNN.npz: x [clips, frames, bins] uint8 (features / X_STEP), hits [n, 4] (clip, seconds,
class, level in dB)."""
import argparse
import glob
import importlib.util
import json
import os
import pickle
import re
import sys

import mido
import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, resample_poly, sosfilt

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402
from common import render as music_render  # noqa: E402
from drums.kits import CLASSES, KEYS  # noqa: E402

RATE, SECONDS, CLIPS, X_STEP = 44100, 12.0, 64, 0.01
KEYS = {**KEYS, 22: 'closed', 26: 'open', 58: 'low'}
CLASS = {c: i for i, c in enumerate(CLASSES)}
GAIN = dict(kick=0, snare=0, stick=-5, closed=-13, pedal=-19, open=-10, low=-1, mid=-1, high=-1, ride=-14, bell=-10,
            crash=-5)
METAL = ('closed', 'pedal', 'open')
CYMBALS = ('ride', 'bell', 'crash')


def _at_rate():
    """mix.py once more, for sounds at RATE."""
    spec = importlib.util.find_spec('common.mix')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.RATE = RATE
    return module


mix = _at_rate()


class Kit:
    def __init__(self, path):
        with open(path) as f:
            about = json.load(f)
        self.name, self.split = about['name'], about['split']
        self.audio = np.memmap(path[:-5] + '.i16', np.int16, 'r')
        self.samples = {}
        for s in about['samples']:
            self.samples.setdefault(s['kind'], []).append(s)

    def layers(self):
        return sum(len({s['velocity'] for s in v}) for v in self.samples.values())

    def hit(self, rng, kind, velocity):
        choice = self.samples[kind]
        s = min(choice, key=lambda s: abs(s['velocity'] - velocity) + rng.uniform(0, 25))
        return self.audio[s['start']:s['start'] + s['length']].astype(np.float32) * s['scale']


def read_groove(path):
    """[n, 3]: seconds, class, velocity."""
    t, out = 0.0, []
    for m in mido.MidiFile(path, clip=True):
        t += m.time
        if m.type == 'note_on' and m.velocity and m.note in KEYS:
            out.append((t, CLASS[KEYS[m.note]], m.velocity))
    return np.array(out).reshape(-1, 3)


def load_grooves(folder):
    cache = folder + '/grooves.pickle'
    if not os.path.exists(cache):
        found = [(p, read_groove(p)) for p in sorted(glob.glob(folder + '/**/*.mid', recursive=True))]
        with open(cache, 'wb') as f:
            pickle.dump([(os.path.relpath(p, folder), g) for p, g in found if len(g) > 8], f)
    with open(cache, 'rb') as f:
        return pickle.load(f)


def pattern(rng, beat=None):
    """Composed: every drum has a chance on every step of a bar, so that all meet all."""
    step = beat / rng.choice((2, 3, 4)) if beat else rng.uniform(0.09, 0.28)
    swing = rng.uniform(0, 0.3) if rng.random() < 0.3 else 0
    chance = rng.beta(0.5, 2.5, (16, len(CLASSES))) * rng.choice((0, 0.5, 1), len(CLASSES), p=(0.4, 0.3, 0.3))
    chance[:, CLASS['kick']] = rng.beta(0.5, 1.2, 16)
    chance[:, CLASS['snare']] = rng.beta(0.4, 1.2, 16)
    lead = CLASS[rng.choice(('closed', 'closed', 'ride', 'ride', 'open', 'bell', 'pedal', 'crash'))]
    chance[::int(rng.choice((1, 2, 2, 4))), lead] = rng.uniform(0.6, 1)
    strength = rng.uniform(20, 127, (16, len(CLASSES)))
    hits, t, k = [], 0 if beat else rng.uniform(0, 0.4), 0
    while t < SECONDS - 0.1:
        for c in np.flatnonzero(rng.random(len(CLASSES)) < chance[k % 16]):
            at = t + (swing * step if k % 2 else 0) + rng.normal(0, 0.007)
            hits.append((max(at, 0), c, np.clip(strength[k % 16, c] + rng.normal(0, 10), 5, 127)))
        if rng.random() < 0.02:  # a roll or a fill
            c = CLASS[rng.choice(('snare', 'low', 'mid', 'high', 'kick', 'crash'))]
            n, gap = rng.integers(3, 14), rng.uniform(0.04, 0.12)
            hits += [(t + gap * i, c, rng.uniform(20, 127)) for i in range(n)]
        if rng.random() < 0.01:  # a flam
            hits += [(t, CLASS['snare'], 30), (t + rng.uniform(0.02, 0.04), CLASS['snare'], 110)]
        t += step
        k += 1
    return np.array(sorted(hits))


def played(rng, beat=None):
    """Pop, rock, jazz as they are played most: a lead on the hat or the ride, backbeats, a kick that varies."""
    t, jazz = 0 if beat else rng.uniform(0, 0.5), rng.random() < 0.35
    beat = beat or 60 / rng.uniform(70, 200)
    lead = CLASS['ride' if jazz and rng.random() < 0.8 else rng.choice(('closed', 'closed', 'closed', 'ride', 'open'))]
    swing = rng.uniform(0.58, 0.7) if jazz else 0.5 + 0.1 * (rng.random() < 0.2)
    double = not jazz and beat > 0.5 and rng.random() < 0.4
    kick, ghost = rng.random(8) < rng.choice((0.15, 0.35)), rng.random(8) < rng.choice((0, 0.1, 0.3))
    hits, n = [], 0
    while t < SECONDS - 0.1:
        for half in (0, 1):
            at, k, new = t + half * swing * beat, (2 * n + half) % 8, []
            if not jazz or not half or k in (3, 7) or rng.random() < 0.05:
                new.append((lead, (95, 70)[half] if not jazz else (80, 95, 70, 60)[(2 * n + half) % 4]))
            if double:
                hits.append((at + beat / 4, lead, rng.normal(60, 12)))
            if jazz and k in (2, 6):
                new.append((CLASS['pedal'], 70))
            if not jazz and k in (2, 6):
                new.append((CLASS['snare'], 110))
            elif ghost[k]:
                new.append((CLASS['snare'], 45))
            if kick[k] or k == 0 and not jazz:
                new.append((CLASS['kick'], 60 if jazz else 105))
            if k == 0 and rng.random() < 0.08:
                new.append((CLASS['crash'], 110))
            hits += [(max(at + rng.normal(0, 0.006), 0), c, np.clip(v + rng.normal(0, 12), 5, 127)) for c, v in new]
        if n % 8 == 7 and rng.random() < 0.3:  # a fill
            drums = [CLASS[c] for c in rng.choice(('snare', 'high', 'mid', 'low'), 4)]
            hits += [(t + beat * i / 4, drums[i], rng.uniform(60, 127)) for i in range(4)]
        t += beat
        n += 1
    return np.array(sorted(hits))


def with_toms(rng, h):
    """Human drumming has few toms: runs of the snare go down them, or what keeps time moves to the floor tom."""
    toms, h = [CLASS[c] for c in ('high', 'mid', 'low')], h.copy()
    if rng.random() < 0.3:
        h[h[:, 1] == CLASS[rng.choice(('closed', 'ride'))], 1] = CLASS[rng.choice(('low', 'low', 'mid'))]
    at = np.flatnonzero(h[:, 1] == CLASS['snare'])
    for run in np.split(at, np.flatnonzero(np.diff(h[at, 0]) > 0.3) + 1):
        if len(run) >= 2 and rng.random() < 0.7:
            steps = np.sort(rng.integers(0, 4, len(run)))  # 0 stays on the snare
            for i, step in zip(run, steps):
                if step:
                    h[i, 1:] = toms[step - 1], min(h[i, 2] * rng.uniform(0.9, 1.3) + 10, 127)
    lone = at[rng.random(len(at)) < rng.choice((0, 0.15, 0.4))]
    h[lone, 1] = rng.choice(toms, len(lone))
    return h


class Stage:
    def __init__(self, grooves, kits, split, music=None, songs=None, toms=0):
        every = [(p, g) for p, g in load_grooves(grooves) if ('eval' in p) == (split == 'held')]
        self.grooves = [g for _, g in every]
        self.tempo = [float(re.search(r'_(\d+)_(beat|fill)', p).group(1)) for p, _ in every]
        self.songs = sorted(glob.glob(songs + '/*[0-9].npz')) if songs else []
        length = np.array([g[-1, 0] for g in self.grooves])
        self.often = length / length.sum()
        found = [Kit(p) for p in sorted(glob.glob(kits + '/*.json'))]
        self.kits = [k for k in found if k.split == split]
        self.weight = np.array([min(k.layers(), 40) for k in self.kits], float)**0.7
        self.weight /= self.weight.sum()
        self.music = music_render.Stage(*music, split) if music else None
        self.toms = toms

    def any_kit(self, rng, kind=None):
        while True:
            kit = self.kits[rng.choice(len(self.kits), p=self.weight)]
            if kind in kit.samples or kind is None and {'kick', 'snare', 'closed'} <= set(kit.samples):
                return kit

    def hits(self, rng, beats=None):
        """beats: seconds of what to play in time with."""
        usual = np.median(np.diff(beats)) if beats is not None else None
        if (way := rng.random()) < 0.4:
            h = pattern(rng, usual) if way < 0.2 else played(rng, usual)
        else:
            k = rng.choice(len(self.grooves), p=self.often)
            g, beat = self.grooves[k], 60 / self.tempo[k]
            speed = beat / usual if beats is not None else np.exp(rng.normal(0, 0.12))
            start = rng.uniform(0, max(g[-1, 0] - SECONDS * speed, 0.01))
            if beats is not None:
                start = beat * 4 * round(start / beat / 4)
            h = g[(g[:, 0] >= start) & (g[:, 0] < start + SECONDS * speed)].copy()
            h[:, 0] = (h[:, 0] - start) / speed
        if not len(h):
            return h.reshape(-1, 3)
        if beats is not None:
            number = np.arange(len(beats))
            first = int(np.searchsorted(beats, 0)) - int(rng.integers(0, 2))
            h[:, 0] = np.interp(h[:, 0] / usual + first, number, beats)
            h[:, 0] += rng.normal(0, rng.choice((0, 0.004, 0.01)))
        if self.toms and rng.random() < self.toms:
            h = with_toms(rng, h)
        for a, b, share in (('closed', 'ride', 0.2), ('snare', 'stick', 0.08), ('closed', 'open', 0.06),
                            ('ride', 'bell', 0.08), ('ride', 'closed', 0.1), ('closed', 'crash', 0.04)):
            if rng.random() < share:
                h[h[:, 1] == CLASS[a], 1] = CLASS[b]
        if rng.random() < 0.15:  # some drums rest
            h = h[~np.isin(h[:, 1], rng.choice(len(CLASSES), rng.integers(1, 5), replace=False))]
        if rng.random() < 0.1:
            h[:, 0] = np.maximum(h[:, 0] - h[0, 0] if len(h) else 0, 0)  # the first hit on the first sample
        return h[(h[:, 0] >= 0) & (h[:, 0] < SECONDS - 0.05)]

    def drums(self, rng, beats=None):
        """-> samples, hits [n, 3]: seconds, class, level in dB."""
        skins, metals = (np.zeros(int((SECONDS + 4.2) * RATE), np.float32) for _ in range(2))
        main = self.any_kit(rng)
        kits = {c: main if c in main.samples and rng.random() < 0.7 else self.any_kit(rng, c) for c in CLASSES}
        if rng.random() < 0.4:  # hats of one foreign kit, cymbals of another
            for group in (METAL, CYMBALS):
                other = self.any_kit(rng, group[0])
                kits.update({c: other for c in group if c in other.samples})
        gain = {c: GAIN[c] + rng.normal(0, 4.5) for c in CLASSES}
        ratio = {c: 2**(rng.normal(0, 3.5 if c in METAL + CYMBALS else 2.5) / 12) for c in CLASSES}
        curve = {c: rng.uniform(1.0, 2.2) for c in ('skin', 'metal')}
        soft = rng.uniform(0.003, 0.025) if rng.random() < 0.12 else 0  # brushes
        damp = {c: rng.uniform(0.05, 0.6) if rng.random() < 0.25 else 0 for c in CLASSES}
        played, hits = self.hits(rng, beats), []
        metal = np.sort(played[np.isin(played[:, 1], [CLASS[c] for c in METAL]), 0])
        for t, c, velocity in played:
            kind, start = CLASSES[int(c)], int(t * RATE)
            of_metal = kind in METAL + CYMBALS
            level = gain[kind] + 20 * curve['metal' if of_metal else 'skin'] * np.log10(max(velocity, 1) / 127)
            x = kits[kind].hit(rng, kind, velocity)
            if ratio[kind] != 1:
                at = np.arange(int(len(x) / ratio[kind]) - 1, dtype=np.float32) * np.float32(ratio[kind])
                i = at.astype(np.int32)
                x = x[i] + (at - i) * (x[np.minimum(i + 1, len(x) - 1)] - x[i])
            if damp[kind]:
                x = x * np.exp(-np.arange(len(x), dtype=np.float32) / (damp[kind] * RATE))
            if soft and kind in ('snare', 'closed', 'ride', 'crash', 'stick'):
                n = min(int(soft * RATE), len(x))
                x = x.copy()
                x[:n] *= np.linspace(0, 1, n, dtype=np.float32)
            x = x * np.float32(10**(level / 20))
            if kind == 'open':  # the hat closes on what still rings
                after = metal[np.searchsorted(metal, t, 'right'):][:1]
                n = int((after[0] - t) * RATE) if len(after) else len(x)
                if 0 < n < len(x):
                    x = x[:n + 2000].copy()
                    m = len(x) - n
                    x[n:] *= np.exp(-np.arange(m, dtype=np.float32) / 400)
            out = metals if of_metal else skins
            end = min(start + len(x), len(out))
            out[start:end] += x[:end - start]
            hits.append((t, c, level))
        skins, metals = skins[:int(SECONDS * RATE)], metals[:int(SECONDS * RATE)]
        if rng.random() < 0.6:
            metals = mix.equalise(rng, metals, rng.uniform(1, 5))
        return skins + metals, np.array(hits).reshape(-1, 3)

    def accompaniment(self, rng):
        n, out = int(SECONDS * RATE), 0
        for _ in range(rng.integers(1, 5)):
            bank = self.music.pick(rng, *self.music.family)
            x, _ = self.music.play(rng, bank, self.music.part_for(rng, bank), 0)
            x = x / (np.sqrt((x**2).mean()) + 1e-6) * 10**(rng.uniform(-12, 0) / 20)
            out = out + x
        if rng.random() < 0.5:  # a bass line, for the kick's sake
            bank = self.music.pick(rng, 'bass')
            x, _ = self.music.play(rng, bank, self.music.part_for(rng, bank), 0)
            out = out + x / (np.sqrt((x**2).mean()) + 1e-6) * 10**(rng.uniform(-6, 6) / 20)
        x = resample_poly(out, 2, 1)[:n].astype(np.float32)
        if rng.random() < 0.4:
            drive = rng.uniform(0.3, 3) / (np.abs(x).max() + 1e-6)
            x = np.tanh(drive * x) / drive
        if rng.random() < 0.4:
            x = x + self.sibilants(rng, n) * np.sqrt((x**2).mean()) * 10**(rng.uniform(-12, 6) / 20)
        return x

    def song(self, rng):
        """-> samples and beats, in seconds, one and more before and after them."""
        while True:
            with np.load(self.songs[rng.integers(len(self.songs))]) as f:
                x, beats = f['audio'], f['beats']
            first = rng.uniform(0, max(len(x) / RATE - SECONDS, 0))
            beats = beats - first
            beats = beats[(beats > -2) & (beats < SECONDS + 2)]
            if len(x) >= SECONDS * RATE and len(beats) > 8 and np.diff(beats).max() < 1.5:
                break
        x = x[int(first * RATE):int((first + SECONDS) * RATE)].astype(np.float32) / 32768
        x = np.pad(x, (0, int(SECONDS * RATE) - len(x)))
        if rng.random() < 0.5:
            x = mix.equalise(rng, x, rng.uniform(1, 4))
        if rng.random() < 0.3:
            x = fftconvolve(x, mix.room(rng))[:len(x)].astype(np.float32)
        if rng.random() < 0.4:
            drive = rng.uniform(0.5, 6) / (np.abs(x).max() + 1e-6)
            x = np.tanh(drive * x) / drive
        if rng.random() < 0.4:
            x = x + self.sibilants(rng, len(x)) * np.sqrt((x**2).mean()) * 10**(rng.uniform(-12, 6) / 20)
        return x, beats

    @staticmethod
    def sibilants(rng, n):
        """The s and t of a voice: noise that swells, and is no hat."""
        out, t = np.zeros(n, np.float32), 0.0
        sos = butter(2, rng.uniform(3000, 6500), 'high', fs=RATE, output='sos')
        while (t := t + rng.exponential(0.5) + 0.1) < n / RATE - 0.3:
            length, rise = int(rng.uniform(0.04, 0.16) * RATE), rng.uniform(0.2, 0.6)
            shape = np.interp(np.linspace(0, 1, length), (0, rise, 1), (0, 1, 0))
            s = int(t * RATE)
            out[s:s + length] += rng.normal(0, 1, length) * shape * rng.uniform(0.3, 1)
        return sosfilt(sos, out).astype(np.float32)

    def scene(self, rng):
        music, beats = self.song(rng) if self.songs and rng.random() < 0.7 else (None, None)
        drums, hits = self.drums(rng, beats)
        if rng.random() < 0.04:
            drums, hits = np.zeros_like(drums), hits[:0]
        if rng.random() < 0.7:
            drums = mix.equalise(rng, drums, rng.uniform(0.5, 4))
        if rng.random() < 0.75:
            wet = fftconvolve(drums, mix.room(rng))[:len(drums)].astype(np.float32)
            drums = drums + wet * rng.uniform(0, 2) if rng.random() < 0.5 else wet
        if rng.random() < 0.4:
            drums = compress(rng, drums)
        rms = np.sqrt((drums**2).mean()) + 1e-6
        x = drums
        if self.music and music is None and (rng.random() < 0.6 or not len(hits)):
            music = self.accompaniment(rng)
        if music is not None:
            x = drums + music / (np.sqrt((music**2).mean()) + 1e-6) * rms * 10**(rng.uniform(-10, 12) / 20)
            if rng.random() < (0.3 if beats is None else 0.6):
                x = compress(rng, x)
        if rng.random() < 0.7:
            x = x + mix.noise(rng, len(x)) * np.sqrt((x**2).mean()) * 10**(-rng.uniform(25, 75) / 20)
        if rng.random() < 0.2:
            drive = rng.uniform(0.5, 4) / (np.abs(x).max() + 1e-6)
            x = np.tanh(x * drive)
        return x.astype(np.float32), hits


def compress(rng, x):
    """Gain falls where the level is high: attack and release as a mixing desk's."""
    level = np.abs(x[:len(x) // 32 * 32].reshape(-1, 32)).max(1)
    a = np.exp(-32 / RATE / rng.uniform(0.002, 0.03))
    level = lfilter([1 - a], [1, -a], level) + 1e-6
    threshold = np.quantile(level, 0.95) * 10**(-rng.uniform(0, 20) / 20)
    gain = np.minimum(1, (level / threshold)**(1 / rng.uniform(1.5, 8) - 1))
    return (x * np.interp(np.arange(len(x)), np.arange(len(gain)) * 32, gain)).astype(np.float32)


def shard(stage, number, clips):
    xs, rows = [], []
    for clip in range(clips):
        rng = np.random.default_rng((number, clip, 7))
        samples, hits = stage.scene(rng)
        samples = samples * np.float32(0.7 / (np.abs(samples).max() + 1e-6) * 10**(-rng.exponential(6) / 20))
        x, _ = features.drum_features(samples)
        xs.append(np.clip(np.round(x / X_STEP), 0, 255).astype(np.uint8))
        rows.append(np.column_stack((np.full(len(hits), clip), hits)).astype(np.float32))
    return np.stack(xs), np.concatenate(rows)


def main():
    p = argparse.ArgumentParser()
    for name in ('grooves', 'kits', 'out'):
        p.add_argument(name)
    p.add_argument('first', type=int)
    p.add_argument('last', type=int)
    p.add_argument('--music', nargs=2)
    p.add_argument('--songs')
    p.add_argument('--split', default='train', choices=('train', 'held'))
    p.add_argument('--clips', type=int, default=CLIPS)
    p.add_argument('--toms', type=float, default=0, help='share of clips that go down the toms')
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    stage = Stage(a.grooves, a.kits, a.split, a.music, a.songs, a.toms)
    for number in range(a.first, a.last):
        path = f'{a.out}/{number:04}.npz'
        if not os.path.exists(path):
            x, hits = shard(stage, number, a.clips)
            np.savez(path + '.part.npz', x=x, hits=hits)
            os.rename(path + '.part.npz', path)


if __name__ == '__main__':
    main()
