#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How near to the attack of the original neume replace sets its samples.

    replace_attack.py NEUME KIT loops SAMPLES       sixteen bars in each of 12 kinds of loops, made of the hits in the
                                                    folder SAMPLES (kick*, snare*, hat* and so on, several of each)
    replace_attack.py NEUME KIT DEV                 recordings: the sets drums-enst and drums-mdb of DEV/manifest.csv

A hit's attack is the moment at which it first reaches a tenth of its peak. In loops that is known to the sample, from
each hit by itself. In recordings it is looked for in the drum's own band (skins 40 to 1500 Hz, metal over 6 kHz) within
30 ms of what the annotation says, where the hit stands out by 10 dB. Prints how many of the replaced hits that have an
attack of their drum within 30 ms are within 5 ms of it: those that sound alone (no other attack within 15 ms, in
recordings no other annotation within 50 ms), and those that sound with others, beside how many of these are within 5 ms
of any attack.
"""
import csv
import glob
import os
import subprocess
import sys
import tempfile

import mido
import numpy as np
import soundfile
from scipy.signal import butter, sosfilt

RATE = 44100
CLASS = {"KD": "KD", "SD": "SD", "SS": "SD", "HC": "HH", "HO": "HH", "HP": "HH", "HH": "HH", "T1": "TT", "T2": "TT",
         "T3": "TT", "TT": "TT", "RD": "CY", "RB": "CY", "CR": "CY", "CY": "CY"}
KEYS = {35: "KD", 36: "KD", 37: "SD", 38: "SD", 39: "SD", 40: "SD", 42: "HH", 44: "HH", 46: "HH", 41: "TT", 43: "TT",
        45: "TT", 47: "TT", 48: "TT", 50: "TT", 49: "CY", 51: "CY", 52: "CY", 53: "CY", 55: "CY", 57: "CY", 59: "CY"}


def replace(neume, kit, wav, temp):
    midi = os.path.join(temp, "hits.mid")
    subprocess.run([neume, "replace", "-q", wav, "--kit", kit, "-o", os.path.join(temp, "o.wav"), "--midi-out", midi],
                   check=True)
    now, found = 0.0, []
    for message in mido.MidiFile(midi):
        now += message.time
        if message.type == "note_on" and message.velocity and message.note in KEYS:
            found.append((now, KEYS[message.note]))
    return found


def attack_of(x):
    """The first frame at a tenth of the peak of the first 50 ms after it."""
    return int(np.argmax(np.abs(x) >= 0.1 * np.max(np.abs(x))))


def read_samples(folder):
    samples = {}
    for path in sorted(glob.glob(os.path.join(folder, "*"))):
        name = os.path.basename(path).lower()
        for start, drum in (("kick", "KD"), ("snare", "SD"), ("hat_closed", "HC"), ("hat_open", "HO"), ("ride", "RD"),
                            ("crash", "CR"), ("tom", "TT")):
            if name.startswith(start):
                x, rate = soundfile.read(path, always_2d=True)
                assert rate == RATE
                samples.setdefault(drum, []).append(x.mean(axis=1))
    return samples


def make_loop(samples, kind, bars=8):
    """A rock, funk or shuffle bar with ghost notes at one of four tempi, with human timing, and its truth."""
    rng = np.random.default_rng(kind)
    beat = 60 / (78 + 17 * (kind % 4))
    grid = ([0, 4], [2, 6], range(8)) if kind % 3 == 0 else ([0, 3, 5], [2, 6], range(8)) if kind % 3 == 1 else \
           ([0, 4.67], [2, 6], (0, 1.33, 2, 3.33, 4, 5.33, 6, 7.33))
    x, truth = np.zeros(int((bars * 4 * beat + 3) * RATE)), []

    def strike(drum, eighth, gain):
        y = samples[drum][rng.integers(len(samples[drum]))]
        at = int((0.5 + eighth * beat / 2 + rng.normal(0, 0.004)) * RATE)
        y = y[:len(x) - at] * gain
        x[at:at + len(y)] += y
        truth.append(((at + attack_of(y)) / RATE, CLASS[drum]))

    for bar in range(bars):
        for eighth in grid[0]:
            strike("KD", 8 * bar + eighth, rng.uniform(0.5, 0.9))
        for eighth in grid[1]:
            strike("SD", 8 * bar + eighth, rng.uniform(0.5, 0.8))
        for eighth in grid[2]:
            strike("RD" if kind % 4 == 3 else "HO" if eighth == 7 else "HC", 8 * bar + eighth, rng.uniform(0.2, 0.5))
        if kind % 2:
            strike("SD", 8 * bar + 4.5, rng.uniform(0.08, 0.2))
        if bar % 4 == 3 and "TT" in samples:
            for eighth in (7, 7.5):
                strike("TT", 8 * bar + eighth, rng.uniform(0.4, 0.7))
    return 0.9 * x / np.max(np.abs(x)), truth


def heard_attack(x, rate, about):
    """Where the waveform around an annotated onset first reaches a tenth of its peak over what was before; None where
    it does not stand out by 10 dB."""
    first = int((about - 0.03) * rate)
    if first < rate // 50 or first + int(0.07 * rate) > len(x):
        return None
    part = np.abs(x[first:first + int(0.07 * rate)])
    rest = np.max(np.abs(x[first - int(0.02 * rate):first]))
    peak = np.max(part)
    if peak < 3.16 * rest or peak < 0.003:
        return None
    return (first + int(np.argmax(part >= rest + 0.1 * (peak - rest)))) / rate


def report(name, pairs):
    for together in (False, True):
        some = [p for p in pairs if p["together"] == together]
        if not some:
            continue
        off = np.array([p["off"] for p in some])
        drums = (f"{d} {np.mean([abs(p['off']) <= 5 for p in some if p['drum'] == d]):.3f}"
                 for d in sorted({p["drum"] for p in some}))
        print(f"{name}, {'with others' if together else 'alone'}: {len(off)} hits, within 5 ms "
              f"{np.mean(np.abs(off) <= 5):.3f} ({', '.join(drums)}), within 2 ms {np.mean(np.abs(off) <= 2):.3f}, "
              f"median {np.median(off):+.2f} ms, 5 % {np.percentile(off, 5):+.1f}, 95 % {np.percentile(off, 95):+.1f}"
              + (f"; of any attack {np.mean([p['any'] <= 5 for p in some]):.3f}" if together else ""), flush=True)


def pair(hits, truth, near, about=lambda t: t[0]):
    """Each replaced hit with the nearest attack of its drum; truth: (attack, drum, annotated); `near`: seconds within
    which another is together with it."""
    pairs = []
    for at, drum in hits:
        own = [t for t in truth if t[1] == drum and abs(at - t[0]) <= 0.03]
        if not own:
            continue
        best = min(own, key=lambda t: abs(at - t[0]))
        others = [t for t in truth if t is not best and abs(about(t) - about(best)) <= near]
        pairs.append({"off": 1000 * (at - best[0]), "drum": drum, "at": at, "together": bool(others),
                      "any": 1000 * min(abs(at - t[0]) for t in truth)})
    return pairs


def loops(neume, kit, folder, temp):
    samples, pairs = read_samples(folder), []
    for kind in range(12):
        x, truth = make_loop(samples, kind)
        wav = os.path.join(temp, "loop.wav")
        soundfile.write(wav, x, RATE, "PCM_24")
        pairs += pair(replace(neume, kit, wav, temp), truth, 0.015)
    report(os.path.basename(folder.rstrip("/")), pairs)


def read_truth(path, x, rate):
    truth = []
    skins = sosfilt(butter(2, (40, 1500), "band", fs=rate, output="sos"), x)
    metal = sosfilt(butter(4, 6000, "high", fs=rate, output="sos"), x)
    with open(path, encoding="utf-8") as f:
        for line in f:
            at, drum = line.split()[:2]
            own = metal if CLASS.get(drum) in ("HH", "CY") else skins
            heard = heard_attack(own, rate, float(at)) if drum in CLASS else None
            if heard is not None:
                truth.append((heard, CLASS[drum], float(at)))
    return truth


def recordings(neume, kit, dev, temp):
    with open(os.path.join(dev, "manifest.csv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    for category in ("drums-enst", "drums-mdb"):
        pairs = []
        for row in (r for r in rows if r["category"] == category):
            wav = os.path.join(dev, row["wav"])
            x, rate = soundfile.read(wav, always_2d=True)
            truth = read_truth(os.path.join(dev, row["ref"]), x.mean(axis=1), rate)
            found = pair(replace(neume, kit, wav, temp), truth, 0.05, lambda t: t[2])
            pairs += found
            for p in found:
                if abs(p["off"]) > 5 and "-v" in sys.argv:
                    print(f"    {row['id']} {p['at']:.3f} s {p['drum']} {p['off']:+.1f} ms")
        report(category, pairs)


def main():
    neume, kit, what = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as temp:
        if what == "loops":
            for folder in sys.argv[4:]:
                loops(neume, kit, folder, temp)
        else:
            recordings(neume, kit, what, temp)


if __name__ == "__main__":
    main()
