# SPDX-License-Identifier: MIT
"""Piano pieces as the eighteenth and nineteenth centuries wrote them, composed by chance, for beats_render.py --piano.

A piece has sections of 2 to 8 bars, each with a figure for the left hand and one for the right, which runs, sings,
answers itself or rests; a player lingers, hurries, rolls chords and plays the tune a little early. No score and no
performance of others is in it."""
import math

import mido
import numpy as np

from beats.beats_bands import BASS, CHORD, LEAD, PIANO, Style, clock, harmony
from beats.beats_music import add_notes

# Beats in a bar, parts of a beat, beats a minute.
METRES = ((4, 4, 50, 150), (4, 4, 60, 160), (4, 3, 55, 120), (3, 4, 50, 150), (3, 2, 80, 200), (2, 4, 48, 130),
          (2, 4, 60, 160), (2, 3, 42, 110), (4, 3, 44, 80), (2, 2, 60, 120), (3, 3, 45, 100))
LEFT = ('alberti', 'waves', 'oompah', 'chords', 'octaves', 'bass', 'runs', 'hold', 'rest', 'tremolo')
RIGHT = ('song', 'song', 'song', 'runs', 'runs', 'figure', 'chords', 'answer', 'dotted', 'rest')


def steps_of(draw, parts):
    return parts if draw.random() < 0.7 else {2: 4, 3: 6, 4: 2}[parts]


