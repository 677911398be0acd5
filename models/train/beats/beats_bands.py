# SPDX-License-Identifier: MIT
"""Bands, ensembles and lone players that chance composes, for beats_render.py --ensembles.

The beat of a piece is what people tap: the interval from one backbeat to the next is two beats, a bar of 6/8 has two,
of 12/8 four; whatever goes in eighths or sixteenths beside it (hats, a bass, an ostinato) moves no beat. Half of the
bands play plainly: every part goes on in one rhythm, as backing tracks do.

Everything is composed in beats first, (beat, channel, key, velocity, length), and then played in time."""
import collections
import math

import mido
import numpy as np

from beats.beats_music import BASSES, CHORDS, LEADS, add_notes, again, every_note

BASS, CHORD, LEAD, PAD, DRUMS = 0, 1, 2, 3, 9
Style = collections.namedtuple('Style', 'bar parts bpm drums bass chords swing')

# Of the drums: the hat's or the ride's steps in a beat; kicks, snares, rims as places in a bar, in beats.
# bass, chords: rhythms of RHYTHMS, of which a piece has one each.
STYLES = {
    'rock': Style(4, 2, (58, 170), dict(hat=2, kick=(0, 2), snare=(1, 3)), 'parts parts beats kick octaves',
                  'whole half beats parts arpeggio off', 0),
    'plain': Style(4, 2, (55, 160), dict(hat=2, kick=(0, 2), snare=(1, 3)), 'parts', 'whole', 0),
    'sixteenths': Style(4, 4, (50, 115), dict(hat=4, kick=(0, 2), snare=(1, 3)), 'sixteenths parts kick beats',
                        'whole half arpeggio beats', 0.1),
    'ballad': Style(4, 2, (52, 92), dict(hat=2, kick=(0, 2), rim=(1, 3)), 'whole half kick parts',
                    'arpeggio beats whole parts', 0),
    'four': Style(4, 4, (98, 140), dict(hat=2, kick=(0, 1, 2, 3), clap=(1, 3), off=1), 'off parts sixteenths octaves',
                  'off whole sixteenths syncopated', 0),
    'one drop': Style(4, 2, (60, 95), dict(hat=2, kick=(2,), snare=(2,), rim=(0.5, 1.5, 2.5, 3.5)),
                      'parts kick syncopated beats', 'off off whole', 0.15),
    'rockers': Style(4, 2, (60, 95), dict(hat=2, kick=(0, 2), snare=(1, 3), rim=(0.5, 2.5)), 'parts syncopated kick',
                     'off off whole', 0.15),
    'steppers': Style(4, 2, (62, 90), dict(hat=2, kick=(0, 1, 2, 3), rim=(1, 3)), 'parts syncopated', 'off', 0.15),
    'slow backbeat': Style(4, 4, (58, 88), dict(hat=4, kick=(0, 0.75, 2.5), snare=(1, 3)), 'whole kick sixteenths',
                           'whole half', 0),
    'double time': Style(4, 2, (140, 185), dict(hat=1, kick=(0, 2), snare=(1, 3)), 'beats walking root-fifth',
                         'whole half beats off', 0),
    'shuffle': Style(4, 3, (70, 150), dict(hat=-1, kick=(0, 2), snare=(1, 3)), 'shuffle walking beats',
                     'whole off half',
                     0),
    'swing': Style(4, 3, (100, 220), dict(ride=-1, foot=(1, 3)), 'walking', 'syncopated whole half', 0),
    'waltz': Style(3, 2, (80, 190), dict(hat=2, kick=(0,), snare=(1, 2)), 'whole parts beats kick',
                   'oompah whole arpeggio beats', 0),
    'jazz waltz': Style(3, 3, (100, 190), dict(ride=-1, foot=(1,), kick=(0,)), 'whole walking', 'whole syncopated', 0),
    'six eight': Style(2, 3, (42, 80), dict(hat=3, kick=(0,), snare=(1,)), 'parts beats whole shuffle',
                       'whole arpeggio parts beats', 0),
    'twelve eight': Style(4, 3, (44, 88), dict(hat=3, kick=(0, 2), snare=(1, 3)), 'parts beats whole shuffle',
                          'arpeggio parts whole beats', 0),
    'jig': Style(2, 3, (90, 130), dict(), 'beats whole', 'beats oompah', 0),
    'five': Style(5, 2, (85, 190), dict(hat=2, kick=(0, 3), snare=(2, 4)), 'parts whole beats kick',
                  'whole beats arpeggio parts', 0),
    'seven': Style(7, 1, (150, 240), dict(hat=1, kick=(0, 4), snare=(2, 6)), 'beats kick whole', 'whole beats', 0),
    'seven quarters': Style(7, 2, (100, 180), dict(hat=2, kick=(0, 4), snare=(2, 5)), 'parts beats kick', 'whole beats',
                            0),
    'march': Style(2, 4, (100, 132), dict(kick=(0, 1), snare=(0, 0.5, 0.75, 1, 1.5)), 'root-fifth beats', 'off oompah',
                   0),
    'samba': Style(2, 4, (85, 130), dict(hat=4, kick=(0, 0.75, 1, 1.75), rim=(0, 0.75, 1.5)), 'root-fifth syncopated',
                   'syncopated whole', 0),
    'bossa': Style(4, 2, (100, 150), dict(hat=2, kick=(0, 1.5, 2, 3.5), rim=(0, 1.5, 3)), 'root-fifth',
                   'syncopated whole', 0),
    # without drums
    'ostinato': Style(4, 4, (55, 140), None, 'whole parts beats none', 'arpeggio sixteenths parts', 0),
    'song': Style(4, 2, (55, 130), None, 'whole half beats none', 'arpeggio beats parts half oompah', 0),
    'piano waltz': Style(3, 2, (80, 190), None, 'none whole', 'oompah oompah arpeggio whole', 0),
    'barcarole': Style(2, 3, (42, 75), None, 'none whole', 'arpeggio parts beats', 0),
    'alberti': Style(4, 2, (70, 150), None, 'none whole', 'arpeggio arpeggio parts half', 0),
    'alberti two': Style(2, 4, (55, 110), None, 'none beats', 'arpeggio sixteenths parts oompah', 0),
    'minuet': Style(3, 2, (90, 150), None, 'beats whole none', 'whole beats arpeggio none', 0),
    'hymn': Style(4, 2, (60, 110), None, 'beats', 'beats half', 0),
    'hymn in three': Style(3, 2, (70, 120), None, 'beats', 'beats whole', 0),
    'adagio': Style(4, 2, (46, 75), None, 'whole half beats', 'whole half parts', 0),
    'allegro': Style(4, 4, (100, 160), None, 'beats parts whole', 'parts beats arpeggio sixteenths', 0),
}
# Those whose eighths are most easily taken for beats.
DENSE = ('plain', 'rock', 'sixteenths', 'one drop', 'one drop', 'rockers', 'waltz', 'six eight', 'twelve eight')
# Those whose beats go by as quickly as eighths of others.
QUICK = ('double time', 'four', 'swing', 'waltz', 'seven', 'jig', 'allegro', 'rock', 'samba', 'march')
PIANO = (0, 0, 0, 1, 2, 4)
ORCHESTRA = (48, 48, 49, 40, 41, 42, 44, 45, 46, 56, 57, 60, 61, 68, 69, 70, 71, 73)
CHOIR = (52, 53, 52, 54, 19, 20, 48)
GUITAR = (24, 25, 26, 46, 105)


