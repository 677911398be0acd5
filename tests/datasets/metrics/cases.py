# SPDX-License-Identifier: MIT
"""The cases of oracle.py: what is asked of the driver, and what mir_eval answers."""
import numpy as np
import mir_eval
from mir_eval import beat, melody, multipitch, onset, transcription, transcription_velocity, util

# Around the tolerances: on them, beside them, and where only rounding to four decimals decides.
EDGES = np.array([0, 0.01, 0.025, 0.03, 0.04, 0.0499, 0.04995, 0.049951, 0.05, 0.05000001, 0.05004, 0.05005, 0.050051,
                  0.0501, 0.06, 0.07, 0.0700001, 0.1, 0.2])


def attempt(function, *args, **kwargs):
    """What mir_eval answers, None where it refuses."""
    try:
        return function(*args, **kwargs)
    except ValueError:
        return None


# Notes

class Notes:
    """A pair: [onset, offset, hertz, velocity] of each side."""

    def __init__(self, ref, est):
        self.ref, self.est = [np.asarray(a, float) for a in ref], [np.asarray(a, float) for a in est]

    def arrays(self):
        return self.ref + self.est

    def args(self, velocity=False):
        out = []
        for onsets, offsets, hertz, velocities in (self.ref, self.est):
            out += [np.column_stack([onsets, offsets]).reshape(-1, 2), hertz] + ([velocities] if velocity else [])
        return out


def to_hz(midi):
    return 440.0 * 2.0 ** ((np.asarray(midi, float) - 69.0) / 12.0)


def shifts(rng, n):
    return rng.choice(EDGES, n) * rng.choice([-1, 1], n)


def side(rng, onsets, lengths, midi, velocity):
    onsets = np.maximum(onsets, 0)
    lengths = np.maximum(lengths, 1e-3)
    return [onsets, onsets + lengths, to_hz(midi), velocity]


def velocities(rng, n):
    style = rng.integers(4)
    if style == 0:
        return np.full(n, float(rng.integers(1, 128)))
    if style == 1:
        return rng.uniform(0, 127, n)
    return rng.integers(1, 128, n).astype(float)


def random_side(rng, n):
    return side(rng, rng.uniform(0, 0.1 * n + 0.2, n), rng.exponential(0.3, n), rng.integers(55, 65, n),
                velocities(rng, n))


def shaken(rng, ref):
    """An estimate from a reference: some notes lost, some added, all moved by the edges of the tolerances."""
    onsets, offsets, hertz, velocity = ref
    keep = rng.permutation(np.flatnonzero(rng.random(len(onsets)) < 0.9))
    keep = np.concatenate([keep, rng.choice(keep, rng.integers(0, 4))]) if len(keep) else keep
    n = len(keep)
    start = np.maximum(onsets[keep] + shifts(rng, n), 0)
    end = np.maximum(offsets[keep] + shifts(rng, n) * rng.choice([1, 2], n), start + 0.001)
    cents = rng.choice([0, 0, 0, 10, 49.999, 50, 50.001, -50, 100, 1200], n)
    bent = hertz[keep] * 2.0 ** (cents / 1200.0)
    loud = rng.choice([velocity[keep], 0.5 * velocity[keep] + 10, velocities(rng, n)])
    return [start, end, bent, loud]


def grid_pair(rng):
    """Everything on a grid of tolerances: ties, and chords of equal notes."""
    def one(n):
        return side(rng, rng.integers(0, 12, n) * 0.05, rng.integers(1, 6, n) * 0.05,
                    60 + rng.choice([0, 0.5, 1, 12], n), velocities(rng, n))
    return Notes(one(rng.integers(1, 25)), one(rng.integers(1, 25)))


def chain_pair(rng):
    """Each estimate within reach of two references: long alternating paths, in any order."""
    n = int(rng.integers(2, 120))
    ref, est = rng.permutation(n) * 0.1, rng.permutation(n) * 0.1 + rng.choice([0.05, -0.05])
    est = est[: n - int(rng.integers(0, 2))]
    length = rng.choice([0.05, 0.2, 1.0])
    return Notes(side(rng, ref, np.full(n, length), np.full(n, 60), velocities(rng, n)),
                 side(rng, est, np.full(len(est), length), np.full(len(est), 60), velocities(rng, len(est))))


