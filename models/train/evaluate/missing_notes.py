#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How well `neume compare` finds missing notes: missing_notes.py make MIDI OUT NEUME
                                                    missing_notes.py fit OUT NEUME
                                                    missing_notes.py score OUT NEUME [--split development|held] [--each]

make: pieces of MIDI (as of README.md: POP909, Nottingham, GiantMIDI-Piano) become OUT/NAME.mid, without a tenth of
their notes OUT/NAME.thin.mid, the notes taken away OUT/NAME.json, and sound: of one SoundFont in a reverberant room,
of another, and dry of that which compare plays. score: compares the sound of the whole with the thinned MIDI and
prints how many of the taken notes lie in a place of the list (the very pitch, 0.1 s), how many places hold one, and
the same of the first places alone, as many as notes were taken. fit: prints the weights of
compare/missing_notes.c, from the development pieces.

Pieces are split by the CRC-32 of their names, even for development, odd held out; programs other than the grand piano
likewise, even and odd. This was fixed before any of them was measured."""
import argparse
import glob
import json
import math
import os
import random
import subprocess
import sys
import zlib

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))  # for common/ and drums/

SECONDS, TENTH = 40.0, 10
PIECES = dict(piano=dict(piano=6, pop=2), others=dict(piano=4, pop=6, folk=6))
# GM programs and their compass, as General MIDI 2 (RP-024) gives it; no bass, no effects, no drums. Beyond it many
# sounds of a SoundFont are silent: nobody could miss such a note.
COMPASS = dict(zip(range(8, 32), (
    (60, 108), (72, 108), (60, 84), (53, 89), (48, 84), (65, 96), (60, 77), (60, 84), (36, 96), (36, 96), (36, 96),
    (21, 108), (36, 96), (53, 89), (60, 84), (53, 89)) + 2 * ((40, 84),) + 6 * ((40, 86),)))
COMPASS.update(zip(range(40, 80), (
    (55, 96), (48, 84), (36, 72), (28, 55), (28, 96), (28, 96), (23, 103), None, (28, 96), (28, 96), (36, 96), (36, 96),
    (48, 79), (48, 79), (48, 84), None, (58, 94), (34, 75), (29, 55), (58, 82), (41, 77), (36, 96), (36, 96), (36, 96),
    (54, 87), (49, 80), (42, 75), (37, 68), (58, 91), (52, 81), (34, 72), (50, 91), (74, 108), (60, 96), (60, 96),
    (60, 96), (60, 96), (55, 84), (60, 96), (60, 84))))
# Timpani and the orchestra hit have no pitch to speak of.
COMPASS = {0: (21, 108), **{k: v for k, v in COMPASS.items() if v}}
FONTS = '/usr/share/sounds/sf2/'
TIM, FLUID = FONTS + 'TimGM6mb.sf2', FONTS + 'FluidR3_GM.sf2'
# name: the recording's SoundFont, whether in a room, compare's SoundFont. TimGM6mb no network was trained on.
CASES = dict(strange=(TIM, True, FLUID), trained=(FLUID, True, TIM), same=(TIM, False, TIM))


def kind_of(path):
    return 'pop' if 'POP909' in path else 'piano' if 'midis_' in path else 'folk'


def notes_of(path):
    """[(onset, offset, pitch, velocity, track)] of the first SECONDS, each key one at a time."""
    from common import music
    parts = music.read_midi(path)
    notes = sorted((float(n[0]), float(n[1]), int(n[2]), int(n[3]), k)
                   for k, part in enumerate(parts.values()) for n in part)
    start = notes[0][0] - 0.5 if notes else 0
    return one_by_one([onset - start, offset - start, *rest] for onset, offset, *rest in notes
                      if onset - start <= SECONDS)


def one_by_one(notes):
    """Each key one at a time: the later cuts the earlier."""
    last, out = {}, []
    for note in notes:
        before = last.get(note[2])
        if before and note[0] - before[0] < 0.06:
            continue
        if before and before[1] > note[0] - 0.01:
            before[1] = note[0] - 0.01
        last[note[2]] = note
        out.append(note)
    return out


def fold(notes, programs):
    """Notes beyond the compass of their instrument, moved into it by octaves."""
    for note in notes:
        low, high = COMPASS[programs[note[4]]]
        while note[2] < low:
            note[2] += 12
        while note[2] > high:
            note[2] -= 12
    return one_by_one(notes)


def write(path, notes, programs):
    import mido
    midi = mido.MidiFile(ticks_per_beat=500)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    channel = {k: k % 9 for k in range(64)}
    for k, program in programs.items():
        track.append(mido.Message('program_change', channel=channel[k], program=program))
    events = []
    for onset, offset, pitch, velocity, k in notes:
        start = round(onset * 1000)
        events.append((start, 1, channel[k], pitch, velocity))
        events.append((max(round(offset * 1000), start + 10), 0, channel[k], pitch, 0))
    now = 0
    for tick, on, ch, pitch, velocity in sorted(events):
        track.append(mido.Message('note_on' if on else 'note_off', channel=ch, note=pitch, velocity=velocity,
                                  time=tick - now))
        now = tick
    midi.save(path)


def choose(folder):
    """[(split, group, path)], drawn once and for all."""
    from common import music
    files = [f for f in sorted(glob.glob(folder + '/**/*.mid', recursive=True))
             if 'versions' not in f and not any(c in f for c in music.MAPS_COMPOSITIONS)]
    random.Random(2026).shuffle(files)
    for split, odd in (('development', 0), ('held', 1)):
        mine = [f for f in files if zlib.crc32(os.path.basename(f).encode()) % 2 == odd]
        for group, wanted in PIECES.items():
            for kind, count in wanted.items():
                some = [f for f in mine if kind_of(f) == kind and len(notes_of(f)) >= 50][:count]
                mine = [f for f in mine if f not in some]
                yield from ((split, group, f) for f in some)


def make(a):
    os.makedirs(a.out, exist_ok=True)
    for i, (split, group, path) in enumerate(choose(a.midi)):
        r = random.Random(i)
        notes, base = notes_of(path), f'{a.out}/{split}-{group}-{i:02d}'
        mine = [p for p in COMPASS if p and p % 2 == (split == 'held')]
        programs = {k: 0 if group == 'piano' else r.choice(mine) for k in sorted({n[4] for n in notes})}
        notes = fold(notes, programs)
        gone = set(r.sample(range(len(notes)), max(1, len(notes) // TENTH)))
        write(base + '.mid', notes, programs)
        write(base + '.thin.mid', [n for j, n in enumerate(notes) if j not in gone], programs)
        with open(base + '.json', 'w') as f:
            json.dump(dict(file=os.path.basename(path), programs=programs, notes=len(notes),
                           gone=[notes[j] for j in sorted(gone)]), f)
        for case, (font, room, _) in CASES.items():
            sound = f'{base}.{case}.wav'
            if room:
                command = ['fluidsynth', '-q', '-ni', '-R', '1', '-C', '0', '-g', '0.4', '-r', '44100', '-F', sound,
                           font, base + '.mid']
            else:
                command = [a.neume, 'render', '-q', base + '.mid', '--soundfont', font, '-o', sound]
            subprocess.run(command, check=True, capture_output=True)
        print(base, os.path.basename(path), len(notes), len(gone), programs)


def measure(base, case, neume):
    with open(base + '.json') as f:
        gone = json.load(f)['gone']
    out = subprocess.run([neume, 'compare', '-q', '--json', '--soundfont', CASES[case][2], f'{base}.{case}.wav',
                          base + '.thin.mid'], check=True, capture_output=True)
    places = [p for p in json.loads(out.stdout)['places'] if p['kind'] == 'missing']

    def counts(some):
        def hit(p, n):
            return p['pitch'] == n[2] and abs(p['start'] - n[0]) <= 0.1
        return [len(gone), sum(any(hit(p, n) for p in some) for n in gone), len(some),
                sum(any(hit(p, n) for n in gone) for p in some)]
    return counts(places) + counts(places[:len(gone)])[1:]


def score(a):
    for case in a.case or CASES:
        for group in PIECES:
            rows = []
            for path in sorted(glob.glob(f'{a.out}/{a.split}-{group}-*.json')):
                rows.append(measure(path[:-5], case, a.neume))
                if a.each:
                    print(os.path.basename(path)[:-5], *rows[-1], flush=True)
            n, found, places, true, first, some, right = map(sum, zip(*rows))
            print(f'{a.split} {case:8s} {group:7s} {len(rows)} pieces, {n} notes taken: found {found / n:.3f}, '
                  f'of {places} places true {true / max(places, 1):.3f}; in the first places {first / n:.3f}, '
                  f'true {right / max(some, 1):.3f}', flush=True)


WINDOW, NEAR, SILENT, SURELY = 0.1, 10, -3, -1  # seconds; log odds
FEATURES = ('base', 'recording', 'render', 'octave', 'partial', 'heard', 'velocity', 'near')


def heard(path, neume):
    """{pitch: [(onset, log odds, velocity)]} of all that the transcriber thinks possible."""
    out = subprocess.run([neume, 'transcribe', '-q', '--mode', 'poly', '-s', '1', '--jobs', '1', path, '--format',
                          'json', '-o', '-'], check=True, capture_output=True)
    notes = {}
    for n in json.loads(out.stdout)['notes']:
        p = min(max(n['confidence'], 1e-3), 0.999)
        notes.setdefault(n['pitch'], []).append((n['onset'], math.log(p / (1 - p)), n['velocity']))
    return notes


def surest(notes, pitch, time):
    return max((odds for onset, odds, _ in notes.get(pitch, ()) if abs(onset - time) <= WINDOW), default=SILENT)


def candidates(base, case, neume):
    """Rows of FEATURES of what is heard and not written, and whether it was taken away; as
    compare/missing_notes.c has them."""
    from common import music
    with open(base + '.json') as f:
        gone = {(round(n[0], 2), n[2]): n for n in json.load(f)['gone']}.values()
    written = {}
    for part in music.read_midi(base + '.thin.mid').values():
        for onset, offset, pitch, _ in part.tolist():
            written.setdefault(int(pitch), []).append((onset, offset))
    render = f'{base}.{case}.render.wav'
    subprocess.run([neume, 'render', '-q', base + '.thin.mid', '--soundfont', CASES[case][2], '-o', render], check=True)
    recording, played = heard(f'{base}.{case}.wav', neume), heard(render, neume)
    os.remove(render)
    every = [(onset, p) for p, notes in written.items() for onset, _ in notes]
    share = sum(surest(recording, p, onset) > SURELY for onset, p in every) / len(every)
    rows, taken = [], []
    for pitch, notes in recording.items():
        mine = written.get(pitch, ())
        for onset, odds, velocity in notes:
            if any(abs(w[0] - onset) <= WINDOW for w in mine):
                continue
            if any(w[0] < onset - WINDOW and w[1] > onset + WINDOW for w in mine):
                continue  # struck while it sounds on: the pieces have none, so they cannot tell
            octave = any(abs(w[0] - onset) <= WINDOW for w in written.get(pitch - 12, ()))
            partial = any(w[0] < onset - WINDOW and w[1] > onset
                          for d in (12, 19, 24) for w in written.get(pitch - d, ()))
            rows.append((1, odds, surest(played, pitch, onset), octave, partial, share, velocity / 127,
                         any(abs(w[0] - onset) <= NEAR for w in mine)))
            taken.append(any(n[2] == pitch and abs(n[0] - onset) <= WINDOW for n in gone))
    return rows, taken


def regress(x, y, ridge=3):
    """Logistic regression by Newton's method, with a ridge on standardised features."""
    import numpy as np
    mean, scale = x.mean(0), x.std(0) + 1e-9
    mean[0], scale[0] = 0, 1
    z, w = (x - mean) / scale, np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ w))
        w += np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + ridge * np.eye(len(w)),
                             z.T @ (y - p) - ridge * np.r_[0, w[1:]])
    w /= scale
    w[0] -= w[1:] @ mean[1:]
    return w


def learn(a):
    import numpy as np
    rows, taken = [], []
    for case in CASES:
        for path in sorted(glob.glob(a.out + '/development-*.json')):
            more = candidates(path[:-5], case, a.neume)
            rows += more[0]
            taken += more[1]
    weights = regress(np.array(rows, float), np.array(taken, float))
    print(len(rows), 'candidates', sum(taken), 'taken:', ', '.join(f'{n} {w:.2f}' for n, w in zip(FEATURES, weights)))


def main():
    p = argparse.ArgumentParser()
    s = p.add_subparsers(required=True)
    m = s.add_parser('make')
    m.add_argument('midi')
    m.set_defaults(run=make)
    q = s.add_parser('fit')
    q.set_defaults(run=learn)
    c = s.add_parser('score')
    c.add_argument('--split', default='held', choices=('development', 'held'))
    c.add_argument('--case', action='append', choices=tuple(CASES))
    c.add_argument('--each', action='store_true')
    c.set_defaults(run=score)
    for each in (m, q, c):
        each.add_argument('out')
        each.add_argument('neume')
    a = p.parse_args()
    a.run(a)


if __name__ == '__main__':
    main()
