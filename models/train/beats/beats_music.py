# SPDX-License-Identifier: MIT
"""Music with known beats for beats_render.py: human drumming, human piano, folk tunes, composed pieces in many metres.

A piece is (MidiFile, beats [n, 2]: seconds and the number in the bar). What the README's figures are taken on stays out
of training: the drummers outside TRAINED, and the songs in Source.held. Other clips of those drummers and the songs in
Source.fitted are for the weights of the pulse and the bars, which are fitted to what the network hears of new music."""
import collections
import functools
import io
import random
import re
import subprocess

import mido
import numpy as np

TRAINED = {'drummer1', 'drummer5', 'drummer6', 'drummer8'}
# Roland's TD-11 to General MIDI
KEYS = {22: 42, 26: 46, 58: 43, 55: 49, 52: 57, 40: 38, 47: 45}
# name -> beats a bar, parts a beat
METRES = {'2-4': (2, 2), '3-4': (3, 2), '4-4': (4, 2), '5-4': (5, 2), '6-8': (2, 3), '12-8': (4, 3), '9-8': (3, 3),
          '7-8': (7, 1)}
# General MIDI programs of a band
LEADS = (52, 53, 54, 54, 53, 56, 65, 66, 73, 40, 80, 81, 85, 87, 29, 30, 26, 27, 22, 11, 0, 4)
CHORDS = (0, 4, 5, 16, 18, 24, 25, 26, 27, 28, 29, 30, 30, 29, 48, 50, 52, 61, 62, 81, 88, 89, 90)
BASSES = (32, 33, 33, 34, 34, 35, 36, 38, 39)


def git(repository, *words):
    return subprocess.run(['git', '-C', repository, *words], capture_output=True, check=True).stdout