def left_hand(draw, kind, bar, parts, first, bars, chords):
    """-> (beat, channel, key, velocity, length)"""
    steps, out, low = steps_of(draw, parts), [], draw.randint(36, 45)
    shape = draw.choice(((0, 2, 1, 2), (0, 1, 2, 1), (0, 1, 2, 3, 2, 1), (0, 2, 3, 2), (0, 1, 2)))
    every = draw.choice((1, 1, 2))
    for b in range(first, first + bars):
        for i in range(bar * steps):
            at, whole = i / steps, i % steps == 0
            root, tones = chords[2 * b + int(2 * at / bar)]
            base = low + (root - low) % 12
            keys, length = [], 1 / steps
            if kind == 'alberti':
                keys = [(base + 12 + k) for k in (*tones, 12)][shape[i % len(shape)]:][:1]
            elif kind == 'waves':
                place = i % (bar * steps)
                top = bar * steps // 2
                rise = place if place <= top else 2 * top - place
                keys, length = [base + 12 * (rise // len(tones)) + tones[rise % len(tones)]], 2 / steps
                keys = [k for k in keys if k < 84]
            elif kind == 'oompah' and whole:
                keys, length = ([base], 0.9) if i == 0 else ([base + 12 + k for k in tones], 0.5)
            elif kind == 'chords' and whole and (i // steps) % every == 0:
                keys, length = [base + k for k in tones], 0.9 * every
            elif kind == 'octaves' and i % max(steps // 2, 1) == 0:
                keys = [base, base + 12] if draw.random() < 0.9 else []
            elif kind == 'bass' and i == 0:
                keys, length = [base], bar
            elif kind == 'runs':
                keys = [base + (0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2)[i % 14]]
            elif kind == 'hold' and i in (0, bar * steps // 2):
                keys, length = [base, *(base + 12 + k for k in tones)], bar / 2
            elif kind == 'tremolo':
                keys = [base + (12 if i % 2 else 0)]
            out += [(b * bar + at, BASS, k, 66 + 6 * (i == 0), length) for k in keys]
    return out


def tune_rhythm(draw, bar, parts, kind):
    """Two bars of a tune: (beat, length)."""
    out, at = [], 0.0 if draw.random() < 0.75 else draw.choice((0.5, 1.0, 1 / parts))
    grid = 1 / parts
    while at < 2 * bar - 1e-6:
        if kind == 'dotted':
            length = draw.choice(((1 - grid), 1, 1)) if at % 1 < 1e-6 else max(math.ceil(at) - at, grid)
        elif at % 1 < 1e-6:
            length = draw.choice((1, 1, 1, 2, 0.5 if parts != 3 else grid, grid, 2 * grid, 1.5 if parts != 3 else 1))
        else:
            rest = math.ceil(at - 1e-6) - at
            length = rest if draw.random() < 0.4 else grid if draw.random() < 0.8 else rest + draw.choice((0.5, 1))
        if draw.random() > 0.08:
            out.append((at, length))
        at += length
    return out


def right_hand(draw, kind, bar, parts, first, bars, chords, motif):
    steps, out, key = steps_of(draw, parts), [], draw.randint(66, 80)
    if kind in ('song', 'dotted'):
        double, thick = draw.random() < 0.2, draw.random() < 0.2
        for b in range(first, first + bars, 2):
            for at, length in motif:
                beat = b * bar + at
                if beat >= (first + bars) * bar:
                    break
                root, tones = chords[min(2 * b + int(2 * at / bar), len(chords) - 1)]
                key += draw.choice((-2, -1, -1, 1, 1, 2, 0, 4, -4))
                if at % 1 < 1e-6 and draw.random() < 0.7:
                    near = [n for n in range(key - 3, key + 4) if (n - root) % 12 in tones]
                    key = draw.choice(near) if near else key
                key = min(max(key, 60), 91)
                keys = [key, *([key + 12] if double else []), *([key - 4] if thick else [])]
                if length >= 1 and draw.random() < 0.06:  # a trill
                    n = int(length * 8)
                    out += [(beat + j / 8, LEAD, key + 2 * (j % 2), 76, 1 / 8) for j in range(n)]
                    continue
                if draw.random() < 0.05:
                    out.append((beat - 0.08, LEAD, key + 1, 70, 0.06))
                out += [(beat, LEAD, k, 88 + 4 * (at % bar == 0), 0.95 * length) for k in keys]
        return out
    way = draw.choice((1, -1))
    shape = draw.choice(((0, 1, 2, 3), (3, 2, 1, 0), (0, 2, 1, 3), (0, 3, 2, 3, 1, 3)))
    for b in range(first, first + bars):
        for i in range(bar * steps):
            at = i / steps
            root, tones = chords[2 * b + int(2 * at / bar)]
            stress = 8 * (i == 0) + 4 * (i % steps == 0)
            if kind == 'runs' and draw.random() < 0.98:
                if not 62 < key < 92 or draw.random() < 0.12:
                    way = -way if 62 < key < 92 else (1 if key <= 62 else -1)
                key += way * draw.choice((1, 2, 2, 2))
                out.append((b * bar + at, LEAD, key, 76 + stress, 1 / steps))
            elif kind == 'figure':
                base = 66 + (root - 66) % 12
                tone = ((*tones, 12)[shape[i % len(shape)]] if shape[i % len(shape)] < len(tones) + 1 else 12)
                out.append((b * bar + at, LEAD, base + tone, 76 + stress, 1 / steps))
            elif kind == 'chords' and (i % steps == 0 or (i % max(steps // 2, 1) == 0 and draw.random() < 0.2)):
                base = 62 + (root - 62) % 12
                out += [(b * bar + at, LEAD, base + k, 80 + stress, 0.8) for k in (*tones, 12)]
            elif kind == 'answer' and at >= bar / 2 and i % max(steps // 2, 1) == 0:
                base = 64 + (root - 64) % 12
                out += [(b * bar + at, LEAD, base + k, 78, 0.4) for k in tones]
    return out


def fugue(draw, bar, parts, bars):
    """A subject that enters in one voice after another and goes on in free runs."""
    subject = tune_rhythm(draw, bar, parts, 'song')
    walk, out, key = [], [], 0
    for _ in subject:
        key += draw.choice((-2, -1, 1, 2, 3, -3))
        walk.append(key)
    for v, base in enumerate(draw.sample((74, 67, 60, 50), draw.choice((2, 3, 3, 4)))):
        for b in range(2 * v, bars, 2):
            rhythm = subject if b == 2 * v or draw.random() < 0.25 else tune_rhythm(draw, bar, parts, 'song')
            for j, (at, length) in enumerate(rhythm):
                tone = base + (walk[j % len(walk)] if rhythm is subject else draw.choice((-5, -3, 0, 2, 4, 5, 7)))
                out.append((b * bar + at, (BASS, CHORD, LEAD)[v % 3], tone, 78, 0.9 * length))
    return out


def compose(draw, bar, parts, bars):
    if draw.random() < 0.15:
        return fugue(draw, bar, parts, bars)
    style = Style(bar, parts, None, None, '', '', 0)
    chords, notes, first = harmony(draw, style, bars + 10), [], 0
    left, right = draw.choice(LEFT), draw.choice(RIGHT)
    motif = tune_rhythm(draw, bar, parts, right)
    while first < bars:
        long = min(draw.choice((2, 4, 4, 4, 8, 8)), bars - first)
        notes += left_hand(draw, left, bar, parts, first, long, chords)
        notes += right_hand(draw, right, bar, parts, first, long, chords, motif)
        first += long
        if draw.random() < 0.45:
            left = draw.choice(LEFT)
        if draw.random() < 0.45:
            right = draw.choice(RIGHT[:-1] if left in ('rest', 'hold', 'bass') else RIGHT)
            motif = tune_rhythm(draw, bar, parts, right)
    return notes


def play(draw, notes, bar, at):
    """By two hands that are not together, with the tune ahead, chords rolled and phrases that swell."""
    k, last = np.arange(len(at)), len(at) - 1
    spread, ahead = draw.choice((0.004, 0.008, 0.015)), draw.choice((0, 0.01, 0.025))
    rolled, gain = draw.choice((0, 0, 0.3)), {c: draw.uniform(-22, 12) for c in (BASS, CHORD, LEAD)}
    swell, stress, out = draw.uniform(0, 14), draw.choice((0, 0.5, 1, 1.5)), []
    chords = {}
    for beat, channel, key, velocity, length in sorted(notes):
        if not 0 <= beat < last:
            continue
        nth = chords[beat, channel] = chords.get((beat, channel), -1) + 1
        begins = float(np.interp(beat, k, at)) + draw.gauss(0, spread) - (ahead if channel == LEAD else 0)
        begins += rolled * 0.1 * nth if length >= 0.5 else 0
        ends = float(np.interp(min(beat + length, last), k, at))
        loud = 76 + (velocity - 76) * stress + gain[channel] + swell * math.sin(math.pi * (beat / bar / 4 % 1))
        out.append((max(begins, 0), channel, min(max(key, 22), 106), min(max(int(draw.gauss(loud, 5)), 10), 127),
                    max(ends - begins, 0.04) * draw.choice((1, 1, 0.6, 1.5))))
    midi = mido.MidiFile(ticks_per_beat=480)
    add_notes(midi, out, dict.fromkeys((BASS, CHORD, LEAD), draw.choice(PIANO + (6, 0, 0))))
    first, end = min((n[0] for n in out), default=0) - 0.1, max((n[0] + n[4] for n in out), default=0)
    keep = (at >= first) & (at <= end + 0.1)
    return midi, np.stack((at, k % bar + 1.0), 1)[keep]


def piano(draw):
    """A minute of a piano piece -> (MidiFile, beats [n, 2])."""
    bar, parts, slow, fast = draw.choice(METRES)
    bpm = math.exp(draw.uniform(math.log(slow), math.log(fast)))
    bars = max(6, int(58 * bpm / 60 / bar))
    notes = []
    while len(notes) < 4 * bars:
        notes = compose(draw, bar, parts, bars)
    if draw.random() < 0.3:  # a pick-up
        late = draw.choice((bar - 1, bar - 0.5, bar - 1 / parts))
        notes = [n for n in notes if n[0] >= late]
    at = clock(draw, Style(bar, parts, None, None, '', '', 0), bars, bpm,
               draw.choice(('rubato', 'rubato', 'rubato', 'human', 'human', 'hastens')))
    return play(draw, notes, bar, at)