def crowd_pair(rng):
    """Many equal pitches at nearly one time, with random lengths: most matchings differ in overlap."""
    def one(n):
        return side(rng, rng.choice(EDGES, n), rng.exponential(0.2, n), 60 + rng.choice([0, 0.3, 0.6], n),
                    velocities(rng, n))
    return Notes(one(rng.integers(1, 40)), one(rng.integers(1, 40)))


def note_pair(rng):
    style = rng.integers(6)
    if style == 0:
        return grid_pair(rng)
    if style == 1:
        return chain_pair(rng)
    if style == 2:
        return crowd_pair(rng)
    ref = random_side(rng, int(rng.choice([0, 1, 2, 5, 20, 60], p=[.05, .05, .1, .2, .4, .2])))
    if style == 3:
        return Notes(ref, random_side(rng, int(rng.integers(0, 30))))
    return Notes(ref, shaken(rng, ref))


def spoil(rng, pair):
    """One bad number, where there is a note to spoil."""
    which = pair.ref if rng.random() < 0.5 and len(pair.ref[0]) else pair.est
    if len(which[0]) == 0:
        return
    i, fault = rng.integers(len(which[0])), rng.integers(4)
    if fault == 0:
        which[0][i] = -0.1
    elif fault == 1:
        which[1][i] = which[0][i]
    elif fault == 2:
        which[2][i] = rng.choice([0.0, -440.0])
    else:
        which[3][i] = -1.0


def velocity_undecided(pair, rules, limit=1e-7):
    """Does rounding decide what mir_eval answers on velocities? Either one lies on the tolerance, or the estimate's are
    all the same and LAPACK finds a slope in that, which leaves a line of noise. Those are nobody's truth."""
    bare = transcription.match_notes(*pair.args(), **rules)
    if not bare:
        return False
    r, e = np.array(bare).T
    low, high = pair.ref[3].min(), pair.ref[3].max()
    y, x = (pair.ref[3][r] - low) / max(1, high - low), pair.est[3][e]
    centred, columns = x - x.mean(), np.column_stack([x, np.ones(len(x))])
    slope = 0.0 if np.ptp(x) == 0 else centred @ (y - y.mean()) / (centred @ centred)
    fit = slope * centred + y.mean()
    noise = np.abs(columns @ np.linalg.lstsq(columns, y, rcond=-1)[0] - fit).max()
    return bool(noise > limit or (np.abs(np.abs(fit - y) - 0.1) < limit).any())


def expect_notes(pair, rules, with_velocity):
    limits = {k: v for k, v in rules.items() if k in ("offset_ratio", "offset_min_tolerance")}
    if rules["offset_ratio"] is None:
        limits["offset_ratio"] = 0.0
    module = transcription_velocity if with_velocity else transcription
    scores = list(module.precision_recall_f1_overlap(*pair.args(with_velocity), **rules))
    intervals = (pair.args()[0], pair.args()[2])
    scores += transcription.onset_precision_recall_f1(*intervals, onset_tolerance=rules["onset_tolerance"])
    scores += transcription.offset_precision_recall_f1(*intervals, **limits)
    partner = [-1.0] * len(pair.ref[0])
    if len(pair.ref[0]) and len(pair.est[0]):
        for r, e in module.match_notes(*pair.args(with_velocity), **rules):
            partner[r] = float(e)
    return scores + partner


def expect_report(pair):
    plain, loud = pair.args(), pair.args(True)
    scores = []
    for module, args in ((transcription, plain), (transcription_velocity, loud)):
        for ratio in (None, 0.2):
            scores += module.precision_recall_f1_overlap(*args, offset_ratio=ratio)
    scores += transcription.onset_precision_recall_f1(plain[0], plain[2])
    scores += transcription.offset_precision_recall_f1(plain[0], plain[2])
    return scores


