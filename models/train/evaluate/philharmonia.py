#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Pitch of real single notes: the Philharmonia Orchestra's samples, whose pitch is in the name of the file.

usage: philharmonia.py NEUME AUDIO [--half tune|test] [--aubio] [--each] [--wrong]

AUDIO is the folder `audio` of github.com/skratchdot/philharmonia-samples. Up to 220 notes of each instrument, drawn
once for all from those that are one steady tone, in two halves: constants were tuned on the one, the other was only
tested.
neume's answer is the pitch that its notes of `transcribe --mode melody` have longest; --aubio adds the median of the
frames of `aubiopitch -p yinfft`. Names that the spectrum of the sample contradicts are counted apart: by a comb over
one long spectrum, without any tracker."""
import argparse
import collections
import csv
import math
import os
import random
import re
import subprocess
import tempfile

import numpy as np
import soundfile

STEPS = {'C': 0, 'Cs': 1, 'D': 2, 'Ds': 3, 'E': 4, 'F': 5, 'Fs': 6, 'G': 7, 'Gs': 8, 'A': 9, 'As': 10, 'B': 11}
STEADY = set('''normal arco-normal nonlegato legato tenuto vibrato non-vibrato molto-vibrato subtone con-sord mute
arco-legato arco-tenuto arco-detache arco-martele arco-au-talon arco-portato staccato pizz-normal
tongued-slur'''.split())
MOST = 220  # notes of an instrument
SHORTEST = 1500  # bytes: what is smaller is empty

Note = collections.namedtuple('Note', 'instrument half path pitch')


def choose(root):
    notes = collections.defaultdict(list)
    for instrument in sorted(os.listdir(root)):
        for name in sorted(os.listdir(os.path.join(root, instrument))):
            path = os.path.join(root, instrument, name)
            m = re.match(r'(.+)_([A-G]s?)(\d)_([^_]+)_([^_]+)_(.*)\.mp3$', name)
            if instrument == 'percussion' or not m or os.path.getsize(path) < SHORTEST:
                continue
            if m[6] in STEADY and m[4] != 'phrase':
                notes[instrument].append((path, 12 * (int(m[3]) + 1) + STEPS[m[2]]))
    rng, chosen = random.Random(1), []
    for instrument, found in notes.items():
        rng.shuffle(found)
        chosen += [Note(instrument, 'test' if i % 2 else 'tune', *n) for i, n in enumerate(found[:MOST])]
    return chosen


def contradicted(x, rate, pitch):
    """Why the spectrum of the loudest second is not that of a tone of this pitch; '' where it may be."""
    n = min(len(x), rate)
    if len(x) < 2000 or np.abs(x).max() < 1e-4:
        return 'empty'
    power = np.concatenate(([0], np.cumsum(x.astype(float) ** 2)))
    at = int(np.argmax(power[n:] - power[:-n])) if len(x) > n else 0
    x, size = x[at:at + n], 1 << 17
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)), size)) ** 2
    step, lobe = rate / size, rate / len(x)
    sums = np.concatenate(([0], np.cumsum(spectrum)))
    whole = sums[int(8000 / step)] - sums[int(25 / step)] + 1e-20

    def comb(hz, multiples):  # share of the energy within 45 cents, or a main lobe, of these multiples
        c = multiples * hz
        c = c[c < 8000]
        h = np.minimum(np.maximum(c * 0.026, 2 * lobe), hz * 0.24)
        return (sums[((c + h) / step).astype(int) + 1] - sums[((c - h) / step).astype(int)]).sum() / whole

    def best(m):
        return max((comb(440 * 2 ** ((m - 69 + c / 100) / 12), np.arange(1, 60)), c) for c in range(-48, 49, 6))

    share, cents = best(pitch)
    hz = 440 * 2 ** ((pitch - 69 + cents / 100) / 12)
    other = max(best(pitch + d)[0] for d in (-2, -1, 1, 2))
    if share < 0.05 or (share < 0.5 and other > share + 0.3):
        return 'another pitch'
    if comb(hz, np.arange(40) + 0.5) > 0.15:
        return 'an octave lower'
    if comb(hz, np.arange(1, 60, 2)) / max(share, 1e-9) < 0.001:
        return 'an octave higher'
    return 'half a semitone off' if abs(cents) >= 42 else ''


def neume(program, notes, folder):
    """-> the answer for each path, None where there is no note."""
    answers = {}
    for first in range(0, len(notes), 200):
        batch = notes[first:first + 200]
        subprocess.run([program, 'transcribe', '-q', '--mode', 'melody', '--min-pitch', '12', '--max-pitch', '108',
                        '--jobs', '1', '--format', 'csv', '-o', folder + '/'] + [n.path for n in batch])
        for n in batch:
            out = os.path.join(folder, os.path.basename(n.path)[:-4] + '.csv')
            lasting = collections.Counter()
            if os.path.exists(out):
                with open(out) as f:
                    for row in csv.DictReader(f):
                        lasting[int(row['pitch'])] += float(row['offset']) - float(row['onset'])
            answers[n.path] = lasting.most_common(1)[0][0] if lasting else None
    return answers


def aubio(x, rate, folder):
    path = os.path.join(folder, 'note.wav')
    soundfile.write(path, x, rate, subtype='PCM_16')
    run = subprocess.run(['aubiopitch', '-p', 'yinfft', '-i', path], stdout=subprocess.PIPE, text=True)
    hz = [float(line.split()[1]) for line in run.stdout.splitlines() if len(line.split()) == 2]
    hz = [f for f in hz if f > 0]
    return round(69 + 12 * math.log2(np.median(hz) / 440)) if hz else None


def show(title, notes, answers):
    n = max(len(notes), 1)
    right = sum(answers[x.path] == x.pitch for x in notes)
    octave = sum(answers[x.path] is not None and answers[x.path] != x.pitch and (answers[x.path] - x.pitch) % 12 == 0
                 for x in notes)
    none = sum(answers[x.path] is None for x in notes)
    print('%-58s %4d notes  right %5.1f %%  octave errors %4.1f %%  nothing %4.1f %%'
          % (title, len(notes), 100 * right / n, 100 * octave / n, 100 * none / n))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('neume')
    parser.add_argument('audio')
    parser.add_argument('--half', choices=('tune', 'test'))
    parser.add_argument('--aubio', action='store_true')
    parser.add_argument('--each', action='store_true', help='print every instrument')
    parser.add_argument('--wrong', action='store_true', help='print the notes that are not right')
    options = parser.parse_args()
    notes = [n for n in choose(options.audio) if options.half in (None, n.half)]
    doubtful, theirs = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        ours = neume(options.neume, notes, folder)
        for n in notes:
            x, rate = soundfile.read(n.path, dtype='float32', always_2d=True)
            doubtful[n.path] = contradicted(x.mean(1), rate, n.pitch)
            if options.aubio:
                theirs[n.path] = aubio(x.mean(1), rate, folder)
    for name, answers in (('neume', ours), ('yinfft', theirs)) if options.aubio else (('neume', ours),):
        for half in ('tune', 'test') if not options.half else (options.half,):
            kept = [n for n in notes if n.half == half and not doubtful[n.path]]
            show('%s, %s half, names that the spectrum bears out' % (name, half), kept, answers)
            for instrument in sorted({n.instrument for n in kept}) if options.each else ():
                show('  ' + instrument, [n for n in kept if n.instrument == instrument], answers)
        show('%s, all files' % name, notes, answers)
    for n in notes if options.wrong else ():
        if ours[n.path] != n.pitch:
            print(os.path.basename(n.path), n.half, n.pitch, ours[n.path], doubtful[n.path])


main()