def bpm_of(draw, style, slow):
    """Of ten, six where most people tap; or, slow, in the lower half of what is usual of the style."""
    low, high = style.bpm
    if slow:
        return low * math.exp(draw.random() * 0.5 * math.log(high / low))
    if draw.random() < 0.6:
        inner = max(low, 68), min(high, 145)
        low, high = inner if inner[0] < inner[1] else (low, high)
    return math.exp(draw.uniform(math.log(low), math.log(high)))


def rhythm(draw, name, style):
    """Places in a bar, in beats, and how long each lasts."""
    bar, parts = style.bar, style.parts
    eighth = 0.5 if parts == 4 else 1 / parts
    every = {'whole': bar, 'half': bar / 2 if bar % 2 == 0 else bar, 'beats': 1, 'walking': 1, 'parts': eighth,
             'octaves': eighth, 'sixteenths': 1 / 3 if parts == 3 else 0.25}
    if name == 'none':
        return []
    if name == 'arpeggio':
        step = 1 / 3 if parts == 3 else 0.25 if parts == 4 and draw.random() < 0.6 else 0.5
    elif name in every:
        step = every[name]
    elif name == 'off':
        return [(b + (0.5 if parts != 3 else 2 / 3), 0.3) for b in range(bar)]
    elif name == 'shuffle':
        return [(b + s, 0.3) for b in range(bar) for s in (0, 2 / 3)]
    elif name == 'oompah':
        return [(b, 0.5) for b in range(1, bar)] if parts < 4 or bar > 2 else [(b + 0.5, 0.3) for b in range(bar)]
    elif name == 'root-fifth':
        return [(b, 0.8) for b in range(0, bar, 2 if bar > 2 else 1)]
    else:  # syncopated, kick
        grid = [k / parts for k in range(1, bar * parts)]
        more = sorted(draw.sample(grid, min(len(grid), draw.randint(1, 1 + bar))))
        return [(p, 0.45) for p in ([0] if draw.random() < 0.85 else []) + more]
    return [(k * step, 0.9 * step) for k in range(int(round(bar / step)))]