set_aside = []  # pairs that velocity_undecided() found


def make_notes(rng, n):
    done = 0
    while done < n:
        pair = note_pair(rng)
        spoiled = rng.random() < 0.05
        if spoiled:
            spoil(rng, pair)
        rules = {"onset_tolerance": rng.choice([0.05, 0.05, 0.025, 0.1]),
                 "pitch_tolerance": rng.choice([50.0, 50.0, 25.0, 1200.0]),
                 "offset_ratio": rng.choice([None, None, 0.2, 0.2, 0.5]),
                 "offset_min_tolerance": rng.choice([0.05, 0.05, 0.02])}
        with_velocity = rng.random() < 0.5
        strict = {"onset_tolerance": 0.05, "pitch_tolerance": 50.0, "offset_min_tolerance": 0.05}
        if not spoiled and len(pair.ref[0]) and len(pair.est[0]):
            if any(velocity_undecided(pair, r) for r in
                   (rules, dict(strict, offset_ratio=None), dict(strict, offset_ratio=0.2))):
                set_aside.append(pair)
                continue
        numbers = [rules["onset_tolerance"], rules["pitch_tolerance"],
                   -1 if rules["offset_ratio"] is None else rules["offset_ratio"], rules["offset_min_tolerance"],
                   0.1 if with_velocity else -1]
        # The driver's velocities are checked whether they are used or not; mir_eval's only where they are.
        if spoiled and min(a.min(initial=0) for a in (pair.ref[3], pair.est[3])) < 0 and not with_velocity:
            continue
        yield "notes", ("notes", numbers, pair.arrays()), attempt(expect_notes, pair, rules, with_velocity)
        yield "report", ("report", [], pair.arrays()), attempt(expect_report, pair)
        done += 1


def long_pair(rng, n):
    ref = side(rng, np.sort(rng.uniform(0, n / 10, n)), rng.exponential(0.3, n), rng.integers(30, 90, n),
               rng.integers(1, 128, n).astype(float))
    order = np.sort(rng.permutation(n))
    est = [a[order] for a in ref]
    est[0] = np.maximum(est[0] + rng.normal(0, 0.02, n), 0)
    est[1] = np.maximum(est[1] + rng.normal(0, 0.1, n), est[0] + 0.01)
    est[2] = to_hz(np.round(69 + 12 * np.log2(est[2] / 440)) + rng.choice([0, 0, 0, 0, 1, 12], n))
    est[3] = np.clip(est[3] + np.round(rng.normal(0, 8, n)), 1, 127)
    return Notes(ref, est)


# Onsets and drums

def times(rng, n):
    style = rng.integers(3)
    if style == 0:
        return np.sort(rng.uniform(0, 0.15 * n + 0.1, n))
    if style == 1:
        return np.sort(rng.integers(0, n + 1, n) * rng.choice([0.05, 0.025, 0.1, 0.01]))
    return np.sort(np.round(rng.uniform(0, 0.1 * n + 0.1, n), 2))


def moved(rng, a):
    kept = a[rng.random(len(a)) < 0.9]
    return np.sort(np.abs(kept + shifts(rng, len(kept))))


def make_onsets(rng, n):
    for _ in range(n):
        ref = times(rng, int(rng.choice([0, 1, 3, 20, 60])))
        est = moved(rng, ref) if rng.random() < 0.7 else times(rng, int(rng.integers(0, 40)))
        fault = rng.random()
        if fault < 0.03 and len(ref) > 1:
            ref = ref[::-1].copy()
        elif fault < 0.05 and len(est):
            est[-1] = 30001.0
        window = rng.choice([0.05, 0.05, 0.025, 0.1])
        f = attempt(onset.f_measure, ref, est, window)
        yield "onset", ("onset", [window], [ref, est]), None if f is None else [f[1], f[2], f[0]]


def merge(a, gap):
    out = []
    for x in np.sort(a):
        if not out or x - out[-1] > gap:
            out.append(float(x))
    return out


