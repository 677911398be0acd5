"""What is played in the training data: human performances out of MIDI files, and procedurally composed music.

A part is an array [notes, 4]: onset and offset (seconds), pitch, velocity. Offsets are those of the sound: the sustain
pedal holds a note until it is lifted or the key is struck again."""
import glob
import os
import pickle

import mido
import numpy as np

# Compositions that the MAPS test pieces hold too: their MIDI stays out, so that no test piece was ever heard.
MAPS_COMPOSITIONS = ('Chopin', 'Liszt', 'D760', 'bergamasque')
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), tuple(range(12)))
CHORDS = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 7, 10), (0, 4, 7, 11), (0, 5, 7), (0, 3, 6, 9),
          (0, 4, 8), (0, 7), (0, 12))
BLOW, DRAW = (0, 4, 7, 12, 16, 19, 24, 28, 31, 36), (2, 7, 11, 14, 17, 21, 23, 26, 29, 33)  # Richter's ten holes


def read_midi(path):
    """{track name: part} of a file; tracks without a name are numbered."""
    held, pedal, sustained, parts, t = {}, {}, {}, {}, 0.0
    midi = mido.MidiFile(path, clip=True)
    merged = sorted(((tick, n, i, m) for n, track in enumerate(midi.tracks)
                     for i, (tick, m) in enumerate(_absolute(track))), key=lambda e: e[:3])
    tempo, last = 500000, 0

    def end(key, time):
        onset, velocity = held.pop(key)
        parts.setdefault(key[0], []).append((onset, max(time, onset + 0.02), key[1], velocity))

    for tick, n, _, m in merged:
        t += mido.tick2second(tick - last, midi.ticks_per_beat, tempo)
        last = tick
        if m.type == 'set_tempo':
            tempo = m.tempo
        elif m.type == 'control_change' and m.control == 64:
            pedal[n] = m.value >= 64
            if not pedal[n]:
                for key in [k for k in sustained if k[0] == n]:
                    del sustained[key]
                    end(key, t)
        elif m.type == 'note_on' and m.velocity and m.channel != 9:
            if (n, m.note) in held:
                sustained.pop((n, m.note), None)
                end((n, m.note), t)
            held[n, m.note] = (t, m.velocity)
        elif m.type in ('note_on', 'note_off') and (n, m.note) in held:
            if pedal.get(n):
                sustained[n, m.note] = True
            else:
                end((n, m.note), t)
    for key in list(held):
        end(key, t)
    names = [track.name or str(i) for i, track in enumerate(midi.tracks)]
    return {names[n]: np.array(sorted(p), np.float32) for n, p in parts.items()}


def _absolute(track):
    tick = 0
    for m in track:
        tick += m.time
        yield tick, m


def load(folder):
    """All MIDI files below `folder`, sorted into piano performances, pop arrangements and folk tunes."""
    cache = os.path.join(folder, 'parts.pickle')
    if os.path.exists(cache):
        with open(cache, 'rb') as f:
            return pickle.load(f)
    music = {'piano': [], 'pop': [], 'folk': []}
    for path in sorted(glob.glob(folder + '/**/*.mid', recursive=True)):
        kind = 'pop' if 'POP909' in path else 'piano' if 'giantmidi' in path or 'preview' in path else 'folk'
        if any(c in path for c in ('versions', 'maestro', 'ground_truth', *MAPS_COMPOSITIONS)):
            # MAESTRO: non-commercial
            continue
        try:
            parts = read_midi(path)
        except (OSError, EOFError, ValueError, KeyError, IndexError):
            continue
        parts = {k: p for k, p in parts.items() if len(p) > 20}
        if kind == 'piano' and parts:
            music['piano'].append(np.concatenate(list(parts.values())))
        elif parts:
            music[kind].append(parts)
    with open(cache, 'wb') as f:
        pickle.dump(music, f)
    return music


def excerpt(rng, part, seconds, start=None):
    """A stretch of a part, moved to 0, played a little faster or slower and transposed."""
    part = part[np.argsort(part[:, 0])]
    start = rng.uniform(0, max(part[-1, 0] - seconds, 0.1)) if start is None else start
    p = part[(part[:, 0] >= start) & (part[:, 0] < start + seconds)].copy()
    p[:, :2] -= start
    return p