def play_drums(draw, style, bars, plain):
    """-> (beat, channel, key, velocity, length) of a drummer who keeps to one bar, and fills."""
    d, bar, parts, out = style.drums, style.bar, style.parts, []
    lead = 51 if 'ride' in d else draw.choice((42, 42, 42, 44, 51))
    hats = d.get('hat', d.get('ride', 0))
    if hats > 1 and not plain and draw.random() < 0.15:
        hats = 1 if draw.random() < 0.5 or parts == 3 else 4
    if hats == -1:
        lead_places = [b + s for b in range(bar) for s in ((0, 2 / 3) if 'hat' in d or b % 2 else (0,))]
    else:
        lead_places = [k / hats for k in range(bar * hats)] if hats else []
    if d.get('off'):
        lead_places = [p for p in lead_places if p % 1]
        lead = draw.choice((46, 42))
    pattern = [(p, lead, 80 if p % 1 == 0 else 62) for p in lead_places]
    for name, key, velocity in (('kick', 36, 108), ('snare', 38, 106), ('rim', 37, 90), ('clap', 39, 100),
                                ('foot', 44, 70)):
        pattern += [(p, key, velocity) for p in d.get(name, ())]
    if not plain:
        grid = [k / parts for k in range(bar * parts)]
        pattern += [(p, 36, 85) for p in grid if draw.random() < 0.13 and p not in d.get('snare', ())]
        pattern += [(p, 38, 45) for p in grid if draw.random() < 0.08]
    every = draw.choice((4, 8, 8, 16))
    for b in range(bars):
        fill = not plain and b % every == every - 1 and draw.random() < 0.7
        for place, key, velocity in pattern:
            if fill and place >= bar - 1 or (not plain and draw.random() < 0.03):
                continue
            out.append((b * bar + place, DRUMS, key, velocity, 0.1))
        if fill:
            n = draw.choice((2, 4, 4)) if parts != 3 else 3
            out += [(b * bar + bar - 1 + k / n, DRUMS, draw.choice((38, 45, 47, 50, 43)), 90, 0.1) for k in range(n)
                    if draw.random() < 0.85]
        if b % every == 0 and b and draw.random() < (0.2 if plain else 0.6):
            out.append((b * bar, DRUMS, 49, 100, 0.5))
    return out


