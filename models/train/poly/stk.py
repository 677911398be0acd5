#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Banks of STK's physical models (Debian's libstk-dev, stk): blown, bowed, plucked, struck, sung.

usage: stk.py STK_NOTES OUT       STK_NOTES: see stk_notes.cpp; OUT gets banks as banks.py makes them
A note is kept where its pitch, by autocorrelation, is steady and within a semitone of what was asked for; its key in
the bank is what sounds."""
import os
import subprocess
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common.banks import RATE, octave_error, seconds_kept, to_rate, trim, write_bank  # noqa: E402

INSTRUMENTS = {  # family, held, lowest and highest key, variants
    'clarinet': ('winds', True, 50, 88, 3), 'flute': ('winds', True, 59, 94, 4), 'sax': ('winds', True, 46, 84, 4),
    'blowhole': ('winds', True, 50, 84, 2), 'brass': ('brass', True, 40, 82, 3), 'bowed': ('strings', True, 40, 90, 4),
    'voice': ('voice', True, 43, 80, 3), 'fmvoice': ('voice', True, 43, 79, 1), 'sitar': ('pluck', False, 45, 84, 2),
    'mandolin': ('pluck', False, 52, 92, 2), 'stiff': ('guitar', False, 36, 88, 3),
    'plucked': ('guitar', False, 36, 88, 1),
    'bar': ('mallet', False, 48, 96, 5), 'rhodes': ('epiano', False, 33, 96, 2), 'wurley': ('epiano', False, 33, 96, 2),
    'bell': ('mallet', False, 55, 90, 1)}


def sounding(x, key):
    """The key that a note sounds at near `key`, and how periodic it is (0..1), after its attack."""
    x = x[RATE // 5:RATE // 5 + RATE // 2]
    if len(x) < RATE // 6:
        return key, 0.0
    size = 1 << (2 * len(x) - 1).bit_length()
    r = np.fft.irfft(np.abs(np.fft.rfft(x - x.mean(), size))**2, size * 8)[:size * 4]
    period = 8 * RATE / (440 * 2**((key - 69) / 12))
    lags = np.arange(int(period * 0.93), int(period * 1.07) + 2)
    best = lags[np.argmax(r[lags])]
    return key + 12 * np.log2(period / best), float(r[best] / (r[0] * (1 - best / 8 / len(x))))


def note(program, name, key, amplitude, seconds, variant):
    data = subprocess.run([program, name, str(key), str(amplitude), str(seconds), str(variant)], capture_output=True,
                          check=True).stdout
    x = to_rate(np.frombuffer(data, np.float32), 44100)
    return trim(x, seconds) if np.isfinite(x).all() else None


def bank(program, out, name, variant):
    family, held, low, high, _ = INSTRUMENTS[name]
    notes = []
    for key in range(low, high + 1, 3):
        for velocity, amplitude in ((45, 0.35), (80, 0.65), (115, 0.95)):
            x = note(program, name, key, amplitude, min(4, seconds_kept(family, key)), variant)
            if x is None or held and octave_error(x, key):  # overblown
                continue
            at, periodic = sounding(x, key)
            if abs(at - key) < 1 and (periodic > 0.7 or name in ('bar', 'bell')):
                notes.append((at if name not in ('bar', 'bell') else key, velocity, x))
    write_bank(out, f'stk_{name}_x{variant}', notes, family=family, source='STK 4.6, physical models',
               licence='STK (MIT-like)', split='train', sustained=held)


def main():
    program, out = sys.argv[1:]
    for name, (*_, variants) in INSTRUMENTS.items():
        for variant in range(variants):
            if not os.path.exists(f'{out}/stk_{name}_x{variant}.json'):
                bank(program, out, name, variant)


if __name__ == '__main__':
    main()