def stretch(part, speed, semitones, low=21, high=108):
    p = part.copy()
    p[:, :2] /= speed
    p[:, 2] += semitones
    p[p[:, 2] < low, 2] += 12
    p[p[:, 2] > high, 2] -= 12
    return p[(p[:, 2] >= low) & (p[:, 2] <= high)]


def humanise(rng, part, timing=0.012, dynamics=6):
    p = part.copy()
    move = rng.normal(0, timing, len(p)).astype(np.float32)
    p[:, 0] += move
    p[:, 1] += move
    p[:, 3] = np.clip(p[:, 3] + rng.normal(0, dynamics, len(p)), 8, 127)
    p[:, 0] = np.maximum(p[:, 0], 0)
    p[:, 1] = np.maximum(p[:, 1], p[:, 0] + 0.04)
    return p


def one_at_a_time(part):
    """Keeps the highest of notes that begin together and cuts each where the next begins."""
    if not len(part):
        return part
    p = part[np.lexsort((-part[:, 2], part[:, 0]))]
    keep = np.concatenate(([True], np.diff(p[:, 0]) > 0.03))
    p = p[keep]
    p[:-1, 1] = np.minimum(p[:-1, 1], p[1:, 0])
    return p[p[:, 1] - p[:, 0] > 0.03]


def line(rng, seconds, low, high):
    """A single line: steps and leaps in a scale, repeated notes, trills, rests, changing articulation."""
    scale, root = SCALES[rng.integers(len(SCALES))], rng.integers(12)
    keys = [k for k in range(low, high + 1) if (k - root) % 12 in scale]
    beat, legato = rng.uniform(0.25, 0.9), rng.uniform(0.4, 1.05)
    t, at, out, level = rng.uniform(0, 0.3), rng.integers(len(keys)), [], rng.uniform(50, 110)
    while t < seconds:
        length = beat * rng.choice((0.25, 0.5, 1, 1.5, 2, 4), p=(0.15, 0.35, 0.3, 0.08, 0.08, 0.04))
        what = rng.random()
        level = np.clip(level + rng.normal(0, 8), 25, 125)
        if what < 0.06:
            t += length
            continue
        if what < 0.10:
            for i in range(rng.integers(4, 12)):
                step = rng.uniform(0.06, 0.11)
                out.append((t, t + step, keys[min(at + i % 2, len(keys) - 1)], level))
                t += step
            continue
        if what < 0.82:
            at += rng.integers(-3, 4) if rng.random() < 0.85 else rng.integers(-9, 10)
            at = abs(at) if abs(at) < len(keys) else len(keys) - 1
        out.append((t, t + max(length * legato, 0.05), keys[at], level))
        t += length
    return np.array(out, np.float32).reshape(-1, 4)


def _voicing(rng, low, high):
    root = rng.integers(low, max(high - 12, low + 1))
    chord = np.array(CHORDS[rng.integers(len(CHORDS))])
    notes = root + chord + 12 * (rng.random(len(chord)) < 0.3)
    if rng.random() < 0.4:
        notes = np.append(notes, notes[0] - 12)
    return [k for k in sorted(set(notes.tolist())) if low <= k <= high]


def chords(rng, seconds, low, high):
    """Block, strummed and repeated chords."""
    beat, legato, strum = rng.uniform(0.2, 1.2), rng.uniform(0.3, 1.1), rng.choice((0, 0, 0.008, 0.025))
    t, out = rng.uniform(0, 0.3), []
    while t < seconds:
        notes = _voicing(rng, low, high)
        for _ in range(rng.integers(1, 5)):
            length, level = beat * rng.choice((0.5, 1, 1, 2)), rng.uniform(40, 120)
            for i, k in enumerate(notes):
                at = t + i * strum
                out.append((at, at + length * legato, k, np.clip(level + rng.normal(0, 6), 10, 127)))
            t += length
    return np.array(out, np.float32).reshape(-1, 4)


def arpeggios(rng, seconds, low, high):
    """Broken chords and scales, fast and slow, dry or ringing on until the harmony changes."""
    step, ring = rng.uniform(0.06, 0.3), rng.random() < 0.5
    t, out, level = rng.uniform(0, 0.3), [], rng.uniform(45, 110)
    while t < seconds:
        notes = _voicing(rng, low, high)
        if rng.random() < 0.25:
            scale = SCALES[rng.integers(2)]
            root = rng.integers(low, max(high - 14, low + 1))
            notes = [root + 12 * o + s for o in range(2) for s in scale if root + 12 * o + s <= high]
        notes = notes[::-1] if rng.random() < 0.4 else notes
        count = rng.integers(4, 17)
        end = t + count * step
        for i in range(count):
            k = notes[i % len(notes)]
            level = np.clip(level + rng.normal(0, 4), 25, 125)
            out.append((t, end if ring else t + step * rng.uniform(0.5, 1.1), k, level))
            t += step
    p = np.array(out, np.float32).reshape(-1, 4)
    return restrike(p)


