#!/usr/bin/python3
"""Melody's weights (models/melody/note_evidence.c), by a random search: line_weights.py SET... [--minutes N] [--leave]

SET is a folder with manifest.csv (id,category,wav,ref): of lines.py, or the development sets, of which flute, sax,
voice and harmonica count. The objective is the mean over categories of note F and 0.4 of note F with offsets;
harmonicas, which play chords, count 0.3. Prints the weights that it ends with. --leave: leaves each category out in
turn, fits to the others from the weights as they are for N minutes, and prints how the one left out does before and
after. Notes are scored as the frames have them, without the refinement of their edges. What was heard is kept in
SET/cues; delete it when a network or the tracker changes."""
import csv, ctypes, os, sys, time

import mir_eval
import numpy as np
import soundfile
from scipy.signal import resample_poly

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../common'))
import features

NAMES = ('frame_weight frame_bar frame_low frame_high off_key pitch_weight attack_spread body_spread subharmonic '
         'glide_density stray unvoiced_in_note voiced_in_silence start start_onset change change_onset again '
         'again_onset again_struck deaf_onset deaf_struck end silence').split()  # struct neume_note_weights
POSITIVE = {'frame_weight', 'pitch_weight', 'attack_spread', 'body_spread', 'subharmonic', 'glide_density', 'stray',
            'unvoiced_in_note', 'voiced_in_silence', 'start_onset', 'change_onset', 'again_onset', 'again_struck',
            'deaf_onset', 'deaf_struck', 'off_key'}
CUES, REAL, OFFSETS = 270, ('flute', 'sax', 'voice', 'harmonica'), 0.4


def library():
    lib = features._load()
    lib.neume_train_line_cues.restype = lib.neume_train_line_notes.restype = ctypes.c_long
    lib.neume_train_line_cues.argtypes = [ctypes.c_void_p, ctypes.c_size_t] * 2
    lib.neume_train_line_notes.argtypes = [ctypes.c_void_p, *[ctypes.c_void_p, ctypes.c_size_t] * 2]
    lib.neume_train_line_weights.argtypes = [ctypes.c_void_p]
    return lib


def hear(lib, wav):
    x, rate = soundfile.read(wav, always_2d=True, dtype='float32')
    x = np.ascontiguousarray(resample_poly(x.mean(1), features.RATE, rate), np.float32)
    rows = np.empty((len(x) // 256 + 16, CUES), np.float32)
    return rows[:lib.neume_train_line_cues(x.ctypes.data, len(x), rows.ctypes.data, len(rows))]


def load(lib, folder):
    """-> [(category, cues, reference)]"""
    out = []
    os.makedirs(os.path.join(folder, 'cues'), exist_ok=True)
    for r in csv.DictReader(open(os.path.join(folder, 'manifest.csv'))):
        if r['category'] in REAL or r['category'] in ('tones', 'vibrato', 'soundfont'):
            kept = os.path.join(folder, 'cues', r['id'] + '.npy')
            if not os.path.exists(kept):
                np.save(kept, hear(lib, os.path.join(folder, r['wav'])))
            ref = np.loadtxt(os.path.join(folder, r['ref']), delimiter=',', skiprows=1, ndmin=2)[:, :3]
            ref[:, 1] = np.maximum(ref[:, 1], ref[:, 0] + 0.005)
            out.append((r['category'], np.load(kept), ref))
    return out


def decode(lib, weights, rows):
    w, notes = np.ascontiguousarray(weights, np.float32), np.empty((len(rows), 3), np.float32)
    n = lib.neume_train_line_notes(w.ctypes.data, rows.ctypes.data, len(rows), notes.ctypes.data, len(notes))
    return notes[:n].astype(float)


def score(ref, found, cents):
    if not len(found):
        return 0.0
    found[:, 1] = np.maximum(found[:, 1], found[:, 0] + 0.005)
    hz = [440 * 2**((np.round(a[:, 2]) - 69) / 12) for a in (ref, found)]
    both = [len(mir_eval.transcription.match_notes(ref[:, :2], hz[0], found[:, :2], hz[1], pitch_tolerance=cents,
                                                   offset_ratio=r)) for r in (None, 0.2)]
    return 2 * (both[0] + OFFSETS * both[1]) / (len(ref) + len(found))


def by_category(lib, weights, clips):
    scores = {}
    for category, rows, ref in clips:
        cents = 150 if category == 'voice' else 50
        scores.setdefault(category, []).append(score(ref, decode(lib, weights, rows), cents))
    return {c: float(np.mean(s)) for c, s in scores.items()}


def objective(scores):
    weight = {c: 0.3 if c == 'harmonica' else 1 for c in scores}
    return sum(weight[c] * s for c, s in scores.items()) / sum(weight.values())


def search(lib, weights, clips, minutes, rng):
    best, scores = weights, by_category(lib, weights, clips)
    until = time.time() + 60 * minutes
    while time.time() < until:
        w = best.copy()
        for i in rng.choice(len(NAMES), rng.integers(1, 5), replace=False):
            w[i] = w[i] * np.exp(rng.normal(0, 0.25)) if NAMES[i] in POSITIVE else w[i] + rng.normal(0, 0.5)
        s = by_category(lib, w, clips)
        if objective(s) > objective(scores):
            best, scores = w, s
    return best, scores


def words(scores):
    return ', '.join(f'{c} {s:.3f}' for c, s in scores.items())


def main():
    minutes = float(sys.argv[sys.argv.index('--minutes') + 1]) if '--minutes' in sys.argv else 10
    sets = [a for i, a in enumerate(sys.argv[1:], 1) if not a.startswith('--') and sys.argv[i - 1] != '--minutes']
    lib, rng, now = library(), np.random.default_rng(1), np.empty(len(NAMES), np.float32)
    clips = [c for folder in sets for c in load(lib, folder)]
    lib.neume_train_line_weights(now.ctypes.data)
    before = by_category(lib, now, clips)
    print(f'as it is: {objective(before):.4f}: {words(before)}', flush=True)
    if '--leave' in sys.argv:
        for left in before:
            w, _ = search(lib, now, [c for c in clips if c[0] != left], minutes, rng)
            after = by_category(lib, w, [c for c in clips if c[0] == left])
            print(f'without {left}: {before[left]:.3f} -> {after[left]:.3f}', flush=True)
        return
    w, scores = search(lib, now, clips, minutes, rng)
    print(f'found: {objective(scores):.4f}: {words(scores)}')
    for name, value in zip(NAMES, w):
        print(f'    .{name} = {value:.3g}f,')


if __name__ == '__main__':
    main()
