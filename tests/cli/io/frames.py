# SPDX-License-Identifier: MIT
"""The pitch tracks that neume writes, read and scored by mir_eval as they stand.

    frames.py NEUME

Exit status 77: mir_eval is not there."""
import os
import struct
import subprocess
import sys
import tempfile
import wave

try:
    import numpy as np
    import mir_eval
except ImportError as error:
    print("skipped: %s (Debian: python3-mir-eval)" % error)
    sys.exit(77)

RATE = 22050
NOTES = ((0.2, 1.2, 57), (1.3, 2.3, 64), (2.6, 3.6, 71))  # seconds, seconds, MIDI pitch


def sing():
    """-> samples, Hz of each, 0 in rests."""
    t = np.arange(4 * RATE) / RATE
    hz = np.zeros(len(t))
    for on, off, pitch in NOTES:
        at = (t >= on) & (t < off)
        hz[at] = 440 * 2 ** ((pitch - 69 + 0.5 * np.sin(2 * np.pi * 5 * t[at])) / 12)
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    x = sum(np.sin(h * phase) / h for h in range(1, 9)) * (hz > 0)
    return 0.2 * x + 0.001 * np.random.default_rng(1).standard_normal(len(t)), hz


def check(what, scores, least):
    print(what, {k: round(v, 4) for k, v in scores.items()})
    for name, bound in least.items():
        if not scores[name] >= bound:
            sys.exit("%s: %s is %g" % (what, name, scores[name]))


def main(neume):
    x, hz = sing()
    ours = np.arange(0, len(x), 220)
    truth = ours / RATE, hz[ours]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sung.wav")
        with wave.open(path, "wb") as f:
            f.setnchannels(1)
            f.setsampwidth(2)
            f.setframerate(RATE)
            f.writeframes(struct.pack("<%dh" % len(x), *np.int16(np.clip(x, -1, 1) * 32767)))
        track = os.path.join(folder, "track")
        for command in ([neume, "pitch"], [neume, "transcribe", "-q", "--mode", "melody", "--frames"]):
            subprocess.run(command + [path, "-f", "mirex", "-o", track], check=True)
            scores = mir_eval.melody.evaluate(*truth, *mir_eval.io.load_time_series(track))
            check("mirex", scores, {"Overall Accuracy": 0.96, "Raw Pitch Accuracy": 0.97, "Voicing Recall": 0.97})
            subprocess.run(command + [path, "-f", "sv", "-o", track], check=True)
            times, values = mir_eval.io.load_time_series(track, delimiter=",")
            off = 1200 * np.log2(values / np.maximum(np.interp(times, np.arange(len(hz)) / RATE, hz), 1))
            if len(times) < 230 or np.median(np.abs(off)) > 5:
                sys.exit("sv: %d frames, %g cents off" % (len(times), np.median(np.abs(off))))
            subprocess.run(command + [path, "-f", "csv", "-o", track], check=True)
            table = np.genfromtxt(track, delimiter=",", names=True)
            if table.dtype.names != ("time", "f0", "confidence", "loudness") or np.isnan(table["f0"]).any():
                sys.exit("csv: %s" % (table.dtype.names,))


main(sys.argv[1])
