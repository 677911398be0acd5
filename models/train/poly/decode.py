#!/usr/bin/python3
"""Notes from activations, as models/poly/poly.c makes them (but for poly_line.c, which thins lines), and
the search for the thresholds.

usage: decode.py CHECKPOINT DEV [--seconds S] [--search] [--each]
       decode.py CHECKPOINT --rendered SHARDS...
DEV is what shared/bench/make_dev.py built; its pitched categories are scored as shared/bench/score.py does (means over
clips), with the cents and the shift that belong to each. Rendered sets are folders of shards, scored each by itself.
Figures: note F, with offsets, with velocity, precision, recall, ghosts, lag in ms."""
import argparse
import csv
import glob
import os
import sys

import mir_eval
import numpy as np
import soundfile
import torch
from scipy.signal import resample_poly

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import net  # noqa: E402
from common.features import FRAME, LOW, RATE, features  # noqa: E402
from common.render import X_STEP  # noqa: E402
from poly.train import LEVEL_UNIT  # noqa: E402

SHORTEST = 0.05  # seconds of a note: neume's default
KEY_TILT = 0.2  # dB a semitone by which higher keys sound weaker when struck alike: as in models/poly/poly.c
LEAST_FALL, LEAST_LENGTH = 0.08, 2  # of an activation, and frames: where another's onset ends a note
DEFAULTS = dict(onset=0.43, overtone=0.48, frame=0.35, late=0.0)
# What counts as the same pitch, in cents, and by how many seconds the labels of a category lie before the sound.
CATEGORIES = {'piano': (50, 0.03), 'slakh-stem': (50, 0.01), 'flute': (50, 0), 'sax': (50, 0), 'voice': (150, 0),
              'harmonica': (50, 0)}