def harmony(draw, style, bars):
    """-> for each half bar the root and the chord's keys over it."""
    key, minor = draw.randint(0, 11), draw.random() < 0.4
    roots = [0, 5, 7, 9, 2, 4, 10] if not minor else [0, 5, 7, 8, 3, 10]
    loop, each = [draw.choice(roots) for _ in range(draw.choice((2, 4, 4, 8)))], draw.choice((1, 1, 1, 1, 2, 0.5))
    kinds = {r: draw.choice(((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 7, 10))) for r in roots}
    out = []
    for half in range(2 * bars):
        at = int(half / 2 / each) if each >= 1 or style.bar % 2 == 0 else half // 2
        root = loop[at % len(loop)]
        out.append(((key + root) % 12, kinds[root]))
    return out


def play_part(draw, style, chords, name, channel, bars, plain):
    """A bass or an accompaniment in one rhythm."""
    steps, out = rhythm(draw, name, style), []
    low, spread = draw.randint(28, 33), draw.choice((0, 0, 12))
    up = draw.choice(((0, 1, 2), (0, 2, 1, 2), (0, 1, 2, 1)))
    push = not plain and draw.random() < 0.15
    for b in range(bars):
        for i, (place, length) in enumerate(steps):
            if not plain and draw.random() < 0.04:
                continue
            half = min(int(2 * place / style.bar + 1e-6), 1)
            root, kind = chords[2 * b + half]
            at = b * style.bar + place
            if push and place == 0 and b:
                at -= 1 / style.parts if style.parts > 1 else 0.5
            if channel == BASS:
                key = low + (root - low) % 12
                if name == 'walking' and place % style.bar:
                    key += draw.choice(kind) + draw.choice((-1, 0, 0, 0, 2))
                elif name == 'root-fifth' and i % 2:
                    key += 7
                elif name == 'octaves' and i % 2:
                    key += 12
                keys = [key]
            else:
                base = 52 + (root - 52) % 12
                tones = [base + k for k in kind]
                if name == 'arpeggio':
                    tones.append(base + 12)
                    keys = [tones[up[i % len(up)]] - (12 if i == 0 and spread else 0)]
                else:
                    keys = tones
                if name == 'oompah' and i == 0:
                    out.append((b * style.bar, channel, base - 12 - (0 if spread else 12), 80, 0.6))
            stress = 8 if place == 0 else 3 if place % 1 == 0 else 0
            out += [(max(at, 0), channel, k, 74 + stress, length) for k in keys]
    return out


def play_lead(draw, style, chords, bars, busy):
    """A tune whose notes begin more often where the beat is, in motifs that come back."""
    out, place, key = [], 0.0, draw.randint(64, 76)
    grid = 1 / style.parts if style.parts != 4 or draw.random() < 0.5 else 0.5
    motif = []
    at = 0.0
    while at < style.bar * 2 - 1e-6:
        length = draw.choice((1, 1, 2, 2, 3, 4)) * grid if draw.random() < busy else draw.choice((1, 2, style.bar / 2))
        motif.append((at, length))
        at += length
        if at % 1 and draw.random() < 0.6:
            at = math.ceil(at - 1e-6)
    for b in range(0, bars - 1, 2):
        if draw.random() < 0.12:
            continue
        for place, length in motif:
            if place >= 2 * style.bar or draw.random() < 0.08:
                continue
            root, kind = chords[min(int((b + place / style.bar) * 2), len(chords) - 1)]
            key += draw.choice((-2, -1, 1, 2, 0, 3, -3))
            if place % 1 == 0:
                tones = [n for n in range(key - 3, key + 4) if (n - root) % 12 in kind]
                key = draw.choice(tones) if tones else key
            key = min(max(key, 57), 88)
            out.append((b * style.bar + place, LEAD, key, 86 + (6 if place % style.bar == 0 else 0), 0.85 * length))
    return out