def carpet(rng, seconds, low, high):
    """Notes anywhere, any length: no musical habit to lean on."""
    n = int(seconds * rng.uniform(1, 10))
    onset = rng.uniform(0, seconds, n)
    return restrike(np.stack((onset, onset + np.exp(rng.uniform(np.log(0.06), np.log(3), n)),
                              rng.integers(low, high + 1, n), rng.uniform(20, 127, n)), 1).astype(np.float32))


def doubled(rng, part):
    """Every note in octaves."""
    other = part.copy()
    other[:, 2] += 12 if rng.random() < 0.6 else -12
    other[:, :2] += rng.normal(0, 0.004, len(part))[:, None]
    other[:, 3] = np.clip(other[:, 3] + rng.normal(-4, 8, len(part)), 8, 127)
    other = other[(other[:, 0] >= 0) & (other[:, 2] >= 21) & (other[:, 2] <= 108)]
    return restrike(np.concatenate((part, other)))


def repeated(rng, part):
    """Long notes as quick repetitions of one key."""
    period, out = np.exp(rng.uniform(np.log(0.075), np.log(0.3))), []
    duty, share = rng.uniform(0.4, 1.0), rng.uniform(0.3, 1)
    for onset, offset, pitch, velocity in part:
        count = int((offset - onset) / period)
        if count < 2 or rng.random() > share:
            out.append((onset, offset, pitch, velocity))
            continue
        for i in range(count):
            at = onset + i * period + rng.normal(0, 0.004)
            out.append((at, at + period * duty, pitch, np.clip(velocity + rng.normal(0, 8), 8, 127)))
    p = np.array(out, np.float32).reshape(-1, 4)
    return restrike(p[p[:, 0] >= 0])


def restrike(part):
    """Ends a note where its own key is struck again."""
    p = part[np.argsort(part[:, 0])]
    after = {}
    for i in range(len(p) - 1, -1, -1):
        k = int(p[i, 2])
        p[i, 1] = min(p[i, 1], after.get(k, np.inf))
        after[k] = p[i, 0]
    return p[p[:, 1] - p[:, 0] > 0.03]


def two_hands(rng, seconds):
    """A piano texture: something low, something high."""
    split = int(rng.integers(50, 66))
    left = (arpeggios, chords, line, carpet)[rng.choice(4, p=(0.4, 0.35, 0.2, 0.05))](rng, seconds, 28, split)
    right = (line, chords, arpeggios, carpet)[rng.choice(4, p=(0.4, 0.25, 0.3, 0.05))](rng, seconds, split, 100)
    return restrike(np.concatenate((left, right)))


def sung(rng, seconds, low, high):
    """A line of syllables: mostly small steps and repeated pitches, phrases with breaths between."""
    scale, root = SCALES[rng.integers(len(SCALES))], rng.integers(12)
    keys = [k for k in range(low, high + 1) if (k - root) % 12 in scale]
    beat, t, at, out = rng.uniform(0.22, 0.7), rng.uniform(0, 0.6), rng.integers(len(keys)), []
    same, fill = rng.uniform(0.1, 0.5), rng.uniform(0.85, 1.0)
    while t < seconds:
        for _ in range(rng.integers(3, 12)):
            length = max(beat * rng.choice((0.5, 1, 1, 2, 3)) * np.exp(rng.normal(0, 0.12)), 0.08)
            if rng.random() > same:
                at = int(np.clip(at + rng.choice((-4, -3, -2, -1, -1, 1, 1, 2, 3, 4)), 0, len(keys) - 1))
            out.append((t, t + length * (1 if rng.random() < 0.6 else fill), keys[at], rng.uniform(60, 115)))
            t += length
        t += beat * rng.choice((0.5, 1, 2))
    return np.array(out, np.float32).reshape(-1, 4)


