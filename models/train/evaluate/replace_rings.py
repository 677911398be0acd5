#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What drum replacement does to cymbals that ring through the drums it replaces, and to the places where it sets in.

    replace_rings.py NEUME KIT WAV...       kick and snare of each recording are replaced

For each replaced hit before which the highs (over 6 kHz) are at most 10 dB softer than behind it, prints how much the
energy of the highs over the 100 ms behind it changes in what is left of the original; how far the lows (under 150 Hz)
go down for a kick, and for a snare 150 to 400 Hz; and the largest step, in dB of full scale, at the sample where what
is taken out begins or ends.
"""
import os
import subprocess
import sys
import tempfile

import mido
import numpy as np
import soundfile


def band(x, rate, low, high):
    size = 1 << int(np.ceil(np.log2(len(x))))
    spectrum = np.fft.rfft(x, size)
    f = np.fft.rfftfreq(size, 1 / rate)
    spectrum[(f < low) | (f > high)] = 0
    return np.fft.irfft(spectrum, size)[:len(x)]


def power(x, at, span):
    return float(np.mean(x[max(at, 0):at + span] ** 2)) + 1e-16


def hits_of(path):
    now, found = 0.0, []
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity:
            found.append((now, message.note))
    return found


def splices(taken, rate):
    """The first and last sample of each stretch in which something is taken out: steps from and to nothing."""
    gap = int(0.005 * rate)
    on = np.flatnonzero(taken)
    if not len(on):
        return []
    cuts = np.flatnonzero(np.diff(on) > gap)
    begins, ends = on[np.r_[0, cuts + 1]], on[np.r_[cuts, len(on) - 1]]
    jump = np.abs(np.r_[taken[begins], taken[ends]])
    return list(jump)


def measure(neume, kit, wav):
    with tempfile.TemporaryDirectory() as temp:
        stems, midi = os.path.join(temp, "stems"), os.path.join(temp, "hits.mid")
        subprocess.run([neume, "replace", "-q", wav, "--kit", kit, "--only", "KD,SD", "-o", os.path.join(temp, "o.wav"),
                        "--bits", "32f", "--stems", stems, "--midi-out", midi], check=True)
        before, rate = soundfile.read(wav, always_2d=True)
        after, _ = soundfile.read(os.path.join(stems, "original.wav"), always_2d=True)
        hits = hits_of(midi)
    steps = splices((before - after)[:, 0], rate)
    before, after = before.mean(axis=1), after.mean(axis=1)
    highs, lows, bodies = ([band(x, rate, low, high) for x in (before, after)]
                           for low, high in ((6000, rate), (0, 150), (150, 400)))
    span, changes, down = int(0.1 * rate), [], {"kick": [], "snare": []}
    for seconds, key in hits:
        at = int(seconds * rate)
        if at + span > len(before) or at < span:
            continue
        rest = power(highs[0], at - int(0.035 * rate), int(0.03 * rate))
        if rest > 0.1 * power(highs[0], at, span) and rest > 1e-9:
            changes.append((10 * np.log10(power(highs[1], at, span) / power(highs[0], at, span)), seconds, key,
                            10 * np.log10(rest / power(highs[0], at, span))))
        name, own = ("kick", lows) if key in (35, 36) else ("snare", bodies)
        down[name].append(10 * np.log10(power(own[1], at, span // 2) / power(own[0], at, span // 2)))
    return changes, down, steps


def main():
    neume, kit, wavs = sys.argv[1], sys.argv[2], sys.argv[3:]
    changes, down, steps = [], {"kick": [], "snare": []}, []
    for wav in wavs:
        c, d, s = measure(neume, kit, wav)
        changes += c
        steps += s
        for name, values in d.items():
            down[name] += values
        if c:
            far = [f"{at:.2f} s key {key} {off:+.1f}" for off, at, key, _ in c if abs(off) > 3]
            print(f"{os.path.basename(wav)}: {len(c)} hits, median {np.median([x[0] for x in c]):.1f} dB"
                  f"{', over 3 dB: ' + ', '.join(far) if far else ''}", flush=True)
    if changes:
        off = np.array([c[0] for c in changes])
        print(f"{len(off)} hits with ringing highs: median {np.median(off):.1f} dB, within 3 dB "
              f"{np.mean(np.abs(off) <= 3):.3f}")
    for name, values in down.items():
        if values:
            print(f"{len(values)} {name}s: their band goes down by {-np.median(values):.1f} dB in the median, by over "
                  f"20 dB at {np.mean(np.array(values) < -20):.3f}")
    if steps:
        db = 20 * np.log10(np.array(steps) + 1e-9)
        print(f"{len(db)} splices: the largest step {np.max(db):.1f} dB")


if __name__ == "__main__":
    main()