class Source:
    """The clones of zharry29/drums-with-llm, which holds Groove's MIDI by name, of music-x-lab/POP909-Dataset and of
    jukedeck/nottingham-dataset."""

    def __init__(self, mirror):
        names = 'zharry29+drums-with-llm', 'music-x-lab+POP909-Dataset', 'jukedeck+nottingham-dataset'
        self.drums, self.songs, self.folk = (f'{mirror}/{name}/repo' for name in names)
        draw = random.Random(5)
        names = [n for n in git(self.drums, 'ls-tree', '-r', '--name-only', '-z', 'HEAD').decode().split('\0')
                 if n.startswith('groove/') and '_beat_' in n and n.endswith('.mid') and 'eval_session' not in n]
        draw.shuffle(names)
        self.grooves = names
        songs = list(range(1, 910))
        draw.shuffle(songs)
        self.held, self.rest = songs[16:36], songs[:16] + songs[36:]
        self.fitted = set(self.rest[-50:])
        names = git(self.folk, 'ls-tree', '--name-only', 'HEAD:MIDI').decode().split()
        self.tunes = sorted(n for n in names if n.endswith('.mid'))

    @functools.cached_property
    def other_grooves(self):
        """(held, fitted): 40 clips by other drummers, at most 14 of each, and 60 of the rest; 25 to 150 s each."""
        of, held, fitted = collections.Counter(), [], []
        for name in self.grooves:
            drummer = name.split('/')[1]
            if drummer in TRAINED or len(fitted) == 60:
                continue
            piece = self.groove(name)
            if not piece or not 25 <= piece[0].length <= 150:
                continue
            keep = len(held) < 40 and of[drummer] < 14
            of[drummer] += keep
            (held if keep else fitted).append(name)
        return held, fitted

    def groove(self, name):
        midi = mido.MidiFile(file=io.BytesIO(git(self.drums, 'show', 'HEAD:' + name)))
        tempos = {m.tempo for t in midi.tracks for m in t if m.type == 'set_tempo'}
        meters = [m for t in midi.tracks for m in t if m.type == 'time_signature']
        if len(tempos) != 1 or len({(m.numerator, m.denominator) for m in meters}) > 1:
            return None
        num, den = (int(v) for v in re.search(r'_beat_(\d+)-(\d+)', name).groups())
        quarter, per_bar = tempos.pop() * 1e-6, num
        step = quarter * 4 / den
        if den == 8 and num % 3 == 0:
            step, per_bar = 1.5 * quarter, num // 3
        times, now = [], 0
        for m in midi:
            now += m.time
            if m.type == 'note_on' and m.velocity:
                times.append(now)
        for t in midi.tracks:
            for m in t:
                if m.type in ('note_on', 'note_off'):
                    m.note = KEYS.get(m.note, m.note)
        k = np.arange(int((times[-1] + 0.05) / step) + 1)
        k = k[k * step >= times[0] - 0.05]
        return midi, np.stack((k * step, k % per_bar + 1), 1)

    def song(self, number):
        at = f'HEAD:POP909/{number:03d}/'
        midi = mido.MidiFile(file=io.BytesIO(git(self.songs, 'show', f'{at}{number:03d}.mid')))
        rows = np.array([l.split() for l in git(self.songs, 'show', at + 'beat_midi.txt').decode().splitlines()
                         if l.strip()], float)
        firsts = np.flatnonzero(rows[:, 2] > 0.5)
        if not len(firsts):
            return None
        number = [j - firsts[firsts <= j][-1] + 1 if j >= firsts[0] else 4 - (firsts[0] - j - 1) % 4
                  for j in range(len(rows))]
        return midi, np.stack((rows[:, 0], number), 1)

    def agreed(self, number):
        """Whether the song's two annotations, of the MIDI file and of a recording, mostly agree in beats and bars."""
        beats = self.song(number)[1]
        heard = np.array([l.split() for l in git(self.songs, 'show', f'HEAD:POP909/{number:03d}/beat_audio.txt')
                          .decode().splitlines() if l.strip()], float)
        firsts = heard[heard[:, 1] == 1, 0]
        if len(firsts) < 4:
            return False
        near = np.abs(beats[:, 0] - firsts[:, None]).argmin(1)
        met = np.abs(beats[near, 0] - firsts) < 0.1
        level = np.median(np.diff(beats[:, 0])) / np.median(np.diff(heard[:, 0]))
        return bool(met.mean() > 0.5 and (beats[near[met], 1] == 1).mean() > 0.6 and 0.87 < level < 1.15)

    def tune(self, draw, name, drummed_share=0.3):
        """A folk tune and its chords, whose tempo wanders, played by two instruments, some of the time to drums."""
        score = mido.MidiFile(file=io.BytesIO(git(self.folk, 'show', 'HEAD:MIDI/' + name)))
        metres = {(m.numerator, m.denominator) for t in score.tracks for m in t if m.type == 'time_signature'}
        if len(metres) != 1 or len(score.tracks) < 2:
            return None
        num, den = metres.pop()
        threes = den == 8 and num % 3 == 0
        per_bar, step = (num // 3 if threes else num), score.ticks_per_beat * 4 // den * (3 if threes else 1)
        tracks = [list(struck(t)) for t in score.tracks[:2]]
        if not tracks[0]:
            return None
        length = 60 / draw.uniform(*((70, 140) if threes else (75, 170)))
        count = max(off for t in tracks for _, off, _ in t) // step + 2
        wander, drift = np.cumsum([draw.gauss(0, 0.004) for _ in range(count)]), draw.uniform(-0.08, 0.08)
        at = np.cumsum(length * np.exp(wander + drift * np.arange(count) / count))
        when = lambda tick: float(np.interp(tick / step, np.arange(count), at))
        notes, strike, pulse = [], draw.choice((0, 0.006, 0.012)), draw.random() < 0.5
        for on, off, key in tracks[0]:
            strong = 12 if on % step == 0 else 0
            notes.append((when(on) + draw.gauss(0, strike), 0, key, min(int(draw.gauss(78 + strong, 8)), 127),
                          (when(off) - when(on)) * draw.uniform(0.7, 0.98)))
        for on, off, key in tracks[1]:
            again = range(on, off, step) if pulse else [on]  # the chord on every beat, or once
            for a in again:
                end = min(a + step, off) if pulse else off
                notes.append((when(a) + draw.gauss(0, strike), 1, key, min(int(draw.gauss(62, 8)), 127),
                              (when(end) - when(a)) * 0.9))
        first = min(on for t in tracks for on, _, _ in t)
        midi = mido.MidiFile(ticks_per_beat=480)
        add_notes(midi, notes, {0: draw.choice([0, 21, 22, 24, 40, 46, 56, 65, 71, 73, 74, 78, 105, 109]),
                                1: draw.choice([0, 21, 24, 25, 16, 46, 48, 33])})
        k = np.arange(count - 1)
        k = k[k * step >= first - step // 8]
        piece = midi, np.stack((at[k], k % per_bar + 1), 1)
        return drummed(draw, piece, 3 if threes else 2) if draw.random() < drummed_share else piece


def struck(track):
    """(on, off, key) in ticks."""
    now, open_ = 0, {}
    for m in track:
        now += m.time
        if m.type == 'note_on' and m.velocity:
            open_[m.note] = now
        elif m.type in ('note_on', 'note_off') and m.note in open_:
            yield open_.pop(m.note), now, m.note


def drummed(draw, piece, parts):
    """A drummer to it, who keeps to one pattern of the bar and varies it."""
    midi, beats = piece
    bar = int(beats[:, 1].max())
    parts = parts if parts == 3 else draw.choice((2, 2, 4))
    backbeat = {2: {2}, 3: {2, 3}, 4: draw.choice(({2, 4}, {2, 4}, {2, 4}, {3}))}.get(bar, {bar // 2 + 1})
    hat, kicks = draw.choice((42, 42, 51, 44)), {(1, 0)}
    kicks |= {(n, j) for n in range(1, bar + 1) for j in range(parts) if draw.random() < 0.22 and n not in backbeat}
    every = draw.choice((1, 1, 2)) if parts == 4 else 1
    loud, notes = draw.uniform(-20, 10), []

    def hit(when, key, velocity):
        notes.append((when + draw.gauss(0, 0.007), 9, key, min(max(int(draw.gauss(velocity + loud, 8)), 8), 127), 0.1))

    for i, ((at, number), (after, _)) in enumerate(zip(beats, beats[1:])):
        fill = number == bar and draw.random() < 0.1
        for j in range(parts):
            here = at + (after - at) * j / parts
            if ((number, j) in kicks) != (draw.random() < 0.06):
                hit(here, 36, 100 if number == 1 else 85)
            if j == 0 and number in backbeat:
                hit(here, 38, 104)
            elif fill or draw.random() < 0.02:
                hit(here, draw.choice((38, 45, 47, 50)), 80)
            if not fill and j % every == 0 and draw.random() < 0.95:
                hit(here, hat, 60 if j else 80)
        if number == 1 and i and draw.random() < 0.08:
            hit(at, 49, 105)
    add_notes(midi, notes, {})
    return midi, beats


def scaled(piece, factor):
    """All times by the factor."""
    midi, beats = piece
    found = False
    for t in midi.tracks:
        for m in t:
            if m.type == 'set_tempo':
                m.tempo, found = min(int(round(m.tempo * factor)), 16777215), True
    if not found:
        midi.tracks[0].insert(0, mido.MetaMessage('set_tempo', tempo=int(round(500000 * factor))))
    return midi, beats * [factor, 1]


def add_notes(midi, notes, programs):
    """notes: (seconds, channel, key, velocity, length)."""
    mark, seconds, rates = [0.0], [0.0], []
    tempo, clock = 500000, 0.0
    for m in mido.merge_tracks(midi.tracks) if midi.tracks else []:
        clock += m.time
        if m.type == 'set_tempo':
            rates.append(tempo * 1e-6 / midi.ticks_per_beat)
            seconds.append(seconds[-1] + (clock - mark[-1]) * rates[-1])
            mark.append(clock)
            tempo = m.tempo
    rates.append(tempo * 1e-6 / midi.ticks_per_beat)

    def ticks(s):
        i = int(np.searchsorted(seconds, s, 'right')) - 1 if s > 0 else 0
        return int(round(mark[i] + (max(s, 0) - seconds[i]) / rates[i]))

    events = [(0, 0, mido.Message('program_change', channel=c, program=p)) for c, p in programs.items()]
    for at, channel, key, velocity, length in notes:
        events.append((ticks(at), 2, mido.Message('note_on', channel=channel, note=key, velocity=velocity)))
        events.append((ticks(at + length), 1, mido.Message('note_off', channel=channel, note=key)))
    track, last = mido.MidiTrack(), 0
    for at, _, m in sorted(events, key=lambda e: e[:2]):
        track.append(m.copy(time=at - last))
        last = at
    midi.tracks.append(track)
    midi.type = 1


def accompanied(draw, piece):
    """A bass and chords to drumming, which change at bar lines."""
    midi, beats = piece
    notes, root = [], draw.randint(36, 47)
    chords = [draw.choice([0, 5, 7, 9, 2, 4]) for _ in range(4)]
    pattern, chord = draw.choice([(1,), (1, 3), (1, 2, 3, 4)]), 0
    for (at, number), (after, _) in zip(beats, beats[1:]):
        if number == 1:
            chord = draw.choice(chords)
        velocity = draw.randint(60, 110)
        if number in pattern and draw.random() < 0.9:
            notes.append((at + draw.gauss(0, 0.01), 0, root + chord, velocity, (after - at) * 0.9))
        if number == 1 or draw.random() < 0.3:
            begins = at if number == 1 or draw.random() < 0.6 else (at + after) / 2
            notes += [(begins + draw.gauss(0, 0.01), 1, root + chord + 12 + i, velocity - 15, (after - at) * 0.8)
                      for i in (0, 4, 7)]
    add_notes(midi, notes, {0: draw.choice([32, 33, 35]), 1: draw.choice([0, 4, 24, 27, 48, 16])})
    return midi, beats


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


def every_note(midi):
    """(seconds, channel, key, velocity, length) of all tracks, and each channel's first program."""
    now, open_, notes, programs = 0.0, {}, [], {}
    for m in midi:
        now += m.time
        if m.type == 'program_change':
            programs.setdefault(m.channel, m.program)
        elif m.type == 'note_on' and m.velocity:
            open_[m.channel, m.note] = now, m.velocity
        elif m.type in ('note_on', 'note_off') and (m.channel, m.note) in open_:
            on, velocity = open_.pop((m.channel, m.note))
            notes.append((on, m.channel, m.note, velocity, now - on))
    return notes, programs


def again(notes, programs):
    """The way back of every_note()."""
    midi = mido.MidiFile(ticks_per_beat=480)
    add_notes(midi, notes, programs)
    return midi


def excerpt(draw, piece, seconds):
    """So many seconds from somewhere in the piece."""
    midi, beats = piece
    first = draw.choice((0, draw.uniform(0, max(midi.length - seconds, 0))))
    if midi.length <= seconds + 1:
        return piece
    notes, programs = every_note(midi)
    notes = [(on - first, *rest) for on, *rest in notes if first <= on < first + seconds]
    keep = (beats[:, 0] >= first - 0.05) & (beats[:, 0] < first + seconds)
    return again(notes, programs), beats[keep] - [first, 0]


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
    """The piece for a band without a drummer: its parts by instruments that chance chooses, and a bass."""
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
    add_notes(out, notes, programs)
    return out, beats


# What a drummer plays in a bar, by style: how many beats; parts of a beat, which steps are; where the second half of a
# beat begins; beats a minute; the lead's key and its steps; the snare's; those that the kick always plays and its
# chance on the others; the ghost notes' chance.
STYLES = {
    'rock': (4, 2, (0.5, 0.5), (85, 180), (42, 42, 46, 51), range(8), (2, 6), (0,), 0.25, 0.02),
    'slow': (4, 4, (0.5, 0.56), (55, 95), (42, 42, 51), range(0, 16, 2), (4, 12), (0,), 0.12, 0.04),
    'sixteenths': (4, 4, (0.5, 0.58), (70, 120), (42,), range(16), (4, 12), (0,), 0.15, 0.08),
    'half time': (4, 2, (0.5, 0.5), (110, 190), (42, 51, 49), (0, 2, 4, 6), (4,), (0,), 0.2, 0.03),
    'funk': (4, 4, (0.5, 0.6), (80, 125), (42, 42, 46), range(0, 16, 2), (4, 12), (0,), 0.22, 0.22),
    'disco': (4, 2, (0.5, 0.5), (105, 135), (46,), (1, 3, 5, 7), (2, 6), (0, 2, 4, 6), 0.03, 0.02),
    'four': (4, 4, (0.5, 0.55), (100, 140), (42,), (2, 6, 10, 14), (), (0, 4, 8, 12), 0.02, 0.03),
    'punk': (4, 2, (0.5, 0.5), (150, 230), (42, 51), range(0, 8, 1), (2, 6), (0, 4), 0.3, 0),
    'march': (4, 4, (0.5, 0.6), (85, 130), (38,), (0, 3, 4, 6, 7, 8, 11, 12, 14), (4, 12), (0, 8), 0.05, 0.3),
    'train': (4, 4, (0.5, 0.58), (85, 130), (38,), range(16), (4, 12), (0, 8), 0.05, 0.5),
    'shuffle': (4, 3, (0.6, 0.68), (80, 150), (42, 42, 51), (0, 2, 3, 5, 6, 8, 9, 11), (3, 9), (0,), 0.15, 0.06),
    'swing': (4, 3, (0.6, 0.68), (90, 260), (51, 51, 51, 42), (0, 3, 5, 6, 9, 11), (), (), 0.06, 0.12),
    'ballad': (2, 3, (0.66, 0.66), (45, 75), (42, 51), range(6), (3,), (0,), 0.12, 0.05),
    'waltz': (3, 3, (0.6, 0.68), (90, 200), (51, 42), (0, 3, 5, 6), (3, 6), (0,), 0.06, 0.08),
    'bossa': (4, 4, (0.5, 0.5), (60, 90), (42, 51), range(0, 16, 2), (0, 3, 6, 10, 13), (0, 3, 4, 7, 8, 11, 12, 15), 0,
              0),
    'samba': (4, 4, (0.5, 0.52), (90, 130), (42, 51), range(16), (0, 3, 5, 8, 10, 13), (3, 4, 7, 8, 11, 12, 15), 0.1,
              0.2),
    'tom beat': (4, 2, (0.5, 0.58), (80, 150), (41, 43), range(8), (2, 6), (0,), 0.2, 0.03),
}


def kit(draw):
    """40 s of a drummer alone, in a style: patterns of one bar that vary, fills, hands and feet off the beat by habit
    and by chance, a tempo that wanders."""
    name = draw.choice(sorted(STYLES))
    bar, parts, halves, tempi, leads, lead_steps, snares, kicks, kick_chance, ghost_chance = STYLES[name]
    length, half = 60 / draw.uniform(*tempi), draw.uniform(*halves)
    count, steps = int(40 / length) // bar * bar, bar * parts
    wander = np.cumsum([draw.gauss(0, 0.003) for _ in range(count + 1)])
    at = draw.uniform(0.05, 1) + np.concatenate(([0], np.cumsum(length * np.exp(wander))))
    lead, foot = draw.choice(leads), name in ('swing', 'waltz') or draw.random() < 0.1
    late = {key: draw.gauss(0, 0.008) for key in (36, 38, 44)}
    kick = [s in kicks or draw.random() < kick_chance for s in range(steps)]
    ghosts = [draw.random() < ghost_chance for _ in range(steps)]
    every, loud, spread = draw.choice((4, 4, 8, 8, 16)), draw.uniform(-25, 5), draw.choice((0.004, 0.008, 0.014))
    notes = []

    def share(step):  # of the beat that has gone by
        if parts == 3:
            return (0, (1 - half) * 1.1 if half < 0.66 else 1 / 3, half)[step % 3]
        here = step % parts / parts
        return here / 0.5 * half if here < 0.5 else half + (here - 0.5) / 0.5 * (1 - half)

    def hit(step, beat, key, velocity):
        place = at[beat] + share(step) * (at[beat + 1] - at[beat]) + late.get(key, 0) + draw.gauss(0, spread)
        notes.append((max(place, 0), 9, key, min(max(int(draw.gauss(velocity + loud, 9)), 5), 127), 0.1))

    for b in range(count):
        number, bars = b % bar, b // bar
        fill = bars % every == every - 1 and number >= bar - draw.choice((1, 2)) and draw.random() < 0.8
        changed = draw.random() < 0.15
        for part in range(parts):
            s = number * parts + part
            if fill:
                if draw.random() < 0.75:
                    hit(s, b, draw.choice((38, 38, 45, 47, 48, 43)), 85)
                if part == 0 and draw.random() < 0.5:
                    hit(s, b, 36, 85)
                continue
            if s in lead_steps and draw.random() < 0.97:
                stress = 12 if lead == 51 and name == 'swing' and number % 2 else 0
                hit(s, b, lead, (60 if part else 78) + stress)
            if s in snares and draw.random() < 0.95:
                hit(s, b, 37 if name == 'bossa' else 38, 100)
            elif ghosts[s] != (changed and draw.random() < ghost_chance):
                hit(s, b, 38, 42)
            if kick[s] != (changed and draw.random() < 0.3):
                hit(s, b, 36, 60 if name == 'swing' else 95 if s == 0 else 82)
            if foot and part == 0 and (number % 2 or bar == 3 and number):
                hit(s, b, 44, 65)
        if number == 0 and bars and bars % every == 0 and draw.random() < 0.6:
            hit(b * parts, b, 49, 100)
    midi = mido.MidiFile(ticks_per_beat=480)
    add_notes(midi, notes, {})
    return midi, np.array([(at[i], i % bar + 1) for i in range(count)])


def without(draw):
    """Half a minute of sounds at any time, and no beats."""
    rate, now, notes = draw.uniform(1, 7), 0.0, []
    drums, keys = draw.random() < 0.5, [draw.randint(36, 84) for _ in range(draw.choice((1, 2, 12)))]
    while now < 32:
        now += draw.expovariate(rate)
        if drums or draw.random() < 0.2:
            notes.append((now, 9, draw.choice([36, 37, 38, 42, 46, 56, 76][:len(keys)]), draw.randint(40, 120), 0.1))
        else:
            notes.append((now, 0, draw.choice(keys), draw.randint(40, 120), draw.uniform(0.05, 1.5)))
    midi = mido.MidiFile(ticks_per_beat=480)
    add_notes(midi, notes, {0: draw.randrange(0, 112)})
    return midi, np.zeros((0, 2))


def composed(draw):
    """Half a minute in any metre, steady, hastening or with another tempo from the middle on."""
    name = draw.choice(sorted(METRES))
    bar, parts = METRES[name]
    bpm = draw.uniform(150, 235) if parts == 1 else draw.uniform(50, 120) if parts == 3 else draw.uniform(70, 170)
    kind, count = draw.choice(('steady', 'steady', 'hastens', 'jumps')), int(32 * bpm / 60) // bar * bar
    at = [draw.uniform(0.1, 1.5)]
    for i in range(count):
        faster = 1 + 0.35 * i / count if kind == 'hastens' else 1.25 if kind == 'jumps' and i >= count // 2 else 1
        at.append(at[-1] + 60 / bpm / faster)
    backbeat = set(draw.sample(range(1, bar), max(1, bar // 2)))
    if bar == 4:
        backbeat = {1, 3} if draw.random() < 0.8 else {2}
    style, root = draw.choice(('drums', 'drums', 'band', 'keys')), draw.randint(40, 50)
    chords = [draw.choice([0, 5, 7, 9, 2, 4]) for _ in range(4)]
    notes = []

    def hit(when, channel, key, velocity, length=0.1):
        notes.append((when + draw.gauss(0, 0.006), channel, key, min(max(int(velocity + draw.gauss(0, 6)), 10), 127),
                      length))

    for i in range(count):
        place, length, chord = i % bar, at[i + 1] - at[i], chords[i // bar % 4] + root
        if style != 'keys':
            if place == 0 or (place not in backbeat and draw.random() < 0.3):
                hit(at[i], 9, 36, 90 if place else 110)
            if place in backbeat:
                hit(at[i], 9, 38, 105)
            for k in range(parts):
                if draw.random() < 0.9:
                    hit(at[i] + length * k / parts, 9, 42, 60 if k else 85)
        if style != 'drums':
            if place == 0:
                hit(at[i], 0, chord - 12, 100, length * 0.9)
            if parts > 1 or place in backbeat or place == 0:
                for key in (0, 4, 7):
                    hit(at[i], 1, chord + 12 + key, 65 if place else 85, length * 0.8)
            if draw.random() < 0.4:
                hit(at[i] + length * draw.randrange(parts) / parts, 2, chord + 24 + draw.choice([0, 2, 4, 7, 9]), 80,
                    length * 0.4)
    midi = mido.MidiFile(ticks_per_beat=480)
    program = draw.choice([0, 4, 24, 32, 48, 16])
    add_notes(midi, notes, {0: 33, 1: program, 2: program})
    return midi, np.array([(at[i], i % bar + 1) for i in range(count)])