def harmonica(rng, seconds):
    """Breaths on a ten-hole harmonica: single reeds, pairs and chords of neighbours."""
    root, beat, t, out = int(rng.integers(53, 67)), rng.uniform(0.18, 0.6), rng.uniform(0, 0.5), []
    alone, hole = rng.uniform(0.1, 0.9), int(rng.integers(0, 8))
    while t < seconds:
        length = beat * rng.choice((0.5, 1, 1, 2, 4))
        hole = int(np.clip(hole + rng.integers(-2, 3), 0, 9))
        count = 1 if rng.random() < alone else int(rng.integers(2, 5))
        reeds = (BLOW, DRAW)[rng.integers(2)][hole:hole + count]
        level, gap = rng.uniform(50, 115), rng.choice((0.0, 0.0, 0.03, 0.1))
        for reed in reeds:
            begin = max(t + rng.normal(0, 0.006), 0)
            out.append((begin, max(t + length - gap, begin + 0.05), root + reed,
                        np.clip(level + rng.normal(0, 5), 20, 127)))
        t += length if rng.random() < 0.9 else length + beat
    return restrike(np.array(out, np.float32).reshape(-1, 4))



def _reeds(t, length, pitches, level, rng):
    """Reeds blown together: no two speak at the same moment."""
    return [(max(t + rng.normal(0, 0.008), 0), t + length * rng.uniform(0.85, 1.1), k,
             np.clip(level + rng.normal(0, 7), 20, 127)) for k in pitches]


def chugging(rng, seconds):
    """A blues harmonica: a line, bends into its notes, tongue slaps, split octaves, and chords as short as a stroke."""
    root, beat, t, out = int(rng.integers(53, 67)), rng.uniform(0.28, 0.62), rng.uniform(0, 0.5), []
    swing, busy, bends = rng.uniform(0.5, 0.68), rng.uniform(0.15, 0.7), rng.uniform(0, 0.35)
    hole, melody, chords_level = int(rng.integers(1, 8)), rng.uniform(70, 120), rng.uniform(30, 85)
    while t < seconds:
        for length in (beat * swing, beat * (1 - swing)):
            side, what = (BLOW, DRAW)[rng.integers(2)], rng.random()
            hole = int(np.clip(hole + rng.integers(-2, 3), 0, 9))
            first = int(np.clip(hole - rng.integers(0, 4), 0, 7))
            chord = [root + k for k in side[first:first + int(rng.integers(2, 5))]]
            if what < busy:    # a chord struck with the tongue
                out += _reeds(t, min(rng.uniform(0.04, 0.14), length), chord, chords_level, rng)
            elif what < 0.92:  # a note of the line
                hold, at, key = length * rng.uniform(0.5, 1.0) * (2 if rng.random() < 0.2 else 1), t, root + side[hole]
                if rng.random() < 0.25:  # slapped: the chord speaks until the tongue covers it
                    out += _reeds(t, rng.uniform(0.03, 0.1), [k for k in chord if k != key], chords_level, rng)
                if rng.random() < bends:
                    at = t + rng.uniform(0.04, 0.11)
                    out.append((t, at, key - int(rng.integers(1, 3)), melody * rng.uniform(0.7, 1)))
                out.append((at, max(t + hold, at + 0.06), key, np.clip(melody + rng.normal(0, 8), 20, 127)))
                if rng.random() < 0.12 and hole >= 3:  # split: the octave under it, the holes between covered
                    out.append((at + abs(rng.normal(0, 0.006)), max(t + hold, at + 0.06), key - 12, melody))
            t += length
    return restrike(np.array(sorted(out), np.float32).reshape(-1, 4))


def parallel(rng, seconds, low, high):
    """A line and another under it in thirds or sixths, as sections and duos play."""
    top = line(rng, seconds, low + 9, max(high, low + 16))
    scale, root = SCALES[rng.integers(2)], rng.integers(12)
    keys = np.array([k for k in range(low - 12, high + 12) if (k - root) % 12 in scale])
    steps = int(rng.choice((2, 2, 5, 3)))
    under = top.copy()
    under[:, 2] = keys[np.maximum(np.searchsorted(keys, top[:, 2]) - steps, 0)]
    under[:, :2] += rng.normal(0, 0.006, len(top))[:, None]
    under[:, 3] = np.clip(top[:, 3] + rng.normal(-4, 6, len(top)), 15, 127)
    both = np.concatenate((top, under))
    return restrike(both[(both[:, 0] >= 0) & (both[:, 2] >= low) & (both[:, 2] <= high)])