def clock(draw, style, bars, bpm, kind):
    """Seconds of every beat."""
    count, k = bars * style.bar + 1, np.arange(bars * style.bar + 1)
    log = np.zeros(count)
    if kind == 'human':
        log += np.cumsum([draw.gauss(0, 0.003) for _ in range(count)])
    elif kind == 'hastens':
        log += draw.uniform(-0.3, 0.3) * k / count
    elif kind == 'jumps':
        log += (k >= count // 2 // style.bar * style.bar) * draw.uniform(-0.35, 0.35)
    elif kind == 'rubato':
        phrase, deep = style.bar * draw.choice((2, 4, 4, 8)), draw.uniform(0.03, 0.2)
        place = k % phrase / phrase
        log += deep * (2 * np.abs(place - draw.uniform(0.35, 0.6)) - 0.4)
        log += np.where(place > 1 - 1.5 / phrase * 1.01, draw.uniform(0, 0.3), 0)  # lingering at its end
        log += np.array([draw.gauss(0, draw.choice((0.01, 0.03))) for _ in range(count)])
        log += np.interp(k, np.linspace(0, count, 6), [draw.gauss(0, 0.08) for _ in range(6)])
        for _ in range(draw.choice((0, 0, 1, 2))):
            log[draw.randrange(count)] += draw.uniform(0.3, 0.9)  # a fermata
    if kind != 'steady' and draw.random() < 0.4:
        log[-5:] += np.linspace(0, draw.uniform(0.1, 0.5), 5)
    return draw.uniform(0.05, 1.5) + np.concatenate(([0], np.cumsum(60 / bpm * np.exp(log))))[:count]


def thinned(draw, notes, style, bars):
    """Instruments that come in late, or are silent for a while."""
    if draw.random() < 0.5:
        return notes
    channel, first = draw.choice((DRUMS, DRUMS, BASS, CHORD)), draw.choice((0, 0, bars // 2))
    last = first + draw.choice((2, 4, 8))
    return [n for n in notes if n[1] != channel or not first <= n[0] / style.bar < last]


def ensemble(draw, names=sorted(STYLES), slow=False):
    """45 s or so of a band, or of players without drums -> (MidiFile, beats [n, 2])."""
    name = draw.choice(names)
    style, plain = STYLES[name], draw.random() < 0.5
    bpm = bpm_of(draw, style, slow)
    bars = max(4, int(45 * bpm / 60 / style.bar))
    chords, notes = harmony(draw, style, bars + 1), []
    drummed = style.drums is not None and bool(style.drums)
    if drummed:
        notes += play_drums(draw, style, bars, plain)
    if not drummed or draw.random() < 0.93:
        notes += play_part(draw, style, chords, draw.choice(style.bass.split()), BASS, bars, plain)
    if not drummed or draw.random() < 0.85:
        notes += play_part(draw, style, chords, draw.choice(style.chords.split()), CHORD, bars, plain)
    if draw.random() < (0.5 if drummed else 0.85):
        notes += play_lead(draw, style, chords, bars, draw.choice((0.4, 0.8, 0.95)))
    if draw.random() < 0.2:
        notes += [(b * style.bar, PAD, 60 + (chords[2 * b][0] + k) % 12, 60, style.bar) for b in range(bars)
                  for k in chords[2 * b][1]]
    if draw.random() < 0.25:  # a pick-up
        late = draw.choice((style.bar - 1, style.bar - 0.5))
        notes = [n for n in notes if n[0] >= late or n[1] == LEAD and n[0] > 0.4]
    kinds = ('steady', 'steady', 'steady', 'human', 'human', 'jumps') if drummed else (
        'steady', 'human', 'rubato', 'rubato', 'rubato', 'hastens')
    at = clock(draw, style, bars, bpm, draw.choice(kinds))
    return play(draw, style, thinned(draw, notes, style, bars), at, drummed)


def cast(draw, drummed):
    """The program of each channel."""
    if drummed:
        return {BASS: draw.choice(BASSES), CHORD: draw.choice(CHORDS), LEAD: draw.choice(LEADS),
                PAD: draw.choice((48, 50, 52, 89))}
    group = draw.choice((PIANO, PIANO, ORCHESTRA, ORCHESTRA, CHOIR, GUITAR))
    programs = {c: draw.choice(group) for c in (BASS, CHORD, LEAD, PAD)}
    if group in (PIANO, GUITAR):
        programs = dict.fromkeys(programs, programs[BASS])
    return programs


def play(draw, style, notes, at, drummed):
    """Notes in beats to a MIDI file in seconds, by hands and as loud as chance has it."""
    k, last = np.arange(len(at)), len(at) - 1
    spread = draw.choice((0, 0.003, 0.006, 0.012) if drummed else (0.003, 0.01, 0.02))
    swing = 0.5 + (draw.uniform(0, style.swing) if style.swing else 0)
    gain = {c: draw.uniform(-28, 18) for c in (BASS, CHORD, LEAD, PAD, DRUMS)}
    late, out = {c: draw.gauss(0, spread) for c in gain}, []
    for beat, channel, key, velocity, length in notes:
        if beat >= last:
            continue
        half = beat % 1
        if abs(half - 0.5) < 1e-6:
            beat += swing - 0.5
        begins = float(np.interp(beat, k, at)) + late[channel] + draw.gauss(0, spread)
        ends = float(np.interp(min(beat + length, last), k, at))
        out.append((max(begins, 0), channel, key, min(max(int(draw.gauss(velocity + gain[channel], 5)), 8), 127),
                    max(ends - begins, 0.05)))
    midi = mido.MidiFile(ticks_per_beat=480)
    add_notes(midi, out, cast(draw, drummed))
    first, end = min((n[0] for n in out), default=0) - 0.05, max((n[0] + n[4] for n in out), default=0)
    keep = (at >= first) & (at <= end + 0.1)
    return midi, np.stack((at, k % style.bar + 1.0), 1)[keep]


def metronome(draw):
    """Half a minute of one sound on every beat, some of the time another on the bar's first -> a piece."""
    bar, length = draw.choice((2, 3, 4, 4, 4, 5, 6)), 60 / math.exp(draw.uniform(math.log(45), math.log(210)))
    keys = draw.sample((37, 42, 56, 75, 76, 77, 38, 36, 33, 34, 60, 61, 54, 80), 2)
    accent, jitter = draw.random() < 0.7, draw.choice((0, 0, 0, 0.005))
    at = draw.uniform(0.05, 2) + np.arange(int(35 / length)) * length
    notes = [(t + draw.gauss(0, jitter), DRUMS, keys[i % bar == 0 and accent], 100 if i % bar else 110, 0.1)
             for i, t in enumerate(at)]
    return again(notes, {}), np.stack((at, np.arange(len(at)) % bar + (1.0 if accent else 100.0)), 1)


def rubato(draw, piece):
    """The piece in the time of a player who lingers and hurries."""
    midi, beats = piece
    if len(beats) < 8:
        return piece
    bar = int(beats[:, 1].max())
    style = Style(bar, 2, None, None, '', '', 0)
    at = clock(draw, style, len(beats) // bar + 2, 60 / float(np.median(np.diff(beats[:, 0]))),
               draw.choice(('rubato', 'rubato', 'human')))
    old = beats[:, 0]
    ahead = 2 * old[0] - old[1], 2 * old[-1] - old[-2]
    old, new = np.concatenate(([ahead[0]], old, [ahead[1]])), at[:len(beats) + 2]
    new = new - new[0] + max(ahead[0], 0)
    when = lambda t: float(np.interp(t, old, new)) + min(t - old[0], 0) + max(t - old[-1], 0)
    notes, programs = every_note(midi)
    spread = draw.choice((0.003, 0.01, 0.015))
    notes = [(max(when(on) + draw.gauss(0, spread), 0), channel, key, velocity, max(when(on + length) - when(on), 0.03))
             for on, channel, key, velocity, length in notes if when(on) > -0.05]
    return again(notes, programs), np.stack((new[1:-1], beats[:, 1]), 1)
