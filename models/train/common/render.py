#!/usr/bin/python3
"""Renders training clips and keeps what neume hears of them.

usage: render.py MIDI BANKS OUT FIRST LAST [--split train|held] [--family FAMILY] [--hard] [--clips N]
Writes OUT/NNNN.npz for every shard number from FIRST up to LAST: x [clips, frames, bins] uint8 (features / X_STEP),
level [clips, frames] (dB), notes [n, 5] (clip, onset, sounding offset, pitch, level in dB). A shard is always the same
for the same banks; a shard that exists is left alone."""
import argparse
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402
from common import mix  # noqa: E402
from common import music  # noqa: E402
from common import voices  # noqa: E402

CLIPS, SECONDS, X_STEP = 64, 16.0, 0.01
SINGING = ('strings', 'winds', 'brass', 'voice', 'bass')
HARD = {'reeds': 0.22, 'winds': 0.16, 'organ': 0.12, 'synth': 0.1, 'pluck': 0.15, 'section': 0.1, 'sung': 0.07,
        'piano': 0.08}


class Stage:
    """All instruments and music of one split."""

    def __init__(self, midi, folder, split):
        self.music = music.load(midi)
        everything = mix.banks(folder, split)
        self.kits = [b for b in everything if b.family == 'drums']
        self.family = {}
        for b in everything:
            if b.family != 'drums' and not b.name.endswith('_031'):  # harmonics: no key
                self.family.setdefault(b.family, []).append(b)

    def pick(self, rng, *families):
        families = [f for f in families if f in self.family]
        of = self.family[families[rng.integers(len(families))]]
        if families == ['piano']:  # grands before General MIDI's
            real = [b for b in of if not b.name.startswith(('fluid', 'musescore', 'timgm'))]
            of = real if real and rng.random() < 0.6 else of
        return of[rng.integers(len(of))]

    def performance(self, rng, kinds):
        """A part of `seconds` from one of the kinds of music."""
        kind = kinds[rng.integers(len(kinds))]
        speed, semitones = np.exp(rng.normal(0, 0.15)), int(rng.integers(-6, 7))
        if kind == 'piano':
            pieces = self.music['piano']
            p = music.excerpt(rng, pieces[rng.integers(len(pieces))], SECONDS * speed)
        else:
            songs = self.music['pop' if kind.startswith('pop') else 'folk']
            song = songs[rng.integers(len(songs))]
            name = {'pop-piano': 'PIANO', 'pop-melody': 'MELODY'}.get(kind)
            p = song.get(name) if name in song else song[sorted(song)[rng.integers(len(song))]]
            p = music.excerpt(rng, p, SECONDS * speed)
            if kind == 'folk':
                p = music.humanise(rng, p, rng.uniform(0.003, 0.02), rng.uniform(3, 15))
        return music.restrike(music.stretch(p, speed, semitones)) if len(p) else p

    def part_for(self, rng, bank):
        """Something that this instrument could play."""
        low, high = max(bank.low, 21), min(bank.high, 108)
        if high - low > 50 and bank.family in ('piano', 'epiano', 'organ', 'synth', 'mallet', 'pluck'):
            if bank.family == 'piano' and rng.random() < 0.45:
                return self.performance(rng, ['piano'])
            what = rng.random()
            if what < 0.35:
                return music.two_hands(rng, SECONDS)
            if what < 0.7:
                return self.performance(rng, ['pop-piano', 'pop-piano', 'pop-melody', 'folk', 'piano'])
            if what < 0.8:
                return music.carpet(rng, SECONDS, low, high)
        if high - low > 24:
            low += int(rng.integers(0, (high - low) // 3))
            high -= int(rng.integers(0, (high - low) // 3))
        what, singing = rng.random(), bank.family in SINGING
        if what < (0.6 if singing else 0.3):
            if rng.random() < 0.35 and bank.family != 'bass':
                p = music.one_at_a_time(self.performance(rng, ['pop-melody', 'folk']))
                return p if len(p) else music.line(rng, SECONDS, low, high)
            return music.line(rng, SECONDS, low, high)
        if what < (0.75 if singing else 0.7):
            return music.chords(rng, SECONDS, low, high)
        return (music.arpeggios, music.arpeggios, music.carpet)[rng.integers(3)](rng, SECONDS, low, high)

    def play(self, rng, bank, part, gain):
        if len(part) and rng.random() < 0.2:
            part = music.repeated(rng, part)
        if len(part) and bank.family not in SINGING and rng.random() < 0.2:
            part = music.doubled(rng, part)
        if len(part) and rng.random() < 0.3:
            part = part.copy()
            part[:, 0] += rng.uniform(0, 2.0)  # begins late
            part[:, 1] = np.maximum(part[:, 1], part[:, 0] + 0.04)
        x, notes = mix.play(rng, bank, part, SECONDS, gain)
        if bank.family not in ('piano', 'mallet') and rng.random() < 0.3:
            x = mix.modulate(rng, x)
        return x, notes

    def sing(self, rng, gain, kind=None):
        """A synthesised voice or wind alone, a harmonica, an accordion, a choir."""
        kind = kind or str(rng.choice(list(voices.KINDS), p=(0.32, 0.05, 0.13, 0.14, 0.08, 0.1, 0.13, 0.05)))
        low, high = voices.KINDS[kind]['keys']
        if kind == 'freereed' and rng.random() < 0.75:
            part = (music.chugging if rng.random() < 0.6 else music.harmonica)(rng, SECONDS)
        elif kind in ('freereed', 'choir'):
            part = (music.chords, music.line)[int(rng.random() < 0.3)](rng, SECONDS, low, high)
        else:
            low += int(rng.integers(0, max(high - low - 16, 1)))
            what = rng.random()
            part = (music.sung if what < 0.5 else music.line)(rng, SECONDS, low, min(low + 22, high))
            if what > 0.75:
                p = music.one_at_a_time(self.performance(rng, ['pop-melody', 'folk']))
                part = p if len(p) > 5 else part
            if kind == 'reed' and rng.random() < 0.1:
                part = music.repeated(rng, part)
            part = music.one_at_a_time(part)
        return voices.play(rng, kind, part, SECONDS, gain)

    def hard(self, rng):
        """-> samples, notes of what the networks still found hard, by what they missed; one instrument or two."""
        kind = str(rng.choice(list(HARD), p=list(HARD.values())))
        if kind in ('reeds', 'winds', 'sung'):
            tracks = [self.sing(rng, 0, {'reeds': 'freereed', 'winds': 'flute'}.get(kind))]
        elif kind == 'section':
            bank = self.pick(rng, 'strings', 'winds', 'brass', 'voice', 'synth')
            low = max(bank.low, 40)
            part = music.parallel(rng, SECONDS, low, max(min(bank.high, 96), low + 18))
            tracks = [mix.play(rng, bank, part, SECONDS, 0)]
        else:
            families = {'pluck': ('guitar', 'guitar', 'bass', 'pluck')}.get(kind, (kind,))
            bank = self.pick(rng, *families)
            part = self.part_for(rng, bank)
            part = music.repeated(rng, part) if kind != 'pluck' and rng.random() < 0.3 and len(part) else part
            tracks = [self.play(rng, bank, part, 0)]
        if rng.random() < 0.2:
            bank = self.pick(rng, 'piano', 'guitar', 'bass', 'strings', 'organ')
            tracks.append(self.play(rng, bank, self.part_for(rng, bank), rng.uniform(-20, -4)))
        return mix.record(rng, sum(t[0] for t in tracks)), np.concatenate([t[1] for t in tracks])

    def scene(self, rng, family=None):
        """-> samples, notes."""
        what = rng.random() if family is None else 0.7
        if what < 0.06:
            x = np.zeros(int(SECONDS * mix.RATE), np.float32)
            if rng.random() < 0.6 and self.kits:
                x += mix.play_drums(rng, self.kits[rng.integers(len(self.kits))], mix.groove(rng, SECONDS), SECONDS)
            if rng.random() < 0.6:
                x += mix.noise(rng, len(x)) * 10**(rng.uniform(-60, -15) / 20)
            tracks = [(x, np.zeros((0, 4), np.float32))]
        elif what < 0.35:
            bank = self.pick(rng, 'piano') if rng.random() < 0.88 else self.pick(rng, 'epiano', 'mallet', 'pluck')
            tracks = [self.play(rng, bank, self.part_for(rng, bank), 0)]
        elif what < 0.52:
            tracks = [self.sing(rng, 0)]
            if rng.random() < 0.15:  # accompanied
                bank = self.pick(rng, 'piano', 'guitar', 'strings', 'synth', 'bass')
                tracks.append(self.play(rng, bank, self.part_for(rng, bank), rng.uniform(-25, -6)))
        elif what < 0.78:
            bank = self.pick(rng, *([family] if family else [f for f in self.family if f != 'piano']))
            tracks = [self.play(rng, bank, self.part_for(rng, bank), 0)]
        else:
            tracks = []
            for _ in range(rng.integers(2, 5)):
                bank = self.pick(rng, *self.family)
                tracks.append(self.play(rng, bank, self.part_for(rng, bank), rng.uniform(-14, 0)))
            if rng.random() < 0.3:
                tracks.append(self.sing(rng, rng.uniform(-10, 3)))
        if family is None and what >= 0.06 and self.kits and rng.random() < (0.6 if what >= 0.78 else 0.08):
            x = mix.play_drums(rng, self.kits[rng.integers(len(self.kits))], mix.groove(rng, SECONDS), SECONDS)
            tracks.append((x * 10**(rng.uniform(-25, -2) / 20), np.zeros((0, 4), np.float32)))
        samples = sum(t[0] for t in tracks)
        notes = np.concatenate([t[1] for t in tracks])
        return mix.record(rng, samples), notes


def shard(stage, number, clips, family=None, hard=False):
    xs, levels, all_notes = [], [], []
    for clip in range(clips):
        rng = np.random.default_rng((number, clip))
        samples, notes = stage.hard(rng) if hard else stage.scene(rng, family)
        gain = 0.5 / (np.abs(samples).max() + 1e-6) * 10**(-rng.exponential(8) / 20)
        x, level = features.features(samples * np.float32(gain))
        xs.append(np.clip(np.round(x / X_STEP), 0, 255).astype(np.uint8))
        levels.append(level.astype(np.float32))
        notes[:, 3] += 20 * np.log10(gain)
        all_notes.append(np.column_stack((np.full(len(notes), clip), notes)).astype(np.float32))
    return np.stack(xs), np.stack(levels), np.concatenate(all_notes)


def main():
    p = argparse.ArgumentParser()
    for name in ('midi', 'banks', 'out'):
        p.add_argument(name)
    p.add_argument('first', type=int)
    p.add_argument('last', type=int)
    p.add_argument('--split', default='train', choices=('train', 'held'))
    p.add_argument('--family', help='one instrument of this family in every clip, and nothing under it')
    p.add_argument('--hard', action='store_true', help='only what was found hard')
    p.add_argument('--clips', type=int, default=CLIPS)
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    stage = Stage(a.midi, a.banks, a.split)
    for number in range(a.first, a.last):
        path = f'{a.out}/{number:04}.npz'
        if not os.path.exists(path):
            x, level, notes = shard(stage, number, a.clips, a.family, a.hard)
            np.savez(path + '.part.npz', x=x, level=level, notes=notes)
            os.rename(path + '.part.npz', path)


if __name__ == '__main__':
    main()
