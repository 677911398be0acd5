#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Songs with known parts: parts_songs.py MIDI MMA WADS OUT FIRST LAST writes OUT/N.mid and OUT/N.flac, 40 s each.

MIDI has POP909; MMA is Debian's mma unpacked (usr/share/mma with its grooves); WADS is the folder of Debian's freedoom.
Two of five are accompaniments by MMA with a composed line over them, three of ten songs of POP909 for a band of random
instruments, three of ten excerpts of Freedoom's music, of which every fifth song is held out."""
import ctypes
import glob
import io
import os
import random
import struct
import subprocess
import sys

import mido
import numpy as np
import soundfile

LEADS = (52, 53, 54, 54, 54, 56, 56, 57, 60, 61, 64, 65, 65, 66, 66, 67, 68, 71, 71, 73, 73, 74, 75, 40, 40, 41, 42, 80,
         81, 81, 85, 87, 29, 30, 30, 26, 27, 21, 22, 22, 11, 0, 4, 16, 18)
CHORDS = (0, 0, 0, 1, 2, 3, 4, 4, 5, 6, 7, 11, 12, 16, 17, 18, 19, 21, 24, 24, 25, 25, 26, 27, 28, 29, 30, 46, 48, 48,
          49, 50, 51, 52, 61, 62, 81, 88, 89, 90, 91, 95)
BASSES = (32, 33, 33, 33, 34, 34, 35, 36, 37, 38, 39)
PADS = (48, 48, 49, 50, 50, 51, 52, 88, 89, 90, 91, 94, 95, 16, 18, 19)
PROGRESSIONS = (('C', 'Am', 'F', 'G7'), ('C', 'G', 'Am', 'F'), ('Dm7', 'G7', 'Cmaj7', 'A7'), ('Am', 'F', 'C', 'G'),
                ('C', 'F', 'C', 'G'), ('C7', 'F7', 'C7', 'G7'), ('Em', 'C', 'G', 'D'), ('Fmaj7', 'Em7', 'Dm7', 'Cmaj7'),
                ('Am', 'Dm', 'E7', 'Am'))
SECONDS, RATE = 40, 22050
FONTS = (('/usr/share/sounds/sf2/FluidR3_GM.sf2', 0.5), ('/usr/share/sounds/sf3/MuseScore_General.sf3', 0.5))


def events(midi):
    now, out = 0, []
    for m in midi:
        now += m.time
        out.append((now, m))
    return out


def message(kind, channel, **more):
    return mido.Message(kind, channel=channel, **more)


def cut(listed, start, length=SECONDS):
    """What is set up before `start`, and the notes that begin in it."""
    out, on = [], {}
    for at, m in listed:
        if m.is_meta or m.type == 'sysex' or at >= start + length:
            continue
        is_note = m.type in ('note_on', 'note_off')
        if at < start:
            out += [] if is_note else [(0, m)]
            continue
        key = (m.channel, m.note) if is_note else None
        if is_note and m.type == 'note_on' and m.velocity:
            on[key] = on.get(key, 0) + 1
        elif is_note:
            if not on.get(key):
                continue
            on[key] -= 1
        out.append((at - start, m))
    return out + [(length, message('note_off', c, note=n)) for (c, n), k in on.items() for _ in range(k)]


def write(listed, path):
    midi, track, now = mido.MidiFile(ticks_per_beat=500), mido.MidiTrack(), 0  # at 120 BPM a tick is a millisecond
    midi.tracks.append(track)
    for at, m in sorted(listed, key=lambda x: (x[0], x[1].type == 'note_on' and x[1].velocity > 0)):
        tick = max(round(at * 1000), now)
        track.append(m.copy(time=tick - now))
        now = tick
    midi.save(path)


def put(out, notes, channel, program):
    out.append((0, message('program_change', channel, program=program)))
    for on, off, pitch, velocity in notes:
        out += [(on, message('note_on', channel, note=pitch, velocity=velocity)),
                (off, message('note_off', channel, note=pitch))]


def line(draw, length, beat, low, high):
    at, p, out = draw.choice((0, beat, 2 * beat)), draw.randint(low, high), []
    while at < length:
        d = draw.choice((0.5, 0.5, 0.5, 1, 1, 1.5, 2, 0.25, 3)) * beat
        if draw.random() < 0.12:
            at += d
            continue
        step = draw.choice((-4, -3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3, 4, 7, -7))
        p += step
        while p % 12 not in (0, 2, 4, 5, 7, 9, 11):
            p += 1 if step > 0 else -1
        p += 12 * (p < low) - 12 * (p > high)
        out.append((at, at + d * draw.uniform(0.6, 1.02), p, draw.randint(60, 115)))
        at += d
    return out


