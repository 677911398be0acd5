#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kits as neume replace plays them beside their own players: FluidSynth for SoundFonts, liquidsfz for SFZ, Hydrogen and
DrumGizmo for theirs.

    kits_peers.py NEUME PLAYER KIT...      PLAYER: fluidsynth, h2cli, drumgizmo, or a program that is called with
                                           KIT MIDI OUT.wav

Each of nine drums at three velocities sounds alone for 1.5 s. Prints how far the levels are apart (each kit's median
aside, since players differ in their overall gain), and how well the sounds correlate: over 0.95 it is the same sample
at the same pitch. SFZ players and DrumGizmo, which draw by chance, play everything twelve times; the draw most alike
counts.
"""
import os
import subprocess
import sys
import tempfile

import mido
import numpy as np
import soundfile

import peer_drumgizmo
import peer_hydrogen

RATE, STEP, KEYS, VELOCITIES = 44100, 1.5, (36, 38, 37, 42, 46, 45, 48, 51, 49), (40, 80, 120)
ROUNDS = 12  # of players that draw samples by chance


def write_midi(path, hits):
    track = mido.MidiTrack()
    now = 0
    for at, key, velocity in hits:
        for tick, v in ((round(at * 960), velocity), (round((at + STEP - 0.1) * 960), 0)):
            track.append(mido.Message("note_on", channel=9, note=key, velocity=v, time=tick - now))
            now = tick
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(track)
    file.save(path)


def play(command, out):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    x, rate = soundfile.read(out, always_2d=True)
    assert rate == RATE
    return x[:, :2].mean(axis=1)


def alike(x, y):
    """The best correlation within 25 ms."""
    size = 1 << int(np.ceil(np.log2(2 * len(x))))
    c = np.fft.irfft(np.fft.rfft(x, size) * np.conj(np.fft.rfft(y, size)), size)
    reach = RATE // 40
    return float(np.max(np.abs(np.concatenate([c[:reach], c[-reach:]])))
                 / (np.linalg.norm(x) * np.linalg.norm(y) + 1e-12))


def by_instruments(peer, kit, hits, a, temp):
    """A key's instrument is the one that sounds most as neume does, at all velocities."""
    ids, span, likeness = peer.instruments(kit), int(0.5 * RATE), {}
    for v in VELOCITIES:
        each = peer.play(kit, [(i, v) for i in ids], temp)
        for at, key, velocity in hits:
            x = a[int(at * RATE):][:span]
            if velocity != v or len(x) < span or np.max(np.abs(x)) < 1e-5:
                continue
            for n, i in enumerate(ids):
                likeness[key, i] = likeness.get((key, i), 0) + alike(x, each[int(n * STEP * RATE):][:span])
    found = {key: max((i for k, i in likeness if k == key), key=lambda i: likeness[key, i]) for key, _ in likeness}
    y = peer.play(kit, [(found.get(key), velocity) for _, key, velocity in hits], temp)
    return np.concatenate([np.zeros(RATE), y])


def play_theirs(player, kit, midi, hits, a, temp):
    out = os.path.join(temp, "theirs.wav")
    if player in ("h2cli", "drumgizmo"):
        return by_instruments(peer_hydrogen if player == "h2cli" else peer_drumgizmo, kit, hits, a, temp)
    if player == "fluidsynth":
        return play(["fluidsynth", "-ni", "-g", "0.5", "-R", "0", "-C", "0", "-r", str(RATE), "-O", "float", "-T",
                     "wav", "-F", out, kit, midi], out)
    return play([player, kit, midi, out], out)


def compare(neume, player, kit, temp):
    hits = [(1 + STEP * i, k, v) for i, (k, v) in enumerate((k, v) for k in KEYS for v in VELOCITIES)]
    midi, silence = os.path.join(temp, "hits.mid"), os.path.join(temp, "silence.wav")
    ours = os.path.join(temp, "ours.wav")
    write_midi(midi, hits)
    soundfile.write(silence, np.zeros((int((3 + STEP * len(hits)) * RATE), 2)), RATE)
    a = play([neume, "replace", "-q", silence, "--kit", kit, "--midi", midi, "--as-written", "--bits", "32f",
              "-o", ours], ours)
    rounds = 1 if player in ("fluidsynth", "h2cli") else ROUNDS
    again = [(at + r * STEP * len(hits), k, v) for r in range(rounds) for at, k, v in hits]
    write_midi(midi, again)
    b = play_theirs(player, kit, midi, again, a, temp)
    rows = []
    for at, key, velocity in hits:
        x = a[int((at - 0.05) * RATE):int((at + 0.6) * RATE)]
        draws = [b[int((at - 0.05 + r * STEP * len(hits)) * RATE):][:len(x)] for r in range(rounds)]
        likeness, y = max(((alike(x, y), y) for y in draws if len(y) == len(x)), key=lambda p: p[0])
        level = 20 * np.log10((np.linalg.norm(x) + 1e-9) / (np.linalg.norm(y) + 1e-9))
        if max(np.max(np.abs(x)), np.max(np.abs(y))) < 1e-5:
            continue
        if abs(level) > 50:
            print(f"    key {key}: only {'neume' if level > 0 else 'the player'} plays it")
            continue
        rows.append((key, velocity, level, likeness))
    return rows


def main():
    neume, player, kits = sys.argv[1], sys.argv[2], sys.argv[3:]
    print("| kit | hits | within 1 dB | largest, dB | correlation over 0.95 |\n|---|---|---|---|---|")
    for kit in kits:
        with tempfile.TemporaryDirectory() as temp:
            rows = compare(neume, player, kit, temp)
        if not rows:
            continue
        level = np.array([r[2] for r in rows])
        level -= np.median(level)
        same = np.array([r[3] for r in rows]) > 0.95
        print(f"| {os.path.basename(kit)} | {len(rows)} | {np.mean(np.abs(level) < 1):.3f} "
              f"| {np.max(np.abs(level)):.2f} | {np.mean(same):.3f} |", flush=True)
        for row, off, good in zip(rows, level, same):
            if abs(off) >= 1 or not good:
                print(f"    key {row[0]} velocity {row[1]}: {off:+.2f} dB, correlation {row[3]:.3f}")


if __name__ == "__main__":
    main()
