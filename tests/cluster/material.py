#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""200 short recordings, of one to four halves of a second, for the tests of batches: material.py FOLDER"""
import math
import struct
import sys
import wave

RATE = 22050
for i in range(200):
    with wave.open(f"{sys.argv[1]}/{i:03}.wav", "wb") as f:
        f.setparams((1, 2, RATE, 0, "NONE", ""))
        count, hz = RATE // 2 * (1 + i % 4), 220 * 2 ** (i % 24 / 12)
        wavelet = (math.sin(6.2832 * hz * t / RATE) * math.exp(-3 * (t % 5512) / 5512) for t in range(count))
        f.writeframes(b"".join(struct.pack("<h", int(16000 * x)) for x in wavelet))