class Accompaniment:
    """MMA's grooves in four."""

    def __init__(self, folder):
        self.folder, self.grooves = folder, set()
        with open(f'{folder}/usr/bin/mma') as f:
            self.program = f.read().replace('/usr/share/mma', f'{folder}/usr/share/mma')
        for path in glob.glob(f'{folder}/usr/share/mma/lib/stdlib/*.mma'):
            with open(path, errors='replace') as f:
                text = f.read()
            words = [l.split() for l in text.splitlines()] if not any(f'Time {n}' in text for n in (3, 5, 6)) else []
            self.grooves |= {w[1] for w in words if len(w) > 1 and w[0].lower() == 'defgroove' and
                             not any(x in w[1].lower() for x in ('intro', 'end', 'fill'))}
        self.grooves = sorted(self.grooves)
        self.run('-G')

    def run(self, *words):
        return subprocess.run([sys.executable, '-c', self.program, *words], capture_output=True, timeout=300)

    def song(self, draw, out):
        tempo, chords = draw.randint(70, 170), draw.choice(PROGRESSIONS)
        bars = max(8, int(SECONDS * tempo / 240))
        with open(out + '.mma', 'w') as f:
            f.write(f'Tempo {tempo}\nGroove {draw.choice(self.grooves)}\n')
            for i in range(bars):
                f.write(f'{i + 1} {chords[i % 4] if draw.random() < 0.85 else draw.choice(chords)}\n')
        self.run(out + '.mma', '-f', out + '.mma.mid')
        listed = events(mido.MidiFile(out + '.mma.mid'))
        if draw.random() < 0.12:
            listed = [x for x in listed if getattr(x[1], 'channel', 0) != 9]
        listed = [(at, relative(draw, m)) for at, m in listed]
        used = {m.channel for _, m in listed if m.type == 'note_on'}
        free = [c for c in range(16) if c != 9 and c not in used]
        if draw.random() < 0.75 and free:
            low = draw.choice((55, 60, 60, 64, 67))
            put(listed, line(draw, bars * 240 / tempo, 60 / tempo, low, low + draw.choice((12, 16, 20))), free[0],
                draw.choice(LEADS))
            listed.append((0, message('control_change', free[0], control=7, value=draw.randint(85, 127))))
        return listed


