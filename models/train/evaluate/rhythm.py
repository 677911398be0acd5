#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How many onsets of played music neume's sheet music puts where the score has them: mean over pieces, and pooled.

usage: rhythm.py ASAP NEUME [--jitter SECONDS] [--each]

ASAP is a clone of github.com/fosfrancesco/asap-dataset. 36 pieces, chosen by lot among those in quarters
throughout whose performance has all beats; one performance of each, its first 160 beats. Beats are given to neume
as a tempo map, so that only the rhythm within them is judged. Pieces of even number chose the constants of
midi/notation/notation_grid.c."""
import argparse
import bisect
import collections
import csv
import io
import os
import random
import re
import subprocess
import tempfile

import mido

PIECES, BEATS, NEAR, SAME = 36, 160, 0.4, 0.02  # NEAR and SAME in beats
STEPS = {'C': 0, 'D': 2, 'E': 4, 'F': 5, 'G': 7, 'A': 9, 'B': 11}


def annotation(path):
    """[(seconds, words)] of a file of ASAP."""
    rows = [line.split('\t') for line in open(path) if line.strip()]
    return [(float(row[0]), row[2].strip()) for row in rows]


def notes(path):
    """[(onset, offset, pitch, velocity)] in seconds."""
    now, open_notes, out = 0, collections.defaultdict(list), []
    for message in mido.MidiFile(path):
        now += message.time
        if message.type not in ('note_on', 'note_off'):
            continue
        key = (message.channel, message.note)
        if message.type == 'note_on' and message.velocity:
            open_notes[key].append((now, message.velocity))
        elif open_notes[key]:
            onset, velocity = open_notes[key].pop(0)
            out.append((onset, now, message.note, velocity))
    return sorted(out)


def place(beats, time):
    """A time in beats."""
    i = min(max(bisect.bisect_right(beats, time) - 1, 0), len(beats) - 2)
    return i + (time - beats[i]) / (beats[i + 1] - beats[i])


def pieces(root):
    """(row of the table, beats played, beats of the score, beats in a bar, beats before the first bar line)"""
    first = {}
    for row in csv.DictReader(open(os.path.join(root, 'metadata.csv'))):
        first.setdefault(row['folder'], row)
    folders = sorted(first)
    random.shuffle(folders)
    for folder in folders:
        row = first[folder]
        try:
            played = annotation(os.path.join(root, row['performance_annotations']))
            score = annotation(os.path.join(root, row['midi_score_annotations']))
        except OSError:
            continue
        metres = {w.split(',')[1] for _, w in played if w.count(',') and w.split(',')[1]}
        if len(metres) != 1 or not metres.copy().pop().endswith('/4') or len(played) != len(score):
            continue
        beats, written = [t for t, _ in played], [t for t, _ in score]
        if any(w.startswith('bR') for _, w in played) or any(b - a <= 0.05 for a, b in zip(beats, beats[1:])):
            continue
        if any(b - a <= 0.01 for a, b in zip(written, written[1:])):
            continue
        bar = int(metres.pop().split('/')[0])
        yield row, beats, written, bar, next(i for i, (_, w) in enumerate(played) if w.startswith('db')) % bar


def write(path, played, beats, bar, lead):
    """The performance with its beats as quarters; [(beat, pitch)] of its notes."""
    events, placed = [], []
    for at, beats_in_bar in [(0, lead), (lead * 480, bar)] if lead else [(0, bar)]:
        events.append((at, 0, mido.MetaMessage('time_signature', numerator=beats_in_bar, denominator=4)))
    for i in range(len(beats) - 1):
        tempo = int((beats[i + 1] - beats[i]) * 1e6)
        events.append((i * 480, 1, mido.MetaMessage('set_tempo', tempo=tempo)))
    for onset, offset, pitch, velocity in played:
        on = max(0, round(place(beats, onset) * 480))
        off = max(on + 1, round(place(beats, offset) * 480))
        events += [(on, 3, mido.Message('note_on', note=pitch, velocity=velocity)),
                   (off, 2, mido.Message('note_off', note=pitch))]
        placed.append((on / 480, pitch))
    track, now = mido.MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda e: e[:2]):
        message.time = tick - now
        now = tick
        track.append(message)
    midi = mido.MidiFile(type=1, ticks_per_beat=480)
    midi.tracks.append(track)
    midi.save(path)
    return placed


def match(score, written, placed):
    """[(beat as played, pitch, beat as written)]"""
    used, out = set(), []
    for onset, _, pitch, _ in score:
        beat = place(written, onset)
        near = [(abs(at - beat), k) for k, (at, p) in enumerate(placed)
                if p == pitch and abs(at - beat) < NEAR and k not in used]
        if near:
            used.add(min(near)[1])
            out.append((placed[min(near)[1]][0], pitch, beat))
    return out


def read(xml):
    """{pitch: [beat]} of MusicXML as neume writes it, and how often each value comes."""
    onsets, values = collections.defaultdict(list), collections.Counter()
    for part in xml.split('<part id=')[1:]:
        start = 0
        for measure in part.split('<measure ')[1:]:
            now = end = last = 0
            for m in re.finditer(r'<(backup|forward)><duration>(\d+)|<note(.*?)</note>', measure, re.S):
                if m[1]:
                    now += int(m[2]) * (1 if m[1] == 'forward' else -1)
                else:
                    if '<chord/>' not in m[3]:
                        last, now = now, now + int(re.search(r'<duration>(\d+)', m[3])[1])
                    value = re.search(r'<type>(\w+)', m[3])
                    values[value[1] if value else 'bar'] += 1
                    p = re.search(r'<step>(\w)</step>(?:<alter>(-?\d+)</alter>)?<octave>(\d+)', m[3])
                    if p and '<tie type="stop"' not in m[3]:
                        onsets[STEPS[p[1]] + 12 * (int(p[3]) + 1) + int(p[2] or 0)].append((start + last) / 96)
                end = max(end, now)
            start += end
    return onsets, values


def judge(neume, path, truth):
    xml = subprocess.run([neume, 'edit', '-q', path, '-o', '-', '-f', 'musicxml'], capture_output=True, check=True)
    onsets, values = read(xml.stdout.decode())
    right = 0
    for played, pitch, beat in truth:
        near = [at for at in onsets[pitch] if abs(at - played) < NEAR]
        right += bool(near) and abs(min(near, key=lambda at: abs(at - played)) - beat) < SAME
    return right, values


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split('\n\n')[1][7:])
    parser.add_argument('asap')
    parser.add_argument('neume')
    parser.add_argument('--jitter', type=float, default=0)
    parser.add_argument('--each', action='store_true')
    args = parser.parse_args()
    random.seed(4)
    results, values = ([], []), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'piece.mid')
        for number, (row, beats, written, bar, lead) in zip(range(PIECES), pieces(args.asap)):
            end = beats[min(len(beats) - 1, BEATS)]
            played = [n for n in notes(os.path.join(args.asap, row['midi_performance']))
                      if beats[0] - 0.2 <= n[0] < end]
            jitter = random.Random(number)
            played = [(n[0] + jitter.gauss(0, args.jitter),) + n[1:] for n in played]
            placed = write(path, played, beats, bar, lead)
            truth = match(notes(os.path.join(args.asap, row['midi_score'])), written, placed)
            right, seen = judge(args.neume, path, truth)
            values += seen
            results[number % 2].append((right, len(truth)))
            if args.each:
                print(f'{number:2} {right / len(truth):.3f} {len(truth):5} {row["folder"]}')
    for name, half in (('even', results[0]), ('odd', results[1])):
        mean = sum(r / n for r, n in half) / len(half)
        pooled = sum(r for r, _ in half) / sum(n for _, n in half)
        print(f'{name}: {len(half)} pieces, {sum(n for _, n in half)} onsets, mean {mean:.3f}, pooled {pooled:.3f}')
    print(', '.join(f'{count} {name}' for name, count in values.most_common()))


main()