def make_merges(rng, n):
    for _ in range(n):
        a = rng.permutation(times(rng, int(rng.integers(0, 60))))
        yield "merge", ("merge", [0.03], [a]), merge(a, 0.03)


def expect_drums(window, rt, rk, et, ek):
    def prf(tp, nr, ne):
        p, r = (tp / ne if ne else 0.0), (tp / nr if nr else 0.0)
        return p, r, util.f_measure(p, r)

    fs, present, sums = [], [], np.zeros(3)
    for kind in range(5):
        r, e = np.sort(rt[rk == kind]), np.sort(et[ek == kind])
        tp = len(util.match_events(r, e, window)) if len(r) and len(e) else 0
        fs.append(prf(tp, len(r), len(e))[2])
        if len(r):
            present.append(fs[-1])
        sums += (tp, len(r), len(e))
    return fs + [float(np.mean(present)) if present else 0.0] + list(prf(*sums))


def make_drums(rng, n):
    for _ in range(n):
        rt = rng.permutation(times(rng, int(rng.choice([0, 1, 10, 60]))))
        rk = rng.integers(-1, int(rng.integers(1, 6)), len(rt))
        keep = rng.random(len(rt)) < 0.9
        et = np.concatenate([rt[keep] + shifts(rng, keep.sum()), times(rng, int(rng.integers(0, 8)))])
        ek = np.concatenate([rk[keep], rng.integers(-1, 5, len(et) - keep.sum())])
        ek = np.where(rng.random(len(ek)) < 0.1, rng.integers(0, 5, len(ek)), ek)
        window = rng.choice([0.05, 0.03, 0.02])
        yield "drums", ("drums", [window], [rt, rk, et, ek]), expect_drums(window, rt, rk, et, ek)


# Frames

def frame_times(rng, n):
    style = rng.integers(4)
    hop = rng.choice([0.01, 0.0058, 0.02, 0.1])
    if style == 0:
        return np.arange(n) * hop
    if style == 1:
        return rng.uniform(0, 0.2) + np.arange(n) * hop
    if style == 2:
        return np.cumsum(rng.uniform(0.001, 0.03, n))
    return np.round(np.arange(n) * hop, 2 if hop >= 0.01 else 4)


def related_times(rng, a):
    style = rng.integers(4)
    if style == 0 or len(a) == 0:
        return frame_times(rng, int(rng.integers(0, 50)))
    if style == 1:
        return a.copy()
    if style == 2:
        return a + rng.choice([1e-9, 1e-7, 0.003, 0.005])
    return np.sort(np.concatenate([a, (a[1:] + a[:-1]) / 2]))


def chord(rng, near):
    if rng.random() < 0.15:
        return np.zeros(0)
    if near is not None and len(near) and rng.random() < 0.7:
        base = near[rng.random(len(near)) < 0.85]
        return np.clip(base * 2.0 ** (rng.choice([0, 0, 0.3, 0.5, 0.5001, -0.5, 1, 12, -12, 11.6], len(base)) / 12),
                       20, 5000)
    return to_hz(48 + rng.integers(0, 30, int(rng.integers(0, 6))) * rng.choice([1, 0.5, 0.25]))


def flat(frames):
    first = np.concatenate([[0], np.cumsum([len(f) for f in frames])])
    return [first, np.concatenate(frames) if frames else np.zeros(0)]


def make_multipitch(rng, n):
    for _ in range(n):
        rt = frame_times(rng, int(rng.choice([0, 1, 2, 10, 40])))
        et = related_times(rng, rt)
        rf = [chord(rng, None) for _ in rt]
        at = np.clip(np.searchsorted(rt, et), 0, max(len(rt) - 1, 0)) if len(rt) else np.zeros(len(et), int)
        ef = [chord(rng, rf[i] if len(rf) else None) for i in at]
        fault = rng.random()
        if fault < 0.03 and len(rf):
            rf[0] = np.array([rng.choice([19.0, 5001.0])])
        elif fault < 0.05 and len(et) > 1:
            et = et[::-1].copy()
        expected = attempt(multipitch.metrics, rt, rf, et, ef)
        yield "multipitch", ("multipitch", [], [rt] + flat(rf) + [et] + flat(ef)), expected and list(expected)