def sound(path):
    x, rate = soundfile.read(path, dtype='float32', always_2d=True)
    x = x.mean(1)
    divisor = np.gcd(rate, RATE)
    return resample_poly(x, RATE // divisor, rate // divisor).astype(np.float32)


def activations(model, x, piece=1024, around=32):
    """[frames, KEYS, HEADS]: probabilities of onset, frame and offset, and the level in dB against the running one."""
    out = []
    padded = np.pad(x, ((around, around), (0, 0)))
    with torch.no_grad():
        for first in range(0, len(x), piece):
            last = min(first + piece, len(x))
            # the net pads with zeros in every layer: cut outside the recording, not within
            low, high = max(first - around, 0), min(last + around, len(x))
            y = model(torch.from_numpy(padded[low + around:high + around])[None])[0]
            out.append(y[first - low:first - low + last - first].float())
    y = torch.cat(out).numpy()
    y[..., :3] = 1 / (1 + np.exp(-y[..., :3]))
    y[..., 3] *= LEVEL_UNIT
    return y


def decode(y, level, onset, overtone, frame, late):
    """-> [n, 4]: onset, offset, pitch, strike level in dB."""
    on, sounds, strike = y[..., 0], y[..., 1], y[..., 3]
    before = np.vstack((np.zeros((1, net.KEYS)), on[:-1]))
    after = np.vstack((on[1:], np.zeros((1, net.KEYS))))
    near = np.maximum(np.maximum(before, on), after)
    under = np.zeros_like(on)  # what begins an octave or a twelfth below
    for interval in (12, 19):
        under[:, interval:] = np.maximum(under[:, interval:], near[:, :-interval])
    bar = np.where(under > onset, overtone, onset)
    peaks = np.argwhere(((on > bar) & (on >= before) & (on > after)).T)
    begins = [t + (0.5 * (a - c) / (a - 2 * b + c) if a - 2 * b + c < 0 else 0) - late / FRAME
              for a, b, c, t in ((before[t, k], on[t, k], after[t, k], t) for k, t in peaks)]
    first = {}  # frame -> the first onset about it
    for (_, t), begin in zip(peaks, begins):
        first[t] = min(begin, first.get(t, np.inf))
    others = np.array(sorted(first), int)
    other_onsets = np.array([first[t] for t in others])
    fall_around = sounds[np.maximum(others - 2, 0)] - sounds[np.minimum(others + 1, len(sounds) - 1)]
    notes = []
    for i, (key, t) in enumerate(peaks):
        limit = peaks[i + 1][1] if i + 1 < len(peaks) and peaks[i + 1][0] == key else len(y)
        end = t + 1
        while end < limit and sounds[end, key] > frame:
            end += 1
        stop = float(end)
        if end < limit and (high := sounds[end - 1, key]) > frame:
            stop = end - 1 + (high - frame) / (high - sounds[end, key])
        among = np.flatnonzero((other_onsets >= begins[i] + LEAST_LENGTH) & (others > t) & (others <= end) &
                               (fall_around[:, key] >= LEAST_FALL) & (others != limit))
        if len(among):
            falls = fall_around[among, key]
            stop = min(stop, other_onsets[among[np.flatnonzero(falls == falls.max())[-1]]])
        s = strike[t:t + 2, key].mean() + level[min(t + 1, len(level) - 1)] + KEY_TILT * (key + LOW - 60)
        begin = max(begins[i], 0)
        if (stop - begin) * FRAME >= SHORTEST:
            notes.append((begin * FRAME, stop * FRAME, key + LOW, s, on[t, key]))
    return np.array(notes).reshape(-1, 5)


def ghosts(reference, notes):
    """The share of notes that no reference note explains, but one begun an octave or a twelfth below them."""
    near = lambda a, below: ((np.abs(reference[:, 0] - a[0]) < 0.05) & (reference[:, 2] == a[2] - below)).any()
    return float(np.mean([not near(a, 0) and (near(a, 12) or near(a, 19)) for a in notes]))


def lag(reference, notes):
    """Median of how much later a note comes than that of the reference, ms."""
    late = [(notes[near, 0] - r[0])[np.argmin(np.abs(notes[near, 0] - r[0]))] for r in reference
            if (near := (np.abs(notes[:, 2] - r[2]) <= 1) & (np.abs(notes[:, 0] - r[0]) < 0.15)).any()]
    return 1000 * float(np.median(late)) if late else 0.0


def score(reference, notes, cents=50, early=0.0):
    """note F, with offsets, with velocity, precision, recall, ghosts, lag."""
    if not len(notes):
        return (0.0,) * 7
    hz = lambda pitch: 440 * 2**((pitch - 69) / 12)
    ri, rp, rv = reference[:, :2], hz(reference[:, 2]), reference[:, 3]
    ei, ep, ev = notes[:, :2].copy(), hz(notes[:, 2]), np.clip(127 * 10**((notes[:, 3] + 20) / 40), 1, 127)
    ei = np.maximum(ei - early, 0)
    ei[:, 1] = np.maximum(ei[:, 1], ei[:, 0] + 0.03)
    f = mir_eval.transcription.precision_recall_f1_overlap
    p, r, plain, _ = f(ri, rp, ei, ep, offset_ratio=None, pitch_tolerance=cents)
    ends = f(ri, rp, ei, ep, pitch_tolerance=cents)[2]
    strength = mir_eval.transcription_velocity.precision_recall_f1_overlap(ri, rp, rv, ei, ep, ev, offset_ratio=None,
                                                                           pitch_tolerance=cents)[2]
    return plain, ends, strength, p, r, ghosts(reference, notes), lag(reference, notes)


def clips(dev, seconds):
    """(name, category, x, level, reference) of the pitched development clips; features are kept beside them."""
    with open(dev + '/manifest.csv') as f:
        rows = [row for row in csv.DictReader(f) if row['category'] in CATEGORIES]
    folder = os.environ.get('KEPT_FEATURES', dev + '/features')
    os.makedirs(folder, exist_ok=True)
    for row in rows:
        kept = f"{folder}/{row['id']}.npz"
        if not os.path.exists(kept):
            x, level = features(sound(f"{dev}/{row['wav']}"))
            np.savez(kept, x=x.astype(np.float16), level=level)
        with np.load(kept) as f:
            n = int(seconds / FRAME)
            x, level = f['x'][:n].astype(np.float32), f['level'][:n]
        reference = np.loadtxt(f"{dev}/{row['ref']}", delimiter=',', skiprows=1, ndmin=2)
        yield row['id'], row['category'], x, level, reference[reference[:, 0] < len(x) * FRAME - 0.1]


def rendered(folder, most=32):
    """The same from the shards of a folder; its name is the category."""
    for path in sorted(glob.glob(folder + '/*.npz')):
        with np.load(path) as f:
            for i in range(min(len(f['x']), most)):
                reference = f['notes'][f['notes'][:, 0] == i, 1:]
                reference[:, 3] = np.clip(127 * 10**((reference[:, 3] + 20) / 40), 1, 127)
                if len(reference):
                    x = f['x'][i].astype(np.float32) * X_STEP
                    yield f'{path} {i}', os.path.basename(folder), x, f['level'][i], reference


def main():
    p = argparse.ArgumentParser()
    p.add_argument('checkpoint')
    p.add_argument('dev', nargs='?')
    p.add_argument('--rendered', nargs='*', default=[])
    p.add_argument('--seconds', type=float, default=1e9)
    p.add_argument('--search', action='store_true')
    p.add_argument('--each', action='store_true')
    p.add_argument('--set', nargs='*', default=[], help='NAME=VALUE,VALUE...: tries these for a threshold')
    a = p.parse_args()
    torch.set_num_threads(int(os.environ.get('THREADS', '1')))
    _, model = net.load(a.checkpoint)
    model.eval()
    sets = ([clips(a.dev, a.seconds)] if a.dev else []) + [rendered(folder) for folder in a.rendered]
    heard = [(name, kind, activations(model, x), level, ref) for clip in sets for name, kind, x, level, ref in clip]
    choices = [DEFAULTS]
    if a.search:
        choices = [dict(DEFAULTS, onset=o, frame=f) for o in (0.2, 0.25, 0.3, 0.35) for f in (0.3, 0.4, 0.5)]
    for name, values in (s.split('=') for s in a.set):
        choices = [dict(c, **{name: float(v)}) for c in choices for v in values.split(',')]
    for choice in choices:
        table = {}
        for name, kind, y, level, ref in heard:
            s = score(ref, decode(y, level, **choice), *CATEGORIES.get(kind, (50, 0.0)))
            table.setdefault(kind, []).append(s)
            if a.each:
                print(f'{name:45s}', *(f'{v:.3f}' for v in s), len(ref))
        print(choice)
        for kind, s in table.items():
            print(f"    {kind:12s}", *(f'{v:.3f}' for v in np.mean(s, 0)), flush=True)


if __name__ == '__main__':
    main()