def relative(draw, m):
    """Half of the time another of the same eight instruments."""
    if m.type != 'program_change' or m.channel == 9 or m.program // 8 in (0, 5) or draw.random() < 0.5:
        return m
    return m.copy(program=m.program // 8 * 8 + draw.randrange(8))


def notes_of(midi, track):
    alone = mido.MidiFile(ticks_per_beat=midi.ticks_per_beat)
    alone.tracks = [midi.tracks[0], track] if track is not midi.tracks[0] else [track]
    on, out = {}, []
    for at, m in events(alone):
        if m.type == 'note_on' and m.velocity:
            on[m.note] = at, m.velocity
        elif m.type in ('note_on', 'note_off') and m.note in on:
            start, velocity = on.pop(m.note)
            out.append((start, max(at, start + 0.05), m.note, velocity))
    return out


def bass_of(draw, piano):
    """The lowest notes of a piano, an octave or more down, one after the other."""
    low, out = [], []
    for n in sorted(n for n in piano if n[2] < 57):
        if not low or n[0] - low[-1][0] > 0.12:
            low.append(n)
    for i, (on, off, p, v) in enumerate(low):
        p -= 12 * -(-max(p - 47, 0) // 12)
        end = low[i + 1][0] if i + 1 < len(low) else off
        out.append((on, max(min(off, end), on + 0.08), p, min(v + draw.randint(0, 25), 120)))
    return low, out


def drums(draw, listed, beat):
    hat = draw.choice((42, 42, 44, 51, 70))
    for k in range(int((SECONDS - 1) / (beat / 2))):
        keys = [(hat, 40, 90)]
        if k % 8 in (0, draw.choice((3, 4, 5))):
            keys.append((36, 80, 120))
        if k % 8 in (2, 6):
            keys.append((draw.choice((38, 38, 40, 37)), 70, 120))
        listed += [(k * beat / 2, message('note_on', 9, note=n, velocity=draw.randint(a, b))) for n, a, b in keys]


def band(draw, folder):
    """A song of POP909 for a band."""
    number = draw.randint(1, 909)
    midi = mido.MidiFile(f'{folder}/POP909/{number:03d}/{number:03d}.mid')
    tempos = [m.tempo for t in midi.tracks for m in t if m.type == 'set_tempo']
    start, of = draw.uniform(15, 120), {t.name: notes_of(midi, t) for t in midi.tracks}
    melody, bridge, piano = ([(a - start, min(b - start, SECONDS), p, v) for a, b, p, v in of.get(name, [])
                              if start <= a < start + SECONDS - 0.5] for name in ('MELODY', 'BRIDGE', 'PIANO'))
    if len(piano) < 40:
        return None
    listed, octave = [], draw.choice((0, 0, 0, 12, -12))
    low, bass = bass_of(draw, piano)
    if draw.random() < 0.85:
        put(listed, bass, 0, draw.choice(BASSES))
        piano = [n for n in piano if n not in set(low)] if draw.random() < 0.5 else piano
    put(listed, piano, 1, draw.choice(CHORDS))
    if draw.random() < 0.9:
        put(listed, [(a, b, p + octave, v) for a, b, p, v in melody], 2, draw.choice(LEADS))
    if bridge and draw.random() < 0.8:
        put(listed, bridge, 3, draw.choice(CHORDS + LEADS))
    if draw.random() < 0.3:
        pads = []
        for k in range(0, SECONDS - 2, 2):
            pads += [(k, k + 2, p, draw.randint(50, 90)) for p in
                     sorted({n[2] for n in piano if k <= n[0] < k + 0.5 and 50 < n[2] < 80})[:4]]
        put(listed, pads, 4, draw.choice(PADS))
    listed += [(0, message('control_change', c, control=7, value=draw.randint(70, 127))) for c in range(5)]
    if draw.random() < 0.85:
        drums(draw, listed, (tempos[0] if tempos else 500000) / 1e6)
    return listed


def freedoom(folder):
    """name -> the bytes of a MIDI file."""
    out = {}
    for wad in ('1', '2'):
        with open(f'{folder}/freedoom{wad}.wad', 'rb') as f:
            data = f.read()
        count, at = struct.unpack('<ii', data[4:12])
        for i in range(count):
            place, size, name = struct.unpack('<ii8s', data[at + 16 * i:at + 16 * i + 16])
            song = data[place:place + size]
            if name.startswith(b'D_') and song[:4] == b'MThd' and song not in out.values():
                out[wad + name.rstrip(b'\0').decode('latin1')] = song
    return out


def excerpt(draw, data):
    listed = events(mido.MidiFile(file=io.BytesIO(data)))
    return cut(listed, draw.uniform(0, max(listed[-1][0] - SECONDS, 0)))


class Font:
    """FluidSynth with one SoundFont."""

    def __init__(self, path):
        f = self.f = ctypes.CDLL('libfluidsynth.so.3')
        for name in ('new_fluid_settings', 'new_fluid_synth', 'new_fluid_player'):
            getattr(f, name).restype = ctypes.c_void_p
        settings = ctypes.c_void_p(f.new_fluid_settings())
        f.fluid_settings_setnum(settings, b'synth.sample-rate', ctypes.c_double(RATE))
        f.fluid_settings_setnum(settings, b'synth.gain', ctypes.c_double(0.4))
        f.fluid_settings_setint(settings, b'synth.chorus.active', 0)
        f.fluid_settings_setstr(settings, b'player.timing-source', b'sample')
        self.synth = ctypes.c_void_p(f.new_fluid_synth(settings))
        if f.fluid_synth_sfload(self.synth, path.encode(), 1) < 0:
            sys.exit(f'{path}: no SoundFont')

    def render(self, path, reverb):
        f, block = self.f, 4096
        f.fluid_synth_set_reverb_on(self.synth, int(reverb))
        f.fluid_synth_system_reset(self.synth)
        player = ctypes.c_void_p(f.new_fluid_player(self.synth))
        f.fluid_player_add(player, path.encode())
        f.fluid_player_play(player)
        left, right, out = np.zeros(block, np.float32), np.zeros(block, np.float32), []
        rest = int(1.5 * RATE / block)
        while rest >= 0 and len(out) < 300 * RATE // block:
            f.fluid_synth_write_float(self.synth, block, ctypes.c_void_p(left.ctypes.data), 0, 1,
                                      ctypes.c_void_p(right.ctypes.data), 0, 1)
            out.append((left + right) / 2)
            rest -= f.fluid_player_get_status(player) != 1
        f.delete_fluid_player(player)
        x = np.concatenate(out)
        return x * (0.8 / max(abs(x).max(), 1e-6))


def main():
    midi, mma, wads, out, first, last = sys.argv[1:5] + [int(v) for v in sys.argv[5:7]]
    os.makedirs(out, exist_ok=True)
    songs, accompaniment, made = freedoom(wads), Accompaniment(mma), {}
    names = [n for i, n in enumerate(sorted(songs)) if i % 5]
    for number in range(first, last):
        draw, listed, path = random.Random(number), None, f'{out}/{number:04d}'
        while not listed or sum(m.type == 'note_on' for _, m in listed) < 60:
            kind = draw.choices((0, 1, 2), (0.4, 0.3, 0.3))[0]
            listed = (accompaniment.song(draw, path) if kind == 0 else band(draw, midi) if kind == 1 else
                      excerpt(draw, songs[draw.choice(names)]))
        write(cut(sorted(listed, key=lambda x: x[0]), 0), path + '.mid')
        font = draw.choices([f for f, _ in FONTS], [w for _, w in FONTS])[0]
        made[font] = made.get(font) or Font(font)
        soundfile.write(path + '.flac', made[font].render(path + '.mid', number % 2), RATE, subtype='PCM_16')


if __name__ == '__main__':
    main()