def line(rng, n):
    midi = np.round(60 + np.cumsum(rng.normal(0, 1, n)), rng.choice([0, 1, 3]))
    hertz = to_hz(midi)
    gap = np.cumsum(rng.random(n) < 0.15) % 2 == rng.integers(2)
    return np.where(gap, np.where(rng.random(n) < 0.5, 0.0, -hertz), hertz)


def make_melody(rng, n):
    for _ in range(n):
        rt = frame_times(rng, int(rng.choice([1, 2, 10, 60])))
        et = related_times(rng, rt)
        et = et if len(et) else np.array([0.0])
        rh = line(rng, len(rt))
        if rng.random() < 0.8:
            rh = np.maximum(rh, 0)
        eh = line(rng, len(et))
        if rng.random() < 0.7:
            near = rh[np.clip(np.searchsorted(rt, et), 0, len(rt) - 1)]
            eh = near * 2.0 ** (rng.choice([0, 0, 20, 49.99, 50, -50, 51, 1200, -2400, 1250, 600], len(et)) / 1200)
            eh = np.where(rng.random(len(et)) < 0.1, rng.choice([0.0, 10.0, -440.0], len(et)), eh)
        scores = attempt(melody.evaluate, rt, rh, et, eh)
        yield "melody", ("melody", [], [rt, rh, et, eh]), scores and list(scores.values())


# Beats

def beats(rng, n):
    period = rng.uniform(0.25, 1.2)
    style = rng.integers(4)
    if style == 0:
        return np.round(rng.uniform(3, 6) + np.arange(n) * period, 2)
    if style == 1:
        return np.sort(rng.uniform(0, 5 + period * n, n))
    if style == 2:
        return np.sort(np.repeat(5 + np.arange(n) * 0.5, rng.integers(1, 3, n)))
    return np.sort(rng.uniform(3, 6) + np.arange(n) * period + rng.normal(0, 0.02, n))


def tapped(rng, ref):
    if len(ref) < 2:
        return ref + shifts(rng, len(ref))
    level = rng.integers(6)
    half = (ref[1:] + ref[:-1]) / 2
    est = [ref, half, np.concatenate([ref, half]), ref[::2], ref[1::2], ref * rng.uniform(0.98, 1.02)][level]
    est = est[rng.random(len(est)) < 0.95]
    return np.sort(est + (shifts(rng, len(est)) if rng.random() < 0.5 else rng.normal(0, 0.02, len(est))))


def expect_beats(ref, est, trim):
    ref, est = beat.trim_beats(ref, trim), beat.trim_beats(est, trim)
    scores = [beat.f_measure(ref, est), *beat.cemgil(ref, est)]
    try:
        scores.append(beat.p_score(ref, est))
    except ValueError:  # beats without intervals, of which it cannot take the median
        scores.append(0.0)
    return scores + list(beat.continuity(ref, est))


def make_beats(rng, n):
    for _ in range(n):
        ref = beats(rng, int(rng.choice([0, 1, 2, 3, 4, 10, 50])))
        est = tapped(rng, ref) if rng.random() < 0.7 else beats(rng, int(rng.choice([0, 1, 2, 3, 20])))
        ok = np.all(np.diff(ref) >= 0) and np.all(np.diff(est) >= 0)
        if rng.random() < 0.03 and len(est) > 3 and est[0] != est[-1] and est[-2] >= 5:
            est, ok = est[::-1].copy(), False
        trim = rng.choice([5.0, 5.0, 0.0])
        yield "beat", ("beat", [trim], [ref, est]), expect_beats(ref, est, trim) if ok else None


def make(rng):
    for family in (make_notes(rng, 900), make_onsets(rng, 400), make_merges(rng, 50), make_drums(rng, 300),
                   make_multipitch(rng, 400), make_melody(rng, 500), make_beats(rng, 500)):
        yield from family
