#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What drum replacement does to cymbals that ring through the drums it replaces.

    replace_rings.py NEUME KIT WAV...       kick and snare of each recording are replaced

For each replaced hit before which the highs (over 6 kHz) are at most 10 dB softer than behind it, prints how much the
energy of the highs over the 100 ms behind it changes in what is left of the original, and how far the lows (under 150
Hz for a kick) go down.
"""
import os
import subprocess
import sys
import tempfile

import mido
import numpy as np
import soundfile


def band(x, rate, low, high):
    spectrum = np.fft.rfft(x)
    f = np.fft.rfftfreq(len(x), 1 / rate)
    spectrum[(f < low) | (f > high)] = 0
    return np.fft.irfft(spectrum, len(x))


def power(x, at, span):
    return float(np.mean(x[max(at, 0):at + span] ** 2)) + 1e-16


def hits_of(path):
    now, found = 0.0, []
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity:
            found.append((now, message.note))
    return found


def measure(neume, kit, wav):
    with tempfile.TemporaryDirectory() as temp:
        stems, midi = os.path.join(temp, "stems"), os.path.join(temp, "hits.mid")
        subprocess.run([neume, "replace", "-q", wav, "--kit", kit, "--only", "KD,SD", "-o", os.path.join(temp, "o.wav"),
                        "--bits", "32f", "--stems", stems, "--midi-out", midi], check=True)
        before, rate = soundfile.read(wav, always_2d=True)
        after, _ = soundfile.read(os.path.join(stems, "original.wav"), always_2d=True)
        hits = hits_of(midi)
    before, after = before.mean(axis=1), after.mean(axis=1)
    highs = [band(x, rate, 6000, rate) for x in (before, after)]
    lows = [band(x, rate, 0, 150) for x in (before, after)]
    span, changes, down = int(0.1 * rate), [], []
    for seconds, key in hits:
        at = int(seconds * rate)
        if at + span > len(before) or at < span:
            continue
        rest = power(highs[0], at - int(0.035 * rate), int(0.03 * rate))
        if rest > 0.1 * power(highs[0], at, span) and rest > 1e-9:
            changes.append(10 * np.log10(power(highs[1], at, span) / power(highs[0], at, span)))
        if key in (35, 36):
            down.append(10 * np.log10(power(lows[1], at, span // 2) / power(lows[0], at, span // 2)))
    return changes, down


def main():
    neume, kit, wavs = sys.argv[1], sys.argv[2], sys.argv[3:]
    changes, down = [], []
    for wav in wavs:
        c, d = measure(neume, kit, wav)
        changes += c
        down += d
        if c:
            print(f"{os.path.basename(wav)}: {len(c)} hits, median {np.median(c):.1f} dB", flush=True)
    if changes:
        print(f"{len(changes)} hits with ringing highs: median {np.median(changes):.1f} dB, within 3 dB "
              f"{np.mean(np.abs(changes) <= 3):.3f}")
    if down:
        print(f"{len(down)} kicks: lows go down by {-np.median(down):.1f} dB in the median")


if __name__ == "__main__":
    main()
